// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, Parameters as Records, Record};
use frame::testing_prelude::*;
use openledger_primitives::{runtime_api::ParameterChange, Era};

#[test]
fn a_change_should_act_from_the_era_after_its_notice_on() {
    build_and_execute(|| {
        CurrentEra::set(3);
        assert_ok!(set(Ratio, 20));
        assert_eq!(events(), [Event::ChangeScheduled { parameter: Ratio, old: 10, value: 20, from_era: 3 + NOTICE }]);
        for era in [3, 3 + NOTICE - 1] {
            CurrentEra::set(era);
            assert_eq!(Parameters::value(Ratio), 10);
        }
        for era in [3 + NOTICE, 3 + NOTICE + 1, Era::MAX] {
            CurrentEra::set(era);
            assert_eq!(Parameters::value(Ratio), 20);
        }
        // Nothing was written since.
        let next = Some(ParameterChange { value: 20, from_era: 3 + NOTICE });
        assert_eq!(Records::<Test>::get(Ratio), Some(Record { next, ..Record::unchanged(10) }));
        // Others keep their defaults.
        assert_eq!((Parameters::value(Bond), Parameters::value(Deposit)), (1_000, 50));
    });
}

#[test]
fn each_parameter_should_have_an_origin_and_root_all() {
    build_and_execute(|| {
        let registrar = || RuntimeOrigin::signed(REGISTRAR);
        assert_noop!(Parameters::set_parameter(registrar(), Ratio, 11), DispatchError::BadOrigin);
        assert_noop!(Parameters::set_parameter(RuntimeOrigin::signed(8), Deposit, 51), DispatchError::BadOrigin);
        assert_noop!(Parameters::set_parameter(RuntimeOrigin::none(), Deposit, 51), DispatchError::BadOrigin);
        assert_ok!(Parameters::set_parameter(registrar(), Deposit, 51));
        assert_ok!(set(Ratio, 11));
    });
}

/// One decision could otherwise put every operator below the minimum bond, or divide the coverage of running channels
/// by ten.
#[test]
fn a_change_should_be_at_most_one_step() {
    build_and_execute(|| {
        for value in [2_001, 499, 1_000_000, 100] {
            assert_noop!(set(Bond, value), Error::<Test>::StepTooLarge);
        }
        assert_ok!(set(Bond, 2_000));
        // A step is measured from the value in force.
        CurrentEra::set(NOTICE);
        assert_noop!(set(Bond, 4_001), Error::<Test>::StepTooLarge);
        assert_noop!(set(Bond, 999), Error::<Test>::StepTooLarge);
        assert_ok!(set(Bond, 1_000));

        // Odd values: half of them rounded up.
        assert_ok!(set(Ratio, 5));
        CurrentEra::set(2 * NOTICE);
        assert_noop!(set(Ratio, 2), Error::<Test>::StepTooLarge);
        assert_ok!(set(Ratio, 3));
    });
}

#[test]
fn a_hundredfold_should_take_seven_notices() {
    build_and_execute(|| {
        let mut value = 1_000;
        for step in 1..=7 {
            value = (value * 2).min(100_000);
            assert_ok!(set(Bond, value));
            assert_noop!(set(Bond, value), Error::<Test>::ChangePending);
            CurrentEra::set(step * NOTICE);
        }
        assert_eq!(Parameters::value(Bond), 100_000);
    });
}

#[test]
fn a_value_should_be_within_the_bounds() {
    build_and_execute(|| {
        assert_noop!(set(Deposit, 0), Error::<Test>::OutOfBounds);
        assert_noop!(set(Deposit, 401), Error::<Test>::OutOfBounds);
        assert_noop!(set(Deposit, u128::MAX), Error::<Test>::OutOfBounds);
        MostBond::set(&1_500);
        assert_noop!(set(Bond, 1_501), Error::<Test>::OutOfBounds);
        assert_ok!(set(Bond, 1_500));
    });
}

#[test]
fn the_value_in_force_should_not_be_set_again() {
    build_and_execute(|| {
        assert_noop!(set(Deposit, 50), Error::<Test>::Unchanged);
        assert_ok!(set(Deposit, 60));
        CurrentEra::set(1);
        assert_noop!(set(Deposit, 60), Error::<Test>::Unchanged);
        assert_ok!(set(Deposit, 50));
    });
}

/// A second change could otherwise shorten the notice of what people prepare for, or double the step.
#[test]
fn a_pending_change_should_not_be_replaced() {
    build_and_execute(|| {
        assert_ok!(set(Ratio, 20));
        for era in [0, 1, NOTICE - 1] {
            CurrentEra::set(era);
            for value in [10, 11, 20, 40] {
                assert_noop!(set(Ratio, value), Error::<Test>::ChangePending);
            }
        }
        CurrentEra::set(NOTICE);
        assert_ok!(set(Ratio, 40));
        // Another parameter's change does not wait.
        assert_ok!(set(Bond, 999));
    });
}

#[test]
fn an_era_beyond_the_last_of_the_type_should_be_refused() {
    build_and_execute(|| {
        CurrentEra::set(Era::MAX);
        assert_noop!(set(Ratio, 20), ArithmeticError::Overflow);
    });
}

/// A slash asks for the value of the era in which its window began.
#[test]
fn earlier_values_should_be_known_for_the_notice() {
    build_and_execute(|| {
        let values = |eras: [Era; 4]| eras.map(|era| Parameters::value_at(Ratio, era));
        assert_ok!(set(Ratio, 20));
        assert_eq!(values([0, NOTICE - 1, NOTICE, Era::MAX]), [10, 10, 20, 20]);
        CurrentEra::set(NOTICE);
        assert_ok!(set(Ratio, 40));
        // The change of this era is pending: nothing is forgotten.
        assert_eq!(values([0, NOTICE - 1, NOTICE, 2 * NOTICE]), [10, 10, 20, 40]);
        CurrentEra::set(2 * NOTICE);
        assert_eq!(values([0, NOTICE - 1, NOTICE, 2 * NOTICE]), [10, 10, 20, 40]);
        // The next change forgets the first value, for which no window asks any more.
        assert_ok!(set(Ratio, 80));
        assert_eq!(values([NOTICE, 2 * NOTICE - 1, 2 * NOTICE, 3 * NOTICE]), [20, 20, 40, 80]);
    });
}

/// An upgrade can narrow bounds: a value outside counts as the nearest one within.
#[test]
fn a_value_out_of_narrowed_bounds_should_count_as_the_bound() {
    build_and_execute(|| {
        assert_ok!(set(Bond, 2_000));
        CurrentEra::set(NOTICE);
        MostBond::set(&800);
        assert_eq!((Parameters::value(Bond), Parameters::value_at(Bond, 0)), (800, 800));
        assert_noop!(set(Bond, 399), Error::<Test>::StepTooLarge);
        assert_noop!(set(Bond, 800), Error::<Test>::Unchanged);
        assert_ok!(set(Bond, 400));
        CurrentEra::set(2 * NOTICE);
        assert_eq!(Parameters::value(Bond), 400);
    });
}
