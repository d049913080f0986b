// SPDX-License-Identifier: Apache-2.0

//! The weights that this pallet needs. The runtime has the measured ones; those of `()` are for mocks.

use frame::prelude::*;

/// Weights of the calls.
pub trait WeightInfo {
    /// Weight of `set_parameter`.
    fn set_parameter() -> Weight;
    /// Weight of `cancel_change`.
    fn cancel_change() -> Weight;
}

impl WeightInfo for () {
    fn set_parameter() -> Weight {
        Weight::from_parts(10_000_000, 2_000)
    }

    fn cancel_change() -> Weight {
        Weight::from_parts(10_000_000, 2_000)
    }
}
