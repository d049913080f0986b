// SPDX-License-Identifier: Apache-2.0

//! The traits through which other pallets use the ledger.

use crate::{AccountIdOf, Config, HolderOf, Pallet, PoolIdOf};
use frame::prelude::*;
use openledger_primitives::{
    accumulator::Take,
    traits::{EraClock, FundPool, MovePosition, OperatorFees, RevenueShares, RoutePayments},
    Balance, Era, Payment, Shares,
};

impl<T: Config> EraClock for Pallet<T> {
    fn current_era() -> Era {
        Self::era_now()
    }
}

#[cfg(any(feature = "runtime-benchmarks", feature = "std"))]
impl<T: Config> openledger_primitives::traits::AdvanceEras for Pallet<T> {
    fn advance_eras(eras: Era) {
        crate::EraSchedule::<T>::mutate(|schedule| schedule.era = schedule.era.saturating_add(eras));
    }
}

impl<T: Config> RevenueShares<AccountIdOf<T>> for Pallet<T> {
    fn add(pool: &PoolIdOf<T>, holder: &HolderOf<T>, shares: Shares) -> DispatchResult {
        Self::do_add_shares(pool, holder, shares)
    }

    fn remove(pool: &PoolIdOf<T>, holder: &HolderOf<T>, shares: Shares) -> DispatchResult {
        Self::do_remove_shares(pool, holder, shares, Take::Latest)
    }

    fn remove_joined(pool: &PoolIdOf<T>, holder: &HolderOf<T>, shares: Shares, joined: Era) -> DispatchResult {
        Self::do_remove_shares(pool, holder, shares, Take::Joined(joined))
    }

    fn shares_of(pool: &PoolIdOf<T>, holder: &HolderOf<T>) -> Shares {
        Self::shares_held(pool, holder)
    }

    fn total_shares(pool: &PoolIdOf<T>) -> Shares {
        Self::shares_total(pool)
    }
}

impl<T: Config> MovePosition<AccountIdOf<T>> for Pallet<T> {
    fn move_position(pool: &PoolIdOf<T>, from: &HolderOf<T>, to: &HolderOf<T>) -> DispatchResult {
        Self::do_move_position(pool, from, to)
    }
}

impl<T: Config> RoutePayments<AccountIdOf<T>> for Pallet<T> {
    fn route(source: &AccountIdOf<T>, payments: &[Payment<AccountIdOf<T>>]) -> DispatchResult {
        Self::do_route(source, payments)
    }
}

impl<T: Config> FundPool<AccountIdOf<T>> for Pallet<T> {
    fn fund(source: &AccountIdOf<T>, pool: &PoolIdOf<T>, amount: Balance) -> DispatchResult {
        Self::do_fund(source, pool, amount)
    }
}

impl<T: Config> OperatorFees<AccountIdOf<T>> for Pallet<T> {
    fn fees_of(operator: &AccountIdOf<T>, era: Era, eras: Era) -> Balance {
        Self::fees_in(operator, era, eras)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn fill_fees(operator: &AccountIdOf<T>) {
        let fees = openledger_primitives::FeeWindow { era: Self::era_now(), buckets: [1; 8] };
        crate::Pools::<T>::mutate(openledger_primitives::PoolId::Operator(operator.clone()), |record| {
            record.get_or_insert_default().fees = Some(fees);
        });
    }
}
