// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Sponsorship, *},
    *,
};

fn sponsor() -> GenesisSponsor<AccountId> {
    GenesisSponsor { datanet: DATANET, funder: PATRON, amount: 500, policy: policy() }
}

#[test]
fn genesis_should_fill_a_budget_and_set_its_policy() {
    ext_with(vec![sponsor()]).execute_with(|| {
        Sponsorship::do_try_state().unwrap();
        assert_eq!(Balances::free_balance(PATRON), ENDOWMENT - 500);
        assert_eq!((free(), records()), (500 - COST, COST));
        assert_eq!(Sponsorships::<Test>::get(DATANET).unwrap().policy, policy());
        assert!(pay_fee(NEWCOMER, 10, 10, true));
    });
}

#[test]
#[should_panic(expected = "the datanet exists and the funder has the amount")]
fn genesis_should_fail_without_the_datanet() {
    ext_with(vec![GenesisSponsor { datanet: NONE, ..sponsor() }]);
}

#[test]
#[should_panic(expected = "the datanet exists and the funder has the amount")]
fn genesis_should_fail_without_the_amount() {
    ext_with(vec![GenesisSponsor { amount: ENDOWMENT + 1, ..sponsor() }]);
}

#[test]
#[should_panic(expected = "the budget has the deposit of its policy")]
fn genesis_should_fail_without_the_deposit() {
    ext_with(vec![GenesisSponsor { amount: COST, ..sponsor() }]);
}
