// SPDX-License-Identifier: Apache-2.0

//! `set_allowed`.

use super::*;

#[test]
fn set_allowed_should_hold_and_release_the_deposit_when_the_owner_calls() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), allow_list(0)));
        System::reset_events();
        assert_ok!(Registry::set_allowed(signed(ALICE), model, BOB, true));
        assert_events(vec![Event::AllowListed { model, who: BOB, deposit: ALLOWED_DEPOSIT }]);
        assert_eq!(Allowed::<Test>::get(model, BOB), Some(ALLOWED_DEPOSIT));
        assert_eq!(held(ALICE), MODEL_DEPOSIT + ALLOWED_DEPOSIT);
        assert_eq!(info(model).deposit, MODEL_DEPOSIT + ALLOWED_DEPOSIT);

        // What comes back is what was held, whatever the price is now.
        AllowedPrice::set(ALLOWED_DEPOSIT * 2);
        assert_ok!(Registry::set_allowed(signed(ALICE), model, CHARLIE, true));
        System::reset_events();
        assert_ok!(Registry::set_allowed(signed(ALICE), model, BOB, false));
        assert_events(vec![Event::AllowListRemoved { model, who: BOB, deposit: ALLOWED_DEPOSIT }]);
        assert_eq!(Allowed::<Test>::get(model, BOB), None);
        assert_eq!(held(ALICE), MODEL_DEPOSIT + 2 * ALLOWED_DEPOSIT);
        assert_eq!(info(model).deposit, MODEL_DEPOSIT + 2 * ALLOWED_DEPOSIT);
    });
}

#[test]
fn set_allowed_should_leave_derivatives_alone_when_an_account_is_taken_off() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), allow_list(0)));
        assert_ok!(Registry::set_allowed(signed(ALICE), model, BOB, true));
        let child = |seed| derived(seed, Adapter, vec![parent(0, AdapterOf, 9, 0)]);
        registered(BOB, child(1));
        assert_ok!(Registry::set_allowed(signed(ALICE), model, BOB, false));
        assert_noop!(Registry::register(signed(BOB), child(2)), Error::<Test>::NotAllowed);
        assert_eq!(Ledger::shares_of(&builders(1), &Holder::Pool(builders(0))), 9_000_000);
    });
}

#[test]
fn set_allowed_should_fail_when_there_is_nothing_to_change() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_noop!(Registry::set_allowed(signed(ALICE), model, BOB, false), Error::<Test>::NotOnAllowList);
        assert_ok!(Registry::set_allowed(signed(ALICE), model, BOB, true));
        assert_noop!(Registry::set_allowed(signed(ALICE), model, BOB, true), Error::<Test>::AlreadyAllowed);
    });
}

#[test]
fn set_allowed_should_fail_when_the_caller_does_not_own_the_model() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(Registry::set_allowed(signed(ALICE), ModelId(0), BOB, true), Error::<Test>::NotFound);
        let model = registered(ALICE, base(0));
        assert_noop!(Registry::set_allowed(signed(BOB), model, BOB, true), Error::<Test>::NotOwner);
        assert_noop!(Registry::set_allowed(RuntimeOrigin::root(), model, BOB, true), DispatchError::BadOrigin);
    });
}

#[test]
fn set_allowed_should_fail_when_the_deposit_is_missing() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        AllowedPrice::set(START_BALANCE);
        assert_noop!(Registry::set_allowed(signed(ALICE), model, BOB, true), TokenError::FundsUnavailable);
        AllowedPrice::set(u128::MAX);
        assert_noop!(Registry::set_allowed(signed(ALICE), model, BOB, true), ArithmeticError::Overflow);
    });
}
