// SPDX-License-Identifier: Apache-2.0

//! Channels: opening, topping up, closing.

use super::EscrowAccount;
use crate::{
    Channel, ChannelKeyOf, Channels, Config, Error, Escrow, EscrowBooks, Event, HoldReason, NextChannel, Pallet,
    SettledByModel,
};
use frame::{prelude::*, traits::fungible::Inspect};
use openledger_primitives::{traits::EraClock, Balance, ChannelKey};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_open_channel(
        payer: T::AccountId,
        operator: T::AccountId,
        amount: Balance,
        max_deposit: Balance,
    ) -> DispatchResult {
        Self::ensure_active(&operator)?;
        ensure!(!Channels::<T>::contains_key(&operator, &payer), Error::<T>::ChannelExists);
        ensure!(amount > 0, Error::<T>::ZeroAmount);

        let deposit = Self::hold_deposit(HoldReason::ChannelDeposit, &payer, T::ChannelDeposit::get(), max_deposit)?;
        Self::fund(&payer, amount)?;
        let number = NextChannel::<T>::get();
        NextChannel::<T>::put(number.ensure_add(1)?);
        let settled = SettledByModel::new();
        let channel = Channel { number, balance: amount, deposit, closes: None, authorizations: 0, settled };
        Channels::<T>::insert(&operator, &payer, channel);
        Self::deposit_event(Event::ChannelOpened { payer, operator, channel: number, amount, deposit });
        Ok(())
    }

    pub(crate) fn do_top_up(payer: T::AccountId, operator: T::AccountId, amount: Balance) -> DispatchResult {
        let mut channel = Self::lasting_channel(&payer, &operator)?;
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        Self::fund(&payer, amount)?;
        channel.balance = channel.balance.ensure_add(amount)?;
        let (number, balance) = (channel.number, channel.balance);
        Channels::<T>::insert(&operator, &payer, channel);
        Self::deposit_event(Event::ChannelToppedUp { payer, operator, channel: number, amount, balance });
        Ok(())
    }

    pub(crate) fn do_request_close(payer: T::AccountId, operator: T::AccountId) -> DispatchResult {
        let mut channel = Self::lasting_channel(&payer, &operator)?;
        // The rest of the era of the request may be short, so whole eras to settle come after it.
        let closes = T::Eras::current_era().ensure_add(T::ThawEras::get())?.ensure_add(1)?;
        channel.closes = Some(closes);
        let number = channel.number;
        Channels::<T>::insert(&operator, &payer, channel);
        Self::deposit_event(Event::CloseRequested { payer, operator, channel: number, closes });
        Ok(())
    }

    pub(crate) fn do_close_channel(who: T::AccountId, channel: ChannelKeyOf<T>) -> DispatchResult {
        let ChannelKey { operator, payer } = channel;
        let channel = Channels::<T>::take(&operator, &payer).ok_or(Error::<T>::ChannelNotFound)?;
        let mut books = Escrow::<T>::get();
        ensure!(!books.settlements_stopped, Error::<T>::SettlementsStopped);
        if who != operator {
            let closes = channel.closes.ok_or(Error::<T>::NotClosing)?;
            ensure!(closes <= T::Eras::current_era() && !Self::is_thawing_again(&books), Error::<T>::ThawRunning);
        }

        books.owed = books.owed.ensure_sub(channel.balance)?;
        Escrow::<T>::put(books);
        // The hold has kept the payer's account alive, and its release keeps it so: the refund cannot be too small.
        let deposit = Self::release_deposit(HoldReason::ChannelDeposit, &payer, channel.deposit)?;
        EscrowAccount::<T>::pay(&payer, channel.balance)?;
        Self::deposit_event(Event::ChannelClosed {
            payer,
            operator,
            channel: channel.number,
            refunded: channel.balance,
            deposit,
        });
        Ok(())
    }

    /// Whether settlements were resumed so recently that operators have not had the whole thaw since. The time in which
    /// they were stopped does not count.
    fn is_thawing_again(books: &EscrowBooks) -> bool {
        // Saturating: no era comes after the last one of the type.
        books.resumed > 0 && T::Eras::current_era() <= books.resumed.saturating_add(T::ThawEras::get())
    }

    /// The channel of a payer with an operator, if the payer has not asked to close it.
    pub(crate) fn lasting_channel(payer: &T::AccountId, operator: &T::AccountId) -> Result<Channel, Error<T>> {
        let channel = Channels::<T>::get(operator, payer).ok_or(Error::ChannelNotFound)?;
        ensure!(channel.closes.is_none(), Error::<T>::ChannelClosing);
        Ok(channel)
    }

    /// Move `amount` from the payer into the escrow.
    fn fund(payer: &T::AccountId, amount: Balance) -> DispatchResult {
        // The currency's own error depends on how much is missing.
        let free = T::Currency::reducible_balance(payer, Preservation::Preserve, Fortitude::Polite);
        ensure!(amount <= free, TokenError::FundsUnavailable);
        EscrowAccount::<T>::collect(payer, amount)?;
        Escrow::<T>::try_mutate(|books| {
            books.owed = books.owed.ensure_add(amount)?;
            Ok(())
        })
    }
}
