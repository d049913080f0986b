// SPDX-License-Identifier: Apache-2.0

//! One voucher of a settlement: the conditions of its admission, the amount due, and the part that can be paid.

use crate::{
    types::countable, Agent, Agents, Channel, ChannelKeyOf, Channels, Config, Limit, Pallet, SettledByModel,
    SignedVoucherOf, SkipReason, VoucherAgentOf,
};
use alloc::collections::BTreeMap;
use frame::{
    arithmetic::{helpers_128bit::multiply_by_rational_with_rounding, Rounding},
    prelude::*,
};
use openledger_primitives::{
    coverage::{OperatorCoverage, Quota},
    traits::{FeeSplitProvider, ModelInspect},
    Balance, ChannelKey, Claim, Era, ModelId, Settled, SignedVoucher, SplitVersion, Units, Voucher,
};

/// The reason why a voucher is not settled.
pub(super) enum Refusal {
    /// The voucher cannot settle, for this reason.
    Skip(SkipReason),
    /// An error that no voucher can cause.
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

/// A record that was read, with the mark that it has to be written.
pub(super) struct Cached<V> {
    pub(super) value: V,
    changed: bool,
}

impl<V> Cached<V> {
    fn of(value: V) -> Self {
        Self { value, changed: false }
    }
}

/// The part of an operator's quota that is left in a settlement.
type OperatorQuota = Quota;

/// The key of an agent in storage: operator, payer and agent.
type AgentKey<T> = (
    <T as frame_system::Config>::AccountId,
    <T as frame_system::Config>::AccountId,
    <T as frame_system::Config>::AccountId,
);

/// The records that a settlement has read. `None` stands for a record that does not exist.
pub(super) struct Records<T: Config> {
    channels: BTreeMap<ChannelKeyOf<T>, Option<Cached<Channel>>>,
    agents: BTreeMap<AgentKey<T>, Option<Cached<Agent>>>,
    quotas: BTreeMap<T::AccountId, Option<OperatorQuota>>,
    models: BTreeMap<ModelId, bool>,
    versions: BTreeMap<SplitVersion, bool>,
}

impl<T: Config> Default for Records<T> {
    fn default() -> Self {
        Self {
            channels: BTreeMap::new(),
            agents: BTreeMap::new(),
            quotas: BTreeMap::new(),
            models: BTreeMap::new(),
            versions: BTreeMap::new(),
        }
    }
}

/// The records of an admitted voucher.
pub(super) struct Admitted<'a> {
    channel: &'a mut Cached<Channel>,
    /// The agent, and the cap of the authorization that the voucher names.
    agent: Option<(&'a mut Cached<Agent>, Balance)>,
    quota: &'a mut OperatorQuota,
    /// The least amount for which a call counts, in planck.
    call_price: Balance,
}

impl<T: Config> Records<T> {
    /// Read the records of a voucher, and check that it can settle in `era` at all.
    pub(super) fn admit(&mut self, signed: &SignedVoucherOf<T>, era: Era) -> Result<Admitted<'_>, SkipReason> {
        let voucher = &signed.voucher;
        let Voucher { payer, operator, agent, model, split_version, .. } = voucher;
        // All records are read even if the voucher is skipped for the first: `standalone_count` relies on that.
        let channel = self
            .channels
            .entry(ChannelKey { operator: operator.clone(), payer: payer.clone() })
            .or_insert_with(|| Channels::<T>::get(operator, payer).map(Cached::of));
        let is_accepted = *self
            .versions
            .entry(*split_version)
            .or_insert_with(|| T::FeeSplits::fee_split(Some(*split_version)).is_some());
        let is_model = *self.models.entry(*model).or_insert_with(|| T::Models::exists(*model));
        let quota = self.quotas.entry(operator.clone()).or_insert_with(|| T::Coverage::quota(operator, era));

        let channel = channel.as_mut().ok_or(SkipReason::ChannelNotFound)?;
        ensure!(channel.value.number == voucher.channel, SkipReason::OtherChannel);
        ensure!(!Pallet::<T>::has_ended(voucher.expires, era), SkipReason::Expired);
        ensure!(is_accepted, SkipReason::SplitVersionNotAccepted);
        ensure!(is_model, SkipReason::ModelNotFound);
        let quota = quota.as_mut().ok_or(SkipReason::OperatorNotFound)?;
        let agent = match agent {
            None => None,
            Some(agent) => {
                let record = self
                    .agents
                    .entry((operator.clone(), payer.clone(), agent.account.clone()))
                    .or_insert_with(|| Agents::<T>::get((operator, payer, &agent.account)).map(Cached::of));
                Some(admit_agent::<T>(record, agent, voucher, era)?)
            }
        };
        Ok(Admitted { channel, agent, quota, call_price: T::MinCallPrice::get() })
    }

    /// Write the records that have changed.
    pub(super) fn write(self) {
        for (ChannelKey { operator, payer }, channel) in changed(self.channels) {
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

/// The record of an agent that may sign `voucher`, with the cap of its authorization.
fn admit_agent<'a, T: Config>(
    record: &'a mut Option<Cached<Agent>>,
    agent: &VoucherAgentOf<T>,
    voucher: &Voucher<T::AccountId>,
    era: Era,
) -> Result<(&'a mut Cached<Agent>, Balance), SkipReason> {
    let record =
        record.as_mut().filter(|agent| agent.value.channel == voucher.channel).ok_or(SkipReason::AgentNotAuthorized)?;
    let (cap, expires) = record.value.rights(agent.authorization).ok_or(SkipReason::AgentNotAuthorized)?;
    ensure!(!Pallet::<T>::has_ended(expires, era), SkipReason::AgentExpired);
    ensure!(record.value.may_use(voucher.model), SkipReason::ModelNotAllowed);
    Ok((record, cap))
}

/// The amount and units of a claim beyond those settled before.
pub(super) struct Due {
    amount: Balance,
    units: Units,
}

impl Due {
    pub(super) fn of<AccountId, Signature>(
        signed: &SignedVoucher<AccountId, Signature>,
        settled: &SettledByModel,
    ) -> Result<Self, SkipReason> {
        let (voucher, claimed) = (&signed.voucher, signed.claimed());
        ensure!(claimed.amount <= voucher.amount, SkipReason::ClaimTooHigh);
        let before = settled.iter().find(|before| before.model == voucher.model);
        let (amount, units) = before.map_or((0, Units::default()), |before| (before.amount, before.units));
        let due = claimed.amount.saturating_sub(amount);
        ensure!(due > 0, SkipReason::NothingNew);
        // The units do not decide the amount. An increase is counted, a decrease counts as zero.
        let units = Units {
            calls: claimed.units.calls.saturating_sub(units.calls),
            input_tokens: claimed.units.input_tokens.saturating_sub(units.input_tokens),
            output_tokens: claimed.units.output_tokens.saturating_sub(units.output_tokens),
        };
        ensure!(before.is_some() || !settled.is_full(), SkipReason::TooManyModels);
        Ok(Self { amount: due, units })
    }
}

/// The part of the due amount that is paid.
pub(super) struct Paid {
    pub(super) amount: Balance,
    /// The units that count, in proportion to the amount and as far as they are paid for.
    pub(super) units: Units,
    /// The amount and the units settled since the channel was opened, of this model and under this key.
    pub(super) total: Claim,
    pub(super) commission: Permill,
    /// The due amount that is not paid.
    pub(super) left: Balance,
    /// The limit that kept it back.
    pub(super) limit: Option<Limit>,
}

impl Admitted<'_> {
    /// The amounts settled under the key that signed the voucher.
    pub(super) fn settled(&self) -> &SettledByModel {
        self.agent.as_ref().map_or(&self.channel.value.settled, |(agent, _)| &agent.value.settled)
    }

    /// Pay as much of the due amount as the limits allow.
    pub(super) fn pay(self, model: ModelId, due: Due, era: Era) -> Result<Paid, Refusal> {
        let Self { channel, agent, quota, call_price } = self;
        let cap = agent.as_ref().map_or(Balance::MAX, |(agent, cap)| agent.value.left_of(*cap, era));
        let (most, limit) = lowest(channel.value.balance, cap, quota.coverage)?;
        let amount = due.amount.min(most);
        let left = due.amount.ensure_sub(amount)?;
        let units = in_proportion(&due.units, amount, due.amount).ok_or(ArithmeticError::Overflow)?;

        channel.value.balance = channel.value.balance.ensure_sub(amount)?;
        channel.changed = true;
        quota.coverage = quota.coverage.ensure_sub(amount)?;
        let settled = match agent {
            None => &mut channel.value.settled,
            Some((agent, _)) => {
                agent.value.spent = agent.value.spent_in(era).ensure_add(amount)?;
                agent.value.spent_in = era;
                agent.changed = true;
                &mut agent.value.settled
            }
        };
        let (units, total) = count_on(settled, model, amount, &units, call_price)?;
        let limit = (left > 0).then_some(limit);
        Ok(Paid { amount, units, total, commission: quota.commission, left, limit })
    }
}

/// The lowest limit to the payment of a voucher.
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

/// Add a payment to the amounts settled of `model`, for which there is room. Returns the units that count, and the
/// sums.
fn count_on(
    settled: &mut SettledByModel,
    model: ModelId,
    amount: Balance,
    units: &Units,
    call_price: Balance,
) -> Result<(Units, Claim), ArithmeticError> {
    let index = match settled.iter().position(|before| before.model == model) {
        Some(index) => index,
        None => {
            let new = Settled { model, amount: 0, units: Units::default() };
            settled.try_push(new).map_err(|_| ArithmeticError::Overflow)?;
            settled.len().saturating_sub(1)
        }
    };
    let sums = settled.get_mut(index).ok_or(ArithmeticError::Overflow)?;
    sums.amount = sums.amount.ensure_add(amount)?;
    let units = countable(units, &sums.units, sums.amount, call_price);
    sums.units = combine(&sums.units, &units, u64::checked_add).ok_or(ArithmeticError::Overflow)?;
    Ok((units, Claim { amount: sums.amount, units: sums.units }))
}

/// ⌊units · amount / due⌋ for each kind. The remainder is counted with the remaining amount.
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
