// SPDX-License-Identifier: Apache-2.0

//! `set_curator` and `set_contributor`.

use crate::{mock::*, *};
use frame::testing_prelude::*;
use openledger_primitives::DatanetId;

#[test]
fn set_curator_should_appoint_and_dismiss() {
    build_and_execute(|| {
        let id = datanet();
        assert_ok!(Datanet::set_curator(signed(OWNER), id, ALICE, true));
        assert_eq!(info(id).curators, 4);
        assert!(Datanet::is_curator(id, ALICE));
        assert_ok!(Datanet::set_curator(signed(OWNER), id, ALICE, false));
        assert_eq!(info(id).curators, 3);
        assert!(!Datanet::is_curator(id, ALICE));
        let added = Event::CuratorSet { datanet: id, who: ALICE, curator: true };
        assert_eq!(events(), [added, Event::CuratorSet { datanet: id, who: ALICE, curator: false }]);
    });
}

#[test]
fn set_curator_should_keep_reviews_when_their_curator_is_dismissed() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 1));
        assert_ok!(Datanet::review(signed(CURATOR), contribution, 80));
        assert_ok!(Datanet::set_curator(signed(OWNER), id, CURATOR, false));
        assert_ok!(Datanet::review(signed(CURATOR + 1), contribution, 90));
        assert_eq!(status(contribution), Status::Accepted { score: 80 });
    });
}

#[test]
fn set_curator_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let set = |who, id, curator, on| Datanet::set_curator(signed(who), id, curator, on);
        assert_noop!(set(OWNER, DatanetId(7), ALICE, true), Error::<Test>::NotFound);
        assert_noop!(set(ALICE, id, ALICE, true), Error::<Test>::NotOwner);
        assert_noop!(set(OWNER, id, CURATOR, true), Error::<Test>::AlreadyCurator);
        assert_noop!(set(OWNER, id, ALICE, false), Error::<Test>::NotCurator);
        assert_noop!(Datanet::set_curator(RuntimeOrigin::none(), id, ALICE, true), BadOrigin);
    });
}

#[test]
fn set_curator_should_keep_those_there_are_when_the_limit_is_lowered() {
    build_and_execute(|| {
        let id = datanet();
        MaxCurators::set(2);
        assert_noop!(Datanet::set_curator(signed(OWNER), id, ALICE, true), Error::<Test>::TooManyCurators);
        assert_ok!(Datanet::set_curator(signed(OWNER), id, CURATOR, false));
        assert_noop!(Datanet::set_curator(signed(OWNER), id, ALICE, true), Error::<Test>::TooManyCurators);
        assert_ok!(Datanet::set_curator(signed(OWNER), id, CURATOR + 1, false));
        assert_ok!(Datanet::set_curator(signed(OWNER), id, ALICE, true));
        MaxCurators::set(16);
    });
}

#[test]
fn set_contributor_should_admit_and_remove() {
    build_and_execute(|| {
        let id = datanet();
        assert_ok!(Datanet::set_policy(signed(OWNER), id, Admission::Curated, policy()));
        events();
        assert_ok!(Datanet::set_contributor(signed(OWNER), id, ALICE, true));
        assert_ok!(Datanet::contribute(signed(ALICE), id, raw(1, 1)));
        // The owner is no exception.
        assert_noop!(Datanet::contribute(signed(OWNER), id, raw(2, 1)), Error::<Test>::NotContributor);
        assert_ok!(Datanet::set_contributor(signed(OWNER), id, ALICE, false));
        assert_noop!(Datanet::contribute(signed(ALICE), id, raw(2, 1)), Error::<Test>::NotContributor);
        let events = events();
        assert_eq!(events[0], Event::ContributorSet { datanet: id, who: ALICE, admitted: true });
        assert_eq!(events[2], Event::ContributorSet { datanet: id, who: ALICE, admitted: false });
        assert_eq!(events.len(), 3);
    });
}

#[test]
fn set_contributor_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let set = |who, id, on| Datanet::set_contributor(signed(who), id, ALICE, on);
        assert_noop!(set(OWNER, DatanetId(7), true), Error::<Test>::NotFound);
        assert_noop!(set(ALICE, id, true), Error::<Test>::NotOwner);
        assert_noop!(set(OWNER, id, false), Error::<Test>::NotContributor);
        assert_ok!(set(OWNER, id, true));
        assert_noop!(set(OWNER, id, true), Error::<Test>::AlreadyContributor);
        assert_noop!(Datanet::set_contributor(RuntimeOrigin::none(), id, BOB, true), BadOrigin);
    });
}
