// SPDX-License-Identifier: Apache-2.0

//! The arithmetic of a pool: it shares revenue among any number of holders in constant time, exactly.
//!
//! A [`Pool`] keeps how much one share has earned since the beginning (`per_share`, in 2^-64 planck). A [`Position`]
//! remembers the value of `per_share` up to which it has been credited. A deposit raises `per_share` and keeps the
//! remainder of its division in `carry`. To *accrue* is to credit a position with the difference; the part below one
//! planck stays in `fraction`. Nothing is rounded away, so this identity holds after every operation, in whole numbers:
//!
//! ```text
//! held·2^64 = Σ (owed·2^64 + fraction + not yet credited) + carry
//! ```
//!
//! # New shares earn from the next era
//!
//! Shares added in an era are a *cohort*. They are *pending* until the first change of the pool in a later era. Then
//! the pool *rolls*: it takes an [`EraSnapshot`] of `per_share` and the cohort begins to earn. So the clock decides
//! when shares start to earn, and the moment of the pool's next change does not matter. A deposit in the era of joining
//! goes to the earlier holders; deposits of later eras are shared with the new ones.
//!
//! # Late revenue
//!
//! Revenue can reach a pool after the era in which it was paid, because it flowed through other pools.
//! [`Pool::deposit`] is told the era of the payment, and shares that joined in that era or later do not share in it.
//! This stays constant in time because revenue comes in order. A [`Moment`] says which eras are *settled*: no revenue
//! paid in them is still on its way. All eras before the last one are settled. So at most one cohort earns and must not
//! share in late revenue: the shares that joined in the last era, while that era is not settled. They are the pool's
//! *young* shares. Late revenue goes to the older shares alone: it raises `per_share` and, by the same amount, the
//! snapshot of the young cohort. A share of a cohort has earned `per_share - snapshot` since it began to earn, so this
//! leaves the young shares as they were, and gives them nothing once they are not young any more. A snapshot is final
//! once its era is settled.
//!
//! While older shares exist, positions are credited for young shares only when these leave or are no longer young.
//! Their earnings wait for that moment and are not lost.
//!
//! # Revenue without earning shares
//!
//! If no shares earn, a deposit belongs to the pending shares that exist at that moment, and only to them: it raises
//! `kept`, the earnings of one pending share, and a position remembers the value of `kept` at which it joined. It also
//! raises `per_share`, in which nobody takes part at such a moment. When the cohort begins to earn, its snapshot is
//! `per_share - kept`, so the same difference holds from the joining to the end.
//!
//! The checkpoint of a position is its place in `per_share` if it has earning shares, and otherwise the place of its
//! oldest cohort in that cohort's earnings. One number is enough: `kept` grows only while no share of the pool earns,
//! and it cannot grow any more after the era in which an older share earns. So all other cohorts of a position began at
//! zero.
//!
//! # Snapshots
//!
//! The last snapshot stays in the pool ([`Pool::rolled`]) while positions still need it. It makes room when the next
//! shares become pending: [`Pool::add`] returns it, and the caller stores it by era. If it is not final yet, it stays,
//! and moves to [`Pool::previous`] at the next roll; [`Pool::add`] clears that place too. So a deposit, which may roll,
//! never needs another storage item than the pool. [`Pool::needs_snapshots`] names the stored snapshots that a position
//! needs.
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

/// The time of an operation: the era, and the eras whose revenue has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    era: Era,
    settled: Era,
}

impl Moment {
    /// The moment in `era` at which all revenue paid before the era `settled` has arrived.
    ///
    /// Eras before the last one count as settled: revenue that is later than one era is shared as that of the last era.
    pub fn new(era: Era, settled: Era) -> Self {
        Self { era, settled: settled.max(era.saturating_sub(1)).min(era) }
    }

    /// The moment in `era` at which all earlier revenue has arrived.
    pub fn settled_in(era: Era) -> Self {
        Self { era, settled: era }
    }

    /// The era.
    pub fn era(&self) -> Era {
        self.era
    }

    /// The first era whose revenue may still be on its way.
    pub fn settled(&self) -> Era {
        self.settled
    }
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
    /// The revenue of one of these shares, in 2^-64 planck. It came while no other shares existed.
    pub kept: U256,
}

/// The state of a pool at the moment when the shares of an era began to earn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct EraSnapshot {
    /// The pool's `per_share`, less the earnings of one of these shares.
    pub per_share: U256,
    /// The number of positions that have not accrued since. At zero, the snapshot is of no use.
    pub waiting: u32,
}

/// A snapshot with the era in which the shares joined.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Rolled {
    /// The era in which the shares joined.
    pub era: Era,
    /// The snapshot of the moment when the shares began to earn.
    pub snapshot: EraSnapshot,
}

/// A pool: the revenue that it has received, and the amount that it owes per share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Pool {
    /// Shares that earn, without the young ones.
    pub shares: Shares,
    /// Shares that earn, but not from revenue paid in the era of their joining, which is the last roll's.
    pub young: Shares,
    /// Shares that do not earn yet.
    pub pending: Pending,
    /// The last roll, while positions need its snapshot; empty otherwise.
    pub rolled: Rolled,
    /// The roll before, while positions need its snapshot and no caller could store it yet; empty otherwise.
    pub previous: Rolled,
    /// The earnings of one share since the beginning, in 2^-64 planck.
    pub per_share: U256,
    /// The remainder that is too small to divide, in 2^-64 planck. It joins the next deposit.
    pub carry: u128,
    /// The amount that was deposited and has not left, in planck.
    pub held: Balance,
    /// The sum of all deposits, in planck.
    pub received: Balance,
}

/// A holder's side of a pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Position {
    /// Shares that earn. Shares that began to earn since the position last accrued are still in the other two fields.
    pub shares: Shares,
    /// The pool's `per_share` up to which `shares` are credited. Without such shares: the earnings of one share of the
    /// oldest cohort up to which that cohort is credited.
    pub checkpoint: U256,
    /// The amount that was credited and not paid, in planck.
    pub owed: Balance,
    /// The credit beyond `owed`, in 2^-64 planck.
    pub fraction: u64,
    /// The era in which `pending_shares` joined.
    pub pending_era: Era,
    /// Shares that joined in `pending_era`.
    pub pending_shares: Shares,
    /// Shares that joined in the era before `pending_era`. They are zero unless `pending_shares` are not.
    pub young_shares: Shares,
}

/// The stored snapshots that a position needs: of its young shares and of its pending shares.
pub type Snapshots = [Option<EraSnapshot>; 2];

/// The outcome of a deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deposit {
    /// The holders whose shares earn were credited.
    Shared,
    /// The holders of pending shares were credited. No other shares exist.
    Kept,
    /// No shares exist. Nothing was changed.
    NotTaken,
}

/// The shares of a position to take first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// The latest shares: those that do not earn yet, then the young ones.
    Latest,
    /// The shares that joined in this era. If they are not enough, older ones, then later ones.
    Joined(Era),
}

/// The place of the snapshot of a cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The cohort does not earn yet.
    Pending,
    /// The cohort is the pool's young shares: its snapshot is in the pool and not final.
    Young,
    /// The final snapshot is the pool's last one.
    Rolled,
    /// The final snapshot is the pool's last but one.
    Previous,
    /// The final snapshot is stored.
    Stored,
}

impl Pool {
    /// Whether shares exist, so that the pool accepts a deposit.
    pub fn takes(&self) -> bool {
        self.earns() || self.pending.shares > 0
    }

    /// Whether shares exist that earn.
    pub fn earns(&self) -> bool {
        self.shares > 0 || self.young > 0
    }

    /// The number of shares, young and pending ones included.
    pub fn total_shares(&self) -> Option<Shares> {
        self.shares.checked_add(self.young)?.checked_add(self.pending.shares)
    }

    /// Share `amount`, which was paid in era `paid`, among the holders that joined before that era.
    ///
    /// If there are none, the holders whose shares earn have it, and if there are none of these, the holders of pending
    /// shares.
    pub fn deposit(&mut self, amount: Balance, paid: Era, moment: Moment) -> Result<Deposit, Error> {
        if !self.takes() {
            return Ok(Deposit::NotTaken);
        }
        let received = self.received.checked_add(amount).ok_or(Error::Overflow)?;
        if received >= MAX_REVENUE {
            return Err(Error::RevenueTooLarge);
        }
        self.roll(moment)?;
        self.received = received;
        self.held = self.held.checked_add(amount).ok_or(Error::Overflow)?;
        if !self.earns() {
            let each = self.distribute(amount, self.pending.shares)?;
            self.pending.kept = self.pending.kept.checked_add(each).ok_or(Error::Overflow)?;
            return Ok(Deposit::Kept);
        }
        let is_late = self.young > 0 && paid <= self.rolled.era && self.shares > 0;
        if is_late {
            let each = self.distribute(amount, self.shares)?;
            let snapshot = &mut self.rolled.snapshot.per_share;
            *snapshot = snapshot.checked_add(each).ok_or(Error::Overflow)?;
        } else {
            let earning = self.shares.checked_add(self.young).ok_or(Error::Overflow)?;
            self.distribute(amount, earning)?;
        }
        Ok(Deposit::Shared)
    }

    /// The eras of the stored snapshots that `position` needs to accrue: of its young and of its pending shares.
    pub fn needs_snapshots(&self, position: &Position) -> [Option<Era>; 2] {
        position.cohorts().map(|cohort| cohort.map(|(era, _)| era).filter(|era| self.place(*era) == Place::Stored))
    }

    /// Credit `position` with everything that it has earned.
    ///
    /// `snapshots` are the stored snapshots that [`Self::needs_snapshots`] names. Remove those from storage for which
    /// no position waits afterwards.
    pub fn accrue(&mut self, position: &mut Position, moment: Moment, snapshots: &mut Snapshots) -> Result<(), Error> {
        self.roll(moment)?;
        if position.shares > 0 {
            position.credit(position.shares, self.since(position.checkpoint)?)?;
            position.checkpoint = self.per_share;
        }
        let [older, latest] = position.cohorts();
        let [older_snapshot, latest_snapshot] = snapshots;
        if let Some((era, shares)) = older {
            if self.accrue_cohort(position, era, shares, true, older_snapshot)? {
                position.young_shares = 0;
            }
        }
        if let Some((era, shares)) = latest {
            let oldest = position.young_shares == 0;
            if self.accrue_cohort(position, era, shares, oldest, latest_snapshot)? {
                (position.pending_shares, position.pending_era) = (0, 0);
            }
        }
        if position.total_shares() == Some(0) {
            position.checkpoint = self.per_share;
        }
        Ok(())
    }

    /// Give `position` new `shares`, which earn from the era after this one on. The position accrues first.
    ///
    /// Returns the snapshots that had to make room in the pool, with their eras: the caller has to store them.
    pub fn add(
        &mut self,
        position: &mut Position,
        shares: Shares,
        moment: Moment,
        snapshots: &mut Snapshots,
    ) -> Result<[Option<(Era, EraSnapshot)>; 2], Error> {
        self.accrue(position, moment, snapshots)?;
        if shares == 0 {
            return Ok([None, None]);
        }
        let total = self.total_shares().and_then(|total| total.checked_add(shares)).ok_or(Error::Overflow)?;
        if total >= MAX_SHARES {
            return Err(Error::SharesTooLarge);
        }
        let mut evicted = [None, None];
        if self.pending.shares == 0 {
            let last = if self.young == 0 { core::mem::take(&mut self.rolled) } else { Rolled::default() };
            evicted = [core::mem::take(&mut self.previous), last]
                .map(|rolled| (rolled.snapshot.waiting > 0).then_some((rolled.era, rolled.snapshot)));
            self.pending = Pending { era: moment.era, ..Default::default() };
        }
        self.pending.shares = self.pending.shares.checked_add(shares).ok_or(Error::Overflow)?;
        if position.pending_shares > 0 && position.pending_era < moment.era {
            position.young_shares = core::mem::take(&mut position.pending_shares);
        }
        if position.pending_shares == 0 {
            self.pending.waiting = self.pending.waiting.checked_add(1).ok_or(Error::Overflow)?;
            position.pending_era = self.pending.era;
            if position.total_shares() == Some(0) {
                position.checkpoint = self.pending.kept;
            }
        }
        position.pending_shares = position.pending_shares.checked_add(shares).ok_or(Error::Overflow)?;
        Ok(evicted)
    }

    /// Take `shares` from `position` at once, in the order of `take`. The position accrues before, so its earnings stay
    /// owed.
    pub fn remove(
        &mut self,
        position: &mut Position,
        shares: Shares,
        take: Take,
        moment: Moment,
        snapshots: &mut Snapshots,
    ) -> Result<(), Error> {
        if position.total_shares().ok_or(Error::Overflow)? < shares {
            return Err(Error::NotEnoughShares);
        }
        self.accrue(position, moment, snapshots)?;
        let [older, latest] = position.cohorts().map(|cohort| cohort.map(|(era, _)| era));
        // `None` stands for the earning shares, which are older than both.
        let order = match take {
            Take::Joined(joined) if latest.is_none_or(|era| joined < era) => match older {
                Some(era) if joined >= era => [older, None, latest],
                _ => [None, older, latest],
            },
            _ => [latest, older, None],
        };
        let mut left = shares;
        for cohort in order {
            let taken = match cohort {
                Some(era) => self.take_from_cohort(position, era, left)?,
                None => self.take_earning(position, left)?,
            };
            left = left.checked_sub(taken).ok_or(Error::Overflow)?;
        }
        if left > 0 {
            return Err(Error::NotEnoughShares);
        }
        if position.pending_shares == 0 && position.young_shares > 0 {
            position.pending_shares = core::mem::take(&mut position.young_shares);
            position.pending_era = position.pending_era.checked_sub(1).ok_or(Error::Overflow)?;
        }
        if position.pending_shares == 0 {
            position.pending_era = 0;
        }
        if position.total_shares() == Some(0) {
            position.checkpoint = self.per_share;
        }
        Ok(())
    }

    /// Take the amount owed to `position` out of the pool. The position has to accrue first; the caller pays the
    /// amount.
    pub fn take_owed(&mut self, position: &mut Position) -> Result<Balance, Error> {
        self.held = self.held.checked_sub(position.owed).ok_or(Error::Overflow)?;
        Ok(core::mem::take(&mut position.owed))
    }

    /// Move all of `from` into `into`: shares, the amount owed and the fraction. Both must have accrued at this moment.
    pub fn merge(&mut self, from: Position, into: &mut Position) -> Result<(), Error> {
        if !self.has_accrued(&from)? || !self.has_accrued(into)? {
            return Err(Error::NotAccrued);
        }
        let oldest = |position: &Position| position.cohorts().into_iter().flatten().next().map(|(era, _)| era);
        let checkpoint = match (oldest(&from), oldest(into)) {
            _ if from.shares > 0 || into.shares > 0 => self.per_share,
            (Some(first), second) if second.is_none_or(|second| first < second) => from.checkpoint,
            _ => into.checkpoint,
        };
        let shared = into.cohorts();
        for (era, shares) in from.cohorts().into_iter().flatten() {
            let has_both = shared.iter().flatten().any(|(other, _)| *other == era);
            into.join(era, shares)?;
            if has_both {
                self.leave(era)?;
            }
        }
        into.shares = into.shares.checked_add(from.shares).ok_or(Error::Overflow)?;
        into.checkpoint = checkpoint;
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

    /// The amount that `position` would be owed after accruing at `moment`, in planck.
    pub fn preview(&self, position: &Position, moment: Moment, mut snapshots: Snapshots) -> Result<Balance, Error> {
        let (mut pool, mut position) = (self.clone(), position.clone());
        pool.accrue(&mut position, moment, &mut snapshots)?;
        Ok(position.owed)
    }

    /// The part of what `position` will be credited at `moment` that goes beyond the first `growth` of `per_share`
    /// since it was last credited, in planck, rounded down. Shares that are not settled have no such part.
    pub fn credit_beyond(
        &mut self,
        position: &Position,
        growth: U256,
        moment: Moment,
        snapshots: &Snapshots,
    ) -> Result<Balance, Error> {
        self.roll(moment)?;
        let mut beyond = Position::default();
        let since = if position.shares > 0 { self.since(position.checkpoint)? } else { U256::zero() };
        beyond.credit(position.shares, since.saturating_sub(growth))?;
        for (cohort, snapshot) in position.cohorts().into_iter().zip(snapshots) {
            let Some((era, shares)) = cohort else { continue };
            if !matches!(self.place(era), Place::Pending | Place::Young) {
                beyond.credit(shares, self.earned(era, snapshot.as_ref())?.saturating_sub(growth))?;
            }
        }
        Ok(beyond.owed)
    }

    /// The credit of `position` in the pool as it stands, not yet accrued earnings included, in 2^-64 planck.
    ///
    /// This is one term of the identity.
    pub fn credit_of(&self, position: &Position, snapshots: &Snapshots) -> Result<U256, Error> {
        let mut sum = scaled(position.owed)?.checked_add(position.fraction.into()).ok_or(Error::Overflow)?;
        let mut add = |shares: Shares, each: U256| {
            let credit = U256::from(shares).checked_mul(each).ok_or(Error::Overflow)?;
            sum = sum.checked_add(credit).ok_or(Error::Overflow)?;
            Ok::<_, Error>(())
        };
        if position.shares > 0 {
            add(position.shares, self.since(position.checkpoint)?)?;
        }
        let mut oldest = position.shares == 0;
        for (cohort, snapshot) in position.cohorts().into_iter().zip(snapshots) {
            let Some((era, shares)) = cohort else { continue };
            let credited = if oldest { position.checkpoint } else { U256::zero() };
            let earned = self.earned(era, snapshot.as_ref())?;
            add(shares, earned.checked_sub(credited).ok_or(Error::Overflow)?)?;
            oldest = false;
        }
        Ok(sum)
    }

    /// Whether the identity holds: `credits` is the sum of [`Self::credit_of`] over all positions.
    pub fn is_exact(&self, credits: U256) -> Result<bool, Error> {
        let sum = credits.checked_add(self.carry.into()).ok_or(Error::Overflow)?;
        Ok(scaled(self.held)? == sum)
    }

    /// Let shares begin to earn whose era has passed, and let young shares grow up whose era is settled.
    fn roll(&mut self, moment: Moment) -> Result<(), Error> {
        self.settle(moment)?;
        if self.pending.shares > 0 && self.pending.era < moment.era {
            if self.young > 0 || self.previous.snapshot.waiting > 0 {
                return Err(Error::Overflow);
            }
            let pending = core::mem::take(&mut self.pending);
            let per_share = self.per_share.checked_sub(pending.kept).ok_or(Error::Overflow)?;
            let snapshot = EraSnapshot { per_share, waiting: pending.waiting };
            self.previous = core::mem::replace(&mut self.rolled, Rolled { era: pending.era, snapshot });
            self.young = pending.shares;
            self.settle(moment)?;
        }
        Ok(())
    }

    /// Let young shares grow up whose era is settled.
    fn settle(&mut self, moment: Moment) -> Result<(), Error> {
        if self.young > 0 && self.rolled.era < moment.settled {
            self.shares = self.shares.checked_add(core::mem::take(&mut self.young)).ok_or(Error::Overflow)?;
        }
        Ok(())
    }

    /// Allocate `amount`, which `held` already includes, to `shares`, of which there is at least one. Returns the part
    /// of one share, by which `per_share` grows.
    fn distribute(&mut self, amount: Balance, shares: Shares) -> Result<U256, Error> {
        let numerator = scaled(amount)?.checked_add(self.carry.into()).ok_or(Error::Overflow)?;
        if shares == 0 {
            return Err(Error::Overflow);
        }
        let (each, rest) = numerator.div_mod(shares.into());
        self.per_share = self.per_share.checked_add(each).ok_or(Error::Overflow)?;
        self.carry = u128::try_from(rest).map_err(|_| Error::Overflow)?;
        Ok(each)
    }

    /// The growth of `per_share` since it was `checkpoint`.
    fn since(&self, checkpoint: U256) -> Result<U256, Error> {
        self.per_share.checked_sub(checkpoint).ok_or(Error::Overflow)
    }

    /// The place of the snapshot of the shares that joined in `era`.
    fn place(&self, era: Era) -> Place {
        let is_in = |rolled: &Rolled| rolled.snapshot.waiting > 0 && rolled.era == era;
        if self.pending.shares > 0 && self.pending.era == era {
            Place::Pending
        } else if is_in(&self.rolled) {
            if self.young > 0 {
                Place::Young
            } else {
                Place::Rolled
            }
        } else if is_in(&self.previous) {
            Place::Previous
        } else {
            Place::Stored
        }
    }

    /// The earnings of one share that joined in `era`, since the first share of its cohort joined.
    fn earned(&self, era: Era, stored: Option<&EraSnapshot>) -> Result<U256, Error> {
        let snapshot = match self.place(era) {
            Place::Pending => return Ok(self.pending.kept),
            Place::Young | Place::Rolled => &self.rolled.snapshot,
            Place::Previous => &self.previous.snapshot,
            Place::Stored => stored.ok_or(Error::SnapshotMissing)?,
        };
        self.since(snapshot.per_share)
    }

    /// Whether positions are credited for the shares that joined in `era`, which is not settled, before they grow up.
    ///
    /// They are while no older shares exist. Older shares cannot come back in that time, so all positions agree.
    fn is_credited_early(&self, era: Era) -> bool {
        self.shares == 0 || self.place(era) != Place::Young
    }

    /// Credit `position` for its `shares` that joined in `era`. Returns whether they are now among its earning shares.
    fn accrue_cohort(
        &mut self,
        position: &mut Position,
        era: Era,
        shares: Shares,
        oldest: bool,
        stored: &mut Option<EraSnapshot>,
    ) -> Result<bool, Error> {
        let place = self.place(era);
        let earned = self.earned(era, stored.as_ref())?;
        let at_checkpoint = oldest && position.shares == 0;
        let credited = if at_checkpoint { position.checkpoint } else { U256::zero() };
        let credit = earned.checked_sub(credited).ok_or(Error::Overflow)?;
        if matches!(place, Place::Pending | Place::Young) {
            if at_checkpoint && self.is_credited_early(era) {
                position.credit(shares, credit)?;
                position.checkpoint = earned;
            }
            return Ok(false);
        }
        position.credit(shares, credit)?;
        position.shares = position.shares.checked_add(shares).ok_or(Error::Overflow)?;
        position.checkpoint = self.per_share;
        if place == Place::Stored {
            let snapshot = stored.as_mut().ok_or(Error::SnapshotMissing)?;
            snapshot.waiting = snapshot.waiting.checked_sub(1).ok_or(Error::Overflow)?;
        } else {
            self.leave(era)?;
        }
        Ok(true)
    }

    /// Count one position less with shares that joined in `era`, whose snapshot is in the pool.
    fn leave(&mut self, era: Era) -> Result<(), Error> {
        let rolled = match self.place(era) {
            Place::Pending => {
                self.pending.waiting = self.pending.waiting.checked_sub(1).ok_or(Error::Overflow)?;
                return Ok(());
            }
            Place::Young | Place::Rolled => &mut self.rolled,
            Place::Previous => &mut self.previous,
            Place::Stored => return Err(Error::SnapshotMissing),
        };
        rolled.snapshot.waiting = rolled.snapshot.waiting.checked_sub(1).ok_or(Error::Overflow)?;
        if rolled.snapshot.waiting == 0 {
            *rolled = Rolled::default();
        }
        Ok(())
    }

    /// Take up to `most` of the shares of `position` that joined in `era`, which is not settled. Returns their number.
    fn take_from_cohort(&mut self, position: &mut Position, era: Era, most: Shares) -> Result<Shares, Error> {
        let is_older = position.young_shares > 0 && era != position.pending_era;
        let oldest = is_older || position.young_shares == 0;
        let held = if is_older { &mut position.young_shares } else { &mut position.pending_shares };
        let taken = most.min(*held);
        if taken == 0 {
            return Ok(0);
        }
        *held = held.checked_sub(taken).ok_or(Error::Overflow)?;
        let is_last = *held == 0;
        let place = self.place(era);
        let earned = self.earned(era, None)?;
        let at_checkpoint = oldest && position.shares == 0;
        let credited = if at_checkpoint { position.checkpoint } else { U256::zero() };
        position.credit(taken, earned.checked_sub(credited).ok_or(Error::Overflow)?)?;
        if is_last {
            self.leave(era)?;
            if at_checkpoint {
                // The other cohort, if there is one, has earned nothing yet.
                position.checkpoint = U256::zero();
            }
        }
        match place {
            Place::Pending => {
                self.pending.shares = self.pending.shares.checked_sub(taken).ok_or(Error::Overflow)?;
                if self.pending.shares == 0 {
                    self.pending = Pending::default();
                }
            }
            Place::Young => self.young = self.young.checked_sub(taken).ok_or(Error::Overflow)?,
            // These are among the earning shares of a position that has accrued.
            Place::Rolled | Place::Previous | Place::Stored => return Err(Error::NotAccrued),
        }
        Ok(taken)
    }

    /// Take up to `most` of the earning shares of `position`. Returns their number.
    fn take_earning(&mut self, position: &mut Position, most: Shares) -> Result<Shares, Error> {
        let taken = most.min(position.shares);
        if taken > 0 {
            self.shares = self.shares.checked_sub(taken).ok_or(Error::Overflow)?;
            position.shares = position.shares.checked_sub(taken).ok_or(Error::Overflow)?;
            if position.shares == 0 {
                // The checkpoint is now that of a cohort that was never credited.
                position.checkpoint = U256::zero();
            }
        }
        Ok(taken)
    }

    /// Whether `position` has accrued since the last change of the pool.
    fn has_accrued(&self, position: &Position) -> Result<bool, Error> {
        let mut oldest = position.shares == 0;
        if !oldest && position.checkpoint != self.per_share {
            return Ok(false);
        }
        for (era, _) in position.cohorts().into_iter().flatten() {
            if !matches!(self.place(era), Place::Pending | Place::Young) {
                return Ok(false);
            }
            if oldest && self.is_credited_early(era) && position.checkpoint != self.earned(era, None)? {
                return Ok(false);
            }
            oldest = false;
        }
        Ok(true)
    }
}

impl Position {
    /// The number of shares, young and pending ones included.
    pub fn total_shares(&self) -> Option<Shares> {
        self.shares.checked_add(self.young_shares)?.checked_add(self.pending_shares)
    }

    /// The shares with their eras that were not among the earning ones when the position last accrued, the older first.
    pub fn cohorts(&self) -> [Option<(Era, Shares)>; 2] {
        let cohort = |era, shares| (shares > 0).then_some((era, shares));
        // Young shares joined one era before the pending ones, so there is such an era.
        [cohort(self.pending_era.saturating_sub(1), self.young_shares), cohort(self.pending_era, self.pending_shares)]
    }

    /// Whether the position has no shares and is owed nothing, so that it can be closed.
    pub fn is_empty(&self) -> bool {
        self.total_shares() == Some(0) && self.owed == 0
    }

    /// Add `shares` that joined in `era`: the era of one of the two cohorts, or one next to the only one.
    fn join(&mut self, era: Era, shares: Shares) -> Result<(), Error> {
        if self.pending_shares == 0 {
            self.pending_era = era;
        } else if era > self.pending_era {
            if self.young_shares > 0 || Some(era) != self.pending_era.checked_add(1) {
                return Err(Error::NotAccrued);
            }
            self.young_shares = core::mem::take(&mut self.pending_shares);
            self.pending_era = era;
        }
        let is_older = era < self.pending_era;
        if is_older && Some(self.pending_era) != era.checked_add(1) {
            return Err(Error::NotAccrued);
        }
        let held = if is_older { &mut self.young_shares } else { &mut self.pending_shares };
        *held = held.checked_add(shares).ok_or(Error::Overflow)?;
        Ok(())
    }

    /// Credit `shares` with `each`, in 2^-64 planck.
    fn credit(&mut self, shares: Shares, each: U256) -> Result<(), Error> {
        let credit = U256::from(shares)
            .checked_mul(each)
            .and_then(|credit| credit.checked_add(self.fraction.into()))
            .ok_or(Error::Overflow)?;
        let U256([fraction, low, high, too_high]) = credit;
        if too_high > 0 {
            return Err(Error::Overflow);
        }
        let whole = (u128::from(high) << 64) | u128::from(low);
        self.owed = self.owed.checked_add(whole).ok_or(Error::Overflow)?;
        self.fraction = fraction;
        Ok(())
    }
}

/// `planck` in the unit of `per_share`.
fn scaled(planck: Balance) -> Result<U256, Error> {
    U256::from(planck).checked_mul(PLANCK).ok_or(Error::Overflow)
}

mod alone;
#[cfg(test)]
mod tests;
