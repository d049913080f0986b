// SPDX-License-Identifier: Apache-2.0

//! Reviews, and the decision that the last of them makes.

use crate::{
    median, Config, ContentHashes, ContributionOf, Contributions, Curators, Datanets, Error, Event, Grants, Pallet,
    Rejection, Rejections, Reviews, Status, Terms, WeightInfo, MAX_REVIEWS, MAX_SOURCES,
};
use alloc::vec::Vec;
use frame::prelude::*;
use openledger_primitives::{traits::EraClock, ContributionId};

impl<T: Config> Pallet<T> {
    /// Add a review, decide if it is the last one, and return the weight used.
    pub(crate) fn do_review(who: T::AccountId, id: ContributionId, score: u8) -> Result<Weight, DispatchError> {
        ensure!(score <= crate::MAX_SCORE, Error::<T>::InvalidScore);
        let contribution = Contributions::<T>::get(id).ok_or(Error::<T>::ContributionNotFound)?;
        let Status::Pending(terms) = contribution.status else { return Err(Error::<T>::NotPending.into()) };
        let term = Curators::<T>::get(contribution.datanet, &who).ok_or(Error::<T>::NotCurator)?;
        ensure!(term.covers(id, contribution.era), Error::<T>::NotYourTerm);
        Self::ensure_bonded(contribution.datanet, &who, &terms)?;
        ensure!(contribution.contributor != who, Error::<T>::OwnContribution);
        Self::ensure_unpaid(&contribution, &who)?;
        ensure!(T::Eras::current_era() <= terms.until, Error::<T>::ReviewOver);

        let mut reviews = Reviews::<T>::get(id);
        ensure!(reviews.iter().all(|(curator, _)| *curator != who), Error::<T>::AlreadyReviewed);
        // There is room: the policy asks for no more reviews than fit, and the last one decides.
        reviews.try_push((who.clone(), score)).map_err(|_| Error::<T>::NotPending)?;
        Self::deposit_event(Event::Reviewed { contribution: id, curator: who, score });

        if reviews.len() < usize::from(terms.reviews) {
            Reviews::<T>::insert(id, reviews);
            return Ok(T::WeightInfo::review_undecided(contribution.kind.source_count()));
        }
        Reviews::<T>::remove(id);
        let scores: Vec<u8> = reviews.iter().map(|(_, score)| *score).collect();
        let score = median(scores.clone()).ok_or(Error::<T>::InvalidPolicy)?;
        let accepts = terms.accepts(score);
        // Before the curators' part of a lost deposit, which is theirs even if these are the first reviews that count.
        let keeping = Self::keep_reviews(contribution.datanet, id, &terms, reviews, accepts)?;
        let deciding = if accepts {
            Self::accept(id, contribution, terms, score)
        } else {
            Self::reject(id, contribution, terms, score, &scores)
        }?;
        Ok(deciding.saturating_add(keeping))
    }

    /// The weight of a review before it is known what it does.
    pub(crate) fn review_weight() -> Weight {
        T::WeightInfo::review(MAX_SOURCES)
            .max(T::WeightInfo::review_rejecting(MAX_SOURCES))
            .saturating_add(T::WeightInfo::keep_reviews(MAX_REVIEWS.into()))
            .max(T::WeightInfo::review_undecided(MAX_SOURCES))
    }

    /// Check that no source pays `who`: neither as its contributor nor, if it is a refinement, as that of one of its
    /// sources. A source that was pruned pays its contributor only.
    fn ensure_unpaid(contribution: &ContributionOf<T>, who: &T::AccountId) -> DispatchResult {
        ensure!(!contribution.source_contributors.contains(who), Error::<T>::OwnSource);
        for source in contribution.kind.sources() {
            let Some(source) = Contributions::<T>::get(source) else { continue };
            ensure!(!source.source_contributors.contains(who), Error::<T>::OwnSource);
        }
        Ok(())
    }

    fn accept(
        id: ContributionId,
        mut contribution: ContributionOf<T>,
        terms: Terms,
        score: u8,
    ) -> Result<Weight, DispatchError> {
        let datanet = contribution.datanet;
        let mut info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        info.counts.pending.ensure_sub_assign(1)?;
        info.counts.accepted.ensure_add_assign(1)?;
        info.counts.items.ensure_add_assign(contribution.items.into())?;
        Datanets::<T>::insert(datanet, info);

        let sources = contribution.kind.source_count();
        let grants = Grants::new(contribution.items, score, terms.originals_part, sources, terms.curation.part)
            .ok_or(ArithmeticError::Overflow)?;
        contribution.status = Status::Accepted { score };
        contribution.accepted = Some(T::Eras::current_era());
        contribution.set_grants(grants);
        let (_, released) = Self::reduce_deposit(&mut contribution.deposit, terms.kept, 0)?;
        Contributions::<T>::insert(id, &contribution);
        Self::grant_shares(&contribution)?;
        let contributor = contribution.contributor;
        Self::deposit_event(Event::Accepted {
            contribution: id,
            datanet,
            contributor,
            score,
            shares: grants.own,
            source_shares: grants.each,
            released,
            kept: contribution.deposit.amount,
        });
        Ok(T::WeightInfo::review(sources))
    }

    fn reject(
        id: ContributionId,
        mut contribution: ContributionOf<T>,
        terms: Terms,
        score: u8,
        scores: &[u8],
    ) -> Result<Weight, DispatchError> {
        let datanet = contribution.datanet;
        let mut info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        info.counts.pending.ensure_sub_assign(1)?;
        Datanets::<T>::insert(datanet, info);

        // Not removed without being read, see `submit`.
        ContentHashes::<T>::take((datanet, contribution.content_hash, &contribution.contributor));
        contribution.status = Status::Rejected { score };
        contribution.uri = None;
        let penalty = terms.loss(contribution.deposit.amount, scores);
        let rest = Self::pay_curators(datanet, &mut contribution.deposit, &terms, penalty)?;
        let (_, released) = Self::reduce_deposit(&mut contribution.deposit, terms.kept, rest)?;
        Contributions::<T>::insert(id, &contribution);
        let rejection = Rejection {
            originals_part: terms.originals_part,
            curators_part: terms.curation.part,
            // The curators' part stays theirs, so the treasury must not make that good.
            penalty: rest,
            era: T::Eras::current_era(),
        };
        // Read before it is written, see `submit`.
        Rejections::<T>::mutate(id, |unused| *unused = Some(rejection));
        Self::deposit_event(Event::Rejected {
            contribution: id,
            datanet,
            contributor: contribution.contributor.clone(),
            score,
            penalty,
            released,
            kept: contribution.deposit.amount,
        });
        Ok(T::WeightInfo::review_rejecting(contribution.kind.source_count()))
    }
}
