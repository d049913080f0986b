// SPDX-License-Identifier: Apache-2.0

//! The check that the escrow holds what it owes, and the sweep of its surplus.

use super::{existential_deposit, EscrowAccount};
use crate::{Config, Error, Escrow, EscrowBooks, Event, Pallet, WeightInfo};
use frame::{
    deps::frame_support::{storage::with_storage_layer, weights::WeightMeter},
    prelude::*,
};
use openledger_primitives::{traits::EraClock, Balance};

impl<T: Config> Pallet<T> {
    /// Stop settlements if the escrow holds less than it owes. Otherwise, or if they are already stopped, write
    /// nothing.
    pub(crate) fn check_escrow() {
        let books = Escrow::<T>::get();
        if !books.settlements_stopped && Self::surplus(&books).is_none() {
            Escrow::<T>::mutate(|books| books.stop(T::Eras::current_era(), T::ThawEras::get()));
            Self::deposit_event(Event::EscrowBroken { balance: EscrowAccount::<T>::balance(), owed: books.owed });
        }
    }

    /// The balance of the escrow beyond its debts and its reserve, in planck; `None` if it holds less.
    ///
    /// The reserve was the existential deposit when it was kept. So settlements go on if a new runtime raises that.
    pub(crate) fn surplus(books: &EscrowBooks) -> Option<Balance> {
        EscrowAccount::<T>::balance().checked_sub(books.owed)?.checked_sub(books.reserve)
    }

    pub(crate) fn do_resume_settlements() -> DispatchResult {
        let books = Escrow::<T>::get();
        ensure!(books.settlements_stopped, Error::<T>::SettlementsNotStopped);
        ensure!(Self::surplus(&books).is_some(), Error::<T>::EscrowShort);
        let resumed = T::Eras::current_era();
        Escrow::<T>::put(EscrowBooks { settlements_stopped: false, resumed, ..books });
        Self::deposit_event(Event::SettlementsResumed);
        Ok(())
    }

    /// Let the next idle time check the reserve: a new runtime can have another existential deposit.
    pub(crate) fn sweep_again() -> Weight {
        Escrow::<T>::mutate(|books| books.swept = 0);
        T::DbWeight::get().reads_writes(1, 1)
    }

    /// Check once an era whether the escrow holds more than it owes.
    pub(crate) fn work_in_idle(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        if meter.try_consume(T::WeightInfo::on_idle_base()).is_ok() {
            let books = Escrow::<T>::get();
            let era = T::Eras::current_era();
            let due = books.swept < era && !books.settlements_stopped;
            if due && meter.try_consume(T::WeightInfo::on_idle_sweep()).is_ok() {
                // With any outcome, the next try is in the next era.
                Escrow::<T>::mutate(|books| books.swept = era);
                Self::sweep_surplus();
            }
        }
        meter.consumed()
    }

    /// Send the surplus of the escrow, a gift from outside, to the treasury. If the treasury's account cannot receive
    /// it, it stays.
    fn sweep_surplus() {
        let mut books = Escrow::<T>::get();
        if Self::surplus(&books).is_none() {
            return;
        }
        Self::fill_reserve(&mut books);
        Escrow::<T>::put(books);
        let treasury = T::TreasuryAccount::get();
        let Some(amount) = Self::surplus(&books).filter(|surplus| *surplus > 0) else { return };
        if with_storage_layer(|| EscrowAccount::<T>::pay(&treasury, amount)).is_ok() {
            Self::deposit_event(Event::EscrowSurplusSwept { amount });
        }
    }

    /// Bring the reserve to the existential deposit: out of the surplus, and what is missing then out of the treasury.
    /// If the treasury does not have it, payments go on with the reserve that there is.
    fn fill_reserve(books: &mut EscrowBooks) {
        let right = existential_deposit::<T>();
        let missing = right.saturating_sub(books.reserve);
        if missing == 0 {
            // A lower existential deposit makes a surplus.
            books.reserve = right;
            return;
        }
        let kept = Self::surplus(books).unwrap_or(0).min(missing);
        let rest = missing.saturating_sub(kept);
        let is_paid = with_storage_layer(|| EscrowAccount::<T>::collect(&T::TreasuryAccount::get(), rest)).is_ok();
        let amount = if is_paid { missing } else { kept };
        if amount > 0 {
            // At most the existential deposit.
            books.reserve = books.reserve.saturating_add(amount);
            Self::deposit_event(Event::EscrowReserveRaised { amount });
        }
    }
}
