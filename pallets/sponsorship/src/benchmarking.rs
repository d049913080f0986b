// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the calls, and of paying a fee.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used, missing_docs)]

use crate::*;
use frame::{benchmarking::prelude::*, token::fungible::Mutate};
use openledger_primitives::{
    sponsorship::Request,
    traits::{AdvanceEras, DatanetInspect},
    Balance, DatanetId, OPEN,
};

/// A policy that pays everything.
fn policy() -> Policy {
    Policy {
        beneficiaries: Beneficiaries::Everyone,
        fees: Balance::MAX,
        deposits: Balance::MAX,
        total: Balance::MAX,
        welcome: true,
    }
}

/// Let `datanet` pay everything for everyone, with a budget that is enough for any benchmark.
pub(crate) fn sponsor_everyone<T: Config>(datanet: DatanetId) {
    fill::<T>(&Pallet::<T>::account_of(datanet));
    let owner = T::Datanets::owner(datanet).unwrap();
    Pallet::<T>::do_set_policy(&owner, datanet, Some(policy())).unwrap();
}

fn fill<T: Config>(who: &T::AccountId) {
    T::Currency::mint_into(who, 1_000_000 * OPEN).unwrap();
}

/// A datanet with its owner.
fn datanet<T: Config>() -> (DatanetId, T::AccountId) {
    let owner = account("owner", 0, 0);
    let datanet = T::Datanets::create_datanet(&owner).unwrap();
    (datanet, owner)
}

fn assert_last_event<T: Config>(event: Event<T>) {
    let event: <T as frame_system::Config>::RuntimeEvent = event.into();
    frame_system::Pallet::<T>::assert_last_event(event);
}

#[benchmarks(where T::Eras: AdvanceEras)]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_policy() {
        let (datanet, owner) = datanet::<T>();
        fill::<T>(&Pallet::<T>::account_of(datanet));

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, Some(policy()));

        assert_eq!(Sponsorships::<T>::get(datanet).unwrap().policy, policy());
    }

    #[benchmark]
    fn fund() {
        let (datanet, _) = datanet::<T>();
        let who: T::AccountId = whitelisted_caller();
        fill::<T>(&who);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), datanet, OPEN);

        assert_last_event::<T>(Event::Funded { datanet, who, amount: OPEN });
    }

    #[benchmark]
    fn withdraw() {
        let (datanet, owner) = datanet::<T>();
        sponsor_everyone::<T>(datanet);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner.clone()), datanet, OPEN);

        assert_last_event::<T>(Event::Withdrawn { datanet, owner, amount: OPEN });
    }

    #[benchmark]
    fn forget() {
        let (datanet, _) = datanet::<T>();
        sponsor_everyone::<T>(datanet);
        let who: T::AccountId = account("contributor", 0, 0);
        let request = Request { datanet, listed: false, deposit: 0 };
        Pallet::<T>::begin_fee(&who, &request, OPEN, true).unwrap();
        T::Eras::advance_eras(1);
        let caller: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), datanet, who.clone());

        assert!(!Usages::<T>::contains_key(datanet, &who));
    }

    #[benchmark]
    fn pay_fee() {
        let (datanet, _) = datanet::<T>();
        sponsor_everyone::<T>(datanet);
        let who: T::AccountId = account("contributor", 0, 0);
        let request = Request { datanet, listed: false, deposit: OPEN };

        #[block]
        {
            assert!(Pallet::<T>::covers(&who, &request, OPEN, true));
            Pallet::<T>::begin_fee(&who, &request, OPEN, true).unwrap();
            Pallet::<T>::end_fee(who.clone(), datanet, OPEN, OPEN / 2);
        }

        assert_last_event::<T>(Event::FeePaid { datanet, who, amount: OPEN / 2 });
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
