// SPDX-License-Identifier: Apache-2.0

//! The panel and its votes, and the decisions of the track.
//!
//! A ruling is the vote that reaches the threshold, or a decision of the track, which needs no vote and ends the case's
//! way. A member votes with the bit of its position in the panel, so votes name the panel that they belong to: those of
//! an earlier one are void. Whoever is a side, or has an interest in the verdict, does not vote. If too few members are
//! left for the threshold, the panel cannot rule, and the track can.

use crate::{Cases, Config, Error, Event, Pallet, Panel, PanelMembers, Stage, ThePanel, Votes};
use frame::prelude::*;
use openledger_primitives::{
    disputes::{CaseId, Judged, Ruling},
    traits::EraClock,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_rule(who: T::AccountId, id: CaseId, ruling: Ruling) -> DispatchResult {
        let mut case = Self::case_by(id)?;
        let panel = ThePanel::<T>::get();
        let position = panel.members.iter().position(|member| *member == who).ok_or(Error::<T>::NotPanelMember)?;
        ensure!(!case.is_side(&who), Error::<T>::OwnSide);
        ensure!(!T::Subjects::has_interest(&case.subject, &who), Error::<T>::Interested);
        let (respond_until, rule_until, votes) = match case.stage {
            Stage::Open { respond_until, rule_until, votes } => (respond_until, rule_until, votes),
            Stage::Ruled { .. } | Stage::Appealed { .. } => return Err(Error::<T>::AlreadyRuled.into()),
            Stage::Decided { .. } => return Err(Error::<T>::AlreadyDecided.into()),
        };
        let now = T::Eras::current_era();
        ensure!(now <= rule_until, Error::<T>::TooLate);
        ensure!(case.defense.is_some() || now > respond_until, Error::<T>::ResponsePending);
        let mut votes =
            if votes.panel == panel.version { votes } else { Votes { panel: panel.version, ..Votes::default() } };
        ensure!(votes.set(position.unique_saturated_into(), ruling), Error::<T>::AlreadyVoted);
        Self::deposit_event(Event::Voted { case: id, member: who, ruling });
        if votes.count(ruling) < panel.threshold.into() {
            case.stage = Stage::Open { respond_until, rule_until, votes };
        } else {
            let appeal_until = now.ensure_add(T::AppealEras::get())?;
            case.stage = Stage::Ruled { ruling, appeal_until };
            Self::deposit_event(Event::Ruled { case: id, ruling, appeal_until });
        }
        Cases::<T>::insert(id, case);
        Ok(())
    }

    pub(crate) fn do_rule_by_track(id: CaseId, ruling: Ruling) -> DispatchResult {
        let mut case = Self::case_by(id)?;
        ensure!(!matches!(case.stage, Stage::Decided { .. }), Error::<T>::AlreadyDecided);
        let era = T::Eras::current_era();
        ensure!(case.outcome(era).is_none(), Error::<T>::TooLate);
        case.stage = Stage::Decided { ruling, era };
        Cases::<T>::insert(id, case);
        Self::deposit_event(Event::Decided { case: id, ruling });
        Ok(())
    }

    pub(crate) fn do_set_panel(members: PanelMembers<T::AccountId>, threshold: u8) -> DispatchResult {
        let version = ThePanel::<T>::get().version.ensure_add(1)?;
        let panel = Panel { version, members: members.clone(), threshold };
        ensure!(panel.is_valid(), Error::<T>::InvalidPanel);
        ThePanel::<T>::put(panel);
        Self::deposit_event(Event::PanelSet { members, threshold });
        Ok(())
    }
}
