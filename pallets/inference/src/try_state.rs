// SPDX-License-Identifier: Apache-2.0

//! The invariants of the pallet's storage.

use crate::{Agent, Agents, Channels, Config, Escrow, HoldReason, NextChannel, Offers, Pallet, SettledByModel};
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
    ///    opened. Its authorization has a number that the channel has given out, and a later one than the one before.
    /// 6. The escrow owes the sum of the channels' balances.
    /// 7. Unless settlements are stopped, the escrow holds at least its reserve and what it owes. They were stopped and
    ///    resumed in eras that have begun.
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
        let era = T::Eras::current_era();
        ensure!(books.resumed <= era, "settlements were resumed in an era that has not begun");
        ensure!(books.stopped <= era, "settlements were stopped in an era that has not begun");
        ensure!(
            books.settlements_stopped || Self::surplus(&books).is_some(),
            "the escrow holds less than it owes and its reserve"
        );
        let complaint = "the hold of a payer differs from the deposits of its channels";
        Self::check_deposits(HoldReason::ChannelDeposit, deposits, complaint)
    }

    fn check_agents() -> Result<(), TryRuntimeError> {
        let mut deposits = Deposits::<T>::new();
        for ((operator, payer, _), agent) in Agents::<T>::iter() {
            let cap = agent.earlier.map_or(agent.cap, |earlier| earlier.cap.max(agent.cap));
            ensure!(agent.spent <= cap, "an agent has spent more than its cap");
            ensure!(
                Self::authorizations(&operator, &payer, &agent) > agent.authorization
                    && agent.earlier.is_none_or(|earlier| earlier.number < agent.authorization),
                "the authorizations of an agent are not numbered rightly"
            );
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

    /// The number of authorizations in the channel of an agent; the largest number if that is closed.
    fn authorizations(operator: &T::AccountId, payer: &T::AccountId, agent: &Agent) -> u64 {
        let channel = Channels::<T>::get(operator, payer).filter(|channel| channel.number == agent.channel);
        channel.map_or(u64::MAX, |channel| channel.authorizations)
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
