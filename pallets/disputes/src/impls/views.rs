// SPDX-License-Identifier: Apache-2.0

//! Cases as clients see them, for the runtime API.

use crate::{Appeal, Case, CaseOf, Cases, Config, Evidence, Pallet, Stage, ThePanel};
use alloc::string::String;
use openledger_primitives::{
    disputes::{
        cases::{CaseAppeal, CaseEvidence, CaseInfo, CasePage, CaseStage},
        CaseId, Ruling,
    },
    traits::EraClock,
};

impl<T: Config> Pallet<T> {
    /// An open case.
    pub fn case_info(id: CaseId) -> Option<CaseInfo<T::AccountId>> {
        Cases::<T>::get(id).map(|case| Self::describe(id, case))
    }

    /// The open cases from id `from` on, as the view function `cases` pages them.
    pub fn case_page(from: CaseId, limit: u32) -> CasePage<T::AccountId> {
        let (cases, next) = Self::page(from, limit);
        CasePage { cases: cases.into_iter().map(|(id, case)| Self::describe(id, case)).collect(), next }
    }

    fn describe(id: CaseId, case: CaseOf<T>) -> CaseInfo<T::AccountId> {
        let finalizable = case.outcome(T::Eras::current_era()).is_some();
        let appeal = case.appeal.clone().map(|Appeal { by, bond, evidence }| CaseAppeal {
            who: case.account(by).clone(),
            bond,
            evidence: document(evidence),
        });
        let Case { subject, challenger, respondent, bond, evidence, defense, stage, .. } = case;
        let stage = match stage {
            Stage::Open { respond_until, rule_until, votes } => {
                // Votes of an earlier panel do not count.
                let count = |ruling| if votes.panel == ThePanel::<T>::get().version { votes.count(ruling) } else { 0 };
                let (upheld, overturned) = (count(Ruling::Upheld), count(Ruling::Overturned));
                CaseStage::Open { respond_until, rule_until, upheld, overturned }
            }
            Stage::Ruled { ruling, appeal_until } => CaseStage::Ruled { ruling, appeal_until },
            Stage::Appealed { ruling, decide_until } => CaseStage::Appealed { ruling, decide_until },
            Stage::Decided { ruling, era } => CaseStage::Decided { ruling, era },
        };
        CaseInfo {
            id,
            subject,
            challenger,
            respondent,
            bond,
            evidence: document(evidence),
            defense: defense.map(document),
            appeal,
            stage,
            finalizable,
        }
    }
}

fn document(Evidence { hash, uri }: Evidence) -> CaseEvidence {
    CaseEvidence { hash, uri: String::from_utf8_lossy(&uri).into_owned() }
}
