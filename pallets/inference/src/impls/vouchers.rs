// SPDX-License-Identifier: Apache-2.0

//! One voucher of a batch: what it needs to be admitted, what is due, and what of that can be paid.

use crate::{Agent, Agents, Channel, Channels, Config, Lane, Lanes, Limit, Pallet, SignedVoucherOf, SkipReason};
use alloc::collections::BTreeMap;
use frame::{
    arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding},
    prelude::*,
};
use openledger_primitives::{
    traits::{FeeSplitProvider, ModelInspect, OperatorInspect, OperatorTerms},
    voucher::SignedVoucher,
    Balance, Era, ModelId, SplitVersion, Units, Voucher,
};

/// Why a voucher is not settled.
pub(super) enum Refusal {
    /// It can't be, for this reason.
    Skip(SkipReason),
    /// Something is wrong that no voucher can cause.
    Fail(DispatchError),
}

impl From<SkipReason> for Refusal {
    fn from(reason: SkipReason) -> Self {
        Self::Skip(reason)
    }
}

impl From<ArithmeticError> for Refusal {
    fn from(error: ArithmeticError) -> Self {
        Self::Fail(error.into())
    }
}

/// A record that was read, and whether it has to be written.
pub(super) struct Cached<V> {
    pub(super) value: V,
    changed: bool,
}

impl<V> Cached<V> {
    fn of(value: V) -> Self {
        Self { value, changed: false }
    }
}

/// An operator during a batch.
pub(super) struct Worker {
    commission: Permill,
    /// What its stake still covers.
    coverage: Balance,
}

type Pair<T> = (<T as frame_system::Config>::AccountId, <T as frame_system::Config>::AccountId);
type Triple<T> = (
    <T as frame_system::Config>::AccountId,
    <T as frame_system::Config>::AccountId,
    <T as frame_system::Config>::AccountId,
);

/// What a batch has read. `None` is what does not exist.
pub(super) struct Records<T: Config> {
    /// The planck of stake that each planck of fees takes.
    stake_per_fee: u32,
    channels: BTreeMap<Pair<T>, Option<Cached<Channel>>>,
    agents: BTreeMap<Triple<T>, Option<Cached<Agent>>>,
    workers: BTreeMap<T::AccountId, Option<Worker>>,
    models: BTreeMap<ModelId, bool>,
    versions: BTreeMap<SplitVersion, bool>,
}

impl<T: Config> Default for Records<T> {
    fn default() -> Self {
        Self {
            stake_per_fee: T::StakePerFee::get(),
            channels: BTreeMap::new(),
            agents: BTreeMap::new(),
            workers: BTreeMap::new(),
            models: BTreeMap::new(),
            versions: BTreeMap::new(),
        }
    }
}

/// What an admitted voucher is about.
pub(super) struct Admitted<'a> {
    pub(super) channel: &'a mut Cached<Channel>,
    pub(super) agent: Option<&'a mut Cached<Agent>>,
    pub(super) worker: &'a mut Worker,
}

impl<T: Config> Records<T> {
    /// Look up all that a voucher is about, and whether it can be settled in `era` at all.
    pub(super) fn admit(&mut self, signed: &SignedVoucherOf<T>, era: Era) -> Result<Admitted<'_>, SkipReason> {
        let SignedVoucher { voucher, agent, .. } = signed;
        let Voucher { payer, operator, model, split_version, .. } = voucher;
        // All of it is read even if the voucher is skipped for the first: `apart` in settle.rs counts on it.
        let channel = self
            .channels
            .entry((operator.clone(), payer.clone()))
            .or_insert_with(|| Channels::<T>::get(operator, payer).map(Cached::of));
        let is_accepted = *self
            .versions
            .entry(*split_version)
            .or_insert_with(|| T::FeeSplits::fee_split(Some(*split_version)).is_some());
        let is_model = *self.models.entry(*model).or_insert_with(|| T::Models::exists(*model));
        let stake_per_fee = self.stake_per_fee;
        let worker = self.workers.entry(operator.clone()).or_insert_with(|| worker::<T>(operator, era, stake_per_fee));

        let channel = channel.as_mut().ok_or(SkipReason::UnknownChannel)?;
        ensure!(channel.value.number == voucher.channel, SkipReason::OtherChannel);
        ensure!(voucher.expires >= era, SkipReason::Expired);
        ensure!(is_accepted, SkipReason::SplitVersionNotAccepted);
        ensure!(is_model, SkipReason::UnknownModel);
        let worker = worker.as_mut().ok_or(SkipReason::OperatorNotFound)?;
        let agent = match agent {
            None => None,
            Some(agent) => {
                let record = self
                    .agents
                    .entry((operator.clone(), payer.clone(), agent.clone()))
                    .or_insert_with(|| Agents::<T>::get((operator, payer, agent)).map(Cached::of));
                Some(admit_agent(record, voucher.channel, *model, era)?)
            }
        };
        Ok(Admitted { channel, agent, worker })
    }

    /// Write what has changed.
    pub(super) fn write(self) {
        for ((operator, payer), channel) in changed(self.channels) {
            Channels::<T>::insert(operator, payer, channel);
        }
        for (key, agent) in changed(self.agents) {
            Agents::<T>::insert(key, agent);
        }
    }
}

fn changed<K, V>(records: BTreeMap<K, Option<Cached<V>>>) -> impl Iterator<Item = (K, V)> {
    records
        .into_iter()
        .filter_map(|(key, record)| record.filter(|record| record.changed).map(|record| (key, record.value)))
}

fn worker<T: Config>(operator: &T::AccountId, era: Era, stake_per_fee: u32) -> Option<Worker> {
    let OperatorTerms { commission, stake } = T::Operators::terms(operator, era)?;
    Some(Worker { commission, coverage: Pallet::<T>::cover(operator, stake, era, stake_per_fee) })
}

fn admit_agent(
    record: &mut Option<Cached<Agent>>,
    channel: u64,
    model: ModelId,
    era: Era,
) -> Result<&mut Cached<Agent>, SkipReason> {
    let record =
        record.as_mut().filter(|agent| agent.value.channel == channel).ok_or(SkipReason::AgentNotAuthorised)?;
    ensure!(!record.value.is_expired_in(era), SkipReason::AgentExpired);
    ensure!(record.value.may_use(model), SkipReason::ModelNotAllowed);
    Ok(record)
}

/// What a voucher asks for beyond what was settled.
pub(super) struct Due {
    amount: Balance,
    units: Units,
}

impl Due {
    pub(super) fn of<AccountId>(voucher: &Voucher<AccountId>, lanes: &Lanes) -> Result<Self, SkipReason> {
        let lane = lanes.iter().find(|lane| lane.model == voucher.model);
        let (amount, units) = lane.map_or((0, Units::default()), |lane| (lane.amount, lane.units));
        let due = voucher.amount.saturating_sub(amount);
        ensure!(due > 0, SkipReason::NothingNew);
        // Units are what the payer signed for, and no condition of the amount: fewer than before are none.
        let units = Units {
            calls: voucher.units.calls.saturating_sub(units.calls),
            input_tokens: voucher.units.input_tokens.saturating_sub(units.input_tokens),
            output_tokens: voucher.units.output_tokens.saturating_sub(units.output_tokens),
        };
        ensure!(lane.is_some() || !lanes.is_full(), SkipReason::TooManyLanes);
        Ok(Self { amount: due, units })
    }
}

/// What is paid of what is due.
pub(super) struct Paid {
    pub(super) amount: Balance,
    pub(super) units: Units,
    pub(super) commission: Permill,
    /// What is left of what was due.
    pub(super) left: Balance,
    /// What kept that back.
    pub(super) limit: Option<Limit>,
}

impl Admitted<'_> {
    /// Pay as much of what is due as can be.
    pub(super) fn pay(self, model: ModelId, due: Due, era: Era) -> Result<Paid, Refusal> {
        let Self { channel, agent, worker } = self;
        let cap = agent.as_ref().map_or(Balance::MAX, |agent| agent.value.left_in(era));
        let (most, limit) = lowest(channel.value.balance, cap, worker.coverage)?;
        let amount = due.amount.min(most);
        let left = due.amount.ensure_sub(amount)?;
        let units = in_proportion(&due.units, amount, due.amount).ok_or(ArithmeticError::Overflow)?;

        channel.value.balance = channel.value.balance.ensure_sub(amount)?;
        channel.changed = true;
        worker.coverage = worker.coverage.ensure_sub(amount)?;
        let lanes = match agent {
            None => &mut channel.value.lanes,
            Some(agent) => {
                agent.value.spent = agent.value.spent_in(era).ensure_add(amount)?;
                agent.value.spent_in = era;
                agent.changed = true;
                &mut agent.value.lanes
            }
        };
        settle_on(lanes, model, amount, &units)?;
        let limit = (left > 0).then_some(limit);
        Ok(Paid { amount, units, commission: worker.commission, left, limit })
    }
}

/// The lowest of the limits to what a voucher pays.
fn lowest(balance: Balance, cap: Balance, coverage: Balance) -> Result<(Balance, Limit), SkipReason> {
    ensure!(balance > 0, SkipReason::ChannelEmpty);
    ensure!(cap > 0, SkipReason::CapReached);
    ensure!(coverage > 0, SkipReason::NotCovered);
    let mut lowest = (balance, Limit::Balance);
    for (most, limit) in [(cap, Limit::Cap), (coverage, Limit::Coverage)] {
        if most < lowest.0 {
            lowest = (most, limit);
        }
    }
    Ok(lowest)
}

/// Note on the lane of `model`, which there is room for, what was settled.
fn settle_on(lanes: &mut Lanes, model: ModelId, amount: Balance, units: &Units) -> Result<(), ArithmeticError> {
    match lanes.iter_mut().find(|lane| lane.model == model) {
        Some(lane) => {
            lane.amount = lane.amount.ensure_add(amount)?;
            lane.units = combine(&lane.units, units, u64::checked_add).ok_or(ArithmeticError::Overflow)?;
            Ok(())
        }
        None => lanes.try_push(Lane { model, amount, units: *units }).map_err(|_| ArithmeticError::Overflow),
    }
}

/// ⌊units · amount / due⌋ of each kind: what is left of them is counted with what is left of the amount.
fn in_proportion(units: &Units, amount: Balance, due: Balance) -> Option<Units> {
    combine(units, units, |units, _| {
        let part = multiply_by_rational_with_rounding(units.into(), amount, due, Rounding::Down)?;
        u64::try_from(part).ok()
    })
}

fn combine(one: &Units, other: &Units, with: impl Fn(u64, u64) -> Option<u64>) -> Option<Units> {
    Some(Units {
        calls: with(one.calls, other.calls)?,
        input_tokens: with(one.input_tokens, other.input_tokens)?,
        output_tokens: with(one.output_tokens, other.output_tokens)?,
    })
}
