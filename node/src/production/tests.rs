// SPDX-License-Identifier: GPL-3.0-only

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use super::*;
use openledger_primitives::OPEN;
use openledger_runtime::{
    configs::money::runtime_accounts, constants::currency::EXISTENTIAL_DEPOSIT, genesis_presets, AccountId, Balances,
    Runtime, RuntimeGenesisConfig, Session, Treasury,
};
use serde_json::{json, Value};
use sp_core::{ecdsa, Pair};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{traits::IdentifyAccount, MultiSigner};
use std::collections::BTreeSet;

/// The file that the documentation shows.
const EXAMPLE: &str = include_str!("../../../docs/genesis.example.json");

fn example() -> Value {
    serde_json::from_str(EXAMPLE).unwrap()
}

fn read(file: &Value) -> Result<Plan, String> {
    Plan::read(&file.to_string())
}

/// The example with `value` at `pointer`.
fn with(pointer: &str, value: Value) -> Value {
    let mut file = example();
    *file.pointer_mut(pointer).unwrap_or_else(|| unreachable!("{pointer}")) = value;
    file
}

/// Check that `file` has one problem, which starts with `beginning` and contains `remedy`.
fn assert_problem(file: &Value, beginning: &str, remedy: &str) {
    let problem = read(file).unwrap_err();
    assert!(problem.starts_with(beginning) && problem.contains(remedy), "{problem}");
    assert!(!problem.contains("\n- "), "there is one problem:\n{problem}");
}

fn alice() -> Value {
    json!(Sr25519Keyring::Alice.to_account_id().to_string())
}

/// The genesis state of a plan's chain, built by the native runtime.
fn state(plan: &Plan) -> sp_io::TestExternalities {
    let config = genesis_presets::complete(production(plan.founding.clone())).unwrap();
    let config: RuntimeGenesisConfig = serde_json::from_value(config).unwrap();
    config.build_storage().unwrap().into()
}

#[test]
fn the_example_should_give_out_the_supply_to_those_it_names() {
    let plan = read(&example()).unwrap();
    assert_eq!(plan.founding.para_id, 4_242);
    assert_eq!(plan.boot_nodes.len(), 2);
    state(&plan).execute_with(|| {
        assert_eq!(Balances::total_issuance(), 1_000_000_000 * OPEN);
        let all: Vec<_> = frame_system::Account::<Runtime>::iter().collect();
        let sum: Balance = all.iter().map(|(_, account)| account.data.free + account.data.reserved).sum();
        assert_eq!(sum, 1_000_000_000 * OPEN);
        // All accounts of the file, the treasury, and the runtime's three. Collators and the committee have allocations
        // too.
        assert_eq!(all.len(), plan.founding.allocations.len() + 4);
        let rest = 1_000_000_000 * OPEN - plan.allocated() - 3 * EXISTENTIAL_DEPOSIT;
        assert_eq!(Balances::free_balance(Treasury::account_id()), rest);
        assert_eq!(rest, 547_497_699 * OPEN + OPEN / 2 - 3 * EXISTENTIAL_DEPOSIT);

        let development = check::development_keys();
        assert!(all.iter().all(|(who, _)| !development.contains_key(who)));
        assert!(Session::validators().iter().all(|who| !development.contains_key(who)));
        assert_eq!(Session::validators().len(), 2);
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
    });
}

#[test]
fn the_example_should_make_a_specification() {
    // A specification needs the runtime's WASM.
    let Some(code) = openledger_runtime::WASM_BINARY else { return };
    let plan = read(&example()).unwrap();
    let natively: BTreeSet<Vec<u8>> = state(&plan).execute_with(|| {
        let mut keys = BTreeSet::new();
        let mut key = Vec::new();
        while let Some(next) = sp_io::storage::next_key(&key) {
            keys.insert(next.clone());
            key = next;
        }
        keys
    });
    let spec = plan.spec(code);
    assert_eq!((spec.name(), spec.id(), spec.protocol_id()), ("OpenLedger", "openledger", Some("openledger")));
    assert!(matches!(sc_service::ChainSpec::chain_type(&spec), ChainType::Live));
    assert_eq!(spec.properties()["tokenSymbol"], json!("OPEN"));
    assert_eq!(spec.boot_nodes().len(), 2);
    assert_eq!(spec.extensions(), &Extensions { relay_chain: "polkadot".into(), para_id: Some(4_242) });

    let built = spec.build_storage().unwrap();
    // Only one of the two states has the code.
    assert!(natively.iter().all(|key| built.top.contains_key(key)));
    let plain: Value = serde_json::from_str(&spec.as_json(false).unwrap()).unwrap();
    assert!(plain.pointer("/genesis/runtimeGenesis").is_some());
    let raw: Value = serde_json::from_str(&spec.as_json(true).unwrap()).unwrap();
    assert_eq!(raw.pointer("/genesis/raw/top").unwrap().as_object().unwrap().len(), built.top.len());
}

#[test]
fn amounts_should_have_a_unit() {
    for (text, expected) in [
        ("0 planck", 0),
        ("17 planck", 17),
        ("1 OPEN", OPEN),
        ("1.5 OPEN", OPEN + OPEN / 2),
        ("0.000000000001 OPEN", 1),
        ("1000000000 OPEN", TOTAL_SUPPLY),
    ] {
        assert_eq!(serde_json::from_value::<file::Amount>(json!(text)).unwrap().0, expected, "{text}");
    }
    for wrong in [
        json!(""),
        json!("1"),
        json!(1),
        json!("OPEN"),
        json!(" OPEN"),
        json!("1 open"),
        json!("1OPEN"),
        json!("1  OPEN"),
        json!("-1 OPEN"),
        json!("+1 OPEN"),
        json!("1,000 OPEN"),
        json!("1. OPEN"),
        json!(".5 OPEN"),
        json!("1.+5 OPEN"),
        json!("1.0000000000001 OPEN"),
        json!("1.5 planck"),
        json!("9".repeat(40) + " OPEN"),
        json!(null),
    ] {
        let error = serde_json::from_value::<file::Amount>(wrong.clone()).unwrap_err().to_string();
        assert!(error.contains("is not an amount: give a string with its unit"), "{wrong}: {error}");
    }
    for (amount, text) in [(0, "0 OPEN"), (1, "0.000000000001 OPEN"), (5 * OPEN / 2, "2.5 OPEN"), (OPEN, "1 OPEN")] {
        assert_eq!(in_open(amount), text);
    }
}

#[test]
fn a_file_should_be_refused_when_it_is_of_another_shape() {
    let mut misspelled = example();
    misspelled["alocations"] = json!([]);
    assert_problem(&misspelled, "unknown field `alocations`", "expected one of");
    let mut sudo = example();
    sudo["sudo"] = alice();
    assert_problem(&sudo, "unknown field `sudo`", "");
    let mut missing = example();
    missing.as_object_mut().unwrap().remove("technicalCommittee");
    assert_problem(&missing, "missing field `technicalCommittee`", "");
    let account = with("/allocations/0/account", json!("5EMk"));
    assert_problem(&account, "\"5EMk\" is not an account: give an SS58 address", "");
    let aura = with("/collators/0/aura", json!("0x12"));
    assert_problem(&aura, "\"0x12\" is not 32 bytes: give 0x and 64 hexadecimal digits", "");
    assert!(Plan::read("{").is_err());
}

#[test]
fn names_and_ids_should_be_usable() {
    assert_problem(&with("/name", json!(" ")), "`name` is empty", "name the chain");
    for id in ["", "Open", "open ledger", "../open"] {
        assert_problem(&with("/id", json!(id)), "`id` is", "give lower-case letters");
    }
    assert_problem(&with("/relayChain", json!("")), "`relayChain` is empty", "name the relay chain");
    assert_problem(&with("/paraId", json!(1_999)), "`paraId` is 1999", "which is 2000 or more");
    for address in ["", "boot.example.org", "/dns/boot.example.org/tcp/30333"] {
        assert_problem(&with("/bootNodes/0", json!(address)), "`bootNodes`: ", "give one like /dns/");
    }
}

#[test]
fn allocations_should_fit_into_the_supply() {
    // 452,502,300.5 OPEN are allocated. The largest amount that fits leaves the treasury its existential deposit.
    let fits = "747497699.496 OPEN";
    assert!(read(&with("/allocations/2/amount", json!(fits))).is_ok());
    state(&read(&with("/allocations/2/amount", json!(fits))).unwrap()).execute_with(|| {
        assert_eq!(Balances::free_balance(Treasury::account_id()), EXISTENTIAL_DEPOSIT);
        assert_eq!(Balances::total_issuance(), TOTAL_SUPPLY);
    });
    let over = "747497699.496000000001 OPEN";
    let problem = "`allocations` are too much by 0.000000000001 OPEN: lower them to 999999999.996 OPEN in total";
    assert_problem(&with("/allocations/2/amount", json!(over)), problem, "less the existential deposits");
    let huge = format!("{} planck", u128::MAX);
    let problem = "`allocations` are too much by more than can be counted";
    assert_problem(&with("/allocations/2/amount", json!(huge)), problem, "lower them");
    let mut empty = with("/allocations", json!([]));
    empty["operators"] = json!([]);
    assert_problem(&empty, "`allocations` is empty", "allocate something");
}

#[test]
fn an_allocation_should_keep_an_account_alive() {
    let small = with("/allocations/8/amount", json!("999999999 planck"));
    assert_problem(&small, "`allocations`: 5EMk", "give it 0.001 OPEN or more, or take it out");
    assert!(read(&with("/allocations/8/amount", json!("0.001 OPEN"))).is_ok());
    let mut twice = example();
    let first = twice["allocations"][5].clone();
    twice["allocations"].as_array_mut().unwrap().push(first);
    assert_problem(&twice, "`allocations`: 5EMk", "is there more than once: leave one of them");
}

#[test]
fn accounts_without_a_key_should_be_refused() {
    let mut keyless: Vec<AccountId> = runtime_accounts().into();
    keyless.push(Treasury::account_id());
    for account in keyless {
        let file = with("/allocations/2/account", json!(account.to_string()));
        assert_problem(&file, "`allocations`: no key controls", "Take it out");
    }
}

#[test]
fn vesting_should_be_of_what_there_is_and_end() {
    let more = with("/allocations/0/vesting/locked", json!("150000000.1 OPEN"));
    assert_problem(&more, "`allocations`: `vesting` of 5EMk", "lower `locked`, or raise `amount`");
    assert!(read(&with("/allocations/0/vesting/locked", json!("150000000 OPEN"))).is_ok());
    let never = with("/allocations/0/vesting/blocks", json!(0));
    assert_problem(&never, "`allocations`: `vesting` of 5EMk", "let it last one or more");
    let too_long = with("/allocations/0/vesting/start", json!(u32::MAX - 21_023_999));
    assert_problem(&too_long, "`allocations`: `vesting` of 5EMk", "end at 4294967295");
    let nothing = with("/allocations/0/vesting/locked", json!("0 OPEN"));
    assert_problem(&nothing, "`allocations`: `vesting` of 5EMk", "frees less than a planck a block");
    let little = with("/allocations/0/vesting/locked", json!("21023999 planck"));
    assert_problem(&little, "`allocations`: `vesting` of 5EMk", "lock more or for shorter");
    let least = read(&with("/allocations/0/vesting/locked", json!("21024000 planck"))).unwrap();
    state(&least);
}

#[test]
fn every_development_key_should_be_refused_everywhere() {
    let known = check::development_keys();
    for key in Sr25519Keyring::iter().map(|key| key.to_account_id()) {
        assert!(known.contains_key(&key), "{key}");
    }
    for key in Ed25519Keyring::iter().map(|key| key.to_account_id()) {
        assert!(known.contains_key(&key), "{key}");
    }
    for name in ["//Alice", "//Bob", "//Ferdie//stash"] {
        let public = ecdsa::Pair::from_string(name, None).unwrap().public();
        assert!(known.contains_key(&MultiSigner::from(public).into_account()), "{name}");
    }
    // The account of the phrase without a path.
    assert!(known.contains_key(&"5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV".parse().unwrap()));

    let bob_s_key = json!(format!("0x{}", array_bytes(&Sr25519Keyring::Bob.to_raw_public())));
    for (pointer, place, value) in [
        ("/allocations/2/account", "`allocations`: ", alice()),
        ("/collators/0/account", "`collators`: ", alice()),
        ("/collators/0/aura", "`collators`: `aura`: ", bob_s_key),
        ("/technicalCommittee/1", "`technicalCommittee`: ", alice()),
    ] {
        let beginning = format!("{place}everybody knows the secret of 5");
        assert_problem(&with(pointer, value), &beginning, "make a key with `openledger-node key generate`");
    }
}

fn array_bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn collators_should_be_several_and_different() {
    assert_problem(&with("/collators", json!([])), "`collators` is empty", "name one collator");
    let collator = |number: u8| {
        let bytes = array_bytes(&[number; 32]);
        json!({ "account": format!("0x{bytes}"), "aura": format!("0x{bytes}") })
    };
    let many: Vec<Value> = (1..22).map(collator).collect();
    assert!(read(&with("/collators", json!(many[..20]))).is_ok());
    assert_problem(&with("/collators", json!(many)), "`collators` has 21 entries", "leave at most 20");
    let mut same_account = example();
    same_account["collators"][1]["account"] = same_account["collators"][0]["account"].clone();
    assert_problem(&same_account, "`collators`: 5EMk", "more than once");
    let mut same_key = example();
    same_key["collators"][1]["aura"] = same_key["collators"][0]["aura"].clone();
    assert_problem(&same_key, "`collators`: `aura`: 5EMk", "more than once");
}

#[test]
fn the_technical_committee_should_have_members() {
    assert_problem(&with("/technicalCommittee", json!([])), "`technicalCommittee` is empty", "name members");
    let many: Vec<Value> = (1..27).map(|number| json!(format!("0x{}", array_bytes(&[number; 32])))).collect();
    assert!(read(&with("/technicalCommittee", json!(many[..25]))).is_ok());
    assert_problem(&with("/technicalCommittee", json!(many)), "`technicalCommittee` has 26 members", "at most 25");
    let mut twice = example();
    twice["technicalCommittee"][1] = twice["technicalCommittee"][0].clone();
    assert_problem(&twice, "`technicalCommittee`: 5EMk", "more than once");
}

#[test]
fn operators_should_bond_what_they_have() {
    let poor = with("/operators/0/bond", json!("999.9 OPEN"));
    assert_problem(&poor, "`operators`: 5EMk", "bonds 999.9 OPEN: bond 1000 OPEN or more");
    let greedy = with("/operators/0/commission", json!(500_001));
    assert_problem(&greedy, "`operators`: the commission of 5EMk", "lower it to 500000 or less");
    let all = with("/operators/0/bond", json!("2500000.4991 OPEN"));
    assert_problem(&all, "`operators`: 5EMk", "allocate 0.001 OPEN more than the bond or bond less");
    state(&read(&with("/operators/0/bond", json!("2500000.499 OPEN"))).unwrap());
    let mut unknown = example();
    unknown["operators"][0]["account"] = unknown["allocations"][5]["account"].clone();
    assert_problem(&unknown, "`operators`: 5EMk", "bonds 2000000 OPEN of the 1000 OPEN that it has");
    let mut twice = example();
    let first = twice["operators"][0].clone();
    twice["operators"].as_array_mut().unwrap().push(first);
    assert_problem(&twice, "`operators`: 5EMk", "more than once");
    // Vesting OPEN can be bonded.
    let mut vesting = example();
    vesting["operators"][0]["account"] = vesting["allocations"][1]["account"].clone();
    state(&read(&vesting).unwrap());
}

#[test]
fn all_problems_should_be_listed_at_once() {
    let mut file = with("/collators", json!([]));
    file["name"] = json!("");
    file["technicalCommittee"] = json!([alice()]);
    let problems = read(&file).unwrap_err();
    assert_eq!(problems.split("\n- ").count(), 3, "{problems}");
}
