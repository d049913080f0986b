// SPDX-License-Identifier: Apache-2.0

//! Prices against exact arithmetic.

use crate::Prices;
use frame::testing_prelude::*;
use openledger_primitives::{Balance, Units};
use proptest::prelude::*;

/// Prices of which none is above `largest`.
pub fn prices(largest: Balance) -> impl Strategy<Value = Prices> {
    (0..=largest, 0..=largest, 0..=largest).prop_map(|(per_call, input, output)| Prices {
        per_call,
        per_thousand_input_tokens: input,
        per_thousand_output_tokens: output,
    })
}

fn any_prices() -> impl Strategy<Value = Prices> {
    prop_oneof![prices(10), prices(5_000), prices(1 << 50), prices(Balance::MAX)]
}

/// Units of which none is above `largest`.
pub fn units(largest: u64) -> impl Strategy<Value = Units> {
    (0..=largest, 0..=largest, 0..=largest).prop_map(|(calls, input_tokens, output_tokens)| Units {
        calls,
        input_tokens,
        output_tokens,
    })
}

fn any_units() -> impl Strategy<Value = Units> {
    prop_oneof![units(10), units(5_000), units(1 << 40), units(u64::MAX)]
}

/// A thousand times the exact price.
fn exact_thousandfold(prices: &Prices, units: &Units) -> U256 {
    let product = |price: Balance, units: u64| U256::from(price) * U256::from(units);
    product(prices.per_call, units.calls) * 1_000
        + product(prices.per_thousand_input_tokens, units.input_tokens)
        + product(prices.per_thousand_output_tokens, units.output_tokens)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn price_is_never_below_the_exact_price_and_less_than_two_planck_above(
        prices in any_prices(),
        units in any_units(),
    ) {
        let exact = exact_thousandfold(&prices, &units);
        match prices.price(&units) {
            Ok(price) => {
                let price = U256::from(price) * 1_000;
                prop_assert!(price >= exact && price < exact + 2_000);
            },
            // Refused is only what no account could hold: a thousandth of the numbers' range and more.
            Err(error) => {
                prop_assert_eq!(error, ArithmeticError::Overflow);
                prop_assert!(exact > U256::from(Balance::MAX));
            },
        }
    }

    #[test]
    fn price_rises_with_units_and_prices(
        prices in any_prices(),
        units in any_units(),
        more in any_units(),
        dearer in any_prices(),
    ) {
        let more = Units {
            calls: units.calls.saturating_add(more.calls),
            input_tokens: units.input_tokens.saturating_add(more.input_tokens),
            output_tokens: units.output_tokens.saturating_add(more.output_tokens),
        };
        let dearer = Prices {
            per_call: prices.per_call.saturating_add(dearer.per_call),
            per_thousand_input_tokens:
                prices.per_thousand_input_tokens.saturating_add(dearer.per_thousand_input_tokens),
            per_thousand_output_tokens:
                prices.per_thousand_output_tokens.saturating_add(dearer.per_thousand_output_tokens),
        };
        // An overflow is above every price.
        let price = |prices: &Prices, units: &Units| prices.price(units).unwrap_or(Balance::MAX);
        prop_assert!(price(&prices, &units) <= price(&prices, &more));
        prop_assert!(price(&prices, &units) <= price(&dearer, &units));
    }
}
