// SPDX-License-Identifier: Apache-2.0

//! Parents: the check of their terms, and the walk from a model up to all its ancestors.

use crate::{Allowed, Config, Error, ModelInfoOf, Models, Pallet, Parent, Terms, MAX_LINEAGE};
use alloc::{collections::BTreeSet, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{traits::RevenueShares, ModelId, PoolId};

impl<T: Config> Pallet<T> {
    /// Check that `who` may derive a model from `model` now.
    pub(crate) fn ensure_derivable(model: ModelId, info: &ModelInfoOf<T>, who: &T::AccountId) -> DispatchResult {
        ensure!(!info.deprecated, Error::<T>::ParentDeprecated);
        if info.owner == *who {
            return Ok(());
        }
        match info.terms {
            Terms::Open { .. } => Ok(()),
            Terms::AllowList { .. } if Allowed::<T>::contains_key(model, who) => Ok(()),
            Terms::AllowList { .. } => Err(Error::<T>::NotAllowed.into()),
            Terms::Closed => Err(Error::<T>::ParentClosed.into()),
        }
    }

    /// Check that `who` may derive a model from `parents` as stated there, and count the derivative in their records.
    ///
    /// The minimum royalty binds the owner of a parent too: the royalty is for the parent's team, and the owner need
    /// not be in it.
    pub(crate) fn adopt_parents(who: &T::AccountId, parents: &[Parent]) -> DispatchResult {
        for parent in parents {
            Models::<T>::try_mutate(parent.model, |info| -> DispatchResult {
                let info = info.as_mut().ok_or(Error::<T>::ParentNotFound)?;
                Self::ensure_derivable(parent.model, info, who)?;
                ensure!(parent.royalty >= info.terms.min_royalty(), Error::<T>::RoyaltyTooSmall);
                // The data behind a parent stays paid. No part goes to a pool without holders, from where it would go
                // to the commons at the expense of this model's own data.
                let has_data = T::Shares::total_shares(&PoolId::ModelData(parent.model)) > 0;
                ensure!(!has_data || parent.data_weight > 0, Error::<T>::DataWeightMissing);
                ensure!(has_data || parent.data_weight == 0, Error::<T>::DataWeightWithoutData);
                info.derivatives.ensure_add_assign(1)?;
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Return `model` and its ancestors with their smallest depth, breadth first, at most [`MAX_LINEAGE`].
    pub(crate) fn walk_lineage(model: ModelId) -> Vec<(ModelId, u32)> {
        if !Models::<T>::contains_key(model) {
            return Vec::new();
        }
        let mut found = alloc::vec![(model, 0u32)];
        let mut seen = BTreeSet::from([model]);
        let mut position = 0usize;
        while let Some(&(id, depth)) = found.get(position) {
            let parents = Models::<T>::get(id).map(|info| info.parents).unwrap_or_default();
            for parent in parents {
                if found.len() >= MAX_LINEAGE {
                    return found;
                }
                if seen.insert(parent.model) {
                    // Saturating: `position` and `depth` stay below `MAX_LINEAGE`.
                    found.push((parent.model, depth.saturating_add(1)));
                }
            }
            position = position.saturating_add(1);
        }
        found
    }
}
