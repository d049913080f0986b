// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::ContributionId;

#[test]
fn prune_should_remove_the_record_and_release_its_deposit() {
    build_and_execute(|| {
        let id = datanet();
        let rejected = contribute(id, ALICE, raw(1, 10));
        decide(rejected, 0);
        let erased = accepted(id, ALICE, raw(2, 10), 80);
        assert_ok!(Datanets::erase(signed(ALICE), erased));
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), 2 * KEPT);
        events();
        for contribution in [rejected, erased] {
            assert_ok!(Datanets::prune(signed(ALICE), contribution));
            assert!(!Contributions::<Test>::contains_key(contribution));
        }
        let pruned = |contribution| Event::Pruned { contribution, datanet: id, contributor: ALICE, released: KEPT };
        assert_eq!(events(), [pruned(rejected), pruned(erased)]);
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), 0);
        assert_eq!(ContentHashes::<Test>::iter().count(), 0);
        assert_eq!(info(id).counts, Counts { contributions: 2, ..Default::default() });
        assert_ok!(Datanets::contribute(signed(ALICE), id, raw(2, 10), ANY));
    });
}

#[test]
fn prune_should_leave_the_hash_to_a_later_contribution_when_the_first_was_rejected() {
    build_and_execute(|| {
        let id = datanet();
        let rejected = contribute(id, ALICE, raw(1, 10));
        decide(rejected, 0);
        let again = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::prune(signed(ALICE), rejected));
        assert_eq!(Datanets::contributions_by_hash(id, hash(1)), [again]);
    });
}

#[test]
fn prune_should_leave_what_refinements_of_an_erased_source_grant() {
    build_and_execute(|| {
        let id = datanet();
        let source = accepted(id, ALICE, raw(1, 1), 100);
        let decided = accepted(id, BOB, refined(2, 10, &[source]), 100);
        let pending = contribute(id, BOB, refined(3, 10, &[source]));
        assert_ok!(Datanets::erase(signed(ALICE), source));
        assert_ok!(Datanets::prune(signed(ALICE), source));
        decide(pending, 100);
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (600, 1_400));
        for refinement in [decided, pending] {
            assert_ok!(Datanets::erase(signed(BOB), refinement));
        }
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (0, 0));
    });
}

#[test]
fn prune_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_noop!(Datanets::prune(signed(ALICE), ContributionId(9)), Error::<Test>::ContributionNotFound);
        assert_noop!(Datanets::prune(signed(ALICE), contribution), Error::<Test>::InUse);
        decide(contribution, 80);
        assert_noop!(Datanets::prune(signed(ALICE), contribution), Error::<Test>::InUse);
        assert_ok!(Datanets::erase(signed(ALICE), contribution));
        assert_noop!(Datanets::prune(signed(BOB), contribution), Error::<Test>::NotOwnContribution);
        assert_noop!(Datanets::prune(RuntimeOrigin::none(), contribution), BadOrigin);
    });
}
