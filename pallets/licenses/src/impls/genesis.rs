// SPDX-License-Identifier: Apache-2.0

//! The licenses that exist from block 0.

use crate::{Config, GenesisLicense, Pallet};
use frame::prelude::*;
use openledger_primitives::{traits::DatanetInspect, Balance, DatanetRelation};

impl<T: Config> Pallet<T> {
    /// Set `licenses` and fill their lists in this order.
    // A chain must not start from a wrong configuration: genesis is the one place to panic.
    #[allow(clippy::expect_used)]
    pub(crate) fn build_genesis(licenses: &[GenesisLicense<T::AccountId>]) {
        for GenesisLicense { datanet, license, trained_on, retrieves_from } in licenses {
            // A call with a larger part cannot be decoded, but a chain specification can name one.
            let parts = [license.trained_on.data, license.retrieves_from.data];
            assert!(parts.iter().all(|part| *part <= Permill::one()), "a license asks for at most the whole data pool");
            let owner = T::Datanets::owner(*datanet).expect("each license is for a datanet of genesis");
            Self::do_set_license(&owner, *datanet, *license).expect("each license fits its template");
            let lists = [(DatanetRelation::TrainedOn, trained_on), (DatanetRelation::RetrievesFrom, retrieves_from)];
            for (relation, list) in lists {
                for who in list {
                    Self::do_add_allowed(owner.clone(), *datanet, relation, who.clone(), Balance::MAX)
                        .expect("each account is listed once, and the owner has the deposit");
                }
            }
        }
    }
}
