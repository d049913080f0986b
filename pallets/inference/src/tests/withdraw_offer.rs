// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, Offers};
use frame::testing_prelude::*;
use openledger_primitives::traits::AdvanceEras;

#[test]
fn withdraw_offer_should_remove_the_offer_and_release_its_deposit() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        assert_ok!(publish(OPERATOR, OTHER_MODEL, false));
        // What was held is released, whatever a deposit costs now.
        OfferDeposit::set(&1);
        events();
        assert_ok!(Inference::withdraw_offer(signed(OPERATOR), BASE));

        assert_eq!(Offers::<Test>::get(OPERATOR, BASE), None);
        assert_eq!(held(OPERATOR), DEPOSIT);
        assert_eq!(Balances::free_balance(OPERATOR), START_BALANCE - DEPOSIT);
        assert_eq!(events(), vec![Event::OfferWithdrawn { operator: OPERATOR, model: BASE, deposit: DEPOSIT }]);
    });
}

#[test]
fn withdraw_offer_should_work_when_the_operator_is_not_active_or_the_offer_has_expired() {
    build_and_execute(|| {
        for active in [Some(false), None] {
            set_operator(OPERATOR, Some(true));
            assert_ok!(publish(OPERATOR, BASE, false));
            set_operator(OPERATOR, active);
            assert_ok!(Inference::withdraw_offer(signed(OPERATOR), BASE));
        }
        assert_ok!(publish(OTHER_OPERATOR, BASE, false));
        Clock::advance_eras(100);
        assert_ok!(Inference::withdraw_offer(signed(OTHER_OPERATOR), BASE));
        assert_eq!((held(OPERATOR), held(OTHER_OPERATOR)), (0, 0));
    });
}

#[test]
fn withdraw_offer_should_fail_when_not_signed() {
    build_and_execute(|| {
        assert_noop!(Inference::withdraw_offer(RuntimeOrigin::root(), BASE), BadOrigin);
    });
}

#[test]
fn withdraw_offer_should_fail_when_the_signer_has_no_offer() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, true));
        for (who, model) in [(OPERATOR, OTHER_MODEL), (OPERATOR, ADAPTER), (OTHER_OPERATOR, BASE)] {
            assert_noop!(Inference::withdraw_offer(signed(who), model), Error::<Test>::OfferNotFound);
        }
    });
}
