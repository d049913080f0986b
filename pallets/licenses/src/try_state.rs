// SPDX-License-Identifier: Apache-2.0

//! The invariants of the licenses.

use crate::{Allowed, Config, Licenses, Pallet};
use alloc::collections::BTreeMap;
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::{traits::DatanetInspect, Balance, License};

impl<T: Config> Pallet<T> {
    /// Check the invariants by full iteration:
    ///
    /// 1. each license belongs to a datanet, is not the default one, and fits its template;
    /// 2. each entry of an allow-list belongs to a datanet;
    /// 3. at least the deposits of all its entries are held from each depositor.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        for (datanet, license) in Licenses::<T>::iter() {
            ensure!(T::Datanets::exists(datanet), "there is a license without a datanet");
            ensure!(license != License::default(), "a default license is stored");
            Self::ensure_template(&license).map_err(|_| "a license does not fit its template")?;
        }
        let mut owed = BTreeMap::<T::AccountId, Balance>::new();
        for ((datanet, _), _, deposit) in Allowed::<T>::iter() {
            ensure!(T::Datanets::exists(datanet), "there is an allow-list without a datanet");
            owed.entry(deposit.depositor).or_default().ensure_add_assign(deposit.amount)?;
        }
        for (depositor, deposit) in owed {
            ensure!(Self::held(&depositor) >= deposit, "less is held from a depositor than its deposits");
        }
        Ok(())
    }
}
