// SPDX-License-Identifier: Apache-2.0

//! The pallet's answers to other pallets.

use crate::{Config, Contributions, Datanets, NextContributionId, Pallet, Status};
use openledger_primitives::{
    influence::{Contributed, ContributionInspect, Standing},
    traits::DatanetInspect,
    ContributionId, DatanetId,
};

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

impl<T: Config> ContributionInspect<T::AccountId> for Pallet<T> {
    fn contribution(id: ContributionId) -> Option<Contributed<T::AccountId>> {
        let record = Contributions::<T>::get(id)?;
        // Each contribution that was accepted has the era.
        let accepted = record.accepted.unwrap_or(record.era);
        let standing = match record.status {
            Status::Pending(_) | Status::Rejected { .. } => Standing::NotAccepted,
            Status::Accepted { .. } => Standing::Accepted(accepted),
            Status::Erased { era } => Standing::Erased { accepted, erased: era },
        };
        Some(Contributed {
            datanet: record.datanet,
            contributor: record.contributor,
            standing,
            own: record.shares,
            sources: record.source_contributors.into_inner(),
            each: record.source_shares,
            curators: record.curator_shares,
        })
    }

    fn next_contribution() -> ContributionId {
        NextContributionId::<T>::get()
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_accepted(
        datanet: DatanetId,
        contributor: &T::AccountId,
        sources: &[T::AccountId],
    ) -> Result<ContributionId, frame::prelude::DispatchError> {
        crate::benchmarking::insert_accepted::<T>(datanet, contributor, sources)
    }
}
