// SPDX-License-Identifier: Apache-2.0

//! One-shot payments.

use crate::{types::countable, CallTotals, Calls, Config, DirectFees, Error, Event, Pallet};
use frame::prelude::*;
use openledger_primitives::{
    coverage::{OperatorCoverage, Quota},
    influence::{Directed, RouteDirected},
    traits::{EraClock, ModelInspect, RoutePayments},
    Balance, Era, ModelId, Payment, Units,
};

/// The price of a one-shot payment.
pub(crate) struct Priced {
    /// The amount, in planck.
    pub(crate) amount: Balance,
    /// The operator's part of its stakers' revenue.
    commission: Permill,
}

impl<T: Config> Pallet<T> {
    /// Pay for `units`. With `directed`, parts of the revenue go to named contributions.
    pub(crate) fn do_pay(
        payer: T::AccountId,
        model: ModelId,
        operator: T::AccountId,
        units: Units,
        max_amount: Balance,
        directed: Option<&[Directed<T::AccountId>]>,
    ) -> DispatchResult {
        let Priced { amount, commission } = Self::priced(&operator, model, &units)?;
        ensure!(amount <= max_amount, Error::<T>::AmountTooHigh);
        // The price was of all units; those that it does not pay for do not count.
        let units = countable(&units, &Units::default(), amount, T::MinCallPrice::get());

        let payment = Payment {
            payer: payer.clone(),
            operator: operator.clone(),
            model,
            amount,
            units,
            commission,
            split_version: None,
        };
        match directed {
            None => T::Revenue::route(&payer, core::slice::from_ref(&payment))?,
            Some(directed) => T::Revenue::route_directed(&payer, &payment, directed)?,
        }
        DirectFees::<T>::try_mutate(&operator, |fees| {
            *fees = fees.at(T::Eras::current_era());
            fees.add(amount)
        })?;
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
        let era = T::Eras::current_era();
        let Quota { commission, coverage } = T::Coverage::quota(operator, era).ok_or(Error::<T>::OperatorNotActive)?;
        ensure!(amount <= Self::direct_coverage(operator, coverage, era), Error::<T>::NotCovered);
        Ok(Priced { amount, commission })
    }

    /// The part of an operator's coverage that one-shot payments can still use, in planck. The rest is for channels.
    ///
    /// In a window, all one-shot payments together use at most [`Config::PayCoverage`] of the coverage that channels
    /// have not used.
    fn direct_coverage(operator: &T::AccountId, coverage: Balance, era: Era) -> Balance {
        let used = DirectFees::<T>::get(operator).at(era).sum(T::DisputeEras::get());
        // Saturating: fees and coverage are far below the type's range.
        T::PayCoverage::get().mul_floor(coverage.saturating_add(used)).saturating_sub(used).min(coverage)
    }
}
