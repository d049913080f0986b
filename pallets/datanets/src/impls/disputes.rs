// SPDX-License-Identifier: Apache-2.0

//! Disputes about decisions and curators: who may open one, who answers, and what a verdict changes.
//!
//! The record of a contribution stays while a case about it is open. Its contributor can erase it all the same: that
//! takes its shares back, and the verdict takes the deposit. A verdict changes what is left to change: another verdict
//! can take the contribution back in the meantime, and a curator can leave or be
//! removed.
//!
//! What a decision took goes back to whoever had paid it, and what a verdict takes is that account's loss: the
//! deposit's depositor, which is the contributor or the datanet's budget.

use crate::{
    Config, ContentHashes, ContributionOf, Contributions, Curators, Datanets, Error, Event, Grants, HoldReason, Pallet,
    Rejection, Rejections, Status, WeightInfo, APPEAL_ERAS, CHALLENGERS_PART, MAX_SCORE,
};
use frame::prelude::*;
use openledger_primitives::{
    deposit::Deposit,
    disputes::{CaseInspect, Ground, Judged, Ruling, Subject},
    traits::{EraClock, RevenueShares},
    Balance, ContributionId, DatanetId, Holder, PoolId, Shares,
};

impl<T: Config> Judged<T::AccountId> for Pallet<T> {
    fn open(subject: &Subject<T::AccountId>, challenger: &T::AccountId) -> Result<T::AccountId, DispatchError> {
        match subject {
            Subject::Review { contribution, score } => {
                let record = Self::contribution_of(challenger, *contribution)?;
                Self::ensure_claim(*score)?;
                let rejection = Rejections::<T>::get(contribution).ok_or(Error::<T>::NotDisputable)?;
                let until = rejection.era.saturating_add(APPEAL_ERAS);
                ensure!(T::Eras::current_era() <= until, Error::<T>::NotDisputable);
                ensure!(!Self::is_hash_taken(&record), Error::<T>::AlreadyContributed);
                Self::owner_of(record.datanet)
            }
            Subject::Acceptance { contribution, .. } => {
                let record = Self::any_contribution(*contribution)?;
                ensure!(matches!(record.status, Status::Accepted { .. }), Error::<T>::NotDisputable);
                Ok(record.contributor)
            }
            Subject::Score { contribution, score: claimed } => {
                let record = Self::any_contribution(*contribution)?;
                Self::ensure_claim(*claimed)?;
                let differs = matches!(record.status, Status::Accepted { score } if score != *claimed);
                ensure!(differs, Error::<T>::NotDisputable);
                if record.contributor == *challenger {
                    Self::owner_of(record.datanet)
                } else {
                    Ok(record.contributor)
                }
            }
            Subject::Curator { datanet, curator } => {
                let term = Curators::<T>::get(datanet, curator).ok_or(Error::<T>::NotCurator)?;
                ensure!(term.removed.is_none(), Error::<T>::NotCurator);
                Ok(curator.clone())
            }
            Subject::Artifact { .. } | Subject::Lineage { .. } => Err(DispatchError::Unavailable),
        }
    }

    fn execute(
        subject: &Subject<T::AccountId>,
        challenger: &T::AccountId,
        ruling: Ruling,
    ) -> Result<Balance, DispatchError> {
        if ruling == Ruling::Upheld {
            return Ok(0);
        }
        match subject {
            Subject::Review { contribution, score } => return Self::reinstate(*contribution, *score, challenger),
            Subject::Acceptance { contribution, .. } => Self::revoke(*contribution, challenger)?,
            Subject::Score { contribution, score } => Self::rescore(*contribution, *score)?,
            Subject::Curator { datanet, curator } => Self::unseat(*datanet, curator, challenger)?,
            Subject::Artifact { .. } | Subject::Lineage { .. } => return Err(DispatchError::Unavailable),
        }
        Ok(0)
    }

    /// The depositor of the contribution: the penalty of a rejection was taken from its deposit.
    fn payer(subject: &Subject<T::AccountId>, challenger: &T::AccountId) -> T::AccountId {
        let record = match subject {
            Subject::Review { contribution, .. } => Contributions::<T>::get(contribution),
            _ => None,
        };
        record.map_or_else(|| challenger.clone(), |record| record.deposit.depositor)
    }

    fn open_weight() -> Weight {
        T::WeightInfo::open_case()
    }

    fn execute_weight() -> Weight {
        T::WeightInfo::execute_review()
            .max(T::WeightInfo::execute_acceptance())
            .max(T::WeightInfo::execute_score())
            .max(T::WeightInfo::execute_curator())
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_subject(_: &T::AccountId) -> Result<Subject<T::AccountId>, DispatchError> {
        crate::benchmarking::curator_case::<T>()
    }
}

impl<T: Config> Pallet<T> {
    /// Accept a rejected contribution with `score`, and return the penalty that its depositor lost.
    fn reinstate(id: ContributionId, score: u8, challenger: &T::AccountId) -> Result<Balance, DispatchError> {
        let Some(mut record) = Contributions::<T>::get(id) else { return Ok(0) };
        let Some(rejection) = Rejections::<T>::take(id) else { return Ok(0) };
        let Rejection { originals_part, curators_part, penalty, .. } = rejection;
        Self::overrule(record.datanet, id, challenger)?;
        if Self::is_hash_taken(&record) {
            // The contributor has submitted the content again. It must not earn twice.
            Rejections::<T>::insert(id, Rejection { penalty: 0, ..rejection });
            return Ok(penalty);
        }
        Datanets::<T>::try_mutate(record.datanet, |info| {
            let info = info.as_mut().ok_or(Error::<T>::DatanetNotFound)?;
            info.counts.accepted.ensure_add_assign(1)?;
            info.counts.items.ensure_add_assign(record.items.into()).map_err(DispatchError::from)
        })?;
        let sources = record.kind.source_count();
        let grants = Grants::new(record.items, score, originals_part, sources, curators_part)
            .ok_or(ArithmeticError::Overflow)?;
        record.status = Status::Accepted { score };
        record.accepted = Some(T::Eras::current_era());
        record.set_grants(grants);
        ContentHashes::<T>::insert((record.datanet, record.content_hash, &record.contributor), id);
        Self::grant_shares(&record)?;
        Contributions::<T>::insert(id, record);
        Self::deposit_event(Self::rescored(id, score, grants));
        Ok(penalty)
    }

    /// Take an accepted contribution back: its shares, its record and its deposit, whoever paid that. A part of it goes
    /// to `challenger`. If it was erased, its shares are gone already.
    fn revoke(id: ContributionId, challenger: &T::AccountId) -> DispatchResult {
        let Some(mut record) = Contributions::<T>::get(id) else { return Ok(()) };
        match record.status {
            Status::Accepted { .. } => {
                Datanets::<T>::try_mutate(record.datanet, |info| {
                    let info = info.as_mut().ok_or(Error::<T>::DatanetNotFound)?;
                    info.counts.accepted.ensure_sub_assign(1)?;
                    info.counts.items.ensure_sub_assign(record.items.into()).map_err(DispatchError::from)
                })?;
                Self::revoke_shares(&record, record.accepted.unwrap_or(record.era))?;
            }
            Status::Erased { .. } => (),
            Status::Pending(_) | Status::Rejected { .. } => return Ok(()),
        }
        Self::overrule(record.datanet, id, challenger)?;
        let Deposit { depositor, amount } = &record.deposit;
        let part = CHALLENGERS_PART.mul_floor(*amount);
        let reward = Self::reward(HoldReason::ContributionDeposit, depositor, part, challenger);
        record.deposit.amount.ensure_sub_assign(reward)?;
        let (rest, none) = (record.deposit.amount, 0);
        let (penalty, _) = Self::reduce_deposit(&mut record.deposit, none, rest)?;
        Self::remove_record(id, record)?;
        Self::deposit_event(Event::Revoked { contribution: id, challenger: challenger.clone(), reward, penalty });
        Ok(())
    }

    /// Give an accepted contribution the score `claimed`. New shares earn from the next era on.
    fn rescore(id: ContributionId, claimed: u8) -> DispatchResult {
        let Some(mut record) = Contributions::<T>::get(id) else { return Ok(()) };
        let Status::Accepted { score } = record.status else { return Ok(()) };
        let sources = record.kind.source_count();
        let old = record.grants();
        let new = old.rescaled(record.items, claimed, score, sources).ok_or(ArithmeticError::Overflow)?;
        Self::change_shares(&record, Holder::Account(record.contributor.clone()), old.own, new.own)?;
        for contributor in &record.source_contributors {
            Self::change_shares(&record, Holder::Account(contributor.clone()), old.each, new.each)?;
        }
        let curators = Holder::Pool(PoolId::Curators(record.datanet));
        Self::change_shares(&record, curators, old.curators, new.curators)?;
        record.status = Status::Accepted { score: claimed };
        record.set_grants(new);
        Contributions::<T>::insert(id, record);
        Self::deposit_event(Self::rescored(id, claimed, new));
        Ok(())
    }

    fn rescored(contribution: ContributionId, score: u8, grants: Grants) -> Event<T> {
        Event::Rescored { contribution, score, shares: grants.own, source_shares: grants.each }
    }

    /// Add or remove the difference between what a contribution grants `holder` and what it should.
    fn change_shares(
        record: &ContributionOf<T>,
        holder: Holder<T::AccountId>,
        old: Shares,
        new: Shares,
    ) -> DispatchResult {
        let pool = PoolId::Datanet(record.datanet);
        let (more, less) = (new.saturating_sub(old), old.saturating_sub(new));
        if more > 0 {
            T::Shares::add(&pool, &holder, more)?;
        }
        if less > 0 {
            T::Shares::remove_joined(&pool, &holder, less, record.accepted.unwrap_or(record.era))?;
        }
        Ok(())
    }

    /// Check that no case about the contribution is open, so that its record can go. Its status tells which cases there
    /// can be.
    pub(crate) fn ensure_undisputed(id: ContributionId, contribution: &ContributionOf<T>) -> DispatchResult {
        let acceptance = |ground: Ground| Subject::Acceptance { contribution: id, ground };
        let disputed = match contribution.status {
            Status::Rejected { .. } => T::Cases::is_open(Subject::Review { contribution: id, score: 0 }),
            // Erased while a case was open, it keeps the record that the verdict needs.
            Status::Accepted { .. } | Status::Erased { .. } => {
                T::Cases::is_open(Subject::Score { contribution: id, score: 0 })
                    || Ground::ALL.into_iter().any(|ground| T::Cases::is_open(acceptance(ground)))
            }
            // None can be opened.
            Status::Pending(_) => false,
        };
        ensure!(!disputed, Error::<T>::InDispute);
        Ok(())
    }

    fn ensure_claim(score: u8) -> DispatchResult {
        ensure!((1..=MAX_SCORE).contains(&score), Error::<T>::InvalidScore);
        Ok(())
    }

    fn is_hash_taken(record: &ContributionOf<T>) -> bool {
        ContentHashes::<T>::contains_key((record.datanet, record.content_hash, &record.contributor))
    }

    fn any_contribution(id: ContributionId) -> Result<ContributionOf<T>, DispatchError> {
        Ok(Contributions::<T>::get(id).ok_or(Error::<T>::ContributionNotFound)?)
    }

    fn owner_of(datanet: DatanetId) -> Result<T::AccountId, DispatchError> {
        Ok(Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?.owner)
    }
}
