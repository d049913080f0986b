// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{deps::sp_runtime::Permill, testing_prelude::*};
use openledger_primitives::ContributionId;

fn reviewed(contribution: ContributionId, curator: AccountId, score: u8) -> Event<Test> {
    Event::Reviewed { contribution, curator, score }
}

#[test]
fn review_should_only_record_the_score_when_more_are_needed() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        let post = Datanets::review(signed(CURATOR), contribution, 0).unwrap();
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::review_undecided(0)));
        assert_eq!(Datanets::reviews(contribution), [(CURATOR, 0)]);
        assert_eq!(status(contribution), Status::Pending(terms_of(policy())));
        assert_eq!(events(), [reviewed(contribution, CURATOR, 0)]);
    });
}

#[test]
fn review_should_accept_when_the_median_reaches_the_minimum() {
    build_and_execute(|| {
        let id = datanet_with(Policy { reviews: 3, ..policy() });
        let contribution = contribute(id, ALICE, raw(1, 10));
        for (curator, score) in [(CURATOR, 100), (CURATOR + 1, 0)] {
            assert_ok!(Datanets::review(signed(curator), contribution, score));
        }
        events();
        let post = Datanets::review(signed(CURATOR + 2), contribution, 50).unwrap();
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::review(0)));

        assert_eq!(status(contribution), Status::Accepted { score: 50 });
        assert_eq!(shares(id, ALICE), 500);
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), KEPT);
        assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - KEPT);
        assert!(!Reviews::<Test>::contains_key(contribution));
        assert_eq!(ContentHashes::<Test>::get((id, hash(1), ALICE)), Some(contribution));
        assert_eq!(info(id).counts, Counts { contributions: 1, pending: 0, accepted: 1, items: 10 });
        let accepted = Event::Accepted {
            contribution,
            datanet: id,
            contributor: ALICE,
            score: 50,
            shares: 500,
            source_shares: 0,
            released: DEPOSIT - KEPT,
            kept: KEPT,
        };
        assert_eq!(events(), [reviewed(contribution, CURATOR + 2, 50), accepted]);
    });
}

#[test]
fn review_should_take_the_lower_middle_when_the_number_of_scores_is_even() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 90));
        assert_ok!(Datanets::review(signed(CURATOR + 1), contribution, 70));
        assert_eq!(status(contribution), Status::Accepted { score: 70 });
    });
}

#[test]
fn review_should_reject_and_penalize_when_the_median_is_below_the_minimum() {
    build_and_execute(|| {
        let id = datanet_with(Policy { reviews: 3, ..policy() });
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 49));
        assert_ok!(Datanets::review(signed(CURATOR + 2), contribution, 0));
        events();
        let post = Datanets::review(signed(CURATOR + 1), contribution, 100).unwrap();
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::review_rejecting(0)));

        // Half of 15, rounded down, is lost.
        assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 7 - KEPT);
        assert_eq!(Balances::free_balance(TREASURY), ENDOWMENT + 7);
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), KEPT);
        assert_eq!(shares(id, ALICE), 0);
        let record = Contributions::<Test>::get(contribution).unwrap();
        assert_eq!((record.status, record.uri, record.deposit.amount), (Status::Rejected { score: 49 }, None, KEPT));
        assert_eq!(info(id).counts, Counts { contributions: 1, ..Default::default() });
        let rejected = Event::Rejected {
            contribution,
            datanet: id,
            contributor: ALICE,
            score: 49,
            penalty: 7,
            released: 8 - KEPT,
            kept: KEPT,
        };
        assert_eq!(events(), [reviewed(contribution, CURATOR + 1, 100), rejected]);
        // The hash is free again.
        assert_ok!(Datanets::contribute(signed(ALICE), id, raw(1, 10), ANY));
        assert_ok!(Datanets::prune(signed(ALICE), contribution));
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), DEPOSIT);
    });
}

#[test]
fn review_should_reject_a_median_of_zero_even_when_the_minimum_is_zero() {
    build_and_execute(|| {
        let id = datanet_with(Policy { reviews: 1, min_score: 0, ..policy() });
        let worthless = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), worthless, 0));
        assert_eq!(status(worthless), Status::Rejected { score: 0 });
        let poor = contribute(id, ALICE, raw(2, 10));
        assert_ok!(Datanets::review(signed(CURATOR), poor, 1));
        assert_eq!(status(poor), Status::Accepted { score: 1 });
    });
}

#[test]
fn review_should_pay_the_originals_and_leave_the_remainder_to_the_refiner() {
    build_and_execute(|| {
        let id = datanet_with(Policy { reviews: 1, originals_part: Permill::from_parts(333_333), ..policy() });
        let one = accepted(id, ALICE, raw(1, 1), 100);
        let two = accepted(id, ALICE, raw(2, 1), 100);
        let three = accepted(id, BOB, raw(3, 1), 100);
        let refinement = contribute(id, CHARLIE, refined(4, 7, &[one, two, three]));
        let post = Datanets::review(signed(CURATOR), refinement, 71).unwrap();
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::review(3)));

        // 7 × 71 = 497; a third, rounded down, is 165: 55 for each source, 332 for the refiner.
        assert_eq!(shares(id, ALICE), 200 + 110);
        assert_eq!(shares(id, BOB), 100 + 55);
        assert_eq!(shares(id, CHARLIE), 332);
        let record = Contributions::<Test>::get(refinement).unwrap();
        assert_eq!((record.shares, record.source_shares), (332, 55));
    });
}

#[test]
fn review_should_grant_nothing_to_the_refiner_when_the_policy_gives_all_to_the_originals() {
    build_and_execute(|| {
        let id = datanet_with(Policy { reviews: 1, originals_part: Permill::one(), ..policy() });
        let source = accepted(id, ALICE, raw(1, 1), 100);
        accepted(id, BOB, refined(2, 1, &[source]), 60);
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (160, 0));
    });
}

#[test]
fn review_should_pay_a_source_that_was_erased_meanwhile() {
    build_and_execute(|| {
        let id = datanet();
        let source = accepted(id, ALICE, raw(1, 1), 100);
        let refinement = contribute(id, BOB, refined(2, 1, &[source]));
        assert_ok!(Datanets::erase(signed(ALICE), source));
        decide(refinement, 100);
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (30, 70));
    });
}

#[test]
fn review_should_decide_with_fifteen_reviews_when_the_policy_asks_for_all() {
    build_and_execute(|| {
        let id = datanet_with(Policy { reviews: MAX_REVIEWS, ..policy() });
        let contribution = contribute(id, ALICE, raw(1, 1));
        for index in 0..15u8 {
            assert_eq!(status(contribution), Status::Pending(terms_of(info(id).policy)));
            assert_ok!(Datanets::review(signed(CURATOR + u64::from(index)), contribution, 50 + index));
        }
        assert_eq!(status(contribution), Status::Accepted { score: 57 });
    });
}

#[test]
fn review_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, CURATOR, raw(1, 1));
        let review = |who, id, score| Datanets::review(signed(who), id, score);
        assert_noop!(review(CURATOR + 1, contribution, 101), Error::<Test>::InvalidScore);
        assert_noop!(review(CURATOR + 1, ContributionId(9), 50), Error::<Test>::ContributionNotFound);
        assert_noop!(review(ALICE, contribution, 50), Error::<Test>::NotCurator);
        assert_noop!(review(CURATOR, contribution, 50), Error::<Test>::OwnContribution);
        assert_ok!(review(CURATOR + 1, contribution, 50));
        assert_noop!(review(CURATOR + 1, contribution, 60), Error::<Test>::AlreadyReviewed);
        assert_ok!(review(CURATOR + 2, contribution, 50));
        assert_noop!(review(CURATOR + 1, contribution, 50), Error::<Test>::NotPending);
        assert_noop!(Datanets::review(RuntimeOrigin::none(), contribution, 50), BadOrigin);
    });
}

#[test]
fn review_should_take_nothing_from_the_deposit_when_no_majority_is_bad() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        // One of two decides by the lower median, but does not cost anything.
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 0));
        assert_ok!(Datanets::review(signed(CURATOR + 1), contribution, 100));
        assert_eq!(status(contribution), Status::Rejected { score: 0 });
        assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - KEPT);
        assert_eq!(Balances::free_balance(TREASURY), ENDOWMENT);
    });
}

#[test]
fn review_should_take_the_penalty_of_the_submission_when_the_parameter_is_raised() {
    build_and_execute(|| {
        let id = datanet();
        let before = contribute(id, ALICE, raw(1, 10));
        RejectionPenalty::set(Permill::one());
        let after = contribute(id, BOB, raw(1, 10));
        decide(before, 0);
        decide(after, 0);
        assert_eq!(Balances::free_balance(ALICE), ENDOWMENT - 7 - KEPT);
        // Never the part that pays for the record.
        assert_eq!(Balances::free_balance(BOB), ENDOWMENT - DEPOSIT);
        assert_ok!(Datanets::prune(signed(BOB), after));
        assert_eq!(Balances::free_balance(BOB), ENDOWMENT - DEPOSIT + KEPT);
    });
}

#[test]
fn review_should_fail_when_the_curator_is_paid_for_a_source() {
    build_and_execute(|| {
        let id = datanet();
        let own = contribute(id, CURATOR, raw(1, 10));
        for curator in [CURATOR + 1, CURATOR + 2] {
            assert_ok!(Datanets::review(signed(curator), own, 100));
        }
        let other = accepted(id, ALICE, raw(2, 10), 100);
        let refinement = contribute(id, BOB, refined(3, 10, &[other, own]));
        let review = || Datanets::review(signed(CURATOR), refinement, 100);
        assert_noop!(review(), Error::<Test>::OwnSource);
        // Nor when the source is gone: the refinement still grants shares for it.
        assert_ok!(Datanets::erase(signed(CURATOR), own));
        assert_ok!(Datanets::prune(signed(CURATOR), own));
        assert_noop!(review(), Error::<Test>::OwnSource);
        for curator in [CURATOR + 1, CURATOR + 2] {
            assert_ok!(Datanets::review(signed(curator), refinement, 100));
        }
        assert_eq!(shares(id, CURATOR), 150);
    });
}

#[test]
fn review_should_fail_when_a_source_pays_the_curator() {
    build_and_execute(|| {
        let id = datanet();
        let raw_data = contribute(id, CURATOR, raw(1, 10));
        let refined_once = {
            for curator in [CURATOR + 1, CURATOR + 2] {
                assert_ok!(Datanets::review(signed(curator), raw_data, 100));
            }
            let refinement = contribute(id, ALICE, refined(2, 10, &[raw_data]));
            for curator in [CURATOR + 1, CURATOR + 2] {
                assert_ok!(Datanets::review(signed(curator), refinement, 100));
            }
            refinement
        };
        // The curator has shares of the source, though it did not contribute it.
        let refined_twice = contribute(id, BOB, refined(3, 10, &[refined_once]));
        assert_noop!(Datanets::review(signed(CURATOR), refined_twice, 100), Error::<Test>::OwnSource);
        let post = Datanets::review(signed(CURATOR + 1), refined_twice, 100).unwrap();
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::review_undecided(1)));
    });
}

#[test]
fn review_should_mint_no_more_than_the_constitution_allows() {
    build_and_execute(|| {
        // A quorum of one that belongs to the contributor: what it grants is bounded by the items and costs deposits.
        let id = datanet_with(Policy { reviews: 1, max_items: MaxItems::get(), ..policy() });
        let honest = accepted(id, ALICE, raw(1, 1_000), 100);
        assert_noop!(Datanets::contribute(signed(BOB), id, raw(2, u32::MAX), ANY), Error::<Test>::TooManyItems);
        for seed in 2..6 {
            accepted(id, BOB, raw(seed, 1_000), 100);
        }
        assert_eq!(shares(id, BOB), 4 * shares(id, ALICE));
        assert_eq!(held(HoldReason::ContributionDeposit, BOB), 4 * KEPT);
        assert_eq!(status(honest), Status::Accepted { score: 100 });
    });
}

#[test]
fn review_should_count_until_the_last_era_of_the_policy() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        pass_eras(REVIEW_ERAS);
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 100));
        pass_eras(1);
        assert_noop!(Datanets::review(signed(CURATOR + 1), contribution, 100), Error::<Test>::ReviewOver);
    });
}

#[test]
fn review_should_be_for_the_curators_of_the_time_of_the_submission() {
    build_and_execute(|| {
        let id = datanet();
        let before = contribute(id, ALICE, raw(1, 10));
        let (old, new) = (CURATOR, CURATOR + 9);
        // The owner replaces a curator while a contribution is pending.
        assert_ok!(Datanets::add_curator(signed(OWNER), id, new));
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, old));
        let after = contribute(id, ALICE, raw(2, 10));
        assert_noop!(Datanets::review(signed(new), before, 0), Error::<Test>::NotYourTerm);
        assert_noop!(Datanets::review(signed(old), after, 0), Error::<Test>::NotYourTerm);
        assert_ok!(Datanets::review(signed(old), before, 90));
        assert_ok!(Datanets::review(signed(new), after, 80));
        assert_ok!(Datanets::review(signed(CURATOR + 1), before, 100));
        assert_eq!(status(before), Status::Accepted { score: 90 });
    });
}

#[test]
fn review_should_not_let_new_curators_grant_shares_before_the_notice_is_over() {
    build_and_execute(|| {
        let id = datanet();
        accepted(id, ALICE, raw(1, 10), 100);
        // The owner sees a grant coming, appoints a friend and lowers the number of reviews.
        assert_ok!(Datanets::add_curator(signed(OWNER), id, BOB));
        let lax = Policy { reviews: 1, max_items: MaxItems::get(), ..policy() };
        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Open, lax));
        let early = contribute(id, OWNER, raw(2, 1_000));
        assert_noop!(Datanets::review(signed(BOB), early, 100), Error::<Test>::NotYourTerm);
        pass_eras(1);
        assert_noop!(Datanets::review(signed(BOB), early, 100), Error::<Test>::NotYourTerm);
        let late = contribute(id, OWNER, raw(3, 1_000));
        assert_ok!(Datanets::review(signed(BOB), late, 100));
        assert_eq!(status(late), Status::Accepted { score: 100 });
    });
}
