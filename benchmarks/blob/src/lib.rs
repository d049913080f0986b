// SPDX-License-Identifier: Apache-2.0

//! Builds the runtime's WASM with the feature `runtime-benchmarks`: `make benchmark-blob`. So neither the node nor the
//! runtime that ships is ever compiled with it. The benchmarks themselves are in the pallets; `make weights` runs them.
