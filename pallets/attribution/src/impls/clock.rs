// SPDX-License-Identifier: Apache-2.0

//! The clock of eras, which needs no hook.

use crate::{Config, EraSchedule, Error, Event, Pallet, Totals};
use frame::prelude::*;
use openledger_primitives::{accumulator::Moment, traits::Standstill, Era};

impl<T: Config> Pallet<T> {
    pub(crate) fn era_now() -> Era {
        EraSchedule::<T>::get().at(T::BlockNumberProvider::current_block_number())
    }

    /// The current era, and the eras whose revenue has flowed.
    pub(crate) fn now() -> Moment {
        Totals::<T>::get().moment(Self::era_now())
    }

    pub(crate) fn do_set_era_length(length: BlockNumberFor<T>) -> DispatchResult {
        ensure!((T::MinEraLength::get()..=T::MaxEraLength::get()).contains(&length), Error::<T>::EraLengthOutOfRange);
        let clock = T::BlockNumberProvider::current_block_number();
        let schedule = EraSchedule::<T>::get();
        // Until a change is in force another one takes its place. After that, what runs for a window meets no other.
        let changed = schedule.before.is_some() && schedule.era <= schedule.at(clock);
        let rests = schedule.at(clock) < schedule.era.saturating_add(T::EraLengthRest::get());
        ensure!(!changed || !rests, Error::<T>::EraLengthChangedLately);
        let old = schedule.length_at(clock);
        let two: BlockNumberFor<T> = 2u32.into();
        ensure!(
            length <= old.saturating_mul(two) && length.saturating_mul(two) >= old,
            Error::<T>::EraLengthStepTooLarge
        );
        let schedule = schedule.with_length(clock, length);
        EraSchedule::<T>::put(schedule);
        Self::deposit_event(Event::EraLengthSet { from: schedule.era, old, length });
        Ok(())
    }
}

impl<T: Config> Standstill for Pallet<T> {
    fn note_gap(previous: u32, current: u32) {
        let gap: BlockNumberFor<T> = current.saturating_sub(previous).into();
        let blocks = gap.saturating_sub(T::MaxGap::get());
        if blocks.is_zero() {
            return;
        }
        EraSchedule::<T>::mutate(|schedule| schedule.skipped = schedule.skipped.saturating_add(blocks));
        Self::deposit_event(Event::ClockSkipped { blocks });
    }
}
