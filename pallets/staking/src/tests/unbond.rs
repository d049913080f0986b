// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, MAX_CHUNKS};
use frame::testing_prelude::*;

const UNLOCK: u32 = FIRST_ERA + UNBONDING;

fn with_dan(test: impl FnOnce()) {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        events();
        test();
    });
}

#[test]
fn unbond_should_keep_the_hold_and_take_the_shares() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 400));
        assert_eq!(events(), vec![Event::Unbonded { operator: OLGA, staker: DAN, amount: 400, unlock_era: UNLOCK }]);
        assert_eq!(chunks(OLGA, DAN), vec![(400, UNLOCK)]);
        assert_eq!((held(DAN), shares(OLGA, DAN), stake(OLGA, DAN).amount), (1_000, 600, 600));
        let details = details(OLGA);
        assert_eq!((details.total, details.unbonding, details.delegators), (LEAST_BOND + 600, 400, 1));
    });
}

#[test]
fn unbond_should_leave_the_minimum_or_nothing() {
    with_dan(|| {
        let most = 1_000 - LEAST_DELEGATION;
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, most + 1), Error::<Test>::BelowMinimum);
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, 999), Error::<Test>::BelowMinimum);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, most));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, LEAST_DELEGATION));
        assert_eq!((stake(OLGA, DAN).amount, shares(OLGA, DAN), details(OLGA).delegators), (0, 0, 0));
        assert_eq!((held(DAN), chunks(OLGA, DAN)), (1_000, vec![(1_000, UNLOCK)]));
    });
}

#[test]
fn unbond_should_take_what_joined_in_this_era_first() {
    with_dan(|| {
        advance(1);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 500));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 500));
        assert_eq!(details(OLGA).active_stake, LEAST_BOND + 1_000);
        // All of it is Dan's newest stake; Dora's is not touched.
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 400));
        assert_eq!((details(OLGA).active_stake, earning(OLGA)), (LEAST_BOND + 1_000, LEAST_BOND + 1_000));
        // 100 of Dan's newest and 200 that earned.
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 300));
        assert_eq!((details(OLGA).active_stake, earning(OLGA)), (LEAST_BOND + 800, LEAST_BOND + 800));
        advance(1);
        assert_eq!((details(OLGA).active_stake, earning(OLGA)), (LEAST_BOND + 1_300, LEAST_BOND + 1_300));
    });
}

#[test]
fn joining_and_leaving_in_the_same_era_should_earn_nothing() {
    with_olga(|| {
        advance(1);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        assert_eq!((details(OLGA).active_stake, earning(OLGA)), (LEAST_BOND, LEAST_BOND));
        advance(1);
        assert_eq!((details(OLGA).active_stake, earning(OLGA)), (LEAST_BOND, LEAST_BOND));
    });
}

#[test]
fn unbond_should_let_the_own_bond_of_an_active_operator_fall_to_the_minimum() {
    with_olga(|| {
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 500));
        assert_noop!(OperatorStaking::unbond(signed(OLGA), OLGA, 501), Error::<Test>::BondBelowMinimum);
        assert_noop!(OperatorStaking::unbond(signed(OLGA), OLGA, LEAST_BOND + 500), Error::<Test>::BondBelowMinimum);
        assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, 500));
        assert_eq!((details(OLGA).own, held(OLGA), shares(OLGA, OLGA)), (LEAST_BOND, LEAST_BOND + 500, LEAST_BOND));
        assert!(details(OLGA).active);
    });
}

#[test]
fn unbond_should_let_a_chilled_operator_take_its_whole_bond() {
    with_dan(|| {
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_noop!(
            OperatorStaking::unbond(signed(OLGA), OLGA, LEAST_BOND - LEAST_DELEGATION + 1),
            Error::<Test>::BelowMinimum
        );
        assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, LEAST_BOND - LEAST_DELEGATION));
        assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, LEAST_DELEGATION));
        assert_eq!((details(OLGA).own, details(OLGA).total, details(OLGA).unbonding), (0, 1_000, LEAST_BOND));
        assert_noop!(OperatorStaking::unbond(signed(OLGA), OLGA, 1), Error::<Test>::InsufficientStake);
    });
}

#[test]
fn unbond_should_merge_what_unlocks_in_the_same_era() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 100));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 50));
        advance(1);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 30));
        assert_eq!(chunks(OLGA, DAN), vec![(150, UNLOCK), (30, UNLOCK + 1)]);
    });
}

#[test]
fn unbond_should_keep_chunks_sorted_when_unbonding_gets_shorter() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 100));
        UnbondingEras::set(2);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 50));
        UnbondingEras::set(4);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 25));
        assert_eq!(chunks(OLGA, DAN), vec![(50, FIRST_ERA + 2), (25, FIRST_ERA + 4), (100, UNLOCK)]);
    });
}

#[test]
fn a_part_should_not_unbond_when_all_chunks_are_used() {
    with_dan(|| {
        UnbondingEras::set(20);
        for _ in 0..MAX_CHUNKS {
            assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 10));
            advance(1);
        }
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, 10), Error::<Test>::TooManyChunks);
        // The whole stake always can: with the last amount, and both finish in the later era.
        let rest = stake(OLGA, DAN).amount;
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, rest));
        let until = chunks(OLGA, DAN);
        assert_eq!(until.len(), MAX_CHUNKS as usize);
        assert_eq!(until[0], (10, FIRST_ERA + 20));
        assert_eq!(until[7], (rest + 10, FIRST_ERA + MAX_CHUNKS + 20));
        assert_eq!(held(DAN), 1_000);
    });
}

#[test]
fn chunks_that_have_finished_should_make_room_by_themselves() {
    with_dan(|| {
        for _ in 0..MAX_CHUNKS {
            assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 10));
            advance(1);
        }
        // The first three have finished: they are one.
        advance(1);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 10));
        assert_eq!(chunks(OLGA, DAN).len(), MAX_CHUNKS as usize - 1);
        assert_eq!(OperatorStaking::withdrawable(OLGA, DAN), 30);
        // Once all have, all but one are free.
        advance(UNBONDING);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 10));
        assert_eq!(chunks(OLGA, DAN), vec![(90, CurrentEra::get()), (10, CurrentEra::get() + UNBONDING)]);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert_eq!((held(DAN), stake(OLGA, DAN).amount), (910, 900));
    });
}

#[test]
fn unbond_should_fail_when_more_than_staked() {
    with_dan(|| {
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, 1_001), Error::<Test>::InsufficientStake);
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, u128::MAX), Error::<Test>::InsufficientStake);
    });
}

#[test]
fn unbond_should_fail_when_zero() {
    with_dan(|| {
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, 0), Error::<Test>::ZeroAmount);
    });
}

#[test]
fn unbond_should_fail_when_there_is_no_operator_or_no_stake() {
    with_dan(|| {
        assert_noop!(OperatorStaking::unbond(signed(DAN), OTTO, 1), Error::<Test>::OperatorNotFound);
        assert_noop!(OperatorStaking::unbond(signed(DORA), OLGA, 1), Error::<Test>::StakeNotFound);
    });
}

#[test]
fn unbond_should_fail_when_unsigned() {
    with_dan(|| {
        assert_noop!(OperatorStaking::unbond(RuntimeOrigin::none(), OLGA, 1), DispatchError::BadOrigin);
    });
}

#[test]
fn unbond_should_change_nothing_when_the_ledger_refuses() {
    with_dan(|| {
        LedgerRefuses::set(true);
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000), DispatchError::Unavailable);
    });
}

#[test]
fn unbond_should_fail_when_the_eras_overflow() {
    with_dan(|| {
        CurrentEra::set(u32::MAX - UNBONDING + 1);
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000), ArithmeticError::Overflow);
    });
}
