// SPDX-License-Identifier: GPL-3.0-only

//! The `openledger_*` methods, asked as a client asks them, of a runtime that is made up.

// `mock_impl_runtime_apis` leaves the parts that no test calls unimplemented.
#![allow(clippy::unimplemented, clippy::unwrap_used)]

use super::*;
use futures::executor::block_on;
use jsonrpsee::{core::params::ArrayParams, MethodsError};
use openledger_primitives::{
    runtime_api::{self as api, Recipient},
    Balance, DatanetId, FeeSplit, PoolId, Role,
};
use serde_json::{json, Value};
use sp_api::{mock_impl_runtime_apis, ApiRef};
use sp_runtime::{
    traits::{Block as BlockT, NumberFor, Zero},
    Permill,
};

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const ALICE_HEX: &str = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

fn alice() -> AccountId {
    ALICE.parse().unwrap()
}

/// A chain with one block, whose hash is zero.
struct TestClient;

struct TestApi;

mock_impl_runtime_apis! {
    impl OpenLedgerApi<Block, AccountId> for TestApi {
        fn fee_split() -> api::FeeSplitInfo {
            let next = FeeSplit { burn: Permill::zero(), treasury: Permill::from_percent(5), ..FeeSplit::default() };
            api::FeeSplitInfo { version: 1, split: FeeSplit::default(), next: Some((2, next, 12)) }
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

/// What a client gets: the result, or the error's code with its message and details.
fn ask(method: &str, params: Value) -> Result<Value, (i32, String)> {
    let module = OpenLedger::new(Arc::new(TestClient)).into_rpc();
    let mut array = ArrayParams::new();
    for param in params.as_array().unwrap() {
        array.insert(param).unwrap();
    }
    block_on(module.call(method, array)).map_err(|error| match error {
        MethodsError::JsonRpc(error) => {
            (error.code(), format!("{} {}", error.message(), error.data().map_or("", |data| data.get())))
        }
        other => (0, other.to_string()),
    })
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
        "next": { "version": 2, "split": part(50_000, 0), "fromEra": 12 },
    });
    assert_eq!(ask("openledger_feeSplit", json!([])).unwrap(), expected);
    assert_eq!(ask("openledger_feeSplit", json!([Hash::zero()])).unwrap(), expected);
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
    assert_eq!(code, UNKNOWN_MODEL);
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

    for amount in [(largest + 1).to_string(), "9".repeat(50)] {
        let (code, message) = ask("openledger_quote", json!([7, amount])).unwrap_err();
        assert_eq!(code, INVALID_PARAMS_CODE);
        assert!(message.contains("more than can be asked about"), "{message}");
    }
}

#[test]
fn quote_should_take_numbers_when_they_are_whole() {
    for (amount, expected) in [(json!(0), "0"), (json!(1), "1"), (json!(u64::MAX), "18446744073709551615")] {
        let quote = ask("openledger_quote", json!([7, amount])).unwrap();
        assert_eq!(quote.pointer("/amount").unwrap(), &json!(expected));
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
        assert!(message.starts_with("`account` must be an account as an SS58 address"), "{message}");
    }
}

#[test]
fn current_era_should_fail_when_there_is_no_such_block() {
    assert_eq!(ask("openledger_currentEra", json!([])).unwrap(), json!(12));

    let (code, message) = ask("openledger_currentEra", json!([Hash::repeat_byte(1)])).unwrap_err();
    assert_eq!(code, UNKNOWN_BLOCK);
    assert!(message.contains("Leave `at` out"), "{message}");
}
