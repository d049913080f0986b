// SPDX-License-Identifier: Apache-2.0

//! Deposits: the only user of the currency.

use crate::{Config, CreditOf, HoldReason, Pallet, Ticket};
use frame::{
    prelude::*,
    traits::{
        fungible::{hold::Balanced as _, MutateHold as _},
        tokens::Precision,
        Imbalance as _,
    },
};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// Hold `amount` from `who`. An account that doesn't exist can't have a hold, even of nothing, but it can contribute to
    /// a datanet that asks no deposit.
    pub(crate) fn hold(reason: HoldReason, who: &T::AccountId, amount: Balance) -> DispatchResult {
        if amount == 0 {
            return Ok(());
        }
        T::Currency::hold(&reason.into(), who, amount)
    }

    /// Release what the ticket stands for.
    pub(crate) fn release(reason: HoldReason, ticket: Ticket<T::AccountId>) -> Result<Balance, DispatchError> {
        if ticket.amount == 0 {
            return Ok(0);
        }
        T::Currency::release(&reason.into(), &ticket.depositor, ticket.amount, Precision::Exact)
    }

    /// Take the penalty from a contribution's deposit and release the rest. Returns what was (taken, released).
    pub(crate) fn penalise(ticket: Ticket<T::AccountId>) -> Result<(Balance, Balance), DispatchError> {
        if ticket.amount == 0 {
            return Ok((0, 0));
        }
        let penalty = T::RejectionPenalty::get().mul_floor(ticket.amount);
        let reason = HoldReason::ContributionDeposit;
        let (credit, missing): (CreditOf<T>, _) = T::Currency::slash(&reason.into(), &ticket.depositor, penalty);
        defensive_assert!(missing == 0, "a ticket is backed by a hold");
        let taken = credit.peek();
        T::OnPenalty::on_unbalanced(credit);
        let rest = ticket.amount.ensure_sub(taken)?;
        let released = Self::release(reason, Ticket { amount: rest, ..ticket })?;
        Ok((taken, released))
    }
}
