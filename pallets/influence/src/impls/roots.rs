// SPDX-License-Identifier: Apache-2.0

//! Roots: posting and challenges.

use crate::{
    Attributors, Config, EraRoots, EraRootsOf, Error, Event, EvidenceOf, HoldReason, Outcome, Pallet, Policies, Posted,
    Roots, Uri,
};
use frame::prelude::*;
use openledger_primitives::{
    deposit::Deposit,
    influence::{ContributionInspect, EraRevenue, Evidence, Root, Standing, MAX_DEPTH},
    traits::EraClock,
    Balance, DatanetId, Era,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_post_root(
        who: T::AccountId,
        datanet: DatanetId,
        era: Era,
        root: Root,
        uri: Uri,
        max_deposit: Balance,
    ) -> DispatchResult {
        let now = T::Eras::current_era();
        ensure!(era < now, Error::<T>::EraNotOver);
        ensure!(now <= era.saturating_add(T::PostEras::get()), Error::<T>::TooLate);
        let mut attributor = Self::appointed(datanet, &who)?;
        ensure!(attributor.from.is_some_and(|from| from <= era), Error::<T>::NotYourEra);
        let policy = Policies::<T>::get(datanet).unwrap_or_default().in_era(era);
        ensure!(attributor.bond >= policy.bond.max(T::MinBond::get()), Error::<T>::BondTooSmall);
        ensure!(root.node.sum > 0 && root.depth <= MAX_DEPTH, Error::<T>::InvalidRoot);
        ensure!(core::str::from_utf8(&uri).is_ok(), Error::<T>::InvalidUri);
        ensure!(T::Revenue::amount(datanet, era) > 0, Error::<T>::NothingSetAside);

        let mut roots = Roots::<T>::get(datanet, era).unwrap_or_else(|| EraRoots::new(&policy));
        let is_known = roots.posted.iter().any(|posted| posted.attributor == who || posted.root == root);
        ensure!(!is_known, Error::<T>::AlreadyPosted);
        ensure!(!roots.posted.is_full(), Error::<T>::TooManyRoots);
        let price = T::RootDeposit::get();
        ensure!(price <= max_deposit, Error::<T>::DepositTooHigh);
        let deposit = Deposit::hold::<T::Currency>(&HoldReason::RootDeposit.into(), who.clone(), price)?;

        let until = now.saturating_add(T::ChallengeEras::get());
        attributor.until = attributor.until.max(until);
        let faults = attributor.faults;
        Attributors::<T>::insert(datanet, &who, attributor);
        // Every root that stands can be challenged as long as the last one.
        for posted in &roots.posted {
            Attributors::<T>::mutate(datanet, &posted.attributor, |stored| {
                if let Some(other) = stored {
                    other.until = other.until.max(until);
                }
            });
        }
        let conflict = !roots.posted.is_empty();
        let posted = Posted { attributor: who.clone(), root, era: now, faults, deposit, struck: BoundedVec::new() };
        roots.posted.try_push(posted).map_err(|_| Error::<T>::TooManyRoots)?;
        roots.last = now;
        Roots::<T>::insert(datanet, era, roots);
        Self::deposit_event(Event::RootPosted {
            datanet,
            era,
            attributor: who,
            root,
            uri,
            until,
            conflict,
            deposit: price,
        });
        Ok(())
    }

    pub(crate) fn do_challenge(
        challenger: &T::AccountId,
        datanet: DatanetId,
        era: Era,
        attributor: &T::AccountId,
        evidence: &EvidenceOf<T>,
    ) -> DispatchResult {
        let mut roots = Roots::<T>::get(datanet, era).ok_or(Error::<T>::RootNotFound)?;
        let place = roots.posted.iter().position(|posted| posted.attributor == *attributor);
        let place = place.ok_or(Error::<T>::RootNotFound)?;
        let posted = roots.posted.get_mut(place).ok_or(Error::<T>::RootNotFound)?;
        ensure!(T::Eras::current_era() <= Self::window_end(roots.last), Error::<T>::WindowOver);
        ensure!(evidence.holds(&posted.root), Error::<T>::InvalidEvidence);
        match Self::judge(datanet, era, posted.era, evidence)? {
            Outcome::Fault => {
                let posted = roots.posted.remove(place);
                posted.deposit.release::<T::Currency>(&HoldReason::RootDeposit.into())?;
                let (reward, penalty) = Self::refute(datanet, attributor, challenger)?;
                Self::deposit_event(Event::RootRefuted {
                    datanet,
                    era,
                    attributor: attributor.clone(),
                    challenger: challenger.clone(),
                    reward,
                    penalty,
                });
            }
            Outcome::Strike => {
                let Evidence::Contribution { leaf, item } = evidence else {
                    return Err(Error::<T>::InvalidEvidence.into());
                };
                let index = leaf.proof.index;
                ensure!(!posted.struck.contains(&index), Error::<T>::AlreadyStruck);
                posted.struck.try_push(index).map_err(|_| Error::<T>::TooManyStruck)?;
                Self::deposit_event(Event::LeafStruck {
                    datanet,
                    era,
                    attributor: attributor.clone(),
                    index,
                    contributor: leaf.leaf.contributor.clone(),
                    contribution: item.item.contribution,
                });
            }
        }
        Roots::<T>::insert(datanet, era, roots);
        Ok(())
    }

    /// The effect of evidence that holds against a root for `era` that was posted in the era `posted`.
    ///
    /// Whatever the attributor could know when it posted is a fault. A record that is gone may have been pruned since.
    fn judge(datanet: DatanetId, era: Era, posted: Era, evidence: &EvidenceOf<T>) -> Result<Outcome, Error<T>> {
        let Evidence::Contribution { leaf, item } = evidence else { return Ok(Outcome::Fault) };
        let id = item.item.contribution;
        let Some(found) = T::Contributions::contribution(id) else {
            let existed = id < T::Contributions::next_contribution();
            return Ok(if existed { Outcome::Strike } else { Outcome::Fault });
        };
        if found.datanet != datanet || found.contributor != leaf.leaf.contributor {
            return Ok(Outcome::Fault);
        }
        match found.standing {
            Standing::NotAccepted => Ok(Outcome::Fault),
            Standing::Accepted(accepted) | Standing::Erased { accepted, .. } if accepted > era => Ok(Outcome::Fault),
            Standing::Accepted(_) => Err(Error::<T>::InvalidEvidence),
            Standing::Erased { erased, .. } if erased < posted => Ok(Outcome::Fault),
            Standing::Erased { .. } => Ok(Outcome::Strike),
        }
    }

    /// The last era in which roots can be challenged, if the last one was posted in era `last`.
    pub(crate) fn window_end(last: Era) -> Era {
        last.saturating_add(T::ChallengeEras::get())
    }

    /// The place of the root that pays: the only one whose attributor has lost no challenge since it was posted.
    pub(crate) fn single_root(datanet: DatanetId, roots: &EraRootsOf<T>) -> Option<usize> {
        if roots.opened.is_some() {
            return Some(0).filter(|_| !roots.posted.is_empty());
        }
        let stands = |posted: &Posted<T::AccountId>| {
            // An attributor without a record lost none: a lost challenge keeps it.
            let record = Attributors::<T>::get(datanet, &posted.attributor);
            record.is_none_or(|record| record.faults <= posted.faults)
        };
        let mut standing = (0..).zip(&roots.posted).filter(|(_, posted)| stands(posted)).map(|(place, _)| place);
        standing.next().filter(|_| standing.next().is_none())
    }
}
