// SPDX-License-Identifier: Apache-2.0

//! The arithmetic of a pool: it shares revenue among any number of holders in constant time, exactly.
//!
//! A [`Pool`] keeps how much one share has earned since the beginning (`per_share`, in 2^-64 planck). A [`Position`]
//! remembers the value of `per_share` up to which it has been credited. A deposit raises `per_share` and keeps the
//! remainder of its division in `carry`. To *accrue* is to credit a position with the difference; the part below one
//! planck stays in `fraction`. Nothing is rounded away, so this identity holds after every operation, in whole numbers:
//!
//! ```text
//! held·2^64 = Σ (owed·2^64 + fraction + not yet credited) + carry + undistributed·2^64
//! ```
//!
//! # New shares earn from the next era
//!
//! Shares added in an era are *pending* until the first change of the pool in a later era. Then the pool *rolls*: it
//! takes an [`EraSnapshot`] of `per_share` and activates the pending shares. A position with such shares is credited
//! for its earlier shares up to the snapshot, and for all of its shares from there. So the clock decides when shares
//! start to earn, and the moment of the pool's next change does not matter. A deposit in the era of joining goes to the
//! earlier holders; deposits of later eras are shared with the new ones.
//!
//! The last snapshot stays in the pool ([`Pool::rolled`]) while positions still need it. It makes room when the next
//! shares become pending: [`Pool::add`] returns it, and the caller stores it by era. So the slot is empty while shares
//! are pending, and a deposit, which may roll, never needs another storage item than the pool. [`Pool::needs_snapshot`]
//! names the stored snapshot that a position needs, if any.
//!
//! # Bounds
//!
//! A pool's lifetime revenue stays below 2^100 planck ([`MAX_REVENUE`]). Its shares, pending ones included, stay below
//! 2^90 ([`MAX_SHARES`]). An operation that would break either bound is refused. From these two follows:
//!
//! * A deposit divides `amount·2^64 + carry` by the shares. The numerator is below 2^164 + 2^128.
//! * Each deposit allocates at most what it divides. Only a closed position gives something back: a fraction below one
//!   planck. So Σ shares·Δ over all deposits is below (2^100 + closed positions)·2^64, which is below 2^165 for fewer
//!   than 2^100 closed positions. Each deposit finds at least one share, so `per_share` is below 2^165 too.
//! * To accrue multiplies shares below 2^90 with a difference below 2^165: below 2^255, inside 256 bits. The credit of
//!   one position is part of the sum above: below 2^101 planck, inside 128 bits.
//! * `carry` is below the number of shares (2^90) after a deposit. Until the next deposit it grows by less than 2^64
//!   for each closed position: 2^128 is out of reach.
//!
//! `carry` holds back less than 2^-64 planck per share: less than one planck for fewer than 2^64 shares, at most 2^26
//! planck for the most shares possible. This amount is late and not lost: the next deposit includes it.
//!
//! Every operation is checked nevertheless and fails with [`Error::Overflow`]: nothing saturates, nothing wraps.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::U256;

use crate::{Balance, Era, Shares};

/// A pool's lifetime revenue is below this many planck.
pub const MAX_REVENUE: Balance = 1 << 100;
/// A pool's shares, pending ones included, are below this.
pub const MAX_SHARES: Shares = 1 << 90;
/// One planck in the unit of `per_share`, `carry` and `fraction`.
const PLANCK: U256 = U256([0, 1, 0, 0]);

/// Why an operation was refused. Pool and position may be half changed: drop them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Error {
    /// The pool would have received [`MAX_REVENUE`] or more in its lifetime.
    #[codec(index = 0)]
    RevenueTooLarge,
    /// The pool would have [`MAX_SHARES`] or more.
    #[codec(index = 1)]
    SharesTooLarge,
    /// The position has fewer shares than the number to remove.
    #[codec(index = 2)]
    NotEnoughShares,
    /// The position needs a snapshot that the caller did not pass.
    #[codec(index = 3)]
    SnapshotMissing,
    /// The position has to accrue first.
    #[codec(index = 4)]
    NotAccrued,
    /// Only a position without shares and with nothing owed can be closed.
    #[codec(index = 5)]
    NotEmpty,
    /// A number left its range. The bounds rule this out.
    #[codec(index = 6)]
    Overflow,
}

/// Shares that do not earn yet. All of them joined in one era.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Pending {
    /// The era in which they joined; they earn from the next one on.
    pub era: Era,
    /// The number of these shares.
    pub shares: Shares,
    /// The number of positions that hold some of these shares.
    pub waiting: u32,
}

/// The state of a pool at the moment when the shares of an era became active.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct EraSnapshot {
    /// The pool's `per_share` when the shares became active.
    pub per_share: U256,
    /// The number of positions that have not accrued since. At zero, the snapshot is of no use.
    pub waiting: u32,
}

/// A snapshot with the era in which the shares joined.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Rolled {
    /// The era in which the shares joined.
    pub era: Era,
    /// The snapshot of the moment when the shares became active.
    pub snapshot: EraSnapshot,
}

/// A pool: the revenue that it has received, and the amount that it owes per share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Pool {
    /// Shares that earn.
    pub shares: Shares,
    /// Shares that do not earn yet.
    pub pending: Pending,
    /// The last roll, while positions need its snapshot; empty otherwise, and always empty while shares are pending.
    pub rolled: Rolled,
    /// The earnings of one share since the beginning, in 2^-64 planck.
    pub per_share: U256,
    /// The remainder that is too small to divide, in 2^-64 planck. It joins the next deposit.
    pub carry: u128,
    /// The amount that was deposited and has not left, in planck.
    pub held: Balance,
    /// The part of `held` that is kept for pending shares because no others exist, in planck.
    pub undistributed: Balance,
    /// The sum of all deposits, in planck.
    pub received: Balance,
}

/// A holder's side of a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Position {
    /// Shares that earn. Shares that became active since the position last accrued are still in `pending_shares`.
    pub shares: Shares,
    /// The pool's `per_share` up to which `shares` are credited.
    pub checkpoint: U256,
    /// The amount that was credited and not paid, in planck.
    pub owed: Balance,
    /// The credit beyond `owed`, in 2^-64 planck.
    pub fraction: u64,
    /// The era in which `pending_shares` joined.
    pub pending_era: Era,
    /// Shares that joined in `pending_era`.
    pub pending_shares: Shares,
}

/// The outcome of a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deposit {
    /// The holders whose shares earn were credited.
    Shared,
    /// The amount is kept for shares that will earn from the next era on. No other shares exist.
    Kept,
    /// No shares exist. Nothing was changed.
    NotTaken,
}

impl Pool {
    /// Whether shares exist, so that the pool accepts a deposit.
    pub fn takes(&self) -> bool {
        self.shares > 0 || self.pending.shares > 0
    }

    /// The number of shares, pending ones included.
    pub fn total_shares(&self) -> Option<Shares> {
        self.shares.checked_add(self.pending.shares)
    }

    /// Share `amount` among the holders of `era`.
    pub fn deposit(&mut self, amount: Balance, era: Era) -> Result<Deposit, Error> {
        if !self.takes() {
            return Ok(Deposit::NotTaken);
        }
        let received = self.received.checked_add(amount).ok_or(Error::Overflow)?;
        if received >= MAX_REVENUE {
            return Err(Error::RevenueTooLarge);
        }
        self.roll(era)?;
        self.received = received;
        self.held = self.held.checked_add(amount).ok_or(Error::Overflow)?;
        if self.shares > 0 {
            self.distribute(amount)?;
            Ok(Deposit::Shared)
        } else {
            self.undistributed = self.undistributed.checked_add(amount).ok_or(Error::Overflow)?;
            Ok(Deposit::Kept)
        }
    }

    /// The era of the stored snapshot that `position` needs to accrue, if it needs one.
    pub fn needs_snapshot(&self, position: &Position) -> Option<Era> {
        (position.pending_shares > 0 && !self.is_pending(position) && !self.is_in_slot(position))
            .then_some(position.pending_era)
    }

    /// Credit `position` with everything that it has earned.
    ///
    /// `snapshot` is the stored snapshot that [`Self::needs_snapshot`] names. Remove it from storage if no position
    /// waits for it afterwards.
    pub fn accrue(
        &mut self,
        position: &mut Position,
        era: Era,
        snapshot: Option<&mut EraSnapshot>,
    ) -> Result<(), Error> {
        self.roll(era)?;
        self.accrue_as_rolled(position, snapshot)
    }

    /// Give `position` new `shares`, which earn from the era after `era` on. The position accrues first.
    ///
    /// Returns the snapshot that had to make room in the pool, with its era: the caller has to store it.
    pub fn add(
        &mut self,
        position: &mut Position,
        shares: Shares,
        era: Era,
        snapshot: Option<&mut EraSnapshot>,
    ) -> Result<Option<(Era, EraSnapshot)>, Error> {
        self.accrue(position, era, snapshot)?;
        if shares == 0 {
            return Ok(None);
        }
        let total = self.total_shares().and_then(|total| total.checked_add(shares)).ok_or(Error::Overflow)?;
        if total >= MAX_SHARES {
            return Err(Error::SharesTooLarge);
        }
        let mut evicted = None;
        if self.pending.shares == 0 {
            let rolled = core::mem::take(&mut self.rolled);
            evicted = (rolled.snapshot.waiting > 0).then_some((rolled.era, rolled.snapshot));
            self.pending.era = era;
        }
        self.pending.shares = self.pending.shares.checked_add(shares).ok_or(Error::Overflow)?;
        if position.pending_shares == 0 {
            self.pending.waiting = self.pending.waiting.checked_add(1).ok_or(Error::Overflow)?;
            position.pending_era = self.pending.era;
        }
        position.pending_shares = position.pending_shares.checked_add(shares).ok_or(Error::Overflow)?;
        Ok(evicted)
    }

    /// Take `shares` from `position` at once, pending ones first. The position accrues before, so its earnings stay
    /// owed.
    ///
    /// If this removes the pool's last share, it returns the amount that the pool kept for pending shares, in planck:
    /// that amount has left the pool. Otherwise it returns zero.
    pub fn remove(
        &mut self,
        position: &mut Position,
        shares: Shares,
        era: Era,
        snapshot: Option<&mut EraSnapshot>,
    ) -> Result<Balance, Error> {
        if position.total_shares().ok_or(Error::Overflow)? < shares {
            return Err(Error::NotEnoughShares);
        }
        self.accrue(position, era, snapshot)?;
        let pending = shares.min(position.pending_shares);
        let earning = shares.checked_sub(pending).ok_or(Error::Overflow)?;
        self.pending.shares = self.pending.shares.checked_sub(pending).ok_or(Error::Overflow)?;
        self.shares = self.shares.checked_sub(earning).ok_or(Error::Overflow)?;
        position.pending_shares = position.pending_shares.checked_sub(pending).ok_or(Error::Overflow)?;
        position.shares = position.shares.checked_sub(earning).ok_or(Error::Overflow)?;
        if pending > 0 && position.pending_shares == 0 {
            position.pending_era = 0;
            self.pending.waiting = self.pending.waiting.checked_sub(1).ok_or(Error::Overflow)?;
        }
        if self.pending.shares == 0 {
            self.pending = Pending::default();
        }
        if self.takes() {
            return Ok(0);
        }
        let returned = core::mem::take(&mut self.undistributed);
        self.held = self.held.checked_sub(returned).ok_or(Error::Overflow)?;
        Ok(returned)
    }

    /// Take the amount owed to `position` out of the pool. The position has to accrue first; the caller pays the
    /// amount.
    pub fn take_owed(&mut self, position: &mut Position) -> Result<Balance, Error> {
        self.held = self.held.checked_sub(position.owed).ok_or(Error::Overflow)?;
        Ok(core::mem::take(&mut position.owed))
    }

    /// Move all of `from` into `into`: shares, the amount owed and the fraction. Both must have accrued in this era.
    pub fn merge(&mut self, from: Position, into: &mut Position) -> Result<(), Error> {
        let accrued = |position: &Position| {
            position.checkpoint == self.per_share && (position.pending_shares == 0 || self.is_pending(position))
        };
        if !accrued(&from) || !accrued(into) {
            return Err(Error::NotAccrued);
        }
        into.shares = into.shares.checked_add(from.shares).ok_or(Error::Overflow)?;
        if from.pending_shares > 0 {
            if into.pending_shares > 0 {
                self.pending.waiting = self.pending.waiting.checked_sub(1).ok_or(Error::Overflow)?;
            }
            into.pending_era = from.pending_era;
            into.pending_shares = into.pending_shares.checked_add(from.pending_shares).ok_or(Error::Overflow)?;
        }
        let (fraction, whole) = into.fraction.overflowing_add(from.fraction);
        into.fraction = fraction;
        into.owed =
            into.owed.checked_add(from.owed).and_then(|owed| owed.checked_add(whole.into())).ok_or(Error::Overflow)?;
        Ok(())
    }

    /// Take back the fraction of a position that is removed. It must have no shares and be owed nothing.
    pub fn close(&mut self, position: Position) -> Result<(), Error> {
        if !position.is_empty() {
            return Err(Error::NotEmpty);
        }
        self.carry = self.carry.checked_add(position.fraction.into()).ok_or(Error::Overflow)?;
        Ok(())
    }

    /// The amount that `position` would be owed after accruing in `era`, in planck.
    pub fn preview(&self, position: &Position, era: Era, snapshot: Option<EraSnapshot>) -> Result<Balance, Error> {
        let (mut pool, mut position, mut snapshot) = (self.clone(), position.clone(), snapshot);
        pool.accrue(&mut position, era, snapshot.as_mut())?;
        Ok(position.owed)
    }

    /// The credit of `position` in the pool as it stands, not yet accrued earnings included, in 2^-64 planck.
    ///
    /// This is one term of the identity.
    pub fn credit_of(&self, position: &Position, snapshot: Option<EraSnapshot>) -> Result<U256, Error> {
        let (mut pool, mut position, mut snapshot) = (self.clone(), position.clone(), snapshot);
        pool.accrue_as_rolled(&mut position, snapshot.as_mut())?;
        scaled(position.owed)?.checked_add(position.fraction.into()).ok_or(Error::Overflow)
    }

    /// Whether the identity holds: `credits` is the sum of [`Self::credit_of`] over all positions.
    pub fn is_exact(&self, credits: U256) -> Result<bool, Error> {
        let sum = credits
            .checked_add(self.carry.into())
            .and_then(|sum| sum.checked_add(scaled(self.undistributed).ok()?))
            .ok_or(Error::Overflow)?;
        Ok(scaled(self.held)? == sum)
    }

    /// Activate the pending shares if their era has passed.
    fn roll(&mut self, era: Era) -> Result<(), Error> {
        if self.pending.shares == 0 || self.pending.era >= era {
            return Ok(());
        }
        let pending = core::mem::take(&mut self.pending);
        let snapshot = EraSnapshot { per_share: self.per_share, waiting: pending.waiting };
        self.rolled = Rolled { era: pending.era, snapshot };
        self.shares = self.shares.checked_add(pending.shares).ok_or(Error::Overflow)?;
        let kept = core::mem::take(&mut self.undistributed);
        if kept > 0 {
            self.distribute(kept)?;
        }
        Ok(())
    }

    /// Allocate `amount`, which `held` already includes, to the earning shares. At least one must exist.
    fn distribute(&mut self, amount: Balance) -> Result<(), Error> {
        let numerator = scaled(amount)?.checked_add(self.carry.into()).ok_or(Error::Overflow)?;
        if self.shares == 0 {
            return Err(Error::Overflow);
        }
        let (each, rest) = numerator.div_mod(self.shares.into());
        self.per_share = self.per_share.checked_add(each).ok_or(Error::Overflow)?;
        self.carry = u128::try_from(rest).map_err(|_| Error::Overflow)?;
        Ok(())
    }

    /// Whether the pending shares of `position` are still pending in the pool.
    fn is_pending(&self, position: &Position) -> bool {
        self.pending.shares > 0 && self.pending.era == position.pending_era
    }

    /// Whether the snapshot for the pending shares of `position` is in the pool itself.
    fn is_in_slot(&self, position: &Position) -> bool {
        self.rolled.snapshot.waiting > 0 && self.rolled.era == position.pending_era
    }

    /// Accrue without activating pending shares first.
    fn accrue_as_rolled(&mut self, position: &mut Position, snapshot: Option<&mut EraSnapshot>) -> Result<(), Error> {
        if position.pending_shares > 0 && !self.is_pending(position) {
            let in_slot = self.is_in_slot(position);
            let snapshot = if in_slot { &mut self.rolled.snapshot } else { snapshot.ok_or(Error::SnapshotMissing)? };
            position.credit_up_to(snapshot.per_share)?;
            let activated = core::mem::take(&mut position.pending_shares);
            position.shares = position.shares.checked_add(activated).ok_or(Error::Overflow)?;
            position.pending_era = 0;
            snapshot.waiting = snapshot.waiting.checked_sub(1).ok_or(Error::Overflow)?;
            if in_slot && self.rolled.snapshot.waiting == 0 {
                self.rolled = Rolled::default();
            }
        }
        position.credit_up_to(self.per_share)
    }
}

impl Position {
    /// The number of shares, pending ones included.
    pub fn total_shares(&self) -> Option<Shares> {
        self.shares.checked_add(self.pending_shares)
    }

    /// Whether the position has no shares and is owed nothing, so that it can be closed.
    pub fn is_empty(&self) -> bool {
        self.shares == 0 && self.pending_shares == 0 && self.owed == 0
    }

    /// Credit the earning shares up to `per_share`.
    fn credit_up_to(&mut self, per_share: U256) -> Result<(), Error> {
        let since = per_share.checked_sub(self.checkpoint).ok_or(Error::Overflow)?;
        let credit = U256::from(self.shares)
            .checked_mul(since)
            .and_then(|credit| credit.checked_add(self.fraction.into()))
            .ok_or(Error::Overflow)?;
        let U256([fraction, low, high, too_high]) = credit;
        if too_high > 0 {
            return Err(Error::Overflow);
        }
        let whole = (u128::from(high) << 64) | u128::from(low);
        self.owed = self.owed.checked_add(whole).ok_or(Error::Overflow)?;
        self.fraction = fraction;
        self.checkpoint = per_share;
        Ok(())
    }
}

/// `planck` in the unit of `per_share`.
fn scaled(planck: Balance) -> Result<U256, Error> {
    U256::from(planck).checked_mul(PLANCK).ok_or(Error::Overflow)
}

#[cfg(test)]
mod tests;
