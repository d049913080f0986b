// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn bond_should_hold_the_amount() {
    build_and_execute(|| {
        assert_ok!(Influence::add_attributor(signed(OWNER), NET, FIRST));
        events();
        assert_ok!(Influence::bond(signed(FIRST), NET, 60));
        assert_ok!(Influence::bond(signed(FIRST), NET, 40));
        let bonded = |amount, total| Event::Bonded { datanet: NET, who: FIRST, amount, total };
        assert_eq!(events(), [bonded(60, 60), bonded(40, 100)]);
        assert_eq!(held(HoldReason::AttributorBond, FIRST), 100);
    });
}

#[test]
fn bond_should_fail_when_the_signer_may_not_or_cannot() {
    build_and_execute(|| {
        assert_noop!(Influence::bond(signed(FIRST), NET, 1), Error::<Test>::NotAttributor);
        assert_ok!(Influence::add_attributor(signed(OWNER), NET, FIRST));
        assert_noop!(Influence::bond(signed(FIRST), OTHER, 1), Error::<Test>::NotAttributor);
        assert_noop!(Influence::bond(signed(FIRST), NET, 0), Error::<Test>::ZeroAmount);
        assert_noop!(Influence::bond(signed(FIRST), NET, START_BALANCE + 1), TokenError::FundsUnavailable);
    });
}
