// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod events;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod try_state;
pub mod types;
pub mod weights;

use frame::import_section;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// The macros' output uses `as` and `expect`; by hand only the genesis build does, where stopping is right.
#[allow(clippy::expect_used, clippy::as_conversions)]
#[import_section(events::datanets_events)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame::{
        prelude::*,
        traits::{
            fungible::{hold::Balanced as BalancedHold, MutateHold},
            OnUnbalanced,
        },
    };
    use openledger_primitives::{
        traits::{RevenueShares, RouteRevenue},
        Balance, ContributionId, DatanetId, Shares,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The pallet.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the runtime provides.
    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The runtime's reasons for holds.
        type RuntimeHoldReason: From<HoldReason>;

        /// The currency of deposits. It is only held, released, and partly taken as a penalty.
        type Currency: MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + BalancedHold<Self::AccountId>;

        /// Where a datanet's shares are kept. Changing it live would orphan the shares granted before.
        type Shares: RevenueShares<Self::AccountId>;

        /// Where grants to a datanet go.
        type Revenue: RouteRevenue<Self::AccountId>;

        /// Who may create a datanet; the origin's account becomes its owner. Safe to change.
        type CreateOrigin: EnsureOrigin<Self::RuntimeOrigin, Success = Self::AccountId>;

        /// Where the lost part of a contribution's deposit goes.
        type OnPenalty: OnUnbalanced<CreditOf<Self>>;

        /// What is held from a datanet's owner, in planck: the price of its record (at most 0.6 kB) and of its curators
        /// (at most 60 bytes each). Safe to change: a ticket remembers what is on hold, and the new amount is held from
        /// the next owner.
        #[pallet::constant]
        type DatanetDeposit: Get<Balance>;

        /// The least that a policy can ask as the deposit for a contribution, in planck: the price of what a pending
        /// contribution occupies (at most 1.1 kB with its index entry and its reviews). Safe to change: policies set
        /// before stay as they are, and a ticket remembers what is on hold.
        #[pallet::constant]
        type MinContributionDeposit: Get<Balance>;

        /// How many curators a datanet can have; at least [`MAX_REVIEWS`], so that every quorum can be reached. Nothing
        /// stored is bounded by it: after lowering it, a datanet with more keeps them and can't add any.
        #[pallet::constant]
        type MaxCurators: Get<u32>;

        /// The part of a contribution's deposit that is lost when it is rejected, or withdrawn after a bad review. A
        /// change acts on pending contributions.
        #[pallet::constant]
        type RejectionPenalty: Get<Permill>;

        /// What the calls cost.
        type WeightInfo: WeightInfo;
    }

    /// Why the pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// For a datanet, from its owner.
        #[codec(index = 0)]
        DatanetDeposit,
        /// For a contribution that is not decided yet, from its contributor.
        #[codec(index = 1)]
        ContributionDeposit,
    }

    /// The id of the next datanet.
    #[pallet::storage]
    pub type NextDatanetId<T: Config> = StorageValue<_, DatanetId, ValueQuery>;

    /// The id of the next contribution, of all datanets together.
    #[pallet::storage]
    pub type NextContributionId<T: Config> = StorageValue<_, ContributionId, ValueQuery>;

    /// The datanets.
    // Ids are sequential: nobody can choose keys that collide.
    #[pallet::storage]
    pub type Datanets<T: Config> = StorageMap<_, Twox64Concat, DatanetId, DatanetInfoOf<T>>;

    /// Who reviews the contributions to a datanet. Their number is in [`Datanets`].
    // Account ids can be chosen, so they need a cryptographic hash.
    #[pallet::storage]
    pub type Curators<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, T::AccountId, (), OptionQuery>;

    /// The accounts admitted to a curated datanet.
    #[pallet::storage]
    pub type Contributors<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, T::AccountId, (), OptionQuery>;

    /// The contributions.
    #[pallet::storage]
    pub type Contributions<T: Config> = StorageMap<_, Twox64Concat, ContributionId, ContributionOf<T>>;

    /// Which contribution has a content hash, in each datanet. A rejected or withdrawn contribution's hash is free again;
    /// an erased one's stays taken.
    // A submitted hash need not be the hash of anything: it is as free to choose as an account id.
    #[pallet::storage]
    pub type ContentHashes<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, H256, ContributionId, OptionQuery>;

    /// The reviews of a pending contribution. Empty when it is decided or withdrawn.
    #[pallet::storage]
    pub type Reviews<T: Config> = StorageMap<_, Twox64Concat, ContributionId, ReviewsOf<T>, ValueQuery>;

    /// The datanets that exist from block 0.
    #[pallet::genesis_config]
    #[derive(DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// In the order of their ids. Deposits are held from their owners as in `create`.
        pub datanets: Vec<GenesisDatanet<T::AccountId>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            for datanet in &self.datanets {
                // A chain must not start with a part of its configuration.
                Pallet::<T>::create_at_genesis(datanet)
                    .expect("the genesis datanets are valid and their owners have the deposit");
            }
        }
    }

    /// Why a call failed.
    #[pallet::error]
    pub enum Error<T> {
        /// There is no datanet with this id. Read the ids from [`Datanets`].
        NotFound,
        /// There is no contribution with this id. Read the ids from [`Contributions`].
        ContributionNotFound,
        /// Only the datanet's owner may do this. Ask the owner.
        NotOwner,
        /// The datanet was not offered to this account. The owner must propose it first.
        NotProposedOwner,
        /// The name is empty or not UTF-8. Choose another.
        InvalidName,
        /// A number of the policy is out of range. Ask for 1 to 15 reviews and a minimum score of at most 100.
        InvalidPolicy,
        /// The account is a curator already. Nothing needs to be done.
        AlreadyCurator,
        /// The account is not a curator of the datanet. Only curators can review or be dismissed.
        NotCurator,
        /// The datanet has as many curators as it can have. Dismiss one first.
        TooManyCurators,
        /// The account is admitted already. Nothing needs to be done.
        AlreadyContributor,
        /// The account is not admitted to the datanet. The owner can admit it.
        NotContributor,
        /// The batch is empty. Submit at least one contribution.
        EmptyBatch,
        /// The contribution has no items. Say how many rows, documents or images it has.
        NoItems,
        /// The datanet has a contribution with this content hash. Contribute something else.
        AlreadyContributed,
        /// The refinement names no source. Name what it was made from, or contribute it as raw data.
        NoSources,
        /// The refinement names a source twice. Name each once.
        DuplicateSource,
        /// A source is not an accepted contribution of the same datanet. Name others, or wait until it is accepted.
        SourceNotAccepted,
        /// The contribution has been decided or withdrawn. Only a pending one can be reviewed or withdrawn.
        NotPending,
        /// The contribution is not accepted, or was erased. Withdraw a pending one instead.
        NotAccepted,
        /// Only the contributor may do this.
        NotOwnContribution,
        /// Curators can't review their own contributions. Let another curator do it.
        OwnContribution,
        /// The curator has reviewed this contribution. A review can't be changed.
        AlreadyReviewed,
        /// The score is above 100. Give a score from 0 to 100.
        InvalidScore,
        /// The amount is zero. Give some.
        ZeroAmount,
        /// The policy's deposit for a contribution is below [`Config::MinContributionDeposit`]. Ask for at least that.
        DepositTooSmall,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(
                T::MaxCurators::get() >= u32::from(MAX_REVIEWS),
                "a datanet must be able to have as many curators as a policy can ask reviews of"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    /// What users can do.
    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Create a datanet.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::CreateOrigin`]. Its account becomes the owner.
        ///
        /// ## Details
        /// [`Config::DatanetDeposit`] is held from the owner. There are no curators at first.
        /// - `name`: what people call it, UTF-8, at most 64 bytes; it can't be changed.
        /// - `metadata`: URI of a description, at most 256 bytes.
        /// - `admission`: whether everybody may contribute, or only those whom the owner admits.
        /// - `policy`: reviews needed (1 to 15), minimum score (0 to 100), deposit for each contribution (planck, at least
        ///   [`Config::MinContributionDeposit`]), and the part of a refinement's shares for its originals (parts per
        ///   million).
        ///
        /// ## Errors
        /// - [`Error::InvalidName`], [`Error::InvalidPolicy`] if an argument is out of range.
        /// - [`Error::DepositTooSmall`] if the policy asks too small a deposit.
        /// - `TokenError::FundsUnavailable` if the owner can't pay the deposit.
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
            let owner = T::CreateOrigin::ensure_origin(origin)?;
            Self::do_create(owner, name, metadata, admission, policy)?;
            Ok(())
        }

        /// Set who may contribute and by which rules.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// Contributions submitted before are still decided by the policy of their time.
        /// - `admission`: whether everybody may contribute, or only those whom the owner admits.
        /// - `policy`: as in `create`.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such datanet.
        /// - [`Error::NotOwner`] if somebody else owns it.
        /// - [`Error::InvalidPolicy`] if a number is out of range.
        /// - [`Error::DepositTooSmall`] if the policy asks too small a deposit.
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
            let who = ensure_signed(origin)?;
            Self::do_set_policy(&who, datanet, admission, policy)
        }

        /// Set where the datanet's description is found.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// - `metadata`: URI of a description, at most 256 bytes.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such datanet.
        /// - [`Error::NotOwner`] if somebody else owns it.
        ///
        /// ## Events
        /// Emits [`Event::MetadataSet`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(2)]
        pub fn set_metadata(origin: OriginFor<T>, datanet: DatanetId, metadata: Uri) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_metadata(&who, datanet, metadata)
        }

        /// Appoint or dismiss a curator.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// Reviews that a dismissed curator has given stay.
        /// - `who`: the curator; can be the owner.
        /// - `curator`: whether to appoint.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such datanet.
        /// - [`Error::NotOwner`] if somebody else owns it.
        /// - [`Error::AlreadyCurator`], [`Error::NotCurator`] if nothing would change.
        /// - [`Error::TooManyCurators`] if there are [`Config::MaxCurators`] already.
        ///
        /// ## Events
        /// Emits [`Event::CuratorSet`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(3)]
        pub fn set_curator(
            origin: OriginFor<T>,
            datanet: DatanetId,
            who: T::AccountId,
            curator: bool,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_set_curator(&owner, datanet, who, curator)
        }

        /// Admit an account to a curated datanet, or take the admission back.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// Has no effect while the datanet is open. What an account has contributed stays.
        /// - `who`: the account; the owner and the curators need it like everybody.
        /// - `admitted`: whether to admit.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such datanet.
        /// - [`Error::NotOwner`] if somebody else owns it.
        /// - [`Error::AlreadyContributor`], [`Error::NotContributor`] if nothing would change.
        ///
        /// ## Events
        /// Emits [`Event::ContributorSet`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(4)]
        pub fn set_contributor(
            origin: OriginFor<T>,
            datanet: DatanetId,
            who: T::AccountId,
            admitted: bool,
        ) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_set_contributor(&owner, datanet, who, admitted)
        }

        /// Submit a contribution for review.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by somebody whom `datanet` admits.
        ///
        /// ## Details
        /// The policy's deposit is held until the contribution is decided or withdrawn. Its content hash is taken.
        /// - `submission`: kind (raw, or a refinement of 1 to 8 different accepted contributions of the same datanet),
        ///   content hash, number of items (at least 1), size (bytes), and a URI of at most 256 bytes if it is public.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such datanet.
        /// - [`Error::NotContributor`] if it is curated and the signer not admitted.
        /// - [`Error::NoItems`] if the number of items is zero.
        /// - [`Error::AlreadyContributed`] if the datanet has the content hash.
        /// - [`Error::NoSources`], [`Error::DuplicateSource`], [`Error::SourceNotAccepted`] if a refinement's sources are
        ///   wrong.
        /// - `TokenError::FundsUnavailable` if the signer can't pay the deposit.
        ///
        /// ## Events
        /// Emits [`Event::Contributed`].
        ///
        /// ## Complexity
        /// O(s) in the number of sources, s ≤ 8.
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::contribute(submission.kind.source_count()))]
        pub fn contribute(origin: OriginFor<T>, datanet: DatanetId, submission: Submission) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_contribute(who, datanet, [submission])
        }

        /// Submit several contributions for review, all or none.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by somebody whom `datanet` admits.
        ///
        /// ## Details
        /// The same as one `contribute` after the other.
        /// - `submissions`: 1 to 64 of what `contribute` takes.
        ///
        /// ## Errors
        /// - [`Error::EmptyBatch`] if there are none.
        /// - Those of `contribute`, if it would fail for any of them.
        ///
        /// ## Events
        /// Emits [`Event::Contributed`] for each.
        ///
        /// ## Complexity
        /// O(n + s) in the number of submissions and of their sources, n ≤ 64, s ≤ 8n.
        #[pallet::call_index(6)]
        #[pallet::weight(Pallet::<T>::weight_of_batch(submissions))]
        pub fn contribute_batch(origin: OriginFor<T>, datanet: DatanetId, submissions: Batch) -> DispatchResult {
            let who = ensure_signed(origin)?;
            ensure!(!submissions.is_empty(), Error::<T>::EmptyBatch);
            Self::do_contribute(who, datanet, submissions)
        }

        /// Give a pending contribution a score. The last review that its policy asks for decides it.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by a curator of the datanet who is not the contributor.
        ///
        /// ## Details
        /// When as many curators as the policy asks have reviewed, the median of their scores decides; of an even number
        /// the lower of the two in the middle. At or above the minimum score, and above 0, the contribution is accepted:
        /// items × median shares are granted, a refinement's to its originals in part, and the deposit is released. Else
        /// it is rejected: [`Config::RejectionPenalty`] of the deposit is lost, and the content hash is free again.
        /// A source that was erased while the refinement waited is still paid.
        /// - `contribution`: the pending contribution.
        /// - `score`: 0 to 100.
        ///
        /// ## Errors
        /// - [`Error::InvalidScore`] if the score is above 100.
        /// - [`Error::ContributionNotFound`] if there is no such contribution.
        /// - [`Error::NotPending`] if it has been decided or withdrawn.
        /// - [`Error::NotCurator`] if the signer is no curator.
        /// - [`Error::OwnContribution`] if the signer contributed it.
        /// - [`Error::AlreadyReviewed`] if the signer has reviewed it.
        ///
        /// ## Events
        /// Emits [`Event::Reviewed`], then [`Event::Accepted`] or [`Event::Rejected`] if that decides.
        ///
        /// ## Complexity
        /// O(s) in the number of sources, s ≤ 8, if it decides; O(1) if not. What is not used is refunded.
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::review(MAX_SOURCES).max(<T as Config>::WeightInfo::review_rejecting()))]
        pub fn review(origin: OriginFor<T>, contribution: ContributionId, score: u8) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let used = Self::do_review(who, contribution, score)?;
            Ok(Some(used).into())
        }

        /// Take a contribution back before it is decided.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the contributor.
        ///
        /// ## Details
        /// The content hash is free again, and reviews given so far are dropped. The whole deposit is released, unless
        /// one of them is bad: a score with which the contribution would not be accepted. Then
        /// [`Config::RejectionPenalty`] of the deposit is lost, as by a rejection, so that nobody can dodge it.
        ///
        /// - `contribution`: one's own pending contribution.
        /// ## Errors
        /// - [`Error::ContributionNotFound`] if there is no such contribution.
        /// - [`Error::NotOwnContribution`] if somebody else contributed it.
        /// - [`Error::NotPending`] if it has been decided or withdrawn.
        ///
        /// ## Events
        /// Emits [`Event::Withdrawn`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(8)]
        pub fn withdraw(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_withdraw(who, contribution)
        }

        /// Erase an accepted contribution: its URI goes and it stops to earn.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the contributor.
        ///
        /// ## Details
        /// The shares granted to the contributor are taken back, and if it is a refinement, those granted to the
        /// contributors of its sources too. What was earned stays claimable. The record stays, and the content hash stays
        /// taken, so that the same content can't be contributed again. What refinements made from it by others granted to
        /// its contributor stays.
        ///
        /// - `contribution`: one's own accepted contribution.
        /// ## Errors
        /// - [`Error::ContributionNotFound`] if there is no such contribution.
        /// - [`Error::NotOwnContribution`] if somebody else contributed it.
        /// - [`Error::NotAccepted`] if it is not accepted or erased already.
        ///
        /// ## Events
        /// Emits [`Event::Erased`].
        ///
        /// ## Complexity
        /// O(s) in the number of sources, s ≤ 8. What is not used is refunded.
        #[pallet::call_index(9)]
        #[pallet::weight(<T as Config>::WeightInfo::erase(MAX_SOURCES))]
        pub fn erase(origin: OriginFor<T>, contribution: ContributionId) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let used = Self::do_erase(who, contribution)?;
            Ok(Some(used).into())
        }

        /// Give a grant to a datanet, shared among its contributors like revenue.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_.
        ///
        /// ## Details
        /// - `datanet`: whose contributors share the grant.
        /// - `amount`: planck, more than zero. The signer's account is kept alive.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such datanet.
        /// - [`Error::ZeroAmount`] if the amount is zero.
        /// - Those of [`Config::Revenue`], if nobody holds a share or the signer doesn't have the amount.
        ///
        /// ## Events
        /// Emits [`Event::Funded`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(10)]
        pub fn fund(origin: OriginFor<T>, datanet: DatanetId, amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_fund(who, datanet, amount)
        }

        /// Offer the datanet to somebody, or take the offer back.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// Nothing moves until the offer is accepted.
        /// - `proposed`: to whom; replaces an earlier offer. `None` takes it back.
        ///
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such datanet.
        /// - [`Error::NotOwner`] if somebody else owns it.
        ///
        /// ## Events
        /// Emits [`Event::OwnerProposed`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(11)]
        pub fn propose_owner(
            origin: OriginFor<T>,
            datanet: DatanetId,
            proposed: Option<T::AccountId>,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_propose_owner(&who, datanet, proposed)
        }

        /// Become the owner of a datanet that was offered to you.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the account that the owner proposed.
        ///
        /// ## Details
        /// The old owner's deposit is released and today's [`Config::DatanetDeposit`] is held from the new one. Curators,
        /// contributors and policy stay.
        ///
        /// - `datanet`: the datanet that was offered.
        /// ## Errors
        /// - [`Error::NotFound`] if there is no such datanet.
        /// - [`Error::NotProposedOwner`] if it wasn't offered to the signer.
        /// - `TokenError::FundsUnavailable` if the signer can't pay the deposit.
        ///
        /// ## Events
        /// Emits [`Event::OwnerChanged`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(12)]
        pub fn accept_ownership(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_accept_ownership(who, datanet)
        }
    }

    /// What clients read.
    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// A datanet: owner, rules, counts.
        pub fn datanet(id: DatanetId) -> Option<DatanetInfoOf<T>> {
            Datanets::<T>::get(id)
        }

        /// A contribution and what became of it.
        pub fn contribution(id: ContributionId) -> Option<ContributionOf<T>> {
            Contributions::<T>::get(id)
        }

        /// The reviews that a pending contribution has got so far.
        pub fn reviews(id: ContributionId) -> Vec<(T::AccountId, u8)> {
            Reviews::<T>::get(id).into_inner()
        }

        /// The contribution whose content hash this is, if it is pending, accepted or erased.
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
