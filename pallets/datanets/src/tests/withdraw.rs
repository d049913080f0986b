// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::{ContributionId, DatanetId};

fn withdrawn(contribution: ContributionId, datanet: DatanetId) -> Event<Test> {
    Event::Withdrawn { contribution, datanet, contributor: ALICE, released: DEPOSIT }
}

fn assert_gone(id: DatanetId, contribution: ContributionId) {
    assert_eq!(Balances::free_balance(ALICE), ENDOWMENT);
    assert_eq!(held(HoldReason::ContributionDeposit, ALICE), 0);
    assert!(!Reviews::<Test>::contains_key(contribution));
    assert!(!Contributions::<Test>::contains_key(contribution));
    assert!(!ContentHashes::<Test>::contains_key((id, hash(1), ALICE)));
    assert_eq!(info(id).counts, Counts { contributions: 1, ..Default::default() });
}

#[test]
fn withdraw_should_release_the_deposit_and_remove_the_record() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 50));
        events();
        assert_ok!(Datanets::withdraw(signed(ALICE), contribution));
        assert_eq!(events(), [withdrawn(contribution, id)]);
        assert_gone(id, contribution);
        assert_ok!(Datanets::contribute(signed(ALICE), id, raw(1, 10), ANY));
    });
}

#[test]
fn withdraw_should_release_the_whole_deposit_when_there_is_no_review() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::withdraw(signed(ALICE), contribution));
        assert_eq!(events(), [withdrawn(contribution, id)]);
        assert_gone(id, contribution);
    });
}

#[test]
fn withdraw_should_be_free_when_the_reviews_did_not_decide_in_time() {
    build_and_execute(|| {
        // Fifteen reviews are asked, one bad score is given, and the others never come.
        let id = datanet_with(Policy { reviews: MAX_REVIEWS, ..policy() });
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 0));
        // A longer time for later contributions is not for this one.
        let slower = Policy { review_eras: MaxReviewEras::get(), ..policy() };
        set_policy(id, Admission::Open, slower);
        pass_eras(REVIEW_ERAS - 1);
        assert_noop!(Datanets::withdraw(signed(ALICE), contribution), Error::<Test>::UnderReview);
        pass_eras(1);
        events();
        assert_ok!(Datanets::withdraw(signed(ALICE), contribution));
        assert_eq!(events(), [withdrawn(contribution, id)]);
        assert_gone(id, contribution);
    });
}

#[test]
fn withdraw_should_not_escape_a_rejection() {
    build_and_execute(|| {
        let id = datanet_with(Policy { reviews: 3, ..policy() });
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 100));
        assert_ok!(Datanets::review(signed(CURATOR + 1), contribution, 49));
        assert_noop!(Datanets::withdraw(signed(ALICE), contribution), Error::<Test>::UnderReview);
        // The rules of its time count, not those of now.
        set_policy(id, Admission::Open, Policy { min_score: 1, ..policy() });
        assert_noop!(Datanets::withdraw(signed(ALICE), contribution), Error::<Test>::UnderReview);
        assert_ok!(Datanets::review(signed(CURATOR + 2), contribution, 0));
        assert_eq!(Balances::free_balance(TREASURY), ENDOWMENT + 7);
    });
}

#[test]
fn withdraw_should_wait_when_a_score_is_zero_even_when_the_minimum_is_zero() {
    build_and_execute(|| {
        let id = datanet_with(Policy { min_score: 0, ..policy() });
        let poor = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), poor, 1));
        assert_ok!(Datanets::withdraw(signed(ALICE), poor));
        let worthless = contribute(id, ALICE, raw(2, 10));
        assert_ok!(Datanets::review(signed(CURATOR), worthless, 0));
        assert_noop!(Datanets::withdraw(signed(ALICE), worthless), Error::<Test>::UnderReview);
    });
}

#[test]
fn withdraw_should_release_what_was_held_when_the_policy_changed_since() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        set_policy(id, Admission::Open, Policy { deposit: 10 * DEPOSIT, ..policy() });
        assert_ok!(Datanets::withdraw(signed(ALICE), contribution));
        assert_gone(id, contribution);
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
        assert_noop!(Datanets::withdraw(signed(ALICE), contribution), Error::<Test>::ContributionNotFound);
        let contribution = accepted(id, ALICE, raw(1, 10), 80);
        assert_noop!(Datanets::withdraw(signed(ALICE), contribution), Error::<Test>::NotPending);
    });
}
