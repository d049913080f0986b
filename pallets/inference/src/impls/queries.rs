// SPDX-License-Identifier: Apache-2.0

//! Channels and agents as clients see them.

use crate::{Agents, ChannelKeyOf, Channels, Config, Pallet};
use openledger_primitives::{
    runtime_api::{AgentInfo, ChannelInfo},
    traits::EraClock,
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
        Some(AgentInfo {
            channel: agent.channel,
            cap: agent.cap,
            left: if agent.is_expired_in(era) { 0 } else { agent.left_in(era) },
            expires: agent.expires,
            models: agent.models.into_inner(),
            settled: agent.settled.into_inner(),
        })
    }
}
