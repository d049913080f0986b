// SPDX-License-Identifier: Apache-2.0

//! The effects of the calls, by topic.

mod deposit;
mod disputes;
mod genesis;
mod licenses;
mod lineage;
mod manage;
mod register;
mod shares;
pub(crate) mod terms;
mod traits;

use crate::{Config, Error, ModelInfoOf, Models, Pallet};
use frame::prelude::*;
use openledger_primitives::{traits::EraClock, ModelId};

impl<T: Config> Pallet<T> {
    /// Return the record of `model` as it is now, if there is one.
    pub(crate) fn record(model: ModelId) -> Option<ModelInfoOf<T>> {
        Models::<T>::get(model).map(|info| info.at(T::Eras::current_era()))
    }

    /// Return the record of `model` as it is now.
    pub(crate) fn info(model: ModelId) -> Result<ModelInfoOf<T>, DispatchError> {
        Ok(Self::record(model).ok_or(Error::<T>::ModelNotFound)?)
    }

    /// Return the record of `model` if `who` owns it.
    pub(crate) fn owned(who: &T::AccountId, model: ModelId) -> Result<ModelInfoOf<T>, DispatchError> {
        let info = Self::info(model)?;
        ensure!(info.owner == *who, Error::<T>::NotOwner);
        Ok(info)
    }
}
