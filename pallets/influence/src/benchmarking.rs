// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of all calls, with the deepest trees.

#![allow(
    missing_docs,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

use super::*;
use alloc::{vec, vec::Vec};
use frame::{
    benchmarking::prelude::*,
    token::fungible::{Balanced, Inspect},
};
use openledger_primitives::{
    influence::{
        ContributionInspect, EraRevenue, Evidence, Name, NamedDatanet, Names, Node, Proof, ProvenItem, ProvenLeaf,
        ResolveNames, Root, WeightedItem, WeightedLeaf, MAX_DEPTH, MAX_NAMED_DATANETS, MAX_NAMES, MAX_PAYEES,
    },
    traits::{AdvanceEras, DatanetInspect, EraClock},
    Balance, ContributionId, DatanetId, Era,
};

/// Leaves in one group of names.
const GROUP: u32 = MAX_NAMES / MAX_NAMED_DATANETS;

fn amount<T: Config>() -> Balance {
    (T::Currency::minimum_balance() + T::MinBond::get() + T::RootDeposit::get()) * 1_000
}

fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let who = account(name, index, 0);
    let _ = T::Currency::resolve(&who, T::Currency::issue(amount::<T>()));
    who
}

fn policy<T: Config>() -> Policy {
    Policy {
        directed: Permill::one(),
        committed: T::MaxCommitted::get(),
        attributor: T::MaxAttributorPart::get(),
        most: Permill::one(),
        bond: T::MinBond::get(),
    }
}

/// A datanet with its owner.
fn datanet<T: Config>() -> (T::AccountId, DatanetId) {
    let owner = funded::<T>("owner", 0);
    let datanet = T::Datanets::create_datanet(&owner).unwrap();
    (owner, datanet)
}

/// A datanet with an announced policy, and its owner.
fn ready<T: Config>() -> (T::AccountId, DatanetId) {
    let (owner, datanet) = datanet::<T>();
    Pallet::<T>::do_set_policy(&owner, datanet, policy::<T>()).unwrap();
    (owner, datanet)
}

/// Appoint an attributor with a bond.
fn attributor<T: Config>(owner: &T::AccountId, datanet: DatanetId, index: u32) -> T::AccountId {
    let who = funded::<T>("attributor", index);
    Pallet::<T>::do_add_attributor(owner, datanet, who.clone()).unwrap();
    Pallet::<T>::do_bond(who.clone(), datanet, T::MinBond::get().max(2)).unwrap();
    who
}

/// Let the notice pass, and another era, for which an amount is set aside.
fn season<T: Config>(datanet: DatanetId) -> Era {
    T::Eras::advance_eras(T::PolicyNotice::get());
    let era = T::Eras::current_era();
    T::Revenue::fill(datanet, era, amount::<T>()).unwrap();
    T::Eras::advance_eras(1);
    era
}

fn proof(index: u32) -> Proof {
    let siblings = vec![Node { hash: H256::repeat_byte(7), sum: 1 }; usize::from(MAX_DEPTH)];
    Proof { index, siblings: siblings.try_into().unwrap() }
}

/// A leaf of `contributor` with one item, both deep in their trees, and the root.
fn deep<T: Config>(contributor: T::AccountId, id: ContributionId) -> (ProvenLeaf<T::AccountId>, ProvenItem, Root) {
    let item = ProvenItem { item: WeightedItem { contribution: id, weight: 100 }, proof: proof(5) };
    let items = item.proof.root_of(item.item.node()).unwrap();
    let leaf = WeightedLeaf { contributor, weight: items.sum, depth: MAX_DEPTH, items: items.hash };
    let leaf = ProvenLeaf { leaf, proof: proof(5) };
    let node = leaf.proof.root_of(leaf.leaf.node()).unwrap();
    (leaf, item, Root { node, depth: MAX_DEPTH })
}

fn post<T: Config>(who: &T::AccountId, datanet: DatanetId, era: Era, root: Root) {
    Pallet::<T>::do_post_root(who.clone(), datanet, era, root, Uri::default(), Balance::MAX).unwrap();
}

fn assert_last_event<T: Config>(event: Event<T>) {
    let event: <T as frame_system::Config>::RuntimeEvent = event.into();
    frame_system::Pallet::<T>::assert_last_event(event);
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_policy() {
        let (owner, datanet) = ready::<T>();
        let policy = policy::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, policy);

        assert!(Policies::<T>::get(datanet).unwrap().next.is_some());
    }

    #[benchmark]
    fn add_attributor() {
        let (owner, datanet) = ready::<T>();
        let who = funded::<T>("attributor", 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, who.clone());

        assert!(Attributors::<T>::contains_key(datanet, who));
    }

    #[benchmark]
    fn remove_attributor() {
        let (owner, datanet) = ready::<T>();
        let who = attributor::<T>(&owner, datanet, 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, who.clone());

        assert_last_event::<T>(Event::AttributorRemoved { datanet, who });
    }

    #[benchmark]
    fn bond() {
        let (owner, datanet) = ready::<T>();
        let who = attributor::<T>(&owner, datanet, 0);
        let before = Attributors::<T>::get(datanet, &who).unwrap().bond;

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), datanet, 1);

        assert_eq!(Attributors::<T>::get(datanet, who).unwrap().bond, before + 1);
    }

    #[benchmark]
    fn unbond() {
        let (owner, datanet) = ready::<T>();
        let who = attributor::<T>(&owner, datanet, 0);
        T::Eras::advance_eras(1);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), datanet);

        assert_eq!(Attributors::<T>::get(datanet, who).unwrap().bond, 0);
    }

    #[benchmark]
    fn post_root() {
        let (owner, datanet) = ready::<T>();
        let (first, second) = (attributor::<T>(&owner, datanet, 0), attributor::<T>(&owner, datanet, 1));
        let era = season::<T>(datanet);
        let (_, _, root) = deep::<T>(owner, ContributionId(0));
        post::<T>(&first, datanet, era, Root { node: Node { sum: 1, ..root.node }, ..root });
        let uri = Uri::try_from(vec![b'u'; MAX_URI as usize]).unwrap();

        #[extrinsic_call]
        _(RawOrigin::Signed(second), datanet, era, root, uri, Balance::MAX);

        assert!(Roots::<T>::get(datanet, era).unwrap().posted.is_full());
    }

    #[benchmark]
    fn challenge_order() {
        let (owner, datanet) = ready::<T>();
        let (who, challenger) = (attributor::<T>(&owner, datanet, 0), funded::<T>("challenger", 0));
        let era = season::<T>(datanet);
        // Two items of one number next to each other, deep in the tree of the only leaf of a deep tree.
        let item = WeightedItem { contribution: ContributionId(0), weight: 100 };
        let item_proof = |index| {
            let mut siblings = vec![Node { hash: H256::repeat_byte(7), sum: 1 }; usize::from(MAX_DEPTH)];
            siblings[0] = item.node();
            ProvenItem { item, proof: Proof { index, siblings: siblings.try_into().unwrap() } }
        };
        let (first, second) = (item_proof(4), item_proof(5));
        let items = first.proof.root_of(item.node()).unwrap();
        let leaf = WeightedLeaf { contributor: owner, weight: items.sum, depth: MAX_DEPTH, items: items.hash };
        let leaf = ProvenLeaf { leaf, proof: proof(5) };
        let node = leaf.proof.root_of(leaf.leaf.node()).unwrap();
        post::<T>(&who, datanet, era, Root { node, depth: MAX_DEPTH });
        let evidence = Evidence::ItemOrder { leaf, first, second };

        #[extrinsic_call]
        challenge(RawOrigin::Signed(challenger), datanet, era, who.clone(), evidence);

        assert_eq!(Attributors::<T>::get(datanet, who).unwrap().faults, 1);
    }

    #[benchmark]
    fn challenge_contribution() {
        let (owner, datanet) = ready::<T>();
        let (who, challenger) = (attributor::<T>(&owner, datanet, 0), funded::<T>("challenger", 0));
        let sources: Vec<T::AccountId> = (0..MAX_PAYEES - 1).map(|index| account("source", index, 0)).collect();
        let id = T::Contributions::create_accepted(datanet, &owner, &sources).unwrap();
        let era = season::<T>(datanet);
        // Of another contributor.
        let (leaf, item, root) = deep::<T>(challenger.clone(), id);
        post::<T>(&who, datanet, era, root);
        let evidence = Evidence::Contribution { leaf, item };

        #[extrinsic_call]
        challenge(RawOrigin::Signed(challenger), datanet, era, who.clone(), evidence);

        assert_eq!(Attributors::<T>::get(datanet, who).unwrap().faults, 1);
    }

    #[benchmark]
    fn claim() {
        let (owner, datanet) = ready::<T>();
        let (first, second) = (attributor::<T>(&owner, datanet, 0), attributor::<T>(&owner, datanet, 1));
        let era = season::<T>(datanet);
        let (leaf, _, root) = deep::<T>(owner, ContributionId(0));
        // A void root stands besides.
        post::<T>(&second, datanet, era, Root { node: Node { sum: 1, ..root.node }, ..root });
        Attributors::<T>::mutate(datanet, &second, |record| {
            if let Some(record) = record {
                record.faults = 1;
            }
        });
        post::<T>(&first, datanet, era, root);
        T::Eras::advance_eras(T::ChallengeEras::get() + 1);
        let caller: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), datanet, era, leaf);

        assert!(Roots::<T>::get(datanet, era).unwrap().opened.unwrap().paid > 0);
    }

    #[benchmark]
    fn close(n: Linear<0, MAX_CHUNKS>) {
        let (owner, datanet) = ready::<T>();
        let who = attributor::<T>(&owner, datanet, 0);
        let era = season::<T>(datanet);
        let (leaf, _, root) = deep::<T>(owner, ContributionId(0));
        post::<T>(&who, datanet, era, root);
        T::Eras::advance_eras(T::ChallengeEras::get() + 1);
        Pallet::<T>::do_claim(datanet, era, leaf).unwrap();
        T::Eras::advance_eras(T::RetentionEras::get());
        // The first call of a close, which shares the amount, and the last, which removes the era.
        for chunk in 0..n {
            PaidLeaves::<T>::insert((datanet, era, chunk), [u128::MAX; 8]);
        }
        if n > 0 {
            // A shallower tree has as few records.
            Roots::<T>::mutate(datanet, era, |roots| {
                let posted = roots.as_mut().unwrap().posted.get_mut(0).unwrap();
                posted.root.depth = u8::try_from((n * CHUNK).next_power_of_two().ilog2()).unwrap();
            });
        }
        let caller: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), datanet, era, n);

        assert_eq!(T::Revenue::amount(datanet, era), 0);
        assert!((0..n).all(|chunk| !PaidLeaves::<T>::contains_key((datanet, era, chunk))));
    }

    #[benchmark]
    fn resolve(k: Linear<1, MAX_NAMES>) {
        let (owner, datanet) = ready::<T>();
        let sources: Vec<T::AccountId> = (0..MAX_PAYEES - 1).map(|index| account("source", index, 0)).collect();
        T::Eras::advance_eras(T::PolicyNotice::get());
        let mut names = Names::default();
        for index in 0..k {
            let id = T::Contributions::create_accepted(datanet, &owner, &sources).unwrap();
            let name = Name { contribution: id, weight: 1 };
            if index.is_multiple_of(GROUP) {
                let contributions = Default::default();
                names.try_push(NamedDatanet { datanet, via: Default::default(), contributions }).unwrap();
            }
            names.iter_mut().next_back().unwrap().contributions.try_push(name).unwrap();
        }
        let found;

        #[block]
        {
            found = Pallet::<T>::resolve(&names).unwrap();
        }

        assert_eq!(found.iter().map(|group| group.contributions.len()).sum::<usize>(), k as usize);
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
