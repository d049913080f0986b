// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, NextCommission};
use frame::testing_prelude::*;
use openledger_primitives::traits::OperatorInspect;

const FIVE: Permill = Permill::from_percent(5);
const TWENTY: Permill = Permill::from_percent(20);
const THIRTY: Permill = Permill::from_percent(30);

fn in_force() -> Permill {
    assert_eq!(details(OLGA).commission, OperatorStaking::operator(&OLGA).unwrap().commission);
    details(OLGA).commission
}

#[test]
fn a_fall_should_be_in_force_from_the_next_era_on() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), FIVE));
        assert_eq!(
            events(),
            vec![Event::CommissionAnnounced { operator: OLGA, old: TEN, commission: FIVE, from: FIRST_ERA + 1 }]
        );
        assert_eq!(in_force(), TEN);
        assert_eq!(details(OLGA).next_commission, Some(NextCommission { commission: FIVE, from: FIRST_ERA + 1 }));
        advance(1);
        assert_eq!((in_force(), details(OLGA).next_commission), (FIVE, None));
    });
}

#[test]
fn a_rise_should_be_in_force_after_the_notice() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), TWENTY));
        assert_eq!(
            events(),
            vec![Event::CommissionAnnounced { operator: OLGA, old: TEN, commission: TWENTY, from: FIRST_ERA + NOTICE }]
        );
        for _ in 0..NOTICE {
            assert_eq!(in_force(), TEN);
            advance(1);
        }
        assert_eq!(in_force(), TWENTY);
    });
}

#[test]
fn the_latest_announcement_should_replace_the_one_before() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), TWENTY));
        advance(NOTICE - 1);
        // Its notice starts anew: delegators have to hear of 30 % in time.
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), THIRTY));
        advance(NOTICE - 1);
        assert_eq!(in_force(), TEN);
        advance(1);
        assert_eq!(in_force(), THIRTY);
    });
}

#[test]
fn a_rise_should_be_measured_against_what_is_in_force_not_what_was_announced() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), THIRTY));
        // Below what is announced, above what is in force.
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), TWENTY));
        advance(1);
        assert_eq!(in_force(), TEN);
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), FIVE));
        advance(1);
        assert_eq!(in_force(), FIVE);
        // Back up needs notice.
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), TEN));
        advance(NOTICE - 1);
        assert_eq!(in_force(), FIVE);
        advance(1);
        assert_eq!(in_force(), TEN);
    });
}

#[test]
fn a_change_should_survive_the_next_announcement_once_in_force() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), TWENTY));
        advance(NOTICE);
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), THIRTY));
        assert_eq!(in_force(), TWENTY);
    });
}

#[test]
fn naming_the_commission_in_force_should_cancel_the_announced_one() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), TWENTY));
        events();
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), TEN));
        assert_eq!(
            events(),
            vec![Event::CommissionChangeCanceled { operator: OLGA, commission: TEN, canceled: TWENTY }]
        );
        advance(2 * NOTICE);
        assert_eq!(in_force(), TEN);
    });
}

#[test]
fn a_lowered_maximum_should_cap_at_once() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), THIRTY));
        MaxCommission::set(FIVE);
        assert_eq!(in_force(), FIVE);
        advance(NOTICE);
        assert_eq!(in_force(), FIVE);
        // The cap is what is in force, so a fall is measured against it and the old figure does not come back.
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), Permill::from_percent(4)));
        MaxCommission::set(THIRTY);
        assert_eq!(in_force(), FIVE);
    });
}

#[test]
fn a_maximum_that_is_raised_again_should_give_capped_commissions_back() {
    with_olga(|| {
        let before = MaxCommission::get();
        MaxCommission::set(FIVE);
        assert_eq!(in_force(), FIVE);
        MaxCommission::set(before);
        assert_eq!(in_force(), TEN);
    });
}

#[test]
fn set_commission_should_accept_the_maximum_and_work_when_chilled_or_leaving() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), MaxCommission::get()));
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), FIVE));
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), Permill::zero()));
    });
}

#[test]
fn set_commission_should_fail_when_too_high() {
    with_olga(|| {
        let too_high = Permill::from_parts(MaxCommission::get().deconstruct() + 1);
        assert_noop!(OperatorStaking::set_commission(signed(OLGA), too_high), Error::<Test>::CommissionTooHigh);
    });
}

#[test]
fn set_commission_should_fail_when_not_an_operator() {
    with_olga(|| {
        assert_noop!(OperatorStaking::set_commission(signed(DAN), FIVE), Error::<Test>::OperatorNotFound);
    });
}

#[test]
fn set_commission_should_fail_when_nothing_would_change() {
    with_olga(|| {
        assert_noop!(OperatorStaking::set_commission(signed(OLGA), TEN), Error::<Test>::CommissionUnchanged);
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), FIVE));
        advance(1);
        assert_noop!(OperatorStaking::set_commission(signed(OLGA), FIVE), Error::<Test>::CommissionUnchanged);
    });
}

#[test]
fn set_commission_should_fail_when_unsigned() {
    with_olga(|| {
        assert_noop!(OperatorStaking::set_commission(RuntimeOrigin::none(), FIVE), DispatchError::BadOrigin);
    });
}

#[test]
fn set_commission_should_fail_when_the_eras_overflow() {
    with_olga(|| {
        CurrentEra::set(u32::MAX);
        assert_noop!(OperatorStaking::set_commission(signed(OLGA), FIVE), ArithmeticError::Overflow);
        assert_noop!(OperatorStaking::set_commission(signed(OLGA), TWENTY), ArithmeticError::Overflow);
    });
}
