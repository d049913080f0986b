// SPDX-License-Identifier: Apache-2.0

//! The weights that this pallet needs. The runtime has the measured ones.

use frame::prelude::Weight;

/// Weights of the calls and hooks.
pub trait WeightInfo {
    /// A claim that flows `p` pools first, each with the most members.
    fn claim(p: u32) -> Weight;
    /// A claim for another account, likewise.
    fn claim_for(p: u32) -> Weight;
    /// A claim on `n` pools.
    fn claim_many(n: u32) -> Weight;
    /// A flow of a model pool with `m` members, all of them pools.
    fn flow(m: u32) -> Weight;
    /// A sweep with dues of every kind.
    fn sweep() -> Weight;
    /// A call that resumes payouts.
    fn resume_payouts() -> Weight;
    /// A call that sets the length of eras.
    fn set_era_length() -> Weight;
    /// One payment into pools with `h` holders each. For the record only: callers measure their own weights.
    fn route_one(h: u32) -> Weight;
    /// A flow of a model pool with `m` members, all of them datanets that set a part aside.
    fn flow_setting_aside(m: u32) -> Weight;
    /// One payment that credits `n` accounts of named contributions, with `s` steps from pool to pool.
    fn route_directed(n: u32, s: u32) -> Weight;
    /// The check that the ledger holds as much as it owes.
    fn on_finalize_check() -> Weight;
    /// The search for idle work.
    fn on_idle_base() -> Weight;
    /// Taking a page out of the queue, and one of its models.
    fn on_idle_step() -> Weight;
}

/// Constant weights for tests.
impl WeightInfo for () {
    fn claim(p: u32) -> Weight {
        Weight::from_parts(60_000_000, 4_000).saturating_add(Self::flow(crate::MAX_MEMBERS).saturating_mul(p.into()))
    }

    fn claim_for(p: u32) -> Weight {
        Self::claim(p)
    }

    fn claim_many(n: u32) -> Weight {
        Weight::from_parts(30_000_000, 2_000)
            .saturating_add(Weight::from_parts(40_000_000, 3_000).saturating_mul(n.into()))
    }

    fn flow(m: u32) -> Weight {
        Weight::from_parts(30_000_000, 4_000)
            .saturating_add(Weight::from_parts(20_000_000, 2_500).saturating_mul(m.into()))
    }

    fn sweep() -> Weight {
        Weight::from_parts(100_000_000, 4_000)
    }

    fn resume_payouts() -> Weight {
        Weight::from_parts(20_000_000, 2_000)
    }

    fn set_era_length() -> Weight {
        Weight::from_parts(10_000_000, 1_000)
    }

    fn route_one(_: u32) -> Weight {
        Weight::from_parts(100_000_000, 4_000)
    }

    fn flow_setting_aside(m: u32) -> Weight {
        Self::flow(m)
    }

    fn route_directed(n: u32, s: u32) -> Weight {
        Self::route_one(0)
            .saturating_add(Weight::from_parts(20_000_000, 3_000).saturating_mul(n.into()))
            .saturating_add(Weight::from_parts(80_000_000, 9_000).saturating_mul(s.into()))
    }

    fn on_finalize_check() -> Weight {
        Weight::from_parts(10_000_000, 2_000)
    }

    fn on_idle_base() -> Weight {
        Weight::from_parts(10_000_000, 1_000)
    }

    fn on_idle_step() -> Weight {
        Weight::from_parts(5_000_000, 1_000)
    }
}
