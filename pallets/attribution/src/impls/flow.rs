// SPDX-License-Identifier: Apache-2.0

//! Passing revenue on from pool to pool, and the idle work that does it by itself.

use crate::{
    model_of, Config, Error, Event, FlowQueue, HolderOf, Members, Pallet, PoolIdOf, Pools, Totals, WeightInfo,
    MAX_FLOWS_PER_BLOCK, MAX_MEMBERS,
};
use frame::{
    deps::frame_support::{storage::with_storage_layer, weights::WeightMeter},
    prelude::*,
};
use openledger_primitives::{Balance, Era};

/// What a flow did.
pub(crate) struct Flow {
    /// Members visited.
    pub(crate) members: u32,
    /// What was passed on, in planck.
    pub(crate) amount: Balance,
}

impl<T: Config> Pallet<T> {
    /// Pass on what `pool` owes to pools; fails if that is nothing.
    pub(crate) fn do_flow(pool: &PoolIdOf<T>) -> Result<Flow, DispatchError> {
        ensure!(model_of(pool).is_some(), Error::<T>::NotAModelPool);
        let flow = Self::flow_out(pool)?;
        ensure!(flow.amount > 0, Error::<T>::NothingToFlow);
        Ok(flow)
    }

    /// Pass on what `pool` owes to pools and take it out of the queue, unless all of its shares are still pending.
    pub(crate) fn flow_out(pool: &PoolIdOf<T>) -> Result<Flow, DispatchError> {
        let mut flow = Flow { members: 0, amount: 0 };
        let members = Members::<T>::get(pool);
        if members.is_empty() {
            return Ok(flow);
        }
        let Some(mut record) = Pools::<T>::get(pool) else { return Ok(flow) };
        let era = Self::era_now();
        for member in members {
            flow.members = flow.members.checked_add(1).ok_or(ArithmeticError::Overflow)?;
            let HolderOf::<T>::Pool(below) = &member else { continue };
            let owed = Self::with_position(pool, &mut record, &member, |accumulator, position, note| {
                accumulator.settle(position, era, note)?;
                accumulator.take_owed(position)
            })?;
            Self::credit(below, owed, era)?;
            flow.amount = flow.amount.checked_add(owed).ok_or(ArithmeticError::Overflow)?;
        }
        Self::dequeue(pool, &mut record);
        if record.accumulator.undistributed > 0 {
            Self::enqueue(pool, &mut record, era);
        }
        Pools::<T>::insert(pool, record);
        if flow.amount > 0 {
            Self::deposit_event(Event::Flowed { pool: pool.clone(), amount: flow.amount });
        }
        Ok(flow)
    }

    /// Pay out the dues of an era that has begun and let queued pools flow, within `limit`.
    pub(crate) fn work_in_idle(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        if meter.try_consume(T::WeightInfo::on_idle_base()).is_ok() {
            let era = Self::era_now();
            Self::sweep_in_idle(era, &mut meter);
            Self::flow_in_idle(era, &mut meter);
        }
        meter.consumed()
    }

    fn sweep_in_idle(era: Era, meter: &mut WeightMeter) {
        let totals = Totals::<T>::get();
        if totals.swept >= era || totals.payouts_stopped || meter.try_consume(T::WeightInfo::sweep()).is_err() {
            return;
        }
        // Whatever comes of it, the next try is in the next era; what could not be paid out stays due.
        Totals::<T>::mutate(|totals| totals.swept = era);
        if let Err(error) = with_storage_layer(Self::do_sweep) {
            if error != Error::<T>::NothingToSweep.into() {
                Self::deposit_event(Event::SweepFailed { era, error });
            }
        }
    }

    fn flow_in_idle(era: Era, meter: &mut WeightMeter) {
        for _ in 0..MAX_FLOWS_PER_BLOCK {
            // Keys sort by era: if the first one is not due, none is.
            let step =
                meter.try_consume(T::WeightInfo::on_idle_step()).ok().and_then(|()| FlowQueue::<T>::iter_keys().next());
            let Some(key) = step.filter(|key| key.due() <= era) else { return };
            let most = T::WeightInfo::flow(MAX_MEMBERS);
            if !meter.can_consume(most) {
                return;
            }
            let pool = key.pool();
            match with_storage_layer(|| Self::flow_out(&pool)) {
                Ok(flow) => meter.consume(T::WeightInfo::flow(flow.members)),
                Err(error) => {
                    meter.consume(most);
                    Self::give_up(&pool, error);
                }
            }
        }
    }

    /// Take a pool that can't flow out of the queue, so that it does not hold up the others.
    fn give_up(pool: &PoolIdOf<T>, error: DispatchError) {
        Pools::<T>::mutate_extant(pool, |record| Self::dequeue(pool, record));
        Self::deposit_event(Event::FlowFailed { pool: pool.clone(), error });
    }
}
