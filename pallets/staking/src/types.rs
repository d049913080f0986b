// SPDX-License-Identifier: Apache-2.0

//! What is stored, and the arithmetic on it. Nothing here reads or writes storage.

// The derived codec of enums converts with `as`.
#![allow(clippy::as_conversions)]

use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{Balance, Era};

/// DO NOT REDUCE: stored vectors are bounded by it. How many amounts of one stake can unbond side by side, each
/// until another era.
pub const MAX_CHUNKS: u32 = 8;

/// At how many operators the view function looks that lists a staker's stakes.
pub const MAX_OPERATORS_LOOKED_AT: u32 = 1_000;

/// What an operator does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum OperatorStatus {
    /// Takes work and delegations.
    #[codec(index = 0)]
    Active,
    /// Pauses: takes neither, keeps its stake.
    #[codec(index = 1)]
    Chilled,
    /// Has stopped: its own bond unbonds, its delegators are expected to follow.
    #[codec(index = 2)]
    Leaving,
}

/// Stake that joined in one era and does not earn before the next.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Joined {
    /// The last era in which stake joined.
    pub era: Era,
    /// How much of what joined in that era is still there, in planck.
    pub amount: Balance,
}

impl Joined {
    /// What joined in `era` and is still there.
    pub fn in_era(&self, era: Era) -> Balance {
        if self.era == era {
            self.amount
        } else {
            0
        }
    }

    fn add(&mut self, era: Era, amount: Balance) -> Result<(), ArithmeticError> {
        *self = Self { era, amount: self.in_era(era).ensure_add(amount)? };
        Ok(())
    }

    fn remove(&mut self, era: Era, amount: Balance) -> Result<(), ArithmeticError> {
        *self = Self { era, amount: self.in_era(era).ensure_sub(amount)? };
        Ok(())
    }
}

/// A commission that is announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct NextCommission {
    /// The operator's part of its stakers' revenue.
    pub commission: Permill,
    /// The first era in which it is in force.
    pub from: Era,
}

/// An operator, with the totals over all its stakers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Operator {
    /// Whether it works.
    pub status: OperatorStatus,
    /// Its own bond, in planck: the amount of the record in which it is its own staker.
    pub own: Balance,
    /// All stake, its own and delegated, in planck. Equals the shares of its pool in the ledger.
    pub total: Balance,
    /// The part of `total` that does not earn yet.
    pub joined: Joined,
    /// What unbonds over all stakers, in planck. Not in `total`.
    pub unbonding: Balance,
    /// Accounts that have delegated to it, without those that only unbond.
    pub delegators: u32,
    /// Its part of its stakers' revenue, until `next_commission` takes over.
    pub commission: Permill,
    /// The commission that takes over, or took over without a later change.
    pub next_commission: Option<NextCommission>,
}

impl Operator {
    /// An active operator without any stake.
    pub fn new(commission: Permill) -> Self {
        Self {
            status: OperatorStatus::Active,
            own: 0,
            total: 0,
            joined: Joined::default(),
            unbonding: 0,
            delegators: 0,
            commission,
            next_commission: None,
        }
    }

    /// The commission of `era`.
    pub fn commission_at(&self, era: Era) -> Permill {
        match self.next_commission {
            Some(next) if next.from <= era => next.commission,
            _ => self.commission,
        }
    }

    /// The stake that earns in `era`, in planck.
    pub fn active_stake(&self, era: Era) -> Balance {
        // What joined is a part of `total`, so nothing is cut off here.
        self.total.saturating_sub(self.joined.in_era(era))
    }

    /// Whether nobody has anything with this operator any more, unbonding included.
    pub fn is_empty(&self) -> bool {
        self.total == 0 && self.unbonding == 0
    }

    /// Count `amount` more in `stake`, the operator's `own` or a delegator's, as stake that joins in `era`.
    pub(crate) fn join(
        &mut self,
        stake: &mut Stake,
        own: bool,
        amount: Balance,
        era: Era,
    ) -> Result<(), ArithmeticError> {
        self.total.ensure_add_assign(amount)?;
        self.joined.add(era, amount)?;
        if own {
            self.own.ensure_add_assign(amount)?;
        } else if stake.amount == 0 {
            self.delegators.ensure_add_assign(1)?;
        }
        stake.joined.add(era, amount)?;
        stake.amount.ensure_add_assign(amount)
    }

    /// Take `amount` out of `stake`. What joined in `era` goes first, as in the ledger, where shares that do not earn
    /// yet go first.
    pub(crate) fn part(
        &mut self,
        stake: &mut Stake,
        own: bool,
        amount: Balance,
        era: Era,
    ) -> Result<(), ArithmeticError> {
        let newest = stake.joined.in_era(era).min(amount);
        self.total.ensure_sub_assign(amount)?;
        self.joined.remove(era, newest)?;
        stake.joined.remove(era, newest)?;
        stake.amount.ensure_sub_assign(amount)?;
        if own {
            self.own.ensure_sub_assign(amount)?;
        } else if stake.amount == 0 {
            self.delegators.ensure_sub_assign(1)?;
        }
        Ok(())
    }
}

/// An amount that unbonds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Chunk {
    /// How much, in planck.
    pub amount: Balance,
    /// The first era in which it can be withdrawn.
    pub unlock_era: Era,
}

/// What one account has staked with one operator. All of it is on hold in that account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Stake {
    /// What is staked, in planck. Equals the account's shares of the operator's pool in the ledger.
    pub amount: Balance,
    /// The part of `amount` that does not earn yet.
    pub joined: Joined,
    /// What unbonds, by era of release. Not in `amount`.
    pub unbonding: BoundedVec<Chunk, ConstU32<MAX_CHUNKS>>,
}

impl Stake {
    /// Whether nothing is left, unbonding included.
    pub fn is_empty(&self) -> bool {
        self.amount == 0 && self.unbonding.is_empty()
    }

    /// All that unbonds, in planck.
    pub fn total_unbonding(&self) -> Result<Balance, ArithmeticError> {
        self.unbonding.iter().try_fold(0, |sum: Balance, chunk| sum.ensure_add(chunk.amount))
    }

    /// What can be withdrawn in `era`, in planck.
    pub fn withdrawable(&self, era: Era) -> Result<Balance, ArithmeticError> {
        self.unbonding
            .iter()
            .filter(|chunk| chunk.unlock_era <= era)
            .try_fold(0, |sum: Balance, chunk| sum.ensure_add(chunk.amount))
    }

    /// Let `amount` unbond until `unlock_era`. `Ok(false)` if there is no room for one more era.
    pub(crate) fn push_chunk(&mut self, amount: Balance, unlock_era: Era) -> Result<bool, ArithmeticError> {
        if let Some(chunk) = self.unbonding.iter_mut().find(|chunk| chunk.unlock_era == unlock_era) {
            chunk.amount.ensure_add_assign(amount)?;
            return Ok(true);
        }
        // Sorted, also when a runtime upgrade has made the unbonding time shorter.
        let position = self.unbonding.partition_point(|chunk| chunk.unlock_era < unlock_era);
        Ok(self.unbonding.try_insert(position, Chunk { amount, unlock_era }).is_ok())
    }

    /// Take `amount` back out of what unbonds, what unlocks last first. `Ok(false)`, with the rest of it missing, if
    /// there is less.
    pub(crate) fn pop_chunks(&mut self, amount: Balance) -> Result<bool, ArithmeticError> {
        let mut missing = amount;
        while missing > 0 {
            let Some(mut chunk) = self.unbonding.pop() else { return Ok(false) };
            let taken = chunk.amount.min(missing);
            missing.ensure_sub_assign(taken)?;
            chunk.amount.ensure_sub_assign(taken)?;
            if chunk.amount > 0 {
                // There is room: a chunk was just taken out.
                return Ok(self.unbonding.try_push(chunk).is_ok());
            }
        }
        Ok(true)
    }
}

/// An operator as clients see it, in the era of the question.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OperatorDetails {
    /// Whether it works.
    pub status: OperatorStatus,
    /// Whether it may take new work: not chilled, not leaving and bonded enough.
    pub active: bool,
    /// Its own bond, in planck.
    pub own: Balance,
    /// All stake, its own and delegated, in planck.
    pub total: Balance,
    /// The part of `total` that earns in this era, in planck.
    pub active_stake: Balance,
    /// What unbonds over all stakers, in planck.
    pub unbonding: Balance,
    /// Accounts that have delegated to it.
    pub delegators: u32,
    /// Its part of its stakers' revenue in this era.
    pub commission: Permill,
    /// The commission that is announced.
    pub next_commission: Option<NextCommission>,
}

/// What one account has with operators, as the view function lists it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakeList<AccountId> {
    /// The stakes, with the operators they are with.
    pub stakes: Vec<(AccountId, Stake)>,
    /// Whether there are more operators than were looked at, so that stakes may be missing.
    pub truncated: bool,
}
