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

/// Members that a lane of a model can have. Lists of this length are stored: DO NOT REDUCE.
pub const MAX_MEMBERS: u32 = 48;
/// Pools of a lineage that a question of a client looks at.
pub const MAX_LINEAGE: u32 = 4_096;
/// Models whose lanes flow by themselves in one block.
pub const MAX_FLOWS_PER_BLOCK: u32 = 256;
/// Models on one page of the flow queue. Pages of this length are stored: DO NOT REDUCE.
pub const MAX_PAGE: u32 = 256;

// The macros expand to `expect` and conversions that are theirs, not ours.
#[allow(clippy::expect_used, clippy::as_conversions)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame::{prelude::*, token::fungible};
    use openledger_primitives::{
        accumulator::{Note, Position},
        runtime_api::Earnings,
        traits::FeeSplitProvider,
        Balance, Era, ModelId, Shares, SplitVersion,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);
    /// Proof of the two whitelisted items with the trie nodes on the way to them, in bytes, with room to spare.
    const HOOK_PROOF: u64 = 4_096;

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The money: OPEN. Changing it live would orphan everything owed.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;

        /// How a payment is divided among the roles. A change acts on payments from then on.
        type FeeSplits: FeeSplitProvider;

        /// The clock that eras are measured with, in blocks. It may not go back: changing it live needs a migration of
        /// [`EraSchedule`].
        type BlockNumberProvider: BlockNumberProvider<BlockNumber = BlockNumberFor<Self>>;

        /// Who may resume payouts after the ledger was found short. Safe to change.
        type ResumeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who may set the length of eras. Safe to change.
        type EraOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The account that receives the treasury's part, commons and gifts. A change acts on the next sweep.
        type TreasuryAccount: Get<Self::AccountId>;

        /// Names the account that holds everything owed. DO NOT CHANGE on a live chain: the money would stay behind.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The least amount, in planck, that can be claimed without a fee. At least the existential deposit, so that a
        /// free claim never fails for being too small; it is what keeps free claims from being spam. Safe to change.
        #[pallet::constant]
        type MinFeelessClaim: Get<Balance>;

        /// Pools that a claim can flow first. Safe to raise; reducing it only shortens the paths of later claims.
        #[pallet::constant]
        type MaxPath: Get<u32>;

        /// Weights of the calls and hooks.
        type WeightInfo: WeightInfo;
    }

    /// The pools of datanets and operators. An entry appears with the first share or the first payment to an operator.
    // Blake2: operators choose their accounts.
    #[pallet::storage]
    pub type Pools<T: Config> = StorageMap<_, Blake2_128Concat, PoolIdOf<T>, PoolRecord>;

    /// The lanes of models. An entry appears with the first share in one of the two.
    // Twox: model ids are given in sequence.
    #[pallet::storage]
    pub type Models<T: Config> = StorageMap<_, Twox64Concat, ModelId, ModelRecord>;

    /// Who holds what of which pool. The holder comes first: what an account has, and which pools a pool gets revenue
    /// from, are prefixes.
    // Blake2: accounts are chosen by their owners.
    #[pallet::storage]
    pub type Positions<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, HolderOf<T>, Blake2_128Concat, PoolIdOf<T>, Position>;

    /// Where a pool took in the shares of an era, for positions that have not been settled since. The last one is in
    /// the pool itself as long as nobody joins.
    // Blake2 for accounts in pool ids; Twox for eras, which count up.
    #[pallet::storage]
    pub type Notes<T: Config> = StorageDoubleMap<_, Blake2_128Concat, PoolIdOf<T>, Twox64Concat, Era, Note>;

    /// Those who have shares in a lane of a model. Other pools have too many holders for a list, and need none.
    // Blake2 as for pools.
    #[pallet::storage]
    pub type Members<T: Config> =
        StorageMap<_, Blake2_128Concat, PoolIdOf<T>, BoundedVec<HolderOf<T>, ConstU32<MAX_MEMBERS>>, ValueQuery>;

    /// Models with something to flow, on pages: those that entered together are one item. A model is on one page at most. It
    /// stays there when it flows before its turn.
    // Identity: the order of keys is the order of work. Nobody chooses keys, they are made of eras and page numbers.
    #[pallet::storage]
    pub type FlowQueue<T: Config> = StorageMap<_, Identity, FlowKey, Page>;

    /// What the ledger owes in total.
    // Read in every block by `on_finalize`. `on_initialize` charges for that and one write: no call pays for it again.
    #[pallet::storage]
    #[pallet::whitelist_storage]
    pub type Totals<T: Config> = StorageValue<_, Books, ValueQuery>;

    /// When eras begin.
    // Read in every block by `on_idle`; charged for by `on_initialize`.
    #[pallet::storage]
    #[pallet::whitelist_storage]
    pub type EraSchedule<T: Config> = StorageValue<_, ScheduleOf<T>, ValueQuery>;

    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// Blocks in an era, at least one.
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
            EraSchedule::<T>::put(Schedule { era: 0, start, length: self.era_length });
            Pallet::<T>::open_ledger().expect("the ledger's account can be opened");
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A payment was credited to everybody behind it. The amounts are what each part really got, in planck.
        PaymentRouted {
            /// Who paid.
            payer: T::AccountId,
            /// The model that answered.
            model: ModelId,
            /// Who executed the request.
            operator: T::AccountId,
            /// What was paid.
            amount: Balance,
            /// The fee split used.
            split_version: SplitVersion,
            /// To the model's data lane.
            contributors: Balance,
            /// To the model's builders' lane.
            builders: Balance,
            /// To the operator itself, its commission included.
            operator_part: Balance,
            /// To the operator's stakers.
            stakers: Balance,
            /// To the treasury.
            treasury: Balance,
            /// To be burned.
            burn: Balance,
            /// To the treasury's commons, since nobody could take it.
            commons: Balance,
        },
        /// Somebody gave money to the holders of a pool.
        PoolFunded {
            /// The pool.
            pool: PoolIdOf<T>,
            /// Who gave.
            source: T::AccountId,
            /// How much, in planck.
            amount: Balance,
        },
        /// Revenue of a pool that nobody can take went to the treasury's commons.
        SentToCommons {
            /// The pool without holders.
            pool: PoolIdOf<T>,
            /// How much, in planck.
            amount: Balance,
        },
        /// Shares were given out. They earn from the next era on.
        SharesAdded {
            /// The pool.
            pool: PoolIdOf<T>,
            /// Who holds them.
            holder: HolderOf<T>,
            /// How many.
            shares: Shares,
        },
        /// Shares were taken back. What they earned stays with the holder.
        SharesRemoved {
            /// The pool.
            pool: PoolIdOf<T>,
            /// Who held them.
            holder: HolderOf<T>,
            /// How many.
            shares: Shares,
        },
        /// A position changed hands with all that it is owed.
        PositionMoved {
            /// The pool.
            pool: PoolIdOf<T>,
            /// Who had it.
            from: HolderOf<T>,
            /// Who has it.
            to: HolderOf<T>,
            /// Its shares.
            shares: Shares,
            /// What it is owed, in planck.
            owed: Balance,
        },
        /// What a pool owes to other pools was passed on to them.
        Flowed {
            /// The pool.
            pool: PoolIdOf<T>,
            /// How much, in planck.
            amount: Balance,
        },
        /// A pool could not flow by itself. It tries again with its next revenue; what it owes stays owed.
        FlowFailed {
            /// The pool.
            pool: PoolIdOf<T>,
            /// Why.
            error: DispatchError,
        },
        /// A holder was paid what a pool owed to it.
        Claimed {
            /// Who was paid.
            who: T::AccountId,
            /// The pool.
            pool: PoolIdOf<T>,
            /// How much, in planck.
            amount: Balance,
        },
        /// Dues were paid out. The amounts are in planck.
        DuesSwept {
            /// The era.
            era: Era,
            /// The treasury's part of payments.
            treasury: Balance,
            /// What was burned.
            burned: Balance,
            /// What nobody could take, to the treasury.
            commons: Balance,
            /// What the ledger held beyond its debts, to the treasury.
            surplus: Balance,
        },
        /// Dues could not be paid out. They stay due.
        SweepFailed {
            /// The era.
            era: Era,
            /// Why.
            error: DispatchError,
        },
        /// The ledger holds less than it owes. Payouts are stopped.
        ConservationBroken {
            /// What it holds, in planck.
            balance: Balance,
            /// What it owes, in planck, without the existential deposit that it also has to hold.
            owed: Balance,
        },
        /// Payouts go on.
        PayoutsResumed,
        /// Eras have another length from this block on.
        EraLengthSet {
            /// The era that goes on.
            era: Era,
            /// Blocks in an era until now.
            old: BlockNumberFor<T>,
            /// Blocks in an era from now on.
            new: BlockNumberFor<T>,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// Payments can not settle under this fee split, or no more. Use the one in force.
        UnknownSplitVersion,
        /// Nobody holds a share of the pool that could take the money. Fund another one.
        NoHolders,
        /// The holder has fewer shares than should be taken. Take at most what it has.
        NotEnoughShares,
        /// A pool can not have 2^90 shares or more. Use smaller units.
        SharesTooLarge,
        /// A pool can not receive 2^100 planck or more in its lifetime. Use a new pool.
        RevenueTooLarge,
        /// A lane of a model can have 48 members. Combine some of them into a pool of their own.
        TooManyMembers,
        /// Only a lane of a model can be held by a pool, and that pool may not be a lane of the same or a later model.
        InvalidHolder,
        /// Only lanes of models flow. Holders of other pools are paid by a claim.
        NotAModelPool,
        /// The pool owes nothing to other pools. Try again after the next payment.
        NothingToFlow,
        /// The pool owes nothing to this account. Flow what is above the pool first, or wait for the next payment.
        NothingToClaim,
        /// The ledger was found short and pays nothing until payouts are resumed. What is owed stays owed.
        PayoutsStopped,
        /// The account does not exist and the amount would not keep it alive. It stays owed: claim when there is more.
        BelowMinimumBalance,
        /// There are no dues. Try again after the next payment.
        NothingToSweep,
        /// Payouts are not stopped; there is nothing to resume.
        PayoutsNotStopped,
        /// The ledger holds less than it owes. Send the missing amount to its account first.
        LedgerShort,
        /// An era has at least one block. Choose a longer one.
        ZeroEraLength,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            // The whitelisted items, which no benchmark counts: read in every block, and written in most.
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
            use frame::token::fungible::Inspect;
            assert!(
                T::MinFeelessClaim::get() >= T::Currency::minimum_balance(),
                "a free claim must be enough to open an account"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::try_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Pay you what a pool owes you.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_. Free if `path` is empty and at least [`Config::MinFeelessClaim`] is claimable.
        ///
        /// ## Details
        /// First lets each pool of `path` flow, in order; those with nothing to flow are skipped. Then pays all that
        /// `pool` owes you in one transfer; if it is your own operator pool, your part of payments and your commission
        /// too.
        /// - `pool`: the pool, a datanet for instance.
        /// - `path`: pools above it whose revenue should reach it first, the latest model first. May be empty.
        ///
        /// ## Errors
        /// - [`Error::NothingToClaim`] if the pool owes you nothing; then nothing has flowed either.
        /// - [`Error::PayoutsStopped`] if the ledger was found short.
        /// - [`Error::BelowMinimumBalance`] if your account does not exist and the amount would not keep it alive.
        ///
        /// ## Events
        /// Emits [`Event::Claimed`], and [`Event::Flowed`] for pools of the path.
        ///
        /// ## Complexity
        /// O(p·m) for p pools in the path with m members each; p ≤ [`Config::MaxPath`], m ≤ 48. Unused weight is
        /// refunded.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::claim(path.len().unique_saturated_into()))]
        #[pallet::feeless_if(|origin: &OriginFor<T>, pool: &PoolIdOf<T>, path: &PathOf<T>| -> bool {
            Pallet::<T>::is_feeless_claim(origin, pool, path)
        })]
        pub fn claim(origin: OriginFor<T>, pool: PoolIdOf<T>, path: PathOf<T>) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::do_claim(&who, &pool, &path)
        }

        /// Pay somebody what a pool owes to them.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anyone.
        ///
        /// ## Details
        /// Like [`Pallet::claim`], but pays `who`; you pay the fee.
        /// - `who`: the account to pay.
        /// - `pool`: the pool that owes it.
        /// - `path`: pools above it whose revenue should reach it first, the latest model first. May be empty.
        ///
        /// ## Errors
        /// As [`Pallet::claim`], with respect to `who`.
        ///
        /// ## Events
        /// Emits [`Event::Claimed`], and [`Event::Flowed`] for pools of the path.
        ///
        /// ## Complexity
        /// As [`Pallet::claim`].
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::claim_for(path.len().unique_saturated_into()))]
        pub fn claim_for(
            origin: OriginFor<T>,
            who: T::AccountId,
            pool: PoolIdOf<T>,
            path: PathOf<T>,
        ) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            Self::do_claim(&who, &pool, &path)
        }

        /// Pass on what a lane of a model owes to other pools.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anyone.
        ///
        /// ## Details
        /// Credits the datanets and the parents' lanes that hold shares of `pool`. It happens by itself when blocks
        /// have room; this is for those who can't wait. No money leaves the ledger.
        /// - `pool`: the lane.
        ///
        /// ## Errors
        /// - [`Error::NotAModelPool`] if `pool` is not a lane of a model.
        /// - [`Error::NothingToFlow`] if it owes nothing to pools.
        /// - [`Error::RevenueTooLarge`] if a pool below it can receive no more.
        ///
        /// ## Events
        /// Emits [`Event::Flowed`], and [`Event::SentToCommons`] for a pool below it that nobody holds.
        ///
        /// ## Complexity
        /// O(m) for m members, m ≤ 48. Unused weight is refunded.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::flow(MAX_MEMBERS))]
        pub fn flow(origin: OriginFor<T>, pool: PoolIdOf<T>) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            let flow = Self::do_flow(&pool)?;
            Ok(Some(T::WeightInfo::flow(flow.members)).into())
        }

        /// Pay out what is due to the treasury and burn what is due to be burned.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anyone.
        ///
        /// ## Details
        /// It happens by itself once an era; this is for those who can't wait. What the ledger holds beyond its debts,
        /// a stranger's gift, goes to the treasury too.
        ///
        /// ## Errors
        /// - [`Error::NothingToSweep`] if nothing is due.
        /// - [`Error::PayoutsStopped`] if the ledger was found short.
        /// - [`Error::LedgerShort`] if it is short now.
        /// - [`Error::BelowMinimumBalance`] if all that is due is too little to open the treasury's account.
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

        /// Let payouts go on after the ledger was found short.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::ResumeOrigin`].
        ///
        /// ## Details
        /// The ledger must hold what it owes again.
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

        /// Set how long eras are from now on.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::EraOrigin`].
        ///
        /// ## Details
        /// The era that goes on keeps its number and is `length` blocks long from this block on.
        /// - `length`: blocks in an era, at least one.
        ///
        /// ## Errors
        /// - [`Error::ZeroEraLength`] if `length` is zero.
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
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// A pool.
        pub fn pool(pool: PoolIdOf<T>) -> Option<PoolDetails> {
            Self::stored(&pool).map(PoolDetails::from)
        }

        /// What `holder` has in `pool`, as last settled.
        pub fn position(holder: HolderOf<T>, pool: PoolIdOf<T>) -> Option<Position> {
            Positions::<T>::get(holder, pool)
        }

        /// What a claim of `who` on `pool` with an empty path would pay now, in planck.
        pub fn claimable(who: T::AccountId, pool: PoolIdOf<T>) -> Balance {
            Self::claimable_of(&who, &pool)
        }

        /// What `who` can claim in all pools, and what has not flowed yet.
        pub fn earnings(who: T::AccountId) -> Earnings<T::AccountId> {
            Self::earnings_of(&who)
        }

        /// Those who have shares in a lane of a model.
        pub fn members(pool: PoolIdOf<T>) -> Vec<HolderOf<T>> {
            Members::<T>::get(pool).into_inner()
        }

        /// What the ledger owes in total.
        pub fn totals() -> Books {
            Totals::<T>::get()
        }

        /// What the ledger owes to the treasury and to nobody.
        pub fn dues() -> Dues {
            Totals::<T>::get().dues
        }

        /// When eras begin.
        pub fn era_schedule() -> ScheduleOf<T> {
            EraSchedule::<T>::get()
        }

        /// The era that this block belongs to.
        pub fn current_era() -> Era {
            Self::era_now()
        }

        /// The account that holds everything owed.
        pub fn ledger_account() -> T::AccountId {
            Self::account()
        }
    }
}
