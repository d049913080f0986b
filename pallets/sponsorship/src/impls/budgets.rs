// SPDX-License-Identifier: Apache-2.0

//! Budgets and policies.

use crate::{
    Allowance, BudgetInfo, Config, Error, Event, GenesisSponsor, HoldReason, Pallet, Policy, Sponsorship, Sponsorships,
    Usages,
};
use frame::{
    prelude::*,
    traits::{
        fungible::{Inspect, InspectHold, Mutate, MutateHold},
        tokens::{Fortitude, Precision, Preservation},
    },
};
use openledger_primitives::{
    sponsorship::SponsorshipInfo,
    traits::{DatanetInspect, EraClock},
    Balance, DatanetId,
};

impl<T: Config> Pallet<T> {
    /// The account that holds the budget of `datanet`.
    pub fn account_of(datanet: DatanetId) -> T::AccountId {
        T::PalletId::get().into_sub_account_truncating(datanet)
    }

    /// Whether `who` is the account of a budget, of a datanet that exists or of one that may follow.
    pub fn is_budget(who: &T::AccountId) -> bool {
        let found = <PalletId as AccountIdConversion<T::AccountId>>::try_from_sub_account::<DatanetId>(who);
        found.is_some_and(|(id, _)| id == T::PalletId::get())
    }

    pub(crate) fn do_set_policy(who: &T::AccountId, datanet: DatanetId, policy: Option<Policy>) -> DispatchResult {
        Self::ensure_owner(who, datanet)?;
        match (Sponsorships::<T>::get(datanet), policy) {
            (Some(old), Some(policy)) => Sponsorships::<T>::insert(datanet, Sponsorship { policy, ..old }),
            (None, Some(policy)) => {
                let deposit = T::PolicyDeposit::get();
                Self::hold_record(datanet, deposit)?;
                let sponsorship = Sponsorship { policy, deposit, era: T::Eras::current_era(), spent: 0 };
                Sponsorships::<T>::insert(datanet, sponsorship);
            }
            (Some(old), None) => {
                Sponsorships::<T>::remove(datanet);
                Self::release_record(datanet, old.deposit)?;
            }
            (None, None) => return Err(Error::<T>::NotSponsored.into()),
        }
        Self::deposit_event(Event::PolicySet { datanet, policy });
        Ok(())
    }

    pub(crate) fn do_fund(who: T::AccountId, datanet: DatanetId, amount: Balance) -> DispatchResult {
        ensure!(T::Datanets::exists(datanet), Error::<T>::DatanetNotFound);
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        T::Currency::transfer(&who, &Self::account_of(datanet), amount, Preservation::Preserve)?;
        Self::deposit_event(Event::Funded { datanet, who, amount });
        Ok(())
    }

    pub(crate) fn do_withdraw(owner: T::AccountId, datanet: DatanetId, amount: Balance) -> DispatchResult {
        Self::ensure_owner(&owner, datanet)?;
        ensure!(amount > 0, Error::<T>::ZeroAmount);
        let budget = Self::account_of(datanet);
        // Either everything that is free, or as little as keeps the account alive: no rest is lost.
        let free = |preservation| T::Currency::reducible_balance(&budget, preservation, Fortitude::Polite);
        let all = free(Preservation::Expendable);
        ensure!(amount == all || amount <= free(Preservation::Preserve), Error::<T>::NotFree);
        let preservation = if amount == all { Preservation::Expendable } else { Preservation::Preserve };
        T::Currency::transfer(&budget, &owner, amount, preservation)?;
        Self::deposit_event(Event::Withdrawn { datanet, owner, amount });
        Ok(())
    }

    pub(crate) fn do_forget(datanet: DatanetId, who: T::AccountId) -> DispatchResult {
        let usage = Usages::<T>::get(datanet, &who).ok_or(Error::<T>::NothingToForget)?;
        ensure!(usage.era < T::Eras::current_era(), Error::<T>::StillCounted);
        Usages::<T>::remove(datanet, &who);
        let released = Self::release_record(datanet, usage.deposit)?;
        Self::deposit_event(Event::Forgotten { datanet, who, released });
        Ok(())
    }

    /// Hold the deposit for a record from the budget.
    pub(crate) fn hold_record(datanet: DatanetId, amount: Balance) -> DispatchResult {
        if amount > 0 {
            T::Currency::hold(&HoldReason::Record.into(), &Self::account_of(datanet), amount)?;
        }
        Ok(())
    }

    /// Release the deposit for a record to the budget.
    fn release_record(datanet: DatanetId, amount: Balance) -> Result<Balance, DispatchError> {
        if amount == 0 {
            return Ok(0);
        }
        T::Currency::release(&HoldReason::Record.into(), &Self::account_of(datanet), amount, Precision::Exact)
    }

    fn ensure_owner(who: &T::AccountId, datanet: DatanetId) -> DispatchResult {
        let owner = T::Datanets::owner(datanet).ok_or(Error::<T>::DatanetNotFound)?;
        ensure!(owner == *who, Error::<T>::NotOwner);
        Ok(())
    }

    /// Create the sponsors that exist from block 0.
    // A chain must not start with a part of its configuration: genesis is the one place to panic.
    #[allow(clippy::expect_used)]
    pub(crate) fn build_genesis(sponsors: &[GenesisSponsor<T::AccountId>]) {
        for GenesisSponsor { datanet, funder, amount, policy } in sponsors {
            Self::do_fund(funder.clone(), *datanet, *amount).expect("the datanet exists and the funder has the amount");
            let owner = T::Datanets::owner(*datanet).expect("the datanet exists");
            Self::do_set_policy(&owner, *datanet, Some(*policy)).expect("the budget has the deposit of its policy");
        }
    }

    pub(crate) fn info(datanet: DatanetId) -> Option<BudgetInfo<T::AccountId>> {
        T::Datanets::owner(datanet)?;
        let account = Self::account_of(datanet);
        let sponsorship = Self::sponsorship_now(datanet);
        Some(BudgetInfo {
            free: T::Currency::reducible_balance(&account, Preservation::Expendable, Fortitude::Polite),
            held: T::Currency::total_balance_on_hold(&account),
            account,
            policy: sponsorship.map(|sponsorship| sponsorship.policy),
            spent: sponsorship.map_or(0, |sponsorship| sponsorship.spent),
        })
    }

    /// The budget of a datanet as clients see it, with the allowance of `who`, if an account is named; `None` if there
    /// is no such datanet.
    pub fn sponsorship_info(datanet: DatanetId, who: Option<T::AccountId>) -> Option<SponsorshipInfo<T::AccountId>> {
        let BudgetInfo { account, free, held, policy, spent } = Self::info(datanet)?;
        let allowance = who.map(|who| Self::allowance_of(datanet, &who));
        Some(SponsorshipInfo { account, free, held, policy: policy.map(Into::into), spent, allowance })
    }

    pub(crate) fn allowance_of(datanet: DatanetId, who: &T::AccountId) -> Allowance {
        let Some(Sponsorship { policy, spent, .. }) = Self::sponsorship_now(datanet) else {
            return Allowance::default();
        };
        let usage = Self::usage_now(datanet, who).unwrap_or_default();
        let rest = policy.total.saturating_sub(spent);
        Allowance {
            fees: policy.fees.saturating_sub(usage.fees).min(rest),
            deposits: policy.deposits.saturating_sub(usage.deposits).min(rest),
        }
    }
}
