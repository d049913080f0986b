// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event};
use frame::testing_prelude::*;

const UNLOCK: u32 = FIRST_ERA + UNBONDING;

/// Dan has 1,000 with Olga, joined in the first era, and it is the era after.
fn with_dan(test: impl FnOnce()) {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        advance(1);
        events();
        test();
    });
}

#[test]
fn rebond_should_be_new_stake() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        assert_eq!((details(OLGA).active_stake, details(OLGA).delegators), (LEAST_BOND, 0));
        events();
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 600));
        assert_eq!(
            events(),
            vec![Event::Rebonded { operator: OLGA, staker: DAN, amount: 600, earns_from: FIRST_ERA + 2 }]
        );
        assert_eq!((held(DAN), shares(OLGA, DAN), chunks(OLGA, DAN)), (1_000, 600, vec![(400, UNLOCK + 1)]));
        // Unbonding and rebonding in the same era costs the rest of that era, like any new stake.
        assert_eq!((details(OLGA).active_stake, earning(OLGA)), (LEAST_BOND, LEAST_BOND));
        advance(1);
        assert_eq!((details(OLGA).active_stake, earning(OLGA)), (LEAST_BOND + 600, LEAST_BOND + 600));
        assert_eq!((details(OLGA).delegators, details(OLGA).unbonding), (1, 400));
    });
}

#[test]
fn rebond_should_take_what_unlocks_last_first() {
    with_dan(|| {
        for amount in [10, 20, 30] {
            assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, amount));
            advance(1);
        }
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 35));
        assert_eq!(chunks(OLGA, DAN), vec![(10, UNLOCK + 1), (15, UNLOCK + 2)]);
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 25));
        assert_eq!((chunks(OLGA, DAN), stake(OLGA, DAN).amount), (vec![], 1_000));
    });
}

#[test]
fn rebond_should_also_take_what_has_finished_unbonding() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        advance(2 * UNBONDING);
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 1_000));
        assert_eq!((stake(OLGA, DAN).amount, held(DAN)), (1_000, 1_000));
    });
}

#[test]
fn rebond_should_bring_the_own_bond_back_in_any_status() {
    with_olga(|| {
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_ok!(OperatorStaking::rebond(signed(OLGA), OLGA, LEAST_BOND));
        assert_eq!((details(OLGA).own, details(OLGA).active), (LEAST_BOND, false));
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        assert!(details(OLGA).active);
    });
}

#[test]
fn rebond_should_fail_when_the_stake_stays_below_the_minimum() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        assert_noop!(OperatorStaking::rebond(signed(DAN), OLGA, LEAST_DELEGATION - 1), Error::<Test>::BelowMinimum);
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, LEAST_DELEGATION));
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 1));
    });
}

#[test]
fn rebond_should_fail_when_the_bond_stays_below_a_raised_minimum() {
    with_olga(|| {
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 500));
        assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, 500));
        MinOperatorBond::set(LEAST_BOND + 300);
        assert_noop!(OperatorStaking::rebond(signed(OLGA), OLGA, 299), Error::<Test>::BondBelowMinimum);
        assert_ok!(OperatorStaking::rebond(signed(OLGA), OLGA, 300));
    });
}

#[test]
fn rebond_should_fail_when_more_than_unbonds() {
    with_dan(|| {
        assert_noop!(OperatorStaking::rebond(signed(DAN), OLGA, 1), Error::<Test>::InsufficientUnbonding);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 300));
        advance(1);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 300));
        assert_noop!(OperatorStaking::rebond(signed(DAN), OLGA, 601), Error::<Test>::InsufficientUnbonding);
    });
}

#[test]
fn rebond_should_fail_when_anothers_operator_is_not_active() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 300));
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_noop!(OperatorStaking::rebond(signed(DAN), OLGA, 300), Error::<Test>::OperatorNotActive);
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_noop!(OperatorStaking::rebond(signed(DAN), OLGA, 300), Error::<Test>::OperatorNotActive);
    });
}

#[test]
fn rebond_should_fail_when_zero() {
    with_dan(|| {
        assert_noop!(OperatorStaking::rebond(signed(DAN), OLGA, 0), Error::<Test>::ZeroAmount);
    });
}

#[test]
fn rebond_should_fail_when_there_is_no_operator_or_no_stake() {
    with_dan(|| {
        assert_noop!(OperatorStaking::rebond(signed(DAN), OTTO, 1), Error::<Test>::OperatorNotFound);
        assert_noop!(OperatorStaking::rebond(signed(DORA), OLGA, 1), Error::<Test>::StakeNotFound);
    });
}

#[test]
fn rebond_should_fail_when_unsigned() {
    with_dan(|| {
        assert_noop!(OperatorStaking::rebond(RuntimeOrigin::none(), OLGA, 1), DispatchError::BadOrigin);
    });
}

#[test]
fn rebond_should_change_nothing_when_the_ledger_refuses() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 300));
        LedgerRefuses::set(true);
        assert_noop!(OperatorStaking::rebond(signed(DAN), OLGA, 300), DispatchError::Unavailable);
    });
}
