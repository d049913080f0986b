// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the calls.

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, missing_docs)]

use super::*;
use alloc::vec::Vec;
use frame::benchmarking::prelude::*;
use openledger_primitives::{traits::EraClock, FeeSplit};

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_fee_split() -> Result<(), BenchmarkError> {
        let origin = T::FeeSplitOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        // Enacted after the grace period of the last, when as many versions are kept as there can be.
        let old = FeeSplit::default();
        let record = |age: u32| {
            let effective_from = OLDER_VERSIONS + 1 - age;
            SplitRecord { version: FIRST_VERSION + effective_from, split: old, effective_from }
        };
        let older: Vec<_> = (2..OLDER_VERSIONS + 2).map(record).collect();
        let current = record(0);
        T::Eras::advance_eras(current.effective_from);
        FeeSplits::<T>::put(FeeSplitVersions {
            recent: SplitRecords { current, previous: Some(record(1)), previous_until: current.effective_from },
            older: BoundedVec::truncate_from(older),
        });
        // The smallest step is inside any bounds that the default split is inside of.
        let part = Permill::from_parts(1);
        let new = FeeSplit { operator: old.operator - part, builders: old.builders + part, ..old };

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, new);

        let version = current.version + 1;
        let effective_from = T::Eras::current_era() + 1;
        let versions = FeeSplits::<T>::get();
        assert_eq!(versions.recent.current, SplitRecord { version, split: new, effective_from });
        assert!(versions.older.is_full());
        let event: <T as frame_system::Config>::RuntimeEvent =
            Event::<T>::FeeSplitEnacted { version, old, new, effective_from }.into();
        frame_system::Pallet::<T>::assert_last_event(event);
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
