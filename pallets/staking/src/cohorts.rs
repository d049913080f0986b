// SPDX-License-Identifier: Apache-2.0

//! The cohorts of an operator's stake: all stake that joined in the same eras has the same worth for each point,
//! whoever owns it. A slash changes the rates of the cohorts that were there at the offense, and so every stake in them
//! at once. The arithmetic and its proofs are in the README.

use crate::{Amount, Rate};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{Balance, Era, Shares};

/// The largest number of cohorts of an operator.
///
/// DO NOT REDUCE: stored vectors are bounded by it.
pub const MAX_COHORTS: u32 = 32;

/// The stake that joined an operator in the same eras.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Cohort {
    /// The first era in which it joined. That of the next era, if a slash came before it in its own.
    pub from: Era,
    /// The last era in which it joined. Above `from` only if no offense that can still be reported lies between the
    /// two.
    pub to: Era,
    /// The staked points.
    pub staked: Shares,
    /// The unbonding points. Not in `staked`.
    pub unbonding: Shares,
    /// The worth of a point.
    pub rate: Rate,
    /// The era in which it was slashed last, as long as that spares it from another slash.
    pub slashed: Option<Era>,
}

impl Cohort {
    /// Whether a slash in `now` with this window must not take from it again.
    fn is_spared(&self, now: Era, window: Era) -> bool {
        self.slashed.is_some_and(|era| now < era.saturating_add(window))
    }

    /// Whether every offense that can still be reported in `now` happened when the whole cohort was there.
    fn is_closed(&self, now: Era, window: Era) -> bool {
        self.to.saturating_add(window) <= now.saturating_add(1)
    }

    /// Whether every slash from `now` on hits the whole cohort.
    fn is_settled(&self, now: Era, window: Era) -> bool {
        self.slashed.is_none() && self.is_closed(now, window)
    }

    fn is_empty(&self) -> bool {
        self.staked == 0 && self.unbonding == 0
    }

    fn points_mut(&mut self, amount: &Amount) -> &mut Shares {
        if amount.unlock_era.is_some() {
            &mut self.unbonding
        } else {
            &mut self.staked
        }
    }
}

/// The cohorts of an operator, by the eras in which they joined. No two share an era.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Cohorts(pub BoundedVec<Cohort, ConstU32<MAX_COHORTS>>);

impl Cohorts {
    /// The cohort of stake that joined in `era`.
    pub fn of(&self, era: Era) -> Option<&Cohort> {
        self.0.iter().find(|cohort| (cohort.from..=cohort.to).contains(&era))
    }

    fn of_mut(&mut self, era: Era) -> Result<&mut Cohort, ArithmeticError> {
        // Every amount belongs to a cohort.
        self.0.iter_mut().find(|cohort| (cohort.from..=cohort.to).contains(&era)).ok_or(ArithmeticError::Underflow)
    }

    /// The worth of a point of stake that joined in `era`.
    pub fn rate(&self, era: Era) -> Rate {
        self.of(era).map_or(Rate(0), |cohort| cohort.rate)
    }

    /// The worth of an amount, in planck.
    pub fn worth(&self, amount: &Amount) -> Balance {
        self.rate(amount.joined).worth(amount.points)
    }

    /// The worth of all staked points, in planck.
    pub fn staked(&self) -> Result<Balance, ArithmeticError> {
        self.0.iter().try_fold(0, |sum: Balance, cohort| sum.ensure_add(cohort.rate.worth(cohort.staked)))
    }

    /// The worth of all unbonding points, in planck.
    pub fn unbonding(&self) -> Result<Balance, ArithmeticError> {
        self.0.iter().try_fold(0, |sum: Balance, cohort| sum.ensure_add(cohort.rate.worth(cohort.unbonding)))
    }

    /// Whether no stake is in them, not even worthless stake.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Make sure that there is a cohort for stake that joins in `era`, and return the era that it counts as joined in.
    /// `None` if there is no room for one.
    ///
    /// Stake that joins after a slash of the same era counts as joined in the next: the slash spares what it took from,
    /// and it took nothing from this. No offense of this era is its business, since it backs no fees before the next.
    pub(crate) fn open(&mut self, era: Era, window: Era) -> Option<Era> {
        let joined = match self.0.last() {
            Some(last) if last.from > era => last.from,
            Some(last) if last.to == era && last.slashed.is_some() => era.saturating_add(1),
            _ => era,
        };
        if self.of(joined).is_none() {
            self.tidy(era, window);
            let cohort = Cohort { from: joined, to: joined, staked: 0, unbonding: 0, rate: Rate::ONE, slashed: None };
            // Eras never go back, so it is the last.
            self.0.try_push(cohort).ok()?;
        }
        Some(joined)
    }

    /// Forget slashes that spare nothing any more, drop empty cohorts, and make one of neighbors that are alike from
    /// now on.
    pub(crate) fn tidy(&mut self, now: Era, window: Era) {
        self.0.retain(|cohort| !cohort.is_empty());
        let mut alike: Vec<Cohort> = Vec::new();
        for mut cohort in self.0.iter().copied() {
            if !cohort.is_spared(now, window) {
                cohort.slashed = None;
            }
            match alike.last_mut() {
                Some(last)
                    if cohort.is_closed(now, window) && (last.rate, last.slashed) == (cohort.rate, cohort.slashed) =>
                {
                    // The points of an operator are far below the type's range.
                    last.to = cohort.to;
                    last.staked = last.staked.saturating_add(cohort.staked);
                    last.unbonding = last.unbonding.saturating_add(cohort.unbonding);
                }
                _ => alike.push(cohort),
            }
        }
        // Not more than before.
        self.0 = BoundedVec::truncate_from(alike);
    }

    /// Slash by `part` all stake that was there in the era of `offense` and that no slash in the `window` eras up to
    /// `now` took from. Returns the loss in planck of all stake but `own`, whose owner's loss is taken apart;
    /// `None` if no rate changes.
    pub(crate) fn slash(
        &mut self,
        (now, era, window): (Era, Era, Era),
        part: Permill,
        own: &[Amount],
    ) -> Result<Option<Balance>, ArithmeticError> {
        let mut loss: Option<Balance> = None;
        for cohort in &mut self.0 {
            let rate = cohort.rate.slashed(part);
            if cohort.to > era || cohort.is_spared(now, window) || rate == cohort.rate {
                continue;
            }
            let others = own
                .iter()
                .filter(|amount| (cohort.from..=cohort.to).contains(&amount.joined))
                .try_fold(cohort.staked.ensure_add(cohort.unbonding)?, |others, own| others.ensure_sub(own.points))?;
            let lost = cohort.rate.worth(others).ensure_sub(rate.worth(others))?;
            loss = Some(loss.unwrap_or(0).ensure_add(lost)?);
            cohort.rate = rate;
            cohort.slashed = Some(now);
        }
        Ok(loss)
    }

    /// Add `worth` planck to the amount of `amounts` that joined in `joined` and unlocks in `unlock_era`. The points of
    /// the whole amount are computed anew, not those of the addition alone: so its worth grows by exactly `worth`.
    pub(crate) fn add(
        &mut self,
        amounts: &mut Vec<Amount>,
        joined: Era,
        unlock_era: Option<Era>,
        worth: Balance,
    ) -> Result<(), ArithmeticError> {
        let cohort = self.of_mut(joined)?;
        let same =
            |amount: &Amount| amount.unlock_era == unlock_era && (cohort.from..=cohort.to).contains(&amount.joined);
        let position = match amounts.iter().position(same) {
            Some(position) => position,
            None => {
                let position =
                    amounts.partition_point(|amount| (amount.unlock_era, amount.joined) < (unlock_era, joined));
                amounts.insert(position, Amount { joined, unlock_era, points: 0 });
                position
            }
        };
        let Some(amount) = amounts.get_mut(position) else { return Ok(()) };
        let grown = cohort.rate.points(cohort.rate.worth(amount.points).ensure_add(worth)?)?;
        let points = grown.ensure_sub(amount.points)?;
        amount.points = grown;
        cohort.points_mut(amount).ensure_add_assign(points)
    }

    /// Take `worth` planck out of the amounts that `which` selects, the last one first. Returns the taken worths with
    /// the eras in which they joined; fails if there is less.
    pub(crate) fn take(
        &mut self,
        amounts: &mut Vec<Amount>,
        worth: Balance,
        which: impl Fn(&Amount) -> bool,
    ) -> Result<Vec<(Era, Balance)>, ArithmeticError> {
        let (mut missing, mut taken) = (worth, Vec::new());
        for amount in amounts.iter_mut().rev().filter(|amount| which(amount)) {
            if missing == 0 {
                break;
            }
            let cohort = self.of_mut(amount.joined)?;
            let all = cohort.rate.worth(amount.points);
            let part = all.min(missing);
            let left = if part == all { 0 } else { cohort.rate.points(all.ensure_sub(part)?)? };
            cohort.points_mut(amount).ensure_sub_assign(amount.points.ensure_sub(left)?)?;
            amount.points = left;
            missing.ensure_sub_assign(part)?;
            taken.push((amount.joined, part));
        }
        ensure!(missing == 0, ArithmeticError::Underflow);
        amounts.retain(|amount| amount.points > 0);
        Ok(taken)
    }

    /// Bring the amounts of a stake into as few as possible without changing what any of them is worth now or loses
    /// later: worthless ones go, ones that have finished unbonding become one for each cohort, and ones that every
    /// later slash hits alike become one.
    pub(crate) fn compact(&mut self, amounts: &mut Vec<Amount>, now: Era, window: Era) -> Result<(), ArithmeticError> {
        self.tidy(now, window);
        let finished = amounts.iter().filter_map(|amount| amount.unlock_era.filter(|era| *era <= now)).max();
        let old: Vec<Amount> = core::mem::take(amounts);
        for amount in &old {
            self.of_mut(amount.joined)?.points_mut(amount).ensure_sub_assign(amount.points)?;
        }
        // The last amount that is in `amounts` now, if it is settled: era of joining, rate and worth.
        let mut last: Option<(Amount, Rate)> = None;
        for amount in &old {
            let (worth, rate) = (self.worth(amount), self.rate(amount.joined));
            if worth == 0 {
                continue;
            }
            let unlock_era = match amount.unlock_era {
                Some(era) if era <= now => finished,
                era => era,
            };
            let settled = self.of(amount.joined).is_some_and(|cohort| cohort.is_settled(now, window));
            let mut joined = amount.joined;
            // Only neighbors become one, so the order in which amounts are taken stays. The cohort with the higher rate
            // keeps both: so points never grow.
            if let Some((before, higher)) = last.filter(|(before, _)| settled && before.unlock_era == unlock_era) {
                if higher >= rate {
                    joined = before.joined;
                } else {
                    let moved = amounts.iter().copied().filter(|other| *other == before).collect::<Vec<_>>();
                    for other in moved {
                        let worth = self.worth(&other);
                        self.take(amounts, worth, |amount| *amount == other)?;
                        self.add(amounts, joined, unlock_era, worth)?;
                    }
                }
            }
            self.add(amounts, joined, unlock_era, worth)?;
            let cohort = self.of(joined).copied();
            let kept = amounts.iter().find(|amount| {
                amount.unlock_era == unlock_era
                    && cohort.is_some_and(|cohort| (cohort.from..=cohort.to).contains(&amount.joined))
            });
            last = kept.filter(|_| settled).map(|amount| (*amount, self.rate(joined)));
        }
        Ok(())
    }
}
