// SPDX-License-Identifier: Apache-2.0

//! What other pallets ask of this one.

use crate::pallet::{Config, Operators, Pallet};
use frame::prelude::*;
use openledger_primitives::traits::{EraClock, OperatorInfo, OperatorInspect, SlashOperator, Slashed};

impl<T: Config> OperatorInspect<T::AccountId> for Pallet<T> {
    fn operator(who: &T::AccountId) -> Option<OperatorInfo> {
        let operator = Operators::<T>::get(who)?;
        let era = T::Eras::current_era();
        Some(OperatorInfo {
            active: Self::may_work(&operator),
            commission: Self::commission_in(&operator, era),
            stake: operator.active_stake(era),
        })
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_operator(who: &T::AccountId) -> DispatchResult {
        use frame::traits::fungible::{Inspect, Mutate};

        let bond = T::MinOperatorBond::get();
        T::Currency::mint_into(who, bond.ensure_add(T::Currency::minimum_balance())?)?;
        Self::do_bond(who.clone(), bond, T::MaxCommission::get())
    }
}

impl<T: Config> SlashOperator<T::AccountId> for Pallet<T> {
    fn slash(
        operator: &T::AccountId,
        part: Permill,
        reporter: &T::AccountId,
        reward: Permill,
    ) -> Result<Slashed, DispatchError> {
        Self::do_slash(operator, part, reporter, reward)
    }
}
