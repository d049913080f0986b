// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event};
use frame::testing_prelude::*;

#[test]
fn delegate_should_hold_the_minimum() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_DELEGATION));
        assert_eq!(
            events(),
            vec![Event::Staked { operator: OLGA, staker: DAN, amount: LEAST_DELEGATION, earns_from: FIRST_ERA + 1 }]
        );
        assert_eq!((held(DAN), free(DAN)), (LEAST_DELEGATION, FUNDS - LEAST_DELEGATION));
        assert_eq!(shares(OLGA, DAN), LEAST_DELEGATION);
        let details = details(OLGA);
        assert_eq!((details.own, details.total, details.delegators), (LEAST_BOND, LEAST_BOND + LEAST_DELEGATION, 1));
    });
}

#[test]
fn delegate_should_add_to_a_delegation_from_one_planck_on() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_DELEGATION));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1));
        assert_eq!((stake(OLGA, DAN).amount, details(OLGA).delegators), (LEAST_DELEGATION + 1, 1));
        assert_eq!(held(DAN), LEAST_DELEGATION + 1);
    });
}

#[test]
fn delegate_should_work_with_many_operators_at_once() {
    with_olga(|| {
        assert_ok!(OperatorStaking::bond(signed(OTTO), LEAST_BOND, TEN));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 300));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OTTO, 500));
        // An operator can be another's delegator.
        assert_ok!(OperatorStaking::delegate(signed(OTTO), OLGA, 200));
        assert_eq!((held(DAN), held(OTTO)), (800, LEAST_BOND + 200));
        assert_eq!((details(OLGA).total, details(OTTO).total), (LEAST_BOND + 500, LEAST_BOND + 500));
        assert_eq!((details(OLGA).delegators, details(OTTO).delegators), (2, 1));
    });
}

#[test]
fn delegated_stake_should_count_from_the_next_era_on() {
    with_olga(|| {
        assert_eq!(details(OLGA).active_stake, 0);
        advance(1);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 300));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 200));
        assert_eq!((details(OLGA).active_stake, earning(OLGA)), (LEAST_BOND, LEAST_BOND));
        advance(1);
        assert_eq!((details(OLGA).active_stake, earning(OLGA)), (LEAST_BOND + 500, LEAST_BOND + 500));
    });
}

#[test]
fn delegate_should_fail_when_one_planck_below_the_minimum() {
    with_olga(|| {
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_DELEGATION - 1), Error::<Test>::BelowMinimum);
    });
}

#[test]
fn delegate_should_fail_when_zero() {
    with_olga(|| {
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, 0), Error::<Test>::ZeroAmount);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_DELEGATION));
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, 0), Error::<Test>::ZeroAmount);
    });
}

#[test]
fn delegate_should_fail_when_to_oneself() {
    with_olga(|| {
        assert_noop!(OperatorStaking::delegate(signed(OLGA), OLGA, LEAST_BOND), Error::<Test>::SelfDelegation);
    });
}

#[test]
fn delegate_should_fail_when_there_is_no_such_operator() {
    build_and_execute(|| {
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_BOND), Error::<Test>::OperatorNotFound);
    });
}

#[test]
fn delegate_should_fail_when_the_operator_is_not_active() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 300));
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, 300), Error::<Test>::OperatorNotActive);
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        MinOperatorBond::set(LEAST_BOND + 1);
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, 300), Error::<Test>::OperatorNotActive);
        MinOperatorBond::set(LEAST_BOND);
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, 300), Error::<Test>::OperatorNotActive);
    });
}

#[test]
fn delegate_should_fail_when_funds_are_short() {
    with_olga(|| {
        assert_noop!(OperatorStaking::delegate(signed(POOR), OLGA, LEAST_DELEGATION), TokenError::FundsUnavailable);
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, FUNDS - ED + 1), TokenError::FundsUnavailable);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, FUNDS - ED));
    });
}

#[test]
fn delegate_should_fail_when_unsigned() {
    with_olga(|| {
        assert_noop!(OperatorStaking::delegate(RuntimeOrigin::none(), OLGA, LEAST_BOND), DispatchError::BadOrigin);
    });
}

#[test]
fn delegate_should_change_nothing_when_the_ledger_refuses() {
    with_olga(|| {
        LedgerRefuses::set(true);
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_BOND), DispatchError::Unavailable);
        assert_eq!(held(DAN), 0);
    });
}

#[test]
fn a_delegation_below_a_raised_minimum_should_stay_and_be_fillable() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_DELEGATION));
        MinDelegation::set(2 * LEAST_DELEGATION);
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_DELEGATION - 1), Error::<Test>::BelowMinimum);
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, 1), Error::<Test>::BelowMinimum);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_DELEGATION));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 2 * LEAST_DELEGATION));
    });
}
