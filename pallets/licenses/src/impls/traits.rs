// SPDX-License-Identifier: Apache-2.0

//! The pallet's answers to other pallets.

use crate::{Allowed, Config, Licenses, Pallet};
use frame::prelude::*;
use openledger_primitives::{
    license::Use,
    runtime_api::Access,
    traits::{DatanetInspect, LicenseInspect},
    DatanetId, DatanetRelation, License, LicenseTerm,
};

impl<T: Config> Pallet<T> {
    /// The least part that a model of `who` gives for this use, or the term that does not admit it. The owner is read
    /// only if the list does not decide.
    pub(crate) fn admit(
        datanet: DatanetId,
        relation: DatanetRelation,
        who: &T::AccountId,
    ) -> Result<Permill, LicenseTerm> {
        let Use { access, data } = Licenses::<T>::get(datanet).of(relation);
        let owns = || T::Datanets::owner(datanet).as_ref() == Some(who);
        match access {
            Access::AllowList if !Allowed::<T>::contains_key((datanet, relation), who) && !owns() => {
                Err(LicenseTerm::AllowList)
            }
            Access::Closed if !owns() => Err(LicenseTerm::Closed),
            _ => Ok(data),
        }
    }
}

impl<T: Config> LicenseInspect<T::AccountId> for Pallet<T> {
    fn license(datanet: DatanetId) -> License {
        Licenses::<T>::get(datanet)
    }

    fn least_part(datanet: DatanetId, relation: DatanetRelation, who: &T::AccountId) -> Result<Permill, LicenseTerm> {
        Self::admit(datanet, relation, who)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn restrict(datanet: DatanetId) -> DispatchResult {
        let terms = Use { access: Access::AllowList, data: Permill::from_parts(1) };
        Licenses::<T>::insert(datanet, License { trained_on: terms, retrieves_from: terms, template: None });
        Ok(())
    }
}
