// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of all calls, and models for the benchmarks of other pallets.

#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

use super::*;
use alloc::{vec, vec::Vec};
use frame::{
    benchmarking::prelude::*,
    token::fungible::{Inspect, Mutate},
    traits::EnsureOrigin,
};
use openledger_primitives::{
    disputes::{Judged, Omitted, Ruling, Subject},
    traits::{DatanetInspect, LicenseInspect, ModelInspect, RevenueShares},
    Balance, DatanetId, Holder, ModelId, PoolId,
};

const SEED: u32 = 0;
/// One part per million: with it, sixteen parents hold shares and something is left for the team.
const ROYALTY: Permill = Permill::from_parts(1);

/// Give `who` enough for some hundred deposits.
fn fund<T: Config>(who: &T::AccountId) {
    let price: Balance = Pallet::<T>::largest_deposit() + T::AllowedDeposit::get() + T::Currency::minimum_balance();
    T::Currency::mint_into(who, price * 100).unwrap();
}

fn funded<T: Config>(name: &'static str) -> T::AccountId {
    let who: T::AccountId = account(name, 0, SEED);
    fund::<T>(&who);
    who
}

/// The origin that may register, and its account, with money.
fn registrant<T: Config>() -> Result<(T::RuntimeOrigin, T::AccountId), BenchmarkError> {
    let origin = T::RegisterOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
    let owner = T::RegisterOrigin::ensure_origin(origin.clone()).map_err(|_| BenchmarkError::Weightless)?;
    fund::<T>(&owner);
    Ok((origin, owner))
}

/// A team of `size` with equal shares; the first member is `first` and gets the remainder.
fn team<T: Config>(first: &T::AccountId, size: u32) -> Team<T::AccountId> {
    let share = MILLION / size;
    let mut team =
        vec![TeamMember { account: first.clone(), share: Permill::from_parts(MILLION - share * (size - 1)) }];
    for index in 1..size {
        team.push(TeamMember { account: account("builder", index, SEED), share: Permill::from_parts(share) });
    }
    team.try_into().unwrap()
}

/// Make `count` datanets and link them all.
fn links<T: Config>(owner: &T::AccountId, count: u32) -> Result<DatanetLinks, DispatchError> {
    let mut links = DatanetLinks::default();
    for _ in 0..count {
        let datanet = T::Datanets::create_datanet(owner)?;
        links.force_push(DatanetLink { datanet, relation: DatanetRelation::TrainedOn, weight: u32::MAX });
    }
    Ok(links)
}

/// A registration with the longest texts.
fn registration<T: Config>(
    kind: ModelKind,
    artifact: H256,
    team: Team<T::AccountId>,
    parents: Parents,
    datanets: DatanetLinks,
    access: Access,
) -> RegistrationOf<T> {
    Registration {
        name: vec![b'n'; MAX_NAME as usize].try_into().unwrap(),
        kind,
        artifact,
        uri: vec![b'u'; MAX_URI as usize].try_into().unwrap(),
        team,
        parents,
        datanets,
        terms: Terms { access, ..Default::default() },
    }
}

fn hash(label: &str, index: u32) -> H256 {
    H256(blake2_256(&(label, index).encode()))
}

/// Sixteen base models with the longest records, all linked to the same thirty-two datanets. Made once per chain: they
/// are the parents of every model in the benchmarks.
fn ancestors<T: Config>() -> Result<Vec<ModelId>, DispatchError> {
    bases::<T>(&funded::<T>("ancestor"), "ancestor", MAX_PARENTS)
}

/// `count` base models of `owner` with the longest records, all linked to the same thirty-two datanets. Made once for
/// each `label`.
fn bases<T: Config>(owner: &T::AccountId, label: &str, count: u32) -> Result<Vec<ModelId>, DispatchError> {
    let mut models = Vec::new();
    let mut datanets = None;
    for index in 0..count {
        let artifact = hash(label, index);
        let model = match Artifacts::<T>::get(artifact) {
            Some(model) => model,
            None => {
                let links = match datanets.take() {
                    Some(links) => links,
                    None => links::<T>(owner, MAX_DATANETS)?,
                };
                datanets = Some(links.clone());
                let team = team::<T>(owner, MAX_TEAM);
                let parents = Parents::default();
                let base = registration::<T>(ModelKind::Base, artifact, team, parents, links, Access::Open);
                Pallet::<T>::do_register(owner.clone(), base, None, Balance::MAX)?
            }
        };
        models.push(model);
    }
    Ok(models)
}

/// A parent with the smallest parts that its terms allow, but with shares of both pools.
fn parent_of<T: Config>(model: ModelId, relation: ParentRelation) -> Parent {
    let terms = Models::<T>::get(model).map(|info| info.terms).unwrap_or_default();
    let has_data = T::Shares::total_shares(&PoolId::ModelData(model)) > 0;
    let data = if has_data { terms.data.max(T::MinParentData::get()).max(ROYALTY) } else { Permill::zero() };
    Parent { model, relation, royalty: terms.royalty.max(ROYALTY), data }
}

/// A model of `owner` with sixteen parents and thirty-two datanets: an adapter of `base`, or else a merge.
pub(crate) fn create_model<T: Config>(owner: &T::AccountId, base: Option<ModelId>) -> Result<ModelId, DispatchError> {
    fund::<T>(owner);
    let ancestors = ancestors::<T>()?;
    let datanets = Pallet::<T>::info(ancestors[0])?.datanets;
    let mut parents = Parents::default();
    if let Some(base) = base {
        parents.force_push(parent_of::<T>(base, ParentRelation::AdapterOf));
    }
    let relation = if base.is_some() { ParentRelation::Uses } else { ParentRelation::MergedFrom };
    for model in ancestors.into_iter().filter(|model| Some(*model) != base) {
        // The base takes the place of the last one.
        let _ = parents.try_push(parent_of::<T>(model, relation));
    }
    let kind = if base.is_some() { ModelKind::Adapter } else { ModelKind::Merge };
    let artifact = hash("model", NextModelId::<T>::get().0);
    let model = registration::<T>(kind, artifact, team::<T>(owner, 1), parents, datanets, Access::Open);
    Pallet::<T>::do_register(owner.clone(), model, None, Balance::MAX)
}

/// Propose an account as the owner of a model.
fn propose<T: Config>(owner: &T::AccountId, model: ModelId) -> DispatchResult {
    Pallet::<T>::do_propose_owner(owner, model, Some(account("proposed", 0, SEED)))
}

/// Obligations to thirty-two models under an allow-list: for each, its list is searched in vain for `registrant`, and
/// then the whole record is read to find that `registrant` owns the model. Thirty-two is more than a model with open
/// parents can have of these, since restricted access is passed on: an upper bound.
fn obligations<T: Config>(registrant: &T::AccountId) -> Result<Obligations, DispatchError> {
    let mut obligations = Obligations::default();
    for ancestor in bases::<T>(registrant, "root", MAX_OBLIGATIONS)? {
        obligations.force_push(Obligation {
            ancestor,
            access: Access::AllowList,
            royalty: Permill::zero(),
            data: Permill::zero(),
            passed_royalty: WHOLE,
            passed_data: WHOLE,
        });
    }
    Ok(obligations)
}

/// The `count` parents with the most work: each has the most obligations.
fn obliged_parents<T: Config>(registrant: &T::AccountId, count: u32) -> Result<Parents, DispatchError> {
    let obligations = obligations::<T>(registrant)?;
    let mut parents = Parents::default();
    for model in ancestors::<T>()?.into_iter().take(count as usize) {
        ObligationsOf::<T>::insert(model, obligations.clone());
        parents.force_push(parent_of::<T>(model, ParentRelation::Uses));
    }
    Ok(parents)
}

/// An adapter if there are parents, else an agent: the kind with the most to write.
fn worst_case<T: Config>(
    owner: &T::AccountId,
    team_size: u32,
    parents: u32,
    datanets: u32,
) -> Result<RegistrationOf<T>, DispatchError> {
    let mut parents = obliged_parents::<T>(owner, parents)?;
    if datanets == 0 {
        let others: u32 = parents.iter().skip(1).map(|parent| parent.data.deconstruct()).sum();
        if let Some(first) = parents.iter_mut().next() {
            first.data = Permill::from_parts(MILLION - others);
        }
    }
    let kind = match parents.last_mut() {
        Some(base) => {
            base.relation = ParentRelation::AdapterOf;
            ModelKind::Adapter
        }
        None => ModelKind::Agent,
    };
    let datanets = links::<T>(owner, datanets)?;
    // The list is searched in vain for the registrant, and then the datanet's record says that it is the owner.
    for link in &datanets {
        T::Licenses::restrict(link.datanet)?;
    }
    let team = team::<T>(owner, team_size);
    Ok(registration::<T>(kind, hash("worst case", 0), team, parents, datanets, Access::AllowList))
}

/// A model with the longest record, and its owner.
fn full_model<T: Config>() -> Result<(T::AccountId, ModelId), DispatchError> {
    let owner = funded::<T>("owner");
    let registration = worst_case::<T>(&owner, MAX_TEAM, MAX_PARENTS, MAX_DATANETS)?;
    let model = Pallet::<T>::do_register(owner.clone(), registration, None, Balance::MAX)?;
    Ok((owner, model))
}

/// A model with the longest lists, and a parent that it left out, with the most obligations. The ledger has room for
/// it.
fn omitting_model<T: Config>() -> Result<(ModelId, Subject<T::AccountId>), BenchmarkError> {
    let owner = funded::<T>("owner");
    let omitted = bases::<T>(&owner, "omitted", 1)?[0];
    let registration = worst_case::<T>(&owner, MAX_TEAM, MAX_PARENTS, MAX_DATANETS - 1)?;
    let model = Pallet::<T>::do_register(owner, registration, None, Balance::MAX)?;
    ObligationsOf::<T>::insert(omitted, ObligationsOf::<T>::get(model));
    // Three verdicts before this one.
    let next = NextModelId::<T>::get();
    let of = |index| Addition { omitted: Omitted::Datanet(DatanetId(u32::MAX - index)), builders: 0, data: 0, next };
    AddedLineage::<T>::insert(model, Additions::truncate_from((1..MAX_ADDED).map(of).collect()));
    let least = Terms { royalty: ROYALTY, data: ROYALTY, ..Default::default() };
    LeastTerms::<T>::insert(omitted, least);
    TermsBefore::<T>::insert(omitted, (least, next));
    Ok((model, Subject::Lineage { model, omitted: Omitted::Parent(omitted) }))
}

fn assert_last_event<T: Config>(event: Event<T>) {
    let event: <T as frame_system::Config>::RuntimeEvent = event.into();
    frame_system::Pallet::<T>::assert_last_event(event);
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register(
        t: Linear<1, MAX_TEAM>,
        p: Linear<0, MAX_PARENTS>,
        d: Linear<0, MAX_DATANETS>,
    ) -> Result<(), BenchmarkError> {
        let (origin, owner) = registrant::<T>()?;
        let registration = worst_case::<T>(&owner, t, p, d)?;
        let model = NextModelId::<T>::get();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, registration, Balance::MAX);

        let info = Pallet::<T>::info(model)?;
        assert_eq!((info.team.len(), info.parents.len(), info.datanets.len()), (t as usize, p as usize, d as usize));
        assert_eq!(T::Shares::total_shares(&PoolId::ModelBuilders(model)), 1_000_000_000_000);
        let weights = match (p, d) {
            (0, 0) => 0,
            (_, 0) => 1,
            (_, d) => u128::from(u32::MAX) * u128::from(d),
        };
        assert_eq!(T::Shares::total_shares(&PoolId::ModelData(model)), weights * u128::from(MILLION));
        assert_eq!(ObligationsOf::<T>::get(model).len(), if p == 0 { 0 } else { MAX_OBLIGATIONS as usize });
        Ok(())
    }

    #[benchmark]
    fn register_version(
        t: Linear<1, MAX_TEAM>,
        p: Linear<0, MAX_PARENTS>,
        d: Linear<0, MAX_DATANETS>,
    ) -> Result<(), BenchmarkError> {
        let (origin, owner) = registrant::<T>()?;
        let predecessor = create_model::<T>(&owner, None)?;
        let registration = worst_case::<T>(&owner, t, p, d)?;
        ObligationsOf::<T>::insert(predecessor, obligations::<T>(&owner)?);
        let model = NextModelId::<T>::get();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, predecessor, registration, Balance::MAX);

        assert_eq!(Pallet::<T>::info(model)?.predecessor, Some(predecessor));
        assert_eq!(T::Shares::total_shares(&PoolId::ModelBuilders(model)), 1_000_000_000_000);
        Ok(())
    }

    #[benchmark]
    fn set_terms() -> Result<(), BenchmarkError> {
        let (owner, model) = full_model::<T>()?;
        propose::<T>(&owner, model)?;
        let new = Terms { access: Access::AllowList, royalty: ROYALTY, data: ROYALTY };

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), model, new);

        let ModelInfo { next_terms: next, pending_owner, .. } = Pallet::<T>::info(model)?;
        assert_eq!((next.map(|next| next.terms), pending_owner), (Some(new), None));
        assert_last_event::<T>(Event::TermsAnnounced { model, next });
        Ok(())
    }

    #[benchmark]
    fn add_allowed() -> Result<(), BenchmarkError> {
        let (owner, model) = full_model::<T>()?;
        let who: T::AccountId = account("listed", 0, SEED);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), model, who.clone(), Balance::MAX);

        assert!(Allowed::<T>::contains_key(model, &who));
        assert_last_event::<T>(Event::AllowedAdded { model, who, deposit: T::AllowedDeposit::get() });
        Ok(())
    }

    #[benchmark]
    fn remove_allowed() -> Result<(), BenchmarkError> {
        let (owner, model) = full_model::<T>()?;
        let who: T::AccountId = account("listed", 0, SEED);
        Pallet::<T>::do_add_allowed(&owner, model, who.clone(), Balance::MAX)?;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), model, who.clone());

        assert!(!Allowed::<T>::contains_key(model, &who));
        assert_last_event::<T>(Event::AllowedRemoved { model, who, deposit: T::AllowedDeposit::get() });
        Ok(())
    }

    #[benchmark]
    fn set_uri() -> Result<(), BenchmarkError> {
        let (owner, model) = full_model::<T>()?;
        let uri: Uri = vec![b'v'; MAX_URI as usize].try_into().unwrap();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), model, uri.clone());

        assert_eq!(Pallet::<T>::info(model)?.uri, uri);
        assert_last_event::<T>(Event::UriChanged { model });
        Ok(())
    }

    #[benchmark]
    fn deprecate() -> Result<(), BenchmarkError> {
        let (owner, model) = full_model::<T>()?;
        propose::<T>(&owner, model)?;
        let deposit = Pallet::<T>::info(model)?.returnable;

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), model);

        assert!(!<Pallet<T> as ModelInspect<T::AccountId>>::is_active(model));
        assert_last_event::<T>(Event::Deprecated { model, deposit });
        Ok(())
    }

    #[benchmark]
    fn propose_owner() -> Result<(), BenchmarkError> {
        let (owner, model) = full_model::<T>()?;
        let proposed: T::AccountId = account("proposed", 0, SEED);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), model, Some(proposed.clone()));

        assert_eq!(Pallet::<T>::info(model)?.pending_owner, Some(proposed.clone()));
        assert_last_event::<T>(Event::OwnershipProposed { model, proposed: Some(proposed) });
        Ok(())
    }

    #[benchmark]
    fn accept_ownership() -> Result<(), BenchmarkError> {
        let (from, model) = full_model::<T>()?;
        let to = funded::<T>("proposed");
        Pallet::<T>::do_propose_owner(&from, model, Some(to.clone()))?;
        let deposit = Pallet::<T>::info(model)?.deposit;

        #[extrinsic_call]
        _(RawOrigin::Signed(to.clone()), model, deposit);

        assert_eq!(Pallet::<T>::info(model)?.owner, to);
        assert_last_event::<T>(Event::OwnershipTransferred { model, from, to, deposit });
        Ok(())
    }

    /// The account that takes over is in the team: two positions become one. The other is the owner's, which has
    /// proposed a third as owner.
    #[benchmark]
    fn transfer_builder_share() -> Result<(), BenchmarkError> {
        let (owner, model) = full_model::<T>()?;
        propose::<T>(&owner, model)?;
        let mut info = Pallet::<T>::info(model)?;
        let team = info.team.clone();
        let TeamMember { account: from, share } = team[team.len() - 1].clone();
        info.owner = from.clone();
        Models::<T>::insert(model, info);
        let to = team[team.len() - 2].account.clone();

        #[extrinsic_call]
        _(RawOrigin::Signed(from.clone()), model, to.clone());

        assert_eq!(Pallet::<T>::info(model)?.team.len(), team.len() - 1);
        assert_eq!(T::Shares::shares_of(&PoolId::ModelBuilders(model), &Holder::Account(from.clone())), 0);
        assert_last_event::<T>(Event::BuilderShareTransferred { model, from, to, share });
        Ok(())
    }

    #[benchmark]
    fn open_case() -> Result<(), BenchmarkError> {
        let (model, subject) = omitting_model::<T>()?;
        let owner = Pallet::<T>::info(model)?.owner;
        let challenger: T::AccountId = account("challenger", 0, SEED);
        let respondent;

        #[block]
        {
            respondent = <Pallet<T> as Judged<T::AccountId>>::open(&subject, &challenger);
        }

        assert_eq!(respondent, Ok(owner));
        Ok(())
    }

    /// Of an account without one.
    #[benchmark]
    fn has_interest() -> Result<(), BenchmarkError> {
        let (_, subject) = omitting_model::<T>()?;
        let judge: T::AccountId = account("judge", 0, SEED);
        let interested;

        #[block]
        {
            interested = <Pallet<T> as Judged<T::AccountId>>::has_interest(&subject, &judge);
        }

        assert!(!interested);
        Ok(())
    }

    #[benchmark]
    fn execute_artifact() -> Result<(), BenchmarkError> {
        let (thief, model) = full_model::<T>()?;
        let least = Terms { royalty: ROYALTY, ..Default::default() };
        LeastTerms::<T>::insert(model, least);
        TermsBefore::<T>::insert(model, (least, NextModelId::<T>::get()));
        Pallet::<T>::do_deprecate(&thief, model)?;
        let builder = funded::<T>("true builder");
        let subject = Subject::Artifact { model };

        #[block]
        {
            Pallet::<T>::execute(&subject, &builder, Ruling::Overturned)?;
        }

        assert_eq!(Pallet::<T>::info(model)?.owner, builder);
        Ok(())
    }

    #[benchmark]
    fn execute_lineage() -> Result<(), BenchmarkError> {
        let (model, subject) = omitting_model::<T>()?;
        let challenger: T::AccountId = account("challenger", 0, SEED);

        #[block]
        {
            Pallet::<T>::execute(&subject, &challenger, Ruling::Overturned)?;
        }

        assert_eq!(AddedLineage::<T>::get(model).len(), MAX_ADDED as usize);
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
