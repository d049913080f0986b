// SPDX-License-Identifier: Apache-2.0

//! Passing revenue on from pool to pool, and the idle work that does it by itself.

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

/// What a flow did.
#[derive(Default)]
pub(crate) struct Flow {
    /// Members visited.
    pub(crate) members: u32,
    /// What was passed on, in planck.
    pub(crate) amount: Balance,
    /// The models that have to enter the flow queue, and count as queued already.
    queued: Vec<Queued>,
}

/// Models taken out of the flow queue in idle work: all could flow from era `due` on.
#[derive(Default)]
pub(crate) struct Taken {
    due: Era,
    pub(crate) models: BTreeSet<ModelId>,
}

impl<T: Config> Pallet<T> {
    /// Pass on what `pool` owes to pools; fails if that is nothing.
    pub(crate) fn do_flow(pool: &PoolIdOf<T>) -> Result<Flow, DispatchError> {
        ensure!(model_of(pool).is_some(), Error::<T>::NotAModelPool);
        let flow = Self::flow_now(pool)?;
        ensure!(flow.amount > 0, Error::<T>::NothingToFlow);
        Ok(flow)
    }

    /// Pass on what `pool` owes to pools, and queue the models that have to flow after it.
    pub(crate) fn flow_now(pool: &PoolIdOf<T>) -> Result<Flow, DispatchError> {
        let mut flow = Self::flow_out(pool)?;
        Self::enqueue(core::mem::take(&mut flow.queued));
        Ok(flow)
    }

    /// Pass on what `pool` owes to pools. To put models into the flow queue is left to the caller.
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
            let owed = Self::with_position(pool, record.accumulator_mut(), &member, |accumulator, position, note| {
                accumulator.settle(position, era, note)?;
                accumulator.take_owed(position)
            })?;
            flow.queued.extend(Self::credit(below, owed, era)?);
            flow.amount = flow.amount.checked_add(owed).ok_or(ArithmeticError::Overflow)?;
        }
        flow.queued.extend(Self::note_flow(&mut record, era));
        Self::write(pool, record);
        if flow.amount > 0 {
            Self::deposit_event(Event::Flowed { pool: pool.clone(), amount: flow.amount });
        }
        Ok(flow)
    }

    /// Note that a lane has flowed in `era`. What it keeps for pending shares flows from the next era on: returns the model if
    /// it has to enter the flow queue for that.
    fn note_flow(record: &mut Record, era: Era) -> Option<Queued> {
        record.lane_mut()?.unflowed = false;
        if record.accumulator().undistributed > 0 {
            record.note_revenue(era)
        } else {
            None
        }
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

    /// Let models flow whose turn it is, the latest of those at hand first. Since parents come before their children, a
    /// whole lineage flows in one pass.
    fn flow_in_idle(era: Era, meter: &mut WeightMeter) {
        // To take a model out of the queue, and to let both of its lanes flow.
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
                for (due, model) in Self::flow_by_itself(&pool, meter) {
                    if due > era {
                        later.push((due, model));
                    } else {
                        taken.models.insert(model);
                    }
                }
            }
        }
        // What is left keeps its place among the models of its era. The item to write was paid for with the page that was
        // taken, or with the flow that brought the models.
        Self::enqueue(taken.models.into_iter().map(|model| (taken.due, model)).chain(later));
    }

    /// Take pages out of the queue whose models can flow in `era`, all of them from the same era on: enough for a block, as
    /// far as `meter` has enough for one page and `most` beside it.
    pub(crate) fn take_pages(era: Era, most: Weight, meter: &mut WeightMeter) -> Taken {
        let step = T::WeightInfo::on_idle_step();
        let enough: usize = MAX_FLOWS_PER_BLOCK.unique_saturated_into();
        let mut taken = Taken::default();
        while taken.models.len() < enough && meter.can_consume(step.saturating_add(most)) {
            meter.consume(step);
            // Keys sort by era: if the first one is not due, none is.
            let Some(key) = FlowQueue::<T>::iter_keys().next().filter(|key| key.due() <= era) else { break };
            if !taken.models.is_empty() && key.due() != taken.due {
                break;
            }
            taken.due = key.due();
            taken.models.extend(FlowQueue::<T>::take(key).into_iter().flatten());
        }
        taken
    }

    /// Count `model` as not queued any more. Returns its lanes that have something to flow.
    pub(crate) fn take_from_queue(model: ModelId) -> [Option<PoolIdOf<T>>; 2] {
        Models::<T>::mutate_extant(model, |record| {
            record.queued = false;
            [
                record.data.unflowed.then_some(PoolId::ModelData(model)),
                record.builders.unflowed.then_some(PoolId::ModelBuilders(model)),
            ]
        })
    }

    /// Let a lane flow, or note with an event that it can't, so that it does not hold up the others. Returns the models that
    /// have to enter the queue.
    fn flow_by_itself(pool: &PoolIdOf<T>, meter: &mut WeightMeter) -> Vec<Queued> {
        match with_storage_layer(|| Self::flow_out(pool)) {
            Ok(flow) => {
                meter.consume(T::WeightInfo::flow(flow.members));
                flow.queued
            }
            Err(error) => {
                meter.consume(T::WeightInfo::flow(MAX_MEMBERS));
                let mut record = Self::record(pool);
                if let Some(lane) = record.lane_mut() {
                    lane.unflowed = false;
                    Self::write(pool, record);
                }
                Self::deposit_event(Event::FlowFailed { pool: pool.clone(), error });
                Vec::new()
            }
        }
    }
}
