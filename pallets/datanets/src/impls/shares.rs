// SPDX-License-Identifier: Apache-2.0

//! Grants a contribution's shares of the datanet's pool, and takes them back.

use crate::{Config, ContributionOf, Pallet};
use frame::prelude::*;
use openledger_primitives::{traits::RevenueShares, Era, Holder, PoolId, Shares};

impl<T: Config> Pallet<T> {
    /// Grant the shares that are in the record: to the contributor, to the contributor of each source, and to the pool
    /// of the curators.
    pub(crate) fn grant_shares(contribution: &ContributionOf<T>) -> DispatchResult {
        Self::for_each_grant(contribution, T::Shares::add)
    }

    /// Take back what [`Self::grant_shares`] granted in era `accepted_in`: those shares, not later ones of the same
    /// holder.
    pub(crate) fn revoke_shares(contribution: &ContributionOf<T>, accepted_in: Era) -> DispatchResult {
        Self::for_each_grant(contribution, |pool, holder, shares| {
            T::Shares::remove_joined(pool, holder, shares, accepted_in)
        })
    }

    fn for_each_grant(
        contribution: &ContributionOf<T>,
        change: impl Fn(&PoolId<T::AccountId>, &Holder<T::AccountId>, Shares) -> DispatchResult,
    ) -> DispatchResult {
        let pool = PoolId::Datanet(contribution.datanet);
        if contribution.shares > 0 {
            change(&pool, &Holder::Account(contribution.contributor.clone()), contribution.shares)?;
        }
        if contribution.source_shares > 0 {
            for contributor in &contribution.source_contributors {
                change(&pool, &Holder::Account(contributor.clone()), contribution.source_shares)?;
            }
        }
        if contribution.curator_shares > 0 {
            let curators = PoolId::Curators(contribution.datanet);
            change(&pool, &Holder::Pool(curators), contribution.curator_shares)?;
        }
        Ok(())
    }
}
