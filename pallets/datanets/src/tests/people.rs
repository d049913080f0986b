// SPDX-License-Identifier: Apache-2.0

//! `add_curator`, `remove_curator`, `add_contributor` and `remove_contributor`.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::{ContributionId, DatanetId};

#[test]
fn add_curator_and_remove_curator_should_appoint_and_dismiss() {
    build_and_execute(|| {
        let id = datanet();
        contribute(id, BOB, raw(1, 1));
        accepted(id, BOB, raw(2, 1), 80);
        assert_ok!(Datanets::add_curator(signed(OWNER), id, ALICE));
        assert_eq!(info(id).curators, 4);
        assert!(Datanets::is_curator(id, ALICE));
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, ALICE));
        assert_eq!((info(id).curators, info(id).former_curators), (3, 1));
        assert!(!Datanets::is_curator(id, ALICE));
        // Where contributions earn, an appointment has notice. While one is pending, a former curator may review it.
        let until = MaxReviewEras::get();
        let added = Event::CuratorAdded { datanet: id, who: ALICE, first: ContributionId(2), from: 1 };
        let removed = |until| Event::CuratorRemoved { datanet: id, who: ALICE, until };
        assert_eq!(events(), [added, removed(Some(until))]);
        assert_noop!(Datanets::remove_curator(signed(OWNER), id, ALICE), Error::<Test>::StillReviewing);
        assert_noop!(Datanets::add_curator(signed(OWNER), id, ALICE), Error::<Test>::StillReviewing);
        pass_eras(until);
        assert_noop!(Datanets::remove_curator(signed(OWNER), id, ALICE), Error::<Test>::StillReviewing);
        pass_eras(1);
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, ALICE));
        assert_eq!(events(), [removed(None)]);
        assert_eq!((info(id).curators, info(id).former_curators), (3, 0));
        assert!(!Curators::<Test>::contains_key(id, ALICE));
    });
}

#[test]
fn remove_curator_should_free_the_seat_at_once_when_nothing_is_pending() {
    build_and_execute(|| {
        let id = datanet();
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, CURATOR));
        assert!(!Curators::<Test>::contains_key(id, CURATOR));
        assert_eq!(events(), [Event::CuratorRemoved { datanet: id, who: CURATOR, until: None }]);
    });
}

#[test]
fn add_curator_should_appoint_a_former_curator_anew_when_the_last_reviews_are_over() {
    build_and_execute(|| {
        let id = datanet();
        let pending = contribute(id, ALICE, raw(1, 1));
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, CURATOR));
        assert_ok!(Datanets::withdraw(signed(ALICE), pending));
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CURATOR));
        let term = Curators::<Test>::get(id, CURATOR).unwrap();
        assert_eq!(term, CuratorTerm { first: ContributionId(1), from: 0, removed: None });
        assert_eq!((info(id).curators, info(id).former_curators), (3, 0));
    });
}

#[test]
fn remove_curator_should_take_back_a_mistake_when_there_are_not_enough_curators_yet() {
    build_and_execute(|| {
        assert_ok!(Datanets::create(signed(OWNER), text("n"), text(""), Admission::Open, policy(), ANY));
        let id = DatanetId(0);
        assert_ok!(Datanets::add_curator(signed(OWNER), id, ALICE));
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, ALICE));
        assert_ok!(Datanets::add_curator(signed(OWNER), id, ALICE));
        // But an announced policy must be fulfilled.
        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Open, Policy { reviews: 1, ..policy() }));
        assert_noop!(Datanets::remove_curator(signed(OWNER), id, ALICE), Error::<Test>::TooFewCurators);
    });
}

#[test]
fn remove_curator_should_fail_when_a_policy_asks_for_as_many_reviews() {
    build_and_execute(|| {
        let id = datanet_with(Policy { reviews: 3, ..policy() });
        let remove = |who| Datanets::remove_curator(signed(OWNER), id, who);
        assert_noop!(remove(CURATOR), Error::<Test>::TooFewCurators);
        set_policy(id, Admission::Open, policy());
        assert_ok!(remove(CURATOR));
        assert_noop!(remove(CURATOR + 1), Error::<Test>::TooFewCurators);
        // An announced policy counts as well.
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CURATOR));
        let stricter = Policy { reviews: 3, ..policy() };
        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Open, stricter));
        assert_noop!(remove(CURATOR), Error::<Test>::TooFewCurators);
    });
}

#[test]
fn contribute_should_wait_for_curators_whose_term_has_not_begun() {
    build_and_execute(|| {
        let id = datanet_with(Policy { reviews: 1, ..policy() });
        let remove = |who| Datanets::remove_curator(signed(OWNER), id, who);
        accepted(id, BOB, raw(1, 1), 80);
        assert_ok!(remove(CURATOR + 1));
        assert_ok!(remove(CURATOR + 2));
        // The new one has notice, so the last one that can review has to stay.
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CHARLIE));
        assert_noop!(remove(CURATOR), Error::<Test>::TooFewCurators);
        // It may leave all the same. Then nobody could decide what is submitted before the new one's term.
        assert_ok!(Datanets::leave_curator(signed(CURATOR), id));
        let submit = || Datanets::contribute(signed(ALICE), id, raw(2, 1), ANY);
        assert_noop!(submit(), Error::<Test>::TooFewCurators);
        pass_eras(PolicyNotice::get());
        assert_ok!(submit());
        assert_ok!(Datanets::review(signed(CHARLIE), ContributionId(1), 90));
        assert_eq!(status(ContributionId(1)), Status::Accepted { score: 90 });
        assert_noop!(remove(CHARLIE), Error::<Test>::TooFewCurators);
    });
}

#[test]
fn waiting_curators_should_count_from_their_own_eras_on() {
    build_and_execute(|| {
        PolicyNotice::set(3);
        let id = datanet();
        let ready = || Datanets::ready_curators(id, &info(id));
        let waiting = || WaitingCurators::<Test>::get(id).into_inner();
        let add = |who| {
            assert_ok!(Datanets::add_curator(signed(OWNER), id, who));
        };
        accepted(id, BOB, raw(1, 1), 80);
        add(ALICE);
        pass_eras(1);
        add(BOB);
        add(CHARLIE);
        assert_eq!((ready(), waiting()), (3, vec![3, 4, 4]));
        // Removed by its owner, by itself and by a verdict before the term begins.
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, BOB));
        assert_eq!((ready(), waiting()), (3, vec![3, 4]));
        assert_ok!(Datanets::leave_curator(signed(CHARLIE), id));
        assert_eq!((ready(), waiting()), (3, vec![3]));
        add(BOB);
        Datanets::unseat(id, &BOB, &CHARLIE).unwrap();
        assert_eq!((ready(), waiting()), (3, vec![3]));
        pass_eras(2);
        assert_eq!((ready(), waiting()), (4, vec![3]));
        // Whose term has begun leaves the list with the next change.
        add(CHARLIE);
        assert_eq!((ready(), waiting()), (4, vec![6]));
        pass_eras(3);
        assert_eq!(ready(), 5);
        PolicyNotice::set(1);
    });
}

#[test]
fn remove_curator_should_keep_the_reviews_when_the_curator_has_reviewed() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 1));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 80));
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, CURATOR));
        assert_ok!(Datanets::review(signed(CURATOR + 1), contribution, 90));
        assert_eq!(status(contribution), Status::Accepted { score: 80 });
    });
}

#[test]
fn add_curator_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let add = |who, id, curator| Datanets::add_curator(signed(who), id, curator);
        assert_noop!(add(OWNER, DatanetId(7), ALICE), Error::<Test>::DatanetNotFound);
        assert_noop!(add(ALICE, id, ALICE), Error::<Test>::NotOwner);
        assert_noop!(add(OWNER, id, CURATOR), Error::<Test>::AlreadyCurator);
        assert_noop!(Datanets::add_curator(RuntimeOrigin::none(), id, ALICE), BadOrigin);
    });
}

#[test]
fn remove_curator_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let remove = |who, id, curator| Datanets::remove_curator(signed(who), id, curator);
        assert_noop!(remove(OWNER, DatanetId(7), CURATOR), Error::<Test>::DatanetNotFound);
        assert_noop!(remove(ALICE, id, CURATOR), Error::<Test>::NotOwner);
        assert_noop!(remove(OWNER, id, ALICE), Error::<Test>::NotCurator);
        assert_noop!(Datanets::remove_curator(RuntimeOrigin::none(), id, CURATOR), BadOrigin);
    });
}

#[test]
fn add_curator_should_fail_and_keep_the_others_when_the_limit_is_lowered() {
    build_and_execute(|| {
        let id = datanet();
        set_policy(id, Admission::Open, Policy { reviews: 1, ..policy() });
        MaxCurators::set(2);
        assert_noop!(Datanets::add_curator(signed(OWNER), id, ALICE), Error::<Test>::TooManyCurators);
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, CURATOR));
        assert_noop!(Datanets::add_curator(signed(OWNER), id, ALICE), Error::<Test>::TooManyCurators);
        // A former curator who may still review takes a seat.
        let pending = contribute(id, ALICE, raw(1, 1));
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, CURATOR + 1));
        assert_noop!(Datanets::add_curator(signed(OWNER), id, ALICE), Error::<Test>::TooManyCurators);
        assert_ok!(Datanets::withdraw(signed(ALICE), pending));
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, CURATOR + 1));
        assert_ok!(Datanets::add_curator(signed(OWNER), id, ALICE));
        MaxCurators::set(16);
    });
}

#[test]
fn add_contributor_and_remove_contributor_should_admit_and_remove() {
    build_and_execute(|| {
        let id = datanet();
        set_policy(id, Admission::Curated, policy());
        events();
        assert_ok!(Datanets::add_contributor(signed(OWNER), id, ALICE, ANY));
        assert_ok!(Datanets::contribute(signed(ALICE), id, raw(1, 1), ANY));
        // The owner is no exception.
        assert_noop!(Datanets::contribute(signed(OWNER), id, raw(2, 1), ANY), Error::<Test>::NotContributor);
        assert_ok!(Datanets::remove_contributor(signed(OWNER), id, ALICE));
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(2, 1), ANY), Error::<Test>::NotContributor);
        let events = events();
        assert_eq!(events[0], Event::ContributorAdded { datanet: id, who: ALICE, deposit: ADMISSION });
        assert_eq!(events[2], Event::ContributorRemoved { datanet: id, who: ALICE, released: ADMISSION });
        assert_eq!(events.len(), 3);
        assert_eq!(held(HoldReason::DatanetDeposit, OWNER), COST);
    });
}

#[test]
fn add_contributor_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let add = |who, id| Datanets::add_contributor(signed(who), id, ALICE, ANY);
        assert_noop!(add(OWNER, DatanetId(7)), Error::<Test>::DatanetNotFound);
        assert_noop!(add(ALICE, id), Error::<Test>::NotOwner);
        ContributorDeposit::set(ADMISSION + 1);
        let dear = Datanets::add_contributor(signed(OWNER), id, ALICE, ADMISSION);
        assert_noop!(dear, Error::<Test>::DepositTooHigh);
        ContributorDeposit::set(ENDOWMENT);
        assert_noop!(add(OWNER, id), TokenError::FundsUnavailable);
        ContributorDeposit::set(ADMISSION);
        assert_ok!(add(OWNER, id));
        assert_noop!(add(OWNER, id), Error::<Test>::AlreadyContributor);
        assert_noop!(Datanets::add_contributor(RuntimeOrigin::none(), id, BOB, ANY), BadOrigin);
    });
}

#[test]
fn remove_contributor_should_release_what_was_held_when_the_price_changed_since() {
    build_and_execute(|| {
        let id = datanet();
        assert_ok!(Datanets::add_contributor(signed(OWNER), id, ALICE, ANY));
        ContributorDeposit::set(100);
        assert_ok!(Datanets::add_contributor(signed(OWNER), id, BOB, ANY));
        assert_eq!(held(HoldReason::DatanetDeposit, OWNER), COST + ADMISSION + 100);
        assert_ok!(Datanets::remove_contributor(signed(OWNER), id, ALICE));
        assert_eq!(held(HoldReason::DatanetDeposit, OWNER), COST + 100);
        ContributorDeposit::set(ADMISSION);
    });
}

#[test]
fn remove_contributor_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let remove = |who, id| Datanets::remove_contributor(signed(who), id, ALICE);
        assert_noop!(remove(OWNER, DatanetId(7)), Error::<Test>::DatanetNotFound);
        assert_noop!(remove(OWNER, id), Error::<Test>::NotContributor);
        assert_ok!(Datanets::add_contributor(signed(OWNER), id, ALICE, ANY));
        assert_noop!(remove(ALICE, id), Error::<Test>::NotOwner);
        assert_noop!(Datanets::remove_contributor(RuntimeOrigin::none(), id, ALICE), BadOrigin);
    });
}
