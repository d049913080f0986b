// SPDX-License-Identifier: Apache-2.0

//! Reading and writing pools and positions with the notes that they need.

use crate::{
    lane_of, model_of, Config, Error, FlowKey, FlowQueue, HolderOf, Models, Notes, Page, Pallet, PoolIdOf, Pools,
    Positions, Queued, Record, Totals,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{
    accumulator::{self, Note, Pool, Position},
    Balance, Era, ModelId,
};

impl<T: Config> Pallet<T> {
    /// The pool's record, if there is one.
    pub(crate) fn stored(pool: &PoolIdOf<T>) -> Option<Record> {
        match lane_of(pool) {
            Some((model, lane)) => Models::<T>::get(model).map(|record| Record::Lane(model, lane, record)),
            None => Pools::<T>::get(pool).map(Record::Pool),
        }
    }

    /// The pool's record; an empty one for a pool that has never been written.
    pub(crate) fn record(pool: &PoolIdOf<T>) -> Record {
        Self::stored(pool).unwrap_or_else(|| Record::empty(pool))
    }

    /// Write the record of `pool`.
    pub(crate) fn write(pool: &PoolIdOf<T>, record: Record) {
        match record {
            Record::Pool(record) => Pools::<T>::insert(pool, record),
            Record::Lane(model, _, record) => Models::<T>::insert(model, record),
        }
    }

    /// Run `change` on the position of `holder` in `pool`, with the note that it needs, and write position and note.
    /// Writing the pool's record is left to the caller, who may change it further.
    pub(crate) fn with_position<R>(
        pool: &PoolIdOf<T>,
        accumulator: &mut Pool,
        holder: &HolderOf<T>,
        change: impl FnOnce(&mut Pool, &mut Position, Option<&mut Note>) -> Result<R, accumulator::Error>,
    ) -> Result<R, DispatchError> {
        let stored = Positions::<T>::get(holder, pool);
        let mut position = stored.clone().unwrap_or_default();
        let needs = accumulator.needs_note(&position);
        let mut note = needs.and_then(|era| Notes::<T>::get(pool, era));
        let result = change(accumulator, &mut position, note.as_mut()).map_err(Self::refusal)?;
        if let Some((era, note)) = needs.zip(note) {
            if note.waiting == 0 {
                Notes::<T>::remove(pool, era);
            } else {
                Notes::<T>::insert(pool, era, note);
            }
        }
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

    /// What a position is owed as of `era`, in planck. Zero if it can't be told, which no stored position allows.
    pub(crate) fn preview(pool: &PoolIdOf<T>, accumulator: &Pool, position: &Position, era: Era) -> Balance {
        let note = accumulator.needs_note(position).and_then(|era| Notes::<T>::get(pool, era));
        accumulator.preview(position, era, note).defensive_unwrap_or_default()
    }

    /// Put models into the flow queue that count as queued already: one item for all that can flow from the same era on.
    pub(crate) fn enqueue(models: impl IntoIterator<Item = Queued>) {
        let mut pages: BTreeMap<Era, Vec<ModelId>> = BTreeMap::new();
        for (due, model) in models {
            pages.entry(due).or_default().push(model);
        }
        for (due, models) in pages {
            for page in models.chunks(Page::bound()) {
                let number = Totals::<T>::mutate(|totals| {
                    let number = totals.pages;
                    // No chain lives to see the last one.
                    totals.pages = number.saturating_add(1);
                    number
                });
                FlowQueue::<T>::insert(FlowKey::new(due, number), Page::truncate_from(page.to_vec()));
            }
        }
    }

    /// Only lanes of models can be held by pools, and only by those that come before them, so that money flows one way.
    pub(crate) fn ensure_valid_holder(pool: &PoolIdOf<T>, holder: &HolderOf<T>) -> DispatchResult {
        let openledger_primitives::Holder::Pool(below) = holder else { return Ok(()) };
        let model = model_of(pool).ok_or(Error::<T>::InvalidHolder)?;
        ensure!(model_of(below).is_none_or(|below| below < model), Error::<T>::InvalidHolder);
        Ok(())
    }

    /// The error of this pallet for a refusal of the arithmetic.
    pub(crate) fn refusal(error: accumulator::Error) -> DispatchError {
        use accumulator::Error as Refusal;
        match error {
            Refusal::RevenueTooLarge => Error::<T>::RevenueTooLarge.into(),
            Refusal::SharesTooLarge => Error::<T>::SharesTooLarge.into(),
            Refusal::NotEnoughShares => Error::<T>::NotEnoughShares.into(),
            Refusal::Overflow => ArithmeticError::Overflow.into(),
            // The records contradict each other.
            Refusal::NoteMissing | Refusal::NotSettled | Refusal::NotEmpty => DispatchError::Corruption,
        }
    }
}
