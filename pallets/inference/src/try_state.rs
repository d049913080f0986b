// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet's storage.

use crate::{
    impls::EscrowAccount, Agents, Channels, Config, Escrow, HoldReason, NextChannel, Offers, Pallet, SettledByModel,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame::{deps::sp_runtime::TryRuntimeError, prelude::*, traits::fungible::InspectHold};
use openledger_primitives::{traits::EraClock, Balance};

/// The amount that should be held of each account for one reason.
type Deposits<T> = BTreeMap<<T as frame_system::Config>::AccountId, Balance>;

impl<T: Config> Pallet<T> {
    /// Check the invariants:
    ///
    /// 1. Every offer has a price.
    /// 2. The hold of every operator with offers is exactly the sum of their deposits; likewise for every payer with
    ///    channels or agents.
    /// 3. No two channels have the same number, and all are below that of the next one.
    /// 4. A channel or an agent counts each model at most once, and none with an amount of zero.
    /// 5. An agent has spent at most its cap in an era, may not use a model twice, and is for a channel that was
    ///    opened.
    /// 6. The escrow owes the sum of the channels' balances.
    /// 7. Unless settlements are stopped, the escrow holds at least the existential deposit and what it owes. They were
    ///    resumed in an era that has begun.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_offers()?;
        Self::check_channels()?;
        Self::check_agents()
    }

    fn check_offers() -> Result<(), TryRuntimeError> {
        let mut deposits = Deposits::<T>::new();
        for (operator, _, offer) in Offers::<T>::iter() {
            ensure!(!offer.prices.is_free(), "an offer has no price");
            add::<T>(&mut deposits, operator, offer.deposit)?;
        }
        let complaint = "the hold of an operator differs from the deposits of its offers";
        Self::check_deposits(HoldReason::OfferDeposit, deposits, complaint)
    }

    fn check_channels() -> Result<(), TryRuntimeError> {
        let (mut deposits, mut numbers, mut owed) = (Deposits::<T>::new(), BTreeSet::new(), 0u128);
        for (_, payer, channel) in Channels::<T>::iter() {
            ensure!(numbers.insert(channel.number), "two channels have the same number");
            ensure!(channel.number < NextChannel::<T>::get(), "a channel's number is not below that of the next one");
            check_settled(&channel.settled)?;
            owed = owed.ensure_add(channel.balance)?;
            add::<T>(&mut deposits, payer, channel.deposit)?;
        }
        let books = Escrow::<T>::get();
        ensure!(books.owed == owed, "the debt of the escrow differs from the sum of the channels' balances");
        ensure!(books.resumed <= T::Eras::current_era(), "settlements were resumed in an era that has not begun");
        ensure!(
            books.settlements_stopped || EscrowAccount::<T>::check(owed).is_ok(),
            "the escrow holds less than it owes and the existential deposit"
        );
        let complaint = "the hold of a payer differs from the deposits of its channels";
        Self::check_deposits(HoldReason::ChannelDeposit, deposits, complaint)
    }

    fn check_agents() -> Result<(), TryRuntimeError> {
        let mut deposits = Deposits::<T>::new();
        for ((_, payer, _), agent) in Agents::<T>::iter() {
            ensure!(agent.spent <= agent.cap, "an agent has spent more than its cap");
            ensure!(
                agent.models.iter().collect::<BTreeSet<_>>().len() == agent.models.len(),
                "an agent has a model twice"
            );
            ensure!(agent.channel < NextChannel::<T>::get(), "an agent is for a channel that was never opened");
            check_settled(&agent.settled)?;
            add::<T>(&mut deposits, payer, agent.deposit)?;
        }
        let complaint = "the hold of a payer differs from the deposits of its agents";
        Self::check_deposits(HoldReason::AgentDeposit, deposits, complaint)
    }

    fn check_deposits(
        reason: HoldReason,
        deposits: Deposits<T>,
        complaint: &'static str,
    ) -> Result<(), TryRuntimeError> {
        let reason = reason.into();
        for (who, deposit) in deposits {
            ensure!(T::Currency::balance_on_hold(&reason, &who) == deposit, complaint);
        }
        Ok(())
    }
}

fn add<T: Config>(deposits: &mut Deposits<T>, who: T::AccountId, deposit: Balance) -> Result<(), TryRuntimeError> {
    let sum = deposits.entry(who).or_default();
    *sum = sum.ensure_add(deposit)?;
    Ok(())
}

fn check_settled(settled: &SettledByModel) -> Result<(), TryRuntimeError> {
    ensure!(
        settled.iter().map(|of| of.model).collect::<BTreeSet<_>>().len() == settled.len(),
        "a model is counted twice"
    );
    ensure!(settled.iter().all(|of| of.amount > 0), "nothing was settled of a model that is counted");
    Ok(())
}
