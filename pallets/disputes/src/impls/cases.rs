// SPDX-License-Identifier: Apache-2.0

//! Opening and answering cases, appeals, and lists.

use crate::{
    Appeal, Case, CaseOf, Cases, Config, Error, Event, Evidence, HoldReason, NextCaseId, OpenCases, Pallet, Side,
    Stage, Votes, MAX_PAGE, MAX_SCAN,
};
use alloc::vec::Vec;
use frame::{prelude::*, token::fungible::MutateHold};
use openledger_primitives::{
    disputes::{CaseId, CaseInspect, Judged, Subject},
    traits::EraClock,
    Balance,
};

impl<T: Config> CaseInspect<T::AccountId> for Pallet<T> {
    fn is_open(subject: Subject<T::AccountId>) -> bool {
        OpenCases::<T>::contains_key(subject.matter())
    }
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_open(
        challenger: T::AccountId,
        subject: Subject<T::AccountId>,
        evidence: Evidence,
        max_bond: Balance,
    ) -> Result<CaseId, DispatchError> {
        ensure!(evidence.is_valid(), Error::<T>::InvalidEvidence);
        let matter = subject.clone().matter();
        ensure!(!OpenCases::<T>::contains_key(&matter), Error::<T>::CaseOpen);
        let bond = T::CaseBond::get();
        ensure!(bond <= max_bond, Error::<T>::BondTooHigh);
        let respondent = T::Subjects::open(&subject, &challenger)?;
        ensure!(respondent != challenger, Error::<T>::OwnCase);
        Self::hold(&challenger, bond)?;

        let respond_until = T::Eras::current_era().ensure_add(T::ResponseEras::get())?;
        let rule_until = respond_until.ensure_add(T::RulingEras::get())?;
        let id = NextCaseId::<T>::get();
        NextCaseId::<T>::put(id.ensure_add(1)?);
        OpenCases::<T>::insert(matter, id);
        let case = Case {
            subject: subject.clone(),
            challenger: challenger.clone(),
            respondent: respondent.clone(),
            bond,
            evidence: evidence.clone(),
            defense: None,
            appeal: None,
            stage: Stage::Open { respond_until, rule_until, votes: Votes::default() },
        };
        // Read before it is written: the new root also needs the proof of a key that is only written.
        Cases::<T>::mutate(id, |unused| *unused = Some(case));
        Self::deposit_event(Event::Opened {
            case: id,
            subject,
            challenger,
            respondent,
            bond,
            evidence,
            respond_until,
            rule_until,
        });
        Ok(id)
    }

    pub(crate) fn do_respond(who: T::AccountId, id: CaseId, evidence: Evidence, max_bond: Balance) -> DispatchResult {
        ensure!(evidence.is_valid(), Error::<T>::InvalidEvidence);
        let mut case = Self::case_by(id)?;
        ensure!(case.respondent == who, Error::<T>::NotRespondent);
        ensure!(case.defense.is_none(), Error::<T>::AlreadyResponded);
        match case.stage {
            Stage::Open { respond_until, .. } => {
                ensure!(T::Eras::current_era() <= respond_until, Error::<T>::TooLate);
            }
            // The panel rules after the time for an answer only.
            Stage::Ruled { .. } | Stage::Appealed { .. } => return Err(Error::<T>::TooLate.into()),
            Stage::Decided { .. } => return Err(Error::<T>::AlreadyDecided.into()),
        }
        ensure!(case.bond <= max_bond, Error::<T>::BondTooHigh);
        Self::hold(&who, case.bond)?;
        case.defense = Some(evidence.clone());
        let bond = case.bond;
        Cases::<T>::insert(id, case);
        Self::deposit_event(Event::Responded { case: id, respondent: who, bond, evidence });
        Ok(())
    }

    pub(crate) fn do_appeal(who: T::AccountId, id: CaseId, evidence: Evidence, max_bond: Balance) -> DispatchResult {
        ensure!(evidence.is_valid(), Error::<T>::InvalidEvidence);
        let mut case = Self::case_by(id)?;
        let (ruling, appeal_until) = match case.stage {
            Stage::Open { .. } => return Err(Error::<T>::NothingToAppeal.into()),
            Stage::Ruled { ruling, appeal_until } => (ruling, appeal_until),
            Stage::Appealed { .. } => return Err(Error::<T>::AlreadyAppealed.into()),
            Stage::Decided { .. } => return Err(Error::<T>::AlreadyDecided.into()),
        };
        let by = Side::winner(ruling).other();
        ensure!(*case.account(by) == who, Error::<T>::NotLoser);
        let now = T::Eras::current_era();
        ensure!(now <= appeal_until, Error::<T>::TooLate);
        let bond = case.bond.ensure_mul(T::AppealFactor::get().into())?;
        ensure!(bond <= max_bond, Error::<T>::BondTooHigh);
        Self::hold(&who, bond)?;
        let decide_until = now.ensure_add(T::TrackEras::get())?;
        case.appeal = Some(Appeal { by, bond, evidence: evidence.clone() });
        case.stage = Stage::Appealed { ruling, decide_until };
        Cases::<T>::insert(id, case);
        Self::deposit_event(Event::Appealed { case: id, who, bond, evidence, decide_until });
        Ok(())
    }

    /// The open case `id`.
    pub(crate) fn case_by(id: CaseId) -> Result<CaseOf<T>, DispatchError> {
        Ok(Cases::<T>::get(id).ok_or(Error::<T>::CaseNotFound)?)
    }

    /// At most `limit` open cases from the id `from` on, and the id to continue from.
    pub(crate) fn page(from: CaseId, limit: u32) -> (Vec<(CaseId, CaseOf<T>)>, Option<CaseId>) {
        let next = NextCaseId::<T>::get();
        let most: usize = limit.min(MAX_PAGE).unique_saturated_into();
        let mut found = Vec::new();
        let mut id = from;
        while id < next && found.len() < most && id.saturating_sub(from) < MAX_SCAN.into() {
            if let Some(case) = Cases::<T>::get(id) {
                found.push((id, case));
            }
            id = id.saturating_add(1);
        }
        (found, (id < next).then_some(id))
    }

    fn hold(who: &T::AccountId, bond: Balance) -> DispatchResult {
        T::Currency::hold(&HoldReason::Bond.into(), who, bond)
    }
}
