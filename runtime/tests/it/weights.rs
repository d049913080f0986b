// SPDX-License-Identifier: Apache-2.0

//! Every weight that is charged was measured against this runtime.

use core::any::type_name;
use openledger_runtime::{
    configs::{
        system::RuntimeBlockWeights,
        xcm::{Weigher, XcmConfig},
    },
    AllPalletsWithSystem, Runtime, RuntimeCall,
};
use polkadot_sdk::{
    frame_support::{
        dispatch::DispatchClass,
        traits::PalletsInfoAccess,
        weights::{constants as foreign, Weight},
    },
    staging_xcm::latest::prelude::*,
    staging_xcm_executor::traits::WeightBounds,
    *,
};
use std::{collections::BTreeMap, fs, path::Path};

type Committee = openledger_runtime::governance::TechnicalCollective;

/// For each pallet: its name in this runtime, where its weights come from, and where they have to come from.
macro_rules! charged {
    ($( $name:literal: $pallet:ident $(<$instance:ty>)?, )*) => {
        vec![ $( (
            $name,
            type_name::<<Runtime as $pallet::Config $(<$instance>)?>::WeightInfo>(),
            measured(stringify!($pallet)),
        ), )* ]
    };
}

/// The type that `make weights` writes for a pallet.
fn measured(pallet: &str) -> String {
    format!("openledger_runtime::weights::{pallet}::WeightInfo<openledger_runtime::Runtime>")
}

/// Pallets whose configurations have no weights, and why they need none.
const WITHOUT: [(&str, &str); 8] = [
    ("ParachainInfo", "stores one number at genesis"),
    ("Nonces", "is read and written by Balances, whose calls weigh that"),
    ("Authorship", "names the author; what follows from that is weighed by CollatorSelection"),
    ("Aura", "counts its own reads and writes"),
    ("AuraExt", "counts its own reads and writes"),
    ("CumulusXcm", "has no calls"),
    ("Origins", "names origins"),
    ("GovernanceClock", "stores one number at genesis"),
];

#[test]
fn every_pallet_should_charge_what_was_measured_here() {
    let charged = charged! {
        "ParachainSystem": cumulus_pallet_parachain_system,
        "Timestamp": pallet_timestamp,
        "WeightReclaim": cumulus_pallet_weight_reclaim,
        "MultiBlockMigrations": pallet_migrations,
        "Balances": pallet_balances,
        "TransactionPayment": pallet_transaction_payment,
        "Treasury": pallet_treasury,
        "Vesting": pallet_vesting,
        "CollatorSelection": pallet_collator_selection,
        "Session": pallet_session,
        "XcmpQueue": cumulus_pallet_xcmp_queue,
        "PolkadotXcm": pallet_xcm,
        "MessageQueue": pallet_message_queue,
        "Utility": pallet_utility,
        "Multisig": pallet_multisig,
        "Proxy": pallet_proxy,
        "Preimage": pallet_preimage,
        "Scheduler": pallet_scheduler,
        "Parameters": pallet_scheduled_parameters,
        "Sudo": pallet_sudo,
        "ConvictionVoting": pallet_conviction_voting,
        "Referenda": pallet_referenda,
        "Whitelist": pallet_whitelist,
        "TechnicalCommittee": pallet_collective<Committee>,
        "SafeMode": pallet_safe_mode,
        "TxPause": pallet_tx_pause,
        "Attribution": pallet_attribution,
        "Datanets": pallet_datanets,
        "Licenses": pallet_licenses,
        "ModelRegistry": pallet_model_registry,
        "Inference": pallet_inference,
        "OperatorStaking": pallet_operator_staking,
        "FeeSplits": pallet_fee_split,
        "Receipts": pallet_receipts,
        "Disputes": pallet_disputes,
        "Sponsorship": pallet_sponsorship,
        "Influence": pallet_influence,
    };
    for (name, charged, measured) in &charged {
        assert_eq!(charged, measured, "{name} charges weights that were not measured here");
    }
    let system = type_name::<<Runtime as frame_system::Config>::SystemWeightInfo>();
    assert_eq!(system, measured("frame_system"));
    let extensions = type_name::<<Runtime as frame_system::Config>::ExtensionsWeightInfo>();
    assert_eq!(extensions, measured("frame_system_extensions"));

    // A pallet that is added has to be in one of the lists.
    let mut listed: Vec<_> = charged.iter().map(|(name, ..)| *name).collect();
    listed.extend(WITHOUT.iter().map(|(name, _)| *name));
    listed.push("System");
    listed.sort();
    let mut pallets: Vec<_> = AllPalletsWithSystem::infos().into_iter().map(|info| info.name).collect();
    pallets.sort();
    assert_eq!(listed, pallets);
}

#[test]
fn blocks_transactions_and_storage_should_weigh_what_was_measured_here() {
    let weights = RuntimeBlockWeights::get();
    assert_ne!(weights.base_block, foreign::BlockExecutionWeight::get());
    for class in DispatchClass::all() {
        assert_ne!(weights.get(*class).base_extrinsic, foreign::ExtrinsicBaseWeight::get());
    }
    let storage = type_name::<<Runtime as frame_system::Config>::DbWeight>();
    assert_eq!(storage, "openledger_runtime::weights::rocksdb_weights::RocksDbWeight");
}

#[test]
fn messages_should_weigh_what_was_measured_here() {
    for weigher in [
        type_name::<<XcmConfig as staging_xcm_executor::Config>::Weigher>(),
        type_name::<<Runtime as pallet_xcm::Config>::Weigher>(),
    ] {
        assert!(weigher.contains("WeightInfoBounds<openledger_runtime::weights::xcm::XcmWeight<"), "{weigher}");
    }
    let weight = |instruction: Instruction<RuntimeCall>| {
        Weigher::weight(&mut Xcm(vec![instruction]), Weight::MAX).unwrap_or(Weight::MAX)
    };
    let of = |location: Location| Asset { id: AssetId(location), fun: Fungible(1) };
    let open = weight(WithdrawAsset(of(Location::here()).into()));
    assert!(open.all_gt(Weight::zero()) && open.all_lt(RuntimeBlockWeights::get().max_block), "{open}");
    // Nothing that can't be done is cheap to ask for, and a message without assets isn't free.
    for instruction in [
        WithdrawAsset(of(Location::parent()).into()),
        ReserveAssetDeposited(of(Location::here()).into()),
        ReceiveTeleportedAsset(of(Location::here()).into()),
    ] {
        assert!(!weight(instruction).all_lt(RuntimeBlockWeights::get().max_block));
    }
    let none = DepositReserveAsset { assets: Wild(AllCounted(0)), dest: Location::parent(), xcm: Xcm(vec![]) };
    assert!(weight(none).all_gt(Weight::zero()));
}

/// What can't be measured on this chain, and why. The tool gives it no weight, since it fails before it does anything,
/// or the largest there is, with which no block takes it.
const NOT_MEASURED: [(&str, &str, &str); 7] = [
    ("pallet_safe_mode", "enter", "nobody enters for money"),
    ("pallet_safe_mode", "extend", "nobody extends for money"),
    ("pallet_safe_mode", "release_deposit", "there are no deposits"),
    ("pallet_xcm", "execute", "nobody executes a message of his own making"),
    ("pallet_xcm", "teleport_assets", "OPEN is not teleported"),
    ("pallet_xcm_benchmarks_fungible", "reserve_asset_deposited", "no other chain is a reserve"),
    ("pallet_xcm_benchmarks_generic", "execute_with_origin", "the SDK's executor doesn't know it yet"),
];

/// The calls in a file of weights whose time is nothing, or the largest there is.
fn not_measured(pallet: &str, text: &str) -> Vec<(String, String)> {
    let mut call = "";
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        let declaration = line.strip_prefix("pub ").unwrap_or(line);
        if let Some((name, _)) = declaration.strip_prefix("fn ").and_then(|rest| rest.split_once('(')) {
            call = name;
        }
        let time = line.strip_prefix("Weight::from_parts(").and_then(|rest| rest.split_once(','));
        if matches!(time, Some(("0" | "18_446_744_073_709_551_000", _))) {
            found.push((pallet.to_string(), call.to_string()));
        }
    }
    found
}

/// The files of weights, by name.
fn files() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/weights");
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// The files that were measured with fewer repeats. Measure them again (`make weights PALLETS="…"`), and remove them
/// here.
const FEWER_REPEATS: [(&str, u32); 7] = [
    ("pallet_attribution", 3),
    ("pallet_balances", 4),
    ("pallet_datanets", 6),
    ("pallet_inference", 3),
    ("pallet_model_registry", 6),
    ("pallet_operator_staking", 4),
    ("pallet_receipts", 4),
];

#[test]
fn calls_should_have_been_measured_with_50_steps_and_20_repeats() {
    // What the tool writes at the head of a file of calls; blocks, transactions and storage have no steps.
    let heads: Vec<_> = files()
        .into_iter()
        .filter_map(|(pallet, text)| Some((pallet, text.lines().find(|line| line.contains("STEPS:"))?.to_string())))
        .collect();
    assert!(heads.len() >= 36, "{} files of calls", heads.len());
    for (pallet, head) in heads {
        let known = FEWER_REPEATS.iter().find(|(name, _)| *name == pallet);
        let repeats = known.map_or(20, |(_, repeats)| *repeats);
        assert!(head.contains(&format!("STEPS: `50`, REPEAT: `{repeats}`")), "{pallet}: {head}");
    }
}

#[test]
fn what_can_not_be_measured_should_be_known() {
    let files = files();
    let mut found: Vec<_> = files.iter().flat_map(|(pallet, text)| not_measured(pallet, text)).collect();
    found.sort();
    let known: Vec<_> = NOT_MEASURED.iter().map(|(pallet, call, _)| (pallet.to_string(), call.to_string())).collect();
    assert_eq!(found, known);
}
