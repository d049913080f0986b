// SPDX-License-Identifier: Apache-2.0

//! What is always true of the pallet's storage.

use crate::{Config, HoldReason, Offers, Pallet};
use alloc::collections::BTreeMap;
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*, traits::fungible::InspectHold};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// Check the invariants:
    ///
    /// 1. Every offer has a price.
    /// 2. Of every operator with offers exactly the sum of their deposits is held.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let mut deposits = BTreeMap::<T::AccountId, Balance>::new();
        for (operator, _, offer) in Offers::<T>::iter() {
            ensure!(!offer.prices.is_free(), "an offer has no price");
            let sum = deposits.entry(operator).or_default();
            *sum = sum.ensure_add(offer.deposit)?;
        }
        for (operator, deposit) in deposits {
            let held = T::Currency::balance_on_hold(&HoldReason::OfferDeposit.into(), &operator);
            ensure!(held == deposit, "what is held of an operator differs from the deposits of its offers");
        }
        Ok(())
    }
}
