// SPDX-License-Identifier: Apache-2.0

//! Agents: keys that sign vouchers of a channel for its payer.

use crate::{
    Agent, Agents, AllowedModels, Channel, ChannelKeyOf, Channels, Config, EarlierAuthorization, Error, Escrow, Event,
    HoldReason, Pallet, SettledByModel,
};
use alloc::{collections::BTreeSet, vec::Vec};
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, ModelInspect},
    Balance, ChannelKey, Era, ModelId,
};

/// The rights that a payer gives to an agent.
pub(crate) struct Rights {
    /// The most that its vouchers settle in an era, in planck.
    pub(crate) cap: Balance,
    /// The last era in which they settle.
    pub(crate) expires: Era,
    /// The models that it may use.
    pub(crate) models: Vec<ModelId>,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_authorize_agent(
        key: ChannelKeyOf<T>,
        agent: T::AccountId,
        Rights { cap, expires, models }: Rights,
        max_deposit: Balance,
    ) -> DispatchResult {
        let ChannelKey { operator, payer } = key;
        let mut channel = Self::lasting_channel(&payer, &operator)?;
        ensure!(cap > 0, Error::<T>::ZeroAmount);
        ensure!(agent != payer, Error::<T>::AgentIsPayer);
        let era = T::Eras::current_era();
        ensure!(expires >= era, Error::<T>::ValidityInPast);
        let models = AllowedModels::try_from(models).map_err(|_| Error::<T>::TooManyModels)?;
        Self::ensure_allowable(&models)?;

        let id = (&operator, &payer, &agent);
        let record = match Agents::<T>::get(id) {
            Some(old) if old.channel == channel.number => {
                Self::authorized_again(old, cap, expires, &models, &mut channel, era)?
            }
            old => {
                let deposit = match old {
                    Some(old) => old.deposit,
                    None => Self::hold_deposit(HoldReason::AgentDeposit, &payer, T::AgentDeposit::get(), max_deposit)?,
                };
                Agent {
                    channel: channel.number,
                    authorization: next_authorization(&mut channel)?,
                    revoked: false,
                    cap,
                    expires,
                    earlier: None,
                    spent: 0,
                    spent_in: era,
                    models: AllowedModels::new(),
                    settled: SettledByModel::new(),
                    deposit,
                }
            }
        };
        let (number, authorization) = (channel.number, record.authorization);
        Agents::<T>::insert(id, Agent { cap, expires, models: models.clone(), ..record });
        Channels::<T>::insert(&operator, &payer, channel);
        Self::deposit_event(Event::AgentAuthorized {
            payer,
            operator,
            agent,
            channel: number,
            authorization,
            cap,
            expires,
            models,
        });
        Ok(())
    }

    /// The record of an agent that is authorized again for the same channel. It goes on from the amounts settled
    /// before.
    ///
    /// A running authorization can only be widened: the operator relies on it. One that was revoked or has expired is
    /// followed by another, with another number, so that its old vouchers do not settle under the new rights.
    fn authorized_again(
        old: Agent,
        cap: Balance,
        expires: Era,
        models: &AllowedModels,
        channel: &mut Channel,
        era: Era,
    ) -> Result<Agent, DispatchError> {
        let (has_ended, earlier) = (Self::has_ended(old.expires, era), Self::running_earlier(&old, era));
        if !has_ended && !old.revoked {
            let is_wider = cap >= old.cap && expires >= old.expires && old.may_use_no_more_than(models);
            ensure!(is_wider, Error::<T>::AgentNarrowed);
            return Ok(old);
        }
        let earlier = if has_ended {
            earlier
        } else {
            ensure!(earlier.is_none(), Error::<T>::AgentThawing);
            Some(EarlierAuthorization { number: old.authorization, cap: old.cap, expires: old.expires })
        };
        // The vouchers of the earlier authorization must be able to settle.
        ensure!(earlier.is_none() || old.may_use_no_more_than(models), Error::<T>::AgentNarrowed);
        let (spent, authorization) = (old.spent_in(era), next_authorization(channel)?);
        Ok(Agent { authorization, revoked: false, earlier, spent, spent_in: era, ..old })
    }

    /// The earlier authorization of an agent, if its vouchers can still settle in `era`.
    fn running_earlier(agent: &Agent, era: Era) -> Option<EarlierAuthorization> {
        agent.earlier.filter(|earlier| !Self::has_ended(earlier.expires, era))
    }

    /// Whether a time limit whose last era is `last` has run out in `era`.
    ///
    /// What had not run out when settlements were stopped does not, until the whole thaw has passed since they were
    /// resumed.
    pub(crate) fn has_ended(last: Era, era: Era) -> bool {
        // The books are read only if they can change the answer.
        if last >= era {
            return false;
        }
        let books = Escrow::<T>::get();
        if !books.puts_off(last) {
            return true;
        }
        // Saturating: no era comes after the last one of the type.
        !books.settlements_stopped && books.resumed.saturating_add(T::ThawEras::get()) < era
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
        ensure!(!Self::has_ended(record.expires, era), Error::<T>::AgentExpired);
        // A second revocation under a shorter thaw takes nothing from the first.
        if !record.revoked {
            // Saturating: no era comes after the last one of the type.
            record.expires = record.expires.min(era.saturating_add(T::ThawEras::get()));
            record.revoked = true;
        }
        let (channel, authorization, expires) = (record.channel, record.authorization, record.expires);
        Agents::<T>::insert(key, record);
        Self::deposit_event(Event::AgentRevoked { payer, operator, agent, channel, authorization, expires });
        Ok(())
    }

    pub(crate) fn do_remove_agent(who: T::AccountId, key: ChannelKeyOf<T>, agent: T::AccountId) -> DispatchResult {
        let ChannelKey { operator, payer } = key;
        let record = Agents::<T>::take((&operator, &payer, &agent)).ok_or(Error::<T>::AgentNotFound)?;
        if Channels::<T>::get(&operator, &payer).is_some_and(|channel| channel.number == record.channel) {
            // Its vouchers never settle again: authorized again, the key gets another number. But it counts from
            // nothing then. Vouchers are totals since the channel was opened: the operator, or anyone,
            // could remove an agent just before it is authorized again, and its next voucher would pay for
            // everything a second time.
            ensure!(who == payer, Error::<T>::AgentNotExpired);
            let era = T::Eras::current_era();
            let is_over = Self::has_ended(record.expires, era) && Self::running_earlier(&record, era).is_none();
            ensure!(is_over, Error::<T>::AgentNotExpired);
        }
        let deposit = Self::release_deposit(HoldReason::AgentDeposit, &payer, record.deposit)?;
        Self::deposit_event(Event::AgentRemoved { payer, operator, agent, deposit });
        Ok(())
    }
}

/// The number of a new authorization in a channel.
fn next_authorization(channel: &mut Channel) -> Result<u64, ArithmeticError> {
    let number = channel.authorizations;
    channel.authorizations = number.ensure_add(1)?;
    Ok(number)
}
