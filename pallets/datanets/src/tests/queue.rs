// SPDX-License-Identifier: Apache-2.0

//! The queue of contributions that wait for reviews.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::{
    runtime_api::{PendingReview, ReviewQueue},
    ContributionId, DatanetId,
};

fn page(datanet: DatanetId, from: u64, limit: u32) -> ReviewQueue {
    Datanets::review_queue(datanet, ContributionId(from), limit).unwrap()
}

fn ids(page: ReviewQueue) -> (Vec<u64>, u64, bool) {
    (page.pending.iter().map(|one| one.contribution).collect(), page.next, page.more)
}

#[test]
fn the_queue_should_name_what_waits() {
    build_and_execute(|| {
        let (id, other) = (datanet(), datanet());
        accepted(id, ALICE, raw(0, 1), 80);
        contribute(other, ALICE, raw(1, 1));
        pass_eras(2);
        let waiting = contribute(id, ALICE, raw(2, 1));
        assert_ok!(Datanets::review(signed(CURATOR), waiting, 80));
        let one = |contribution, reviews| PendingReview {
            contribution,
            submitted: 2,
            until: 2 + REVIEW_ERAS,
            reviews,
            needed: 2,
        };
        contribute(id, BOB, raw(3, 1));
        let expected = ReviewQueue { pending: vec![one(2, 1), one(3, 0)], next: 4, more: false };
        assert_eq!(page(id, 0, 10), expected);
        assert_eq!(ids(page(other, 0, 10)), (vec![1], 4, false));
        assert_eq!(Datanets::review_queue(DatanetId(9), ContributionId(0), 10), None);
        // Reviews of the first one do not count any more.
        pass_eras(2);
        assert_eq!(ids(page(other, 0, 10)), (vec![], 4, false));
        assert_eq!(page(id, 0, 10), expected);
        pass_eras(REVIEW_ERAS);
        assert_eq!(ids(page(id, 0, 10)), (vec![], 4, false));
    });
}

#[test]
fn pages_should_go_on_where_the_last_one_ended() {
    build_and_execute(|| {
        let id = datanet();
        for seed in 0..5 {
            contribute(id, ALICE, raw(seed, 1));
        }
        assert_eq!(ids(page(id, 0, 2)), (vec![0, 1], 2, true));
        assert_eq!(ids(page(id, 2, 2)), (vec![2, 3], 4, true));
        assert_eq!(ids(page(id, 4, 2)), (vec![4], 5, false));
        assert_eq!(ids(page(id, 5, 2)), (vec![], 5, false));
        assert_eq!(ids(page(id, u64::MAX, 2)), (vec![], 5, false));
        // No page is endless, or goes nowhere.
        assert_eq!(ids(page(id, 0, 0)), (vec![0], 1, true));
        for seed in 5..5 + u64::from(MAX_QUEUE_PAGE) {
            contribute(id, ALICE, raw(seed, 1));
        }
        assert_eq!(page(id, 0, u32::MAX).pending.len(), 64);
    });
}

#[test]
fn a_page_should_look_at_a_bounded_number_of_ids() {
    build_and_execute(|| {
        let id = datanet();
        contribute(id, ALICE, raw(0, 1));
        NextContributionId::<Test>::put(ContributionId(MAX_QUEUE_SCAN + 10));
        let last = contribute(id, ALICE, raw(1, 1)).0;
        assert_eq!(ids(page(id, 0, 10)), (vec![0], MAX_QUEUE_SCAN, true));
        assert_eq!(ids(page(id, MAX_QUEUE_SCAN, 10)), (vec![last], last + 1, false));
        // Nothing waits, so nothing is looked for.
        for contribution in [ContributionId(0), ContributionId(last)] {
            assert_ok!(Datanets::withdraw(signed(ALICE), contribution));
        }
        assert_eq!(ids(page(id, 0, 10)), (vec![], last + 1, false));
    });
}
