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
    use frame::{prelude::*, token::fungible, traits::OnUnbalanced};
    use openledger_primitives::traits::{EraClock, FundPool, RevenueShares};
    use openledger_primitives::{disputes::CaseInspect, runtime_api::ReviewQueue, sponsorship::Sponsor};
    use openledger_primitives::{Balance, ContributionId, DatanetId, Era, Item, ItemProof, ItemRefusal, Shares};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// The types and constants that the runtime sets.
    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The runtime's reasons for holds.
        type RuntimeHoldReason: From<HoldReason>;
        /// The currency of deposits: held, released, and taken as a penalty.
        type Currency: fungible::MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + fungible::BalancedHold<Self::AccountId>;
        /// The ledger that keeps the shares of datanets. A change on a live chain would orphan earlier shares.
        type Shares: RevenueShares<Self::AccountId>;
        /// The ledger that takes grants to datanets, and curators' parts of lost deposits.
        type Revenue: FundPool<Self::AccountId>;
        /// The clock of reviews and of the notice of changes. It must be the ledger's.
        #[cfg(not(feature = "runtime-benchmarks"))]
        type Eras: EraClock;
        /// The same, which benchmarks also advance.
        #[cfg(feature = "runtime-benchmarks")]
        type Eras: EraClock + openledger_primitives::traits::AdvanceEras;
        /// The budgets that pay deposits of contributors that cannot.
        type Sponsors: Sponsor<Self::AccountId>;
        /// The open cases. A contribution can be erased while one is about it, but not pruned.
        type Cases: CaseInspect<Self::AccountId>;
        /// The origin that may create a datanet; its account becomes the owner. Safe to change.
        type CreateOrigin: EnsureOrigin<Self::RuntimeOrigin, Success = Self::AccountId>;
        /// Receives the lost part of a contribution's deposit and of a curator's bond.
        type OnPenalty: OnUnbalanced<CreditOf<Self>>;
        /// The owner's deposit for a later datanet, in planck: for the record (650 bytes) and curators (90 each).
        #[pallet::constant]
        type DatanetDeposit: Get<Balance>;
        /// The smallest deposit of a contribution, in planck, for a pending one (1.5 kB with index and reviews).
        #[pallet::constant]
        type MinContributionDeposit: Get<Balance>;
        /// The largest deposit that a policy may ask for a contribution, in planck. Acts on later policies.
        #[pallet::constant]
        type MaxContributionDeposit: Get<Balance>;
        /// The part of a deposit that stays with a decided record (1.1 kB with index and position). For later ones.
        #[pallet::constant]
        type RecordDeposit: Get<Balance>;
        /// The price of what later verdicts need where curators bond, in planck: of the reviews that a contribution
        /// keeps (at most 550 bytes), and, as the least bond, of a curator's records (at most 330).
        #[pallet::constant]
        type ReviewsDeposit: Get<Balance>;
        /// The owner's deposit for each admitted account (at most 80 bytes), in planck. Acts on later admissions.
        #[pallet::constant]
        type ContributorDeposit: Get<Balance>;
        /// The most items that a policy may allow for a contribution. Existing policies stay as they are.
        #[pallet::constant]
        type MaxItems: Get<u32>;
        /// The largest number of eras for reviews that a policy may set. Existing policies stay as they are.
        #[pallet::constant]
        type MaxReviewEras: Get<Era>;
        /// The notice of a policy, and of a curator's appointment where contributions earn, in eras (at least 1).
        #[pallet::constant]
        type PolicyNotice: Get<Era>;
        /// The largest number of curators, former ones who may still review included, at least [`MAX_REVIEWS`]. DO NOT
        /// REDUCE.
        #[pallet::constant]
        type MaxCurators: Get<u32>;
        /// The part of a deposit that a rejection takes. It is fixed for a contribution when that is submitted.
        #[pallet::constant]
        type RejectionPenalty: Get<Permill>;
        /// The weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The reasons for which the pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// A datanet and its list of contributors, held from its owner.
        #[codec(index = 0)]
        DatanetDeposit,
        /// A contribution, held from its contributor or from the datanet's budget.
        #[codec(index = 1)]
        ContributionDeposit,
        /// A curator's reviews, held from the curator.
        #[codec(index = 2)]
        CuratorBond,
    }

    /// The id of the next datanet.
    #[pallet::storage]
    pub type NextDatanetId<T: Config> = StorageValue<_, DatanetId, ValueQuery>;
    /// The id of the next contribution, in one sequence for all datanets.
    #[pallet::storage]
    pub type NextContributionId<T: Config> = StorageValue<_, ContributionId, ValueQuery>;
    /// The datanets by id. Ids are sequential, so no account can choose keys that collide.
    #[pallet::storage]
    pub type Datanets<T: Config> = StorageMap<_, Twox64Concat, DatanetId, DatanetInfoOf<T>>;
    /// The curators of each datanet, former ones who may still review included. Their numbers are in [`Datanets`].
    // Account ids and content hashes can be chosen, so they need a cryptographic hash.
    #[pallet::storage]
    pub type Curators<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, T::AccountId, CuratorTerm>;
    /// The first eras of the terms of those curators of each datanet who wait for it. An era that has come does not
    /// count, and goes with the next change. Lists of [`Config::MaxCurators`] are stored.
    #[pallet::storage]
    pub type WaitingCurators<T: Config> =
        StorageMap<_, Twox64Concat, DatanetId, BoundedVec<Era, T::MaxCurators>, ValueQuery>;
    /// The deposit for each account admitted to a curated datanet, in planck. It is a part of the owner's deposit.
    #[pallet::storage]
    pub type Contributors<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, T::AccountId, Balance>;
    /// The contributions by id.
    #[pallet::storage]
    pub type Contributions<T: Config> = StorageMap<_, Twox64Concat, ContributionId, ContributionOf<T>>;
    /// The contribution of each content hash and contributor, in each datanet. A rejection, a withdrawal or a verdict
    /// frees the entry; an erased contribution's stays until it is pruned.
    #[pallet::storage]
    pub type ContentHashes<T: Config> = StorageNMap<
        _,
        (NMapKey<Twox64Concat, DatanetId>, NMapKey<Blake2_128Concat, H256>, NMapKey<Blake2_128Concat, T::AccountId>),
        ContributionId,
    >;
    /// The reviews of each pending contribution. Empty after the decision or a withdrawal.
    #[pallet::storage]
    pub type Reviews<T: Config> = StorageMap<_, Twox64Concat, ContributionId, ReviewsOf<T>, ValueQuery>;
    /// The bond of each curator in each datanet. It stays when the curator leaves, until the curator withdraws it.
    #[pallet::storage]
    pub type CuratorBonds<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, T::AccountId, CuratorBond>;
    /// The last era in which an account cannot be appointed again, because a verdict removed it from the curators.
    #[pallet::storage]
    pub type DismissedCurators<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, T::AccountId, Era>;
    /// The reviews of each decided contribution whose curators are bonded, for a verdict about it.
    #[pallet::storage]
    pub type Decisions<T: Config> = StorageMap<_, Twox64Concat, ContributionId, DecisionOf<T>>;
    /// The rejection of each rejected contribution, for a dispute about it.
    #[pallet::storage]
    pub type Rejections<T: Config> = StorageMap<_, Twox64Concat, ContributionId, Rejection>;

    /// The datanets that exist from block 0.
    #[pallet::genesis_config]
    #[derive(DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The datanets in the order of their ids. Deposits are held from their owners as in `create`.
        pub datanets: Vec<GenesisDatanet<T::AccountId>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(&self.datanets);
        }
    }

    #[allow(missing_docs)] // The documentation of each variant covers its fields.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An owner created a datanet with its rules. The `deposit`, in planck, is held from the owner.
        Created { datanet: DatanetId, owner: T::AccountId, admission: Admission, policy: Policy, deposit: Balance },
        /// The owner announced rules for later contributions, in force from the era `from` on instead of the old ones.
        PolicySet {
            datanet: DatanetId,
            old_admission: Admission,
            old_policy: Policy,
            admission: Admission,
            policy: Policy,
            from: Era,
        },
        /// The owner changed the URI of a datanet's description.
        MetadataSet { datanet: DatanetId, metadata: Uri },
        /// The owner appointed a curator, who may review from the contribution `first` on those of the era `from` on.
        CuratorAdded { datanet: DatanetId, who: T::AccountId, first: ContributionId, from: Era },
        /// An account is no longer a curator. It may review earlier contributions, if any, until the era `until` ends.
        CuratorRemoved { datanet: DatanetId, who: T::AccountId, until: Option<Era> },
        /// A curator put `amount` planck more on hold for its reviews. Its bond is `total` planck now.
        CuratorBonded { datanet: DatanetId, who: T::AccountId, amount: Balance, total: Balance },
        /// A former curator withdrew what is left of its bond, `released` planck. Its reviews stopped earning.
        CuratorBondWithdrawn { datanet: DatanetId, who: T::AccountId, released: Balance },
        /// A verdict took a part of a curator's bond, in planck: the challenger's `reward`, and the `penalty`.
        CuratorOverruled { datanet: DatanetId, who: T::AccountId, reward: Balance, penalty: Balance },
        /// The owner admitted an account to a datanet. The `deposit`, in planck, is held from the owner.
        ContributorAdded { datanet: DatanetId, who: T::AccountId, deposit: Balance },
        /// The owner took an account's admission back. The deposit `released`, in planck, is the owner's again.
        ContributorRemoved { datanet: DatanetId, who: T::AccountId, released: Balance },
        /// An account submitted a contribution. The `deposit`, in planck, is its own or a budget's.
        Contributed {
            contribution: ContributionId,
            datanet: DatanetId,
            contributor: T::AccountId,
            kind: Kind,
            content_hash: H256,
            items: u32,
            bytes: u64,
            uri: Option<Uri>,
            deposit: Balance,
            terms: Terms,
        },
        /// A curator gave a contribution a score, from 0 to 100.
        Reviewed { contribution: ContributionId, curator: T::AccountId, score: u8 },
        /// A contribution was accepted with the median `score`. Its `shares`, and each source's `source_shares`, earn
        /// from the next era on. Of the deposit, in planck, a part was `released`, and one is `kept` on hold.
        Accepted {
            contribution: ContributionId,
            datanet: DatanetId,
            contributor: T::AccountId,
            score: u8,
            shares: Shares,
            source_shares: Shares,
            released: Balance,
            kept: Balance,
        },
        /// A contribution was rejected with the median `score`. Of the deposit, in planck, the `penalty` was lost
        /// (zero if no majority of the scores is bad), one part was `released`, and one is `kept` on hold.
        Rejected {
            contribution: ContributionId,
            datanet: DatanetId,
            contributor: T::AccountId,
            score: u8,
            penalty: Balance,
            released: Balance,
            kept: Balance,
        },
        /// An undecided contribution was withdrawn. Its record is gone and its deposit `released`, in planck.
        Withdrawn { contribution: ContributionId, datanet: DatanetId, contributor: T::AccountId, released: Balance },
        /// The contributor erased a contribution: its `shares` and each source's `source_shares` earn no more.
        Erased {
            contribution: ContributionId,
            datanet: DatanetId,
            contributor: T::AccountId,
            shares: Shares,
            source_shares: Shares,
        },
        /// An account gave a datanet a grant of `amount` planck.
        Funded { datanet: DatanetId, who: T::AccountId, amount: Balance },
        /// The owner proposed an account that may accept ownership; `None`: it took that back, or a change ended it.
        OwnershipProposed { datanet: DatanetId, proposed: Option<T::AccountId> },
        /// A datanet has a new owner. The old deposit was `released`, and the new `deposit` is held, in planck.
        OwnershipTransferred {
            datanet: DatanetId,
            from: T::AccountId,
            to: T::AccountId,
            released: Balance,
            deposit: Balance,
        },
        /// The record of a rejected or erased contribution was removed. Its deposit was `released`, in planck.
        Pruned { contribution: ContributionId, datanet: DatanetId, contributor: T::AccountId, released: Balance },
        /// A verdict set this `score`: the contributor has `shares` now, and each source's `source_shares`.
        Rescored { contribution: ContributionId, score: u8, shares: Shares, source_shares: Shares },
        /// A verdict took an accepted contribution back: shares and record are gone. Of the deposit, in planck, the
        /// `challenger` received the `reward`, and the `penalty` was lost.
        Revoked { contribution: ContributionId, challenger: T::AccountId, reward: Balance, penalty: Balance },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no datanet with this id. Read the ids from `Datanets`.
        DatanetNotFound,
        /// There is no contribution with this id. Read the ids from `Contributions`.
        ContributionNotFound,
        /// Only the datanet's owner may do this. Ask the owner.
        NotOwner,
        /// The proposed account owns the datanet already. Propose another.
        AlreadyOwner,
        /// There is no proposal to take back.
        NoProposal,
        /// The account is not proposed as owner. Ask the owner to propose it.
        NotProposed,
        /// The name is blank or not UTF-8. Choose another.
        InvalidName,
        /// A number of the policy is out of range: see `create` and the constants. Only bonded curators have parts.
        InvalidPolicy,
        /// The account is a curator already. There is nothing to do.
        AlreadyCurator,
        /// The account is not a curator of the datanet. Only curators can review, be disputed or be removed.
        NotCurator,
        /// The datanet has no seat for a curator. Remove one, or one whose last reviews are over once more.
        TooManyCurators,
        /// The account is admitted already. There is nothing to do.
        AlreadyContributor,
        /// The account is not admitted to the datanet. Ask the owner to admit it.
        NotContributor,
        /// The batch is empty. Submit at least one contribution.
        EmptyBatch,
        /// The contribution has no items. State how many rows, documents or images it has.
        NoItems,
        /// The signer has a contribution with this content hash in the datanet. Contribute something else.
        AlreadyContributed,
        /// The refinement names no source. Name its sources, or contribute it as raw data.
        NoSources,
        /// The refinement names a source twice. Name each once.
        DuplicateSource,
        /// A source is not an accepted contribution of the same datanet. Name others, or wait until it is accepted.
        SourceNotAccepted,
        /// The contribution is not pending. Only a pending one can be reviewed or withdrawn.
        NotPending,
        /// The contribution is not accepted, or was erased. Withdraw a pending one instead.
        NotAccepted,
        /// Only the contributor may do this. Sign with the contributor's account.
        NotOwnContribution,
        /// A curator cannot review their own contribution. Ask another curator.
        OwnContribution,
        /// The curator has reviewed this contribution. A review cannot be changed.
        AlreadyReviewed,
        /// The score is above 100. Give a score from 0 to 100.
        InvalidScore,
        /// The amount is zero. Name an amount above zero.
        ZeroAmount,
        /// The policy's deposit is too small. Ask for at least `MinContributionDeposit`.
        DepositTooSmall,
        /// The policy's deposit is too large. Ask for at most `MaxContributionDeposit`.
        DepositTooLarge,
        /// The deposit is higher than `max_deposit`: read what it is now, and sign again if you agree.
        DepositTooHigh,
        /// The policy asks for more reviews than there are curators whose term has begun. Appoint some, wait for those
        /// appointed, or ask for fewer reviews.
        TooFewCurators,
        /// The former curator may still review earlier contributions. Wait until those are over.
        StillReviewing,
        /// The contribution was submitted outside the curator's term. Ask a curator of that time.
        NotYourTerm,
        /// A curator cannot review a refinement of data that they are paid for. Ask another curator.
        OwnSource,
        /// The time for reviews is over. The contributor can withdraw the contribution free and submit it again.
        ReviewOver,
        /// A review is bad, or the contributor still has time. Wait for the decision or for the end of the time.
        UnderReview,
        /// The contribution has more items than the policy allows. Submit it in parts.
        TooManyItems,
        /// The hash is zero. Name the hash of the content, bound to the signer.
        InvalidHash,
        /// The URI is not UTF-8, or a contribution's is empty. Name another, or none.
        InvalidUri,
        /// The contribution is pending or accepted. Withdraw or erase it first.
        InUse,
        /// The claim does not fit the contribution's status or score, or the rejection is too old. Read its record.
        NotDisputable,
        /// A case about the contribution is open. Wait for its end.
        InDispute,
        /// The curator's bond is too small, or on its way out. Bond at least as much as the policy asks.
        BondTooSmall,
        /// The bond still answers for reviews. Leave, and withdraw it when the era in its record is over.
        BondInUse,
        /// A verdict removed the account from the curators. Wait until the era in `DismissedCurators` is over.
        Dismissed,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            Self::do_integrity_test();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Create a datanet.
        /// ## Dispatch Origin
        /// Must be [`Config::CreateOrigin`]. Its account becomes the owner.
        /// ## Details
        /// [`Config::DatanetDeposit`] is held from the owner. A new datanet has no curators.
        /// - `name`: the name shown to people, UTF-8, at most 64 bytes; it cannot be changed.
        /// - `metadata`: URI of a description, UTF-8, at most 256 bytes.
        /// - `admission`: whether everyone may contribute, or only accounts that the owner admits.
        /// - `policy`: reviews needed (1 to 15), minimum score (0 to 100), deposit for each contribution (planck), part
        ///   of a refinement's shares for its originals (ppm), most items of a contribution, eras for reviews, and
        ///   curation: a curator's least bond (planck), the curators' part of revenue, and what an overruled one loses.
        /// - `max_deposit`: the most that may be held, in planck.
        /// ## Errors
        /// - [`Error::InvalidName`], [`Error::InvalidUri`], [`Error::InvalidPolicy`], [`Error::DepositTooSmall`],
        ///   [`Error::DepositTooLarge`] for an invalid argument.
        /// - [`Error::DepositTooHigh`], `TokenError::FundsUnavailable` if it is above `max_deposit`, or cannot be paid.
        /// ## Events
        /// Emits [`Event::Created`]. Complexity: O(1).
        #[pallet::call_index(0)]
        pub fn create(
            origin: OriginFor<T>,
            name: Name,
            metadata: Uri,
            admission: Admission,
            policy: Policy,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            let owner = T::CreateOrigin::ensure_origin(origin)?;
            Self::do_create(owner, name, metadata, admission, policy, max_deposit).map(drop)
        }

        /// Announce the rules for later contributions.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        /// ## Details
        /// In force after [`Config::PolicyNotice`] eras, instead of announced ones. Earlier contributions keep theirs.
        /// - `admission`, `policy`: as in `create`; the policy asks for at most as many reviews as there are curators.
        /// ## Errors
        /// [`Error::DatanetNotFound`], [`Error::NotOwner`] unless it is the owner's; [`Error::InvalidPolicy`],
        /// [`Error::DepositTooSmall`], [`Error::DepositTooLarge`], [`Error::TooFewCurators`] for a number out of range.
        /// ## Events
        /// Emits [`Event::PolicySet`], after [`Event::OwnershipProposed`] if a proposal ends. Complexity: O(1).
        #[pallet::call_index(1)]
        pub fn set_policy(
            origin: OriginFor<T>,
            datanet: DatanetId,
            admission: Admission,
            policy: Policy,
        ) -> DispatchResult {
            Self::do_set_policy(&ensure_signed(origin)?, datanet, admission, policy)
        }

        /// Set the URI of the datanet's description.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        /// ## Details
        /// `metadata`: the URI, UTF-8, at most 256 bytes.
        /// ## Errors
        /// [`Error::DatanetNotFound`], [`Error::NotOwner`], [`Error::InvalidUri`] unless it is the owner's, and UTF-8.
        /// ## Events
        /// Emits [`Event::MetadataSet`]. Complexity: O(1).
        #[pallet::call_index(2)]
        pub fn set_metadata(origin: OriginFor<T>, datanet: DatanetId, metadata: Uri) -> DispatchResult {
            Self::do_set_metadata(&ensure_signed(origin)?, datanet, metadata)
        }

        /// Appoint a curator.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        /// ## Details
        /// It reviews what is submitted from now on; where contributions earn, from [`Config::PolicyNotice`] eras on.
        /// - `who`: the new curator, who bonds first if the policy asks for it; it may be the owner.
        /// ## Errors
        /// [`Error::DatanetNotFound`], [`Error::NotOwner`] unless it is the owner's; [`Error::AlreadyCurator`],
        /// [`Error::Dismissed`], [`Error::TooManyCurators`], [`Error::StillReviewing`] if there is no seat for `who`.
        /// ## Events
        /// Emits [`Event::CuratorAdded`], after [`Event::OwnershipProposed`] if a proposal ends. Complexity: O(1).
        #[pallet::call_index(3)]
        pub fn add_curator(origin: OriginFor<T>, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
            Self::do_add_curator(&ensure_signed(origin)?, datanet, who)
        }

        /// Remove a curator.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        /// ## Details
        /// The reviews of `who` stay. While contributions are pending, `who` may still review those and takes a seat.
        /// When they are decided or their time is over, the same call frees the seat.
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] unless it is the owner's; [`Error::NotCurator`],
        ///   [`Error::StillReviewing`] if `who` is not a curator, or was removed a moment ago.
        /// - [`Error::TooFewCurators`] if the policy, or the announced one, asks for that many reviews.
        /// ## Events
        /// Emits [`Event::CuratorRemoved`]. Complexity: O(1).
        #[pallet::call_index(4)]
        pub fn remove_curator(origin: OriginFor<T>, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
            Self::do_remove_curator(&ensure_signed(origin)?, datanet, who)
        }

        /// Admit an account to a curated datanet.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        /// ## Details
        /// [`Config::ContributorDeposit`] is held from the owner. In an open datanet, only a sponsor asks for it.
        /// - `who`: the account; the owner and the curators need the admission like everyone.
        /// - `max_deposit`: the most that may be held, in planck.
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`], [`Error::AlreadyContributor`] if `who` is admitted.
        /// - [`Error::DepositTooHigh`], `TokenError::FundsUnavailable` if it is above `max_deposit`, or cannot be paid.
        /// ## Events
        /// Emits [`Event::ContributorAdded`]. Complexity: O(1).
        #[pallet::call_index(5)]
        pub fn add_contributor(
            origin: OriginFor<T>,
            datanet: DatanetId,
            who: T::AccountId,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            Self::do_add_contributor(&ensure_signed(origin)?, datanet, who, max_deposit)
        }

        /// Take an account's admission to a curated datanet back.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        /// ## Details
        /// The contributions of `who` stay and keep earning. The deposit for the admission is released.
        /// ## Errors
        /// [`Error::DatanetNotFound`], [`Error::NotOwner`], [`Error::NotContributor`] if `who` is not admitted.
        /// ## Events
        /// Emits [`Event::ContributorRemoved`]. Complexity: O(1).
        #[pallet::call_index(6)]
        pub fn remove_contributor(origin: OriginFor<T>, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
            Self::do_remove_contributor(&ensure_signed(origin)?, datanet, who)
        }

        /// Submit a contribution for review.
        /// ## Dispatch Origin
        /// Must be _Signed_ by an account that `datanet` admits.
        /// ## Details
        /// The policy's deposit is held until the decision or a withdrawal, from the signer or else from its sponsor. A
        /// rejection takes at most the part [`Config::RejectionPenalty`]; the record keeps [`Config::RecordDeposit`].
        /// - `submission`: kind (raw, or a refinement of 1 to 8 different accepted contributions of the same datanet),
        ///   content hash (see [`content_commitment`]), number of items (1 to the policy's), bytes, public URI if any.
        /// - `max_deposit`: the most that may be held, in planck.
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotContributor`], [`Error::TooFewCurators`] if it takes none.
        /// - [`Error::NoItems`], [`Error::TooManyItems`], [`Error::InvalidUri`], [`Error::InvalidHash`],
        ///   [`Error::AlreadyContributed`] if the submission is out of range, or the signer contributed it.
        /// - [`Error::NoSources`], [`Error::DuplicateSource`], [`Error::SourceNotAccepted`] if the sources are wrong.
        /// - [`Error::DepositTooHigh`], `TokenError::FundsUnavailable` if it is above `max_deposit`, or cannot be paid.
        /// ## Events
        /// Emits [`Event::Contributed`]. Complexity: O(s) in the number of sources, s ≤ 8.
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::contribute(submission.kind.source_count()))]
        pub fn contribute(
            origin: OriginFor<T>,
            datanet: DatanetId,
            submission: Submission,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            Self::do_contribute(ensure_signed(origin)?, datanet, [submission], max_deposit)
        }

        /// Submit several contributions for review, all or none.
        /// ## Dispatch Origin
        /// Must be _Signed_ by an account that `datanet` admits.
        /// ## Details
        /// - `submissions`: 1 to 64 submissions as in `contribute`, one after the other.
        /// - `max_deposit`: the most that may be held for all of them, in planck.
        /// ## Errors
        /// - [`Error::EmptyBatch`] if there is no submission. Those of `contribute`, if it would fail for any of them.
        /// ## Events
        /// Emits [`Event::Contributed`] for each. Complexity: O(n + s), n ≤ 64 submissions, s ≤ 8n sources.
        #[pallet::call_index(8)]
        #[pallet::weight(Pallet::<T>::batch_weight(submissions))]
        pub fn contribute_batch(
            origin: OriginFor<T>,
            datanet: DatanetId,
            submissions: Submissions,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            Self::do_contribute_batch(ensure_signed(origin)?, datanet, submissions, max_deposit)
        }

        /// Give a pending contribution a score. The last review that its policy asks for decides it.
        /// ## Dispatch Origin
        /// Must be _Signed_ by a curator of the time of the submission, bonded as its policy asks, who contributed
        /// neither this contribution nor one of its sources, and is not paid for a source that is a refinement.
        /// ## Details
        /// The median of the scores decides; of an even number of scores, the lower of the two in the middle.
        /// - At or above the minimum score, and above 0, it accepts: items × median shares are granted, a part of a
        ///   refinement's to its originals. An erased source is still paid.
        /// - Otherwise it rejects: the content hash is free again. If a majority of the scores is bad, the deposit
        ///   loses the penalty of the contribution's time.
        /// - The record keeps a part of the deposit. Where curators have a part, a review that shares the decision
        ///   counts.
        /// - `contribution`: its id. `score`: 0 to 100.
        /// ## Errors
        /// - [`Error::InvalidScore`] above 100. [`Error::ContributionNotFound`], [`Error::NotPending`],
        ///   [`Error::ReviewOver`] if it waits for no review.
        /// - [`Error::NotCurator`], [`Error::NotYourTerm`], [`Error::BondTooSmall`], [`Error::OwnContribution`],
        ///   [`Error::OwnSource`], [`Error::AlreadyReviewed`] if the signer may not.
        /// ## Events
        /// Emits [`Event::Reviewed`], then [`Event::Accepted`] or [`Event::Rejected`]. Complexity: O(s), s ≤ 8 sources.
        #[pallet::call_index(9)]
        #[pallet::weight(Pallet::<T>::review_weight())]
        pub fn review(origin: OriginFor<T>, contribution: ContributionId, score: u8) -> DispatchResultWithPostInfo {
            Ok(Some(Self::do_review(ensure_signed(origin)?, contribution, score)?).into())
        }

        /// Withdraw a contribution before it is decided.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the contributor; once reviews are over also by the owner, if a budget has the deposit.
        /// ## Details
        /// Record, reviews and content hash are removed, and the deposit is released. A review is bad if its score
        /// alone rejects: then the contributor waits for the decision or for the end. `contribution`: its id.
        /// ## Errors
        /// - [`Error::ContributionNotFound`], [`Error::NotPending`], [`Error::NotOwnContribution`].
        /// - [`Error::UnderReview`] if the time for reviews is not over, and a review is bad or the owner signs.
        /// ## Events
        /// Emits [`Event::Withdrawn`]. Complexity: O(1).
        #[pallet::call_index(10)]
        pub fn withdraw(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
            Self::do_withdraw(ensure_signed(origin)?, contribution)
        }

        /// Erase an accepted contribution: its URI is removed and it stops earning.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the contributor.
        /// ## Details
        /// All shares that it granted are taken back, those of its sources' contributors included. Shares of
        /// refinements stay; so do record, hash and deposit until it is pruned, and earnings. `contribution`: its id.
        /// ## Errors
        /// [`Error::ContributionNotFound`], [`Error::NotAccepted`], [`Error::NotOwnContribution`].
        /// ## Events
        /// Emits [`Event::Erased`]. Complexity: O(s) in the number of sources, s ≤ 8. Unused weight is refunded.
        #[pallet::call_index(11)]
        #[pallet::weight(<T as Config>::WeightInfo::erase(MAX_SOURCES))]
        pub fn erase(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResultWithPostInfo {
            Ok(Some(Self::do_erase(ensure_signed(origin)?, contribution)?).into())
        }

        /// Give a grant to a datanet, shared among its contributors like revenue.
        /// ## Dispatch Origin
        /// Must be _Signed_.
        /// ## Details
        /// - `datanet`: its id. `amount`: planck, above zero. The signer's account is kept alive.
        /// ## Errors
        /// [`Error::DatanetNotFound`], [`Error::ZeroAmount`]; those of [`Config::Revenue`] if no account has a share.
        /// ## Events
        /// Emits [`Event::Funded`]. Complexity: O(1).
        #[pallet::call_index(12)]
        pub fn fund(origin: OriginFor<T>, datanet: DatanetId, #[pallet::compact] amount: Balance) -> DispatchResult {
            Self::do_fund(ensure_signed(origin)?, datanet, amount)
        }

        /// Propose a new owner of a datanet, or take the proposal back.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        /// ## Details
        /// - `proposed`: the account that may accept, instead of an earlier one; `None` takes the proposal back.
        /// ## Errors
        /// [`Error::DatanetNotFound`], [`Error::NotOwner`] unless it is the owner's; [`Error::AlreadyOwner`] for
        /// itself; [`Error::NoProposal`] if there is none to take back.
        /// ## Events
        /// Emits [`Event::OwnershipProposed`]. Complexity: O(1).
        #[pallet::call_index(13)]
        pub fn propose_owner(
            origin: OriginFor<T>,
            datanet: DatanetId,
            proposed: Option<T::AccountId>,
        ) -> DispatchResult {
            Self::do_propose_owner(&ensure_signed(origin)?, datanet, proposed)
        }

        /// Accept the ownership of a datanet.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the account that the owner of `datanet` proposed.
        /// ## Details
        /// The old owner's deposit is released. Today's [`Config::DatanetDeposit`] and the deposits of the admitted
        /// accounts are held from the new owner. Curators, contributors and policy stay.
        /// - `max_deposit`: the most that may be held, in planck.
        /// ## Errors
        /// [`Error::DatanetNotFound`], [`Error::NotProposed`], [`Error::DepositTooHigh`],
        /// `TokenError::FundsUnavailable`.
        /// ## Events
        /// Emits [`Event::OwnershipTransferred`]. Complexity: O(1).
        #[pallet::call_index(14)]
        pub fn accept_ownership(
            origin: OriginFor<T>,
            datanet: DatanetId,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            Self::do_accept_ownership(ensure_signed(origin)?, datanet, max_deposit)
        }

        /// Remove the record of a rejected or erased contribution.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the contributor, or by the owner if a budget has the deposit and its time is over.
        /// ## Details
        /// The deposit's rest is released. The owner waits 4 × [`Config::MaxReviewEras`] from the submission.
        /// - `contribution`: its id.
        /// ## Errors
        /// [`Error::ContributionNotFound`], [`Error::NotOwnContribution`]; [`Error::InUse`], [`Error::UnderReview`],
        /// [`Error::InDispute`] if it is not over.
        /// ## Events
        /// Emits [`Event::Pruned`]. Complexity: O(1).
        #[pallet::call_index(15)]
        pub fn prune(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
            Self::do_prune(ensure_signed(origin)?, contribution)
        }

        /// Bond for one's reviews in a datanet, or bond more.
        /// ## Dispatch Origin
        /// Must be _Signed_ by a curator of `datanet`.
        /// ## Details
        /// `amount`: planck to hold in addition. A verdict can take a part, as the contribution's terms say.
        /// ## Errors
        /// [`Error::DatanetNotFound`], [`Error::NotCurator`]; [`Error::BondTooSmall`] if the whole bond is below the
        /// policy's or [`Config::ReviewsDeposit`]; `TokenError::FundsUnavailable` if it cannot be paid.
        /// ## Events
        /// Emits [`Event::CuratorBonded`]. Complexity: O(1).
        #[pallet::call_index(16)]
        pub fn bond_curator(
            origin: OriginFor<T>,
            datanet: DatanetId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            Self::do_bond_curator(ensure_signed(origin)?, datanet, amount)
        }

        /// Stop being a curator.
        /// ## Dispatch Origin
        /// Must be _Signed_ by a curator of `datanet`.
        /// ## Details
        /// As a removal by the owner, but always possible. The bond answers for reviews for [`LIABILITY_ERAS`] more.
        /// ## Errors
        /// [`Error::DatanetNotFound`], [`Error::NotCurator`] if the signer is not one.
        /// ## Events
        /// Emits [`Event::CuratorRemoved`], and [`Event::PolicySet`] for such a policy. Complexity: O(1).
        #[pallet::call_index(17)]
        pub fn leave_curator(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
            Self::do_leave_curator(ensure_signed(origin)?, datanet)
        }

        /// Withdraw the bond after leaving.
        /// ## Dispatch Origin
        /// Must be _Signed_ by a former curator of `datanet`.
        /// ## Details
        /// What is left of the bond is released. The signer's reviews stop earning; their earnings stay claimable.
        /// ## Errors
        /// [`Error::NotCurator`] if the signer has no bond; [`Error::BondInUse`] while it answers for reviews.
        /// ## Events
        /// Emits [`Event::CuratorBondWithdrawn`]. Complexity: O(1).
        #[pallet::call_index(18)]
        pub fn withdraw_curator_bond(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
            Self::do_withdraw_curator_bond(ensure_signed(origin)?, datanet)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// A datanet: owner, rules in force and announced ones, counts.
        pub fn datanet(id: DatanetId) -> Option<DatanetInfoOf<T>> {
            Some(Datanets::<T>::get(id)?.at(T::Eras::current_era()))
        }
        /// A contribution and its status.
        pub fn contribution(id: ContributionId) -> Option<ContributionOf<T>> {
            Contributions::<T>::get(id)
        }
        /// The reviews of a pending contribution so far.
        pub fn reviews(id: ContributionId) -> Vec<(T::AccountId, u8)> {
            Reviews::<T>::get(id).into_inner()
        }
        /// The pending, accepted and erased contributions with this content hash, the earliest first.
        pub fn contributions_by_hash(datanet: DatanetId, hash: H256) -> Vec<ContributionId> {
            Self::all_with_hash(datanet, hash)
        }
        /// The content hash that `contributor` submits for content with this digest.
        pub fn content_hash(contributor: T::AccountId, digest: H256) -> H256 {
            content_commitment(&contributor, digest)
        }
        /// Whether `item` is in the manifest of a contribution; otherwise the reason.
        pub fn verify_item(id: ContributionId, item: Item, proof: ItemProof) -> Result<(), ItemRefusal> {
            Self::do_verify_item(id, &item, &proof)
        }
        /// Whether `who` is a curator of `datanet`.
        pub fn is_curator(datanet: DatanetId, who: T::AccountId) -> bool {
            Curators::<T>::get(datanet, who).is_some_and(|term| term.removed.is_none())
        }
        /// The contributions of `datanet` from the id `from` on that wait for reviews: a page of at most `limit`.
        pub fn review_queue(datanet: DatanetId, from: ContributionId, limit: u32) -> Option<ReviewQueue> {
            Self::queue(datanet, from, limit)
        }
        /// Whether `who` may contribute to `datanet` now.
        pub fn may_contribute(datanet: DatanetId, who: T::AccountId) -> bool {
            Self::datanet(datanet).is_some_and(|info| Self::ensure_admitted(datanet, &info, &who).is_ok())
        }
    }
}
