// SPDX-License-Identifier: Apache-2.0

//! The benchmarks. Pools are in their worst state: with pending shares to activate, and with positions that wait for a
//! stored era snapshot.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used
)]

use super::*;
use frame::{
    benchmarking::prelude::*,
    token::fungible::{Inspect, Mutate},
};
use openledger_primitives::{
    influence::{Directed, EraRevenue, NamedShares, RouteDirected, MAX_NAMED_DATANETS, MAX_NAMES, MAX_PAYEES, MAX_VIA},
    traits::{AdvanceEras, FundPool, RevenueShares, RoutePayments},
    Balance, DatanetId, Holder, ModelId, Payment, PoolId, Units,
};

/// Above all ids that a genesis state may have.
const FIRST_MODEL: u32 = 1_000_000;

/// Much more than an account needs to stay alive.
fn amount<T: Config>() -> Balance {
    T::Currency::minimum_balance().max(T::MinFlow::get()) * 1_000_000
}

fn rich<T: Config>(name: &'static str) -> AccountIdOf<T> {
    let who = account(name, 0, 0);
    T::Currency::mint_into(&who, amount::<T>() * 1_000_000).unwrap();
    who
}

fn add<T: Config>(pool: &PoolIdOf<T>, holder: &HolderOf<T>) {
    <Pallet<T> as RevenueShares<_>>::add(pool, holder, 1_000).unwrap();
}

fn fund<T: Config>(pool: &PoolIdOf<T>) {
    <Pallet<T> as FundPool<_>>::fund(&rich::<T>("source"), pool, amount::<T>()).unwrap();
}

fn next_era<T: Config>() {
    <Pallet<T> as AdvanceEras>::advance_eras(1);
}

/// Credit revenue to the holders of `pool`, of which only the first is up to date.
///
/// The others wait for an era snapshot that has to be stored. The next change of the pool activates pending shares.
fn season<T: Config>(pool: &PoolIdOf<T>, first: &HolderOf<T>) {
    next_era::<T>();
    fund::<T>(pool);
    add::<T>(pool, first);
    next_era::<T>();
}

/// A pool that owes revenue to `who`.
fn pool_for<T: Config>(who: &AccountIdOf<T>) -> PoolIdOf<T> {
    // Its own operator pool, so that it has an own part as well.
    let pool = PoolId::Operator(who.clone());
    let others = [account("first", 0, 0), account("second", 0, 0)].map(Holder::Account);
    for holder in others.iter().chain([&Holder::Account(who.clone())]) {
        add::<T>(&pool, holder);
    }
    season::<T>(&pool, &others[0]);
    Pools::<T>::mutate_extant(&pool, |record| record.direct = amount::<T>());
    Totals::<T>::mutate(|totals| totals.owed += amount::<T>());
    T::Currency::mint_into(&Pallet::<T>::ledger_account(), amount::<T>()).unwrap();
    pool
}

/// A model pool with `members` members, all of them model pools that have to be queued when revenue reaches them.
fn model_pool<T: Config>(index: u32, members: u32) -> PoolIdOf<T> {
    let pool = PoolId::ModelData(ModelId(2 * FIRST_MODEL + index));
    let below = |i| PoolId::ModelData(ModelId(FIRST_MODEL + index * MAX_MEMBERS + i));
    for i in 0..members {
        add::<T>(&below(i), &Holder::Pool(PoolId::Datanet(DatanetId(FIRST_MODEL + i))));
        add::<T>(&pool, &Holder::Pool(below(i)));
    }
    season::<T>(&pool, &Holder::Pool(below(0)));
    pool
}

fn path<T: Config>(length: u32) -> PathOf<T> {
    (0..length).map(|index| model_pool::<T>(index, MAX_MEMBERS)).collect::<alloc::vec::Vec<_>>().try_into().unwrap()
}

/// The most steps from pool to pool of one payment.
const MAX_STEPS: u32 = MAX_NAMED_DATANETS * (MAX_VIA + 1);
/// The most accounts that one payment's names credit.
const MAX_CREDITED: u32 = MAX_NAMES * MAX_PAYEES;

/// Names of a payment to `model` that credit `n` accounts in `s` steps, on as long paths as possible.
fn directed<T: Config>(model: ModelId, n: u32, s: u32) -> alloc::vec::Vec<Directed<AccountIdOf<T>>> {
    let groups = s.div_ceil(MAX_VIA + 1);
    let group = |group: u32| {
        let steps = (s - (MAX_VIA + 1) * group).min(MAX_VIA + 1);
        let via = (1..steps).map(|step| ModelId(3 * FIRST_MODEL + 10 * group + 10 - step));
        let via: alloc::vec::Vec<_> = via.collect();
        let datanet = DatanetId(3 * FIRST_MODEL + group);
        let mut above = model;
        for below in &via {
            add::<T>(&PoolId::ModelData(above), &Holder::Pool(PoolId::ModelData(*below)));
            above = *below;
        }
        add::<T>(&PoolId::ModelData(above), &Holder::Pool(PoolId::Datanet(datanet)));
        add::<T>(&PoolId::Datanet(datanet), &Holder::Account(account("contributor", group, 0)));
        let payees = (0..n).filter(|payee| payee % groups == group).map(|payee| (account("named", payee, 0), 1));
        let payees: alloc::vec::Vec<(AccountIdOf<T>, u128)> = payees.collect();
        let named = |payees: &[(AccountIdOf<T>, u128)]| NamedShares { weight: 1, payees: payees.to_vec(), shares: 9 };
        let contributions = payees.chunks(MAX_PAYEES as usize).map(named).collect();
        Directed { datanet, via, part: Permill::one(), contributions }
    };
    (0..groups).map(group).collect()
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn claim(p: Linear<0, { T::MaxPath::get() }>) {
        let who: AccountIdOf<T> = account("holder", 0, 0);
        let path = path::<T>(p);
        let pool = pool_for::<T>(&who);

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), pool.clone(), path);

        assert!(T::Currency::balance(&who) > amount::<T>());
        assert_eq!(Pallet::<T>::claimable(who, pool), 0);
    }

    #[benchmark]
    fn claim_for(p: Linear<0, { T::MaxPath::get() }>) {
        let caller: AccountIdOf<T> = whitelisted_caller();
        let who: AccountIdOf<T> = account("holder", 0, 0);
        let path = path::<T>(p);
        let pool = pool_for::<T>(&who);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), who.clone(), pool.clone(), path);

        assert!(T::Currency::balance(&who) > amount::<T>());
        assert_eq!(Pallet::<T>::claimable(who, pool), 0);
    }

    #[benchmark]
    fn claim_many(n: Linear<1, MAX_CLAIMS>) {
        let who: AccountIdOf<T> = account("holder", 0, 0);
        let mut pools = alloc::vec![pool_for::<T>(&who)];
        for i in 1..n {
            let pool = PoolId::Datanet(DatanetId(2 * FIRST_MODEL + i));
            let others = [account("first", i, 0), account("second", i, 0)].map(Holder::Account);
            for holder in others.iter().chain([&Holder::Account(who.clone())]) {
                add::<T>(&pool, holder);
            }
            season::<T>(&pool, &others[0]);
            pools.push(pool);
        }
        let pools: ClaimsOf<T> = pools.try_into().unwrap();

        #[extrinsic_call]
        _(RawOrigin::Signed(who.clone()), pools.clone());

        assert!(T::Currency::balance(&who) > amount::<T>());
        assert!(pools.into_iter().all(|pool| Pallet::<T>::claimable(who.clone(), pool) == 0));
    }

    #[benchmark]
    fn flow(m: Linear<1, MAX_MEMBERS>) {
        let caller: AccountIdOf<T> = whitelisted_caller();
        let pool = model_pool::<T>(0, m);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), pool.clone());

        // Its members have to flow now. The model itself stays in the queue, with nothing to flow.
        assert_eq!(FlowQueue::<T>::iter_values().map(|page| page.len()).sum::<usize>(), 1 + m as usize);
        assert!(!Pallet::<T>::pool(pool).unwrap().unflowed);
    }

    #[benchmark]
    fn sweep() {
        let caller: AccountIdOf<T> = whitelisted_caller();
        let part = amount::<T>();
        let surplus = Pallet::<T>::surplus(&Totals::<T>::get()).unwrap_or_default();
        Totals::<T>::mutate(|totals| {
            totals.owed += 3 * part;
            totals.dues = Dues { treasury: part, burn: part, commons: part };
        });
        T::Currency::mint_into(&Pallet::<T>::ledger_account(), 4 * part).unwrap();
        let before = T::Currency::balance(&T::TreasuryAccount::get());

        #[extrinsic_call]
        _(RawOrigin::Signed(caller));

        assert_eq!(T::Currency::balance(&T::TreasuryAccount::get()), before + surplus + 3 * part);
        assert_eq!(Pallet::<T>::dues(), Dues::default());
    }

    #[benchmark]
    fn resume_payouts() -> Result<(), BenchmarkError> {
        let origin = T::ResumeOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        Totals::<T>::mutate(|totals| totals.payouts_stopped = true);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin);

        assert!(!Totals::<T>::get().payouts_stopped);
        Ok(())
    }

    #[benchmark]
    fn set_era_length() -> Result<(), BenchmarkError> {
        let origin = T::EraOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let length = T::MaxEraLength::get();
        EraSchedule::<T>::mutate(|schedule| schedule.length = length);

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, length);

        let schedule = EraSchedule::<T>::get();
        assert_eq!((schedule.length, schedule.before), (length, Some(length)));
        Ok(())
    }

    /// One payment into pools with `h` holders each (a model pool has at most 52). It shows that the weight does not
    /// depend on `h`.
    #[benchmark]
    fn route_one(h: Linear<1, 1_000>) {
        let payer = rich::<T>("payer");
        let operator: AccountIdOf<T> = account("operator", 0, 0);
        let model = ModelId(FIRST_MODEL);
        for i in 0..h {
            let holder = Holder::Account(account("holder", i, 0));
            add::<T>(&PoolId::Operator(operator.clone()), &holder);
            if i < MAX_MEMBERS {
                add::<T>(&PoolId::ModelData(model), &Holder::Pool(PoolId::Datanet(DatanetId(FIRST_MODEL + i))));
                add::<T>(&PoolId::ModelBuilders(model), &holder);
            }
        }
        // The pools activate pending shares, which is the worst case of a deposit.
        next_era::<T>();
        let payment = Payment {
            payer: payer.clone(),
            operator: operator.clone(),
            model,
            amount: amount::<T>(),
            units: Units::default(),
            commission: Permill::from_percent(10),
            split_version: None,
        };

        #[block]
        {
            <Pallet<T> as RoutePayments<_>>::route(&payer, &[payment]).unwrap();
        }

        assert!(Pools::<T>::get(PoolId::Operator(operator)).unwrap().accumulator.held > 0);
    }

    #[benchmark]
    fn flow_setting_aside(m: Linear<1, MAX_MEMBERS>) {
        let caller: AccountIdOf<T> = whitelisted_caller();
        let pool: PoolIdOf<T> = PoolId::ModelData(ModelId(2 * FIRST_MODEL));
        let below = |i| Holder::Pool(PoolId::Datanet(DatanetId(FIRST_MODEL + i)));
        for i in 0..m {
            let datanet = DatanetId(FIRST_MODEL + i);
            add::<T>(&PoolId::Datanet(datanet), &Holder::Account(account("holder", i, 0)));
            add::<T>(&pool, &below(i));
            <Pallet<T> as EraRevenue<_>>::set_aside(datanet, Permill::from_percent(50), 0);
        }
        season::<T>(&pool, &below(0));

        #[extrinsic_call]
        flow(RawOrigin::Signed(caller), pool);

        assert!(EraAmounts::<T>::iter().count() >= m as usize);
    }

    #[benchmark]
    fn route_directed(n: Linear<1, MAX_CREDITED>, s: Linear<1, MAX_STEPS>) {
        let payer = rich::<T>("payer");
        let operator: AccountIdOf<T> = account("operator", 0, 0);
        let holder = Holder::Account(account("holder", 0, 0));
        let model = ModelId(4 * FIRST_MODEL);
        add::<T>(&PoolId::Operator(operator.clone()), &holder);
        add::<T>(&PoolId::ModelBuilders(model), &holder);
        let directed = directed::<T>(model, n, s);
        next_era::<T>();
        let payment = Payment {
            payer: payer.clone(),
            operator,
            model,
            amount: amount::<T>(),
            units: Units::default(),
            commission: Permill::from_percent(10),
            split_version: None,
        };

        #[block]
        {
            <Pallet<T> as RouteDirected<_>>::route_directed(&payer, &payment, &directed).unwrap();
        }

        let named: AccountIdOf<T> = account("named", 0, 0);
        assert!(Pallet::<T>::claimable(named, PoolId::Datanet(directed[0].datanet)) > 0);
    }

    #[benchmark]
    fn on_finalize_check() {
        // The ledger is short, which takes an event and a write. No healthy block has them.
        Totals::<T>::mutate(|totals| totals.owed += amount::<T>() * 1_000_000);

        #[block]
        {
            Pallet::<T>::check_conservation();
        }

        assert!(Totals::<T>::get().payouts_stopped);
    }

    #[benchmark]
    fn on_idle_base() {
        let era = Pallet::<T>::current_era();
        Totals::<T>::mutate(|totals| totals.swept = era);

        #[block]
        {
            // Enough weight to search for work, and for no work.
            Pallet::<T>::work_in_idle(T::WeightInfo::on_idle_base());
        }
    }

    /// The longest page, and one of its models.
    #[benchmark]
    fn on_idle_step() {
        let pool = model_pool::<T>(0, 1);
        let model = model_of(&pool).unwrap();
        let page = (0..MAX_PAGE).map(|i| ModelId(model.0 - i)).collect::<alloc::vec::Vec<_>>();
        let turn = Turn { era: 0, at_end: false };
        FlowQueue::<T>::insert(FlowKey::new(turn, 0), Page::truncate_from(page));
        Models::<T>::mutate_extant(model, |record| record.queued = Some(0));
        let (taken, pools);

        #[block]
        {
            taken = Pallet::<T>::take_page(FlowQueue::<T>::iter_keys().next());
            pools = Pallet::<T>::take_from_queue(model, turn);
        }

        assert!(taken.models.contains(&model));
        assert_eq!(pools, [Some(pool), None]);
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
