// SPDX-License-Identifier: Apache-2.0

//! The only place that holds and moves money. What is paid for inference is moved by the ledger.

use crate::{Config, HoldReason, Pallet};
use frame::{
    prelude::*,
    traits::fungible::{Inspect, Mutate, MutateHold},
};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// Hold the deposit of a new record and return it.
    pub(crate) fn hold_deposit(
        reason: HoldReason,
        who: &T::AccountId,
        deposit: Balance,
    ) -> Result<Balance, DispatchError> {
        T::Currency::hold(&reason.into(), who, deposit)?;
        Ok(deposit)
    }

    /// Release the deposit of a record that was removed, and return how much that was.
    pub(crate) fn release_deposit(
        reason: HoldReason,
        who: &T::AccountId,
        deposit: Balance,
    ) -> Result<Balance, DispatchError> {
        // The best effort is the whole deposit, unless something else took from the hold; that must not keep a record
        // alive.
        T::Currency::release(&reason.into(), who, deposit, Precision::BestEffort)
    }

    /// The escrow's account.
    pub(crate) fn account() -> T::AccountId {
        T::PalletId::get().into_account_truncating()
    }

    /// Give the escrow's account the existential deposit that it keeps for ever, if it has less. At genesis only.
    pub(crate) fn open_escrow() -> DispatchResult {
        let account = Self::account();
        // Nothing is missing if it has more.
        let missing = T::Currency::minimum_balance().saturating_sub(T::Currency::balance(&account));
        if missing > 0 {
            T::Currency::mint_into(&account, missing)?;
        }
        Ok(())
    }

    /// Take `amount` from `payer`, which stays alive, into the escrow.
    pub(crate) fn put_in_escrow(payer: &T::AccountId, amount: Balance) -> DispatchResult {
        T::Currency::transfer(payer, &Self::account(), amount, Preservation::Preserve).map(|_| ())
    }

    /// Pay `amount` out of the escrow.
    pub(crate) fn pay_from_escrow(who: &T::AccountId, amount: Balance) -> DispatchResult {
        if amount > 0 {
            T::Currency::transfer(&Self::account(), who, amount, Preservation::Preserve)?;
        }
        Ok(())
    }

    /// What the escrow's account holds.
    pub(crate) fn escrow_balance() -> Balance {
        T::Currency::balance(&Self::account())
    }

    /// What the escrow holds beyond the existential deposit and `owed`; `None` if it holds less.
    pub(crate) fn surplus(owed: Balance) -> Option<Balance> {
        Self::escrow_balance().checked_sub(owed)?.checked_sub(T::Currency::minimum_balance())
    }
}
