// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of all calls and of a slash, each in its worst case.

#![cfg(feature = "runtime-benchmarks")]
#![allow(clippy::arithmetic_side_effects, clippy::expect_used, clippy::unwrap_used, missing_docs)]

use super::*;
use frame::{
    benchmarking::prelude::*,
    traits::fungible::{Inspect, Mutate},
};
use openledger_primitives::{
    traits::{AdvanceEras, EraClock, Offense, OperatorInspect},
    Balance,
};

/// Make the ledger's records as heavy as possible for a staker that joined `operator` in this era: two others join in
/// the two eras after it. The first moves the staker's snapshot out of the pool's record, the second leaves the pool
/// with a snapshot to move out.
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

/// An active operator with twice the minimum bond and many cohorts, so that a small slash leaves it active. It has
/// enough for the minimum once more.
fn operator<T: Config>() -> T::AccountId {
    let bond = T::MinOperatorBond::get();
    let who = funded::<T>("operator", 2 * bond);
    Pallet::<T>::create_operator(&who).expect("it can bond");
    Pallet::<T>::bond_extra(signed::<T>(&who), bond).expect("it has the funds");
    split::<T>(&who);
    who
}

/// An offense of this era, for which all stake is slashed.
fn offense<T: Config>(part: Permill) -> Offense {
    Offense { era: T::Eras::current_era(), window: 0, part, reward: Permill::from_percent(10) }
}

/// Take `part` of all stake with `operator`, which goes on as before. Its delegators' losses are pending.
fn convict<T: Config>(operator: &T::AccountId, part: Permill) {
    let status = Operators::<T>::get(operator).map(|operator| operator.status);
    let reporter: T::AccountId = account("reporter", 0, 0);
    Pallet::<T>::do_slash(operator, offense::<T>(part), &reporter).expect("there is such an operator");
    Operators::<T>::mutate(operator, |operator| {
        if let (Some(operator), Some(status)) = (operator.as_mut(), status) {
            operator.status = status;
        }
    });
}

/// Split the stake with `operator` into as many cohorts as leave room for those of a dispute window: others have joined
/// after each of so many slashes.
fn split<T: Config>(operator: &T::AccountId) {
    let minimum = T::MinDelegation::get();
    for seed in T::DisputeEras::get()..MAX_COHORTS - 4 {
        T::Eras::advance_eras(1);
        let who: T::AccountId = account("splitter", seed, 0);
        T::Currency::mint_into(&who, minimum + T::Currency::minimum_balance()).expect("minting works");
        Pallet::<T>::delegate(signed::<T>(&who), operator.clone(), minimum).expect("it can delegate");
        convict::<T>(operator, Permill::from_parts(1_000));
    }
}

fn signed<T: Config>(who: &T::AccountId) -> T::RuntimeOrigin {
    RawOrigin::Signed(who.clone()).into()
}

/// A delegator of `operator` with two minimums staked and `chunks` minimums that unbond, each until another era, with
/// the heaviest records in the ledger and a pending slash.
fn heavy_delegator<T: Config>(operator: &T::AccountId, chunks: u32) -> T::AccountId {
    let who = delegator::<T>(operator, chunks);
    let minimum = T::MinDelegation::get();
    Pallet::<T>::delegate(signed::<T>(&who), operator.clone(), minimum).expect("it can delegate");
    others_join::<T>(operator);
    convict::<T>(operator, Permill::from_percent(10));
    who
}

/// A delegator of `operator` with `chunks` + 1 minimums staked, of which it lets `chunks` unbond, each until another
/// era. It has two minimums of free balance.
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

/// A leaving operator that has withdrawn, and a delegator of it, with the largest number of chunks to withdraw and a
/// pending slash.
fn last_delegator<T: Config>() -> (T::AccountId, T::AccountId) {
    let operator = operator::<T>();
    let who = delegator::<T>(&operator, MAX_CHUNKS - 1);
    let rest = stake::<T>(&operator, &who).amount;
    Pallet::<T>::unbond(signed::<T>(&who), operator.clone(), rest).expect("it can unbond");
    Pallet::<T>::leave(signed::<T>(&operator)).expect("it can leave");
    T::Eras::advance_eras(T::UnbondingEras::get());
    Pallet::<T>::withdraw_unbonded(signed::<T>(&operator), operator.clone()).expect("its bond has finished");
    convict::<T>(&operator, Permill::from_percent(10));
    (operator, who)
}

/// A stake as clients see it.
fn stake<T: Config>(operator: &T::AccountId, staker: &T::AccountId) -> StakeDetails {
    Pallet::<T>::stake_details(operator, staker).expect("there is such a stake")
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
        let before = Operators::<T>::get(&who).unwrap().own;

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), amount);

        assert_eq!(Operators::<T>::get(&who).unwrap().own, before + amount);
    }

    /// More for a delegation with the largest number of chunks: the largest record.
    #[benchmark]
    fn delegate() {
        let to = operator::<T>();
        let who = heavy_delegator::<T>(&to, MAX_CHUNKS);
        let before = stake::<T>(&to, &who);
        assert!(before.pending_slash > 0);
        let minimum = T::MinDelegation::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), to.clone(), minimum);

        let after = stake::<T>(&to, &who);
        assert_eq!((after.amount, after.pending_slash), (before.amount + minimum, 0));
    }

    /// The last chunk there is room for.
    #[benchmark]
    fn unbond() {
        let from = operator::<T>();
        let who = heavy_delegator::<T>(&from, MAX_CHUNKS - 1);
        let amount = stake::<T>(&from, &who).amount;

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), from.clone(), amount);

        let after = stake::<T>(&from, &who);
        assert_eq!((after.amount, after.pending_slash), (0, 0));
    }

    /// All chunks of a delegation.
    #[benchmark]
    fn rebond() {
        let to = operator::<T>();
        let who = heavy_delegator::<T>(&to, MAX_CHUNKS);
        let before = stake::<T>(&to, &who);
        let amount = before.unbonding.iter().map(|(amount, _)| amount).sum::<Balance>();

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), to.clone(), amount);

        let after = stake::<T>(&to, &who);
        assert_eq!((after.amount, after.pending_slash, after.unbonding.len()), (before.amount + amount, 0, 0));
    }

    #[benchmark]
    fn withdraw_unbonded() {
        let (from, who) = last_delegator::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), from.clone());

        assert!(!Stakes::<T>::contains_key(&from, &who));
    }

    #[benchmark]
    fn withdraw_unbonded_for() {
        let (from, staker) = last_delegator::<T>();
        let who: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(who), staker.clone(), from.clone());

        assert!(!Stakes::<T>::contains_key(&from, &staker));
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
        assert_eq!(Operators::<T>::get(&who).unwrap().own, 0);
    }

    /// Of a worthless stake, which is removed, in the ledger too.
    #[benchmark]
    fn apply_slash() {
        let operator = operator::<T>();
        let staker = heavy_delegator::<T>(&operator, MAX_CHUNKS);
        convict::<T>(&operator, Permill::one());
        let who: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(who), operator.clone(), staker.clone());

        assert!(!Stakes::<T>::contains_key(&operator, &staker));
    }

    /// The last chunk there is room for, as in `unbond`.
    #[benchmark]
    fn unbond_for() {
        let from = operator::<T>();
        let staker = heavy_delegator::<T>(&from, MAX_CHUNKS - 1);
        Pallet::<T>::leave(signed::<T>(&from)).expect("it can leave");
        let who: T::AccountId = whitelisted_caller();

        #[extrinsic_call]
        _(RawOrigin::Signed(who), from.clone(), staker.clone());

        let after = stake::<T>(&from, &staker);
        assert_eq!((after.amount, after.pending_slash), (0, 0));
    }

    /// The last signer there is room for.
    #[benchmark]
    fn set_signer() {
        let who = operator::<T>();
        for seed in 1..MAX_EARLIER_SIGNERS {
            Pallet::<T>::set_signer(signed::<T>(&who), account("signer", seed, 0)).expect("there is room");
        }
        let signer: T::AccountId = account("signer", 0, 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), signer.clone());

        assert_eq!(SignersOf::<T>::get(&who).unwrap().signer, signer);
    }

    /// Of an operator with the largest number of chunks, reported by a reporter without an account, in a window in
    /// which the rate has fallen already: the operator loses shares.
    #[benchmark]
    fn slash() {
        let operator = operator::<T>();
        let delegator = heavy_delegator::<T>(&operator, MAX_CHUNKS);
        for _ in 0..MAX_CHUNKS {
            Pallet::<T>::unbond(signed::<T>(&operator), operator.clone(), T::MinDelegation::get())
                .expect("there is enough");
            T::Eras::advance_eras(1);
        }
        let part = Permill::from_percent(10);
        let reporter: T::AccountId = account("finder", 0, 0);
        let pending = stake::<T>(&operator, &delegator).pending_slash;
        let shares = stake::<T>(&operator, &operator).shares;
        Operators::<T>::mutate(&operator, |operator| {
            if let Some(operator) = operator {
                let from = T::Eras::current_era().saturating_add(1);
                operator.slashed = Some(SlashWindow { from, before: Rate::ONE });
            }
        });

        #[block]
        {
            Pallet::<T>::do_slash(&operator, offense::<T>(part), &reporter).expect("there is such an operator");
        }

        assert!(T::Currency::balance(&reporter) > 0);
        assert_eq!(stake::<T>(&operator, &operator).pending_slash, 0);
        assert!(stake::<T>(&operator, &operator).shares < shares);
        assert!(stake::<T>(&operator, &delegator).pending_slash > pending);
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
