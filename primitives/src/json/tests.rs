// SPDX-License-Identifier: Apache-2.0

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

use crate::{
    runtime_api::*, ChannelKey, DatanetId, FeeSplit, Holder, ModelId, Parts, PoolId, Receipt, ReceiptProof, Role,
    Settled, SignedReceipt, Units, Voucher,
};
use alloc::{string::ToString, vec, vec::Vec};
use codec::{Decode, Encode};
use serde::{de::DeserializeOwned, Serialize};
use serde_json::{from_value, json, to_value, Value};
use sp_core::H256;
use sp_runtime::{AccountId32, MultiSignature};

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const ALICE_KEY: &str = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
const BIG: u128 = u128::MAX;
const BIG_TEXT: &str = "340282366920938463463374607431768211455";

type Signed = SignedReceipt<AccountId32, MultiSignature>;

fn alice() -> AccountId32 {
    ALICE.parse().unwrap()
}

fn units() -> Units {
    Units { calls: 1, input_tokens: u64::MAX, output_tokens: 3 }
}

fn units_json() -> Value {
    json!({ "calls": "1", "inputTokens": "18446744073709551615", "outputTokens": "3" })
}

fn vectors(kind: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../../../docs/vectors.json")).unwrap();
    let vectors = file["vectors"].as_array().unwrap();
    vectors.iter().filter(|vector| vector["kind"] == kind).cloned().collect()
}

/// Both ways: `value` is written as `json` and read from it.
fn same<T: Serialize + DeserializeOwned + PartialEq + core::fmt::Debug>(value: T, json: Value) {
    assert_eq!(to_value(&value).unwrap(), json);
    assert_eq!(from_value::<T>(json).unwrap(), value);
}

fn complaint<T: DeserializeOwned + core::fmt::Debug>(json: Value) -> alloc::string::String {
    from_value::<T>(json).unwrap_err().to_string()
}

/// Check that each mistake of `kind`, made in the right `json`, is explained. The RPC's tests read the same list.
fn assert_mistakes_explained<T: DeserializeOwned + core::fmt::Debug>(kind: &str, json: &Value) {
    let mistakes: Value = serde_json::from_str(include_str!("../../tests/mistakes.json")).unwrap();
    for mistake in mistakes[kind].as_array().unwrap() {
        let (mut wrong, field) = (json.clone(), mistake["field"].as_str().unwrap());
        match mistake.get("value") {
            Some(value) => wrong[field] = value.clone(),
            None => drop(wrong.as_object_mut().unwrap().remove(field).unwrap()),
        }
        let message = complaint::<T>(wrong);
        assert!(message.contains(mistake["message"].as_str().unwrap()), "{mistake}: {message}");
    }
}

#[test]
fn answers_should_have_the_form_that_clients_know() {
    let split = json!({
        "contributors": 400_000, "builders": 250_000, "operator": 200_000, "stakers": 100_000, "treasury": 40_000,
        "burn": 10_000,
    });
    let version = FeeSplitVersion { version: 2, split: FeeSplit::default(), effective_from: 7 };
    let version_json = json!({ "version": 2, "split": split, "effectiveFrom": 7 });
    same(version, version_json.clone());
    same(
        FeeSplitInfo { version: 1, split: FeeSplit::default(), next: Some(version) },
        json!({ "version": 1, "split": split, "next": version_json }),
    );
    let parts = Parts { contributors: 1, builders: 2, operator: 3, stakers: 4, treasury: 5, burn: BIG };
    let parts_json = json!({
        "contributors": "1", "builders": "2", "operator": "3", "stakers": "4", "treasury": "5", "burn": BIG_TEXT,
    });
    same(
        FeeSplitSimulation { era: 3, revenue: BIG, current: parts, proposed: parts },
        json!({ "era": 3, "revenue": BIG_TEXT, "current": parts_json, "proposed": parts_json }),
    );
    same(
        Earnings {
            claimable: 1,
            not_flowed: BIG,
            pools: vec![PoolEarnings { pool: PoolId::Operator(alice()), shares: BIG, claimable: 1, not_flowed: 2 }],
            truncated: false,
        },
        json!({
            "claimable": "1",
            "notFlowed": BIG_TEXT,
            "pools": [{
                "pool": { "type": "operator", "id": ALICE }, "shares": BIG_TEXT, "claimable": "1", "notFlowed": "2",
            }],
            "truncated": false,
        }),
    );
    let settled = Settled { model: ModelId(4), amount: BIG, units: units() };
    let settled_json = json!({ "model": 4, "amount": BIG_TEXT, "units": units_json() });
    same(
        ChannelInfo { channel: u64::MAX, balance: 1, deposit: 2, closes: None, settled: vec![settled], coverage: 3 },
        json!({
            "channel": "18446744073709551615", "balance": "1", "deposit": "2", "closes": null,
            "settled": [settled_json], "coverage": "3",
        }),
    );
    same(
        AgentInfo {
            channel: 1,
            authorization: 6,
            revoked: true,
            cap: 2,
            left: 3,
            expires: 4,
            models: vec![ModelId(5)],
            settled: vec![],
        },
        json!({
            "channel": "1", "authorization": "6", "revoked": true, "cap": "2", "left": "3", "expires": 4,
            "models": [5], "settled": [],
        }),
    );
    same(
        ReceiptCheck { leaf: H256::zero(), signed: true, included: false },
        json!({ "leaf": format!("0x{}", "0".repeat(64)), "signed": true, "included": false }),
    );
}

#[test]
fn books_should_say_the_surplus() {
    let ledger = AccountBooks { balance: 10, owed: 3, kept: 2, stopped: false };
    let escrow = AccountBooks { balance: 1, owed: 3, kept: 2, stopped: true };
    same(
        BooksInfo { ledger, escrow, calls_of_payers: BIG, calls_of_agents: 0 },
        json!({
            "ledger": { "balance": "10", "owed": "3", "kept": "2", "surplus": "5", "stopped": false },
            "escrow": { "balance": "1", "owed": "3", "kept": "2", "surplus": null, "stopped": true },
            "callsOfPayers": BIG_TEXT,
            "callsOfAgents": "0",
        }),
    );
}

#[test]
fn enums_should_name_their_variant_in_type() {
    for (pool, json) in [
        (PoolId::Datanet(DatanetId(1)), json!({ "type": "datanet", "id": 1 })),
        (PoolId::ModelData(ModelId(2)), json!({ "type": "modelData", "id": 2 })),
        (PoolId::ModelBuilders(ModelId(3)), json!({ "type": "modelBuilders", "id": 3 })),
        (PoolId::Operator(alice()), json!({ "type": "operator", "id": ALICE })),
        (PoolId::Curators(DatanetId(4)), json!({ "type": "curators", "id": 4 })),
    ] {
        same(pool.clone(), json.clone());
        same(Holder::Pool(pool.clone()), json!({ "type": "pool", "pool": json }));
        same(Recipient::Pool(pool.clone()), json!({ "type": "pool", "pool": json }));
        same(Recipient::Carried(pool), json!({ "type": "carried", "pool": json }));
    }
    same(Holder::Account(alice()), json!({ "type": "account", "account": ALICE }));
    for (recipient, json) in [
        (Recipient::Account(alice()), json!({ "type": "account", "account": ALICE })),
        (Recipient::AnyOperator, json!({ "type": "anyOperator" })),
        (Recipient::AnyStakers, json!({ "type": "anyStakers" })),
        (Recipient::Treasury, json!({ "type": "treasury" })),
        (Recipient::Commons, json!({ "type": "commons" })),
        (Recipient::Burned, json!({ "type": "burned" })),
    ] {
        same(
            Quote {
                amount: 1,
                split_version: 2,
                lines: vec![QuoteLine { role: Role::Contributors, recipient, model: Some(ModelId(3)), amount: 1 }],
                truncated: true,
            },
            json!({
                "amount": "1",
                "splitVersion": 2,
                "lines": [{ "role": "contributors", "recipient": json, "model": 3, "amount": "1" }],
                "truncated": true,
            }),
        );
    }
}

#[test]
fn channel_keys_should_be_read_by_name() {
    same(
        ChannelKey { operator: alice(), payer: AccountId32::new([0; 32]) },
        json!({ "operator": ALICE, "payer": "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM" }),
    );
    let key: ChannelKey<AccountId32> = from_value(json!({ "payer": ALICE, "operator": ALICE_KEY })).unwrap();
    assert_eq!(key, ChannelKey { operator: alice(), payer: alice() });
    same(ChannelKey { operator: 1u64, payer: 2 }, json!({ "operator": 1, "payer": 2 }));
    assert_mistakes_explained::<ChannelKey<AccountId32>>("channelKey", &json!({ "payer": ALICE, "operator": ALICE }));
}

#[test]
fn vouchers_and_receipts_of_the_vectors_should_be_read_and_written() {
    let genesis = |vector: &Value| -> H256 { from_value(vector["genesis"].clone()).unwrap() };
    let hex = |bytes: &[u8]| Value::String(sp_core::bytes::to_hex(bytes, false));
    for vector in vectors("voucher") {
        let voucher: Voucher<AccountId32> = from_value(vector["voucher"].clone()).unwrap();
        assert_eq!(hex(&voucher.payload(&genesis(&vector))), vector["payload"]);
        // With the address in place of the key, which is an account too.
        assert_eq!(from_value::<Voucher<AccountId32>>(to_value(&voucher).unwrap()).unwrap(), voucher);
        let mut written = to_value(&voucher).unwrap();
        for field in ["payer", "operator"] {
            written[field] = vector["voucher"][field].clone();
        }
        if voucher.agent.is_some() {
            written["agent"]["account"] = vector["voucher"]["agent"]["account"].clone();
        }
        assert_eq!(written, vector["voucher"]);
    }
    for vector in vectors("receipt") {
        let receipt: Receipt<AccountId32> = from_value(vector["receipt"].clone()).unwrap();
        assert_eq!(hex(&receipt.payload(&genesis(&vector))), vector["payload"]);
        assert_eq!(from_value::<Receipt<AccountId32>>(to_value(&receipt).unwrap()).unwrap(), receipt);
    }
}

#[test]
fn numbers_should_be_read_in_both_forms_and_a_root_can_be_left_out() {
    let mut voucher = vectors("voucher")[0]["voucher"].clone();
    voucher["channel"] = json!(0);
    voucher["model"] = json!("7");
    voucher["amount"] = json!(1);
    voucher["expires"] = json!("42");
    voucher["units"] = json!({ "calls": 0, "inputTokens": u64::MAX, "outputTokens": "0" });
    for root in [None, Some(json!(null))] {
        match root {
            None => drop(voucher.as_object_mut().unwrap().remove("receiptsRoot")),
            Some(null) => voucher["receiptsRoot"] = null,
        }
        let read: Voucher<AccountId32> = from_value(voucher.clone()).unwrap();
        assert_eq!((read.channel, read.model, read.amount, read.expires), (0, ModelId(7), 1, 42));
        assert_eq!(read.units, Units { calls: 0, input_tokens: u64::MAX, output_tokens: 0 });
        assert_eq!(read.receipts_root, H256::zero());
    }
    // As text, a number may be larger than what fits 64 bits.
    let parts: Settled =
        serde_json::from_str(&format!(r#"{{"model": 1, "amount": {}, "units": {}}}"#, 5, units_json())).unwrap();
    assert_eq!(parts.amount, 5);
}

#[test]
fn errors_should_say_what_to_give() {
    assert_mistakes_explained::<Voucher<AccountId32>>("voucher", &vectors("voucher")[0]["voucher"]);
    assert_mistakes_explained::<Receipt<AccountId32>>("receipt", &vectors("receipt")[0]["receipt"]);
}

#[test]
fn signatures_should_stand_under_the_kind_of_their_key() {
    let receipts = vectors("receipt");
    let mut kinds = Vec::new();
    for vector in vectors("signature") {
        let Some(receipt) = receipts.iter().find(|receipt| receipt["payload"] == vector["message"]) else { continue };
        let kind = vector["scheme"].as_str().unwrap();
        let signature = json!({ kind: vector["signature"] });
        let signed: Signed = from_value(json!({ "receipt": receipt["receipt"], "signature": signature })).unwrap();
        let encoded = sp_core::bytes::from_hex(vector["encoded"].as_str().unwrap()).unwrap();
        assert_eq!(signed.signature.encode(), encoded);
        assert_eq!(MultiSignature::decode(&mut encoded.as_slice()).unwrap(), signed.signature);
        assert_eq!(to_value(&signed).unwrap()["signature"], signature);
        kinds.push(kind.to_string());
    }
    assert!(kinds.len() >= 3, "{kinds:?}");

    let receipt = &receipts[0]["receipt"];
    let bytes = |length: usize| format!("0x{}", "12".repeat(length));
    for (kind, length) in [("ed25519", 64), ("sr25519", 64), ("ecdsa", 65), ("eth", 65)] {
        let signature = json!({ kind: bytes(length) });
        let signed: Signed = from_value(json!({ "receipt": receipt, "signature": signature })).unwrap();
        assert_eq!(to_value(&signed).unwrap()["signature"], signature);
    }
    let signed = json!({ "receipt": receipt, "signature": { "sr25519": bytes(64) } });
    assert_mistakes_explained::<Signed>("signedReceipt", &signed);
}

#[test]
fn proofs_should_be_read_in_both_forms_of_numbers() {
    let hash = format!("0x{}", "ab".repeat(32));
    let proof =
        ReceiptProof { root: H256::repeat_byte(0xab), leaves: 2, index: 1, items: vec![H256::repeat_byte(0xab)] };
    same(proof.clone(), json!({ "root": hash, "leaves": 2, "index": 1, "items": [hash] }));
    let read: ReceiptProof = from_value(json!({ "root": hash, "leaves": "2", "index": "1", "items": [hash] })).unwrap();
    assert_eq!(read, proof);
    let message = complaint::<ReceiptProof>(json!({ "root": hash, "leaves": 2, "index": 1, "items": ["0x12"] }));
    assert!(message.contains("is not 32 bytes"), "{message}");
}
