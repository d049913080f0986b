// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Sponsorship, *},
    *,
};
use frame::testing_prelude::*;

fn set(who: AccountId, policy: Option<Policy>) -> DispatchResult {
    Sponsorship::set_policy(signed(who), DATANET, policy)
}

#[test]
fn set_policy_should_hold_a_deposit_from_the_budget() {
    build_and_execute(|| {
        assert_ok!(Sponsorship::fund(signed(PATRON), DATANET, BUDGET));
        events();
        assert_ok!(set(OWNER, Some(policy())));
        assert_eq!(events(), [Event::PolicySet { datanet: DATANET, policy: Some(policy()) }]);
        assert_eq!((free(), records()), (BUDGET - COST, COST));
        let sponsorship = Sponsorships::<Test>::get(DATANET).unwrap();
        assert_eq!(sponsorship, crate::Sponsorship { policy: policy(), deposit: COST, era: 5, spent: 0 });
    });
}

#[test]
fn set_policy_should_change_what_later_calls_are_paid() {
    sponsored(policy(), || {
        assert!(pay_fee(NEWCOMER, 40, 40, true));
        let narrow = Policy { fees: 60, welcome: false, ..policy() };
        PolicyDeposit::set(&(2 * COST));
        assert_ok!(set(OWNER, Some(narrow)));
        // What was used counts, and so does the deposit that was held.
        assert_eq!((records(), spent()), (COST + RECORD, 40 + ED + RECORD));
        assert!(!pay_fee(NEWCOMER, 11, 11, false));
        assert!(pay_fee(NEWCOMER, 10, 10, false));
        assert!(!pay_fee(NEWCOMER + 1, 10, 10, true));
        assert!(pay_fee(NEWCOMER + 1, 10, 10, false));
    });
}

#[test]
fn set_policy_should_end_a_policy_and_release_its_deposit() {
    sponsored(policy(), || {
        assert!(pay_deposit(NEWCOMER, 50));
        events();
        PolicyDeposit::set(&(2 * COST));
        assert_ok!(set(OWNER, None));
        assert_eq!(events(), [Event::PolicySet { datanet: DATANET, policy: None }]);
        assert_eq!((free(), records()), (BUDGET - 50 - RECORD, RECORD));
        assert!(!pay_fee(NEWCOMER, 1, 1, false));
        assert!(!pay_deposit(NEWCOMER, 1));
        // What was paid comes back as before.
        release_deposit(50);
        assert_eq!(free(), BUDGET - RECORD);
        // A policy that begins again does not reset the limits of an account.
        assert_ok!(set(OWNER, Some(Policy { deposits: 50 + RECORD + 1, ..policy() })));
        assert!(!pay_deposit(NEWCOMER, 2));
        assert!(pay_deposit(NEWCOMER, 1));
    });
}

#[test]
fn set_policy_should_follow_the_datanets_owner() {
    sponsored(policy(), || {
        Owners::set(&vec![PATRON, PATRON]);
        assert_noop!(set(OWNER, None), Error::<Test>::NotOwner);
        assert_ok!(set(PATRON, None));
    });
}

#[test]
fn set_policy_should_fail_without_an_owner_a_policy_or_a_budget() {
    build_and_execute(|| {
        let none = Sponsorship::set_policy(signed(OWNER), NONE, Some(policy()));
        assert_noop!(none, Error::<Test>::DatanetNotFound);
        assert_noop!(set(PATRON, Some(policy())), Error::<Test>::NotOwner);
        assert_noop!(Sponsorship::set_policy(RuntimeOrigin::root(), DATANET, None), BadOrigin);
        assert_noop!(set(OWNER, None), Error::<Test>::NotSponsored);
        assert_noop!(set(OWNER, Some(policy())), TokenError::FundsUnavailable);
        assert_ok!(Sponsorship::fund(signed(PATRON), DATANET, COST + ED - 1));
        assert_noop!(set(OWNER, Some(policy())), TokenError::FundsUnavailable);
        assert_ok!(Sponsorship::fund(signed(PATRON), DATANET, 1));
        assert_ok!(set(OWNER, Some(policy())));
    });
}
