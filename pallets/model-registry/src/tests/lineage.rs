// SPDX-License-Identifier: Apache-2.0

//! `register`: what kinds of models and parents' terms ask of parents.

use super::*;

/// Three models of Alice's: 0 and 1 without data, 2 with.
fn three_bases() {
    registered(ALICE, base(0));
    registered(ALICE, base(1));
    registered(ALICE, with_datanets(base(2), vec![link(0, TrainedOn, 1)]));
}

fn fine_tune_of_zero(royalty: u32) -> RegistrationOf<Test> {
    derived(10, FineTune, vec![parent(0, FineTunedFrom, royalty, 0)])
}

#[test]
fn register_should_accept_the_parents_that_fit_when_of_each_kind() {
    ExtBuilder::default().build_and_execute(|| {
        three_bases();
        let fitting = [
            (Base, vec![]),
            (FineTune, vec![parent(0, FineTunedFrom, 0, 0), parent(1, Uses, 0, 0)]),
            (Adapter, vec![parent(1, AdapterOf, 0, 0)]),
            (Adapter, vec![parent(0, Uses, 0, 0), parent(2, AdapterOf, 0, 1_000_000), parent(1, Uses, 0, 0)]),
            (Merge, vec![parent(0, MergedFrom, 0, 0), parent(2, MergedFrom, 0, 1_000_000)]),
            (Distilled, vec![parent(0, DistilledFrom, 0, 0), parent(1, FineTunedFrom, 0, 0)]),
            (Agent, vec![]),
            (Agent, vec![parent(0, Uses, 0, 0)]),
            (Quantized, vec![parent(1, QuantizedFrom, 0, 0)]),
            (Quantized, vec![parent(1, Uses, 0, 0), parent(2, QuantizedFrom, 0, 1_000_000)]),
        ];
        for (seed, (kind, parents)) in fitting.into_iter().enumerate() {
            registered(BOB, derived(10 + seed as u32, kind, parents));
        }
        assert_eq!(AdapterBases::<Test>::iter().count(), 2);
        assert_eq!(<ModelRegistry as ModelInspect<AccountId>>::adapter_base(ModelId(5)), Some(ModelId(1)));
        assert_eq!(<ModelRegistry as ModelInspect<AccountId>>::adapter_base(ModelId(6)), Some(ModelId(2)));
        assert_eq!(<ModelRegistry as ModelInspect<AccountId>>::adapter_base(ModelId(4)), None);
        assert_eq!([0, 1, 2].map(|id| info(ModelId(id)).derivatives), [5, 6, 3]);
    });
}

#[test]
fn register_should_fail_when_the_parents_do_not_fit_the_kind() {
    ExtBuilder::default().build_and_execute(|| {
        three_bases();
        let unfitting = [
            (Base, vec![parent(0, Uses, 0, 0)]),
            (FineTune, vec![]),
            (FineTune, vec![parent(0, DistilledFrom, 0, 0)]),
            (FineTune, vec![parent(0, FineTunedFrom, 0, 0), parent(1, AdapterOf, 0, 0)]),
            (Adapter, vec![]),
            (Adapter, vec![parent(0, FineTunedFrom, 0, 0)]),
            (Adapter, vec![parent(0, AdapterOf, 0, 0), parent(1, AdapterOf, 0, 0)]),
            (Merge, vec![]),
            (Merge, vec![parent(0, MergedFrom, 0, 0)]),
            (Merge, vec![parent(0, MergedFrom, 0, 0), parent(1, Uses, 0, 0)]),
            (Distilled, vec![parent(0, FineTunedFrom, 0, 0)]),
            (Agent, vec![parent(0, AdapterOf, 0, 0)]),
            (Quantized, vec![]),
            (Quantized, vec![parent(0, FineTunedFrom, 0, 0)]),
            (Quantized, vec![parent(0, QuantizedFrom, 0, 0), parent(1, QuantizedFrom, 0, 0)]),
            (Quantized, vec![parent(0, QuantizedFrom, 0, 0), parent(1, AdapterOf, 0, 0)]),
            (Agent, vec![parent(0, QuantizedFrom, 0, 0)]),
            (FineTune, vec![parent(0, FineTunedFrom, 0, 0), parent(1, QuantizedFrom, 0, 0)]),
        ];
        for (kind, parents) in unfitting {
            assert_noop!(register(signed(BOB), derived(10, kind, parents)), Error::<Test>::InvalidLineage);
        }
    });
}

#[test]
fn register_should_fail_when_a_parent_is_named_twice() {
    ExtBuilder::default().build_and_execute(|| {
        three_bases();
        let parents = vec![parent(0, FineTunedFrom, 0, 0), parent(1, Uses, 0, 0), parent(0, Uses, 0, 0)];
        assert_noop!(register(signed(BOB), derived(10, FineTune, parents)), Error::<Test>::DuplicateParent);
    });
}

#[test]
fn register_should_fail_when_royalties_sum_to_more_than_everything() {
    ExtBuilder::default().build_and_execute(|| {
        three_bases();
        let parents = |royalty| vec![parent(0, MergedFrom, 500_000, 0), parent(1, MergedFrom, royalty, 0)];
        assert_noop!(register(signed(BOB), derived(10, Merge, parents(500_001))), Error::<Test>::RoyaltiesTooLarge);
        assert_ok!(register(signed(BOB), derived(10, Merge, parents(500_000))));
    });
}

#[test]
fn register_should_fail_when_a_parent_does_not_exist() {
    ExtBuilder::default().build_and_execute(|| {
        // Its own id does not exist either.
        assert_noop!(register(signed(BOB), fine_tune_of_zero(0)), Error::<Test>::ParentNotFound);
        registered(ALICE, base(0));
        let parents = vec![parent(0, FineTunedFrom, 0, 0), parent(7, Uses, 0, 0)];
        assert_noop!(register(signed(BOB), derived(1, FineTune, parents)), Error::<Test>::ParentNotFound);
    });
}

#[test]
fn register_should_fail_when_a_parent_is_deprecated() {
    ExtBuilder::default().build_and_execute(|| {
        three_bases();
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), ModelId(0)));
        assert_noop!(register(signed(BOB), fine_tune_of_zero(0)), Error::<Test>::ParentDeprecated);
        assert_noop!(register(signed(ALICE), fine_tune_of_zero(0)), Error::<Test>::ParentDeprecated);
    });
}

#[test]
fn register_should_admit_only_the_owner_when_a_parent_is_closed() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), closed()));
        assert_ok!(add_allowed(signed(ALICE), ModelId(0), BOB));
        assert_noop!(register(signed(BOB), fine_tune_of_zero(1_000_000)), Error::<Test>::ParentClosed);
        assert_ok!(register(signed(ALICE), with_terms(fine_tune_of_zero(0), closed())));
    });
}

#[test]
fn register_should_admit_only_listed_accounts_when_a_parent_has_an_allow_list() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), allow_list(100)));
        assert_ok!(add_allowed(signed(ALICE), ModelId(0), BOB));
        assert_noop!(register(signed(CHARLIE), fine_tune_of_zero(100)), Error::<Test>::NotAllowed);
        let listed = with_terms(fine_tune_of_zero(100), allow_list(0));
        assert_ok!(register(signed(BOB), listed.clone()));
        assert_ok!(register(signed(ALICE), Registration { artifact: artifact(11), ..listed }));
    });
}

#[test]
fn register_should_fail_when_the_royalty_is_too_small() {
    ExtBuilder::default().build_and_execute(|| {
        for terms in [open(100), allow_list(100)] {
            let seed = NextModelId::<Test>::get().0;
            let model = registered(ALICE, with_terms(base(seed), terms));
            assert_ok!(add_allowed(signed(ALICE), model, BOB));
            let parents = |royalty| vec![parent(model.0, FineTunedFrom, royalty, 0)];
            let child = |royalty| with_terms(derived(seed + 100, FineTune, parents(royalty)), allow_list(0));
            assert_noop!(register(signed(BOB), child(99)), Error::<Test>::TermsNotMet);
            // The owner pays the team like every registrant.
            assert_noop!(register(signed(ALICE), child(99)), Error::<Test>::TermsNotMet);
            assert_ok!(register(signed(BOB), child(100)));
        }
    });
}

#[test]
fn register_should_fail_when_the_data_part_does_not_match_the_parents_data() {
    ExtBuilder::default().build_and_execute(|| {
        three_bases();
        let child = |model, part| derived(10, FineTune, vec![parent(model, FineTunedFrom, 0, part)]);
        let with_data = |model, part| with_datanets(child(model, part), vec![link(1, TrainedOn, u32::MAX)]);
        let refused = |registration, error: Error<Test>| {
            assert_noop!(register(signed(BOB), registration), error);
        };
        refused(child(2, 0), Error::<Test>::DataPartTooSmall);
        refused(with_data(2, MIN_DATA - 1), Error::<Test>::DataPartTooSmall);
        refused(with_data(2, 1_000_000), Error::<Test>::DataPartsTooLarge);
        refused(child(2, 999_999), Error::<Test>::DataPartsNotExact);
        refused(child(0, 1), Error::<Test>::DataPartWithoutData);
        refused(with_data(0, 1), Error::<Test>::DataPartWithoutData);
        // Even if the constitution asks for nothing, a parent with data has a part.
        LeastData::set(ppm(0));
        refused(with_data(2, 0), Error::<Test>::DataPartTooSmall);
        LeastData::set(ppm(MIN_DATA));

        registered(BOB, with_data(2, MIN_DATA));
        // A grandchild without datanets of its own has data behind it all the same.
        let grandchild = |part| derived(11, FineTune, vec![parent(3, FineTunedFrom, 0, part)]);
        refused(grandchild(0), Error::<Test>::DataPartTooSmall);
        let two = vec![parent(2, MergedFrom, 0, 500_000), parent(3, MergedFrom, 0, 500_001)];
        refused(derived(11, Merge, two.clone()), Error::DataPartsNotExact);
        refused(with_datanets(derived(11, Merge, two), vec![link(1, TrainedOn, 1)]), Error::DataPartsTooLarge);
        registered(BOB, grandchild(1_000_000));
        assert_eq!(holders(data(4)), [(Holder::Pool(data(3)), 1_000_000)]);
    });
}
