// SPDX-License-Identifier: Apache-2.0

//! Parents: their parts of the data pool, and the walk from a model up to all its ancestors.

use super::terms::Ancestry;
use crate::{
    Config, DatanetLink, Error, LineageModel, LineagePage, ModelInfoOf, Models, Pallet, Parent, LINEAGE_PAGE,
    MAX_LINEAGE, MILLION,
};
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
        let (found, _) = Self::walk(model, u32::MAX);
        found.into_iter().map(|(model, depth, _)| (model, depth)).collect()
    }

    /// Return a page of the lineage of `model` down to `depth`; `None` if there is no such model. A page after the last
    /// one is empty.
    pub(crate) fn page_of_lineage(model: ModelId, depth: u32, page: u32) -> Option<LineagePage> {
        let (found, truncated) = Self::walk(model, depth);
        if found.is_empty() {
            return None;
        }
        let size = usize::try_from(LINEAGE_PAGE).unwrap_or(MAX_LINEAGE);
        let start = usize::try_from(page).unwrap_or(usize::MAX).saturating_mul(size);
        let next = page.checked_add(1).filter(|_| start.saturating_add(size) < found.len());
        let entry = |(model, depth, info): (ModelId, u32, ModelInfoOf<T>)| LineageModel {
            model,
            depth,
            kind: info.kind,
            deprecated: info.deprecated,
            parents: info.parents.into_inner(),
            datanets: info.datanets.into_inner(),
        };
        let models = found.into_iter().skip(start).take(size).map(entry).collect();
        Some(LineagePage { models, next, truncated })
    }

    /// Return `model` and its ancestors down to `depth` with their smallest depths and records, breadth first, at most
    /// [`MAX_LINEAGE`]; and whether there are more. Parents that verdicts added count. Two reads for each.
    fn walk(model: ModelId, depth: u32) -> (Vec<(ModelId, u32, ModelInfoOf<T>)>, bool) {
        let Some(info) = Models::<T>::get(model) else { return (Vec::new(), false) };
        let mut found = alloc::vec![(model, 0u32, info)];
        let mut seen = BTreeSet::from([model]);
        let mut position = 0usize;
        while let Some((id, at, info)) = found.get(position) {
            if *at >= depth {
                break;
            }
            // Saturating: `position` and `next` stay below `MAX_LINEAGE`.
            let next = at.saturating_add(1);
            let registered = info.parents.iter().map(|parent| parent.model);
            let parents: Vec<ModelId> = registered.chain(Self::added_parents(*id)).collect();
            for parent in parents {
                if !seen.insert(parent) {
                    continue;
                }
                if found.len() >= MAX_LINEAGE {
                    return (found, true);
                }
                if let Some(info) = Models::<T>::get(parent) {
                    found.push((parent, next, info));
                }
            }
            position = position.saturating_add(1);
        }
        (found, false)
    }
}
