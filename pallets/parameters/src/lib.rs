// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// The pallet macro expands to `expect`s and casts of its own.
#[allow(clippy::expect_used, clippy::as_conversions)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    #[cfg(feature = "try-runtime")]
    use frame::deps::sp_runtime::TryRuntimeError;
    use frame::{prelude::*, traits::EnsureOriginWithArg};
    use openledger_primitives::{runtime_api::ParameterInfo, traits::EraClock, Era};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The pallet of parameters.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The names of the parameters, with their terms. An index of a name is stored, so it is never used again.
        type Name: ParameterName;

        /// The clock of eras. A change acts from the start of an era on.
        ///
        /// It must never go back. Another clock on a live chain must start at the era that the old one has reached.
        type Eras: EraClock;

        /// The origin that changes a parameter: that of one track of governance.
        ///
        /// A change acts on the next call.
        type AdminOrigin: EnsureOriginWithArg<Self::RuntimeOrigin, Self::Name>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The values of each parameter that genesis or governance has set: before the last change, now, and next.
    ///
    /// A parameter without a record has its default. A change is not written again when it comes into force: the era
    /// decides.
    // The names are a short list of the runtime, so nobody can choose keys.
    #[pallet::storage]
    pub type Parameters<T: Config> = StorageMap<_, Twox64Concat, T::Name, Record, OptionQuery>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A change of a parameter was scheduled. It is in force from the start of `from_era` on, without another
        /// event.
        ChangeScheduled {
            /// The parameter.
            parameter: T::Name,
            /// The value in force until then, in the parameter's unit.
            old: u128,
            /// The new value, in the parameter's unit.
            value: u128,
            /// The first era of the new value.
            from_era: Era,
        },
        /// A scheduled change of a parameter was canceled before it came into force.
        ChangeCanceled {
            /// The parameter.
            parameter: T::Name,
            /// The value that does not come into force, in the parameter's unit.
            value: u128,
            /// The era that would have been its first.
            from_era: Era,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// Choose a value within the parameter's bounds, which `openledger_parameters` lists.
        OutOfBounds,
        /// Take several changes: one change at most doubles or halves the value in force.
        StepTooLarge,
        /// Choose another value: this one is in force.
        Unchanged,
        /// Wait until the pending change is in force, or cancel it: a parameter has at most one.
        ChangePending,
        /// Check the parameter: no change of it is pending, or the change is in force already.
        NoChangePending,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            for name in T::Name::all() {
                let Terms { default, least, most, notice, .. } = name.terms();
                assert!(least > 0, "{name:?}: no step leads away from zero");
                assert!(least < most, "{name:?}: the bounds leave no choice");
                assert!((least..=most).contains(&default), "{name:?}: the default is out of the bounds");
                assert!(notice > 0, "{name:?}: a change would act in the era of the call");
            }
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Schedule a change of a parameter, which acts after the parameter's notice.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::AdminOrigin`] for the parameter.
        ///
        /// ## Details
        /// The change acts from the start of the era that is the notice after the current one. Until then the value in
        /// force stays, and no other change of the parameter can be scheduled.
        /// - `parameter`: the name of the parameter.
        /// - `value`: the new value, in the parameter's unit (planck, eras, parts per million, relay blocks, or a
        ///   number). It must be within the bounds, and at least half and at most twice the value in force.
        ///
        /// ## Errors
        /// - [`Error::ChangePending`] if a change of the parameter is scheduled and not in force yet.
        /// - [`Error::Unchanged`] if the value is in force.
        /// - [`Error::OutOfBounds`] if the value is out of the parameter's bounds.
        /// - [`Error::StepTooLarge`] if the value is above twice or below half of the value in force.
        ///
        /// ## Events
        /// Emits [`Event::ChangeScheduled`].
        ///
        /// ## Complexity
        /// O(1): the record and the clock are read, the record is written. Nothing is written when the change comes
        /// into force.
        #[pallet::call_index(0)]
        pub fn set_parameter(
            origin: OriginFor<T>,
            parameter: T::Name,
            #[pallet::compact] value: u128,
        ) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin, &parameter)?;
            Self::do_set_parameter(parameter, value)
        }

        /// Cancel the pending change of a parameter.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::AdminOrigin`] for the parameter.
        ///
        /// ## Details
        /// The value in force stays. Another change can be scheduled at once, with the whole notice.
        /// - `parameter`: the name of the parameter.
        ///
        /// ## Errors
        /// - [`Error::NoChangePending`] if no change is scheduled, or if it is in force already.
        ///
        /// ## Events
        /// Emits [`Event::ChangeCanceled`].
        ///
        /// ## Complexity
        /// O(1): the record and the clock are read, the record is written.
        #[pallet::call_index(1)]
        pub fn cancel_change(origin: OriginFor<T>, parameter: T::Name) -> DispatchResult {
            T::AdminOrigin::ensure_origin(origin, &parameter)?;
            Self::do_cancel_change(parameter)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// All parameters: values now, next and before, with the eras of the changes, bounds and notice.
        pub fn parameters() -> Vec<ParameterInfo> {
            let era = T::Eras::current_era();
            T::Name::all().iter().map(|parameter| Self::info(*parameter, era)).collect()
        }
    }
}
