// SPDX-License-Identifier: Apache-2.0

//! Cases as clients see them.

use super::{CaseId, Ruling, Subject};
use crate::{Balance, Era};
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// A published document that supports a side of a case.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct CaseEvidence {
    /// The hash of the document.
    #[cfg_attr(feature = "std", serde(with = "crate::json::hash"))]
    pub hash: H256,
    /// The URI of the document.
    pub uri: String,
}

/// An appeal against the panel's ruling.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct CaseAppeal<AccountId> {
    /// The side that appealed: the loser of the panel's ruling.
    pub who: AccountId,
    /// Its bond for the appeal, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub bond: Balance,
    /// Its further evidence.
    pub evidence: CaseEvidence,
}

/// The stage of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(
    feature = "std",
    derive(Deserialize, Serialize),
    serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")
)]
pub enum CaseStage {
    /// There is no ruling.
    #[codec(index = 0)]
    Open {
        /// The last era in which the respondent can answer.
        respond_until: Era,
        /// The last era in which the panel or the track can rule.
        rule_until: Era,
        /// The votes of the present panel for the respondent.
        upheld: u32,
        /// The votes of the present panel for the challenger.
        overturned: u32,
    },
    /// The panel ruled.
    #[codec(index = 1)]
    Ruled {
        /// Its ruling.
        ruling: Ruling,
        /// The last era in which the loser can appeal.
        appeal_until: Era,
    },
    /// The loser of the panel's ruling took it to the track.
    #[codec(index = 2)]
    Appealed {
        /// The panel's ruling.
        ruling: Ruling,
        /// The last era in which the track can decide.
        decide_until: Era,
    },
    /// The track decided.
    #[codec(index = 3)]
    Decided {
        /// Its ruling.
        ruling: Ruling,
        /// The era of its ruling.
        era: Era,
    },
}

/// An open case.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct CaseInfo<AccountId> {
    /// The case's number.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub id: CaseId,
    /// The subject and the claim.
    #[cfg_attr(feature = "std", serde(with = "forms::SubjectForm"))]
    pub subject: Subject<AccountId>,
    /// The account that opened the case.
    pub challenger: AccountId,
    /// The account that answers for the subject.
    pub respondent: AccountId,
    /// The bond of each side, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub bond: Balance,
    /// The challenger's evidence.
    pub evidence: CaseEvidence,
    /// The respondent's evidence; `None` if it has not answered.
    pub defense: Option<CaseEvidence>,
    /// The appeal, if there is one.
    pub appeal: Option<CaseAppeal<AccountId>>,
    /// The stage.
    pub stage: CaseStage,
    /// Whether the outcome is final, so that `finalize` ends the case.
    pub finalizable: bool,
}

/// A page of open cases, by their numbers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct CasePage<AccountId> {
    /// The cases. A page that is not the last can have few of them, or none.
    pub cases: Vec<CaseInfo<AccountId>>,
    /// The number to continue from; `None` after the last page.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal::optional"))]
    pub next: Option<CaseId>,
}

/// The JSON forms of subjects in answers: an enum names its variant in `type`, and 64-bit numbers are strings.
#[cfg(feature = "std")]
mod forms {
    use crate::{
        disputes::{Ground, Omitted, Subject},
        ContributionId, DatanetId, ModelId,
    };
    use serde::{Deserialize, Serialize};

    #[derive(Deserialize, Serialize)]
    #[serde(remote = "Subject", tag = "type", rename_all = "camelCase")]
    pub(super) enum SubjectForm<AccountId> {
        Review {
            #[serde(with = "number")]
            contribution: ContributionId,
            score: u8,
        },
        Acceptance {
            #[serde(with = "number")]
            contribution: ContributionId,
            ground: Ground,
        },
        Score {
            #[serde(with = "number")]
            contribution: ContributionId,
            score: u8,
        },
        Artifact {
            model: ModelId,
        },
        Lineage {
            model: ModelId,
            #[serde(with = "OmittedForm")]
            omitted: Omitted,
        },
        Curator {
            datanet: DatanetId,
            curator: AccountId,
        },
    }

    #[derive(Deserialize, Serialize)]
    #[serde(remote = "Omitted", tag = "type", content = "id", rename_all = "camelCase")]
    enum OmittedForm {
        Parent(ModelId),
        Datanet(DatanetId),
    }

    /// The id of a contribution as a string of decimal digits.
    mod number {
        use crate::{json::Decimal, ContributionId};
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        pub fn serialize<S: Serializer>(id: &ContributionId, serializer: S) -> Result<S::Ok, S::Error> {
            Decimal(id.0).serialize(serializer)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ContributionId, D::Error> {
            Decimal::<u64>::deserialize(deserializer).map(|Decimal(id)| ContributionId(id))
        }
    }
}

#[cfg(all(test, feature = "std"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{
        disputes::{Ground, Omitted},
        ContributionId, DatanetId, ModelId,
    };
    use alloc::{format, vec};
    use serde_json::{from_value, json, to_value, Value};

    fn evidence() -> (CaseEvidence, Value) {
        let evidence = CaseEvidence { hash: H256::repeat_byte(0xab), uri: "ipfs://evidence".into() };
        (evidence, json!({ "hash": format!("0x{}", "ab".repeat(32)), "uri": "ipfs://evidence" }))
    }

    fn case(subject: Subject<u64>) -> CaseInfo<u64> {
        let (evidence, _) = evidence();
        CaseInfo {
            id: u64::MAX,
            subject,
            challenger: 1,
            respondent: 2,
            bond: u128::MAX,
            evidence,
            defense: None,
            appeal: None,
            stage: CaseStage::Open { respond_until: 7, rule_until: 28, upheld: 1, overturned: 2 },
            finalizable: false,
        }
    }

    fn case_json(subject: Value) -> Value {
        json!({
            "id": "18446744073709551615",
            "subject": subject,
            "challenger": 1,
            "respondent": 2,
            "bond": "340282366920938463463374607431768211455",
            "evidence": evidence().1,
            "defense": null,
            "appeal": null,
            "stage": { "type": "open", "respondUntil": 7, "ruleUntil": 28, "upheld": 1, "overturned": 2 },
            "finalizable": false,
        })
    }

    #[test]
    fn subjects_should_name_their_kind_in_type() {
        let (contribution, model) = (ContributionId(u64::MAX), ModelId(3));
        let id = "18446744073709551615";
        for (subject, json) in [
            (Subject::Review { contribution, score: 50 }, json!({ "type": "review", "contribution": id, "score": 50 })),
            (
                Subject::Acceptance { contribution, ground: Ground::Inflated },
                json!({ "type": "acceptance", "contribution": id, "ground": "inflated" }),
            ),
            (Subject::Score { contribution, score: 9 }, json!({ "type": "score", "contribution": id, "score": 9 })),
            (Subject::Artifact { model }, json!({ "type": "artifact", "model": 3 })),
            (
                Subject::Lineage { model, omitted: Omitted::Parent(ModelId(1)) },
                json!({ "type": "lineage", "model": 3, "omitted": { "type": "parent", "id": 1 } }),
            ),
            (
                Subject::Lineage { model, omitted: Omitted::Datanet(DatanetId(2)) },
                json!({ "type": "lineage", "model": 3, "omitted": { "type": "datanet", "id": 2 } }),
            ),
            (
                Subject::Curator { datanet: DatanetId(4), curator: 5 },
                json!({ "type": "curator", "datanet": 4, "curator": 5 }),
            ),
        ] {
            assert_eq!(to_value(case(subject.clone())).unwrap(), case_json(json.clone()));
            assert_eq!(from_value::<CaseInfo<u64>>(case_json(json)).unwrap(), case(subject));
        }
    }

    #[test]
    fn stages_and_appeals_should_have_the_form_that_clients_know() {
        let (evidence, evidence_json) = evidence();
        for (stage, json) in [
            (
                CaseStage::Ruled { ruling: Ruling::Overturned, appeal_until: 9 },
                json!({ "type": "ruled", "ruling": "overturned", "appealUntil": 9 }),
            ),
            (
                CaseStage::Appealed { ruling: Ruling::Upheld, decide_until: 30 },
                json!({ "type": "appealed", "ruling": "upheld", "decideUntil": 30 }),
            ),
            (
                CaseStage::Decided { ruling: Ruling::Upheld, era: 12 },
                json!({ "type": "decided", "ruling": "upheld", "era": 12 }),
            ),
        ] {
            assert_eq!(to_value(stage).unwrap(), json);
            assert_eq!(from_value::<CaseStage>(json).unwrap(), stage);
        }
        let appeal = CaseAppeal { who: 2u64, bond: 5, evidence };
        let json = json!({ "who": 2, "bond": "5", "evidence": evidence_json });
        assert_eq!(to_value(&appeal).unwrap(), json);
        assert_eq!(from_value::<CaseAppeal<u64>>(json).unwrap(), appeal);
    }

    #[test]
    fn pages_should_say_where_to_continue() {
        for (next, json) in [(None, Value::Null), (Some(u64::MAX), json!("18446744073709551615"))] {
            let page = CasePage { cases: vec![case(Subject::Artifact { model: ModelId(3) })], next };
            let json = json!({ "cases": [case_json(json!({ "type": "artifact", "model": 3 }))], "next": json });
            assert_eq!(to_value(&page).unwrap(), json);
            assert_eq!(from_value::<CasePage<u64>>(json).unwrap(), page);
        }
    }
}
