// SPDX-License-Identifier: Apache-2.0

//! Stake in and out. The records that count it (operator, cohorts, stake, ledger) and the hold change in the same call.

use super::entry::Entry;
use crate::{
    pallet::{Config, Error, Event, Operators, Pallet, Stakes},
    types::{Operator, OperatorStatus, Stake},
};
use frame::prelude::*;
use openledger_primitives::{traits::EraClock, Balance, Era, Holder, PoolId};

impl<T: Config> Pallet<T> {
    /// Make `who` an operator with a bond of `amount`.
    pub(crate) fn do_bond(who: T::AccountId, amount: Balance, commission: Permill) -> DispatchResult {
        ensure!(!Operators::<T>::contains_key(&who), Error::<T>::AlreadyOperator);
        ensure!(commission <= T::MaxCommission::get(), Error::<T>::CommissionTooHigh);
        Self::deposit_event(Event::OperatorRegistered { operator: who.clone(), commission });
        let entry = Entry::<T>::new(who.clone(), Operator::new(commission), who, Stake::default());
        Self::hold_and_join(entry, amount)
    }

    /// Add `amount` to the bond of the operator `who`.
    pub(crate) fn do_bond_extra(who: T::AccountId, amount: Balance) -> DispatchResult {
        let operator = Self::operator_of(&who)?;
        ensure!(!operator.rate.is_ruined(), Error::<T>::OperatorRuined);
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        let stake = Stakes::<T>::get(&who, &who).unwrap_or_default();
        Self::hold_and_join(Entry::new(who.clone(), operator, who, stake), amount)
    }

    /// Stake `amount` of `staker` with the operator `to`.
    pub(crate) fn do_delegate(staker: T::AccountId, to: T::AccountId, amount: Balance) -> DispatchResult {
        ensure!(staker != to, Error::<T>::SelfDelegation);
        let operator = Self::operator_of(&to)?;
        ensure!(!operator.rate.is_ruined(), Error::<T>::OperatorRuined);
        ensure!(Self::may_work(&operator), Error::<T>::OperatorNotActive);
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        let stake = Stakes::<T>::get(&to, &staker).unwrap_or_default();
        Self::hold_and_join(Entry::new(to, operator, staker, stake), amount)
    }

    /// Let `amount` of the stake of `staker` with the operator `from` unbond.
    pub(crate) fn do_unbond(staker: T::AccountId, from: T::AccountId, amount: Balance) -> DispatchResult {
        let entry = Self::entry_of(from, staker)?;
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        let left = entry.staked()?.checked_sub(amount).ok_or(Error::<T>::InsufficientStake)?;
        // The whole stake may go, unless it is the bond of an active operator.
        if left > 0 || (entry.is_own() && entry.operator.status == OperatorStatus::Active) {
            entry.ensure_minimum(left)?;
        }
        Self::start_unbonding(entry, amount)
    }

    /// Let the whole stake of `staker` with the operator `from` unbond, which is gone.
    pub(crate) fn do_unbond_for(from: T::AccountId, staker: T::AccountId) -> DispatchResult {
        let entry = Self::entry_of(from, staker)?;
        ensure!(Self::is_gone(&entry.operator), Error::<T>::OperatorNotGone);
        let amount = entry.staked()?;
        ensure!(amount > 0, Error::<T>::InsufficientStake);
        Self::start_unbonding(entry, amount)
    }

    /// Stake `amount` of the unbonding stake of `staker` with the operator `to` again.
    pub(crate) fn do_rebond(staker: T::AccountId, to: T::AccountId, amount: Balance) -> DispatchResult {
        let mut entry = Self::entry_of(to, staker)?;
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        ensure!(!entry.operator.rate.is_ruined(), Error::<T>::OperatorRuined);
        ensure!(entry.is_own() || Self::may_work(&entry.operator), Error::<T>::OperatorNotActive);
        let before = entry.staked()?;
        entry.touch()?;
        ensure!(entry.unbonding()? >= amount, Error::<T>::InsufficientUnbonding);
        entry.rejoin(amount)?;
        entry.ensure_minimum(entry.staked()?)?;
        let (operator, staker) = (entry.id.clone(), entry.staker.clone());
        let earns_from = entry.era.ensure_add(1)?;
        entry.save(before)?;
        Self::deposit_event(Event::Rebonded { operator, staker, amount, earns_from });
        Ok(())
    }

    /// Release the stake of `staker` with the operator `from` that has finished unbonding.
    pub(crate) fn do_withdraw(staker: T::AccountId, from: T::AccountId) -> DispatchResult {
        let mut entry = Self::entry_of_any(from, staker)?;
        let before = entry.staked()?;
        entry.touch()?;
        let (operator, staker) = (entry.id.clone(), entry.staker.clone());
        if entry.amounts.is_empty() {
            Self::deposit_event(Event::WorthlessStakeRemoved { operator, staker });
        } else {
            let amount = entry.withdraw()?;
            Self::deposit_event(Event::Withdrawn { operator, staker, amount });
        }
        entry.save(before).map(|_| ())
    }

    /// Return the operator `who`.
    pub(crate) fn operator_of(who: &T::AccountId) -> Result<Operator, Error<T>> {
        Operators::<T>::get(who).ok_or(Error::<T>::OperatorNotFound)
    }

    /// Whether the operator may take work and delegations.
    pub(crate) fn may_work(operator: &Operator) -> bool {
        operator.status == OperatorStatus::Active
            && !operator.rate.is_ruined()
            && operator.own >= T::MinOperatorBond::get()
    }

    /// Whether nobody has a reason to stay with the operator: it has stopped without a bond, or slashes have ruined it.
    pub(crate) fn is_gone(operator: &Operator) -> bool {
        operator.rate.is_ruined() || (operator.status != OperatorStatus::Active && operator.own == 0)
    }

    /// Let `amount` of a stake unbond. Does not check minimums.
    pub(crate) fn start_unbonding(mut entry: Entry<T>, amount: Balance) -> DispatchResult {
        let before = entry.staked()?;
        entry.touch()?;
        let unlock_era = entry.unbond(amount, entry.era.ensure_add(T::UnbondingEras::get())?)?;
        let (operator, staker) = (entry.id.clone(), entry.staker.clone());
        Self::deposit_event(Event::Unbonded { operator, staker, amount, unlock_era });
        entry.save(before).map(|_| ())
    }

    /// The pool and the holder of a stake in the ledger.
    pub(crate) fn position(
        operator: &T::AccountId,
        staker: &T::AccountId,
    ) -> (PoolId<T::AccountId>, Holder<T::AccountId>) {
        (PoolId::Operator(operator.clone()), Holder::Account(staker.clone()))
    }

    /// The stake of `staker` with the operator `id`. Looks for the operator first.
    pub(crate) fn entry_of(id: T::AccountId, staker: T::AccountId) -> Result<Entry<T>, Error<T>> {
        let operator = Self::operator_of(&id)?;
        let stake = Stakes::<T>::get(&id, &staker).ok_or(Error::<T>::StakeNotFound)?;
        Ok(Entry::new(id, operator, staker, stake))
    }

    /// The same for calls that are about the stake, whether or not the account is an operator.
    pub(crate) fn entry_of_any(id: T::AccountId, staker: T::AccountId) -> Result<Entry<T>, Error<T>> {
        ensure!(Stakes::<T>::contains_key(&id, &staker), Error::<T>::StakeNotFound);
        Self::entry_of(id, staker)
    }

    /// Stake `amount` of free balance.
    fn hold_and_join(mut entry: Entry<T>, amount: Balance) -> DispatchResult {
        let before = entry.staked()?;
        entry.touch()?;
        entry.join(amount)?;
        entry.ensure_minimum(entry.staked()?)?;
        let (operator, staker) = (entry.id.clone(), entry.staker.clone());
        let earns_from: Era = entry.era.ensure_add(1)?;
        entry.save(before)?;
        Self::hold(&staker, amount)?;
        Self::deposit_event(Event::Staked { operator, staker, amount, earns_from });
        Ok(())
    }

    /// The current era.
    pub(crate) fn era() -> Era {
        T::Eras::current_era()
    }
}
