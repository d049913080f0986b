// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet's storage.

use crate::{Config, HoldReason, Pallet, Sponsorships, Usages};
use alloc::collections::BTreeMap;
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*, traits::fungible::InspectHold};
use openledger_primitives::{
    traits::{DatanetInspect, EraClock},
    Balance, DatanetId,
};

impl<T: Config> Pallet<T> {
    /// Check the invariants by full iteration.
    ///
    /// 1. Every policy and every usage is of a datanet that exists, and no one is of a later era.
    /// 2. A budget has exactly the deposits of its policy and its usages on hold for records.
    /// 3. What a budget spent in this era is in the usages of this era.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let now = T::Eras::current_era();
        let mut deposits: BTreeMap<DatanetId, Balance> = BTreeMap::new();
        let mut used: BTreeMap<DatanetId, Balance> = BTreeMap::new();
        for (datanet, _, usage) in Usages::<T>::iter() {
            ensure!(T::Datanets::exists(datanet), "1: a usage is of a datanet that exists");
            ensure!(usage.era <= now, "1: a usage is of this era or an earlier one");
            deposits.entry(datanet).or_default().ensure_add_assign(usage.deposit)?;
            if usage.era == now {
                let sum = usage.fees.ensure_add(usage.deposits)?;
                used.entry(datanet).or_default().ensure_add_assign(sum)?;
            }
        }
        for (datanet, sponsorship) in Sponsorships::<T>::iter() {
            ensure!(T::Datanets::exists(datanet), "1: a policy is of a datanet that exists");
            ensure!(sponsorship.era <= now, "1: a policy is of this era or an earlier one");
            deposits.entry(datanet).or_default().ensure_add_assign(sponsorship.deposit)?;
            let used = used.get(&datanet).copied().unwrap_or_default();
            // A policy that ended and began again has forgotten what was spent; the usages have not.
            ensure!(sponsorship.era != now || sponsorship.spent <= used, "3: what was spent is in the usages");
        }
        for (datanet, amount) in deposits {
            let held = T::Currency::balance_on_hold(&HoldReason::Record.into(), &Self::account_of(datanet));
            ensure!(held == amount, "2: a budget has the deposits of its records on hold");
        }
        Ok(())
    }
}
