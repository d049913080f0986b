// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn unbond_should_release_the_bond_when_no_root_needs_it() {
    build_and_execute(|| {
        ready();
        assert_ok!(Influence::unbond(signed(FIRST), NET));
        assert_eq!(events(), [Event::Unbonded { datanet: NET, who: FIRST, released: BOND }]);
        assert_eq!(held(HoldReason::AttributorBond, FIRST), 0);
        assert_noop!(post(FIRST, 2, right().root()), Error::<Test>::BondTooSmall);
        // Still appointed, it can bond again; dismissed, its record goes with the bond.
        assert_ok!(Influence::bond(signed(FIRST), NET, BOND));
        assert_ok!(Influence::remove_attributor(signed(OWNER), NET, FIRST));
        assert_ok!(Influence::unbond(signed(FIRST), NET));
        assert_eq!(Influence::attributor(NET, FIRST), None);
    });
}

#[test]
fn unbond_should_fail_while_a_root_can_be_challenged() {
    build_and_execute(|| {
        ready();
        assert_ok!(post(FIRST, 2, right().root()));
        CurrentEra::set(6);
        assert_noop!(Influence::unbond(signed(FIRST), NET), Error::<Test>::BondInUse);
        CurrentEra::set(7);
        assert_ok!(Influence::unbond(signed(FIRST), NET));
    });
}

#[test]
fn unbond_should_fail_as_long_as_the_last_root_of_the_era_can_be_challenged() {
    build_and_execute(|| {
        ready();
        assert_ok!(post(FIRST, 2, right().root()));
        CurrentEra::set(4);
        assert_ok!(post(SECOND, 2, grow(&[(BOB, &[(2, 1)])]).root()));
        CurrentEra::set(7);
        assert_noop!(Influence::unbond(signed(FIRST), NET), Error::<Test>::BondInUse);
        CurrentEra::set(8);
        assert_ok!(Influence::unbond(signed(FIRST), NET));
    });
}

#[test]
fn unbond_should_fail_without_a_bond() {
    build_and_execute(|| {
        assert_noop!(Influence::unbond(signed(FIRST), NET), Error::<Test>::NoBond);
        ready();
        assert_noop!(Influence::unbond(signed(THIRD), NET), Error::<Test>::NoBond);
    });
}
