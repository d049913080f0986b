// SPDX-License-Identifier: Apache-2.0

//! Reading and writing pools and positions with the notes that they need.

use crate::{
    model_of, Config, Error, FlowKey, FlowQueue, HolderOf, Notes, Pallet, PoolIdOf, PoolRecord, Pools, Positions,
};
use frame::prelude::*;
use openledger_primitives::{
    accumulator::{self, Note, Pool, Position},
    Balance, Era,
};

impl<T: Config> Pallet<T> {
    /// The pool's record; an empty one for a pool that has never been written.
    pub(crate) fn record(pool: &PoolIdOf<T>) -> PoolRecord {
        Pools::<T>::get(pool).unwrap_or_default()
    }

    /// Run `change` on the position of `holder` in `pool`, with the note that it needs, and write position and note.
    /// Writing `record` is left to the caller, who may change it further.
    pub(crate) fn with_position<R>(
        pool: &PoolIdOf<T>,
        record: &mut PoolRecord,
        holder: &HolderOf<T>,
        change: impl FnOnce(&mut Pool, &mut Position, Option<&mut Note>) -> Result<R, accumulator::Error>,
    ) -> Result<R, DispatchError> {
        let stored = Positions::<T>::get(holder, pool);
        let mut position = stored.clone().unwrap_or_default();
        let needs = record.accumulator.needs_note(&position);
        let mut note = needs.and_then(|era| Notes::<T>::get(pool, era));
        let result = change(&mut record.accumulator, &mut position, note.as_mut()).map_err(Self::refusal)?;
        if let Some((era, note)) = needs.zip(note) {
            if note.waiting == 0 {
                Notes::<T>::remove(pool, era);
            } else {
                Notes::<T>::insert(pool, era, note);
            }
        }
        if position.is_empty() {
            record.accumulator.close(position).map_err(Self::refusal)?;
            if stored.is_some() {
                Positions::<T>::remove(holder, pool);
            }
        } else if stored.as_ref() != Some(&position) {
            Positions::<T>::insert(holder, pool, position);
        }
        Ok(result)
    }

    /// What a position is owed as of `era`, in planck. Zero if it can't be told, which no stored position allows.
    pub(crate) fn preview(pool: &PoolIdOf<T>, record: &PoolRecord, position: &Position, era: Era) -> Balance {
        let note = record.accumulator.needs_note(position).and_then(|era| Notes::<T>::get(pool, era));
        record.accumulator.preview(position, era, note).defensive_unwrap_or_default()
    }

    /// Put `pool` in the flow queue if it has something to flow and is not there: from now on if its shares earn, from
    /// the next era on if they are all pending. Writing `record` is left to the caller.
    pub(crate) fn enqueue(pool: &PoolIdOf<T>, record: &mut PoolRecord, era: Era) {
        if record.queued.is_some() || record.pools_below == 0 {
            return;
        }
        // Saturates in the last era, from which there is no next one.
        let due = if record.accumulator.shares > 0 { era } else { era.saturating_add(1) };
        if let Some(key) = FlowKey::new(due, pool) {
            FlowQueue::<T>::insert(key, ());
            record.queued = Some(due);
        }
    }

    /// Take `pool` out of the flow queue. Writing `record` is left to the caller.
    pub(crate) fn dequeue(pool: &PoolIdOf<T>, record: &mut PoolRecord) {
        if let Some(key) = record.queued.take().and_then(|due| FlowKey::new(due, pool)) {
            FlowQueue::<T>::remove(key);
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
