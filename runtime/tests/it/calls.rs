// SPDX-License-Identifier: Apache-2.0

//! Every call of the runtime, as its metadata lists them.

use codec::Decode;
use openledger_runtime::RuntimeCall;
use polkadot_sdk::frame_support::traits::{CallMetadata, GetCallMetadata};
use scale_info::{MetaType, TypeDef, TypeDefPrimitive, TypeInfo};

/// Every call with its plainest arguments, by its name: `Pallet.call`.
pub fn every_call() -> Vec<(String, RuntimeCall)> {
    let TypeDef::Variant(pallets) = RuntimeCall::type_info().type_def else { panic!("calls are an enum") };
    let mut every = Vec::new();
    for pallet in &pallets.variants {
        let TypeDef::Variant(calls) = pallet.fields[0].ty.type_info().type_def else { panic!("calls are an enum") };
        for call in &calls.variants {
            let name = format!("{}.{}", pallet.name, call.name);
            let mut bytes = vec![pallet.index, call.index];
            call.fields.iter().for_each(|field| plainest(&field.ty, &mut bytes));
            let mut input = bytes.as_slice();
            let decoded = RuntimeCall::decode(&mut input).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(input.is_empty(), "{name}");
            let CallMetadata { pallet_name, function_name } = decoded.get_call_metadata();
            assert_eq!(format!("{pallet_name}.{function_name}"), name);
            every.push((name, decoded));
        }
    }
    assert!(every.len() > 150, "{} calls", every.len());
    every
}

/// The call named `name` with its plainest arguments.
pub fn plain(name: &str) -> RuntimeCall {
    let found = every_call().into_iter().find(|(other, _)| other == name);
    found.unwrap_or_else(|| panic!("there is no call {name}")).1
}

/// Write a value of the type: zero, empty, and of an enum the first variant.
fn plainest(ty: &MetaType, into: &mut Vec<u8>) {
    match ty.type_info().type_def {
        TypeDef::Composite(composite) => composite.fields.iter().for_each(|field| plainest(&field.ty, into)),
        TypeDef::Variant(variants) => {
            let first = variants.variants.first().expect("an argument has a value");
            into.push(first.index);
            first.fields.iter().for_each(|field| plainest(&field.ty, into));
        }
        TypeDef::Array(array) => (0..array.len).for_each(|_| plainest(&array.type_param, into)),
        TypeDef::Tuple(tuple) => tuple.fields.iter().for_each(|ty| plainest(ty, into)),
        TypeDef::Sequence(_) | TypeDef::Compact(_) | TypeDef::BitSequence(_) => into.push(0),
        TypeDef::Primitive(primitive) => into.resize(into.len() + size_of_plainest(&primitive), 0),
    }
}

fn size_of_plainest(primitive: &TypeDefPrimitive) -> usize {
    use TypeDefPrimitive::*;
    match primitive {
        // Of a string: its length.
        Bool | U8 | I8 | Str => 1,
        U16 | I16 => 2,
        U32 | I32 | Char => 4,
        U64 | I64 => 8,
        U128 | I128 => 16,
        U256 | I256 => 32,
    }
}
