// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet.

use crate::{
    divide_shares, Config, ContentHashes, ContributionOf, Contributions, Contributors, Counts, CuratorBonds, Curators,
    Datanets, Decisions, Grants, HoldReason, NextContributionId, NextDatanetId, Pallet, Rejections, Reviews, Status,
    MAX_SCORE,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame::{
    deps::sp_runtime::{Permill, TryRuntimeError},
    prelude::*,
    traits::fungible::InspectHold,
};
use openledger_primitives::{
    sponsorship::Sponsor,
    traits::{EraClock, RevenueShares},
    Balance, ContributionId, DatanetId, Holder, PoolId, Shares,
};

impl<T: Config> Pallet<T> {
    /// Check the invariants by full iteration.
    ///
    /// 1. Ids are below the next id. Every contribution, curator and admitted contributor belongs to a datanet.
    /// 2. A datanet's policy and the announced one are in range, and its counts are right: its curators, former
    ///    curators, and its contributions by status. It has at least as many curators as the announced policy asks
    ///    reviews.
    /// 3. A pending, accepted or erased contribution has its content hash in the index; nothing else is in the index.
    /// 4. Only a pending contribution has reviews: fewer than decide it, one by each curator, none by the contributor
    ///    or a source's, no score above 100. Its terms are in the range of a policy.
    /// 5. A datanet's deposit is its owner's, and contains the deposits of its admitted accounts. A contribution's
    ///    deposit is its contributor's, or that of the datanet's budget. Every account has at least the sum of its
    ///    deposits on hold, for each reason.
    /// 6. An accepted contribution's shares follow from its items, score and sources; before that it has none. Its
    ///    sources are different earlier contributions; those not pruned are accepted ones of the same datanet, and
    ///    their contributors are the recorded ones. Only a pending or accepted one has a URI. Exactly a rejected one
    ///    has a rejection.
    /// 7. An account's shares of a datanet's pool are the sum of the accepted contributions' grants to it, those of the
    ///    curators' pool too, and the pool has no others.
    /// 8. The bonds of an account are what it has on hold for them. A curator's counted reviews are its shares of the
    ///    curators' pool, which has no others.
    /// 9. The reviews of a decision are of different curators, none of them the contributor. For as long as the
    ///    decision binds, each one that counts has a bond with at least as many counted reviews.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::try_state_datanets()?;
        Self::try_state_hashes()?;
        Self::try_state_reviews()?;
        Self::try_state_deposits()?;
        for (id, contribution) in Contributions::<T>::iter() {
            Self::try_state_contribution(id, &contribution)?;
        }
        ensure!(
            Rejections::<T>::iter_keys().all(Contributions::<T>::contains_key),
            "6: a rejection is that of a contribution"
        );
        Self::try_state_shares()?;
        Self::try_state_bonds()?;
        Self::try_state_decisions()
    }

    fn try_state_bonds() -> Result<(), TryRuntimeError> {
        let mut bonds: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
        let mut counted: BTreeMap<DatanetId, Shares> = Datanets::<T>::iter_keys().map(|id| (id, 0)).collect();
        for (datanet, who, bond) in CuratorBonds::<T>::iter() {
            let sum = counted.get_mut(&datanet).ok_or("1: a curator's datanet exists")?;
            sum.ensure_add_assign(bond.reviews)?;
            let shares = T::Shares::shares_of(&PoolId::Curators(datanet), &Holder::Account(who.clone()));
            ensure!(shares == bond.reviews, "8: a curator's shares are its counted reviews");
            bonds.entry(who).or_default().ensure_add_assign(bond.amount)?;
        }
        let reason: T::RuntimeHoldReason = HoldReason::CuratorBond.into();
        for (who, amount) in bonds {
            ensure!(T::Currency::balance_on_hold(&reason, &who) == amount, "8: bonds are backed by holds");
        }
        for (datanet, reviews) in counted {
            let total = T::Shares::total_shares(&PoolId::Curators(datanet));
            ensure!(total == reviews, "8: the shares of a curators' pool are counted reviews");
        }
        Ok(())
    }

    fn try_state_decisions() -> Result<(), TryRuntimeError> {
        let now = T::Eras::current_era();
        let mut counted: BTreeMap<(DatanetId, T::AccountId), Shares> = BTreeMap::new();
        for (id, decision) in Decisions::<T>::iter() {
            let record = Contributions::<T>::get(id).ok_or("9: a decision is that of a contribution")?;
            ensure!(!matches!(record.status, Status::Pending(_)), "9: a decision is that of a decided contribution");
            let by: BTreeSet<_> = decision.reviews.iter().map(|(curator, _)| curator).collect();
            let different = by.len() == decision.reviews.len() && !by.contains(&record.contributor);
            ensure!(different, "9: the reviews of a decision are of different curators");
            if decision.counted && decision.binds(now) {
                for (who, _) in decision.reviews.into_iter().filter(|(_, shared)| *shared) {
                    counted.entry((record.datanet, who)).or_default().ensure_add_assign(1)?;
                }
            }
        }
        for ((datanet, who), reviews) in counted {
            let bond = CuratorBonds::<T>::get(datanet, who);
            ensure!(bond.is_some_and(|bond| bond.reviews >= reviews), "9: a review that binds is counted");
        }
        Ok(())
    }

    fn try_state_datanets() -> Result<(), TryRuntimeError> {
        let mut curators: BTreeMap<DatanetId, (u32, u32)> = BTreeMap::new();
        for (datanet, _, term) in Curators::<T>::iter() {
            ensure!(Datanets::<T>::contains_key(datanet), "1: a curator's datanet exists");
            let (present, former) = curators.entry(datanet).or_default();
            if term.removed.is_none() { present } else { former }.ensure_add_assign(1)?;
        }
        for (datanet, _) in Contributors::<T>::iter_keys() {
            ensure!(Datanets::<T>::contains_key(datanet), "1: an admitted contributor's datanet exists");
        }
        let mut counts: BTreeMap<DatanetId, Counts> = BTreeMap::new();
        for (id, contribution) in Contributions::<T>::iter() {
            ensure!(id < NextContributionId::<T>::get(), "1: a contribution's id is below the next one");
            ensure!(Datanets::<T>::contains_key(contribution.datanet), "1: a contribution's datanet exists");
            let counts = counts.entry(contribution.datanet).or_default();
            counts.contributions.ensure_add_assign(1)?;
            match contribution.status {
                Status::Pending(_) => counts.pending.ensure_add_assign(1)?,
                Status::Accepted { .. } => {
                    counts.accepted.ensure_add_assign(1)?;
                    counts.items.ensure_add_assign(contribution.items.into())?;
                }
                Status::Rejected { .. } | Status::Erased { .. } => (),
            }
        }
        for (datanet, info) in Datanets::<T>::iter() {
            ensure!(datanet < NextDatanetId::<T>::get(), "1: a datanet's id is below the next one");
            ensure!(info.policy.is_valid(), "2: a datanet's policy is in range");
            if let Some(next) = info.pending {
                ensure!(next.policy.is_valid(), "2: a datanet's announced policy is in range");
                ensure!(info.curators >= next.policy.reviews.into(), "2: an announced policy can be fulfilled");
            }
            let counted = curators.get(&datanet).copied().unwrap_or_default();
            ensure!((info.curators, info.former_curators) == counted, "2: a datanet's curators are counted");
            let counted = counts.get(&datanet).copied().unwrap_or_default();
            // Withdrawn and pruned contributions have no record.
            let all = info.counts.contributions >= counted.contributions;
            let counted = Counts { contributions: info.counts.contributions, ..counted };
            ensure!(all && info.counts == counted, "2: a datanet's contributions are counted");
        }
        Ok(())
    }

    fn try_state_hashes() -> Result<(), TryRuntimeError> {
        for (id, contribution) in Contributions::<T>::iter() {
            let key = (contribution.datanet, contribution.content_hash, &contribution.contributor);
            let indexed = ContentHashes::<T>::get(key) == Some(id);
            let expected = match contribution.status {
                Status::Pending(_) | Status::Accepted { .. } | Status::Erased { .. } => true,
                Status::Rejected { .. } => false,
            };
            ensure!(indexed == expected, "3: the hash of a pending, accepted or erased contribution is in the index");
        }
        for ((datanet, hash, who), id) in ContentHashes::<T>::iter() {
            let found = Contributions::<T>::get(id).ok_or("3: a hash in the index is a contribution's")?;
            let same = found.datanet == datanet && found.content_hash == hash && found.contributor == who;
            ensure!(same, "3: a hash in the index is that of its contribution");
        }
        Ok(())
    }

    fn try_state_reviews() -> Result<(), TryRuntimeError> {
        for (id, reviews) in Reviews::<T>::iter() {
            let contribution = Contributions::<T>::get(id).ok_or("4: reviews are of a contribution")?;
            let Status::Pending(terms) = contribution.status else {
                return Err("4: only a pending contribution has reviews".into());
            };
            ensure!(reviews.len() < usize::from(terms.reviews), "4: a contribution is decided by its last review");
            ensure!(reviews.iter().all(|(_, score)| *score <= MAX_SCORE), "4: no score is above 100");
            let by: BTreeSet<_> = reviews.iter().map(|(curator, _)| curator).collect();
            ensure!(by.len() == reviews.len(), "4: a curator reviews a contribution once");
            ensure!(!by.contains(&contribution.contributor), "4: no curator reviews their own contribution");
            let refined = contribution.source_contributors.iter().any(|who| by.contains(who));
            ensure!(!refined, "4: no curator reviews a refinement of their own data");
            for source in contribution.kind.sources() {
                let Some(source) = Contributions::<T>::get(source) else { continue };
                let paid = source.source_contributors.iter().any(|who| by.contains(who));
                ensure!(!paid, "4: no curator reviews a refinement of data that they are paid for");
            }
        }
        Ok(())
    }

    fn try_state_deposits() -> Result<(), TryRuntimeError> {
        let mut admissions: BTreeMap<DatanetId, Balance> = BTreeMap::new();
        for (datanet, _, amount) in Contributors::<T>::iter() {
            admissions.entry(datanet).or_default().ensure_add_assign(amount)?;
        }
        let mut datanets: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
        for (datanet, info) in Datanets::<T>::iter() {
            ensure!(info.deposit.depositor == info.owner, "5: a datanet's deposit is its owner's");
            let admissions = admissions.get(&datanet).copied().unwrap_or_default();
            let contained = info.admissions == admissions && info.deposit.amount >= admissions;
            ensure!(contained, "5: a datanet's deposit contains those of its admitted accounts");
            datanets.entry(info.owner).or_default().ensure_add_assign(info.deposit.amount)?;
        }
        let mut contributions: BTreeMap<T::AccountId, Balance> = BTreeMap::new();
        for contribution in Contributions::<T>::iter_values() {
            let deposit = contribution.deposit;
            let own = deposit.depositor == contribution.contributor;
            let sponsored = || T::Sponsors::budget(contribution.datanet).as_ref() == Some(&deposit.depositor);
            ensure!(own || sponsored(), "5: a contribution's deposit is its contributor's or the budget's");
            if let Status::Pending(terms) = contribution.status {
                ensure!(deposit.amount >= terms.kept, "5: a pending contribution's deposit contains what is kept");
            }
            contributions.entry(deposit.depositor).or_default().ensure_add_assign(deposit.amount)?;
        }
        for (reason, deposits) in
            [(HoldReason::DatanetDeposit, datanets), (HoldReason::ContributionDeposit, contributions)]
        {
            let reason: T::RuntimeHoldReason = reason.into();
            for (who, amount) in deposits {
                ensure!(T::Currency::balance_on_hold(&reason, &who) >= amount, "5: deposits are backed by holds");
            }
        }
        Ok(())
    }

    fn try_state_contribution(id: ContributionId, contribution: &ContributionOf<T>) -> Result<(), TryRuntimeError> {
        ensure!(contribution.items > 0, "6: a contribution has items");
        let sources = contribution.kind.sources();
        let distinct: BTreeSet<_> = sources.iter().collect();
        ensure!(distinct.len() == sources.len(), "6: a refinement's sources are different");
        let named = contribution.source_contributors.len() == sources.len();
        ensure!(named, "6: the contributor of each source is recorded");
        for (source, contributor) in sources.iter().zip(&contribution.source_contributors) {
            ensure!(*source < id, "6: a refinement's sources are earlier");
            // Its contributor may have pruned it.
            let Some(source) = Contributions::<T>::get(source) else { continue };
            let accepted = matches!(source.status, Status::Accepted { .. } | Status::Erased { .. });
            ensure!(accepted && source.datanet == contribution.datanet, "6: a refinement's sources were accepted");
            ensure!(source.contributor == *contributor, "6: the contributor of each source is recorded");
        }
        let has_uri = contribution.uri.is_some();
        let granted = contribution.grants();
        let sources = contribution.kind.source_count();
        match contribution.status {
            Status::Pending(terms) => {
                ensure!(terms.is_valid(), "4: the terms of a pending contribution are in range");
                ensure!(granted == Grants::default(), "6: a pending contribution has no shares");
            }
            Status::Accepted { score } => {
                ensure!((1..=MAX_SCORE).contains(&score), "6: an accepted contribution's score is 1 to 100");
                let (whole, _) = divide_shares(contribution.items, score, Permill::zero(), 0)
                    .ok_or("6: items × score doesn't overflow")?;
                let of_sources = granted.each.ensure_mul(sources.into())?;
                let sum = granted.own.ensure_add(of_sources)?.ensure_add(granted.curators)?;
                ensure!(sum == whole, "6: an accepted contribution's shares are items × score");
                ensure!(sources > 0 || granted.each == 0, "6: raw data grants shares to its contributor only");
            }
            Status::Rejected { .. } => {
                ensure!(
                    granted == Grants::default() && !has_uri,
                    "6: a contribution that wasn't accepted has no shares and no URI"
                );
            }
            Status::Erased { .. } => ensure!(!has_uri, "6: an erased contribution has no URI"),
        }
        let rejected = matches!(contribution.status, Status::Rejected { .. });
        ensure!(Rejections::<T>::contains_key(id) == rejected, "6: exactly rejected contributions have a rejection");
        let was_accepted = matches!(contribution.status, Status::Accepted { .. } | Status::Erased { .. });
        ensure!(
            contribution.accepted.is_some() == was_accepted,
            "6: exactly accepted contributions have an era of that"
        );
        Ok(())
    }

    fn try_state_shares() -> Result<(), TryRuntimeError> {
        let mut granted: BTreeMap<(DatanetId, T::AccountId), Shares> = BTreeMap::new();
        let mut totals: BTreeMap<DatanetId, Shares> = Datanets::<T>::iter_keys().map(|id| (id, 0)).collect();
        let mut curators = totals.clone();
        for contribution in Contributions::<T>::iter_values() {
            let datanet = contribution.datanet;
            // An account whose grants were all taken back must have no shares, so it is checked too.
            let own = granted.entry((datanet, contribution.contributor)).or_default();
            if !matches!(contribution.status, Status::Accepted { .. }) {
                continue;
            }
            own.ensure_add_assign(contribution.shares)?;
            curators.entry(datanet).or_default().ensure_add_assign(contribution.curator_shares)?;
            let total = totals.entry(datanet).or_default();
            total.ensure_add_assign(contribution.shares)?;
            total.ensure_add_assign(contribution.curator_shares)?;
            for who in contribution.source_contributors {
                granted.entry((datanet, who)).or_default().ensure_add_assign(contribution.source_shares)?;
                totals.entry(datanet).or_default().ensure_add_assign(contribution.source_shares)?;
            }
        }
        for ((datanet, who), shares) in granted {
            let held = T::Shares::shares_of(&PoolId::Datanet(datanet), &Holder::Account(who));
            ensure!(held == shares, "7: an account's shares are what was granted to it");
        }
        for (datanet, shares) in curators {
            let held = T::Shares::shares_of(&PoolId::Datanet(datanet), &Holder::Pool(PoolId::Curators(datanet)));
            ensure!(held == shares, "7: the curators' shares are what was granted to them");
        }
        for (datanet, shares) in totals {
            ensure!(
                T::Shares::total_shares(&PoolId::Datanet(datanet)) == shares,
                "7: a datanet's shares are its grants"
            );
        }
        Ok(())
    }
}
