// SPDX-License-Identifier: Apache-2.0

use super::*;
use openledger_primitives::{DatanetId, PoolId};
use openledger_runtime::{configs::money::Beneficiary, governance::origins::Origin, Attribution, Balances, Treasury};
use polkadot_sdk::{
    pallet_treasury,
    sp_keyring::Sr25519Keyring::{Ferdie, Two},
};

fn spend(amount: Balance, beneficiary: Beneficiary) -> RuntimeCall {
    let beneficiary = Box::new(beneficiary);
    pallet_treasury::Call::<Runtime>::spend { asset_kind: Box::new(()), amount, beneficiary, valid_from: None }.into()
}

fn payout(index: u32) -> DispatchResult {
    dispatch(Alice, pallet_treasury::Call::<Runtime>::payout { index }).map(|_| ()).map_err(|error| error.error)
}

#[test]
fn a_spend_should_be_paid_to_an_account_once_a_referendum_has_passed() {
    let mut chain = Chain::new("development");
    let two = Two.to_account_id();
    chain.block(|| {
        let index = submit(Origin::SmallSpender, spend(5_000 * OPEN, Beneficiary::Account(two.clone())));
        all_vote_aye(index);
    });
    assert_eq!(blocks_until(&mut chain, 30, enacted), Ok(()));
    chain.block(|| {
        let before = Balances::free_balance(Treasury::account_id());
        payout(0).unwrap();
        assert_eq!(Balances::free_balance(&two), 5_000 * OPEN);
        assert_eq!(before - Balances::free_balance(Treasury::account_id()), 5_000 * OPEN);
        assert_eq!(payout(0), Err(pallet_treasury::Error::<Runtime>::AlreadyAttempted.into()));
    });
}

#[test]
fn a_spend_beyond_the_tracks_limit_should_fail_when_it_is_enacted() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        let index = submit(Origin::SmallSpender, spend(10_001 * OPEN, Beneficiary::Account(Two.to_account_id())));
        all_vote_aye(index);
    });
    let refused = pallet_treasury::Error::<Runtime>::InsufficientPermission.into();
    assert_eq!(blocks_until(&mut chain, 30, enacted), Err(refused));
}

#[test]
fn a_grant_should_be_shared_by_the_contributors_of_a_datanet() {
    use crate::chain::{contribute_to_example, dispatch_as};
    let mut chain = Chain::new("development");
    let pool = || PoolId::Datanet(DatanetId(0));
    chain.block(|| {
        let call = spend(90_000 * OPEN, Beneficiary::Datanet(DatanetId(0)));
        dispatch_as(Origin::MediumSpender, call).unwrap();
        // Nobody there to take it: the treasury keeps it and the spend can be tried again.
        assert_eq!(payout(0), Err(pallet_treasury::Error::<Runtime>::PayoutError.into()));
        contribute_to_example(Dave, 1);
        contribute_to_example(Ferdie, 2);
    });
    chain.pass_eras(1);
    chain.block(|| {
        let before = Balances::free_balance(Treasury::account_id());
        payout(0).unwrap();
        assert_eq!(before - Balances::free_balance(Treasury::account_id()), 90_000 * OPEN);
        assert_eq!(Attribution::claimable(Dave.to_account_id(), pool()), 30_000 * OPEN);
        assert_eq!(Attribution::claimable(Ferdie.to_account_id(), pool()), 60_000 * OPEN);
    });
}
