// SPDX-License-Identifier: Apache-2.0

//! Stake in and out. The three records that count it (operator, stake, ledger) and the hold change in the same call.

use crate::{
    pallet::{Config, Error, Event, Operators, Pallet, Stakes},
    types::{Operator, OperatorStatus, Stake},
};
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, RevenueShares},
    Balance, Era, Holder, PoolId,
};

impl<T: Config> Pallet<T> {
    /// Make `who` an operator with a bond of `amount`.
    pub(crate) fn do_bond(who: T::AccountId, amount: Balance, commission: Permill) -> DispatchResult {
        ensure!(!Operators::<T>::contains_key(&who), Error::<T>::AlreadyOperator);
        ensure!(commission <= T::MaxCommission::get(), Error::<T>::CommissionTooHigh);
        let mut operator = Operator::new(commission);
        let mut stake = Stake::default();
        Self::deposit_event(Event::OperatorRegistered { operator: who.clone(), commission });
        Self::hold_and_join(&who, &mut operator, &who, &mut stake, amount)?;
        Self::save(&who, operator, &who, stake);
        Ok(())
    }

    /// Add `amount` to the bond of the operator `who`.
    pub(crate) fn do_bond_extra(who: T::AccountId, amount: Balance) -> DispatchResult {
        let mut operator = Self::operator_of(&who)?;
        ensure!(!operator.rate.is_ruined(), Error::<T>::OperatorRuined);
        // The operator's own loss is taken with each slash, so its stake has no pending slash.
        let mut stake = Stakes::<T>::get(&who, &who).unwrap_or_default();
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        Self::hold_and_join(&who, &mut operator, &who, &mut stake, amount)?;
        Self::save(&who, operator, &who, stake);
        Ok(())
    }

    /// Stake `amount` of `staker` with the operator `to`.
    pub(crate) fn do_delegate(staker: T::AccountId, to: T::AccountId, amount: Balance) -> DispatchResult {
        ensure!(staker != to, Error::<T>::SelfDelegation);
        let mut operator = Self::operator_of(&to)?;
        ensure!(!operator.rate.is_ruined(), Error::<T>::OperatorRuined);
        ensure!(Self::may_work(&operator), Error::<T>::OperatorNotActive);
        let mut stake = Stakes::<T>::get(&to, &staker).unwrap_or_default();
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        Self::apply_pending_slash(&to, &operator, &staker, &mut stake)?;
        Self::hold_and_join(&to, &mut operator, &staker, &mut stake, amount)?;
        Self::save(&to, operator, &staker, stake);
        Ok(())
    }

    /// Let `amount` of the stake of `staker` with the operator `from` unbond.
    pub(crate) fn do_unbond(staker: T::AccountId, from: T::AccountId, amount: Balance) -> DispatchResult {
        let mut operator = Self::operator_of(&from)?;
        let mut stake = Self::stake_of(&from, &staker)?;
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        let left = operator.rate.worth(stake.points).checked_sub(amount).ok_or(Error::<T>::InsufficientStake)?;
        // The whole stake may go, unless it is the bond of an active operator.
        if left > 0 || (staker == from && operator.status == OperatorStatus::Active) {
            Self::ensure_minimum(&operator, staker == from, left)?;
        }
        Self::apply_pending_slash(&from, &operator, &staker, &mut stake)?;
        Self::start_unbonding(&from, &mut operator, &staker, &mut stake, amount)?;
        Self::save(&from, operator, &staker, stake);
        Ok(())
    }

    /// Stake `amount` of the unbonding stake of `staker` with the operator `to` again.
    pub(crate) fn do_rebond(staker: T::AccountId, to: T::AccountId, amount: Balance) -> DispatchResult {
        let mut operator = Self::operator_of(&to)?;
        let mut stake = Self::stake_of(&to, &staker)?;
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        ensure!(!operator.rate.is_ruined(), Error::<T>::OperatorRuined);
        ensure!(staker == to || Self::may_work(&operator), Error::<T>::OperatorNotActive);
        Self::apply_pending_slash(&to, &operator, &staker, &mut stake)?;
        let points = stake.pop_chunks(amount, operator.rate)?.ok_or(Error::<T>::InsufficientUnbonding)?;
        operator.unbonding.ensure_sub_assign(points)?;
        let earns_from = Self::join(&to, &mut operator, &staker, &mut stake, amount)?;
        Self::save(&to, operator, &staker, stake);
        Self::deposit_event(Event::Rebonded { operator: to, staker, amount, earns_from });
        Ok(())
    }

    /// Release the stake of `staker` with the operator `from` that has finished unbonding.
    pub(crate) fn do_withdraw(staker: T::AccountId, from: T::AccountId) -> DispatchResult {
        let mut stake = Self::stake_of(&from, &staker)?;
        let mut operator = Self::operator_of(&from)?;
        Self::apply_pending_slash(&from, &operator, &staker, &mut stake)?;
        if operator.rate.is_zero() {
            return Self::remove_worthless(&from, operator, &staker, stake);
        }
        let era = T::Eras::current_era();
        let (points, amount) = stake.withdrawable(era, operator.rate)?;
        ensure!(amount > 0, Error::<T>::NothingToWithdraw);
        operator.unbonding.ensure_sub_assign(points)?;
        stake.unbonding.retain(|chunk| chunk.unlock_era > era);
        stake.held.ensure_sub_assign(amount)?;
        Self::release(&staker, amount)?;
        Self::deposit_event(Event::Withdrawn { operator: from.clone(), staker: staker.clone(), amount });
        Self::save(&from, operator, &staker, stake);
        Ok(())
    }

    /// Return the operator `who`.
    pub(crate) fn operator_of(who: &T::AccountId) -> Result<Operator, Error<T>> {
        Operators::<T>::get(who).ok_or(Error::<T>::OperatorNotFound)
    }

    /// Whether the operator may take work and delegations.
    pub(crate) fn may_work(operator: &Operator) -> bool {
        operator.status == OperatorStatus::Active
            && !operator.rate.is_ruined()
            && operator.bond() >= T::MinOperatorBond::get()
    }

    /// Let `amount` of a stake without a pending slash unbond. Does not check minimums.
    pub(crate) fn start_unbonding(
        from: &T::AccountId,
        operator: &mut Operator,
        staker: &T::AccountId,
        stake: &mut Stake,
        amount: Balance,
    ) -> DispatchResult {
        let era = T::Eras::current_era();
        let unlock_era = era.ensure_add(T::UnbondingEras::get())?;
        let points = operator.unstake(stake, staker == from, amount, era)?;
        let unbonding = stake.push_chunk(amount, unlock_era, operator.rate)?.ok_or(Error::<T>::TooManyChunks)?;
        operator.unbonding.ensure_add_assign(unbonding)?;
        let (pool, holder) = Self::position(from, staker);
        T::Shares::remove(&pool, &holder, points)?;
        Self::deposit_event(Event::Unbonded { operator: from.clone(), staker: staker.clone(), amount, unlock_era });
        Ok(())
    }

    /// Write both records, or remove those that are empty.
    pub(crate) fn save(operator_id: &T::AccountId, operator: Operator, staker: &T::AccountId, stake: Stake) {
        Stakes::<T>::set(operator_id, staker, (!stake.is_empty()).then_some(stake));
        if operator.is_empty() {
            Operators::<T>::remove(operator_id);
            Self::deposit_event(Event::OperatorRemoved { operator: operator_id.clone() });
        } else {
            Operators::<T>::insert(operator_id, operator);
        }
    }

    /// The pool and the holder of a stake in the ledger.
    pub(crate) fn position(
        operator: &T::AccountId,
        staker: &T::AccountId,
    ) -> (PoolId<T::AccountId>, Holder<T::AccountId>) {
        (PoolId::Operator(operator.clone()), Holder::Account(staker.clone()))
    }

    /// Return the stake of `staker` with the operator.
    pub(crate) fn stake_of(operator: &T::AccountId, staker: &T::AccountId) -> Result<Stake, Error<T>> {
        Stakes::<T>::get(operator, staker).ok_or(Error::<T>::StakeNotFound)
    }

    /// Check that `amount` is enough for a stake. The bond of an active operator has a minimum of its own.
    fn ensure_minimum(operator: &Operator, own: bool, amount: Balance) -> Result<(), Error<T>> {
        if own && operator.status == OperatorStatus::Active {
            ensure!(amount >= T::MinOperatorBond::get(), Error::<T>::BondBelowMinimum);
        } else {
            ensure!(amount >= T::MinDelegation::get(), Error::<T>::BelowMinimum);
        }
        Ok(())
    }

    /// Stake `amount` of free balance, in a stake without a pending slash.
    fn hold_and_join(
        to: &T::AccountId,
        operator: &mut Operator,
        staker: &T::AccountId,
        stake: &mut Stake,
        amount: Balance,
    ) -> DispatchResult {
        let earns_from = Self::join(to, operator, staker, stake, amount)?;
        stake.held.ensure_add_assign(amount)?;
        Self::hold(staker, amount)?;
        Self::deposit_event(Event::Staked { operator: to.clone(), staker: staker.clone(), amount, earns_from });
        Ok(())
    }

    /// Add `amount` to a stake without a pending slash, and return the first era in which it earns. The caller holds
    /// it.
    fn join(
        to: &T::AccountId,
        operator: &mut Operator,
        staker: &T::AccountId,
        stake: &mut Stake,
        amount: Balance,
    ) -> Result<Era, DispatchError> {
        let era = T::Eras::current_era();
        let earns_from = era.ensure_add(1)?;
        let points = operator.join(stake, staker == to, amount, era)?;
        Self::ensure_minimum(operator, staker == to, operator.rate.worth(stake.points))?;
        let (pool, holder) = Self::position(to, staker);
        T::Shares::add(&pool, &holder, points)?;
        Ok(earns_from)
    }
}
