// SPDX-License-Identifier: Apache-2.0

//! Deposits: the only user of the currency.

use crate::{Config, HoldReason, Pallet};
use frame::{prelude::*, token::fungible::InspectHold};
use openledger_primitives::{deposit::Deposit, Balance};

impl<T: Config> Pallet<T> {
    /// Hold `amount` from `owner` for an entry.
    pub(crate) fn hold(owner: T::AccountId, amount: Balance) -> Result<Deposit<T::AccountId>, DispatchError> {
        Deposit::hold::<T::Currency>(&HoldReason::Allowed.into(), owner, amount)
    }

    /// Release exactly this deposit.
    pub(crate) fn release(deposit: Deposit<T::AccountId>) -> DispatchResult {
        deposit.release::<T::Currency>(&HoldReason::Allowed.into()).map(drop)
    }

    /// The balance of `who` that is on hold for all its entries.
    pub(crate) fn held(who: &T::AccountId) -> Balance {
        T::Currency::balance_on_hold(&HoldReason::Allowed.into(), who)
    }
}
