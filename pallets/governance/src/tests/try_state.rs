// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, FeeSplitVersions, RecentFeeSplits, Versions, OLDER_VERSIONS};
use frame::testing_prelude::*;
use openledger_primitives::runtime_api::FeeSplitVersion;

/// Corrupt the records of a chain with two versions, the second in force, and expect a complaint.
fn fails_when(corrupt: impl FnOnce(&mut RecentFeeSplits), complaint: &'static str) {
    new_test_ext().execute_with(|| {
        assert_ok!(FeeSplits::set_fee_split(RuntimeOrigin::root(), other_split()));
        CurrentEra::set(1);
        assert_ok!(FeeSplits::do_try_state());
        Versions::<Test>::mutate(|versions| corrupt(&mut versions.recent));
        assert_eq!(FeeSplits::do_try_state(), Err(DispatchError::Other(complaint)));
    });
}

#[test]
fn try_state_should_fail_when_a_split_is_not_exact() {
    let complaint = "a fee split is not exact";
    fails_when(|records| records.current.split.operator = Permill::zero(), complaint);
    fails_when(|records| records.previous.as_mut().unwrap().split.operator = Permill::zero(), complaint);
}

#[test]
fn try_state_should_fail_when_a_split_is_outside_the_bounds() {
    let outside = split([200_000, 460_000, 190_000, 100_000, 40_000, 10_000]);
    fails_when(|records| records.current.split = outside, "the fee split enacted last is outside the bounds");
}

#[test]
fn try_state_should_hold_when_bounds_were_tightened_after_a_split_inside_them_was_enacted() {
    build_and_execute(|| {
        let with_less_for_the_treasury = split([400_000, 260_000, 200_000, 100_000, 30_000, 10_000]);
        assert_ok!(FeeSplits::set_fee_split(RuntimeOrigin::root(), with_less_for_the_treasury));
        CurrentEra::set(1);
        let mut bounds = default_bounds();
        bounds.max_treasury = Permill::from_percent(3);
        ConstitutionalBounds::set(&bounds);
        // The split before it is kept for its grace period, although no enactment could bring it back.
        assert_ok!(FeeSplits::do_try_state());
    });
}

#[test]
fn try_state_should_fail_when_versions_are_not_consecutive() {
    let complaint = "the versions of the fee splits are not consecutive";
    fails_when(|records| records.current.version = 3, complaint);
    fails_when(|records| records.current.version = 1, complaint);
    fails_when(|records| records.previous.as_mut().unwrap().version = 2, complaint);
}

#[test]
fn try_state_should_fail_when_an_earlier_split_is_lost() {
    fails_when(|records| records.previous = None, "an earlier fee split is lost");
    older_fails_when(
        |versions| {
            versions.older.pop();
        },
        "an earlier fee split is lost",
    );
    older_fails_when(
        |versions| {
            versions.recent.current = versions.recent.previous.take().unwrap();
        },
        "earlier fee splits are kept without the last of them",
    );
}

/// Corrupt the records of a chain with `older` versions before the last two, and expect a complaint.
fn older_fails_with(older: u32, corrupt: impl FnOnce(&mut FeeSplitVersions), complaint: &'static str) {
    new_test_ext().execute_with(|| {
        Grace::set(&0);
        let splits = [other_split(), Default::default()];
        for era in 0..older + 1 {
            CurrentEra::set(era);
            assert_ok!(FeeSplits::set_fee_split(RuntimeOrigin::root(), splits[era as usize % 2]));
        }
        assert_ok!(FeeSplits::do_try_state());
        Versions::<Test>::mutate(corrupt);
        assert_eq!(FeeSplits::do_try_state(), Err(DispatchError::Other(complaint)));
    });
}

fn older_fails_when(corrupt: impl FnOnce(&mut FeeSplitVersions), complaint: &'static str) {
    older_fails_with(3, corrupt, complaint);
}

/// Change one of the older records.
fn older_record_fails_when(corrupt: impl Fn(&mut FeeSplitVersion), complaint: &'static str) {
    for at in [0, 1, OLDER_VERSIONS as usize - 1] {
        older_fails_with(OLDER_VERSIONS, |versions| corrupt(versions.older.get_mut(at).unwrap()), complaint);
    }
}

#[test]
fn try_state_should_fail_when_an_older_record_is_wrong() {
    older_record_fails_when(|record| record.split.operator = Permill::zero(), "a fee split is not exact");
    older_record_fails_when(|record| record.version = 0, "the version of a fee split is below the first one");
    let not_consecutive = "the versions of the fee splits are not consecutive";
    older_record_fails_when(|record| record.version += 1, not_consecutive);
    older_record_fails_when(|record| record.version += 2, not_consecutive);
    older_record_fails_when(
        |record| record.effective_from = 100,
        "a fee split does not take over after the one before it",
    );
    older_fails_when(|versions| versions.older.as_mut().swap(0, 1), not_consecutive);
}

#[test]
fn try_state_should_fail_when_a_split_is_not_accepted_while_it_is_in_force() {
    fails_when(|records| records.previous_until = 0, "a fee split is not accepted while it is in force");
}

#[test]
fn try_state_should_fail_when_the_version_is_below_the_first() {
    let complaint = "the version of a fee split is below the first one";
    fails_when(
        |records| {
            records.current.version = 0;
            records.previous = None;
        },
        complaint,
    );
}

#[test]
fn try_state_should_fail_when_eras_are_not_ordered() {
    let complaint = "a fee split does not take over after the one before it";
    fails_when(|records| records.previous.as_mut().unwrap().effective_from = 1, complaint);
    fails_when(|records| records.current.effective_from = 0, complaint);
}

#[test]
fn try_state_should_fail_when_a_split_takes_over_too_late() {
    fails_when(|records| records.current.effective_from = 3, "a fee split takes over later than in the next era");
}
