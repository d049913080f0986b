// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of all calls, each in its worst case.

#![cfg(feature = "runtime-benchmarks")]
#![allow(clippy::arithmetic_side_effects, clippy::expect_used, clippy::unwrap_used, missing_docs)]

use super::*;
use frame::{
    benchmarking::prelude::*,
    traits::fungible::{Inspect, Mutate},
};
use openledger_primitives::{
    traits::{EraClock, OperatorInspect},
    Balance,
};

/// Make the ledger's records as heavy as they get for whoever joined `operator` in this era: two others join in the two eras
/// after it. The first pushes the note that the joiner waits for out of the pool's record, the second leaves the pool with a
/// note to push out.
fn others_join<T: Config>(operator: &T::AccountId) {
    let minimum = T::MinDelegation::get();
    for name in ["first", "second"] {
        T::Eras::advance_eras(1);
        let who = funded::<T>(name, minimum);
        Pallet::<T>::delegate(signed::<T>(&who), operator.clone(), minimum).expect("it can delegate");
    }
    T::Eras::advance_eras(1);
}

fn funded<T: Config>(name: &'static str, amount: Balance) -> T::AccountId {
    let who: T::AccountId = account(name, 0, 0);
    T::Currency::mint_into(&who, amount + T::Currency::minimum_balance()).expect("minting works");
    who
}

/// An active operator with the minimum bond, which has enough for as much again.
fn operator<T: Config>() -> T::AccountId {
    let who = funded::<T>("operator", T::MinOperatorBond::get());
    Pallet::<T>::create_operator(&who).expect("it can bond");
    who
}

fn signed<T: Config>(who: &T::AccountId) -> T::RuntimeOrigin {
    RawOrigin::Signed(who.clone()).into()
}

/// A delegator of `operator` with two minimums staked and `chunks` minimums that unbond, each until another era, and with
/// the heaviest records in the ledger.
fn heavy_delegator<T: Config>(operator: &T::AccountId, chunks: u32) -> T::AccountId {
    let who = delegator::<T>(operator, chunks);
    let minimum = T::MinDelegation::get();
    Pallet::<T>::delegate(signed::<T>(&who), operator.clone(), minimum).expect("it can delegate");
    others_join::<T>(operator);
    who
}

/// A delegator of `operator` with one minimum more than `chunks` minimums staked, of which it lets `chunks` unbond, each
/// until another era. It has two minimums left.
fn delegator<T: Config>(operator: &T::AccountId, chunks: u32) -> T::AccountId {
    let minimum = T::MinDelegation::get();
    let amount = minimum * Balance::from(chunks + 1);
    let who = funded::<T>("delegator", amount + 2 * minimum);
    Pallet::<T>::delegate(signed::<T>(&who), operator.clone(), amount).expect("it can delegate");
    for _ in 0..chunks {
        Pallet::<T>::unbond(signed::<T>(&who), operator.clone(), minimum).expect("it can unbond");
        T::Eras::advance_eras(1);
    }
    who
}

/// A leaving operator that has withdrawn, and its last delegator, who can withdraw the most chunks there can be.
fn last_delegator<T: Config>() -> (T::AccountId, T::AccountId) {
    let operator = operator::<T>();
    let who = delegator::<T>(&operator, MAX_CHUNKS - 1);
    let rest = Stakes::<T>::get(&operator, &who).expect("it is staked").amount;
    Pallet::<T>::unbond(signed::<T>(&who), operator.clone(), rest).expect("it can unbond");
    Pallet::<T>::leave(signed::<T>(&operator)).expect("it can leave");
    T::Eras::advance_eras(T::UnbondingEras::get());
    Pallet::<T>::withdraw_unbonded(signed::<T>(&operator), operator.clone()).expect("its bond has finished");
    assert_eq!(Stakes::<T>::get(&operator, &who).expect("it unbonds").unbonding.len(), 8);
    (operator, who)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn bond() {
        let amount = T::MinOperatorBond::get();
        let who = funded::<T>("operator", amount);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), amount, T::MaxCommission::get());

        assert_eq!(Operators::<T>::get(&who).unwrap().own, amount);
    }

    #[benchmark]
    fn bond_extra() {
        let who = operator::<T>();
        let amount = T::MinOperatorBond::get();
        others_join::<T>(&who);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), amount);

        assert_eq!(Operators::<T>::get(&who).unwrap().own, 2 * amount);
    }

    /// More for a delegation that has the most chunks there can be: the largest record.
    #[benchmark]
    fn delegate() {
        let to = operator::<T>();
        let who = heavy_delegator::<T>(&to, MAX_CHUNKS);
        let minimum = T::MinDelegation::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), to.clone(), minimum);

        assert_eq!(Stakes::<T>::get(&to, &who).unwrap().amount, 3 * minimum);
    }

    /// The last chunk there is room for.
    #[benchmark]
    fn unbond() {
        let from = operator::<T>();
        let who = heavy_delegator::<T>(&from, MAX_CHUNKS - 1);
        let amount = Stakes::<T>::get(&from, &who).unwrap().amount;

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), from.clone(), amount);

        let stake = Stakes::<T>::get(&from, &who).unwrap();
        assert_eq!((stake.amount, stake.unbonding.len()), (0, 8));
    }

    /// All chunks of a delegation.
    #[benchmark]
    fn rebond() {
        let to = operator::<T>();
        let who = heavy_delegator::<T>(&to, MAX_CHUNKS);
        let amount = T::MinDelegation::get() * Balance::from(MAX_CHUNKS);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), to.clone(), amount);

        let stake = Stakes::<T>::get(&to, &who).unwrap();
        assert_eq!((stake.amount, stake.unbonding.len()), (amount + 2 * T::MinDelegation::get(), 0));
    }

    #[benchmark]
    fn withdraw_unbonded() {
        let (from, who) = last_delegator::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), from.clone());

        assert!(!Stakes::<T>::contains_key(&from, &who));
        assert!(!Operators::<T>::contains_key(&from));
    }

    #[benchmark]
    fn withdraw_unbonded_for() {
        let (from, staker) = last_delegator::<T>();
        let who: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(who), staker.clone(), from.clone());

        assert!(!Stakes::<T>::contains_key(&from, &staker));
        assert!(!Operators::<T>::contains_key(&from));
    }

    #[benchmark]
    fn set_commission() {
        let who = operator::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), Permill::zero());

        assert_eq!(Operators::<T>::get(&who).unwrap().next_commission.unwrap().commission, Permill::zero());
    }

    #[benchmark]
    fn chill() {
        let who = operator::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()));

        assert_eq!(Operators::<T>::get(&who).unwrap().status, OperatorStatus::Chilled);
    }

    #[benchmark]
    fn resume() {
        let who = operator::<T>();
        Pallet::<T>::chill(signed::<T>(&who)).expect("it is active");

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()));

        assert_eq!(Operators::<T>::get(&who).unwrap().status, OperatorStatus::Active);
    }

    /// Takes the last chunk there is room for.
    #[benchmark]
    fn leave() {
        let who = operator::<T>();
        Pallet::<T>::bond_extra(signed::<T>(&who), T::MinOperatorBond::get()).expect("it has the funds");
        for _ in 1..MAX_CHUNKS {
            Pallet::<T>::unbond(signed::<T>(&who), who.clone(), 1).expect("there is enough");
            T::Eras::advance_eras(1);
        }
        Pallet::<T>::bond_extra(signed::<T>(&who), 1).expect("it has the funds");
        others_join::<T>(&who);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()));

        assert_eq!(Operators::<T>::get(&who).unwrap().status, OperatorStatus::Leaving);
        assert_eq!(Stakes::<T>::get(&who, &who).unwrap().unbonding.len(), 8);
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
