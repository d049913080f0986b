// SPDX-License-Identifier: Apache-2.0

//! Claims, sweeps, and the check that the ledger holds as much as it owes.

use super::{flow::Flow, money::CustodyOf};
use crate::{AccountIdOf, Books, Call, Config, Dues, Error, Event, Pallet, PoolIdOf, Record, Totals, MAX_MEMBERS};
use alloc::vec::Vec;
use frame::{
    deps::frame_support::{dispatch::WithPostDispatchInfo, storage::with_storage_layer},
    prelude::*,
};
use openledger_primitives::{Balance, Holder, PoolId};

impl<T: Config> Pallet<T> {
    /// Let the pools of `path` flow, and pay `who` what `pools` owe to it. `weight` is that of the call without a path.
    pub(crate) fn do_claim(
        who: &AccountIdOf<T>,
        pools: &[PoolIdOf<T>],
        path: &[PoolIdOf<T>],
        mut weight: Weight,
    ) -> DispatchResultWithPostInfo {
        // A claim that cannot pay does not flow its path, and does not pay for it.
        if Totals::<T>::get().payouts_stopped {
            return Err(Error::<T>::PayoutsStopped.with_weight(weight));
        }
        if !pools.iter().all(|pool| Self::stored(pool).is_some()) {
            return Err(Error::<T>::PoolNotFound.with_weight(weight));
        }
        for above in path {
            // If a pool of the path cannot flow, the claim is paid nevertheless.
            let members =
                with_storage_layer(|| Self::flow_now(above)).map_or(MAX_MEMBERS, |Flow { members, .. }| members);
            weight.saturating_accrue(Self::weight_of_flow(members));
        }
        Self::pay_holder(who, pools).map_err(|error| error.with_weight(weight))?;
        Ok(Some(weight).into())
    }

    /// Pay `who` everything that `pools` owe to it, in one transfer. This may be nothing.
    fn pay_holder(who: &AccountIdOf<T>, pools: &[PoolIdOf<T>]) -> DispatchResult {
        let mut sum: Balance = 0;
        for pool in pools {
            let amount = Self::take_claimable(who, pool)?;
            sum = sum.checked_add(amount).ok_or(ArithmeticError::Overflow)?;
            Self::deposit_event(Event::Claimed { who: who.clone(), pool: pool.clone(), amount });
        }
        if sum > 0 {
            Self::ensure_payable(who, sum)?;
            Totals::<T>::try_mutate(|totals| {
                totals.owed = totals.owed.checked_sub(sum).ok_or(ArithmeticError::Underflow)?;
                Ok::<_, DispatchError>(())
            })?;
            CustodyOf::<T>::pay(who, sum)?;
        }
        Ok(())
    }

    /// Take what `pool` owes to `who` out of its record. The caller pays the amount, which may be zero.
    fn take_claimable(who: &AccountIdOf<T>, pool: &PoolIdOf<T>) -> Result<Balance, DispatchError> {
        let mut record = Self::stored(pool).ok_or(Error::<T>::PoolNotFound)?;
        let moment = Self::now();
        let holder = Holder::Account(who.clone());
        let shared =
            Self::with_position(pool, record.accumulator_mut(), &holder, |accumulator, position, snapshots| {
                accumulator.accrue(position, moment, snapshots)?;
                accumulator.take_owed(position)
            })?;
        let direct = match &mut record {
            Record::Pool(record) if is_own(who, pool) => core::mem::take(&mut record.direct),
            _ => 0,
        };
        let amount = shared.checked_add(direct).ok_or(ArithmeticError::Overflow)?;
        Self::write(pool, record);
        Ok(amount)
    }

    /// The amount that a claim of `who` on `pool` would pay now, in planck.
    pub(crate) fn claimable_of(who: &AccountIdOf<T>, pool: &PoolIdOf<T>) -> Balance {
        let Some(record) = Self::stored(pool) else { return 0 };
        let shared = crate::Positions::<T>::get(Holder::Account(who.clone()), pool)
            .map_or(0, |position| Self::preview(pool, record.accumulator(), &position, Self::now()));
        let direct = match &record {
            Record::Pool(record) if is_own(who, pool) => record.direct,
            _ => 0,
        };
        // Both are parts of the total owed, which fits.
        shared.saturating_add(direct)
    }

    /// The amount that `call`, signed by `who`, would pay to `who` now, in planck, without the flows of its path. Zero
    /// for other calls, and if the call would fail. For the runtime, which takes the fee of a claim out of this
    /// amount.
    ///
    /// Reads what the call reads: O(1) for a claim, O(n) for `claim_many` of n pools.
    pub fn payout_of(who: &AccountIdOf<T>, call: &Call<T>) -> Balance {
        let pools = match call {
            Call::claim { pool, .. } => core::slice::from_ref(pool),
            Call::claim_many { pools } => pools.as_slice(),
            _ => return 0,
        };
        if Totals::<T>::get().payouts_stopped || !pools.iter().all(|pool| Self::stored(pool).is_some()) {
            return 0;
        }
        // A pool that is named twice pays once.
        let mut seen = Vec::new();
        let amount = pools.iter().fold(0, |sum: Balance, pool| {
            if seen.contains(&pool) {
                return sum;
            }
            seen.push(pool);
            sum.saturating_add(Self::claimable_of(who, pool))
        });
        if amount > 0 && Self::ensure_payable(who, amount).is_ok() {
            amount
        } else {
            0
        }
    }

    /// Pay out all dues, and the surplus that the ledger holds beyond its debts.
    pub(crate) fn do_sweep() -> DispatchResult {
        let mut totals = Totals::<T>::get();
        ensure!(!totals.payouts_stopped, Error::<T>::PayoutsStopped);
        let mut surplus = Self::surplus(&totals).ok_or(Error::<T>::LedgerShort)?;
        let mut dues = core::mem::take(&mut totals.dues);
        let kept = Self::adjust_reserve(&mut totals, &mut dues, &mut surplus)?;
        let mut for_treasury = sum([dues.treasury, dues.commons, surplus])?;
        ensure!(for_treasury > 0 || dues.burn > 0 || kept > 0, Error::<T>::NothingToSweep);

        let treasury = T::TreasuryAccount::get();
        if let Err(error) = Self::ensure_payable(&treasury, for_treasury) {
            // Burning does not have to wait for the treasury's account, nor does the reserve.
            ensure!(dues.burn > 0 || kept > 0, error);
            (totals.dues.treasury, totals.dues.commons) = (dues.treasury, dues.commons);
            (dues.treasury, dues.commons, surplus, for_treasury) = (0, 0, 0, 0);
        }
        // While the reserve is too small, the account may hold too little to burn. Then that waits as well.
        let left = CustodyOf::<T>::balance().saturating_sub(for_treasury).saturating_sub(dues.burn);
        if left < super::money::reserve::<T>() {
            totals.dues.burn = core::mem::take(&mut dues.burn);
            ensure!(for_treasury > 0 || kept > 0, Error::<T>::NothingToSweep);
        }
        let paid = sum([dues.treasury, dues.commons, dues.burn])?;
        totals.owed = totals.owed.checked_sub(paid).ok_or(ArithmeticError::Underflow)?;
        Totals::<T>::put(totals);
        CustodyOf::<T>::pay(&treasury, for_treasury)?;
        CustodyOf::<T>::burn(dues.burn)?;
        Self::deposit_event(Event::DuesSwept {
            era: Self::era_now(),
            treasury: dues.treasury,
            burned: dues.burn,
            commons: dues.commons,
            surplus,
            kept,
        });
        Ok(())
    }

    /// Bring the reserve of the ledger's account to the existential deposit. Returns the amount added, in planck.
    ///
    /// After the existential deposit was raised, the surplus and the treasury's dues fill the reserve. What is not
    /// enough waits for the next sweep; payouts go on with the reserve that there is.
    fn adjust_reserve(totals: &mut Books, dues: &mut Dues, surplus: &mut Balance) -> Result<Balance, DispatchError> {
        let right = super::money::reserve::<T>();
        let released = totals.reserve.saturating_sub(right);
        totals.reserve = totals.reserve.saturating_sub(released);
        *surplus = surplus.checked_add(released).ok_or(ArithmeticError::Overflow)?;
        let mut kept: Balance = 0;
        let Dues { treasury, commons, .. } = dues;
        for (source, is_due) in [(surplus, false), (treasury, true), (commons, true)] {
            // Each part is at most what is missing.
            let part = right.saturating_sub(totals.reserve).min(*source);
            *source = source.saturating_sub(part);
            totals.reserve = totals.reserve.checked_add(part).ok_or(ArithmeticError::Overflow)?;
            kept = kept.checked_add(part).ok_or(ArithmeticError::Overflow)?;
            if is_due {
                totals.owed = totals.owed.checked_sub(part).ok_or(ArithmeticError::Underflow)?;
            }
        }
        Ok(kept)
    }

    /// The balance of the ledger's account beyond the total owed and the reserve; `None` if it is less.
    pub(crate) fn surplus(totals: &Books) -> Option<Balance> {
        CustodyOf::<T>::balance().checked_sub(totals.owed)?.checked_sub(totals.reserve)
    }

    /// Stop payouts if the ledger holds less than it owes. Otherwise, or if they are stopped already, writes nothing.
    pub(crate) fn check_conservation() {
        let totals = Totals::<T>::get();
        if totals.payouts_stopped {
            return;
        }
        if Self::surplus(&totals).is_none() {
            Totals::<T>::mutate(|totals| totals.payouts_stopped = true);
            let balance = CustodyOf::<T>::balance();
            Self::deposit_event(Event::ConservationBroken { balance, owed: totals.owed });
        }
    }

    pub(crate) fn do_resume_payouts() -> DispatchResult {
        let totals = Totals::<T>::get();
        ensure!(totals.payouts_stopped, Error::<T>::PayoutsNotStopped);
        ensure!(Self::surplus(&totals).is_some(), Error::<T>::LedgerShort);
        Totals::<T>::mutate(|totals| totals.payouts_stopped = false);
        Self::deposit_event(Event::PayoutsResumed);
        Ok(())
    }
}

/// Whether `pool` is the operator pool of `who`.
fn is_own<AccountId: PartialEq>(who: &AccountId, pool: &PoolId<AccountId>) -> bool {
    matches!(pool, PoolId::Operator(operator) if operator == who)
}

fn sum(amounts: [Balance; 3]) -> Result<Balance, ArithmeticError> {
    amounts.into_iter().try_fold(0, Balance::checked_add).ok_or(ArithmeticError::Overflow)
}
