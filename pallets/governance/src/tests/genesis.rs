// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, FeeSplitVersions, Versions};
use frame::testing_prelude::*;
use openledger_primitives::FeeSplit;

#[test]
fn genesis_should_start_with_the_configured_split_as_first_version() {
    TestState::new(build_genesis(other_split())).execute_with(|| {
        assert_eq!(Versions::<Test>::get(), FeeSplitVersions::starting_with(other_split()));
        assert_eq!(FeeSplits::fee_split().version, 1);
        assert_ok!(FeeSplits::do_try_state());
    });
}

#[test]
fn the_default_split_should_be_in_force_when_no_genesis_set_one() {
    TestState::default().execute_with(|| {
        assert_eq!(FeeSplits::fee_split().split, FeeSplit::default());
        assert_ok!(FeeSplits::do_try_state());
    });
}

#[test]
#[should_panic(expected = "the fee split of the genesis config is refused (Err(FeeSplitNotExact))")]
fn genesis_should_panic_when_the_split_is_not_exact() {
    build_genesis(split([400_000, 250_000, 200_000, 100_000, 40_000, 9_999]));
}

#[test]
#[should_panic(expected = "the fee split of the genesis config is refused (Err(ContributorsTooLow))")]
fn genesis_should_panic_when_contributors_get_less_than_their_minimum() {
    build_genesis(split([299_999, 350_001, 200_000, 100_000, 40_000, 10_000]));
}

#[test]
#[should_panic(expected = "the fee split of the genesis config is refused (Err(TreasuryTooHigh))")]
fn genesis_should_panic_when_the_treasury_gets_more_than_its_maximum() {
    build_genesis(split([400_000, 250_000, 139_999, 100_000, 100_001, 10_000]));
}

#[test]
#[should_panic(expected = "the fee split of the genesis config is refused (Err(BurnTooLow))")]
fn genesis_should_panic_when_less_than_the_minimum_is_burned() {
    build_genesis(split([400_000, 250_000, 205_001, 100_000, 40_000, 4_999]));
}

fn integrity_test_with(change: impl FnOnce(&mut crate::FeeSplitBounds)) {
    new_test_ext().execute_with(|| {
        let mut bounds = default_bounds();
        change(&mut bounds);
        ConstitutionalBounds::set(&bounds);
        <FeeSplits as Hooks<u64>>::integrity_test();
    });
}

#[test]
fn integrity_test_should_pass_when_the_bounds_are_consistent() {
    integrity_test_with(|_| ());
}

#[test]
#[should_panic(expected = "no split is inside the bounds")]
fn integrity_test_should_panic_when_the_minima_exceed_a_whole() {
    integrity_test_with(|bounds| {
        bounds.min_contributors = Permill::from_percent(60);
        bounds.min_burn = Permill::from_percent(41);
    });
}

#[test]
#[should_panic(expected = "no split can ever be enacted")]
fn integrity_test_should_panic_when_no_step_is_allowed() {
    integrity_test_with(|bounds| bounds.max_step = Permill::zero());
}

#[test]
#[should_panic(expected = "the default split, which is in force where no genesis sets another")]
fn integrity_test_should_panic_when_the_default_split_is_outside_the_bounds() {
    integrity_test_with(|bounds| bounds.max_treasury = Permill::from_percent(3));
}
