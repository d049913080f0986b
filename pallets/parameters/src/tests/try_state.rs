// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Parameters as Records, Record};
use frame::testing_prelude::*;
use openledger_primitives::runtime_api::ParameterChange;

/// Store `record` of the ratio in era 20 and expect a complaint.
fn fails_with(record: Record, complaint: &'static str) {
    new_test_ext().execute_with(|| {
        CurrentEra::set(20);
        assert_ok!(Parameters::do_try_state());
        Records::<Test>::insert(Ratio, record);
        assert_eq!(Parameters::do_try_state(), Err(DispatchError::Other(complaint)));
    });
}

fn next(value: u128, from_era: u32) -> Option<ParameterChange> {
    Some(ParameterChange { value, from_era })
}

#[test]
fn try_state_should_fail_when_a_change_was_more_than_a_step() {
    let record = Record { before: 10, now: 21, changed_in: 8, next: None };
    fails_with(record, "the last change of a parameter was more than a step");
    let record = Record { next: next(4, 25), ..Record::unchanged(10) };
    fails_with(record, "the next change of a parameter is more than a step");
}

#[test]
fn try_state_should_fail_when_eras_are_in_disorder() {
    let changed = Record { before: 10, now: 20, changed_in: 21, next: None };
    fails_with(changed, "the last change of a parameter is not in force");
    let record = Record { changed_in: 20, next: next(40, 20), ..changed };
    fails_with(record, "two changes of a parameter act from the same era on");
    let record = Record { changed_in: 20, next: next(40, 20 + NOTICE + 1), ..changed };
    fails_with(record, "the next change of a parameter comes later than its notice");
}

#[test]
fn try_state_should_hold_when_an_upgrade_has_narrowed_bounds() {
    build_and_execute(|| {
        assert_ok!(set(Bond, 2_000));
        CurrentEra::set(NOTICE);
        assert_ok!(set(Bond, 4_000));
        MostBond::set(&800);
    });
}
