// SPDX-License-Identifier: Apache-2.0

//! The deposits of offers: the only place where this pallet moves money itself.

use crate::{Config, HoldReason, Offer, Pallet};
use frame::{prelude::*, traits::fungible::MutateHold};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// Hold the deposit of a new offer and return it.
    pub(crate) fn hold_deposit(operator: &T::AccountId) -> Result<Balance, DispatchError> {
        let deposit = T::OfferDeposit::get();
        T::Currency::hold(&HoldReason::OfferDeposit.into(), operator, deposit)?;
        Ok(deposit)
    }

    /// Release what was held for `offer`, and return how much that was.
    pub(crate) fn release_deposit(operator: &T::AccountId, offer: &Offer) -> Result<Balance, DispatchError> {
        // The best effort is the whole deposit, unless something else took from the hold; that must not keep an offer alive.
        T::Currency::release(&HoldReason::OfferDeposit.into(), operator, offer.deposit, Precision::BestEffort)
    }
}
