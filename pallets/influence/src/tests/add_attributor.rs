// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn add_attributor_should_appoint_after_the_notice() {
    build_and_execute(|| {
        assert_ok!(Influence::add_attributor(signed(OWNER), NET, FIRST));
        assert_eq!(events(), [Event::AttributorAdded { datanet: NET, who: FIRST, from: 2 }]);
        assert_eq!(Influence::attributor(NET, FIRST), Some(Attributor { from: Some(2), ..Default::default() }));
        assert_eq!(Influence::attributor(OTHER, FIRST), None);
    });
}

#[test]
fn add_attributor_should_fail_when_it_is_one_or_too_many_are() {
    build_and_execute(|| {
        for who in 100..100 + u64::from(MAX_ATTRIBUTORS) {
            assert_ok!(Influence::add_attributor(signed(OWNER), NET, who));
        }
        assert_noop!(Influence::add_attributor(signed(OWNER), NET, 100), Error::<Test>::AlreadyAttributor);
        assert_noop!(Influence::add_attributor(signed(OWNER), NET, FIRST), Error::<Test>::TooManyAttributors);
        assert_ok!(Influence::remove_attributor(signed(OWNER), NET, 100));
        assert_ok!(Influence::add_attributor(signed(OWNER), NET, FIRST));
    });
}

#[test]
fn add_attributor_should_fail_for_anybody_but_the_owner() {
    build_and_execute(|| {
        assert_noop!(Influence::add_attributor(signed(FIRST), NET, FIRST), Error::<Test>::NotOwner);
        assert_noop!(Influence::add_attributor(signed(OWNER), NOWHERE, FIRST), Error::<Test>::DatanetNotFound);
    });
}
