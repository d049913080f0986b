// SPDX-License-Identifier: Apache-2.0

//! Fees that a budget pays, and the welcome gift.

use crate::{
    mock::{Sponsorship, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::sponsorship::Request;

#[test]
fn a_budget_should_pay_the_fee_that_is_used_and_welcome_a_newcomer() {
    sponsored(policy(), || {
        let before = free();
        assert!(pay_fee(NEWCOMER, 50, 30, true));
        assert_eq!(free(), before - 30 - ED - RECORD);
        assert_eq!(Balances::free_balance(NEWCOMER), ED);
        assert_eq!(usage(NEWCOMER), Some(Usage { deposit: RECORD, era: 5, fees: 30 + ED, deposits: RECORD }));
        assert_eq!(spent(), 30 + ED + RECORD);
        assert_eq!(
            events(),
            [
                Event::Welcomed { datanet: DATANET, who: NEWCOMER, amount: ED },
                Event::FeePaid { datanet: DATANET, who: NEWCOMER, amount: 30 },
            ]
        );
        assert!(pay_fee(NEWCOMER, 10, 0, false));
        assert_eq!(free(), before - 30 - ED - RECORD);
    });
}

#[test]
fn the_fees_of_an_account_should_stay_within_its_limit() {
    sponsored(policy(), || {
        // What is taken in advance counts.
        assert!(!pay_fee(NEWCOMER, 101, 1, false));
        assert!(!pay_fee(NEWCOMER, 91, 1, true));
        assert!(pay_fee(NEWCOMER, 100, 1, false));
        assert!(!pay_fee(NEWCOMER, 100, 1, false));
        assert!(pay_fee(NEWCOMER, 99, 99, false));
        assert!(!pay_fee(NEWCOMER, 1, 1, false));
        // Of that account only, and of that era only.
        assert!(pay_fee(NEWCOMER + 1, 100, 100, false));
        pass_eras(1);
        assert!(pay_fee(NEWCOMER, 100, 100, false));
        assert_eq!(spent(), 100);
    });
}

#[test]
fn a_crowd_should_stay_within_the_total_of_an_era() {
    sponsored(policy(), || {
        let before = free();
        let paid = (0..100).filter(|number| pay_fee(NEWCOMER + number, 50, 50, true)).count();
        // 50 for the fee, 10 for the gift and 20 for the record.
        assert_eq!(paid, 12);
        assert_eq!(spent(), 960);
        assert_eq!(free(), before - 960);
        // The last planck is for somebody, too.
        assert!(!pay_fee(NEWCOMER + 200, 21, 21, false));
        assert!(pay_fee(NEWCOMER + 200, 20, 20, false));
        pass_eras(1);
        assert!(pay_fee(NEWCOMER + 300, 50, 50, true));
    });
}

#[test]
fn only_the_listed_should_be_paid_if_the_policy_says_so() {
    sponsored(Policy { beneficiaries: Beneficiaries::Listed, ..policy() }, || {
        assert!(!pay_fee(NEWCOMER, 1, 1, false));
        let listed = Request { listed: true, ..request(0) };
        assert!(Sponsorship::covers(&NEWCOMER, &listed, 1, false));
        assert!(Sponsorship::covers(&NEWCOMER, &listed, 1, true));
    });
}

#[test]
fn no_newcomer_should_be_welcomed_if_the_policy_says_so() {
    sponsored(Policy { welcome: false, ..policy() }, || {
        assert!(!pay_fee(NEWCOMER, 1, 1, true));
        assert!(pay_fee(NEWCOMER, 1, 1, false));
        assert_eq!(Balances::free_balance(NEWCOMER), 0);
    });
}

#[test]
fn an_empty_budget_should_pay_nothing() {
    let generous = Policy { fees: 100_000, total: 100_000, deposits: 100_000, ..policy() };
    sponsored(generous, || {
        // Neither what is on hold nor the existential deposit.
        let most = BUDGET - COST - ED - RECORD;
        assert!(!pay_fee(NEWCOMER, most + 1, 1, false));
        assert!(!pay_fee(NEWCOMER, most - ED + 1, 1, true));
        assert!(pay_fee(NEWCOMER, most, most, false));
        assert_eq!(free(), ED);
        assert!(!pay_fee(NEWCOMER, 1, 1, false));
        assert!(!pay_deposit(NEWCOMER, 1));
    });
}

#[test]
fn a_fee_should_be_paid_only_if_the_deposit_is() {
    sponsored(policy(), || {
        let covers = |deposit| Sponsorship::covers(&NEWCOMER, &request(deposit), 50, true);
        assert!(covers(300 - RECORD));
        assert!(!covers(300 - RECORD + 1));
        set_policy(Policy { total: 50 + ED + RECORD + 200, ..policy() });
        assert!(covers(200));
        assert!(!covers(201));
    });
}

#[test]
fn numbers_that_are_too_large_should_be_paid_by_nobody() {
    let boundless = Policy { fees: u128::MAX, deposits: u128::MAX, total: u128::MAX, ..policy() };
    sponsored(boundless, || {
        assert!(!pay_fee(NEWCOMER, u128::MAX, 0, false));
        assert!(!Sponsorship::covers(&NEWCOMER, &request(u128::MAX), u128::MAX, false));
        assert_err!(Sponsorship::begin_fee(&NEWCOMER, &request(0), u128::MAX, true), ArithmeticError::Overflow);
        assert!(pay_fee(NEWCOMER, 100, 100, true));
    });
}

#[test]
fn nobody_should_be_paid_without_a_policy() {
    build_and_execute(|| {
        assert_ok!(Sponsorship::fund(signed(PATRON), DATANET, BUDGET));
        assert!(!pay_fee(NEWCOMER, 1, 1, false));
        assert!(!pay_deposit(NEWCOMER, 1));
    });
}
