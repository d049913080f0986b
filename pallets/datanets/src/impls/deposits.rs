// SPDX-License-Identifier: Apache-2.0

//! The deposit of a decided contribution: a part is lost or released, and a part stays with the record. What verdicts
//! pay to challengers.

use crate::{Config, HoldReason, Pallet};
use frame::{
    deps::frame_support::storage::with_storage_layer,
    prelude::*,
    token::{
        fungible::MutateHold,
        tokens::{Fortitude, Precision, Restriction},
    },
    traits::{Imbalance, OnUnbalanced},
};
use openledger_primitives::{deposit::Deposit, Balance};

impl<T: Config> Pallet<T> {
    /// Take `penalty` from a contribution's deposit, leave `kept` in it, and release the rest.
    ///
    /// Returns the amounts (taken, released).
    pub(crate) fn reduce_deposit(
        deposit: &mut Deposit<T::AccountId>,
        kept: Balance,
        penalty: Balance,
    ) -> Result<(Balance, Balance), DispatchError> {
        let kept = kept.min(deposit.amount);
        let rest = Deposit { depositor: deposit.depositor.clone(), amount: deposit.amount.ensure_sub(kept)? };
        deposit.amount = kept;
        let (credit, released) = rest.forfeit::<T::Currency>(&HoldReason::ContributionDeposit.into(), penalty)?;
        let taken = credit.peek();
        T::OnPenalty::on_unbalanced(credit);
        Ok((taken, released))
    }

    /// Pay `part` of what is on hold from `depositor` to the challenger of a case, and return it. An account that does
    /// not exist, and would not with so little, gets nothing.
    pub(crate) fn reward(
        reason: HoldReason,
        depositor: &T::AccountId,
        part: Balance,
        challenger: &T::AccountId,
    ) -> Balance {
        if part == 0 {
            return 0;
        }
        let reason: T::RuntimeHoldReason = reason.into();
        // By force, as a slash: a vote that freezes the balance is no way to keep it.
        let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
        with_storage_layer(|| T::Currency::transfer_on_hold(&reason, depositor, challenger, part, exact, free, force))
            .unwrap_or(0)
    }
}
