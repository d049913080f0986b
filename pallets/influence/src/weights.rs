// SPDX-License-Identifier: Apache-2.0

//! The weights of the pallet's calls. The measured ones are in the runtime; those of `()` are provisional numbers for
//! tests.

use frame::prelude::Weight;

/// One function for each benchmark.
pub trait WeightInfo {
    /// Weight of `set_policy`.
    fn set_policy() -> Weight;
    /// Weight of `add_attributor`.
    fn add_attributor() -> Weight;
    /// Weight of `remove_attributor`.
    fn remove_attributor() -> Weight;
    /// Weight of `bond`.
    fn bond() -> Weight;
    /// Weight of `unbond`.
    fn unbond() -> Weight;
    /// Weight of `post_root`, as the second root of its era.
    fn post_root() -> Weight;
    /// Weight of `challenge` with two items in the wrong order.
    fn challenge_order() -> Weight;
    /// Weight of `challenge` with a contribution of another datanet.
    fn challenge_contribution() -> Weight;
    /// Weight of `claim`, as the first one of its era.
    fn claim() -> Weight;
    /// Weight of `close` that removes `n` records of claims, and the last of the era.
    fn close(n: u32) -> Weight;
    /// Weight of finding those who share in `k` named contributions.
    fn resolve(k: u32) -> Weight;
}

impl WeightInfo for () {
    fn set_policy() -> Weight {
        Weight::from_parts(50_000_000, 6_000)
    }

    fn add_attributor() -> Weight {
        Weight::from_parts(40_000_000, 6_000)
    }

    fn remove_attributor() -> Weight {
        Weight::from_parts(40_000_000, 6_000)
    }

    fn bond() -> Weight {
        Weight::from_parts(60_000_000, 6_000)
    }

    fn unbond() -> Weight {
        Weight::from_parts(60_000_000, 6_000)
    }

    fn post_root() -> Weight {
        Weight::from_parts(100_000_000, 9_000)
    }

    fn challenge_order() -> Weight {
        Weight::from_parts(250_000_000, 12_000)
    }

    fn challenge_contribution() -> Weight {
        Weight::from_parts(250_000_000, 15_000)
    }

    fn claim() -> Weight {
        Weight::from_parts(200_000_000, 15_000)
    }

    fn close(n: u32) -> Weight {
        Weight::from_parts(150_000_000, 15_000)
            .saturating_add(Weight::from_parts(5_000_000, 3_000).saturating_mul(n.into()))
    }

    fn resolve(k: u32) -> Weight {
        Weight::from_parts(10_000_000, 3_000)
            .saturating_add(Weight::from_parts(10_000_000, 4_000).saturating_mul(k.into()))
    }
}
