// SPDX-License-Identifier: Apache-2.0

//! Datanets: creation, rules, people, ownership, grants.

use crate::{
    Admission, Config, Contributors, Counts, Curators, DatanetInfo, DatanetInfoOf, Datanets, Error, Event,
    GenesisDatanet, HoldReason, Name, NextDatanetId, Pallet, Policy, Uri, MAX_REVIEWS,
};
use frame::prelude::*;
use openledger_primitives::{deposit::Deposit, traits::FundPool, Balance, DatanetId, PoolId};

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
        let reason = HoldReason::DatanetDeposit.into();
        let info = DatanetInfo {
            owner: owner.clone(),
            pending_owner: None,
            admission,
            policy,
            name,
            metadata,
            deposit: Deposit::hold::<T::Currency>(&reason, owner.clone(), deposit)?,
            curators: 0,
            counts: Counts::default(),
        };
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::Created { datanet, owner, admission, policy, deposit });
        Ok(datanet)
    }

    /// Create the datanets that exist from block 0.
    // A chain must not start with a part of its configuration: genesis is the one place to panic.
    #[allow(clippy::expect_used)]
    pub(crate) fn build_genesis(datanets: &[GenesisDatanet<T::AccountId>]) {
        for datanet in datanets {
            Self::create_at_genesis(datanet).expect("the genesis datanets are valid and their owners have the deposit");
        }
    }

    /// Check that the runtime's constants fit together.
    pub(crate) fn do_integrity_test() {
        assert!(
            T::MaxCurators::get() >= u32::from(MAX_REVIEWS),
            "a datanet must be able to have as many curators as a policy can ask reviews of"
        );
    }

    fn create_at_genesis(datanet: &GenesisDatanet<T::AccountId>) -> DispatchResult {
        let name = datanet.name.clone().into_bytes().try_into().map_err(|_| Error::<T>::InvalidName)?;
        let metadata = Uri::try_from(datanet.metadata.clone().into_bytes())
            .map_err(|_| DispatchError::Other("the metadata URI is too long"))?;
        let id = Self::do_create(datanet.owner.clone(), name, metadata, datanet.admission, datanet.policy)?;
        datanet.curators.iter().try_for_each(|curator| Self::do_add_curator(&datanet.owner, id, curator.clone()))
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

    pub(crate) fn do_add_curator(owner: &T::AccountId, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
        let mut info = Self::datanet_of(owner, datanet)?;
        ensure!(!Curators::<T>::contains_key(datanet, &who), Error::<T>::AlreadyCurator);
        ensure!(info.curators < T::MaxCurators::get(), Error::<T>::TooManyCurators);
        info.curators.ensure_add_assign(1)?;
        Curators::<T>::insert(datanet, &who, ());
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::CuratorAdded { datanet, who });
        Ok(())
    }

    pub(crate) fn do_remove_curator(owner: &T::AccountId, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
        let mut info = Self::datanet_of(owner, datanet)?;
        ensure!(Curators::<T>::contains_key(datanet, &who), Error::<T>::NotCurator);
        info.curators.ensure_sub_assign(1)?;
        Curators::<T>::remove(datanet, &who);
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::CuratorRemoved { datanet, who });
        Ok(())
    }

    pub(crate) fn do_add_contributor(owner: &T::AccountId, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
        Self::datanet_of(owner, datanet)?;
        ensure!(!Contributors::<T>::contains_key(datanet, &who), Error::<T>::AlreadyContributor);
        Contributors::<T>::insert(datanet, &who, ());
        Self::deposit_event(Event::ContributorAdded { datanet, who });
        Ok(())
    }

    pub(crate) fn do_remove_contributor(owner: &T::AccountId, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
        Self::datanet_of(owner, datanet)?;
        ensure!(Contributors::<T>::contains_key(datanet, &who), Error::<T>::NotContributor);
        Contributors::<T>::remove(datanet, &who);
        Self::deposit_event(Event::ContributorRemoved { datanet, who });
        Ok(())
    }

    pub(crate) fn do_fund(who: T::AccountId, datanet: DatanetId, amount: Balance) -> DispatchResult {
        ensure!(Datanets::<T>::contains_key(datanet), Error::<T>::DatanetNotFound);
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
        Self::deposit_event(Event::OwnershipProposed { datanet, proposed });
        Ok(())
    }

    pub(crate) fn do_accept_ownership(to: T::AccountId, datanet: DatanetId) -> DispatchResult {
        let mut info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        ensure!(info.pending_owner.as_ref() == Some(&to), Error::<T>::NotProposed);
        let deposit = T::DatanetDeposit::get();
        let reason = HoldReason::DatanetDeposit.into();
        // Released first, so that an owner who is its own successor does not need the deposit twice.
        let released = info.deposit.release::<T::Currency>(&reason)?;
        info.deposit = Deposit::hold::<T::Currency>(&reason, to.clone(), deposit)?;
        let from = core::mem::replace(&mut info.owner, to.clone());
        info.pending_owner = None;
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::OwnershipTransferred { datanet, from, to, released, deposit });
        Ok(())
    }

    /// Check that the numbers of a policy are in range and its deposit is large enough.
    fn ensure_policy(policy: &Policy) -> DispatchResult {
        ensure!(policy.is_valid(), Error::<T>::InvalidPolicy);
        ensure!(policy.deposit >= T::MinContributionDeposit::get(), Error::<T>::DepositTooSmall);
        Ok(())
    }

    /// Return the datanet if `who` owns it.
    fn datanet_of(who: &T::AccountId, datanet: DatanetId) -> Result<DatanetInfoOf<T>, DispatchError> {
        let info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        ensure!(info.owner == *who, Error::<T>::NotOwner);
        Ok(info)
    }

    /// Check that the datanet admits `who`.
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
