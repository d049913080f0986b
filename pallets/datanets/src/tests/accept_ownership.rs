// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::DatanetId;

#[test]
fn accept_ownership_should_move_the_deposit_and_the_rights() {
    build_and_execute(|| {
        let id = datanet();
        // The deposit released is the one that was held. The deposit held is today's.
        DatanetDeposit::set(250);
        assert_ok!(Datanets::propose_owner(signed(OWNER), id, Some(ALICE)));
        events();
        assert_ok!(Datanets::accept_ownership(signed(ALICE), id, ANY));
        let changed = Event::OwnershipTransferred { datanet: id, from: OWNER, to: ALICE, released: COST, deposit: 250 };
        assert_eq!(events(), [changed]);
        assert_eq!(held(HoldReason::DatanetDeposit, OWNER), 0);
        assert_eq!(held(HoldReason::DatanetDeposit, ALICE), 250);
        assert_eq!((info(id).owner, info(id).pending_owner, info(id).curators), (ALICE, None, 3));
        assert_noop!(Datanets::set_metadata(signed(OWNER), id, text("")), Error::<Test>::NotOwner);
        assert_ok!(Datanets::set_metadata(signed(ALICE), id, text("")));
        DatanetDeposit::set(COST);
    });
}

#[test]
fn accept_ownership_should_take_over_the_deposits_of_the_admitted_accounts() {
    build_and_execute(|| {
        let id = datanet();
        assert_ok!(Datanets::propose_owner(signed(OWNER), id, Some(ALICE)));
        // The seller admits accounts in front of the acceptance: the buyer has named what it agrees to.
        for who in [BOB, CHARLIE] {
            assert_ok!(Datanets::add_contributor(signed(OWNER), id, who, ANY));
        }
        let accept = |max| Datanets::accept_ownership(signed(ALICE), id, max);
        assert_noop!(accept(COST), Error::<Test>::DepositTooHigh);
        assert_ok!(accept(COST + 2 * ADMISSION));
        assert_eq!(held(HoldReason::DatanetDeposit, OWNER), 0);
        assert_eq!(held(HoldReason::DatanetDeposit, ALICE), COST + 2 * ADMISSION);
        assert_ok!(Datanets::remove_contributor(signed(ALICE), id, BOB));
        assert_eq!(held(HoldReason::DatanetDeposit, ALICE), COST + ADMISSION);
    });
}

#[test]
fn accept_ownership_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        assert_noop!(Datanets::accept_ownership(signed(ALICE), DatanetId(7), ANY), Error::<Test>::DatanetNotFound);
        assert_noop!(Datanets::accept_ownership(signed(ALICE), id, ANY), Error::<Test>::NotProposed);
        assert_noop!(Datanets::accept_ownership(RuntimeOrigin::none(), id, ANY), BadOrigin);
        assert_ok!(Datanets::propose_owner(signed(OWNER), id, Some(PAUPER)));
        assert_noop!(Datanets::accept_ownership(signed(PAUPER), id, ANY), TokenError::FundsUnavailable);
    });
}
