// SPDX-License-Identifier: Apache-2.0

//! Deposits: their amounts, and the only user of the currency.

use crate::{
    Config, DatanetLink, HoldReason, ModelInfoOf, Obligation, Obligations, Pallet, Parent, Registration,
    RegistrationOf, TeamMember, MAX_DATANETS, MAX_NAME, MAX_PARENTS, MAX_TEAM,
};
use frame::{prelude::*, token::fungible::InspectHold};
use openledger_primitives::{deposit::Deposit, Balance};

impl<T: Config> Pallet<T> {
    /// The deposit of a model that stays after its deprecation: the price of what stays, by actual sizes.
    ///
    /// The record counts with the room that it can still take: a URI and a proposed owner can come at any time.
    pub(crate) fn kept_deposit(
        registration: &RegistrationOf<T>,
        obligations: &[Obligation],
    ) -> Result<Balance, DispatchError> {
        let Registration { name, team, parents, datanets, .. } = registration;
        let unused = [
            room(MAX_NAME, name.len(), 1)?,
            room(MAX_TEAM, team.len(), TeamMember::<T::AccountId>::max_encoded_len())?,
            room(MAX_PARENTS, parents.len(), Parent::max_encoded_len())?,
            room(MAX_DATANETS, datanets.len(), DatanetLink::max_encoded_len())?,
        ];
        let mut bytes =
            Balance::try_from(ModelInfoOf::<T>::max_encoded_len()).map_err(|_| ArithmeticError::Overflow)?;
        for unused in unused {
            bytes.ensure_sub_assign(unused)?;
        }
        bytes.ensure_add_assign(size(obligations.len(), Obligation::max_encoded_len())?)?;
        // A parent can hold shares of both pools, a datanet of one.
        let holders = size(team.len(), 1)?.ensure_add(size(parents.len(), 2)?)?.ensure_add(size(datanets.len(), 1)?)?;
        let of_bytes = T::ByteDeposit::get().ensure_mul(bytes)?;
        let of_holders = T::HolderDeposit::get().ensure_mul(holders)?;
        Ok(T::BaseDeposit::get().ensure_add(of_bytes)?.ensure_add(of_holders)?)
    }

    /// The deposit of an active model with the longest lists, without an allow-list.
    pub(crate) fn largest_deposit() -> Balance {
        let bytes = Obligations::max_encoded_len().saturating_add(ModelInfoOf::<T>::max_encoded_len());
        let bytes = Balance::try_from(bytes).unwrap_or(Balance::MAX);
        let holders = MAX_TEAM.saturating_add(MAX_PARENTS.saturating_mul(2)).saturating_add(MAX_DATANETS);
        T::ModelDeposit::get()
            .saturating_add(T::BaseDeposit::get())
            .saturating_add(T::ByteDeposit::get().saturating_mul(bytes))
            .saturating_add(T::HolderDeposit::get().saturating_mul(holders.into()))
    }

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

/// The bytes of `length` items of `each` bytes.
fn size(length: usize, each: usize) -> Result<Balance, ArithmeticError> {
    length.checked_mul(each).and_then(|bytes| Balance::try_from(bytes).ok()).ok_or(ArithmeticError::Overflow)
}

/// The bytes that a list of `length` items leaves unused of the room for `most`.
fn room(most: u32, length: usize, each: usize) -> Result<Balance, ArithmeticError> {
    let most = usize::try_from(most).map_err(|_| ArithmeticError::Overflow)?;
    size(most.checked_sub(length).ok_or(ArithmeticError::Underflow)?, each)
}
