// SPDX-License-Identifier: Apache-2.0

//! The cost of the calls. The runtime brings measured weights; those of `()` are for mocks.

use frame::prelude::*;

/// Weights of the calls and hooks.
pub trait WeightInfo {
    /// Weight of `publish_offer`.
    fn publish_offer() -> Weight;
    /// Weight of `withdraw_offer`.
    fn withdraw_offer() -> Weight;
    /// Weight of `remove_expired_offer`.
    fn remove_expired_offer() -> Weight;
    /// Weight of `pay`.
    fn pay() -> Weight;
    /// Weight of `open_channel`.
    fn open_channel() -> Weight;
    /// Weight of `top_up`.
    fn top_up() -> Weight;
    /// Weight of `request_close`.
    fn request_close() -> Weight;
    /// Weight of `close_channel`.
    fn close_channel() -> Weight;
    /// Weight of `authorize_agent` with `m` models.
    fn authorize_agent(m: u32) -> Weight;
    /// Weight of `revoke_agent`.
    fn revoke_agent() -> Weight;
    /// Weight of `remove_agent`.
    fn remove_agent() -> Weight;
    /// Weight of `settle` with `v` vouchers that have nothing in common, all signed by agents and accepted by their
    /// operators, raw.
    fn settle(v: u32) -> Weight;
    /// Weight of `settle` by an operator with `v` vouchers of one model, all signed by their payers, raw.
    fn settle_of_one(v: u32) -> Weight;
    /// Weight of `v` more signature checks, of wrapped payloads.
    fn recheck(v: u32) -> Weight;
    /// Weight of `resume_settlements`.
    fn resume_settlements() -> Weight;
    /// Weight of checking that the escrow holds what it owes.
    fn on_finalize_check() -> Weight;
    /// Weight of checking for idle work.
    fn on_idle_base() -> Weight;
    /// Weight of sending a surplus to the treasury.
    fn on_idle_sweep() -> Weight;
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

    fn open_channel() -> Weight {
        Weight::from_parts(100_000_000, 10_000)
    }

    fn top_up() -> Weight {
        Weight::from_parts(60_000_000, 6_000)
    }

    fn request_close() -> Weight {
        Weight::from_parts(20_000_000, 4_000)
    }

    fn close_channel() -> Weight {
        Weight::from_parts(100_000_000, 10_000)
    }

    fn authorize_agent(m: u32) -> Weight {
        Weight::from_parts(60_000_000, 8_000)
            .saturating_add(Weight::from_parts(5_000_000, 2_500).saturating_mul(m.into()))
    }

    fn revoke_agent() -> Weight {
        Weight::from_parts(20_000_000, 4_000)
    }

    fn remove_agent() -> Weight {
        Weight::from_parts(60_000_000, 8_000)
    }

    fn settle(v: u32) -> Weight {
        Weight::from_parts(100_000_000, 10_000)
            .saturating_add(Weight::from_parts(300_000_000, 4_000).saturating_mul(v.into()))
    }

    fn settle_of_one(v: u32) -> Weight {
        Weight::from_parts(200_000_000, 14_000)
            .saturating_add(Weight::from_parts(100_000_000, 700).saturating_mul(v.into()))
    }

    fn recheck(v: u32) -> Weight {
        Weight::from_parts(40_000_000, 0).saturating_mul(v.into())
    }

    fn resume_settlements() -> Weight {
        Weight::from_parts(20_000_000, 4_000)
    }

    fn on_finalize_check() -> Weight {
        Weight::from_parts(10_000_000, 4_000)
    }

    fn on_idle_base() -> Weight {
        Weight::from_parts(5_000_000, 2_000)
    }

    fn on_idle_sweep() -> Weight {
        Weight::from_parts(60_000_000, 8_000)
    }
}
