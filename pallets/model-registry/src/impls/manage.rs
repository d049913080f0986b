// SPDX-License-Identifier: Apache-2.0

//! The calls of owners and builders for a registered model.

use crate::{
    Allowed, Config, Error, Event, LeastTerms, ModelInfoOf, Models, NextTerms, ObligationsOf, Pallet, Team, TeamMember,
    Terms, Uri,
};
use frame::prelude::*;
use openledger_primitives::{
    disputes::{CaseInspect, Subject},
    traits::{EraClock, MovePosition},
    Balance, Era, Holder, ModelId, PoolId,
};

impl<T: Config> Pallet<T> {
    /// What asks for less than before is in force at once, the rest after the notice: a registration that is on its way
    /// meets no stricter terms than its signer could see.
    pub(crate) fn do_set_terms(who: &T::AccountId, model: ModelId, new: Terms) -> DispatchResult {
        let mut info = Self::owned(who, model)?;
        Self::ensure_undisputed(model)?;
        let (old, announced) = (info.terms, info.next_terms);
        if announced.map_or(old, |next| next.terms) == new {
            return Ok(());
        }
        Self::ensure_terms(&new, &ObligationsOf::<T>::get(model), Self::has_data(model))?;
        let terms = old.least(new);
        info.terms = terms;
        info.next_terms = if terms == new { None } else { Some(NextTerms { terms: new, from: Self::after_notice()? }) };
        let next = info.next_terms;
        LeastTerms::<T>::mutate_exists(model, |stored| {
            let least = stored.unwrap_or(old).least(new);
            *stored = (least != new).then_some(least);
        });
        Self::withdraw_proposal(model, &mut info);
        Models::<T>::insert(model, info);
        if terms != old {
            Self::deposit_event(Event::TermsChanged { model, old, terms });
        }
        if next != announced {
            Self::deposit_event(Event::TermsAnnounced { model, next });
        }
        Ok(())
    }

    /// The first era in which terms that are announced now are in force.
    fn after_notice() -> Result<Era, ArithmeticError> {
        T::Eras::current_era().ensure_add(T::TermsNotice::get().max(1))
    }

    /// Take back the proposal of an owner, if there is one: the proposed account has agreed to a model that was worth
    /// more.
    pub(crate) fn withdraw_proposal(model: ModelId, info: &mut ModelInfoOf<T>) {
        if info.pending_owner.take().is_some() {
            Self::deposit_event(Event::OwnershipProposed { model, proposed: None });
        }
    }

    pub(crate) fn do_add_allowed(
        owner: &T::AccountId,
        model: ModelId,
        who: T::AccountId,
        max_deposit: Balance,
    ) -> DispatchResult {
        let mut info = Self::owned(owner, model)?;
        ensure!(!Allowed::<T>::contains_key(model, &who), Error::<T>::AlreadyAllowed);
        let deposit = T::AllowedDeposit::get();
        ensure!(deposit <= max_deposit, Error::<T>::DepositTooHigh);
        info.deposit.ensure_add_assign(deposit)?;
        Self::hold(owner, deposit)?;
        Allowed::<T>::insert(model, &who, deposit);
        Models::<T>::insert(model, info);
        Self::deposit_event(Event::AllowedAdded { model, who, deposit });
        Ok(())
    }

    pub(crate) fn do_remove_allowed(owner: &T::AccountId, model: ModelId, who: T::AccountId) -> DispatchResult {
        let mut info = Self::owned(owner, model)?;
        let deposit = Allowed::<T>::take(model, &who).ok_or(Error::<T>::NotOnAllowList)?;
        info.deposit.ensure_sub_assign(deposit)?;
        Self::release(owner, deposit)?;
        Models::<T>::insert(model, info);
        Self::deposit_event(Event::AllowedRemoved { model, who, deposit });
        Ok(())
    }

    pub(crate) fn do_set_uri(who: &T::AccountId, model: ModelId, uri: Uri) -> DispatchResult {
        let mut info = Self::owned(who, model)?;
        if info.uri != uri {
            Self::ensure_uri(&uri)?;
            info.uri = uri;
            Models::<T>::insert(model, info);
            Self::deposit_event(Event::UriChanged { model });
        }
        Ok(())
    }

    pub(crate) fn do_deprecate(who: &T::AccountId, model: ModelId) -> DispatchResult {
        let mut info = Self::owned(who, model)?;
        ensure!(!info.deprecated, Error::<T>::AlreadyDeprecated);
        Self::ensure_undisputed(model)?;
        info.deprecated = true;
        let deposit = core::mem::take(&mut info.returnable);
        info.deposit.ensure_sub_assign(deposit)?;
        Self::release(who, deposit)?;
        Self::withdraw_proposal(model, &mut info);
        Models::<T>::insert(model, info);
        Self::deposit_event(Event::Deprecated { model, deposit });
        Ok(())
    }

    pub(crate) fn do_propose_owner(
        who: &T::AccountId,
        model: ModelId,
        proposed: Option<T::AccountId>,
    ) -> DispatchResult {
        let mut info = Self::owned(who, model)?;
        ensure!(proposed.as_ref() != Some(who), Error::<T>::AlreadyOwner);
        ensure!(proposed.is_some() || info.pending_owner.is_some(), Error::<T>::NoProposal);
        info.pending_owner = proposed.clone();
        Models::<T>::insert(model, info);
        Self::deposit_event(Event::OwnershipProposed { model, proposed });
        Ok(())
    }

    pub(crate) fn do_accept_ownership(to: T::AccountId, model: ModelId, max_deposit: Balance) -> DispatchResult {
        let mut info = Self::info(model)?;
        ensure!(info.pending_owner.as_ref() == Some(&to), Error::<T>::NotProposed);
        let deposit = info.deposit;
        ensure!(deposit <= max_deposit, Error::<T>::DepositTooHigh);
        Self::hold(&to, deposit)?;
        Self::release(&info.owner, deposit)?;
        info.pending_owner = None;
        let from = core::mem::replace(&mut info.owner, to.clone());
        Models::<T>::insert(model, info);
        Self::deposit_event(Event::OwnershipTransferred { model, from, to, deposit });
        Ok(())
    }

    pub(crate) fn do_transfer_builder_share(from: T::AccountId, model: ModelId, to: T::AccountId) -> DispatchResult {
        let mut info = Self::info(model)?;
        let share = Self::replace_member(&mut info.team, &from, &to)?;
        // Other builders cannot stop a sale, and the seller may give its share to the buyer first.
        if from == info.owner && info.pending_owner.as_ref() != Some(&to) {
            Self::withdraw_proposal(model, &mut info);
        }
        Models::<T>::insert(model, info);
        T::Shares::move_position(
            &PoolId::ModelBuilders(model),
            &Holder::Account(from.clone()),
            &Holder::Account(to.clone()),
        )?;
        Self::deposit_event(Event::BuilderShareTransferred { model, from, to, share });
        Ok(())
    }

    /// Check that no case about who built the model is open: its builder must get it alive, and with terms that no
    /// thief has just lowered for its own derivatives.
    fn ensure_undisputed(model: ModelId) -> DispatchResult {
        ensure!(!T::Cases::is_open(Subject::Artifact { model }), Error::<T>::InDispute);
        Ok(())
    }

    /// Put `to` in the place of `from` in a team, and return the share of `from`. If `to` is there already, the shares
    /// add up.
    fn replace_member(
        team: &mut Team<T::AccountId>,
        from: &T::AccountId,
        to: &T::AccountId,
    ) -> Result<Permill, DispatchError> {
        let share = team.iter().find(|member| member.account == *from).ok_or(Error::<T>::NotBuilder)?.share;
        ensure!(from != to, Error::<T>::SameAccount);
        if let Some(TeamMember { share: existing, .. }) = team.iter_mut().find(|member| member.account == *to) {
            *existing = existing.checked_add(&share).ok_or(ArithmeticError::Overflow)?;
            team.retain(|member| member.account != *from);
        } else if let Some(member) = team.iter_mut().find(|member| member.account == *from) {
            member.account = to.clone();
        }
        Ok(share)
    }
}
