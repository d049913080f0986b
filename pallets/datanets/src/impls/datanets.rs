// SPDX-License-Identifier: Apache-2.0

//! Datanets: creation, rules, people, ownership, grants.

use crate::{
    Admission, Config, Contributors, Counts, Curators, DatanetInfo, DatanetInfoOf, Datanets, Error, Event,
    GenesisDatanet, HoldReason, Name, NextDatanetId, Pallet, Policy, Ticket, Uri,
};
use frame::prelude::*;
use openledger_primitives::{traits::RouteRevenue, Balance, DatanetId, PoolId};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_create(
        owner: T::AccountId,
        name: Name,
        metadata: Uri,
        admission: Admission,
        policy: Policy,
    ) -> Result<DatanetId, DispatchError> {
        ensure!(!name.is_empty() && core::str::from_utf8(&name).is_ok(), Error::<T>::InvalidName);
        Self::ensure_policy(&policy)?;
        let datanet = NextDatanetId::<T>::get();
        NextDatanetId::<T>::put(datanet.next().ok_or(ArithmeticError::Overflow)?);
        let deposit = T::DatanetDeposit::get();
        Self::hold(HoldReason::DatanetDeposit, &owner, deposit)?;
        let info = DatanetInfo {
            owner: owner.clone(),
            pending_owner: None,
            admission,
            policy,
            name,
            metadata,
            deposit: Ticket { depositor: owner.clone(), amount: deposit },
            curators: 0,
            counts: Counts::default(),
        };
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::Created { datanet, owner, admission, policy, deposit });
        Ok(datanet)
    }

    pub(crate) fn create_at_genesis(datanet: &GenesisDatanet<T::AccountId>) -> DispatchResult {
        let name = datanet.name.clone().into_bytes().try_into().map_err(|_| Error::<T>::InvalidName)?;
        let metadata = Uri::try_from(datanet.metadata.clone().into_bytes())
            .map_err(|_| DispatchError::Other("the metadata URI is too long"))?;
        let id = Self::do_create(datanet.owner.clone(), name, metadata, datanet.admission, datanet.policy)?;
        datanet.curators.iter().try_for_each(|curator| Self::do_set_curator(&datanet.owner, id, curator.clone(), true))
    }

    pub(crate) fn do_set_policy(
        who: &T::AccountId,
        datanet: DatanetId,
        admission: Admission,
        policy: Policy,
    ) -> DispatchResult {
        let mut info = Self::datanet_of(who, datanet)?;
        Self::ensure_policy(&policy)?;
        let old_admission = core::mem::replace(&mut info.admission, admission);
        let old_policy = core::mem::replace(&mut info.policy, policy);
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::PolicySet { datanet, old_admission, old_policy, admission, policy });
        Ok(())
    }

    pub(crate) fn do_set_metadata(who: &T::AccountId, datanet: DatanetId, metadata: Uri) -> DispatchResult {
        let mut info = Self::datanet_of(who, datanet)?;
        info.metadata = metadata;
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::MetadataSet { datanet });
        Ok(())
    }

    pub(crate) fn do_set_curator(
        owner: &T::AccountId,
        datanet: DatanetId,
        who: T::AccountId,
        curator: bool,
    ) -> DispatchResult {
        let mut info = Self::datanet_of(owner, datanet)?;
        let is_curator = Curators::<T>::contains_key(datanet, &who);
        if curator {
            ensure!(!is_curator, Error::<T>::AlreadyCurator);
            ensure!(info.curators < T::MaxCurators::get(), Error::<T>::TooManyCurators);
            info.curators.ensure_add_assign(1)?;
            Curators::<T>::insert(datanet, &who, ());
        } else {
            ensure!(is_curator, Error::<T>::NotCurator);
            info.curators.ensure_sub_assign(1)?;
            Curators::<T>::remove(datanet, &who);
        }
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::CuratorSet { datanet, who, curator });
        Ok(())
    }

    pub(crate) fn do_set_contributor(
        owner: &T::AccountId,
        datanet: DatanetId,
        who: T::AccountId,
        admitted: bool,
    ) -> DispatchResult {
        Self::datanet_of(owner, datanet)?;
        let is_admitted = Contributors::<T>::contains_key(datanet, &who);
        if admitted {
            ensure!(!is_admitted, Error::<T>::AlreadyContributor);
            Contributors::<T>::insert(datanet, &who, ());
        } else {
            ensure!(is_admitted, Error::<T>::NotContributor);
            Contributors::<T>::remove(datanet, &who);
        }
        Self::deposit_event(Event::ContributorSet { datanet, who, admitted });
        Ok(())
    }

    pub(crate) fn do_fund(who: T::AccountId, datanet: DatanetId, amount: Balance) -> DispatchResult {
        ensure!(Datanets::<T>::contains_key(datanet), Error::<T>::NotFound);
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        T::Revenue::fund(&who, &PoolId::Datanet(datanet), amount)?;
        Self::deposit_event(Event::Funded { datanet, who, amount });
        Ok(())
    }

    pub(crate) fn do_propose_owner(
        who: &T::AccountId,
        datanet: DatanetId,
        proposed: Option<T::AccountId>,
    ) -> DispatchResult {
        let mut info = Self::datanet_of(who, datanet)?;
        info.pending_owner = proposed.clone();
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::OwnerProposed { datanet, proposed });
        Ok(())
    }

    pub(crate) fn do_accept_ownership(new: T::AccountId, datanet: DatanetId) -> DispatchResult {
        let mut info = Datanets::<T>::get(datanet).ok_or(Error::<T>::NotFound)?;
        ensure!(info.pending_owner.as_ref() == Some(&new), Error::<T>::NotProposedOwner);
        let deposit = T::DatanetDeposit::get();
        let ticket = Ticket { depositor: new.clone(), amount: deposit };
        // Released first, so that an owner who is its own successor doesn't need the deposit twice.
        let released = Self::release(HoldReason::DatanetDeposit, core::mem::replace(&mut info.deposit, ticket))?;
        Self::hold(HoldReason::DatanetDeposit, &new, deposit)?;
        let old = core::mem::replace(&mut info.owner, new.clone());
        info.pending_owner = None;
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::OwnerChanged { datanet, old, released, new, deposit });
        Ok(())
    }

    /// Fails if a number of the policy is out of range or its deposit too small.
    fn ensure_policy(policy: &Policy) -> DispatchResult {
        ensure!(policy.is_valid(), Error::<T>::InvalidPolicy);
        ensure!(policy.deposit >= T::MinContributionDeposit::get(), Error::<T>::DepositTooSmall);
        Ok(())
    }

    /// The datanet, if `who` owns it.
    fn datanet_of(who: &T::AccountId, datanet: DatanetId) -> Result<DatanetInfoOf<T>, DispatchError> {
        let info = Datanets::<T>::get(datanet).ok_or(Error::<T>::NotFound)?;
        ensure!(info.owner == *who, Error::<T>::NotOwner);
        Ok(info)
    }

    /// Fails if the datanet doesn't admit `who`.
    pub(crate) fn ensure_admitted(
        datanet: DatanetId,
        info: &DatanetInfoOf<T>,
        who: &T::AccountId,
    ) -> Result<(), Error<T>> {
        match info.admission {
            Admission::Open => Ok(()),
            Admission::Curated if Contributors::<T>::contains_key(datanet, who) => Ok(()),
            Admission::Curated => Err(Error::<T>::NotContributor),
        }
    }
}
