// SPDX-License-Identifier: Apache-2.0

use crate::mock::*;
use frame::{deps::frame_support::traits::Hooks, testing_prelude::*};

#[test]
fn genesis_should_bond_its_operators() {
    ext_with(vec![(OLGA, 5_000, TEN), (OTTO, LEAST_BOND, Permill::zero())]).execute_with(|| {
        OperatorStaking::do_try_state().unwrap();
        assert_eq!((held(OLGA), held(OTTO)), (5_000, LEAST_BOND));
        assert_eq!((shares(OLGA, OLGA), shares(OTTO, OTTO)), (5_000, LEAST_BOND));
        assert_eq!((details(OLGA).active, details(OLGA).commission), (true, TEN));
        assert_eq!(Balances::total_issuance(), ISSUANCE);
    });
}

#[test]
#[should_panic(expected = "an operator of the genesis can bond")]
fn genesis_should_refuse_what_a_call_would_refuse() {
    ext_with(vec![(OLGA, LEAST_BOND - 1, TEN)]);
}

#[test]
fn integrity_test_should_accept_the_mock() {
    OperatorStaking::integrity_test();
}

#[test]
#[should_panic(expected = "MinDelegation must be above zero")]
fn integrity_test_should_refuse_no_minimum() {
    MinDelegation::set(0);
    OperatorStaking::integrity_test();
}

#[test]
#[should_panic(expected = "MinOperatorBond must not be below MinDelegation")]
fn integrity_test_should_refuse_a_bond_below_the_delegation() {
    MinDelegation::set(MinOperatorBond::get() + 1);
    OperatorStaking::integrity_test();
}

#[test]
#[should_panic(expected = "UnbondingEras must be at least one era")]
fn integrity_test_should_refuse_unbonding_at_once() {
    UnbondingEras::set(0);
    OperatorStaking::integrity_test();
}

#[test]
#[should_panic(expected = "CommissionNotice must be at least one era")]
fn integrity_test_should_refuse_no_notice() {
    CommissionNotice::set(0);
    OperatorStaking::integrity_test();
}

#[test]
#[should_panic = "DisputeEras must be at least one era"]
fn integrity_test_should_refuse_no_dispute_window() {
    DisputeEras::set(0);
    OperatorStaking::integrity_test();
}

#[test]
#[should_panic = "DisputeEras must be at least one era"]
fn integrity_test_should_refuse_a_window_with_more_cohorts_than_there_is_room_for() {
    DisputeEras::set(crate::MAX_COHORTS);
    OperatorStaking::integrity_test();
}

#[test]
#[should_panic = "stake could be withdrawn before an offense can no longer be reported"]
fn integrity_test_should_refuse_unbonding_below_the_dispute_window() {
    UnbondingEras::set(WINDOW - 1);
    OperatorStaking::integrity_test();
}
