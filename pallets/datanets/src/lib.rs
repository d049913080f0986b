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
    use openledger_primitives::traits::{FundPool, RevenueShares};
    use openledger_primitives::{Balance, ContributionId, DatanetId, Shares};

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

        /// The ledger that takes grants to datanets.
        type Revenue: FundPool<Self::AccountId>;

        /// The ledger's clock, which benchmarks advance.
        #[cfg(feature = "runtime-benchmarks")]
        type Eras: openledger_primitives::traits::AdvanceEras;

        /// The origin that may create a datanet; its account becomes the owner. Safe to change.
        type CreateOrigin: EnsureOrigin<Self::RuntimeOrigin, Success = Self::AccountId>;

        /// Receives the lost part of a contribution's deposit.
        type OnPenalty: OnUnbalanced<CreditOf<Self>>;

        /// The deposit of a datanet's owner, in planck.
        /// It pays for the record (at most 0.6 kB) and the curators (at most 60 bytes each). Safe to change: it acts on
        /// later owners, as a record remembers its own deposit.
        #[pallet::constant]
        type DatanetDeposit: Get<Balance>;

        /// The smallest deposit that a policy may ask for a contribution, in planck.
        /// It pays for a pending contribution (at most 1.1 kB with index entry and reviews). Safe to change: existing
        /// policies and deposits stay as they are.
        #[pallet::constant]
        type MinContributionDeposit: Get<Balance>;

        /// The largest number of curators of a datanet; at least [`MAX_REVIEWS`], so that every quorum can be reached.
        /// It bounds nothing stored. If it is lowered, a datanet with more curators keeps them and cannot add any.
        #[pallet::constant]
        type MaxCurators: Get<u32>;

        /// The part of a deposit lost by a rejection or a withdrawal after a bad review. Acts on pending contributions.
        #[pallet::constant]
        type RejectionPenalty: Get<Permill>;

        /// The weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The reasons for which the pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// A datanet, held from its owner.
        #[codec(index = 0)]
        DatanetDeposit,
        /// A pending contribution, held from its contributor.
        #[codec(index = 1)]
        ContributionDeposit,
    }

    /// The id of the next datanet.
    #[pallet::storage]
    pub type NextDatanetId<T: Config> = StorageValue<_, DatanetId, ValueQuery>;

    /// The id of the next contribution; the datanets share one sequence.
    #[pallet::storage]
    pub type NextContributionId<T: Config> = StorageValue<_, ContributionId, ValueQuery>;

    /// The datanets by id.
    // Ids are sequential: no account can choose keys that collide.
    #[pallet::storage]
    pub type Datanets<T: Config> = StorageMap<_, Twox64Concat, DatanetId, DatanetInfoOf<T>>;

    /// The curators of each datanet. Their number is in [`Datanets`].
    // Account ids can be chosen, so they need a cryptographic hash.
    #[pallet::storage]
    pub type Curators<T: Config> = StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, T::AccountId, ()>;

    /// The accounts admitted to each curated datanet.
    #[pallet::storage]
    pub type Contributors<T: Config> = StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, T::AccountId, ()>;

    /// The contributions by id.
    #[pallet::storage]
    pub type Contributions<T: Config> = StorageMap<_, Twox64Concat, ContributionId, ContributionOf<T>>;

    /// The contribution that a content hash belongs to, in each datanet.
    /// A rejected or withdrawn contribution's hash is free again; an erased one's stays taken.
    // A submitted hash need not be the hash of anything: it is as free to choose as an account id.
    #[pallet::storage]
    pub type ContentHashes<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, H256, ContributionId>;

    /// The reviews of each pending contribution. Empty after the decision or a withdrawal.
    #[pallet::storage]
    pub type Reviews<T: Config> = StorageMap<_, Twox64Concat, ContributionId, ReviewsOf<T>, ValueQuery>;

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

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A datanet was created.
        Created {
            /// The id of the datanet.
            datanet: DatanetId,
            /// The owner.
            owner: T::AccountId,
            /// The accounts that may contribute: all, or those that the owner admits.
            admission: Admission,
            /// The rules for contributions.
            policy: Policy,
            /// The deposit held from the owner, in planck.
            deposit: Balance,
        },
        /// The rules for later contributions were changed.
        PolicySet {
            /// The datanet.
            datanet: DatanetId,
            /// The admission before.
            old_admission: Admission,
            /// The rules before.
            old_policy: Policy,
            /// The admission now.
            admission: Admission,
            /// The rules now.
            policy: Policy,
        },
        /// The URI of a datanet's description was changed.
        MetadataSet {
            /// The datanet.
            datanet: DatanetId,
        },
        /// An account became a curator of a datanet.
        CuratorAdded {
            /// The datanet.
            datanet: DatanetId,
            /// The new curator.
            who: T::AccountId,
        },
        /// An account is no longer a curator of a datanet.
        CuratorRemoved {
            /// The datanet.
            datanet: DatanetId,
            /// The former curator.
            who: T::AccountId,
        },
        /// An account was admitted to a datanet.
        ContributorAdded {
            /// The datanet.
            datanet: DatanetId,
            /// The account.
            who: T::AccountId,
        },
        /// An account's admission to a datanet was taken back.
        ContributorRemoved {
            /// The datanet.
            datanet: DatanetId,
            /// The account.
            who: T::AccountId,
        },
        /// A contribution was submitted.
        Contributed {
            /// The contribution.
            contribution: ContributionId,
            /// The datanet.
            datanet: DatanetId,
            /// The contributor.
            contributor: T::AccountId,
            /// The hash of the content.
            content_hash: H256,
            /// The number of items.
            items: u32,
            /// The deposit held from the contributor, in planck.
            deposit: Balance,
        },
        /// A contribution was reviewed.
        Reviewed {
            /// The contribution.
            contribution: ContributionId,
            /// The curator who reviewed it.
            curator: T::AccountId,
            /// The curator's score.
            score: u8,
        },
        /// A contribution was accepted; its shares earn from the next era on.
        Accepted {
            /// The contribution.
            contribution: ContributionId,
            /// The datanet.
            datanet: DatanetId,
            /// The contributor.
            contributor: T::AccountId,
            /// The median of the scores.
            score: u8,
            /// The shares granted to the contributor.
            shares: Shares,
            /// The shares granted to the contributor of each source.
            source_shares: Shares,
            /// The released deposit, in planck.
            released: Balance,
        },
        /// A contribution was rejected.
        Rejected {
            /// The contribution.
            contribution: ContributionId,
            /// The datanet.
            datanet: DatanetId,
            /// The contributor.
            contributor: T::AccountId,
            /// The median of the scores.
            score: u8,
            /// The lost part of the deposit, in planck.
            penalty: Balance,
            /// The released part of the deposit, in planck.
            released: Balance,
        },
        /// The contributor withdrew a contribution before the decision.
        Withdrawn {
            /// The contribution.
            contribution: ContributionId,
            /// The datanet.
            datanet: DatanetId,
            /// The contributor.
            contributor: T::AccountId,
            /// The lost part of the deposit, in planck; zero if no review was bad.
            penalty: Balance,
            /// The released part of the deposit, in planck.
            released: Balance,
        },
        /// The contributor erased an accepted contribution; its shares stopped earning.
        Erased {
            /// The contribution.
            contribution: ContributionId,
            /// The datanet.
            datanet: DatanetId,
            /// The contributor.
            contributor: T::AccountId,
            /// The shares taken from the contributor.
            shares: Shares,
            /// The shares taken from the contributor of each source.
            source_shares: Shares,
        },
        /// A grant was given to a datanet.
        Funded {
            /// The datanet.
            datanet: DatanetId,
            /// The account that gave the grant.
            who: T::AccountId,
            /// The amount, in planck.
            amount: Balance,
        },
        /// The owner proposed a new owner, or took the proposal back.
        OwnershipProposed {
            /// The datanet.
            datanet: DatanetId,
            /// The account that may accept ownership; `None` if the proposal was taken back.
            proposed: Option<T::AccountId>,
        },
        /// A datanet has a new owner.
        OwnershipTransferred {
            /// The datanet.
            datanet: DatanetId,
            /// The old owner.
            from: T::AccountId,
            /// The new owner.
            to: T::AccountId,
            /// The deposit released to the old owner, in planck.
            released: Balance,
            /// The deposit held from the new owner, in planck.
            deposit: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no datanet with this id. Read the ids from `Datanets`.
        DatanetNotFound,
        /// There is no contribution with this id. Read the ids from `Contributions`.
        ContributionNotFound,
        /// Only the datanet's owner may do this. Ask the owner.
        NotOwner,
        /// The account is not proposed as owner. Ask the owner to propose it.
        NotProposed,
        /// The name is empty or not UTF-8. Choose another.
        InvalidName,
        /// A number of the policy is out of range. Ask for 1 to 15 reviews and a minimum score of at most 100.
        InvalidPolicy,
        /// The account is a curator already. There is nothing to do.
        AlreadyCurator,
        /// The account is not a curator of the datanet. Only curators can review or be removed.
        NotCurator,
        /// The datanet has the largest number of curators. Remove one first.
        TooManyCurators,
        /// The account is admitted already. There is nothing to do.
        AlreadyContributor,
        /// The account is not admitted to the datanet. Ask the owner to admit it.
        NotContributor,
        /// The batch is empty. Submit at least one contribution.
        EmptyBatch,
        /// The contribution has no items. State how many rows, documents or images it has.
        NoItems,
        /// The datanet has a contribution with this content hash. Contribute something else.
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
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::CreateOrigin`]. Its account becomes the owner.
        ///
        /// ## Details
        /// [`Config::DatanetDeposit`] is held from the owner. A new datanet has no curators.
        /// - `name`: the name shown to people, UTF-8, at most 64 bytes; it cannot be changed.
        /// - `metadata`: URI of a description, at most 256 bytes.
        /// - `admission`: whether everyone may contribute, or only accounts that the owner admits.
        /// - `policy`: reviews needed (1 to 15), minimum score (0 to 100), deposit for each contribution (planck, at
        ///   least [`Config::MinContributionDeposit`]), part of a refinement's shares for its originals (ppm).
        ///
        /// ## Errors
        /// - [`Error::InvalidName`], [`Error::InvalidPolicy`], [`Error::DepositTooSmall`] for an invalid argument.
        /// - `TokenError::FundsUnavailable` if the owner cannot pay the deposit.
        ///
        /// ## Events
        /// Emits [`Event::Created`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(0)]
        pub fn create(
            origin: OriginFor<T>,
            name: Name,
            metadata: Uri,
            admission: Admission,
            policy: Policy,
        ) -> DispatchResult {
            Self::do_create(T::CreateOrigin::ensure_origin(origin)?, name, metadata, admission, policy).map(drop)
        }

        /// Set the rules for later contributions.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// A contribution submitted before keeps the policy of its time.
        /// - `admission`, `policy`: as in `create`.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::InvalidPolicy`], [`Error::DepositTooSmall`] if a number of the policy is out of range.
        ///
        /// ## Events
        /// Emits [`Event::PolicySet`].
        ///
        /// ## Complexity
        /// O(1).
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
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// - `metadata`: the URI, at most 256 bytes.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        ///
        /// ## Events
        /// Emits [`Event::MetadataSet`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(2)]
        pub fn set_metadata(origin: OriginFor<T>, datanet: DatanetId, metadata: Uri) -> DispatchResult {
            Self::do_set_metadata(&ensure_signed(origin)?, datanet, metadata)
        }

        /// Appoint a curator.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// - `who`: the new curator; it may be the owner.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::AlreadyCurator`], [`Error::TooManyCurators`] if `who` is one, or there is no room for one.
        ///
        /// ## Events
        /// Emits [`Event::CuratorAdded`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(3)]
        pub fn add_curator(origin: OriginFor<T>, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
            Self::do_add_curator(&ensure_signed(origin)?, datanet, who)
        }

        /// Remove a curator.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// The reviews that the curator `who` has given stay.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::NotCurator`] if `who` is not a curator.
        ///
        /// ## Events
        /// Emits [`Event::CuratorRemoved`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(4)]
        pub fn remove_curator(origin: OriginFor<T>, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
            Self::do_remove_curator(&ensure_signed(origin)?, datanet, who)
        }

        /// Admit an account to a curated datanet.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// The admission has no effect while the datanet is open.
        /// - `who`: the account; the owner and the curators need the admission like everyone.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::AlreadyContributor`] if `who` is admitted.
        ///
        /// ## Events
        /// Emits [`Event::ContributorAdded`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(5)]
        pub fn add_contributor(origin: OriginFor<T>, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
            Self::do_add_contributor(&ensure_signed(origin)?, datanet, who)
        }

        /// Take an account's admission to a curated datanet back.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// The contributions of `who` stay and keep earning.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::NotContributor`] if `who` is not admitted.
        ///
        /// ## Events
        /// Emits [`Event::ContributorRemoved`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(6)]
        pub fn remove_contributor(origin: OriginFor<T>, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
            Self::do_remove_contributor(&ensure_signed(origin)?, datanet, who)
        }

        /// Submit a contribution for review.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an account that `datanet` admits.
        ///
        /// ## Details
        /// The policy's deposit is held until the decision or a withdrawal. The content hash is taken.
        /// - `submission`: content hash, number of items (at least 1), size (bytes), a URI (at most 256 bytes) if
        ///   public. Its kind is raw, or a refinement of 1 to 8 different accepted contributions of the same datanet.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`] if there is no such datanet, [`Error::NotContributor`] without an admission.
        /// - [`Error::NoItems`], [`Error::AlreadyContributed`] if there is no item, or the hash is taken.
        /// - [`Error::NoSources`], [`Error::DuplicateSource`], [`Error::SourceNotAccepted`] if the sources are wrong.
        /// - `TokenError::FundsUnavailable` if the signer cannot pay the deposit.
        ///
        /// ## Events
        /// Emits [`Event::Contributed`].
        ///
        /// ## Complexity
        /// O(s) in the number of sources, s ≤ 8.
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::contribute(submission.kind.source_count()))]
        pub fn contribute(origin: OriginFor<T>, datanet: DatanetId, submission: Submission) -> DispatchResult {
            Self::do_contribute(ensure_signed(origin)?, datanet, [submission])
        }

        /// Submit several contributions for review, all or none.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an account that `datanet` admits.
        ///
        /// ## Details
        /// The effect is that of one `contribute` after the other.
        /// - `submissions`: 1 to 64 submissions as in `contribute`.
        ///
        /// ## Errors
        /// - [`Error::EmptyBatch`] if there is no submission.
        /// - Those of `contribute`, if it would fail for any of them.
        ///
        /// ## Events
        /// Emits [`Event::Contributed`] for each.
        ///
        /// ## Complexity
        /// O(n + s) in the number of submissions and of their sources, n ≤ 64, s ≤ 8n.
        #[pallet::call_index(8)]
        #[pallet::weight(Pallet::<T>::batch_weight(submissions))]
        pub fn contribute_batch(origin: OriginFor<T>, datanet: DatanetId, submissions: Submissions) -> DispatchResult {
            Self::do_contribute_batch(ensure_signed(origin)?, datanet, submissions)
        }

        /// Give a pending contribution a score. The last review that its policy asks for decides it.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by a curator of the datanet who is not the contributor.
        ///
        /// ## Details
        /// The median of the scores decides; of an even number of scores, the lower of the two in the middle.
        /// - At or above the minimum score, and above 0, it accepts: items × median shares are granted, a part of a
        ///   refinement's to its originals, and the deposit is released. An erased source is still paid.
        /// - Otherwise it rejects: the deposit loses [`Config::RejectionPenalty`], and the content hash is free again.
        /// - `score`: 0 to 100.
        ///
        /// ## Errors
        /// - [`Error::InvalidScore`] if the score is above 100.
        /// - [`Error::ContributionNotFound`], [`Error::NotPending`] if there is no such pending contribution.
        /// - [`Error::NotCurator`], [`Error::OwnContribution`], [`Error::AlreadyReviewed`] if the signer may not.
        ///
        /// ## Events
        /// Emits [`Event::Reviewed`], then [`Event::Accepted`] or [`Event::Rejected`] if the review decides.
        ///
        /// ## Complexity
        /// O(s) in the number of sources, s ≤ 8, if the review decides, else O(1). Unused weight is refunded.
        #[pallet::call_index(9)]
        #[pallet::weight(<T as Config>::WeightInfo::review(MAX_SOURCES).max(<T as Config>::WeightInfo::review_rejecting()))]
        pub fn review(origin: OriginFor<T>, contribution: ContributionId, score: u8) -> DispatchResultWithPostInfo {
            Ok(Some(Self::do_review(ensure_signed(origin)?, contribution, score)?).into())
        }

        /// Withdraw a contribution before it is decided.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the contributor.
        ///
        /// ## Details
        /// The content hash is free again, and the reviews given so far are dropped. The whole deposit is released,
        /// unless a review is bad: its score alone would reject the contribution. Then the deposit loses
        /// [`Config::RejectionPenalty`] as by a rejection, so that a contributor cannot dodge it.
        ///
        /// ## Errors
        /// - [`Error::ContributionNotFound`], [`Error::NotPending`] if there is no such pending contribution.
        /// - [`Error::NotOwnContribution`] if the signer is not its contributor.
        ///
        /// ## Events
        /// Emits [`Event::Withdrawn`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(10)]
        pub fn withdraw(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
            Self::do_withdraw(ensure_signed(origin)?, contribution)
        }

        /// Erase an accepted contribution: its URI is removed and it stops earning.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the contributor.
        ///
        /// ## Details
        /// All shares that it granted are taken back, those of its sources' contributors included. Shares that
        /// refinements of it granted stay, and so do its record and its content hash: the content cannot be contributed
        /// again. Earlier earnings stay claimable.
        ///
        /// ## Errors
        /// - [`Error::ContributionNotFound`], [`Error::NotAccepted`] if there is no such accepted contribution.
        /// - [`Error::NotOwnContribution`] if the signer is not its contributor.
        ///
        /// ## Events
        /// Emits [`Event::Erased`].
        ///
        /// ## Complexity
        /// O(s) in the number of sources, s ≤ 8. Unused weight is refunded.
        #[pallet::call_index(11)]
        #[pallet::weight(<T as Config>::WeightInfo::erase(MAX_SOURCES))]
        pub fn erase(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResultWithPostInfo {
            Ok(Some(Self::do_erase(ensure_signed(origin)?, contribution)?).into())
        }

        /// Give a grant to a datanet, shared among its contributors like revenue.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_.
        ///
        /// ## Details
        /// - `amount`: planck, above zero. The signer's account is kept alive.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::ZeroAmount`] if there is no such datanet, or the amount is zero.
        /// - Those of [`Config::Revenue`], if no account holds a share or the signer does not have the amount.
        ///
        /// ## Events
        /// Emits [`Event::Funded`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(12)]
        pub fn fund(origin: OriginFor<T>, datanet: DatanetId, amount: Balance) -> DispatchResult {
            Self::do_fund(ensure_signed(origin)?, datanet, amount)
        }

        /// Propose a new owner of a datanet, or take the proposal back.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// Nothing changes until the account accepts. A new proposal replaces an earlier one.
        /// - `proposed`: the account that may accept; `None` takes the proposal back.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        ///
        /// ## Events
        /// Emits [`Event::OwnershipProposed`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(13)]
        pub fn propose_owner(
            origin: OriginFor<T>,
            datanet: DatanetId,
            proposed: Option<T::AccountId>,
        ) -> DispatchResult {
            Self::do_propose_owner(&ensure_signed(origin)?, datanet, proposed)
        }

        /// Accept the ownership of a datanet.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the account that the owner proposed.
        ///
        /// ## Details
        /// The old owner's deposit is released, and today's [`Config::DatanetDeposit`] is held from the new owner.
        /// Curators, contributors and policy stay.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotProposed`] if there is no such datanet, or no such proposal.
        /// - `TokenError::FundsUnavailable` if the signer cannot pay the deposit.
        ///
        /// ## Events
        /// Emits [`Event::OwnershipTransferred`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(14)]
        pub fn accept_ownership(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
            Self::do_accept_ownership(ensure_signed(origin)?, datanet)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// A datanet: owner, rules, counts.
        pub fn datanet(id: DatanetId) -> Option<DatanetInfoOf<T>> {
            Datanets::<T>::get(id)
        }

        /// A contribution and its status.
        pub fn contribution(id: ContributionId) -> Option<ContributionOf<T>> {
            Contributions::<T>::get(id)
        }

        /// The reviews of a pending contribution so far.
        pub fn reviews(id: ContributionId) -> Vec<(T::AccountId, u8)> {
            Reviews::<T>::get(id).into_inner()
        }

        /// The pending, accepted or erased contribution with this content hash.
        pub fn contribution_by_hash(datanet: DatanetId, hash: H256) -> Option<ContributionId> {
            ContentHashes::<T>::get(datanet, hash)
        }

        /// Whether `who` may review contributions to `datanet`.
        pub fn is_curator(datanet: DatanetId, who: T::AccountId) -> bool {
            Curators::<T>::contains_key(datanet, who)
        }

        /// Whether `who` may contribute to `datanet` now.
        pub fn may_contribute(datanet: DatanetId, who: T::AccountId) -> bool {
            Datanets::<T>::get(datanet).is_some_and(|info| Self::ensure_admitted(datanet, &info, &who).is_ok())
        }
    }
}
