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
    use openledger_primitives::{traits::EraClock, Era, FeeSplit, SplitVersion};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The pallet of the fee split.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// Where time stands, in eras. A change takes effect at the start of an era. Must never go back; another clock
        /// on a live chain must start at the era that the old one has reached.
        type Eras: EraClock;

        /// Who may enact a fee split: the fee-split admin's track of governance. Changing it acts on the next call.
        type FeeSplitOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The constitution: what no enactment may break. It is part of the runtime, so that only an upgrade changes
        /// it. Loosening it is safe on a live chain; before tightening it, enact a split that is inside the new bounds.
        #[pallet::constant]
        type Bounds: Get<FeeSplitBounds>;

        /// For how many eras after a change payments still settle under the previous version, if they name it. The next
        /// change has to wait until they are over. At least the time in which a signed voucher may be settled. Changing
        /// it on a live chain acts on the next enactment: what was promised to payers with the last one stays.
        #[pallet::constant]
        type GracePeriod: Get<Era>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The fee split in force and what surrounds it: the change enacted last, the split before it, and up to
    /// [`OLDER_VERSIONS`] earlier ones.
    ///
    /// All of it is one value, so that an enactment is one write and a settlement one read. Without a genesis it is
    /// version 1 of the default split.
    #[pallet::storage]
    pub type FeeSplits<T: Config> = StorageValue<_, FeeSplitVersions, ValueQuery>;

    /// The split that the chain starts with, as version 1.
    #[pallet::genesis_config]
    #[derive(frame::derive::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Must be exact and inside the bounds, or no genesis is built.
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
            FeeSplits::<T>::put(FeeSplitVersions::starting_with(self.split));
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A fee split was enacted. It is in force from the start of an era to come.
        FeeSplitEnacted {
            /// The number of the new split; vouchers name it.
            version: SplitVersion,
            /// The split that it replaces, which is in force until then.
            old: FeeSplit,
            /// The new split.
            new: FeeSplit,
            /// The first era in which the new split is in force.
            effective_from: Era,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The six parts do not sum to exactly 100 %, so that a payment could not be divided without a rest. Correct the
        /// parts.
        FeeSplitNotExact,
        /// The split is the one that was enacted last; enacting it again would only use up a version. Propose another.
        Unchanged,
        /// The change enacted last is not in force yet and one change can not overtake another. Wait for the next era.
        ChangePending,
        /// Payments may still settle under the version before the last change, and a further change would end that
        /// early. Wait until the grace period is over.
        GracePeriodRunning,
        /// The contributors' part is below the constitutional minimum. Raise it.
        ContributorsTooLow,
        /// The treasury's part is above the constitutional maximum. Lower it.
        TreasuryTooHigh,
        /// The part that is burned is below the constitutional minimum, which keeps paying oneself from being free.
        /// Raise it.
        BurnTooLow,
        /// A role's part changes by more than one enactment may change it. Go there in several enactments.
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
        /// Enact a new fee split, in force from the next era on.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::FeeSplitOrigin`].
        ///
        /// ## Details
        /// The split gets the next version. Nothing that was paid or signed before is touched: until the era ends
        /// payments are divided as before, and for [`Config::GracePeriod`] eras more if they name the old version.
        /// - `split`: the six parts, in parts per million; they sum to exactly one million
        ///
        /// ## Errors
        /// - [`Error::FeeSplitNotExact`] if the parts do not sum to 100 %
        /// - [`Error::Unchanged`] if it is the split enacted last
        /// - [`Error::ChangePending`] if the split enacted last is not in force yet
        /// - [`Error::GracePeriodRunning`] if the version before may still be settled under
        /// - [`Error::ContributorsTooLow`], [`Error::TreasuryTooHigh`], [`Error::BurnTooLow`] if it is outside the
        ///   constitution
        /// - [`Error::StepTooLarge`] if a part changes by more than the constitution allows at once
        ///
        /// ## Events
        /// Emits [`Event::FeeSplitEnacted`].
        ///
        /// ## Complexity
        /// O(1): one read and one write, whatever number of accounts shares in the split.
        #[pallet::call_index(0)]
        pub fn set_fee_split(origin: OriginFor<T>, split: FeeSplit) -> DispatchResult {
            T::FeeSplitOrigin::ensure_origin(origin)?;
            Self::do_set_fee_split(split)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The split in force, with its version and its first era.
        pub fn in_force() -> SplitRecord {
            *Self::recent().in_force(T::Eras::current_era())
        }

        /// The split of `version`, if a payment that names this version settles under it now.
        pub fn by_version(version: SplitVersion) -> Option<FeeSplit> {
            Self::accepted(Some(version)).map(|record| record.split)
        }

        /// The split that takes over in an era to come, if one is enacted.
        pub fn next() -> Option<SplitRecord> {
            Self::recent().next(T::Eras::current_era()).copied()
        }

        /// The versions that are kept, the latest first: the one enacted last, the one before it, and up to 32 earlier
        /// ones. Each was in force from its first era until the first era of the version after it.
        pub fn history() -> Vec<SplitRecord> {
            FeeSplits::<T>::get().latest_first().copied().collect()
        }

        /// The constitution: what no enactment may break.
        pub fn bounds() -> FeeSplitBounds {
            T::Bounds::get()
        }
    }
}
