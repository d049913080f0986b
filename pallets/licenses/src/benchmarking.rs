// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of all calls.

#![allow(missing_docs, clippy::arithmetic_side_effects, clippy::unwrap_used)]

use super::*;
use frame::{
    benchmarking::prelude::*,
    token::fungible::{Inspect, Mutate},
};
use openledger_primitives::{
    license::Use, runtime_api::Access, traits::DatanetInspect, Balance, DatanetId, DatanetRelation, License,
};

const SEED: u32 = 0;
const RELATION: DatanetRelation = DatanetRelation::RetrievesFrom;

fn funded<T: Config>(name: &'static str) -> T::AccountId {
    let who: T::AccountId = account(name, 0, SEED);
    T::Currency::mint_into(&who, (T::AllowedDeposit::get() + T::Currency::minimum_balance()) * 100).unwrap();
    who
}

/// A datanet with its owner.
fn datanet<T: Config>() -> Result<(T::AccountId, DatanetId), DispatchError> {
    let owner = funded::<T>("owner");
    let datanet = T::Datanets::create_datanet(&owner)?;
    Ok((owner, datanet))
}

fn assert_last_event<T: Config>(event: Event<T>) {
    let event: <T as frame_system::Config>::RuntimeEvent = event.into();
    frame_system::Pallet::<T>::assert_last_event(event);
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_license() -> Result<(), BenchmarkError> {
        let (owner, datanet) = datanet::<T>()?;
        let terms = |access| Use { access, data: Permill::from_percent(10) };
        let old = License { trained_on: terms(Access::Open), retrieves_from: terms(Access::Open), template: Some(1) };
        Pallet::<T>::do_set_license(&owner, datanet, old)?;
        let new = License { trained_on: terms(Access::Closed), template: Some(2), ..old };

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, new);

        assert_eq!(Licenses::<T>::get(datanet), new);
        assert_last_event::<T>(Event::LicenseSet { datanet, old, new });
        Ok(())
    }

    /// An earlier owner's deposit is released too.
    #[benchmark]
    fn add_allowed() -> Result<(), BenchmarkError> {
        let (to, datanet) = datanet::<T>()?;
        let who: T::AccountId = account("listed", 0, SEED);
        let deposit: Balance = T::AllowedDeposit::get();
        let from = funded::<T>("former owner");
        let earlier = Pallet::<T>::hold(from.clone(), deposit)?;
        Allowed::<T>::insert((datanet, RELATION), &who, earlier);

        #[extrinsic_call]
        _(RawOrigin::Signed(to.clone()), datanet, RELATION, who.clone(), deposit);

        assert_last_event::<T>(Event::DepositReplaced {
            datanet,
            relation: RELATION,
            who,
            from,
            released: deposit,
            to,
            deposit,
        });
        Ok(())
    }

    #[benchmark]
    fn remove_allowed() -> Result<(), BenchmarkError> {
        let (owner, datanet) = datanet::<T>()?;
        let who: T::AccountId = account("listed", 0, SEED);
        let deposit: Balance = T::AllowedDeposit::get();
        let depositor = funded::<T>("former owner");
        let earlier = Pallet::<T>::hold(depositor.clone(), deposit)?;
        Allowed::<T>::insert((datanet, RELATION), &who, earlier);

        #[extrinsic_call]
        _(RawOrigin::Signed(owner), datanet, RELATION, who.clone());

        assert!(!Allowed::<T>::contains_key((datanet, RELATION), &who));
        assert_last_event::<T>(Event::AllowedRemoved { datanet, relation: RELATION, who, depositor, deposit });
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
