// SPDX-License-Identifier: Apache-2.0

//! The earnings of an account.

use crate::{model_of, AccountIdOf, Config, Pallet, PoolIdOf, Pools, Positions, MAX_LINEAGE};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use frame::{
    deps::{
        frame_support::storage::{with_storage_layer, with_transaction},
        sp_runtime::TransactionOutcome,
    },
    prelude::*,
};
use openledger_primitives::{
    runtime_api::{Earnings, PoolEarnings},
    Balance, Holder, ModelId, PoolId, Shares,
};

impl<T: Config> Pallet<T> {
    /// The revenue of `who` in all pools: claimable now, and claimable once all pools above have flowed.
    ///
    /// To find the second amount, the pools flow in a transaction that is rolled back.
    pub(crate) fn earnings_of(who: &AccountIdOf<T>) -> Earnings<AccountIdOf<T>> {
        let limit: usize = MAX_LINEAGE.unique_saturated_into();
        let mut pools: BTreeMap<PoolIdOf<T>, Shares> = Positions::<T>::iter_prefix(Holder::Account(who.clone()))
            .take(limit)
            .map(|(pool, position)| (pool, position.total_shares().unwrap_or_default()))
            .collect();
        let mut truncated = pools.len() == limit;
        let own = PoolId::Operator(who.clone());
        if Pools::<T>::get(&own).is_some_and(|record| record.direct > 0) {
            pools.entry(own).or_default();
        }
        let (above, cut) = Self::pools_above(pools.keys().cloned().collect());
        truncated |= cut;

        let claimables = || pools.keys().map(|pool| Self::claimable_of(who, pool)).collect::<Vec<Balance>>();
        let before = claimables();
        let after = with_transaction(|| {
            for (_, pool) in above.iter().rev() {
                // A pool that cannot flow adds nothing.
                let _ = with_storage_layer(|| Self::flow_now(pool));
            }
            TransactionOutcome::Rollback(Ok::<_, DispatchError>(claimables()))
        })
        .unwrap_or_else(|_| before.clone());

        let pools: Vec<_> = pools
            .iter()
            .zip(before)
            .zip(after)
            .map(|(((pool, shares), claimable), after)| PoolEarnings {
                pool: pool.clone(),
                shares: *shares,
                claimable,
                // Flows only add.
                not_flowed: after.saturating_sub(claimable),
            })
            .collect();
        // Sums of parts of the total owed, which fits.
        let sum = |part: fn(&PoolEarnings<AccountIdOf<T>>) -> Balance| {
            pools.iter().map(part).fold(0, Balance::saturating_add)
        };
        Earnings { claimable: sum(|pool| pool.claimable), not_flowed: sum(|pool| pool.not_flowed), pools, truncated }
    }

    /// The model pools whose revenue reaches `pools`, and whether there are more than [`MAX_LINEAGE`].
    fn pools_above(pools: Vec<PoolIdOf<T>>) -> (BTreeSet<(ModelId, PoolIdOf<T>)>, bool) {
        let limit: usize = MAX_LINEAGE.unique_saturated_into();
        let mut above = BTreeSet::new();
        let mut unexplored = pools;
        while let Some(pool) = unexplored.pop() {
            // Curators hold shares of their datanet's pool. It flows behind the models, which come later in the order.
            if let PoolId::Curators(datanet) = pool {
                above.insert((ModelId::default(), PoolId::Datanet(datanet)));
                unexplored.push(PoolId::Datanet(datanet));
                continue;
            }
            for upper in Positions::<T>::iter_key_prefix(Holder::Pool(pool)) {
                if above.len() == limit {
                    return (above, true);
                }
                let Some(model) = model_of(&upper) else { continue };
                if above.insert((model, upper.clone())) {
                    unexplored.push(upper);
                }
            }
        }
        (above, false)
    }
}
