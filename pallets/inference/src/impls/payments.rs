// SPDX-License-Identifier: Apache-2.0

//! One-shot payments.

use crate::{Config, Error, Event, Pallet};
use frame::prelude::*;
use openledger_primitives::{
    traits::{ModelInspect, OperatorInfo, RouteRevenue},
    Balance, ModelId, Payment, Units,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_pay(
        payer: T::AccountId,
        model: ModelId,
        operator: T::AccountId,
        units: Units,
        max_amount: Balance,
    ) -> DispatchResult {
        let (amount, OperatorInfo { commission, .. }) = Self::priced(&operator, model, &units)?;
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
        Self::deposit_event(Event::Paid { payer, operator, model, units, amount });
        Ok(())
    }

    /// What `operator` asks for these units of `model` now, and the operator.
    pub(crate) fn priced(
        operator: &T::AccountId,
        model: ModelId,
        units: &Units,
    ) -> Result<(Balance, OperatorInfo), DispatchError> {
        ensure!(T::Models::exists(model), Error::<T>::UnknownModel);
        let info = Self::active_operator(operator)?;
        let amount = Self::valid_prices(operator, model)?.price(units)?;
        ensure!(!amount.is_zero(), Error::<T>::NothingToPay);
        Ok((amount, info))
    }
}
