// SPDX-License-Identifier: Apache-2.0

//! The cost of the calls. The runtime brings measured weights; those of `()` are for mocks.

use frame::prelude::*;

/// Weights of the calls.
pub trait WeightInfo {
    /// Weight of `report_equivocation`.
    fn report_equivocation() -> Weight;
    /// Weight of `forget_conviction`.
    fn forget_conviction() -> Weight;
}

impl WeightInfo for () {
    fn report_equivocation() -> Weight {
        Weight::from_parts(200_000_000, 20_000)
    }

    fn forget_conviction() -> Weight {
        Weight::from_parts(20_000_000, 4_000)
    }
}
