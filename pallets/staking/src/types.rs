// SPDX-License-Identifier: Apache-2.0

//! The stored types and their arithmetic. Nothing here reads or writes storage.

// The derived codec of enums converts with `as`.
#![allow(clippy::as_conversions)]

use crate::{pallet::Config, Rate};
use alloc::vec::Vec;
use frame::{prelude::*, traits::fungible::Credit};
use openledger_primitives::{Balance, Era, Shares};

/// The largest number of amounts of one stake that unbond at the same time, each until another era.
///
/// DO NOT REDUCE: stored vectors are bounded by it.
pub const MAX_CHUNKS: u32 = 8;

/// The largest number of operators that the view function `stakes_of` looks at.
pub const MAX_OPERATORS_LOOKED_AT: u32 = 1_000;

/// The status of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum OperatorStatus {
    /// Takes work and delegations.
    #[codec(index = 0)]
    Active,
    /// Takes neither, keeps its stake.
    #[codec(index = 1)]
    Chilled,
    /// Has stopped: its own bond unbonds, and its delegators are expected to follow.
    #[codec(index = 2)]
    Leaving,
}

/// Stake that joined in one era and earns from the next.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Joined {
    /// The last era in which stake joined.
    pub era: Era,
    /// The points that joined in that era and are still there.
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

/// An announced commission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct NextCommission {
    /// The operator's part of its stakers' revenue.
    pub commission: Permill,
    /// The first era in which it is in force.
    pub from: Era,
}

/// An operator, with the totals over all its stakers.
///
/// Stake is counted in points, and `rate` gives their worth in planck: a slash changes the rate, and so every stake at
/// once.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Operator {
    /// The status.
    pub status: OperatorStatus,
    /// Its own bond, in points: the stake of the operator with itself.
    pub own: Shares,
    /// All stake, its own and delegated, in points. Equals the shares of its pool in the ledger.
    pub total: Shares,
    /// The part of `total` that does not earn yet.
    pub joined: Joined,
    /// The unbonding stake of all stakers, in points. Not in `total`.
    pub unbonding: Shares,
    /// The number of accounts that have delegated to it, without those that only unbond.
    pub delegators: u32,
    /// Its part of its stakers' revenue, until `next_commission` is in force.
    pub commission: Permill,
    /// The commission that was announced last; from its era on it is in force.
    pub next_commission: Option<NextCommission>,
    /// The worth of a point.
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

    /// The worth of its own bond, in planck.
    pub fn bond(&self) -> Balance {
        self.rate.worth(self.own)
    }

    /// The worth of the stake that earns in `era`, in planck.
    pub fn active_stake(&self, era: Era) -> Balance {
        // The joined points are a part of `total`, so the difference is not negative.
        self.rate.worth(self.total.saturating_sub(self.joined.in_era(era)))
    }

    /// Whether no stake is with this operator, unbonding stake included.
    pub fn is_empty(&self) -> bool {
        self.total == 0 && self.unbonding == 0
    }

    /// Add `amount` planck to `stake`, the operator's `own` or a delegator's, as stake that joins in `era`. Returns the
    /// added points.
    pub(crate) fn join(
        &mut self,
        stake: &mut Stake,
        own: bool,
        amount: Balance,
        era: Era,
    ) -> Result<Shares, ArithmeticError> {
        // The points of the whole stake are computed anew, not those of the addition alone: so its worth grows by
        // exactly `amount`.
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

    /// Take `amount` planck out of `stake`, which is worth at least as much. Returns the taken points.
    pub(crate) fn unstake(
        &mut self,
        stake: &mut Stake,
        own: bool,
        amount: Balance,
        era: Era,
    ) -> Result<Shares, ArithmeticError> {
        let left = self.rate.points(self.rate.worth(stake.points).ensure_sub(amount)?)?;
        let points = stake.points.ensure_sub(left)?;
        self.take_points(stake, own, points, era)?;
        Ok(points)
    }

    /// Take `points`, above zero, out of `stake`. Points that joined in `era` go first, as in the ledger, where shares
    /// that do not earn yet go first.
    pub(crate) fn take_points(
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

/// An unbonding amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Chunk {
    /// The amount, in points of the operator.
    pub points: Shares,
    /// The first era in which it can be withdrawn.
    pub unlock_era: Era,
}

/// The stake of one account with one operator. All of it is on hold in that account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Stake {
    /// The stake, in points of the operator. Equals the account's shares of the operator's pool in the ledger.
    pub points: Shares,
    /// The balance on hold for this record, in planck: its worth when it was touched last, unbonding included. Its
    /// loss of worth since then is the pending slash.
    pub held: Balance,
    /// The part of `points` that does not earn yet.
    pub joined: Joined,
    /// The unbonding amounts, by era of release. Not in `points`.
    pub unbonding: BoundedVec<Chunk, ConstU32<MAX_CHUNKS>>,
}

impl Stake {
    /// Whether the record is empty, unbonding included.
    pub fn is_empty(&self) -> bool {
        self.points == 0 && self.unbonding.is_empty()
    }

    /// The sum of the unbonding points.
    pub fn unbonding_points(&self) -> Result<Shares, ArithmeticError> {
        self.unbonding.iter().try_fold(0, |sum: Shares, chunk| sum.ensure_add(chunk.points))
    }

    /// The worth of the whole record at `rate`, unbonding included, in planck.
    pub fn worth(&self, rate: Rate) -> Result<Balance, ArithmeticError> {
        self.unbonding
            .iter()
            .try_fold(rate.worth(self.points), |sum: Balance, chunk| sum.ensure_add(rate.worth(chunk.points)))
    }

    /// The pending slash: the slashed amount that is still on hold, in planck.
    pub fn pending_slash(&self, rate: Rate) -> Result<Balance, ArithmeticError> {
        // A rate only falls, so no stake is worth more than when it was put on hold.
        self.held.ensure_sub(self.worth(rate)?)
    }

    /// The stake that can be withdrawn in `era`, in points, and their worth at `rate` in planck.
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

    /// Let `amount` planck unbond until `unlock_era`, and return the added points. `None` if there is no room for one
    /// more era.
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
        // Sorted, even if a runtime upgrade has made the unbonding time shorter.
        let position = self.unbonding.partition_point(|chunk| chunk.unlock_era < unlock_era);
        let points = rate.points(amount)?;
        Ok(self.unbonding.try_insert(position, Chunk { points, unlock_era }).is_ok().then_some(points))
    }

    /// Take `amount` planck out of the unbonding amounts, the latest release first, and return the taken points.
    /// `None`, with a part of them removed, if less unbonds.
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

/// An operator as clients see it, in the present era. Amounts are after all slashes. Sums over stakers are exact to
/// less than a planck for each staker, as each staker's own amounts are rounded in its favor.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OperatorDetails {
    /// The status.
    pub status: OperatorStatus,
    /// Whether it may take new work: active, bonded enough and not ruined.
    pub active: bool,
    /// Its own bond, in planck.
    pub own: Balance,
    /// All stake, its own and delegated, in planck.
    pub total: Balance,
    /// The part of `total` that earns in this era, in planck.
    pub active_stake: Balance,
    /// The unbonding stake of all stakers, in planck.
    pub unbonding: Balance,
    /// The number of accounts that have delegated to it.
    pub delegators: u32,
    /// Its part of its stakers' revenue in this era.
    pub commission: Permill,
    /// The announced commission.
    pub next_commission: Option<NextCommission>,
    /// The worth of 10^18 points, in planck: 10^18 until a first slash.
    pub rate: Rate,
}

/// A stake as clients see it, in the present era. Amounts are after all slashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakeDetails {
    /// The stake, in planck.
    pub amount: Balance,
    /// The part of `amount` that does not earn yet.
    pub joined: Balance,
    /// The unbonding amounts in planck, each with the first era in which it can be withdrawn, by that era. Not in
    /// `amount`.
    pub unbonding: Vec<(Balance, Era)>,
    /// The balance on hold, in planck: all of the above, and the pending slash.
    pub held: Balance,
    /// The slashed amount that was not taken from the hold yet, in planck.
    pub pending_slash: Balance,
    /// The stake, in points: the shares of the operator's pool.
    pub points: Shares,
}

/// The stakes of one account, as the view function lists them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StakeList<AccountId> {
    /// The stakes, each with its operator.
    pub stakes: Vec<(AccountId, StakeDetails)>,
    /// Whether there are more operators than the view looked at, so that stakes may be missing.
    pub truncated: bool,
}

/// Slashed money on its way to the reporter and [`Config::OnSlash`].
pub type CreditOf<T> = Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
