// SPDX-License-Identifier: Apache-2.0

//! Passing revenue on from pool to pool: by a call, on the path of a claim, and in idle time.
//!
//! In idle time, models flow strictly in the order in which they were queued. A pool that receives revenue by a flow
//! queues its model behind those that wait already, and a model that waits is not queued again for the same turn. It
//! can have several turns, as its revenue comes by paths of several lengths. Revenue below [`Config::MinFlow`] waits
//! until its era ends, and what it passes on comes behind all that wait for that end. Revenue of an era that is over
//! always goes before that of the current one, because an era is settled once all of its revenue has flowed.

use crate::{
    model_of, Config, Error, Event, FlowKey, FlowQueue, HolderOf, Members, Models, Pallet, PoolIdOf, Queued, Totals,
    Turn, Unflowed, WeightInfo, MAX_FLOWS_PER_BLOCK, MAX_MEMBERS,
};
use alloc::{
    collections::{BTreeMap, VecDeque},
    vec::Vec,
};
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

/// A page taken out of the flow queue in idle time, with the models whose turn has not come.
#[derive(Default)]
pub(crate) struct Taken {
    pub(crate) key: Option<FlowKey>,
    pub(crate) models: VecDeque<ModelId>,
}

/// The work on the flow queue in one block.
#[derive(Default)]
struct Work {
    page: Taken,
    /// The key of the next page, if it was looked for since the last page was taken: `Some(None)` if there is none.
    next: Option<Option<FlowKey>>,
    /// The number of pages taken. The books count them until the work is over, so that their eras are not settled.
    pages: u64,
    /// The models that were queued in this block, behind the pages of their turn.
    later: BTreeMap<Turn, VecDeque<ModelId>>,
}

impl<T: Config> Pallet<T> {
    /// Pass on the revenue that `pool` owes to other pools. Fails if there is none.
    pub(crate) fn do_flow(pool: &PoolIdOf<T>) -> Result<Flow, DispatchError> {
        ensure!(model_of(pool).is_some() || Self::has_curators(pool), Error::<T>::NotAModelPool);
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
        if let PoolId::Datanet(_) = pool {
            // Only what was kept for pending shares waits here: the rest was passed on when it came.
            let Some(mut record) = Self::stored(pool) else { return Ok(flow) };
            let moment = Self::now();
            flow.members = 1;
            flow.amount = Self::pass_to_curators(pool, &mut record, moment.era(), moment)?;
            Self::write(pool, record);
            return Ok(flow);
        }
        let members = Members::<T>::get(pool);
        if members.is_empty() {
            return Ok(flow);
        }
        let Some(mut record) = Self::stored(pool) else { return Ok(flow) };
        let moment = Self::now();
        let unflowed = record.model_pool_mut().map(|record| core::mem::take(&mut record.unflowed)).unwrap_or_default();
        let (first, later) = if unflowed.amount > 0 {
            (unflowed.era, unflowed.later.unwrap_or(unflowed.era))
        } else {
            (moment.era(), moment.era())
        };
        let mut to = BoundedVec::new();
        for member in members {
            flow.members = flow.members.checked_add(1).ok_or(ArithmeticError::Overflow)?;
            let HolderOf::<T>::Pool(below) = &member else { continue };
            let (owed, of_later) =
                Self::with_position(pool, record.accumulator_mut(), &member, |accumulator, position, snapshots| {
                    // What is not surely of the later era counts as of the first, in which fewer shares take part.
                    let of_later = match unflowed.later {
                        Some(_) => accumulator.credit_beyond(position, unflowed.growth, moment, snapshots)?,
                        None => 0,
                    };
                    accumulator.accrue(position, moment, snapshots)?;
                    let owed = accumulator.take_owed(position)?;
                    Ok((owed, of_later.min(owed)))
                })?;
            // `of_later` is at most `owed`.
            for (amount, paid) in [(owed.saturating_sub(of_later), first), (of_later, later)] {
                flow.queued.extend(Self::credit(below, amount, paid, moment)?);
            }
            flow.amount = flow.amount.checked_add(owed).ok_or(ArithmeticError::Overflow)?;
            if owed > 0 {
                // There are as many places as members.
                let _ = to.try_push((below.clone(), owed));
            }
        }
        flow.queued.extend(record.flow_young(unflowed, moment, T::MinFlow::get()));
        Self::write(pool, record);
        if flow.amount > 0 {
            Self::deposit_event(Event::Flowed { pool: pool.clone(), to });
        }
        Ok(flow)
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

    /// Let the models that are due flow, in the order in which they were queued.
    fn flow_in_idle(era: Era, meter: &mut WeightMeter) {
        if Totals::<T>::get().waiting == 0 {
            return;
        }
        // Taking a model out of the queue, and letting both of its pools flow.
        let most = T::WeightInfo::on_idle_step().saturating_add(Self::weight_of_flow(MAX_MEMBERS).saturating_mul(2));
        let mut work = Work::default();
        for _ in 0..MAX_FLOWS_PER_BLOCK {
            let Some((turn, model)) = Self::next_model(era, &mut work, most, meter) else { break };
            Self::settle_before(turn.era);
            meter.consume(T::WeightInfo::on_idle_step());
            for pool in Self::take_from_queue(model, turn).into_iter().flatten() {
                for (turn, model) in Self::flow_or_give_up(&pool, meter) {
                    work.later.entry(turn).or_default().push_back(model);
                }
            }
        }
        Self::put_back(work);
    }

    /// The model whose turn it is, taken out of `work`. `None` if no model is due, or if there is no weight for `most`.
    fn next_model(era: Era, work: &mut Work, most: Weight, meter: &mut WeightMeter) -> Option<(Turn, ModelId)> {
        let step = T::WeightInfo::on_idle_step();
        if work.page.models.is_empty() && work.next.is_none() {
            if !meter.can_consume(step.saturating_add(most)) {
                return None;
            }
            meter.consume(step);
            work.next = Some(FlowQueue::<T>::iter_keys().next());
        }
        if !meter.can_consume(most) {
            return None;
        }
        let stored = if work.page.models.is_empty() { work.next.flatten() } else { work.page.key };
        let first = stored.map(|key| key.turn());
        // A model that was queued in this block comes behind the pages of its turn.
        if let Some(mut entry) = work.later.first_entry() {
            let turn = *entry.key();
            if first.is_none_or(|first| turn < first) {
                if !turn.is_due(era) {
                    return None;
                }
                let model = entry.get_mut().pop_front();
                if entry.get().is_empty() {
                    entry.remove();
                }
                return model.map(|model| (turn, model));
            }
        }
        let turn = first.filter(|turn| turn.is_due(era))?;
        if work.page.models.is_empty() {
            work.page = Self::take_page(stored);
            work.next = None;
            work.pages = work.pages.saturating_add(1);
        }
        work.page.models.pop_front().map(|model| (turn, model))
    }

    /// Note that all revenue paid before `era` has flowed: a model of that era has its turn.
    fn settle_before(era: Era) {
        if Totals::<T>::get().flowing < era {
            Totals::<T>::mutate(|totals| totals.flowing = era);
        }
    }

    /// Take the page with this key out of the queue.
    pub(crate) fn take_page(key: Option<FlowKey>) -> Taken {
        let page = key.and_then(FlowQueue::<T>::take).unwrap_or_default();
        Taken { key, models: page.into_iter().collect() }
    }

    /// Put back the models whose turn has not come. The rest of a page keeps its place.
    ///
    /// Writing a page was paid for with the page that was taken, or with the flow that queued the models.
    fn put_back(work: Work) {
        let Work { page, next, mut pages, later } = work;
        let mut first = next.flatten();
        if let Some(key) = page.key.filter(|_| !page.models.is_empty()) {
            FlowQueue::<T>::insert(key, crate::Page::truncate_from(page.models.into_iter().collect()));
            pages = pages.saturating_sub(1);
            first = Some(key);
        }
        let mut totals = Totals::<T>::get();
        let before = totals;
        totals.waiting = totals.waiting.saturating_sub(pages);
        // If nobody looked for the next page, its era is the same or later: the books stay on the safe side.
        totals.flowing = first.map_or(totals.flowing, |key| key.turn().era);
        if totals != before {
            Totals::<T>::put(totals);
        }
        Self::enqueue(later.into_iter().flat_map(|(turn, models)| models.into_iter().map(move |model| (turn, model))));
    }

    /// Mark `model` as no longer queued for this turn. Returns its pools that have revenue to flow.
    pub(crate) fn take_from_queue(model: ModelId, turn: Turn) -> [Option<PoolIdOf<T>>; 2] {
        Models::<T>::mutate_extant(model, |record| {
            let may_flow = record.leave_queue(turn);
            [
                (may_flow && record.data.unflowed.amount > 0).then_some(PoolId::ModelData(model)),
                (may_flow && record.builders.unflowed.amount > 0).then_some(PoolId::ModelBuilders(model)),
            ]
        })
    }

    /// Let a model pool flow in idle time. Returns the models that the caller has to queue.
    ///
    /// If the pool cannot flow, an event says so and the others go on.
    fn flow_or_give_up(pool: &PoolIdOf<T>, meter: &mut WeightMeter) -> Vec<Queued> {
        match with_storage_layer(|| Self::flow_out(pool)) {
            Ok(flow) => {
                meter.consume(Self::weight_of_flow(flow.members));
                flow.queued
            }
            Err(error) => {
                meter.consume(Self::weight_of_flow(MAX_MEMBERS));
                let mut record = Self::record(pool);
                if let Some(pool_record) = record.model_pool_mut() {
                    pool_record.unflowed = Unflowed::default();
                    Self::write(pool, record);
                }
                Self::deposit_event(Event::FlowFailed { pool: pool.clone(), error });
                Vec::new()
            }
        }
    }
}
