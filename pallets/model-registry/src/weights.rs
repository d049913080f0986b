// SPDX-License-Identifier: Apache-2.0

//! The weights of the pallet's calls. The measured ones are in the runtime; those of `()` are for tests.

#![allow(missing_docs)]

use frame::prelude::Weight;

/// One function for each benchmark: `t` team members, `p` parents, `d` links to datanets.
pub trait WeightInfo {
    fn register(t: u32, p: u32, d: u32) -> Weight;
    fn register_version(t: u32, p: u32, d: u32) -> Weight;
    fn set_terms() -> Weight;
    fn add_allowed() -> Weight;
    fn remove_allowed() -> Weight;
    fn set_uri() -> Weight;
    fn deprecate() -> Weight;
    fn propose_owner() -> Weight;
    fn accept_ownership() -> Weight;
    fn transfer_builder_share() -> Weight;
    /// Admitting a case.
    fn open_case() -> Weight;
    /// Looking for an interest of an account that has none.
    fn has_interest() -> Weight;
    /// Executing a verdict that returns a model with the largest team.
    fn execute_artifact() -> Weight;
    /// Executing a verdict that adds a parent with the most obligations.
    fn execute_lineage() -> Weight;
}

/// A weight that a block of a mock has room for.
const MOCK_WEIGHT: Weight = Weight::from_parts(10_000_000, 1_000);

impl WeightInfo for () {
    fn register(t: u32, p: u32, d: u32) -> Weight {
        MOCK_WEIGHT.saturating_mul(u64::from(t).saturating_add(p.into()).saturating_add(d.into()))
    }
    fn register_version(t: u32, p: u32, d: u32) -> Weight {
        Self::register(t, p, d).saturating_add(MOCK_WEIGHT)
    }
    fn set_terms() -> Weight {
        MOCK_WEIGHT
    }
    fn add_allowed() -> Weight {
        MOCK_WEIGHT
    }
    fn remove_allowed() -> Weight {
        MOCK_WEIGHT
    }
    fn set_uri() -> Weight {
        MOCK_WEIGHT
    }
    fn deprecate() -> Weight {
        MOCK_WEIGHT
    }
    fn propose_owner() -> Weight {
        MOCK_WEIGHT
    }
    fn accept_ownership() -> Weight {
        MOCK_WEIGHT
    }
    fn transfer_builder_share() -> Weight {
        MOCK_WEIGHT
    }
    fn open_case() -> Weight {
        MOCK_WEIGHT
    }
    fn has_interest() -> Weight {
        MOCK_WEIGHT
    }
    fn execute_artifact() -> Weight {
        MOCK_WEIGHT.saturating_mul(20)
    }
    fn execute_lineage() -> Weight {
        MOCK_WEIGHT.saturating_mul(10)
    }
}
