// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, Parameters as Records, Record};
use frame::testing_prelude::*;

#[test]
fn a_canceled_change_should_never_act() {
    build_and_execute(|| {
        assert_ok!(set(Ratio, 20));
        CurrentEra::set(NOTICE - 1);
        events();
        assert_ok!(cancel(Ratio));
        assert_eq!(events(), [Event::ChangeCanceled { parameter: Ratio, value: 20, from_era: NOTICE }]);
        assert_eq!(Records::<Test>::get(Ratio), Some(Record::unchanged(10)));
        CurrentEra::set(2 * NOTICE);
        assert_eq!(Parameters::value(Ratio), 10);
    });
}

/// Canceling and scheduling again gives the whole notice again, so nobody can shorten it.
#[test]
fn a_change_after_a_canceled_one_should_have_the_whole_notice() {
    build_and_execute(|| {
        assert_ok!(set(Ratio, 20));
        CurrentEra::set(NOTICE - 1);
        assert_ok!(cancel(Ratio));
        assert_ok!(set(Ratio, 5));
        CurrentEra::set(2 * NOTICE - 2);
        assert_eq!(Parameters::value(Ratio), 10);
        CurrentEra::set(2 * NOTICE - 1);
        assert_eq!(Parameters::value(Ratio), 5);
    });
}

#[test]
fn canceling_should_keep_earlier_values() {
    build_and_execute(|| {
        assert_ok!(set(Ratio, 20));
        CurrentEra::set(NOTICE);
        assert_ok!(set(Ratio, 40));
        assert_ok!(cancel(Ratio));
        assert_eq!([0, NOTICE - 1, NOTICE].map(|era| Parameters::value_at(Ratio, era)), [10, 10, 20]);
    });
}

#[test]
fn a_change_in_force_should_not_be_canceled() {
    build_and_execute(|| {
        assert_noop!(cancel(Ratio), Error::<Test>::NoChangePending);
        assert_ok!(set(Ratio, 20));
        CurrentEra::set(NOTICE);
        assert_noop!(cancel(Ratio), Error::<Test>::NoChangePending);
        assert_eq!(Parameters::value(Ratio), 20);
    });
}

#[test]
fn only_the_origin_of_a_parameter_should_cancel_its_change() {
    build_and_execute(|| {
        let registrar = || RuntimeOrigin::signed(REGISTRAR);
        assert_ok!(set(Ratio, 20));
        assert_ok!(set(Deposit, 60));
        assert_noop!(Parameters::cancel_change(registrar(), Ratio), DispatchError::BadOrigin);
        assert_noop!(Parameters::cancel_change(RuntimeOrigin::signed(8), Deposit), DispatchError::BadOrigin);
        assert_ok!(Parameters::cancel_change(registrar(), Deposit));
        assert_ok!(cancel(Ratio));
    });
}
