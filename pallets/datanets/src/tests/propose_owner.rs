// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::DatanetId;

#[test]
fn propose_owner_should_move_nothing_and_be_replaceable_and_cancellable() {
    build_and_execute(|| {
        let id = datanet();
        for proposed in [Some(ALICE), Some(BOB), None] {
            assert_ok!(Datanets::propose_owner(signed(OWNER), id, proposed));
            assert_eq!((info(id).owner, info(id).pending_owner), (OWNER, proposed));
            assert_eq!(events(), [Event::OwnershipProposed { datanet: id, proposed }]);
        }
        assert_noop!(Datanets::accept_ownership(signed(ALICE), id, ANY), Error::<Test>::NotProposed);
        assert_noop!(Datanets::accept_ownership(signed(BOB), id, ANY), Error::<Test>::NotProposed);
    });
}

#[test]
fn propose_owner_should_fail_when_there_is_no_proposal_to_take_back() {
    build_and_execute(|| {
        let id = datanet();
        let take_back = || Datanets::propose_owner(signed(OWNER), id, None);
        assert_noop!(take_back(), Error::<Test>::NoProposal);
        assert_ok!(Datanets::propose_owner(signed(OWNER), id, Some(ALICE)));
        assert_ok!(take_back());
        assert_noop!(take_back(), Error::<Test>::NoProposal);
    });
}

#[test]
fn propose_owner_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let propose = |who, id| Datanets::propose_owner(signed(who), id, Some(ALICE));
        assert_noop!(propose(OWNER, DatanetId(7)), Error::<Test>::DatanetNotFound);
        assert_noop!(propose(ALICE, id), Error::<Test>::NotOwner);
        assert_noop!(Datanets::propose_owner(signed(OWNER), id, Some(OWNER)), Error::<Test>::AlreadyOwner);
        assert_noop!(Datanets::propose_owner(RuntimeOrigin::none(), id, None), BadOrigin);
    });
}

/// A seller changes the rules, or appoints a friend who can grant shares, before the buyer accepts.
#[test]
fn a_proposal_should_end_when_the_seller_changes_the_rules_or_the_curators() {
    build_and_execute(|| {
        let id = datanet();
        let propose = || {
            assert_ok!(Datanets::propose_owner(signed(OWNER), id, Some(ALICE)));
        };
        let ended = || {
            assert!(events().contains(&Event::OwnershipProposed { datanet: id, proposed: None }));
            assert_noop!(Datanets::accept_ownership(signed(ALICE), id, ANY), Error::<Test>::NotProposed);
        };
        propose();
        assert_ok!(Datanets::set_policy(signed(OWNER), id, info(id).admission, info(id).policy));
        ended();
        propose();
        assert_ok!(Datanets::add_curator(signed(OWNER), id, BOB));
        ended();
    });
}
