// SPDX-License-Identifier: Apache-2.0

//! Channels and agents as clients see them.

use crate::{Agents, ChannelKeyOf, Channels, Config, Escrow, NextChannel, Pallet};
use frame::prelude::Get;
use openledger_primitives::{
    runtime_api::{AgentInfo, ChannelInfo},
    traits::{ChannelInspect, EraClock},
    ChannelKey,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn describe_channel(key: &ChannelKeyOf<T>) -> Option<ChannelInfo> {
        let ChannelKey { operator, payer } = key;
        let channel = Channels::<T>::get(operator, payer)?;
        Some(ChannelInfo {
            channel: channel.number,
            balance: channel.balance,
            deposit: channel.deposit,
            closes: channel.closes,
            settled: channel.settled.into_inner(),
            coverage: Self::covered_now(operator),
        })
    }

    pub(crate) fn describe_agent(key: &ChannelKeyOf<T>, agent: &T::AccountId) -> Option<AgentInfo> {
        let ChannelKey { operator, payer } = key;
        let channel = Channels::<T>::get(operator, payer)?;
        let agent = Agents::<T>::get((operator, payer, agent)).filter(|agent| agent.channel == channel.number)?;
        let era = T::Eras::current_era();
        let (cap, has_ended) = (agent.cap, Self::has_ended(agent.expires, era));
        let books = Escrow::<T>::get();
        let resumed = if books.settlements_stopped { era } else { books.resumed };
        let expires = if books.puts_off(agent.expires) {
            agent.expires.max(resumed.saturating_add(T::ThawEras::get()))
        } else {
            agent.expires
        };
        Some(AgentInfo {
            channel: agent.channel,
            authorization: agent.authorization,
            revoked: agent.revoked,
            cap,
            left: if has_ended { 0 } else { agent.left_of(cap, era) },
            expires,
            models: agent.models.into_inner(),
            settled: agent.settled.into_inner(),
        })
    }
}

impl<T: Config> ChannelInspect for Pallet<T> {
    fn existed(channel: u64) -> bool {
        channel < NextChannel::<T>::get()
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create(channel: u64) {
        NextChannel::<T>::mutate(|next| *next = (*next).max(channel.saturating_add(1)));
    }
}
