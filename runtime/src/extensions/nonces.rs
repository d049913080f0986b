// SPDX-License-Identifier: Apache-2.0

//! The nonces of accounts that no longer exist.
//!
//! The SDK deletes an account's nonce together with the account. If the account is created again, its nonce starts at
//! zero, and anybody can submit its old immortal transactions a second time. On this chain an account that has sent a
//! transaction leaves its nonce behind, and continues with it if it is created again.

// The pallet macro expands to `expect`s and conversions.
#![allow(clippy::expect_used, clippy::as_conversions)]

use crate::{AccountId, Balance, Nonce, Runtime, System};
use polkadot_sdk::{
    frame_support::traits::StoredMap,
    frame_system::{self, AccountInfo},
    pallet_balances::AccountData,
    sp_runtime::DispatchError,
};

pub use pallet_nonces::*;

/// Whether something keeps the account alive. Only then its nonce is paid for.
fn is_alive(account: &AccountInfo<Nonce, AccountData<Balance>>) -> bool {
    account.providers > 0 || account.sufficients > 0
}

/// The nonce of the next transaction of `who`, whether the account exists or not.
pub fn next(who: &AccountId) -> Nonce {
    living(who).unwrap_or_else(|| Retained::<Runtime>::get(who))
}

/// The nonce of the next transaction of `who`, if the account exists.
pub(super) fn living(who: &AccountId) -> Option<Nonce> {
    let account = frame_system::Account::<Runtime>::get(who);
    is_alive(&account).then_some(account.nonce)
}

/// The accounts of `frame_system`, which keep their nonces beyond their end.
///
/// Balances are stored through this type. They are the only thing that creates and ends accounts to which a key exists,
/// so no such account begins or ends unnoticed. A hook of `frame_system` would not do: it is called while the account's
/// new record is in memory, so a nonce that it writes is overwritten.
pub struct Accounts;

impl StoredMap<AccountId, AccountData<Balance>> for Accounts {
    fn get(who: &AccountId) -> AccountData<Balance> {
        <System as StoredMap<_, _>>::get(who)
    }

    fn try_mutate_exists<R, E: From<DispatchError>>(
        who: &AccountId,
        mutate: impl FnOnce(&mut Option<AccountData<Balance>>) -> Result<R, E>,
    ) -> Result<R, E> {
        let before = living(who);
        let result = <System as StoredMap<_, _>>::try_mutate_exists(who, mutate)?;
        match (before, living(who)) {
            (Some(nonce), None) => retain(who, nonce),
            (None, Some(_)) => restore(who),
            _ => (),
        }
        Ok(result)
    }
}

/// Whether to write even if nothing changes. A benchmark's accounts have sent nothing, and the write has to be weighed.
const ALWAYS_WRITE: bool = cfg!(feature = "runtime-benchmarks");

/// Keep the nonce of an account that has ended. An account that never sent a transaction leaves nothing behind.
fn retain(who: &AccountId, nonce: Nonce) {
    if nonce > 0 || ALWAYS_WRITE {
        Retained::<Runtime>::insert(who, nonce);
    }
}

/// Use up the nonces before `next` of an account that does not exist, but is about to be created.
pub(super) fn set_next(who: &AccountId, next: Nonce) {
    Retained::<Runtime>::insert(who, next);
}

/// Give an account that was just created the nonce that it left behind.
fn restore(who: &AccountId) {
    let nonce = Retained::<Runtime>::get(who);
    if nonce > 0 || ALWAYS_WRITE {
        Retained::<Runtime>::remove(who);
        frame_system::Account::<Runtime>::mutate(who, |account| account.nonce = nonce);
    }
}

/// Stores the nonces of accounts that no longer exist.
#[polkadot_sdk::frame_support::pallet]
pub mod pallet_nonces {
    use polkadot_sdk::{frame_support::pallet_prelude::*, frame_system, sp_runtime::TryRuntimeError};

    /// A pallet with one storage item and no calls.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: polkadot_sdk::frame_system::Config {}

    /// The nonce of each account that has ended after it had sent a transaction.
    ///
    /// An entry is removed when its account is created again. Each one has cost at least the fee of a transaction.
    // Blake2: accounts are chosen by their owners.
    #[pallet::storage]
    pub type Retained<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, T::Nonce, ValueQuery>;

    #[pallet::hooks]
    impl<T: Config> Hooks<frame_system::pallet_prelude::BlockNumberFor<T>> for Pallet<T> {
        #[cfg(feature = "try-runtime")]
        fn try_state(_: frame_system::pallet_prelude::BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
            Self::do_try_state()
        }
    }

    impl<T: Config> Pallet<T> {
        /// Check that no account exists twice: with its own nonce, and with one that it left behind.
        pub fn do_try_state() -> Result<(), TryRuntimeError> {
            for who in Retained::<T>::iter_keys() {
                ensure!(
                    !frame_system::Pallet::<T>::account_exists(&who),
                    "an account that exists has a retained nonce"
                );
            }
            Ok(())
        }
    }
}
