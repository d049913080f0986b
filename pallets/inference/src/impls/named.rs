// SPDX-License-Identifier: Apache-2.0

//! Payments with names, for the pallet of influence. Without names, nothing of this is read or written.

use crate::{Config, Pallet, SignedVoucherOf, WeightInfo};
use frame::prelude::*;
use openledger_primitives::{
    influence::{Directed, NamedPayments, RouteDirected},
    Balance, ModelId, Units,
};

impl<T: Config> NamedPayments<T::AccountId, T::Signature> for Pallet<T> {
    fn pay_directed(
        payer: T::AccountId,
        model: ModelId,
        operator: T::AccountId,
        units: Units,
        max_amount: Balance,
        directed: &[Directed<T::AccountId>],
    ) -> DispatchResult {
        Self::do_pay(payer, model, operator, units, max_amount, Some(directed))
    }

    fn pay_weight(payees: u32, steps: u32) -> Weight {
        T::WeightInfo::pay().saturating_add(T::Revenue::directed_weight(payees, steps))
    }

    fn settle_directed(
        by: T::AccountId,
        voucher: SignedVoucherOf<T>,
        directed: &[Directed<T::AccountId>],
    ) -> Result<(bool, Weight), DispatchError> {
        let credited = directed.iter().fold(0u32, |sum, group| sum.saturating_add(group.payees()));
        let steps = directed.iter().fold(0usize, |sum, group| sum.saturating_add(group.via.len()).saturating_add(1));
        let (settled, weight) = Self::do_settle_directed(by, voucher, directed)?;
        let extra = T::Revenue::directed_weight(credited, steps.saturated_into());
        Ok((settled, if settled { weight.saturating_add(extra) } else { weight }))
    }

    fn settle_weight(voucher: &SignedVoucherOf<T>, payees: u32, steps: u32) -> Weight {
        Self::weight_of_settle(core::slice::from_ref(voucher))
            .saturating_add(T::Revenue::directed_weight(payees, steps))
    }
}
