// SPDX-License-Identifier: Apache-2.0

#![allow(clippy::arithmetic_side_effects)]

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[test]
fn a_bucket_is_used_again_when_its_era_is_forgotten() {
    let mut window = FeeWindow::default().at(5);
    assert!(window.is_empty());
    window.add(10).unwrap();
    let mut buckets = [0; BUCKETS];
    buckets[5] = 10;
    assert_eq!(window, FeeWindow { era: 5, buckets });
    // Nine eras later nothing of that is left.
    let mut window = window.at(14);
    assert!(window.is_empty());
    window.add(3).unwrap();
    let mut buckets = [0; BUCKETS];
    buckets[6] = 3;
    assert_eq!(window, FeeWindow { era: 14, buckets });
}

#[test]
fn fees_beyond_the_type_are_refused() {
    let mut window = FeeWindow::default();
    window.add(Balance::MAX).unwrap();
    assert_eq!(window.add(1), Err(ArithmeticError::Overflow));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Against a list of everything that was ever paid.
    #[test]
    fn fee_window_sums_what_was_paid_in_the_last_eras(
        start in prop_oneof![0..20u32, Just(u32::MAX - 400)],
        steps in proptest::collection::vec((prop_oneof![4 => 0..3u32, 1 => 0..20u32], 0..1_000u128), 1..20),
    ) {
        let mut window = FeeWindow::default();
        let mut paid = BTreeMap::<Era, Balance>::new();
        let mut era = start;
        for (passed, amount) in steps {
            era += passed;
            window = window.at(era);
            window.add(amount).unwrap();
            *paid.entry(era).or_default() += amount;
            for eras in 1..=MAX_BUCKETS {
                for later in [0, 1, MAX_BUCKETS - 1, MAX_BUCKETS, 3 * MAX_BUCKETS] {
                    let now = era + later;
                    let expected: Balance =
                        paid.iter().filter(|(at, _)| now - **at < eras).map(|(_, amount)| amount).sum();
                    prop_assert_eq!(window.at(now).sum(eras), expected);
                }
            }
        }
    }
}
