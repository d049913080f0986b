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
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// The macros of FRAME expand to casts and `expect`s that are not ours.
#[allow(clippy::as_conversions, clippy::expect_used)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame::{prelude::*, token::fungible};
    use openledger_primitives::{
        deposit::Deposit, traits::DatanetInspect, Balance, DatanetId, DatanetRelation, License,
    };

    /// Version of the storage layout.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The runtime's reasons for holds.
        type RuntimeHoldReason: From<HoldReason>;

        /// The currency of deposits. A change on a live chain would strand the deposits held.
        #[cfg(not(feature = "runtime-benchmarks"))]
        type Currency: fungible::MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>;
        /// The currency of deposits. Benchmarks also mint it.
        #[cfg(feature = "runtime-benchmarks")]
        type Currency: fungible::MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + fungible::Mutate<Self::AccountId>;

        /// The datanets, with their owners. A datanet must never disappear.
        type Datanets: DatanetInspect<Self::AccountId>;

        /// The deposit for each account on an allow-list, in planck. Safe to change: an entry remembers its own
        /// deposit.
        #[pallet::constant]
        type AllowedDeposit: Get<Balance>;

        /// The weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The reasons for which the pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// An entry of a datanet's allow-list, held from the owner that made it.
        #[codec(index = 0)]
        Allowed,
    }

    /// The license of each datanet. A datanet without an entry is open for both uses and asks for no part.
    // Twox: ids are sequential, so no account can choose them.
    #[pallet::storage]
    pub type Licenses<T: Config> = StorageMap<_, Twox64Concat, DatanetId, License, ValueQuery>;

    /// The allow-list of each use of a datanet, with the deposit for each entry. A list counts while the access of its
    /// use is the allow-list; it outlives a change of the license.
    // Twox: see `Licenses`. Blake2: the owner chooses the account.
    #[pallet::storage]
    pub type Allowed<T: Config> = StorageDoubleMap<
        _,
        Twox64Concat,
        (DatanetId, DatanetRelation),
        Blake2_128Concat,
        T::AccountId,
        Deposit<T::AccountId>,
    >;

    /// The licenses that exist from block 0, set by the code of the calls.
    ///
    /// The pallets behind [`Config::Currency`] and [`Config::Datanets`] must be built first.
    #[pallet::genesis_config]
    #[derive(DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The licenses.
        pub licenses: Vec<GenesisLicense<T::AccountId>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(&self.licenses);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The license of a datanet was changed, for models registered later.
        LicenseSet {
            /// The datanet.
            datanet: DatanetId,
            /// The license before.
            old: License,
            /// The license now.
            new: License,
        },
        /// An account was added to a datanet's allow-list.
        AllowedAdded {
            /// The datanet.
            datanet: DatanetId,
            /// The use that the account is admitted to.
            relation: DatanetRelation,
            /// The account.
            who: T::AccountId,
            /// The deposit held from the datanet's owner, in planck.
            deposit: Balance,
        },
        /// The deposit of an earlier owner for an entry of an allow-list was replaced by that of the owner.
        DepositReplaced {
            /// The datanet.
            datanet: DatanetId,
            /// The use.
            relation: DatanetRelation,
            /// The account on the list.
            who: T::AccountId,
            /// The account that had the deposit.
            from: T::AccountId,
            /// The deposit released to that account, in planck.
            released: Balance,
            /// The account that has the deposit now.
            to: T::AccountId,
            /// The deposit held from that account, in planck.
            deposit: Balance,
        },
        /// An account was removed from a datanet's allow-list.
        AllowedRemoved {
            /// The datanet.
            datanet: DatanetId,
            /// The use that the account was admitted to.
            relation: DatanetRelation,
            /// The account.
            who: T::AccountId,
            /// The account that the deposit was released to.
            depositor: T::AccountId,
            /// The deposit released, in planck.
            deposit: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no datanet with this id. Check the id.
        DatanetNotFound,
        /// Only the datanet's owner may do this; an entry of an allow-list may also be removed by the account with its
        /// deposit. See `owner` in the datanet's record.
        NotOwner,
        /// There is no template with this number. Choose one of the view function `templates`, or none.
        TemplateNotFound,
        /// The terms are not those of the template. Correct accesses and parts, or name no template. See the view
        /// function `templates`.
        TemplateMismatch,
        /// The account is on the allow-list already. There is nothing to do.
        AlreadyAllowed,
        /// The account is not on the allow-list of this use. Check account and use.
        NotOnAllowList,
        /// The deposit is higher than `max_deposit`: the price has changed. Look it up and sign again.
        DepositTooHigh,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The license of a datanet, the default one if its owner has set none; `None` if there is no such datanet.
        pub fn license(datanet: DatanetId) -> Option<License> {
            T::Datanets::exists(datanet).then(|| Licenses::<T>::get(datanet))
        }

        /// Whether `who` is on the datanet's allow-list of this use.
        pub fn is_allowed(datanet: DatanetId, relation: DatanetRelation, who: T::AccountId) -> bool {
            Allowed::<T>::contains_key((datanet, relation), who)
        }

        /// The least part of its data pool that a model of `who` gives for this use of the datanet, in ppm; `None` if
        /// `who` may not register such a model, or there is no such datanet.
        pub fn least_part(datanet: DatanetId, relation: DatanetRelation, who: T::AccountId) -> Option<Permill> {
            Self::license(datanet)?;
            Self::admit(datanet, relation, &who).ok()
        }

        /// All templates: numbers, names and terms. Their texts are in the documentation.
        pub fn templates() -> Vec<Template> {
            Template::all().into()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Set the license of a datanet.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// The license acts on models registered later; existing ones keep their links and shares. The allow-lists
        /// stay.
        /// - `datanet`: the datanet.
        /// - `license`: for each use the access and the least part of a model's data pool, in ppm; and the template, if
        ///   the terms are those of one.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::TemplateNotFound`], [`Error::TemplateMismatch`] for the template.
        ///
        /// ## Events
        /// Emits [`Event::LicenseSet`] if the license differs.
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_license())]
        pub fn set_license(origin: OriginFor<T>, datanet: DatanetId, license: License) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_license(&who, datanet, license)
        }

        /// Add an account to a datanet's allow-list of a use.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// [`Config::AllowedDeposit`] is held from the owner for the entry. If the account is on the list with a
        /// deposit of an earlier owner, that deposit is released and the owner's replaces it.
        /// - `datanet`: the datanet.
        /// - `relation`: the use that the account is admitted to.
        /// - `who`: the account.
        /// - `max_deposit`: the largest deposit that the owner agrees to, in planck.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::AlreadyAllowed`] if `who` is on the list with the owner's own deposit.
        /// - [`Error::DepositTooHigh`] if the deposit is higher than `max_deposit`.
        /// - `TokenError::FundsUnavailable` if the owner cannot pay the deposit.
        ///
        /// ## Events
        /// Emits [`Event::AllowedAdded`], or [`Event::DepositReplaced`] if the account was on the list.
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::add_allowed())]
        pub fn add_allowed(
            origin: OriginFor<T>,
            datanet: DatanetId,
            relation: DatanetRelation,
            who: T::AccountId,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_add_allowed(owner, datanet, relation, who, max_deposit)
        }

        /// Remove an account from a datanet's allow-list of a use.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`, or by the account with the entry's deposit.
        ///
        /// ## Details
        /// The entry's deposit is released to the account that made it. Registered models stay.
        /// - `datanet`: the datanet.
        /// - `relation`: the use that the account was admitted to.
        /// - `who`: the account.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`] if there is no such datanet.
        /// - [`Error::NotOwner`] if the signer neither owns the datanet nor has the entry's deposit.
        /// - [`Error::NotOnAllowList`] if `who` is not on the list.
        ///
        /// ## Events
        /// Emits [`Event::AllowedRemoved`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::remove_allowed())]
        pub fn remove_allowed(
            origin: OriginFor<T>,
            datanet: DatanetId,
            relation: DatanetRelation,
            who: T::AccountId,
        ) -> DispatchResult {
            let signer = ensure_signed(origin)?;
            Self::do_remove_allowed(&signer, datanet, relation, who)
        }
    }
}
