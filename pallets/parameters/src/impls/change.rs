// SPDX-License-Identifier: Apache-2.0

//! Scheduling changes and canceling them.

use crate::{is_step, Config, Error, Event, Pallet, ParameterName, Parameters, Record};
use frame::prelude::*;
use openledger_primitives::{runtime_api::ParameterChange, traits::EraClock};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_parameter(parameter: T::Name, value: u128) -> DispatchResult {
        let era = T::Eras::current_era();
        let terms = parameter.terms();
        let record = Self::record(parameter).seen_in(era);
        ensure!(record.next.is_none(), Error::<T>::ChangePending);
        let old = terms.within(record.now);
        ensure!(value != old, Error::<T>::Unchanged);
        ensure!(terms.allow(value), Error::<T>::OutOfBounds);
        ensure!(is_step(old, value), Error::<T>::StepTooLarge);

        let from_era = era.ensure_add(terms.notice.max(1))?;
        Parameters::<T>::insert(parameter, Record { next: Some(ParameterChange { value, from_era }), ..record });
        Self::deposit_event(Event::ChangeScheduled { parameter, old, value, from_era });
        Ok(())
    }

    pub(crate) fn do_cancel_change(parameter: T::Name) -> DispatchResult {
        let record = Self::record(parameter).seen_in(T::Eras::current_era());
        let ParameterChange { value, from_era } = record.next.ok_or(Error::<T>::NoChangePending)?;
        Parameters::<T>::insert(parameter, Record { next: None, ..record });
        Self::deposit_event(Event::ChangeCanceled { parameter, value, from_era });
        Ok(())
    }

    /// Give `parameter` a value from the beginning. For the genesis of the runtime.
    pub fn set_at_genesis(parameter: T::Name, value: u128) -> DispatchResult {
        ensure!(parameter.terms().allow(value), Error::<T>::OutOfBounds);
        Parameters::<T>::insert(parameter, Record::unchanged(value));
        Ok(())
    }
}
