// SPDX-License-Identifier: Apache-2.0

//! The cost of the calls. The runtime brings measured weights; those of `()` are provisional, and for mocks.

use frame::prelude::*;

/// Weights of the calls, and of paying a fee.
pub trait WeightInfo {
    /// Weight of `set_policy`.
    fn set_policy() -> Weight;
    /// Weight of `fund`.
    fn fund() -> Weight;
    /// Weight of `withdraw`.
    fn withdraw() -> Weight;
    /// Weight of `forget`.
    fn forget() -> Weight;
    /// Weight of the decision whether a budget pays a fee, of counting it, and of the welcome gift.
    fn pay_fee() -> Weight;
}

impl WeightInfo for () {
    fn set_policy() -> Weight {
        Weight::from_parts(60_000_000, 8_000)
    }

    fn fund() -> Weight {
        Weight::from_parts(60_000_000, 8_000)
    }

    fn withdraw() -> Weight {
        Weight::from_parts(70_000_000, 8_000)
    }

    fn forget() -> Weight {
        Weight::from_parts(60_000_000, 8_000)
    }

    fn pay_fee() -> Weight {
        Weight::from_parts(120_000_000, 12_000)
    }
}
