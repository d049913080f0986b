// SPDX-License-Identifier: Apache-2.0

//! Builds the benchmarking blob on demand. It shares the folder of the runtime's own WASM build, so it must not run at
//! the same time: `make benchmark-blob` builds the workspace first, and then once more with the blob.

// A build script fails by panicking.
#![allow(clippy::expect_used)]

fn main() {
    println!("cargo:rerun-if-env-changed=OPENLEDGER_BENCHMARK_BLOB");
    if std::env::var_os("OPENLEDGER_BENCHMARK_BLOB").is_some() {
        // Where clippy compiles our crates, it is for the host alone.
        std::env::remove_var("RUSTC_WORKSPACE_WRAPPER");
        let runtime = std::fs::canonicalize("../../runtime/Cargo.toml").expect("the runtime is two folders up");
        substrate_wasm_builder::WasmBuilder::new()
            .with_project(runtime)
            .expect("the path is that of a Cargo.toml")
            .import_memory()
            .export_heap_base()
            .set_file_name("openledger_runtime_benchmarks")
            .enable_feature("runtime-benchmarks")
            .build();
    }
}
