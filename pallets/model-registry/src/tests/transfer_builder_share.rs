// SPDX-License-Identifier: Apache-2.0

//! `transfer_builder_share`.

use super::*;

fn model_of_two() -> ModelId {
    registered(DAVE, with_team(base(0), vec![member(ALICE, 300_000), member(BOB, 700_000)]))
}

#[test]
fn transfer_builder_share_should_move_the_position_when_to_is_new() {
    ExtBuilder::default().build_and_execute(|| {
        let model = model_of_two();
        System::reset_events();
        assert_ok!(ModelRegistry::transfer_builder_share(signed(ALICE), model, CHARLIE));
        let share = ppm(300_000);
        assert_eq!(events(), [Event::BuilderShareTransferred { model, from: ALICE, to: CHARLIE, share }]);
        assert_eq!(info(model).team, vec![member(CHARLIE, 300_000), member(BOB, 700_000)]);
        assert_eq!(
            holders(builders(0)),
            [(Holder::Account(BOB), 700_000_000_000), (Holder::Account(CHARLIE), 300_000_000_000)]
        );
        assert_noop!(ModelRegistry::transfer_builder_share(signed(ALICE), model, BOB), Error::<Test>::NotBuilder);
    });
}

#[test]
fn transfer_builder_share_should_add_up_when_to_is_in_the_team() {
    ExtBuilder::default().build_and_execute(|| {
        let model = model_of_two();
        assert_ok!(ModelRegistry::transfer_builder_share(signed(BOB), model, ALICE));
        assert_eq!(info(model).team, vec![member(ALICE, 1_000_000)]);
        assert_eq!(holders(builders(0)), [(Holder::Account(ALICE), 1_000_000_000_000)]);
    });
}

#[test]
fn transfer_builder_share_should_change_the_record_when_royalties_take_everything() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        let model = registered(ALICE, derived(1, FineTune, vec![parent(0, FineTunedFrom, 1_000_000, 0)]));
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), model));
        assert_ok!(ModelRegistry::transfer_builder_share(signed(ALICE), model, BOB));
        assert_eq!(info(model).team, vec![member(BOB, 1_000_000)]);
        assert_eq!(holders(builders(1)), [(Holder::Pool(builders(0)), 1_000_000_000_000)]);
    });
}

#[test]
fn transfer_builder_share_should_fail_when_there_is_nothing_to_move() {
    ExtBuilder::default().build_and_execute(|| {
        let transfer = |who, to| ModelRegistry::transfer_builder_share(who, ModelId(0), to);
        assert_noop!(transfer(signed(ALICE), BOB), Error::<Test>::ModelNotFound);
        model_of_two();
        // The owner is not in the team.
        assert_noop!(transfer(signed(DAVE), BOB), Error::<Test>::NotBuilder);
        assert_noop!(transfer(signed(ALICE), ALICE), Error::<Test>::SameAccount);
        assert_noop!(transfer(RuntimeOrigin::root(), BOB), DispatchError::BadOrigin);
    });
}

#[test]
fn transfer_builder_share_should_change_nothing_when_the_ledger_refuses() {
    ExtBuilder::default().build_and_execute(|| {
        let model = model_of_two();
        LedgerRefuses::set(true);
        assert_noop!(ModelRegistry::transfer_builder_share(signed(ALICE), model, CHARLIE), DispatchError::Unavailable);
    });
}
