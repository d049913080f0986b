// SPDX-License-Identifier: Apache-2.0

//! Channels and agents as clients see them.

use crate::{Agents, Channels, Config, Lanes, Pallet};
use alloc::vec::Vec;
use openledger_primitives::{
    runtime_api::{AgentInfo, ChannelInfo, LaneInfo},
    traits::EraClock,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn describe_channel(payer: &T::AccountId, operator: &T::AccountId) -> Option<ChannelInfo> {
        let channel = Channels::<T>::get(operator, payer)?;
        Some(ChannelInfo {
            channel: channel.number,
            balance: channel.balance,
            deposit: channel.deposit,
            closes: channel.closes,
            lanes: describe(channel.lanes),
            coverage: Self::covered_now(operator),
        })
    }

    pub(crate) fn describe_agent(
        payer: &T::AccountId,
        operator: &T::AccountId,
        agent: &T::AccountId,
    ) -> Option<AgentInfo> {
        let channel = Channels::<T>::get(operator, payer)?;
        let agent = Agents::<T>::get((operator, payer, agent)).filter(|agent| agent.channel == channel.number)?;
        let era = T::Eras::current_era();
        Some(AgentInfo {
            channel: agent.channel,
            cap: agent.cap,
            left: if agent.is_expired_in(era) { 0 } else { agent.left_in(era) },
            expires: agent.expires,
            models: agent.models.into_inner(),
            lanes: describe(agent.lanes),
        })
    }
}

fn describe(lanes: Lanes) -> Vec<LaneInfo> {
    lanes.into_iter().map(LaneInfo::from).collect()
}
