// SPDX-License-Identifier: Apache-2.0

//! The fee split: it divides each payment among six roles, exactly.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use crate::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;

/// Parts per million in a whole.
const MILLION: u32 = 1_000_000;

/// The largest amount that [`FeeSplit::divide`] accepts, in planck. The supply of OPEN is below 2^70 planck.
pub const MAX_AMOUNT: Balance = Balance::MAX / 1_000_000;

/// The receiver of a part of a payment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub enum Role {
    /// The contributors of the data of the model and of all its ancestors.
    #[codec(index = 0)]
    Contributors,
    /// The builders of the model and of all its ancestors.
    #[codec(index = 1)]
    Builders,
    /// The operator that executed the request.
    #[codec(index = 2)]
    Operator,
    /// The stakers of the operator.
    #[codec(index = 3)]
    Stakers,
    /// The treasury.
    #[codec(index = 4)]
    Treasury,
    /// No account: this part is burned.
    #[codec(index = 5)]
    Burn,
}

/// The six roles' parts of every payment. They sum to exactly one million parts per million.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(deny_unknown_fields)]
pub struct FeeSplit {
    /// Part of the data contributors.
    pub contributors: Permill,
    /// Part of the model builders.
    pub builders: Permill,
    /// Part of the operator.
    pub operator: Permill,
    /// Part of the operator's stakers.
    pub stakers: Permill,
    /// Part of the treasury.
    pub treasury: Permill,
    /// Part that is burned.
    pub burn: Permill,
}

impl Default for FeeSplit {
    /// 40 % contributors, 25 % builders, 20 % operator, 10 % stakers, 4 % treasury, 1 % burned.
    fn default() -> Self {
        Self {
            contributors: Permill::from_percent(40),
            builders: Permill::from_percent(25),
            operator: Permill::from_percent(20),
            stakers: Permill::from_percent(10),
            treasury: Permill::from_percent(4),
            burn: Permill::from_percent(1),
        }
    }
}

/// A payment divided by a [`FeeSplit`], in planck. The parts sum to the payment exactly.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct Parts {
    /// The part of the data contributors.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub contributors: Balance,
    /// The part of the model builders.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub builders: Balance,
    /// The part of the operator.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub operator: Balance,
    /// The part of the operator's stakers.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub stakers: Balance,
    /// The part of the treasury.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub treasury: Balance,
    /// The part that is burned.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub burn: Balance,
}

impl FeeSplit {
    /// The parts in the order of [`Role`].
    pub fn weights(&self) -> [u32; 6] {
        [self.contributors, self.builders, self.operator, self.stakers, self.treasury, self.burn]
            .map(Permill::deconstruct)
    }

    /// Whether the six parts sum to exactly one whole.
    pub fn is_exact(&self) -> bool {
        self.weights().into_iter().map(u64::from).sum::<u64>() == u64::from(MILLION)
    }

    /// Divide `amount` by cumulative weights: the parts sum to `amount`, and each is less than one planck away from its
    /// exact value.
    ///
    /// Returns `None` if the split is not exact or if `amount` exceeds [`MAX_AMOUNT`], which no payment can.
    ///
    /// The method is that of Drips (`Splits.sol`): each receiver gets the floor of the cumulative weight, less the sum
    /// of the parts before.
    pub fn divide(&self, amount: Balance) -> Option<Parts> {
        if !self.is_exact() {
            return None;
        }
        let whole = Balance::from(MILLION);
        let mut cumulative: Balance = 0;
        let mut given: Balance = 0;
        let mut parts = [0; 6];
        for (part, weight) in parts.iter_mut().zip(self.weights()) {
            cumulative = cumulative.checked_add(weight.into())?;
            let until_here = amount.checked_mul(cumulative)?.checked_div(whole)?;
            *part = until_here.checked_sub(given)?;
            given = until_here;
        }
        let [contributors, builders, operator, stakers, treasury, burn] = parts;
        Some(Parts { contributors, builders, operator, stakers, treasury, burn })
    }
}

impl Parts {
    /// The sum of the six parts; `None` on overflow.
    pub fn total(&self) -> Option<Balance> {
        [self.contributors, self.builders, self.operator, self.stakers, self.treasury, self.burn]
            .into_iter()
            .try_fold(0, Balance::checked_add)
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split_from(cuts: [u32; 5]) -> FeeSplit {
        let mut cuts = cuts;
        cuts.sort_unstable();
        let [a, b, c, d, e] = cuts;
        let part = |from: u32, to: u32| Permill::from_parts(to - from);
        FeeSplit {
            contributors: part(0, a),
            builders: part(a, b),
            operator: part(b, c),
            stakers: part(c, d),
            treasury: part(d, e),
            burn: part(e, MILLION),
        }
    }

    fn in_order(parts: &Parts) -> [Balance; 6] {
        [parts.contributors, parts.builders, parts.operator, parts.stakers, parts.treasury, parts.burn]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn parts_sum_to_the_payment_and_are_within_one_planck(
            cuts in proptest::array::uniform5(0..=MILLION),
            amount in prop_oneof![0u128..10_000_000, 0..=(1u128 << 100), Just(0), Just(1), Just(1u128 << 100)],
        ) {
            let split = split_from(cuts);
            prop_assert!(split.is_exact());
            let parts = split.divide(amount).unwrap();
            prop_assert_eq!(parts.total(), Some(amount));
            for (part, weight) in in_order(&parts).into_iter().zip(split.weights()) {
                let floor = amount * u128::from(weight) / u128::from(MILLION);
                prop_assert!(part == floor || part == floor + 1, "{} of {}: {}", weight, amount, part);
                if weight == 0 {
                    prop_assert_eq!(part, 0);
                }
            }
        }

        #[test]
        fn a_split_that_is_not_exact_divides_nothing(parts in proptest::array::uniform6(0..=MILLION), amount: u64) {
            let [contributors, builders, operator, stakers, treasury, burn] = parts.map(Permill::from_parts);
            let split = FeeSplit { contributors, builders, operator, stakers, treasury, burn };
            let sum: u64 = parts.into_iter().map(u64::from).sum();
            prop_assert_eq!(split.divide(amount.into()).is_some(), sum == u64::from(MILLION));
        }
    }

    #[test]
    fn the_default_split_is_exact() {
        assert!(FeeSplit::default().is_exact());
    }

    #[test]
    fn dividing_more_than_can_exist_is_refused() {
        assert_eq!(FeeSplit::default().divide(Balance::MAX), None);
    }
}
