// SPDX-License-Identifier: Apache-2.0

//! Slashes. A slash changes the rates of the cohorts that were there at the offense, and takes the operator's own loss.
//! The losses of the delegators are in the rates at once; each is taken from the hold when its stake is touched next.

use crate::{
    pallet::{CohortsOf, Config, Error, Event, Operators, Pallet, Stakes},
    types::{Operator, OperatorStatus, Stake},
};
use frame::prelude::*;
use openledger_primitives::traits::{Offense, RevenueShares, Slashed};

impl<T: Config> Pallet<T> {
    /// Slash the operator `id` for `offense`, and stop it from taking work.
    ///
    /// Nothing is slashed if the operator has no stake of its own, neither staked nor unbonding: then it covered no fee
    /// in an era that can still be reported. *Proof.* With D = [`Config::DisputeEras`], these are the eras from
    /// `now − D + 1` on. Its last stake is not removed before it can be withdrawn, and started to unbond at least
    /// [`Config::UnbondingEras`] ≥ D eras before: in an era up to `now − D`. Since then its own bond has been zero, and
    /// of delegated stake at most a multiple of the own bond counts
    /// ([`Operator::counted_stake`](crate::Operator::counted_stake)): zero in each of these eras. ∎ The other way to
    /// lose a record is a slash of everything; a smaller one leaves each stake a planck.
    pub(crate) fn do_slash(
        id: &T::AccountId,
        offense: Offense,
        reporter: &T::AccountId,
    ) -> Result<Slashed, DispatchError> {
        let Offense { era, window, part, reward } = offense;
        let mut operator = Self::operator_of(id)?;
        let Some(mut own) = Stakes::<T>::get(id, id) else { return Ok(Slashed::default()) };
        let mut cohorts = CohortsOf::<T>::get(id);
        let Some(loss) = cohorts.slash((Self::era(), era, window), part, &own.amounts)? else {
            // The part is zero, or no stake is left that was there and was not slashed in the window.
            return Ok(Slashed::default());
        };
        let own_loss = own.pending_slash(&cohorts)?;
        let amount = loss.ensure_add(own_loss)?;
        // At most half of the operator's own loss: whoever its reporter is, the operator loses the other half.
        let granted = reward.mul_floor(amount).min(own_loss / 2);
        operator.lower_rate(part, Self::era(), window);
        operator.own = own.staked(&cohorts)?;
        Self::lower_own_shares(id, &operator, &mut own)?;
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
        own.held.ensure_sub_assign(own_loss)?;
        Stakes::<T>::insert(id, id, own);
        if own_loss > 0 {
            paid = Self::distribute(Self::take_held(id, own_loss), granted, reporter);
            Self::deposit_event(Event::SlashApplied { operator: id.clone(), staker: id.clone(), amount: own_loss });
        }
        Self::deposit_event(Event::Slashed {
            operator: id.clone(),
            part,
            amount,
            reporter: (paid > 0).then(|| reporter.clone()),
            reward: paid,
            rate,
            offense: era,
        });
        if chills {
            Self::deposit_event(Event::Chilled { operator: id.clone() });
        }
        Ok(Slashed { amount, reward: paid })
    }

    /// Take from the operator `id` the shares that its slashed bond is not worth any more, at once.
    ///
    /// These are none if the slash lowered the rate. A later slash of the window can hit a bond that joined since, and
    /// does not lower it.
    fn lower_own_shares(id: &T::AccountId, operator: &Operator, own: &mut Stake) -> DispatchResult {
        if operator.rate.is_ruined() || operator.rate.worth(own.shares) <= operator.own {
            return Ok(());
        }
        let due = operator.rate.points(operator.own)?;
        let (pool, holder) = Self::position(id, id);
        T::Shares::remove(&pool, &holder, own.shares.ensure_sub(due)?)?;
        own.shares = due;
        Ok(())
    }

    /// Take the pending slash of the stake of `staker` with the operator `from` out of its hold, and set its shares to
    /// those that it is due.
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
