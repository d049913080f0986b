// SPDX-License-Identifier: Apache-2.0

//! The invariants of the ledger, proved by full iteration:
//!
//! 1. The balance of every pool is exactly the sum of its positions' credits and its carry.
//! 2. A pool's shares are the sum of its positions' shares, and no position is empty.
//! 3. Every era snapshot, in a pool or stored, counts the positions that wait for it, and there are some. A pool with
//!    pending shares has room for one more snapshot, and counts the positions that have pending shares.
//! 4. The members of a model pool are the holders of its shares, and it counts the pools among them. No other pool has
//!    a list of members.
//! 5. A model that is marked as queued is on a page of that turn. It is queued while one of its pools has revenue to
//!    flow. Only a pool that other pools hold has revenue to flow. No page is empty, each has a lower number than the
//!    next page will have, the books count the pages, and none is of an era that counts as settled.
//! 6. The total owed is the sum of the pools' balances, operators' own parts, amounts set aside and dues.
//! 7. Unless payouts are stopped, the ledger's account holds at least its reserve and the total owed.
//! 8. Only operators' pools have fees and own parts. A fee window is not empty, ends in an era that has begun, and has
//!    no fees of eras before the first.
//! 9. A curators' pool and its position are in the record of its datanet's pool.
//! 10. No amount set aside is zero.

use crate::{
    model_of, Config, EraAmounts, EraSchedule, EraSnapshots, FlowQueue, HolderOf, Members, ModelPool, ModelPoolRecord,
    ModelRecord, Models, Pallet, PoolIdOf, PoolRecord, Pools, Positions, Totals, Turn,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::{
    accumulator::{Pool, Position, Rolled},
    Balance, Era, Holder, ModelId, PoolId, Shares,
};

/// The sums over the positions of a pool.
struct Sum<T: Config> {
    credits: U256,
    shares: Shares,
    waiting: BTreeMap<Era, u32>,
    members: BTreeSet<HolderOf<T>>,
}

impl<T: Config> Default for Sum<T> {
    fn default() -> Self {
        Self { credits: U256::zero(), shares: 0, waiting: BTreeMap::new(), members: BTreeSet::new() }
    }
}

impl<T: Config> Sum<T> {
    fn add(&mut self, pool: &PoolIdOf<T>, holder: HolderOf<T>, position: &Position) -> Result<(), TryRuntimeError> {
        ensure!(!position.is_empty(), "2: a position is empty");
        let record = Pallet::<T>::stored(pool).ok_or("2: a position without a pool")?;
        let accumulator = record.accumulator();
        let snapshots = Pallet::<T>::snapshots(pool, accumulator, position);
        let credit = accumulator.credit_of(position, &snapshots).map_err(|_| "1: a position can't be credited")?;
        self.credits = self.credits.checked_add(credit).ok_or("1: credits overflow")?;
        let shares = position.total_shares().ok_or("2: shares overflow")?;
        self.shares = self.shares.checked_add(shares).ok_or("2: shares overflow")?;
        for (era, _) in position.cohorts().into_iter().flatten() {
            let waiting = self.waiting.entry(era).or_default();
            *waiting = waiting.checked_add(1).ok_or("3: too many positions wait")?;
        }
        if shares > 0 {
            self.members.insert(holder);
        }
        Ok(())
    }
}

impl<T: Config> Pallet<T> {
    /// Check all invariants, which are listed at the top of this file.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        ensure!(!EraSchedule::<T>::get().length.is_zero(), "an era has no blocks");
        let mut sums: BTreeMap<PoolIdOf<T>, Sum<T>> = BTreeMap::new();
        for (holder, pool, position) in Positions::<T>::iter() {
            sums.entry(pool.clone()).or_default().add(&pool, holder, &position)?;
        }
        for (pool, record) in Pools::<T>::iter() {
            let Some(curators) = record.curators.filter(|curators| !curators.position.is_empty()) else { continue };
            let PoolId::Datanet(datanet) = pool else { continue };
            let holder = Holder::Pool(PoolId::Curators(datanet));
            ensure!(!Positions::<T>::contains_key(&holder, &pool), "9: a position of curators outside their record");
            sums.entry(pool.clone()).or_default().add(&pool, holder, &curators.position)?;
        }
        let mut owed: Balance = 0;
        let mut add = |amount: Balance| {
            owed = owed.checked_add(amount).ok_or("6: owed overflows")?;
            Ok::<_, TryRuntimeError>(())
        };
        for (pool, record) in Pools::<T>::iter() {
            ensure!(model_of(&pool).is_none(), "4: a model pool is stored outside its model");
            Self::try_pool(&pool, &record.accumulator, 0, &sums.remove(&pool).unwrap_or_default())?;
            Self::try_own(&pool, &record)?;
            add(record.accumulator.held)?;
            add(record.direct)?;
            let Some(curators) = record.curators else { continue };
            let PoolId::Datanet(datanet) = pool else {
                return Err("9: curators of a pool that is no datanet's".into());
            };
            let pool = PoolId::Curators(datanet);
            Self::try_pool(&pool, &curators.accumulator, 0, &sums.remove(&pool).unwrap_or_default())?;
            add(curators.accumulator.held)?;
        }
        for (model, record) in Models::<T>::iter() {
            for which in [ModelPool::Data, ModelPool::Builders] {
                let (pool, ModelPoolRecord { accumulator, pools_below, unflowed }) =
                    (which.of(model), record.pool(which));
                Self::try_pool(&pool, accumulator, *pools_below, &sums.remove(&pool).unwrap_or_default())?;
                ensure!(
                    unflowed.amount == 0 || *pools_below > 0,
                    "5: a model pool that no pool holds has revenue to flow"
                );
                add(accumulator.held)?;
            }
        }
        Self::try_queue()?;
        Self::try_lists()?;

        for (_, _, amount) in EraAmounts::<T>::iter() {
            ensure!(amount > 0, "10: nothing is set aside for an era");
            add(amount)?;
        }
        let totals = Totals::<T>::get();
        for part in [totals.dues.treasury, totals.dues.burn, totals.dues.commons] {
            add(part)?;
        }
        ensure!(totals.owed == owed, "6: the total is not the sum of what is owed");
        ensure!(totals.payouts_stopped || Self::surplus(&totals).is_some(), "7: the ledger is short");
        Ok(())
    }

    fn try_pool(pool: &PoolIdOf<T>, accumulator: &Pool, pools_below: u32, sum: &Sum<T>) -> Result<(), TryRuntimeError> {
        ensure!(accumulator.is_exact(sum.credits) == Ok(true), "1: a pool is not exact");
        ensure!(accumulator.total_shares() == Some(sum.shares), "2: a pool's shares are not those of its positions");

        let mut snapshots: BTreeMap<Era, u32> =
            EraSnapshots::<T>::iter_prefix(pool).map(|(era, snapshot)| (era, snapshot.waiting)).collect();
        let in_pool = |rolled: &Rolled| (rolled.snapshot.waiting > 0).then_some((rolled.era, rolled.snapshot.waiting));
        let own = [
            (accumulator.pending.shares > 0).then_some((accumulator.pending.era, accumulator.pending.waiting)),
            in_pool(&accumulator.rolled),
            in_pool(&accumulator.previous),
        ];
        ensure!(own.iter().flatten().count() < 3, "3: a pool with pending shares has no room for a snapshot");
        for (era, waiting) in own.into_iter().flatten() {
            ensure!(snapshots.insert(era, waiting).is_none(), "3: two snapshots of one era");
        }
        ensure!(snapshots == sum.waiting, "3: a snapshot does not count the positions that wait for it");

        let members: Vec<_> = Members::<T>::get(pool).into_inner();
        let listed: BTreeSet<_> = members.iter().cloned().collect();
        ensure!(listed.len() == members.len(), "4: a member is listed twice");
        if model_of(pool).is_some() {
            ensure!(listed == sum.members, "4: the members are not the holders of shares");
        } else {
            ensure!(listed.is_empty(), "4: a list of a pool that has none");
        }
        let below = listed.iter().filter(|member| matches!(member, Holder::Pool(_))).count();
        ensure!(u32::try_from(below) == Ok(pools_below), "4: a model pool does not count the pools that hold it");
        Ok(())
    }

    /// Check the fields that only operators' pools use.
    fn try_own(pool: &PoolIdOf<T>, PoolRecord { direct, fees, .. }: &PoolRecord) -> Result<(), TryRuntimeError> {
        ensure!(!matches!(pool, PoolId::Curators(_)), "9: a curators' pool is stored outside its datanet's");
        if !matches!(pool, PoolId::Operator(_)) {
            ensure!(*direct == 0 && fees.is_none(), "8: a pool that is not an operator's has an own part or fees");
        }
        let Some(window) = fees else { return Ok(()) };
        ensure!(window.era <= Self::era_now(), "8: a fee window ends in an era that has not begun");
        ensure!(!window.is_empty(), "8: a fee window has no fees");
        let eras = window.era.saturating_add(1);
        ensure!(window.sum(eras) == window.sum(Era::MAX), "8: a fee window has fees of an era before the first");
        Ok(())
    }

    fn try_queue() -> Result<(), TryRuntimeError> {
        let mut on_pages: BTreeSet<(Turn, ModelId)> = BTreeSet::new();
        let (totals, mut pages) = (Totals::<T>::get(), 0u64);
        for (key, page) in FlowQueue::<T>::iter() {
            pages = pages.checked_add(1).ok_or("5: too many pages")?;
            ensure!(!page.is_empty(), "5: a page of the queue is empty");
            ensure!(key.number() < totals.pages, "5: a page of the queue has the number of a later one");
            ensure!(key.turn().era >= totals.flowing, "5: a page of an era that counts as settled");
            for model in page {
                ensure!(Models::<T>::contains_key(model), "5: the queue names no model");
                on_pages.insert((key.turn(), model));
            }
        }
        ensure!(pages == totals.waiting, "5: the books do not count the pages of the queue");
        for (model, record) in Models::<T>::iter() {
            let ModelRecord { queued, listed, .. } = record;
            let is_on =
                |era: Option<Era>, at_end| era.is_none_or(|era| on_pages.contains(&(Turn { era, at_end }, model)));
            ensure!(is_on(queued, false) && is_on(listed, true), "5: a model is marked as queued and on no page");
            ensure!(
                queued.is_some() || listed.is_some() || record.unflowed() == 0,
                "5: a model has revenue to flow and is not queued"
            );
        }
        Ok(())
    }

    /// Check that members and snapshots belong to pools that exist.
    fn try_lists() -> Result<(), TryRuntimeError> {
        for pool in Members::<T>::iter_keys() {
            ensure!(Self::stored(&pool).is_some(), "4: members of no pool");
        }
        for (pool, _) in EraSnapshots::<T>::iter_keys() {
            ensure!(Self::stored(&pool).is_some(), "3: a snapshot of no pool");
        }
        Ok(())
    }
}
