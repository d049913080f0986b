// SPDX-License-Identifier: Apache-2.0

//! The fee split for the ledger and for the runtime API.

use crate::{Config, Pallet};
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
    /// The fee split in force and the next one, for the runtime API.
    pub fn info() -> FeeSplitInfo {
        let era = T::Eras::current_era();
        let records = Self::recent();
        let in_force = records.in_force(era);
        FeeSplitInfo { version: in_force.version, split: in_force.split, next: records.next(era).copied() }
    }
}
