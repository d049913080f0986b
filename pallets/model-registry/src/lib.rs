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
        disputes::{CaseInspect, Omitted},
        traits::{DatanetInspect, EraClock, LicenseInspect, MovePosition, RevenueShares},
        Balance, Era, ModelId,
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

        /// The ledger that keeps the shares of a model's two pools. A change on a live chain would leave earlier models
        /// without shares.
        type Shares: RevenueShares<Self::AccountId> + MovePosition<Self::AccountId>;

        /// The datanets that models can link to. A datanet must never disappear.
        type Datanets: DatanetInspect<Self::AccountId>;

        /// The licenses of the datanets. Safe to change: they act on later registrations.
        type Licenses: LicenseInspect<Self::AccountId>;

        /// The open cases. While one is about who built a model, its owner can neither deprecate it nor change its
        /// terms.
        type Cases: CaseInspect<Self::AccountId>;

        /// The clock of eras.
        type Eras: EraClock;

        /// The notice of stricter terms, in eras (at least 1). With 2, a whole era lies between the announcement and
        /// its effect. Safe to change: announced terms keep their era.
        #[pallet::constant]
        type TermsNotice: Get<Era>;

        /// The origin that may register models; its account becomes the owner. Safe to change.
        type RegisterOrigin: EnsureOrigin<Self::RuntimeOrigin, Success = Self::AccountId>;

        /// The part of a model's deposit that its deprecation returns, in planck: the price of being active. Safe to
        /// change: a record remembers its own.
        #[pallet::constant]
        type ModelDeposit: Get<Balance>;

        /// The part of a model's deposit for what every model stores forever apart from its record, in planck: entries
        /// of indices and its two pools. Safe to change: a record remembers its own deposit.
        #[pallet::constant]
        type BaseDeposit: Get<Balance>;

        /// The part of a model's deposit for each position in its pools, in planck: one for each builder and each link
        /// to a datanet, two for each parent. Safe to change: a record remembers its own deposit.
        #[pallet::constant]
        type HolderDeposit: Get<Balance>;

        /// The part of a model's deposit for each byte of its record and its obligations, in planck. Safe to change: a
        /// record remembers its own deposit.
        #[pallet::constant]
        type ByteDeposit: Get<Balance>;

        /// The deposit of a model's owner for each account on its allow-list, in planck: the price of 120 bytes.
        /// Safe to change: an entry remembers its own deposit.
        #[pallet::constant]
        type AllowedDeposit: Get<Balance>;

        /// The smallest part of a model's data pool for each parent with data, whatever the parent's terms: the data
        /// behind a parent stays paid. A model with the most parents must have something left for its own data.
        /// Safe to change: it acts on later registrations.
        #[pallet::constant]
        type MinParentData: Get<Permill>;

        /// The weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The reasons for which the pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// A model's record and its allow-list, held from the model's owner.
        #[codec(index = 0)]
        Model,
    }

    /// The id of the next model. Every smaller id has a record, as records are never removed.
    #[pallet::storage]
    pub type NextModelId<T: Config> = StorageValue<_, ModelId, ValueQuery>;

    /// The models by id, all that were ever registered.
    // Twox: ids are sequential, so no account can choose them.
    #[pallet::storage]
    pub type Models<T: Config> = StorageMap<_, Twox64Concat, ModelId, ModelInfoOf<T>>;

    /// The model that each artifact was registered as.
    // Blake2: the registrant chooses the hash.
    #[pallet::storage]
    pub type Artifacts<T: Config> = StorageMap<_, Blake2_128Concat, H256, ModelId>;

    /// The base of each adapter. It is also in the adapter's record, but a settlement should not pay for the proof of a
    /// whole record.
    // Twox: see `Models`.
    #[pallet::storage]
    pub type AdapterBases<T: Config> = StorageMap<_, Twox64Concat, ModelId, ModelId>;

    /// The allow-list of each model, with the deposit for each entry in planck.
    /// Under [`Terms::AllowList`] these accounts may derive models from the model. A list outlives a change of terms.
    // Twox: see `Models`. Blake2: the owner chooses the account.
    #[pallet::storage]
    pub type Allowed<T: Config> = StorageDoubleMap<_, Twox64Concat, ModelId, Blake2_128Concat, T::AccountId, Balance>;

    /// The obligations of each model to its ancestors: their terms, and the parts of the model's pools that reach them.
    /// They are final with the registration. A model without obligations has no entry.
    // Twox: see `Models`.
    #[pallet::storage]
    pub type ObligationsOf<T: Config> = StorageMap<_, Twox64Concat, ModelId, Obligations, ValueQuery>;

    /// The parents and datanets that verdicts added to each model. They hold shares of its pools as well.
    // Twox: see `Models`.
    #[pallet::storage]
    pub type AddedLineage<T: Config> = StorageMap<_, Twox64Concat, ModelId, Additions, ValueQuery>;

    /// The least that the terms of each model ever asked, if that is less than now. A verdict that adds the model to a
    /// lineage asks for no more: terms that were raised after the derivation do not count.
    // Twox: see `Models`.
    #[pallet::storage]
    pub type LeastTerms<T: Config> = StorageMap<_, Twox64Concat, ModelId, Terms>;

    /// The least that the terms of each model ever asked before a verdict returned it to its builder, with the id of
    /// the next model then. They bind a verdict about models with smaller ids only: the builder's own terms start
    /// anew.
    // Twox: see `Models`.
    #[pallet::storage]
    pub type TermsBefore<T: Config> = StorageMap<_, Twox64Concat, ModelId, (Terms, ModelId)>;

    /// The models that exist from block 0, registered in this order by the code of the call.
    ///
    /// The pallets behind [`Config::Currency`], [`Config::Shares`] and [`Config::Datanets`] must be built first.
    #[pallet::genesis_config]
    #[derive(DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The models in the order of their ids, from zero.
        pub models: Vec<GenesisModel<T::AccountId>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(&self.models);
        }
    }

    #[allow(missing_docs)] // The documentation of each variant covers its fields.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A model was registered, of which `owner` is the administrator. `predecessor` is the model of which it is a
        /// new version. The `deposit` in planck is held from the owner.
        Registered {
            model: ModelId,
            owner: T::AccountId,
            kind: ModelKind,
            artifact: H256,
            predecessor: Option<ModelId>,
            deposit: Balance,
        },
        /// The terms in force for later derivatives were changed from `old` to `terms`.
        TermsChanged { model: ModelId, old: Terms, terms: Terms },
        /// The account `who` was added to a model's allow-list. The `deposit` in planck is held from the owner.
        AllowedAdded { model: ModelId, who: T::AccountId, deposit: Balance },
        /// The account `who` was removed from a model's allow-list. The `deposit` in planck was released to the owner.
        AllowedRemoved { model: ModelId, who: T::AccountId, deposit: Balance },
        /// The URI of a model's artifact was changed; the record has the new one.
        UriChanged { model: ModelId },
        /// A model was deprecated; only a verdict that returns it to its builder ends that. The part `deposit` of its
        /// deposit, in planck, was released to the owner.
        Deprecated { model: ModelId, deposit: Balance },
        /// The owner proposed that the account `proposed` may accept ownership. `None`: it took the proposal back, or
        /// a change of the model did.
        OwnershipProposed { model: ModelId, proposed: Option<T::AccountId> },
        /// A model has a new owner. The `deposit` in planck was released to the old one and is held from the new one.
        OwnershipTransferred { model: ModelId, from: T::AccountId, to: T::AccountId, deposit: Balance },
        /// A builder's whole position in a model, the part `share` of the team's earnings, was moved to another
        /// account.
        BuilderShareTransferred { model: ModelId, from: T::AccountId, to: T::AccountId, share: Permill },
        /// A verdict gave a model, which `from` owned, to its builder, who owns it and is its whole team now. The
        /// `deposit` in planck moved with it, and is on hold as before. The model is not deprecated any more.
        ArtifactReturned { model: ModelId, from: T::AccountId, builder: T::AccountId, deposit: Balance },
        /// A verdict added a parent or a datanet to the lineage of a model, with the part `royalty` of the builders'
        /// pool and the part `data` of the data pool. It earns from the next era on, and the other holders have the
        /// rest in the same proportion as before.
        LineageAdded { model: ModelId, omitted: Omitted, royalty: Permill, data: Permill },
        /// The owner announced terms, or took the announcement back: `None`. They are in force for what is derived
        /// from their era on.
        TermsAnnounced { model: ModelId, next: Option<NextTerms> },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no model with this id. Look it up by its artifact with the view function `model_by_artifact`.
        ModelNotFound,
        /// Only the model's owner may do this. See `owner` in its record.
        NotOwner,
        /// The name is empty or not UTF-8. Choose another.
        InvalidName,
        /// The URI is not UTF-8. Write it as text, or leave it empty.
        InvalidUri,
        /// The artifact hash is zero. Give the hash of the model's artifact.
        ZeroArtifact,
        /// The team's shares do not sum to exactly 100 % (1,000,000 ppm). Correct them.
        TeamNotExact,
        /// The team names an account twice. Give each account one share.
        DuplicateBuilder,
        /// A model is named twice as a parent. Name it once, with the relation that matters most.
        DuplicateParent,
        /// A datanet is named twice with the same relation. Add up the weights.
        DuplicateDatanet,
        /// A link to a datanet has no weight, so it would earn nothing. Give it a weight or leave it out.
        ZeroWeight,
        /// The parents do not fit the kind. Base: none; fine-tune, distilled: at least one in the fitting relation;
        /// merge: at least two; adapter: exactly one in the relation `AdapterOf`, which no other kind has; quantized:
        /// exactly one in the relation `QuantizedFrom`, which no other kind has.
        InvalidLineage,
        /// The royalties sum to more than 100 %. Lower them to the parents' minimums, or name fewer parents.
        RoyaltiesTooLarge,
        /// A parent does not exist. Register it first.
        ParentNotFound,
        /// A parent is deprecated. Use its successor. Only an ancestor that the model owes something anyway may be
        /// named.
        ParentDeprecated,
        /// A parent or an ancestor is closed: only its owner may derive a model, at any depth. Ask the owner to open
        /// it.
        ParentClosed,
        /// The registrant is not on the allow-list of a parent or an ancestor. Ask that model's owner to add it.
        NotAllowed,
        /// An ancestor gets less than its terms ask. See the view function `missing_terms`: it names ancestor and
        /// part.
        TermsNotMet,
        /// The terms admit more accounts than those of a parent or an ancestor. Restrict them as much.
        AccessTooOpen,
        /// The model would have obligations to more than 32 ancestors. Name fewer parents.
        TooManyObligations,
        /// A parent with data gets less than the smallest part of the data pool. See the constant `MinParentData`.
        DataPartTooSmall,
        /// A parent without data has a part of the data pool. Set it to zero, as it would reach no account.
        DataPartWithoutData,
        /// The parents' parts of the data pool leave nothing for the datanets. Lower them or leave the datanets out.
        DataPartsTooLarge,
        /// The parents' parts of the data pool do not sum to exactly 100 %. They must, as the model has no datanets.
        DataPartsNotExact,
        /// The terms ask for data revenue, but the model has no data. Set `data` to zero.
        DataFloorWithoutData,
        /// A datanet does not exist. Create it first.
        DatanetNotFound,
        /// A datanet's license closes this use to all but its owner. Leave the datanet out, or ask its owner. See the
        /// view function `missing_licenses`: it names datanet, use and term.
        LicenseClosed,
        /// A datanet's license allows this use to listed accounts only, and the registrant is not listed. Ask its
        /// owner to add it. See the view function `missing_licenses`: it names datanet, use and term.
        NotLicensed,
        /// A datanet's license asks for a larger part of the data pool for this use. Raise the weight of the link, or
        /// lower the others. See the view function `missing_licenses`: it names datanet, use and part.
        LicensePartTooSmall,
        /// The artifact is registered already. Derive from that model instead: one artifact is one model, so that its
        /// lineage cannot be left out.
        ArtifactExists,
        /// The model is deprecated already. There is nothing to do.
        AlreadyDeprecated,
        /// The account is on the allow-list already. There is nothing to do.
        AlreadyAllowed,
        /// The account is not on the allow-list. Check the account.
        NotOnAllowList,
        /// The proposed account owns the model already. Propose another.
        AlreadyOwner,
        /// There is no proposal to take back.
        NoProposal,
        /// The account is not proposed as owner. Ask the owner to propose it. A proposal ends when the model changes.
        NotProposed,
        /// The account is not in the model's team. Check the account: it has no position to move.
        NotBuilder,
        /// The position is with this account already. Name another.
        SameAccount,
        /// The parent or datanet is in the model's lineage already. There is nothing to dispute.
        AlreadyLinked,
        /// Verdicts have added as many parents and datanets to the model as they can. Dispute its owner's other
        /// models.
        TooManyAdded,
        /// The deposit is higher than `max_deposit`: the price or the model's allow-list has changed. Look it up and
        /// sign again.
        DepositTooHigh,
        /// A case about who built the model is open. Wait for its end.
        InDispute,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            let parents = u64::from(T::MinParentData::get().deconstruct()).saturating_mul(u64::from(MAX_PARENTS));
            assert!(parents < u64::from(MILLION), "`MinParentData` leaves nothing for a model with the most parents");
            assert!(T::TermsNotice::get() > 0, "stricter terms must have an era of notice");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::extra_constants]
    impl<T: Config> Pallet<T> {
        /// The longest name of a model, in bytes.
        #[pallet::constant_name(MaxName)]
        fn max_name() -> u32 {
            MAX_NAME
        }
        /// The longest URI, in bytes.
        #[pallet::constant_name(MaxUri)]
        fn max_uri() -> u32 {
            MAX_URI
        }
        /// The largest number of members of a builder team.
        #[pallet::constant_name(MaxTeam)]
        fn max_team() -> u32 {
            MAX_TEAM
        }
        /// The largest number of parents of a model.
        #[pallet::constant_name(MaxParents)]
        fn max_parents() -> u32 {
            MAX_PARENTS
        }
        /// The largest number of links of a model to datanets.
        #[pallet::constant_name(MaxDatanets)]
        fn max_datanets() -> u32 {
            MAX_DATANETS
        }
        /// The largest number of ancestors that a model has obligations to.
        #[pallet::constant_name(MaxObligations)]
        fn max_obligations() -> u32 {
            MAX_OBLIGATIONS
        }
        /// The deposit for a model with the longest lists, in planck. The view function `deposit_for` has that of a
        /// registration.
        #[pallet::constant_name(MaxModelDeposit)]
        fn max_model_deposit() -> Balance {
            Self::largest_deposit()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The record of a model: `terms` are those in force now, `next_terms` those that are announced.
        pub fn model(id: ModelId) -> Option<ModelInfoOf<T>> {
            Self::record(id)
        }

        /// The model that the artifact was registered as.
        pub fn model_by_artifact(artifact: H256) -> Option<ModelId> {
            Artifacts::<T>::get(artifact)
        }

        /// The model with depth zero, then its ancestors, each once with its smallest depth, nearest first. At most 256
        /// in total; empty if there is no such model.
        pub fn lineage(id: ModelId) -> Vec<(ModelId, u32)> {
            Self::walk_lineage(id)
        }

        /// A page of the lineage of a model down to `depth` steps, with kinds, parents and datanets: 64 models on a
        /// page, 256 in total, each once, nearest first. `None` if there is no such model.
        pub fn lineage_page(id: ModelId, depth: u32, page: u32) -> Option<LineagePage> {
            Self::page_of_lineage(id, depth, page)
        }

        /// Whether `who` is on the model's allow-list.
        pub fn is_allowed(model: ModelId, who: T::AccountId) -> bool {
            Allowed::<T>::contains_key(model, who)
        }

        /// The obligations of the model to its ancestors, by their ids, with the parts that the model passes to each;
        /// `None` if there is no such model.
        pub fn obligations(model: ModelId) -> Option<Vec<Obligation>> {
            Models::<T>::contains_key(model).then(|| ObligationsOf::<T>::get(model).into_inner())
        }

        /// The terms that `who` accepts by deriving a model from `model` now; `None` if it may not.
        ///
        /// The first is `model` itself, the others are its obligations with the parts that `model` passes on: a
        /// derivative that passes the part `r` to `model` passes `r` of these parts through it.
        pub fn terms_for(model: ModelId, who: T::AccountId) -> Option<Vec<Obligation>> {
            Self::terms_of_derivative(model, &who)
        }

        /// The parents and datanets that verdicts added to the model, with their shares of its pools.
        pub fn added_lineage(model: ModelId) -> Vec<Addition> {
            AddedLineage::<T>::get(model).into_inner()
        }

        /// The parts that a registration lacks for the terms of its ancestors, by ancestor; empty if it meets all. With
        /// a `predecessor`, it is that of a new version. `None` if a parent does not exist or is deprecated, or there
        /// are too many obligations.
        pub fn missing_terms(registration: RegistrationOf<T>, predecessor: Option<ModelId>) -> Option<Vec<Missing>> {
            let ancestry = Self::ancestry(&registration.parents).ok()?;
            let obligations = Self::obligations_from(&ancestry, predecessor).ok()?;
            Some(Self::missing(&obligations))
        }

        /// The links of a registration by `who` that the datanets' licenses do not allow now, each with its use and the
        /// term; empty if all are allowed. A part counts the parents' parts that the registration names.
        pub fn missing_licenses(registration: RegistrationOf<T>, who: T::AccountId) -> Vec<MissingLicense> {
            Self::unlicensed(&who, &registration.parents, &registration.datanets)
        }

        /// The deposit for a registration now, in planck: the whole, and the part that its deprecation returns. With a
        /// `predecessor`, it is that of a new version. `None` if a parent does not exist or is deprecated, or there are
        /// too many obligations.
        pub fn deposit_for(
            registration: RegistrationOf<T>,
            predecessor: Option<ModelId>,
        ) -> Option<(Balance, Balance)> {
            let ancestry = Self::ancestry(&registration.parents).ok()?;
            let obligations = Self::obligations_from(&ancestry, predecessor).ok()?;
            let returned = T::ModelDeposit::get();
            Some((Self::kept_deposit(&registration, &obligations).ok()?.checked_add(returned)?, returned))
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Register a model with its builders, its parents and the data behind it.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::RegisterOrigin`]. Its account becomes the owner.
        ///
        /// ## Details
        /// A deposit is held from the owner by the actual sizes of lists and name; deprecation returns
        /// [`Config::ModelDeposit`] of it. The ledger gets the shares of the model's two pools. Artifact, lineage and
        /// data are final. A model without data has no holder in its data
        /// pool: that part of its revenue goes to the commons. The terms of all ancestors bind the model: those of a
        /// parent that are in force now, those of an ancestor behind a parent as they were when that parent was
        /// registered. The licenses of the linked datanets, as they are now, have to allow the links.
        /// - `registration`: name, kind, artifact hash and URI, team (shares in ppm, 100 % in total), parents (royalty
        ///   and part of the data pool, in ppm), datanets (relative weights in the rest of the data pool), terms.
        /// - `max_deposit`: the largest deposit that the owner agrees to, in planck.
        ///
        /// ## Errors
        /// - [`Error::DepositTooHigh`]; `TokenError::FundsUnavailable` if the owner cannot pay the deposit.
        /// - [`Error::InvalidName`], [`Error::InvalidUri`], [`Error::ZeroArtifact`], [`Error::ArtifactExists`].
        /// - [`Error::TeamNotExact`], [`Error::DuplicateBuilder`] for the team.
        /// - [`Error::InvalidLineage`], [`Error::DuplicateParent`], [`Error::RoyaltiesTooLarge`],
        ///   [`Error::ParentNotFound`], [`Error::ParentDeprecated`] for parents.
        /// - [`Error::ParentClosed`], [`Error::NotAllowed`], [`Error::TermsNotMet`], [`Error::TooManyObligations`] for
        ///   the terms of parents and ancestors.
        /// - [`Error::DatanetNotFound`], [`Error::DuplicateDatanet`], [`Error::ZeroWeight`] for datanets.
        /// - [`Error::LicenseClosed`], [`Error::NotLicensed`], [`Error::LicensePartTooSmall`] for their licenses.
        /// - [`Error::DataPartTooSmall`], [`Error::DataPartWithoutData`], [`Error::DataPartsTooLarge`],
        ///   [`Error::DataPartsNotExact`] for the parents' parts of the data pool.
        /// - [`Error::AccessTooOpen`], [`Error::DataFloorWithoutData`] for the model's own terms.
        ///
        /// ## Events
        /// Emits [`Event::Registered`].
        ///
        /// ## Complexity
        /// O(t + p · o + d) in the lengths of team (≤ 16), parents (≤ 16), their obligations (≤ 32) and datanets (≤
        /// 32).
        #[pallet::call_index(0)]
        #[pallet::weight({
            let (team, parents, datanets) = registration.sizes();
            T::WeightInfo::register(team, parents, datanets)
        })]
        pub fn register(
            origin: OriginFor<T>,
            registration: RegistrationOf<T>,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            let owner = T::RegisterOrigin::ensure_origin(origin)?;
            Self::do_register(owner, registration, None, max_deposit)?;
            Ok(())
        }

        /// Register a new version of a model as a model of its own.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::RegisterOrigin`], with the account of the owner of `predecessor`.
        ///
        /// ## Details
        /// As `register`. A predecessor earns nothing from its new version: if the new version is made from it, name it
        /// as a parent too. A model can have any number of new versions, even if it is deprecated. The obligations of
        /// the predecessor to its ancestors bind the new version too.
        /// - `predecessor`: the model of which this is a new version.
        /// - `registration`, `max_deposit`: as in `register`.
        ///
        /// ## Errors
        /// - [`Error::ModelNotFound`], [`Error::NotOwner`] if there is no `predecessor`, or it is another owner's.
        /// - Those of `register`.
        ///
        /// ## Events
        /// Emits [`Event::Registered`].
        ///
        /// ## Complexity
        /// O(t + p · o + d) in the lengths of team (≤ 16), parents (≤ 16), their obligations (≤ 32) and datanets (≤
        /// 32).
        #[pallet::call_index(1)]
        #[pallet::weight({
            let (team, parents, datanets) = registration.sizes();
            T::WeightInfo::register_version(team, parents, datanets)
        })]
        pub fn register_version(
            origin: OriginFor<T>,
            predecessor: ModelId,
            registration: RegistrationOf<T>,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            let owner = T::RegisterOrigin::ensure_origin(origin)?;
            Self::do_register(owner, registration, Some(predecessor), max_deposit)?;
            Ok(())
        }

        /// Set the terms on which accounts may derive models from a model.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// The terms act on later derivatives; existing ones keep their royalties. What asks for less is in force at
        /// once, what asks for more from [`Config::TermsNotice`] eras later on, instead of what was announced. A
        /// proposal of an owner ends.
        /// - `model`: the model.
        /// - `terms`: the access, and the smallest parts of every descendant's builders' pool and data pool, in ppm.
        ///
        /// ## Errors
        /// - [`Error::ModelNotFound`], [`Error::NotOwner`] if there is no such model, or it is another owner's.
        /// - [`Error::AccessTooOpen`] if the model has an obligation to an ancestor with a more restricted access.
        /// - [`Error::DataFloorWithoutData`] if `data` is not zero and the model has no data.
        /// - [`Error::InDispute`] while a case about who built the model is open.
        ///
        /// ## Events
        /// Emits [`Event::TermsChanged`] if other terms are in force at once, [`Event::TermsAnnounced`] if other terms
        /// are announced, [`Event::OwnershipProposed`] if a proposal ends.
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::set_terms())]
        pub fn set_terms(origin: OriginFor<T>, model: ModelId, terms: Terms) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_terms(&who, model, terms)
        }

        /// Add an account to a model's allow-list.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// [`Config::AllowedDeposit`] is held from the owner for the entry. The list counts while the access is
        /// [`Access::AllowList`], and for later derivatives at any depth.
        /// - `model`: the model.
        /// - `who`: the account.
        /// - `max_deposit`: the largest deposit that the owner agrees to, in planck.
        ///
        /// ## Errors
        /// - [`Error::ModelNotFound`], [`Error::NotOwner`] if there is no such model, or it is another owner's.
        /// - [`Error::AlreadyAllowed`] if `who` is on the list.
        /// - [`Error::DepositTooHigh`] if the deposit is higher than `max_deposit`.
        /// - `TokenError::FundsUnavailable` if the owner cannot pay the deposit.
        ///
        /// ## Events
        /// Emits [`Event::AllowedAdded`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::add_allowed())]
        pub fn add_allowed(
            origin: OriginFor<T>,
            model: ModelId,
            who: T::AccountId,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_add_allowed(&owner, model, who, max_deposit)
        }

        /// Remove an account from a model's allow-list.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// The entry's deposit is released to the owner. Existing derivatives stay.
        /// - `model`: the model.
        /// - `who`: the account.
        ///
        /// ## Errors
        /// - [`Error::ModelNotFound`], [`Error::NotOwner`] if there is no such model, or it is another owner's.
        /// - [`Error::NotOnAllowList`] if `who` is not on the list.
        ///
        /// ## Events
        /// Emits [`Event::AllowedRemoved`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::remove_allowed())]
        pub fn remove_allowed(origin: OriginFor<T>, model: ModelId, who: T::AccountId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_remove_allowed(&owner, model, who)
        }

        /// Set the URI of a model's artifact.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// The artifact hash stays, so that every client can check the content of the URI.
        /// - `model`: the model.
        /// - `uri`: at most 256 bytes of UTF-8; may be empty.
        ///
        /// ## Errors
        /// - [`Error::ModelNotFound`], [`Error::NotOwner`] if there is no such model, or it is another owner's.
        /// - [`Error::InvalidUri`] if it is not UTF-8.
        ///
        /// ## Events
        /// Emits [`Event::UriChanged`] if the URI differs.
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::set_uri())]
        pub fn set_uri(origin: OriginFor<T>, model: ModelId, uri: Uri) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_uri(&who, model, uri)
        }

        /// Close a model to new derivatives and offers.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// The returnable part of the deposit is released to the owner. The record stays, and so does the rest. Only a
        /// verdict that returns the model to its builder opens it again.
        /// Builders, contributors and ancestors keep earning while the model is still used. A proposal of an owner
        /// ends.
        /// - `model`: the model.
        ///
        /// ## Errors
        /// - [`Error::ModelNotFound`], [`Error::NotOwner`] if there is no such model, or it is another owner's.
        /// - [`Error::AlreadyDeprecated`] if it is deprecated.
        /// - [`Error::InDispute`] while a case about who built the model is open.
        ///
        /// ## Events
        /// Emits [`Event::Deprecated`], after [`Event::OwnershipProposed`] if a proposal ends.
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::deprecate())]
        pub fn deprecate(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_deprecate(&who, model)
        }

        /// Propose a new owner of a model, or take the proposal back.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `model`.
        ///
        /// ## Details
        /// Nothing changes until the account accepts. A new proposal replaces an earlier one. A proposal ends when the
        /// owner changes the terms, deprecates the model or gives its share of the team to somebody else, or a verdict
        /// changes the model: the account has agreed to something else.
        /// - `model`: the model.
        /// - `proposed`: the account that may accept; `None` takes the proposal back.
        ///
        /// ## Errors
        /// - [`Error::ModelNotFound`], [`Error::NotOwner`] if there is no such model, or it is another owner's.
        /// - [`Error::AlreadyOwner`] if the owner proposes itself.
        /// - [`Error::NoProposal`] if there is no proposal to take back.
        ///
        /// ## Events
        /// Emits [`Event::OwnershipProposed`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::propose_owner())]
        pub fn propose_owner(origin: OriginFor<T>, model: ModelId, proposed: Option<T::AccountId>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_propose_owner(&who, model, proposed)
        }

        /// Accept the ownership of a model.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the account that the owner proposed.
        ///
        /// ## Details
        /// The deposits of the model and its allow-list are held from the new owner and released to the old one. Team
        /// shares do not move: an owner only administers.
        /// - `model`: the model.
        /// - `max_deposit`: the largest sum of these deposits that the signer agrees to, in planck. The old owner can
        ///   add to the allow-list until the acceptance.
        ///
        /// ## Errors
        /// - [`Error::ModelNotFound`], [`Error::NotProposed`] if there is no such model, or no such proposal.
        /// - [`Error::DepositTooHigh`] if the deposits are higher than `max_deposit`.
        /// - `TokenError::FundsUnavailable` if the signer cannot pay the deposits.
        ///
        /// ## Events
        /// Emits [`Event::OwnershipTransferred`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::accept_ownership())]
        pub fn accept_ownership(
            origin: OriginFor<T>,
            model: ModelId,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_accept_ownership(who, model, max_deposit)
        }

        /// Move the signer's whole position in a model's builders' pool to another account.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by a member of the team of `model`.
        ///
        /// ## Details
        /// The shares move together with their unclaimed earnings: claim first to keep those. If `to` is in the team
        /// already, the shares add up. If the signer owns the model and has proposed another account than `to` as
        /// owner, the proposal ends.
        /// - `model`: the model.
        /// - `to`: the account that gets the position.
        ///
        /// ## Errors
        /// - [`Error::ModelNotFound`] if there is no such model.
        /// - [`Error::NotBuilder`] if the signer is not in its team.
        /// - [`Error::SameAccount`] if `to` is the signer.
        ///
        /// ## Events
        /// Emits [`Event::BuilderShareTransferred`], after [`Event::OwnershipProposed`] if a proposal ends.
        ///
        /// ## Complexity
        /// O(t) in the length of the team (≤ 16).
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::transfer_builder_share())]
        pub fn transfer_builder_share(origin: OriginFor<T>, model: ModelId, to: T::AccountId) -> DispatchResult {
            let from = ensure_signed(origin)?;
            Self::do_transfer_builder_share(from, model, to)
        }
    }
}
