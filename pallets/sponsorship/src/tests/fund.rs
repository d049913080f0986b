// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Sponsorship, *},
    *,
};
use frame::testing_prelude::*;

#[test]
fn fund_should_move_the_amount_to_the_budget() {
    build_and_execute(|| {
        assert_ok!(Sponsorship::fund(signed(PATRON), DATANET, 500));
        assert_ok!(Sponsorship::fund(signed(OWNER), DATANET, 1));
        assert_eq!(free(), 501);
        assert_eq!(Balances::free_balance(PATRON), ENDOWMENT - 500);
        assert_eq!(
            events(),
            [
                Event::Funded { datanet: DATANET, who: PATRON, amount: 500 },
                Event::Funded { datanet: DATANET, who: OWNER, amount: 1 },
            ]
        );
        assert_eq!(Balances::free_balance(Sponsorship::account_of(OTHER)), 0);
    });
}

#[test]
fn fund_should_fail_without_a_datanet_or_an_amount() {
    build_and_execute(|| {
        let fund = |who, datanet, amount| Sponsorship::fund(signed(who), datanet, amount);
        assert_noop!(fund(PATRON, NONE, 500), Error::<Test>::DatanetNotFound);
        assert_noop!(fund(PATRON, DATANET, 0), Error::<Test>::ZeroAmount);
        assert_noop!(fund(PATRON, DATANET, ED - 1), TokenError::BelowMinimum);
        assert_noop!(fund(NEWCOMER, DATANET, ED), TokenError::FundsUnavailable);
        // The signer's account stays alive.
        assert_noop!(fund(PATRON, DATANET, ENDOWMENT), TokenError::NotExpendable);
        assert_noop!(Sponsorship::fund(RuntimeOrigin::root(), DATANET, 500), BadOrigin);
    });
}
