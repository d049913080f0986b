// SPDX-License-Identifier: Apache-2.0

//! The simulation of a fee split with the revenue of a past era.

use crate::{Config, Pallet, Totals};
use openledger_primitives::{runtime_api::FeeSplitSimulation, traits::FeeSplitProvider, FeeSplit};

impl<T: Config> Pallet<T> {
    /// How `split` and the split in force divide the revenue of the last past era that had any.
    ///
    /// `None` if `split` is not exact. The sum of the era is divided, not each payment. So a role's part differs from
    /// the amount it really received by less than a planck for each payment. Vouchers under an earlier version and
    /// revenue that became commons are not treated separately.
    pub fn simulate_fee_split(split: &FeeSplit) -> Option<FeeSplitSimulation> {
        let (era, revenue) = Totals::<T>::get().revenue.before(Self::era_now());
        let (_, in_force) = T::FeeSplits::fee_split(None)?;
        Some(FeeSplitSimulation { era, revenue, current: in_force.divide(revenue)?, proposed: split.divide(revenue)? })
    }
}
