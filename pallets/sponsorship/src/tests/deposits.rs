// SPDX-License-Identifier: Apache-2.0

//! Deposits that a budget pays.

use crate::{
    mock::{Sponsorship, *},
    *,
};
use openledger_primitives::sponsorship::{Request, Sponsor};

#[test]
fn a_budget_should_pay_a_deposit_and_have_it_again() {
    sponsored(policy(), || {
        let before = free();
        assert!(pay_deposit(NEWCOMER, 100));
        assert_eq!(free(), before - 100 - RECORD);
        assert_eq!(usage(NEWCOMER), Some(Usage { deposit: RECORD, era: 5, fees: 0, deposits: 100 + RECORD }));
        assert_eq!(events(), [Event::DepositPaid { datanet: DATANET, who: NEWCOMER, amount: 100 }]);
        release_deposit(100);
        assert_eq!(free(), before - RECORD);
        // What came back counts in the era nevertheless.
        assert_eq!(spent(), 100 + RECORD);
    });
}

#[test]
fn the_deposits_of_an_account_should_stay_within_its_limit() {
    sponsored(policy(), || {
        assert!(!pay_deposit(NEWCOMER, 300 - RECORD + 1));
        assert_eq!(usage(NEWCOMER), None);
        assert!(pay_deposit(NEWCOMER, 300 - RECORD));
        assert!(!pay_deposit(NEWCOMER, 1));
        assert!(pay_deposit(NEWCOMER + 1, 280));
        pass_eras(1);
        assert!(pay_deposit(NEWCOMER, 300));
    });
}

#[test]
fn the_deposits_of_a_crowd_should_stay_within_the_total_of_an_era() {
    sponsored(policy(), || {
        let paid = (0..100).filter(|number| pay_deposit(NEWCOMER + number, 80)).count();
        assert_eq!((paid, spent()), (10, 1_000));
        // Fees and deposits have one total.
        assert!(!pay_fee(NEWCOMER, 1, 1, false));
    });
}

#[test]
fn only_the_listed_should_have_deposits_paid_if_the_policy_says_so() {
    sponsored(Policy { beneficiaries: Beneficiaries::Listed, ..policy() }, || {
        assert!(!pay_deposit(NEWCOMER, 1));
        let listed = Request { listed: true, ..request(1) };
        assert_eq!(Sponsorship::depositor(&NEWCOMER, &listed), Ok(Some(budget())));
    });
}
