// SPDX-License-Identifier: Apache-2.0

//! Staked OPEN votes, and a vote does not prevent unstaking.

use super::*;
use openledger_runtime::{governance::origins::Origin, Balances, OperatorStaking};
use polkadot_sdk::{
    frame_support::traits::{fungible::InspectHold, VoteTally},
    pallet_balances,
    pallet_referenda::ReferendumInfo,
    sp_keyring::Sr25519Keyring::{Eve, Ferdie},
    sp_runtime::TokenError,
};

/// Nearly everything that Ferdie has.
const DELEGATED: Balance = 9_999_000 * OPEN;

fn chain_where_ferdie_has_staked() -> (Chain, u32) {
    let mut chain = Chain::new("development");
    let index = chain.block(|| {
        let delegate = pallet_operator_staking::Call::delegate { operator: Eve.to_account_id(), amount: DELEGATED };
        dispatch(Ferdie, delegate).unwrap();
        assert_eq!(held(), DELEGATED);
        assert!(free(Ferdie) < 1_001 * OPEN);
        submit(Origin::FeeSplitAdmin, set_fee_split(other_split()))
    });
    (chain, index)
}

fn held() -> Balance {
    let reason = pallet_operator_staking::HoldReason::Stake.into();
    Balances::balance_on_hold(&reason, &Ferdie.to_account_id())
}

fn unbond() {
    let unbond = pallet_operator_staking::Call::unbond { operator: Eve.to_account_id(), amount: DELEGATED };
    dispatch(Ferdie, unbond).unwrap();
}

fn withdraw() {
    dispatch(Ferdie, pallet_operator_staking::Call::withdraw_unbonded { operator: Eve.to_account_id() }).unwrap();
}

fn send(value: Balance) -> DispatchResult {
    let transfer = pallet_balances::Call::transfer_keep_alive { dest: Bob.to_account_id().into(), value };
    dispatch(Ferdie, transfer).map(|_| ()).map_err(|error| error.error)
}

fn ayes(index: u32) -> Balance {
    let ReferendumInfo::Ongoing(status) = referendum(index) else { panic!("it goes on") };
    status.tally.ayes(10)
}

#[test]
fn staked_open_should_vote_with_its_full_conviction() {
    let (mut chain, index) = chain_where_ferdie_has_staked();
    chain.block(|| {
        vote(Ferdie, index, true, Conviction::Locked6x, DELEGATED);
        assert_eq!(ayes(index), 6 * DELEGATED);
        // The operator's own stake too.
        let bond = OperatorStaking::operator_details(Eve.to_account_id()).unwrap();
        assert!(bond.active);
        vote(Eve, index, true, Conviction::Locked2x, 10_000_000 * OPEN);
        assert_eq!(ayes(index), 6 * DELEGATED + 2 * 10_000_000 * OPEN);
    });
}

#[test]
fn staked_open_should_vote_for_who_it_is_delegated_to() {
    let (mut chain, index) = chain_where_ferdie_has_staked();
    chain.block(|| {
        let delegate = pallet_conviction_voting::Call::<Runtime>::delegate {
            class: 10,
            to: Dave.to_account_id().into(),
            conviction: Conviction::Locked4x,
            balance: DELEGATED,
        };
        dispatch(Ferdie, delegate).unwrap();
        vote(Dave, index, true, Conviction::Locked1x, OPEN);
        assert_eq!(ayes(index), OPEN + 4 * DELEGATED);
    });
}

#[test]
fn a_vote_should_not_keep_stake_from_being_withdrawn() {
    let (mut chain, index) = chain_where_ferdie_has_staked();
    chain.block(|| {
        vote(Ferdie, index, true, Conviction::Locked1x, DELEGATED);
        unbond();
    });
    chain.pass_eras(7);
    chain.block(|| {
        assert_eq!(held(), DELEGATED);
        withdraw();
        assert_eq!(held(), 0);
        assert!(free(Ferdie) > DELEGATED);
        // It is the vote's lock, and nothing else, that keeps it in the account.
        assert_eq!(send(DELEGATED), Err(TokenError::Frozen.into()));
        let remove = pallet_conviction_voting::Call::<Runtime>::remove_vote { class: Some(10), index };
        dispatch(Ferdie, remove).unwrap();
        let target = Ferdie.to_account_id().into();
        dispatch(Ferdie, pallet_conviction_voting::Call::<Runtime>::unlock { class: 10, target }).unwrap();
    });
}

#[test]
fn a_vote_that_won_should_stay_locked_for_its_conviction_and_no_longer() {
    let (mut chain, index) = chain_where_ferdie_has_staked();
    chain.block(|| {
        vote(Ferdie, index, true, Conviction::Locked2x, DELEGATED);
        for who in [Alice, Bob, Charlie] {
            vote(who, index, true, Conviction::None, STAKE);
        }
        unbond();
    });
    assert_eq!(blocks_until(&mut chain, 40, enacted), Ok(()));
    let ended = chain.read(|| match referendum(index) {
        ReferendumInfo::Approved(ended, ..) => ended,
        other => panic!("{other:?}"),
    });
    chain.pass_eras(7);
    let unlock = || {
        let target = || Ferdie.to_account_id().into();
        dispatch(Ferdie, pallet_conviction_voting::Call::<Runtime>::unlock { class: 10, target: target() }).unwrap();
    };
    // Two periods of seven days of five blocks.
    let unlocked_at = ended + 2 * 7 * 5;
    let relay_block = || {
        use polkadot_sdk::sp_runtime::traits::BlockNumberProvider;
        polkadot_sdk::cumulus_pallet_parachain_system::RelaychainDataProvider::<Runtime>::current_block_number()
    };
    chain.block(|| {
        withdraw();
        let remove = pallet_conviction_voting::Call::<Runtime>::remove_vote { class: Some(10), index };
        dispatch(Ferdie, remove).unwrap();
        unlock();
        if relay_block() < unlocked_at {
            assert_eq!(send(DELEGATED), Err(TokenError::Frozen.into()));
        }
    });
    while chain.read(relay_block) < unlocked_at {
        chain.block(|| ());
    }
    chain.block(|| {
        unlock();
        send(DELEGATED).unwrap();
    });
}

/// A lock is no shelter from a slash: stake that votes is at stake.
#[test]
fn stake_that_votes_should_be_slashed_like_any_other() {
    use openledger_primitives::traits::{Offense, SlashOperator};
    let (mut chain, index) = chain_where_ferdie_has_staked();
    chain.block(|| vote(Ferdie, index, true, Conviction::Locked6x, DELEGATED));
    chain.pass_eras(1);
    chain.block(|| {
        let offense = Offense {
            era: openledger_runtime::Attribution::current_era(),
            window: 7,
            part: Permill::from_percent(50),
            reward: Permill::zero(),
        };
        <OperatorStaking as SlashOperator<_>>::slash(&Eve.to_account_id(), offense, &Alice.to_account_id()).unwrap();
        let apply = pallet_operator_staking::Call::apply_slash {
            operator: Eve.to_account_id(),
            staker: Ferdie.to_account_id(),
        };
        dispatch(Alice, apply).unwrap();
        assert!(held() <= DELEGATED / 2 + 1, "{}", held());
    });
}
