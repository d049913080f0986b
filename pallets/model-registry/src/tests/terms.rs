// SPDX-License-Identifier: Apache-2.0

//! Obligations: their list, the parts passed on, and the views of them.

use super::*;

#[test]
fn obligations_should_name_the_ancestors_that_ask_for_something() {
    ExtBuilder::default().build_and_execute(|| {
        // 0 asks for nothing, 1 for royalty, 2 for data, 3 has an allow-list.
        registered(ALICE, base(0));
        registered(ALICE, with_terms(base(1), open(7)));
        let floor = with_data_floor(open(0), 60_000);
        registered(ALICE, with_datanets(with_terms(base(2), floor), vec![link(0, TrainedOn, 1)]));
        registered(ALICE, with_terms(base(3), allow_list(0)));
        let parents =
            vec![parent(3, Uses, 1, 0), parent(2, Uses, 2, 70_000), parent(1, Uses, 7, 0), parent(0, Uses, 500_000, 0)];
        let child = with_terms(derived(4, Agent, parents), allow_list(0));
        registered(ALICE, with_datanets(child, vec![link(1, TrainedOn, 1)]));
        let first = [obligation(1, open(7), 7, 0), obligation(2, floor, 2, 70_000), obligation(3, allow_list(0), 1, 0)];
        assert_eq!(obligations(ModelId(4)), first);
        assert_eq!(obligations(ModelId(0)), []);
        assert!(!ObligationsOf::<Test>::contains_key(ModelId(0)));

        // A model behind it takes them over, with its terms.
        let parents = vec![parent(4, Uses, 1_000_000, 1_000_000)];
        registered(ALICE, with_terms(derived(5, Agent, parents), allow_list(0)));
        let second = [&first[..], &[obligation(4, allow_list(0), 1_000_000, 1_000_000)]].concat();
        assert_eq!(obligations(ModelId(5)), second);
        // The view for a derivative names the model first.
        let expected = [&[obligation(4, allow_list(0), 1_000_000, 1_000_000)], &first[..]].concat();
        assert_eq!(ModelRegistry::terms_for(ModelId(4), ALICE), Some(expected));
        assert_eq!(ModelRegistry::terms_for(ModelId(4), BOB), None);
        assert_eq!(ModelRegistry::terms_for(ModelId(1), BOB), Some(vec![obligation(1, open(7), 1_000_000, 0)]));
    });
}

#[test]
fn obligations_should_take_the_stricter_terms_when_two_paths_lead_to_an_ancestor() {
    ExtBuilder::default().build_and_execute(|| {
        let root = registered(ALICE, with_datanets(with_terms(base(0), open(50_000)), vec![link(0, TrainedOn, 1)]));
        registered(ALICE, derived(1, Agent, vec![parent(0, Uses, 50_000, 1_000_000)]));
        let terms = with_data_floor(allow_list(10_000), 300_000);
        set_terms_in_time(root, terms);
        let child = |seed, parents| with_terms(derived(seed, Agent, parents), allow_list(0));
        registered(ALICE, child(2, vec![parent(0, Uses, 10_000, 1_000_000)]));
        let both =
            |royalty| child(3, vec![parent(1, Uses, royalty, 400_000), parent(2, Uses, 1_000_000 - royalty, 600_000)]);
        assert_noop!(register(signed(ALICE), both(999_999)), Error::<Test>::TermsNotMet);
        registered(ALICE, both(1_000_000));
        let strictest = with_data_floor(allow_list(50_000), 300_000);
        assert_eq!(obligations(ModelId(3))[0], obligation(0, strictest, 50_000, 1_000_000));
    });
}

#[test]
fn parts_passed_on_should_be_rounded_down() {
    ExtBuilder::default().build_and_execute(|| {
        // A third of a third of a third, in ppm: 0.333333 ^ 3 = 0.037036925926037037.
        registered(ALICE, with_terms(base(0), open(1)));
        for seed in 1..4 {
            registered(ALICE, derived(seed, Agent, vec![parent(seed - 1, Uses, 333_333, 0)]));
        }
        assert_eq!(obligations(ModelId(3))[0].passed_royalty, 37_036_925_926);
        assert_eq!(obligations(ModelId(2))[0].passed_royalty, 333_333 * 333_333);
        // A floor that is above what is passed by less than the digits tell is not met.
        registered(ALICE, with_terms(base(10), open(37_037)));
        registered(ALICE, derived(11, Agent, vec![parent(4, Uses, 37_037, 0)]));
        let missing = ModelRegistry::missing_terms(derived(12, Agent, vec![parent(5, Uses, 999_999, 0)]), None);
        assert_eq!(missing, Some(vec![Missing { ancestor: ModelId(4), royalty: ppm(1), data: ppm(0) }]));
    });
}

#[test]
fn register_should_fail_when_there_are_too_many_obligations() {
    ExtBuilder::default().build_and_execute(|| {
        for seed in 0..33 {
            registered(ALICE, with_terms(base(seed), open(1)));
        }
        let merge = |seed, models: core::ops::Range<u32>| {
            derived(seed, Agent, models.map(|id| parent(id, Uses, 1, 0)).collect())
        };
        registered(ALICE, merge(33, 0..16));
        registered(ALICE, merge(34, 16..32));
        let mut parents = vec![parent(33, Uses, 500_000, 0), parent(34, Uses, 500_000, 0)];
        let missing = ModelRegistry::missing_terms(derived(35, Agent, parents.clone()), None).unwrap();
        assert_eq!(missing.len(), 32);
        parents.push(parent(32, Uses, 0, 0));
        let child = derived(35, Agent, parents);
        assert_noop!(register(signed(ALICE), child.clone()), Error::<Test>::TooManyObligations);
        assert_eq!(ModelRegistry::missing_terms(child, None), None);
    });
}

#[test]
fn an_obligation_should_be_as_small_as_its_deposit_says() {
    assert!(Obligations::max_encoded_len() <= 950, "{}", Obligations::max_encoded_len());
}

#[test]
fn the_constitution_should_leave_something_for_a_model_with_the_most_parents() {
    let check = || <ModelRegistry as Hooks<u64>>::integrity_test();
    ExtBuilder::default().build_and_execute(|| {
        LeastData::set(ppm(62_499));
        check();
        LeastData::set(ppm(62_500));
        assert!(std::panic::catch_unwind(check).is_err());
        LeastData::set(ppm(MIN_DATA));
    });
}

#[test]
fn an_obligation_should_have_the_json_of_the_rpc() {
    let json = serde_json::json!({
        "ancestor": 3, "access": "allowList", "royalty": 7, "data": 0, "passedRoyalty": "8000000", "passedData": "0",
    });
    let owed = obligation(3, allow_list(7), 8, 0);
    assert_eq!(serde_json::to_value(owed).unwrap(), json);
    assert_eq!(serde_json::from_value::<Obligation>(json).unwrap(), owed);
}
