// SPDX-License-Identifier: Apache-2.0

//! Offers: publishing, withdrawing, removing, listing.

use crate::{
    Config, Endpoint, Error, Event, ExcludedAdapters, HoldReason, Offer, OfferList, Offers, Pallet, Prices,
    MAX_LISTED_OFFERS,
};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, ModelInspect, OperatorInspect},
    Balance, Era, ModelId,
};

/// An offer as its operator states it.
pub(crate) struct Terms {
    /// The prices.
    pub(crate) prices: Prices,
    /// The URI that takes requests.
    pub(crate) endpoint: Vec<u8>,
    /// The last era in which the offer is valid.
    pub(crate) valid_until: Era,
    /// Whether the offer also holds for the adapters of the model.
    pub(crate) covers_adapters: bool,
    /// The adapters that it does not hold for.
    pub(crate) excluded: Vec<ModelId>,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_publish_offer(
        operator: T::AccountId,
        model: ModelId,
        terms: Terms,
        max_deposit: Balance,
    ) -> DispatchResult {
        let Terms { prices, endpoint, valid_until, covers_adapters, excluded } = terms;
        Self::ensure_active(&operator)?;
        ensure!(T::Models::exists(model), Error::<T>::ModelNotFound);
        ensure!(T::Models::is_active(model), Error::<T>::ModelNotActive);
        ensure!(!prices.is_free(), Error::<T>::NoPrice);
        let era = T::Eras::current_era();
        ensure!(valid_until >= era, Error::<T>::ValidityInPast);
        // Saturating: no era comes after the last one of the type.
        ensure!(valid_until <= era.saturating_add(T::MaxOfferEras::get()), Error::<T>::ValidityTooLong);
        ensure!(!endpoint.is_empty() && core::str::from_utf8(&endpoint).is_ok(), Error::<T>::EndpointNotText);
        let endpoint = Endpoint::try_from(endpoint).map_err(|_| Error::<T>::EndpointTooLong)?;
        let excluded = ExcludedAdapters::try_from(excluded).map_err(|_| Error::<T>::TooManyExcluded)?;

        let old = Offers::<T>::get(&operator, model);
        let deposit = match &old {
            Some(old) => old.deposit,
            None => Self::hold_deposit(HoldReason::OfferDeposit, &operator, T::OfferDeposit::get(), max_deposit)?,
        };
        let offer = Offer { prices, endpoint, valid_until, covers_adapters, excluded, deposit };
        Offers::<T>::insert(&operator, model, offer.clone());
        Self::deposit_event(match old {
            Some(Offer { prices: old_prices, .. }) => Event::OfferUpdated { operator, model, old_prices, offer },
            None => Event::OfferPublished { operator, model, offer },
        });
        Ok(())
    }

    pub(crate) fn do_withdraw_offer(operator: T::AccountId, model: ModelId) -> DispatchResult {
        let offer = Offers::<T>::take(&operator, model).ok_or(Error::<T>::OfferNotFound)?;
        let deposit = Self::release_deposit(HoldReason::OfferDeposit, &operator, offer.deposit)?;
        Self::exclude(&operator, model)?;
        Self::deposit_event(Event::OfferWithdrawn { operator, model, deposit });
        Ok(())
    }

    pub(crate) fn do_remove_expired_offer(operator: T::AccountId, model: ModelId) -> DispatchResult {
        let offer = Offers::<T>::get(&operator, model).ok_or(Error::<T>::OfferNotFound)?;
        ensure!(!offer.is_valid_in(T::Eras::current_era()), Error::<T>::OfferNotExpired);
        Offers::<T>::remove(&operator, model);
        let deposit = Self::release_deposit(HoldReason::OfferDeposit, &operator, offer.deposit)?;
        Self::exclude(&operator, model)?;
        Self::deposit_event(Event::ExpiredOfferRemoved { operator, model, deposit });
        Ok(())
    }

    /// Exclude an adapter without an offer of its own from the operator's offer of its base, so that the base's price
    /// does not silently take the place of the adapter's.
    fn exclude(operator: &T::AccountId, adapter: ModelId) -> DispatchResult {
        let Some(base) = T::Models::adapter_base(adapter) else { return Ok(()) };
        let covering = Offers::<T>::get(operator, base).filter(|offer| offer.covers(adapter));
        let Some(mut offer) = covering else { return Ok(()) };
        offer.excluded.try_push(adapter).map_err(|_| Error::<T>::TooManyExcluded)?;
        Offers::<T>::insert(operator, base, offer.clone());
        let (operator, old_prices) = (operator.clone(), offer.prices);
        Self::deposit_event(Event::OfferUpdated { operator, model: base, old_prices, offer });
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
    /// An offer for an adapter takes the place of the base's, even if it has expired: its operator has set another
    /// price.
    pub(crate) fn valid_prices(operator: &T::AccountId, model: ModelId) -> Result<Prices, Error<T>> {
        let own = Offers::<T>::get(operator, model);
        let covering = || {
            let base = T::Models::adapter_base(model)?;
            Offers::<T>::get(operator, base).filter(|offer| offer.covers(model))
        };
        let offer = own.or_else(covering).ok_or(Error::OfferNotFound)?;
        ensure!(offer.is_valid_in(T::Eras::current_era()), Error::OfferExpired);
        Ok(offer.prices)
    }

    /// The first [`MAX_LISTED_OFFERS`] offers of `operator`.
    pub(crate) fn listed(operator: &T::AccountId) -> OfferList {
        let mut rest = Offers::<T>::iter_prefix(operator);
        let offers: Vec<_> = (0..MAX_LISTED_OFFERS).map_while(|_| rest.next()).collect();
        OfferList { offers, truncated: rest.next().is_some() }
    }
}
