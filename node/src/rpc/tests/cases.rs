// SPDX-License-Identifier: GPL-3.0-only

//! Open cases, and the budgets of datanets.

use super::*;
use openledger_primitives::{
    disputes::{
        cases::{CaseEvidence, CaseStage},
        Ruling, Subject,
    },
    sponsorship::{Allowance, Beneficiaries, SponsorshipPolicy},
};

/// A case of Alice against Bob, which the panel has decided for her.
pub fn case(id: CaseId) -> CaseInfo<AccountId> {
    CaseInfo {
        id,
        subject: Subject::Artifact { model: ModelId(7) },
        challenger: alice(),
        respondent: BOB.parse().unwrap(),
        bond: Balance::MAX,
        evidence: CaseEvidence { hash: Hash::repeat_byte(0xab), uri: "ipfs://evidence".into() },
        defense: None,
        appeal: None,
        stage: CaseStage::Ruled { ruling: Ruling::Overturned, appeal_until: 12 },
        finalizable: false,
    }
}

/// A budget, with the allowance of the account that is named.
pub fn budget(who: Option<AccountId>) -> SponsorshipInfo<AccountId> {
    SponsorshipInfo {
        account: alice(),
        free: Balance::MAX,
        held: 5,
        policy: Some(SponsorshipPolicy {
            beneficiaries: Beneficiaries::Listed,
            fees: 1,
            deposits: 2,
            total: 3,
            welcome: true,
        }),
        spent: 4,
        allowance: who.map(|_| Allowance { fees: 6, deposits: Balance::MAX }),
    }
}

fn case_json(id: &str) -> Value {
    json!({
        "id": id,
        "subject": { "type": "artifact", "model": 7 },
        "challenger": ALICE,
        "respondent": BOB,
        "bond": "340282366920938463463374607431768211455",
        "evidence": { "hash": format!("0x{}", "ab".repeat(32)), "uri": "ipfs://evidence" },
        "defense": null,
        "appeal": null,
        "stage": { "type": "ruled", "ruling": "overturned", "appealUntil": 12 },
        "finalizable": false,
    })
}

#[test]
fn sponsorship_should_show_the_budget_and_the_allowance_of_an_account() {
    let expected = |allowance: Value| {
        json!({
            "account": ALICE,
            "free": "340282366920938463463374607431768211455",
            "held": "5",
            "policy": { "beneficiaries": "listed", "fees": "1", "deposits": "2", "total": "3", "welcome": true },
            "spent": "4",
            "allowance": allowance,
        })
    };
    assert_eq!(ask("openledger_sponsorship", json!([3])).unwrap(), expected(Value::Null));
    let allowance = json!({ "fees": "6", "deposits": "340282366920938463463374607431768211455" });
    assert_eq!(ask("openledger_sponsorship", json!(["3", BOB])).unwrap(), expected(allowance.clone()));
    let by_name = json!({ "datanet": 3, "who": ALICE_HEX });
    assert_eq!(ask_by_name("openledger_sponsorship", by_name).unwrap(), expected(allowance));

    let (code, message) = ask("openledger_sponsorship", json!([4])).unwrap_err();
    assert_eq!(code, DATANET_NOT_FOUND);
    assert!(message.contains("no datanet 4"), "{message}");
    assert_eq!(ask("openledger_sponsorship", json!([3, "bob"])).unwrap_err().0, INVALID_PARAMS_CODE);
}

#[test]
fn case_should_show_an_open_case() {
    let id = "18446744073709551615";
    assert_eq!(ask("openledger_case", json!([id])).unwrap(), case_json(id));
    assert_eq!(ask_by_name("openledger_case", json!({ "id": u64::MAX })).unwrap(), case_json(id));
    let (code, message) = ask("openledger_case", json!([8])).unwrap_err();
    assert_eq!(code, CASE_NOT_FOUND);
    assert!(message.starts_with("there is no open case 8 at this block: look for its end"), "{message}");
    assert_eq!(ask("openledger_case", json!(["eight"])).unwrap_err().0, INVALID_PARAMS_CODE);
}

#[test]
fn cases_should_be_a_page_with_the_number_to_continue_from() {
    let page = |id: &str, next: Value| json!({ "cases": [case_json(id)], "next": next });
    assert_eq!(ask("openledger_cases", json!([])).unwrap(), page("0", json!("64")));
    assert_eq!(ask("openledger_cases", json!([3, "2"])).unwrap(), page("3", json!("5")));
    assert_eq!(ask_by_name("openledger_cases", json!({ "limit": 1 })).unwrap(), page("0", json!("1")));
    let last = u64::MAX.to_string();
    assert_eq!(ask("openledger_cases", json!([last])).unwrap(), page(&last, Value::Null));
    assert_eq!(ask("openledger_cases", json!([-1])).unwrap_err().0, INVALID_PARAMS_CODE);
}
