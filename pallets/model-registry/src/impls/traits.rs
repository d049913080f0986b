// SPDX-License-Identifier: Apache-2.0

//! The pallet's answers to other pallets.

use crate::{AdapterBases, Config, Models, NextModelId, Pallet};
#[cfg(feature = "runtime-benchmarks")]
use frame::prelude::DispatchError;
use openledger_primitives::{traits::ModelInspect, ModelId};

impl<T: Config> ModelInspect<T::AccountId> for Pallet<T> {
    // Ids are dense and records are never removed, so one small value answers for all models.
    fn exists(model: ModelId) -> bool {
        model < NextModelId::<T>::get()
    }

    fn is_active(model: ModelId) -> bool {
        Models::<T>::get(model).is_some_and(|info| !info.deprecated)
    }

    fn adapter_base(model: ModelId) -> Option<ModelId> {
        AdapterBases::<T>::get(model)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_model(owner: &T::AccountId, base: Option<ModelId>) -> Result<ModelId, DispatchError> {
        crate::benchmarking::create_model::<T>(owner, base)
    }
}
