// SPDX-License-Identifier: Apache-2.0

//! Holds, releases and slashes stake in the staker's own account.

use crate::{
    pallet::{Config, HoldReason, Pallet},
    types::CreditOf,
};
use frame::{
    prelude::*,
    traits::{
        fungible::{hold::Balanced as _, Balanced as _, InspectHold, MutateHold},
        Imbalance, OnUnbalanced,
    },
};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// Put `amount` of `who`'s own tokens on hold.
    pub(crate) fn hold(who: &T::AccountId, amount: Balance) -> DispatchResult {
        T::Currency::hold(&HoldReason::Stake.into(), who, amount)
    }

    /// Release exactly `amount` that is on hold to `who`.
    pub(crate) fn release(who: &T::AccountId, amount: Balance) -> DispatchResult {
        T::Currency::release(&HoldReason::Stake.into(), who, amount, Precision::Exact).map(drop)
    }

    /// Take `amount` that is on hold from `who`. Locks and freezes do not protect it, and the account may be left
    /// empty.
    pub(crate) fn take_held(who: &T::AccountId, amount: Balance) -> CreditOf<T> {
        let (credit, missing): (CreditOf<T>, Balance) = T::Currency::slash(&HoldReason::Stake.into(), who, amount);
        defensive_assert!(missing == 0, "a stake is backed by a hold");
        credit
    }

    /// Pay `reward` out of `credit` to `reporter`, give the rest to [`Config::OnSlash`], and return the reward that was
    /// paid: zero if the reporter has no account and the reward is too small to open one.
    pub(crate) fn distribute(credit: CreditOf<T>, reward: Balance, reporter: &T::AccountId) -> Balance {
        let (part, rest) = credit.split(reward);
        let reward = part.peek();
        // Without a reward the reporter is not touched, and there is no event of an empty deposit.
        let resolved = if reward > 0 { T::Currency::resolve(reporter, part) } else { Err(part) };
        let (paid, rest) = match resolved {
            Ok(()) => (reward, rest),
            Err(part) => (0, rest.merge(part)),
        };
        T::OnSlash::on_unbalanced(rest);
        paid
    }

    /// The balance of `who` that is on hold as stake, with all operators together.
    pub(crate) fn held(who: &T::AccountId) -> Balance {
        T::Currency::balance_on_hold(&HoldReason::Stake.into(), who)
    }
}
