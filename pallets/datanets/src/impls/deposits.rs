// SPDX-License-Identifier: Apache-2.0

//! Deposits of contributions, released in whole or less a penalty.

use crate::{Config, HoldReason, Pallet};
use frame::{
    prelude::*,
    traits::{Imbalance, OnUnbalanced},
};
use openledger_primitives::{deposit::Deposit, Balance};

impl<T: Config> Pallet<T> {
    /// Release a contribution's deposit and return its amount.
    pub(crate) fn release(deposit: Option<Deposit<T::AccountId>>) -> Result<Balance, DispatchError> {
        match deposit {
            Some(deposit) => deposit.release::<T::Currency>(&HoldReason::ContributionDeposit.into()),
            None => Ok(0),
        }
    }

    /// Take the penalty from a contribution's deposit and release the rest. Returns the amounts (taken, released).
    pub(crate) fn penalize(deposit: Option<Deposit<T::AccountId>>) -> Result<(Balance, Balance), DispatchError> {
        let Some(deposit) = deposit else { return Ok((0, 0)) };
        let penalty = T::RejectionPenalty::get().mul_floor(deposit.amount);
        let (credit, released) = deposit.forfeit::<T::Currency>(&HoldReason::ContributionDeposit.into(), penalty)?;
        let taken = credit.peek();
        T::OnPenalty::on_unbalanced(credit);
        Ok((taken, released))
    }
}
