// SPDX-License-Identifier: Apache-2.0

use crate::mock::*;
use frame::testing_prelude::*;

fn check() {
    <Parameters as Hooks<u64>>::integrity_test();
}

#[test]
fn good_terms_should_pass() {
    new_test_ext().execute_with(check);
}

#[test]
#[should_panic(expected = "Ratio: no step leads away from zero")]
fn a_least_value_of_zero_should_be_refused() {
    new_test_ext().execute_with(|| {
        LeastRatio::set(&0);
        check();
    });
}

#[test]
#[should_panic(expected = "Bond: the bounds leave no choice")]
fn bounds_without_a_choice_should_be_refused() {
    new_test_ext().execute_with(|| {
        MostBond::set(&100);
        check();
    });
}

#[test]
#[should_panic(expected = "Ratio: the default is out of the bounds")]
fn a_default_out_of_the_bounds_should_be_refused() {
    new_test_ext().execute_with(|| {
        DefaultRatio::set(&101);
        check();
    });
}

#[test]
#[should_panic(expected = "Ratio: a change would act in the era of the call")]
fn a_parameter_without_notice_should_be_refused() {
    new_test_ext().execute_with(|| {
        RatioNotice::set(&0);
        check();
    });
}

#[test]
fn genesis_should_set_what_the_bounds_allow() {
    build_and_execute(|| {
        assert_noop!(Parameters::set_at_genesis(Ratio, 101), crate::Error::<Test>::OutOfBounds);
        assert_ok!(Parameters::set_at_genesis(Ratio, 100));
        assert_eq!((Parameters::value(Ratio), Parameters::value_at(Ratio, 0)), (100, 100));
    });
}
