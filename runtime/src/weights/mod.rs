// SPDX-License-Identifier: Apache-2.0

//! The weights that the runtime charges.

pub use polkadot_sdk::frame_support::weights::constants::{BlockExecutionWeight, ExtrinsicBaseWeight, RocksDbWeight};
