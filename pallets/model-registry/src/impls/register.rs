// SPDX-License-Identifier: Apache-2.0

//! Registration.

use crate::{
    AdapterBases, Artifacts, Config, DatanetLink, Error, Event, ModelInfo, ModelKind, Models, NextModelId,
    ObligationsOf, Pallet, Parent, ParentRelation, Registration, RegistrationOf, TeamMember, MILLION,
};
use alloc::collections::BTreeSet;
use frame::prelude::*;
use openledger_primitives::{traits::DatanetInspect, Balance, ModelId};

impl<T: Config> Pallet<T> {
    /// Register a model of `owner`, for a deposit of at most `max_deposit`, and return its id.
    pub(crate) fn do_register(
        owner: T::AccountId,
        registration: RegistrationOf<T>,
        predecessor: Option<ModelId>,
        max_deposit: Balance,
    ) -> Result<ModelId, DispatchError> {
        if let Some(predecessor) = predecessor {
            Self::owned(&owner, predecessor)?;
        }
        let Registration { name, kind, artifact, uri, team, parents, datanets, terms } = &registration;
        ensure!(!name.is_empty() && core::str::from_utf8(name).is_ok(), Error::<T>::InvalidName);
        Self::ensure_uri(uri)?;
        ensure!(!artifact.is_zero(), Error::<T>::ZeroArtifact);
        Self::ensure_team(team)?;
        Self::ensure_lineage(*kind, parents)?;
        Self::ensure_datanets(datanets)?;
        ensure!(!Artifacts::<T>::contains_key(*artifact), Error::<T>::ArtifactExists);
        ensure!(datanets.iter().all(|link| T::Datanets::exists(link.datanet)), Error::<T>::DatanetNotFound);

        let ancestry = Self::ancestry(parents)?;
        let obligations = Self::obligations_from(&ancestry, predecessor)?;
        Self::ensure_may_derive(&owner, &obligations)?;
        Self::ensure_data_parts(parents, datanets, T::MinParentData::get())?;
        ensure!(Self::missing(&obligations).is_empty(), Error::<T>::TermsNotMet);
        let has_data = !datanets.is_empty() || parents.iter().any(|parent| !parent.data.is_zero());
        Self::ensure_terms(terms, &obligations, has_data)?;
        Self::ensure_licensed(&owner, parents, datanets)?;
        let returnable = T::ModelDeposit::get();
        let deposit = Self::kept_deposit(&registration, &obligations)?.ensure_add(returnable)?;
        ensure!(deposit <= max_deposit, Error::<T>::DepositTooHigh);
        let Registration { name, kind, artifact, uri, team, parents, datanets, terms } = registration;

        let model = NextModelId::<T>::get();
        NextModelId::<T>::put(model.next().ok_or(ArithmeticError::Overflow)?);
        Self::count_derivative(ancestry)?;
        Self::hold(&owner, deposit)?;
        Self::grant_shares(model, &team, &parents, &datanets)?;
        Artifacts::<T>::insert(artifact, model);
        if let Some(base) = Self::base_among(&parents) {
            AdapterBases::<T>::insert(model, base);
        }
        if !obligations.is_empty() {
            ObligationsOf::<T>::insert(model, obligations);
        }
        let info = ModelInfo {
            owner: owner.clone(),
            pending_owner: None,
            kind,
            name,
            artifact,
            uri,
            parents,
            datanets,
            team,
            terms,
            next_terms: None,
            predecessor,
            deprecated: false,
            derivatives: 0,
            deposit,
            returnable,
            registered_at: frame_system::Pallet::<T>::block_number(),
        };
        Models::<T>::insert(model, info);
        Self::deposit_event(Event::Registered { model, owner, kind, artifact, predecessor, deposit });
        Ok(model)
    }

    /// Check that a URI is text. It may be empty.
    pub(crate) fn ensure_uri(uri: &[u8]) -> DispatchResult {
        ensure!(core::str::from_utf8(uri).is_ok(), Error::<T>::InvalidUri);
        Ok(())
    }

    /// Check that a team's shares sum to exactly one whole, and that it names no account twice.
    pub(crate) fn ensure_team(team: &[TeamMember<T::AccountId>]) -> DispatchResult {
        let accounts: BTreeSet<_> = team.iter().map(|member| &member.account).collect();
        ensure!(accounts.len() == team.len(), Error::<T>::DuplicateBuilder);
        let sum: u64 = team.iter().map(|member| u64::from(member.share.deconstruct())).sum();
        ensure!(sum == u64::from(MILLION), Error::<T>::TeamNotExact);
        Ok(())
    }

    /// Check that parents fit the kind of a model, are named once, and get at most 100 % in royalties.
    pub(crate) fn ensure_lineage(kind: ModelKind, parents: &[Parent]) -> DispatchResult {
        let models: BTreeSet<_> = parents.iter().map(|parent| parent.model).collect();
        ensure!(models.len() == parents.len(), Error::<T>::DuplicateParent);
        let count = |relation| parents.iter().filter(|parent| parent.relation == relation).count();
        let fits = match kind {
            ModelKind::Base => parents.is_empty(),
            ModelKind::FineTune => count(ParentRelation::FineTunedFrom) >= 1,
            ModelKind::Adapter => true,
            ModelKind::Merge => count(ParentRelation::MergedFrom) >= 2,
            ModelKind::Distilled => count(ParentRelation::DistilledFrom) >= 1,
            ModelKind::Agent | ModelKind::Quantized => true,
        };
        let bases = usize::from(kind == ModelKind::Adapter);
        ensure!(fits && count(ParentRelation::AdapterOf) == bases, Error::<T>::InvalidLineage);
        let quantized = usize::from(kind == ModelKind::Quantized);
        ensure!(count(ParentRelation::QuantizedFrom) == quantized, Error::<T>::InvalidLineage);
        let royalties: u64 = parents.iter().map(|parent| u64::from(parent.royalty.deconstruct())).sum();
        ensure!(royalties <= u64::from(MILLION), Error::<T>::RoyaltiesTooLarge);
        Ok(())
    }

    /// Check that links to datanets have a weight and are named once. A datanet can be linked in both relations.
    pub(crate) fn ensure_datanets(datanets: &[DatanetLink]) -> DispatchResult {
        let links: BTreeSet<_> = datanets.iter().map(|link| (link.datanet, link.relation)).collect();
        ensure!(links.len() == datanets.len(), Error::<T>::DuplicateDatanet);
        ensure!(datanets.iter().all(|link| link.weight > 0), Error::<T>::ZeroWeight);
        Ok(())
    }

    /// The base of an adapter with these parents; `None` for any other model.
    pub(crate) fn base_among(parents: &[Parent]) -> Option<ModelId> {
        parents.iter().find(|parent| parent.relation == ParentRelation::AdapterOf).map(|parent| parent.model)
    }
}
