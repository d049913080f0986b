// SPDX-License-Identifier: Apache-2.0

//! The fee split for the ledger and for clients.

use crate::{Config, FeeSplits, Pallet};
use openledger_primitives::{
    runtime_api::FeeSplitInfo,
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
        let records = FeeSplits::<T>::get();
        let in_force = records.in_force(era);
        FeeSplitInfo {
            version: in_force.version,
            split: in_force.split,
            next: records.next(era).map(|next| (next.version, next.split, next.effective_from)),
        }
    }
}
