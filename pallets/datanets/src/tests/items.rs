// SPDX-License-Identifier: Apache-2.0

//! A contribution of many items: constant state, and a proof for each item.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{deps::sp_io, testing_prelude::*};
use openledger_primitives::{
    manifest::{prove, root},
    ContributionId, DatanetId, Item, ItemProof, ItemRefusal,
};

const MANY: u32 = 10_000;

fn item(number: u32) -> Item {
    let hash = H256::from_low_u64_be(u64::from(number) + 1);
    Item { hash, bytes: u64::from(number), media_type: "text/plain".into() }
}

fn leaves(items: u32) -> Vec<H256> {
    (0..items).map(|number| item(number).leaf()).collect()
}

/// A submission of `who` of the first `items` items.
fn manifest(who: AccountId, items: u32) -> Submission {
    let content_hash = content_commitment(&who, root(&leaves(items)).unwrap());
    Submission { content_hash, ..raw(0, items) }
}

/// A datanet that takes this many items in one contribution.
fn large_datanet() -> DatanetId {
    MaxItems::set(MANY);
    datanet_with(Policy { max_items: MANY, ..policy() })
}

fn verify(id: ContributionId, item: &Item, proof: &ItemProof) -> Result<(), ItemRefusal> {
    Datanets::verify_item(id, item.clone(), proof.clone())
}

/// The keys of all storage and the lengths of their values, but for System's, which grows by events.
fn storage() -> Vec<(usize, usize)> {
    let system = sp_io::hashing::twox_128(b"System");
    let mut last = Vec::new();
    let mut sizes = Vec::new();
    while let Some(key) = sp_io::storage::next_key(&last) {
        if !key.starts_with(&system) {
            sizes.push((key.len(), sp_io::storage::get(&key).unwrap_or_default().len()));
        }
        last = key;
    }
    sizes.sort_unstable();
    sizes
}

#[test]
fn ten_thousand_items_should_be_as_much_state_as_one() {
    let state_with = |items: u32| {
        new_test_ext().execute_with(|| {
            let datanet = large_datanet();
            let before = storage();
            let id = contribute(datanet, ALICE, manifest(ALICE, items));
            let pending = storage();
            assert!(pending.len() > before.len());
            decide(id, 100);
            assert_eq!(shares(datanet, ALICE), u128::from(items) * 100);
            let accepted = storage();
            Datanets::do_try_state().unwrap();
            (pending, accepted)
        })
    };
    assert_eq!(state_with(1), state_with(MANY));
}

#[test]
fn every_item_should_prove_until_the_record_is_gone() {
    build_and_execute(|| {
        let datanet = large_datanet();
        let leaves = leaves(MANY);
        let id = contribute(datanet, ALICE, manifest(ALICE, MANY));
        let proofs: Vec<(Item, ItemProof)> =
            [0, 1, 4_711, 9_998, 9_999].map(|index| (item(index), prove(&leaves, index).unwrap())).into();
        let all = |expected: Result<(), ItemRefusal>| {
            for (item, proof) in &proofs {
                assert_eq!(verify(id, item, proof), expected, "{}", proof.index);
            }
        };
        // It says nothing about the decision.
        all(Ok(()));
        decide(id, 80);
        all(Ok(()));
        assert_ok!(Datanets::erase(signed(ALICE), id));
        all(Ok(()));
        assert_ok!(Datanets::prune(signed(ALICE), id));
        all(Err(ItemRefusal::ContributionNotFound));
    });
}

#[test]
fn an_item_should_be_refused_with_the_reason() {
    build_and_execute(|| {
        let datanet = large_datanet();
        let leaves = leaves(5);
        let id = contribute(datanet, ALICE, manifest(ALICE, 5));
        let proof = prove(&leaves, 2).unwrap();
        assert_eq!(verify(id, &item(2), &proof), Ok(()));
        assert_eq!(verify(ContributionId(9), &item(2), &proof), Err(ItemRefusal::ContributionNotFound));
        let invalid = Item { media_type: "text".into(), ..item(2) };
        assert_eq!(verify(id, &invalid, &proof), Err(ItemRefusal::InvalidItem));
        let beyond = ItemProof { index: 5, ..proof.clone() };
        assert_eq!(verify(id, &item(2), &beyond), Err(ItemRefusal::IndexOutOfRange));
        let mut longer = proof.clone();
        longer.siblings.push(H256::zero());
        assert_eq!(verify(id, &item(2), &longer), Err(ItemRefusal::WrongLength));
        assert_eq!(verify(id, &item(9), &proof), Err(ItemRefusal::NotIncluded));
        let mut changed = proof;
        changed.siblings[1] = H256::zero();
        assert_eq!(verify(id, &item(2), &changed), Err(ItemRefusal::NotIncluded));
    });
}

#[test]
fn an_item_should_prove_only_for_the_contributor_and_the_number_of_items() {
    build_and_execute(|| {
        let datanet = large_datanet();
        let proof = prove(&leaves(5), 2).unwrap();
        // A copied content hash is bound to another account.
        let copied = contribute(datanet, BOB, manifest(ALICE, 5));
        assert_eq!(verify(copied, &item(2), &proof), Err(ItemRefusal::NotIncluded));
        // A root that is not bound.
        let content_hash = root(&leaves(5)).unwrap();
        let unbound = contribute(datanet, ALICE, Submission { content_hash, ..raw(0, 5) });
        assert_eq!(verify(unbound, &item(2), &proof), Err(ItemRefusal::NotIncluded));
        // A contributor that states more items than the manifest has.
        let inflated = contribute(datanet, ALICE, Submission { items: 6, ..manifest(ALICE, 5) });
        assert_eq!(verify(inflated, &item(2), &proof), Err(ItemRefusal::NotIncluded));
        // Content without a manifest.
        let plain = contribute(datanet, CHARLIE, raw(7, 5));
        assert_eq!(verify(plain, &item(2), &proof), Err(ItemRefusal::NotIncluded));
        let own = contribute(datanet, BOB, manifest(BOB, 5));
        assert_eq!(verify(own, &item(2), &proof), Ok(()));
    });
}
