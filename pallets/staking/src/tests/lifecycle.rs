// SPDX-License-Identifier: Apache-2.0

//! `chill`, `resume` and `leave`.

use crate::{mock::*, Error, Event, OperatorStatus, Operators, MAX_CHUNKS};
use frame::testing_prelude::*;

const UNLOCK: u32 = FIRST_ERA + UNBONDING;

#[test]
fn chill_should_pause_and_resume_should_end_it() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 300));
        events();
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_eq!(events(), vec![Event::Chilled { operator: OLGA }]);
        assert_eq!((details(OLGA).status, details(OLGA).active), (OperatorStatus::Chilled, false));
        // Stake stays and earns.
        assert_eq!((shares(OLGA, OLGA), shares(OLGA, DAN)), (LEAST_BOND, 300));
        advance(1);
        assert_eq!(details(OLGA).active_stake, LEAST_BOND + 300);

        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        assert_eq!(events(), vec![Event::Resumed { operator: OLGA }]);
        assert_eq!((details(OLGA).status, details(OLGA).active), (OperatorStatus::Active, true));
    });
}

#[test]
fn chill_should_fail_when_not_active() {
    with_olga(|| {
        assert_noop!(OperatorStaking::chill(signed(DAN)), Error::<Test>::OperatorNotFound);
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_noop!(OperatorStaking::chill(signed(OLGA)), Error::<Test>::OperatorNotActive);
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_noop!(OperatorStaking::chill(signed(OLGA)), Error::<Test>::OperatorNotActive);
    });
}

#[test]
fn resume_should_fail_when_active_or_unknown() {
    with_olga(|| {
        assert_noop!(OperatorStaking::resume(signed(OLGA)), Error::<Test>::AlreadyActive);
        assert_noop!(OperatorStaking::resume(signed(DAN)), Error::<Test>::OperatorNotFound);
    });
}

#[test]
fn resume_should_fail_when_the_bond_is_one_planck_below_the_minimum() {
    with_olga(|| {
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, 1));
        assert_noop!(OperatorStaking::resume(signed(OLGA)), Error::<Test>::BondBelowMinimum);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 1));
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
    });
}

#[test]
fn leave_should_unbond_the_own_bond_and_keep_delegations_earning() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 300));
        advance(1);
        events();
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_eq!(
            events(),
            vec![
                Event::Unbonded { operator: OLGA, staker: OLGA, amount: LEAST_BOND, unlock_era: UNLOCK + 1 },
                Event::Left { operator: OLGA },
            ]
        );
        let details = details(OLGA);
        assert_eq!((details.status, details.active), (OperatorStatus::Leaving, false));
        assert_eq!((details.own, details.total, details.unbonding), (0, 300, LEAST_BOND));
        assert_eq!((details.active_stake, earning(OLGA)), (300, 300));
        assert_eq!((held(OLGA), shares(OLGA, OLGA), shares(OLGA, DAN)), (LEAST_BOND, 0, 300));

        // The delegator decides on its own when to go.
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        assert_eq!(free(OLGA), FUNDS);
        assert_noop!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, TEN), Error::<Test>::AlreadyOperator);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 300));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded_for(signed(OLGA), DAN, OLGA));
        assert!(!Operators::<Test>::contains_key(OLGA));
        // No staker is left whom another commission could surprise.
        assert_ok!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, MaxCommission::get()));
        assert_eq!((held(DAN), free(DAN)), (0, FUNDS));
    });
}

#[test]
fn leave_should_work_from_chilled_without_any_bond_left() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 300));
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, LEAST_BOND));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        events();
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_eq!(events(), vec![Event::Left { operator: OLGA }]);
        assert_eq!(details(OLGA).total, 300);
    });
}

#[test]
fn a_leaving_operator_should_be_able_to_come_back_with_its_commission_and_delegators() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 300));
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_noop!(OperatorStaking::resume(signed(OLGA)), Error::<Test>::BondBelowMinimum);
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), LEAST_BOND));
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        assert_eq!((details(OLGA).active, details(OLGA).commission), (true, TEN));
        assert_eq!((details(OLGA).active_stake, details(OLGA).total), (300, LEAST_BOND + 300));
    });
}

#[test]
fn leave_should_fail_when_leaving_or_unknown() {
    with_olga(|| {
        assert_noop!(OperatorStaking::leave(signed(DAN)), Error::<Test>::OperatorNotFound);
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_noop!(OperatorStaking::leave(signed(OLGA)), Error::<Test>::AlreadyLeaving);
    });
}

#[test]
fn leave_should_work_when_all_chunks_are_used() {
    with_olga(|| {
        UnbondingEras::set(28);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 100));
        for _ in 0..MAX_CHUNKS {
            assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, 10));
            advance(1);
        }
        let last = FIRST_ERA + MAX_CHUNKS - 1 + 28;
        assert_eq!(chunks(OLGA, OLGA)[7], (10, last));
        events();
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        // The later era is that of both.
        let amount = LEAST_BOND + 20;
        assert_eq!(
            events(),
            vec![
                Event::Unbonded { operator: OLGA, staker: OLGA, amount, unlock_era: last + 1 },
                Event::Left { operator: OLGA },
            ]
        );
        assert_eq!(chunks(OLGA, OLGA)[7], (amount + 10, last + 1));
        // When unbonding has become shorter since, it is not the present one.
        assert_ok!(OperatorStaking::rebond(signed(OLGA), OLGA, amount));
        UnbondingEras::set(7);
        assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, amount));
        assert_eq!(chunks(OLGA, OLGA)[7], (amount + 10, last + 1));
    });
}

#[test]
fn leave_should_change_nothing_when_the_ledger_refuses() {
    with_olga(|| {
        LedgerRefuses::set(true);
        assert_noop!(OperatorStaking::leave(signed(OLGA)), DispatchError::Unavailable);
    });
}

#[test]
fn these_calls_should_fail_when_unsigned() {
    with_olga(|| {
        assert_noop!(OperatorStaking::chill(RuntimeOrigin::none()), DispatchError::BadOrigin);
        assert_noop!(OperatorStaking::resume(RuntimeOrigin::none()), DispatchError::BadOrigin);
        assert_noop!(OperatorStaking::leave(RuntimeOrigin::none()), DispatchError::BadOrigin);
    });
}
