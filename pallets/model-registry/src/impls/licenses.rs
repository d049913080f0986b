// SPDX-License-Identifier: Apache-2.0

//! Licenses of the datanets that a registration links.

use crate::{Config, DatanetLink, Error, Pallet, Parent, MILLION};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{traits::LicenseInspect, LicenseTerm, MissingLicense};

impl<T: Config> Pallet<T> {
    /// The links whose licenses do not allow the registration by `who`, each with its term. At most one for each link.
    ///
    /// A link has its weight's part of the data pool after the parents' parts. Each use has to give its own part: a
    /// model that is trained on a datanet and retrieves from it pays for both.
    pub(crate) fn unlicensed(who: &T::AccountId, parents: &[Parent], datanets: &[DatanetLink]) -> Vec<MissingLicense> {
        let parts: u64 = parents.iter().map(|parent| u64::from(parent.data.deconstruct())).sum();
        let rest = u64::from(MILLION).saturating_sub(parts);
        let weights: u64 = datanets.iter().map(|link| u64::from(link.weight)).sum();
        let refused = |link: &DatanetLink| {
            let DatanetLink { datanet, relation, weight } = *link;
            let missing = |term| Some(MissingLicense { datanet, relation, term });
            let least = match T::Licenses::least_part(datanet, relation, who) {
                Ok(least) => least,
                Err(term) => return missing(term),
            };
            // Weights have 32 bits, their sum 37, parts 20: the products have at most 57. The comparison is exact.
            let given = u64::from(weight).saturating_mul(rest);
            let asked = u64::from(least.deconstruct()).saturating_mul(weights);
            if given >= asked {
                return None;
            }
            let given = u32::try_from(given.checked_div(weights).unwrap_or_default()).unwrap_or(MILLION);
            missing(LicenseTerm::Part { least, given: Permill::from_parts(given) })
        };
        datanets.iter().filter_map(refused).collect()
    }

    /// Check that the licenses of all datanets allow the registration by `who`.
    pub(crate) fn ensure_licensed(who: &T::AccountId, parents: &[Parent], datanets: &[DatanetLink]) -> DispatchResult {
        match Self::unlicensed(who, parents, datanets).first().map(|missing| missing.term) {
            None => Ok(()),
            Some(LicenseTerm::Closed) => Err(Error::<T>::LicenseClosed.into()),
            Some(LicenseTerm::AllowList) => Err(Error::<T>::NotLicensed.into()),
            Some(LicenseTerm::Part { .. }) => Err(Error::<T>::LicensePartTooSmall.into()),
        }
    }
}
