// SPDX-License-Identifier: Apache-2.0

//! The arithmetic, against numbers of 256 bits.

use crate::{mock::TEN, Rate};
use frame::{deps::sp_core::U256, testing_prelude::*};
use openledger_primitives::{accumulator::MAX_SHARES, OPEN};
use proptest::prelude::*;

/// All OPEN there are, in planck.
const SUPPLY: u128 = 1_000_000_000 * OPEN;

fn ceil(numerator: U256, denominator: U256) -> U256 {
    (numerator + denominator - 1) / denominator
}

/// Any rate, low ones as often as high ones.
fn rate() -> impl Strategy<Value = Rate> {
    prop_oneof![
        (1..=Rate::ONE.0).prop_map(Rate),
        (0..=60u32, any::<u128>())
            .prop_map(|(bits, low)| Rate(((1 << bits) | (low & ((1 << bits) - 1))).min(Rate::ONE.0))),
        Just(Rate::ONE),
        Just(Rate::LEAST_TO_JOIN),
        Just(Rate(1)),
    ]
}

fn amount() -> impl Strategy<Value = u128> {
    prop_oneof![0..=SUPPLY, 0..=1_000u128, (0..70u32).prop_map(|bits| 1u128 << bits)]
}

fn part() -> impl Strategy<Value = Permill> {
    prop_oneof![0..=1_000_000u32, Just(1), Just(999_999), Just(500_000)].prop_map(Permill::from_parts)
}

#[test]
fn nothing_slashed_should_be_a_planck_a_point() {
    for points in [0, 1, 999, SUPPLY, u128::MAX] {
        assert_eq!((Rate::ONE.worth(points), Rate::ONE.points(points)), (points, Ok(points)));
    }
}

#[test]
fn a_rate_of_zero_should_be_worth_nothing_and_sell_nothing() {
    let nothing = Rate::ONE.slashed(Permill::one());
    assert_eq!(nothing, Rate(0));
    assert!(nothing.is_zero() && nothing.is_ruined());
    assert_eq!((nothing.worth(u128::MAX), nothing.points(1)), (0, Err(ArithmeticError::DivisionByZero)));
    assert_eq!(nothing.slashed(TEN), nothing);
}

#[test]
fn a_slash_of_nothing_should_change_nothing() {
    assert_eq!(Rate(123_456_789).slashed(Permill::zero()), Rate(123_456_789));
}

#[test]
fn slashes_should_multiply_and_round_up() {
    assert_eq!(Rate::ONE.slashed(TEN), Rate(900_000_000_000_000_000));
    assert_eq!(Rate::ONE.slashed(TEN).slashed(TEN), Rate(810_000_000_000_000_000));
    assert_eq!(Rate(11).slashed(TEN), Rate(10));
    // What is left of the least rate is the least rate: below 100 % it never becomes nothing.
    assert_eq!(Rate(1).slashed(Permill::from_parts(999_999)), Rate(1));
}

#[test]
fn ruined_should_begin_below_a_thousandth() {
    assert!(!Rate::LEAST_TO_JOIN.is_ruined());
    assert!(Rate(Rate::LEAST_TO_JOIN.0 - 1).is_ruined());
    assert_eq!(Rate::LEAST_TO_JOIN.0 * 1_000, Rate::ONE.0);
}

#[test]
fn points_should_stay_far_below_the_ledgers_bound() {
    // Everything there is, staked with one operator at the lowest rate: a thousandth of what a pool can count.
    let points = Rate::LEAST_TO_JOIN.points(SUPPLY).unwrap();
    assert_eq!(points, 1_000 * SUPPLY);
    assert!(points * 1_000 < MAX_SHARES);
}

#[test]
fn points_should_fail_when_they_overflow() {
    assert_eq!(Rate::LEAST_TO_JOIN.points(u128::MAX), Err(ArithmeticError::Overflow));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn worth_should_be_the_product_rounded_up(rate in rate(), points in any::<u128>()) {
        let exact = ceil(U256::from(points) * U256::from(rate.0), Rate::ONE.0.into());
        prop_assert_eq!(U256::from(rate.worth(points)), exact);
    }

    #[test]
    fn points_should_be_worth_exactly_what_was_paid(rate in rate(), amount in amount()) {
        let exact = U256::from(amount) * U256::from(Rate::ONE.0) / U256::from(rate.0);
        match rate.points(amount) {
            Ok(points) => {
                prop_assert_eq!(U256::from(points), exact);
                prop_assert_eq!(rate.worth(points), amount);
                prop_assert!(points >= amount);
            }
            Err(error) => {
                prop_assert_eq!(error, ArithmeticError::Overflow);
                prop_assert!(exact > u128::MAX.into());
            }
        }
    }

    /// Counting a stake anew at the same rate never takes points from it, and adds fewer than a planck buys.
    #[test]
    fn counting_anew_should_never_take_points(rate in rate(), points in 0..MAX_SHARES) {
        if let Ok(anew) = rate.points(rate.worth(points)) {
            prop_assert!(anew >= points);
            prop_assert!(anew - points <= Rate::ONE.0 / rate.0);
        }
    }

    /// More stake is more points, so what is unbonded is always paid with points.
    #[test]
    fn less_worth_should_be_fewer_points(rate in rate(), points in 1..MAX_SHARES, less in 1..1_000u128) {
        let worth = rate.worth(points);
        let left = rate.points(worth - less.min(worth)).unwrap();
        prop_assert!(left < points);
    }

    /// The bounds of the README.
    #[test]
    fn a_slash_should_take_its_part_to_a_planck(rate in rate(), points in 1..MAX_SHARES, part in part()) {
        let after = rate.slashed(part);
        prop_assert!(after <= rate);
        let (worth, left) = (U256::from(rate.worth(points)), U256::from(after.worth(points)));
        let million = U256::from(1_000_000);
        let exact = worth * U256::from(part.deconstruct());
        prop_assert!(worth - left <= ceil(exact, million));
        // At least the part less a planck, and less what rounding the rate up by up to 10^-18 is worth.
        let rounding = U256::from(points) * million / U256::from(Rate::ONE.0) + 1;
        prop_assert!((worth - left) * million + million + rounding >= exact);
        prop_assert_eq!(left.is_zero(), part == Permill::one());
    }

    /// The roundings of several slashes do not add up.
    #[test]
    fn many_slashes_should_take_at_most_one_planck_too_much(
        start in rate(), amount in 1..=SUPPLY, parts in proptest::collection::vec(part(), 1..20),
    ) {
        let Ok(points) = start.points(amount) else { return Ok(()) };
        let end = parts.iter().fold(start, |rate, part| rate.slashed(*part));
        // amount × end / start, rounded down.
        let fair = U256::from(amount) * U256::from(end.0) / U256::from(start.0);
        prop_assert!(U256::from(end.worth(points)) >= fair);
    }
}
