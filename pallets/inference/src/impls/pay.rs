// SPDX-License-Identifier: Apache-2.0

//! One-shot payments.

use crate::{CallTotals, Calls, Config, Error, Event, Pallet};
use frame::prelude::*;
use openledger_primitives::{
    coverage::{OperatorCoverage, Quota},
    traits::{EraClock, ModelInspect, RoutePayments},
    Balance, ModelId, Payment, Units,
};

/// The price of a one-shot payment.
pub(crate) struct Priced {
    /// The amount, in planck.
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
        Calls::<T>::mutate(|calls| calls.add(CallTotals { payers: units.calls.into(), agents: 0 }));
        Self::deposit_event(Event::Paid { payer, operator, model, units, amount });
        Ok(())
    }

    /// The price of `operator` for these units of `model` now, if it may be paid.
    pub(crate) fn priced(operator: &T::AccountId, model: ModelId, units: &Units) -> Result<Priced, DispatchError> {
        ensure!(T::Models::exists(model), Error::<T>::ModelNotFound);
        Self::ensure_active(operator)?;
        let amount = Self::valid_prices(operator, model)?.price(units)?;
        ensure!(!amount.is_zero(), Error::<T>::NothingToPay);
        let Quota { commission, coverage } =
            T::Coverage::quota(operator, T::Eras::current_era()).ok_or(Error::<T>::OperatorNotActive)?;
        ensure!(amount <= coverage, Error::<T>::NotCovered);
        Ok(Priced { amount, commission })
    }
}
