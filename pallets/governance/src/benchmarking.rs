// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of the calls.

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, missing_docs)]

use super::*;
use frame::benchmarking::prelude::*;
use openledger_primitives::{traits::EraClock, FeeSplit};

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_fee_split() -> Result<(), BenchmarkError> {
        let origin = T::FeeSplitOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        // A third version after the grace period of the first: both records are full before and after.
        let old = FeeSplit::default();
        T::Eras::advance_eras(T::GracePeriod::get().saturating_add(2));
        FeeSplits::<T>::put(SplitRecords {
            current: SplitRecord { version: FIRST_VERSION + 1, split: old, effective_from: 1 },
            previous: Some(SplitRecord { version: FIRST_VERSION, split: old, effective_from: 0 }),
        });
        // The smallest step is inside any bounds that the default split is inside of.
        let part = Permill::from_parts(1);
        let new = FeeSplit { operator: old.operator - part, builders: old.builders + part, ..old };

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, new);

        let version = FIRST_VERSION + 2;
        let effective_from = T::Eras::current_era() + 1;
        assert_eq!(FeeSplits::<T>::get().current, SplitRecord { version, split: new, effective_from });
        let event: <T as frame_system::Config>::RuntimeEvent =
            Event::<T>::FeeSplitEnacted { version, old, new, effective_from }.into();
        frame_system::Pallet::<T>::assert_last_event(event);
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
