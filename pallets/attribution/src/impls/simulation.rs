// SPDX-License-Identifier: Apache-2.0

//! What another fee split would have paid.

use crate::{Config, Pallet, Totals};
use openledger_primitives::{runtime_api::FeeSplitSimulation, traits::FeeSplitProvider, FeeSplit};

impl<T: Config> Pallet<T> {
    /// How `split` would have divided what was paid in the last era that is over and in which anything was, beside how the
    /// split in force divides it; `None` if `split` is not exact.
    ///
    /// The sum of an era is divided, and not each payment of it, so a role's part is less than a planck for each payment
    /// away from what it got. What roles got of vouchers under an earlier version, and what nobody could take, is not told
    /// apart.
    pub fn simulate_fee_split(split: &FeeSplit) -> Option<FeeSplitSimulation> {
        let (era, revenue) = Totals::<T>::get().revenue.before(Self::era_now());
        let (_, in_force) = T::FeeSplits::fee_split(None)?;
        Some(FeeSplitSimulation { era, revenue, current: in_force.divide(revenue)?, proposed: split.divide(revenue)? })
    }
}
