// SPDX-License-Identifier: Apache-2.0

//! What stakers may try when they see a slash coming or gone.

use crate::{mock::*, Error, Operators, Rate, MAX_CHUNKS};
use frame::{testing_prelude::*, traits::fungible::Mutate};
use openledger_primitives::accumulator::MAX_SHARES;

/// Olga and Dan with 1,000 each, one era later. Dan can lose a tenth.
fn with_dan(test: impl FnOnce()) {
    with_olga(|| {
        MinOperatorBond::set(LEAST_DELEGATION);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        advance(1);
        test();
    });
}

/// What Dan has left of everything.
fn dan_has() -> u128 {
    free(DAN) + stake(OLGA, DAN).amount + unbonding(OLGA, DAN)
}

#[test]
fn unbonding_should_not_dodge() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        slash(OLGA, TEN);
        assert_eq!(dan_has(), FUNDS - 100);
        // Nor when it has finished, while it is not withdrawn.
        advance(UNBONDING);
        slash(OLGA, TEN);
        assert_eq!((dan_has(), OperatorStaking::withdrawable(OLGA, DAN)), (FUNDS - 190, 810));
        // What is withdrawn is out of reach: it left an unbonding time ago.
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        slash(OLGA, TEN);
        assert_eq!((dan_has(), free(DAN)), (FUNDS - 190, FUNDS - 190));
    });
}

#[test]
fn rebonding_should_not_dodge() {
    with_dan(|| {
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        slash(OLGA, TEN);
        // The chunk is worth less, and only that can be rebonded.
        assert_noop!(OperatorStaking::rebond(signed(DAN), OLGA, 901), Error::<Test>::InsufficientUnbonding);
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 900));
        assert_eq!((dan_has(), held(DAN)), (FUNDS - 100, 900));
    });
}

#[test]
fn going_in_circles_should_neither_win_nor_lose() {
    with_dan(|| {
        // A rate at which nothing is round.
        slash(OLGA, Permill::from_parts(314_159));
        assert_ok!(OperatorStaking::apply_slash(signed(DAN), OLGA, DAN));
        let (has, least) = (dan_has(), shares(OLGA, DAN));
        for round in 1..50 {
            assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 7 * round));
            assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 3 * round));
            assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 7 * round));
            assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 3 * round));
            assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 3 * round));
            assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 3 * round));
            advance(1);
            if round % u128::from(MAX_CHUNKS) == 0 {
                advance(UNBONDING);
                assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
            }
        }
        assert_eq!(dan_has(), has);
        // The points of a fraction of a planck are all that counting anew can add.
        assert!(shares(OLGA, DAN) - least <= Rate::ONE.0 / details(OLGA).rate.0);
    });
}

#[test]
fn amounts_that_unbond_until_the_same_era_should_add_up_at_any_rate() {
    with_dan(|| {
        // 0.7 and a bit, where a planck is between one and two points, so that parts of points get lost if they are
        // added up.
        slash(OLGA, Permill::from_parts(299_999));
        let mut unbonded = 0;
        for amount in 1..30 {
            assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, amount));
            unbonded += amount;
            assert_eq!((unbonding(OLGA, DAN), stake(OLGA, DAN).amount), (unbonded, 701 - unbonded));
        }
        for amount in (1..30).rev() {
            assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, amount));
            unbonded -= amount;
            assert_eq!((unbonding(OLGA, DAN), stake(OLGA, DAN).amount), (unbonded, 701 - unbonded));
        }
        assert_eq!((chunks(OLGA, DAN), details(OLGA).unbonding), (vec![], 0));
    });
}

#[test]
fn splitting_into_chunks_should_save_less_than_a_planck_a_chunk() {
    with_dan(|| {
        UnbondingEras::set(20);
        for _ in 0..MAX_CHUNKS {
            assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 101));
            advance(1);
        }
        assert_eq!(stake(OLGA, DAN).amount, 192);
        // A twentieth of each 101 is 5.05, of 192 is 9.6.
        slash(OLGA, Permill::from_percent(5));
        assert_eq!((stake(OLGA, DAN).amount, unbonding(OLGA, DAN)), (183, 8 * 96));
        assert_eq!(dan_has(), FUNDS - 49);
    });
}

#[test]
fn joining_and_leaving_in_one_block_should_cost_nothing_but_be_slashable() {
    with_dan(|| {
        slash(OLGA, Permill::from_parts(123_456));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 500));
        assert_ok!(OperatorStaking::unbond(signed(DORA), OLGA, 500));
        assert_eq!((stake(OLGA, DORA).amount, shares(OLGA, DORA), unbonding(OLGA, DORA)), (0, 0, 500));
        slash(OLGA, TEN);
        assert_eq!(unbonding(OLGA, DORA), 450);
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DORA), OLGA));
        assert_eq!(free(DORA), FUNDS - 50);
    });
}

#[test]
fn stake_should_not_be_transferable() {
    with_dan(|| {
        slash(OLGA, TEN);
        let spendable = FUNDS - 1_000 - ED;
        assert_ok!(<Balances as Mutate<_>>::transfer(&DAN, &STRANGER, spendable, Preservation::Preserve));
        assert!(<Balances as Mutate<_>>::transfer(&DAN, &STRANGER, 1, Preservation::Expendable).is_err());
        assert_ok!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, DAN));
        assert_eq!((held(DAN), free(DAN)), (900, ED));
    });
}

#[test]
fn an_operator_should_not_shed_its_record_while_others_are_there() {
    with_dan(|| {
        slash(OLGA, TEN);
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        // Its rate stays, and so does what Dan owes and what he still can lose.
        assert_noop!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, TEN), Error::<Test>::AlreadyOperator);
        assert_eq!(stake(OLGA, DAN).pending_slash, 100);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), LEAST_BOND));
        assert_eq!(details(OLGA).rate, Rate::ONE.slashed(TEN));
        assert_eq!(slash(OLGA, TEN).amount, 100 + 90);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 810));
        assert_eq!(held(DAN), 810);
    });
}

#[test]
fn a_delegators_unapplied_slash_should_outlive_all_other_stakes() {
    with_dan(|| {
        slash(OLGA, TEN);
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 900));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        assert!(Operators::<Test>::contains_key(OLGA));
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert!(!Operators::<Test>::contains_key(OLGA));
        assert_eq!((free(DAN), held(DAN)), (FUNDS - 100, 0));
    });
}

#[test]
fn holds_of_several_operators_should_not_mix() {
    with_dan(|| {
        assert_ok!(OperatorStaking::bond(signed(OTTO), LEAST_BOND, TEN));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OTTO, 2_000));
        slash(OLGA, Permill::one());
        // All that Dan has with Olga is lost, and nothing else, whatever he does first.
        assert_ok!(OperatorStaking::unbond(signed(DAN), OTTO, 2_000));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OTTO));
        assert_eq!((held(DAN), free(DAN)), (1_000, FUNDS - 1_000));
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert_eq!((held(DAN), free(DAN)), (0, FUNDS - 1_000));
    });
}

#[test]
fn points_at_the_lowest_rate_should_stay_below_the_ledgers_bound() {
    new_test_ext().execute_with(|| {
        // As many planck as there are OPEN, all with one operator.
        let supply = 1_000_000_000 * openledger_primitives::OPEN;
        assert_ok!(<Balances as Mutate<_>>::mint_into(&DAN, supply));
        assert_ok!(OperatorStaking::bond(signed(OLGA), 50_000, TEN));
        MinOperatorBond::set(1);
        MinDelegation::set(1);
        slash(OLGA, Permill::from_parts(999_000));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, supply));
        assert_eq!((stake(OLGA, DAN).amount, shares(OLGA, DAN)), (supply, supply * 1_000));
        assert!(cohorts(OLGA).0.iter().map(|cohort| cohort.staked).sum::<u128>() < MAX_SHARES / 1_000);
        // From there on no slash can keep it from leaving, in as many steps as it likes.
        for _ in 0..10 {
            slash(OLGA, Permill::from_parts(990_000));
            let amount = stake(OLGA, DAN).amount;
            assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, amount.div_ceil(3)));
        }
        let rest = stake(OLGA, DAN).amount;
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, rest));
        OperatorStaking::do_try_state().unwrap();
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert_eq!((held(DAN), shares(OLGA, DAN)), (0, 0));
    });
}
