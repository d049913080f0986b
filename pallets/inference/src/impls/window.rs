// SPDX-License-Identifier: Apache-2.0

//! What an operator's stake covers: the fees of the last eras, in proportion.

use crate::{Config, Error, FeeWindow, FeeWindows, Pallet};
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, OperatorInspect},
    Balance, Era,
};

impl<T: Config> Pallet<T> {
    /// The fee window of `operator` in `era`, and what a stake of `stake` still covers, in planck.
    pub(crate) fn cover(operator: &T::AccountId, stake: Balance, era: Era) -> (FeeWindow, Balance) {
        let window = FeeWindows::<T>::get(operator).unwrap_or_default().at(era);
        let most = stake.checked_div(T::StakePerFee::get().into()).unwrap_or(0);
        // Slashed or unbonded, a stake may cover less than was paid: then it covers nothing more.
        (window, most.saturating_sub(window.sum(T::DisputeEras::get())))
    }

    /// What the stake of `operator` still covers in this era, in planck.
    pub(crate) fn covered_now(operator: &T::AccountId) -> Balance {
        T::Operators::operator(operator).map_or(0, |info| Self::cover(operator, info.stake, T::Eras::current_era()).1)
    }

    /// The fee window of `operator` with `amount` more in this era, if its stake covers that.
    pub(crate) fn covered(
        operator: &T::AccountId,
        stake: Balance,
        amount: Balance,
    ) -> Result<FeeWindow, DispatchError> {
        let (mut window, coverage) = Self::cover(operator, stake, T::Eras::current_era());
        ensure!(amount <= coverage, Error::<T>::NotCovered);
        window.add(amount)?;
        Ok(window)
    }
}
