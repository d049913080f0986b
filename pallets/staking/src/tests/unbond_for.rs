// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, Operators};
use frame::testing_prelude::*;

fn with_dan(test: impl FnOnce()) {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        events();
        test();
    });
}

/// Everything unbonds and is withdrawn by a stranger, and the account can start anew.
fn clear_out(amount: u128) {
    assert_ok!(OperatorStaking::unbond_for(signed(STRANGER), OLGA, DAN));
    assert_eq!((stake(OLGA, DAN).amount, unbonding(OLGA, DAN)), (0, amount));
    advance(UNBONDING);
    for staker in [DAN, OLGA] {
        if OperatorStaking::withdrawable(OLGA, staker) > 0 {
            assert_ok!(OperatorStaking::withdraw_unbonded_for(signed(STRANGER), staker, OLGA));
        }
    }
    assert!(!Operators::<Test>::contains_key(OLGA));
    assert_ok!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, TEN));
}

#[test]
fn a_hold_out_should_not_lock_the_account_of_an_operator_that_left() {
    with_dan(|| {
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        events();
        let unlock_era = FIRST_ERA + UNBONDING;
        assert_ok!(OperatorStaking::unbond_for(signed(STRANGER), OLGA, DAN));
        assert_eq!(events(), vec![Event::Unbonded { operator: OLGA, staker: DAN, amount: 1_000, unlock_era }]);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), LEAST_BOND));
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        // Dan may come back with her, and be sent home again.
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 1_000));
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        clear_out(1_000);
        assert_eq!((held(DAN), free(DAN)), (0, FUNDS));
    });
}

#[test]
fn a_hold_out_should_not_lock_the_account_of_a_ruined_operator() {
    with_dan(|| {
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 50_000));
        slash(OLGA, Permill::from_parts(999_500));
        // Its own bond, which is worth something, can be sent home as well.
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_ok!(OperatorStaking::unbond_for(signed(STRANGER), OLGA, OLGA));
        clear_out(1);
    });
}

#[test]
fn unbond_for_should_work_when_the_operator_is_chilled_without_a_bond() {
    with_dan(|| {
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_noop!(OperatorStaking::unbond_for(signed(STRANGER), OLGA, DAN), Error::<Test>::OperatorNotGone);
        assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, LEAST_BOND));
        clear_out(1_000);
    });
}

#[test]
fn unbond_for_should_fail_when_the_operator_works_or_has_a_bond() {
    with_dan(|| {
        assert_noop!(OperatorStaking::unbond_for(signed(STRANGER), OLGA, DAN), Error::<Test>::OperatorNotGone);
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), LEAST_DELEGATION));
        assert_noop!(OperatorStaking::unbond_for(signed(STRANGER), OLGA, DAN), Error::<Test>::OperatorNotGone);
    });
}

#[test]
fn unbond_for_should_fail_when_there_is_nothing_staked() {
    with_dan(|| {
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_noop!(OperatorStaking::unbond_for(signed(DAN), OLGA, OLGA), Error::<Test>::InsufficientStake);
        assert_noop!(OperatorStaking::unbond_for(signed(DAN), OLGA, DORA), Error::<Test>::StakeNotFound);
        assert_noop!(OperatorStaking::unbond_for(signed(DAN), OTTO, DAN), Error::<Test>::OperatorNotFound);
    });
}

#[test]
fn unbond_for_should_fail_when_unsigned() {
    with_dan(|| {
        assert_noop!(OperatorStaking::unbond_for(RuntimeOrigin::none(), OLGA, DAN), DispatchError::BadOrigin);
    });
}
