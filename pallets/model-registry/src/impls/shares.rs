// SPDX-License-Identifier: Apache-2.0

//! The shares of a model's two pools. They follow from the record alone, so `try_state` can compare the ledger with it.

use crate::{Config, DatanetLink, Pallet, Parent, TeamMember, MILLION};
use alloc::collections::BTreeMap;
use frame::prelude::*;
use openledger_primitives::{traits::RevenueShares, Holder, ModelId, PoolId, Shares};

/// The shares of each holder of a pool.
type SharesByHolder<T> = BTreeMap<Holder<<T as frame_system::Config>::AccountId>, Shares>;

impl<T: Config> Pallet<T> {
    /// The shares of a builders' pool: each parent's builders' pool by its royalty, the team by its shares in the rest.
    ///
    /// The shares sum to exactly 10^12, as ppm are multiplied with ppm. Holders without a share are left out: if the
    /// royalties take all, the team has no shares.
    pub(crate) fn builders_shares(
        team: &[TeamMember<T::AccountId>],
        parents: &[Parent],
    ) -> Result<SharesByHolder<T>, DispatchError> {
        let whole = Shares::from(MILLION);
        let royalties: Shares = parents.iter().map(|parent| Shares::from(parent.royalty.deconstruct())).sum();
        let left = whole.ensure_sub(royalties)?;
        let mut pool = BTreeMap::new();
        for parent in parents {
            let holder = Holder::Pool(PoolId::ModelBuilders(parent.model));
            add::<T>(&mut pool, holder, Shares::from(parent.royalty.deconstruct()).ensure_mul(whole)?)?;
        }
        for member in team {
            let holder = Holder::Account(member.account.clone());
            add::<T>(&mut pool, holder, Shares::from(member.share.deconstruct()).ensure_mul(left)?)?;
        }
        Ok(pool)
    }

    /// The shares of a data pool: each parent's data pool by its part, the datanets by their weights in the rest.
    ///
    /// With weights of D in total, the shares sum to exactly D · 10^6, below 2^57: a parent has part · D of them, so no
    /// weight dilutes it. Without datanets the parts sum to one whole, and D is one. Empty for a model without data.
    pub(crate) fn data_shares(
        datanets: &[DatanetLink],
        parents: &[Parent],
    ) -> Result<SharesByHolder<T>, DispatchError> {
        let parts: Shares = parents.iter().map(|parent| Shares::from(parent.data.deconstruct())).sum();
        let left = Shares::from(MILLION).ensure_sub(parts)?;
        let weights = datanets.iter().map(|link| Shares::from(link.weight)).sum::<Shares>().max(1);
        let mut pool = BTreeMap::new();
        for link in datanets {
            let holder = Holder::Pool(PoolId::Datanet(link.datanet));
            add::<T>(&mut pool, holder, Shares::from(link.weight).ensure_mul(left)?)?;
        }
        for parent in parents {
            let holder = Holder::Pool(PoolId::ModelData(parent.model));
            add::<T>(&mut pool, holder, Shares::from(parent.data.deconstruct()).ensure_mul(weights)?)?;
        }
        Ok(pool)
    }

    /// Grant the shares of a new model's two pools.
    pub(crate) fn grant_shares(
        model: ModelId,
        team: &[TeamMember<T::AccountId>],
        parents: &[Parent],
        datanets: &[DatanetLink],
    ) -> DispatchResult {
        let pools = [
            (PoolId::ModelBuilders(model), Self::builders_shares(team, parents)?),
            (PoolId::ModelData(model), Self::data_shares(datanets, parents)?),
        ];
        for (pool, holders) in pools {
            for (holder, shares) in holders {
                T::Shares::add(&pool, &holder, shares)?;
            }
        }
        Ok(())
    }
}

/// Add `shares` to those of `holder` in a pool. Zero is a no-op.
fn add<T: Config>(pool: &mut SharesByHolder<T>, holder: Holder<T::AccountId>, shares: Shares) -> DispatchResult {
    if shares > 0 {
        pool.entry(holder).or_default().ensure_add_assign(shares)?;
    }
    Ok(())
}
