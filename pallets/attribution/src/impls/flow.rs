// SPDX-License-Identifier: Apache-2.0

//! Passing revenue on from pool to pool: by a call, on the path of a claim, and in idle time.

use crate::{
    model_of, Config, Error, Event, FlowQueue, HolderOf, Members, Models, Pallet, PoolIdOf, Queued, Record, Totals,
    WeightInfo, MAX_FLOWS_PER_BLOCK, MAX_MEMBERS,
};
use alloc::{collections::BTreeSet, vec::Vec};
use frame::{
    deps::frame_support::{storage::with_storage_layer, weights::WeightMeter},
    prelude::*,
};
use openledger_primitives::{Balance, Era, ModelId, PoolId};

/// The result of a flow.
#[derive(Default)]
pub(crate) struct Flow {
    /// The number of members visited.
    pub(crate) members: u32,
    /// The amount passed on, in planck.
    pub(crate) amount: Balance,
    /// The models that the caller has to put into the flow queue. They are marked as queued already.
    queued: Vec<Queued>,
}

/// Models taken out of the flow queue in idle time. All of them could first flow in era `due`.
#[derive(Default)]
pub(crate) struct Taken {
    due: Era,
    pub(crate) models: BTreeSet<ModelId>,
}

impl<T: Config> Pallet<T> {
    /// Pass on the revenue that `pool` owes to other pools. Fails if there is none.
    pub(crate) fn do_flow(pool: &PoolIdOf<T>) -> Result<Flow, DispatchError> {
        ensure!(model_of(pool).is_some(), Error::<T>::NotAModelPool);
        let flow = Self::flow_now(pool)?;
        ensure!(flow.amount > 0, Error::<T>::NothingToFlow);
        Ok(flow)
    }

    /// Pass on the revenue that `pool` owes to other pools, and queue the models that have to flow next.
    pub(crate) fn flow_now(pool: &PoolIdOf<T>) -> Result<Flow, DispatchError> {
        let mut flow = Self::flow_out(pool)?;
        Self::enqueue(core::mem::take(&mut flow.queued));
        Ok(flow)
    }

    /// Pass on the revenue that `pool` owes to other pools. The caller puts models into the flow queue.
    fn flow_out(pool: &PoolIdOf<T>) -> Result<Flow, DispatchError> {
        let mut flow = Flow::default();
        let members = Members::<T>::get(pool);
        if members.is_empty() {
            return Ok(flow);
        }
        let Some(mut record) = Self::stored(pool) else { return Ok(flow) };
        let era = Self::era_now();
        for member in members {
            flow.members = flow.members.checked_add(1).ok_or(ArithmeticError::Overflow)?;
            let HolderOf::<T>::Pool(below) = &member else { continue };
            let owed =
                Self::with_position(pool, record.accumulator_mut(), &member, |accumulator, position, snapshot| {
                    accumulator.accrue(position, era, snapshot)?;
                    accumulator.take_owed(position)
                })?;
            flow.queued.extend(Self::credit(below, owed, era)?);
            flow.amount = flow.amount.checked_add(owed).ok_or(ArithmeticError::Overflow)?;
        }
        flow.queued.extend(Self::mark_flowed(&mut record, era));
        Self::write(pool, record);
        if flow.amount > 0 {
            Self::deposit_event(Event::Flowed { pool: pool.clone(), amount: flow.amount });
        }
        Ok(flow)
    }

    /// Record that a model pool has flowed in `era`.
    ///
    /// Revenue kept for pending shares can flow in the next era. Returns the model if the caller has to queue it for
    /// that.
    fn mark_flowed(record: &mut Record, era: Era) -> Option<Queued> {
        record.model_pool_mut()?.unflowed = false;
        if record.accumulator().undistributed > 0 {
            record.mark_revenue(era)
        } else {
            None
        }
    }

    /// Sweep the dues if an era has begun, and let queued models flow, within `limit`.
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
        // Even if it fails, the next attempt is in the next era. Unpaid dues stay due.
        Totals::<T>::mutate(|totals| totals.swept = era);
        if let Err(error) = with_storage_layer(Self::do_sweep) {
            if error != Error::<T>::NothingToSweep.into() {
                Self::deposit_event(Event::SweepFailed { era, error });
            }
        }
    }

    /// Let the models that are due flow, the latest model first. Parents have lower ids than their children, so a whole
    /// lineage flows in one pass.
    fn flow_in_idle(era: Era, meter: &mut WeightMeter) {
        // Taking a model out of the queue, and letting both of its pools flow.
        let most = T::WeightInfo::on_idle_step().saturating_add(T::WeightInfo::flow(MAX_MEMBERS).saturating_mul(2));
        let (mut taken, mut later) = (Taken::default(), Vec::new());
        for _ in 0..MAX_FLOWS_PER_BLOCK {
            if taken.models.is_empty() {
                taken = Self::take_pages(era, most, meter);
            }
            if !meter.can_consume(most) {
                break;
            }
            let Some(model) = taken.models.pop_last() else { break };
            meter.consume(T::WeightInfo::on_idle_step());
            for pool in Self::take_from_queue(model).into_iter().flatten() {
                for (due, model) in Self::flow_or_give_up(&pool, meter) {
                    if due > era {
                        later.push((due, model));
                    } else {
                        taken.models.insert(model);
                    }
                }
            }
        }
        // The remaining models keep their era. Writing their page was paid for with the page that was taken, or with
        // the flow that queued them.
        Self::enqueue(taken.models.into_iter().map(|model| (taken.due, model)).chain(later));
    }

    /// Take pages out of the queue whose models can flow in `era`, all with the same first era.
    ///
    /// Stops when there are enough models for a block, or when `meter` has no room for a page and `most`.
    pub(crate) fn take_pages(era: Era, most: Weight, meter: &mut WeightMeter) -> Taken {
        let step = T::WeightInfo::on_idle_step();
        let enough: usize = MAX_FLOWS_PER_BLOCK.unique_saturated_into();
        let mut taken = Taken::default();
        while taken.models.len() < enough && meter.can_consume(step.saturating_add(most)) {
            meter.consume(step);
            // Keys sort by era: if the first page is not due, no page is.
            let Some(key) = FlowQueue::<T>::iter_keys().next().filter(|key| key.due() <= era) else { break };
            if !taken.models.is_empty() && key.due() != taken.due {
                break;
            }
            taken.due = key.due();
            taken.models.extend(FlowQueue::<T>::take(key).into_iter().flatten());
        }
        taken
    }

    /// Mark `model` as no longer queued. Returns its pools that have revenue to flow.
    pub(crate) fn take_from_queue(model: ModelId) -> [Option<PoolIdOf<T>>; 2] {
        Models::<T>::mutate_extant(model, |record| {
            record.queued = false;
            [
                record.data.unflowed.then_some(PoolId::ModelData(model)),
                record.builders.unflowed.then_some(PoolId::ModelBuilders(model)),
            ]
        })
    }

    /// Let a model pool flow in idle time. Returns the models that the caller has to queue.
    ///
    /// If the pool cannot flow, an event says so and the others go on.
    fn flow_or_give_up(pool: &PoolIdOf<T>, meter: &mut WeightMeter) -> Vec<Queued> {
        match with_storage_layer(|| Self::flow_out(pool)) {
            Ok(flow) => {
                meter.consume(T::WeightInfo::flow(flow.members));
                flow.queued
            }
            Err(error) => {
                meter.consume(T::WeightInfo::flow(MAX_MEMBERS));
                let mut record = Self::record(pool);
                if let Some(pool_record) = record.model_pool_mut() {
                    pool_record.unflowed = false;
                    Self::write(pool, record);
                }
                Self::deposit_event(Event::FlowFailed { pool: pool.clone(), error });
                Vec::new()
            }
        }
    }
}
