// SPDX-License-Identifier: Apache-2.0

//! Curators: their seats and bonds, the pay for reviews, and the loss when a verdict overturns a decision.
//!
//! A review counts as one share of the curators' pool if it shares the decision. The decision's verdict may change that
//! for [`LIABILITY_ERAS`](crate::LIABILITY_ERAS): then the reviews that shared it count no more, and those against it
//! do. As long, the bond cannot be withdrawn.

use crate::{
    Config, CuratorBond, CuratorBonds, CuratorTerm, Curators, DatanetInfoOf, Datanets, Decision, Decisions,
    DismissedCurators, Error, Event, HoldReason, NextContributionId, Pallet, Removal, ReviewsOf, Terms,
    WaitingCurators, WeightInfo, CHALLENGERS_PART, LIABILITY_ERAS,
};
use frame::{
    deps::{frame_support::storage::with_storage_layer, sp_runtime::Permill},
    prelude::*,
    token::{fungible::MutateHold, tokens::Precision},
    traits::{Imbalance, OnUnbalanced},
};
use openledger_primitives::{
    deposit::Deposit,
    traits::{EraClock, FundPool, RevenueShares},
    Balance, ContributionId, DatanetId, Era, Holder, PoolId,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_add_curator(owner: &T::AccountId, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
        let mut info = Self::datanet_of(owner, datanet)?;
        let now = T::Eras::current_era();
        if let Some(until) = DismissedCurators::<T>::get(datanet, &who) {
            ensure!(now > until, Error::<T>::Dismissed);
            DismissedCurators::<T>::remove(datanet, &who);
        }
        match Curators::<T>::get(datanet, &who).map(|term| term.removed) {
            None => (),
            Some(None) => return Err(Error::<T>::AlreadyCurator.into()),
            Some(Some(removal)) => {
                ensure!(Self::is_over(&info, removal), Error::<T>::StillReviewing);
                info.former_curators.ensure_sub_assign(1)?;
            }
        }
        let seats = info.curators.ensure_add(info.former_curators)?;
        ensure!(seats < T::MaxCurators::get(), Error::<T>::TooManyCurators);
        info.curators.ensure_add_assign(1)?;
        // Where contributions earn, their contributors see new curators come before those can grant shares.
        let from = if info.counts.accepted > 0 { Self::after_notice()? } else { now };
        if from > now {
            // There is room, as for seats.
            Self::change_waiting(datanet, |waiting| {
                let _ = waiting.try_push(from);
            });
        }
        let first = NextContributionId::<T>::get();
        Curators::<T>::insert(datanet, &who, CuratorTerm { first, from, removed: None });
        Self::withdraw_proposal(datanet, &mut info);
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::CuratorAdded { datanet, who, first, from });
        Ok(())
    }

    pub(crate) fn do_remove_curator(owner: &T::AccountId, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
        let mut info = Self::datanet_of(owner, datanet)?;
        let term = Curators::<T>::get(datanet, &who).ok_or(Error::<T>::NotCurator)?;
        let until = match term.removed {
            Some(removal) => {
                ensure!(Self::is_over(&info, removal), Error::<T>::StillReviewing);
                info.former_curators.ensure_sub_assign(1)?;
                Curators::<T>::remove(datanet, &who);
                None
            }
            None => {
                let (ready, is_ready) = (Self::ready_curators(datanet, &info), term.from <= T::Eras::current_era());
                ensure!(info.can_spare(ready, is_ready), Error::<T>::TooFewCurators);
                Self::end_term(datanet, &mut info, &who, term)?
            }
        };
        Datanets::<T>::insert(datanet, info);
        Self::deposit_event(Event::CuratorRemoved { datanet, who, until });
        Ok(())
    }

    pub(crate) fn do_leave_curator(who: T::AccountId, datanet: DatanetId) -> DispatchResult {
        let now = T::Eras::current_era();
        let mut info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?.at(now);
        let term = Self::seat_of(datanet, &who)?;
        let until = Self::end_term(datanet, &mut info, &who, term)?;
        Self::deposit_event(Event::CuratorRemoved { datanet, who, until });
        Self::drop_impossible_policy(datanet, &mut info);
        Datanets::<T>::insert(datanet, info);
        Ok(())
    }

    pub(crate) fn do_bond_curator(who: T::AccountId, datanet: DatanetId, amount: Balance) -> DispatchResult {
        let info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?.at(T::Eras::current_era());
        Self::seat_of(datanet, &who)?;
        let bond = CuratorBonds::<T>::get(datanet, &who).unwrap_or_default();
        let total = bond.amount.ensure_add(amount)?;
        ensure!(total >= info.policy.curation.bond.max(T::ReviewsDeposit::get()), Error::<T>::BondTooSmall);
        Deposit::hold::<T::Currency>(&HoldReason::CuratorBond.into(), who.clone(), amount)?;
        CuratorBonds::<T>::insert(
            datanet,
            &who,
            CuratorBond { amount: total, until: None, loss: info.policy.curation.loss, ..bond },
        );
        Self::deposit_event(Event::CuratorBonded { datanet, who, amount, total });
        Ok(())
    }

    pub(crate) fn do_withdraw_curator_bond(who: T::AccountId, datanet: DatanetId) -> DispatchResult {
        let bond = CuratorBonds::<T>::get(datanet, &who).ok_or(Error::<T>::NotCurator)?;
        ensure!(bond.until.is_some_and(|until| T::Eras::current_era() > until), Error::<T>::BondInUse);
        CuratorBonds::<T>::remove(datanet, &who);
        if bond.reviews > 0 {
            T::Shares::remove(&PoolId::Curators(datanet), &Holder::Account(who.clone()), bond.reviews)?;
        }
        let deposit = Deposit { depositor: who.clone(), amount: bond.amount };
        let released = deposit.release::<T::Currency>(&HoldReason::CuratorBond.into())?;
        Self::deposit_event(Event::CuratorBondWithdrawn { datanet, who, released });
        Ok(())
    }

    /// Check that `who` is bonded as `terms` ask, and stays so for as long as a review of now can be overturned.
    pub(crate) fn ensure_bonded(datanet: DatanetId, who: &T::AccountId, terms: &Terms) -> DispatchResult {
        if terms.curation.bond == 0 {
            return Ok(());
        }
        let bond = CuratorBonds::<T>::get(datanet, who).ok_or(Error::<T>::BondTooSmall)?;
        // The last review can decide until then.
        let last = terms.until.saturating_add(LIABILITY_ERAS);
        let stays = bond.until.is_none_or(|until| until >= last);
        ensure!(stays && bond.amount >= terms.curation.bond, Error::<T>::BondTooSmall);
        Ok(())
    }

    /// Keep the reviews of a contribution that they decided, and count those that share the decision. Nothing happens
    /// if its curators are not bonded. Returns the weight used.
    pub(crate) fn keep_reviews(
        datanet: DatanetId,
        id: ContributionId,
        terms: &Terms,
        reviews: ReviewsOf<T>,
        accepted: bool,
    ) -> Result<Weight, DispatchError> {
        if terms.curation.bond == 0 {
            return Ok(Weight::zero());
        }
        let used = T::WeightInfo::keep_reviews(reviews.len().unique_saturated_into());
        let counted = !terms.curation.part.is_zero();
        let mut kept = BoundedVec::new();
        for (who, score) in reviews {
            let shares = terms.accepts(score) == accepted;
            if shares && counted {
                Self::count_review(datanet, &who)?;
            }
            // There is as much room as for reviews.
            let _ = kept.try_push((who, shares));
        }
        let decision = Decision { reviews: kept, counted, loss: terms.curation.loss, era: T::Eras::current_era() };
        // Read before it is written, see `submit`.
        Decisions::<T>::mutate(id, |unused| *unused = Some(decision));
        Ok(used)
    }

    /// Pay the curators their part of what a rejected contribution loses, `penalty` planck, out of its deposit. Returns
    /// what is left of the penalty: all of it if no review counts, or if the depositor's balance cannot be moved.
    pub(crate) fn pay_curators(
        datanet: DatanetId,
        deposit: &mut Deposit<T::AccountId>,
        terms: &Terms,
        penalty: Balance,
    ) -> Result<Balance, DispatchError> {
        let part = terms.curation.part.mul_floor(penalty);
        if part == 0 {
            return Ok(penalty);
        }
        let paid = with_storage_layer(|| {
            let depositor = &deposit.depositor;
            T::Currency::release(&HoldReason::ContributionDeposit.into(), depositor, part, Precision::Exact)?;
            T::Revenue::fund(depositor, &PoolId::Curators(datanet), part)
        });
        if paid.is_err() {
            return Ok(penalty);
        }
        deposit.amount.ensure_sub_assign(part)?;
        Ok(penalty.ensure_sub(part)?)
    }

    /// A verdict overturned the decision about `id`: the reviews that shared it count no more and cost a part of the
    /// bond, and those against it count. Nothing happens if the decision is too old, or not of bonded curators.
    pub(crate) fn overrule(datanet: DatanetId, id: ContributionId, challenger: &T::AccountId) -> DispatchResult {
        let Some(decision) = Decisions::<T>::take(id) else { return Ok(()) };
        if !decision.binds(T::Eras::current_era()) {
            return Ok(());
        }
        let pool = PoolId::Curators(datanet);
        for (who, shared) in decision.reviews {
            if !shared {
                if decision.counted {
                    Self::count_review(datanet, &who)?;
                }
                continue;
            }
            // The bond cannot have been withdrawn yet.
            let Some(mut bond) = CuratorBonds::<T>::get(datanet, &who) else { continue };
            if decision.counted {
                // Nothing of one curator holds up the verdict.
                if let Some(left) = bond.reviews.checked_sub(1) {
                    bond.reviews = left;
                    T::Shares::remove_joined(&pool, &Holder::Account(who.clone()), 1, decision.era)?;
                }
            }
            Self::take_of_bond(datanet, &who, &mut bond, decision.loss, challenger)?;
            CuratorBonds::<T>::insert(datanet, &who, bond);
        }
        Ok(())
    }

    /// Remove a curator at once: it reviews nothing any more, not even earlier contributions, and for as long as a
    /// decision binds, the owner cannot appoint it again. It loses the part of its bond that the policy named when
    /// it bonded last. Having left makes no difference.
    pub(crate) fn unseat(datanet: DatanetId, who: &T::AccountId, challenger: &T::AccountId) -> DispatchResult {
        let now = T::Eras::current_era();
        let mut info = Datanets::<T>::get(datanet).ok_or(Error::<T>::DatanetNotFound)?.at(now);
        // Read before it is written, see `submit`.
        DismissedCurators::<T>::mutate(datanet, who, |until| *until = Some(now.saturating_add(LIABILITY_ERAS)));
        if let Some(term) = Curators::<T>::take(datanet, who) {
            let seats = if term.removed.is_none() { &mut info.curators } else { &mut info.former_curators };
            seats.ensure_sub_assign(1)?;
            Self::stop_waiting(datanet, &term);
            // Its reviews of what is pending are still there, and can decide.
            Self::end_bond(datanet, who, now.saturating_add(T::MaxReviewEras::get()));
            Self::deposit_event(Event::CuratorRemoved { datanet, who: who.clone(), until: None });
            Self::drop_impossible_policy(datanet, &mut info);
            Datanets::<T>::insert(datanet, &info);
        }
        if let Some(mut bond) = CuratorBonds::<T>::get(datanet, who) {
            let loss = bond.loss;
            Self::take_of_bond(datanet, who, &mut bond, loss, challenger)?;
            CuratorBonds::<T>::insert(datanet, who, bond);
        }
        Ok(())
    }

    /// The number of curators who may review what is submitted now: those whose term has begun.
    pub(crate) fn ready_curators(datanet: DatanetId, info: &DatanetInfoOf<T>) -> u32 {
        let now = T::Eras::current_era();
        let waiting = WaitingCurators::<T>::get(datanet).iter().filter(|from| **from > now).count();
        info.curators.saturating_sub(waiting.unique_saturated_into())
    }

    /// The term of a curator ends, maybe before it has begun.
    fn stop_waiting(datanet: DatanetId, term: &CuratorTerm) {
        if term.removed.is_some() || term.from <= T::Eras::current_era() {
            return;
        }
        Self::change_waiting(datanet, |waiting| {
            if let Some(position) = waiting.iter().position(|from| *from == term.from) {
                waiting.swap_remove(position);
            }
        });
    }

    /// Change the list of curators whose term has not begun. Those whose term has are taken out.
    fn change_waiting(datanet: DatanetId, change: impl FnOnce(&mut BoundedVec<Era, T::MaxCurators>)) {
        let now = T::Eras::current_era();
        WaitingCurators::<T>::mutate_exists(datanet, |stored| {
            let mut waiting = stored.take().unwrap_or_default();
            waiting.retain(|from| *from > now);
            change(&mut waiting);
            *stored = (!waiting.is_empty()).then_some(waiting);
        });
    }

    /// The seat of `who`, who is a curator now.
    pub(crate) fn seat_of(datanet: DatanetId, who: &T::AccountId) -> Result<CuratorTerm, DispatchError> {
        let term = Curators::<T>::get(datanet, who).filter(|term| term.removed.is_none());
        Ok(term.ok_or(Error::<T>::NotCurator)?)
    }

    /// End the term of a curator. Contributions submitted so far keep it. Returns the last era for their reviews.
    fn end_term(
        datanet: DatanetId,
        info: &mut DatanetInfoOf<T>,
        who: &T::AccountId,
        mut term: CuratorTerm,
    ) -> Result<Option<Era>, DispatchError> {
        info.curators.ensure_sub_assign(1)?;
        Self::stop_waiting(datanet, &term);
        let now = T::Eras::current_era();
        let until = (info.counts.pending > 0).then(|| now.ensure_add(T::MaxReviewEras::get())).transpose()?;
        if let Some(until) = until {
            info.former_curators.ensure_add_assign(1)?;
            term.removed = Some(Removal { next: NextContributionId::<T>::get(), until });
            Curators::<T>::insert(datanet, who, term);
        } else {
            Curators::<T>::remove(datanet, who);
        }
        Self::end_bond(datanet, who, until.unwrap_or(now));
        Ok(until)
    }

    /// Let the bond answer for reviews of up to the era `last`. An earlier end stays: no owner can put it off by
    /// another appointment.
    fn end_bond(datanet: DatanetId, who: &T::AccountId, last: Era) {
        let Some(mut bond) = CuratorBonds::<T>::get(datanet, who) else { return };
        bond.until.get_or_insert(last.saturating_add(LIABILITY_ERAS));
        CuratorBonds::<T>::insert(datanet, who, bond);
    }

    /// Take back the announced policy if it asks for more reviews than there are curators.
    fn drop_impossible_policy(datanet: DatanetId, info: &mut DatanetInfoOf<T>) {
        let curators = info.curators;
        if info.pending.take_if(|next| curators < next.policy.reviews.into()).is_none() {
            return;
        }
        let (admission, policy) = (info.admission, info.policy);
        Self::deposit_event(Event::PolicySet {
            datanet,
            old_admission: admission,
            old_policy: policy,
            admission,
            policy,
            from: T::Eras::current_era(),
        });
    }

    /// Whether a former curator has nothing to review any more.
    fn is_over(info: &DatanetInfoOf<T>, removal: Removal) -> bool {
        info.counts.pending == 0 || T::Eras::current_era() > removal.until
    }

    /// Count a review of `who`, if it has a bond.
    fn count_review(datanet: DatanetId, who: &T::AccountId) -> DispatchResult {
        let Some(mut bond) = CuratorBonds::<T>::get(datanet, who) else { return Ok(()) };
        bond.reviews.ensure_add_assign(1)?;
        CuratorBonds::<T>::insert(datanet, who, bond);
        T::Shares::add(&PoolId::Curators(datanet), &Holder::Account(who.clone()), 1)
    }

    /// Take `part` of a bond, some of it for the challenger. A curator gets nothing of its own bond. The caller writes
    /// the bond.
    fn take_of_bond(
        datanet: DatanetId,
        who: &T::AccountId,
        bond: &mut CuratorBond,
        part: Permill,
        challenger: &T::AccountId,
    ) -> DispatchResult {
        let loss = part.mul_floor(bond.amount);
        if loss == 0 {
            return Ok(());
        }
        let for_challenger = if who == challenger { 0 } else { CHALLENGERS_PART.mul_floor(loss) };
        let reward = Self::reward(HoldReason::CuratorBond, who, for_challenger, challenger);
        let rest = Deposit { depositor: who.clone(), amount: loss.ensure_sub(reward)? };
        let amount = rest.amount;
        let (credit, _) = rest.forfeit::<T::Currency>(&HoldReason::CuratorBond.into(), amount)?;
        let penalty = credit.peek();
        T::OnPenalty::on_unbalanced(credit);
        bond.amount.ensure_sub_assign(loss)?;
        Self::deposit_event(Event::CuratorOverruled { datanet, who: who.clone(), reward, penalty });
        Ok(())
    }
}
