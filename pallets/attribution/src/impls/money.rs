// SPDX-License-Identifier: Apache-2.0

//! The only place that moves money.

use crate::{AccountIdOf, Config, Error, Pallet};
use frame::{
    prelude::*,
    token::fungible::{Inspect, Mutate},
};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// The account that holds everything owed.
    pub(crate) fn account() -> AccountIdOf<T> {
        T::PalletId::get().into_account_truncating()
    }

    /// Give the ledger's account the existential deposit that it keeps for ever, if it has less. At genesis only.
    pub(crate) fn open_ledger() -> DispatchResult {
        let account = Self::account();
        let missing = T::Currency::minimum_balance().saturating_sub(T::Currency::balance(&account));
        if missing > 0 {
            T::Currency::mint_into(&account, missing)?;
        }
        Ok(())
    }

    /// Take `amount` from `source`, which stays alive.
    pub(crate) fn collect(source: &AccountIdOf<T>, amount: Balance) -> DispatchResult {
        if amount > 0 {
            T::Currency::transfer(source, &Self::account(), amount, Preservation::Preserve)?;
        }
        Ok(())
    }

    /// Whether `who` can be paid `amount`.
    pub(crate) fn ensure_payable(who: &AccountIdOf<T>, amount: Balance) -> DispatchResult {
        match T::Currency::can_deposit(who, amount, Provenance::Extant) {
            DepositConsequence::BelowMinimum => Err(Error::<T>::BelowMinimumBalance.into()),
            consequence => consequence.into_result(),
        }
    }

    /// Pay `amount` out of the ledger.
    pub(crate) fn pay(who: &AccountIdOf<T>, amount: Balance) -> DispatchResult {
        if amount > 0 {
            T::Currency::transfer(&Self::account(), who, amount, Preservation::Preserve)?;
        }
        Ok(())
    }

    /// Burn `amount` of the ledger.
    pub(crate) fn burn(amount: Balance) -> DispatchResult {
        if amount > 0 {
            let (exact, polite) = (Precision::Exact, Fortitude::Polite);
            T::Currency::burn_from(&Self::account(), amount, Preservation::Preserve, exact, polite)?;
        }
        Ok(())
    }

    /// What the ledger's account holds.
    pub(crate) fn ledger_balance() -> Balance {
        T::Currency::balance(&Self::account())
    }

    /// What the ledger holds beyond the existential deposit and `owed`; `None` if it holds less.
    pub(crate) fn surplus(owed: Balance) -> Option<Balance> {
        Self::ledger_balance().checked_sub(owed)?.checked_sub(T::Currency::minimum_balance())
    }
}
