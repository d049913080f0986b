// SPDX-License-Identifier: Apache-2.0

//! The cost of the calls. The runtime brings measured weights; those of `()` are for mocks, and estimates.

use frame::prelude::*;

/// Weights of the calls, without what the subject's pallet does.
pub trait WeightInfo {
    /// Weight of `open`.
    fn open() -> Weight;
    /// Weight of `respond`.
    fn respond() -> Weight;
    /// Weight of `rule`, by the vote that rules.
    fn rule() -> Weight;
    /// Weight of `appeal`.
    fn appeal() -> Weight;
    /// Weight of `finalize`, with bonds of both sides and an appeal.
    fn finalize() -> Weight;
    /// Weight of what the treasury refunds in `finalize`.
    fn refund() -> Weight;
    /// Weight of `rule_by_track`.
    fn rule_by_track() -> Weight;
    /// Weight of `set_panel` with the most members.
    fn set_panel() -> Weight;
}

impl WeightInfo for () {
    fn open() -> Weight {
        Weight::from_parts(80_000_000, 10_000)
    }

    fn respond() -> Weight {
        Weight::from_parts(70_000_000, 8_000)
    }

    fn rule() -> Weight {
        Weight::from_parts(35_000_000, 6_000)
    }

    fn appeal() -> Weight {
        Weight::from_parts(75_000_000, 8_000)
    }

    fn finalize() -> Weight {
        Weight::from_parts(250_000_000, 20_000)
    }

    fn refund() -> Weight {
        Weight::from_parts(60_000_000, 6_000)
    }

    fn rule_by_track() -> Weight {
        Weight::from_parts(30_000_000, 5_000)
    }

    fn set_panel() -> Weight {
        Weight::from_parts(20_000_000, 3_000)
    }
}
