// SPDX-License-Identifier: Apache-2.0

//! What is stored, and the arithmetic on it. Nothing here reads or writes storage.

// The derived codec of enums converts with `as`.
#![allow(clippy::as_conversions)]

use crate::{pallet::Config, Rate};
use alloc::vec::Vec;
use frame::{prelude::*, traits::fungible::Credit};
use openledger_primitives::{Balance, Era, Shares};

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
    /// How many of the points that joined in that era are still there.
    pub points: Shares,
}

impl Joined {
    /// The points that joined in `era` and are still there.
    pub fn in_era(&self, era: Era) -> Shares {
        if self.era == era {
            self.points
        } else {
            0
        }
    }

    fn add(&mut self, era: Era, points: Shares) -> Result<(), ArithmeticError> {
        *self = Self { era, points: self.in_era(era).ensure_add(points)? };
        Ok(())
    }

    fn remove(&mut self, era: Era, points: Shares) -> Result<(), ArithmeticError> {
        *self = Self { era, points: self.in_era(era).ensure_sub(points)? };
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

/// An operator, with the totals over all its stakers. Stake is counted in points, whose worth in planck is `rate`'s matter:
/// a slash changes the rate, and thereby everybody's stake at once.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Operator {
    /// Whether it works.
    pub status: OperatorStatus,
    /// Its own bond, in points: those of the record in which it is its own staker.
    pub own: Shares,
    /// All stake, its own and delegated, in points. Equals the shares of its pool in the ledger.
    pub total: Shares,
    /// The part of `total` that does not earn yet.
    pub joined: Joined,
    /// What unbonds over all stakers, in points. Not in `total`.
    pub unbonding: Shares,
    /// Accounts that have delegated to it, without those that only unbond.
    pub delegators: u32,
    /// Its part of its stakers' revenue, until `next_commission` takes over.
    pub commission: Permill,
    /// The commission that takes over, or took over without a later change.
    pub next_commission: Option<NextCommission>,
    /// What a point is worth.
    pub rate: Rate,
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
            rate: Rate::ONE,
        }
    }

    /// The commission of `era`.
    pub fn commission_at(&self, era: Era) -> Permill {
        match self.next_commission {
            Some(next) if next.from <= era => next.commission,
            _ => self.commission,
        }
    }

    /// What its own bond is worth, in planck.
    pub fn bond(&self) -> Balance {
        self.rate.worth(self.own)
    }

    /// What the stake is worth that earns in `era`, in planck.
    pub fn active_stake(&self, era: Era) -> Balance {
        // What joined is a part of `total`, so nothing is cut off here.
        self.rate.worth(self.total.saturating_sub(self.joined.in_era(era)))
    }

    /// Whether nobody has anything with this operator any more, unbonding included.
    pub fn is_empty(&self) -> bool {
        self.total == 0 && self.unbonding == 0
    }

    /// Count `amount` planck more in `stake`, the operator's `own` or a delegator's, as stake that joins in `era`. Returns
    /// the points that it has more.
    pub(crate) fn join(
        &mut self,
        stake: &mut Stake,
        own: bool,
        amount: Balance,
        era: Era,
    ) -> Result<Shares, ArithmeticError> {
        // The whole stake is counted anew, not the addition alone: so its worth grows by exactly `amount`.
        let grown = self.rate.points(self.rate.worth(stake.points).ensure_add(amount)?)?;
        let points = grown.ensure_sub(stake.points)?;
        self.total.ensure_add_assign(points)?;
        self.joined.add(era, points)?;
        if own {
            self.own.ensure_add_assign(points)?;
        } else if stake.points == 0 {
            self.delegators.ensure_add_assign(1)?;
        }
        stake.joined.add(era, points)?;
        stake.points = grown;
        Ok(points)
    }

    /// Take `amount` planck out of `stake`, which is worth as much or more. Returns the points that it has less.
    pub(crate) fn part(
        &mut self,
        stake: &mut Stake,
        own: bool,
        amount: Balance,
        era: Era,
    ) -> Result<Shares, ArithmeticError> {
        let left = self.rate.points(self.rate.worth(stake.points).ensure_sub(amount)?)?;
        let points = stake.points.ensure_sub(left)?;
        self.take(stake, own, points, era)?;
        Ok(points)
    }

    /// Take `points`, which are not none, out of `stake`. What joined in `era` goes first, as in the ledger, where shares
    /// that do not earn yet go first.
    pub(crate) fn take(
        &mut self,
        stake: &mut Stake,
        own: bool,
        points: Shares,
        era: Era,
    ) -> Result<(), ArithmeticError> {
        let newest = stake.joined.in_era(era).min(points);
        self.total.ensure_sub_assign(points)?;
        self.joined.remove(era, newest)?;
        stake.joined.remove(era, newest)?;
        stake.points.ensure_sub_assign(points)?;
        if own {
            self.own.ensure_sub_assign(points)?;
        } else if stake.points == 0 {
            self.delegators.ensure_sub_assign(1)?;
        }
        Ok(())
    }
}

/// An amount that unbonds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Chunk {
    /// How much, in points of the operator.
    pub points: Shares,
    /// The first era in which it can be withdrawn.
    pub unlock_era: Era,
}

/// What one account has staked with one operator. All of it is on hold in that account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Stake {
    /// What is staked, in points of the operator. Equals the account's shares of the operator's pool in the ledger.
    pub points: Shares,
    /// What is on hold for this record, in planck: what it was worth when it was touched last, unbonding included. What
    /// it is worth less by now was slashed and is still to be taken.
    pub held: Balance,
    /// The part of `points` that does not earn yet.
    pub joined: Joined,
    /// What unbonds, by era of release. Not in `points`.
    pub unbonding: BoundedVec<Chunk, ConstU32<MAX_CHUNKS>>,
}

impl Stake {
    /// Whether nothing is left, unbonding included.
    pub fn is_empty(&self) -> bool {
        self.points == 0 && self.unbonding.is_empty()
    }

    /// All points that unbond.
    pub fn unbonding_points(&self) -> Result<Shares, ArithmeticError> {
        self.unbonding.iter().try_fold(0, |sum: Shares, chunk| sum.ensure_add(chunk.points))
    }

    /// What the whole record is worth at `rate`, unbonding included, in planck.
    pub fn worth(&self, rate: Rate) -> Result<Balance, ArithmeticError> {
        self.unbonding
            .iter()
            .try_fold(rate.worth(self.points), |sum: Balance, chunk| sum.ensure_add(rate.worth(chunk.points)))
    }

    /// What was slashed and is still on hold, in planck.
    pub fn pending_slash(&self, rate: Rate) -> Result<Balance, ArithmeticError> {
        // A rate only falls, so nothing is ever worth more than when it was put on hold.
        self.held.ensure_sub(self.worth(rate)?)
    }

    /// What can be withdrawn in `era`: in points, and their worth at `rate` in planck.
    pub fn withdrawable(&self, era: Era, rate: Rate) -> Result<(Shares, Balance), ArithmeticError> {
        self.unbonding.iter().filter(|chunk| chunk.unlock_era <= era).try_fold((0, 0), |(points, amount), chunk| {
            Ok((chunk.points.ensure_add(points)?, rate.worth(chunk.points).ensure_add(amount)?))
        })
    }

    /// The stake as clients see it in `era`.
    pub fn details(&self, era: Era, rate: Rate) -> Result<StakeDetails, ArithmeticError> {
        let amount = rate.worth(self.points);
        let earning = rate.worth(self.points.ensure_sub(self.joined.in_era(era))?);
        Ok(StakeDetails {
            amount,
            joined: amount.ensure_sub(earning)?,
            unbonding: self.unbonding.iter().map(|chunk| (rate.worth(chunk.points), chunk.unlock_era)).collect(),
            held: self.held,
            pending_slash: self.pending_slash(rate)?,
            points: self.points,
        })
    }

    /// Let `amount` planck unbond until `unlock_era`, and return the points by which what unbonds has grown. `None` if
    /// there is no room for one more era.
    pub(crate) fn push_chunk(
        &mut self,
        amount: Balance,
        unlock_era: Era,
        rate: Rate,
    ) -> Result<Option<Shares>, ArithmeticError> {
        if let Some(chunk) = self.unbonding.iter_mut().find(|chunk| chunk.unlock_era == unlock_era) {
            let grown = rate.points(rate.worth(chunk.points).ensure_add(amount)?)?;
            let points = grown.ensure_sub(chunk.points)?;
            chunk.points = grown;
            return Ok(Some(points));
        }
        // Sorted, also when a runtime upgrade has made the unbonding time shorter.
        let position = self.unbonding.partition_point(|chunk| chunk.unlock_era < unlock_era);
        let points = rate.points(amount)?;
        Ok(self.unbonding.try_insert(position, Chunk { points, unlock_era }).is_ok().then_some(points))
    }

    /// Take `amount` planck back out of what unbonds, what unlocks last first, and return the points that unbond less.
    /// `None`, with the rest of it missing, if less unbonds.
    pub(crate) fn pop_chunks(&mut self, amount: Balance, rate: Rate) -> Result<Option<Shares>, ArithmeticError> {
        let mut missing = amount;
        let mut points: Shares = 0;
        while missing > 0 {
            let Some(mut chunk) = self.unbonding.pop() else { return Ok(None) };
            let worth = rate.worth(chunk.points);
            let taken = worth.min(missing);
            missing.ensure_sub_assign(taken)?;
            let left = rate.points(worth.ensure_sub(taken)?)?;
            points.ensure_add_assign(chunk.points.ensure_sub(left)?)?;
            if left > 0 {
                chunk.points = left;
                // There is room: a chunk was just taken out.
                return Ok(self.unbonding.try_push(chunk).is_ok().then_some(points));
            }
        }
        Ok(Some(points))
    }
}

/// An operator as clients see it, in the era of the question. Amounts are after all slashes; sums over stakers are exact to
/// less than a planck a staker, in whose favour its own amounts are rounded.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OperatorDetails {
    /// Whether it works.
    pub status: OperatorStatus,
    /// Whether it may take new work: not chilled, not leaving, not ruined and bonded enough.
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
    /// What 10^18 points are worth, in planck: 10^18 until a first slash.
    pub rate: Rate,
}

/// A stake as clients see it, in the era of the question. Amounts are after all slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakeDetails {
    /// What is staked, in planck.
    pub amount: Balance,
    /// The part of `amount` that does not earn yet.
    pub joined: Balance,
    /// What unbonds, in planck, with the first era in which it can be withdrawn; by that era. Not in `amount`.
    pub unbonding: Vec<(Balance, Era)>,
    /// What is on hold, in planck: all of the above, and what is slashed but not taken yet.
    pub held: Balance,
    /// What is slashed and not taken from the hold yet, in planck.
    pub pending_slash: Balance,
    /// What is staked, in points: the shares of the operator's pool.
    pub points: Shares,
}

/// What one account has with operators, as the view function lists it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakeList<AccountId> {
    /// The stakes, with the operators they are with.
    pub stakes: Vec<(AccountId, StakeDetails)>,
    /// Whether there are more operators than were looked at, so that stakes may be missing.
    pub truncated: bool,
}

/// What slashes take.
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
