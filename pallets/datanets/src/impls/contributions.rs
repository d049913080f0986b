// SPDX-License-Identifier: Apache-2.0

//! Contributions: submission, withdrawal, erasure, and the end of a record.

use crate::{
    Config, ContentHashes, Contribution, ContributionOf, Contributions, DatanetInfoOf, Datanets, Decisions, Error,
    Event, HoldReason, Kind, NextContributionId, Pallet, Policy, Rejections, Reviews, SourceContributors, Status,
    Submission, Submissions, Terms, WeightInfo,
};
use frame::prelude::*;
use openledger_primitives::{deposit::Deposit, traits::EraClock, Balance, ContributionId, DatanetId, Era};

impl<T: Config> Pallet<T> {
    /// The weight of `contribute_batch`: that of the submissions, plus what their sources add to a single `contribute`.
    pub(crate) fn batch_weight(submissions: &[Submission]) -> Weight {
        let count = u32::try_from(submissions.len()).unwrap_or(u32::MAX);
        // At most 8 for each of at most 64.
        let sources = submissions.iter().fold(0u32, |sum, one| sum.saturating_add(one.kind.source_count()));
        let for_sources = T::WeightInfo::contribute(sources).saturating_sub(T::WeightInfo::contribute(0));
        T::WeightInfo::contribute_batch(count).saturating_add(for_sources)
    }

    pub(crate) fn do_contribute_batch(
        who: T::AccountId,
        datanet: DatanetId,
        submissions: Submissions,
        max_deposit: Balance,
    ) -> DispatchResult {
        ensure!(!submissions.is_empty(), Error::<T>::EmptyBatch);
        Self::do_contribute(who, datanet, submissions, max_deposit)
    }

    pub(crate) fn do_contribute(
        who: T::AccountId,
        datanet: DatanetId,
        submissions: impl IntoIterator<Item = Submission, IntoIter: ExactSizeIterator>,
        max_deposit: Balance,
    ) -> DispatchResult {
        let era = T::Eras::current_era();
        let mut info = Self::taking_contributions(&who, datanet)?;
        let terms = Self::terms_of(&info, era)?;
        let submissions = submissions.into_iter();
        let held = Self::deposit_for(&info, submissions.len())?;
        let depositor = Self::depositor(&who, datanet, held)?;
        for submission in submissions {
            Self::submit(&who, &depositor, datanet, &mut info, terms, era, submission)?;
        }
        ensure!(held <= max_deposit, Error::<T>::DepositTooHigh);
        // One hold for all: each record has its own part.
        Deposit::hold::<T::Currency>(&HoldReason::ContributionDeposit.into(), depositor, held)?;
        Datanets::<T>::insert(datanet, info);
        Ok(())
    }

    /// Return the datanet as it is now if it takes contributions of `who`.
    pub(crate) fn taking_contributions(
        who: &T::AccountId,
        datanet: DatanetId,
    ) -> Result<DatanetInfoOf<T>, DispatchError> {
        let info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?.at(T::Eras::current_era());
        Self::ensure_admitted(datanet, &info, who)?;
        // Otherwise no reviews could decide.
        ensure!(info.curators >= info.policy.reviews.into(), Error::<T>::TooFewCurators);
        Ok(info)
    }

    /// The terms of a contribution submitted in `era`.
    fn terms_of(info: &DatanetInfoOf<T>, era: Era) -> Result<Terms, DispatchError> {
        let policy = info.policy;
        Ok(Terms {
            reviews: policy.reviews,
            min_score: policy.min_score,
            originals_part: policy.originals_part,
            penalty: T::RejectionPenalty::get(),
            kept: Self::kept_of(&policy),
            until: era.ensure_add(policy.review_eras)?,
            curation: policy.curation,
        })
    }

    /// The part of a deposit that the record of a decided contribution keeps, in planck. Where curators bond, it also
    /// pays for the reviews.
    fn kept_of(policy: &Policy) -> Balance {
        let for_reviews = if policy.curation.bond > 0 { T::ReviewsDeposit::get() } else { 0 };
        T::RecordDeposit::get().saturating_add(for_reviews).min(policy.deposit)
    }

    /// Check that `who` may submit this now, and return the contributors of its sources.
    pub(crate) fn ensure_submission(
        who: &T::AccountId,
        datanet: DatanetId,
        info: &DatanetInfoOf<T>,
        submission: &Submission,
    ) -> Result<SourceContributors<T::AccountId>, DispatchError> {
        let Submission { kind, content_hash, items, uri, .. } = submission;
        ensure!(*items > 0, Error::<T>::NoItems);
        ensure!(*items <= info.policy.max_items, Error::<T>::TooManyItems);
        ensure!(!content_hash.is_zero(), Error::<T>::InvalidHash);
        if let Some(uri) = uri {
            ensure!(!uri.is_empty() && core::str::from_utf8(uri).is_ok(), Error::<T>::InvalidUri);
        }
        ensure!(!ContentHashes::<T>::contains_key((datanet, *content_hash, who)), Error::<T>::AlreadyContributed);
        Self::ensure_sources(datanet, kind)
    }

    /// Record one submission and count it in `info`; the caller holds the deposit from `depositor`.
    fn submit(
        who: &T::AccountId,
        depositor: &T::AccountId,
        datanet: DatanetId,
        info: &mut DatanetInfoOf<T>,
        terms: Terms,
        era: Era,
        submission: Submission,
    ) -> DispatchResult {
        let source_contributors = Self::ensure_submission(who, datanet, info, &submission)?;
        let Submission { kind, content_hash, items, bytes, uri } = submission;

        let id = NextContributionId::<T>::get();
        NextContributionId::<T>::put(id.next().ok_or(ArithmeticError::Overflow)?);
        info.counts.contributions.ensure_add_assign(1)?;
        info.counts.pending.ensure_add_assign(1)?;
        let deposit = info.policy.deposit;
        let event = Event::Contributed {
            contribution: id,
            datanet,
            contributor: who.clone(),
            kind: kind.clone(),
            content_hash,
            items,
            bytes,
            uri: uri.clone(),
            deposit,
            terms,
        };
        let contribution = Contribution {
            datanet,
            contributor: who.clone(),
            kind,
            source_contributors,
            content_hash,
            items,
            bytes,
            uri,
            status: Status::Pending(terms),
            shares: 0,
            source_shares: 0,
            curator_shares: 0,
            deposit: Deposit { depositor: depositor.clone(), amount: deposit },
            submitted: frame_system::Pallet::<T>::block_number(),
            era,
            accepted: None,
        };
        // Read before it is written: the new root also needs the proof of a key that is only written, but no weight
        // counts it.
        Contributions::<T>::mutate(id, |unused| *unused = Some(contribution));
        ContentHashes::<T>::insert((datanet, content_hash, who), id);
        Self::deposit_event(event);
        Ok(())
    }

    /// Check that a refinement's sources are different accepted contributions of the datanet, and return their
    /// contributors.
    fn ensure_sources(datanet: DatanetId, kind: &Kind) -> Result<SourceContributors<T::AccountId>, DispatchError> {
        let mut contributors = SourceContributors::<T::AccountId>::default();
        let Kind::Refinement { sources, .. } = kind else { return Ok(contributors) };
        ensure!(!sources.is_empty(), Error::<T>::NoSources);
        let mut seen = sources.to_vec();
        seen.sort_unstable();
        seen.dedup();
        ensure!(seen.len() == sources.len(), Error::<T>::DuplicateSource);
        for source in sources {
            let source = Contributions::<T>::get(source).ok_or(Error::<T>::SourceNotAccepted)?;
            let accepted = matches!(source.status, Status::Accepted { .. });
            ensure!(accepted && source.datanet == datanet, Error::<T>::SourceNotAccepted);
            // There is room: one for each source.
            contributors.try_push(source.contributor).map_err(|_| Error::<T>::DuplicateSource)?;
        }
        Ok(contributors)
    }

    pub(crate) fn do_withdraw(who: T::AccountId, id: ContributionId) -> DispatchResult {
        let contribution = Self::ending(&who, id)?;
        Self::ensure_withdrawable(id, &contribution)?;
        Reviews::<T>::remove(id);
        let (datanet, contributor) = (contribution.datanet, contribution.contributor.clone());
        Datanets::<T>::try_mutate(datanet, |info| {
            let info = info.as_mut().ok_or(Error::<T>::DatanetNotFound)?;
            info.counts.pending.ensure_sub_assign(1).map_err(DispatchError::from)
        })?;
        let released = Self::remove_record(id, contribution)?;
        Self::deposit_event(Event::Withdrawn { contribution: id, datanet, contributor, released });
        Ok(())
    }

    /// Check that the contribution can be withdrawn now.
    ///
    /// A contributor who sees a rejection coming must not escape it, and one bad score must not cost anything. So a bad
    /// score keeps the contribution here until the others have decided, or their time is over.
    pub(crate) fn ensure_withdrawable(id: ContributionId, contribution: &ContributionOf<T>) -> DispatchResult {
        let Status::Pending(terms) = contribution.status else { return Err(Error::<T>::NotPending.into()) };
        let bad = Reviews::<T>::get(id).iter().any(|(_, score)| !terms.accepts(*score));
        ensure!(!bad || T::Eras::current_era() > terms.until, Error::<T>::UnderReview);
        Ok(())
    }

    /// Erase an accepted contribution and return the weight used.
    pub(crate) fn do_erase(who: T::AccountId, id: ContributionId) -> Result<Weight, DispatchError> {
        let mut contribution = Self::contribution_of(&who, id)?;
        ensure!(matches!(contribution.status, Status::Accepted { .. }), Error::<T>::NotAccepted);
        let datanet = contribution.datanet;
        let mut info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        info.counts.accepted.ensure_sub_assign(1)?;
        info.counts.items.ensure_sub_assign(contribution.items.into())?;
        Datanets::<T>::insert(datanet, info);

        // Each accepted contribution has the era; it cannot be erased twice.
        let accepted_in = contribution.accepted.unwrap_or(contribution.era);
        Self::revoke_shares(&contribution, accepted_in)?;
        contribution.status = Status::Erased { era: T::Eras::current_era() };
        contribution.uri = None;
        Contributions::<T>::insert(id, &contribution);
        let used = T::WeightInfo::erase(contribution.kind.source_count());
        Self::deposit_event(Event::Erased {
            contribution: id,
            datanet,
            contributor: who,
            shares: contribution.shares,
            source_shares: contribution.source_shares,
        });
        Ok(used)
    }

    pub(crate) fn do_prune(who: T::AccountId, id: ContributionId) -> DispatchResult {
        let contribution = Self::ending(&who, id)?;
        ensure!(Self::is_over_for_good(&contribution), Error::<T>::InUse);
        Self::ensure_undisputed(id, &contribution)?;
        let (datanet, contributor) = (contribution.datanet, contribution.contributor.clone());
        Decisions::<T>::remove(id);
        let released = Self::remove_record(id, contribution)?;
        Self::deposit_event(Event::Pruned { contribution: id, datanet, contributor, released });
        Ok(())
    }

    /// Remove the record with its entry in the index of hashes, and release what is left of its deposit.
    pub(crate) fn remove_record(id: ContributionId, contribution: ContributionOf<T>) -> Result<Balance, DispatchError> {
        let Contribution { datanet, contributor, content_hash, deposit, .. } = contribution;
        // A rejected contribution's hash is free, and a later contribution of the account may have it.
        let key = (datanet, content_hash, &contributor);
        if ContentHashes::<T>::get(key) == Some(id) {
            ContentHashes::<T>::remove(key);
        }
        Contributions::<T>::remove(id);
        Rejections::<T>::remove(id);
        deposit.release::<T::Currency>(&HoldReason::ContributionDeposit.into())
    }

    /// Return the contribution if `who` contributed it.
    pub(crate) fn contribution_of(who: &T::AccountId, id: ContributionId) -> Result<ContributionOf<T>, DispatchError> {
        let contribution = Contributions::<T>::get(id).ok_or(Error::<T>::ContributionNotFound)?;
        ensure!(contribution.contributor == *who, Error::<T>::NotOwnContribution);
        Ok(contribution)
    }
}
