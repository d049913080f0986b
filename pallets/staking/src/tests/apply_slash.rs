// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, Operators, Stakes};
use frame::testing_prelude::*;

/// Olga and Dan with 1,000 each, and Olga has been slashed by a tenth.
fn with_slashed_dan(test: impl FnOnce()) {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        advance(1);
        slash(OLGA, TEN);
        events();
        test();
    });
}

#[test]
fn apply_slash_should_take_the_loss_from_the_hold_when_another_account_asks() {
    with_slashed_dan(|| {
        let before = treasury();
        let worth = stake(OLGA, DAN);
        assert_eq!((worth.amount, worth.held, worth.pending_slash), (900, 1_000, 100));
        assert_ok!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, DAN));
        assert_eq!(events(), vec![Event::SlashApplied { operator: OLGA, staker: DAN, amount: 100 }]);
        assert_eq!((held(DAN), free(DAN), treasury()), (900, FUNDS - 1_000, before + 100));
        let after = stake(OLGA, DAN);
        assert_eq!((after.amount, after.held, after.pending_slash), (900, 900, 0));
        // The shares do not change: each is worth less.
        assert_eq!((shares(OLGA, DAN), after.shares), (1_000, 1_000));
    });
}

#[test]
fn apply_slash_should_take_what_unbonds_too() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 300));
        advance(1);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 200));
        slash(OLGA, TEN);
        assert_eq!(chunks(OLGA, DAN), vec![(270, FIRST_ERA + UNBONDING), (180, FIRST_ERA + UNBONDING + 1)]);
        events();
        assert_ok!(OperatorStaking::apply_slash(signed(DAN), OLGA, DAN));
        assert_eq!(events(), vec![Event::SlashApplied { operator: OLGA, staker: DAN, amount: 100 }]);
        assert_eq!((stake(OLGA, DAN).amount, unbonding(OLGA, DAN), held(DAN)), (450, 450, 900));
    });
}

#[test]
fn apply_slash_should_take_several_slashes_at_once() {
    with_slashed_dan(|| {
        slash(OLGA, TEN);
        advance(1);
        slash(OLGA, Permill::from_percent(50));
        events();
        assert_ok!(OperatorStaking::apply_slash(signed(DAN), OLGA, DAN));
        assert_eq!(events(), vec![Event::SlashApplied { operator: OLGA, staker: DAN, amount: 595 }]);
        assert_eq!(held(DAN), 405);
    });
}

#[test]
fn apply_slash_should_not_touch_other_operators_stakes() {
    with_slashed_dan(|| {
        assert_ok!(OperatorStaking::bond(signed(OTTO), LEAST_BOND, TEN));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OTTO, 500));
        assert_noop!(OperatorStaking::apply_slash(signed(DAN), OTTO, DAN), Error::<Test>::NothingToApply);
        assert_ok!(OperatorStaking::apply_slash(signed(DAN), OLGA, DAN));
        assert_eq!((held(DAN), stake(OLGA, DAN).held, stake(OTTO, DAN).held), (1_400, 900, 500));
    });
}

#[test]
fn apply_slash_should_fail_when_there_is_nothing_to_apply() {
    with_slashed_dan(|| {
        assert_ok!(OperatorStaking::apply_slash(signed(DAN), OLGA, DAN));
        assert_noop!(OperatorStaking::apply_slash(signed(DAN), OLGA, DAN), Error::<Test>::NothingToApply);
        // The operator's own loss is taken with the slash itself.
        assert_noop!(OperatorStaking::apply_slash(signed(DAN), OLGA, OLGA), Error::<Test>::NothingToApply);
        // Who joins later has nothing to do with it.
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 500));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 500));
        assert_noop!(OperatorStaking::apply_slash(signed(DAN), OLGA, DORA), Error::<Test>::NothingToApply);
    });
}

#[test]
fn apply_slash_should_fail_when_there_is_no_stake() {
    with_slashed_dan(|| {
        assert_noop!(OperatorStaking::apply_slash(signed(DAN), OLGA, DORA), Error::<Test>::StakeNotFound);
        assert_noop!(OperatorStaking::apply_slash(signed(DAN), OTTO, DAN), Error::<Test>::StakeNotFound);
    });
}

#[test]
fn apply_slash_should_fail_when_unsigned() {
    with_slashed_dan(|| {
        assert_noop!(OperatorStaking::apply_slash(RuntimeOrigin::none(), OLGA, DAN), DispatchError::BadOrigin);
        assert_noop!(OperatorStaking::apply_slash(RuntimeOrigin::root(), OLGA, DAN), DispatchError::BadOrigin);
    });
}

#[test]
fn apply_slash_should_remove_what_is_worth_nothing_and_the_operator_with_the_last() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 400));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 500));
        assert_ok!(OperatorStaking::unbond(signed(DORA), OLGA, 500));
        slash(OLGA, Permill::one());
        events();

        assert_ok!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, DAN));
        assert_eq!(
            events(),
            vec![
                Event::SlashApplied { operator: OLGA, staker: DAN, amount: 1_000 },
                Event::WorthlessStakeRemoved { operator: OLGA, staker: DAN },
            ]
        );
        assert_eq!((held(DAN), free(DAN), shares(OLGA, DAN)), (0, FUNDS - 1_000, 0));
        assert_eq!(details(OLGA).delegators, 0);
        // The operator's own loss was taken already; the record is what is left.
        assert_ok!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, OLGA));
        assert_eq!(events(), vec![Event::WorthlessStakeRemoved { operator: OLGA, staker: OLGA }]);
        assert_noop!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, OLGA), Error::<Test>::StakeNotFound);
        OperatorStaking::do_try_state().unwrap();
        // Dora has no shares any more, only what unbonds.
        assert_ok!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, DORA));
        assert_eq!(
            events(),
            vec![
                Event::SlashApplied { operator: OLGA, staker: DORA, amount: 500 },
                Event::WorthlessStakeRemoved { operator: OLGA, staker: DORA },
                Event::OperatorRemoved { operator: OLGA },
            ]
        );
        assert_eq!((Operators::<Test>::iter().count(), Stakes::<Test>::iter().count()), (0, 0));
    });
}

#[test]
fn apply_slash_should_need_the_ledger_only_to_remove_shares() {
    with_slashed_dan(|| {
        LedgerRefuses::set(true);
        assert_ok!(OperatorStaking::apply_slash(signed(DAN), OLGA, DAN));
        slash(OLGA, Permill::one());
        assert_noop!(OperatorStaking::apply_slash(signed(DAN), OLGA, DAN), DispatchError::Unavailable);
    });
}
