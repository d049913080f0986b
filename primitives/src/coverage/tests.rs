// SPDX-License-Identifier: Apache-2.0

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use super::*;
use crate::traits::OperatorInfo;
use proptest::prelude::*;
use sp_runtime::traits::ConstU32;

const COMMISSION: Permill = Permill::from_percent(7);

/// Operators are numbers below 100; the stake is ten times the number.
struct Operators;
impl OperatorInspect<u64> for Operators {
    fn operator(_: &u64) -> Option<OperatorInfo> {
        unreachable!("coverage asks for terms only")
    }

    fn terms(who: &u64, era: Era) -> Option<OperatorTerms> {
        assert_eq!(era, 9);
        (*who < 100).then(|| OperatorTerms { commission: COMMISSION, stake: Balance::from(*who) * 10 })
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_operator(_: &u64) -> sp_runtime::DispatchResult {
        unreachable!("coverage makes no operators")
    }
}

/// Each operator was paid three planck in the window.
struct Fees;
impl OperatorFees<u64> for Fees {
    fn fees_of(_: &u64, era: Era, eras: Era) -> Balance {
        assert_eq!((era, eras), (9, 6));
        3
    }
}

type Coverage = StakeCoverage<Operators, Fees, ConstU32<4>, ConstU32<6>>;

#[test]
fn quota_should_be_the_stake_by_the_ratio_less_the_fees_of_the_window() {
    let quota = |coverage| Some(Quota { commission: COMMISSION, coverage });
    assert_eq!(Coverage::quota(&50, 9), quota(500 / 4 - 3));
    // 10 / 4 is rounded down, and three planck were paid already.
    assert_eq!(Coverage::quota(&1, 9), quota(0));
    assert_eq!(Coverage::quota(&2, 9), quota(2));
}

/// A ratio that was four until era 6 and is `NEW` from era 7 on.
struct Changed<const NEW: u32>;
impl<const NEW: u32> ValueAt<u32> for Changed<NEW> {
    fn value_at(era: Era) -> u32 {
        if era < 7 {
            4
        } else {
            NEW
        }
    }
}

#[test]
fn a_raised_ratio_should_not_act_on_fees_that_were_accepted_before() {
    // The window of era 9 begins in era 4, when the ratio was four.
    assert_eq!(StakeCoverage::<Operators, Fees, Changed<40>, ConstU32<6>>::quota(&50, 9).unwrap().coverage, 122);
    assert_eq!(StakeCoverage::<Operators, Fees, Changed<2>, ConstU32<6>>::quota(&50, 9).unwrap().coverage, 247);
}

#[test]
fn a_raised_ratio_should_act_when_the_whole_window_is_after_it() {
    struct Fees;
    impl OperatorFees<u64> for Fees {
        fn fees_of(_: &u64, _: Era, _: Era) -> Balance {
            3
        }
    }
    // Of the window of era 9 with three eras, the first is the era of the change.
    assert_eq!(StakeCoverage::<Operators, Fees, Changed<40>, ConstU32<3>>::quota(&50, 9).unwrap().coverage, 9);
    assert_eq!(StakeCoverage::<Operators, Fees, Changed<40>, ConstU32<4>>::quota(&50, 9).unwrap().coverage, 122);
}

#[test]
fn quota_should_be_nothing_when_the_account_is_no_operator() {
    assert_eq!(Coverage::quota(&100, 9), None);
    assert_eq!(<() as OperatorCoverage<u64>>::quota(&1, 9), None);
}

#[test]
fn integrity_test_should_panic_when_a_parameter_is_out_of_range() {
    fn complaint<C: OperatorCoverage<u64>>() -> Option<String> {
        let panic = std::panic::catch_unwind(C::integrity_test).err()?;
        panic.downcast_ref::<&str>().map(|message| (*message).to_string())
    }
    let window = "the time in which fees are at risk must be within what a window remembers";
    assert_eq!(complaint::<StakeCoverage<Operators, Fees, ConstU32<4>, ConstU32<0>>>().unwrap(), window);
    assert_eq!(
        complaint::<StakeCoverage<Operators, Fees, ConstU32<4>, ConstU32<{ MAX_BUCKETS + 1 }>>>().unwrap(),
        window
    );
    assert_eq!(
        complaint::<StakeCoverage<Operators, Fees, ConstU32<0>, ConstU32<6>>>().unwrap(),
        "fees must take stake"
    );
    // The edges are allowed.
    assert_eq!(complaint::<StakeCoverage<Operators, Fees, ConstU32<1>, ConstU32<1>>>(), None);
    assert_eq!(complaint::<StakeCoverage<Operators, Fees, ConstU32<1>, ConstU32<MAX_BUCKETS>>>(), None);
}

#[test]
fn a_ratio_of_zero_covers_nothing() {
    assert_eq!(covered(Balance::MAX, 0, 0), 0);
}

proptest! {
    #[test]
    fn covered_fees_and_paid_fees_together_never_take_more_than_the_stake(
        stake in 0..=1u128 << 100,
        stake_per_fee in 1..=100u32,
        fees in 0..=1u128 << 100,
    ) {
        let coverage = covered(stake, stake_per_fee, fees);
        if coverage > 0 {
            let taken = (coverage + fees) * u128::from(stake_per_fee);
            prop_assert!(taken <= stake && stake - taken < u128::from(stake_per_fee));
        } else {
            prop_assert!((fees + 1) * u128::from(stake_per_fee) > stake);
        }
    }
}
