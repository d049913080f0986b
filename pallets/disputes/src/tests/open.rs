// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::testing_prelude::*;

#[test]
fn open_should_hold_the_bond_and_record_the_case() {
    build_and_execute(|| {
        pass_eras(7);
        assert_ok!(Disputes::open(signed(ALICE), model(), evidence(1), BOND));
        let (respond_until, rule_until) = (7 + RESPONSE, 7 + RESPONSE + RULING);
        let case = Case {
            subject: model(),
            challenger: ALICE,
            respondent: BOB,
            bond: BOND,
            evidence: evidence(1),
            defense: None,
            appeal: None,
            stage: Stage::Open { respond_until, rule_until, votes: Votes::default() },
        };
        assert_eq!(Cases::<Test>::get(0), Some(case));
        assert_eq!((OpenCases::<Test>::get(model()), NextCaseId::<Test>::get()), (Some(0), 1));
        assert_eq!((held(ALICE), held(BOB)), (BOND, 0));
        let opened = Event::Opened {
            case: 0,
            subject: model(),
            challenger: ALICE,
            respondent: BOB,
            bond: BOND,
            evidence: evidence(1),
            respond_until,
            rule_until,
        };
        assert_eq!(events(), [opened]);
    });
}

#[test]
fn a_subject_should_have_one_open_case_whatever_it_claims() {
    build_and_execute(|| {
        assert_ok!(Disputes::open(signed(ALICE), score(70), evidence(1), ANY));
        assert_noop!(Disputes::open(signed(CHARLIE), score(60), evidence(1), ANY), Error::<Test>::CaseOpen);
        // Another subject, about the same contribution.
        assert_ok!(Disputes::open(signed(CHARLIE), stolen(), evidence(1), ANY));
        pass_eras(RESPONSE + RULING + 1);
        assert_ok!(Disputes::finalize(signed(BOB), 0));
        assert_ok!(Disputes::open(signed(CHARLIE), score(60), evidence(1), ANY));
        assert_eq!(NextCaseId::<Test>::get(), 3);
    });
}

#[test]
fn open_should_fail_without_evidence() {
    build_and_execute(|| {
        let uri = |text: &[u8]| Evidence { uri: text.to_vec().try_into().unwrap(), ..evidence(1) };
        for evidence in [evidence(0), uri(b""), uri(&[0xff])] {
            assert_noop!(Disputes::open(signed(ALICE), model(), evidence, ANY), Error::<Test>::InvalidEvidence);
        }
    });
}

#[test]
fn open_should_fail_for_the_wrong_challenger_or_subject() {
    build_and_execute(|| {
        assert_noop!(Disputes::open(signed(BOB), model(), evidence(1), ANY), Error::<Test>::OwnCase);
        assert_noop!(Disputes::open(signed(ALICE), curator(0), evidence(1), ANY), DispatchError::Unavailable);
        assert_noop!(Disputes::open(RuntimeOrigin::root(), model(), evidence(1), ANY), DispatchError::BadOrigin);
    });
}

#[test]
fn open_should_take_no_more_than_was_signed_for() {
    build_and_execute(|| {
        assert_noop!(Disputes::open(signed(ALICE), model(), evidence(1), BOND - 1), Error::<Test>::BondTooHigh);
        assert_noop!(Disputes::open(signed(PAUPER), model(), evidence(1), ANY), TokenError::FundsUnavailable);
    });
}

#[test]
fn a_case_should_keep_the_bond_of_its_opening() {
    build_and_execute(|| {
        let id = opened();
        CaseBond::set(5 * BOND);
        assert_ok!(Disputes::respond(signed(BOB), id, evidence(2), BOND));
        ruled(id, openledger_primitives::disputes::Ruling::Upheld);
        assert_ok!(Disputes::appeal(signed(ALICE), id, evidence(3), APPEAL_BOND));
        assert_eq!((held(ALICE), held(BOB)), (BOND + APPEAL_BOND, BOND));
    });
}

#[test]
fn the_weight_should_include_the_pallet_of_the_subject() {
    use frame::deps::frame_support::dispatch::GetDispatchInfo;
    let open = Call::<Test>::open { subject: model(), evidence: evidence(1), max_bond: 0 };
    let added = open.get_dispatch_info().call_weight - <() as WeightInfo>::open();
    assert_eq!(added, Weight::from_parts(1_000, 10));
    let finalize = Call::<Test>::finalize { case: 0 };
    let paid = <() as WeightInfo>::finalize() + <() as WeightInfo>::refund() * 2;
    let added = finalize.get_dispatch_info().call_weight - paid;
    assert_eq!(added, Weight::from_parts(2_000, 20));
}
