// SPDX-License-Identifier: Apache-2.0

//! The models that a chain starts with.

use crate::{Config, GenesisModel, Pallet};

impl<T: Config> Pallet<T> {
    /// Register `models` in this order.
    // A chain must not start from a configuration that is wrong: genesis is the one place to panic.
    #[allow(clippy::expect_used)]
    pub(crate) fn build_genesis(models: &[GenesisModel<T::AccountId>]) {
        for model in models {
            let registration =
                model.registration().expect("each text, list and royalty of a genesis model is within bounds");
            Self::do_register(model.owner.clone(), registration, None)
                .expect("each genesis model is valid and its owner has the deposit");
        }
    }
}
