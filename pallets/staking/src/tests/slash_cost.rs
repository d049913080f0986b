// SPDX-License-Identifier: Apache-2.0

//! A slash costs the same, whatever the number of delegators.

use crate::mock::*;
use frame::{
    deps::{
        frame_support::storage::storage_prefix,
        sp_io::{
            hashing::{blake2_256, twox_128},
            storage::{get, next_key},
        },
    },
    testing_prelude::*,
    traits::fungible::Mutate,
};
use std::collections::{BTreeMap, BTreeSet};

fn state() -> BTreeMap<Vec<u8>, Vec<u8>> {
    let keys = std::iter::successors(next_key(&[]), |key| next_key(key));
    keys.map(|key| (key.clone(), get(&key).unwrap().to_vec())).collect()
}

/// The keys that a slash of an operator with so many delegators reads and writes, each with a different stake and a
/// part of it unbonding. Events are not counted.
fn touched(delegators: u64) -> (BTreeSet<Vec<u8>>, BTreeSet<Vec<u8>>) {
    let mut ext = ext_with(vec![(OLGA, 5_000, TEN)]);
    ext.execute_with(|| {
        for who in 1_000..1_000 + delegators {
            let amount = LEAST_DELEGATION + u128::from(who);
            assert_ok!(<Balances as Mutate<_>>::mint_into(&who, amount + ED));
            assert_ok!(OperatorStaking::delegate(signed(who), OLGA, amount));
            assert_ok!(OperatorStaking::unbond(signed(who), OLGA, 50 + u128::from(who) / 7));
        }
        System::reset_events();
    });
    ext.commit_all().unwrap();
    let before = ext.execute_with(state);
    // A value of more than 32 bytes is a node of its own in the proof, if it was read.
    let (slashed, proof) = ext.execute_and_prove(|| slash(OLGA, TEN));
    assert!(slashed.amount > 500);
    let nodes: BTreeSet<_> = proof.iter_nodes().map(|node| blake2_256(node)).collect();
    let read = before.iter().filter(|(_, value)| value.len() > 32 && nodes.contains(&blake2_256(value)));
    let read = read.map(|(key, _)| key.clone()).collect();
    // All that the system pallet keeps of a block, but not accounts.
    let bookkeeping =
        |key: &[u8]| key.starts_with(&twox_128(b"System")) && !key.starts_with(&storage_prefix(b"System", b"Account"));
    let after = ext.execute_with(state);
    let written = after.iter().filter(|(key, value)| before.get(*key) != Some(value) && !bookkeeping(key));
    let written: BTreeSet<_> = written.map(|(key, _)| key.clone()).collect();
    assert!(before.keys().all(|key| after.contains_key(key)), "a slash removes nothing");
    (read, written)
}

#[test]
fn slash_should_read_and_write_the_same_for_one_and_for_a_thousand_delegators() {
    let (read, written) = touched(1);
    // The operator, its cohorts, its own stake, its hold, its account, and those of the reporter and the treasury.
    assert_eq!(written.len(), 7);
    assert!(read.len() >= 4);
    assert_eq!(touched(1_000), (read, written));
}
