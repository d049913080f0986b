// SPDX-License-Identifier: Apache-2.0

//! Eras: counted in blocks of the clock, without a hook.

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
        // A clock that stands behind the era's start, which it should not, leaves the start where it is.
        let start = T::BlockNumberProvider::current_block_number().max(old.start);
        let era = old.at(start);
        EraSchedule::<T>::put(Schedule { era, start, length });
        Self::deposit_event(Event::EraLengthSet { era, old: old.length, new: length });
        Ok(())
    }
}
