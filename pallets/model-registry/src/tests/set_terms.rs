// SPDX-License-Identifier: Apache-2.0

//! `set_terms`.

use super::*;

#[test]
fn set_terms_should_act_on_future_derivatives_only_when_the_owner_calls() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), open(50_000)));
        let child = |seed, royalty| derived(seed, FineTune, vec![parent(0, FineTunedFrom, royalty, 0)]);
        registered(BOB, child(1, 50_000));
        let before = (info(ModelId(1)), holders(builders(1)));
        System::reset_events();

        assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, open(100_000)));
        assert_eq!(events(), [Event::TermsChanged { model, old: open(50_000), new: open(100_000) }]);
        assert_eq!((info(ModelId(1)), holders(builders(1))), before);
        assert_noop!(ModelRegistry::register(signed(CHARLIE), child(2, 50_000)), Error::<Test>::RoyaltyTooSmall);
        assert_ok!(ModelRegistry::register(signed(CHARLIE), child(2, 100_000)));

        assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, Terms::Closed));
        assert_noop!(ModelRegistry::register(signed(CHARLIE), child(3, 100_000)), Error::<Test>::ParentClosed);
    });
}

#[test]
fn set_terms_should_do_nothing_when_they_are_the_same() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), open(5)));
        assert_storage_noop!(assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, open(5))));
    });
}

#[test]
fn set_terms_should_fail_when_the_caller_does_not_own_the_model() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ModelRegistry::set_terms(signed(ALICE), ModelId(0), Terms::Closed), Error::<Test>::ModelNotFound);
        let model = registered(ALICE, base(0));
        assert_noop!(ModelRegistry::set_terms(signed(BOB), model, Terms::Closed), Error::<Test>::NotOwner);
        assert_noop!(ModelRegistry::set_terms(RuntimeOrigin::root(), model, Terms::Closed), DispatchError::BadOrigin);
    });
}
