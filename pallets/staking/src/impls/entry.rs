// SPDX-License-Identifier: Apache-2.0

//! A stake in memory with all that has to change together with it. Each call loads one, changes it and saves it.

use crate::{
    pallet::{CohortsOf, Config, Error, Event, Operators, Pallet, SignersOf, Stakes},
    types::{Amount, Operator, OperatorStatus, Stake},
    Cohorts, Rate, MAX_AMOUNTS, MAX_CHUNKS,
};
use alloc::{collections::BTreeSet, vec::Vec};
use frame::{arithmetic::helpers_128bit::multiply_by_rational_with_rounding, prelude::*, traits::OnUnbalanced};
use openledger_primitives::{
    traits::{EraClock, RevenueShares},
    Balance, Era, Shares,
};

/// The stake of `staker` with the operator `id`.
pub(crate) struct Entry<T: Config> {
    pub id: T::AccountId,
    pub staker: T::AccountId,
    pub operator: Operator,
    pub cohorts: Cohorts,
    pub stake: Stake,
    /// The amounts of `stake`, as many as a call needs.
    pub amounts: Vec<Amount>,
    pub era: Era,
    was_staked: bool,
}

impl<T: Config> Entry<T> {
    /// The stake of `staker` with `operator`, which may be a new one.
    pub fn new(id: T::AccountId, operator: Operator, staker: T::AccountId, stake: Stake) -> Self {
        let (cohorts, era) = (CohortsOf::<T>::get(&id), T::Eras::current_era());
        let (amounts, was_staked) = (stake.amounts.to_vec(), stake.is_staked());
        Self { id, staker, operator, cohorts, stake, amounts, era, was_staked }
    }

    /// Whether it is the operator's own bond.
    pub fn is_own(&self) -> bool {
        self.id == self.staker
    }

    /// The worth of the staked amounts, in planck.
    pub fn staked(&self) -> Result<Balance, ArithmeticError> {
        let mut staked = self.amounts.iter().filter(|amount| amount.unlock_era.is_none());
        staked.try_fold(0, |sum: Balance, amount| sum.ensure_add(self.cohorts.worth(amount)))
    }

    /// The worth of the unbonding amounts, in planck.
    pub fn unbonding(&self) -> Result<Balance, ArithmeticError> {
        let mut unbonding = self.amounts.iter().filter(|amount| amount.unlock_era.is_some());
        unbonding.try_fold(0, |sum: Balance, amount| sum.ensure_add(self.cohorts.worth(amount)))
    }

    /// Take the pending slash out of the hold, and compact the amounts. Returns the slash. Every change of a stake
    /// begins with it.
    pub fn touch(&mut self) -> Result<Balance, DispatchError> {
        let slash = self.stake.pending_slash(&self.cohorts)?;
        if slash > 0 {
            self.stake.held.ensure_sub_assign(slash)?;
            let credit = Pallet::<T>::take_held(&self.staker, slash);
            T::OnSlash::on_unbalanced(credit);
            Pallet::<T>::deposit_event(Event::SlashApplied {
                operator: self.id.clone(),
                staker: self.staker.clone(),
                amount: slash,
            });
        }
        self.cohorts.compact(&mut self.amounts, self.era, T::DisputeEras::get())?;
        Ok(slash)
    }

    /// Stake `amount` of new tokens. The caller holds them.
    pub fn join(&mut self, amount: Balance) -> DispatchResult {
        let joined = self.cohorts.open(self.era, T::DisputeEras::get()).ok_or(Error::<T>::TooManyCohorts)?;
        self.cohorts.add(&mut self.amounts, joined, None, amount)?;
        self.stake.held.ensure_add_assign(amount)?;
        self.note_joined(amount)?;
        Ok(())
    }

    /// Stake `amount` of the unbonding tokens again. They earn like new ones, and can be slashed for the same eras as
    /// before.
    pub fn rejoin(&mut self, amount: Balance) -> DispatchResult {
        let taken = self.cohorts.take(&mut self.amounts, amount, |amount| amount.unlock_era.is_some())?;
        for (joined, worth) in taken {
            self.cohorts.add(&mut self.amounts, joined, None, worth)?;
        }
        self.note_joined(amount)?;
        Ok(())
    }

    fn note_joined(&mut self, amount: Balance) -> Result<(), ArithmeticError> {
        let era = self.era;
        self.stake.joined.add(era, amount)?;
        self.operator.joined.add(era, amount)?;
        if self.is_own() {
            self.operator.own_joined.add(era, amount)?;
        }
        Ok(())
    }

    /// Let `amount` of the stake unbond, and return the first era in which it can be withdrawn. What joined last goes
    /// first.
    pub fn unbond(&mut self, amount: Balance, unlock_era: Era) -> Result<Era, DispatchError> {
        let taken = self.cohorts.take(&mut self.amounts, amount, |amount| amount.unlock_era.is_none())?;
        let whole = !self.amounts.iter().any(|amount| amount.unlock_era.is_none());
        self.forget_joined(amount, whole)?;
        let unlock_era = self.room_for(unlock_era, whole)?;
        for (joined, worth) in &taken {
            self.cohorts.add(&mut self.amounts, *joined, Some(unlock_era), *worth)?;
        }
        if self.amounts.len() > MAX_AMOUNTS.try_into().unwrap_or(0) {
            ensure!(whole, Error::<T>::TooManyChunks);
            // All in one era: not more amounts than cohorts.
            return self.delay(|_| true, unlock_era);
        }
        Ok(unlock_era)
    }

    /// Make room for a chunk that unlocks in `unlock_era`. A whole stake always finds room: in the last chunk, and the
    /// later era is that of both.
    fn room_for(&mut self, unlock_era: Era, whole: bool) -> Result<Era, DispatchError> {
        let eras: BTreeSet<Era> = self.amounts.iter().filter_map(|amount| amount.unlock_era).collect();
        if eras.contains(&unlock_era) || eras.len() < MAX_CHUNKS.try_into().unwrap_or(0) {
            return Ok(unlock_era);
        }
        ensure!(whole, Error::<T>::TooManyChunks);
        let last = eras.last().copied().unwrap_or(unlock_era);
        self.delay(|era| era == last, unlock_era.max(last))
    }

    /// Let the chunks that `which` selects unlock in `unlock_era`, or in the last of their eras if that is later.
    fn delay(&mut self, which: impl Fn(Era) -> bool, unlock_era: Era) -> Result<Era, DispatchError> {
        let selected = |amount: &Amount| amount.unlock_era.is_some_and(&which);
        let eras = self.amounts.iter().filter(|amount| selected(amount)).filter_map(|amount| amount.unlock_era);
        let unlock_era = eras.max().unwrap_or(unlock_era).max(unlock_era);
        let moved: Vec<Amount> = self.amounts.iter().filter(|amount| selected(amount)).copied().collect();
        let worth = moved.iter().try_fold(0, |sum: Balance, amount| sum.ensure_add(self.cohorts.worth(amount)))?;
        for (joined, worth) in self.cohorts.take(&mut self.amounts, worth, selected)? {
            self.cohorts.add(&mut self.amounts, joined, Some(unlock_era), worth)?;
        }
        Ok(unlock_era)
    }

    /// Stake that joined in this era unbonds first, as in the ledger, where shares that do not earn yet go first.
    fn forget_joined(&mut self, amount: Balance, whole: bool) -> Result<(), ArithmeticError> {
        let joined = self.stake.joined.in_era(self.era);
        // A slash of this era may have left less of the stake than joined.
        let newest = if whole { joined } else { joined.min(amount) };
        let era = self.era;
        self.stake.joined.remove(era, newest)?;
        self.operator.joined.remove(era, newest)?;
        if self.is_own() {
            self.operator.own_joined.remove(era, newest)?;
        }
        Ok(())
    }

    /// Release what has finished unbonding to the staker, and return the amount.
    pub fn withdraw(&mut self) -> Result<Balance, DispatchError> {
        let era = self.era;
        let finished = |amount: &Amount| amount.unlock_era.is_some_and(|unlock| unlock <= era);
        let due = self.amounts.iter().filter(|amount| finished(amount));
        let due = due.map(|amount| self.cohorts.worth(amount)).try_fold(0, |sum: Balance, due| sum.ensure_add(due))?;
        ensure!(due > 0, Error::<T>::NothingToWithdraw);
        self.cohorts.take(&mut self.amounts, due, finished)?;
        self.stake.held.ensure_sub_assign(due)?;
        Pallet::<T>::release(&self.staker, due)?;
        Ok(due)
    }

    /// The shares that the stake should have in the ledger: as many as its worth buys at the operator's rate.
    fn shares_due(&self, worth: Balance, before: Balance) -> Result<Shares, ArithmeticError> {
        let (shares, rate): (Shares, Rate) = (self.stake.shares, self.operator.rate);
        if worth == 0 {
            return Ok(0);
        }
        if rate.is_ruined() {
            // Shares only leave, in proportion.
            let left = multiply_by_rational_with_rounding(shares, worth.min(before), before.max(1), Rounding::Up);
            return Ok(left.unwrap_or(shares).min(shares));
        }
        // Shares that are worth the stake stay as they are, whatever rounding would add to them.
        if rate.worth(shares) == worth {
            Ok(shares)
        } else {
            rate.points(worth)
        }
    }

    /// Write the shares, and all records; remove those that are empty. `before` is the worth of the staked amounts
    /// before the change. Returns whether the shares changed.
    pub fn save(mut self, before: Balance) -> Result<bool, DispatchError> {
        let (staked, old) = (self.staked()?, self.stake.shares);
        let shares = self.shares_due(staked, before)?;
        let (pool, holder) = Pallet::<T>::position(&self.id, &self.staker);
        if shares > old {
            T::Shares::add(&pool, &holder, shares.ensure_sub(old)?)?;
        } else if shares < old {
            T::Shares::remove(&pool, &holder, old.ensure_sub(shares)?)?;
        }
        self.stake.shares = shares;
        if staked == 0 {
            // Worthless stake has gone, and what joined with it.
            self.forget_joined(0, true)?;
        }
        self.stake.amounts = BoundedVec::try_from(self.amounts).map_err(|_| Error::<T>::TooManyChunks)?;
        self.cohorts.tidy(self.era, T::DisputeEras::get());
        self.operator.total = self.cohorts.staked()?;
        self.operator.unbonding = self.cohorts.unbonding()?;
        if self.id == self.staker {
            self.operator.own = staked;
        } else {
            match (self.was_staked, self.stake.is_staked()) {
                (false, true) => self.operator.delegators.ensure_add_assign(1)?,
                (true, false) => self.operator.delegators.ensure_sub_assign(1)?,
                _ => (),
            }
        }
        let (id, staker) = (self.id, self.staker);
        Stakes::<T>::set(&id, &staker, (!self.stake.amounts.is_empty()).then_some(self.stake));
        if self.cohorts.is_empty() {
            Operators::<T>::remove(&id);
            CohortsOf::<T>::remove(&id);
            SignersOf::<T>::remove(&id);
            Pallet::<T>::deposit_event(Event::OperatorRemoved { operator: id });
        } else {
            Operators::<T>::insert(&id, self.operator);
            CohortsOf::<T>::insert(&id, self.cohorts);
        }
        Ok(shares != old)
    }

    /// Check that the staked amounts are enough. The bond of an active operator has a minimum of its own.
    pub fn ensure_minimum(&self, staked: Balance) -> Result<(), Error<T>> {
        if self.is_own() && self.operator.status == OperatorStatus::Active {
            ensure!(staked >= T::MinOperatorBond::get(), Error::<T>::BondBelowMinimum);
        } else {
            ensure!(staked >= T::MinDelegation::get(), Error::<T>::BelowMinimum);
        }
        Ok(())
    }
}
