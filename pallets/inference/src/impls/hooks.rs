// SPDX-License-Identifier: Apache-2.0

//! The weight of the hooks and the checks of the parameters.

use crate::{Config, Pallet, WeightInfo};
use frame::prelude::*;
use openledger_primitives::{coverage::OperatorCoverage, fees::MAX_BUCKETS};

/// The proof of the whitelisted item with the trie nodes on its path, in bytes, with room to spare.
const HOOK_PROOF: u64 = 2_048;

impl<T: Config> Pallet<T> {
    /// The weight of `on_finalize`.
    pub(crate) fn weight_of_finalize() -> Weight {
        // The whitelisted item, which no benchmark counts: read in every block, and written in most.
        let whitelisted = T::DbWeight::get().reads_writes(1, 1).saturating_add(Weight::from_parts(0, HOOK_PROOF));
        T::WeightInfo::on_finalize_check().saturating_add(whitelisted)
    }

    /// Panic if a parameter is out of range.
    pub(crate) fn check_parameters() {
        assert!(T::MaxOfferEras::get() > 0, "an offer must be able to outlast the era it is published in");
        assert!(T::ChannelDeposit::get() > 0, "a payer's account must outlast its channels");
        assert!(T::ThawEras::get() > 0, "an operator must have time to settle before a channel closes");
        assert!(T::MinCallPrice::get() > 0, "a call must cost something to count");
        assert!(!T::PayCoverage::get().is_zero(), "one-shot payments must be possible");
        let eras = 1..=MAX_BUCKETS;
        assert!(eras.contains(&T::DisputeEras::get()), "the window of fees must be within what is remembered");
        T::Coverage::integrity_test();
    }
}
