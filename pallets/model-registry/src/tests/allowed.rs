// SPDX-License-Identifier: Apache-2.0

//! `add_allowed` and `remove_allowed`.

use super::*;

#[test]
fn add_allowed_and_remove_allowed_should_hold_and_release_the_deposit_when_the_owner_calls() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), allow_list(0)));
        System::reset_events();
        assert_ok!(add_allowed(signed(ALICE), model, BOB));
        assert_eq!(events(), [Event::AllowedAdded { model, who: BOB, deposit: ALLOWED_DEPOSIT }]);
        assert_eq!(Allowed::<Test>::get(model, BOB), Some(ALLOWED_DEPOSIT));
        assert_eq!(held(ALICE), MODEL_DEPOSIT + ALLOWED_DEPOSIT);
        assert_eq!(info(model).deposit, MODEL_DEPOSIT + ALLOWED_DEPOSIT);

        // The amount released is the amount that was held, even if the price has changed.
        AllowedPrice::set(ALLOWED_DEPOSIT * 2);
        assert_ok!(add_allowed(signed(ALICE), model, CHARLIE));
        System::reset_events();
        assert_ok!(ModelRegistry::remove_allowed(signed(ALICE), model, BOB));
        assert_eq!(events(), [Event::AllowedRemoved { model, who: BOB, deposit: ALLOWED_DEPOSIT }]);
        assert_eq!(Allowed::<Test>::get(model, BOB), None);
        assert_eq!(held(ALICE), MODEL_DEPOSIT + 2 * ALLOWED_DEPOSIT);
        assert_eq!(info(model).deposit, MODEL_DEPOSIT + 2 * ALLOWED_DEPOSIT);
    });
}

#[test]
fn remove_allowed_should_leave_derivatives_alone_when_the_account_has_some() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), allow_list(0)));
        assert_ok!(add_allowed(signed(ALICE), model, BOB));
        let child = |seed| with_terms(derived(seed, Adapter, vec![parent(0, AdapterOf, 9, 0)]), allow_list(0));
        registered(BOB, child(1));
        assert_ok!(ModelRegistry::remove_allowed(signed(ALICE), model, BOB));
        assert_noop!(register(signed(BOB), child(2)), Error::<Test>::NotAllowed);
        assert_eq!(Ledger::shares_of(&builders(1), &Holder::Pool(builders(0))), 9_000_000);
    });
}

#[test]
fn add_allowed_should_fail_when_the_account_is_listed() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_ok!(add_allowed(signed(ALICE), model, BOB));
        assert_noop!(add_allowed(signed(ALICE), model, BOB), Error::<Test>::AlreadyAllowed);
    });
}

#[test]
fn remove_allowed_should_fail_when_the_account_is_not_listed() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_noop!(ModelRegistry::remove_allowed(signed(ALICE), model, BOB), Error::<Test>::NotOnAllowList);
    });
}

#[test]
fn add_allowed_should_fail_when_the_caller_does_not_own_the_model() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(add_allowed(signed(ALICE), ModelId(0), BOB), Error::<Test>::ModelNotFound);
        let model = registered(ALICE, base(0));
        assert_noop!(add_allowed(signed(BOB), model, BOB), Error::<Test>::NotOwner);
        assert_noop!(add_allowed(RuntimeOrigin::root(), model, BOB), DispatchError::BadOrigin);
    });
}

#[test]
fn remove_allowed_should_fail_when_the_caller_does_not_own_the_model() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ModelRegistry::remove_allowed(signed(ALICE), ModelId(0), BOB), Error::<Test>::ModelNotFound);
        let model = registered(ALICE, base(0));
        assert_ok!(add_allowed(signed(ALICE), model, BOB));
        assert_noop!(ModelRegistry::remove_allowed(signed(BOB), model, BOB), Error::<Test>::NotOwner);
        assert_noop!(ModelRegistry::remove_allowed(RuntimeOrigin::root(), model, BOB), DispatchError::BadOrigin);
    });
}

#[test]
fn add_allowed_should_fail_when_the_deposit_is_missing() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        AllowedPrice::set(START_BALANCE);
        assert_noop!(add_allowed(signed(ALICE), model, BOB), TokenError::FundsUnavailable);
        AllowedPrice::set(u128::MAX);
        assert_noop!(add_allowed(signed(ALICE), model, BOB), ArithmeticError::Overflow);
    });
}

#[test]
fn add_allowed_should_fail_when_the_deposit_is_higher_than_signed() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        let add = |max| ModelRegistry::add_allowed(signed(ALICE), model, BOB, max);
        assert_noop!(add(ALLOWED_DEPOSIT - 1), Error::<Test>::DepositTooHigh);
        assert_ok!(add(ALLOWED_DEPOSIT));
    });
}
