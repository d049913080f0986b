// SPDX-License-Identifier: Apache-2.0

//! The amounts that a slash takes, their owners and their receivers.

use crate::{mock::*, Error, Event, Operators, Rate, Stakes};
use frame::{
    testing_prelude::*,
    traits::{fungible::Mutate, LockableCurrency, ReservableCurrency, WithdrawReasons},
};
use openledger_primitives::traits::{Offense, OperatorInspect, SlashOperator, Slashed};

const HALF: Permill = Permill::from_percent(50);
const ALL: Permill = Permill::one();
/// As near to everything as a part can be.
const NEARLY_ALL: Permill = Permill::from_parts(999_999);

/// Olga with 2,000, Dan with 1,000 of which 400 unbond.
fn with_dan(test: impl FnOnce()) {
    with_olga(|| {
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 1_000));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 400));
        advance(1);
        events();
        test();
    });
}

#[test]
fn slash_should_take_the_operators_loss_at_once_and_the_delegators_later() {
    with_dan(|| {
        assert_eq!(slash(OLGA, TEN), Slashed { amount: 300, reward: 60 });
        let rate = Rate(900_000_000_000_000_000);
        assert_eq!(
            events(),
            vec![
                Event::SlashApplied { operator: OLGA, staker: OLGA, amount: 200 },
                Event::Slashed {
                    operator: OLGA,
                    part: TEN,
                    amount: 300,
                    reporter: Some(RITA),
                    reward: 60,
                    rate,
                    offense: FIRST_ERA + 1
                },
                Event::Chilled { operator: OLGA },
            ]
        );
        // A fifth of the whole loss is the reporter's, out of the operator's own loss. The rest of that is the
        // treasury's.
        assert_eq!((held(OLGA), free(RITA), treasury()), (1_800, 60, 140));
        assert_eq!((held(DAN), free(DAN)), (1_000, FUNDS - 1_000));
        // Dan's stake is worth less at once, its unbonding part included.
        let dan = stake(OLGA, DAN);
        assert_eq!((dan.amount, dan.held, dan.pending_slash, dan.shares), (540, 1_000, 100, 600));
        assert_eq!(dan.unbonding, vec![(360, FIRST_ERA + UNBONDING)]);
        let olga = details(OLGA);
        assert_eq!((olga.own, olga.total, olga.unbonding, olga.active_stake), (1_800, 2_340, 360, 2_340));
        assert_eq!((olga.rate, olga.delegators), (rate, 1));
        assert_eq!(OperatorStaking::operator(&OLGA).unwrap().stake, 2_340);
        // Revenue is shared as before.
        assert_eq!((shares(OLGA, OLGA), shares(OLGA, DAN)), (2_000, 600));
    });
}

#[test]
fn slash_should_hit_what_joined_in_the_same_era() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        slash(OLGA, TEN);
        assert_eq!((stake(OLGA, DAN).amount, stake(OLGA, DAN).joined), (900, 900));
        assert_eq!(details(OLGA).active_stake, 0);
        advance(1);
        assert_eq!((stake(OLGA, DAN).joined, details(OLGA).active_stake), (0, 1_800));
    });
}

#[test]
fn slash_should_take_the_operators_unbonding_bond_even_when_it_has_finished() {
    with_olga(|| {
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        advance(2 * UNBONDING);
        assert_eq!(OperatorStaking::withdrawable(OLGA, OLGA), LEAST_BOND);
        assert_eq!(slash(OLGA, HALF), Slashed { amount: 500, reward: 100 });
        assert_eq!((OperatorStaking::withdrawable(OLGA, OLGA), held(OLGA)), (500, 500));
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        assert_eq!((held(OLGA), free(OLGA)), (0, FUNDS - 500));
    });
}

#[test]
fn slash_should_happen_again_in_the_same_era() {
    with_dan(|| {
        slash(OLGA, TEN);
        assert_eq!(slash(OLGA, TEN), Slashed { amount: 270, reward: 54 });
        assert_eq!((held(OLGA), stake(OLGA, DAN).amount, stake(OLGA, DAN).pending_slash), (1_620, 486, 190));
        assert_eq!(details(OLGA).rate, Rate(810_000_000_000_000_000));
    });
}

#[test]
fn slash_should_round_in_the_stakers_favor() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 101));
        // A third of 101 is 33.67; of 1,000, 333.33.
        slash(OLGA, Permill::from_parts(333_333));
        assert_eq!((stake(OLGA, DAN).amount, held(OLGA)), (68, 667));
    });
}

#[test]
fn one_planck_should_survive_anything_below_all() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1));
        for _ in 0..10 {
            slash(OLGA, NEARLY_ALL);
        }
        assert_eq!((details(OLGA).own, stake(OLGA, DAN).amount, unbonding(OLGA, DAN)), (1, 1, 1));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert_eq!((held(DAN), free(DAN)), (1, FUNDS - 999));
        assert_eq!(slash(OLGA, ALL), Slashed { amount: 2, reward: 0 });
        assert_eq!(stake(OLGA, DAN).amount, 0);
    });
}

#[test]
fn slash_should_leave_nothing_when_all_is_taken() {
    with_dan(|| {
        assert_eq!(slash(OLGA, ALL), Slashed { amount: 3_000, reward: 600 });
        assert_eq!((held(OLGA), free(OLGA), held(DAN)), (0, FUNDS - 2_000, 1_000));
        assert!(!OperatorStaking::operator(&OLGA).unwrap().active);
        assert_eq!(
            (details(OLGA).own, details(OLGA).total, OperatorStaking::operator(&OLGA).unwrap().stake),
            (0, 0, 0)
        );
        assert_eq!(stake(OLGA, DAN).pending_slash, 1_000);
        // No stake can join, and there is none to unbond.
        assert_noop!(OperatorStaking::bond_extra(signed(OLGA), 1_000), Error::<Test>::OperatorRuined);
        assert_noop!(OperatorStaking::delegate(signed(DORA), OLGA, 1_000), Error::<Test>::OperatorRuined);
        assert_noop!(OperatorStaking::rebond(signed(DAN), OLGA, 1), Error::<Test>::OperatorRuined);
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, 1), Error::<Test>::InsufficientStake);
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_noop!(OperatorStaking::resume(signed(OLGA)), Error::<Test>::OperatorRuined);
        events();
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_eq!(events(), vec![Event::Left { operator: OLGA }]);
        OperatorStaking::do_try_state().unwrap();
        // A withdrawal clears the record, finished or not.
        assert_eq!(OperatorStaking::withdrawable(OLGA, DAN), 0);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert_eq!(
            events(),
            vec![
                Event::SlashApplied { operator: OLGA, staker: DAN, amount: 1_000 },
                Event::WorthlessStakeRemoved { operator: OLGA, staker: DAN },
            ]
        );
        assert_ok!(OperatorStaking::withdraw_unbonded_for(signed(STRANGER), OLGA, OLGA));
        assert_eq!(
            events(),
            vec![
                Event::WorthlessStakeRemoved { operator: OLGA, staker: OLGA },
                Event::OperatorRemoved { operator: OLGA },
            ]
        );
        assert_eq!((Operators::<Test>::iter().count(), Stakes::<Test>::iter().count()), (0, 0));
        assert_eq!(treasury(), 3_000 - 600);
        // It can start anew, at a rate of one.
        assert_ok!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, TEN));
        assert_eq!((details(OLGA).rate, details(OLGA).own), (Rate::ONE, LEAST_BOND));
    });
}

#[test]
fn a_ruined_operator_should_let_all_stake_out_and_none_in() {
    with_olga(|| {
        MinDelegation::set(1);
        MinOperatorBond::set(1);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 50_000));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 50_000));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 10_000));
        // Exactly a thousandth is left: that is not ruined yet.
        slash(OLGA, Permill::from_parts(999_000));
        assert_eq!(details(OLGA).rate, Rate::LEAST_TO_JOIN);
        assert!(details(OLGA).active);
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 30));
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 1));
        slash(OLGA, Permill::from_parts(1));
        // The bond would still be enough.
        assert_eq!((details(OLGA).own, details(OLGA).active), (51, false));
        assert_noop!(OperatorStaking::delegate(signed(DORA), OLGA, 30), Error::<Test>::OperatorRuined);
        assert_noop!(OperatorStaking::rebond(signed(DAN), OLGA, 1), Error::<Test>::OperatorRuined);
        assert_noop!(OperatorStaking::bond_extra(signed(OLGA), 30), Error::<Test>::OperatorRuined);
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_noop!(OperatorStaking::resume(signed(OLGA)), Error::<Test>::OperatorRuined);
        // 40 of 40,000 and the one rebonded; 9 unbond.
        assert_eq!((stake(OLGA, DAN).amount, unbonding(OLGA, DAN), stake(OLGA, DORA).amount), (41, 9, 30));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 41));
        assert_ok!(OperatorStaking::unbond(signed(DORA), OLGA, 30));
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        advance(UNBONDING);
        for staker in [DAN, DORA, OLGA] {
            assert_ok!(OperatorStaking::withdraw_unbonded(signed(staker), OLGA));
        }
        assert!(!Operators::<Test>::contains_key(OLGA));
        assert_eq!((free(DAN), free(DORA)), (FUNDS - 50_000 + 50, FUNDS));
    });
}

#[test]
fn a_slashed_bond_below_the_minimum_should_make_the_operator_inactive_until_it_is_filled_up() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        slash(OLGA, TEN);
        assert!(!OperatorStaking::operator(&OLGA).unwrap().active);
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, 100), Error::<Test>::OperatorNotActive);
        assert_noop!(OperatorStaking::bond_extra(signed(OLGA), 99), Error::<Test>::BondBelowMinimum);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 100));
        assert!(OperatorStaking::operator(&OLGA).unwrap().active);
        assert_eq!((details(OLGA).own, held(OLGA)), (LEAST_BOND, LEAST_BOND));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 100));
        assert_eq!((stake(OLGA, DAN).amount, held(DAN)), (1_000, 1_000));
    });
}

#[test]
fn resume_should_fail_when_a_slash_has_made_the_bond_too_small() {
    with_olga(|| {
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        slash(OLGA, TEN);
        assert_noop!(OperatorStaking::resume(signed(OLGA)), Error::<Test>::BondBelowMinimum);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 100));
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
    });
}

#[test]
fn a_joiner_should_not_be_hit_by_an_earlier_slash() {
    with_dan(|| {
        // A rate without any round figure.
        slash(OLGA, Permill::from_parts(123_457));
        slash(OLGA, Permill::from_parts(271_829));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 777));
        let dora = stake(OLGA, DORA);
        assert_eq!((dora.amount, dora.held, dora.pending_slash, dora.joined), (777, 777, 0, 777));
        assert_eq!(shares(OLGA, DORA), dora.shares);
        assert!(dora.shares > 777);
        assert_ok!(OperatorStaking::unbond(signed(DORA), OLGA, 777));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DORA), OLGA));
        assert_eq!((held(DORA), free(DORA)), (0, FUNDS));
    });
}

#[test]
fn joiners_before_and_after_a_slash_should_be_worth_the_same_a_planck() {
    with_dan(|| {
        slash(OLGA, HALF);
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 300));
        // Dan has 300 left of 600: as much stake, as many shares.
        assert_eq!((stake(OLGA, DAN).amount, shares(OLGA, DAN), shares(OLGA, DORA)), (300, 600, 600));
        slash(OLGA, HALF);
        assert_eq!((stake(OLGA, DAN).amount, stake(OLGA, DORA).amount), (150, 150));
    });
}

#[test]
fn touching_a_slashed_stake_should_apply_the_slash_first() {
    with_olga(|| {
        MinOperatorBond::set(LEAST_DELEGATION);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 2_000));
        advance(1);
        let mut lost = 0;
        let mut applied = |amount| {
            lost += amount;
            assert_eq!(events()[0], Event::SlashApplied { operator: OLGA, staker: DAN, amount });
            assert_eq!((stake(OLGA, DAN).pending_slash, held(DAN)), (0, stake(OLGA, DAN).held));
            lost
        };
        slash(OLGA, TEN);
        events();
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 200));
        applied(200);
        assert_eq!((stake(OLGA, DAN).amount, held(DAN)), (2_000, 2_000));

        slash(OLGA, TEN);
        events();
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 800));
        applied(200);
        assert_eq!((stake(OLGA, DAN).amount, unbonding(OLGA, DAN), held(DAN)), (1_000, 800, 1_800));

        slash(OLGA, TEN);
        events();
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 20));
        applied(180);
        assert_eq!((stake(OLGA, DAN).amount, unbonding(OLGA, DAN), held(DAN)), (920, 700, 1_620));

        advance(UNBONDING);
        slash(OLGA, TEN);
        events();
        assert_eq!(OperatorStaking::withdrawable(OLGA, DAN), 630);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        let lost = applied(162);
        assert_eq!((stake(OLGA, DAN).amount, unbonding(OLGA, DAN), held(DAN)), (828, 0, 828));
        assert_eq!(free(DAN) + held(DAN), FUNDS - lost);
    });
}

#[test]
fn a_delegation_that_a_slash_made_too_small_should_go_as_a_whole_or_be_filled_up() {
    with_olga(|| {
        MinOperatorBond::set(LEAST_DELEGATION);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, LEAST_DELEGATION));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, LEAST_DELEGATION));
        slash(OLGA, TEN);
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, 91), Error::<Test>::InsufficientStake);
        assert_noop!(OperatorStaking::unbond(signed(DAN), OLGA, 1), Error::<Test>::BelowMinimum);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 90));
        assert_noop!(OperatorStaking::delegate(signed(DORA), OLGA, 9), Error::<Test>::BelowMinimum);
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 10));
    });
}

#[test]
fn slash_should_work_in_any_status() {
    with_dan(|| {
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_eq!(slash(OLGA, TEN).amount, 300);
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_eq!(slash(OLGA, TEN).amount, 270);
        assert_eq!((unbonding(OLGA, OLGA), held(OLGA)), (1_620, 1_620));
    });
}

#[test]
fn slash_should_not_depend_on_the_ledger() {
    with_dan(|| {
        LedgerRefuses::set(true);
        assert_eq!(slash(OLGA, TEN).amount, 300);
    });
}

#[test]
fn slash_should_change_nothing_when_nothing_is_asked_or_left() {
    with_dan(|| {
        assert_storage_noop!(assert_eq!(slash(OLGA, Permill::zero()), Slashed::default()));
        slash(OLGA, ALL);
        events();
        assert_storage_noop!(assert_eq!(slash(OLGA, ALL), Slashed::default()));
        assert_eq!(events(), vec![]);
    });
}

#[test]
fn slash_should_fail_when_there_is_no_such_operator() {
    with_dan(|| {
        assert_noop!(
            <OperatorStaking as SlashOperator<_>>::slash(&DAN, offense(TEN, REWARD), &RITA),
            Error::<Test>::OperatorNotFound
        );
    });
}

/// What Olga has together with the account that reports her.
fn accomplices() -> u128 {
    free(OLGA) + held(OLGA) + free(STRANGER)
}

/// Olga's second account reports an offense of this era, once in a window.
fn report_oneself() -> Slashed {
    let offense = Offense { era: CurrentEra::get(), window: WINDOW, part: TEN, reward: REWARD };
    <OperatorStaking as SlashOperator<_>>::slash(&OLGA, offense, &STRANGER).unwrap()
}

#[test]
fn reporting_oneself_should_not_pay_when_the_own_bond_is_gone() {
    with_dan(|| {
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        advance(UNBONDING);
        // To the last moment it is slashed.
        let before = accomplices();
        assert_eq!(report_oneself(), Slashed { amount: 300, reward: 60 });
        assert_eq!(accomplices(), before - 200 + 60);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        advance(WINDOW);
        events();
        // Nothing of the operator's is left to take, and so nothing is taken from its delegators.
        assert_storage_noop!(assert_eq!(report_oneself(), Slashed::default()));
        assert_eq!(events(), vec![]);
        assert_eq!((stake(OLGA, DAN).amount, unbonding(OLGA, DAN)), (540, 360));
        assert_eq!(accomplices(), before - 200 + 60);
    });
}

#[test]
fn reporting_oneself_should_not_pay_when_the_own_bond_is_small() {
    with_dan(|| {
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 90_000));
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_ok!(OperatorStaking::unbond(signed(OLGA), OLGA, 2_000 - LEAST_DELEGATION));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        for (own_loss, reward) in [(10, 5), (9, 4), (8, 4), (7, 3), (6, 3)] {
            let (before, own) = (accomplices(), held(OLGA));
            let slashed = report_oneself();
            assert!(slashed.amount > 500 * own_loss, "the delegators lose far more");
            assert_eq!((own - held(OLGA), slashed.reward), (own_loss, reward));
            assert_eq!(accomplices(), before - own_loss + reward);
            advance(WINDOW);
        }
    });
}

#[test]
fn reporting_oneself_should_not_pay_when_the_own_bond_is_spared() {
    with_dan(|| {
        assert_eq!(report_oneself(), Slashed { amount: 300, reward: 60 });
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 90_000));
        advance(1);
        let before = accomplices();
        // The own bond was slashed in this window. Who joined since then loses, and nobody is rewarded.
        assert_eq!(report_oneself(), Slashed { amount: 9_000, reward: 0 });
        assert_eq!(accomplices(), before);
        assert_eq!((stake(OLGA, DORA).amount, held(OLGA)), (81_000, 1_800));
    });
}

#[test]
fn a_reward_too_small_for_an_account_should_go_where_slashes_go() {
    with_olga(|| {
        // A fifth of 45 is 9: no existential deposit.
        assert_eq!(slash(OLGA, Permill::from_parts(45_000)), Slashed { amount: 45, reward: 0 });
        assert_eq!((free(RITA), treasury()), (0, 45));
        assert!(matches!(events()[1], Event::Slashed { reporter: None, reward: 0, .. }));
        // A fifth of 50 is one. What joined after the first slash of this era is not hit by the second.
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 45));
        assert_eq!(slash(OLGA, Permill::from_parts(53_000)), Slashed { amount: 50, reward: 10 });
        assert_eq!((free(RITA), treasury()), (10, 85));
        // With an account, any amount.
        assert_eq!(slash(OLGA, Permill::from_parts(8_000)).reward, 1);
    });
}

#[test]
fn an_operator_that_reports_itself_should_still_lose() {
    with_dan(|| {
        // With large delegations, too: the reward is at most half of its own loss.
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 90_000));
        let slashed = <OperatorStaking as SlashOperator<_>>::slash(&OLGA, offense(TEN, REWARD), &OLGA).unwrap();
        assert_eq!(slashed, Slashed { amount: 9_300, reward: 100 });
        assert_eq!(free(OLGA) + held(OLGA), FUNDS - 100);
    });
}

#[test]
fn half_of_an_own_loss_should_be_the_reporters_when_the_reward_is_everything() {
    with_dan(|| {
        let slashed = <OperatorStaking as SlashOperator<_>>::slash(&OLGA, offense(TEN, ALL), &DAN).unwrap();
        assert_eq!((slashed.reward, free(DAN), treasury()), (100, FUNDS - 1_000 + 100, 100));
    });
}

#[test]
fn locks_and_other_reserves_should_neither_protect_nor_suffer() {
    with_dan(|| {
        Balances::set_lock(*b"votes   ", &DAN, FUNDS, WithdrawReasons::all());
        Balances::set_lock(*b"votes   ", &OLGA, FUNDS, WithdrawReasons::all());
        assert_ok!(Balances::reserve(&DORA, 500));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 1_000));
        slash(OLGA, TEN);
        for staker in [DAN, DORA] {
            assert_ok!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, staker));
            assert_eq!(held(staker), 900);
        }
        assert_eq!((held(OLGA), Balances::reserved_balance(DORA)), (1_800, 500 + 900));
        assert_eq!(free(DORA), FUNDS - 1_500);
    });
}

#[test]
fn an_account_that_has_nothing_but_its_stake_should_be_slashed_to_nothing() {
    with_olga(|| {
        // Something else keeps the accounts alive, so all they have can be on hold.
        for who in [DAN, DORA] {
            System::inc_providers(&who);
            assert_ok!(OperatorStaking::delegate(signed(who), OLGA, FUNDS - if who == DORA { ED } else { 0 }));
        }
        assert_ok!(<Balances as Mutate<_>>::transfer(&DORA, &STRANGER, 4, Preservation::Expendable));
        assert_eq!((free(DAN), free(DORA)), (0, ED - 4));
        slash(OLGA, ALL);
        for who in [DAN, DORA] {
            assert_ok!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, who));
            assert_eq!((held(who), free(who)), (0, 0));
        }
        // What Dora had free is below the existential deposit, and nothing else of hers is left: it is dust.
        assert_eq!(Balances::total_issuance(), ISSUANCE - (ED - 4));
        for who in [DAN, DORA] {
            assert_eq!((System::consumers(&who), System::providers(&who)), (0, 1));
        }
    });
}

#[test]
fn what_is_below_the_existential_deposit_should_be_withdrawable_once_there_is_an_account_for_it() {
    with_olga(|| {
        System::inc_providers(&DAN);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, FUNDS));
        slash(OLGA, Permill::from_parts(999_950));
        assert_eq!(stake(OLGA, DAN).amount, 5);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 5));
        advance(UNBONDING);
        assert_noop!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA), TokenError::CannotCreate);
        // As with any other account without a balance.
        assert_ok!(<Balances as Mutate<_>>::transfer(&STRANGER, &DAN, ED, Preservation::Preserve));
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert_eq!((held(DAN), free(DAN)), (0, ED + 5));
    });
}
