// SPDX-License-Identifier: Apache-2.0

//! The deposits and the escrow. No other code of this pallet moves money; the ledger moves payments for inference.

use crate::{Config, Error, HoldReason, Pallet};
use frame::{
    prelude::*,
    traits::fungible::{Inspect, MutateHold},
};
use openledger_primitives::{custody::Custody, deposit::Deposit, Balance};

/// The escrow: the account that holds the money of all channels.
pub(crate) type EscrowAccount<T> =
    Custody<<T as frame_system::Config>::AccountId, <T as Config>::PalletId, <T as Config>::Currency>;

/// The amount that the escrow's account should keep, in planck.
pub(crate) fn existential_deposit<T: Config>() -> Balance {
    T::Currency::minimum_balance()
}

impl<T: Config> Pallet<T> {
    /// Hold the deposit of a new record, at most `max_deposit`, and return its amount.
    pub(crate) fn hold_deposit(
        reason: HoldReason,
        depositor: &T::AccountId,
        amount: Balance,
        max_deposit: Balance,
    ) -> Result<Balance, DispatchError> {
        ensure!(amount <= max_deposit, Error::<T>::DepositTooHigh);
        Deposit::hold::<T::Currency>(&reason.into(), depositor.clone(), amount).map(|deposit| deposit.amount)
    }

    /// Release the deposit of a removed record and return the amount released.
    pub(crate) fn release_deposit(
        reason: HoldReason,
        depositor: &T::AccountId,
        amount: Balance,
    ) -> Result<Balance, DispatchError> {
        // The best effort is the whole deposit, unless something else took from the hold. That must not keep a record
        // alive.
        T::Currency::release(&reason.into(), depositor, amount, Precision::BestEffort)
    }
}
