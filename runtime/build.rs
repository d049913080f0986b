// SPDX-License-Identifier: Apache-2.0

//! Builds the WASM that ships.

/// `std` is missing where the wasm-builder itself calls this, for the WASM.
#[cfg(feature = "std")]
fn main() {
    // Where clippy compiles our crates, it is for the host alone.
    std::env::remove_var("RUSTC_WORKSPACE_WRAPPER");
    let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults();
    // The hash of the metadata is compiled into the WASM, so that hardware wallets can check what they sign.
    #[cfg(feature = "metadata-hash")]
    let builder = builder.enable_metadata_hash("OPEN", 12);
    builder.build();
}

/// Nothing to do for the WASM.
#[cfg(not(feature = "std"))]
fn main() {}
