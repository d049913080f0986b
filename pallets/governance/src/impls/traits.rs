// SPDX-License-Identifier: Apache-2.0

//! The fee split for the ledger and for clients.

use crate::{Config, FeeSplits, Pallet};
use alloc::vec::Vec;
use openledger_primitives::{
    runtime_api::{FeeSplitInfo, FeeSplitVersion},
    traits::{EraClock, FeeSplitProvider},
    FeeSplit, SplitVersion,
};

impl<T: Config> FeeSplitProvider for Pallet<T> {
    fn fee_split(version: Option<SplitVersion>) -> Option<(SplitVersion, FeeSplit)> {
        Self::accepted(version).map(|record| (record.version, record.split))
    }
}

impl<T: Config> Pallet<T> {
    /// The fee split in force and the next one, as the runtime API tells them.
    pub fn info() -> FeeSplitInfo {
        let era = T::Eras::current_era();
        let records = Self::recent();
        let in_force = records.in_force(era);
        FeeSplitInfo {
            version: in_force.version,
            split: in_force.split,
            next: records.next(era).map(|next| (next.version, next.split, next.effective_from)),
        }
    }

    /// All versions of the fee split that are kept, the latest first, as the runtime API tells them.
    pub fn versions() -> Vec<FeeSplitVersion> {
        FeeSplits::<T>::get().latest_first().copied().map(Into::into).collect()
    }
}
