// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, Offers};
use frame::testing_prelude::*;

fn remove() -> DispatchResult {
    Inference::remove_expired_offer(signed(ALICE), OPERATOR, BASE)
}

#[test]
fn remove_expired_offer_should_return_the_deposit_to_the_operator_when_called_by_anyone() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        events();
        CurrentEra::set(11);
        assert_ok!(remove());

        assert_eq!(Offers::<Test>::get(OPERATOR, BASE), None);
        assert_eq!(held(OPERATOR), 0);
        assert_eq!(Balances::free_balance(OPERATOR), START_BALANCE);
        assert_eq!(Balances::free_balance(ALICE), START_BALANCE);
        assert_eq!(events(), vec![Event::ExpiredOfferRemoved { operator: OPERATOR, model: BASE, deposit: DEPOSIT }]);
    });
}

#[test]
fn remove_expired_offer_should_fail_when_not_signed() {
    build_and_execute(|| {
        assert_noop!(Inference::remove_expired_offer(RuntimeOrigin::root(), OPERATOR, BASE), BadOrigin);
    });
}

#[test]
fn remove_expired_offer_should_fail_when_the_offer_is_valid() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        assert_noop!(remove(), Error::<Test>::OfferNotExpired);
        // The last era is included.
        CurrentEra::set(10);
        assert_noop!(remove(), Error::<Test>::OfferNotExpired);
    });
}

#[test]
fn remove_expired_offer_should_fail_when_there_is_no_offer() {
    build_and_execute(|| {
        assert_noop!(remove(), Error::<Test>::OfferNotFound);
    });
}
