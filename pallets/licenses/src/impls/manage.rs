// SPDX-License-Identifier: Apache-2.0

//! The calls of owners.

use crate::{Allowed, Config, Error, Event, Licenses, Pallet, Template};
use frame::prelude::*;
use openledger_primitives::{deposit::Deposit, traits::DatanetInspect, Balance, DatanetId, DatanetRelation, License};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_license(who: &T::AccountId, datanet: DatanetId, new: License) -> DispatchResult {
        Self::ensure_owner(who, datanet)?;
        Self::ensure_template(&new)?;
        let old = Licenses::<T>::get(datanet);
        if old == new {
            return Ok(());
        }
        if new == License::default() {
            Licenses::<T>::remove(datanet);
        } else {
            Licenses::<T>::insert(datanet, new);
        }
        Self::deposit_event(Event::LicenseSet { datanet, old, new });
        Ok(())
    }

    pub(crate) fn do_add_allowed(
        owner: T::AccountId,
        datanet: DatanetId,
        relation: DatanetRelation,
        who: T::AccountId,
        max_deposit: Balance,
    ) -> DispatchResult {
        Self::ensure_owner(&owner, datanet)?;
        let earlier = Allowed::<T>::get((datanet, relation), &who);
        ensure!(earlier.as_ref().is_none_or(|entry| entry.depositor != owner), Error::<T>::AlreadyAllowed);
        let deposit = T::AllowedDeposit::get();
        ensure!(deposit <= max_deposit, Error::<T>::DepositTooHigh);
        Allowed::<T>::insert((datanet, relation), &who, Self::hold(owner.clone(), deposit)?);
        let Some(earlier) = earlier else {
            Self::deposit_event(Event::AllowedAdded { datanet, relation, who, deposit });
            return Ok(());
        };
        let Deposit { depositor: from, amount: released } = earlier.clone();
        Self::release(earlier)?;
        Self::deposit_event(Event::DepositReplaced { datanet, relation, who, from, released, to: owner, deposit });
        Ok(())
    }

    pub(crate) fn do_remove_allowed(
        signer: &T::AccountId,
        datanet: DatanetId,
        relation: DatanetRelation,
        who: T::AccountId,
    ) -> DispatchResult {
        let owner = T::Datanets::owner(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        let entry = Allowed::<T>::take((datanet, relation), &who);
        let may = owner == *signer || entry.as_ref().is_some_and(|entry| entry.depositor == *signer);
        ensure!(may, Error::<T>::NotOwner);
        let entry = entry.ok_or(Error::<T>::NotOnAllowList)?;
        let Deposit { depositor, amount: deposit } = entry.clone();
        Self::release(entry)?;
        Self::deposit_event(Event::AllowedRemoved { datanet, relation, who, depositor, deposit });
        Ok(())
    }

    /// Check that `who` owns the datanet.
    fn ensure_owner(who: &T::AccountId, datanet: DatanetId) -> DispatchResult {
        let owner = T::Datanets::owner(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        ensure!(owner == *who, Error::<T>::NotOwner);
        Ok(())
    }

    /// Check that a license has the terms of its template.
    pub(crate) fn ensure_template(license: &License) -> DispatchResult {
        if let Some(id) = license.template {
            let template = Template::find(id).ok_or(Error::<T>::TemplateNotFound)?;
            ensure!(template.fits(license), Error::<T>::TemplateMismatch);
        }
        Ok(())
    }
}
