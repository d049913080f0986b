// SPDX-License-Identifier: Apache-2.0

//! Deposits: the only user of the currency.

use crate::{Config, HoldReason, Pallet};
use frame::{prelude::*, token::fungible::InspectHold};
use openledger_primitives::{deposit::Deposit, Balance};

impl<T: Config> Pallet<T> {
    /// Hold `amount` from `who`.
    pub(crate) fn hold(who: &T::AccountId, amount: Balance) -> DispatchResult {
        Deposit::hold::<T::Currency>(&HoldReason::Model.into(), who.clone(), amount).map(drop)
    }

    /// Release exactly `amount` to `who`.
    pub(crate) fn release(who: &T::AccountId, amount: Balance) -> DispatchResult {
        Deposit { depositor: who.clone(), amount }.release::<T::Currency>(&HoldReason::Model.into()).map(drop)
    }

    /// The balance of `who` that is on hold for all its models.
    pub(crate) fn held(who: &T::AccountId) -> Balance {
        T::Currency::balance_on_hold(&HoldReason::Model.into(), who)
    }
}
