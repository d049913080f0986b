// SPDX-License-Identifier: Apache-2.0

//! Datanets: creation, rules, people, ownership, grants.

use crate::{
    Admission, Config, ContentHashes, Contributors, Counts, DatanetInfo, DatanetInfoOf, Datanets, Error, Event,
    GenesisDatanet, HoldReason, Name, NextDatanetId, Pallet, PendingPolicy, Policy, Uri, MAX_REVIEWS,
};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
    deposit::Deposit,
    traits::{EraClock, FundPool},
    Balance, ContributionId, DatanetId, Era, PoolId,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_create(
        owner: T::AccountId,
        name: Name,
        metadata: Uri,
        admission: Admission,
        policy: Policy,
        max_deposit: Balance,
    ) -> Result<DatanetId, DispatchError> {
        let text = core::str::from_utf8(&name).map_err(|_| Error::<T>::InvalidName)?;
        ensure!(!text.trim().is_empty(), Error::<T>::InvalidName);
        ensure!(core::str::from_utf8(&metadata).is_ok(), Error::<T>::InvalidUri);
        Self::ensure_policy(&policy)?;
        let datanet = NextDatanetId::<T>::get();
        NextDatanetId::<T>::put(datanet.next().ok_or(ArithmeticError::Overflow)?);
        let deposit = T::DatanetDeposit::get();
        ensure!(deposit <= max_deposit, Error::<T>::DepositTooHigh);
        let reason = HoldReason::DatanetDeposit.into();
        let info = DatanetInfo {
            owner: owner.clone(),
            pending_owner: None,
            admission,
            policy,
            pending: None,
            name,
            metadata,
            deposit: Deposit::hold::<T::Currency>(&reason, owner.clone(), deposit)?,
            admissions: 0,
            curators: 0,
            former_curators: 0,
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
        assert!(
            T::MinContributionDeposit::get() <= T::MaxContributionDeposit::get(),
            "a policy must be able to ask for a deposit"
        );
        assert!(T::MaxItems::get() > 0, "a contribution must be able to have an item");
        assert!(T::MaxReviewEras::get() > 0, "reviews must have an era");
        assert!(T::PolicyNotice::get() > 0, "a change of policy must have an era of notice");
    }

    fn create_at_genesis(datanet: &GenesisDatanet<T::AccountId>) -> DispatchResult {
        let name = datanet.name.clone().into_bytes().try_into().map_err(|_| Error::<T>::InvalidName)?;
        let metadata = Uri::try_from(datanet.metadata.clone().into_bytes())
            .map_err(|_| DispatchError::Other("the metadata URI is too long"))?;
        let id =
            Self::do_create(datanet.owner.clone(), name, metadata, datanet.admission, datanet.policy, Balance::MAX)?;
        for curator in &datanet.curators {
            Self::do_add_curator(&datanet.owner, id, curator.clone())?;
            if datanet.bond > 0 {
                Self::do_bond_curator(curator.clone(), id, datanet.bond)?;
            }
        }
        Ok(())
    }

    pub(crate) fn do_set_policy(
        who: &T::AccountId,
        datanet: DatanetId,
        admission: Admission,
        policy: Policy,
    ) -> DispatchResult {
        let mut info = Self::datanet_of(who, datanet)?;
        Self::ensure_policy(&policy)?;
        ensure!(info.curators >= policy.reviews.into(), Error::<T>::TooFewCurators);
        let from = Self::after_notice()?;
        info.pending = Some(PendingPolicy { admission, policy, from });
        Self::withdraw_proposal(datanet, &mut info);
        let (old_admission, old_policy) = (info.admission, info.policy);
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::PolicySet { datanet, old_admission, old_policy, admission, policy, from });
        Ok(())
    }

    pub(crate) fn do_set_metadata(who: &T::AccountId, datanet: DatanetId, metadata: Uri) -> DispatchResult {
        let mut info = Self::datanet_of(who, datanet)?;
        ensure!(core::str::from_utf8(&metadata).is_ok(), Error::<T>::InvalidUri);
        info.metadata = metadata.clone();
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::MetadataSet { datanet, metadata });
        Ok(())
    }

    pub(crate) fn do_add_contributor(
        owner: &T::AccountId,
        datanet: DatanetId,
        who: T::AccountId,
        max_deposit: Balance,
    ) -> DispatchResult {
        let mut info = Self::datanet_of(owner, datanet)?;
        ensure!(!Contributors::<T>::contains_key(datanet, &who), Error::<T>::AlreadyContributor);
        let deposit = T::ContributorDeposit::get();
        ensure!(deposit <= max_deposit, Error::<T>::DepositTooHigh);
        Deposit::hold::<T::Currency>(&HoldReason::DatanetDeposit.into(), info.owner.clone(), deposit)?;
        info.deposit.amount.ensure_add_assign(deposit)?;
        info.admissions.ensure_add_assign(deposit)?;
        Contributors::<T>::insert(datanet, &who, deposit);
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::ContributorAdded { datanet, who, deposit });
        Ok(())
    }

    pub(crate) fn do_remove_contributor(owner: &T::AccountId, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
        let mut info = Self::datanet_of(owner, datanet)?;
        let amount = Contributors::<T>::take(datanet, &who).ok_or(Error::<T>::NotContributor)?;
        info.deposit.amount.ensure_sub_assign(amount)?;
        info.admissions.ensure_sub_assign(amount)?;
        let entry = Deposit { depositor: info.owner.clone(), amount };
        let released = entry.release::<T::Currency>(&HoldReason::DatanetDeposit.into())?;
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::ContributorRemoved { datanet, who, released });
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
        ensure!(proposed.as_ref() != Some(who), Error::<T>::AlreadyOwner);
        ensure!(proposed.is_some() || info.pending_owner.is_some(), Error::<T>::NoProposal);
        info.pending_owner = proposed.clone();
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::OwnershipProposed { datanet, proposed });
        Ok(())
    }

    /// Take back the proposal of an owner, if there is one: the proposed account has agreed to other rules.
    pub(crate) fn withdraw_proposal(datanet: DatanetId, info: &mut DatanetInfoOf<T>) {
        if info.pending_owner.take().is_some() {
            Self::deposit_event(Event::OwnershipProposed { datanet, proposed: None });
        }
    }

    pub(crate) fn do_accept_ownership(to: T::AccountId, datanet: DatanetId, max_deposit: Balance) -> DispatchResult {
        let mut info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        ensure!(info.pending_owner.as_ref() == Some(&to), Error::<T>::NotProposed);
        // The entries of the list of contributors are the new owner's from now on.
        let deposit = T::DatanetDeposit::get().ensure_add(info.admissions)?;
        ensure!(deposit <= max_deposit, Error::<T>::DepositTooHigh);
        let reason = HoldReason::DatanetDeposit.into();
        let released = info.deposit.release::<T::Currency>(&reason)?;
        info.deposit = Deposit::hold::<T::Currency>(&reason, to.clone(), deposit)?;
        let from = core::mem::replace(&mut info.owner, to.clone());
        info.pending_owner = None;
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::OwnershipTransferred { datanet, from, to, released, deposit });
        Ok(())
    }

    /// Check that the numbers of a policy are in their ranges, those of the constitution included.
    fn ensure_policy(policy: &Policy) -> DispatchResult {
        let bounded = policy.max_items <= T::MaxItems::get() && policy.review_eras <= T::MaxReviewEras::get();
        ensure!(policy.is_valid() && bounded, Error::<T>::InvalidPolicy);
        let bonds = policy.curation.bond == 0 || policy.curation.bond >= T::ReviewsDeposit::get();
        ensure!(bonds, Error::<T>::InvalidPolicy);
        ensure!(policy.deposit >= T::MinContributionDeposit::get(), Error::<T>::DepositTooSmall);
        ensure!(policy.deposit <= T::MaxContributionDeposit::get(), Error::<T>::DepositTooLarge);
        Ok(())
    }

    /// The first era in which a change that is announced now acts.
    pub(crate) fn after_notice() -> Result<Era, DispatchError> {
        Ok(T::Eras::current_era().ensure_add(T::PolicyNotice::get().max(1))?)
    }

    /// Return the datanet as it is now if `who` owns it.
    pub(crate) fn datanet_of(who: &T::AccountId, datanet: DatanetId) -> Result<DatanetInfoOf<T>, DispatchError> {
        let info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        ensure!(info.owner == *who, Error::<T>::NotOwner);
        Ok(info.at(T::Eras::current_era()))
    }

    /// The contributions with this content hash, the earliest first.
    pub(crate) fn all_with_hash(datanet: DatanetId, hash: H256) -> Vec<ContributionId> {
        let mut found: Vec<_> = ContentHashes::<T>::iter_prefix_values((datanet, hash)).collect();
        found.sort_unstable();
        found
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
