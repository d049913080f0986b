// SPDX-License-Identifier: Apache-2.0

#![cfg_attr(not(feature = "std"), no_std)]
#![doc = include_str!("../README.md")]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
pub mod cohorts;
mod impls;
#[cfg(test)]
mod mock;
pub mod rate;
#[cfg(test)]
mod tests;
mod try_state;
pub mod types;
pub mod weights;

pub use cohorts::{Cohort, Cohorts, MAX_COHORTS};
pub use pallet::*;
pub use rate::Rate;
pub use types::{
    Amount, CreditOf, Joined, NextCommission, Operator, OperatorDetails, OperatorStatus, Signers, SlashWindow, Stake,
    StakeDetails, StakeList, MAX_AMOUNTS, MAX_CHUNKS, MAX_EARLIER_SIGNERS, MAX_OPERATORS_LOOKED_AT,
};
pub use weights::WeightInfo;

// The macros of FRAME expand to casts that are not ours. `expect_used`: the genesis build must stop the chain.
#[allow(clippy::as_conversions, clippy::expect_used)]
#[frame::pallet]
pub mod pallet {
    use crate::{
        Cohorts, CreditOf, Operator, OperatorDetails, Rate, Signers, Stake, StakeDetails, StakeList, WeightInfo,
    };
    use alloc::vec::Vec;
    use frame::{
        prelude::*,
        traits::{fungible::hold::Balanced as BalancedHold, OnUnbalanced},
    };
    use openledger_primitives::{
        traits::{EraClock, OperatorSigner, RevenueShares},
        Balance, Era,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The runtime's reasons for holds.
        type RuntimeHoldReason: From<HoldReason>;

        /// The currency of stake. Stake is on hold in the staker's own account, and moves only when it is slashed.
        /// A change on a live chain needs a migration of every hold.
        #[cfg(not(feature = "runtime-benchmarks"))]
        type Currency: fungible::hold::Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + BalancedHold<Self::AccountId>;

        /// The currency of stake. Benchmarks also mint it.
        #[cfg(feature = "runtime-benchmarks")]
        type Currency: fungible::hold::Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + BalancedHold<Self::AccountId>
            + fungible::Mutate<Self::AccountId>;

        /// Receives slashes, less the rewards of reporters. Safe to change: it acts on pending slashes too.
        type OnSlash: OnUnbalanced<CreditOf<Self>>;

        /// The ledger that shares an operator's revenue among its stakers, by what their stakes are worth. A change on
        /// a live chain needs a migration of every share.
        type Shares: RevenueShares<Self::AccountId>;

        /// The clock of unbonding and commissions, which never goes back. It must be the ledger's.
        #[cfg(not(feature = "runtime-benchmarks"))]
        type Eras: EraClock;

        /// The clock of unbonding and commissions. Benchmarks also advance it.
        #[cfg(feature = "runtime-benchmarks")]
        type Eras: EraClock + openledger_primitives::traits::AdvanceEras;

        /// The smallest own bond of an active operator, in planck.
        /// At least [`Config::MinDelegation`]. After a rise, operators below it are inactive until they bond more.
        #[pallet::constant]
        type MinOperatorBond: Get<Balance>;

        /// The smallest stake of a delegator with one operator, in planck, above zero.
        /// After a rise, smaller delegations stay; they can be filled up, or unbonded as a whole.
        #[pallet::constant]
        type MinDelegation: Get<Balance>;

        /// The number of eras that unbonding takes, at least 1. It must be at least [`Config::DisputeEras`], or stake
        /// could leave before a slash. Above [`MAX_CHUNKS`](crate::MAX_CHUNKS), a staker that unbonds in every era may
        /// have to wait before the next amount. A change leaves stake that unbonds already alone.
        #[pallet::constant]
        type UnbondingEras: Get<Era>;

        /// The number of eras, the current one included, in which an offense can be reported, from 1 to
        /// [`MAX_COHORTS`](crate::MAX_COHORTS) − 1. Stake that joined in each is counted apart. A rise acts on later
        /// stake.
        #[pallet::constant]
        type DisputeEras: Get<Era>;

        /// Delegated stake counts towards coverage up to this many times the operator's own bond. A change acts at
        /// once.
        #[pallet::constant]
        type MaxDelegationRatio: Get<u32>;

        /// The number of eras of notice for a higher commission, at least 1. A change leaves announced ones alone.
        #[pallet::constant]
        type CommissionNotice: Get<Era>;

        /// The highest commission.
        /// A lower maximum caps every higher commission at once. After a rise, capped commissions rise with it without
        /// notice, unless their operators have set others since.
        #[pallet::constant]
        type MaxCommission: Get<Permill>;

        /// The weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The reasons for which the pallet holds tokens.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// Stake with an operator, unbonding stake included.
        #[codec(index = 0)]
        Stake,
    }

    /// The operators. A record exists while any stake, unbonding stake included, is with the operator.
    #[pallet::storage]
    pub type Operators<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Operator>;

    /// The stake of each operator by the eras in which it joined. A slash takes from the cohorts that were there.
    #[pallet::storage]
    pub type CohortsOf<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Cohorts, ValueQuery>;

    /// The keys that sign receipts and acceptances for operators. An operator without a record signs itself.
    #[pallet::storage]
    pub type SignersOf<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Signers<T::AccountId>>;

    // Every key is an account, which users choose, so it needs a cryptographic hash.
    /// The stakes by operator and staker. An operator's own bond is its stake with itself.
    #[pallet::storage]
    pub type Stakes<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, Stake>;

    /// The operators that exist from block 0. They pass the same checks as in `bond`.
    #[pallet::genesis_config]
    #[derive(DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Account, bond in planck and commission of each. The accounts need the existential deposit on top of the
        /// bond.
        pub operators: Vec<(T::AccountId, Balance, Permill)>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            for (who, amount, commission) in &self.operators {
                Pallet::<T>::do_bond(who.clone(), *amount, *commission).expect("an operator of the genesis can bond");
            }
        }
    }

    #[allow(missing_docs)] // The documentation of each variant covers its fields.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An account became an operator. The `commission` is its part of its stakers' revenue.
        OperatorRegistered { operator: T::AccountId, commission: Permill },
        /// A staker put `amount` planck on hold as stake; the operator itself for its own bond. They earn from the era
        /// `earns_from` on.
        Staked { operator: T::AccountId, staker: T::AccountId, amount: Balance, earns_from: Era },
        /// A stake of `amount` planck started to unbond and stopped earning. It can be withdrawn from `unlock_era` on.
        Unbonded { operator: T::AccountId, staker: T::AccountId, amount: Balance, unlock_era: Era },
        /// Unbonding tokens of `amount` planck were staked again. They earn from the era `earns_from` on.
        Rebonded { operator: T::AccountId, staker: T::AccountId, amount: Balance, earns_from: Era },
        /// Tokens of `amount` planck that had finished unbonding were released to their owner.
        Withdrawn { operator: T::AccountId, staker: T::AccountId, amount: Balance },
        /// An operator announced another commission, in force from the era `from` on. It replaces an earlier
        /// announcement. The `old` one is in force until then.
        CommissionAnnounced { operator: T::AccountId, old: Permill, commission: Permill, from: Era },
        /// An operator took the announced commission `canceled` back. The `commission` in force stays.
        CommissionChangeCanceled { operator: T::AccountId, commission: Permill, canceled: Permill },
        /// An operator takes no work and no delegations for now.
        Chilled { operator: T::AccountId },
        /// An operator takes work and delegations again.
        Resumed { operator: T::AccountId },
        /// An operator stopped; its own bond unbonds. It may come back before its record is removed.
        Left { operator: T::AccountId },
        /// The last stake with an operator was withdrawn, and its record was removed.
        OperatorRemoved { operator: T::AccountId },
        /// An operator and its stakers were slashed, unless they joined after the era of the `offense` or were slashed
        /// in its window. Each slashed stake loses the `part`. The `amount`, in planck, is exact for the
        /// operator's own stake, which is taken at once; for each other amount it is exact to less than a
        /// planck, rounded in the staker's favor. The `reporter` was paid the `reward` out of the operator's own
        /// loss, in planck. The `rate` is the worth of 10^18 shares of the operator's pool since, in planck, for
        /// stake that was slashed once in each window.
        Slashed {
            operator: T::AccountId,
            part: Permill,
            amount: Balance,
            reporter: Option<T::AccountId>,
            reward: Balance,
            rate: Rate,
            offense: Era,
        },
        /// A pending slash of `amount` planck was taken from the hold of a stake.
        SlashApplied { operator: T::AccountId, staker: T::AccountId, amount: Balance },
        /// A stake that slashes made worthless was removed.
        WorthlessStakeRemoved { operator: T::AccountId, staker: T::AccountId },
        /// An operator named the account that signs receipts and acceptances for it from now on. Receipts of the `old`
        /// signer up to this era can still convict the operator.
        SignerSet { operator: T::AccountId, old: T::AccountId, signer: T::AccountId },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The account is an operator already. Use `bond_extra`, and `resume` to work again after `leave`.
        AlreadyOperator,
        /// There is no such operator. Check the account, or become one with `bond`.
        OperatorNotFound,
        /// The operator is chilled, leaving or bonded too little. Choose another, or wait until it is active again.
        OperatorNotActive,
        /// The operator is active already. There is nothing to resume.
        AlreadyActive,
        /// The operator is leaving already. Unbond later bonds, and withdraw the rest once it has finished unbonding.
        AlreadyLeaving,
        /// The account has no stake with this operator, unbonding stake included. Check both accounts.
        StakeNotFound,
        /// An operator cannot delegate to itself. Use `bond_extra`.
        SelfDelegation,
        /// The amount is zero. Name an amount above zero.
        ZeroAmount,
        /// An active operator's own bond would be too small. Bond more; to unbond more, `chill` or `leave` first.
        BondBelowMinimum,
        /// The stake would be below the minimum. Stake more, or unbond the whole amount.
        BelowMinimum,
        /// The amount is above the stake. Unbond at most the whole stake.
        InsufficientStake,
        /// The amount is above the unbonding stake. Rebond at most the whole of it.
        InsufficientUnbonding,
        /// Too many amounts of this stake unbond already. Wait for the first to finish, or unbond the whole stake.
        TooManyChunks,
        /// No part of this stake has finished unbonding. Wait for the era named when it was unbonded.
        NothingToWithdraw,
        /// The commission is above the maximum. Choose a lower one.
        CommissionTooHigh,
        /// This commission is in force, and no other is announced. There is nothing to do.
        CommissionUnchanged,
        /// Slashes have ruined the operator: no stake can join it. Choose another; the account can `bond` again once
        /// all its stakers have withdrawn.
        OperatorRuined,
        /// This stake has no pending slash. There is nothing to do.
        NothingToApply,
        /// The operator works, or has a bond. Only its delegators can unbond, until it has left or is ruined.
        OperatorNotGone,
        /// The operator was slashed too often for more stake to be kept apart. Choose another, or wait until others
        /// leave.
        TooManyCohorts,
        /// This account signs for the operator already. There is nothing to do.
        SignerUnchanged,
        /// Too many signers were replaced within the dispute window. Wait until the first one is forgotten.
        TooManySigners,
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

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The operator `who` in this era; `None` if it is not an operator.
        pub fn operator_details(who: T::AccountId) -> Option<OperatorDetails> {
            Operators::<T>::get(who).map(Self::details)
        }

        /// The stake of `staker` with `operator`, unbonding included, in planck, after all slashes.
        pub fn stake(operator: T::AccountId, staker: T::AccountId) -> Option<StakeDetails> {
            Self::stake_details(&operator, &staker)
        }

        /// The stakes of `staker` with each operator, unordered.
        /// Looks at most at [`MAX_OPERATORS_LOOKED_AT`](crate::MAX_OPERATORS_LOOKED_AT) operators.
        pub fn stakes_of(staker: T::AccountId) -> StakeList<T::AccountId> {
            Self::listed(&staker)
        }

        /// The account that signs receipts and acceptances for `operator` now: its own, unless it named another.
        pub fn signer(operator: T::AccountId) -> T::AccountId {
            <Self as OperatorSigner<T::AccountId>>::signer(&operator)
        }

        /// The amount that `staker` can withdraw now from its stake with `operator`, in planck.
        pub fn withdrawable(operator: T::AccountId, staker: T::AccountId) -> Balance {
            Self::withdrawable_of(&operator, &staker).unwrap_or_default()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Become an operator with a bond of the signer's tokens.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an account that is not an operator.
        ///
        /// ## Details
        /// The bond is put on hold in the signer's account and earns from the next era on. The operator is active at
        /// once: it can take delegations and work.
        /// - `amount`: the bond in planck, at least [`Config::MinOperatorBond`].
        /// - `commission`: the operator's part of its stakers' revenue, at most [`Config::MaxCommission`].
        ///
        /// ## Errors
        /// - [`Error::AlreadyOperator`] if the signer is an operator.
        /// - [`Error::CommissionTooHigh`] if `commission` is above the maximum.
        /// - [`Error::BondBelowMinimum`] if `amount` is below the minimum.
        /// - `TokenError::FundsUnavailable` if the signer's free balance is too small.
        ///
        /// ## Events
        /// Emits [`Event::OperatorRegistered`] and [`Event::Staked`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(0)]
        pub fn bond(origin: OriginFor<T>, #[pallet::compact] amount: Balance, commission: Permill) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_bond(who, amount, commission)
        }

        /// Add to the signer's own bond.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an operator, even if it is chilled or leaving.
        ///
        /// ## Details
        /// The amount is put on hold in the signer's account and earns from the next era on.
        /// - `amount`: the addition, in planck.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`] if the signer is not an operator.
        /// - [`Error::OperatorRuined`] if slashes have ruined it.
        /// - [`Error::ZeroAmount`] if `amount` is zero.
        /// - [`Error::BondBelowMinimum`] if an active operator's bond stays below [`Config::MinOperatorBond`].
        /// - [`Error::BelowMinimum`] if a chilled or leaving operator's bond stays below [`Config::MinDelegation`].
        /// - [`Error::TooManyCohorts`] if the operator was slashed too often for more stake to be kept apart.
        /// - `TokenError::FundsUnavailable` if the signer's free balance is too small.
        ///
        /// ## Events
        /// Emits [`Event::Staked`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(1)]
        pub fn bond_extra(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_bond_extra(who, amount)
        }

        /// Stake with an operator, or add to the stake.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an account other than the operator's.
        ///
        /// ## Details
        /// The amount is put on hold in the signer's account and earns from the next era on. An account can delegate to
        /// any number of operators.
        /// - `operator`: an active operator.
        /// - `amount`: the stake, in planck; with an earlier stake, at least [`Config::MinDelegation`].
        ///
        /// ## Errors
        /// - [`Error::SelfDelegation`] if the signer is `operator`.
        /// - [`Error::OperatorNotFound`] if `operator` is not an operator.
        /// - [`Error::OperatorRuined`] if slashes have ruined it.
        /// - [`Error::OperatorNotActive`] if it is chilled, leaving or bonded too little.
        /// - [`Error::ZeroAmount`] if `amount` is zero.
        /// - [`Error::BelowMinimum`] if the delegation would be below the minimum.
        /// - [`Error::TooManyCohorts`] if the operator was slashed too often for more stake to be kept apart.
        /// - `TokenError::FundsUnavailable` if the signer's free balance is too small.
        ///
        /// ## Events
        /// Emits [`Event::Staked`]; before it [`Event::SlashApplied`] if a slash was pending.
        ///
        /// ## Complexity
        /// O(1), however many delegators the operator has.
        #[pallet::call_index(2)]
        pub fn delegate(
            origin: OriginFor<T>,
            operator: T::AccountId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let staker = ensure_signed(origin)?;
            Self::do_delegate(staker, operator, amount)
        }

        /// Unbond stake: an operator's own bond or a delegation.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the staker.
        ///
        /// ## Details
        /// The amount stops earning at once and stays on hold for [`Config::UnbondingEras`]. Earlier earnings stay
        /// claimable. Stake that does not earn yet goes first. Amounts that unbond until the same era are one entry.
        /// Unbonding stake can be slashed until it is withdrawn. A whole stake can always unbond: without room for
        /// another era it joins the amount that unbonds last, and both finish in the later era.
        /// - `operator`: the operator; the signer itself for its own bond.
        /// - `amount`: the whole stake, or an amount that leaves at least [`Config::MinDelegation`], in planck. An
        ///   active operator keeps [`Config::MinOperatorBond`].
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`], [`Error::StakeNotFound`] if there is no such operator, or no stake with it.
        /// - [`Error::ZeroAmount`] if `amount` is zero.
        /// - [`Error::InsufficientStake`] if the stake is smaller.
        /// - [`Error::BondBelowMinimum`] if an active operator would be left with too small a bond.
        /// - [`Error::BelowMinimum`] if the rest would be too small, but not zero.
        /// - [`Error::TooManyChunks`] if a part is to unbond, and [`MAX_CHUNKS`](crate::MAX_CHUNKS) others do already.
        ///
        /// ## Events
        /// Emits [`Event::Unbonded`]; before it [`Event::SlashApplied`] if a slash was pending.
        ///
        /// ## Complexity
        /// O(1), at most [`MAX_CHUNKS`](crate::MAX_CHUNKS) entries.
        #[pallet::call_index(3)]
        pub fn unbond(
            origin: OriginFor<T>,
            operator: T::AccountId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let staker = ensure_signed(origin)?;
            Self::do_unbond(staker, operator, amount)
        }

        /// Stake unbonding tokens again, with the same operator.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the staker.
        ///
        /// ## Details
        /// The tokens with the latest release go first. They earn from the next era on, and are slashed like before.
        /// - `operator`: the operator; the signer itself for its own bond.
        /// - `amount`: at most the unbonding stake, in planck. The minimum of a new stake applies.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`], [`Error::StakeNotFound`] if there is no such operator, or no stake with it.
        /// - [`Error::ZeroAmount`] if `amount` is zero.
        /// - [`Error::OperatorRuined`] if slashes have ruined it.
        /// - [`Error::OperatorNotActive`] if a delegator rebonds with a chilled, leaving or too little bonded operator.
        /// - [`Error::InsufficientUnbonding`] if the unbonding stake is smaller.
        /// - [`Error::BondBelowMinimum`] if an active operator's bond stays below its minimum.
        /// - [`Error::BelowMinimum`] if the stake stays below [`Config::MinDelegation`].
        ///
        /// ## Events
        /// Emits [`Event::Rebonded`]; before it [`Event::SlashApplied`] if a slash was pending.
        ///
        /// ## Complexity
        /// O(1), at most [`MAX_CHUNKS`](crate::MAX_CHUNKS) entries.
        #[pallet::call_index(4)]
        pub fn rebond(
            origin: OriginFor<T>,
            operator: T::AccountId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let staker = ensure_signed(origin)?;
            Self::do_rebond(staker, operator, amount)
        }

        /// Withdraw the signer's stake that has finished unbonding.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the staker.
        ///
        /// ## Details
        /// The hold is released, less pending slashes. The operator's record is removed with the last stake. A stake
        /// that slashes made worthless is removed at once.
        /// - `operator`: the operator; the signer itself for its own bond.
        ///
        /// ## Errors
        /// - [`Error::StakeNotFound`] if the signer has no stake with `operator`.
        /// - [`Error::NothingToWithdraw`] if no part has finished unbonding.
        /// - `TokenError::CannotCreate` if it is below the existential deposit and the staker has no free balance.
        ///
        /// ## Events
        /// Emits [`Event::Withdrawn`], or [`Event::WorthlessStakeRemoved`] if the stake was worthless; before it
        /// [`Event::SlashApplied`] if a slash was pending; last [`Event::OperatorRemoved`] with the last stake.
        ///
        /// ## Complexity
        /// O(1), at most [`MAX_CHUNKS`](crate::MAX_CHUNKS) entries.
        #[pallet::call_index(5)]
        pub fn withdraw_unbonded(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
            let staker = ensure_signed(origin)?;
            Self::do_withdraw(staker, operator)
        }

        /// Withdraw another account's stake that has finished unbonding.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by any account.
        ///
        /// ## Details
        /// As `withdraw_unbonded` by the staker. The tokens become free in the staker's own account.
        /// - `staker`: the owner of the tokens.
        /// - `operator`: the operator.
        ///
        /// ## Errors
        /// Those of `withdraw_unbonded`.
        ///
        /// ## Events
        /// Those of `withdraw_unbonded`.
        ///
        /// ## Complexity
        /// O(1), at most [`MAX_CHUNKS`](crate::MAX_CHUNKS) entries.
        #[pallet::call_index(6)]
        pub fn withdraw_unbonded_for(
            origin: OriginFor<T>,
            staker: T::AccountId,
            operator: T::AccountId,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_withdraw(staker, operator)
        }

        /// Announce another commission.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an operator.
        ///
        /// ## Details
        /// A lower commission is in force from the next era on, a higher one after [`Config::CommissionNotice`] eras. A
        /// new announcement replaces an earlier one; the commission in force takes it back.
        /// - `commission`: the operator's part of its stakers' revenue, at most [`Config::MaxCommission`].
        ///
        /// ## Errors
        /// - [`Error::CommissionTooHigh`] if `commission` is above the maximum.
        /// - [`Error::OperatorNotFound`] if the signer is not an operator.
        /// - [`Error::CommissionUnchanged`] if it is in force and no other is announced.
        ///
        /// ## Events
        /// Emits [`Event::CommissionAnnounced`] or [`Event::CommissionChangeCanceled`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(7)]
        pub fn set_commission(origin: OriginFor<T>, commission: Permill) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_commission(who, commission)
        }

        /// Stop taking new work and delegations for now.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an active operator.
        ///
        /// ## Details
        /// All stake stays and keeps earning from payments that still come. The whole bond can be unbonded now.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`] if the signer is not an operator.
        /// - [`Error::OperatorNotActive`] if it is chilled or leaving.
        ///
        /// ## Events
        /// Emits [`Event::Chilled`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(8)]
        pub fn chill(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_chill(who)
        }

        /// Take work and delegations again after `chill` or `leave`.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by a chilled or leaving operator.
        ///
        /// ## Details
        /// The bond must be large enough: after `leave`, bring it back first with `rebond` or `bond_extra`.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`] if the signer is not an operator.
        /// - [`Error::AlreadyActive`] if it is active.
        /// - [`Error::OperatorRuined`] if slashes have ruined it.
        /// - [`Error::BondBelowMinimum`] if its bond is below [`Config::MinOperatorBond`].
        ///
        /// ## Events
        /// Emits [`Event::Resumed`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(9)]
        pub fn resume(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_resume(who)
        }

        /// Stop being an operator.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an active or chilled operator.
        ///
        /// ## Details
        /// The whole bond unbonds, which always works. Delegations stay until their owners unbond them, or any account
        /// does by `unbond_for`, and keep earning from payments that still come. The record is removed with the
        /// last stake; then the account can `bond` again. Before that it can come back with `rebond` or
        /// `bond_extra` and `resume`.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`] if the signer is not an operator.
        /// - [`Error::AlreadyLeaving`] if it is leaving.
        ///
        /// ## Events
        /// Emits [`Event::Unbonded`] if there was a bond, and [`Event::Left`].
        ///
        /// ## Complexity
        /// O(1), however many delegators the operator has.
        #[pallet::call_index(10)]
        pub fn leave(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_leave(who)
        }

        /// Take a pending slash of a stake from the staker's hold.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by any account.
        ///
        /// ## Details
        /// The worth of the stake does not change. Every other call that touches the stake applies the slash too. A
        /// worthless stake is removed. The shares become those that its worth is due: a stake that a slash spared
        /// receives more.
        /// - `operator`: the slashed operator.
        /// - `staker`: the owner of the stake.
        ///
        /// ## Errors
        /// - [`Error::StakeNotFound`] if `staker` has no stake with `operator`.
        /// - [`Error::NothingToApply`] if the stake has no pending slash, and the shares that it is due.
        ///
        /// ## Events
        /// Emits [`Event::SlashApplied`] if a slash was pending, [`Event::WorthlessStakeRemoved`] if the stake was
        /// worthless, and [`Event::OperatorRemoved`] with the last stake.
        ///
        /// ## Complexity
        /// O(1), at most [`MAX_CHUNKS`](crate::MAX_CHUNKS) entries.
        #[pallet::call_index(11)]
        pub fn apply_slash(origin: OriginFor<T>, operator: T::AccountId, staker: T::AccountId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_apply_slash(operator, staker)
        }

        /// Unbond the whole stake of a delegator of an operator that is gone.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by any account.
        ///
        /// ## Details
        /// As `unbond` of the whole stake. An operator is gone if it is chilled or leaving without a bond, or if
        /// slashes have ruined it. Once everything is withdrawn, its account is free to `bond` again.
        /// - `operator`: the operator.
        /// - `staker`: the delegator; the operator itself for its own stake.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`], [`Error::StakeNotFound`] if there is no such operator, or no stake with it.
        /// - [`Error::OperatorNotGone`] if the operator works or has a bond.
        /// - [`Error::InsufficientStake`] if nothing is staked: all of it unbonds already, or is worthless.
        ///
        /// ## Events
        /// Emits [`Event::Unbonded`]; before it [`Event::SlashApplied`] if a slash was pending.
        ///
        /// ## Complexity
        /// O(1), at most [`MAX_AMOUNTS`](crate::MAX_AMOUNTS) entries.
        #[pallet::call_index(12)]
        pub fn unbond_for(origin: OriginFor<T>, operator: T::AccountId, staker: T::AccountId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_unbond_for(operator, staker)
        }

        /// Name the account that signs receipts and acceptances for the operator.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an operator.
        ///
        /// ## Details
        /// It signs from now on, and the signer before it no longer signs acceptances. Receipts that an earlier signer
        /// dated up to this era can convict the operator for the whole dispute window. It needs no balance, and
        /// can do nothing else.
        /// - `signer`: the account whose key signs; the operator's own to end it.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`] if the sender is not an operator.
        /// - [`Error::SignerUnchanged`] if `signer` signs for it already.
        /// - [`Error::TooManySigners`] if too many signers were replaced within the dispute window.
        ///
        /// ## Events
        /// Emits [`Event::SignerSet`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(13)]
        pub fn set_signer(origin: OriginFor<T>, signer: T::AccountId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_signer(who, signer)
        }
    }
}
