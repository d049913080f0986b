// SPDX-License-Identifier: Apache-2.0

//! Claims, sweeps, and the check that the ledger holds as much as it owes.

use super::{flow::Flow, money::CustodyOf};
use crate::{AccountIdOf, Config, Error, Event, Pallet, PathOf, PoolIdOf, Record, Totals, WeightInfo, MAX_MEMBERS};
use frame::{deps::frame_support::storage::with_storage_layer, prelude::*};
use openledger_primitives::{Balance, Holder, PoolId};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_claim(who: &AccountIdOf<T>, pool: &PoolIdOf<T>, path: &PathOf<T>) -> DispatchResultWithPostInfo {
        ensure!(!Totals::<T>::get().payouts_stopped, Error::<T>::PayoutsStopped);
        let mut weight = T::WeightInfo::claim_for(0);
        for above in path {
            // If a pool of the path cannot flow, the claim is paid nevertheless.
            let members =
                with_storage_layer(|| Self::flow_now(above)).map_or(MAX_MEMBERS, |Flow { members, .. }| members);
            weight.saturating_accrue(T::WeightInfo::flow(members));
        }
        let amount = Self::pay_holder(who, pool)?;
        Self::deposit_event(Event::Claimed { who: who.clone(), pool: pool.clone(), amount });
        Ok(Some(weight).into())
    }

    /// Pay `who` everything that `pool` owes to it. Returns the amount, which is not zero.
    fn pay_holder(who: &AccountIdOf<T>, pool: &PoolIdOf<T>) -> Result<Balance, DispatchError> {
        let mut record = Self::stored(pool).ok_or(Error::<T>::NothingToClaim)?;
        let era = Self::era_now();
        let holder = Holder::Account(who.clone());
        let shared =
            Self::with_position(pool, record.accumulator_mut(), &holder, |accumulator, position, snapshot| {
                accumulator.accrue(position, era, snapshot)?;
                accumulator.take_owed(position)
            })?;
        let direct = match &mut record {
            Record::Pool(record) if is_own(who, pool) => core::mem::take(&mut record.direct),
            _ => 0,
        };
        let amount = shared.checked_add(direct).ok_or(ArithmeticError::Overflow)?;
        ensure!(amount > 0, Error::<T>::NothingToClaim);
        Self::ensure_payable(who, amount)?;
        Self::write(pool, record);
        Totals::<T>::try_mutate(|totals| {
            totals.owed = totals.owed.checked_sub(amount).ok_or(ArithmeticError::Underflow)?;
            Ok::<_, DispatchError>(())
        })?;
        CustodyOf::<T>::pay(who, amount)?;
        Ok(amount)
    }

    /// The amount that a claim of `who` on `pool` would pay now, in planck.
    pub(crate) fn claimable_of(who: &AccountIdOf<T>, pool: &PoolIdOf<T>) -> Balance {
        let Some(record) = Self::stored(pool) else { return 0 };
        let shared = crate::Positions::<T>::get(Holder::Account(who.clone()), pool)
            .map_or(0, |position| Self::preview(pool, record.accumulator(), &position, Self::era_now()));
        let direct = match &record {
            Record::Pool(record) if is_own(who, pool) => record.direct,
            _ => 0,
        };
        // Both are parts of the total owed, which fits.
        shared.saturating_add(direct)
    }

    /// Whether a claim is free: its path is empty and it pays enough. Such a claim cannot fail.
    pub(crate) fn is_feeless_claim(origin: &OriginFor<T>, pool: &PoolIdOf<T>, path: &PathOf<T>) -> bool {
        let Ok(who) = ensure_signed(origin.clone()) else { return false };
        path.is_empty()
            && !Totals::<T>::get().payouts_stopped
            && Self::claimable_of(&who, pool) >= T::MinFeelessClaim::get()
    }

    /// Pay out all dues, and the surplus that the ledger holds beyond its debts.
    pub(crate) fn do_sweep() -> DispatchResult {
        let mut totals = Totals::<T>::get();
        ensure!(!totals.payouts_stopped, Error::<T>::PayoutsStopped);
        let mut surplus = CustodyOf::<T>::surplus(totals.owed).ok_or(Error::<T>::LedgerShort)?;
        let mut dues = core::mem::take(&mut totals.dues);
        let mut for_treasury = sum([dues.treasury, dues.commons, surplus])?;
        ensure!(for_treasury > 0 || dues.burn > 0, Error::<T>::NothingToSweep);

        let treasury = T::TreasuryAccount::get();
        if let Err(error) = Self::ensure_payable(&treasury, for_treasury) {
            // Burning does not have to wait for the treasury's account.
            ensure!(dues.burn > 0, error);
            (totals.dues.treasury, totals.dues.commons) = (dues.treasury, dues.commons);
            (dues.treasury, dues.commons, surplus, for_treasury) = (0, 0, 0, 0);
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
        });
        Ok(())
    }

    /// Stop payouts if the ledger holds less than it owes. Otherwise, or if they are stopped already, writes nothing.
    pub(crate) fn check_conservation() {
        let totals = Totals::<T>::get();
        if totals.payouts_stopped {
            return;
        }
        if let Err(balance) = CustodyOf::<T>::check(totals.owed) {
            Totals::<T>::mutate(|totals| totals.payouts_stopped = true);
            Self::deposit_event(Event::ConservationBroken { balance, owed: totals.owed });
        }
    }

    pub(crate) fn do_resume_payouts() -> DispatchResult {
        let totals = Totals::<T>::get();
        ensure!(totals.payouts_stopped, Error::<T>::PayoutsNotStopped);
        ensure!(CustodyOf::<T>::check(totals.owed).is_ok(), Error::<T>::LedgerShort);
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
