// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet's storage.

use crate::{is_step, Config, Pallet, ParameterName, Parameters, Record};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*};
use openledger_primitives::traits::EraClock;

impl<T: Config> Pallet<T> {
    /// Check the invariants. A value that is out of the bounds counts as the nearest one within, as everywhere.
    ///
    /// 1. The last change was at most one step, and so is the next.
    /// 2. The last change is in force, and the next one comes after it.
    /// 3. The next change comes at most the notice after the current era.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        let era = T::Eras::current_era();
        for (parameter, Record { before, now, changed_in, next }) in Parameters::<T>::iter() {
            let terms = parameter.terms();
            let is_step = |old, new| is_step(terms.within(old), terms.within(new));
            ensure!(is_step(before, now), "the last change of a parameter was more than a step");
            ensure!(changed_in <= era, "the last change of a parameter is not in force");
            let Some(next) = next else { continue };
            ensure!(is_step(now, next.value), "the next change of a parameter is more than a step");
            ensure!(next.from_era > changed_in, "two changes of a parameter act from the same era on");
            ensure!(
                next.from_era <= era.saturating_add(terms.notice),
                "the next change of a parameter comes later than its notice"
            );
        }
        Ok(())
    }
}
