// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet's storage.

use crate::{Config, Convictions, Pallet};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};

impl<T: Config> Pallet<T> {
    /// Check the invariants:
    ///
    /// 1. Every conviction has the last era that keeps it from being forgotten.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        // An iteration over the values leaves out the ones that cannot be decoded.
        ensure!(Convictions::<T>::iter_keys().count() == Convictions::<T>::iter().count(), "a conviction has no era");
        Ok(())
    }
}
