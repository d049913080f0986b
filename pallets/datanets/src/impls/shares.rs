// SPDX-License-Identifier: Apache-2.0

//! Grants a contribution's shares of the datanet's pool, and takes them back.

use crate::{Config, ContributionOf, Pallet};
use frame::prelude::*;
use openledger_primitives::{traits::RevenueShares, Holder, PoolId, Shares};

impl<T: Config> Pallet<T> {
    /// Grant the shares that are in the record: to the contributor, and to the contributor of each source.
    pub(crate) fn grant_shares(contribution: &ContributionOf<T>) -> DispatchResult {
        Self::for_each_grant(contribution, T::Shares::add)
    }

    /// Take back what [`Self::grant_shares`] granted.
    pub(crate) fn revoke_shares(contribution: &ContributionOf<T>) -> DispatchResult {
        Self::for_each_grant(contribution, T::Shares::remove)
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
        Ok(())
    }
}
