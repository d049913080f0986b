// SPDX-License-Identifier: Apache-2.0

//! One-shot payments.

use crate::{Calls, Config, Error, Event, Pallet};
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, ModelInspect, RouteRevenue},
    Balance, ModelId, Payment, Units,
};

/// What a payment would be.
pub(crate) struct Priced {
    /// How much, in planck.
    pub(crate) amount: Balance,
    /// The operator's part of its stakers' revenue.
    commission: Permill,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_pay(
        payer: T::AccountId,
        model: ModelId,
        operator: T::AccountId,
        units: Units,
        max_amount: Balance,
    ) -> DispatchResult {
        let Priced { amount, commission } = Self::priced(&operator, model, &units)?;
        ensure!(amount <= max_amount, Error::<T>::AmountTooHigh);

        let payment = Payment {
            payer: payer.clone(),
            operator: operator.clone(),
            model,
            amount,
            units,
            commission,
            split_version: None,
        };
        T::Revenue::route(&payer, core::slice::from_ref(&payment))?;
        // Counts of calls that were paid for do not come near the type's range.
        Calls::<T>::mutate(|calls| calls.payers = calls.payers.saturating_add(units.calls.into()));
        Self::deposit_event(Event::Paid { payer, operator, model, units, amount });
        Ok(())
    }

    /// What `operator` asks for these units of `model` now, if it may be paid that.
    pub(crate) fn priced(operator: &T::AccountId, model: ModelId, units: &Units) -> Result<Priced, DispatchError> {
        ensure!(T::Models::exists(model), Error::<T>::UnknownModel);
        let info = Self::active_operator(operator)?;
        let amount = Self::valid_prices(operator, model)?.price(units)?;
        ensure!(!amount.is_zero(), Error::<T>::NothingToPay);
        let coverage = Self::cover(operator, info.stake, T::Eras::current_era(), T::StakePerFee::get());
        ensure!(amount <= coverage, Error::<T>::NotCovered);
        Ok(Priced { amount, commission: info.commission })
    }
}
