// SPDX-License-Identifier: Apache-2.0

//! Models that a chain starts with.

use super::*;
use frame::{deps::sp_io, traits::BuildGenesisConfig};

fn genesis_model(seed: u32, kind: ModelKind, parents: Vec<Parent>) -> GenesisModel<AccountId> {
    GenesisModel {
        owner: ALICE,
        name: "Owl 7B".into(),
        kind,
        artifact: artifact(seed),
        uri: "ipfs://owl".into(),
        team: vec![member(ALICE, 500_000), member(BOB, 500_000)],
        parents,
        datanets: vec![link(seed, TrainedOn, 2)],
        terms: open(50_000),
    }
}

#[test]
fn genesis_should_register_models_as_the_call_does() {
    let models =
        vec![genesis_model(0, Base, vec![]), genesis_model(1, Adapter, vec![parent(0, AdapterOf, 50_000, 250_000)])];
    ExtBuilder::default().models(models).build_and_execute(|| {
        assert_eq!(NextModelId::<Test>::get(), ModelId(2));
        assert_eq!(info(ModelId(0)).name.as_slice(), b"Owl 7B");
        assert_eq!(info(ModelId(0)).registered_at, 0);
        assert_eq!(info(ModelId(0)).derivatives, 1);
        assert_eq!(held(ALICE), 2 * MODEL_DEPOSIT);
        assert_eq!(holders(data(1)), [(Holder::Pool(datanet(1)), 1_500_000), (Holder::Pool(data(0)), 500_000)]);
        assert_eq!(ModelRegistry::lineage(ModelId(1)), [(ModelId(1), 0), (ModelId(0), 1)]);
    });
}

#[test]
fn genesis_should_read_the_names_a_person_writes() {
    let json = r#"{
        "models": [{
            "owner": 1,
            "name": "Owl 7B",
            "kind": "base",
            "artifact": "0x0000000000000000000000000000000000000000000000000000000000000007",
            "uri": "",
            "team": [{ "account": 1, "share": 1000000 }],
            "parents": [],
            "datanets": [{ "datanet": 0, "relation": "trainedOn", "weight": 2 }],
            "terms": { "access": "allowList", "royalty": 50000, "data": 100000 }
        }]
    }"#;
    let config: GenesisConfig<Test> = serde_json::from_str(json).unwrap();
    assert_eq!(config.models[0].terms, with_data_floor(allow_list(50_000), 100_000));
    assert_eq!(config.models[0].artifact, artifact(6));
}

#[test]
#[should_panic(expected = "each genesis model is valid")]
fn genesis_should_refuse_to_build_when_a_model_is_wrong() {
    let models = vec![genesis_model(0, FineTune, vec![parent(0, FineTunedFrom, 50_000, 250_000)])];
    ExtBuilder::default().models(models).build();
}

#[test]
#[should_panic(expected = "within bounds")]
fn genesis_should_refuse_to_build_when_more_than_everything_is_asked() {
    let terms: Terms = serde_json::from_str(r#"{ "access": "open", "royalty": 1000001, "data": 0 }"#).unwrap();
    let model = GenesisModel { terms, ..genesis_model(0, Base, vec![]) };
    ExtBuilder::default().models(vec![model]).build();
}

#[test]
#[should_panic(expected = "within bounds")]
fn genesis_should_refuse_to_build_when_more_than_all_data_is_asked() {
    let terms: Terms = serde_json::from_str(r#"{ "access": "open", "royalty": 0, "data": 1000001 }"#).unwrap();
    let model = GenesisModel { terms, ..genesis_model(0, Base, vec![]) };
    ExtBuilder::default().models(vec![model]).build();
}

#[test]
#[should_panic(expected = "within bounds")]
fn genesis_should_refuse_to_build_when_a_list_is_too_long() {
    let mut model = genesis_model(0, Base, vec![]);
    model.datanets = (0..33).map(|id| link(id, TrainedOn, 1)).collect();
    sp_io::TestExternalities::default().execute_with(|| GenesisConfig::<Test> { models: vec![model] }.build());
}
