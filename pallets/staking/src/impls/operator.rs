// SPDX-License-Identifier: Apache-2.0

//! The operator's decisions: its commission, and whether it works.

use super::entry::Entry;
use crate::{
    pallet::{CohortsOf, Config, Error, Event, Operators, Pallet, Stakes},
    types::{
        NextCommission, Operator, OperatorDetails, OperatorStatus, StakeDetails, StakeList, MAX_OPERATORS_LOOKED_AT,
    },
    MAX_COHORTS,
};
use frame::prelude::*;
use openledger_primitives::{traits::EraClock, Balance, Era};

impl<T: Config> Pallet<T> {
    /// Check that the runtime's constants fit together.
    pub(crate) fn do_integrity_test() {
        assert!(T::MinDelegation::get() > 0, "MinDelegation must be above zero");
        assert!(
            T::MinOperatorBond::get() >= T::MinDelegation::get(),
            "MinOperatorBond must not be below MinDelegation"
        );
        assert!(T::UnbondingEras::get() > 0, "UnbondingEras must be at least one era");
        assert!(T::CommissionNotice::get() > 0, "CommissionNotice must be at least one era");
        assert!(
            (1..MAX_COHORTS).contains(&T::DisputeEras::get()),
            "DisputeEras must be at least one era, and leave room for older cohorts"
        );
        assert!(
            T::UnbondingEras::get() >= T::DisputeEras::get(),
            "stake could be withdrawn before an offense can no longer be reported"
        );
    }

    /// Announce a commission, or take an announced one back by naming the one in force.
    pub(crate) fn do_set_commission(who: T::AccountId, commission: Permill) -> DispatchResult {
        ensure!(commission <= T::MaxCommission::get(), Error::<T>::CommissionTooHigh);
        let mut operator = Self::operator_of(&who)?;
        let era = T::Eras::current_era();
        let in_force = Self::commission_in(&operator, era);
        let announced = operator.next_commission.filter(|next| next.from > era);
        operator.commission = in_force;
        operator.next_commission = None;
        if commission == in_force {
            let canceled = announced.ok_or(Error::<T>::CommissionUnchanged)?.commission;
            Self::deposit_event(Event::CommissionChangeCanceled { operator: who.clone(), commission, canceled });
        } else {
            // A lower commission harms no delegator. Before a rise, delegators have time to leave.
            let notice = if commission < in_force { 1 } else { T::CommissionNotice::get().max(1) };
            let from = era.ensure_add(notice)?;
            operator.next_commission = Some(NextCommission { commission, from });
            Self::deposit_event(Event::CommissionAnnounced { operator: who.clone(), old: in_force, commission, from });
        }
        Operators::<T>::insert(&who, operator);
        Ok(())
    }

    /// Stop taking work and delegations for now.
    pub(crate) fn do_chill(who: T::AccountId) -> DispatchResult {
        let mut operator = Self::operator_of(&who)?;
        ensure!(operator.status == OperatorStatus::Active, Error::<T>::OperatorNotActive);
        operator.status = OperatorStatus::Chilled;
        Operators::<T>::insert(&who, operator);
        Self::deposit_event(Event::Chilled { operator: who });
        Ok(())
    }

    /// Take work and delegations again.
    pub(crate) fn do_resume(who: T::AccountId) -> DispatchResult {
        let mut operator = Self::operator_of(&who)?;
        ensure!(operator.status != OperatorStatus::Active, Error::<T>::AlreadyActive);
        ensure!(!operator.rate.is_ruined(), Error::<T>::OperatorRuined);
        ensure!(operator.own >= T::MinOperatorBond::get(), Error::<T>::BondBelowMinimum);
        operator.status = OperatorStatus::Active;
        Operators::<T>::insert(&who, operator);
        Self::deposit_event(Event::Resumed { operator: who });
        Ok(())
    }

    /// Stop, and let the whole bond unbond.
    pub(crate) fn do_leave(who: T::AccountId) -> DispatchResult {
        let mut operator = Self::operator_of(&who)?;
        ensure!(operator.status != OperatorStatus::Leaving, Error::<T>::AlreadyLeaving);
        operator.status = OperatorStatus::Leaving;
        // A chilled operator may have unbonded its whole bond before, and slashes may have left nothing. There is no
        // pending slash: the operator's own loss is taken with each slash.
        let bond = operator.own;
        if bond > 0 {
            let stake = Stakes::<T>::get(&who, &who).unwrap_or_default();
            Self::start_unbonding(Entry::new(who.clone(), operator, who.clone(), stake), bond)?;
        } else {
            Operators::<T>::insert(&who, operator);
        }
        Self::deposit_event(Event::Left { operator: who });
        Ok(())
    }

    /// The operator's commission in `era`. A maximum that was lowered since applies at once.
    pub(crate) fn commission_in(operator: &Operator, era: Era) -> Permill {
        operator.commission_at(era).min(T::MaxCommission::get())
    }

    /// The stakes of `staker`, among the first [`MAX_OPERATORS_LOOKED_AT`] operators.
    pub(crate) fn listed(staker: &T::AccountId) -> StakeList<T::AccountId> {
        let mut rest = Operators::<T>::iter_keys();
        let stakes = (0..MAX_OPERATORS_LOOKED_AT)
            .map_while(|_| rest.next())
            .filter_map(|operator| Self::stake_details(&operator, staker).map(|stake| (operator, stake)))
            .collect();
        StakeList { stakes, truncated: rest.next().is_some() }
    }

    /// The stake of `staker` with the operator, as clients see it now.
    pub(crate) fn stake_details(operator: &T::AccountId, staker: &T::AccountId) -> Option<StakeDetails> {
        let stake = Stakes::<T>::get(operator, staker)?;
        stake.details(T::Eras::current_era(), &CohortsOf::<T>::get(operator)).ok()
    }

    /// The amount that `staker` can withdraw now from its stake with the operator, in planck.
    pub(crate) fn withdrawable_of(operator: &T::AccountId, staker: &T::AccountId) -> Option<Balance> {
        let stake = Stakes::<T>::get(operator, staker)?;
        stake.withdrawable(T::Eras::current_era(), &CohortsOf::<T>::get(operator)).ok()
    }

    /// The operator as clients see it now.
    pub(crate) fn details(operator: Operator) -> OperatorDetails {
        let era = T::Eras::current_era();
        OperatorDetails {
            status: operator.status,
            active: Self::may_work(&operator),
            own: operator.own,
            total: operator.total,
            active_stake: operator.active_stake(era),
            counted_stake: operator.counted_stake(era, T::MaxDelegationRatio::get()),
            unbonding: operator.unbonding,
            delegators: operator.delegators,
            commission: Self::commission_in(&operator, era),
            next_commission: operator.next_commission.filter(|next| next.from > era),
            rate: operator.rate,
        }
    }
}
