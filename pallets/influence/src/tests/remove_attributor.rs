// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn remove_attributor_should_leave_its_roots_and_its_bond() {
    build_and_execute(|| {
        ready();
        assert_ok!(post(FIRST, 2, right().root()));
        events();
        assert_ok!(Influence::remove_attributor(signed(OWNER), NET, FIRST));
        assert_eq!(events(), [Event::AttributorRemoved { datanet: NET, who: FIRST }]);
        assert_eq!(Influence::attributor(NET, FIRST).unwrap().bond, BOND);
        Aside::insert(NET, 3, 1);
        CurrentEra::set(4);
        assert_noop!(post(FIRST, 3, right().root()), Error::<Test>::NotAttributor);
        CurrentEra::set(7);
        assert_ok!(claim(2, right().leaf(0)));
    });
}

#[test]
fn remove_attributor_should_remove_the_record_without_a_bond() {
    build_and_execute(|| {
        ready();
        assert_ok!(Influence::remove_attributor(signed(OWNER), NET, THIRD));
        assert_eq!(Influence::attributor(NET, THIRD), None);
    });
}

#[test]
fn remove_attributor_should_fail_when_it_is_none() {
    build_and_execute(|| {
        assert_noop!(Influence::remove_attributor(signed(OWNER), NET, FIRST), Error::<Test>::NotAttributor);
        assert_noop!(Influence::remove_attributor(signed(FIRST), NET, FIRST), Error::<Test>::NotOwner);
        assert_noop!(Influence::remove_attributor(signed(OWNER), NOWHERE, FIRST), Error::<Test>::DatanetNotFound);
        ready();
        assert_ok!(Influence::remove_attributor(signed(OWNER), NET, FIRST));
        assert_noop!(Influence::remove_attributor(signed(OWNER), NET, FIRST), Error::<Test>::NotAttributor);
    });
}
