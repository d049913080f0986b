// SPDX-License-Identifier: Apache-2.0

//! The pallet's answers to other pallets.

use crate::{
    pallet::{Config, Operators, Pallet},
    types::Operator,
};
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, Offense, OperatorInfo, OperatorInspect, OperatorTerms, SlashOperator, Slashed},
    Era,
};

impl<T: Config> OperatorInspect<T::AccountId> for Pallet<T> {
    fn operator(who: &T::AccountId) -> Option<OperatorInfo> {
        let operator = Operators::<T>::get(who)?;
        let OperatorTerms { commission, stake } = Self::terms_of(&operator, T::Eras::current_era());
        Some(OperatorInfo { active: Self::may_work(&operator), commission, stake })
    }

    fn terms(who: &T::AccountId, era: Era) -> Option<OperatorTerms> {
        Operators::<T>::get(who).map(|operator| Self::terms_of(&operator, era))
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_operator(who: &T::AccountId) -> DispatchResult {
        use frame::traits::fungible::{Inspect, Mutate};

        let bond = T::MinOperatorBond::get();
        T::Currency::mint_into(who, bond.ensure_add(T::Currency::minimum_balance())?)?;
        Self::do_bond(who.clone(), bond, T::MaxCommission::get())
    }
}

impl<T: Config> Pallet<T> {
    fn terms_of(operator: &Operator, era: Era) -> OperatorTerms {
        OperatorTerms {
            commission: Self::commission_in(operator, era),
            stake: operator.counted_stake(era, T::MaxDelegationRatio::get()),
        }
    }
}

impl<T: Config> SlashOperator<T::AccountId> for Pallet<T> {
    fn slash(operator: &T::AccountId, offense: Offense, reporter: &T::AccountId) -> Result<Slashed, DispatchError> {
        Self::do_slash(operator, offense, reporter)
    }
}
