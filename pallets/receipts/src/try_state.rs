// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet's storage.

use crate::{Config, Convictions, Pallet, Sentences};
use alloc::collections::BTreeSet;
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};

impl<T: Config> Pallet<T> {
    /// Check the invariants:
    ///
    /// 1. Every conviction has the last era that keeps it from being forgotten.
    /// 2. Every sentence is of an operator with a conviction, and took something.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        // An iteration over the values leaves out the ones that cannot be decoded.
        ensure!(Convictions::<T>::iter_keys().count() == Convictions::<T>::iter().count(), "a conviction has no era");
        let convicted: BTreeSet<_> = Convictions::<T>::iter_keys().map(|(operator, ..)| operator).collect();
        for (operator, sentence) in Sentences::<T>::iter() {
            ensure!(convicted.contains(&operator), "a sentence without a conviction");
            ensure!(!sentence.part.is_zero(), "a sentence of nothing");
        }
        Ok(())
    }
}
