// SPDX-License-Identifier: Apache-2.0

//! The clock of eras, which needs no hook.

use crate::{Config, EraSchedule, Error, Event, Pallet, Schedule};
use frame::prelude::*;
use openledger_primitives::Era;

impl<T: Config> Pallet<T> {
    pub(crate) fn era_now() -> Era {
        EraSchedule::<T>::get().at(T::BlockNumberProvider::current_block_number())
    }

    pub(crate) fn do_set_era_length(length: BlockNumberFor<T>) -> DispatchResult {
        ensure!(!length.is_zero(), Error::<T>::ZeroEraLength);
        let old = EraSchedule::<T>::get();
        // If the clock is behind the start of the era, which must not happen, the start stays.
        let start = T::BlockNumberProvider::current_block_number().max(old.start);
        let era = old.at(start);
        EraSchedule::<T>::put(Schedule { era, start, length });
        Self::deposit_event(Event::EraLengthSet { era, old: old.length, new: length });
        Ok(())
    }
}
