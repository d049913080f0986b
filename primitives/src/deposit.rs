// SPDX-License-Identifier: Apache-2.0

//! Deposits: OPEN on hold in an account for the storage that a record takes.
//!
//! A deposit's amount is fixed when it is taken: a later price does not change it. A part of it can be forfeited, and
//! its depositor need not be the owner of the record. SDK `Consideration` tickets support none of these three.

use crate::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    defensive_assert,
    traits::{
        fungible::{hold::Balanced, Credit, MutateHold},
        tokens::Precision,
        Imbalance,
    },
};
use scale_info::TypeInfo;
use sp_runtime::{ArithmeticError, DispatchError};

/// An amount on hold in an account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Deposit<AccountId> {
    /// The account whose balance is on hold.
    pub depositor: AccountId,
    /// The amount on hold, in planck.
    pub amount: Balance,
}

impl<AccountId> Deposit<AccountId> {
    /// Put `amount` of `depositor` on hold.
    ///
    /// Zero is a no-op: an account that does not exist cannot have a hold, but it can make a deposit of zero.
    pub fn hold<Currency>(
        reason: &Currency::Reason,
        depositor: AccountId,
        amount: Balance,
    ) -> Result<Self, DispatchError>
    where
        Currency: MutateHold<AccountId, Balance = Balance>,
    {
        if amount > 0 {
            Currency::hold(reason, &depositor, amount)?;
        }
        Ok(Self { depositor, amount })
    }

    /// Release exactly the amount of the deposit and return it. Fails if less is on hold. Zero is a no-op.
    pub fn release<Currency>(self, reason: &Currency::Reason) -> Result<Balance, DispatchError>
    where
        Currency: MutateHold<AccountId, Balance = Balance>,
    {
        if self.amount == 0 {
            return Ok(0);
        }
        Currency::release(reason, &self.depositor, self.amount, Precision::Exact)
    }

    /// Take `penalty`, at most the whole deposit, and release the rest.
    ///
    /// Returns the credit of the penalty, which the caller has to give to an account, and the amount that was released.
    pub fn forfeit<Currency>(
        self,
        reason: &Currency::Reason,
        penalty: Balance,
    ) -> Result<(Credit<AccountId, Currency>, Balance), DispatchError>
    where
        Currency: Balanced<AccountId, Balance = Balance> + MutateHold<AccountId, Balance = Balance>,
    {
        let penalty = penalty.min(self.amount);
        if penalty == 0 {
            let released = self.release::<Currency>(reason)?;
            return Ok((Credit::<AccountId, Currency>::zero(), released));
        }
        let (credit, missing) = Currency::slash(reason, &self.depositor, penalty);
        defensive_assert!(missing == 0, "a deposit is backed by a hold");
        let rest = self.amount.checked_sub(credit.peek()).ok_or(ArithmeticError::Underflow)?;
        let released = Self { amount: rest, ..self }.release::<Currency>(reason)?;
        Ok((credit, released))
    }
}
