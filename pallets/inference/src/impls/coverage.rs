// SPDX-License-Identifier: Apache-2.0

//! The coverage of an operator's stake as clients see it.

use crate::{Config, Pallet};
use openledger_primitives::{coverage::OperatorCoverage, traits::EraClock, Balance};

impl<T: Config> Pallet<T> {
    /// The fees that the stake of `operator` still covers in this era, in planck; zero if it is not an operator.
    pub(crate) fn covered_now(operator: &T::AccountId) -> Balance {
        T::Coverage::quota(operator, T::Eras::current_era()).map_or(0, |quota| quota.coverage)
    }
}
