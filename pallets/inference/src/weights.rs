// SPDX-License-Identifier: Apache-2.0

//! What the calls cost. The runtime brings measured weights; those of `()` are for mocks.

use frame::prelude::*;

/// Weights of the calls.
pub trait WeightInfo {
    /// Weight of `publish_offer`.
    fn publish_offer() -> Weight;
    /// Weight of `withdraw_offer`.
    fn withdraw_offer() -> Weight;
    /// Weight of `remove_expired_offer`.
    fn remove_expired_offer() -> Weight;
    /// Weight of `pay`.
    fn pay() -> Weight;
}

impl WeightInfo for () {
    fn publish_offer() -> Weight {
        Weight::from_parts(40_000_000, 5_000)
    }

    fn withdraw_offer() -> Weight {
        Weight::from_parts(40_000_000, 5_000)
    }

    fn remove_expired_offer() -> Weight {
        Weight::from_parts(40_000_000, 5_000)
    }

    fn pay() -> Weight {
        Weight::from_parts(100_000_000, 20_000)
    }
}
