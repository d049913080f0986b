// SPDX-License-Identifier: Apache-2.0

//! `propose_owner` and `accept_ownership`.

use super::*;

#[test]
fn ownership_should_move_with_its_deposits_when_accepted() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_ok!(add_allowed(signed(ALICE), model, CHARLIE));
        registered(ALICE, base(1));
        System::reset_events();

        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(BOB)));
        assert_eq!(events(), [Event::OwnershipProposed { model, proposed: Some(BOB) }]);
        assert_eq!((info(model).owner, info(model).pending_owner), (ALICE, Some(BOB)));

        assert_ok!(accept_ownership(signed(BOB), model));
        let deposit = MODEL_DEPOSIT + ALLOWED_DEPOSIT;
        assert_eq!(events(), [Event::OwnershipTransferred { model, from: ALICE, to: BOB, deposit }]);
        assert_eq!((info(model).owner, info(model).pending_owner), (BOB, None));
        assert_eq!((held(ALICE), held(BOB)), (MODEL_DEPOSIT, deposit));

        // The team is who it was.
        assert_eq!(holders(builders(0)), [(Holder::Account(ALICE), 1_000_000_000_000)]);
        assert_eq!(info(model).team, vec![member(ALICE, 1_000_000)]);
        assert_noop!(ModelRegistry::deprecate(signed(ALICE), model), Error::<Test>::NotOwner);
        // What was held for the entry of the allow-list comes back to the new owner.
        assert_ok!(ModelRegistry::remove_allowed(signed(BOB), model, CHARLIE));
        assert_eq!(held(BOB), MODEL_DEPOSIT);
        assert_ok!(register_version(signed(BOB), model, base(2)));
    });
}

#[test]
fn propose_owner_should_replace_or_take_back_when_called_again() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(BOB)));
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(CHARLIE)));
        assert_noop!(accept_ownership(signed(BOB), model), Error::<Test>::NotProposed);
        System::reset_events();
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, None));
        assert_eq!(events(), [Event::OwnershipProposed { model, proposed: None }]);
        assert_noop!(accept_ownership(signed(CHARLIE), model), Error::<Test>::NotProposed);
        assert_noop!(ModelRegistry::propose_owner(signed(ALICE), model, None), Error::<Test>::NoProposal);
    });
}

#[test]
fn propose_owner_should_fail_when_the_caller_may_not() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ModelRegistry::propose_owner(signed(ALICE), ModelId(0), Some(BOB)), Error::<Test>::ModelNotFound);
        let model = registered(ALICE, base(0));
        assert_noop!(ModelRegistry::propose_owner(signed(BOB), model, Some(BOB)), Error::<Test>::NotOwner);
        assert_noop!(ModelRegistry::propose_owner(signed(ALICE), model, Some(ALICE)), Error::<Test>::AlreadyOwner);
        assert_noop!(ModelRegistry::propose_owner(RuntimeOrigin::root(), model, Some(BOB)), DispatchError::BadOrigin);
    });
}

#[test]
fn accept_ownership_should_fail_when_the_caller_may_not() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(accept_ownership(signed(BOB), ModelId(0)), Error::<Test>::ModelNotFound);
        let model = registered(ALICE, base(0));
        assert_noop!(accept_ownership(signed(BOB), model), Error::<Test>::NotProposed);
        assert_noop!(accept_ownership(signed(ALICE), model), Error::<Test>::NotProposed);
        assert_noop!(accept_ownership(RuntimeOrigin::root(), model), DispatchError::BadOrigin);
    });
}

#[test]
fn accept_ownership_should_fail_when_the_deposit_is_missing() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(POOR)));
        assert_noop!(accept_ownership(signed(POOR), model), TokenError::FundsUnavailable);
    });
}

#[test]
fn accept_ownership_should_fail_when_the_deposit_is_higher_than_signed() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(BOB)));
        // The seller adds to the allow-list before the acceptance.
        assert_ok!(add_allowed(signed(ALICE), model, CHARLIE));
        let accept = |max| ModelRegistry::accept_ownership(signed(BOB), model, max);
        assert_noop!(accept(MODEL_DEPOSIT), Error::<Test>::DepositTooHigh);
        assert_ok!(accept(MODEL_DEPOSIT + ALLOWED_DEPOSIT));
    });
}
