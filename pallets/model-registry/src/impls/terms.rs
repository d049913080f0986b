// SPDX-License-Identifier: Apache-2.0

//! Terms: the obligations that a model takes over from its parents, and the parts of its pools that reach each
//! ancestor.
//!
//! A model takes over the terms of each parent that are in force now, and the parent's obligations as they were when
//! the parent was registered. So every ancestor's terms hold at any depth, whatever models are registered in between,
//! and a change of terms acts on later derivatives only. Parts passed on are rounded down: a registration is never
//! accepted by rounding.

use crate::{
    Access, Allowed, Config, Error, Missing, ModelInfoOf, Obligation, Obligations, ObligationsOf, Pallet, Parent,
    Terms, MILLION, WHOLE,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame::prelude::*;
use openledger_primitives::ModelId;

/// A parent as a registration names it, with its record and its obligations.
pub(crate) struct Ancestry<T: Config> {
    /// The parent's line in the registration.
    pub parent: Parent,
    /// The parent's record.
    pub info: ModelInfoOf<T>,
    /// The parent's obligations.
    pub obligations: Obligations,
}

/// The obligations by ancestor.
pub(crate) type ByAncestor = BTreeMap<ModelId, Obligation>;

impl<T: Config> Pallet<T> {
    /// Read the parents' records and obligations.
    pub(crate) fn ancestry(parents: &[Parent]) -> Result<Vec<Ancestry<T>>, DispatchError> {
        let read = |parent: &Parent| {
            let info = Self::record(parent.model).ok_or(Error::<T>::ParentNotFound)?;
            Ok(Ancestry { parent: *parent, info, obligations: ObligationsOf::<T>::get(parent.model) })
        };
        parents.iter().map(read).collect()
    }

    /// Return the obligations of a model with these parents that is a new version of `predecessor`, and the parts that
    /// it passes on. Whether they are enough is not checked.
    ///
    /// The obligations of a predecessor hold too, but nothing is passed through it: it earns nothing from a new
    /// version. A deprecated parent is accepted if the model has an obligation to it anyway, so that this can be
    /// met.
    pub(crate) fn obligations_from(
        ancestry: &[Ancestry<T>],
        predecessor: Option<ModelId>,
    ) -> Result<Obligations, DispatchError> {
        let mut owed = ByAncestor::new();
        let of_predecessor = predecessor.map(ObligationsOf::<T>::get).unwrap_or_default();
        for inherited in ancestry.iter().flat_map(|line| line.obligations.iter()).chain(of_predecessor.iter()) {
            let Obligation { ancestor, access, royalty, data, .. } = *inherited;
            bind(&mut owed, ancestor, Terms { access, royalty, data });
        }
        for Ancestry { parent, info, .. } in ancestry {
            ensure!(!info.deprecated || owed.contains_key(&parent.model), Error::<T>::ParentDeprecated);
        }
        for Ancestry { parent, info, .. } in ancestry {
            if info.terms.bind() {
                bind(&mut owed, parent.model, info.terms);
            }
        }
        Self::pass_on(ancestry, &mut owed)?;
        let obligations: Vec<Obligation> = owed.into_values().collect();
        Ok(obligations.try_into().map_err(|_| Error::<T>::TooManyObligations)?)
    }

    /// Set the parts that reach each ancestor: the direct part and, through each parent, the parent's part of what the
    /// parent passes on.
    pub(crate) fn pass_on(ancestry: &[Ancestry<T>], owed: &mut ByAncestor) -> DispatchResult {
        for Ancestry { parent, obligations, .. } in ancestry {
            if let Some(obligation) = owed.get_mut(&parent.model) {
                credit(obligation, parent, WHOLE, WHOLE)?;
            }
            for passed in obligations {
                if let Some(obligation) = owed.get_mut(&passed.ancestor) {
                    credit(obligation, parent, passed.passed_royalty, passed.passed_data)?;
                }
            }
        }
        Ok(())
    }

    /// Check that `who` may derive a model with these obligations: every ancestor under an allow-list has `who` on its
    /// list, or `who` owns the ancestor. A closed ancestor admits its owner only.
    pub(crate) fn ensure_may_derive(who: &T::AccountId, obligations: &[Obligation]) -> DispatchResult {
        for Obligation { ancestor, access, .. } in obligations {
            let admitted = match access {
                Access::Open => true,
                Access::AllowList => Allowed::<T>::contains_key(ancestor, who) || Self::owned(who, *ancestor).is_ok(),
                Access::Closed => Self::owned(who, *ancestor).is_ok(),
            };
            let error = if *access == Access::Closed { Error::<T>::ParentClosed } else { Error::<T>::NotAllowed };
            ensure!(admitted, error);
        }
        Ok(())
    }

    /// Check that a model's own terms fit its obligations and its data.
    pub(crate) fn ensure_terms(terms: &Terms, obligations: &[Obligation], has_data: bool) -> DispatchResult {
        ensure!(obligations.iter().all(|obligation| obligation.access <= terms.access), Error::<T>::AccessTooOpen);
        ensure!(has_data || terms.data.is_zero(), Error::<T>::DataFloorWithoutData);
        Ok(())
    }

    /// The parts that are missing for the terms of each ancestor; empty if all terms are met.
    pub(crate) fn missing(obligations: &[Obligation]) -> Vec<Missing> {
        let lacks = |obligation: &Obligation| {
            let missing = Missing {
                ancestor: obligation.ancestor,
                royalty: lacking(obligation.royalty, obligation.passed_royalty),
                data: lacking(obligation.data, obligation.passed_data),
            };
            (!missing.royalty.is_zero() || !missing.data.is_zero()).then_some(missing)
        };
        obligations.iter().filter_map(lacks).collect()
    }

    /// The obligations that `who` takes over with a model derived from `model` now; `None` if it may not derive one.
    /// The model itself is the first, the others follow with the parts that `model` passes on.
    pub(crate) fn terms_of_derivative(model: ModelId, who: &T::AccountId) -> Option<Vec<Obligation>> {
        let info = Self::record(model).filter(|info| !info.deprecated)?;
        let Terms { access, royalty, data } = info.terms;
        let whole = if Self::has_data(model) { WHOLE } else { 0 };
        let mut obligations = alloc::vec![Obligation {
            ancestor: model,
            access,
            royalty,
            data,
            passed_royalty: WHOLE,
            passed_data: whole
        }];
        obligations.extend(ObligationsOf::<T>::get(model));
        Self::ensure_may_derive(who, &obligations).ok()?;
        Some(obligations)
    }
}

/// Add the terms of an ancestor. If there are some already, by another path, the stricter ones hold.
pub(crate) fn bind(owed: &mut ByAncestor, ancestor: ModelId, terms: Terms) {
    let Terms { access, royalty, data } = terms;
    let new = Obligation { ancestor, access, royalty, data, passed_royalty: 0, passed_data: 0 };
    let obligation = owed.entry(ancestor).or_insert(new);
    obligation.access = obligation.access.max(access);
    obligation.royalty = obligation.royalty.max(royalty);
    obligation.data = obligation.data.max(data);
}

/// Add the parts of a model that reach an ancestor through `parent`, which passes on these parts. Rounded down.
fn credit(obligation: &mut Obligation, parent: &Parent, royalty: u64, data: u64) -> DispatchResult {
    // Parts are at most 10^6 and what is passed on at most 10^12: the product has 60 bits.
    let through = |part: Permill, passed: u64| {
        u64::from(part.deconstruct()).ensure_mul(passed).and_then(|product| product.ensure_div(u64::from(MILLION)))
    };
    obligation.passed_royalty.ensure_add_assign(through(parent.royalty, royalty)?)?;
    obligation.passed_data.ensure_add_assign(through(parent.data, data)?)?;
    Ok(())
}

/// The part between what is passed and the floor, in ppm, rounded up.
fn lacking(floor: Permill, passed: u64) -> Permill {
    let asked = u64::from(floor.deconstruct()).saturating_mul(u64::from(MILLION));
    let missing = asked.saturating_sub(passed).div_ceil(u64::from(MILLION));
    Permill::from_parts(u32::try_from(missing).unwrap_or(MILLION))
}
