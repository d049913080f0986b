// SPDX-License-Identifier: Apache-2.0

//! What the calls do.

mod deposit;
mod genesis;
mod lineage;
mod manage;
mod register;
mod shares;
mod traits;

use crate::{Config, Error, ModelInfoOf, Models, Pallet};
use frame::prelude::*;
use openledger_primitives::ModelId;

impl<T: Config> Pallet<T> {
    /// The record of `model`.
    pub(crate) fn info(model: ModelId) -> Result<ModelInfoOf<T>, DispatchError> {
        Ok(Models::<T>::get(model).ok_or(Error::<T>::NotFound)?)
    }

    /// The record of `model`, if `who` owns it.
    pub(crate) fn owned(who: &T::AccountId, model: ModelId) -> Result<ModelInfoOf<T>, DispatchError> {
        let info = Self::info(model)?;
        ensure!(info.owner == *who, Error::<T>::NotOwner);
        Ok(info)
    }
}
