// SPDX-License-Identifier: Apache-2.0

//! One slash in a dispute window, and only for stake that was there. See `docs/attacks.md`.

use crate::{mock::*, Error, Event, OperatorStatus, Rate, MAX_COHORTS};
use frame::{testing_prelude::*, traits::fungible::Mutate};
use openledger_primitives::traits::{OperatorInspect, Slashed};

fn nothing() -> Slashed {
    Slashed::default()
}

#[test]
fn forty_four_slashes_in_a_window_should_take_as_much_as_one() {
    with_olga(|| {
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 10_000));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 90_000));
        advance(1);
        assert_eq!(slash_in(OLGA, TEN, CurrentEra::get(), WINDOW).amount, 10_100);
        for _ in 1..44 {
            assert_storage_noop!(assert_eq!(slash_in(OLGA, TEN, CurrentEra::get(), WINDOW), nothing()));
        }
        assert_eq!((details(OLGA).own, stake(OLGA, DAN).amount), (9_900, 81_000));
        advance(WINDOW - 1);
        assert_eq!(slash_in(OLGA, TEN, CurrentEra::get(), WINDOW), nothing());
        // The next window is another.
        advance(1);
        assert_eq!(slash_in(OLGA, TEN, CurrentEra::get(), WINDOW).amount, 9_090);
    });
}

#[test]
fn a_slash_should_chill() {
    with_olga(|| {
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 1_000));
        events();
        slash_in(OLGA, TEN, FIRST_ERA, WINDOW);
        assert_eq!(events().last(), Some(&Event::Chilled { operator: OLGA }));
        assert_eq!((details(OLGA).status, details(OLGA).active), (OperatorStatus::Chilled, false));
        assert_noop!(OperatorStaking::delegate(signed(DAN), OLGA, 500), Error::<Test>::OperatorNotActive);
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        // A leaving operator stays leaving.
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        advance(WINDOW);
        slash_in(OLGA, TEN, CurrentEra::get(), WINDOW);
        assert_eq!(details(OLGA).status, OperatorStatus::Leaving);
    });
}

#[test]
fn latecomers_should_lose_nothing_when_evidence_is_kept_back() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        // The offense is of this era; Dora and half of Dan's stake come in the next.
        advance(1);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 1_000));
        assert_ok!(OperatorStaking::unbond(signed(DORA), OLGA, 400));
        advance(WINDOW - 2);
        assert_eq!(slash_in(OLGA, TEN, FIRST_ERA, WINDOW).amount, 200);
        assert_eq!((details(OLGA).own, stake(OLGA, DAN).amount), (900, 1_900));
        assert_eq!((stake(OLGA, DORA).amount, unbonding(OLGA, DORA), stake(OLGA, DORA).pending_slash), (600, 400, 0));
        assert_eq!((details(OLGA).total, details(OLGA).unbonding), (3_400, 400));
        // Whoever was spared is due more shares than before: they are given when the stake is touched.
        assert_eq!(shares(OLGA, DORA), 600);
        events();
        assert_ok!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, DORA));
        assert_eq!(events(), vec![]);
        assert_eq!((shares(OLGA, DORA), stake(OLGA, DORA).shares), (666, 666));
        assert_noop!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, DORA), Error::<Test>::NothingToApply);
        assert_ok!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, DAN));
        assert_eq!((shares(OLGA, DAN), shares(OLGA, OLGA)), (2_111, 1_000));
        // Nothing is lost on the way out.
        assert_ok!(OperatorStaking::unbond(signed(DORA), OLGA, 600));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DORA), OLGA));
        assert_eq!((held(DORA), free(DORA)), (0, FUNDS));
    });
}

#[test]
fn an_early_conviction_should_not_protect_stake_that_joined_later() {
    with_olga(|| {
        advance(2);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 9_000));
        advance(1);
        // The operator convicts itself of an offense from before it had much to lose, then commits one.
        assert_eq!(slash_in(OLGA, TEN, FIRST_ERA, WINDOW).amount, 100);
        assert_eq!(slash_in(OLGA, TEN, CurrentEra::get(), WINDOW).amount, 900);
        assert_eq!((details(OLGA).own, stake(OLGA, DAN).amount), (900, 8_100));
        assert_eq!(slash_in(OLGA, TEN, CurrentEra::get(), WINDOW), nothing());
    });
}

#[test]
fn unbonding_and_rebonding_should_not_make_old_stake_new() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        advance(3);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_000));
        assert_ok!(OperatorStaking::rebond(signed(DAN), OLGA, 1_000));
        // Nor does dust that joined later and is taken out first.
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 1_001));
        assert_eq!(slash_in(OLGA, TEN, FIRST_ERA, WINDOW).amount, 200);
        assert_eq!((unbonding(OLGA, DAN), stake(OLGA, DAN).pending_slash), (901, 100));
    });
}

#[test]
fn what_joins_in_the_era_of_an_offense_should_count() {
    with_olga(|| {
        advance(1);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 1_000));
        assert_eq!(slash_in(OLGA, TEN, FIRST_ERA, WINDOW).amount, 100);
        assert_eq!(slash_in(OLGA, TEN, FIRST_ERA + 1, WINDOW).amount, 100);
        // But what joins after the conviction pays for nothing before.
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 1_000));
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        assert_ok!(OperatorStaking::delegate(signed(DORA), OLGA, 1_000));
        assert_eq!((stake(OLGA, DORA).amount, stake(OLGA, DORA).pending_slash), (1_000, 0));
        assert_eq!(slash_in(OLGA, TEN, FIRST_ERA + 1, WINDOW), nothing());
    });
}

#[test]
fn only_a_multiple_of_the_own_bond_should_count_of_delegated_stake() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 90_000));
        advance(1);
        let counted = || OperatorStaking::operator(&OLGA).unwrap().stake;
        assert_eq!((details(OLGA).active_stake, counted()), (91_000, 10_000));
        // Own stake counts from the era after it joined, and lets more of the delegated count then.
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 1_000));
        assert_eq!(counted(), 10_000);
        advance(1);
        assert_eq!((counted(), details(OLGA).counted_stake), (20_000, 20_000));
        assert_eq!(OperatorStaking::terms(&OLGA, CurrentEra::get()).unwrap().stake, 20_000);
        MaxDelegationRatio::set(0);
        assert_eq!(counted(), 2_000);
        MaxDelegationRatio::set(u32::MAX);
        assert_eq!(counted(), 92_000);
    });
}

#[test]
fn an_operator_without_its_own_bond_should_cover_nothing() {
    with_olga(|| {
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 90_000));
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        assert_eq!((details(OLGA).active_stake, OperatorStaking::operator(&OLGA).unwrap().stake), (90_000, 0));
        // So it has done nothing that its delegators could be punished for.
        assert_storage_noop!(assert_eq!(slash_in(OLGA, TEN, CurrentEra::get(), WINDOW), nothing()));
    });
}

#[test]
fn delegate_should_fail_when_slashes_have_split_the_stake_into_too_many_parts() {
    with_olga(|| {
        assert_ok!(<Balances as Mutate<_>>::mint_into(&OLGA, 10_000_000));
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 10_000_000));
        // Each joins after another slash and never touches its stake again, so each cohort has a rate of its own. Only
        // the first, who joins before the first slash, shares the operator's.
        let mut joined = 0u64;
        let refused = loop {
            let who = 1_000 + joined;
            assert_ok!(<Balances as Mutate<_>>::mint_into(&who, 1_000));
            advance(1);
            let result = OperatorStaking::delegate(signed(who), OLGA, 500);
            if result.is_err() {
                break result;
            }
            joined += 1;
            slash(OLGA, Permill::from_percent(1));
        };
        assert_eq!(refused, Err(Error::<Test>::TooManyCohorts.into()));
        assert_eq!(joined, u64::from(MAX_COHORTS));
        OperatorStaking::do_try_state().unwrap();
        // Slashes need no room, and nobody is kept from leaving.
        assert!(slash(OLGA, TEN).amount > 0);
        let amount = stake(OLGA, 1_000).amount;
        assert_ok!(OperatorStaking::unbond(signed(1_000), OLGA, amount));
    });
}

#[test]
fn a_quiet_operator_should_have_few_cohorts() {
    with_olga(|| {
        for _ in 0..30 {
            assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 100));
            advance(1);
        }
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 100));
        // The eras of the window after its first one, and everything before.
        assert_eq!(cohorts(OLGA).0.len(), WINDOW as usize);
        assert_eq!(crate::Stakes::<Test>::get(OLGA, DAN).unwrap().amounts.len(), WINDOW as usize);
        assert_eq!(stake(OLGA, DAN).amount, 3_100);
    });
}

/// An operator reports itself while little is at stake, and stakes all the rest a moment later.
#[test]
fn a_slash_should_not_spare_stake_that_joins_after_it_in_the_same_era() {
    with_olga(|| {
        assert_eq!(slash_in(OLGA, TEN, FIRST_ERA, WINDOW).amount, 100);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 50_000));
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 10_000));
        // An offense of that era is not theirs: they backed nothing in it.
        assert_storage_noop!(assert_eq!(slash_in(OLGA, TEN, FIRST_ERA, WINDOW), nothing()));
        advance(1);
        assert_eq!(OperatorStaking::operator(&OLGA).unwrap().stake, 60_900);
        // The bond of before is spared, the rest is not.
        assert_eq!(slash_in(OLGA, TEN, FIRST_ERA + 1, WINDOW).amount, 6_000);
        assert_eq!((details(OLGA).own, stake(OLGA, DAN).amount), (45_900, 9_000));
        // Again, and everything can leave.
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 1_000));
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 9_000));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(DAN), OLGA));
        assert_eq!((free(OLGA), free(DAN)), (FUNDS - 5_100, FUNDS - 1_000));
    });
}

/// Six cohorts of an operator, in all but the first only dust, and a delegator that joined after all of them.
fn with_dust_in_six_eras(test: impl FnOnce()) {
    with_olga(|| {
        for _ in 0..5 {
            advance(1);
            assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 10));
        }
        advance(1);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 8_950));
        test();
    });
}

#[test]
fn slashes_of_one_cohort_each_should_not_give_the_operator_the_shares_of_others() {
    with_dust_in_six_eras(|| {
        assert_eq!((shares(OLGA, OLGA), shares(OLGA, DAN)), (1_050, 8_950));
        assert_eq!(slash_in(OLGA, TEN, FIRST_ERA, WINDOW).amount, 100);
        for era in 1..6 {
            assert_eq!(slash_in(OLGA, TEN, FIRST_ERA + era, WINDOW).amount, 1);
        }
        // It has lost a tenth once, and so has its shares' worth.
        assert_eq!((details(OLGA).own, details(OLGA).rate), (945, Rate::ONE.slashed(TEN)));
        assert_noop!(OperatorStaking::apply_slash(signed(OLGA), OLGA, OLGA), Error::<Test>::NothingToApply);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 9));
        assert_eq!((shares(OLGA, OLGA), shares(OLGA, DAN)), (1_060, 8_950));
        // Whoever was spared is due one part more, and anybody can see to it.
        assert_ok!(OperatorStaking::apply_slash(signed(STRANGER), OLGA, DAN));
        assert_eq!(shares(OLGA, DAN), 9_944);
    });
}

#[test]
fn a_window_should_lower_the_worth_of_shares_by_the_largest_part() {
    with_dust_in_six_eras(|| {
        let rate = || details(OLGA).rate;
        let after = |parts: &[u32]| {
            let slashed = |rate: Rate, part: &u32| rate.slashed(Permill::from_percent(*part));
            parts.iter().fold(Rate::ONE, slashed)
        };
        slash_in(OLGA, TEN, FIRST_ERA, WINDOW);
        slash_in(OLGA, Permill::from_percent(20), FIRST_ERA + 1, WINDOW);
        assert_eq!(rate(), after(&[20]));
        slash_in(OLGA, TEN, FIRST_ERA + 2, WINDOW);
        assert_eq!(rate(), after(&[20]));
        // The last era of the window, and the first of the next.
        advance(WINDOW - 1);
        slash_in(OLGA, TEN, CurrentEra::get(), WINDOW);
        assert_eq!(rate(), after(&[20]));
        advance(1);
        slash_in(OLGA, TEN, CurrentEra::get(), WINDOW);
        assert_eq!(rate(), after(&[20, 10]));
    });
}

#[test]
fn the_operator_should_lose_shares_with_stake_that_joined_in_the_window() {
    with_olga(|| {
        slash_in(OLGA, TEN, FIRST_ERA, WINDOW);
        assert_ok!(OperatorStaking::bond_extra(signed(OLGA), 9_000));
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 9_900));
        advance(1);
        assert_eq!((shares(OLGA, OLGA), shares(OLGA, DAN)), (11_000, 11_000));
        // It could have its delegator's shares lowered, and keep its own.
        assert_eq!(slash_in(OLGA, TEN, FIRST_ERA + 1, WINDOW).amount, 1_890);
        assert_eq!((details(OLGA).own, shares(OLGA, OLGA)), (9_000, 10_000));
        assert_ok!(OperatorStaking::apply_slash(signed(OLGA), OLGA, DAN));
        assert_eq!((stake(OLGA, DAN).amount, shares(OLGA, DAN)), (8_910, 9_900));
    });
}
