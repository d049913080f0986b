// SPDX-License-Identifier: Apache-2.0

//! The arithmetic of a pool: revenue shared among any number of holders in constant time, exactly.
//!
//! A [`Pool`] keeps how much one share has earned since the beginning (`per_share`, in 2^-64 planck); a [`Position`]
//! remembers up to where it has been credited. A deposit moves `per_share` and keeps the remainder of its division in
//! `carry`; a settlement credits the difference and keeps the part below one planck in `fraction`. Nothing is rounded
//! away, so this identity holds after every operation, in whole numbers:
//!
//! ```text
//! held·2^64 = Σ (owed·2^64 + fraction + not yet credited) + carry + undistributed·2^64
//! ```
//!
//! # New shares earn from the next era
//!
//! Shares added in an era are *pending* until the pool is first touched in a later era. Then it *rolls*: it notes
//! `per_share` as it is and takes the pending shares in. A position whose shares were taken in is credited for its
//! earlier shares up to that note, and for all of them from there. Whoever has to wait does so by the clock and not by
//! the time somebody touched the pool: what is deposited in the era of joining goes to those who were there before, and
//! everything from the next era on is shared with the new ones.
//!
//! The last note stays in the pool ([`Pool::rolled`]) while positions still wait for it. When the next shares become
//! pending it makes room: [`Pool::add`] returns it and the caller stores it by era. So pending shares imply that the
//! slot is empty, and a deposit, which may roll, never needs another item than the pool. [`Pool::needs_note`] tells
//! which stored note a position needs, if any.
//!
//! # Bounds
//!
//! A pool's lifetime revenue stays below 2^100 planck ([`MAX_REVENUE`]) and its shares, pending ones included, below
//! 2^90 ([`MAX_SHARES`]); what would break either is refused. From that:
//!
//! * A deposit divides `amount·2^64 + carry` by the shares. The numerator is below 2^164 + 2^128.
//! * Each deposit allocates at most what it divides, and only a closed position gives something back: a fraction below
//!   one planck. So Σ shares·Δ over all deposits is below (2^100 + closed positions)·2^64, which is below 2^165 for
//!   fewer than 2^100 closed positions. With at least one share per deposit, `per_share` is below 2^165 too.
//! * A settlement multiplies shares below 2^90 with a difference below 2^165: below 2^255, inside 256 bits. What is
//!   credited to one position is part of the sum above: below 2^101 planck, inside 128 bits.
//! * `carry` is below the number of shares (2^90) after a deposit and grows by less than 2^64 for each position closed
//!   until the next one: 2^128 is out of reach.
//!
//! What `carry` holds back is below 2^-64 planck per share: below one planck for fewer than 2^64 shares, at most 2^26
//! planck for the most shares possible. It is late and not lost: the next deposit takes it along.
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

/// Why an operation was refused. Pool and position may have been changed half-way: drop them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Error {
    /// The pool would have received [`MAX_REVENUE`] or more in its lifetime.
    #[codec(index = 0)]
    RevenueTooLarge,
    /// The pool would have [`MAX_SHARES`] or more.
    #[codec(index = 1)]
    SharesTooLarge,
    /// The position has fewer shares than should leave.
    #[codec(index = 2)]
    NotEnoughShares,
    /// The position waits for a note that the caller did not bring.
    #[codec(index = 3)]
    NoteMissing,
    /// A position has to be settled before this.
    #[codec(index = 4)]
    NotSettled,
    /// Only a position without shares and with nothing owed can be closed.
    #[codec(index = 5)]
    NotEmpty,
    /// A number left its range, which the bounds rule out.
    #[codec(index = 6)]
    Overflow,
}

/// Shares that do not earn yet. All of them joined in the same era.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Pending {
    /// The era in which they joined; they earn from the next one on.
    pub era: Era,
    /// How many.
    pub shares: Shares,
    /// Positions that have some of them.
    pub waiting: u32,
}

/// Where pending shares were taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Note {
    /// The pool's `per_share` at that moment.
    pub per_share: U256,
    /// Positions that have not been settled since. The note is of no use when there are none.
    pub waiting: u32,
}

/// A note with the era whose joiners it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Rolled {
    /// The era in which the shares joined.
    pub era: Era,
    /// Where they were taken in.
    pub note: Note,
}

/// A pool: what it has received, and what it owes per share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Pool {
    /// Shares that earn.
    pub shares: Shares,
    /// Shares that do not earn yet.
    pub pending: Pending,
    /// The last roll, while positions wait for it; empty otherwise, and always empty while there are pending shares.
    pub rolled: Rolled,
    /// What one share has earned since the beginning, in 2^-64 planck.
    pub per_share: U256,
    /// What is too little to be shared out, in 2^-64 planck. It joins the next deposit.
    pub carry: u128,
    /// What was deposited and has not gone out, in planck.
    pub held: Balance,
    /// Part of `held` that is kept for pending shares, since there are no others, in planck.
    pub undistributed: Balance,
    /// What was ever deposited, in planck.
    pub received: Balance,
}

/// A holder's side of a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Position {
    /// Shares that earn. Shares the pool has taken in since the last settlement are still in `pending_shares`.
    pub shares: Shares,
    /// The pool's `per_share` up to which `shares` are credited.
    pub checkpoint: U256,
    /// Credited and not paid, in planck.
    pub owed: Balance,
    /// Credited beyond `owed`, in 2^-64 planck.
    pub fraction: u64,
    /// The era in which `pending_shares` joined.
    pub pending_era: Era,
    /// Shares that joined in `pending_era`.
    pub pending_shares: Shares,
}

/// What became of a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deposit {
    /// It belongs to those whose shares earn.
    Shared,
    /// It is kept for those whose shares will earn from the next era on; there is nobody else.
    Kept,
    /// Nobody holds a share. Nothing was changed.
    NotTaken,
}

impl Pool {
    /// Whether anybody holds a share, so that a deposit would be taken.
    pub fn takes(&self) -> bool {
        self.shares > 0 || self.pending.shares > 0
    }

    /// Shares, pending ones included.
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

    /// The era of the stored note that settling `position` needs, if it needs one.
    pub fn needs_note(&self, position: &Position) -> Option<Era> {
        (position.pending_shares > 0 && !self.is_pending(position) && !self.is_in_slot(position))
            .then_some(position.pending_era)
    }

    /// Credit `position` with everything that it has earned. `note` is the stored note that [`Self::needs_note`] names;
    /// remove it from storage if nobody waits for it afterwards.
    pub fn settle(&mut self, position: &mut Position, era: Era, note: Option<&mut Note>) -> Result<(), Error> {
        self.roll(era)?;
        self.settle_as_rolled(position, note)
    }

    /// Give `position` new `shares`, which earn from the era after `era` on. Settles it first. Returns the note that
    /// had to make room in the pool, with its era: the caller has to store it.
    pub fn add(
        &mut self,
        position: &mut Position,
        shares: Shares,
        era: Era,
        note: Option<&mut Note>,
    ) -> Result<Option<(Era, Note)>, Error> {
        self.settle(position, era, note)?;
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
            evicted = (rolled.note.waiting > 0).then_some((rolled.era, rolled.note));
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

    /// Take `shares` from `position` at once, those that do not earn yet first. Settles it first: what was earned stays
    /// owed. Returns what the pool kept for pending shares, in planck, if nobody holds a share any more; it has left
    /// the pool.
    pub fn remove(
        &mut self,
        position: &mut Position,
        shares: Shares,
        era: Era,
        note: Option<&mut Note>,
    ) -> Result<Balance, Error> {
        if position.total_shares().ok_or(Error::Overflow)? < shares {
            return Err(Error::NotEnoughShares);
        }
        self.settle(position, era, note)?;
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

    /// Take what `position` is owed out of the pool. The caller pays it. Settle first.
    pub fn take_owed(&mut self, position: &mut Position) -> Result<Balance, Error> {
        self.held = self.held.checked_sub(position.owed).ok_or(Error::Overflow)?;
        Ok(core::mem::take(&mut position.owed))
    }

    /// Move all of `from` into `into`, both settled in this era: shares, what is owed and the fraction together.
    pub fn merge(&mut self, from: Position, into: &mut Position) -> Result<(), Error> {
        let settled = |position: &Position| {
            position.checkpoint == self.per_share && (position.pending_shares == 0 || self.is_pending(position))
        };
        if !settled(&from) || !settled(into) {
            return Err(Error::NotSettled);
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

    /// Take back the fraction of a position that is given up: it has no shares and is owed nothing.
    pub fn close(&mut self, position: Position) -> Result<(), Error> {
        if !position.is_empty() {
            return Err(Error::NotEmpty);
        }
        self.carry = self.carry.checked_add(position.fraction.into()).ok_or(Error::Overflow)?;
        Ok(())
    }

    /// What `position` would be owed if it were settled in `era`, in planck.
    pub fn preview(&self, position: &Position, era: Era, note: Option<Note>) -> Result<Balance, Error> {
        let (mut pool, mut position, mut note) = (self.clone(), position.clone(), note);
        pool.settle(&mut position, era, note.as_mut())?;
        Ok(position.owed)
    }

    /// Everything that `position` is credited with or will be when it is settled, in 2^-64 planck, the pool taken as it
    /// stands: one term of the identity.
    pub fn credit_of(&self, position: &Position, note: Option<Note>) -> Result<U256, Error> {
        let (mut pool, mut position, mut note) = (self.clone(), position.clone(), note);
        pool.settle_as_rolled(&mut position, note.as_mut())?;
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

    /// Take in the pending shares if their era has passed.
    fn roll(&mut self, era: Era) -> Result<(), Error> {
        if self.pending.shares == 0 || self.pending.era >= era {
            return Ok(());
        }
        let pending = core::mem::take(&mut self.pending);
        let note = Note { per_share: self.per_share, waiting: pending.waiting };
        self.rolled = Rolled { era: pending.era, note };
        self.shares = self.shares.checked_add(pending.shares).ok_or(Error::Overflow)?;
        let kept = core::mem::take(&mut self.undistributed);
        if kept > 0 {
            self.distribute(kept)?;
        }
        Ok(())
    }

    /// Allocate `amount`, which is in `held` already, to the earning shares. There are some.
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

    /// Whether the pending shares of `position` are among those that the pool has not taken in.
    fn is_pending(&self, position: &Position) -> bool {
        self.pending.shares > 0 && self.pending.era == position.pending_era
    }

    /// Whether the note for the pending shares of `position` is in the pool itself.
    fn is_in_slot(&self, position: &Position) -> bool {
        self.rolled.note.waiting > 0 && self.rolled.era == position.pending_era
    }

    /// Settle without taking in pending shares first.
    fn settle_as_rolled(&mut self, position: &mut Position, note: Option<&mut Note>) -> Result<(), Error> {
        if position.pending_shares > 0 && !self.is_pending(position) {
            let in_slot = self.is_in_slot(position);
            let note = if in_slot { &mut self.rolled.note } else { note.ok_or(Error::NoteMissing)? };
            position.accrue(note.per_share)?;
            let taken_in = core::mem::take(&mut position.pending_shares);
            position.shares = position.shares.checked_add(taken_in).ok_or(Error::Overflow)?;
            position.pending_era = 0;
            note.waiting = note.waiting.checked_sub(1).ok_or(Error::Overflow)?;
            if in_slot && self.rolled.note.waiting == 0 {
                self.rolled = Rolled::default();
            }
        }
        position.accrue(self.per_share)
    }
}

impl Position {
    /// Shares, pending ones included.
    pub fn total_shares(&self) -> Option<Shares> {
        self.shares.checked_add(self.pending_shares)
    }

    /// Whether there are no shares and nothing is owed, so that the position can be closed.
    pub fn is_empty(&self) -> bool {
        self.shares == 0 && self.pending_shares == 0 && self.owed == 0
    }

    /// Credit the earning shares up to `per_share`.
    fn accrue(&mut self, per_share: U256) -> Result<(), Error> {
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
