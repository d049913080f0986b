// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::{
    testing::{Position, Positions},
    ContributionId, Holder, PoolId,
};

#[test]
fn erase_should_take_the_uri_and_the_shares_and_keep_the_record() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = accepted(id, ALICE, raw(1, 10), 80);
        accepted(id, ALICE, raw(2, 1), 80);
        let post = Datanets::erase(signed(ALICE), contribution).unwrap();
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::erase(0)));

        let erased = Event::Erased { contribution, datanet: id, contributor: ALICE, shares: 800, source_shares: 0 };
        assert_eq!(events(), [erased]);
        assert_eq!(shares(id, ALICE), 80);
        let record = Contributions::<Test>::get(contribution).unwrap();
        assert_eq!(
            (record.status, record.uri, record.shares, record.items),
            (Status::Erased { era: CurrentEra::get() }, None, 800, 10)
        );
        assert_eq!(info(id).counts, Counts { contributions: 2, pending: 0, accepted: 1, items: 1 });
        // The same content cannot come back while the record is there.
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(1, 10), ANY), Error::<Test>::AlreadyContributed);
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), 2 * KEPT);
    });
}

#[test]
fn erase_should_take_back_what_a_refinement_granted_to_its_sources() {
    build_and_execute(|| {
        let id = datanet();
        let one = accepted(id, ALICE, raw(1, 1), 100);
        let two = accepted(id, BOB, raw(2, 1), 100);
        let refinement = accepted(id, CHARLIE, refined(3, 10, &[one, two]), 100);
        assert_eq!((shares(id, ALICE), shares(id, BOB), shares(id, CHARLIE)), (250, 250, 700));
        let post = Datanets::erase(signed(CHARLIE), refinement).unwrap();
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::erase(2)));
        assert_eq!((shares(id, ALICE), shares(id, BOB), shares(id, CHARLIE)), (100, 100, 0));
    });
}

#[test]
fn erase_should_leave_what_others_refinements_granted_when_an_original_is_erased() {
    build_and_execute(|| {
        let id = datanet();
        let original = accepted(id, ALICE, raw(1, 1), 100);
        let refinement = accepted(id, BOB, refined(2, 10, &[original]), 100);
        assert_ok!(Datanets::erase(signed(ALICE), original));
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (300, 700));
        // And the refinement can still be erased.
        assert_ok!(Datanets::erase(signed(BOB), refinement));
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (0, 0));
    });
}

#[test]
fn erase_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_noop!(Datanets::erase(signed(ALICE), ContributionId(9)), Error::<Test>::ContributionNotFound);
        assert_noop!(Datanets::erase(signed(BOB), contribution), Error::<Test>::NotOwnContribution);
        assert_noop!(Datanets::erase(signed(ALICE), contribution), Error::<Test>::NotAccepted);
        decide(contribution, 80);
        assert_noop!(Datanets::erase(RuntimeOrigin::none(), contribution), BadOrigin);
        assert_ok!(Datanets::erase(signed(ALICE), contribution));
        assert_noop!(Datanets::erase(signed(ALICE), contribution), Error::<Test>::NotAccepted);
    });
}

/// The shares of an accepted contribution stop earning when it is erased, even if its contributor was granted others in
/// the same era: those keep waiting for the next era.
#[test]
fn erase_should_take_the_shares_of_that_contribution_and_not_the_newest() {
    build_and_execute(|| {
        let id = datanet();
        let position = || Positions::get(PoolId::Datanet(id), Holder::Account(ALICE));
        let old = accepted(id, ALICE, raw(1, 20), 100);
        pass_eras(1);
        let new = accepted(id, ALICE, raw(2, 20), 100);
        let now = CurrentEra::get();
        assert_eq!(Contributions::<Test>::get(old).unwrap().accepted, Some(now - 1));
        assert_eq!(Contributions::<Test>::get(new).unwrap().accepted, Some(now));
        assert_eq!(position(), Position { shares: 4_000, era: now, pending: 2_000 });

        assert_ok!(Datanets::erase(signed(ALICE), old));
        assert_eq!(position(), Position { shares: 2_000, era: now, pending: 2_000 });
        assert_ok!(Datanets::erase(signed(ALICE), new));
        assert_eq!(position(), Position::default());
    });
}
