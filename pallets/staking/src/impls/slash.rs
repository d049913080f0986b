// SPDX-License-Identifier: Apache-2.0

//! Slashes. A slash changes the operator's rate and takes the operator's own loss. The losses of the delegators are in
//! the rate at once; each is taken from the hold when its stake is touched next.

use crate::{
    pallet::{Config, Error, Event, Operators, Pallet, Stakes},
    types::{Operator, Stake},
};
use frame::{prelude::*, traits::OnUnbalanced};
use openledger_primitives::{
    traits::{EraClock, RevenueShares, Slashed},
    Balance,
};

impl<T: Config> Pallet<T> {
    /// Take `part` of all stake with the operator `id`, unbonding included, and give `reward` of the operator's own
    /// loss to `reporter`.
    pub(crate) fn do_slash(
        id: &T::AccountId,
        part: Permill,
        reporter: &T::AccountId,
        reward: Permill,
    ) -> Result<Slashed, DispatchError> {
        let mut operator = Self::operator_of(id)?;
        let (old, rate) = (operator.rate, operator.rate.slashed(part));
        if rate == old {
            // The part is zero, or no stake is left.
            return Ok(Slashed::default());
        }
        operator.rate = rate;
        let mut others = operator.total.ensure_add(operator.unbonding)?;
        let (mut own_loss, mut paid) = (0, 0);
        if let Some(mut stake) = Stakes::<T>::get(id, id) {
            others.ensure_sub_assign(stake.points.ensure_add(stake.unbonding_points()?)?)?;
            own_loss = stake.pending_slash(rate)?;
            if own_loss > 0 {
                stake.held.ensure_sub_assign(own_loss)?;
                paid = Self::distribute(Self::take_held(id, own_loss), reward.mul_floor(own_loss), reporter);
                Stakes::<T>::insert(id, id, stake);
            }
        }
        Operators::<T>::insert(id, operator);
        if own_loss > 0 {
            Self::deposit_event(Event::SlashApplied { operator: id.clone(), staker: id.clone(), amount: own_loss });
        }
        let amount = old.worth(others).ensure_sub(rate.worth(others))?.ensure_add(own_loss)?;
        Self::deposit_event(Event::Slashed {
            operator: id.clone(),
            part,
            amount,
            reporter: (paid > 0).then(|| reporter.clone()),
            reward: paid,
            rate,
        });
        Ok(Slashed { amount, reward: paid })
    }

    /// Take the pending slash of the stake of `staker` with the operator `from` out of its hold.
    pub(crate) fn do_apply_slash(from: T::AccountId, staker: T::AccountId) -> DispatchResult {
        let mut stake = Self::stake_of(&from, &staker)?;
        let operator = Self::operator_of(&from)?;
        let taken = Self::apply_pending_slash(&from, &operator, &staker, &mut stake)?;
        if operator.rate.is_zero() {
            return Self::remove_worthless(&from, operator, &staker, stake);
        }
        ensure!(taken > 0, Error::<T>::NothingToApply);
        Stakes::<T>::insert(from, staker, stake);
        Ok(())
    }

    /// Take out of the hold the worth that `stake` has lost since it was touched last, and return the amount.
    pub(crate) fn apply_pending_slash(
        operator_id: &T::AccountId,
        operator: &Operator,
        staker: &T::AccountId,
        stake: &mut Stake,
    ) -> Result<Balance, DispatchError> {
        let amount = stake.pending_slash(operator.rate)?;
        if amount > 0 {
            stake.held.ensure_sub_assign(amount)?;
            T::OnSlash::on_unbalanced(Self::take_held(staker, amount));
            Self::deposit_event(Event::SlashApplied { operator: operator_id.clone(), staker: staker.clone(), amount });
        }
        Ok(amount)
    }

    /// Remove a stake without a pending slash that is worthless, because the operator's points are.
    pub(crate) fn remove_worthless(
        from: &T::AccountId,
        mut operator: Operator,
        staker: &T::AccountId,
        mut stake: Stake,
    ) -> DispatchResult {
        operator.unbonding.ensure_sub_assign(stake.unbonding_points()?)?;
        stake.unbonding.clear();
        let points = stake.points;
        if points > 0 {
            operator.take_points(&mut stake, staker == from, points, T::Eras::current_era())?;
            let (pool, holder) = Self::position(from, staker);
            T::Shares::remove(&pool, &holder, points)?;
        }
        Self::deposit_event(Event::WorthlessStakeRemoved { operator: from.clone(), staker: staker.clone() });
        Self::save(from, operator, staker, stake);
        Ok(())
    }
}
