// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::ContributionId;

#[test]
fn withdraw_should_release_the_deposit_and_free_the_hash() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 50));
        events();
        assert_ok!(Datanets::withdraw(signed(ALICE), contribution));

        let withdrawn =
            Event::Withdrawn { contribution, datanet: id, contributor: ALICE, penalty: 0, released: DEPOSIT };
        assert_eq!(events(), [withdrawn]);
        assert_eq!(Balances::free_balance(ALICE), ENDOWMENT);
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), 0);
        assert!(!Reviews::<Test>::contains_key(contribution));
        let record = Contributions::<Test>::get(contribution).unwrap();
        assert_eq!((record.status, record.uri, record.deposit), (Status::Withdrawn, None, None));
        assert_eq!(info(id).counts, Counts { contributions: 1, ..Default::default() });
        assert_ok!(Datanets::contribute(signed(BOB), id, raw(1, 10)));
    });
}

#[test]
fn withdraw_should_release_the_whole_deposit_when_there_is_no_review() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::withdraw(signed(ALICE), contribution));
        let withdrawn =
            Event::Withdrawn { contribution, datanet: id, contributor: ALICE, penalty: 0, released: DEPOSIT };
        assert_eq!(events(), [withdrawn]);
        assert_eq!(Balances::free_balance(ALICE), ENDOWMENT);
    });
}

#[test]
fn withdraw_should_cost_what_a_rejection_costs_when_a_review_is_bad() {
    build_and_execute(|| {
        let id = datanet_with(Policy { reviews: 3, ..policy() });
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 100));
        assert_ok!(Datanets::review(signed(CURATOR + 1), contribution, 49));
        // The rules of its time count, not those of now.
        let milder = Policy { min_score: 1, ..policy() };
        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Open, milder));
        events();
        assert_ok!(Datanets::withdraw(signed(ALICE), contribution));

        // Half of 15, rounded down, is lost.
        let withdrawn = Event::Withdrawn { contribution, datanet: id, contributor: ALICE, penalty: 7, released: 8 };
        assert_eq!(events(), [withdrawn]);
        assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 7);
        assert_eq!(Balances::free_balance(TREASURY), ENDOWMENT + 7);
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), 0);
        assert!(!Reviews::<Test>::contains_key(contribution));
        let record = Contributions::<Test>::get(contribution).unwrap();
        assert_eq!((record.status, record.uri, record.deposit), (Status::Withdrawn, None, None));
        assert_eq!(info(id).counts, Counts { contributions: 1, ..Default::default() });
        assert_ok!(Datanets::contribute(signed(BOB), id, raw(1, 10)));
    });
}

#[test]
fn withdraw_should_cost_when_a_score_is_zero_even_when_the_minimum_is_zero() {
    build_and_execute(|| {
        let id = datanet_with(Policy { min_score: 0, ..policy() });
        for (seed, score, left) in [(1, 1, ENDOWMENT), (2, 0, ENDOWMENT - 7)] {
            let contribution = contribute(id, ALICE, raw(seed, 10));
            assert_ok!(Datanets::review(signed(CURATOR), contribution, score));
            assert_ok!(Datanets::withdraw(signed(ALICE), contribution));
            assert_eq!(Balances::free_balance(ALICE), left);
        }
    });
}

#[test]
fn withdraw_should_release_what_was_held_when_the_policy_changed_since() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        let dearer = Policy { deposit: 10 * DEPOSIT, ..policy() };
        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Open, dearer));
        assert_ok!(Datanets::withdraw(signed(ALICE), contribution));
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), 0);
    });
}

#[test]
fn withdraw_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_noop!(Datanets::withdraw(signed(ALICE), ContributionId(9)), Error::<Test>::ContributionNotFound);
        assert_noop!(Datanets::withdraw(signed(BOB), contribution), Error::<Test>::NotOwnContribution);
        assert_noop!(Datanets::withdraw(RuntimeOrigin::none(), contribution), BadOrigin);
        assert_ok!(Datanets::withdraw(signed(ALICE), contribution));
        assert_noop!(Datanets::withdraw(signed(ALICE), contribution), Error::<Test>::NotPending);
        let contribution = accepted(id, ALICE, raw(1, 10), 80);
        assert_noop!(Datanets::withdraw(signed(ALICE), contribution), Error::<Test>::NotPending);
    });
}
