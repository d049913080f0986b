// SPDX-License-Identifier: Apache-2.0

//! Each invariant detects its corrupted storage.

use crate::{
    mock::*, Amount, Cohorts, CohortsOf, HoldReason, Operator, OperatorStatus, Operators, Rate, Signers, SignersOf,
    SlashWindow, Stake, Stakes,
};
use frame::{
    testing_prelude::*,
    traits::fungible::{MutateHold, UnbalancedHold},
};
use openledger_primitives::{traits::RevenueShares, Balance, Holder, PoolId};

/// Olga with Dan's delegation, a part of which unbonds. The invariants hold before `break_it` and fail with `what`
/// after it.
fn detects(what: &'static str, break_it: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        assert_ok!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, TEN));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 200));
        advance(1);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 100));
        assert_ok!(OperatorStaking::do_try_state());
        break_it();
        assert_eq!(OperatorStaking::do_try_state(), Err(what.into()));
    });
}

fn olga(change: impl FnOnce(&mut Operator)) {
    Operators::<Test>::mutate(OLGA, |operator| change(operator.as_mut().unwrap()));
}

fn dan(change: impl FnOnce(&mut Stake)) {
    Stakes::<Test>::mutate(OLGA, DAN, |stake| change(stake.as_mut().unwrap()));
}

fn cohort(change: impl FnOnce(&mut Cohorts)) {
    CohortsOf::<Test>::mutate(OLGA, change);
}

fn set_held(who: AccountId, amount: Balance) {
    assert_ok!(Balances::set_balance_on_hold(&HoldReason::Stake.into(), &who, amount));
}

fn set_shares(staker: AccountId, amount: Balance) {
    Positions::mutate(PoolId::Operator(OLGA), Holder::Account(staker), |position| position.shares = amount);
}

#[test]
fn try_state_should_detect_a_stake_without_an_operator() {
    detects("a stake without an operator", || Operators::<Test>::remove(OLGA));
}

#[test]
fn try_state_should_detect_an_empty_stake() {
    detects("an empty stake", || Stakes::<Test>::insert(OLGA, DORA, Stake::default()));
}

#[test]
fn try_state_should_detect_an_empty_operator() {
    detects("an operator without any stake", || Operators::<Test>::insert(OTTO, Operator::new(TEN)));
}

#[test]
fn try_state_should_detect_an_empty_amount() {
    let empty = Amount { joined: FIRST_ERA, unlock_era: Some(99), points: 0 };
    detects("an empty amount", || dan(|stake| stake.amounts.try_push(empty).unwrap()));
}

#[test]
fn try_state_should_detect_chunks_out_of_order() {
    detects("amounts of a stake out of order", || dan(|stake| stake.amounts.as_mut().reverse()));
}

#[test]
fn try_state_should_detect_an_amount_without_a_cohort() {
    detects("an amount without a cohort", || {
        cohort(|cohorts| cohorts.0[0].staked -= 700);
        dan(|stake| {
            stake.amounts[0].joined = 1;
            stake.held = 300;
        });
        set_held(DAN, 300);
    });
}

#[test]
fn try_state_should_detect_cohorts_out_of_order() {
    detects("cohorts out of order", || cohort(|cohorts| cohorts.0.try_push(cohorts.0[0]).unwrap()));
}

#[test]
fn try_state_should_detect_wrong_points_of_a_cohort() {
    detects("a cohort's points are wrong", || cohort(|cohorts| cohorts.0[0].unbonding += 1));
}

#[test]
fn try_state_should_detect_an_empty_cohort() {
    detects("an empty cohort", || {
        cohort(|cohorts| {
            let another = crate::Cohort { from: 90, to: 90, staked: 0, unbonding: 0, ..cohorts.0[0] };
            cohorts.0.try_push(another).unwrap();
        })
    });
}

#[test]
fn try_state_should_detect_records_of_strangers() {
    let signers = Signers { signer: DAN, earlier: Default::default() };
    detects("a record of an account that is not an operator", || SignersOf::<Test>::insert(DORA, signers));
}

#[test]
fn try_state_should_detect_a_wrong_own_bond() {
    detects("an operator's own bond is wrong", || olga(|operator| operator.own += 1));
}

#[test]
fn try_state_should_detect_an_active_operator_without_a_bond() {
    detects("an active operator without a bond", || {
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        olga(|operator| operator.status = OperatorStatus::Active);
    });
}

#[test]
fn try_state_should_detect_a_wrong_total() {
    detects("an operator's total is wrong", || olga(|operator| operator.total -= 1));
}

#[test]
fn try_state_should_detect_a_wrong_unbonding_total() {
    detects("the unbonding stake of an operator is wrong", || olga(|operator| operator.unbonding += 1));
}

#[test]
fn try_state_should_detect_a_wrong_number_of_delegators() {
    detects("an operator's number of delegators is wrong", || olga(|operator| operator.delegators = 2));
}

#[test]
fn try_state_should_detect_a_wrong_sum_of_joined() {
    detects("the stake that joined an operator is wrong", || {
        olga(|operator| {
            operator.joined.era = CurrentEra::get();
            operator.joined.amount = 5;
        })
    });
}

#[test]
fn try_state_should_detect_a_wrong_sum_of_the_own_joined() {
    detects("the stake that joined an operator's own bond is wrong", || {
        olga(|operator| {
            operator.own_joined.era = CurrentEra::get();
            operator.own_joined.amount = 5;
        })
    });
}

#[test]
fn try_state_should_detect_too_small_a_hold() {
    detects("a hold differs from what is held for stakes", || set_held(DAN, 999));
}

#[test]
fn try_state_should_detect_too_large_a_hold() {
    detects("a hold differs from what is held for stakes", || {
        assert_ok!(Balances::hold(&HoldReason::Stake.into(), &DAN, 1));
    });
}

#[test]
fn try_state_should_detect_shares_that_differ() {
    detects("a stake differs from its shares", || set_shares(DAN, 701));
}

#[test]
fn try_state_should_detect_shares_of_a_stranger() {
    detects("an operator's total differs from its pool's shares", || set_shares(DORA, 1));
}

#[test]
fn try_state_should_detect_sums_that_overflow() {
    detects("a sum of stakes overflows", || dan(|stake| stake.amounts[1].points = u128::MAX));
}

#[test]
fn try_state_should_detect_too_little_held_for_a_stake() {
    detects("less is held for a stake than it is worth", || {
        dan(|stake| stake.held -= 1);
        set_held(DAN, 999);
    });
}

#[test]
fn try_state_should_accept_a_slash_that_is_not_applied_yet() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        slash(OLGA, TEN);
        assert_eq!((stake(OLGA, DAN).pending_slash, stake(OLGA, OLGA).pending_slash), (100, 0));
    });
}

#[test]
fn try_state_should_detect_an_own_loss_that_was_not_taken() {
    detects("an operator's own loss was not taken", || cohort(|cohorts| cohorts.0[0].rate = Rate::ONE.slashed(TEN)));
}

#[test]
fn try_state_should_detect_a_rate_above_one() {
    detects("a rate above one", || {
        cohort(|cohorts| cohorts.0[0].rate = Rate(Rate::ONE.0 + 1));
        // So that it is not found by what stakes are worth.
        for staker in [OLGA, DAN] {
            Stakes::<Test>::mutate(OLGA, staker, |stake| {
                let stake = stake.as_mut().unwrap();
                stake.held = stake.worth(&CohortsOf::<Test>::get(OLGA)).unwrap();
                set_held(staker, stake.held);
            });
        }
    });
}

#[test]
fn try_state_should_detect_a_rate_below_that_of_all_slashes() {
    detects("a rate below that of all slashes", || {
        olga(|operator| operator.rate = Rate::ONE);
        cohort(|cohorts| cohorts.0[0].rate = Rate(Rate::ONE.0 - 1));
    });
}

#[test]
fn try_state_should_detect_a_rate_above_that_before_the_window() {
    let before = |rate| move || olga(|operator| operator.slashed = Some(SlashWindow { from: FIRST_ERA, before: rate }));
    detects("a slash raised a rate", before(Rate(Rate::ONE.0 - 1)));
    detects("a slash raised a rate", || {
        olga(|operator| operator.slashed = Some(SlashWindow { from: FIRST_ERA + 100, before: Rate::ONE }));
    });
}

#[test]
fn try_state_should_detect_own_shares_that_are_worth_more_than_the_bond() {
    detects("an operator's own shares are worth more than its bond", || {
        assert_ok!(Ledger::add(&PoolId::Operator(OLGA), &Holder::Account(OLGA), 1));
        Stakes::<Test>::mutate(OLGA, OLGA, |stake| stake.as_mut().unwrap().shares += 1);
    });
}
