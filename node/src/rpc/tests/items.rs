// SPDX-License-Identifier: GPL-3.0-only

//! `openledger_verifyItem`, with the manifest of five items of `docs/vectors.json`.

use super::{ask, ask_by_name, json, Value};
use crate::rpc::{Hash, CONTRIBUTION_NOT_FOUND};
use jsonrpsee::types::error::INVALID_PARAMS_CODE;
use openledger_primitives::{manifest, ContributionId, Item, ItemProof, ItemRefusal};

/// The one contribution of the mock. The number is not exact as a number of JavaScript.
const CONTRIBUTION: &str = "9007199254740993";

fn five() -> Value {
    let file: Value = serde_json::from_str(include_str!("../../../../docs/vectors.json")).unwrap();
    let manifests = file["manifests"].as_array().unwrap();
    manifests.iter().find(|manifest| manifest["items"].as_array().unwrap().len() == 5).unwrap().clone()
}

pub(super) fn verify(contribution: ContributionId, item: &Item, proof: &ItemProof) -> Result<(), ItemRefusal> {
    if contribution.0.to_string() != CONTRIBUTION {
        return Err(ItemRefusal::ContributionNotFound);
    }
    let root: Hash = five()["root"].as_str().unwrap().parse().unwrap();
    manifest::verify(&root, 5, item, proof)
}

#[test]
fn verify_item_should_confirm_every_item_of_the_vectors() {
    let five = five();
    let included = json!({ "included": true, "reason": null });
    for (item, proof) in five["items"].as_array().unwrap().iter().zip(five["proofs"].as_array().unwrap()) {
        assert_eq!(ask("openledger_verifyItem", json!([CONTRIBUTION, item, proof])).unwrap(), included);
        // Numbers of 64 bits may be strings.
        let mut text = item.clone();
        text["bytes"] = json!(item["bytes"].to_string());
        let named = json!({ "contribution": CONTRIBUTION, "item": text, "proof": proof });
        assert_eq!(ask_by_name("openledger_verifyItem", named).unwrap(), included);
    }
}

#[test]
fn verify_item_should_name_the_reason_of_every_refusal_of_the_vectors() {
    let five = five();
    let refused = five["refused"].as_array().unwrap();
    // The contribution has five items.
    let of_five: Vec<&Value> = refused.iter().filter(|refused| refused["count"] == 5).collect();
    assert!(of_five.len() > 8);
    for refused in of_five {
        let expected = json!({ "included": false, "reason": refused["reason"] });
        let params = json!([CONTRIBUTION, refused["item"], refused["proof"]]);
        assert_eq!(ask("openledger_verifyItem", params).unwrap(), expected, "{}", refused["name"]);
    }
}

#[test]
fn verify_item_should_fail_when_there_is_no_such_contribution() {
    let five = five();
    let params = |contribution: Value| json!([contribution, five["items"][0], five["proofs"][0]]);
    let (code, message) = ask("openledger_verifyItem", params(json!(6))).unwrap_err();
    assert_eq!(code, CONTRIBUTION_NOT_FOUND);
    assert!(message.contains("no contribution 6 at this block"), "{message}");
    let (code, message) = ask("openledger_verifyItem", params(json!("six"))).unwrap_err();
    assert_eq!(code, INVALID_PARAMS_CODE);
    assert!(message.contains("is not a whole number"), "{message}");
}

#[test]
fn verify_item_should_say_what_an_item_and_a_proof_are() {
    let five = five();
    let (item, proof) = (&five["items"][0], &five["proofs"][0]);
    let with = |value: &Value, field: &str, change: Value| {
        let mut value = value.clone();
        value[field] = change;
        value
    };
    for (item, proof, hint) in [
        (with(item, "hash", json!("0x12")), proof.clone(), "is not 32 bytes: give 0x and 64 hexadecimal digits"),
        (with(item, "bytes", json!(-1)), proof.clone(), "-1 is not a whole number"),
        (with(item, "bytes", json!("18446744073709551616")), proof.clone(), "is too large: this number is a u64"),
        (with(item, "mediaType", json!(7)), proof.clone(), "expected a string"),
        (with(item, "name", json!("soil.txt")), proof.clone(), "unknown field `name`"),
        (item.clone(), with(proof, "index", json!("4294967296")), "is too large: this number is a u32"),
        (item.clone(), with(proof, "siblings", json!([7])), "7 is not 32 bytes"),
        (item.clone(), with(proof, "root", five["root"].clone()), "unknown field `root`"),
        (json!({ "hash": item["hash"], "bytes": 4 }), proof.clone(), "missing field `mediaType`"),
    ] {
        let (code, message) = ask("openledger_verifyItem", json!([CONTRIBUTION, item, proof])).unwrap_err();
        assert_eq!(code, INVALID_PARAMS_CODE, "{hint}");
        assert!(message.contains(hint), "{hint}: {message}");
    }
}
