// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::disputes::{
    cases::{CaseAppeal, CaseEvidence, CaseInfo, CaseStage},
    Ruling, Subject,
};

#[test]
fn case_and_case_of_should_find_an_open_case() {
    build_and_execute(|| {
        assert_eq!((Disputes::case(0), Disputes::case_of(score(3))), (None, None));
        assert_ok!(Disputes::open(signed(ALICE), score(70), evidence(1), ANY));
        assert_eq!(Disputes::case(0), Cases::<Test>::get(0));
        assert_eq!(Disputes::case_of(score(3)), Some(0));
    });
}

#[test]
fn cases_should_be_listed_in_pages() {
    build_and_execute(|| {
        CaseBond::set(1);
        let subject = |model| Subject::Artifact { model: openledger_primitives::ModelId(model) };
        for model in 100..500 {
            assert_ok!(Disputes::open(signed(ALICE), subject(model), evidence(1), ANY));
        }
        // Leave a gap of more than a page looks at.
        for id in 70..390 {
            assert_ok!(Disputes::rule_by_track(RuntimeOrigin::root(), id, Ruling::Upheld));
            assert_ok!(Disputes::finalize(signed(ALICE), id));
        }
        let ids = |from, limit| {
            let (cases, next) = Disputes::cases(from, limit);
            (cases.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), next)
        };
        assert_eq!(ids(0, 3), (vec![0, 1, 2], Some(3)));
        assert_eq!(ids(3, u32::MAX), ((3..67).collect(), Some(67)));
        assert_eq!(ids(67, 64), (vec![67, 68, 69], Some(67 + 256)));
        assert_eq!(ids(67 + 256, 64), ((390..400).collect(), None));
        assert_eq!(ids(0, 0), (vec![], Some(0)));
        assert_eq!(ids(400, 64), (vec![], None));
    });
}

#[test]
fn case_info_should_tell_the_sides_the_stage_and_the_votes_that_count() {
    build_and_execute(|| {
        let document = |seed| CaseEvidence { hash: H256::repeat_byte(seed), uri: "ipfs://evidence".into() };
        let id = answered();
        let open = |upheld, overturned| CaseStage::Open {
            respond_until: RESPONSE,
            rule_until: RESPONSE + RULING,
            upheld,
            overturned,
        };
        let expected = CaseInfo {
            id,
            subject: model(),
            challenger: ALICE,
            respondent: BOB,
            bond: BOND,
            evidence: document(1),
            defense: Some(document(2)),
            appeal: None,
            stage: open(0, 0),
            finalizable: false,
        };
        assert_eq!(Disputes::case_info(id), Some(expected.clone()));
        assert_ok!(Disputes::rule(signed(JUDGE), id, Ruling::Upheld));
        assert_eq!(Disputes::case_info(id).unwrap().stage, open(1, 0));
        // Votes of a panel that was dismissed do not count.
        let members = vec![JUDGE, JUDGE + 1].try_into().unwrap();
        assert_ok!(Disputes::set_panel(RuntimeOrigin::root(), members, 2));
        assert_eq!(Disputes::case_info(id).unwrap().stage, open(0, 0));

        ruled(id, Ruling::Overturned);
        let ruling = Ruling::Overturned;
        assert_eq!(Disputes::case_info(id).unwrap().stage, CaseStage::Ruled { ruling, appeal_until: APPEAL });
        assert_ok!(Disputes::appeal(signed(BOB), id, evidence(3), ANY));
        let appeal = CaseAppeal { who: BOB, bond: APPEAL_BOND, evidence: document(3) };
        let appealed =
            CaseInfo { appeal: Some(appeal), stage: CaseStage::Appealed { ruling, decide_until: TRACK }, ..expected };
        assert_eq!(Disputes::case_info(id), Some(appealed.clone()));
        pass_eras(TRACK + 1);
        assert_eq!(Disputes::case_info(id), Some(CaseInfo { finalizable: true, ..appealed }));
        assert_ok!(Disputes::finalize(signed(ALICE), id));
        assert_eq!(Disputes::case_info(id), None);
    });
}

#[test]
fn case_page_should_have_the_cases_of_the_view_function() {
    build_and_execute(|| {
        assert_eq!(opened(), 0);
        assert_ok!(Disputes::open(signed(ALICE), score(70), evidence(1), ANY));
        let page = Disputes::case_page(0, 1);
        assert_eq!((page.cases, page.next), (vec![Disputes::case_info(0).unwrap()], Some(1)));
        let page = Disputes::case_page(1, 64);
        assert_eq!((page.cases, page.next), (vec![Disputes::case_info(1).unwrap()], None));
        assert_ok!(Disputes::rule_by_track(RuntimeOrigin::root(), 1, Ruling::Upheld));
        let decided = Disputes::case_info(1).unwrap();
        assert_eq!((decided.stage, decided.finalizable), (CaseStage::Decided { ruling: Ruling::Upheld, era: 0 }, true));
    });
}
