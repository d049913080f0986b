// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Sponsorship, *},
    *,
};
use frame::{testing_prelude::*, traits::fungible::Inspect};
use openledger_primitives::Balance;

fn withdraw(who: AccountId, amount: Balance) -> DispatchResult {
    Sponsorship::withdraw(signed(who), DATANET, amount)
}

#[test]
fn withdraw_should_pay_the_owner() {
    sponsored(policy(), || {
        assert_ok!(withdraw(OWNER, 400));
        assert_eq!(events(), [Event::Withdrawn { datanet: DATANET, owner: OWNER, amount: 400 }]);
        assert_eq!(Balances::free_balance(OWNER), ENDOWMENT + 400);
        assert_eq!(free(), BUDGET - COST - 400);
    });
}

#[test]
fn withdraw_should_take_only_what_is_free() {
    sponsored(policy(), || {
        assert!(pay_deposit(NEWCOMER, 100));
        let held = COST + RECORD + 100;
        // The existential deposit stays while something is on hold.
        assert_noop!(withdraw(OWNER, BUDGET - held - ED + 1), Error::<Test>::NotFree);
        assert_ok!(withdraw(OWNER, BUDGET - held - ED));
        assert_noop!(withdraw(OWNER, 1), Error::<Test>::NotFree);
        // It is free as deposits come back.
        release_deposit(100);
        assert_noop!(withdraw(OWNER, 101), Error::<Test>::NotFree);
        assert_ok!(withdraw(OWNER, 100));
        pass_eras(1);
        assert_ok!(Sponsorship::forget(signed(PATRON), DATANET, NEWCOMER));
        assert_ok!(Sponsorship::set_policy(signed(OWNER), DATANET, None));
        // Everything, or as much as leaves the existential deposit.
        let rest = RECORD + COST + ED;
        assert_eq!(free(), rest);
        assert_noop!(withdraw(OWNER, rest - 1), Error::<Test>::NotFree);
        assert_noop!(withdraw(OWNER, rest + 1), Error::<Test>::NotFree);
        assert_ok!(withdraw(OWNER, 1));
        assert_ok!(withdraw(OWNER, rest - 1));
        assert_eq!(Balances::total_balance(&budget()), 0);
        assert_eq!(Balances::free_balance(OWNER), ENDOWMENT + BUDGET);
    });
}

#[test]
fn withdraw_should_fail_without_an_owner_or_an_amount() {
    sponsored(policy(), || {
        assert_noop!(withdraw(PATRON, 1), Error::<Test>::NotOwner);
        assert_noop!(withdraw(OWNER, 0), Error::<Test>::ZeroAmount);
        assert_noop!(Sponsorship::withdraw(signed(OWNER), NONE, 1), Error::<Test>::DatanetNotFound);
        assert_noop!(Sponsorship::withdraw(signed(PATRON), OTHER, 1), Error::<Test>::NotFree);
        assert_noop!(Sponsorship::withdraw(RuntimeOrigin::root(), DATANET, 1), BadOrigin);
    });
}
