// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet's storage.

use crate::{Config, Pallet, RecentFeeSplits, Versions, FIRST_VERSION};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::{runtime_api::FeeSplitVersion, traits::EraClock};

impl<T: Config> Pallet<T> {
    /// Check the invariants:
    ///
    /// 1. Every stored split sums to exactly 100 %, and the one enacted last is inside the bounds. Earlier ones were
    ///    inside when they were enacted, and an upgrade may have tightened the bounds since.
    /// 2. Versions are consecutive, down to [`FIRST_VERSION`] or to the end of a full list of older ones.
    /// 3. Eras are ordered: a split takes over after the one before it did, and at the latest in the next era.
    /// 4. The split before the last is accepted at least until the last takes over.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let versions = Versions::<T>::get();
        let RecentFeeSplits { current, previous, previous_until } = versions.recent;
        ensure!(Self::recent() == versions.recent, "payments read other fee splits than are stored");

        let mut oldest: Option<&FeeSplitVersion> = None;
        for record in versions.latest_first() {
            ensure!(record.split.is_exact(), "a fee split is not exact");
            ensure!(record.version >= FIRST_VERSION, "the version of a fee split is below the first one");
            if let Some(newer) = oldest {
                ensure!(
                    newer.version.checked_sub(1) == Some(record.version),
                    "the versions of the fee splits are not consecutive"
                );
                ensure!(
                    record.effective_from < newer.effective_from,
                    "a fee split does not take over after the one before it"
                );
            }
            oldest = Some(record);
        }
        ensure!(
            versions.older.is_full() || oldest.is_some_and(|record| record.version == FIRST_VERSION),
            "an earlier fee split is lost"
        );
        ensure!(
            previous.is_some() || versions.older.is_empty(),
            "earlier fee splits are kept without the last of them"
        );

        ensure!(Self::ensure_allowed(&current.split).is_ok(), "the fee split enacted last is outside the bounds");
        ensure!(
            current.effective_from <= T::Eras::current_era().saturating_add(1),
            "a fee split takes over later than in the next era"
        );
        ensure!(
            previous.is_none() || previous_until >= current.effective_from,
            "a fee split is not accepted while it is in force"
        );
        Ok(())
    }
}
