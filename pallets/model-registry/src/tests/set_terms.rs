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
        let next = Some(NextTerms { terms: open(100_000), from: NOTICE });
        assert_eq!(events(), [Event::TermsAnnounced { model, next }]);
        assert_eq!((info(model).terms, info(model).next_terms), (open(50_000), next));
        Clock::advance_eras(NOTICE);
        assert_eq!((info(model).terms, info(model).next_terms), (open(100_000), None));
        assert_eq!((info(ModelId(1)), holders(builders(1))), before);
        assert_noop!(register(signed(CHARLIE), child(2, 50_000)), Error::<Test>::TermsNotMet);
        assert_ok!(register(signed(CHARLIE), child(2, 100_000)));

        set_terms_in_time(model, closed());
        assert_noop!(register(signed(CHARLIE), child(3, 100_000)), Error::<Test>::ParentClosed);
    });
}

/// What is less strict in some respect, and stricter in another.
#[test]
fn set_terms_should_relax_at_once_and_restrict_after_the_notice() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), allow_list(50_000)));
        System::reset_events();
        let set = |terms| {
            assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, terms));
        };
        set(open(70_000));
        let next = |royalty, from| Some(NextTerms { terms: open(royalty), from });
        let (old, terms) = (allow_list(50_000), open(50_000));
        assert_eq!(
            events(),
            [Event::TermsChanged { model, old, terms }, Event::TermsAnnounced { model, next: next(70_000, NOTICE) }]
        );
        // What was announced is replaced, with a notice of its own.
        Clock::advance_eras(1);
        set(open(60_000));
        assert_eq!(events(), [Event::TermsAnnounced { model, next: next(60_000, 1 + NOTICE) }]);
        Clock::advance_eras(1);
        assert_eq!((info(model).terms, info(model).next_terms), (open(50_000), next(60_000, 1 + NOTICE)));
        // Or taken back.
        set(open(50_000));
        assert_eq!(events(), [Event::TermsAnnounced { model, next: None }]);
        set(open(60_000));
        Clock::advance_eras(NOTICE);
        set(open(40_000));
        assert_eq!(events().last(), Some(&Event::TermsChanged { model, old: open(60_000), terms: open(40_000) }));
        assert_eq!(info(model).next_terms, None);
    });
}

#[test]
fn set_terms_should_do_nothing_when_they_are_the_same() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), open(5)));
        assert_storage_noop!(assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, open(5))));
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, open(6)));
        Clock::advance_eras(1);
        // An announcement is not put off.
        assert_storage_noop!(assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, open(6))));
    });
}

#[test]
fn set_terms_should_fail_when_the_caller_does_not_own_the_model() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ModelRegistry::set_terms(signed(ALICE), ModelId(0), closed()), Error::<Test>::ModelNotFound);
        let model = registered(ALICE, base(0));
        assert_noop!(ModelRegistry::set_terms(signed(BOB), model, closed()), Error::<Test>::NotOwner);
        assert_noop!(ModelRegistry::set_terms(RuntimeOrigin::root(), model, closed()), DispatchError::BadOrigin);
    });
}

#[test]
fn set_terms_should_fail_when_an_ancestor_is_less_open() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), allow_list(0)));
        let child = with_terms(derived(1, Agent, vec![parent(0, Uses, 0, 0)]), allow_list(0));
        let child = registered(ALICE, child);
        assert_noop!(ModelRegistry::set_terms(signed(ALICE), child, open(0)), Error::<Test>::AccessTooOpen);
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), child, closed()));
        // The obligation is that of the registration: a later change of the ancestor's terms is not the child's.
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), ModelId(0), open(0)));
        assert_noop!(ModelRegistry::set_terms(signed(ALICE), child, open(0)), Error::<Test>::AccessTooOpen);
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), child, allow_list(0)));
    });
}

#[test]
fn set_terms_should_fail_when_a_model_without_data_asks_for_data() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        let terms = with_data_floor(open(0), 1);
        assert_noop!(ModelRegistry::set_terms(signed(ALICE), model, terms), Error::<Test>::DataFloorWithoutData);
        let model = registered(ALICE, with_datanets(base(1), vec![link(0, TrainedOn, 1)]));
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, terms));
    });
}
