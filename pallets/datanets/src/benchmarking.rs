// SPDX-License-Identifier: Apache-2.0

//! One benchmark for each call in its worst case, and for each cheaper case of `review`, which refunds.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing)]

use crate::*;
use alloc::{vec, vec::Vec};
use frame::{
    benchmarking::prelude::*,
    deps::sp_runtime::Permill,
    traits::{fungible::Balanced, EnsureOrigin},
};
use openledger_primitives::{
    deposit::Deposit,
    disputes::{Ground, Judged, Ruling, Subject},
    sponsorship::Sponsor,
    traits::{AdvanceEras, DatanetInspect, EraClock, RevenueShares},
    Balance, ContributionId, DatanetId, Holder, PoolId, OPEN,
};

/// The policy with the most reviews.
pub(crate) fn policy<T: Config>() -> Policy {
    // More than nothing, so that there is something to hold and to lose.
    let deposit = T::MinContributionDeposit::get().max(OPEN).min(T::MaxContributionDeposit::get());
    Policy {
        reviews: MAX_REVIEWS,
        min_score: 1,
        deposit,
        originals_part: Permill::from_percent(30),
        max_items: T::MaxItems::get().min(1_000),
        review_eras: T::MaxReviewEras::get(),
        curation: Curation::default(),
    }
}

/// The policy with the most reviews, by bonded curators who have a part and lose a part.
fn curated_policy<T: Config>() -> Policy {
    let bond = T::ReviewsDeposit::get().max(OPEN);
    let curation = Curation { bond, part: Permill::from_percent(10), loss: Permill::from_percent(50) };
    Policy { curation, ..policy::<T>() }
}

/// Give `who` enough for any number of deposits.
pub(crate) fn endow<T: Config>(who: &T::AccountId) {
    let amount = T::DatanetDeposit::get() + 100 * policy::<T>().deposit + 1_000_000 * OPEN;
    let _ = T::Currency::resolve(who, T::Currency::issue(amount));
}

fn endowed<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let who = account(name, index, 0);
    endow::<T>(&who);
    who
}

/// A contributor in the most expensive case: one whose deposit the datanet's budget has to pay, if there are budgets.
fn contributor<T: Config>(datanet: DatanetId) -> T::AccountId {
    if T::Sponsors::sponsor_everyone(datanet) {
        account("contributor", 0, 0)
    } else {
        endowed::<T>("contributor", 0)
    }
}

/// The deposit of a contribution is the budget's.
fn sponsored<T: Config>(id: ContributionId) -> bool {
    let contribution = Contributions::<T>::get(id).unwrap();
    contribution.deposit.depositor != contribution.contributor
}

/// Only admitted accounts may contribute, from now on.
fn curate<T: Config<Eras: AdvanceEras>>(owner: &T::AccountId, datanet: DatanetId) {
    Pallet::<T>::do_set_policy(owner, datanet, Admission::Curated, policy::<T>()).unwrap();
    T::Eras::advance_eras(T::PolicyNotice::get());
}

/// `who` becomes a former curator while a contribution is pending.
fn retire<T: Config>(owner: &T::AccountId, datanet: DatanetId, who: &T::AccountId) {
    Pallet::<T>::do_add_curator(owner, datanet, who.clone()).unwrap();
    submit::<T>(datanet, &endowed::<T>("contributor", 0), submission::<T>(0, Kind::Raw));
    Pallet::<T>::do_remove_curator(owner, datanet, who.clone()).unwrap();
}

fn uri() -> Uri {
    vec![b'u'; 256].try_into().unwrap()
}

/// An open datanet and its owner.
fn datanet<T: Config>() -> (DatanetId, T::AccountId) {
    let owner = account("owner", 0, 0);
    let datanet = Pallet::<T>::create_datanet(&owner).unwrap();
    (datanet, owner)
}

/// Appoint as many curators as a policy can ask for reviews.
fn curators<T: Config>(datanet: DatanetId) -> Vec<T::AccountId> {
    let owner = Datanets::<T>::get(datanet).unwrap().owner;
    let appoint = |index| {
        let curator: T::AccountId = account("curator", index, 0);
        Pallet::<T>::do_add_curator(&owner, datanet, curator.clone()).unwrap();
        curator
    };
    (0..u32::from(MAX_REVIEWS)).map(appoint).collect()
}

/// Appoint a curator with a bond.
fn bonded<T: Config>(datanet: DatanetId, owner: &T::AccountId, name: &'static str, index: u32) -> T::AccountId {
    let who = endowed::<T>(name, index);
    Pallet::<T>::do_add_curator(owner, datanet, who.clone()).unwrap();
    Pallet::<T>::do_bond_curator(who.clone(), datanet, curated_policy::<T>().curation.bond).unwrap();
    who
}

/// An open datanet with [`curated_policy`], its owner, and as many bonded curators as it asks for.
fn curated<T: Config>() -> (DatanetId, T::AccountId, Vec<T::AccountId>) {
    let owner = endowed::<T>("owner", 0);
    let name = vec![b'n'; 64].try_into().unwrap();
    let policy = curated_policy::<T>();
    let datanet = Pallet::<T>::do_create(owner.clone(), name, uri(), Admission::Open, policy, Balance::MAX).unwrap();
    let appoint = |index| bonded::<T>(datanet, &owner, "curator", index);
    let curators = (0..u32::from(MAX_REVIEWS)).map(appoint).collect();
    (datanet, owner, curators)
}

/// Announce rules that need every curator and give them another part.
fn announce<T: Config>(datanet: DatanetId, owner: &T::AccountId) {
    let curation = Curation { part: Permill::from_percent(20), ..curated_policy::<T>().curation };
    let policy = Policy { curation, ..policy::<T>() };
    Pallet::<T>::do_set_policy(owner, datanet, Admission::Open, policy).unwrap();
}

fn submission<T: Config>(seed: u32, kind: Kind) -> Submission {
    let content_hash = H256(frame::hashing::blake2_256(&seed.to_be_bytes()));
    Submission { kind, content_hash, items: policy::<T>().max_items, bytes: u64::MAX, uri: Some(uri()) }
}

fn submit<T: Config>(datanet: DatanetId, who: &T::AccountId, submission: Submission) -> ContributionId {
    let id = NextContributionId::<T>::get();
    Pallet::<T>::do_contribute(who.clone(), datanet, [submission], Balance::MAX).unwrap();
    id
}

/// A contribution with the score `score` of every curator but one.
fn almost_decided<T: Config>(
    datanet: DatanetId,
    curators: &[T::AccountId],
    who: &T::AccountId,
    submission: Submission,
    score: u8,
) -> ContributionId {
    let id = submit::<T>(datanet, who, submission);
    for curator in &curators[1..] {
        Pallet::<T>::do_review(curator.clone(), id, score).unwrap();
    }
    id
}

fn accepted<T: Config>(
    datanet: DatanetId,
    curators: &[T::AccountId],
    who: &T::AccountId,
    submission: Submission,
) -> ContributionId {
    let id = almost_decided::<T>(datanet, curators, who, submission, 100);
    Pallet::<T>::do_review(curators[0].clone(), id, 100).unwrap();
    id
}

/// The longest record of an accepted refinement of the contributions of `sources`. Nothing else is written.
pub(crate) fn insert_accepted<T: Config>(
    datanet: DatanetId,
    contributor: &T::AccountId,
    sources: &[T::AccountId],
) -> Result<ContributionId, DispatchError> {
    let id = NextContributionId::<T>::get();
    NextContributionId::<T>::put(id.next().ok_or(ArithmeticError::Overflow)?);
    let named: Vec<_> = (0..sources.len() as u64).map(ContributionId).collect();
    let kind = if named.is_empty() {
        Kind::Raw
    } else {
        Kind::Refinement { method: Refinement::Labeling, sources: named.try_into().unwrap() }
    };
    let era = T::Eras::current_era();
    let record = Contribution {
        datanet,
        contributor: contributor.clone(),
        kind,
        source_contributors: sources.to_vec().try_into().unwrap(),
        content_hash: H256::repeat_byte(1),
        items: 1,
        bytes: 1,
        uri: Some(uri()),
        status: Status::Accepted { score: 100 },
        shares: 60,
        source_shares: 3,
        curator_shares: 10,
        deposit: Deposit { depositor: contributor.clone(), amount: 0 },
        submitted: frame_system::Pallet::<T>::block_number(),
        era,
        accepted: Some(era),
    };
    Contributions::<T>::insert(id, record);
    Ok(id)
}

/// A refinement of `count` accepted contributions by different contributors; raw data if `count` is zero.
fn refinement<T: Config>(datanet: DatanetId, curators: &[T::AccountId], count: u32) -> Kind {
    let source = |index| {
        let who = endowed::<T>("source", index);
        accepted::<T>(datanet, curators, &who, submission::<T>(1_000_000 + index, Kind::Raw))
    };
    let sources: Vec<_> = (0..count).map(source).collect();
    if sources.is_empty() {
        Kind::Raw
    } else {
        Kind::Refinement { method: Refinement::Labeling, sources: sources.try_into().unwrap() }
    }
}

/// The contributors of the sources of [`refinement`], and `who`: a decision changes their positions in the ledger.
fn holders<T: Config>(sources: u32, who: &T::AccountId) -> Vec<T::AccountId> {
    (0..sources).map(|index| account("source", index, 0)).chain([who.clone()]).collect()
}

/// Give each of `holders`, and a stranger after them, new shares in an era of its own. Then the ledger has to look up
/// for each holder how much a share had earned when the new shares began to earn.
fn stagger<T: Config<Eras: AdvanceEras>>(datanet: DatanetId, curators: &[T::AccountId], holders: &[T::AccountId]) {
    let stranger = endowed::<T>("stranger", 0);
    for (index, who) in holders.iter().chain([&stranger]).enumerate() {
        T::Eras::advance_eras(1);
        accepted::<T>(datanet, curators, who, submission::<T>(2_000_000 + index as u32, Kind::Raw));
    }
    T::Eras::advance_eras(1);
}

fn assert_last_event<T: Config>(event: Event<T>) {
    frame_system::Pallet::<T>::assert_last_event(event.into());
}

fn shares_of<T: Config>(datanet: DatanetId, who: &T::AccountId) -> u128 {
    T::Shares::shares_of(&PoolId::Datanet(datanet), &Holder::Account(who.clone()))
}

/// A case about a bonded curator, whom an announced policy needs.
pub(crate) fn curator_case<T: Config>() -> Result<Subject<T::AccountId>, DispatchError> {
    let (datanet, owner, curators) = curated::<T>();
    announce::<T>(datanet, &owner);
    Ok(Subject::Curator { datanet, curator: curators[0].clone() })
}

/// A refinement of the most sources, decided with this score by bonded curators, and its contributor.
fn judged<T: Config>(score: u8) -> (DatanetId, ContributionId, T::AccountId) {
    let (datanet, _, curators) = curated::<T>();
    let kind = refinement::<T>(datanet, &curators, MAX_SOURCES);
    let who = endowed::<T>("contributor", 0);
    stagger::<T>(datanet, &curators, &holders::<T>(MAX_SOURCES, &who));
    let id = almost_decided::<T>(datanet, &curators, &who, submission::<T>(0, kind), score);
    Pallet::<T>::do_review(curators[0].clone(), id, score).unwrap();
    // What it granted earns, and the new shares are the first of their era.
    T::Eras::advance_eras(1);
    (datanet, id, who)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn create() -> Result<(), BenchmarkError> {
        let origin = T::CreateOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let owner = T::CreateOrigin::ensure_origin(origin.clone()).map_err(|_| BenchmarkError::Weightless)?;
        endow::<T>(&owner);
        let datanet = NextDatanetId::<T>::get();
        let name: Name = vec![b'n'; 64].try_into().unwrap();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, name, uri(), Admission::Curated, curated_policy::<T>(), Balance::MAX);

        let deposit = T::DatanetDeposit::get();
        assert_last_event::<T>(Event::Created {
            datanet,
            owner,
            admission: Admission::Curated,
            policy: curated_policy::<T>(),
            deposit,
        });
        assert!(Datanets::<T>::contains_key(datanet));
        Ok(())
    }

    #[benchmark]
    fn set_policy() {
        let (datanet, owner) = datanet::<T>();
        curators::<T>(datanet);
        let policy = curated_policy::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, Admission::Curated, policy);

        let next = Datanets::<T>::get(datanet).unwrap().pending.unwrap();
        assert_eq!((next.admission, next.policy), (Admission::Curated, policy));
    }

    #[benchmark]
    fn set_metadata() {
        let (datanet, owner) = datanet::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, uri());

        assert_eq!(Datanets::<T>::get(datanet).unwrap().metadata, uri());
        assert_last_event::<T>(Event::MetadataSet { datanet, metadata: uri() });
    }

    #[benchmark]
    fn add_curator() {
        let (datanet, owner) = datanet::<T>();
        let who: T::AccountId = account("new curator", 0, 0);
        // A former curator's entry is replaced.
        curators::<T>(datanet);
        retire::<T>(&owner, datanet, &who);
        T::Eras::advance_eras(T::MaxReviewEras::get() + 1);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, who.clone());

        assert!(Curators::<T>::get(datanet, &who).unwrap().removed.is_none());
    }

    /// With a bond, and while a contribution is pending.
    #[benchmark]
    fn remove_curator() {
        let (datanet, owner, _) = curated::<T>();
        let who = bonded::<T>(datanet, &owner, "new curator", 0);
        submit::<T>(datanet, &endowed::<T>("contributor", 0), submission::<T>(0, Kind::Raw));

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, who.clone());

        assert!(Curators::<T>::get(datanet, &who).unwrap().removed.is_some());
        assert!(CuratorBonds::<T>::get(datanet, &who).unwrap().until.is_some());
    }

    #[benchmark]
    fn add_contributor() {
        let (datanet, owner) = datanet::<T>();
        let who: T::AccountId = account("contributor", 0, 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, who.clone(), Balance::MAX);

        assert!(Contributors::<T>::contains_key(datanet, &who));
        assert_last_event::<T>(Event::ContributorAdded { datanet, who, deposit: T::ContributorDeposit::get() });
    }

    #[benchmark]
    fn remove_contributor() {
        let (datanet, owner) = datanet::<T>();
        let who: T::AccountId = account("contributor", 0, 0);
        Pallet::<T>::do_add_contributor(&owner, datanet, who.clone(), Balance::MAX).unwrap();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, who.clone());

        assert!(!Contributors::<T>::contains_key(datanet, &who));
        assert_last_event::<T>(Event::ContributorRemoved { datanet, who, released: T::ContributorDeposit::get() });
    }

    #[benchmark]
    fn contribute(s: Linear<0, MAX_SOURCES>) {
        let (datanet, owner) = datanet::<T>();
        let curators = curators::<T>(datanet);
        let kind = refinement::<T>(datanet, &curators, s);
        let who = contributor::<T>(datanet);
        // Curated, so that the admission is read too.
        Pallet::<T>::do_add_contributor(&owner, datanet, who.clone(), Balance::MAX).unwrap();
        curate::<T>(&owner, datanet);
        let id = NextContributionId::<T>::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), datanet, submission::<T>(0, kind), Balance::MAX);

        let contribution = Contributions::<T>::get(id).unwrap();
        assert_eq!((contribution.contributor, contribution.kind.source_count()), (who, s));
    }

    #[benchmark]
    fn contribute_batch(n: Linear<1, MAX_BATCH>) {
        let (datanet, owner) = datanet::<T>();
        curators::<T>(datanet);
        let who = contributor::<T>(datanet);
        Pallet::<T>::do_add_contributor(&owner, datanet, who.clone(), Balance::MAX).unwrap();
        curate::<T>(&owner, datanet);
        let submissions: Vec<_> = (0..n).map(|seed| submission::<T>(seed, Kind::Raw)).collect();

        #[extrinsic_call]
        _(RawOrigin::Signed(who), datanet, submissions.try_into().unwrap(), Balance::MAX);

        assert_eq!(Datanets::<T>::get(datanet).unwrap().counts.pending, u64::from(n));
    }

    #[benchmark]
    fn review(s: Linear<0, MAX_SOURCES>) {
        let (datanet, _) = datanet::<T>();
        let curators = curators::<T>(datanet);
        let kind = refinement::<T>(datanet, &curators, s);
        let who = endowed::<T>("contributor", 0);
        // First, as the eras that it takes could be more than reviews have.
        stagger::<T>(datanet, &curators, &holders::<T>(s, &who));
        let id = almost_decided::<T>(datanet, &curators, &who, submission::<T>(0, kind), 100);
        let before = shares_of::<T>(datanet, &who);

        #[extrinsic_call]
        _(RawOrigin::Signed(curators[0].clone()), id, 100);

        let contribution = Contributions::<T>::get(id).unwrap();
        assert_eq!(contribution.status, Status::Accepted { score: 100 });
        assert_eq!(shares_of::<T>(datanet, &who), before + contribution.shares);
    }

    #[benchmark]
    fn review_rejecting(s: Linear<0, MAX_SOURCES>) {
        let (datanet, _) = datanet::<T>();
        let curators = curators::<T>(datanet);
        let kind = refinement::<T>(datanet, &curators, s);
        let who = endowed::<T>("contributor", 0);
        let id = almost_decided::<T>(datanet, &curators, &who, submission::<T>(0, kind), 0);

        #[extrinsic_call]
        review(RawOrigin::Signed(curators[0].clone()), id, 0);

        assert_eq!(Contributions::<T>::get(id).unwrap().status, Status::Rejected { score: 0 });
    }

    #[benchmark]
    fn review_undecided(s: Linear<0, MAX_SOURCES>) {
        let (datanet, _, curators) = curated::<T>();
        let kind = refinement::<T>(datanet, &curators, s);
        let who = endowed::<T>("contributor", 0);
        let id = submit::<T>(datanet, &who, submission::<T>(0, kind));
        for curator in &curators[2..] {
            Pallet::<T>::do_review(curator.clone(), id, 100).unwrap();
        }

        #[extrinsic_call]
        review(RawOrigin::Signed(curators[0].clone()), id, 100);

        assert_eq!(Reviews::<T>::get(id).len(), usize::from(MAX_REVIEWS) - 1);
        assert_last_event::<T>(Event::Reviewed { contribution: id, curator: curators[0].clone(), score: 100 });
    }

    /// Every curator's last counted review was in an era of its own.
    #[benchmark]
    fn keep_reviews(n: Linear<1, { MAX_REVIEWS as u32 }>) {
        let (datanet, _, curators) = curated::<T>();
        let id = submit::<T>(datanet, &endowed::<T>("contributor", 0), submission::<T>(0, Kind::Raw));
        for curator in &curators {
            T::Eras::advance_eras(1);
            T::Shares::add(&PoolId::Curators(datanet), &Holder::Account(curator.clone()), 1).unwrap();
        }
        T::Eras::advance_eras(1);
        let mut record = Contributions::<T>::get(id).unwrap();
        let terms = match record.status {
            Status::Pending(terms) => Some(terms),
            _ => None,
        };
        let terms = terms.unwrap();
        let reviews: Vec<_> = curators.iter().take(n as usize).map(|curator| (curator.clone(), 0)).collect();
        let reviews = ReviewsOf::<T>::try_from(reviews).unwrap();
        let penalty = record.deposit.amount;
        let rest;

        #[block]
        {
            Pallet::<T>::keep_reviews(datanet, id, &terms, reviews, false).unwrap();
            rest = Pallet::<T>::pay_curators(datanet, &mut record.deposit, &terms, penalty).unwrap();
        }

        assert!(rest < penalty);
        assert_eq!(Decisions::<T>::get(id).unwrap().reviews.len(), n as usize);
        assert_eq!(CuratorBonds::<T>::get(datanet, &curators[0]).unwrap().reviews, 1);
    }

    /// The reviews are bad, and their time is over.
    #[benchmark]
    fn withdraw() {
        let (datanet, owner) = datanet::<T>();
        let curators = curators::<T>(datanet);
        let who = contributor::<T>(datanet);
        let id = submit::<T>(datanet, &who, submission::<T>(0, Kind::Raw));
        for (index, curator) in curators[1..].iter().enumerate() {
            // Fewer than half are bad.
            Pallet::<T>::do_review(curator.clone(), id, if index < 7 { 0 } else { 100 }).unwrap();
        }
        T::Eras::advance_eras(T::MaxReviewEras::get() + 1);
        let caller = if sponsored::<T>(id) { owner } else { who.clone() };

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), id);

        let released = policy::<T>().deposit;
        assert_last_event::<T>(Event::Withdrawn { contribution: id, datanet, contributor: who, released });
        assert!(!Contributions::<T>::contains_key(id));
    }

    #[benchmark]
    fn erase(s: Linear<0, MAX_SOURCES>) {
        let (datanet, _, curators) = curated::<T>();
        let kind = refinement::<T>(datanet, &curators, s);
        let who = endowed::<T>("contributor", 0);
        let id = accepted::<T>(datanet, &curators, &who, submission::<T>(0, kind));
        stagger::<T>(datanet, &curators, &holders::<T>(s, &who));
        let before = shares_of::<T>(datanet, &who);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), id);

        let contribution = Contributions::<T>::get(id).unwrap();
        assert!(matches!(contribution.status, Status::Erased { .. }));
        assert_eq!(shares_of::<T>(datanet, &who), before - contribution.shares);
    }

    #[benchmark]
    fn fund() {
        let (datanet, _) = datanet::<T>();
        let curators = curators::<T>(datanet);
        let who = endowed::<T>("contributor", 0);
        accepted::<T>(datanet, &curators, &who, submission::<T>(0, Kind::Raw));
        let caller = endowed::<T>("grantor", 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), datanet, 1_000 * OPEN);

        assert_last_event::<T>(Event::Funded { datanet, who: caller, amount: 1_000 * OPEN });
    }

    #[benchmark]
    fn propose_owner() {
        let (datanet, owner) = datanet::<T>();
        let proposed = Some(account("new", 0, 0));

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, proposed.clone());

        assert_eq!(Datanets::<T>::get(datanet).unwrap().pending_owner, proposed);
        assert_last_event::<T>(Event::OwnershipProposed { datanet, proposed });
    }

    #[benchmark]
    fn accept_ownership() {
        let (datanet, owner) = datanet::<T>();
        let to = endowed::<T>("new", 0);
        Pallet::<T>::do_add_contributor(&owner, datanet, to.clone(), Balance::MAX).unwrap();
        Pallet::<T>::do_propose_owner(&owner, datanet, Some(to.clone())).unwrap();

        #[extrinsic_call]
        _(RawOrigin::Signed(to.clone()), datanet, Balance::MAX);

        assert_eq!(Datanets::<T>::get(datanet).unwrap().owner, to);
        let deposit = T::DatanetDeposit::get() + T::ContributorDeposit::get();
        assert_last_event::<T>(Event::OwnershipTransferred { datanet, from: owner, to, released: deposit, deposit });
    }

    /// By the owner, if the datanet has a budget that paid the deposit. The curators were bonded.
    #[benchmark]
    fn prune() {
        let (datanet, owner, curators) = curated::<T>();
        let kind = refinement::<T>(datanet, &curators, MAX_SOURCES);
        let who = contributor::<T>(datanet);
        let id = accepted::<T>(datanet, &curators, &who, submission::<T>(0, kind));
        Pallet::<T>::do_erase(who.clone(), id).unwrap();
        T::Eras::advance_eras(4 * T::MaxReviewEras::get() + 1);
        let caller = if sponsored::<T>(id) { owner } else { who.clone() };

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), id);

        assert!(!Contributions::<T>::contains_key(id));
        let released = (T::RecordDeposit::get() + T::ReviewsDeposit::get()).min(policy::<T>().deposit);
        assert_last_event::<T>(Event::Pruned { contribution: id, datanet, contributor: who, released });
    }

    #[benchmark]
    fn bond_curator() {
        let (datanet, owner, _) = curated::<T>();
        let who = bonded::<T>(datanet, &owner, "new curator", 0);
        let before = CuratorBonds::<T>::get(datanet, &who).unwrap().amount;

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), datanet, OPEN);

        assert_last_event::<T>(Event::CuratorBonded { datanet, who, amount: OPEN, total: before + OPEN });
    }

    /// While a contribution is pending, and an announced policy needs the curator.
    #[benchmark]
    fn leave_curator() {
        let (datanet, owner, curators) = curated::<T>();
        submit::<T>(datanet, &endowed::<T>("contributor", 0), submission::<T>(0, Kind::Raw));
        announce::<T>(datanet, &owner);
        let who = curators[0].clone();

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), datanet);

        assert!(CuratorBonds::<T>::get(datanet, &who).unwrap().until.is_some());
        assert_eq!(Datanets::<T>::get(datanet).unwrap().pending, None);
    }

    #[benchmark]
    fn withdraw_curator_bond() {
        let (datanet, _, curators) = curated::<T>();
        for seed in 0..3 {
            T::Eras::advance_eras(1);
            let who = endowed::<T>("contributor", seed);
            accepted::<T>(datanet, &curators, &who, submission::<T>(seed, Kind::Raw));
        }
        let who = curators[0].clone();
        Pallet::<T>::do_leave_curator(who.clone(), datanet).unwrap();
        T::Eras::advance_eras(T::MaxReviewEras::get() + LIABILITY_ERAS + 1);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), datanet);

        let released = curated_policy::<T>().curation.bond;
        assert_last_event::<T>(Event::CuratorBondWithdrawn { datanet, who, released });
    }

    #[benchmark]
    fn open_case() {
        let (datanet, id, who) = judged::<T>(0);
        let owner = Datanets::<T>::get(datanet).unwrap().owner;
        let subject = Subject::Review { contribution: id, score: 100 };
        let respondent;

        #[block]
        {
            respondent = <Pallet<T> as Judged<T::AccountId>>::open(&subject, &who);
        }

        assert_eq!(respondent, Ok(owner));
    }

    #[benchmark]
    fn execute_review() {
        let (_, id, who) = judged::<T>(0);
        let subject = Subject::Review { contribution: id, score: 100 };
        let owed;

        #[block]
        {
            owed = Pallet::<T>::execute(&subject, &who, Ruling::Overturned).unwrap();
        }

        assert!(owed > 0);
        assert_eq!(Contributions::<T>::get(id).unwrap().status, Status::Accepted { score: 100 });
    }

    #[benchmark]
    fn execute_acceptance() {
        let (_, id, _) = judged::<T>(100);
        let challenger = endowed::<T>("challenger", 0);
        let subject = Subject::Acceptance { contribution: id, ground: Ground::Stolen };

        #[block]
        {
            Pallet::<T>::execute(&subject, &challenger, Ruling::Overturned).unwrap();
        }

        assert!(!Contributions::<T>::contains_key(id) && !Decisions::<T>::contains_key(id));
    }

    #[benchmark]
    fn execute_score() {
        let (_, id, who) = judged::<T>(50);
        let subject = Subject::Score { contribution: id, score: 100 };

        #[block]
        {
            Pallet::<T>::execute(&subject, &who, Ruling::Overturned).unwrap();
        }

        assert_eq!(Contributions::<T>::get(id).unwrap().status, Status::Accepted { score: 100 });
    }

    #[benchmark]
    fn execute_curator() {
        let subject = curator_case::<T>().unwrap();
        let challenger = endowed::<T>("challenger", 0);

        #[block]
        {
            Pallet::<T>::execute(&subject, &challenger, Ruling::Overturned).unwrap();
        }

        let curator: T::AccountId = account("curator", 0, 0);
        let datanet = DatanetId(NextDatanetId::<T>::get().0 - 1);
        assert!(!Curators::<T>::contains_key(datanet, &curator));
        assert_eq!(CuratorBonds::<T>::get(datanet, &curator).unwrap().amount, curated_policy::<T>().curation.bond / 2);
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
