// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet:
//!
//! 1. Every stake belongs to an operator, and has points or unbonding points. So does every operator.
//! 2. Unbonding amounts are sorted by era of release, with one entry for each era and no empty entry.
//! 3. An operator's totals are the sums over its stakes: `own`, `total`, `unbonding`, `delegators`.
//! 4. The points that joined in this era are a part of each stake, and the operator's figure is their sum.
//! 5. A staker's hold is the sum of `held` of its stakes, over all operators.
//! 6. `held` of a stake is at least its worth; for an operator's own bond, exactly.
//! 7. A rate is at most one.
//! 8. An active operator has a bond, unless slashes made it worthless.
//! 9. The ledger's shares are the points, stake by stake and operator by operator.

use crate::{
    pallet::{Config, Operators, Pallet, Stakes},
    rate::Rate,
    types::{Operator, OperatorStatus},
};
use alloc::collections::BTreeMap;
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::{
    traits::{EraClock, RevenueShares},
    Balance, PoolId,
};

const OVERFLOW: TryRuntimeError = TryRuntimeError::Other("a sum of stakes overflows");

impl<T: Config> Pallet<T> {
    /// Check the invariants by full iteration.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let mut held: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
        for (id, staker, stake) in Stakes::<T>::iter() {
            let operator = Operators::<T>::get(&id).ok_or("a stake without an operator")?;
            ensure!(!stake.is_empty(), "an empty stake");
            ensure!(stake.unbonding.iter().all(|chunk| chunk.points > 0), "an empty chunk");
            ensure!(
                stake.unbonding.windows(2).all(|pair| matches!(pair, [a, b] if a.unlock_era < b.unlock_era)),
                "unbonding chunks out of order"
            );
            let (pool, holder) = Self::position(&id, &staker);
            ensure!(T::Shares::shares_of(&pool, &holder) == stake.points, "a stake differs from its shares");
            let worth = stake.worth(operator.rate).map_err(|_| OVERFLOW)?;
            ensure!(stake.held >= worth, "less is held for a stake than it is worth");
            ensure!(id != staker || stake.held == worth, "an operator's own loss was not taken");
            let sum = held.entry(staker).or_default();
            *sum = sum.checked_add(stake.held).ok_or(OVERFLOW)?;
        }
        for (staker, sum) in held {
            ensure!(Self::held(&staker) == sum, "a hold differs from what is held for stakes");
        }
        for (id, operator) in Operators::<T>::iter() {
            Self::try_state_of(&id, &operator)?;
        }
        Ok(())
    }

    fn try_state_of(id: &T::AccountId, operator: &Operator) -> Result<(), TryRuntimeError> {
        let era = T::Eras::current_era();
        let (mut own, mut total, mut joined, mut unbonding, mut delegators) = (0, 0, 0, 0, 0u32);
        for (staker, stake) in Stakes::<T>::iter_prefix(id) {
            let newest = stake.joined.in_era(era);
            ensure!(newest <= stake.points, "more joined than is staked");
            let chunks = stake.unbonding_points().map_err(|_| OVERFLOW)?;
            total = stake.points.checked_add(total).ok_or(OVERFLOW)?;
            joined = newest.checked_add(joined).ok_or(OVERFLOW)?;
            unbonding = chunks.checked_add(unbonding).ok_or(OVERFLOW)?;
            if staker == *id {
                own = stake.points;
            } else if stake.points > 0 {
                delegators = delegators.checked_add(1).ok_or(OVERFLOW)?;
            }
        }
        ensure!(!operator.is_empty(), "an operator without any stake");
        ensure!(operator.own == own, "an operator's own bond is wrong");
        ensure!(
            operator.status != OperatorStatus::Active || own > 0 || operator.rate.is_zero(),
            "an active operator without a bond"
        );
        ensure!(operator.rate <= Rate::ONE, "a rate above one");
        ensure!(operator.total == total, "an operator's total is wrong");
        ensure!(operator.joined.in_era(era) == joined, "the stake that joined an operator is wrong");
        ensure!(operator.unbonding == unbonding, "the unbonding stake of an operator is wrong");
        ensure!(operator.delegators == delegators, "an operator's number of delegators is wrong");
        let pool = PoolId::Operator(id.clone());
        ensure!(T::Shares::total_shares(&pool) == total, "an operator's total differs from its pool's shares");
        Ok(())
    }
}
