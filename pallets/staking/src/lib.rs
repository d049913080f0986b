// SPDX-License-Identifier: Apache-2.0

#![cfg_attr(not(feature = "std"), no_std)]
#![doc = include_str!("../README.md")]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
pub mod rate;
#[cfg(test)]
mod tests;
mod try_state;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use rate::Rate;
pub use types::{
    Chunk, CreditOf, Joined, NextCommission, Operator, OperatorDetails, OperatorStatus, Stake, StakeDetails, StakeList,
    MAX_CHUNKS, MAX_OPERATORS_LOOKED_AT,
};
pub use weights::WeightInfo;

// `as_conversions`: what the macros generate. `expect_used`: genesis has nobody to return an error to.
#[allow(clippy::as_conversions, clippy::expect_used)]
#[frame::pallet]
pub mod pallet {
    use crate::{CreditOf, Operator, OperatorDetails, Rate, Stake, StakeDetails, StakeList, WeightInfo};
    use alloc::vec::Vec;
    use frame::{
        prelude::*,
        traits::{fungible::hold::Balanced as BalancedHold, OnUnbalanced},
    };
    use openledger_primitives::{
        traits::{EraClock, RevenueShares},
        Balance, Era,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The runtime's hold reasons, of which stake is one.
        type RuntimeHoldReason: From<HoldReason>;

        /// The token that is staked. Stake is put on hold in the staker's own account, and moves only when it is slashed.
        /// Changing it live needs a migration of every hold.
        #[cfg(not(feature = "runtime-benchmarks"))]
        type Currency: fungible::hold::Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + BalancedHold<Self::AccountId>;

        /// As above. Benchmarks mint what they stake.
        #[cfg(feature = "runtime-benchmarks")]
        type Currency: fungible::hold::Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + BalancedHold<Self::AccountId>
            + fungible::Mutate<Self::AccountId>;

        /// Where goes what is slashed, less the reward of the reporter. Safe to change: what is slashed and not taken
        /// yet goes to the new place.
        type OnSlash: OnUnbalanced<CreditOf<Self>>;

        /// The ledger, which shares an operator's revenue among its stakers: one share for each point. Changing it live
        /// needs a migration of every share.
        type Shares: RevenueShares<Self::AccountId>;

        /// The clock of unbonding and commissions. It has to be the ledger's, so that stake counts from the era from
        /// which it earns. Never goes back.
        type Eras: EraClock;

        /// The least that an active operator has bonded itself, in planck, at least [`Config::MinDelegation`]. Raised
        /// live, operators below it are inactive until they bond more; nothing else happens to them.
        #[pallet::constant]
        type MinOperatorBond: Get<Balance>;

        /// The least that a delegator has staked with one operator, in planck, above zero. Raised live, smaller
        /// delegations stay; they can be filled up, or unbonded as a whole.
        #[pallet::constant]
        type MinDelegation: Get<Balance>;

        /// How many eras unbonding takes, at least 1. It has to be more than the eras after which an offence can still be
        /// reported, or stake could leave before a slash. Above [`MAX_CHUNKS`](crate::MAX_CHUNKS), who unbonds in every era
        /// may have to wait with the next amount. Changed live, what unbonds already keeps its era of release.
        #[pallet::constant]
        type UnbondingEras: Get<Era>;

        /// How many eras ahead a higher commission is announced, at least 1. Changed live, what is announced already
        /// keeps its era.
        #[pallet::constant]
        type CommissionNotice: Get<Era>;

        /// The highest commission. Lowered live, it caps every higher commission at once. Raised live, commissions that
        /// it capped rise with it, without notice, unless their operators have set others since.
        #[pallet::constant]
        type MaxCommission: Get<Permill>;

        /// The calls' weights.
        type WeightInfo: WeightInfo;
    }

    /// Why tokens are on hold.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// They are staked with an operator, or unbond.
        #[codec(index = 0)]
        Stake,
    }

    // Accounts are chosen by users, so keys are hashed with a hash that nobody can aim.
    /// The operators. A record lives until nobody has anything staked or unbonding with the operator.
    #[pallet::storage]
    pub type Operators<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Operator>;

    // Both keys are accounts, chosen by users: the same hash for the same reason.
    /// What is staked, by operator and staker. The operator's own bond is the record in which it is its own staker.
    #[pallet::storage]
    pub type Stakes<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, Stake>;

    /// The operators of a new chain. They go through the same checks as a call of `bond`.
    #[pallet::genesis_config]
    #[derive(DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Account, bond in planck and commission of each. The accounts need the existential deposit besides the bond.
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

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An account became an operator.
        OperatorRegistered {
            /// The operator.
            operator: T::AccountId,
            /// Its part of its stakers' revenue.
            commission: Permill,
        },
        /// Tokens were put on hold as stake.
        Staked {
            /// With whom.
            operator: T::AccountId,
            /// Whose tokens; the operator's, if it is its own bond.
            staker: T::AccountId,
            /// How much, in planck.
            amount: Balance,
            /// The first era in which it earns.
            earns_from: Era,
        },
        /// Stake started to unbond, and stopped to earn.
        Unbonded {
            /// With whom it was staked.
            operator: T::AccountId,
            /// Whose stake.
            staker: T::AccountId,
            /// How much, in planck.
            amount: Balance,
            /// The first era in which it can be withdrawn.
            unlock_era: Era,
        },
        /// Tokens that were unbonding were staked again.
        Rebonded {
            /// With whom.
            operator: T::AccountId,
            /// Whose tokens.
            staker: T::AccountId,
            /// How much, in planck.
            amount: Balance,
            /// The first era in which it earns.
            earns_from: Era,
        },
        /// Tokens that had finished unbonding were released to their owner.
        Withdrawn {
            /// With whom they were staked.
            operator: T::AccountId,
            /// Whose tokens.
            staker: T::AccountId,
            /// How much, in planck.
            amount: Balance,
        },
        /// An operator announced another commission. It replaces what was announced before.
        CommissionAnnounced {
            /// The operator.
            operator: T::AccountId,
            /// The commission in force.
            old: Permill,
            /// The commission announced.
            new: Permill,
            /// The first era in which the new one is in force.
            from: Era,
        },
        /// An operator took an announced commission back.
        CommissionChangeCancelled {
            /// The operator.
            operator: T::AccountId,
            /// The commission in force, which stays.
            commission: Permill,
            /// The commission that had been announced.
            cancelled: Permill,
        },
        /// An operator takes no work and no delegations for now.
        Chilled {
            /// The operator.
            operator: T::AccountId,
        },
        /// An operator takes work and delegations again.
        Resumed {
            /// The operator.
            operator: T::AccountId,
        },
        /// An operator stopped; its own bond unbonds. It may come back before its record is removed.
        Left {
            /// The operator.
            operator: T::AccountId,
        },
        /// The last stake with an operator was withdrawn, and its record is gone.
        OperatorRemoved {
            /// Who was the operator.
            operator: T::AccountId,
        },
        /// An operator was slashed, and with it everybody who has stake with it, unbonding stake included.
        Slashed {
            /// The operator.
            operator: T::AccountId,
            /// The part that everybody loses.
            part: Permill,
            /// What they lose together, in planck: exact for the operator's own stake, which is taken at once, and to
            /// less than a planck for each amount that others have, in whose favour it is rounded.
            amount: Balance,
            /// Who was rewarded for the report, if anybody was.
            reporter: Option<T::AccountId>,
            /// The reward, in planck, from what the operator itself lost.
            reward: Balance,
            /// What 10^18 points of the operator are worth from now on, in planck.
            rate: Rate,
        },
        /// What an operator's slashes took of a stake was taken from its hold.
        SlashApplied {
            /// The operator.
            operator: T::AccountId,
            /// Whose stake.
            staker: T::AccountId,
            /// How much, in planck.
            amount: Balance,
        },
        /// A stake of which slashes have left nothing was removed.
        WorthlessStakeRemoved {
            /// The operator.
            operator: T::AccountId,
            /// Whose stake it was.
            staker: T::AccountId,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The account is an operator already. Use `bond_extra`, and `resume` to work again after `leave`.
        AlreadyOperator,
        /// There is no such operator. Check the account, or become one with `bond`.
        OperatorNotFound,
        /// The operator is chilled, leaves or has too small a bond. Choose another, or wait until it is active again.
        OperatorNotActive,
        /// The operator works already, so there is nothing to resume.
        AlreadyActive,
        /// The operator leaves already. What it has bonded since can be unbonded; the rest is to withdraw once it has
        /// finished unbonding.
        AlreadyLeaving,
        /// The account has nothing staked or unbonding with this operator. Check both accounts.
        StakeNotFound,
        /// An operator can't delegate to itself. Use `bond_extra`.
        SelfDelegation,
        /// The amount is zero. Name an amount above zero.
        ZeroAmount,
        /// An active operator's own bond would be too small. Bond more; to unbond more, `chill` or `leave` first.
        BondBelowMinimum,
        /// Less than the minimum would be staked with this operator. Stake more, or unbond the whole amount.
        BelowMinimum,
        /// Less than this is staked. Unbond at most what is staked.
        InsufficientStake,
        /// Less than this is unbonding. Rebond at most what unbonds.
        InsufficientUnbonding,
        /// Too many amounts of this stake unbond already. Withdraw what has finished, or wait for the first to finish.
        TooManyChunks,
        /// Nothing of this stake has finished unbonding. Wait for the era named when it was unbonded.
        NothingToWithdraw,
        /// The commission is above the highest one allowed. Choose a lower one.
        CommissionTooHigh,
        /// This is the commission in force, and no other is announced. Nothing to do.
        CommissionUnchanged,
        /// Slashes have left less than a thousandth of a planck of each point of this operator, so nothing can be staked
        /// with it any more. Unbond what is left, and choose another; once all is withdrawn the account can `bond` anew.
        OperatorRuined,
        /// Nothing of this stake was slashed since it was touched last, so there is nothing to take.
        NothingToApply,
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
        /// The operator `who` as it stands in this era, if it is one.
        pub fn operator_details(who: T::AccountId) -> Option<OperatorDetails> {
            Operators::<T>::get(who).map(Self::details)
        }

        /// What `staker` has staked and unbonding with `operator`, in planck, after all slashes.
        pub fn stake(operator: T::AccountId, staker: T::AccountId) -> Option<StakeDetails> {
            Self::stake_details(&operator, &staker)
        }

        /// What `staker` has staked and unbonding with each operator, in no order. Looks at
        /// [`MAX_OPERATORS_LOOKED_AT`](crate::MAX_OPERATORS_LOOKED_AT) operators at most; where there are more, ask for
        /// each `stake` by its operator.
        pub fn stakes_of(staker: T::AccountId) -> StakeList<T::AccountId> {
            Self::listed(&staker)
        }

        /// What `staker` can withdraw now from its stake with `operator`, in planck.
        pub fn withdrawable(operator: T::AccountId, staker: T::AccountId) -> Balance {
            Self::withdrawable_of(&operator, &staker).unwrap_or_default()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Become an operator, with a bond of own tokens.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an account that is not an operator.
        ///
        /// ## Details
        /// The bond is put on hold in the caller's account and earns from the next era on. The operator is active at
        /// once: it can be delegated to and take work.
        /// - `amount`: the bond in planck, at least [`Config::MinOperatorBond`].
        /// - `commission`: the operator's part of its stakers' revenue, at most [`Config::MaxCommission`].
        ///
        /// ## Errors
        /// - [`Error::AlreadyOperator`] if the caller is an operator.
        /// - [`Error::CommissionTooHigh`] if `commission` is above the maximum.
        /// - [`Error::BondBelowMinimum`] if `amount` is below the minimum.
        /// - `TokenError::FundsUnavailable` if the caller's free balance is too small.
        ///
        /// ## Events
        /// Emits [`Event::OperatorRegistered`] and [`Event::Staked`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(0)]
        pub fn bond(origin: OriginFor<T>, #[pallet::compact] amount: Balance, commission: Permill) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_bond(who, amount, commission)
        }

        /// Add to the caller's own bond.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an operator, also a chilled or leaving one.
        ///
        /// ## Details
        /// The amount is put on hold in the caller's account and earns from the next era on.
        /// - `amount`: what to add, in planck.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`] if the caller is not an operator.
        /// - [`Error::OperatorRuined`] if slashes have left next to nothing of its points.
        /// - [`Error::ZeroAmount`] if `amount` is zero.
        /// - [`Error::BondBelowMinimum`] if an active operator's bond stays below [`Config::MinOperatorBond`].
        /// - [`Error::BelowMinimum`] if another operator's bond stays below [`Config::MinDelegation`].
        /// - `TokenError::FundsUnavailable` if the caller's free balance is too small.
        ///
        /// ## Events
        /// Emits [`Event::Staked`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(1)]
        pub fn bond_extra(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_bond_extra(who, amount)
        }

        /// Stake with an operator, for the first time or more.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by any account but the operator's.
        ///
        /// ## Details
        /// The amount is put on hold in the caller's account and earns from the next era on. An account can delegate to
        /// any number of operators.
        /// - `operator`: an active operator.
        /// - `amount`: what to stake, in planck. With what is staked already, at least [`Config::MinDelegation`].
        ///
        /// ## Errors
        /// - [`Error::SelfDelegation`] if the caller is `operator`.
        /// - [`Error::OperatorNotFound`] if `operator` is none.
        /// - [`Error::OperatorRuined`] if slashes have left next to nothing of its points.
        /// - [`Error::OperatorNotActive`] if it is chilled, leaves or has too small a bond.
        /// - [`Error::ZeroAmount`] if `amount` is zero.
        /// - [`Error::BelowMinimum`] if the delegation would be below the minimum.
        /// - `TokenError::FundsUnavailable` if the caller's free balance is too small.
        ///
        /// ## Events
        /// Emits [`Event::Staked`]; before it [`Event::SlashApplied`] if an earlier stake was slashed.
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

        /// Let stake unbond: an operator's own bond or a delegation.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the staker.
        ///
        /// ## Details
        /// The amount stops to earn at once and stays on hold for [`Config::UnbondingEras`]. What was earned stays
        /// claimable. Stake that does not earn yet goes first. Amounts that unbond until the same era are one entry.
        /// What unbonds is slashed like what is staked, until it is withdrawn.
        /// - `operator`: with whom it is staked; the caller itself for its own bond.
        /// - `amount`: in planck; the whole stake, or so that at least [`Config::MinDelegation`] is left. An active
        ///   operator keeps [`Config::MinOperatorBond`].
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`], [`Error::StakeNotFound`] if there is no such operator, or no stake with it.
        /// - [`Error::ZeroAmount`] if `amount` is zero.
        /// - [`Error::InsufficientStake`] if less is staked.
        /// - [`Error::BondBelowMinimum`] if an active operator would be left with too small a bond.
        /// - [`Error::BelowMinimum`] if too little, but not nothing, would be left.
        /// - [`Error::TooManyChunks`] if amounts unbond until [`MAX_CHUNKS`](crate::MAX_CHUNKS) other eras already.
        ///
        /// ## Events
        /// Emits [`Event::Unbonded`]; before it [`Event::SlashApplied`] if the stake was slashed.
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

        /// Stake again what unbonds, with the same operator.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the staker.
        ///
        /// ## Details
        /// Takes first what would be released last. It is new stake: it earns from the next era on.
        /// - `operator`: with whom it was staked; the caller itself for its own bond.
        /// - `amount`: in planck, at most what unbonds. The minimum of a new stake applies.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`], [`Error::StakeNotFound`] if there is no such operator, or no stake with it.
        /// - [`Error::ZeroAmount`] if `amount` is zero.
        /// - [`Error::OperatorRuined`] if slashes have left next to nothing of its points.
        /// - [`Error::OperatorNotActive`] if it is another's, and chilled, leaving or with too small a bond.
        /// - [`Error::InsufficientUnbonding`] if less unbonds.
        /// - [`Error::BondBelowMinimum`] if an active operator's bond stays below its minimum.
        /// - [`Error::BelowMinimum`] if the stake stays below [`Config::MinDelegation`].
        ///
        /// ## Events
        /// Emits [`Event::Rebonded`]; before it [`Event::SlashApplied`] if the stake was slashed.
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

        /// Release what has finished unbonding of the caller's stake with an operator.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the staker.
        ///
        /// ## Details
        /// The hold is lifted, less what was slashed. The operator's record goes with the last thing staked or unbonding
        /// with it. A stake of which slashes have left nothing is removed, finished or not.
        /// - `operator`: with whom it was staked; the caller itself for its own bond.
        ///
        /// ## Errors
        /// - [`Error::StakeNotFound`] if the caller has nothing with `operator`.
        /// - [`Error::NothingToWithdraw`] if nothing has finished.
        /// - `TokenError::CannotCreate` if it is below the existential deposit and the staker has no free balance.
        ///
        /// ## Events
        /// Emits [`Event::Withdrawn`], or [`Event::WorthlessStakeRemoved`] if slashes have left nothing; before it
        /// [`Event::SlashApplied`] if the stake was slashed; last [`Event::OperatorRemoved`] if it was the last.
        ///
        /// ## Complexity
        /// O(1), at most [`MAX_CHUNKS`](crate::MAX_CHUNKS) entries.
        #[pallet::call_index(5)]
        pub fn withdraw_unbonded(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
            let staker = ensure_signed(origin)?;
            Self::do_withdraw(staker, operator)
        }

        /// Release what has finished unbonding of somebody's stake with an operator.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anybody.
        ///
        /// ## Details
        /// As `withdraw_unbonded` by the staker. The tokens become free in the staker's own account; the caller gets
        /// nothing.
        /// - `staker`: whose tokens.
        /// - `operator`: with whom they were staked.
        ///
        /// ## Errors
        /// - [`Error::StakeNotFound`] if `staker` has nothing with `operator`.
        /// - [`Error::NothingToWithdraw`] if nothing has finished.
        /// - `TokenError::CannotCreate` if it is below the existential deposit and the staker has no free balance.
        ///
        /// ## Events
        /// Emits [`Event::Withdrawn`], or [`Event::WorthlessStakeRemoved`] if slashes have left nothing; before it
        /// [`Event::SlashApplied`] if the stake was slashed; last [`Event::OperatorRemoved`] if it was the last.
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
        /// A fall is in force from the next era on, a rise after [`Config::CommissionNotice`] eras. One change can be
        /// announced at a time; another replaces it. To name the commission in force takes the announced one back.
        /// - `commission`: the operator's part of its stakers' revenue, at most [`Config::MaxCommission`].
        ///
        /// ## Errors
        /// - [`Error::CommissionTooHigh`] if `commission` is above the maximum.
        /// - [`Error::OperatorNotFound`] if the caller is not an operator.
        /// - [`Error::CommissionUnchanged`] if it is in force and no other is announced.
        ///
        /// ## Events
        /// Emits [`Event::CommissionAnnounced`] or [`Event::CommissionChangeCancelled`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(7)]
        pub fn set_commission(origin: OriginFor<T>, commission: Permill) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_commission(who, commission)
        }

        /// Pause: take no new work and no delegations.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an active operator.
        ///
        /// ## Details
        /// All stake stays and keeps earning from what is still paid. The whole bond can be unbonded now.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`] if the caller is not an operator.
        /// - [`Error::OperatorNotActive`] if it is chilled or leaving already.
        ///
        /// ## Events
        /// Emits [`Event::Chilled`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(8)]
        pub fn chill(origin: OriginFor<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_chill(who)
        }

        /// Work again after `chill` or `leave`.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by a chilled or leaving operator.
        ///
        /// ## Details
        /// The bond has to be there: after `leave`, bring it back first with `rebond` or `bond_extra`.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`] if the caller is not an operator.
        /// - [`Error::AlreadyActive`] if it is active.
        /// - [`Error::OperatorRuined`] if slashes have left next to nothing of its points.
        /// - [`Error::BondBelowMinimum`] if its bond is below [`Config::MinOperatorBond`].
        ///
        /// ## Events
        /// Emits [`Event::Resumed`].
        ///
        /// ## Complexity
        /// O(1)
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
        /// The whole bond unbonds. Delegations stay and keep earning from what is still paid, until their owners unbond
        /// them. The record goes when the last thing with this operator is withdrawn; then the account can `bond` anew.
        /// Before that it can come back with `rebond` or `bond_extra` and `resume`.
        ///
        /// ## Errors
        /// - [`Error::OperatorNotFound`] if the caller is not an operator.
        /// - [`Error::AlreadyLeaving`] if it leaves already.
        /// - [`Error::TooManyChunks`] if its bond unbonds until [`MAX_CHUNKS`](crate::MAX_CHUNKS) other eras already.
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

        /// Take from a staker's hold what an operator's slashes have taken of its stake.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anybody.
        ///
        /// ## Details
        /// The stake is worth the same before and after. Whatever else touches the stake does this too. A stake of which
        /// slashes have left nothing is removed.
        /// - `operator`: who was slashed.
        /// - `staker`: whose stake.
        ///
        /// ## Errors
        /// - [`Error::StakeNotFound`] if `staker` has nothing with `operator`.
        /// - [`Error::NothingToApply`] if nothing was slashed since the stake was touched last.
        ///
        /// ## Events
        /// Emits [`Event::SlashApplied`]; [`Event::WorthlessStakeRemoved`] if the stake was worth nothing, and
        /// [`Event::OperatorRemoved`] if it was the last.
        ///
        /// ## Complexity
        /// O(1), at most [`MAX_CHUNKS`](crate::MAX_CHUNKS) entries.
        #[pallet::call_index(11)]
        pub fn apply_slash(origin: OriginFor<T>, operator: T::AccountId, staker: T::AccountId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_apply_slash(operator, staker)
        }
    }
}
