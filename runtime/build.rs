// SPDX-License-Identifier: Apache-2.0

//! Builds the WASM that ships.

#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
fn main() {
    substrate_wasm_builder::WasmBuilder::build_using_defaults();
}

/// The hash of the metadata is compiled into the WASM, so that hardware wallets can check what they sign.
#[cfg(all(feature = "std", feature = "metadata-hash"))]
fn main() {
    substrate_wasm_builder::WasmBuilder::init_with_defaults().enable_metadata_hash("OPEN", 12).build();
}

/// Called by the wasm-builder itself, which builds without `std`.
#[cfg(not(feature = "std"))]
fn main() {}
