// SPDX-License-Identifier: Apache-2.0

//! Holding and releasing stake in the staker's own account.

use crate::pallet::{Config, HoldReason, Pallet};
use frame::{
    prelude::*,
    traits::fungible::{InspectHold, MutateHold},
};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// Put `amount` of `who`'s own tokens on hold.
    pub(crate) fn hold(who: &T::AccountId, amount: Balance) -> DispatchResult {
        T::Currency::hold(&HoldReason::Stake.into(), who, amount)
    }

    /// Give `amount` that is on hold back to `who`, exactly.
    pub(crate) fn release(who: &T::AccountId, amount: Balance) -> DispatchResult {
        T::Currency::release(&HoldReason::Stake.into(), who, amount, Precision::Exact).map(drop)
    }

    /// What `who` has on hold as stake, with all operators together.
    pub(crate) fn held(who: &T::AccountId) -> Balance {
        T::Currency::balance_on_hold(&HoldReason::Stake.into(), who)
    }
}
