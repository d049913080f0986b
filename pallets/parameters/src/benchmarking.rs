// SPDX-License-Identifier: Apache-2.0

//! The benchmarks of the calls.

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, missing_docs)]

use super::*;
use frame::{benchmarking::prelude::*, traits::EnsureOriginWithArg};
use openledger_primitives::{
    runtime_api::ParameterChange,
    traits::{AdvanceEras, EraClock},
};

/// A parameter with its least value, an origin that may set it, and the least value above.
fn parameter<T: Config>() -> Result<(T::Name, T::RuntimeOrigin, u128), BenchmarkError> {
    let parameter = *T::Name::all().first().ok_or(BenchmarkError::Weightless)?;
    let origin = T::AdminOrigin::try_successful_origin(&parameter).map_err(|_| BenchmarkError::Weightless)?;
    Ok((parameter, origin, parameter.terms().least))
}

#[benchmarks(where T::Eras: AdvanceEras)]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_parameter() -> Result<(), BenchmarkError> {
        let (parameter, origin, old) = parameter::<T>()?;
        // The change before this one has come into force, but the record still has it as the next.
        T::Eras::advance_eras(1);
        let era = T::Eras::current_era();
        let next = Some(ParameterChange { value: old, from_era: era });
        Parameters::<T>::insert(parameter, Record { next, ..Record::unchanged(old + 1) });

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, parameter, old + 1);

        let from_era = era + parameter.terms().notice;
        let next = Some(ParameterChange { value: old + 1, from_era });
        assert_eq!(Parameters::<T>::get(parameter), Some(Record { before: old + 1, now: old, changed_in: era, next }));
        Ok(())
    }

    #[benchmark]
    fn cancel_change() -> Result<(), BenchmarkError> {
        let (parameter, origin, old) = parameter::<T>()?;
        let next = Some(ParameterChange { value: old + 1, from_era: T::Eras::current_era() + 1 });
        Parameters::<T>::insert(parameter, Record { next, ..Record::unchanged(old) });

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, parameter);

        assert_eq!(Parameters::<T>::get(parameter), Some(Record::unchanged(old)));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
