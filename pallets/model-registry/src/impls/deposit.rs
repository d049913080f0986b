// SPDX-License-Identifier: Apache-2.0

//! Deposits: the only user of the currency.

use crate::{Config, HoldReason, Pallet};
use frame::{
    prelude::*,
    token::{
        fungible::{InspectHold, MutateHold},
        Precision,
    },
};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// Hold `amount` from `who`.
    pub(crate) fn hold(who: &T::AccountId, amount: Balance) -> DispatchResult {
        T::Currency::hold(&HoldReason::Model.into(), who, amount)
    }

    /// Release `amount` to `who`.
    pub(crate) fn release(who: &T::AccountId, amount: Balance) -> DispatchResult {
        T::Currency::release(&HoldReason::Model.into(), who, amount, Precision::Exact)?;
        Ok(())
    }

    /// What is held from `who` for all its models.
    pub(crate) fn held(who: &T::AccountId) -> Balance {
        T::Currency::balance_on_hold(&HoldReason::Model.into(), who)
    }
}
