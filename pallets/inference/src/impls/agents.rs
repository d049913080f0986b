// SPDX-License-Identifier: Apache-2.0

//! Agents: keys that sign vouchers of a channel for its payer.

use crate::{
    Agent, Agents, AllowedModels, ChannelKeyOf, Channels, Config, Error, Event, HoldReason, Pallet, SettledByModel,
};
use alloc::collections::BTreeSet;
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, ModelInspect},
    Balance, ChannelKey, Era, ModelId,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_authorize_agent(
        key: ChannelKeyOf<T>,
        agent: T::AccountId,
        cap: Balance,
        expires: Era,
        models: AllowedModels,
    ) -> DispatchResult {
        let ChannelKey { operator, payer } = key;
        let channel = Self::lasting_channel(&payer, &operator)?.number;
        ensure!(cap > 0, Error::<T>::ZeroAmount);
        ensure!(agent != payer, Error::<T>::AgentIsPayer);
        let era = T::Eras::current_era();
        ensure!(expires >= era, Error::<T>::ValidityInPast);
        Self::ensure_allowable(&models)?;

        let mut record = Self::agent_to_be((&operator, &payer, &agent), channel, era)?;
        (record.cap, record.expires, record.models) = (cap, expires, models.clone());
        Agents::<T>::insert((&operator, &payer, &agent), record);
        Self::deposit_event(Event::AgentAuthorized { payer, operator, agent, channel, cap, expires, models });
        Ok(())
    }

    /// The record of an agent that is being authorized.
    fn agent_to_be(
        key: (&T::AccountId, &T::AccountId, &T::AccountId),
        channel: u64,
        era: Era,
    ) -> Result<Agent, DispatchError> {
        let deposit = match Agents::<T>::get(key) {
            // An expired agent keeps its settled amounts: without them, settled vouchers could settle again.
            Some(agent) if agent.channel == channel => {
                ensure!(agent.is_expired_in(era), Error::<T>::AgentExists);
                return Ok(Agent { spent: 0, spent_in: era, ..agent });
            }
            Some(agent) => agent.deposit,
            None => Self::hold_deposit(HoldReason::AgentDeposit, key.1, T::AgentDeposit::get())?,
        };
        Ok(Agent {
            channel,
            cap: 0,
            expires: era,
            spent: 0,
            spent_in: era,
            models: AllowedModels::new(),
            settled: SettledByModel::new(),
            deposit,
        })
    }

    fn ensure_allowable(models: &[ModelId]) -> Result<(), Error<T>> {
        let mut seen = BTreeSet::new();
        ensure!(models.iter().all(|model| seen.insert(model)), Error::<T>::DuplicateModel);
        ensure!(models.iter().all(|model| T::Models::exists(*model)), Error::<T>::ModelNotFound);
        Ok(())
    }

    pub(crate) fn do_revoke_agent(key: ChannelKeyOf<T>, agent: T::AccountId) -> DispatchResult {
        let ChannelKey { operator, payer } = key;
        let key = (&operator, &payer, &agent);
        let mut record = Agents::<T>::get(key).ok_or(Error::<T>::AgentNotFound)?;
        let era = T::Eras::current_era();
        ensure!(!record.is_expired_in(era), Error::<T>::AgentExpired);
        // Saturating: no era comes after the last one of the type.
        record.expires = record.expires.min(era.saturating_add(T::ThawEras::get()));
        let (channel, expires) = (record.channel, record.expires);
        Agents::<T>::insert(key, record);
        Self::deposit_event(Event::AgentRevoked { payer, operator, agent, channel, expires });
        Ok(())
    }

    pub(crate) fn do_remove_agent(key: ChannelKeyOf<T>, agent: T::AccountId) -> DispatchResult {
        let ChannelKey { operator, payer } = key;
        let record = Agents::<T>::take((&operator, &payer, &agent)).ok_or(Error::<T>::AgentNotFound)?;
        if Channels::<T>::get(&operator, &payer).is_some_and(|channel| channel.number == record.channel) {
            ensure!(record.is_expired_in(T::Eras::current_era()), Error::<T>::AgentNotExpired);
            // Authorized again, it would start from zero, and its settled vouchers could settle again.
            ensure!(record.settled.is_empty(), Error::<T>::AgentStillNeeded);
        }
        let deposit = Self::release_deposit(HoldReason::AgentDeposit, &payer, record.deposit)?;
        Self::deposit_event(Event::AgentRemoved { payer, operator, agent, deposit });
        Ok(())
    }
}
