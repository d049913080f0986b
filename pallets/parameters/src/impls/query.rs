// SPDX-License-Identifier: Apache-2.0

//! The values of parameters, for the pallets that they configure and for clients.

use crate::{Config, Pallet, ParameterName, Parameters, Record, Terms};
use openledger_primitives::{
    runtime_api::{ParameterChange, ParameterInfo},
    traits::EraClock,
    Era,
};

impl<T: Config> Pallet<T> {
    /// The value of `parameter` in this block.
    ///
    /// Reads the record, and the clock only while a change waits in it.
    pub fn value(parameter: T::Name) -> u128 {
        let terms = parameter.terms();
        terms.within(match Parameters::<T>::get(parameter) {
            None => terms.default,
            Some(Record { now, next: None, .. }) => now,
            Some(record) => record.at(T::Eras::current_era()),
        })
    }

    /// The value of `parameter` in `era`: exact from its notice before the current era on, see [`Record`].
    pub fn value_at(parameter: T::Name, era: Era) -> u128 {
        parameter.terms().within(Self::record(parameter).at(era))
    }

    pub(crate) fn record(parameter: T::Name) -> Record {
        Parameters::<T>::get(parameter).unwrap_or_else(|| Record::unchanged(parameter.terms().default))
    }

    pub(crate) fn info(parameter: T::Name, era: Era) -> ParameterInfo {
        let terms = parameter.terms();
        let Terms { unit, default, least, most, notice } = terms;
        let Record { before, now, changed_in, next } = Self::record(parameter).seen_in(era);
        ParameterInfo {
            name: parameter.text().into(),
            unit,
            now: terms.within(now),
            next: next.map(|change| ParameterChange { value: terms.within(change.value), ..change }),
            before: terms.within(before),
            changed_in,
            default,
            least,
            most,
            notice,
        }
    }
}
