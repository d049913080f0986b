// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod impls;
mod try_state;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

/// The most members that a model pool can have: 32 datanets and 16 parents, and 4 that verdicts add. Lists of this
/// length are stored: DO NOT REDUCE.
pub const MAX_MEMBERS: u32 = 52;
/// The most pools of a lineage that one query of a client visits.
pub const MAX_LINEAGE: u32 = 4_096;
/// The most models whose pools flow in the idle time of one block.
pub const MAX_FLOWS_PER_BLOCK: u32 = 256;
/// The most pools that one claim can name.
pub const MAX_CLAIMS: u32 = 16;
/// The most models on one page of the flow queue. Pages of this length are stored: DO NOT REDUCE.
pub const MAX_PAGE: u32 = 256;

// The macros expand to `expect` and conversions that are theirs, not ours.
#[allow(clippy::expect_used, clippy::as_conversions)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame::{prelude::*, token::fungible};
    use openledger_primitives::{
        accumulator::{EraSnapshot, Position},
        runtime_api::Earnings,
        traits::FeeSplitProvider,
        Balance, DatanetId, Era, ModelId, Shares, SplitVersion,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);
    /// The proof of the two whitelisted items, with the trie nodes on the way to them: an upper bound, in bytes.
    const HOOK_PROOF: u64 = 4_096;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The currency of payments and claims: OPEN. Changing it on a live chain would orphan everything owed.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;

        /// The source of the fee split, which divides a payment among the roles. A change acts on later payments.
        type FeeSplits: FeeSplitProvider;

        /// The clock that measures eras, in blocks. It must never go back: changing it on a live chain needs a
        /// migration of [`EraSchedule`].
        type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

        /// The origin that resumes payouts after the ledger was found short. Safe to change.
        type ResumeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The origin that sets the length of eras. Safe to change.
        type EraOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The account that receives the treasury's part, commons and surplus. A change acts on the next sweep.
        type TreasuryAccount: Get<Self::AccountId>;

        /// The ledger's id, from which the account that holds everything owed is derived.
        ///
        /// DO NOT CHANGE on a live chain: the money would stay behind.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The least revenue, in planck, for which a model flows before its era ends.
        ///
        /// A model flows once it has received this amount since it last flowed. It should be what a flow costs, so that
        /// dust does not use up the idle time of blocks. Safe to change: models that wait flow at the end of the era.
        #[pallet::constant]
        type MinFlow: Get<Balance>;

        /// The fewest blocks that an era can be set to. Safe to change; it acts on later calls.
        #[pallet::constant]
        type MinEraLength: Get<BlockNumberFor<Self>>;

        /// The most blocks that an era can be set to. Safe to change; it acts on later calls.
        #[pallet::constant]
        type MaxEraLength: Get<BlockNumberFor<Self>>;

        /// The most blocks of the clock between two blocks of this chain that count for eras. The clock skips the rest,
        /// in which the chain stood still. Safe to change; it acts on later gaps.
        #[pallet::constant]
        type MaxGap: Get<BlockNumberFor<Self>>;

        /// The most pools that a claim can name as its path.
        ///
        /// Safe to raise. Reducing it only shortens the paths of later claims.
        #[pallet::constant]
        type MaxPath: Get<u32>;

        /// Weights of the calls and hooks.
        type WeightInfo: WeightInfo;
    }

    /// The pools of datanets, with their curators', and of operators.
    ///
    /// An entry is created with the first share, with the first payment to an operator, or with a part for curators.
    // Blake2: operators choose their accounts.
    #[pallet::storage]
    pub type Pools<T: Config> = StorageMap<_, Blake2_128Concat, PoolIdOf<T>, PoolRecord>;

    /// The data pool and the builders' pool of every model, in one record.
    ///
    /// An entry is created with the first share in either of them.
    // Twox: model ids are given in sequence.
    #[pallet::storage]
    pub type Models<T: Config> = StorageMap<_, Twox64Concat, ModelId, ModelRecord>;

    /// The position of each holder in each pool.
    ///
    /// The holder is the first key. So one prefix has all positions of an account, or all pools that pay a pool.
    // Blake2: accounts are chosen by their owners.
    #[pallet::storage]
    pub type Positions<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, HolderOf<T>, Blake2_128Concat, PoolIdOf<T>, Position>;

    /// The revenue per share at which a pool activated the shares of an era.
    ///
    /// A snapshot is kept for the positions that joined in that era and were not credited since. The pool itself has
    /// the latest one, until another holder joins.
    // Blake2 for accounts in pool ids; Twox for eras, which count up.
    #[pallet::storage]
    pub type EraSnapshots<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, PoolIdOf<T>, Twox64Concat, Era, EraSnapshot>;

    /// The holders of shares in each model pool.
    ///
    /// Other pools can have any number of holders. They have no list and need none.
    // Blake2 as for pools.
    #[pallet::storage]
    pub type Members<T: Config> =
        StorageMap<_, Blake2_128Concat, PoolIdOf<T>, BoundedVec<HolderOf<T>, ConstU32<MAX_MEMBERS>>, ValueQuery>;

    /// The models with revenue to flow, in pages.
    ///
    /// Models that were queued together are one item. A model stays on its page even if it flows before its turn.
    // Identity: the order of keys is the order of work. No account can choose keys, which are turns and page numbers.
    #[pallet::storage]
    pub type FlowQueue<T: Config> = StorageMap<_, Identity, FlowKey, Page>;

    /// The part of each datanet's revenue that is set aside, era by era. A datanet without an entry sets nothing aside.
    // Twox: ids are sequential.
    #[pallet::storage]
    pub type SetAsides<T: Config> = StorageMap<_, Twox64Concat, DatanetId, SetAside>;

    /// The amount that is set aside for each datanet and era, in planck. It is a part of the total owed.
    // Twox: see `SetAsides`; eras count up.
    #[pallet::storage]
    pub type EraAmounts<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Twox64Concat, Era, Balance, ValueQuery>;

    /// The books: the total that the ledger owes, and its dues.
    // Read in every block by `on_finalize`. `on_initialize` charges for that and one write: no call pays for it again.
    #[pallet::storage]
    #[pallet::whitelist_storage]
    pub type Totals<T: Config> = StorageValue<_, Books, ValueQuery>;

    /// The schedule of eras: the length of an era and the start of the current one.
    // Read in every block by `on_idle`; charged for by `on_initialize`.
    #[pallet::storage]
    #[pallet::whitelist_storage]
    pub type EraSchedule<T: Config> = StorageValue<_, ScheduleOf<T>, ValueQuery>;

    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// The number of blocks in an era, at least one.
        pub era_length: BlockNumberFor<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        /// A day of six-second blocks.
        fn default() -> Self {
            Self { era_length: 14_400u32.into() }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            assert!(!self.era_length.is_zero(), "an era has at least one block");
            let start = T::BlockNumberProvider::current_block_number();
            EraSchedule::<T>::put(Schedule::new(start, self.era_length));
            impls::money::CustodyOf::<T>::open().expect("the ledger's account can be opened");
            Totals::<T>::mutate(|totals| totals.reserve = impls::money::reserve::<T>());
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A payment was credited to every role. Each part is the amount that was really credited, in planck.
        PaymentRouted {
            /// The account that paid.
            payer: T::AccountId,
            /// The model that answered.
            model: ModelId,
            /// The operator that executed the request.
            operator: T::AccountId,
            /// The amount paid.
            amount: Balance,
            /// The version of the fee split that divided it.
            split_version: SplitVersion,
            /// The part of the model's data pool.
            contributors: Balance,
            /// The part of the model's builders' pool.
            builders: Balance,
            /// The part of the operator itself, its commission included.
            operator_part: Balance,
            /// The part of the operator's stakers.
            stakers: Balance,
            /// The part of the treasury.
            treasury: Balance,
            /// The part that will be burned.
            burn: Balance,
            /// The parts of pools without holders, which go to the treasury as commons.
            commons: Balance,
        },
        /// Of the revenue that a payment brought to a datanet on a named path, an amount was credited to the named
        /// contributions alone. The rest flows to all holders.
        Directed {
            /// The account that paid.
            payer: T::AccountId,
            /// The model that was paid.
            model: ModelId,
            /// The datanet.
            datanet: DatanetId,
            /// The revenue of the datanet from the payment on that path, in planck.
            revenue: Balance,
            /// The amount credited to the named contributions, in planck.
            amount: Balance,
        },
        /// A part of a datanet's revenue was set aside for the era in which it was paid.
        AmountSetAside {
            /// The datanet.
            datanet: DatanetId,
            /// The era.
            era: Era,
            /// The amount, in planck.
            amount: Balance,
        },
        /// An account gave money to the holders of a pool.
        PoolFunded {
            /// The pool.
            pool: PoolIdOf<T>,
            /// The account that gave.
            source: T::AccountId,
            /// The amount, in planck.
            amount: Balance,
        },
        /// Revenue of a pool without holders became commons, which go to the treasury.
        SentToCommons {
            /// The pool without holders.
            pool: PoolIdOf<T>,
            /// The amount, in planck.
            amount: Balance,
        },
        /// A holder received shares. They earn from the next era on.
        SharesAdded {
            /// The pool.
            pool: PoolIdOf<T>,
            /// The holder.
            holder: HolderOf<T>,
            /// The number of new shares.
            shares: Shares,
        },
        /// A holder lost shares. It keeps the revenue that they had earned.
        SharesRemoved {
            /// The pool.
            pool: PoolIdOf<T>,
            /// The holder.
            holder: HolderOf<T>,
            /// The number of shares removed.
            shares: Shares,
        },
        /// A position moved to another holder, with its unclaimed revenue.
        PositionMoved {
            /// The pool.
            pool: PoolIdOf<T>,
            /// The former holder.
            from: HolderOf<T>,
            /// The new holder.
            to: HolderOf<T>,
            /// The number of shares moved.
            shares: Shares,
            /// The unclaimed revenue moved, in planck.
            owed: Balance,
        },
        /// A model pool passed revenue on to the pools that hold it.
        Flowed {
            /// The model pool.
            pool: PoolIdOf<T>,
            /// The pools that received revenue, with the amounts in planck. A pool without holders passes its amount
            /// to the commons, and `SentToCommons` says so.
            to: BoundedVec<(PoolIdOf<T>, Balance), ConstU32<MAX_MEMBERS>>,
        },
        /// A model pool could not flow in idle time. Its revenue stays owed, and its next payment queues it again.
        FlowFailed {
            /// The model pool.
            pool: PoolIdOf<T>,
            /// The reason.
            error: DispatchError,
        },
        /// An account was paid the revenue that a pool owed to it. The amount is zero if the pool owed nothing any
        /// more.
        Claimed {
            /// The account that was paid.
            who: T::AccountId,
            /// The pool.
            pool: PoolIdOf<T>,
            /// The amount, in planck.
            amount: Balance,
        },
        /// Dues were paid out and burned. Amounts are in planck.
        DuesSwept {
            /// The era.
            era: Era,
            /// The treasury's part of payments.
            treasury: Balance,
            /// The amount burned.
            burned: Balance,
            /// Revenue of pools without holders, paid to the treasury.
            commons: Balance,
            /// Money that the ledger held beyond its debts, paid to the treasury.
            surplus: Balance,
            /// The part of surplus, dues and commons that the ledger's account kept, because the existential deposit
            /// was raised. The other amounts do not include it.
            kept: Balance,
        },
        /// Dues could not be paid out in idle time. They stay due until the next era.
        SweepFailed {
            /// The era.
            era: Era,
            /// The reason.
            error: DispatchError,
        },
        /// The ledger holds less than it owes. Payouts are stopped.
        ConservationBroken {
            /// The balance of the ledger's account, in planck.
            balance: Balance,
            /// The total owed, in planck. The account must hold its reserve in addition.
            owed: Balance,
        },
        /// Payouts were resumed.
        PayoutsResumed,
        /// Eras have another length from the next era on.
        EraLengthSet {
            /// The next era, the first one with the new length.
            from: Era,
            /// The number of blocks in an era until then.
            old: BlockNumberFor<T>,
            /// The number of blocks in an era from then on.
            length: BlockNumberFor<T>,
        },
        /// The chain stood still, and the clock of eras skipped that time.
        ClockSkipped {
            /// The number of the clock's blocks that were skipped.
            blocks: BlockNumberFor<T>,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The fee split is unknown or has expired. Use the one in force.
        FeeSplitNotFound,
        /// The pool has no holders that could take the money. Fund another pool.
        NoHolders,
        /// The holder has fewer shares than that. Remove at most the shares that it has.
        NotEnoughShares,
        /// The shares of the pool would reach 2^90. Use larger units per share.
        SharesTooLarge,
        /// The revenue of the pool in its lifetime would reach 2^100 planck. Use a new pool.
        RevenueTooLarge,
        /// The model pool has 52 members already. Combine some of them into a pool of their own.
        TooManyMembers,
        /// Choose another holder: a pool can hold only model pools, and a model's pool only those of later models. A
        /// curators' pool holds its datanet's.
        InvalidHolder,
        /// Only pools of models flow, and those of datanets to their curators'. Call `claim` for another pool.
        NotAModelPool,
        /// The model pool owes nothing to other pools. Try again after its next payment.
        NothingToFlow,
        /// The pool does not exist: it never had holders or revenue. Check the number or the account in its id.
        PoolNotFound,
        /// The ledger holds too little and pays nothing for now. Wait until payouts are resumed; your revenue stays
        /// owed.
        PayoutsStopped,
        /// The amount is too little to create the account. Claim when there is more; it stays owed.
        BelowMinimumBalance,
        /// Nothing is due. Try again after the next payment.
        NothingToSweep,
        /// Payouts are not stopped, so there is nothing to resume.
        PayoutsNotStopped,
        /// The ledger holds less than it owes. Send the missing amount to its account first.
        LedgerShort,
        /// Choose a length within `MinEraLength` and `MaxEraLength`.
        EraLengthOutOfRange,
        /// Choose a length between half and twice the one in force. Go further in a later era.
        EraLengthStepTooLarge,
        /// The named path does not lead from the model to the datanet. Name each model between, the latest first.
        NotInLineage,
        /// Two named paths reach a model from different models, or a datanet twice. Name one path for each.
        PathsMeet,
        /// Less is set aside for the era. Ask for at most that.
        NotSetAside,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            // No benchmark counts the whitelisted items: both are read in every block, and one is written in most.
            let whitelisted = T::DbWeight::get().reads_writes(2, 1).saturating_add(Weight::from_parts(0, HOOK_PROOF));
            T::WeightInfo::on_finalize_check().saturating_add(whitelisted)
        }

        fn on_finalize(_: BlockNumberFor<T>) {
            Self::check_conservation();
        }

        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::work_in_idle(remaining)
        }

        fn integrity_test() {
            assert!(!T::MinEraLength::get().is_zero(), "an era has at least one block");
            assert!(T::MinEraLength::get() <= T::MaxEraLength::get(), "the range of era lengths is empty");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Claim the revenue that a pool owes you.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_. The runtime takes the fee out of the amount that the claim pays, so the account can be
        /// empty.
        ///
        /// ## Details
        /// First lets each pool of `path` flow, in order, and skips those that have nothing to flow. Then pays
        /// everything that `pool` owes you in one transfer. From your own operator pool, this includes your part of
        /// payments and your commission. If the pool owes you nothing, for instance because somebody else claimed for
        /// you, the call succeeds and pays nothing.
        /// - `pool`: the pool, for instance that of a datanet.
        /// - `path`: the model pools whose revenue should reach `pool` first, the latest model first. May be empty.
        ///
        /// ## Errors
        /// - [`Error::PoolNotFound`] if the pool does not exist. Then the path does not flow.
        /// - [`Error::PayoutsStopped`] if the ledger was found short. Then the path does not flow either.
        /// - [`Error::BelowMinimumBalance`] if your account does not exist and the amount is too little to create it.
        ///
        /// ## Events
        /// Emits [`Event::Claimed`], and [`Event::Flowed`] for each pool of the path that flowed.
        ///
        /// ## Complexity
        /// O(p·m) for p pools in the path with m members each; p ≤ [`Config::MaxPath`], m ≤ 52. Unused weight is
        /// refunded.
        #[pallet::call_index(0)]
        #[pallet::weight(Pallet::<T>::weight_of_path(T::WeightInfo::claim, path.len().unique_saturated_into()))]
        pub fn claim(origin: OriginFor<T>, pool: PoolIdOf<T>, path: PathOf<T>) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::do_claim(&who, core::slice::from_ref(&pool), &path, T::WeightInfo::claim(0))
        }

        /// Pay another account the revenue that a pool owes to it.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anyone.
        ///
        /// ## Details
        /// Like [`Pallet::claim`], but pays `who`. You pay the fee.
        /// - `who`: the account to pay.
        /// - `pool`: the pool that owes it.
        /// - `path`: the model pools whose revenue should reach `pool` first, the latest model first. May be empty.
        ///
        /// ## Errors
        /// As [`Pallet::claim`], with respect to `who`.
        ///
        /// ## Events
        /// Emits [`Event::Claimed`], and [`Event::Flowed`] for each pool of the path that flowed.
        ///
        /// ## Complexity
        /// As [`Pallet::claim`].
        #[pallet::call_index(1)]
        #[pallet::weight(Pallet::<T>::weight_of_path(T::WeightInfo::claim_for, path.len().unique_saturated_into()))]
        pub fn claim_for(
            origin: OriginFor<T>,
            who: T::AccountId,
            pool: PoolIdOf<T>,
            path: PathOf<T>,
        ) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_claim(&who, core::slice::from_ref(&pool), &path, T::WeightInfo::claim_for(0))
        }

        /// Pass the revenue of a model pool on to the pools that hold it.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anyone.
        ///
        /// ## Details
        /// Credits the datanets and the parents' pools that hold shares of `pool`. Pools flow on their own when blocks
        /// have spare time. Call this to avoid the wait. No money leaves the ledger.
        /// - `pool`: the data pool or the builders' pool of a model. A datanet's passes on what it kept for its
        ///   curators' pending shares.
        ///
        /// ## Errors
        /// - [`Error::NotAModelPool`] if `pool` is neither a model's nor that of a datanet with curators' shares.
        /// - [`Error::NothingToFlow`] if it owes nothing to other pools.
        /// - [`Error::RevenueTooLarge`] if a pool that holds it can receive no more revenue.
        ///
        /// ## Events
        /// Emits [`Event::Flowed`], and [`Event::SentToCommons`] for each receiving pool without holders.
        ///
        /// ## Complexity
        /// O(m) for m members, m ≤ 52. Unused weight is refunded.
        #[pallet::call_index(2)]
        #[pallet::weight(Pallet::<T>::weight_of_flow(MAX_MEMBERS))]
        pub fn flow(origin: OriginFor<T>, pool: PoolIdOf<T>) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            let flow = Self::do_flow(&pool)?;
            Ok(Some(Self::weight_of_flow(flow.members)).into())
        }

        /// Pay the treasury its dues, and burn the amount that is due to be burned.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anyone.
        ///
        /// ## Details
        /// The ledger sweeps once an era on its own. Call this to avoid the wait. If the ledger holds more than its
        /// debts, for instance because of a gift, the treasury receives the surplus too.
        ///
        /// ## Errors
        /// - [`Error::NothingToSweep`] if nothing is due.
        /// - [`Error::PayoutsStopped`] if the ledger was found short.
        /// - [`Error::LedgerShort`] if the ledger is short now.
        /// - [`Error::BelowMinimumBalance`] if the dues are too little to create the treasury's account, and nothing is
        ///   to be burned.
        ///
        /// ## Events
        /// Emits [`Event::DuesSwept`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::sweep())]
        pub fn sweep(origin: OriginFor<T>) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_sweep()
        }

        /// Resume payouts after the ledger was found short.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::ResumeOrigin`].
        ///
        /// ## Details
        /// The ledger must hold everything that it owes again.
        ///
        /// ## Errors
        /// - [`Error::PayoutsNotStopped`] if payouts are not stopped.
        /// - [`Error::LedgerShort`] if the ledger still holds less than it owes.
        ///
        /// ## Events
        /// Emits [`Event::PayoutsResumed`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::resume_payouts())]
        pub fn resume_payouts(origin: OriginFor<T>) -> DispatchResult {
            T::ResumeOrigin::ensure_origin(origin)?;
            Self::do_resume_payouts()
        }

        /// Set the length of eras, from the next era on.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::EraOrigin`].
        ///
        /// ## Details
        /// The current era ends as it would have. A second call in the same era replaces the first.
        /// - `length`: the number of blocks in an era, from [`Config::MinEraLength`] to [`Config::MaxEraLength`], and
        ///   between half and twice the length in force.
        ///
        /// ## Errors
        /// - [`Error::EraLengthOutOfRange`] if `length` is outside the range.
        /// - [`Error::EraLengthStepTooLarge`] if `length` is less than half or more than twice the length in force.
        ///
        /// ## Events
        /// Emits [`Event::EraLengthSet`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::set_era_length())]
        pub fn set_era_length(origin: OriginFor<T>, length: BlockNumberFor<T>) -> DispatchResult {
            T::EraOrigin::ensure_origin(origin)?;
            Self::do_set_era_length(length)
        }

        /// Claim the revenue that several pools owe you.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_. The runtime takes the fee out of the amount that the claim pays, so the account can be
        /// empty.
        ///
        /// ## Details
        /// Pays everything that the pools owe you in one transfer. A pool that owes you nothing, for instance because
        /// somebody else claimed for you, pays nothing and does not stop the others.
        /// - `pools`: the pools, at most 16.
        ///
        /// ## Errors
        /// - [`Error::PoolNotFound`] if one of the pools does not exist.
        /// - [`Error::PayoutsStopped`] if the ledger was found short.
        /// - [`Error::BelowMinimumBalance`] if your account does not exist and the sum is too little to create it.
        ///
        /// ## Events
        /// Emits [`Event::Claimed`] for each pool.
        ///
        /// ## Complexity
        /// O(n) for n pools, n ≤ 16.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::claim_many(pools.len().unique_saturated_into()))]
        pub fn claim_many(origin: OriginFor<T>, pools: ClaimsOf<T>) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let weight = T::WeightInfo::claim_many(pools.len().unique_saturated_into());
            Self::do_claim(&who, &pools, &[], weight)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The record of `pool`, if it has one.
        pub fn pool(pool: PoolIdOf<T>) -> Option<PoolDetails> {
            Self::stored(&pool).map(PoolDetails::from)
        }

        /// The position of `holder` in `pool`, with the revenue credited so far.
        pub fn position(holder: HolderOf<T>, pool: PoolIdOf<T>) -> Option<Position> {
            Positions::<T>::get(holder, pool)
        }

        /// The amount that a claim of `who` on `pool` with an empty path would pay now, in planck.
        pub fn claimable(who: T::AccountId, pool: PoolIdOf<T>) -> Balance {
            Self::claimable_of(&who, &pool)
        }

        /// The revenue of `who` in all pools: claimable now, and claimable once the pools above have flowed.
        pub fn earnings(who: T::AccountId) -> Earnings<T::AccountId> {
            Self::earnings_of(&who)
        }

        /// The holders of shares in a model pool. Empty for other pools.
        pub fn members(pool: PoolIdOf<T>) -> Vec<HolderOf<T>> {
            Members::<T>::get(pool).into_inner()
        }

        /// The books: the total that the ledger owes, and its dues.
        pub fn books() -> Books {
            Totals::<T>::get()
        }

        /// The dues: the amounts owed to the treasury and the amount to be burned.
        pub fn dues() -> Dues {
            Totals::<T>::get().dues
        }

        /// The schedule of eras: the length of an era and the start of the current one.
        pub fn era_schedule() -> ScheduleOf<T> {
            EraSchedule::<T>::get()
        }

        /// The era of this block.
        pub fn current_era() -> Era {
            Self::era_now()
        }

        /// The account that holds everything owed.
        pub fn ledger_account() -> T::AccountId {
            impls::money::CustodyOf::<T>::account()
        }
    }
}
