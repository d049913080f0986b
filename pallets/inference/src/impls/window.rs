// SPDX-License-Identifier: Apache-2.0

//! What an operator's stake covers: the fees of the last eras, in proportion.

use crate::{Config, Pallet};
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, OperatorFees, OperatorInspect},
    Balance, Era,
};

impl<T: Config> Pallet<T> {
    /// What a stake of `stake` with `operator` still covers in `era`, in planck, if each planck of fees takes `stake_per_fee`:
    /// more can't be paid to it.
    pub(crate) fn cover(operator: &T::AccountId, stake: Balance, era: Era, stake_per_fee: u32) -> Balance {
        let most = stake.checked_div(stake_per_fee.into()).unwrap_or(0);
        // Slashed or unbonded, a stake may cover less than was paid: then it covers nothing more.
        most.saturating_sub(T::Revenue::fees_of(operator, era, T::DisputeEras::get()))
    }

    /// What the stake of `operator` still covers in this era, in planck.
    pub(crate) fn covered_now(operator: &T::AccountId) -> Balance {
        let era = T::Eras::current_era();
        T::Operators::terms(operator, era)
            .map_or(0, |terms| Self::cover(operator, terms.stake, era, T::StakePerFee::get()))
    }
}
