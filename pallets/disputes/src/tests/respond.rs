// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::disputes::Ruling;

#[test]
fn respond_should_hold_the_same_bond() {
    build_and_execute(|| {
        let id = opened();
        pass_eras(RESPONSE);
        assert_ok!(Disputes::respond(signed(BOB), id, evidence(2), BOND));
        assert_eq!((held(ALICE), held(BOB)), (BOND, BOND));
        assert_eq!(Cases::<Test>::get(id).unwrap().defense, Some(evidence(2)));
        assert_eq!(events(), [Event::Responded { case: id, respondent: BOB, bond: BOND, evidence: evidence(2) }]);
        assert_noop!(Disputes::respond(signed(BOB), id, evidence(2), ANY), Error::<Test>::AlreadyResponded);
    });
}

#[test]
fn respond_should_fail_for_others_and_without_evidence() {
    build_and_execute(|| {
        let id = opened();
        assert_noop!(Disputes::respond(signed(ALICE), id, evidence(2), ANY), Error::<Test>::NotRespondent);
        assert_noop!(Disputes::respond(signed(BOB), id, evidence(0), ANY), Error::<Test>::InvalidEvidence);
        assert_noop!(Disputes::respond(signed(BOB), id, evidence(2), BOND - 1), Error::<Test>::BondTooHigh);
        assert_noop!(Disputes::respond(signed(BOB), id + 1, evidence(2), ANY), Error::<Test>::CaseNotFound);
        assert_noop!(Disputes::respond(RuntimeOrigin::root(), id, evidence(2), ANY), DispatchError::BadOrigin);
    });
}

#[test]
fn respond_should_fail_if_the_bond_cannot_be_paid() {
    build_and_execute(|| {
        assert_ok!(Disputes::open(signed(ALICE), curator(PAUPER), evidence(1), ANY));
        assert_noop!(Disputes::respond(signed(PAUPER), 0, evidence(2), ANY), TokenError::FundsUnavailable);
    });
}

#[test]
fn respond_should_fail_after_its_time() {
    build_and_execute(|| {
        let id = opened();
        pass_eras(RESPONSE + 1);
        assert_noop!(Disputes::respond(signed(BOB), id, evidence(2), ANY), Error::<Test>::TooLate);
        ruled(id, Ruling::Overturned);
        assert_noop!(Disputes::respond(signed(BOB), id, evidence(2), ANY), Error::<Test>::TooLate);
        assert_ok!(Disputes::appeal(signed(BOB), id, evidence(2), ANY));
        assert_noop!(Disputes::respond(signed(BOB), id, evidence(2), ANY), Error::<Test>::TooLate);
        assert_ok!(Disputes::rule_by_track(RuntimeOrigin::root(), id, Ruling::Overturned));
        assert_noop!(Disputes::respond(signed(BOB), id, evidence(2), ANY), Error::<Test>::AlreadyDecided);
    });
}
