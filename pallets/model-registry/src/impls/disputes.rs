// SPDX-License-Identifier: Apache-2.0

//! Disputes about artifacts and lineages: who answers, and what a verdict changes.
//!
//! A verdict about a lineage changes no holder's shares. It gives new ones to the omitted pool, as many as make its
//! part of the larger total. So it is one change of the ledger for each pool, the new shares earn from the next era on,
//! and the others have the rest in the same proportion as before.

use super::terms::{bind, Ancestry, ByAncestor};
use crate::{
    AddedLineage, Addition, Additions, Config, Error, Event, HoldReason, LeastTerms, ModelInfoOf, Models, NextModelId,
    NextTerms, Obligation, Obligations, ObligationsOf, Pallet, Parent, ParentRelation, TeamMember, Terms, TermsBefore,
    WeightInfo, MAX_ADDED, MAX_ADDED_PART, MILLION,
};
use alloc::vec::Vec;
use frame::{
    arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding},
    prelude::*,
    token::{
        fungible::MutateHold,
        tokens::{Fortitude, Precision, Restriction},
    },
};
use openledger_primitives::{
    disputes::{Judged, Omitted, Ruling, Subject},
    traits::{DatanetInspect, RevenueShares},
    Balance, Holder, ModelId, PoolId, Shares,
};

impl<T: Config> Judged<T::AccountId> for Pallet<T> {
    fn open(subject: &Subject<T::AccountId>, _: &T::AccountId) -> Result<T::AccountId, DispatchError> {
        match subject {
            Subject::Artifact { model } => Ok(Self::info(*model)?.owner),
            Subject::Lineage { model, omitted } => {
                let info = Self::info(*model)?;
                let added = AddedLineage::<T>::get(model);
                Self::ensure_omitted(*model, &info, &added, *omitted)?;
                let most: usize = MAX_ADDED.unique_saturated_into();
                ensure!(added.len() < most, Error::<T>::TooManyAdded);
                Ok(info.owner)
            }
            _ => Err(DispatchError::Unavailable),
        }
    }

    fn execute(
        subject: &Subject<T::AccountId>,
        challenger: &T::AccountId,
        ruling: Ruling,
    ) -> Result<Balance, DispatchError> {
        if ruling == Ruling::Overturned {
            match subject {
                Subject::Artifact { model } => Self::return_artifact(*model, challenger)?,
                Subject::Lineage { model, omitted } => Self::add_lineage(*model, *omitted)?,
                _ => return Err(DispatchError::Unavailable),
            }
        }
        Ok(0)
    }

    fn has_interest(subject: &Subject<T::AccountId>, who: &T::AccountId) -> bool {
        let earns = |pool: PoolId<T::AccountId>| T::Shares::shares_of(&pool, &Holder::Account(who.clone())) > 0;
        let has = |model: ModelId| {
            Models::<T>::get(model).is_some_and(|info| info.owner == *who) || earns(PoolId::ModelBuilders(model))
        };
        match subject {
            Subject::Artifact { model } => has(*model),
            Subject::Lineage { model, omitted: Omitted::Parent(parent) } => has(*model) || has(*parent),
            Subject::Lineage { model, omitted: Omitted::Datanet(datanet) } => {
                has(*model) || T::Datanets::owner(*datanet).as_ref() == Some(who) || earns(PoolId::Datanet(*datanet))
            }
            _ => false,
        }
    }

    fn open_weight() -> Weight {
        T::WeightInfo::open_case()
    }

    fn interest_weight() -> Weight {
        T::WeightInfo::has_interest()
    }

    fn execute_weight() -> Weight {
        T::WeightInfo::execute_artifact().max(T::WeightInfo::execute_lineage())
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_subject(_: &T::AccountId) -> Result<Subject<T::AccountId>, DispatchError> {
        let owner = frame::benchmarking::prelude::account("owner of a subject", 0, 0);
        Ok(Subject::Artifact { model: crate::benchmarking::create_model::<T>(&owner, None)? })
    }
}

impl<T: Config> Pallet<T> {
    /// Make `builder` the owner of a model and its whole team. The deposit moves to it, on hold as before. If the model
    /// was deprecated, it is no more.
    ///
    /// What the old team has earned stays with it. Terms that the builder did not set bind verdicts about models that
    /// exist now, and no later ones.
    fn return_artifact(model: ModelId, builder: &T::AccountId) -> DispatchResult {
        let mut info = Self::info(model)?;
        let (old, parents) = (Self::builders_shares(&info.team, &info.parents)?, &info.parents);
        let team = alloc::vec![TeamMember { account: builder.clone(), share: Permill::one() }];
        let new = Self::builders_shares(&team, parents)?;
        let pool = PoolId::ModelBuilders(model);
        let of = |holder: &Holder<T::AccountId>| (new.get(holder).copied().unwrap_or(0), old.get(holder).copied());
        for (holder, had) in old.iter().filter(|(holder, _)| matches!(holder, Holder::Account(_))) {
            let (has, _) = of(holder);
            if *had > has {
                T::Shares::remove(&pool, holder, had.saturating_sub(has))?;
            }
        }
        let holder = Holder::Account(builder.clone());
        let (has, had) = of(&holder);
        let more = has.saturating_sub(had.unwrap_or(0));
        if more > 0 {
            T::Shares::add(&pool, &holder, more)?;
        }
        info.team = team.try_into().map_err(|_| Error::<T>::TeamNotExact)?;

        let (deposit, from) = (info.deposit, core::mem::replace(&mut info.owner, builder.clone()));
        if from != *builder && deposit > 0 {
            // By force, as a slash: a vote that freezes the balance is no way to keep it.
            let (exact, hold, force) = (Precision::Exact, Restriction::OnHold, Fortitude::Force);
            T::Currency::transfer_on_hold(&HoldReason::Model.into(), &from, builder, deposit, exact, hold, force)?;
        }
        info.pending_owner = None;
        info.next_terms = None;
        info.deprecated = false;
        TermsBefore::<T>::insert(model, (Self::least_terms(model, ModelId(0)), NextModelId::<T>::get()));
        LeastTerms::<T>::insert(model, Terms::MOST);
        Models::<T>::insert(model, info);
        Self::deposit_event(Event::ArtifactReturned { model, from, builder: builder.clone(), deposit });
        Ok(())
    }

    /// Add a parent or a datanet to the lineage of a model, with the least parts that it can ask for.
    fn add_lineage(model: ModelId, omitted: Omitted) -> DispatchResult {
        let mut info = Self::info(model)?;
        let mut added = AddedLineage::<T>::get(model);
        if Self::ensure_omitted(model, &info, &added, omitted).is_err() {
            return Ok(());
        }
        let (royalty, data) = Self::least_parts(model, omitted);
        let (builders_pool, data_pool) = (PoolId::ModelBuilders(model), PoolId::ModelData(model));
        let (of_builders, of_data) = (T::Shares::total_shares(&builders_pool), T::Shares::total_shares(&data_pool));
        let (builders, for_data) = (shares_for(of_builders, royalty)?, shares_for(of_data, data)?);
        let obligations = Self::obligations_with(model, omitted, (royalty, data), |passed_royalty, passed_data| {
            (shrink(passed_royalty, of_builders, builders), shrink(passed_data, of_data, for_data))
        })?;

        let (to_builders, to_data) = match omitted {
            Omitted::Parent(parent) => (PoolId::ModelBuilders(parent), PoolId::ModelData(parent)),
            // It has no part of the builders' pool.
            Omitted::Datanet(datanet) => (PoolId::Datanet(datanet), PoolId::Datanet(datanet)),
        };
        for (pool, holder, shares) in [(&builders_pool, to_builders, builders), (&data_pool, to_data, for_data)] {
            if shares > 0 {
                T::Shares::add(pool, &Holder::Pool(holder), shares)?;
            }
        }
        if let Omitted::Parent(parent) = omitted {
            Models::<T>::try_mutate(parent, |info| {
                let info = info.as_mut().ok_or(Error::<T>::ParentNotFound)?;
                info.derivatives.ensure_add_assign(1).map_err(DispatchError::from)
            })?;
        }
        // Later derivatives are not more open than the parent.
        let old = info.terms;
        let least = obligations.iter().map(|owed| owed.access).max().unwrap_or_default();
        info.terms.access = old.access.max(least);
        info.next_terms = info.next_terms.and_then(|NextTerms { mut terms, from }| {
            terms.access = terms.access.max(least);
            (terms != info.terms).then_some(NextTerms { terms, from })
        });
        Self::withdraw_proposal(model, &mut info);
        if info.terms != old {
            Self::deposit_event(Event::TermsChanged { model, old, terms: info.terms });
        }
        Models::<T>::insert(model, info);
        if !obligations.is_empty() {
            ObligationsOf::<T>::insert(model, obligations);
        }
        let addition = Addition { omitted, builders, data: for_data, next: NextModelId::<T>::get() };
        added.try_push(addition).map_err(|_| Error::<T>::TooManyAdded)?;
        AddedLineage::<T>::insert(model, added);
        Self::deposit_event(Event::LineageAdded { model, omitted, royalty, data });
        Ok(())
    }

    /// Check that a registration could have named `omitted`, and did not.
    fn ensure_omitted(model: ModelId, info: &ModelInfoOf<T>, added: &Additions, omitted: Omitted) -> DispatchResult {
        let linked = match omitted {
            Omitted::Parent(parent) => {
                // Older, so that lineage has no cycles.
                ensure!(parent < model, Error::<T>::ParentNotFound);
                info.parents.iter().any(|line| line.model == parent)
            }
            Omitted::Datanet(datanet) => {
                ensure!(T::Datanets::exists(datanet), Error::<T>::DatanetNotFound);
                info.datanets.iter().any(|link| link.datanet == datanet)
            }
        };
        let linked = linked || added.iter().any(|one| one.omitted == omitted);
        ensure!(!linked, Error::<T>::AlreadyLinked);
        Ok(())
    }

    /// The parts of the builders' pool and the data pool that a verdict gives.
    ///
    /// A parent gets the floors of its terms, the lowest that they ever were: nobody can raise them before a case. What
    /// has data gets at least the constitution's part.
    fn least_parts(model: ModelId, omitted: Omitted) -> (Permill, Permill) {
        let least = T::MinParentData::get();
        let (royalty, data) = match omitted {
            Omitted::Parent(parent) => {
                let Terms { royalty, data, .. } = Self::least_terms(parent, model);
                (royalty, if Self::has_data(parent) { data.max(least) } else { Permill::zero() })
            }
            Omitted::Datanet(_) => (Permill::zero(), least),
        };
        (royalty.min(MAX_ADDED_PART), data.min(MAX_ADDED_PART))
    }

    /// The least that the terms of a model ever asked; for a `derivative` that is younger than a verdict that returned
    /// the model to its builder, the least since then.
    fn least_terms(model: ModelId, derivative: ModelId) -> Terms {
        let now = Self::record(model).map(|info| info.terms).unwrap_or_default();
        let least = LeastTerms::<T>::get(model).map_or(now, |least| least.least(now));
        match TermsBefore::<T>::get(model) {
            Some((before, next)) if derivative < next => least.least(before),
            _ => least,
        }
    }

    /// The obligations of a model with `omitted` as a further parent for these parts. `rest` is what is left of the
    /// parts that it passed on before.
    fn obligations_with(
        model: ModelId,
        omitted: Omitted,
        (royalty, data): (Permill, Permill),
        rest: impl Fn(u64, u64) -> (u64, u64),
    ) -> Result<Obligations, DispatchError> {
        let mut owed = ByAncestor::new();
        for mut obligation in ObligationsOf::<T>::get(model) {
            (obligation.passed_royalty, obligation.passed_data) =
                rest(obligation.passed_royalty, obligation.passed_data);
            owed.insert(obligation.ancestor, obligation);
        }
        if let Omitted::Parent(parent) = omitted {
            let line = Parent { model: parent, relation: ParentRelation::Uses, royalty, data };
            let ancestry: Vec<Ancestry<T>> = Self::ancestry(&[line])?;
            for inherited in ancestry.iter().flat_map(|line| line.obligations.iter()) {
                let Obligation { ancestor, access, royalty, data, .. } = *inherited;
                bind(&mut owed, ancestor, Terms { access, royalty, data });
            }
            let terms = Self::least_terms(parent, model);
            if terms.bind() {
                bind(&mut owed, parent, terms);
            }
            Self::pass_on(&ancestry, &mut owed)?;
        }
        let obligations: Vec<Obligation> = owed.into_values().collect();
        Ok(obligations.try_into().map_err(|_| Error::<T>::TooManyObligations)?)
    }

    /// The parents that verdicts added to a model.
    pub(crate) fn added_parents(model: ModelId) -> Vec<ModelId> {
        let parent = |addition: Addition| match addition.omitted {
            Omitted::Parent(parent) => Some(parent),
            Omitted::Datanet(_) => None,
        };
        AddedLineage::<T>::get(model).into_iter().filter_map(parent).collect()
    }
}

/// The new shares of a pool with `total` that are `part`, at most one half, of the new total; at least one share for a
/// part above zero. A pool without shares gets a million.
fn shares_for(total: Shares, part: Permill) -> Result<Shares, DispatchError> {
    if part.is_zero() {
        return Ok(0);
    }
    if total == 0 {
        return Ok(MILLION.into());
    }
    let whole = Shares::from(MILLION);
    let part = Shares::from(part.deconstruct());
    // A pool has less than 2^90 shares, and a part has 20 bits.
    let scaled = total.ensure_mul(part)?;
    Ok(scaled.div_ceil(whole.ensure_sub(part)?.max(1)))
}

/// The part of a pool that is left of `passed` if `total` shares have become more by `new`. Rounded down.
fn shrink(passed: u64, total: Shares, new: Shares) -> u64 {
    if new == 0 {
        return passed;
    }
    let sum = total.saturating_add(new);
    multiply_by_rational_with_rounding(passed.into(), total, sum, Rounding::Down)
        .and_then(|left| u64::try_from(left).ok())
        .unwrap_or(0)
}
