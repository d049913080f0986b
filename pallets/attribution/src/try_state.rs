// SPDX-License-Identifier: Apache-2.0

//! The invariants of the ledger, proved by full iteration:
//!
//! 1. In every pool, what is held is what its positions are credited with, its carry and what is kept for pending
//!    shares, exactly.
//! 2. A pool's shares are the sum of its positions' shares, and no position is empty.
//! 3. Every note, in a pool or stored, counts the positions that wait for it, and somebody waits; a pool with pending
//!    shares has no note of its own, and counts the positions that have them.
//! 4. The members of a lane of a model are those with shares in it, no other pool has a list, and the lane counts the
//!    pools among them.
//! 5. A pool is queued exactly if it is in the queue, under the same era.
//! 6. What the ledger owes is the sum of what pools hold, operators' own parts and dues.
//! 7. Unless payouts are stopped, the ledger's account holds at least the existential deposit and what it owes.

use crate::{
    model_of, Config, EraSchedule, FlowQueue, HolderOf, Members, Notes, Pallet, PoolIdOf, PoolRecord, Pools, Positions,
    Totals,
};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::{accumulator::Position, Balance, Era, Holder, Shares};

/// What the positions of a pool add up to.
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
        let record = Pools::<T>::get(pool).ok_or("2: a position without a pool")?;
        let note = record.accumulator.needs_note(position).and_then(|era| Notes::<T>::get(pool, era));
        let credit = record.accumulator.credit_of(position, note).map_err(|_| "1: a position can't be settled")?;
        self.credits = self.credits.checked_add(credit).ok_or("1: credits overflow")?;
        let shares = position.total_shares().ok_or("2: shares overflow")?;
        self.shares = self.shares.checked_add(shares).ok_or("2: shares overflow")?;
        if position.pending_shares > 0 {
            let waiting = self.waiting.entry(position.pending_era).or_default();
            *waiting = waiting.checked_add(1).ok_or("3: too many wait")?;
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
        let mut sums: BTreeMap<PoolIdOf<T>, Sum<T>> = BTreeMap::new();
        for (holder, pool, position) in Positions::<T>::iter() {
            sums.entry(pool.clone()).or_default().add(&pool, holder, &position)?;
        }
        let mut owed: Balance = 0;
        for (pool, record) in Pools::<T>::iter() {
            let sum = sums.remove(&pool).unwrap_or_default();
            Self::try_pool(&pool, &record, &sum)?;
            for part in [record.accumulator.held, record.direct] {
                owed = owed.checked_add(part).ok_or("6: owed overflows")?;
            }
        }
        Self::try_lists()?;

        let totals = Totals::<T>::get();
        for part in [totals.dues.treasury, totals.dues.burn, totals.dues.commons] {
            owed = owed.checked_add(part).ok_or("6: owed overflows")?;
        }
        ensure!(totals.owed == owed, "6: the total is not the sum of what is owed");
        ensure!(totals.payouts_stopped || Self::surplus(totals.owed).is_some(), "7: the ledger is short");
        ensure!(!EraSchedule::<T>::get().length.is_zero(), "an era has no blocks");
        Ok(())
    }

    fn try_pool(pool: &PoolIdOf<T>, record: &PoolRecord, sum: &Sum<T>) -> Result<(), TryRuntimeError> {
        let PoolRecord { accumulator, pools_below, queued, .. } = record;
        ensure!(accumulator.is_exact(sum.credits) == Ok(true), "1: a pool is not exact");
        ensure!(accumulator.total_shares() == Some(sum.shares), "2: a pool's shares are not those of its positions");

        let mut noted: BTreeMap<Era, u32> =
            Notes::<T>::iter_prefix(pool).map(|(era, note)| (era, note.waiting)).collect();
        let own = [
            (accumulator.pending.shares > 0).then_some((accumulator.pending.era, accumulator.pending.waiting)),
            (accumulator.rolled.note.waiting > 0).then_some((accumulator.rolled.era, accumulator.rolled.note.waiting)),
        ];
        ensure!(own.iter().flatten().count() < 2, "3: a note in a pool with pending shares");
        for (era, waiting) in own.into_iter().flatten() {
            ensure!(noted.insert(era, waiting).is_none(), "3: two notes of one era");
        }
        ensure!(noted == sum.waiting, "3: a note does not count those who wait");

        let members: Vec<_> = Members::<T>::get(pool).into_inner();
        let listed: BTreeSet<_> = members.iter().cloned().collect();
        ensure!(listed.len() == members.len(), "4: a member is listed twice");
        if model_of(pool).is_some() {
            ensure!(listed == sum.members, "4: the members are not those with shares");
        } else {
            ensure!(listed.is_empty(), "4: a list of a pool that has none");
        }
        let below = listed.iter().filter(|member| matches!(member, Holder::Pool(_))).count();
        ensure!(u32::try_from(below) == Ok(*pools_below), "4: a lane does not count the pools below it");

        let key = queued.and_then(|due| crate::FlowKey::new(due, pool));
        ensure!(queued.is_some() == key.is_some(), "5: a pool is queued that does not flow");
        ensure!(key.is_none_or(FlowQueue::<T>::contains_key), "5: a queued pool is not in the queue");
        Ok(())
    }

    /// Whatever is stored for a pool belongs to one that exists.
    fn try_lists() -> Result<(), TryRuntimeError> {
        for key in FlowQueue::<T>::iter_keys() {
            let record = Pools::<T>::get(key.pool::<T::AccountId>()).ok_or("5: the queue names no pool")?;
            ensure!(record.queued == Some(key.due()), "5: a pool in the queue is not queued");
        }
        for pool in Members::<T>::iter_keys() {
            ensure!(Pools::<T>::contains_key(&pool), "4: members of no pool");
        }
        for (pool, _) in Notes::<T>::iter_keys() {
            ensure!(Pools::<T>::contains_key(&pool), "3: a note of no pool");
        }
        Ok(())
    }
}
