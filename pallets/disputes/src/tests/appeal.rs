// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::disputes::Ruling::{Overturned, Upheld};

#[test]
fn appeal_should_hold_a_larger_bond() {
    build_and_execute(|| {
        let id = answered();
        ruled(id, Upheld);
        pass_eras(APPEAL);
        assert_ok!(Disputes::appeal(signed(ALICE), id, evidence(3), APPEAL_BOND));
        assert_eq!((held(ALICE), held(BOB)), (BOND + APPEAL_BOND, BOND));
        let decide_until = APPEAL + TRACK;
        assert_eq!(stage(id), Stage::Appealed { ruling: Upheld, decide_until });
        let appeal = Appeal { by: Side::Challenger, bond: APPEAL_BOND, evidence: evidence(3) };
        assert_eq!(Cases::<Test>::get(id).unwrap().appeal, Some(appeal));
        let event = Event::Appealed { case: id, who: ALICE, bond: APPEAL_BOND, evidence: evidence(3), decide_until };
        assert_eq!(events(), [event]);
        assert_noop!(Disputes::appeal(signed(ALICE), id, evidence(3), ANY), Error::<Test>::AlreadyAppealed);
    });
}

#[test]
fn only_the_loser_should_appeal_even_without_an_answer_before() {
    build_and_execute(|| {
        let id = opened();
        pass_eras(RESPONSE + 1);
        assert_noop!(Disputes::appeal(signed(BOB), id, evidence(3), ANY), Error::<Test>::NothingToAppeal);
        ruled(id, Overturned);
        for who in [ALICE, CHARLIE] {
            assert_noop!(Disputes::appeal(signed(who), id, evidence(3), ANY), Error::<Test>::NotLoser);
        }
        assert_ok!(Disputes::appeal(signed(BOB), id, evidence(3), ANY));
        assert_eq!((held(ALICE), held(BOB)), (BOND, APPEAL_BOND));
    });
}

#[test]
fn appeal_should_fail_without_evidence_money_or_time() {
    build_and_execute(|| {
        let id = answered();
        ruled(id, Upheld);
        assert_noop!(Disputes::appeal(signed(ALICE), id, evidence(0), ANY), Error::<Test>::InvalidEvidence);
        let bound = APPEAL_BOND - 1;
        assert_noop!(Disputes::appeal(signed(ALICE), id, evidence(3), bound), Error::<Test>::BondTooHigh);
        assert_noop!(Disputes::appeal(signed(ALICE), id + 1, evidence(3), ANY), Error::<Test>::CaseNotFound);
        assert_noop!(Disputes::appeal(RuntimeOrigin::root(), id, evidence(3), ANY), DispatchError::BadOrigin);
        assert_ok!(Balances::transfer_allow_death(signed(ALICE), BOB, ENDOWMENT - BOND - APPEAL_BOND + 1));
        assert_noop!(Disputes::appeal(signed(ALICE), id, evidence(3), ANY), TokenError::FundsUnavailable);
        pass_eras(APPEAL + 1);
        assert_noop!(Disputes::appeal(signed(ALICE), id, evidence(3), ANY), Error::<Test>::TooLate);
    });
}

#[test]
fn a_decision_of_the_track_should_have_no_appeal() {
    build_and_execute(|| {
        let id = answered();
        assert_ok!(Disputes::rule_by_track(RuntimeOrigin::root(), id, Upheld));
        assert_noop!(Disputes::appeal(signed(ALICE), id, evidence(3), ANY), Error::<Test>::AlreadyDecided);
    });
}
