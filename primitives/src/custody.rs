// SPDX-License-Identifier: Apache-2.0

//! Custody: an account of a pallet that holds money owed to others.
//!
//! The pallet keeps the sum that it owes, its events and its errors. [`Custody`] is the only code that moves the money:
//! the ledger and the escrow of channels both use it.

use crate::{runtime_api::AccountBooks, Balance};
use codec::Codec;
use core::marker::PhantomData;
use frame_support::{
    storage::with_storage_layer,
    traits::{
        fungible::Mutate,
        tokens::{Fortitude, Precision, Preservation},
    },
    PalletId,
};
use sp_runtime::{
    traits::{AccountIdConversion, Get},
    DispatchResult,
};

/// The account of pallet `Id`, with money in `Currency`.
pub struct Custody<AccountId, Id, Currency>(PhantomData<(AccountId, Id, Currency)>);

impl<AccountId, Id, Currency> Custody<AccountId, Id, Currency>
where
    AccountId: Codec + Eq,
    Id: Get<PalletId>,
    Currency: Mutate<AccountId, Balance = Balance>,
{
    /// The account.
    pub fn account() -> AccountId {
        Id::get().into_account_truncating()
    }

    /// Top the account up to the existential deposit, which it keeps forever. Genesis only: this mints.
    pub fn open() -> DispatchResult {
        let account = Self::account();
        // An account with more than that needs nothing.
        let missing = Currency::minimum_balance().saturating_sub(Currency::balance(&account));
        if missing > 0 {
            Currency::mint_into(&account, missing)?;
        }
        Ok(())
    }

    /// Move `amount` from `source`, which stays alive, to the account. Zero is a no-op.
    pub fn collect(source: &AccountId, amount: Balance) -> DispatchResult {
        if amount > 0 {
            Currency::transfer(source, &Self::account(), amount, Preservation::Preserve)?;
        }
        Ok(())
    }

    /// Pay `amount` to `who`. The account keeps its existential deposit. Zero is a no-op.
    pub fn pay(who: &AccountId, amount: Balance) -> DispatchResult {
        if amount > 0 {
            Currency::transfer(&Self::account(), who, amount, Preservation::Preserve)?;
        }
        Ok(())
    }

    /// Burn exactly `amount`. The account keeps its existential deposit. Zero is a no-op.
    pub fn burn(amount: Balance) -> DispatchResult {
        if amount > 0 {
            let (exact, polite) = (Precision::Exact, Fortitude::Polite);
            Currency::burn_from(&Self::account(), amount, Preservation::Preserve, exact, polite)?;
        }
        Ok(())
    }

    /// The free balance of the account, in planck.
    pub fn balance() -> Balance {
        Currency::balance(&Self::account())
    }

    /// The balance beyond the existential deposit and `owed`, in planck; `None` if the account holds less.
    pub fn surplus(owed: Balance) -> Option<Balance> {
        Self::books(owed, false).surplus()
    }

    /// Check that the account holds `owed` and the existential deposit. Otherwise return its balance as the error.
    pub fn check(owed: Balance) -> Result<(), Balance> {
        match Self::surplus(owed) {
            Some(_) => Ok(()),
            None => Err(Self::balance()),
        }
    }

    /// Send the surplus to `beneficiary` and return its amount, in planck.
    ///
    /// Returns `None` and changes nothing if there is no surplus, or if `beneficiary` cannot receive it.
    pub fn sweep(owed: Balance, beneficiary: &AccountId) -> Option<Balance> {
        let amount = Self::surplus(owed).filter(|surplus| *surplus > 0)?;
        with_storage_layer(|| Self::pay(beneficiary, amount)).ok().map(|()| amount)
    }

    /// The books of the account if it owes `owed`, as clients see them.
    pub fn books(owed: Balance, stopped: bool) -> AccountBooks {
        AccountBooks { balance: Self::balance(), owed, kept: Currency::minimum_balance(), stopped }
    }
}
