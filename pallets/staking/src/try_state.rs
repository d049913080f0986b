// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet:
//!
//! 1. Every stake belongs to an operator, and has amounts, none of them without points. So does every operator.
//! 2. The amounts of a stake are sorted by era of release, then by the era in which they joined.
//! 3. Every amount belongs to a cohort, and a cohort's points are the sums over the amounts in it. Cohorts are sorted,
//!    share no era, and are not empty.
//! 4. An operator's totals are the worths of its cohorts' points; `own` is the worth of its own stake, and `delegators`
//!    the number of stakes of others.
//! 5. The operator's figures of what joined in this era are the sums over its stakes.
//! 6. A staker's hold is the sum of `held` of its stakes, over all operators.
//! 7. `held` of a stake is at least its worth; for an operator's own bond, exactly.
//! 8. A rate is at most one, and a cohort's is at least its operator's.
//! 9. An active operator has a bond, unless slashes made it worthless.
//! 10. The ledger's shares are those of the stakes, stake by stake and operator by operator.
//! 11. Only operators have cohorts and signers.
//! 12. An operator's rate is at most that before the window of its last slash, which began in no later era.
//! 13. The shares of an operator that is not ruined are worth no more than its bond.

use crate::{
    pallet::{CohortsOf, Config, Operators, Pallet, SignersOf, Stakes},
    types::{Operator, OperatorStatus},
    Cohorts, Rate,
};
use alloc::collections::BTreeMap;
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::{
    traits::{EraClock, RevenueShares},
    Balance, Era, PoolId, Shares,
};

const OVERFLOW: TryRuntimeError = TryRuntimeError::Other("a sum of stakes overflows");

fn add(sum: &mut Balance, amount: Balance) -> Result<(), TryRuntimeError> {
    *sum = sum.checked_add(amount).ok_or(OVERFLOW)?;
    Ok(())
}

impl<T: Config> Pallet<T> {
    /// Check the invariants by full iteration.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let mut held: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
        for (id, staker, stake) in Stakes::<T>::iter() {
            ensure!(Operators::<T>::contains_key(&id), "a stake without an operator");
            ensure!(!stake.amounts.is_empty(), "an empty stake");
            ensure!(stake.amounts.iter().all(|amount| amount.points > 0), "an empty amount");
            ensure!(
                stake.amounts.is_sorted_by_key(|amount| (amount.unlock_era, amount.joined)),
                "amounts of a stake out of order"
            );
            let (pool, holder) = Self::position(&id, &staker);
            ensure!(T::Shares::shares_of(&pool, &holder) == stake.shares, "a stake differs from its shares");
            let worth = stake.worth(&CohortsOf::<T>::get(&id)).map_err(|_| OVERFLOW)?;
            ensure!(stake.held >= worth, "less is held for a stake than it is worth");
            ensure!(id != staker || stake.held == worth, "an operator's own loss was not taken");
            add(held.entry(staker).or_default(), stake.held)?;
        }
        for (staker, sum) in held {
            ensure!(Self::held(&staker) == sum, "a hold differs from what is held for stakes");
        }
        for (id, operator) in Operators::<T>::iter() {
            let cohorts = CohortsOf::<T>::get(&id);
            Self::try_state_of_cohorts(&id, &operator, &cohorts)?;
            Self::try_state_of(&id, &operator, &cohorts)?;
        }
        for id in CohortsOf::<T>::iter_keys().chain(SignersOf::<T>::iter_keys()) {
            ensure!(Operators::<T>::contains_key(&id), "a record of an account that is not an operator");
        }
        Ok(())
    }

    fn try_state_of_cohorts(id: &T::AccountId, operator: &Operator, cohorts: &Cohorts) -> Result<(), TryRuntimeError> {
        ensure!(!cohorts.is_empty(), "an operator without any stake");
        ensure!(
            cohorts.0.iter().all(|cohort| cohort.from <= cohort.to)
                && cohorts.0.windows(2).all(|pair| matches!(pair, [a, b] if a.to < b.from)),
            "cohorts out of order"
        );
        for cohort in &cohorts.0 {
            let (mut staked, mut unbonding): (Shares, Shares) = (0, 0);
            ensure!(cohort.rate <= Rate::ONE, "a rate above one");
            ensure!(cohort.rate >= operator.rate, "a rate below that of all slashes");
            let joined = |era: &Era| (cohort.from..=cohort.to).contains(era);
            for stake in Stakes::<T>::iter_prefix_values(id) {
                for amount in stake.amounts.iter().filter(|amount| joined(&amount.joined)) {
                    add(if amount.unlock_era.is_some() { &mut unbonding } else { &mut staked }, amount.points)?;
                }
            }
            ensure!((cohort.staked, cohort.unbonding) == (staked, unbonding), "a cohort's points are wrong");
            ensure!(staked > 0 || unbonding > 0, "an empty cohort");
        }
        let joined = |stake: crate::Stake| stake.amounts.into_iter().map(|amount| amount.joined);
        ensure!(
            Stakes::<T>::iter_prefix_values(id).flat_map(joined).all(|era| cohorts.of(era).is_some()),
            "an amount without a cohort"
        );
        Ok(())
    }

    fn try_state_of(id: &T::AccountId, operator: &Operator, cohorts: &Cohorts) -> Result<(), TryRuntimeError> {
        let era = T::Eras::current_era();
        let (mut own, mut own_joined, mut joined, mut shares, mut delegators) = (0, 0, 0, 0, 0u32);
        for (staker, stake) in Stakes::<T>::iter_prefix(id) {
            add(&mut joined, stake.joined.in_era(era))?;
            add(&mut shares, stake.shares)?;
            if staker == *id {
                own = stake.staked(cohorts).map_err(|_| OVERFLOW)?;
                own_joined = stake.joined.in_era(era);
            } else if stake.is_staked() {
                delegators = delegators.checked_add(1).ok_or(OVERFLOW)?;
            }
        }
        ensure!(operator.own == own, "an operator's own bond is wrong");
        ensure!(
            operator.slashed.is_none_or(|slashed| slashed.from <= era && operator.rate <= slashed.before),
            "a slash raised a rate"
        );
        ensure!(
            operator.status != OperatorStatus::Active || own > 0 || operator.rate.is_zero(),
            "an active operator without a bond"
        );
        ensure!(cohorts.staked() == Ok(operator.total), "an operator's total is wrong");
        ensure!(operator.joined.in_era(era) == joined, "the stake that joined an operator is wrong");
        ensure!(operator.own_joined.in_era(era) == own_joined, "the stake that joined an operator's own bond is wrong");
        ensure!(cohorts.unbonding() == Ok(operator.unbonding), "the unbonding stake of an operator is wrong");
        ensure!(operator.delegators == delegators, "an operator's number of delegators is wrong");
        let pool = PoolId::Operator(id.clone());
        ensure!(T::Shares::total_shares(&pool) == shares, "an operator's total differs from its pool's shares");
        let own_shares = Stakes::<T>::get(id, id).map_or(0, |stake| stake.shares);
        ensure!(
            operator.rate.is_ruined() || operator.rate.worth(own_shares) <= own,
            "an operator's own shares are worth more than its bond"
        );
        Ok(())
    }
}
