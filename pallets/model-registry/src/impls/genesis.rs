// SPDX-License-Identifier: Apache-2.0

//! The models that exist from block 0.

use crate::{Config, GenesisModel, Pallet};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// Register `models` in this order.
    // A chain must not start from a wrong configuration: genesis is the one place to panic.
    #[allow(clippy::expect_used)]
    pub(crate) fn build_genesis(models: &[GenesisModel<T::AccountId>]) {
        for model in models {
            let registration =
                model.registration().expect("each text, list and royalty of a genesis model is within bounds");
            Self::do_register(model.owner.clone(), registration, None, Balance::MAX)
                .expect("each genesis model is valid and its owner has the deposit");
        }
    }
}
