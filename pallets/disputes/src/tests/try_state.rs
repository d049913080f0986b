// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::{
    deps::sp_runtime::TryRuntimeError,
    testing_prelude::*,
    token::{fungible::MutateHold, Precision},
};
use openledger_primitives::disputes::Ruling;

/// The invariants hold for a case of each stage, and `corrupt` breaks the one with this message.
fn detects(message: &'static str, corrupt: impl FnOnce(u64)) {
    new_test_ext().execute_with(|| {
        let id = answered();
        assert_ok!(Disputes::rule(signed(JUDGE), id, Ruling::Upheld));
        Disputes::do_try_state().unwrap();
        corrupt(id);
        assert_eq!(Disputes::do_try_state(), Err(TryRuntimeError::Other(message)));
    });
}

fn change(id: u64, change: impl FnOnce(&mut CaseOf<Test>)) {
    Cases::<Test>::mutate(id, |case| change(case.as_mut().unwrap()));
}

#[test]
fn try_state_should_detect_a_wrong_index() {
    detects("1: a case's id is below the next one", NextCaseId::<Test>::put);
    detects("1: a case is the one of its subject", |_| OpenCases::<Test>::remove(model()));
    detects("1: a case is the one of its subject", |id| OpenCases::<Test>::insert(model(), id + 1));
    detects("1: the index has open cases only", |id| OpenCases::<Test>::insert(stolen(), id + 1));
    detects("1: each subject has one case", |id| OpenCases::<Test>::insert(stolen(), id));
}

#[test]
fn try_state_should_detect_a_wrong_case() {
    detects("2: the sides of a case are different", |id| change(id, |case| case.challenger = BOB));
    let message = "2: evidence has a hash and a URI";
    detects(message, |id| change(id, |case| case.evidence = evidence(0)));
    detects(message, |id| change(id, |case| case.defense = Some(evidence(0))));
    let appeal = |by, seed| Some(Appeal { by, bond: 0, evidence: evidence(seed) });
    detects(message, |id| change(id, |case| case.appeal = appeal(Side::Challenger, 0)));
    let message = "3: an appeal is by the loser of the panel's ruling";
    detects(message, |id| change(id, |case| case.appeal = appeal(Side::Challenger, 1)));
    let ruling = Ruling::Upheld;
    detects(message, |id| {
        change(id, |case| {
            case.appeal = appeal(Side::Challenger, 1);
            case.stage = Stage::Ruled { ruling, appeal_until: 0 };
        })
    });
    detects(message, |id| {
        change(id, |case| {
            case.appeal = appeal(Side::Respondent, 1);
            case.stage = Stage::Appealed { ruling, decide_until: 0 };
        })
    });
}

#[test]
fn try_state_should_detect_a_wrong_panel() {
    detects("4: the panel is valid", |_| ThePanel::<Test>::mutate(|panel| panel.threshold = 4));
    for votes in [Votes { panel: 0, upheld: 1, overturned: 1 }, Votes { panel: 0, upheld: 8, overturned: 0 }] {
        detects("4: votes are of members, one each", |id| {
            change(id, |case| case.stage = Stage::Open { respond_until: 0, rule_until: 0, votes })
        });
    }
}

#[test]
fn try_state_should_detect_bonds_that_are_not_held() {
    for who in [ALICE, BOB] {
        detects("5: bonds are the holds of their accounts", |_| {
            Balances::release(&HoldReason::Bond.into(), &who, 1, Precision::Exact).unwrap();
        });
    }
}
