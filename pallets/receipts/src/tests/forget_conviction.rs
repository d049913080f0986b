// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Convictions, Error, Event};
use frame::testing_prelude::*;
use openledger_primitives::Receipt;

#[test]
fn forget_conviction_should_remove_it_when_the_receipts_are_too_old_to_be_reported() {
    build_and_execute(|| {
        let (first, second) = pair();
        assert_ok!(report_pair((first.clone(), second.clone())));
        CurrentEra::set(5 + DISPUTE_ERAS);
        assert_noop!(forget(9), Error::<Test>::ConvictionStillNeeded);
        assert_noop!(report_pair((first.clone(), second.clone())), Error::<Test>::AlreadyConvicted);
        CurrentEra::set(6 + DISPUTE_ERAS);
        events();
        assert_ok!(forget(9));
        assert_eq!(Convictions::<Test>::get((OPERATOR, CHANNEL, 9)), None);
        assert_eq!(events(), vec![Event::ConvictionForgotten { operator: OPERATOR, channel: CHANNEL, sequence: 9 }]);
        assert_noop!(forget(9), Error::<Test>::ConvictionNotFound);
        // Once per offense still holds.
        assert_noop!(report_pair((first, second)), Error::<Test>::ReceiptTooOld);
        assert_eq!(Slashes::get().len(), 1);
    });
}

#[test]
fn forget_conviction_should_not_let_the_same_offense_be_reported_again() {
    // Convicted by an old receipt and a young one, of which a third differs that is as young.
    build_and_execute(|| {
        CurrentEra::set(5 + DISPUTE_ERAS);
        let (mut old, mut young) = pair();
        old.era = 5;
        young.era = CurrentEra::get();
        let third = Receipt { amount: young.amount + 1, ..young.clone() };
        assert_ok!(report_pair((old, young.clone())));
        for _ in 0..=DISPUTE_ERAS {
            let _ = forget(9);
            let again = report_pair((young.clone(), third.clone()));
            assert_eq!(again, Err(Error::<Test>::AlreadyConvicted.into()), "in era {}", CurrentEra::get());
            CurrentEra::set(CurrentEra::get() + 1);
        }
        assert_eq!(Slashes::get().len(), 1);
        assert_ok!(forget(9));
        assert_noop!(report_pair((young, third)), Error::<Test>::ReceiptTooOld);
    });
}

#[test]
fn forget_conviction_should_fail_when_not_signed() {
    build_and_execute(|| {
        assert_ok!(report_pair(pair()));
        CurrentEra::set(100);
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Receipts::forget_conviction(origin, OPERATOR, CHANNEL, 9), BadOrigin);
        }
    });
}

#[test]
fn forget_conviction_should_fail_when_there_is_none() {
    build_and_execute(|| {
        assert_ok!(report_pair(pair()));
        CurrentEra::set(100);
        assert_noop!(forget(10), Error::<Test>::ConvictionNotFound);
        let other = Receipts::forget_conviction(signed(BOB), OTHER_OPERATOR, CHANNEL, 9);
        assert_noop!(other, Error::<Test>::ConvictionNotFound);
    });
}

#[test]
fn forget_conviction_should_fail_when_it_is_still_needed() {
    build_and_execute(|| {
        assert_ok!(report_pair(pair()));
        for later in 0..=DISPUTE_ERAS {
            CurrentEra::set(5 + later);
            assert_noop!(forget(9), Error::<Test>::ConvictionStillNeeded);
        }
    });
}
