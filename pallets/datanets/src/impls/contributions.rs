// SPDX-License-Identifier: Apache-2.0

//! Contributions: submission, withdrawal, erasure.

use crate::{
    Config, ContentHashes, Contribution, ContributionOf, Contributions, DatanetInfoOf, Datanets, Error, Event,
    HoldReason, Kind, NextContributionId, Pallet, Reviews, Status, Submission, Submissions, WeightInfo,
};
use frame::prelude::*;
use openledger_primitives::{deposit::Deposit, Balance, ContributionId, DatanetId};

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
    ) -> DispatchResult {
        ensure!(!submissions.is_empty(), Error::<T>::EmptyBatch);
        Self::do_contribute(who, datanet, submissions)
    }

    pub(crate) fn do_contribute(
        who: T::AccountId,
        datanet: DatanetId,
        submissions: impl IntoIterator<Item = Submission>,
    ) -> DispatchResult {
        let mut info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        Self::ensure_admitted(datanet, &info, &who)?;
        let mut held: Balance = 0;
        for submission in submissions {
            Self::submit(&who, datanet, &mut info, submission)?;
            held.ensure_add_assign(info.policy.deposit)?;
        }
        // One hold for all: each record has its own part.
        Deposit::hold::<T::Currency>(&HoldReason::ContributionDeposit.into(), who, held)?;
        Datanets::<T>::insert(datanet, info);
        Ok(())
    }

    /// Record one submission and count it in `info`; the caller holds the deposit.
    fn submit(
        who: &T::AccountId,
        datanet: DatanetId,
        info: &mut DatanetInfoOf<T>,
        submission: Submission,
    ) -> DispatchResult {
        let Submission { kind, content_hash, items, bytes, uri } = submission;
        ensure!(items > 0, Error::<T>::NoItems);
        ensure!(!ContentHashes::<T>::contains_key(datanet, content_hash), Error::<T>::AlreadyContributed);
        Self::ensure_sources(datanet, &kind)?;

        let id = NextContributionId::<T>::get();
        NextContributionId::<T>::put(id.next().ok_or(ArithmeticError::Overflow)?);
        info.counts.contributions.ensure_add_assign(1)?;
        info.counts.pending.ensure_add_assign(1)?;
        let deposit = info.policy.deposit;
        let contribution = Contribution {
            datanet,
            contributor: who.clone(),
            kind,
            content_hash,
            items,
            bytes,
            uri,
            status: Status::Pending(info.policy.terms()),
            shares: 0,
            source_shares: 0,
            deposit: Some(Deposit { depositor: who.clone(), amount: deposit }),
            submitted: frame_system::Pallet::<T>::block_number(),
        };
        // Read before it is written: the new root also needs the proof of a key that is only written, but no weight
        // counts it.
        Contributions::<T>::mutate(id, |unused| *unused = Some(contribution));
        ContentHashes::<T>::insert(datanet, content_hash, id);
        Self::deposit_event(Event::Contributed {
            contribution: id,
            datanet,
            contributor: who.clone(),
            content_hash,
            items,
            deposit,
        });
        Ok(())
    }

    /// Check that a refinement's sources are different accepted contributions of the datanet.
    fn ensure_sources(datanet: DatanetId, kind: &Kind) -> DispatchResult {
        let Kind::Refinement { sources, .. } = kind else { return Ok(()) };
        ensure!(!sources.is_empty(), Error::<T>::NoSources);
        let mut seen = sources.to_vec();
        seen.sort_unstable();
        seen.dedup();
        ensure!(seen.len() == sources.len(), Error::<T>::DuplicateSource);
        for source in sources {
            let source = Contributions::<T>::get(source).ok_or(Error::<T>::SourceNotAccepted)?;
            let accepted = matches!(source.status, Status::Accepted { .. });
            ensure!(accepted && source.datanet == datanet, Error::<T>::SourceNotAccepted);
        }
        Ok(())
    }

    pub(crate) fn do_withdraw(who: T::AccountId, id: ContributionId) -> DispatchResult {
        let mut contribution = Self::contribution_of(&who, id)?;
        let Status::Pending(terms) = contribution.status else { return Err(Error::<T>::NotPending.into()) };
        let datanet = contribution.datanet;
        let mut info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        info.counts.pending.ensure_sub_assign(1)?;
        Datanets::<T>::insert(datanet, info);

        // A contributor who sees a bad score coming must not be better off than by waiting for the decision.
        let bad = Reviews::<T>::take(id).iter().any(|(_, score)| !terms.accepts(*score));
        let deposit = contribution.deposit.take();
        let (penalty, released) = if bad { Self::penalize(deposit)? } else { (0, Self::release(deposit)?) };
        // Not removed without being read, see `submit`.
        ContentHashes::<T>::take(datanet, contribution.content_hash);
        contribution.status = Status::Withdrawn;
        contribution.uri = None;
        Contributions::<T>::insert(id, contribution);
        Self::deposit_event(Event::Withdrawn { contribution: id, datanet, contributor: who, penalty, released });
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

        Self::revoke_shares(&contribution)?;
        contribution.status = Status::Erased;
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

    /// Return the contribution if `who` contributed it.
    fn contribution_of(who: &T::AccountId, id: ContributionId) -> Result<ContributionOf<T>, DispatchError> {
        let contribution = Contributions::<T>::get(id).ok_or(Error::<T>::ContributionNotFound)?;
        ensure!(contribution.contributor == *who, Error::<T>::NotOwnContribution);
        Ok(contribution)
    }
}
