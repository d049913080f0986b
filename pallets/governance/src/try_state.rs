// SPDX-License-Identifier: Apache-2.0

//! What is always true of the pallet's storage.

use crate::{Config, FeeSplits, Pallet, FIRST_VERSION};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::traits::EraClock;

impl<T: Config> Pallet<T> {
    /// Check the invariants:
    ///
    /// 1. Every split that is kept sums to exactly 100 %, and the one enacted last is inside the bounds. The one before it
    ///    was when it was enacted; an upgrade may have tightened them since.
    /// 2. Versions are consecutive from [`FIRST_VERSION`] on: the first has none before it, each later one has the
    ///    version before it.
    /// 3. Eras are ordered: a split takes over after the one before it did, and at the latest in the next era.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let records = FeeSplits::<T>::get();
        for record in records.previous.iter().chain([&records.current]) {
            ensure!(record.split.is_exact(), "a fee split is not exact");
        }
        ensure!(
            Self::ensure_allowed(&records.current.split).is_ok(),
            "the fee split enacted last is outside the bounds"
        );

        let before = records.previous.map(|previous| previous.version);
        let expected = (records.current.version != FIRST_VERSION).then(|| records.current.version.checked_sub(1));
        ensure!(before == expected.flatten(), "the versions of the fee splits are not consecutive");
        ensure!(records.current.version >= FIRST_VERSION, "the version of the fee split is below the first one");

        ensure!(
            records.previous.is_none_or(|previous| previous.effective_from < records.current.effective_from),
            "a fee split does not take over after the one before it"
        );
        ensure!(
            records.current.effective_from <= T::Eras::current_era().saturating_add(1),
            "a fee split takes over later than in the next era"
        );
        Ok(())
    }
}
