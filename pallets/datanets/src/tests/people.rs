// SPDX-License-Identifier: Apache-2.0

//! `add_curator`, `remove_curator`, `add_contributor` and `remove_contributor`.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::DatanetId;

#[test]
fn add_curator_and_remove_curator_should_appoint_and_dismiss() {
    build_and_execute(|| {
        let id = datanet();
        assert_ok!(Datanets::add_curator(signed(OWNER), id, ALICE));
        assert_eq!(info(id).curators, 4);
        assert!(Datanets::is_curator(id, ALICE));
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, ALICE));
        assert_eq!(info(id).curators, 3);
        assert!(!Datanets::is_curator(id, ALICE));
        let added = Event::CuratorAdded { datanet: id, who: ALICE };
        assert_eq!(events(), [added, Event::CuratorRemoved { datanet: id, who: ALICE }]);
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
        MaxCurators::set(2);
        assert_noop!(Datanets::add_curator(signed(OWNER), id, ALICE), Error::<Test>::TooManyCurators);
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, CURATOR));
        assert_noop!(Datanets::add_curator(signed(OWNER), id, ALICE), Error::<Test>::TooManyCurators);
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, CURATOR + 1));
        assert_ok!(Datanets::add_curator(signed(OWNER), id, ALICE));
        MaxCurators::set(16);
    });
}

#[test]
fn add_contributor_and_remove_contributor_should_admit_and_remove() {
    build_and_execute(|| {
        let id = datanet();
        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Curated, policy()));
        events();
        assert_ok!(Datanets::add_contributor(signed(OWNER), id, ALICE));
        assert_ok!(Datanets::contribute(signed(ALICE), id, raw(1, 1)));
        // The owner is no exception.
        assert_noop!(Datanets::contribute(signed(OWNER), id, raw(2, 1)), Error::<Test>::NotContributor);
        assert_ok!(Datanets::remove_contributor(signed(OWNER), id, ALICE));
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(2, 1)), Error::<Test>::NotContributor);
        let events = events();
        assert_eq!(events[0], Event::ContributorAdded { datanet: id, who: ALICE });
        assert_eq!(events[2], Event::ContributorRemoved { datanet: id, who: ALICE });
        assert_eq!(events.len(), 3);
    });
}

#[test]
fn add_contributor_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let add = |who, id| Datanets::add_contributor(signed(who), id, ALICE);
        assert_noop!(add(OWNER, DatanetId(7)), Error::<Test>::DatanetNotFound);
        assert_noop!(add(ALICE, id), Error::<Test>::NotOwner);
        assert_ok!(add(OWNER, id));
        assert_noop!(add(OWNER, id), Error::<Test>::AlreadyContributor);
        assert_noop!(Datanets::add_contributor(RuntimeOrigin::none(), id, BOB), BadOrigin);
    });
}

#[test]
fn remove_contributor_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let remove = |who, id| Datanets::remove_contributor(signed(who), id, ALICE);
        assert_noop!(remove(OWNER, DatanetId(7)), Error::<Test>::DatanetNotFound);
        assert_noop!(remove(OWNER, id), Error::<Test>::NotContributor);
        assert_ok!(Datanets::add_contributor(signed(OWNER), id, ALICE));
        assert_noop!(remove(ALICE, id), Error::<Test>::NotOwner);
        assert_noop!(Datanets::remove_contributor(RuntimeOrigin::none(), id, ALICE), BadOrigin);
    });
}
