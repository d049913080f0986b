// SPDX-License-Identifier: Apache-2.0

//! The check that the escrow holds what it owes, and what happens to anything beyond.

use crate::{Config, Error, Escrow, EscrowBooks, Event, Pallet, WeightInfo};
use frame::{
    deps::frame_support::{storage::with_storage_layer, weights::WeightMeter},
    prelude::*,
};
use openledger_primitives::traits::EraClock;

impl<T: Config> Pallet<T> {
    /// Stop settlements if the escrow holds less than it owes. Writes nothing otherwise, nor once they are stopped.
    pub(crate) fn check_escrow() {
        let books = Escrow::<T>::get();
        if books.settlements_stopped || Self::surplus(books.owed).is_some() {
            return;
        }
        Escrow::<T>::mutate(|books| books.settlements_stopped = true);
        Self::deposit_event(Event::EscrowBroken { balance: Self::escrow_balance(), owed: books.owed });
    }

    pub(crate) fn do_resume_settlements() -> DispatchResult {
        let books = Escrow::<T>::get();
        ensure!(books.settlements_stopped, Error::<T>::SettlementsNotStopped);
        ensure!(Self::surplus(books.owed).is_some(), Error::<T>::EscrowShort);
        let resumed = T::Eras::current_era();
        Escrow::<T>::put(EscrowBooks { settlements_stopped: false, resumed, ..books });
        Self::deposit_event(Event::SettlementsResumed);
        Ok(())
    }

    /// Look once an era whether the escrow holds more than it owes.
    pub(crate) fn work_in_idle(limit: Weight) -> Weight {
        let mut meter = WeightMeter::with_limit(limit);
        if meter.try_consume(T::WeightInfo::on_idle_base()).is_ok() {
            let books = Escrow::<T>::get();
            let era = T::Eras::current_era();
            let due = books.swept < era && !books.settlements_stopped;
            if due && meter.try_consume(T::WeightInfo::on_idle_sweep()).is_ok() {
                // Whatever comes of it, the next try is in the next era.
                Escrow::<T>::mutate(|books| books.swept = era);
                Self::sweep_surplus();
            }
        }
        meter.consumed()
    }

    /// Send what the escrow holds beyond its debts, a stranger's gift, to the treasury. What the treasury's account can't
    /// take stays.
    fn sweep_surplus() {
        let Some(amount) = Self::surplus(Escrow::<T>::get().owed).filter(|surplus| *surplus > 0) else { return };
        if with_storage_layer(|| Self::pay_from_escrow(&T::TreasuryAccount::get(), amount)).is_ok() {
            Self::deposit_event(Event::EscrowSurplusSwept { amount });
        }
    }
}
