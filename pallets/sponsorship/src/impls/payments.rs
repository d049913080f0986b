// SPDX-License-Identifier: Apache-2.0

//! What budgets pay: fees, the welcome gift and deposits.

use crate::{Beneficiaries, Config, Event, Pallet, Sponsorship, Sponsorships, Usage, Usages};
use frame::{
    prelude::*,
    traits::{
        fungible::{Inspect, Mutate},
        tokens::{Fortitude, Preservation},
    },
};
use openledger_primitives::{
    sponsorship::{Request, Sponsor},
    traits::EraClock,
    Balance, DatanetId,
};

/// What a budget is about to pay for an account, in planck.
#[derive(Clone, Copy, Default)]
struct Bill {
    /// The fee and the welcome gift.
    fees: Balance,
    /// The deposit of a contribution.
    deposit: Balance,
}

/// The records as they are after a payment.
struct Paid {
    sponsorship: Sponsorship,
    usage: Usage,
    /// The deposit for the account's record, if that is new.
    record: Balance,
}

impl<T: Config> Pallet<T> {
    /// Whether the budget pays the fee of `fee` planck for a call of `who`, and what `who` asks for besides.
    ///
    /// `newcomer`: the account has never existed, so it has to be given the existential deposit.
    pub fn covers(who: &T::AccountId, request: &Request, fee: Balance, newcomer: bool) -> bool {
        let Some(fees) = Self::with_gift(fee, newcomer) else { return false };
        Self::after(who, request, Bill { fees, deposit: request.deposit }, newcomer).is_some()
    }

    /// Count a fee of `fee` planck that the budget is about to pay for `who`, and give a newcomer the existential
    /// deposit, so that its account exists. Fails if [`Self::covers`] is not true, and changes nothing then.
    pub fn begin_fee(who: &T::AccountId, request: &Request, fee: Balance, newcomer: bool) -> DispatchResult {
        let fees = Self::with_gift(fee, newcomer).ok_or(ArithmeticError::Overflow)?;
        let bill = Bill { fees, deposit: 0 };
        let paid = Self::after(who, request, bill, newcomer).ok_or(DispatchError::Unavailable)?;
        Self::record(who, request.datanet, paid)?;
        if newcomer {
            let gift = T::Currency::minimum_balance();
            T::Currency::transfer(&Self::account_of(request.datanet), who, gift, Preservation::Preserve)?;
            Self::deposit_event(Event::Welcomed { datanet: request.datanet, who: who.clone(), amount: gift });
        }
        Ok(())
    }

    /// Count that of the fee of `fee` planck in [`Self::begin_fee`] only `paid` was taken. In the same transaction.
    pub fn end_fee(who: T::AccountId, datanet: DatanetId, fee: Balance, paid: Balance) {
        let unused = fee.saturating_sub(paid);
        Sponsorships::<T>::mutate_extant(datanet, |sponsorship| {
            sponsorship.spent = sponsorship.spent.saturating_sub(unused)
        });
        Usages::<T>::mutate(datanet, &who, |usage| {
            if let Some(usage) = usage {
                usage.fees = usage.fees.saturating_sub(unused);
            }
        });
        Self::deposit_event(Event::FeePaid { datanet, who, amount: paid });
    }

    fn with_gift(fee: Balance, newcomer: bool) -> Option<Balance> {
        fee.checked_add(if newcomer { T::Currency::minimum_balance() } else { 0 })
    }

    /// The policy of `datanet` and what it spent in this era.
    pub(crate) fn sponsorship_now(datanet: DatanetId) -> Option<Sponsorship> {
        let mut sponsorship = Sponsorships::<T>::get(datanet)?;
        let era = T::Eras::current_era();
        if sponsorship.era != era {
            (sponsorship.era, sponsorship.spent) = (era, 0);
        }
        Some(sponsorship)
    }

    /// What `datanet` paid for `who` in this era.
    pub(crate) fn usage_now(datanet: DatanetId, who: &T::AccountId) -> Option<Usage> {
        let mut usage = Usages::<T>::get(datanet, who)?;
        let era = T::Eras::current_era();
        if usage.era != era {
            (usage.era, usage.fees, usage.deposits) = (era, 0, 0);
        }
        Some(usage)
    }

    /// The records after the budget has paid `bill`; `None` if it does not pay it.
    fn after(who: &T::AccountId, request: &Request, bill: Bill, newcomer: bool) -> Option<Paid> {
        let Request { datanet, listed, .. } = *request;
        let mut sponsorship = Self::sponsorship_now(datanet)?;
        let policy = sponsorship.policy;
        let entitled = match policy.beneficiaries {
            Beneficiaries::Listed => listed,
            Beneficiaries::Everyone => true,
        };
        let (mut usage, record) = match Self::usage_now(datanet, who) {
            Some(usage) => (usage, 0),
            None => {
                let deposit = T::UsageDeposit::get();
                (Usage { deposit, era: sponsorship.era, ..Default::default() }, deposit)
            }
        };
        let deposits = bill.deposit.checked_add(record)?;
        let all = bill.fees.checked_add(deposits)?;
        usage.fees = usage.fees.checked_add(bill.fees)?;
        usage.deposits = usage.deposits.checked_add(deposits)?;
        sponsorship.spent = sponsorship.spent.checked_add(all)?;
        let within =
            usage.fees <= policy.fees && usage.deposits <= policy.deposits && sponsorship.spent <= policy.total;
        // What is on hold is not free, and the account of the budget stays alive.
        let budget = Self::account_of(datanet);
        let has = || all <= T::Currency::reducible_balance(&budget, Preservation::Preserve, Fortitude::Polite);
        let pays = entitled && (policy.welcome || !newcomer) && within && has();
        pays.then_some(Paid { sponsorship, usage, record })
    }

    fn record(who: &T::AccountId, datanet: DatanetId, paid: Paid) -> DispatchResult {
        Sponsorships::<T>::insert(datanet, paid.sponsorship);
        Usages::<T>::insert(datanet, who, paid.usage);
        Self::hold_record(datanet, paid.record)
    }
}

impl<T: Config> Sponsor<T::AccountId> for Pallet<T> {
    fn budget(datanet: DatanetId) -> Option<T::AccountId> {
        Some(Self::account_of(datanet))
    }

    fn depositor(who: &T::AccountId, request: &Request) -> Result<Option<T::AccountId>, DispatchError> {
        let Request { datanet, deposit, .. } = *request;
        let bill = Bill { fees: 0, deposit };
        let Some(paid) = Self::after(who, request, bill, false) else { return Ok(None) };
        Self::record(who, datanet, paid)?;
        Self::deposit_event(Event::DepositPaid { datanet, who: who.clone(), amount: deposit });
        Ok(Some(Self::account_of(datanet)))
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn sponsor_everyone(datanet: DatanetId) -> bool {
        crate::benchmarking::sponsor_everyone::<T>(datanet);
        true
    }
}
