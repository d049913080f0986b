// SPDX-License-Identifier: Apache-2.0

//! The pallet's answers to other pallets.

use crate::{Config, Datanets, Pallet};
use openledger_primitives::{traits::DatanetInspect, DatanetId};

impl<T: Config> DatanetInspect<T::AccountId> for Pallet<T> {
    fn exists(datanet: DatanetId) -> bool {
        Datanets::<T>::contains_key(datanet)
    }

    fn owner(datanet: DatanetId) -> Option<T::AccountId> {
        Datanets::<T>::get(datanet).map(|info| info.owner)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_datanet(owner: &T::AccountId) -> Result<DatanetId, frame::prelude::DispatchError> {
        use crate::benchmarking::{endow, policy};
        endow::<T>(owner);
        let name = alloc::vec![b'n'; 64].try_into().unwrap_or_default();
        let metadata = alloc::vec![b'm'; 256].try_into().unwrap_or_default();
        let (open, max) = (crate::Admission::Open, openledger_primitives::Balance::MAX);
        Self::do_create(owner.clone(), name, metadata, open, policy::<T>(), max)
    }
}
