// SPDX-License-Identifier: Apache-2.0

//! Slashes. A slash changes the rates of the cohorts that were there at the offense, and takes the operator's own loss.
//! The losses of the delegators are in the rates at once; each is taken from the hold when its stake is touched next.

use crate::{
    pallet::{CohortsOf, Config, Error, Event, Operators, OwedRewards, Pallet, Stakes},
    types::{CreditOf, OperatorStatus, OwedRewardsOf},
};
use frame::{
    prelude::*,
    traits::{fungible::Balanced as _, Imbalance},
};
use openledger_primitives::{
    traits::{Offense, Slashed},
    Balance,
};

impl<T: Config> Pallet<T> {
    /// Slash the operator `id` for `offense`, and stop it from taking work.
    pub(crate) fn do_slash(
        id: &T::AccountId,
        offense: Offense,
        reporter: &T::AccountId,
    ) -> Result<Slashed, DispatchError> {
        let Offense { era, window, part, reward } = offense;
        let mut operator = Self::operator_of(id)?;
        let mut cohorts = CohortsOf::<T>::get(id);
        let mut own = Stakes::<T>::get(id, id).unwrap_or_default();
        let Some(loss) = cohorts.slash((Self::era(), era, window), part, &own.amounts)? else {
            // The part is zero, or no stake is left that was there and was not slashed in the window.
            return Ok(Slashed::default());
        };
        let own_loss = own.pending_slash(&cohorts)?;
        let amount = loss.ensure_add(own_loss)?;
        // At most half of the operator's own loss: an operator that reports itself loses the other half. A bond that is
        // gone pays as the smallest bond of an active operator does, so that its reporter is paid.
        let least = reward.mul_floor(part.mul_floor(T::MinOperatorBond::get()));
        let granted = reward.mul_floor(amount).min(least.max(own_loss / 2));
        operator.rate = operator.rate.slashed(part);
        operator.own = own.staked(&cohorts)?;
        operator.total = cohorts.staked()?;
        operator.unbonding = cohorts.unbonding()?;
        let rate = operator.rate;
        let chills = operator.status == OperatorStatus::Active;
        if chills {
            operator.status = OperatorStatus::Chilled;
        }
        CohortsOf::<T>::insert(id, cohorts);
        Operators::<T>::insert(id, operator);
        let mut paid = 0;
        if own_loss > 0 {
            own.held.ensure_sub_assign(own_loss)?;
            Stakes::<T>::insert(id, id, own);
            // Rewards of earlier reporters wait for the losses of the delegators, this one is paid first.
            paid = Self::distribute(Self::take_held(id, own_loss), granted.min(own_loss), reporter);
            Self::deposit_event(Event::SlashApplied { operator: id.clone(), staker: id.clone(), amount: own_loss });
        }
        let owed = Self::owe_reward(id, reporter, granted.saturating_sub(own_loss));
        let reward = paid.ensure_add(owed)?;
        Self::deposit_event(Event::Slashed {
            operator: id.clone(),
            part,
            amount,
            reporter: (reward > 0).then(|| reporter.clone()),
            reward: paid,
            owed,
            rate,
            offense: era,
        });
        if chills {
            Self::deposit_event(Event::Chilled { operator: id.clone() });
        }
        Ok(Slashed { amount, reward })
    }

    /// Remember a reward that is paid as the losses of the delegators are taken. Returns the remembered amount.
    fn owe_reward(id: &T::AccountId, reporter: &T::AccountId, amount: Balance) -> Balance {
        if amount == 0 {
            return 0;
        }
        OwedRewards::<T>::mutate(id, |owed| owed.try_push((reporter.clone(), amount)).map_or(0, |()| amount))
    }

    /// Pay the rewards that are owed to reporters of the operator out of `credit`, the earliest first, and return the
    /// rest.
    pub(crate) fn pay_owed_rewards(id: &T::AccountId, mut credit: CreditOf<T>) -> CreditOf<T> {
        let owed = OwedRewards::<T>::get(id);
        if owed.is_empty() {
            return credit;
        }
        let mut left: OwedRewardsOf<T> = BoundedVec::default();
        for (reporter, amount) in owed {
            let part = credit.extract(amount);
            let paid = part.peek();
            if paid < amount {
                // There is room: it was one of the entries before.
                let _ = left.try_push((reporter.clone(), amount.saturating_sub(paid)));
            }
            if paid == 0 {
                continue;
            }
            match T::Currency::resolve(&reporter, part) {
                Ok(()) => {
                    Self::deposit_event(Event::RewardPaid { operator: id.clone(), reporter, amount: paid });
                }
                // The reporter has no account, and this cannot open one.
                Err(part) => credit.subsume(part),
            }
        }
        if left.is_empty() {
            OwedRewards::<T>::remove(id);
        } else {
            OwedRewards::<T>::insert(id, left);
        }
        credit
    }

    /// Take the pending slash of the stake of `staker` with the operator `from` out of its hold, and give it the shares
    /// that slashes which spared it have left it short of.
    pub(crate) fn do_apply_slash(from: T::AccountId, staker: T::AccountId) -> DispatchResult {
        let mut entry = Self::entry_of_any(from, staker)?;
        let before = entry.staked()?;
        let taken = entry.touch()?;
        let worthless = entry.amounts.is_empty();
        if worthless {
            let (operator, staker) = (entry.id.clone(), entry.staker.clone());
            Self::deposit_event(Event::WorthlessStakeRemoved { operator, staker });
        }
        let shares_changed = entry.save(before)?;
        ensure!(taken > 0 || worthless || shares_changed, Error::<T>::NothingToApply);
        Ok(())
    }
}
