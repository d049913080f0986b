// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, HoldReason, Offers, Prices};
use frame::{testing_prelude::*, traits::fungible::MutateHold};

#[test]
fn try_state_should_fail_when_an_offer_has_no_price() {
    new_test_ext().execute_with(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        assert_ok!(Inference::do_try_state());
        Offers::<Test>::mutate(OPERATOR, BASE, |offer| offer.as_mut().unwrap().prices = Prices::default());
        assert_eq!(Inference::do_try_state(), Err(DispatchError::Other("an offer has no price")));
    });
}

#[test]
fn try_state_should_fail_when_something_else_is_held_than_the_deposits() {
    let complaint = Err(DispatchError::Other("what is held of an operator differs from the deposits of its offers"));
    new_test_ext().execute_with(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        assert_ok!(publish(OPERATOR, ADAPTER, false));
        assert_ok!(publish(OTHER_OPERATOR, BASE, false));
        assert_ok!(Inference::do_try_state());
        assert_ok!(Balances::release(&HoldReason::OfferDeposit.into(), &OPERATOR, 1, Precision::Exact));
        assert_eq!(Inference::do_try_state(), complaint);
        // What no offer accounts for would never be released.
        assert_ok!(Balances::hold(&HoldReason::OfferDeposit.into(), &OPERATOR, 2));
        assert_eq!(Inference::do_try_state(), complaint);
    });
    new_test_ext().execute_with(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        Offers::<Test>::mutate(OPERATOR, BASE, |offer| offer.as_mut().unwrap().deposit += 1);
        assert_eq!(Inference::do_try_state(), complaint);
    });
}
