// SPDX-License-Identifier: Apache-2.0

//! The ledger as the other pallets see it.

use crate::{AccountIdOf, Config, HolderOf, Pallet, PoolIdOf};
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, OperatorFees, RevenueShares, RouteRevenue},
    Balance, Era, Payment, Shares,
};

impl<T: Config> EraClock for Pallet<T> {
    fn current_era() -> Era {
        Self::era_now()
    }

    #[cfg(any(feature = "runtime-benchmarks", feature = "std"))]
    fn advance_eras(eras: Era) {
        crate::EraSchedule::<T>::mutate(|schedule| schedule.era = schedule.era.saturating_add(eras));
    }
}

impl<T: Config> RevenueShares<AccountIdOf<T>> for Pallet<T> {
    fn add(pool: &PoolIdOf<T>, holder: &HolderOf<T>, shares: Shares) -> DispatchResult {
        Self::do_add_shares(pool, holder, shares)
    }

    fn remove(pool: &PoolIdOf<T>, holder: &HolderOf<T>, shares: Shares) -> DispatchResult {
        Self::do_remove_shares(pool, holder, shares)
    }

    fn transfer(pool: &PoolIdOf<T>, from: &HolderOf<T>, to: &HolderOf<T>) -> DispatchResult {
        Self::do_move_position(pool, from, to)
    }

    fn shares_of(pool: &PoolIdOf<T>, holder: &HolderOf<T>) -> Shares {
        Self::shares_held(pool, holder)
    }

    fn total_shares(pool: &PoolIdOf<T>) -> Shares {
        Self::shares_total(pool)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn pass_era() {
        Self::advance_eras(1);
    }
}

impl<T: Config> RouteRevenue<AccountIdOf<T>> for Pallet<T> {
    fn route(source: &AccountIdOf<T>, payments: &[Payment<AccountIdOf<T>>]) -> DispatchResult {
        Self::do_route(source, payments)
    }

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
