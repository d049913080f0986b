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
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// The pallet macro expands to `expect`s and casts of its own.
#[allow(clippy::expect_used, clippy::as_conversions)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    #[cfg(feature = "try-runtime")]
    use frame::deps::sp_runtime::TryRuntimeError;
    use frame::{prelude::*, token::fungible};
    use openledger_primitives::{
        traits::{DatanetInspect, EraClock},
        Balance, DatanetId,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The pallet of sponsors.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The runtime's reasons for holds.
        type RuntimeHoldReason: From<HoldReason>;

        /// The currency of budgets, fees and deposits.
        type Currency: fungible::MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + fungible::Mutate<Self::AccountId>;

        /// The datanets and their owners.
        type Datanets: DatanetInspect<Self::AccountId>;

        /// The clock of limits, in eras. Must never go back.
        type Eras: EraClock;

        /// The id from which the accounts of budgets are derived. A change on a live chain would orphan every budget.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The deposit for a policy (at most 120 bytes), in planck, held from the budget. A change acts on later
        /// policies.
        #[pallet::constant]
        type PolicyDeposit: Get<Balance>;

        /// The deposit for the record of what an account used (at most 120 bytes), in planck, held from the budget.
        ///
        /// A change acts on later records.
        #[pallet::constant]
        type UsageDeposit: Get<Balance>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The reasons for which the pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The records of a sponsor, held from the budget.
        #[codec(index = 0)]
        Record,
    }

    /// The policy of each datanet that sponsors, and what its budget paid in the era of the last payment.
    // Ids are sequential, so nobody can choose keys.
    #[pallet::storage]
    pub type Sponsorships<T: Config> = StorageMap<_, Twox64Concat, DatanetId, Sponsorship, OptionQuery>;

    /// What each budget paid for each account in the era of its last payment, until anybody has it forgotten.
    // Blake2: accounts are chosen by their owners.
    #[pallet::storage]
    pub type Usages<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, T::AccountId, Usage, OptionQuery>;

    /// The sponsors that exist from block 0.
    #[pallet::genesis_config]
    #[derive(DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The sponsors, one for each datanet. Their budgets are taken from their funders.
        pub sponsors: Vec<GenesisSponsor<T::AccountId>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(&self.sponsors);
        }
    }

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A datanet's owner set what its budget pays from now on.
        PolicySet {
            /// The datanet.
            datanet: DatanetId,
            /// The policy; `None` if the budget pays nothing any more.
            policy: Option<Policy>,
        },
        /// An account added to a budget.
        Funded {
            /// The datanet.
            datanet: DatanetId,
            /// The account.
            who: T::AccountId,
            /// The amount, in planck.
            amount: Balance,
        },
        /// A datanet's owner took something out of the budget.
        Withdrawn {
            /// The datanet.
            datanet: DatanetId,
            /// The owner.
            owner: T::AccountId,
            /// The amount, in planck.
            amount: Balance,
        },
        /// A budget gave an account that never existed the existential deposit.
        Welcomed {
            /// The datanet.
            datanet: DatanetId,
            /// The account.
            who: T::AccountId,
            /// The existential deposit, in planck.
            amount: Balance,
        },
        /// A budget paid the fee of an account's transaction.
        FeePaid {
            /// The datanet.
            datanet: DatanetId,
            /// The account that signed the transaction.
            who: T::AccountId,
            /// The fee, in planck.
            amount: Balance,
        },
        /// A budget paid the deposit of an account's contributions. It is held from the budget, and what is released
        /// is in the budget again.
        DepositPaid {
            /// The datanet.
            datanet: DatanetId,
            /// The contributor.
            who: T::AccountId,
            /// The deposit, in planck.
            amount: Balance,
        },
        /// The record of what an account used in an earlier era was removed.
        Forgotten {
            /// The datanet.
            datanet: DatanetId,
            /// The account.
            who: T::AccountId,
            /// The deposit that is in the budget again, in planck.
            released: Balance,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no datanet with this id. Read the ids from `Datanets`.
        DatanetNotFound,
        /// Only the datanet's owner may do this. Ask the owner.
        NotOwner,
        /// The datanet has no policy that could end. There is nothing to do.
        NotSponsored,
        /// The amount is zero. Name an amount above zero.
        ZeroAmount,
        /// Withdraw less, or exactly what is free: more is on hold, or the rest could not keep the account alive.
        NotFree,
        /// There is no record of this account and datanet. There is nothing to do.
        NothingToForget,
        /// The record counts in this era. Wait until the next era.
        StillCounted,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            // Otherwise two datanets could have one budget.
            let [first, last] = [DatanetId(1), DatanetId(u32::MAX)].map(Pallet::<T>::account_of);
            assert!(first != last, "the accounts of budgets differ in the datanet's id");
            assert!(Pallet::<T>::is_budget(&last), "the datanet's id fits into the account of its budget");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The budget of a datanet: account, free and held amounts, policy, and what it paid in this era.
        pub fn budget(datanet: DatanetId) -> Option<BudgetInfo<T::AccountId>> {
            Self::info(datanet)
        }

        /// What `who` can still ask the budget of `datanet` for in this era.
        pub fn allowance(datanet: DatanetId, who: T::AccountId) -> Allowance {
            Self::allowance_of(datanet, &who)
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Set what a datanet's budget pays for contributors that cannot pay themselves.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// Acts at once, on later calls. What was paid stays paid, and deposits on hold return to the budget as before.
        /// A new policy's [`Config::PolicyDeposit`] is held from the budget, and released when the policy ends.
        /// - `policy`: the accounts (those on the datanet's list of contributors, or everyone); the most fees and the
        ///   most new deposits of an account in an era (planck); the most of all accounts in an era (planck); whether
        ///   an account that never existed is given the existential deposit. `None` ends the policy.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::NotSponsored`] if there is no policy that could end.
        /// - `TokenError::FundsUnavailable` if the budget cannot pay the deposit: `fund` it first.
        ///
        /// ## Events
        /// Emits [`Event::PolicySet`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(0)]
        pub fn set_policy(origin: OriginFor<T>, datanet: DatanetId, policy: Option<Policy>) -> DispatchResult {
            Self::do_set_policy(&ensure_signed(origin)?, datanet, policy)
        }

        /// Add to a datanet's budget.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_, by anyone.
        ///
        /// ## Details
        /// The budget is the owner's: the owner decides what it pays, and can withdraw what is free. A plain transfer
        /// to the account of the budget does the same.
        /// - `datanet`: its id. `amount`: planck, above zero. The signer stays alive. A new budget needs the
        ///   existential deposit.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::ZeroAmount`].
        /// - `TokenError` if the signer cannot pay, or the amount is too small for a new account.
        ///
        /// ## Events
        /// Emits [`Event::Funded`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(1)]
        pub fn fund(origin: OriginFor<T>, datanet: DatanetId, #[pallet::compact] amount: Balance) -> DispatchResult {
            Self::do_fund(ensure_signed(origin)?, datanet, amount)
        }

        /// Take something out of a datanet's budget.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// Deposits on hold stay. They are free when the contributions' records are removed, the records of accounts
        /// are forgotten and the policy has ended.
        /// - `amount`: planck, above zero: all that is free, or as much as leaves the existential deposit.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::ZeroAmount`], [`Error::NotFree`] if the amount is out of range.
        ///
        /// ## Events
        /// Emits [`Event::Withdrawn`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(2)]
        pub fn withdraw(
            origin: OriginFor<T>,
            datanet: DatanetId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            Self::do_withdraw(ensure_signed(origin)?, datanet, amount)
        }

        /// Remove the record of what an account used in an earlier era.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_, by anyone.
        ///
        /// ## Details
        /// Its deposit is in the budget again. Limits count from zero in each era, with or without the record.
        /// - `datanet`: the datanet that paid. `who`: the account that it paid for.
        ///
        /// ## Errors
        /// - [`Error::NothingToForget`] if there is no such record.
        /// - [`Error::StillCounted`] if the record is of this era.
        ///
        /// ## Events
        /// Emits [`Event::Forgotten`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(3)]
        pub fn forget(origin: OriginFor<T>, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_forget(datanet, who)
        }
    }
}
