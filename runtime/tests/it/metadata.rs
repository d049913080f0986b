// SPDX-License-Identifier: Apache-2.0

//! The metadata that wallets and explorers read.

use codec::{Compact, Encode};
use openledger_runtime::{testing::extension, Balance, Nonce, Runtime, RuntimeCall, TxExtension, VERSION};
use polkadot_sdk::{frame_system, pallet_transaction_payment, sp_runtime::traits::TransactionExtension};
use scale_info::{meta_type, Type, TypeDef, TypeInfo};

fn our_calls() -> Vec<(&'static str, Type)> {
    vec![
        ("Attribution", pallet_attribution::Call::<Runtime>::type_info()),
        ("Datanets", pallet_datanets::Call::<Runtime>::type_info()),
        ("Licenses", pallet_licenses::Call::<Runtime>::type_info()),
        ("ModelRegistry", pallet_model_registry::Call::<Runtime>::type_info()),
        ("Inference", pallet_inference::Call::<Runtime>::type_info()),
        ("OperatorStaking", pallet_operator_staking::Call::<Runtime>::type_info()),
        ("FeeSplits", pallet_fee_split::Call::<Runtime>::type_info()),
        ("Receipts", pallet_receipts::Call::<Runtime>::type_info()),
        ("Sponsorship", pallet_sponsorship::Call::<Runtime>::type_info()),
        ("Influence", pallet_influence::Call::<Runtime>::type_info()),
        ("Disputes", pallet_disputes::Call::<Runtime>::type_info()),
    ]
}

#[test]
fn every_call_of_ours_should_explain_itself() {
    let mut missing = Vec::new();
    for (pallet, calls) in our_calls() {
        let TypeDef::Variant(calls) = calls.type_def else { panic!("calls are an enum") };
        assert!(!calls.variants.is_empty());
        for call in calls.variants {
            let name = format!("{pallet}.{}", call.name);
            let docs = call.docs.join("\n");
            let first = call.docs.first().copied().unwrap_or_default().trim();
            if !first.ends_with('.') || first.len() > 101 {
                missing.push(format!("{name}: {first:?} is not one short sentence"));
            }
            // A section of its own, or the last sentence of the others.
            if !docs.contains("## Complexity") && !docs.contains("Complexity: ") {
                missing.push(format!("{name} does not say how complex it is"));
            }
            for section in ["## Dispatch Origin", "## Details", "## Errors", "## Events"] {
                if !docs.contains(section) {
                    missing.push(format!("{name} lacks {section}"));
                }
            }
            for field in &call.fields {
                let argument = field.name.unwrap_or_default();
                if argument.len() < 2 || argument.starts_with('_') {
                    missing.push(format!("{name}: {argument:?} is no readable name of an argument"));
                }
                if !docs.contains(&format!("`{argument}`")) {
                    missing.push(format!("{name}: {argument} is not explained"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn pallets_should_keep_their_indices() {
    let TypeDef::Variant(pallets) = RuntimeCall::type_info().type_def else { panic!("calls are an enum") };
    let ours: Vec<(&str, u8)> =
        pallets.variants.iter().map(|pallet| (pallet.name, pallet.index)).filter(|(_, index)| *index >= 60).collect();
    assert_eq!(
        ours,
        [
            ("Attribution", 60),
            ("Datanets", 61),
            ("Licenses", 68),
            ("ModelRegistry", 62),
            ("Inference", 63),
            ("OperatorStaking", 64),
            ("FeeSplits", 65),
            ("Receipts", 66),
            ("Sponsorship", 69),
            ("Influence", 70),
            ("Disputes", 67)
        ]
    );
}

/// Wallets find the extensions by these names, know what to sign for each, and refuse ones that they don't know unless
/// they are empty.
#[test]
fn wallets_should_know_every_transaction_extension() {
    let names: Vec<&str> = TxExtension::metadata().iter().map(|extension| extension.identifier).collect();
    assert_eq!(
        names,
        [
            "AuthorizeCall",
            "CheckNonZeroSender",
            "CheckSpecVersion",
            "CheckTxVersion",
            "CheckGenesis",
            "CheckMortality",
            "CheckNonce",
            "CheckWeight",
            "ChargeTransactionPayment",
            "CheckMetadataHash",
            "StorageWeightReclaim",
        ]
    );
    // Mortality, the compact nonce, the compact tip and the mode of the metadata hash; nothing else.
    assert_eq!(extension(63, 62).encode(), [0, 63 << 2, 62 << 2, 0]);
}

/// Some clients encode an extension by the type that the metadata says: the fields' names, or none for a tuple.
#[test]
fn extensions_should_have_the_types_of_the_sdk() {
    let of = |identifier| {
        let all = TxExtension::metadata();
        all.into_iter().find(|extension| extension.identifier == identifier).unwrap()
    };
    let nonce = of("CheckNonce");
    assert_eq!(nonce.ty, meta_type::<frame_system::CheckNonce<Runtime>>());
    assert_eq!(nonce.ty.type_info(), frame_system::CheckNonce::<Runtime>::type_info());
    let charge = of("ChargeTransactionPayment");
    assert_eq!(charge.ty, meta_type::<pallet_transaction_payment::ChargeTransactionPayment<Runtime>>());
    for (extension, inner) in [(nonce, meta_type::<Compact<Nonce>>()), (charge, meta_type::<Compact<Balance>>())] {
        assert_eq!(extension.implicit, meta_type::<()>());
        let TypeDef::Composite(composite) = extension.ty.type_info().type_def else { panic!("a tuple struct") };
        let fields: Vec<_> = composite.fields.iter().map(|field| (field.name, field.ty)).collect();
        assert_eq!(fields, [(None, inner)]);
    }
}

#[test]
fn the_runtime_should_be_what_it_says() {
    assert_eq!(VERSION.spec_name, "openledger");
    assert_eq!(Runtime::metadata_versions(), [14, 15, 16]);
}
