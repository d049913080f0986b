// SPDX-License-Identifier: Apache-2.0

//! The weights of the pallet's calls. The measured ones are in the runtime.

use frame::prelude::Weight;

/// One function per benchmark.
pub trait WeightInfo {
    /// `create`.
    fn create() -> Weight;
    /// `set_policy`.
    fn set_policy() -> Weight;
    /// `set_metadata`.
    fn set_metadata() -> Weight;
    /// `add_curator`.
    fn add_curator() -> Weight;
    /// `remove_curator`.
    fn remove_curator() -> Weight;
    /// `add_contributor`.
    fn add_contributor() -> Weight;
    /// `remove_contributor`.
    fn remove_contributor() -> Weight;
    /// `contribute` with `s` sources.
    fn contribute(s: u32) -> Weight;
    /// `contribute_batch` with `n` submissions without sources.
    fn contribute_batch(n: u32) -> Weight;
    /// `review`, if it accepts a contribution with `s` sources.
    fn review(s: u32) -> Weight;
    /// `review`, if it rejects a contribution with `s` sources.
    fn review_rejecting(s: u32) -> Weight;
    /// `review`, if it does not decide a contribution with `s` sources.
    fn review_undecided(s: u32) -> Weight;
    /// What keeping and counting `n` reviews adds to `review`, with the curators' part of a lost deposit.
    fn keep_reviews(n: u32) -> Weight;
    /// `withdraw` after the time for reviews, with bad reviews.
    fn withdraw() -> Weight;
    /// `erase` of a contribution with `s` sources.
    fn erase(s: u32) -> Weight;
    /// `fund`.
    fn fund() -> Weight;
    /// `propose_owner`.
    fn propose_owner() -> Weight;
    /// `accept_ownership`.
    fn accept_ownership() -> Weight;
    /// `prune`.
    fn prune() -> Weight;
    /// `bond_curator`.
    fn bond_curator() -> Weight;
    /// `leave_curator`.
    fn leave_curator() -> Weight;
    /// `withdraw_curator_bond`.
    fn withdraw_curator_bond() -> Weight;
    /// Admitting a case.
    fn open_case() -> Weight;
    /// Looking for an interest of an account that has none.
    fn has_interest() -> Weight;
    /// Executing a verdict that accepts a contribution with the most sources and overrules the most curators.
    fn execute_review() -> Weight;
    /// Executing a verdict that takes a contribution with the most sources back and overrules the most curators.
    fn execute_acceptance() -> Weight;
    /// Executing a verdict that raises the score of a contribution with the most sources.
    fn execute_score() -> Weight;
    /// Executing a verdict that removes a curator.
    fn execute_curator() -> Weight;
}

/// Weights for mocks: constant, and large enough to show the cost of each input.
impl WeightInfo for () {
    fn create() -> Weight {
        Weight::from_parts(50_000_000, 5_000)
    }
    fn set_policy() -> Weight {
        Weight::from_parts(20_000_000, 4_000)
    }
    fn set_metadata() -> Weight {
        Weight::from_parts(20_000_000, 4_000)
    }
    fn add_curator() -> Weight {
        Weight::from_parts(25_000_000, 6_000)
    }
    fn remove_curator() -> Weight {
        Weight::from_parts(25_000_000, 6_000)
    }
    fn add_contributor() -> Weight {
        Weight::from_parts(25_000_000, 6_000)
    }
    fn remove_contributor() -> Weight {
        Weight::from_parts(25_000_000, 6_000)
    }
    fn contribute(s: u32) -> Weight {
        Weight::from_parts(80_000_000, 10_000)
            .saturating_add(Weight::from_parts(5_000_000, 3_000).saturating_mul(s.into()))
    }
    fn contribute_batch(n: u32) -> Weight {
        Weight::from_parts(60_000_000, 8_000)
            .saturating_add(Weight::from_parts(20_000_000, 3_000).saturating_mul(n.into()))
    }
    fn review(s: u32) -> Weight {
        Weight::from_parts(120_000_000, 15_000)
            .saturating_add(Weight::from_parts(25_000_000, 6_000).saturating_mul(s.into()))
    }
    fn review_rejecting(s: u32) -> Weight {
        Weight::from_parts(110_000_000, 15_000)
            .saturating_add(Weight::from_parts(5_000_000, 3_000).saturating_mul(s.into()))
    }
    fn review_undecided(s: u32) -> Weight {
        Weight::from_parts(30_000_000, 8_000)
            .saturating_add(Weight::from_parts(5_000_000, 3_000).saturating_mul(s.into()))
    }
    fn keep_reviews(n: u32) -> Weight {
        Weight::from_parts(60_000_000, 8_000)
            .saturating_add(Weight::from_parts(30_000_000, 6_000).saturating_mul(n.into()))
    }
    fn withdraw() -> Weight {
        Weight::from_parts(80_000_000, 12_000)
    }
    fn erase(s: u32) -> Weight {
        Weight::from_parts(60_000_000, 10_000)
            .saturating_add(Weight::from_parts(25_000_000, 6_000).saturating_mul(s.into()))
    }
    fn fund() -> Weight {
        Weight::from_parts(90_000_000, 10_000)
    }
    fn propose_owner() -> Weight {
        Weight::from_parts(20_000_000, 4_000)
    }
    fn accept_ownership() -> Weight {
        Weight::from_parts(70_000_000, 8_000)
    }
    fn prune() -> Weight {
        Weight::from_parts(60_000_000, 12_000)
    }
    fn bond_curator() -> Weight {
        Weight::from_parts(60_000_000, 8_000)
    }
    fn leave_curator() -> Weight {
        Weight::from_parts(40_000_000, 9_000)
    }
    fn withdraw_curator_bond() -> Weight {
        Weight::from_parts(80_000_000, 12_000)
    }
    fn open_case() -> Weight {
        Weight::from_parts(30_000_000, 8_000)
    }
    fn has_interest() -> Weight {
        Weight::from_parts(40_000_000, 14_000)
    }
    fn execute_review() -> Weight {
        Weight::from_parts(1_800_000_000, 160_000)
    }
    fn execute_acceptance() -> Weight {
        Weight::from_parts(1_900_000_000, 165_000)
    }
    fn execute_score() -> Weight {
        Weight::from_parts(300_000_000, 60_000)
    }
    fn execute_curator() -> Weight {
        Weight::from_parts(150_000_000, 15_000)
    }
}
