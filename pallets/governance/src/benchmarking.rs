// SPDX-License-Identifier: Apache-2.0

//! The benchmarks of the calls.

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, missing_docs)]

use super::*;
use alloc::vec::Vec;
use frame::benchmarking::prelude::*;
use openledger_primitives::{
    runtime_api::FeeSplitVersion,
    traits::{AdvanceEras, EraClock},
    FeeSplit,
};

#[benchmarks(where T::Eras: AdvanceEras)]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_fee_split() -> Result<(), BenchmarkError> {
        let origin = T::FeeSplitOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        // The enactment comes after the grace period of the last one, and the list of versions is full.
        let old = FeeSplit::default();
        let record = |age: u32| {
            let effective_from = OLDER_VERSIONS + 1 - age;
            FeeSplitVersion { version: FIRST_VERSION + effective_from, split: old, effective_from }
        };
        let older: Vec<_> = (2..OLDER_VERSIONS + 2).map(record).collect();
        let current = record(0);
        T::Eras::advance_eras(current.effective_from);
        Versions::<T>::put(FeeSplitVersions {
            recent: RecentFeeSplits { current, previous: Some(record(1)), previous_until: current.effective_from },
            older: BoundedVec::truncate_from(older),
        });
        // After the smallest step, the default split is still inside any bounds that allow it.
        let part = Permill::from_parts(1);
        let new = FeeSplit { operator: old.operator - part, builders: old.builders + part, ..old };

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, new);

        let version = current.version + 1;
        let effective_from = T::Eras::current_era() + 1;
        let versions = Versions::<T>::get();
        assert_eq!(versions.recent.current, FeeSplitVersion { version, split: new, effective_from });
        assert!(versions.older.is_full());
        let event: <T as frame_system::Config>::RuntimeEvent =
            Event::<T>::FeeSplitEnacted { version, old, split: new, effective_from }.into();
        frame_system::Pallet::<T>::assert_last_event(event);
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
