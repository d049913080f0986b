// SPDX-License-Identifier: Apache-2.0

//! View functions, and what other pallets ask.

use super::*;

#[test]
fn views_should_tell_nothing_when_there_is_no_model() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(ModelRegistry::model(ModelId(0)), None);
        assert_eq!(ModelRegistry::model_by_artifact(artifact(0)), None);
        assert_eq!(ModelRegistry::lineage(ModelId(0)), []);
        assert_eq!(ModelRegistry::lineage_page(ModelId(0), 9, 0), None);
        assert!(!ModelRegistry::is_allowed(ModelId(0), ALICE));
        assert_eq!(ModelRegistry::obligations(ModelId(0)), None);
        assert_eq!(ModelRegistry::terms_for(ModelId(0), ALICE), None);
        assert_eq!(ModelRegistry::missing_terms(derived(0, Agent, vec![parent(0, Uses, 0, 0)]), None), None);
        assert!(!<ModelRegistry as ModelInspect<AccountId>>::exists(ModelId(0)));
        assert!(!<ModelRegistry as ModelInspect<AccountId>>::is_active(ModelId(0)));
        assert_eq!(<ModelRegistry as ModelInspect<AccountId>>::adapter_base(ModelId(0)), None);
    });
}

#[test]
fn views_should_tell_who_may_derive_when_terms_differ() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), allow_list(7)));
        assert_eq!(ModelRegistry::model(model), Some(info(model)));
        assert_eq!(ModelRegistry::model_by_artifact(artifact(0)), Some(model));
        assert!(<ModelRegistry as ModelInspect<AccountId>>::exists(model));
        assert_ok!(add_allowed(signed(ALICE), model, BOB));

        let royalty = |owed: Vec<Obligation>| owed[0].royalty;
        let may = || [ALICE, BOB, CHARLIE].map(|who| ModelRegistry::terms_for(model, who).map(royalty));
        assert_eq!([ALICE, BOB, CHARLIE].map(|who| ModelRegistry::is_allowed(model, who)), [false, true, false]);
        assert_eq!(may(), [Some(ppm(7)), Some(ppm(7)), None]);
        set_terms_in_time(model, open(8));
        assert_eq!(may(), [Some(ppm(8)), Some(ppm(8)), Some(ppm(8))]);
        set_terms_in_time(model, closed());
        assert_eq!(may(), [Some(ppm(0)), None, None]);
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), model));
        assert_eq!(may(), [None, None, None]);
    });
}

#[test]
fn lineage_should_name_each_ancestor_once_with_its_smallest_depth() {
    ExtBuilder::default().build_and_execute(|| {
        // 0 ← 1 ← 2 ← 3, and 3 also comes from 0 directly.
        registered(ALICE, base(0));
        registered(ALICE, derived(1, FineTune, vec![parent(0, FineTunedFrom, 0, 0)]));
        registered(ALICE, derived(2, FineTune, vec![parent(1, FineTunedFrom, 0, 0)]));
        registered(ALICE, derived(3, Merge, vec![parent(2, MergedFrom, 0, 0), parent(0, MergedFrom, 0, 0)]));
        let expected = [(3, 0), (2, 1), (0, 1), (1, 2)].map(|(id, depth)| (ModelId(id), depth));
        assert_eq!(ModelRegistry::lineage(ModelId(3)), expected);
        assert_eq!(ModelRegistry::lineage(ModelId(0)), [(ModelId(0), 0)]);
    });
}

#[test]
fn lineage_should_stop_when_it_is_long() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        for id in 1..300 {
            registered(ALICE, derived(id, FineTune, vec![parent(id - 1, FineTunedFrom, 0, 0)]));
        }
        let lineage = ModelRegistry::lineage(ModelId(299));
        assert_eq!(lineage.len(), MAX_LINEAGE);
        assert_eq!(lineage.last(), Some(&(ModelId(299 - 255), 255)));
    });
}

fn ids(page: &LineagePage) -> Vec<u32> {
    page.models.iter().map(|entry| entry.model.0).collect()
}

#[test]
fn lineage_page_should_stop_at_the_depth_and_describe_each_model() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_datanets(base(0), vec![link(7, RetrievesFrom, 3)]));
        registered(ALICE, derived(1, Quantized, vec![parent(0, QuantizedFrom, 5, 1_000_000)]));
        registered(ALICE, derived(2, FineTune, vec![parent(1, FineTunedFrom, 0, 1_000_000)]));
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), ModelId(0)));
        let page = |depth| ModelRegistry::lineage_page(ModelId(2), depth, 0).unwrap();
        assert_eq!([0, 1, 2, 9].map(|depth| ids(&page(depth))), [vec![2], vec![2, 1], vec![2, 1, 0], vec![2, 1, 0]]);
        assert_eq!((page(9).next, page(9).truncated), (None, false));
        let expected = [
            LineageModel {
                model: ModelId(1),
                depth: 1,
                kind: Quantized,
                deprecated: false,
                parents: vec![parent(0, QuantizedFrom, 5, 1_000_000)],
                datanets: vec![],
            },
            LineageModel {
                model: ModelId(0),
                depth: 2,
                kind: Base,
                deprecated: true,
                parents: vec![],
                datanets: vec![link(7, RetrievesFrom, 3)],
            },
        ];
        assert_eq!(page(2).models[1..], expected);
    });
}

#[test]
fn lineage_page_should_list_all_models_once_when_there_are_many() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        for id in 1..300 {
            registered(ALICE, derived(id, FineTune, vec![parent(id - 1, FineTunedFrom, 0, 0)]));
        }
        let page = |model, depth, page| ModelRegistry::lineage_page(ModelId(model), depth, page).unwrap();
        let mut listed = Vec::new();
        let mut next = Some(0);
        while let Some(number) = next {
            let one = page(299, u32::MAX, number);
            assert!(one.truncated && one.models.len() == 64);
            listed.extend(ids(&one));
            next = one.next;
        }
        assert_eq!(listed, (44..300).rev().collect::<Vec<_>>());
        // Going on from the last one.
        assert_eq!(ids(&page(44, u32::MAX, 0)), (0..45).rev().collect::<Vec<_>>());
        // Exactly a page, and one more.
        assert_eq!((page(299, 63, 0).next, page(299, 64, 0).next), (None, Some(1)));
        assert_eq!((ids(&page(299, 64, 1)), page(299, 64, 1).truncated), (vec![235], false));
        for after in [2, u32::MAX] {
            assert_eq!(page(299, 64, after), LineagePage::default());
        }
        assert!(!page(255, u32::MAX, 0).truncated && page(256, u32::MAX, 0).truncated);
    });
}

#[cfg(feature = "runtime-benchmarks")]
#[test]
fn create_model_should_fill_the_lineage_lists() {
    ExtBuilder::default().build_and_execute(|| {
        let create = |base| <ModelRegistry as ModelInspect<AccountId>>::create_model(&BOB, base).unwrap();
        let first = create(None);
        let second = create(None);
        let adapter = create(Some(first));
        // A base that is among the usual parents is not named twice.
        let of_ancestor = create(Some(ModelId(3)));
        for model in [first, second, adapter, of_ancestor] {
            assert_eq!((info(model).parents.len(), info(model).datanets.len()), (16, 32));
            assert_eq!(info(model).owner, BOB);
            assert!(<ModelRegistry as ModelInspect<AccountId>>::is_active(model));
        }
        assert_eq!(<ModelRegistry as ModelInspect<AccountId>>::adapter_base(adapter), Some(first));
        assert_eq!(<ModelRegistry as ModelInspect<AccountId>>::adapter_base(of_ancestor), Some(ModelId(3)));
        // Sixteen ancestors were made, once.
        assert_eq!(NextModelId::<Test>::get(), ModelId(16 + 4));
    });
}

#[test]
fn a_record_should_be_as_small_as_its_deposit_says() {
    let size = ModelInfo::<frame::deps::sp_runtime::AccountId32, u32>::max_encoded_len();
    assert!(size <= 1_600, "{size}");
}
