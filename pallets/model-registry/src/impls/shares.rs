// SPDX-License-Identifier: Apache-2.0

//! Who holds which shares of a model's two lanes. A pure function of the record, so that `try_state` can compare the
//! ledger with it.

use crate::{Config, DatanetLink, Pallet, Parent, TeamMember, MILLION};
use alloc::collections::BTreeMap;
use frame::prelude::*;
use openledger_primitives::{traits::RevenueShares, Holder, ModelId, PoolId, Shares};

/// The shares of each holder of a pool.
type SharesByHolder<T> = BTreeMap<Holder<<T as frame_system::Config>::AccountId>, Shares>;

impl<T: Config> Pallet<T> {
    /// The holders of a builders' lane: each parent's builders' lane by its royalty, the team by its shares in what is
    /// left. The shares sum to exactly 10^12, as ppm are multiplied with ppm. Holders of nothing are left out: if the
    /// royalties take all, the team has no shares.
    pub(crate) fn builders_lane(
        team: &[TeamMember<T::AccountId>],
        parents: &[Parent],
    ) -> Result<SharesByHolder<T>, DispatchError> {
        let whole = Shares::from(MILLION);
        let royalties: Shares = parents.iter().map(|parent| Shares::from(parent.royalty.deconstruct())).sum();
        let left = whole.ensure_sub(royalties)?;
        let mut lane = BTreeMap::new();
        for parent in parents {
            let holder = Holder::Pool(PoolId::ModelBuilders(parent.model));
            enter::<T>(&mut lane, holder, Shares::from(parent.royalty.deconstruct()).ensure_mul(whole)?)?;
        }
        for member in team {
            let holder = Holder::Account(member.account.clone());
            enter::<T>(&mut lane, holder, Shares::from(member.share.deconstruct()).ensure_mul(left)?)?;
        }
        Ok(lane)
    }

    /// The holders of a data lane: datanets and parents' data lanes by their weights, below 2^38 in all (48 entries of
    /// 32 bits). Empty for a model without data sources.
    pub(crate) fn data_lane(datanets: &[DatanetLink], parents: &[Parent]) -> Result<SharesByHolder<T>, DispatchError> {
        let mut lane = BTreeMap::new();
        for link in datanets {
            enter::<T>(&mut lane, Holder::Pool(PoolId::Datanet(link.datanet)), link.weight.into())?;
        }
        for parent in parents {
            enter::<T>(&mut lane, Holder::Pool(PoolId::ModelData(parent.model)), parent.data_weight.into())?;
        }
        Ok(lane)
    }

    /// Give the holders of a new model's lanes their shares.
    pub(crate) fn share_out(
        model: ModelId,
        team: &[TeamMember<T::AccountId>],
        parents: &[Parent],
        datanets: &[DatanetLink],
    ) -> DispatchResult {
        let lanes = [
            (PoolId::ModelBuilders(model), Self::builders_lane(team, parents)?),
            (PoolId::ModelData(model), Self::data_lane(datanets, parents)?),
        ];
        for (pool, lane) in lanes {
            for (holder, shares) in lane {
                T::Shares::add(&pool, &holder, shares)?;
            }
        }
        Ok(())
    }
}

/// Add `shares` to what `holder` has in a lane; nothing if there are none to add.
fn enter<T: Config>(lane: &mut SharesByHolder<T>, holder: Holder<T::AccountId>, shares: Shares) -> DispatchResult {
    if shares > 0 {
        lane.entry(holder).or_default().ensure_add_assign(shares)?;
    }
    Ok(())
}
