// SPDX-License-Identifier: Apache-2.0

//! Agents: keys that sign vouchers of a channel for its payer.

use crate::{Agent, Agents, AllowedModels, Channels, Config, Error, Event, HoldReason, Lanes, Pallet};
use alloc::collections::BTreeSet;
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, ModelInspect},
    Balance, Era, ModelId,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_authorise_agent(
        payer: T::AccountId,
        operator: T::AccountId,
        agent: T::AccountId,
        cap: Balance,
        expires: Era,
        models: AllowedModels,
    ) -> DispatchResult {
        let channel = Self::lasting_channel(&payer, &operator)?.number;
        ensure!(cap > 0, Error::<T>::ZeroAmount);
        ensure!(agent != payer, Error::<T>::AgentIsPayer);
        let era = T::Eras::current_era();
        ensure!(expires >= era, Error::<T>::ValidityInPast);
        Self::ensure_allowable(&models)?;

        let mut record = Self::agent_to_be((&operator, &payer, &agent), channel, era)?;
        (record.cap, record.expires, record.models) = (cap, expires, models.clone());
        Agents::<T>::insert((&operator, &payer, &agent), record);
        Self::deposit_event(Event::AgentAuthorised { payer, operator, agent, channel, cap, expires, models });
        Ok(())
    }

    /// The record of an agent that is authorised now.
    fn agent_to_be(
        key: (&T::AccountId, &T::AccountId, &T::AccountId),
        channel: u64,
        era: Era,
    ) -> Result<Agent, DispatchError> {
        let deposit = match Agents::<T>::get(key) {
            // One that has expired goes on where it stopped: if its lanes began anew, then vouchers that were settled
            // could be settled again.
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
            lanes: Lanes::new(),
            deposit,
        })
    }

    fn ensure_allowable(models: &[ModelId]) -> Result<(), Error<T>> {
        let mut seen = BTreeSet::new();
        ensure!(models.iter().all(|model| seen.insert(model)), Error::<T>::DuplicateModel);
        ensure!(models.iter().all(|model| T::Models::exists(*model)), Error::<T>::UnknownModel);
        Ok(())
    }

    pub(crate) fn do_revoke_agent(payer: T::AccountId, operator: T::AccountId, agent: T::AccountId) -> DispatchResult {
        let key = (&operator, &payer, &agent);
        let mut record = Agents::<T>::get(key).ok_or(Error::<T>::AgentNotFound)?;
        let era = T::Eras::current_era();
        ensure!(!record.is_expired_in(era), Error::<T>::AgentExpired);
        // Eras end with the type, and so does any validity.
        record.expires = record.expires.min(era.saturating_add(T::ThawEras::get()));
        let (channel, expires) = (record.channel, record.expires);
        Agents::<T>::insert(key, record);
        Self::deposit_event(Event::AgentRevoked { payer, operator, agent, channel, expires });
        Ok(())
    }

    pub(crate) fn do_remove_agent(payer: T::AccountId, operator: T::AccountId, agent: T::AccountId) -> DispatchResult {
        let record = Agents::<T>::take((&operator, &payer, &agent)).ok_or(Error::<T>::AgentNotFound)?;
        if Channels::<T>::get(&operator, &payer).is_some_and(|channel| channel.number == record.channel) {
            ensure!(record.is_expired_in(T::Eras::current_era()), Error::<T>::AgentNotExpired);
            // Authorised again, it would begin with new lanes, and the vouchers settled on these could be settled again.
            ensure!(record.lanes.is_empty(), Error::<T>::AgentStillNeeded);
        }
        let deposit = Self::release_deposit(HoldReason::AgentDeposit, &payer, record.deposit)?;
        Self::deposit_event(Event::AgentRemoved { payer, operator, agent, deposit });
        Ok(())
    }
}
