// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, Operators, Stakes};
use frame::testing_prelude::*;

fn with_dan(test: impl FnOnce()) {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        events();
        test();
    });
}

#[test]
fn withdraw_unbonded_should_release_exactly_what_has_finished() {
    with_dan(|| {
        for amount in [100, 200, 300] {
            assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, amount));
            advance(1);
        }
        events();
        // The first finishes in this era less three plus seven.
        advance(UNBONDING - 4);
        assert_noop!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA), Error::<Test>::NothingToWithdraw);
        assert_eq!(OperatorStaking::withdrawable(OLGA, DAN), 0);
        advance(2);
        assert_eq!(OperatorStaking::withdrawable(OLGA, DAN), 300);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert_eq!(events(), vec![Event::Withdrawn { operator: OLGA, staker: DAN, amount: 300 }]);
        assert_eq!((held(DAN), free(DAN), stake(OLGA, DAN).amount), (700, FUNDS - 700, 400));
        assert_eq!((details(OLGA).unbonding, details(OLGA).total), (300, LEAST_BOND + 400));
        assert_eq!(chunks(OLGA, DAN), vec![(300, FIRST_ERA + 2 + UNBONDING)]);
    });
}

#[test]
fn withdraw_unbonded_should_remove_an_empty_stake() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert!(!Stakes::<Test>::contains_key(OLGA, DAN));
        assert!(Operators::<Test>::contains_key(OLGA));
        assert_eq!((held(DAN), free(DAN)), (0, FUNDS));
    });
}

#[test]
fn withdraw_unbonded_for_should_release_to_the_staker_when_another_account_asks() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        advance(UNBONDING);
        events();
        assert_ok!(OperatorStaking::withdraw_unbonded_for(signed(STRANGER), DAN, OLGA));
        assert_eq!(events(), vec![Event::Withdrawn { operator: OLGA, staker: DAN, amount: 1_000 }]);
        assert_eq!((free(DAN), free(STRANGER)), (FUNDS, FUNDS));
    });
}

#[test]
fn the_last_withdrawal_should_remove_the_operator() {
    with_dan(|| {
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        advance(1);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        assert!(Operators::<Test>::contains_key(OLGA));
        events();
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert_eq!(
            events(),
            vec![
                Event::Withdrawn { operator: OLGA, staker: DAN, amount: 1_000 },
                Event::OperatorRemoved { operator: OLGA },
            ]
        );
        assert_eq!((Operators::<Test>::iter().count(), Stakes::<Test>::iter().count()), (0, 0));
        assert_eq!((free(OLGA), free(DAN)), (FUNDS, FUNDS));
    });
}

#[test]
fn a_chilled_operator_without_any_stake_should_be_removed_too() {
    with_olga(|| {
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, LEAST_BOND));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        assert!(!Operators::<Test>::contains_key(OLGA));
    });
}

#[test]
fn withdrawing_should_fail_when_there_is_no_stake() {
    with_dan(|| {
        assert_noop!(OperatorStaking::withdraw_unbonded(signed(DORA), OLGA), Error::<Test>::StakeNotFound);
        assert_noop!(OperatorStaking::withdraw_unbonded(signed(DAN), OTTO), Error::<Test>::StakeNotFound);
        assert_noop!(OperatorStaking::withdraw_unbonded_for(signed(DAN), DORA, OLGA), Error::<Test>::StakeNotFound);
    });
}

#[test]
fn withdrawing_should_fail_when_nothing_has_finished() {
    with_dan(|| {
        assert_noop!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA), Error::<Test>::NothingToWithdraw);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 500));
        advance(UNBONDING - 1);
        assert_noop!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA), Error::<Test>::NothingToWithdraw);
        assert_noop!(OperatorStaking::withdraw_unbonded_for(signed(DORA), DAN, OLGA), Error::<Test>::NothingToWithdraw);
        advance(1);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert_noop!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA), Error::<Test>::NothingToWithdraw);
    });
}

#[test]
fn withdrawing_should_fail_when_unsigned() {
    with_dan(|| {
        assert_noop!(OperatorStaking::withdraw_unbonded(RuntimeOrigin::none(), OLGA), DispatchError::BadOrigin);
        assert_noop!(
            OperatorStaking::withdraw_unbonded_for(RuntimeOrigin::none(), DAN, OLGA),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn withdrawing_should_not_depend_on_the_ledger() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        advance(UNBONDING);
        LedgerRefuses::set(true);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
    });
}
