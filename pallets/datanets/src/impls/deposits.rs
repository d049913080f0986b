// SPDX-License-Identifier: Apache-2.0

//! The deposit of a decided contribution: a part is lost or released, and a part stays with the record.

use crate::{Config, HoldReason, Pallet};
use frame::{
    prelude::*,
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
}
