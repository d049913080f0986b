// SPDX-License-Identifier: GPL-3.0-only

//! The `openledger_*` methods, called as clients call them, with a mock runtime.

// `mock_impl_runtime_apis` does not implement the parts that no test calls.
#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unimplemented, clippy::unwrap_used)]

mod registry;

use super::*;
use futures::executor::block_on;
use jsonrpsee::{
    core::{
        params::{ArrayParams, ObjectParams},
        traits::ToRpcParams,
    },
    MethodsError,
};
use openledger_primitives::{
    disputes::CaseId,
    license::Use,
    lineage::{DatanetLink, DatanetRelation, LineageModel, ModelKind, Parent, ParentRelation},
    runtime_api::{self as api, Recipient},
    voucher::is_signed_by,
    Balance, DatanetId, PoolId, Role, Settled, Units,
};
use serde_json::{json, Value};
use sp_api::{mock_impl_runtime_apis, ApiRef};
use sp_runtime::{
    traits::{Block as BlockT, NumberFor, Zero},
    Permill,
};

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const ALICE_HEX: &str = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

fn alice() -> AccountId {
    ALICE.parse().unwrap()
}

/// The test vectors that every client is checked with.
fn vectors(kind: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../../../docs/vectors.json")).unwrap();
    file["vectors"].as_array().unwrap().iter().filter(|vector| vector["kind"] == kind).cloned().collect()
}

fn vector(kind: &str, name: &str) -> Value {
    vectors(kind).into_iter().find(|vector| vector["name"] == name).unwrap()
}

/// The genesis hash of most vectors.
fn genesis() -> Hash {
    vectors("receipt")[0]["genesis"].as_str().unwrap().parse().unwrap()
}

fn settled() -> Settled {
    let units = Units { calls: 8, input_tokens: u64::MAX, output_tokens: 11_128 };
    Settled { model: ModelId(3), amount: 88_000_000_000, units }
}

fn settled_json() -> Value {
    json!({
        "model": 3,
        "amount": "88000000000",
        "units": { "calls": "8", "inputTokens": "18446744073709551615", "outputTokens": "11128" },
    })
}

/// A chain with one block, whose hash is zero.
struct TestClient;

struct TestApi;

mock_impl_runtime_apis! {
    impl OpenLedgerApi<Block, AccountId, Signature> for TestApi {
        fn fee_split() -> api::FeeSplitInfo {
            let next = FeeSplit { burn: Permill::zero(), treasury: Permill::from_percent(5), ..FeeSplit::default() };
            let next = api::FeeSplitVersion { version: 2, split: next, effective_from: 12 };
            api::FeeSplitInfo { version: 1, split: FeeSplit::default(), next: Some(next) }
        }

        fn fee_split_history() -> Vec<api::FeeSplitVersion> {
            let before = FeeSplit { burn: Permill::zero(), treasury: Permill::from_percent(5), ..FeeSplit::default() };
            vec![
                api::FeeSplitVersion { version: 2, split: FeeSplit::default(), effective_from: 9 },
                api::FeeSplitVersion { version: 1, split: before, effective_from: 0 },
            ]
        }

        fn simulate_fee_split(split: FeeSplit) -> Option<api::FeeSplitSimulation> {
            let (current, proposed) = (FeeSplit::default().divide(1_000_000)?, split.divide(1_000_000)?);
            split.is_exact().then_some(api::FeeSplitSimulation { era: 11, revenue: 1_000_000, current, proposed })
        }

        fn parameters() -> Vec<api::ParameterInfo> {
            let next = Some(api::ParameterChange { value: u128::MAX, from_era: 36 });
            vec![api::ParameterInfo {
                name: "MinOperatorBond".into(),
                unit: api::ParameterUnit::Planck,
                now: 1 << 64,
                next,
                before: 3,
                changed_in: 4,
                default: 5,
                least: 1,
                most: u128::MAX,
                notice: 28,
            }]
        }

        fn quote(model: ModelId, amount: Balance, operator: Option<AccountId>) -> Option<api::Quote<AccountId>> {
            if model.0 != 7 {
                return None;
            }
            let line = |role, recipient, model, amount| api::QuoteLine { role, recipient, model, amount };
            Some(api::Quote {
                amount,
                split_version: 1,
                lines: vec![
                    line(Role::Contributors, Recipient::Pool(PoolId::Datanet(DatanetId(1))), Some(model), amount),
                    line(Role::Operator, operator.map_or(Recipient::AnyOperator, Recipient::Account), None, 0),
                    line(Role::Stakers, Recipient::AnyStakers, None, 0),
                    line(Role::Builders, Recipient::Carried(PoolId::ModelBuilders(model)), Some(model), 0),
                    line(Role::Contributors, Recipient::Pool(PoolId::ModelData(model)), Some(model), 0),
                    line(Role::Treasury, Recipient::Treasury, None, 0),
                    line(Role::Contributors, Recipient::Commons, None, 0),
                    line(Role::Burn, Recipient::Burned, None, 0),
                ],
                truncated: false,
            })
        }

        fn model_obligations(model: ModelId) -> Option<Vec<api::Obligation>> {
            let obligation = |ancestor, access, data| api::Obligation {
                ancestor: ModelId(ancestor),
                access,
                royalty: Permill::from_percent(3),
                data: Permill::from_percent(data),
                passed_royalty: 999_999_999_999,
                passed_data: u64::MAX,
            };
            (model.0 == 7).then(|| {
                vec![
                    obligation(0, api::Access::Open, 0),
                    obligation(2, api::Access::AllowList, 5),
                    obligation(4, api::Access::Closed, 100),
                ]
            })
        }

        fn lineage(model: ModelId, depth: u32, page: u32) -> Option<LineagePage> {
            let parent = Parent {
                model: ModelId(2),
                relation: ParentRelation::QuantizedFrom,
                royalty: Permill::from_percent(3),
                data: Permill::one(),
            };
            let link = DatanetLink { datanet: DatanetId(1), relation: DatanetRelation::RetrievesFrom, weight: u32::MAX };
            (model.0 == 7).then(|| LineagePage {
                models: vec![LineageModel {
                    model,
                    depth,
                    kind: ModelKind::Quantized,
                    deprecated: true,
                    parents: vec![parent],
                    datanets: vec![link],
                }],
                next: Some(page.wrapping_add(1)),
                truncated: true,
            })
        }

        fn license(datanet: DatanetId) -> Option<License> {
            let terms = |access, percent| Use { access, data: Permill::from_percent(percent) };
            (datanet.0 == 3).then(|| License {
                trained_on: terms(api::Access::Closed, 0),
                retrieves_from: terms(api::Access::AllowList, 30),
                template: Some(2),
            })
        }

        fn review_queue(datanet: DatanetId, from: ContributionId, limit: u32) -> Option<api::ReviewQueue> {
            let waiting =
                api::PendingReview { contribution: from.0, submitted: 4, until: 11, reviews: limit, needed: 15 };
            (datanet.0 == 3).then(|| api::ReviewQueue { pending: vec![waiting], next: u64::MAX, more: from.0 == 0 })
        }

        fn sponsorship(datanet: DatanetId, who: Option<AccountId>) -> Option<SponsorshipInfo<AccountId>> {
            (datanet.0 == 3).then(|| cases::budget(who))
        }

        fn case(id: CaseId) -> Option<CaseInfo<AccountId>> {
            (id == CaseId::MAX).then(|| cases::case(id))
        }

        fn cases(from: CaseId, limit: u32) -> CasePage<AccountId> {
            CasePage { cases: vec![cases::case(from)], next: from.checked_add(limit.into()) }
        }

        fn earnings(who: AccountId) -> api::Earnings<AccountId> {
            api::Earnings {
                claimable: Balance::MAX,
                not_flowed: 3,
                pools: vec![api::PoolEarnings { pool: PoolId::Operator(who), shares: 5, claimable: 4, not_flowed: 3 }],
                truncated: true,
            }
        }

        #[advanced]
        fn current_era(at: Hash) -> Result<Era, ApiError> {
            if at == Hash::zero() {
                Ok(12)
            } else {
                Err(ApiError::UnknownBlock("not there".into()))
            }
        }

        fn books() -> api::BooksInfo {
            api::BooksInfo {
                ledger: api::AccountBooks { balance: Balance::MAX, owed: 7, kept: 5, stopped: false },
                escrow: api::AccountBooks { balance: 11, owed: 7, kept: 5, stopped: true },
                calls_of_payers: 3,
                calls_of_agents: u128::MAX,
            }
        }

        fn channel(key: ChannelKey<AccountId>) -> Option<api::ChannelInfo> {
            (key.payer == alice() && key.operator != key.payer).then(|| api::ChannelInfo {
                channel: u64::MAX,
                balance: Balance::MAX,
                deposit: 5,
                closes: Some(44),
                settled: vec![settled()],
                coverage: 1_000,
            })
        }

        fn agent(key: ChannelKey<AccountId>, agent: AccountId) -> Option<api::AgentInfo> {
            let known = key.payer == alice() && key.operator != key.payer && agent != key.payer;
            known.then(|| api::AgentInfo {
                channel: 7,
                authorization: u64::MAX,
                revoked: true,
                cap: 500,
                left: 123,
                expires: 90,
                models: vec![ModelId(3), ModelId(5)],
                settled: vec![settled()],
            })
        }

        fn voucher_payload(voucher: Voucher<AccountId>) -> api::Payload {
            api::Payload { bytes: voucher.payload(&genesis()) }
        }

        fn receipt_payload(receipt: Receipt<AccountId>) -> api::Payload {
            api::Payload { bytes: receipt.payload(&genesis()) }
        }

        fn verify_receipt(
            signed: SignedReceipt<AccountId, Signature>,
            proof: ReceiptProof,
        ) -> api::ReceiptCheck {
            let payload = signed.receipt.payload(&genesis());
            let leaf = signed.receipt.leaf(&genesis());
            api::ReceiptCheck {
                leaf,
                signed: is_signed_by(&signed.signature, &payload, &signed.receipt.operator),
                // These tests have trees of one receipt.
                included: proof.leaves == 1 && proof.index == 0 && proof.items.is_empty() && proof.root == leaf,
            }
        }

        fn verify_item(contribution: ContributionId, item: Item, proof: ItemProof) -> Result<(), ItemRefusal> {
            items::verify(contribution, &item, &proof)
        }
    }
}

impl ProvideRuntimeApi<Block> for TestClient {
    type Api = TestApi;

    fn runtime_api(&self) -> ApiRef<'_, TestApi> {
        TestApi.into()
    }
}

impl HeaderBackend<Block> for TestClient {
    fn header(&self, _: Hash) -> sp_blockchain::Result<Option<<Block as BlockT>::Header>> {
        Ok(None)
    }

    fn info(&self) -> sp_blockchain::Info<Block> {
        sp_blockchain::Info {
            best_hash: Hash::zero(),
            best_number: Zero::zero(),
            genesis_hash: Hash::zero(),
            finalized_hash: Hash::zero(),
            finalized_number: Zero::zero(),
            finalized_state: None,
            number_leaves: 0,
            block_gap: None,
        }
    }

    fn status(&self, _: Hash) -> sp_blockchain::Result<sp_blockchain::BlockStatus> {
        Ok(sp_blockchain::BlockStatus::Unknown)
    }

    fn number(&self, _: Hash) -> sp_blockchain::Result<Option<NumberFor<Block>>> {
        Ok(None)
    }

    fn hash(&self, _: NumberFor<Block>) -> sp_blockchain::Result<Option<Hash>> {
        Ok(None)
    }
}

/// The answer to a call with `params` in their order.
fn ask(method: &str, params: Value) -> Result<Value, (i32, String)> {
    let mut array = ArrayParams::new();
    for param in params.as_array().unwrap() {
        array.insert(param).unwrap();
    }
    call(method, array)
}

/// The answer to a call with `params` by name.
fn ask_by_name(method: &str, params: Value) -> Result<Value, (i32, String)> {
    let mut object = ObjectParams::new();
    for (name, param) in params.as_object().unwrap() {
        object.insert(name, param).unwrap();
    }
    call(method, object)
}

/// The result, or the code of the error with its message and details.
fn call(method: &str, params: impl ToRpcParams) -> Result<Value, (i32, String)> {
    let module = OpenLedger::new(Arc::new(TestClient)).into_rpc();
    block_on(module.call(method, params)).map_err(|error| match error {
        MethodsError::JsonRpc(error) => {
            let details = error.data().map(|data| match serde_json::from_str(data.get()) {
                Ok(Value::String(text)) => text,
                _ => data.get().to_string(),
            });
            (error.code(), format!("{} {}", error.message(), details.unwrap_or_default()))
        }
        other => (0, other.to_string()),
    })
}

/// Check that `method` explains each mistake of `kind`, made in the right `param`. The types' own tests read the same
/// list.
fn assert_mistakes_explained(method: &str, kind: &str, param: &Value) {
    let mistakes: Value = serde_json::from_str(include_str!("../../../primitives/tests/mistakes.json")).unwrap();
    for mistake in mistakes[kind].as_array().unwrap() {
        let (mut wrong, field) = (param.clone(), mistake["field"].as_str().unwrap());
        match mistake.get("value") {
            Some(value) => wrong[field] = value.clone(),
            None => drop(wrong.as_object_mut().unwrap().remove(field).unwrap()),
        }
        let (code, message) = ask(method, json!([wrong])).unwrap_err();
        assert_eq!(code, INVALID_PARAMS_CODE, "{mistake}");
        assert!(message.contains(mistake["message"].as_str().unwrap()), "{mistake}: {message}");
    }
}

#[test]
fn fee_split_should_name_the_split_in_force_and_the_next() {
    let part = |treasury, burn| {
        json!({
            "contributors": 400_000, "builders": 250_000, "operator": 200_000, "stakers": 100_000,
            "treasury": treasury, "burn": burn,
        })
    };
    let expected = json!({
        "version": 1,
        "split": part(40_000, 10_000),
        "next": { "version": 2, "split": part(50_000, 0), "effectiveFrom": 12 },
    });
    assert_eq!(ask("openledger_feeSplit", json!([])).unwrap(), expected);
    assert_eq!(ask("openledger_feeSplit", json!([Hash::zero()])).unwrap(), expected);
}

#[test]
fn fee_split_history_should_list_versions_from_the_latest_on() {
    let part = |treasury, burn| {
        json!({
            "contributors": 400_000, "builders": 250_000, "operator": 200_000, "stakers": 100_000,
            "treasury": treasury, "burn": burn,
        })
    };
    assert_eq!(
        ask("openledger_feeSplitHistory", json!([])).unwrap(),
        json!([
            { "version": 2, "split": part(40_000, 10_000), "effectiveFrom": 9 },
            { "version": 1, "split": part(50_000, 0), "effectiveFrom": 0 },
        ])
    );
}

#[test]
fn parameters_should_show_values_as_strings_with_their_eras() {
    let expected = json!([{
        "name": "MinOperatorBond", "unit": "planck", "now": "18446744073709551616",
        "next": { "value": "340282366920938463463374607431768211455", "fromEra": 36 },
        "before": "3", "changedIn": 4, "default": "5", "least": "1",
        "most": "340282366920938463463374607431768211455", "notice": 28,
    }]);
    assert_eq!(ask("openledger_parameters", json!([])).unwrap(), expected);
    assert_eq!(ask("openledger_parameters", json!([null])).unwrap(), expected);
}

#[test]
fn simulate_fee_split_should_show_both_splits_and_refuse_parts_that_are_not_a_whole() {
    let split = |contributors: u32| {
        json!({
            "contributors": contributors, "builders": 250_000, "operator": 200_000, "stakers": 100_000,
            "treasury": 40_000, "burn": 20_000,
        })
    };
    let parts = |contributors: &str, burn: &str| {
        json!({
            "contributors": contributors, "builders": "250000", "operator": "200000", "stakers": "100000",
            "treasury": "40000", "burn": burn,
        })
    };
    assert_eq!(
        ask("openledger_simulateFeeSplit", json!([split(390_000)])).unwrap(),
        json!({
            "era": 11, "revenue": "1000000", "current": parts("400000", "10000"), "proposed": parts("390000", "20000"),
        })
    );
    for contributors in [389_999, 390_001, 1_390_000, u32::MAX] {
        assert!(ask("openledger_simulateFeeSplit", json!([split(contributors)])).is_err(), "{contributors}");
    }
    let alone = json!({
        "contributors": 2_000_000, "builders": 0, "operator": 0, "stakers": 0, "treasury": 0, "burn": 0,
    });
    assert!(ask("openledger_simulateFeeSplit", json!([alone])).is_err());
    assert!(ask("openledger_simulateFeeSplit", json!([{ "contributors": 1_000_000 }])).is_err());
}

#[test]
fn quote_should_show_every_kind_of_recipient() {
    let quote = ask("openledger_quote", json!([7, "1000"])).unwrap();
    assert_eq!(
        quote,
        json!({
            "amount": "1000",
            "splitVersion": 1,
            "lines": [
                {
                    "role": "contributors", "recipient": { "type": "pool", "pool": { "type": "datanet", "id": 1 } },
                    "model": 7, "amount": "1000",
                },
                { "role": "operator", "recipient": { "type": "anyOperator" }, "model": null, "amount": "0" },
                { "role": "stakers", "recipient": { "type": "anyStakers" }, "model": null, "amount": "0" },
                {
                    "role": "builders",
                    "recipient": { "type": "carried", "pool": { "type": "modelBuilders", "id": 7 } },
                    "model": 7, "amount": "0",
                },
                {
                    "role": "contributors", "recipient": { "type": "pool", "pool": { "type": "modelData", "id": 7 } },
                    "model": 7, "amount": "0",
                },
                { "role": "treasury", "recipient": { "type": "treasury" }, "model": null, "amount": "0" },
                { "role": "contributors", "recipient": { "type": "commons" }, "model": null, "amount": "0" },
                { "role": "burn", "recipient": { "type": "burned" }, "model": null, "amount": "0" },
            ],
            "truncated": false,
        })
    );
}

#[test]
fn quote_should_take_the_operator_as_address_or_public_key() {
    for operator in [ALICE, ALICE_HEX] {
        let quote = ask("openledger_quote", json!([7, 1000, operator, null])).unwrap();
        assert_eq!(quote.pointer("/lines/1/recipient").unwrap(), &json!({ "type": "account", "account": ALICE }));
    }
}

#[test]
fn quote_should_fail_when_there_is_no_such_model() {
    let (code, message) = ask("openledger_quote", json!([8, "1000"])).unwrap_err();
    assert_eq!(code, MODEL_NOT_FOUND);
    assert!(message.starts_with("there is no model 8 at this block: look up"), "{message}");
}

#[test]
fn quote_should_fail_when_the_amount_is_not_whole_planck() {
    for amount in [
        json!(""),
        json!("1.5"),
        json!("-1"),
        json!("+1"),
        json!("0x10"),
        json!(" 1"),
        json!(-1),
        json!(1.5),
        json!(true),
        json!(null),
    ] {
        let (code, message) = ask("openledger_quote", json!([7, amount])).unwrap_err();
        assert_eq!(code, INVALID_PARAMS_CODE, "{amount}");
        assert!(message.contains("an amount in planck (1 OPEN is 10^12 planck)"), "{amount}: {message}");
    }
}

#[test]
fn quote_should_fail_when_the_amount_is_larger_than_the_ledger_divides() {
    let largest = Balance::MAX / 1_000_000;
    let quote = ask("openledger_quote", json!([7, largest.to_string()])).unwrap();
    assert_eq!(quote.pointer("/amount").unwrap(), &json!(largest.to_string()));

    for (amount, hint) in [
        ((largest + 1).to_string(), format!("planck are more than a quote accepts: {largest}")),
        ("9".repeat(50), "planck are more than there can be".to_string()),
    ] {
        let (code, message) = ask("openledger_quote", json!([7, amount])).unwrap_err();
        assert_eq!(code, INVALID_PARAMS_CODE);
        assert!(message.contains(&format!("{amount} {hint}")), "{message}");
    }
}

#[test]
fn quote_should_take_numbers_when_they_are_whole() {
    for (amount, expected) in [(json!(0), "0"), (json!(1), "1"), (json!(u64::MAX), "18446744073709551615")] {
        let quote = ask("openledger_quote", json!([7, amount])).unwrap();
        assert_eq!(quote.pointer("/amount").unwrap(), &json!(expected));
    }
    for model in [json!(7), json!("7")] {
        assert!(ask("openledger_quote", json!([model, "1000"])).is_ok(), "{model}");
    }
}

#[test]
fn quote_should_fail_when_the_model_is_no_number() {
    for (model, hint) in [
        (json!("seven"), "is not a whole number: give a string of decimal digits or a whole number"),
        (json!(-7), "-7 is not a whole number"),
        (json!(null), "null is not a whole number"),
        (json!(4_294_967_296_u64), "4294967296 is too large: this number is a u32"),
    ] {
        let (code, message) = ask("openledger_quote", json!([model, "1000"])).unwrap_err();
        assert_eq!(code, INVALID_PARAMS_CODE, "{model}");
        assert!(message.contains(hint), "{model}: {message}");
    }
}

#[test]
fn parameters_should_be_read_by_name() {
    let key = json!({ "operator": BOB, "payer": ALICE });
    for (method, by_name, in_order) in [
        ("openledger_earnings", json!({ "who": ALICE }), json!([ALICE])),
        ("openledger_quote", json!({ "model": 7, "amount": "1000", "operator": ALICE }), json!([7, "1000", ALICE])),
        ("openledger_channel", json!({ "key": key }), json!([key])),
        ("openledger_agent", json!({ "key": key, "agent": BOB, "at": Hash::zero() }), json!([key, BOB])),
    ] {
        assert_eq!(ask_by_name(method, by_name).unwrap(), ask(method, in_order).unwrap(), "{method}");
    }
}

#[test]
fn earnings_should_be_exact_in_strings() {
    let expected = json!({
        "claimable": "340282366920938463463374607431768211455",
        "notFlowed": "3",
        "pools": [{
            "pool": { "type": "operator", "id": ALICE }, "shares": "5", "claimable": "4", "notFlowed": "3",
        }],
        "truncated": true,
    });
    assert_eq!(ask("openledger_earnings", json!([ALICE])).unwrap(), expected);
    assert_eq!(ask("openledger_earnings", json!([alice()])).unwrap(), expected);
}

#[test]
fn earnings_should_fail_when_the_account_is_not_one() {
    for text in ["", "alice", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ", "0x1234"] {
        let (code, message) = ask("openledger_earnings", json!([text])).unwrap_err();
        assert_eq!(code, INVALID_PARAMS_CODE, "{text}");
        assert!(message.starts_with("`who` must be an account as an SS58 address"), "{message}");
    }
}

#[test]
fn books_should_show_a_surplus_and_that_there_is_none() {
    assert_eq!(
        ask("openledger_books", json!([])).unwrap(),
        json!({
            "ledger": {
                "balance": Balance::MAX.to_string(), "owed": "7", "kept": "5",
                "surplus": (Balance::MAX - 12).to_string(), "stopped": false,
            },
            "escrow": { "balance": "11", "owed": "7", "kept": "5", "surplus": null, "stopped": true },
            "callsOfPayers": "3",
            "callsOfAgents": u128::MAX.to_string(),
        })
    );
}

#[test]
fn current_era_should_fail_when_there_is_no_such_block() {
    assert_eq!(ask("openledger_currentEra", json!([])).unwrap(), json!(12));

    let (code, message) = ask("openledger_currentEra", json!([Hash::repeat_byte(1)])).unwrap_err();
    assert_eq!(code, BLOCK_NOT_FOUND);
    assert!(message.contains("Leave `at` out"), "{message}");
}

#[test]
fn channel_should_be_shown_with_the_totals_settled_per_model() {
    let expected = json!({
        "channel": "18446744073709551615",
        "balance": "340282366920938463463374607431768211455",
        "deposit": "5",
        "closes": 44,
        "settled": [settled_json()],
        "coverage": "1000",
    });
    assert_eq!(ask("openledger_channel", json!([{ "operator": BOB, "payer": ALICE }])).unwrap(), expected);
    assert_eq!(ask("openledger_channel", json!([{ "payer": ALICE_HEX, "operator": BOB }, null])).unwrap(), expected);
}

#[test]
fn channel_should_fail_when_there_is_none() {
    let swapped = json!({ "operator": ALICE, "payer": BOB });
    let (code, message) = ask("openledger_channel", json!([swapped])).unwrap_err();
    assert_eq!(code, CHANNEL_NOT_FOUND);
    assert!(message.starts_with(&format!("{BOB} has no open channel with {ALICE}")), "{message}");
    assert!(message.contains("`inference.openChannel`"), "{message}");

    let key = json!({ "operator": BOB, "payer": ALICE });
    assert_mistakes_explained("openledger_channel", "channelKey", &key);
    let (code, message) = ask("openledger_channel", json!([ALICE])).unwrap_err();
    assert_eq!(code, INVALID_PARAMS_CODE);
    assert!(message.contains("expected struct ChannelKey"), "{message}");
}

#[test]
fn agent_should_be_shown_with_the_rest_of_its_cap() {
    let expected = json!({
        "channel": "7",
        "authorization": "18446744073709551615",
        "revoked": true,
        "cap": "500",
        "left": "123",
        "expires": 90,
        "models": [3, 5],
        "settled": [settled_json()],
    });
    assert_eq!(ask("openledger_agent", json!([{ "operator": BOB, "payer": ALICE }, BOB])).unwrap(), expected);
}

#[test]
fn agent_should_fail_when_it_is_not_authorized() {
    let key = json!({ "operator": BOB, "payer": ALICE });
    let (code, message) = ask("openledger_agent", json!([key, ALICE])).unwrap_err();
    assert_eq!(code, AGENT_NOT_FOUND);
    assert!(message.contains("`inference.authorizeAgent`"), "{message}");

    let (code, message) = ask("openledger_agent", json!([key, "carol"])).unwrap_err();
    assert_eq!(code, INVALID_PARAMS_CODE);
    assert!(message.starts_with("`agent` must be an account"), "{message}");
}

#[test]
fn payloads_should_be_those_of_the_vectors() {
    let mut asked = 0;
    for (kind, method) in [("voucher", "openledger_voucherPayload"), ("receipt", "openledger_receiptPayload")] {
        for vector in vectors(kind).into_iter().filter(|vector| vector["genesis"] == json!(genesis())) {
            assert_eq!(ask(method, json!([vector[kind]])).unwrap(), vector["payload"], "{}", vector["name"]);
            asked += 1;
        }
    }
    assert!(asked > 20);
}

#[test]
fn voucher_payload_should_take_numbers_and_addresses_and_need_no_root_and_no_agent() {
    let vector = vector("voucher", "zero units and no receipts");
    let mut voucher = vector["voucher"].clone();
    voucher["payer"] = json!(ALICE);
    voucher["channel"] = json!(0);
    voucher["model"] = json!("0");
    voucher["amount"] = json!(1);
    voucher["units"] = json!({ "calls": 0, "inputTokens": 0, "outputTokens": "0" });
    voucher.as_object_mut().unwrap().retain(|field, _| field != "receiptsRoot" && field != "agent");
    assert_eq!(ask("openledger_voucherPayload", json!([voucher])).unwrap(), vector["payload"]);
}

#[test]
fn voucher_payload_should_say_what_to_give() {
    let vector = vector("voucher", "an ordinary voucher");
    assert_mistakes_explained("openledger_voucherPayload", "voucher", &vector["voucher"]);
}

#[test]
fn receipt_payload_should_say_what_to_give() {
    let vector = vector("receipt", "receipt 0");
    assert_mistakes_explained("openledger_receiptPayload", "receipt", &vector["receipt"]);
}

/// The signed receipts of the vectors in the form of the RPC, with their leaves.
fn signed_receipts() -> Vec<(Value, Value)> {
    let receipts = vectors("receipt");
    vectors("signature")
        .into_iter()
        .filter_map(|signature| {
            let receipt = receipts.iter().find(|receipt| receipt["payload"] == signature["message"])?;
            let scheme = signature["scheme"].as_str().unwrap();
            let signed = json!({
                "receipt": receipt["receipt"],
                "signature": { scheme: signature["signature"] },
            });
            Some((signed, receipt["leaf"].clone()))
        })
        .collect()
}

#[test]
fn verify_receipt_should_take_every_kind_of_signature() {
    let receipts = signed_receipts();
    assert!(receipts.len() >= 3);
    for (signed, leaf) in receipts {
        let check = |signed: &Value, proof: Value| ask("openledger_verifyReceipt", json!([signed, proof])).unwrap();
        let without = json!({ "leaf": leaf, "signed": true, "included": null });
        assert_eq!(check(&signed, json!(null)), without);
        assert_eq!(ask("openledger_verifyReceipt", json!([signed])).unwrap(), without);

        let proof = json!({ "root": leaf, "leaves": 1, "index": 0, "items": [] });
        assert_eq!(check(&signed, proof), json!({ "leaf": leaf, "signed": true, "included": true }));
        let other = json!({ "root": Hash::zero(), "leaves": "2", "index": "0", "items": [leaf] });
        assert_eq!(check(&signed, other), json!({ "leaf": leaf, "signed": true, "included": false }));

        let mut forged = signed;
        forged["receipt"]["amount"] = json!("1");
        assert_eq!(check(&forged, json!(null))["signed"], json!(false));
    }
}

#[test]
fn verify_receipt_should_say_what_a_signature_is() {
    let (signed, _) = signed_receipts().remove(0);
    let bytes = |length: usize| format!("0x{}", "12".repeat(length));
    assert_mistakes_explained("openledger_verifyReceipt", "signedReceipt", &signed);
    for kind in [("ecdsa", 65), ("eth", 65), ("ed25519", 64)] {
        let mut signed = signed.clone();
        signed["signature"] = json!({ kind.0: bytes(kind.1) });
        assert_eq!(ask("openledger_verifyReceipt", json!([signed])).unwrap()["signed"], json!(false));
    }
}

mod cases;
mod items;
