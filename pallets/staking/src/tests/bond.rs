// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, OperatorStatus, Operators, Stakes};
use frame::testing_prelude::*;
use frame::traits::fungible::{Inspect, Mutate};

#[test]
fn bond_should_hold_the_minimum_and_register() {
    build_and_execute(|| {
        assert_ok!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, TEN));

        assert_eq!(
            events(),
            vec![
                Event::OperatorRegistered { operator: OLGA, commission: TEN },
                Event::Staked { operator: OLGA, staker: OLGA, amount: LEAST_BOND, earns_from: FIRST_ERA + 1 },
            ]
        );
        assert_eq!((held(OLGA), free(OLGA)), (LEAST_BOND, FUNDS - LEAST_BOND));
        assert_eq!(shares(OLGA, OLGA), LEAST_BOND);
        assert_eq!(stake(OLGA, OLGA).amount, LEAST_BOND);
        let details = details(OLGA);
        assert_eq!(details.status, OperatorStatus::Active);
        assert_eq!((details.own, details.total, details.unbonding, details.delegators), (LEAST_BOND, LEAST_BOND, 0, 0));
        assert_eq!((details.commission, details.next_commission), (TEN, None));
        assert!(details.active);
    });
}

#[test]
fn bond_should_accept_the_highest_commission() {
    build_and_execute(|| {
        assert_ok!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, MaxCommission::get()));
    });
}

#[test]
fn staked_tokens_should_stay_the_stakers_but_not_be_transferable() {
    with_olga(|| {
        assert_eq!(Balances::total_balance(&OLGA), FUNDS);
        let spendable = FUNDS - LEAST_BOND - ED;
        assert_noop!(
            <Balances as Mutate<_>>::transfer(&OLGA, &STRANGER, spendable + 1, Preservation::Preserve),
            TokenError::Frozen
        );
        assert_ok!(<Balances as Mutate<_>>::transfer(&OLGA, &STRANGER, spendable, Preservation::Preserve));
        assert_noop!(Balances::transfer_allow_death(signed(OLGA), STRANGER, ED + 1), TokenError::FundsUnavailable);
        assert_eq!(held(OLGA), LEAST_BOND);
    });
}

#[test]
fn tokens_frozen_elsewhere_should_be_stakeable() {
    use frame::traits::{LockableCurrency, WithdrawReasons};
    build_and_execute(|| {
        // As votes freeze them: the lock is on the total balance, so the same tokens may be staked.
        Balances::set_lock(*b"votes   ", &OLGA, FUNDS, WithdrawReasons::all());
        assert_ok!(OperatorStaking::bond(signed(OLGA), FUNDS - ED, TEN));
        assert_eq!(Balances::total_balance(&OLGA), FUNDS);
    });
}

#[test]
fn bond_should_fail_when_an_operator_already() {
    with_olga(|| {
        assert_noop!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, TEN), Error::<Test>::AlreadyOperator);
    });
}

#[test]
fn bond_should_fail_when_one_planck_below_the_minimum() {
    build_and_execute(|| {
        assert_noop!(OperatorStaking::bond(signed(OLGA), LEAST_BOND - 1, TEN), Error::<Test>::BondBelowMinimum);
        assert_noop!(OperatorStaking::bond(signed(OLGA), 0, TEN), Error::<Test>::BondBelowMinimum);
    });
}

#[test]
fn bond_should_fail_when_the_commission_is_too_high() {
    build_and_execute(|| {
        let too_high = Permill::from_parts(MaxCommission::get().deconstruct() + 1);
        assert_noop!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, too_high), Error::<Test>::CommissionTooHigh);
    });
}

#[test]
fn bond_should_fail_when_funds_are_short() {
    build_and_execute(|| {
        assert_noop!(OperatorStaking::bond(signed(POOR), LEAST_BOND, TEN), TokenError::FundsUnavailable);
        // The existential deposit stays free.
        assert_noop!(OperatorStaking::bond(signed(OLGA), FUNDS - ED + 1, TEN), TokenError::FundsUnavailable);
        assert_ok!(OperatorStaking::bond(signed(OLGA), FUNDS - ED, TEN));
    });
}

#[test]
fn bond_should_fail_when_unsigned_or_root() {
    build_and_execute(|| {
        assert_noop!(OperatorStaking::bond(RuntimeOrigin::none(), LEAST_BOND, TEN), DispatchError::BadOrigin);
        assert_noop!(OperatorStaking::bond(RuntimeOrigin::root(), LEAST_BOND, TEN), DispatchError::BadOrigin);
    });
}

#[test]
fn bond_should_change_nothing_when_the_ledger_refuses() {
    build_and_execute(|| {
        LedgerRefuses::set(true);
        assert_noop!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, TEN), DispatchError::Unavailable);
        assert_eq!(held(OLGA), 0);
        assert_eq!((Operators::<Test>::iter().count(), Stakes::<Test>::iter().count()), (0, 0));
    });
}

#[test]
fn bond_should_fail_when_the_eras_overflow() {
    build_and_execute(|| {
        CurrentEra::set(u32::MAX);
        assert_noop!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, TEN), ArithmeticError::Overflow);
    });
}

#[test]
fn bond_extra_should_add_from_one_planck_on() {
    with_olga(|| {
        advance(1);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 1));
        assert_eq!(
            events(),
            vec![Event::Staked { operator: OLGA, staker: OLGA, amount: 1, earns_from: FIRST_ERA + 2 }]
        );
        assert_eq!(
            (held(OLGA), shares(OLGA, OLGA), details(OLGA).own),
            (LEAST_BOND + 1, LEAST_BOND + 1, LEAST_BOND + 1)
        );
        assert_eq!(details(OLGA).active_stake, LEAST_BOND);
    });
}

#[test]
fn bond_extra_should_fail_when_not_an_operator() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_DELEGATION));
        assert_noop!(OperatorStaking::bond_extra(signed(DAN), LEAST_BOND), Error::<Test>::OperatorNotFound);
    });
}

#[test]
fn bond_extra_should_fail_when_zero() {
    with_olga(|| {
        assert_noop!(OperatorStaking::bond_extra(signed(OLGA), 0), Error::<Test>::ZeroAmount);
    });
}

#[test]
fn bond_extra_should_fail_when_the_bond_stays_below_a_raised_minimum() {
    with_olga(|| {
        MinOperatorBond::set(2 * LEAST_BOND);
        assert!(!details(OLGA).active);
        assert_noop!(OperatorStaking::bond_extra(signed(OLGA), LEAST_BOND - 1), Error::<Test>::BondBelowMinimum);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), LEAST_BOND));
        assert!(details(OLGA).active);
    });
}

#[test]
fn bond_extra_should_fail_when_a_leaving_bond_stays_below_the_minimum() {
    with_olga(|| {
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_noop!(OperatorStaking::bond_extra(signed(OLGA), LEAST_DELEGATION - 1), Error::<Test>::BelowMinimum);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), LEAST_DELEGATION));
        assert_eq!(held(OLGA), LEAST_BOND + LEAST_DELEGATION);
    });
}

#[test]
fn bond_extra_should_fail_when_funds_are_short() {
    with_olga(|| {
        let spare = FUNDS - LEAST_BOND - ED;
        assert_noop!(OperatorStaking::bond_extra(signed(OLGA), spare + 1), TokenError::FundsUnavailable);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), spare));
    });
}

#[test]
fn bond_extra_should_fail_when_unsigned() {
    with_olga(|| {
        assert_noop!(OperatorStaking::bond_extra(RuntimeOrigin::none(), 1), DispatchError::BadOrigin);
    });
}

#[test]
fn amounts_that_overflow_should_be_refused() {
    with_olga(|| {
        assert_noop!(OperatorStaking::bond_extra(signed(OLGA), u128::MAX), ArithmeticError::Overflow);
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, u128::MAX), ArithmeticError::Overflow);
    });
}
