// SPDX-License-Identifier: Apache-2.0

//! `deprecate`.

use super::*;

#[test]
fn deprecate_should_close_the_model_and_keep_its_shares_when_the_owner_calls() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        registered(BOB, derived(1, FineTune, vec![parent(0, FineTunedFrom, 5, 0)]));
        let shares = (holders(builders(0)), holders(builders(1)));
        System::reset_events();
        assert!(<ModelRegistry as ModelInspect<AccountId>>::is_active(model));

        assert_ok!(ModelRegistry::deprecate(signed(ALICE), model));
        assert_eq!(events(), [Event::Deprecated { model, deposit: MODEL_DEPOSIT }]);
        assert!(!<ModelRegistry as ModelInspect<AccountId>>::is_active(model));
        assert!(<ModelRegistry as ModelInspect<AccountId>>::exists(model));
        assert_eq!((holders(builders(0)), holders(builders(1))), shares);
        assert_eq!((held(ALICE), info(model).deposit, info(model).returnable), (0, 0, 0));
        assert_noop!(
            register(signed(BOB), derived(2, Agent, vec![parent(0, Uses, 0, 0)])),
            Error::<Test>::ParentDeprecated
        );
        // Descendants that are not deprecated themselves go on.
        registered(BOB, derived(2, Agent, vec![parent(1, Uses, 0, 0)]));
    });
}

#[test]
fn deprecate_should_fail_when_it_was_done() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), model));
        assert_noop!(ModelRegistry::deprecate(signed(ALICE), model), Error::<Test>::AlreadyDeprecated);
    });
}

#[test]
fn deprecate_should_fail_when_the_caller_does_not_own_the_model() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ModelRegistry::deprecate(signed(ALICE), ModelId(0)), Error::<Test>::ModelNotFound);
        let model = registered(ALICE, base(0));
        assert_noop!(ModelRegistry::deprecate(signed(BOB), model), Error::<Test>::NotOwner);
        assert_noop!(ModelRegistry::deprecate(RuntimeOrigin::root(), model), DispatchError::BadOrigin);
    });
}
