// SPDX-License-Identifier: Apache-2.0

//! The weights of the pallet's calls. The measured ones are in the runtime; those of `()` are provisional numbers for
//! tests.

use frame::prelude::Weight;

/// One function for each benchmark.
pub trait WeightInfo {
    /// Weight of `set_license`.
    fn set_license() -> Weight;
    /// Weight of `add_allowed`.
    fn add_allowed() -> Weight;
    /// Weight of `remove_allowed`.
    fn remove_allowed() -> Weight;
}

impl WeightInfo for () {
    fn set_license() -> Weight {
        Weight::from_parts(30_000_000, 4_000)
    }

    fn add_allowed() -> Weight {
        Weight::from_parts(80_000_000, 6_000)
    }

    fn remove_allowed() -> Weight {
        Weight::from_parts(60_000_000, 5_000)
    }
}
