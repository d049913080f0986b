// SPDX-License-Identifier: Apache-2.0

//! Random commands of payers, agents, operators, strangers and forgers against a model that keeps books of its own:
//! every balance, every count and every event must be what the model says, and nobody is ever paid more than was signed
//! for. Operators claim less than was signed, or more; payers revoke agents, authorize them again, raise and prolong
//! their rights; strangers pay to use up what the stake covers.

mod commands;
mod offers;

use super::support::*;
use crate::{Agents, CallTotals, Calls, Channels, Event, HoldReason, Limit, NextChannel, SkipReason};
use commands::{command, Acceptance, Claiming, Command, Forgery, Kind};
use frame::{deps::sp_runtime::testing::TestSignature, testing_prelude::*};
use openledger_primitives::{Balance, Claim, Era, ModelId, Units, Voucher, VoucherAgent};
use proptest::prelude::*;
use std::collections::BTreeMap;

// OPERATOR pays as well, and OTHER_OPERATOR is also an agent.
const PAYERS: [u64; 3] = [ALICE, BOB, OPERATOR];
const OPERATORS: [u64; 2] = [OPERATOR, OTHER_OPERATOR];
const AGENTS: [u64; 2] = [AGENT, OTHER_OPERATOR];
const MODELS: [ModelId; 2] = [BASE, ADAPTER];
/// The account that signs for OPERATOR.
const SIGNER: u64 = 77;

fn signer_of(operator: u64) -> u64 {
    if operator == OPERATOR {
        SIGNER
    } else {
        operator
    }
}

/// What the stake of each operator covers at first.
const COVERAGE: Balance = 1_000;
/// The least amount for which a call counts.
const CALL_PRICE: Balance = 4;

type Counts = BTreeMap<u32, (Balance, Units)>;

#[derive(Clone, Debug, Default, PartialEq)]
struct ModelChannel {
    number: u64,
    balance: Balance,
    closes: Option<Era>,
    authorizations: u64,
    settled: Counts,
}

#[derive(Clone, Debug, PartialEq)]
struct ModelAgent {
    /// The number of the record: one that was removed and made again begins at nothing.
    record: u64,
    channel: u64,
    authorization: u64,
    revoked: bool,
    cap: Balance,
    expires: Era,
    /// The number, the cap and the last era of the authorization before, while that runs.
    earlier: Option<(u64, Balance, Era)>,
    models: Vec<ModelId>,
    settled: Counts,
    /// Everything that was settled of its vouchers, by era.
    spent: BTreeMap<Era, Balance>,
}

/// What should be.
struct World {
    era: Era,
    next: u64,
    /// What each payer has outside of deposits.
    free: BTreeMap<u64, Balance>,
    ledger: Balance,
    channels: BTreeMap<(u64, u64), ModelChannel>,
    agents: BTreeMap<(u64, u64, u64), ModelAgent>,
    coverage: BTreeMap<u64, Balance>,
    /// All fees ever, by operator and era.
    fees: BTreeMap<(u64, Era), Balance>,
    /// Those of them that were one-shot payments.
    direct: BTreeMap<(u64, Era), Balance>,
    /// The number of records of agents so far.
    records: u64,
    calls: CallTotals,
    /// Every voucher that was signed, in order, without acceptances.
    signed: Vec<Note>,
    /// What was settled so far by channel, signer, record of the agent and model, added up from the events.
    settled: BTreeMap<(u64, u64, Option<u64>, u32), Balance>,
}

/// What becomes of a voucher.
type Outcome = Result<(Balance, Units, Balance, Option<Limit>), SkipReason>;

impl World {
    fn new() -> Self {
        let free = PAYERS.into_iter().chain([OTHER_OPERATOR]).map(|who| (who, Balances::free_balance(who)));
        Self {
            era: era(),
            next: NextChannel::<Test>::get(),
            free: free.collect(),
            ledger: Balances::free_balance(LEDGER),
            channels: BTreeMap::new(),
            agents: BTreeMap::new(),
            coverage: OPERATORS.into_iter().map(|operator| (operator, COVERAGE)).collect(),
            fees: BTreeMap::new(),
            direct: BTreeMap::new(),
            records: 0,
            calls: CallTotals::default(),
            signed: vec![],
            settled: BTreeMap::new(),
        }
    }

    fn covered(&self, operator: u64) -> Balance {
        self.coverage[&operator].saturating_sub(self.in_window(&self.fees, operator))
    }

    fn in_window(&self, fees: &BTreeMap<(u64, Era), Balance>, operator: u64) -> Balance {
        let in_window = fees.iter().filter(|((of, at), _)| *of == operator && at + DISPUTE_ERAS > self.era);
        in_window.map(|(_, fees)| fees).sum()
    }

    /// The amount that a voucher settles if `who` submits it, by the rules and not by the code.
    fn outcome(&self, who: u64, note: &Note) -> Outcome {
        let voucher = &note.voucher;
        let channel = self.channels.get(&(voucher.operator, voucher.payer)).ok_or(SkipReason::ChannelNotFound)?;
        if channel.number != voucher.channel {
            return Err(SkipReason::OtherChannel);
        }
        if voucher.expires < self.era {
            return Err(SkipReason::Expired);
        }
        let mut counts = &channel.settled;
        let mut cap_left = Balance::MAX;
        if let Some(VoucherAgent { account, authorization }) = voucher.agent {
            let agent = self.agents.get(&(voucher.operator, voucher.payer, account));
            let agent = agent.filter(|agent| agent.channel == channel.number).ok_or(SkipReason::AgentNotAuthorized)?;
            let (cap, expires) = if agent.authorization == authorization {
                (agent.cap, agent.expires)
            } else {
                let earlier = agent.earlier.filter(|earlier| earlier.0 == authorization);
                earlier.map(|earlier| (earlier.1, earlier.2)).ok_or(SkipReason::AgentNotAuthorized)?
            };
            if expires < self.era {
                return Err(SkipReason::AgentExpired);
            }
            if !agent.models.is_empty() && !agent.models.contains(&voucher.model) {
                return Err(SkipReason::ModelNotAllowed);
            }
            counts = &agent.settled;
            cap_left = cap.saturating_sub(agent.spent.get(&self.era).copied().unwrap_or(0));
        }
        let claim = note.claim.unwrap_or(Claim { amount: voucher.amount, units: voucher.units });
        if claim.amount > voucher.amount {
            return Err(SkipReason::ClaimTooHigh);
        }
        let (before, counted) = counts.get(&voucher.model.0).copied().unwrap_or_default();
        if claim.amount <= before {
            return Err(SkipReason::NothingNew);
        }
        let payload = note.acceptance_payload(&genesis());
        let is_accepted = note.acceptance.as_ref().is_some_and(|TestSignature(by, message)| {
            *by == signer_of(voucher.operator) && (*message == payload || *message == wrapped(&payload))
        });
        if who != voucher.operator && who != signer_of(voucher.operator) && !is_accepted {
            return Err(SkipReason::NotAccepted);
        }
        // Nobody else can make a signature: it is good if this very voucher was signed.
        if !self.signed.contains(&Note { acceptance: None, claim: None, ..note.clone() }) {
            return Err(SkipReason::BadSignature);
        }
        let due = claim.amount - before;
        let coverage = self.covered(voucher.operator);
        for (left, reason) in [
            (channel.balance, SkipReason::ChannelEmpty),
            (cap_left, SkipReason::CapReached),
            (coverage, SkipReason::NotCovered),
        ] {
            if left == 0 {
                return Err(reason);
            }
        }
        let payable = due.min(channel.balance).min(cap_left).min(coverage);
        let more = |of: fn(&Units) -> u64| of(&voucher.units).min(of(&claim.units)).saturating_sub(of(&counted));
        let new = Units {
            calls: more(|units| units.calls),
            input_tokens: more(|units| units.input_tokens),
            output_tokens: more(|units| units.output_tokens),
        };
        let mut units = scaled(new, payable as u64, due as u64);
        // In all, calls count as far as each was paid for.
        units.calls = units.calls.min(((before + payable) / CALL_PRICE) as u64 - counted.calls);
        let limit = match payable {
            _ if payable == due => None,
            _ if payable == channel.balance => Some(Limit::Balance),
            _ if payable == cap_left => Some(Limit::Cap),
            _ => Some(Limit::Coverage),
        };
        Ok((payable, units, due - payable, limit))
    }

    fn settle(&mut self, who: u64, notes: &[Note]) -> Vec<Event<Test>> {
        let (mut events, mut count, mut sum) = (vec![], 0, 0);
        for (index, note) in notes.iter().enumerate() {
            let index = index as u32;
            let (paid, units, left, limit) = match self.outcome(who, note) {
                Ok(outcome) => outcome,
                Err(reason) => {
                    events.push(skipped(index, note, reason));
                    continue;
                }
            };
            let voucher = &note.voucher;
            let key = (voucher.operator, voucher.payer);
            let channel = self.channels.get_mut(&key).unwrap();
            channel.balance -= paid;
            let counts = match agent_of(note) {
                None => &mut channel.settled,
                Some(agent) => {
                    let agent = self.agents.get_mut(&(key.0, key.1, agent)).unwrap();
                    *agent.spent.entry(self.era).or_default() += paid;
                    &mut agent.settled
                }
            };
            let so_far = counts.entry(voucher.model.0).or_default();
            *so_far = (so_far.0 + paid, plus(so_far.1, units));
            *self.fees.entry((voucher.operator, self.era)).or_default() += paid;
            self.ledger += paid;
            let calls = if note.voucher.agent.is_some() { &mut self.calls.agents } else { &mut self.calls.payers };
            *calls += u128::from(units.calls);
            (count, sum) = (count + 1, sum + paid);
            events.push(settled(index, note, paid, units, left, limit));
        }
        events.push(batch_by(who, count, notes.len() as u32 - count, sum));
        events
    }

    /// Whether the command can be done; if so, it is done.
    fn apply(&mut self, command: &Command) -> bool {
        let era = self.era;
        match command.clone() {
            Command::Open { payer, operator, amount } => {
                if amount == 0 || self.channels.contains_key(&(operator, payer)) {
                    return false;
                }
                let channel = ModelChannel { number: self.next, balance: amount, ..Default::default() };
                self.channels.insert((operator, payer), channel);
                self.next += 1;
                *self.free.get_mut(&payer).unwrap() -= amount + CHANNEL_DEPOSIT;
            }
            Command::TopUp { payer, operator, amount } => {
                let Some(channel) = self.channels.get_mut(&(operator, payer)) else { return false };
                if amount == 0 || channel.closes.is_some() {
                    return false;
                }
                channel.balance += amount;
                *self.free.get_mut(&payer).unwrap() -= amount;
            }
            Command::RequestClose { payer, operator } => {
                let Some(channel) = self.channels.get_mut(&(operator, payer)) else { return false };
                if channel.closes.is_some() {
                    return false;
                }
                channel.closes = Some(era + THAW_ERAS + 1);
            }
            Command::Close { who, payer, operator } => {
                let Some(channel) = self.channels.get(&(operator, payer)) else { return false };
                if who != operator && channel.closes.is_none_or(|closes| closes > era) {
                    return false;
                }
                *self.free.get_mut(&payer).unwrap() += channel.balance + CHANNEL_DEPOSIT;
                self.channels.remove(&(operator, payer));
            }
            Command::Authorize { payer, operator, agent, cap, ahead, models } => {
                let Some(channel) = self.channels.get_mut(&(operator, payer)) else { return false };
                if channel.closes.is_some() || cap == 0 || agent == payer {
                    return false;
                }
                let (models, expires) = (MODELS[..models].to_vec(), era + ahead);
                let mut now = ModelAgent {
                    record: self.records,
                    channel: channel.number,
                    authorization: channel.authorizations,
                    revoked: false,
                    cap,
                    expires,
                    earlier: None,
                    models,
                    settled: Counts::new(),
                    spent: BTreeMap::new(),
                };
                match self.agents.get(&(operator, payer, agent)) {
                    Some(old) if old.channel == channel.number => {
                        let all = |list: &[ModelId]| if list.is_empty() { vec![NO_MODEL] } else { list.to_vec() };
                        let wider = now.models.is_empty() || all(&old.models).iter().all(|of| now.models.contains(of));
                        let earlier = old.earlier.filter(|earlier| earlier.2 >= era);
                        if old.expires >= era && !old.revoked {
                            // Raised and prolonged under the same number, never narrowed.
                            if !wider || cap < old.cap || expires < old.expires {
                                return false;
                            }
                            (now.authorization, now.earlier) = (old.authorization, old.earlier);
                        } else if old.expires >= era {
                            if earlier.is_some() || !wider {
                                return false;
                            }
                            now.earlier = Some((old.authorization, old.cap, old.expires));
                        } else {
                            if earlier.is_some() && !wider {
                                return false;
                            }
                            now.earlier = earlier;
                        }
                        (now.record, now.settled, now.spent) = (old.record, old.settled.clone(), old.spent.clone());
                    }
                    Some(_) => self.records += 1,
                    None => {
                        self.records += 1;
                        *self.free.get_mut(&payer).unwrap() -= AGENT_DEPOSIT;
                    }
                }
                if now.authorization == channel.authorizations {
                    channel.authorizations += 1;
                }
                self.agents.insert((operator, payer, agent), now);
            }
            Command::Revoke { payer, operator, agent } => {
                let Some(agent) = self.agents.get_mut(&(operator, payer, agent)) else { return false };
                if agent.expires < era {
                    return false;
                }
                agent.expires = agent.expires.min(era + THAW_ERAS);
                agent.revoked = true;
            }
            Command::Remove { payer, operator, agent } => {
                let key = (operator, payer, agent);
                let Some(record) = self.agents.get(&key) else { return false };
                let open = self.channels.get(&(operator, payer)).is_some_and(|open| open.number == record.channel);
                if open && (record.expires >= era || record.earlier.is_some_and(|earlier| earlier.2 >= era)) {
                    return false;
                }
                self.agents.remove(&key);
                *self.free.get_mut(&payer).unwrap() += AGENT_DEPOSIT;
            }
            Command::Pay { payer, operator, calls } => {
                let price = Balance::from(calls);
                // One-shot payments never take more than half of what channels have not used.
                let direct = self.in_window(&self.direct, operator);
                let half = (self.covered(operator) + direct) / 2;
                if price == 0 || price + direct > half || price > self.covered(operator) {
                    return false;
                }
                *self.direct.entry((operator, era)).or_default() += price;
                *self.fees.entry((operator, era)).or_default() += price;
                *self.free.get_mut(&payer).unwrap() -= price;
                self.ledger += price;
                self.calls.payers += price / CALL_PRICE;
            }
            Command::SetCoverage { operator, coverage } => {
                self.coverage.insert(operator, coverage);
            }
            Command::Eras(eras) => self.era += eras,
            Command::Sign { .. } | Command::Settle { .. } => unreachable!("done elsewhere"),
        }
        true
    }

    /// What a wallet signs: cumulative for the channel, the signer and the model.
    fn sign(&mut self, command: &Command) {
        let Command::Sign { payer, operator, agent, model, more, kind, ahead } = *command else { return };
        let Some(channel) = self.channels.get(&(operator, payer)) else { return };
        let highest = self.highest(channel.number, agent.unwrap_or(payer), model);
        let amount = if kind == Kind::Lower { highest.saturating_sub(more) } else { highest + more };
        let mut voucher = voucher(payer, operator, model, amount);
        voucher.expires = self.era + ahead;
        // Units that rounding has something to do with.
        voucher.units = Units {
            calls: amount as u64 / 3,
            input_tokens: amount as u64 * 7 / 2,
            output_tokens: if kind == Kind::Fewer { 1 } else { amount as u64 + 1 },
        };
        self.signed.push(match agent {
            Some(agent) => signed_by_agent(voucher, agent),
            None => signed_voucher(voucher),
        });
    }

    /// The most that `signer` ever signed for.
    fn highest(&self, channel: u64, signer: u64, model: ModelId) -> Balance {
        let notes = self.signed.iter().filter(|note| {
            let voucher = &note.voucher;
            (voucher.channel, *voucher.signer(), voucher.model) == (channel, signer, model)
        });
        notes.map(|note| note.voucher.amount).max().unwrap_or(0)
    }

    fn picked(&self, picks: &[(usize, Forgery, Claiming, Acceptance)]) -> Vec<Note> {
        let latest = |at: &usize| self.signed.iter().rev().nth(*at).cloned();
        let note = |(at, forgery, claiming, acceptance): &(usize, Forgery, Claiming, Acceptance)| {
            let note = claimed(self.forged(latest(at)?, *forgery), *claiming);
            Some(signed_off(note, *acceptance))
        };
        picks.iter().filter_map(note).collect()
    }

    fn forged(&self, mut note: Note, forgery: Forgery) -> Note {
        let voucher = &mut note.voucher;
        match forgery {
            Forgery::Honest => {}
            Forgery::Raised => voucher.amount += 1,
            Forgery::SelfSigned => {
                note.signature = TestSignature(voucher.operator, voucher.payload(&genesis()));
                // If the operator is the one to sign, then that is no forgery; its payer's word is needed.
                if *voucher.signer() == voucher.operator {
                    note.signature.0 = RELAYER;
                }
            }
            Forgery::Renumbered => {
                let open = self.channels.get(&(voucher.operator, voucher.payer));
                voucher.channel = open.map_or(voucher.channel + 1, |open| open.number);
            }
            Forgery::Relabeled => {
                let other = Some(VoucherAgent { account: AGENTS[0], authorization: 0 });
                voucher.agent = if voucher.agent.is_some() { None } else { other };
            }
            // Under the number after: that of the next authorization, or none.
            Forgery::Reauthorized => match &mut voucher.agent {
                Some(agent) => agent.authorization += 1,
                None => voucher.amount += 1,
            },
        }
        note
    }

    /// Everything that can be seen is as it should be.
    fn check(&self) -> Result<(), TestCaseError> {
        for (who, free) in &self.free {
            prop_assert_eq!(Balances::free_balance(who), *free, "balance of {}", who);
            let channels = self.channels.keys().filter(|key| key.1 == *who).count() as Balance;
            let agents = self.agents.keys().filter(|key| key.1 == *who).count() as Balance;
            prop_assert_eq!(held_for(HoldReason::ChannelDeposit, *who), channels * CHANNEL_DEPOSIT);
            prop_assert_eq!(held_for(HoldReason::AgentDeposit, *who), agents * AGENT_DEPOSIT);
        }
        prop_assert_eq!(Balances::free_balance(LEDGER), self.ledger);
        let in_channels: Balance = self.channels.values().map(|channel| channel.balance).sum();
        prop_assert_eq!((owed(), escrow_balance()), (in_channels, EXISTENTIAL_DEPOSIT + in_channels));
        prop_assert_eq!(Calls::<Test>::get(), self.calls);
        prop_assert_eq!(NextChannel::<Test>::get(), self.next);
        for operator in OPERATORS {
            prop_assert_eq!(Inference::coverage(operator), self.covered(operator));
        }

        let counts_of = |settled: crate::SettledByModel| -> Counts {
            settled.into_iter().map(|of| (of.model.0, (of.amount, of.units))).collect()
        };
        let channels: BTreeMap<_, _> = Channels::<Test>::iter()
            .map(|(operator, payer, crate::Channel { number, balance, closes, authorizations, settled, .. })| {
                let settled = counts_of(settled);
                ((operator, payer), ModelChannel { number, balance, closes, authorizations, settled })
            })
            .collect();
        prop_assert_eq!(&channels, &self.channels);
        let agents = Agents::<Test>::iter().count();
        prop_assert_eq!(agents, self.agents.len());
        for (key, expected) in &self.agents {
            let agent = Agents::<Test>::get(key).unwrap();
            prop_assert_eq!(
                (agent.channel, agent.authorization, agent.revoked, agent.cap, agent.expires),
                (expected.channel, expected.authorization, expected.revoked, expected.cap, expected.expires)
            );
            prop_assert_eq!(agent.earlier.map(|it| (it.number, it.cap, it.expires)), expected.earlier);
            prop_assert_eq!(agent.models.to_vec(), expected.models.clone());
            let spent = expected.spent.get(&self.era).copied().unwrap_or(0);
            prop_assert_eq!(agent.spent_in(self.era), spent);
            prop_assert_eq!(counts_of(agent.settled), expected.settled.clone());
        }
        prop_assert_eq!(Inference::do_try_state(), Ok(()));
        Ok(())
    }

    /// Nobody is paid for more than was signed, by channel, signer and model, whatever else there is.
    fn note_payments(&mut self, notes: &[Note], events: &[Event<Test>]) -> Result<(), TestCaseError> {
        for event in events {
            let Event::VoucherSettled { index, amount, .. } = event else { continue };
            let note = &notes[*index as usize];
            let (voucher, signer) = (&note.voucher, *note.voucher.signer());
            let highest = self.highest(voucher.channel, signer, voucher.model);
            // A record that was removed and made again begins at nothing, and no earlier voucher settles on it.
            let record = agent_of(note).map(|agent| self.agents[&(voucher.operator, voucher.payer, agent)].record);
            let settled = self.settled.entry((voucher.channel, signer, record, voucher.model.0)).or_default();
            *settled += amount;
            prop_assert!(*amount > 0);
            prop_assert!(note.claim.is_none_or(|claim| *settled <= claim.amount));
            prop_assert!(*settled <= highest, "{} paid of {} signed", settled, highest);
        }
        Ok(())
    }
}

/// The voucher with what its operator claims of it.
fn claimed(note: Note, part: Claiming) -> Note {
    let Voucher { amount, units, .. } = note.voucher;
    match part {
        Claiming::All => note,
        Claiming::Part(part) => claiming(note, amount * Balance::from(part) / 100, scaled(units, part, 100)),
        Claiming::More(more) => {
            let most = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
            claiming(note, amount + more, most)
        }
    }
}

/// The voucher with what is submitted as its operator's signature.
fn signed_off(note: Note, acceptance: Acceptance) -> Note {
    let Voucher { payer, operator, .. } = note.voucher;
    let payload = note.acceptance_payload(&genesis());
    let acceptance = match acceptance {
        Acceptance::Absent => None,
        Acceptance::Raw => Some(TestSignature(signer_of(operator), payload)),
        Acceptance::Wrapped => Some(TestSignature(signer_of(operator), wrapped(&payload))),
        // The key of the bond signs nothing once the operator has named another.
        Acceptance::OfOperator => Some(TestSignature(operator, payload)),
        Acceptance::OfAnotherClaim => {
            let another = claiming(note.clone(), 1, Units::default());
            Some(TestSignature(signer_of(operator), another.acceptance_payload(&genesis())))
        }
        Acceptance::OfPayer => Some(TestSignature(payer, payload)),
        Acceptance::OfAnother => {
            let another = Voucher { amount: note.voucher.amount.saturating_sub(1), ..note.voucher.clone() };
            let another = Note { voucher: another, ..note.clone() };
            Some(TestSignature(signer_of(operator), another.acceptance_payload(&genesis())))
        }
        Acceptance::OfAnotherKey => {
            let other = Some(VoucherAgent { account: AGENTS[0], authorization: 0 });
            let agent = if note.voucher.agent == other { None } else { other };
            let another = Note { voucher: Voucher { agent, ..note.voucher.clone() }, ..note.clone() };
            Some(TestSignature(signer_of(operator), another.acceptance_payload(&genesis())))
        }
    };
    Note { acceptance, ..note }
}

fn dispatch(command: &Command, now: Era) -> DispatchResult {
    match command.clone() {
        Command::Open { payer, operator, amount } => {
            Inference::open_channel(signed(payer), operator, amount, CHANNEL_DEPOSIT)
        }
        Command::TopUp { payer, operator, amount } => Inference::top_up(signed(payer), operator, amount),
        Command::RequestClose { payer, operator } => Inference::request_close(signed(payer), operator),
        Command::Close { who, payer, operator } => Inference::close_channel(signed(who), key(payer, operator)),
        Command::Authorize { payer, operator, agent, cap, ahead, models } => {
            let (models, expires, deposit) = (MODELS[..models].to_vec(), now + ahead, AGENT_DEPOSIT);
            Inference::authorize_agent(signed(payer), operator, agent, cap, expires, models, deposit)
        }
        Command::Revoke { payer, operator, agent } => Inference::revoke_agent(signed(payer), operator, agent),
        Command::Remove { payer, operator, agent } => {
            Inference::remove_agent(signed(payer), key(payer, operator), agent)
        }
        Command::Pay { payer, operator, calls } => {
            let units = Units { calls, ..Default::default() };
            Inference::pay(signed(payer), BASE, operator, units, Balance::MAX)
        }
        Command::SetCoverage { operator, coverage } => {
            set_coverage(operator, coverage);
            Ok(())
        }
        Command::Eras(eras) => {
            CurrentEra::set(now + eras);
            Ok(())
        }
        Command::Sign { .. } | Command::Settle { .. } => unreachable!("done elsewhere"),
    }
}

/// An offer of every operator at a planck a call, for `pay`, valid for as long as it may be.
fn offer(now: Era) {
    for operator in OPERATORS {
        let prices = crate::Prices { per_call: 1, ..Default::default() };
        let last = now + MAX_OFFER_ERAS;
        assert_ok!(publish_until(operator, BASE, prices, last, false));
    }
}

fn run(commands: Vec<Command>) -> Result<(), TestCaseError> {
    offer(era());
    MinCallPrice::set(&CALL_PRICE);
    set_signer(OPERATOR, SIGNER);
    for operator in OPERATORS {
        set_coverage(operator, COVERAGE);
    }
    let (mut world, money) = (World::new(), all_money());
    for command in commands {
        events();
        match &command {
            Command::Sign { .. } => {
                world.sign(&command);
                continue;
            }
            Command::Settle { who, picks } => {
                let notes = world.picked(picks);
                if notes.is_empty() {
                    continue;
                }
                let (before, routed_before) = (state(), Routed::get().len());
                let events = submit(*who, &notes);
                prop_assert_eq!(&events, &world.settle(*who, &notes));
                world.note_payments(&notes, &events)?;
                // The ledger was told of exactly what was settled.
                let amounts: Vec<_> = events
                    .iter()
                    .filter_map(|event| match event {
                        Event::VoucherSettled { payer, operator, model, amount, units, .. } => {
                            Some((*payer, *operator, *model, *amount, *units))
                        }
                        _ => None,
                    })
                    .collect();
                let routed: Vec<_> = Routed::get()[routed_before..]
                    .iter()
                    .map(|paid| (paid.payer, paid.operator, paid.model, paid.amount, paid.units))
                    .collect();
                prop_assert_eq!(&routed, &amounts);
                if amounts.is_empty() {
                    prop_assert_eq!(state(), before);
                }
                // Submitted again at once, only what a limit kept back may move, and that limit has not changed.
                let again = undone(|| submit(*who, &notes));
                let sum: Balance = again
                    .iter()
                    .map(|event| if let Event::VoucherSettled { amount, .. } = event { *amount } else { 0 })
                    .sum();
                prop_assert_eq!(sum, 0);
            }
            _ => {
                if matches!(command, Command::Pay { .. }) {
                    offer(world.era);
                }
                let before = state();
                let result = dispatch(&command, world.era);
                prop_assert_eq!(result.is_ok(), world.apply(&command), "{:?}: {:?}", command, result);
                if result.is_err() {
                    prop_assert_eq!(state(), before);
                }
            }
        }
        prop_assert_eq!(all_money(), money);
        world.check()?;
    }

    // Everybody leaves: all that was put in and not paid for is back.
    for (operator, payer) in world.channels.keys().copied().collect::<Vec<_>>() {
        let close = Command::Close { who: operator, payer, operator };
        assert_ok!(dispatch(&close, world.era));
        assert!(world.apply(&close));
    }
    for (operator, payer, agent) in world.agents.keys().copied().collect::<Vec<_>>() {
        let remove = Command::Remove { payer, operator, agent };
        assert_ok!(dispatch(&remove, world.era));
        assert!(world.apply(&remove));
    }
    world.check()?;
    prop_assert_eq!(escrow_balance(), EXISTENTIAL_DEPOSIT);
    let paid: Balance = Routed::get().iter().map(|payment| payment.amount).sum();
    prop_assert_eq!(Balances::free_balance(LEDGER), EXISTENTIAL_DEPOSIT + paid);
    let start = START_BALANCE * world.free.len() as Balance - 2 * DEPOSIT;
    prop_assert_eq!(world.free.values().sum::<Balance>(), start - paid);
    // No voucher is worth anything any more.
    let all: Vec<_> = world.signed.iter().rev().take(256).cloned().collect();
    if !all.is_empty() {
        let before = state();
        assert_ok!(settle(all));
        prop_assert_eq!(state(), before);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn channels_move_exactly_what_was_signed_for(commands in proptest::collection::vec(command(), 40..160)) {
        new_test_ext().execute_with(|| run(commands))?;
    }
}
