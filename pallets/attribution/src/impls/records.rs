// SPDX-License-Identifier: Apache-2.0

//! Reading and writing pools and positions, with the era snapshots that they need.

use crate::{
    model_of, model_pool_of, Config, EraSnapshots, Error, FlowKey, FlowQueue, HolderOf, Models, Page, Pallet, PoolIdOf,
    PoolRecord, Pools, Positions, Queued, Record, Totals, Turn,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{
    accumulator::{self, Moment, Pool, Position, Snapshots},
    Balance, ModelId, PoolId,
};

impl<T: Config> Pallet<T> {
    /// The record of `pool`, if it has one.
    pub(crate) fn stored(pool: &PoolIdOf<T>) -> Option<Record> {
        match (pool, model_pool_of(pool)) {
            (_, Some((model, which))) => Models::<T>::get(model).map(|record| Record::ModelPool(model, which, record)),
            (PoolId::Curators(datanet), _) => {
                let record = Pools::<T>::get(PoolIdOf::<T>::Datanet(*datanet))?;
                Some(Record::curators_of(*datanet, record))
            }
            _ => Pools::<T>::get(pool).map(Record::Pool),
        }
    }

    /// The record of `pool`. An empty one if the pool has never been written.
    pub(crate) fn record(pool: &PoolIdOf<T>) -> Record {
        Self::stored(pool).unwrap_or_else(|| Record::empty(pool))
    }

    /// Write the record of `pool`.
    pub(crate) fn write(pool: &PoolIdOf<T>, record: Record) {
        match record {
            Record::Pool(record) => Pools::<T>::insert(pool, record),
            Record::ModelPool(model, _, record) => Models::<T>::insert(model, record),
            Record::Curators(datanet, record, curators) => {
                let record = PoolRecord { curators: Some(curators), ..record };
                Pools::<T>::insert(PoolIdOf::<T>::Datanet(datanet), record);
            }
        }
    }

    /// Run `change` on the position of `holder` in `pool`, with the era snapshots that it needs, and write all of them.
    ///
    /// The caller writes the record of the pool, and may change it before that.
    pub(crate) fn with_position<R>(
        pool: &PoolIdOf<T>,
        accumulator: &mut Pool,
        holder: &HolderOf<T>,
        change: impl FnOnce(&mut Pool, &mut Position, &mut Snapshots) -> Result<R, accumulator::Error>,
    ) -> Result<R, DispatchError> {
        let stored = Positions::<T>::get(holder, pool);
        let mut position = stored.clone().unwrap_or_default();
        let result = Self::with_snapshots(pool, accumulator, &mut position, change)?;
        if position.is_empty() {
            accumulator.close(position).map_err(Self::refusal)?;
            if stored.is_some() {
                Positions::<T>::remove(holder, pool);
            }
        } else if stored.as_ref() != Some(&position) {
            Positions::<T>::insert(holder, pool, position);
        }
        Ok(result)
    }

    /// Run `change` on a position in `pool`, with the era snapshots that it needs, and write these.
    pub(crate) fn with_snapshots<R>(
        pool: &PoolIdOf<T>,
        accumulator: &mut Pool,
        position: &mut Position,
        change: impl FnOnce(&mut Pool, &mut Position, &mut Snapshots) -> Result<R, accumulator::Error>,
    ) -> Result<R, DispatchError> {
        let needs = accumulator.needs_snapshots(position);
        let mut snapshots = needs.map(|era| era.and_then(|era| EraSnapshots::<T>::get(pool, era)));
        let result = change(accumulator, position, &mut snapshots).map_err(Self::refusal)?;
        for (era, snapshot) in needs.into_iter().zip(snapshots).filter_map(|(era, snapshot)| era.zip(snapshot)) {
            if snapshot.waiting == 0 {
                EraSnapshots::<T>::remove(pool, era);
            } else {
                EraSnapshots::<T>::insert(pool, era, snapshot);
            }
        }
        Ok(result)
    }

    /// The amount owed to a position at `moment`, in planck. Zero on an error, which no stored position can cause.
    pub(crate) fn preview(pool: &PoolIdOf<T>, accumulator: &Pool, position: &Position, moment: Moment) -> Balance {
        let snapshots = Self::snapshots(pool, accumulator, position);
        accumulator.preview(position, moment, snapshots).defensive_unwrap_or_default()
    }

    /// The stored era snapshots that a position needs.
    pub(crate) fn snapshots(pool: &PoolIdOf<T>, accumulator: &Pool, position: &Position) -> Snapshots {
        accumulator.needs_snapshots(position).map(|era| era.and_then(|era| EraSnapshots::<T>::get(pool, era)))
    }

    /// Put models into the flow queue that are marked as queued already: one page for all with the same turn.
    pub(crate) fn enqueue(models: impl IntoIterator<Item = Queued>) {
        let mut pages: BTreeMap<Turn, Vec<ModelId>> = BTreeMap::new();
        for (turn, model) in models {
            pages.entry(turn).or_default().push(model);
        }
        for (turn, models) in pages {
            for page in models.chunks(Page::bound()) {
                let number = Totals::<T>::mutate(|totals| {
                    let number = totals.pages;
                    // No chain lives long enough to reach the last number.
                    totals.pages = number.saturating_add(1);
                    totals.flowing = if totals.waiting == 0 { turn.era } else { totals.flowing.min(turn.era) };
                    totals.waiting = totals.waiting.saturating_add(1);
                    number
                });
                FlowQueue::<T>::insert(FlowKey::new(turn, number), Page::truncate_from(page.to_vec()));
            }
        }
    }

    /// Check that a pool holds only a model pool, and a model's pool only that of a later model. So money flows one
    /// way. A curators' pool holds its datanet's only.
    pub(crate) fn ensure_valid_holder(pool: &PoolIdOf<T>, holder: &HolderOf<T>) -> DispatchResult {
        let openledger_primitives::Holder::Pool(below) = holder else { return Ok(()) };
        if let PoolId::Curators(datanet) = below {
            ensure!(*pool == PoolId::Datanet(*datanet), Error::<T>::InvalidHolder);
            return Ok(());
        }
        let model = model_of(pool).ok_or(Error::<T>::InvalidHolder)?;
        ensure!(model_of(below).is_none_or(|below| below < model), Error::<T>::InvalidHolder);
        Ok(())
    }

    /// The error of this pallet for an error of the accumulator.
    pub(crate) fn refusal(error: accumulator::Error) -> DispatchError {
        use accumulator::Error as Refusal;
        match error {
            Refusal::RevenueTooLarge => Error::<T>::RevenueTooLarge.into(),
            Refusal::SharesTooLarge => Error::<T>::SharesTooLarge.into(),
            Refusal::NotEnoughShares => Error::<T>::NotEnoughShares.into(),
            Refusal::Overflow => ArithmeticError::Overflow.into(),
            // The records contradict each other.
            Refusal::SnapshotMissing | Refusal::NotAccrued | Refusal::NotEmpty => DispatchError::Corruption,
        }
    }
}
