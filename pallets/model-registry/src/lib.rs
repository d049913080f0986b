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
    use frame::{prelude::*, token::fungible, traits::EnsureOrigin};
    use openledger_primitives::{
        traits::{DatanetInspect, RevenueShares},
        Balance, ModelId,
    };

    /// Version of the storage layout.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The reasons for which the runtime holds money.
        type RuntimeHoldReason: From<HoldReason>;

        /// The money that deposits are made in, in planck. Changing it live would strand the deposits held.
        #[cfg(not(feature = "runtime-benchmarks"))]
        type Currency: fungible::MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>;
        /// The money that deposits are made in, in planck. Benchmarks also mint it.
        #[cfg(feature = "runtime-benchmarks")]
        type Currency: fungible::MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + fungible::Mutate<Self::AccountId>;

        /// The ledger, which is told who holds which shares of a model's lanes. Changing it live would leave the models
        /// registered until then without shares.
        type Shares: RevenueShares<Self::AccountId>;

        /// The datanets that models can link to. They must never disappear.
        type Datanets: DatanetInspect<Self::AccountId>;

        /// Who may register models, and as which account. Can be changed at any time.
        type RegisterOrigin: EnsureOrigin<Self::RuntimeOrigin, Success = Self::AccountId>;

        /// Held from the owner of a model, in planck: the price of its record (at most 1.6 kB), its index entries and
        /// its holders' positions in the ledger (80 at most). Can be changed at any time: a record remembers its own.
        #[pallet::constant]
        type ModelDeposit: Get<Balance>;

        /// Held from the owner of a model for each account on its allow-list, in planck: the price of 120 bytes. Can be
        /// changed at any time: an entry remembers its own.
        #[pallet::constant]
        type AllowedDeposit: Get<Balance>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// Why money is held.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// For a model's record and its allow-list, from the model's owner.
        #[codec(index = 0)]
        Model,
    }

    /// The id that the next model gets. Every smaller id has a record, as records are never removed.
    #[pallet::storage]
    pub type NextModelId<T: Config> = StorageValue<_, ModelId, ValueQuery>;

    /// All models ever registered.
    // Twox: ids are handed out one after the other, nobody chooses them.
    #[pallet::storage]
    pub type Models<T: Config> = StorageMap<_, Twox64Concat, ModelId, ModelInfoOf<T>>;

    /// Which model an artifact was registered as.
    // Blake2: the registrant chooses the hash.
    #[pallet::storage]
    pub type Artifacts<T: Config> = StorageMap<_, Blake2_128Concat, H256, ModelId>;

    /// The base of each adapter. The same is in its record, but billing asks for it with each settlement and should not
    /// have to pay for the proof of a whole record.
    // Twox: see `Models`.
    #[pallet::storage]
    pub type AdapterBases<T: Config> = StorageMap<_, Twox64Concat, ModelId, ModelId>;

    /// Allow-lists: who may derive models from a model under [`Terms::AllowList`], and what is held for the entry, in
    /// planck. A list outlives a change of terms.
    // Twox: see `Models`. Blake2: the owner chooses the account.
    #[pallet::storage]
    pub type Allowed<T: Config> = StorageDoubleMap<_, Twox64Concat, ModelId, Blake2_128Concat, T::AccountId, Balance>;

    /// The models that a chain starts with, registered in this order through the same code as by the call.
    ///
    /// The pallets behind [`Config::Currency`], [`Config::Shares`] and [`Config::Datanets`] must be built before.
    #[pallet::genesis_config]
    #[derive(DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The models; the first one gets the id zero.
        pub models: Vec<GenesisModel<T::AccountId>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(&self.models);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A model was registered.
        Registered {
            /// Its id.
            model: ModelId,
            /// Who administers it.
            owner: T::AccountId,
            /// What sort of model it is.
            kind: ModelKind,
            /// Hash of its artifact.
            artifact: H256,
            /// The model that it is a new version of.
            predecessor: Option<ModelId>,
            /// Held from the owner, in planck.
            deposit: Balance,
        },
        /// The terms for derivatives were changed.
        TermsChanged {
            /// The model.
            model: ModelId,
            /// The terms until now.
            old: Terms,
            /// The terms for derivatives registered from now on.
            new: Terms,
        },
        /// An account was put on a model's allow-list.
        AllowListed {
            /// The model.
            model: ModelId,
            /// The account.
            who: T::AccountId,
            /// Held from the owner, in planck.
            deposit: Balance,
        },
        /// An account was taken off a model's allow-list.
        AllowListRemoved {
            /// The model.
            model: ModelId,
            /// The account.
            who: T::AccountId,
            /// Released to the owner, in planck.
            deposit: Balance,
        },
        /// The URI of a model's artifact was changed; the record has the new one.
        UriChanged {
            /// The model.
            model: ModelId,
        },
        /// A model was deprecated, for good.
        Deprecated {
            /// The model.
            model: ModelId,
        },
        /// The owner of a model proposed another one, or took the proposal back.
        OwnerProposed {
            /// The model.
            model: ModelId,
            /// Who may accept ownership; `None` if the proposal was taken back.
            proposed: Option<T::AccountId>,
        },
        /// A model has a new owner.
        OwnershipTransferred {
            /// The model.
            model: ModelId,
            /// Who was the owner.
            from: T::AccountId,
            /// Who is the owner.
            to: T::AccountId,
            /// Held from the new owner and released to the old one, in planck.
            deposit: Balance,
        },
        /// A builder's whole position in a model was moved to another account.
        BuilderShareTransferred {
            /// The model.
            model: ModelId,
            /// Whose position it was.
            from: T::AccountId,
            /// Whose position it is.
            to: T::AccountId,
            /// The part of the team's earnings that was moved.
            share: Permill,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no model with this id. Look it up by its artifact with the view function `model_by_artifact`.
        NotFound,
        /// Only the owner of the model may do this. See `owner` in its record.
        NotOwner,
        /// The name is empty or not UTF-8. Give one that people can read.
        InvalidName,
        /// The shares of the team do not sum to exactly 100 % (1,000,000 parts per million). Correct them.
        TeamNotExact,
        /// An account is twice in the team. Give each account one share.
        DuplicateBuilder,
        /// A model is named twice as a parent. Name the relation that matters most.
        DuplicateParent,
        /// A datanet is named twice with the same relation. Add up the weights.
        DuplicateDatanet,
        /// A link to a datanet has the weight zero, so it would earn nothing. Give it a weight or leave it out.
        ZeroWeight,
        /// The parents do not fit the kind. Base: none; fine-tune, distilled: one or more of the fitting relation;
        /// merge: two or more; adapter: exactly one that it is an adapter of, which no other kind has.
        InvalidLineage,
        /// The royalties sum to more than 100 %. Lower them as far as the parents' terms allow, or name fewer parents.
        RoyaltiesTooLarge,
        /// A parent does not exist. Register it first.
        ParentNotFound,
        /// A parent is deprecated and takes no more derivatives. Use its successor.
        ParentDeprecated,
        /// A parent's terms are closed: only its owner may derive from it. Ask the owner to open them.
        ParentClosed,
        /// The registrant is not on a parent's allow-list. Ask the parent's owner to be put on it.
        NotAllowed,
        /// The royalty is less than a parent asks. See `terms` in its record.
        RoyaltyTooSmall,
        /// A parent has data behind it and must have a data weight above zero, so that its contributors stay paid.
        DataWeightMissing,
        /// A parent has no data behind it and must have the data weight zero; its part of the revenue would reach nobody.
        DataWeightWithoutData,
        /// A datanet does not exist. Create it first.
        DatanetNotFound,
        /// This artifact is a model already, and one artifact is one model, so that nobody can register another's work
        /// without its lineage. Derive from that model instead.
        ArtifactExists,
        /// The model is deprecated already, which can't be undone.
        AlreadyDeprecated,
        /// The account is on the allow-list already.
        AlreadyAllowed,
        /// The account is not on the allow-list.
        NotOnAllowList,
        /// The proposed account owns the model already.
        AlreadyOwner,
        /// Nobody is proposed as owner, so there is nothing to take back.
        NoProposal,
        /// The account is not proposed as owner. Ask the owner to propose it.
        NotProposed,
        /// The account is not in the model's team, so it has no position to move.
        NotBuilder,
        /// The position would be moved to the account that has it.
        SameAccount,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::extra_constants]
    impl<T: Config> Pallet<T> {
        /// Longest name of a model, in bytes.
        #[pallet::constant_name(MaxName)]
        fn max_name() -> u32 {
            MAX_NAME
        }
        /// Longest URI, in bytes.
        #[pallet::constant_name(MaxUri)]
        fn max_uri() -> u32 {
            MAX_URI
        }
        /// Most members of a builder team.
        #[pallet::constant_name(MaxTeam)]
        fn max_team() -> u32 {
            MAX_TEAM
        }
        /// Most parents of a model.
        #[pallet::constant_name(MaxParents)]
        fn max_parents() -> u32 {
            MAX_PARENTS
        }
        /// Most links of a model to datanets.
        #[pallet::constant_name(MaxDatanets)]
        fn max_datanets() -> u32 {
            MAX_DATANETS
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The record of a model.
        pub fn model(id: ModelId) -> Option<ModelInfoOf<T>> {
            Models::<T>::get(id)
        }

        /// The model that an artifact was registered as.
        pub fn model_by_artifact(artifact: H256) -> Option<ModelId> {
            Artifacts::<T>::get(artifact)
        }

        /// The model itself with depth zero, then its ancestors, each once with its smallest depth, nearest first; at
        /// most 256 in all. Empty if there is no such model.
        pub fn lineage(id: ModelId) -> Vec<(ModelId, u32)> {
            Self::walk_lineage(id)
        }

        /// Whether an account is on a model's allow-list.
        pub fn allowed(model: ModelId, who: T::AccountId) -> bool {
            Allowed::<T>::contains_key(model, who)
        }

        /// Whether an account may register a derivative of a model now, and if so the smallest royalty for it.
        pub fn royalty_for(model: ModelId, who: T::AccountId) -> Option<Permill> {
            let info = Models::<T>::get(model)?;
            Self::ensure_derivable(model, &info, &who).ok()?;
            Some(info.terms.min_royalty())
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Register a model with its builders, its parents and the data behind it.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::RegisterOrigin`]; the account it stands for becomes the owner.
        ///
        /// ## Details
        /// Holds [`Config::ModelDeposit`] from the owner and shares out the model's two lanes in the ledger. Artifact,
        /// lineage and data are final. A model without data sources has an empty data lane: that part of its revenue
        /// goes to the commons.
        /// - `registration`: name, kind, artifact hash and URI, team (shares in parts per million, 100 % in all),
        ///   parents (royalty in parts per million, relative data weight), datanets (relative weight), terms.
        ///
        /// ## Errors
        /// - [`Error::InvalidName`], [`Error::TeamNotExact`], [`Error::DuplicateBuilder`], [`Error::ArtifactExists`].
        /// - [`Error::InvalidLineage`], [`Error::DuplicateParent`], [`Error::RoyaltiesTooLarge`],
        ///   [`Error::ParentNotFound`], [`Error::ParentDeprecated`], [`Error::ParentClosed`], [`Error::NotAllowed`],
        ///   [`Error::RoyaltyTooSmall`], [`Error::DataWeightMissing`] or [`Error::DataWeightWithoutData`] for parents.
        /// - [`Error::DatanetNotFound`], [`Error::DuplicateDatanet`] or [`Error::ZeroWeight`] for datanets.
        ///
        /// ## Events
        /// Emits [`Event::Registered`].
        ///
        /// ## Complexity
        /// O(t + p + d) in the lengths of team (≤ 16), parents (≤ 16) and datanets (≤ 32).
        #[pallet::call_index(0)]
        #[pallet::weight({
            let (team, parents, datanets) = registration.sizes();
            T::WeightInfo::register(team, parents, datanets)
        })]
        pub fn register(origin: OriginFor<T>, registration: RegistrationOf<T>) -> DispatchResult {
            let owner = T::RegisterOrigin::ensure_origin(origin)?;
            Self::do_register(owner, registration, None)?;
            Ok(())
        }

        /// Register a new version of a model as a model of its own.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::RegisterOrigin`], and the owner of `predecessor`.
        ///
        /// ## Details
        /// As [`Pallet::register`]. The predecessor earns nothing by being one: if the new version is made from it, name
        /// it as a parent too. A deprecated model can have new versions, and a model any number of them.
        /// - `predecessor`: the model that this is a new version of.
        /// - `registration`: as in [`Pallet::register`].
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no model `predecessor`, [`Error::NotOwner`] if somebody else owns it.
        /// - Those of [`Pallet::register`].
        ///
        /// ## Events
        /// Emits [`Event::Registered`].
        ///
        /// ## Complexity
        /// O(t + p + d) in the lengths of team (≤ 16), parents (≤ 16) and datanets (≤ 32).
        #[pallet::call_index(1)]
        #[pallet::weight({
            let (team, parents, datanets) = registration.sizes();
            T::WeightInfo::register_version(team, parents, datanets)
        })]
        pub fn register_version(
            origin: OriginFor<T>,
            predecessor: ModelId,
            registration: RegistrationOf<T>,
        ) -> DispatchResult {
            let owner = T::RegisterOrigin::ensure_origin(origin)?;
            Self::do_register(owner, registration, Some(predecessor))?;
            Ok(())
        }

        /// Change who may derive models from a model, and the royalty asked.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// Acts on derivatives registered from now on; those that exist keep paying what they pay.
        /// - `model`: the model.
        /// - `terms`: open, allow-list or closed; the minimum royalty is in parts per million of a derivative's
        ///   builders' lane.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such model, [`Error::NotOwner`] if somebody else owns it.
        ///
        /// ## Events
        /// Emits [`Event::TermsChanged`], unless these are the terms already.
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::set_terms())]
        pub fn set_terms(origin: OriginFor<T>, model: ModelId, terms: Terms) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_terms(&who, model, terms)
        }

        /// Put an account on a model's allow-list, or take it off.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// Holds [`Config::AllowedDeposit`] for a new entry, releases what was held for one that goes. The list counts
        /// while the terms are [`Terms::AllowList`], and for derivatives registered from now on.
        /// - `model`: the model.
        /// - `who`: the account.
        /// - `allowed`: whether it is to be on the list.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such model, [`Error::NotOwner`] if somebody else owns it.
        /// - [`Error::AlreadyAllowed`] or [`Error::NotOnAllowList`] if there is nothing to change.
        ///
        /// ## Events
        /// Emits [`Event::AllowListed`] or [`Event::AllowListRemoved`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::set_allowed())]
        pub fn set_allowed(origin: OriginFor<T>, model: ModelId, who: T::AccountId, allowed: bool) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_set_allowed(&owner, model, who, allowed)
        }

        /// Change where a model's artifact can be found.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// The artifact hash stays, so that anybody can check what the URI leads to.
        /// - `model`: the model.
        /// - `uri`: at most 256 bytes; may be empty.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such model, [`Error::NotOwner`] if somebody else owns it.
        ///
        /// ## Events
        /// Emits [`Event::UriChanged`], unless it is the URI already.
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::set_uri())]
        pub fn set_uri(origin: OriginFor<T>, model: ModelId, uri: Uri) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_uri(&who, model, uri)
        }

        /// Close a model to new derivatives and offers, for good.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// The record stays, and with it the deposit; builders, contributors and ancestors go on earning from what is
        /// still used.
        /// - `model`: the model.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such model, [`Error::NotOwner`] if somebody else owns it.
        /// - [`Error::AlreadyDeprecated`] if it is deprecated.
        ///
        /// ## Events
        /// Emits [`Event::Deprecated`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::deprecate())]
        pub fn deprecate(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_deprecate(&who, model)
        }

        /// Offer the ownership of a model to an account, or take the offer back.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// Nothing changes until the account accepts. A new proposal replaces the one before.
        /// - `model`: the model.
        /// - `proposed`: who may accept; `None` takes the proposal back.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such model, [`Error::NotOwner`] if somebody else owns it.
        /// - [`Error::AlreadyOwner`] if the owner proposes itself.
        /// - [`Error::NoProposal`] if there is none to take back.
        ///
        /// ## Events
        /// Emits [`Event::OwnerProposed`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::propose_owner())]
        pub fn propose_owner(origin: OriginFor<T>, model: ModelId, proposed: Option<T::AccountId>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_propose_owner(&who, model, proposed)
        }

        /// Become the owner of a model that was offered.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the account proposed.
        ///
        /// ## Details
        /// What is held for the model and its allow-list is held from the new owner and released to the old one. Team
        /// shares do not move: ownership is administration.
        /// - `model`: the model.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such model, [`Error::NotProposed`] if the caller was not proposed.
        ///
        /// ## Events
        /// Emits [`Event::OwnershipTransferred`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::accept_ownership())]
        pub fn accept_ownership(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_accept_ownership(who, model)
        }

        /// Move the caller's whole position in a model's builders' lane to another account.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by a member of the team of `model`.
        ///
        /// ## Details
        /// Shares and what they earned and was not claimed move together; claim first to keep the latter. If `to` is
        /// in the team already, the shares add up.
        /// - `model`: the model.
        /// - `to`: the account that takes over.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such model, [`Error::NotBuilder`] if the caller is not in its team.
        /// - [`Error::SameAccount`] if `to` is the caller.
        ///
        /// ## Events
        /// Emits [`Event::BuilderShareTransferred`].
        ///
        /// ## Complexity
        /// O(t) in the length of the team (≤ 16).
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::transfer_builder_share())]
        pub fn transfer_builder_share(origin: OriginFor<T>, model: ModelId, to: T::AccountId) -> DispatchResult {
            let from = ensure_signed(origin)?;
            Self::do_transfer_builder_share(from, model, to)
        }
    }
}
