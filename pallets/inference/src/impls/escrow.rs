// SPDX-License-Identifier: Apache-2.0

//! The check that the escrow holds what it owes, and the sweep of its surplus.

use super::EscrowAccount;
use crate::{Config, Error, Escrow, EscrowBooks, Event, Pallet, WeightInfo};
use frame::{deps::frame_support::weights::WeightMeter, prelude::*};
use openledger_primitives::traits::EraClock;

impl<T: Config> Pallet<T> {
    /// Stop settlements if the escrow holds less than it owes. Otherwise, or if they are already stopped, write
    /// nothing.
    pub(crate) fn check_escrow() {
        let books = Escrow::<T>::get();
        if books.settlements_stopped {
            return;
        }
        if let Err(balance) = EscrowAccount::<T>::check(books.owed) {
            Escrow::<T>::mutate(|books| books.settlements_stopped = true);
            Self::deposit_event(Event::EscrowBroken { balance, owed: books.owed });
        }
    }

    pub(crate) fn do_resume_settlements() -> DispatchResult {
        let books = Escrow::<T>::get();
        ensure!(books.settlements_stopped, Error::<T>::SettlementsNotStopped);
        ensure!(EscrowAccount::<T>::check(books.owed).is_ok(), Error::<T>::EscrowShort);
        let resumed = T::Eras::current_era();
        Escrow::<T>::put(EscrowBooks { settlements_stopped: false, resumed, ..books });
        Self::deposit_event(Event::SettlementsResumed);
        Ok(())
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
        if let Some(amount) = EscrowAccount::<T>::sweep(Escrow::<T>::get().owed, &T::TreasuryAccount::get()) {
            Self::deposit_event(Event::EscrowSurplusSwept { amount });
        }
    }
}
