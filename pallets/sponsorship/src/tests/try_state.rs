// SPDX-License-Identifier: Apache-2.0

//! Each invariant detects its corrupted storage.

use crate::{
    mock::{Sponsorship, *},
    *,
};
use frame::deps::sp_runtime::TryRuntimeError;

fn detects(message: &'static str, corrupt: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        Sponsorship::fund(signed(PATRON), DATANET, BUDGET).unwrap();
        set_policy(policy());
        assert!(pay_fee(NEWCOMER, 30, 30, true));
        assert!(pay_deposit(NEWCOMER + 1, 100));
        Sponsorship::do_try_state().unwrap();
        corrupt();
        assert_eq!(Sponsorship::do_try_state(), Err(TryRuntimeError::Other(message)));
    });
}

fn change(change: impl FnOnce(&mut Usage)) {
    Usages::<Test>::mutate(DATANET, NEWCOMER, |usage| change(usage.as_mut().unwrap()));
}

#[test]
fn try_state_should_detect_records_of_nothing_and_of_the_future() {
    detects("1: a usage is of a datanet that exists", || Usages::<Test>::insert(NONE, NEWCOMER, Usage::default()));
    detects("1: a usage is of this era or an earlier one", || change(|usage| usage.era = 6));
    detects("1: a policy is of a datanet that exists", || {
        Sponsorships::<Test>::insert(NONE, Sponsorships::<Test>::get(DATANET).unwrap())
    });
    detects("1: a policy is of this era or an earlier one", || {
        Sponsorships::<Test>::mutate_extant(DATANET, |sponsorship| sponsorship.era = 6)
    });
}

#[test]
fn try_state_should_detect_deposits_that_are_not_held() {
    let message = "2: a budget has the deposits of its records on hold";
    detects(message, || change(|usage| usage.deposit += 1));
    detects(message, || change(|usage| usage.deposit -= 1));
    detects(message, || Sponsorships::<Test>::mutate_extant(DATANET, |sponsorship| sponsorship.deposit += 1));
    detects(message, || Usages::<Test>::insert(OTHER, NEWCOMER, Usage { deposit: 1, era: 5, ..Default::default() }));
}

#[test]
fn try_state_should_detect_payments_that_no_account_used() {
    let message = "3: what was spent is in the usages";
    detects(message, || change(|usage| usage.fees -= 1));
    detects(message, || Sponsorships::<Test>::mutate_extant(DATANET, |sponsorship| sponsorship.spent += 1));
}
