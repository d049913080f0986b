// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::disputes::{Ruling, Subject};

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
