// SPDX-License-Identifier: Apache-2.0

//! The ledger's account. Only [`Custody`] moves its money.

use crate::{AccountIdOf, Config, Error, Pallet};
use frame::{prelude::*, token::fungible::Inspect};
use openledger_primitives::{custody::Custody, Balance};

/// The account that holds everything owed.
pub(crate) type CustodyOf<T> = Custody<AccountIdOf<T>, <T as Config>::PalletId, <T as Config>::Currency>;

/// The amount that the ledger's account should keep, in planck: the existential deposit.
pub(crate) fn reserve<T: Config>() -> Balance {
    T::Currency::minimum_balance()
}

impl<T: Config> Pallet<T> {
    /// Check that `who` can be paid `amount`.
    pub(crate) fn ensure_payable(who: &AccountIdOf<T>, amount: Balance) -> DispatchResult {
        match T::Currency::can_deposit(who, amount, Provenance::Extant) {
            DepositConsequence::BelowMinimum => Err(Error::<T>::BelowMinimumBalance.into()),
            consequence => consequence.into_result(),
        }
    }
}
