// SPDX-License-Identifier: Apache-2.0

//! Licenses that a chain starts with.

use super::*;

fn genesis(datanet: DatanetId, license: License) -> GenesisLicense<AccountId> {
    GenesisLicense { datanet, license, trained_on: vec![BOB, CHARLIE], retrieves_from: vec![BOB] }
}

#[test]
fn genesis_should_set_licenses_as_the_calls_do() {
    let agreement = License { template: Some(3), ..license(terms(AllowList, 1), terms(AllowList, 2)) };
    build(vec![genesis(SECOND, agreement)]).execute_with(|| {
        assert_eq!(Licensing::license(SECOND), Some(agreement));
        assert_eq!(held(ALICE), 3 * ALLOWED_DEPOSIT);
        assert!(Licensing::is_allowed(SECOND, TrainedOn, CHARLIE));
        assert!(!Licensing::is_allowed(SECOND, RetrievesFrom, CHARLIE));
        assert_ok!(Licensing::do_try_state());
    });
}

#[test]
fn genesis_should_read_the_names_a_person_writes() {
    let json = r#"{
        "licenses": [{
            "datanet": 1,
            "license": {
                "trainedOn": { "access": "closed", "data": 0 },
                "retrievesFrom": { "access": "open", "data": 300000 },
                "template": 2
            },
            "trainedOn": [],
            "retrievesFrom": [2]
        }]
    }"#;
    let config: GenesisConfig<Test> = serde_json::from_str(json).unwrap();
    let retrieval = License { template: Some(2), ..license(terms(Closed, 0), terms(Open, 300_000)) };
    let expected = GenesisLicense { trained_on: vec![], ..genesis(SECOND, retrieval) };
    assert_eq!(config.licenses, [expected]);
}

#[test]
#[should_panic(expected = "each license is for a datanet of genesis")]
fn genesis_should_refuse_to_build_when_there_is_no_datanet() {
    build(vec![genesis(NOWHERE, License::default())]);
}

#[test]
#[should_panic(expected = "each license fits its template")]
fn genesis_should_refuse_to_build_when_a_template_does_not_fit() {
    build(vec![genesis(FIRST, License { template: Some(4), ..License::default() })]);
}

#[test]
#[should_panic(expected = "each account is listed once, and the owner has the deposit")]
fn genesis_should_refuse_to_build_when_the_deposit_is_missing() {
    build(vec![genesis(THIRD, License::default())]);
}

#[test]
#[should_panic(expected = "at most the whole data pool")]
fn genesis_should_refuse_to_build_when_more_than_everything_is_asked() {
    let json = r#"{ "access": "open", "data": 1000001 }"#;
    let terms: Use = serde_json::from_str(json).unwrap();
    build(vec![genesis(FIRST, license(terms, Use::default()))]);
}
