// SPDX-License-Identifier: Apache-2.0

//! The weights that the runtime charges. Those of our pallets are measured against this runtime: `make weights` writes
//! all files but this one.

pub mod pallet_attribution;
pub mod pallet_datanets;
pub mod pallet_inference;
pub mod pallet_ledger_governance;
pub mod pallet_model_registry;
pub mod pallet_operator_staking;

pub use polkadot_sdk::frame_support::weights::constants::{BlockExecutionWeight, ExtrinsicBaseWeight, RocksDbWeight};
