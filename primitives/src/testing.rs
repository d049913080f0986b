// SPDX-License-Identifier: Apache-2.0

//! Doubles for the mocks of pallets: a ledger that only keeps shares, and a clock that tests set.

#![allow(clippy::arithmetic_side_effects, missing_docs)]

use crate::{
    traits::{AdvanceEras, EraClock, FundPool, MovePosition, RevenueShares},
    Balance, Era, Holder, PoolId, Shares,
};
use codec::{Decode, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use frame_support::{
    ensure, parameter_types,
    storage::types::{StorageDoubleMap, ValueQuery},
    traits::{fungible::Mutate, tokens::Preservation, StorageInstance},
    Blake2_128Concat,
};
use scale_info::TypeInfo;
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

/// Accounts of mocks are numbers.
pub type AccountId = u64;

/// The account that receives the money of [`FundPool::fund`].
pub const LEDGER: AccountId = 91;

parameter_types! {
    /// The era of [`Clock`]. Each test has its own, since it runs in a thread of its own; builders of externalities
    /// reset it.
    pub static CurrentEra: Era = 0;
    /// Whether [`Ledger`] refuses every change with `DispatchError::Unavailable`.
    pub static LedgerRefuses: bool = false;
}

/// A clock that stands at [`CurrentEra`].
pub struct Clock;

impl EraClock for Clock {
    fn current_era() -> Era {
        CurrentEra::get()
    }
}

impl AdvanceEras for Clock {
    fn advance_eras(eras: Era) {
        CurrentEra::mutate(|era| *era += eras);
    }
}

/// The shares of one holder in one pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Position {
    /// All shares.
    pub shares: Shares,
    /// The era in which shares joined last.
    pub era: Era,
    /// The shares that joined in that era.
    pub pending: Shares,
}

/// The place of [`Positions`] in storage.
pub struct PositionsInstance;

impl StorageInstance for PositionsInstance {
    const STORAGE_PREFIX: &'static str = "Positions";

    fn pallet_prefix() -> &'static str {
        "Testing"
    }
}

/// The positions of [`Ledger`]. They are in storage, so they roll back with a failed call.
pub type Positions = StorageDoubleMap<
    PositionsInstance,
    Blake2_128Concat,
    PoolId<AccountId>,
    Blake2_128Concat,
    Holder<AccountId>,
    Position,
    ValueQuery,
>;

/// A ledger that keeps shares and the era in which they joined. It earns nothing; `Currency` moves the money of
/// [`FundPool::fund`] to [`LEDGER`] and may be `()` if the mock funds no pools.
pub struct Ledger<Currency = ()>(PhantomData<Currency>);

impl<Currency> Ledger<Currency> {
    /// The shares of `pool` that earn in this era.
    pub fn earning(pool: &PoolId<AccountId>) -> Shares {
        let now = CurrentEra::get();
        let earns = |position: Position| position.shares - if position.era == now { position.pending } else { 0 };
        Positions::iter_prefix_values(pool).map(earns).sum()
    }

    fn put(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, position: Position) {
        if position.shares == 0 {
            Positions::remove(pool, holder);
        } else {
            Positions::insert(pool, holder, position);
        }
    }
}

fn ensure_open() -> DispatchResult {
    ensure!(!LedgerRefuses::get(), DispatchError::Unavailable);
    Ok(())
}

impl<Currency> RevenueShares<AccountId> for Ledger<Currency> {
    fn add(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult {
        ensure_open()?;
        assert!(shares > 0, "no pallet adds zero shares");
        let mut position = Positions::get(pool, holder);
        let now = CurrentEra::get();
        if position.era != now {
            (position.era, position.pending) = (now, 0);
        }
        position.shares = position.shares.checked_add(shares).ok_or(ArithmeticError::Overflow)?;
        position.pending += shares;
        Self::put(pool, holder, position);
        Ok(())
    }

    fn remove(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult {
        ensure_open()?;
        let mut position = Positions::get(pool, holder);
        position.shares = position.shares.checked_sub(shares).ok_or(ArithmeticError::Underflow)?;
        if position.era == CurrentEra::get() {
            position.pending -= shares.min(position.pending);
        }
        Self::put(pool, holder, position);
        Ok(())
    }

    fn remove_joined(
        pool: &PoolId<AccountId>,
        holder: &Holder<AccountId>,
        shares: Shares,
        joined: Era,
    ) -> DispatchResult {
        ensure_open()?;
        let mut position = Positions::get(pool, holder);
        let now = CurrentEra::get();
        if position.era != now {
            (position.era, position.pending) = (now, 0);
        }
        let earning = position.shares - position.pending;
        position.shares = position.shares.checked_sub(shares).ok_or(ArithmeticError::Underflow)?;
        // Shares of the other kind leave only if there are too few.
        let of_pending = if joined < now { shares.saturating_sub(earning) } else { shares.min(position.pending) };
        position.pending -= of_pending;
        Self::put(pool, holder, position);
        Ok(())
    }

    fn shares_of(pool: &PoolId<AccountId>, holder: &Holder<AccountId>) -> Shares {
        Positions::get(pool, holder).shares
    }

    fn total_shares(pool: &PoolId<AccountId>) -> Shares {
        Positions::iter_prefix_values(pool).map(|position| position.shares).sum()
    }
}

impl<Currency> MovePosition<AccountId> for Ledger<Currency> {
    fn move_position(pool: &PoolId<AccountId>, from: &Holder<AccountId>, to: &Holder<AccountId>) -> DispatchResult {
        ensure_open()?;
        let now = CurrentEra::get();
        let pending = |position: &Position| if position.era == now { position.pending } else { 0 };
        let moved = Positions::take(pool, from);
        let into = Positions::get(pool, to);
        let position =
            Position { shares: into.shares + moved.shares, era: now, pending: pending(&into) + pending(&moved) };
        Self::put(pool, to, position);
        Ok(())
    }
}

impl<Currency: Mutate<AccountId, Balance = Balance>> FundPool<AccountId> for Ledger<Currency> {
    fn fund(source: &AccountId, pool: &PoolId<AccountId>, amount: Balance) -> DispatchResult {
        ensure_open()?;
        ensure!(Self::total_shares(pool) > 0, DispatchError::Other("no holders"));
        Currency::transfer(source, &LEDGER, amount, Preservation::Preserve)?;
        Ok(())
    }
}
