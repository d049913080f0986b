// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Revenue, Totals};
use frame::testing_prelude::*;
use openledger_primitives::{runtime_api::FeeSplitSimulation, FeeSplit, Parts};

fn all_to_contributors() -> FeeSplit {
    let none = Permill::zero();
    FeeSplit { contributors: Permill::one(), builders: none, operator: none, stakers: none, treasury: none, burn: none }
}

fn simulate(split: FeeSplit) -> Option<FeeSplitSimulation> {
    Attribution::simulate_fee_split(&split)
}

fn last_revenue() -> (u32, u128) {
    let FeeSplitSimulation { era, revenue, .. } = simulate(FeeSplit::default()).unwrap();
    (era, revenue)
}

#[test]
fn simulation_should_divide_the_revenue_of_the_last_era_by_both_splits() {
    build_and_execute(|| {
        pass_eras(1);
        pay(1, 600);
        pay(2, 400);
        pass_eras(1);
        assert_eq!(
            simulate(all_to_contributors()),
            Some(FeeSplitSimulation {
                era: 1,
                revenue: 1_000,
                current: Parts {
                    contributors: 400,
                    builders: 250,
                    operator: 200,
                    stakers: 100,
                    treasury: 40,
                    burn: 10
                },
                proposed: Parts { contributors: 1_000, ..Default::default() },
            })
        );
    });
}

#[test]
fn simulation_should_be_of_what_was_really_paid() {
    build_and_execute(|| {
        let parts = |event| match event {
            crate::Event::PaymentRouted { operator_part, treasury, burn, .. } => Some((operator_part, treasury, burn)),
            _ => None,
        };
        let mut with_commission = payment(1, 123_456_789);
        with_commission.commission = Permill::zero();
        assert_ok!(route(&[with_commission]));
        let paid = events().into_iter().find_map(parts).unwrap();
        pass_eras(1);
        let current = simulate(FeeSplit::default()).unwrap().current;
        assert_eq!(paid, (current.operator, current.treasury, current.burn));
        assert_eq!(current.total(), Some(123_456_789));
    });
}

#[test]
fn simulation_should_leave_out_the_era_that_goes_on_and_those_without_revenue() {
    build_and_execute(|| {
        assert_eq!(last_revenue(), (0, 0));
        pay(1, 10);
        assert_eq!(last_revenue(), (0, 0));
        pass_eras(1);
        assert_eq!(last_revenue(), (0, 10));
        pass_eras(5);
        assert_eq!(last_revenue(), (0, 10));
        pay(1, 70);
        pay(1, 7);
        assert_eq!(last_revenue(), (0, 10));
        pass_eras(1);
        assert_eq!(last_revenue(), (6, 77));
        pay(1, 5);
        assert_eq!(last_revenue(), (6, 77));
        let revenue = Revenue { era: 7, amount: 5, previous_era: 6, previous_amount: 77 };
        assert_eq!(Totals::<Test>::get().revenue, revenue);
    });
}

#[test]
fn simulation_should_not_count_grants_nor_payments_that_failed() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        fund(datanet(1), 1_000);
        let mut unknown = payment(1, 50);
        unknown.split_version = Some(99);
        assert!(with_transaction_result(|| route(&[unknown])).is_err());
        pass_eras(1);
        assert_eq!(last_revenue(), (0, 0));
    });
}

/// As a dispatchable: nothing of a failure stays.
fn with_transaction_result(call: impl FnOnce() -> DispatchResult) -> DispatchResult {
    frame::deps::frame_support::storage::with_storage_layer(call)
}

#[test]
fn simulation_should_refuse_a_split_that_is_not_exact() {
    build_and_execute(|| {
        let split = FeeSplit { burn: Permill::one(), ..FeeSplit::default() };
        assert_eq!(simulate(split), None);
    });
}

#[test]
fn revenue_should_not_overflow() {
    let full = Revenue { era: 1, amount: u128::MAX, ..Default::default() };
    assert_eq!(full.after(1, 1), None);
    assert_eq!(full.after(2, 1), Some(Revenue { era: 2, amount: 1, previous_era: 1, previous_amount: u128::MAX }));
}
