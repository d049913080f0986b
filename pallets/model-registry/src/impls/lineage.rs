// SPDX-License-Identifier: Apache-2.0

//! Parents: their parts of the data pool, and the walk from a model up to all its ancestors.

use super::terms::Ancestry;
use crate::{Config, DatanetLink, Error, Models, Pallet, Parent, MAX_LINEAGE, MILLION};
use alloc::{collections::BTreeSet, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{traits::RevenueShares, ModelId, PoolId};

impl<T: Config> Pallet<T> {
    /// Check the parents' parts of a model's data pool.
    ///
    /// The data behind a parent stays paid, with at least the part `least`. No part goes to a pool without
    /// holders, from where it would go to the commons at the expense of this model's own data. Every datanet earns
    /// something, and the pool has no other holders.
    pub(crate) fn ensure_data_parts(parents: &[Parent], datanets: &[DatanetLink], least: Permill) -> DispatchResult {
        let least = least.max(Permill::from_parts(1));
        let mut sum = 0u64;
        let mut any_data = !datanets.is_empty();
        for parent in parents {
            if Self::has_data(parent.model) {
                ensure!(parent.data >= least, Error::<T>::DataPartTooSmall);
                any_data = true;
            } else {
                ensure!(parent.data.is_zero(), Error::<T>::DataPartWithoutData);
            }
            sum.ensure_add_assign(parent.data.deconstruct().into())?;
        }
        if datanets.is_empty() {
            ensure!(!any_data || sum == u64::from(MILLION), Error::<T>::DataPartsNotExact);
        } else {
            ensure!(sum < u64::from(MILLION), Error::<T>::DataPartsTooLarge);
        }
        Ok(())
    }

    /// Whether the data pool of `model` has holders. Without any, only a verdict adds one.
    pub(crate) fn has_data(model: ModelId) -> bool {
        T::Shares::total_shares(&PoolId::ModelData(model)) > 0
    }

    /// Count a derivative in the records of its parents.
    pub(crate) fn count_derivative(ancestry: Vec<Ancestry<T>>) -> DispatchResult {
        for Ancestry { parent, mut info, .. } in ancestry {
            info.derivatives.ensure_add_assign(1)?;
            Models::<T>::insert(parent.model, info);
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
            let added = Self::added_parents(id);
            for parent in parents.iter().map(|parent| parent.model).chain(added) {
                if found.len() >= MAX_LINEAGE {
                    return found;
                }
                if seen.insert(parent) {
                    // Saturating: `position` and `depth` stay below `MAX_LINEAGE`.
                    found.push((parent, depth.saturating_add(1)));
                }
            }
            position = position.saturating_add(1);
        }
        found
    }
}
