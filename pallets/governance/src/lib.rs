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
    use frame::prelude::*;
    use openledger_primitives::{runtime_api::FeeSplitVersion, traits::EraClock, Era, FeeSplit, SplitVersion};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The pallet of the fee split.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The clock of eras. A change takes effect at the start of an era.
        ///
        /// It must never go back. Another clock on a live chain must start at the era that the old one has reached.
        type Eras: EraClock;

        /// The origin that enacts a fee split: the fee-split admin's track of governance.
        ///
        /// A change acts on the next call.
        type FeeSplitOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The constitution: the bounds that no enactment can break.
        ///
        /// It is part of the runtime, so only an upgrade changes it. Loosening it is safe on a live chain. Before
        /// tightening it, enact a split that is inside the new bounds.
        #[pallet::constant]
        type Bounds: Get<FeeSplitBounds>;

        /// The number of eras after a change in which payments that name the previous version still settle under it.
        ///
        /// The next change has to wait until the grace period is over. It must be at least as long as a signed voucher
        /// can wait for its settlement. A change on a live chain acts on the next enactment: the grace period that the
        /// last one promised to payers stays.
        #[pallet::constant]
        type GracePeriod: Get<Era>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The versions of the fee split: the last two, and up to [`OLDER_VERSIONS`] earlier ones.
    ///
    /// They are one value, so that an enactment is one write and a settlement one read. Without a genesis the value is
    /// version 1 of the default split.
    #[pallet::storage]
    pub type Versions<T: Config> = StorageValue<_, FeeSplitVersions, ValueQuery>;

    /// The split that the chain starts with, as version 1.
    #[pallet::genesis_config]
    #[derive(frame::derive::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The first fee split. Genesis cannot be built unless it is exact and inside the bounds.
        pub split: FeeSplit,
        /// Binds the type parameter; not part of the configuration.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            let checked = Pallet::<T>::ensure_allowed(&self.split);
            assert!(checked.is_ok(), "the fee split of the genesis config is refused ({checked:?}): {:?}", self.split);
            Versions::<T>::put(FeeSplitVersions::starting_with(self.split));
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A fee split was enacted. It is in force from the start of the next era on.
        FeeSplitEnacted {
            /// The version of the new split, which vouchers name.
            version: SplitVersion,
            /// The split that it replaces, which is in force until then.
            old: FeeSplit,
            /// The new split.
            split: FeeSplit,
            /// The first era in which the new split is in force.
            effective_from: Era,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// Correct the six parts: they must sum to exactly 100 %, so that no remainder of a payment is left.
        FeeSplitNotExact,
        /// Propose another split: this one was enacted last, and enacting it again would only use up a version.
        Unchanged,
        /// Wait for the next era: the change enacted last is not in force yet.
        ChangePending,
        /// Wait until the grace period is over: payments can still settle under the version before the last change.
        GracePeriodRunning,
        /// Raise the contributors' part: it is below the constitutional minimum.
        ContributorsTooLow,
        /// Lower the treasury's part: it is above the constitutional maximum.
        TreasuryTooHigh,
        /// Raise the part that is burned: it is below the constitutional minimum, which gives paying oneself a cost.
        BurnTooLow,
        /// Take several enactments: a role's part changes by more than one enactment can change it.
        StepTooLarge,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            let bounds = T::Bounds::get();
            assert!(
                bounds.min_contributors.deconstruct().saturating_add(bounds.min_burn.deconstruct())
                    <= Permill::one().deconstruct(),
                "no split is inside the bounds: the minima of contributors and burn exceed 100 % together",
            );
            assert!(!bounds.max_step.is_zero(), "no split can ever be enacted: the largest step is zero");
            assert!(
                Self::ensure_allowed(&FeeSplit::default()).is_ok(),
                "the default split, which is in force where no genesis sets another, is outside the bounds",
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Enact a new fee split, which is in force from the next era on.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::FeeSplitOrigin`].
        ///
        /// ## Details
        /// The split takes the next version. Until the era ends, payments are divided as before. If they name the old
        /// version, they are for [`Config::GracePeriod`] more eras.
        /// - `split`: the six parts, in parts per million. They must sum to exactly one million.
        ///
        /// ## Errors
        /// - [`Error::FeeSplitNotExact`] if the parts do not sum to 100 %.
        /// - [`Error::Unchanged`] if it is the split enacted last.
        /// - [`Error::ChangePending`] if the split enacted last is not in force yet.
        /// - [`Error::GracePeriodRunning`] if payments can still settle under the previous version.
        /// - [`Error::ContributorsTooLow`], [`Error::TreasuryTooHigh`], [`Error::BurnTooLow`] if it is outside the
        ///   constitution.
        /// - [`Error::StepTooLarge`] if a part changes by more than the largest step of the constitution.
        ///
        /// ## Events
        /// Emits [`Event::FeeSplitEnacted`].
        ///
        /// ## Complexity
        /// O(1): one read and one write, for any number of accounts that share in payments.
        #[pallet::call_index(0)]
        pub fn set_fee_split(origin: OriginFor<T>, split: FeeSplit) -> DispatchResult {
            T::FeeSplitOrigin::ensure_origin(origin)?;
            Self::do_set_fee_split(split)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The split in force, with its version and its first era.
        pub fn fee_split() -> FeeSplitVersion {
            *Self::recent().in_force(T::Eras::current_era())
        }

        /// The split of `version`, if a payment that names this version can settle under it now.
        pub fn by_version(version: SplitVersion) -> Option<FeeSplit> {
            Self::accepted(Some(version)).map(|record| record.split)
        }

        /// The split that takes over in the next era, if one is enacted.
        pub fn next_fee_split() -> Option<FeeSplitVersion> {
            Self::recent().next(T::Eras::current_era()).copied()
        }

        /// The stored versions, the latest first: the one enacted last, the one before it, and up to 32 earlier ones.
        ///
        /// Each was in force from its first era until the first era of the version after it.
        pub fn fee_split_history() -> Vec<FeeSplitVersion> {
            Versions::<T>::get().latest_first().copied().collect()
        }

        /// The constitution: the bounds that no enactment can break.
        pub fn bounds() -> FeeSplitBounds {
            T::Bounds::get()
        }
    }
}
