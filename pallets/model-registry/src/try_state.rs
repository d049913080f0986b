// SPDX-License-Identifier: Apache-2.0

//! The invariants of the registry.

use crate::{
    AdapterBases, AddedLineage, Addition, Allowed, Artifacts, Config, LeastTerms, ModelInfoOf, Models, NextModelId,
    Obligation, ObligationsOf, Pallet, Terms, TermsBefore, WHOLE,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::{
    disputes::Omitted,
    traits::{DatanetInspect, EraClock, RevenueShares},
    Balance, Holder, ModelId, PoolId,
};

impl<T: Config> Pallet<T> {
    /// Check the invariants by full iteration:
    ///
    /// 1. there is a record for each id below `NextModelId`, and for no other;
    /// 2. parents and predecessors have smaller ids than their descendants and successors (so there are no cycles);
    /// 3. parents fit the kind of the model, none is named twice, and royalties sum to at most 100 %;
    /// 4. no link to a datanet is named twice or has no weight, and the datanets exist;
    /// 5. each team has at least one member, none of them named twice, and its shares sum to exactly 100 %;
    /// 6. `Artifacts` has the artifact of each model, and nothing else;
    /// 7. `AdapterBases` has the base of each adapter, and nothing else;
    /// 8. `derivatives` is the number of models that name the model as a parent;
    /// 9. each allow-list belongs to a model, whose deposit is at least the sum of its entries' deposits and of the
    ///    part that a deprecation returns; a deprecated model has no such part;
    /// 10. at least the deposits of all its models are held from each owner;
    /// 11. the owner of a model is not proposed as its owner;
    /// 12. the ledger has exactly the shares of each model's two pools that follow from its record;
    /// 13. the parents' parts of a data pool and its datanets fit: each parent with data has a part, no other parent
    ///     has one, the datanets share a rest, and without datanets there is none;
    /// 14. obligations belong to models, name each ancestor once, in the order of their ids, and only older models
    ///     whose terms bind;
    /// 15. the parts passed on are those that follow from the parents' records and obligations, and are enough;
    /// 16. each obligation of a parent or of the predecessor is one of the model too, and at least as strict;
    /// 17. no model is more open than the ancestors that it has obligations to, and none without data asks for data;
    /// 18. additions to a lineage belong to models, name nothing twice and nothing that the record names, and only
    ///     older models; the least terms of a model ask for less than its terms, announced ones if there are some, and
    ///     for no more in any respect, or are those that ask for the most: its builder got it back and has not set
    ///     terms.
    /// 19. announced terms ask for more than those in force, and for no less in any respect.
    ///
    /// What a verdict changes holds for later derivatives. So 13, 15 and 16 do not hold between a model and a parent
    /// that a verdict has changed since, nor 15 and 16 for a model that a verdict has changed.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let now = T::Eras::current_era();
        let models: BTreeMap<ModelId, ModelInfoOf<T>> =
            Models::<T>::iter().map(|(id, info)| (id, info.at(now))).collect();
        let next = NextModelId::<T>::get();
        ensure!(models.keys().all(|id| *id < next), "a record has an id that was not given");
        ensure!(u32::try_from(models.len()).is_ok_and(|count| count == next.0), "an id was given without a record");

        for (id, info) in &models {
            Self::check_record(*id, info)?;
            Self::check_shares(*id, info)?;
            Self::check_obligations(*id, info)?;
        }
        ensure!(
            ObligationsOf::<T>::iter_keys().all(|id| models.contains_key(&id)),
            "there are obligations without a model"
        );
        Self::check_additions(&models)?;
        Self::check_indices(&models)?;
        Self::check_deposits(&models)
    }

    /// Invariants 2 to 5, 11 and 13.
    fn check_record(id: ModelId, info: &ModelInfoOf<T>) -> Result<(), TryRuntimeError> {
        ensure!(info.parents.iter().all(|parent| parent.model < id), "a parent is not older than its descendant");
        ensure!(info.predecessor.is_none_or(|predecessor| predecessor < id), "a predecessor is not older");
        Self::ensure_lineage(info.kind, &info.parents).map_err(|_| "a model's parents are not consistent")?;
        Self::ensure_datanets(&info.datanets).map_err(|_| "a model's datanets are not consistent")?;
        ensure!(
            Self::is_judged_since(id, info)
                || Self::ensure_data_parts(&info.parents, &info.datanets, Permill::zero()).is_ok(),
            "a model's data parts are not consistent"
        );
        ensure!(
            info.datanets.iter().all(|link| T::Datanets::exists(link.datanet)),
            "a model is linked to a datanet that does not exist"
        );
        Self::ensure_team(&info.team).map_err(|_| "a model's team is not consistent")?;
        ensure!(info.pending_owner.as_ref() != Some(&info.owner), "the owner is proposed as owner");
        Ok(())
    }

    /// Invariant 12.
    fn check_shares(id: ModelId, info: &ModelInfoOf<T>) -> Result<(), TryRuntimeError> {
        let mut builders = Self::builders_shares(&info.team, &info.parents)?;
        let mut data = Self::data_shares(&info.datanets, &info.parents)?;
        for addition in AddedLineage::<T>::get(id) {
            let (to_builders, to_data) = match addition.omitted {
                Omitted::Parent(parent) => (PoolId::ModelBuilders(parent), PoolId::ModelData(parent)),
                Omitted::Datanet(datanet) => (PoolId::Datanet(datanet), PoolId::Datanet(datanet)),
            };
            builders.entry(Holder::Pool(to_builders)).or_default().ensure_add_assign(addition.builders)?;
            data.entry(Holder::Pool(to_data)).or_default().ensure_add_assign(addition.data)?;
        }
        let pools = [(PoolId::ModelBuilders(id), builders), (PoolId::ModelData(id), data)];
        for (pool, holders) in pools {
            // Each holder has its shares, and they sum to the total: so there is no other holder.
            for (holder, shares) in &holders {
                ensure!(T::Shares::shares_of(&pool, holder) == *shares, "the ledger has other shares than the record");
            }
            let total = holders.values().sum();
            ensure!(T::Shares::total_shares(&pool) == total, "the ledger has a holder without a record");
        }
        Ok(())
    }

    /// Invariants 14 to 17.
    fn check_obligations(id: ModelId, info: &ModelInfoOf<T>) -> Result<(), TryRuntimeError> {
        let obligations = ObligationsOf::<T>::get(id);
        let own: BTreeMap<ModelId, Obligation> = obligations.iter().map(|owed| (owed.ancestor, *owed)).collect();
        ensure!(own.values().eq(obligations.iter()), "obligations are not in the order of the ancestors");
        for Obligation { ancestor, access, royalty, data, .. } in own.values() {
            let terms = Terms { access: *access, royalty: *royalty, data: *data };
            ensure!(*ancestor < id && terms.bind(), "an obligation is to no ancestor or for nothing");
        }

        for terms in [info.terms].into_iter().chain(info.next_terms.map(|next| next.terms)) {
            Self::ensure_terms(&terms, &obligations, Self::has_data(id))
                .map_err(|_| "a model's terms do not fit its obligations or its data")?;
        }
        ensure!(
            info.next_terms.is_none_or(|next| next.terms != info.terms && next.terms.least(info.terms) == info.terms),
            "announced terms ask for no more than those in force"
        );
        if AddedLineage::<T>::contains_key(id) || Self::is_judged_since(id, info) {
            let bounded = own.values().all(|owed| owed.passed_royalty <= WHOLE && owed.passed_data <= WHOLE);
            ensure!(bounded, "more than a whole is passed on");
            return Ok(());
        }

        let ancestry = Self::ancestry(&info.parents)?;
        let mut passed: BTreeMap<ModelId, Obligation> = own
            .iter()
            .map(|(ancestor, owed)| (*ancestor, Obligation { passed_royalty: 0, passed_data: 0, ..*owed }))
            .collect();
        Self::pass_on(&ancestry, &mut passed)?;
        ensure!(passed == own, "the parts passed on are not those of the lineage");
        ensure!(Self::missing(&obligations).is_empty(), "the terms of an ancestor are not met");

        let of_predecessor = info.predecessor.map(ObligationsOf::<T>::get).unwrap_or_default();
        for inherited in ancestry.iter().flat_map(|line| line.obligations.iter()).chain(of_predecessor.iter()) {
            let strict = own.get(&inherited.ancestor).is_some_and(|owed| {
                owed.access >= inherited.access && owed.royalty >= inherited.royalty && owed.data >= inherited.data
            });
            ensure!(strict, "an obligation of a parent is not one of the model");
        }
        Ok(())
    }

    /// Whether a verdict has changed a parent or the predecessor of a model since that was registered.
    fn is_judged_since(id: ModelId, info: &ModelInfoOf<T>) -> bool {
        let sources = info.parents.iter().map(|parent| parent.model).chain(info.predecessor);
        sources.into_iter().any(|source| AddedLineage::<T>::get(source).iter().any(|addition| addition.next > id))
    }

    /// Invariant 18.
    fn check_additions(models: &BTreeMap<ModelId, ModelInfoOf<T>>) -> Result<(), TryRuntimeError> {
        for (id, additions) in AddedLineage::<T>::iter() {
            let info = models.get(&id).ok_or("there are additions without a model")?;
            let mut named: Vec<Omitted> = info.parents.iter().map(|parent| Omitted::Parent(parent.model)).collect();
            for Addition { omitted, next, .. } in additions {
                let linked = match omitted {
                    Omitted::Parent(parent) => parent >= id,
                    Omitted::Datanet(datanet) => info.datanets.iter().any(|link| link.datanet == datanet),
                };
                ensure!(!linked && !named.contains(&omitted) && next > id, "an addition was in the lineage already");
                named.push(omitted);
            }
        }
        for (id, least) in LeastTerms::<T>::iter() {
            let info = models.get(&id).ok_or("there are least terms without a model")?;
            let terms = info.next_terms.map_or(info.terms, |next| next.terms);
            let anew = least == Terms::MOST && TermsBefore::<T>::contains_key(id);
            let less = least != terms && least.least(terms) == least;
            ensure!(anew || less, "the least terms are not the least");
        }
        for (id, (_, next_then)) in TermsBefore::<T>::iter() {
            let known = models.contains_key(&id) && id < next_then && next_then <= NextModelId::<T>::get();
            ensure!(known, "there are terms from before a verdict about no model");
        }
        Ok(())
    }

    /// Invariants 6 to 8.
    fn check_indices(models: &BTreeMap<ModelId, ModelInfoOf<T>>) -> Result<(), TryRuntimeError> {
        let artifacts: BTreeSet<_> = Artifacts::<T>::iter().collect();
        let expected: BTreeSet<_> = models.iter().map(|(id, info)| (info.artifact, *id)).collect();
        ensure!(artifacts == expected, "the index of artifacts is not that of the models");

        let bases: BTreeSet<_> = AdapterBases::<T>::iter().collect();
        let expected: BTreeSet<_> =
            models.iter().filter_map(|(id, info)| Some((*id, Self::base_among(&info.parents)?))).collect();
        ensure!(bases == expected, "the index of adapters is not that of the models");

        let mut derivatives = BTreeMap::<ModelId, u32>::new();
        for parent in models.values().flat_map(|info| info.parents.iter()) {
            derivatives.entry(parent.model).or_default().ensure_add_assign(1)?;
        }
        for id in models.keys() {
            for parent in Self::added_parents(*id) {
                derivatives.entry(parent).or_default().ensure_add_assign(1)?;
            }
        }
        for (id, info) in models {
            let counted = derivatives.get(id).copied().unwrap_or_default();
            ensure!(info.derivatives == counted, "a count of derivatives is wrong");
        }
        Ok(())
    }

    /// Invariants 9 and 10.
    fn check_deposits(models: &BTreeMap<ModelId, ModelInfoOf<T>>) -> Result<(), TryRuntimeError> {
        let mut entries = BTreeMap::<ModelId, Balance>::new();
        for (model, _, deposit) in Allowed::<T>::iter() {
            ensure!(models.contains_key(&model), "there is an allow-list without a model");
            entries.entry(model).or_default().ensure_add_assign(deposit)?;
        }
        let mut owed = BTreeMap::<T::AccountId, Balance>::new();
        for (id, info) in models {
            let listed = entries.get(id).copied().unwrap_or_default();
            ensure!(info.deposit >= listed, "a model's deposit is less than those of its allow-list");
            ensure!(info.deposit.ensure_sub(listed)? >= info.returnable, "a model would return more than it holds");
            ensure!(!info.deprecated || info.returnable == 0, "a deprecated model would return a deposit again");
            owed.entry(info.owner.clone()).or_default().ensure_add_assign(info.deposit)?;
        }
        for (owner, deposit) in owed {
            ensure!(Self::held(&owner) >= deposit, "less is held from an owner than its deposits");
        }
        Ok(())
    }
}
