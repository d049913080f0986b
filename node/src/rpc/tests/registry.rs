// SPDX-License-Identifier: GPL-3.0-only

//! Obligations, lineages, licenses, and queues for reviews.

use super::*;

#[test]
fn model_obligations_should_show_parts_in_ppm_and_what_is_passed_exactly() {
    let obligation = |ancestor, access, data| {
        json!({
            "ancestor": ancestor, "access": access, "royalty": 30_000, "data": data,
            "passedRoyalty": "999999999999", "passedData": "18446744073709551615",
        })
    };
    let expected =
        json!([obligation(0, "open", 0), obligation(2, "allowList", 50_000), obligation(4, "closed", 1_000_000)]);
    assert_eq!(ask("openledger_modelObligations", json!([7])).unwrap(), expected);
    assert_eq!(ask("openledger_modelObligations", json!(["7", null])).unwrap(), expected);
    assert_eq!(ask_by_name("openledger_modelObligations", json!({ "model": 7 })).unwrap(), expected);
}

/// The lineage of model 7 in the mock, with the depth and the next page that it was asked for.
fn lineage_json(depth: u32, next: u32) -> Value {
    json!({
        "models": [{
            "model": 7, "depth": depth, "kind": "quantized", "deprecated": true,
            "parents": [{ "model": 2, "relation": "quantizedFrom", "royalty": 30_000, "data": 1_000_000 }],
            "datanets": [{ "datanet": 1, "relation": "retrievesFrom", "weight": u32::MAX }],
        }],
        "next": next,
        "truncated": true,
    })
}

#[test]
fn lineage_should_describe_each_model_and_name_the_next_page() {
    assert_eq!(ask("openledger_lineage", json!([7, 2, 3])).unwrap(), lineage_json(2, 4));
    assert_eq!(ask("openledger_lineage", json!(["7", "2", "0", null])).unwrap(), lineage_json(2, 1));
    assert_eq!(ask_by_name("openledger_lineage", json!({ "model": 7, "page": 1 })).unwrap(), lineage_json(u32::MAX, 2));
    // Without them: the whole lineage from the first page on.
    assert_eq!(ask("openledger_lineage", json!([7])).unwrap(), lineage_json(u32::MAX, 1));
}

#[test]
fn lineage_should_fail_when_there_is_no_such_model() {
    let (code, message) = ask("openledger_lineage", json!([8, 1])).unwrap_err();
    assert_eq!(code, MODEL_NOT_FOUND);
    assert!(message.contains("no model 8"), "{message}");
    for params in [json!([7, "deep"]), json!([7, -1]), json!([7, 1, 4_294_967_296u64])] {
        assert_eq!(ask("openledger_lineage", params).unwrap_err().0, INVALID_PARAMS_CODE);
    }
}

#[test]
fn license_should_show_both_uses_and_the_template() {
    let expected = json!({
        "trainedOn": { "access": "closed", "data": 0 },
        "retrievesFrom": { "access": "allowList", "data": 300_000 },
        "template": 2,
    });
    assert_eq!(ask("openledger_license", json!([3])).unwrap(), expected);
    assert_eq!(ask_by_name("openledger_license", json!({ "datanet": "3" })).unwrap(), expected);
}

#[test]
fn license_should_fail_when_there_is_no_such_datanet() {
    let (code, message) = ask("openledger_license", json!([4])).unwrap_err();
    assert_eq!(code, DATANET_NOT_FOUND);
    assert!(message.contains("no datanet 4"), "{message}");
    assert_eq!(ask("openledger_license", json!(["three"])).unwrap_err().0, INVALID_PARAMS_CODE);
}

#[test]
fn review_queue_should_show_what_waits_and_where_to_go_on() {
    let page = |from: u64, limit: u32| {
        json!({
            "pending": [{
                "contribution": from.to_string(), "submitted": 4, "until": 11, "reviews": limit, "needed": 15,
            }],
            "next": "18446744073709551615",
            "more": from == 0,
        })
    };
    // Without `from` and `limit`: from the first one on, as many as the runtime gives.
    assert_eq!(ask("openledger_reviewQueue", json!([3])).unwrap(), page(0, u32::MAX));
    assert_eq!(
        ask("openledger_reviewQueue", json!([3, "9007199254740993", 2])).unwrap(),
        page(9_007_199_254_740_993, 2)
    );
    assert_eq!(ask_by_name("openledger_reviewQueue", json!({ "datanet": "3", "limit": "5" })).unwrap(), page(0, 5));
}

#[test]
fn review_queue_should_fail_when_there_is_no_such_datanet() {
    let (code, message) = ask("openledger_reviewQueue", json!([4, 0, 1])).unwrap_err();
    assert_eq!(code, DATANET_NOT_FOUND);
    assert!(message.contains("no datanet 4"), "{message}");
    assert_eq!(ask("openledger_reviewQueue", json!([3, -1])).unwrap_err().0, INVALID_PARAMS_CODE);
}

#[test]
fn model_obligations_should_fail_when_there_is_no_such_model() {
    let (code, message) = ask("openledger_modelObligations", json!([8])).unwrap_err();
    assert_eq!(code, MODEL_NOT_FOUND);
    assert!(message.starts_with("there is no model 8 at this block: look up"), "{message}");
    let (code, _) = ask("openledger_modelObligations", json!(["seven"])).unwrap_err();
    assert_eq!(code, INVALID_PARAMS_CODE);
}
