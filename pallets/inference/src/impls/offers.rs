// SPDX-License-Identifier: Apache-2.0

//! Offers: publishing, withdrawing, removing, listing.

use crate::{Config, Endpoint, Error, Event, HoldReason, Offer, OfferList, Offers, Pallet, Prices, MAX_LISTED_OFFERS};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, ModelInspect, OperatorInspect},
    Era, ModelId,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_publish_offer(
        operator: T::AccountId,
        model: ModelId,
        prices: Prices,
        endpoint: Endpoint,
        valid_until: Era,
        covers_adapters: bool,
    ) -> DispatchResult {
        Self::ensure_active(&operator)?;
        ensure!(T::Models::exists(model), Error::<T>::ModelNotFound);
        ensure!(T::Models::is_active(model), Error::<T>::ModelNotActive);
        ensure!(!prices.is_free(), Error::<T>::NoPrice);
        let era = T::Eras::current_era();
        ensure!(valid_until >= era, Error::<T>::ValidityInPast);
        // Saturating: no era comes after the last one of the type.
        ensure!(valid_until <= era.saturating_add(T::MaxOfferEras::get()), Error::<T>::ValidityTooLong);

        let old = Offers::<T>::get(&operator, model);
        let deposit = match &old {
            Some(old) => old.deposit,
            None => Self::hold_deposit(HoldReason::OfferDeposit, &operator, T::OfferDeposit::get())?,
        };
        Offers::<T>::insert(&operator, model, Offer { prices, endpoint, valid_until, covers_adapters, deposit });
        Self::deposit_event(match old {
            Some(Offer { prices: old_prices, .. }) => {
                Event::OfferUpdated { operator, model, old_prices, prices, valid_until, covers_adapters }
            }
            None => Event::OfferPublished { operator, model, prices, valid_until, covers_adapters, deposit },
        });
        Ok(())
    }

    pub(crate) fn do_withdraw_offer(operator: T::AccountId, model: ModelId) -> DispatchResult {
        let offer = Offers::<T>::take(&operator, model).ok_or(Error::<T>::OfferNotFound)?;
        let deposit = Self::release_deposit(HoldReason::OfferDeposit, &operator, offer.deposit)?;
        Self::deposit_event(Event::OfferWithdrawn { operator, model, deposit });
        Ok(())
    }

    pub(crate) fn do_remove_expired_offer(operator: T::AccountId, model: ModelId) -> DispatchResult {
        let offer = Offers::<T>::get(&operator, model).ok_or(Error::<T>::OfferNotFound)?;
        ensure!(!offer.is_valid_in(T::Eras::current_era()), Error::<T>::OfferNotExpired);
        Offers::<T>::remove(&operator, model);
        let deposit = Self::release_deposit(HoldReason::OfferDeposit, &operator, offer.deposit)?;
        Self::deposit_event(Event::ExpiredOfferRemoved { operator, model, deposit });
        Ok(())
    }

    /// Check that `who` is an operator that may take new work.
    pub(crate) fn ensure_active(who: &T::AccountId) -> Result<(), Error<T>> {
        let is_active = T::Operators::operator(who).is_some_and(|operator| operator.active);
        ensure!(is_active, Error::OperatorNotActive);
        Ok(())
    }

    /// The prices at which `operator` runs `model` now.
    ///
    /// An expired offer counts as absent, removed or not. Only the error differs.
    pub(crate) fn valid_prices(operator: &T::AccountId, model: ModelId) -> Result<Prices, Error<T>> {
        let era = T::Eras::current_era();
        let own = Offers::<T>::get(operator, model);
        let mut expired = own.is_some();
        if let Some(offer) = own.filter(|offer| offer.is_valid_in(era)) {
            return Ok(offer.prices);
        }
        if let Some(base) = T::Models::adapter_base(model) {
            let covering = Offers::<T>::get(operator, base).filter(|offer| offer.covers_adapters);
            expired |= covering.is_some();
            if let Some(offer) = covering.filter(|offer| offer.is_valid_in(era)) {
                return Ok(offer.prices);
            }
        }
        Err(if expired { Error::OfferExpired } else { Error::OfferNotFound })
    }

    /// The first [`MAX_LISTED_OFFERS`] offers of `operator`.
    pub(crate) fn listed(operator: &T::AccountId) -> OfferList {
        let mut rest = Offers::<T>::iter_prefix(operator);
        let offers: Vec<_> = (0..MAX_LISTED_OFFERS).map_while(|_| rest.next()).collect();
        OfferList { offers, truncated: rest.next().is_some() }
    }
}
