// SPDX-License-Identifier: Apache-2.0

//! What the tests of channels, agents and settlements have in common.

use crate::{Agents, Channels, Event, Limit, SkipReason};
use frame::{
    deps::{
        frame_support::storage::{with_transaction, TransactionOutcome},
        sp_io,
        sp_runtime::testing::TestSignature,
    },
    testing_prelude::*,
    traits::fungible::Mutate,
};
use openledger_primitives::{Balance, Claim, Era, ModelId, Payment, SignedVoucher, Units, Voucher, VoucherAgent};
use std::collections::BTreeMap;

// All of the mock but for what is defined here to fit these tests.
pub use crate::mock::{
    accepted, authorize_for, build_and_execute, claiming, endpoint, escrow_account, events, held_for, key,
    new_test_ext, publish, publish_at, publish_until, set_operator, set_signer, set_stake, settle, signed,
    signed_as_it_is, signed_by_agent, signed_voucher, wrapped, AcceptedSplits, AgentDeposit, Asked, AskedForSigners,
    Balances, ChannelDeposit, Clock, Commissions, CurrentEra, DisputeEras, ExistentialDeposit, Inference,
    LedgerRefuses, MinCallPrice, Models, PayCoverage, Routed, RuntimeCall, RuntimeOrigin, StakePerFee, System, Test,
    ThawEras, ADAPTER, AGENT, AGENT_DEPOSIT, ALICE, ANYBODY, BASE, BOB, CHANNEL_DEPOSIT, CHILLED, COMMISSION, DEPOSIT,
    DEPRECATED, DISPUTE_ERAS, EXISTENTIAL_DEPOSIT, LEDGER, MAX_OFFER_ERAS, NO_MODEL, OPERATOR, OTHER_AGENT,
    OTHER_MODEL, OTHER_OPERATOR, PRICES, PRICE_OF_UNITS, SPLIT, STAKE_PER_FEE, START_BALANCE, THAW_ERAS, TREASURY,
    UNITS,
};

pub type Note = SignedVoucher<u64, TestSignature>;

/// The last era of the vouchers.
pub const LAST_ERA: Era = 10;

/// The account that submits the vouchers.
pub const RELAYER: u64 = ANYBODY;

pub fn genesis() -> H256 {
    System::block_hash(0)
}

pub fn era() -> Era {
    CurrentEra::get()
}

/// The number of an open channel.
pub fn number_of(payer: u64, operator: u64) -> u64 {
    Channels::<Test>::get(operator, payer).unwrap().number
}

pub fn balance_of(payer: u64, operator: u64) -> Balance {
    Channels::<Test>::get(operator, payer).unwrap().balance
}

/// What was settled on the channel's own vouchers, and by those of the agent.
pub fn settled_of(payer: u64, operator: u64, agent: Option<u64>, model: ModelId) -> Option<(Balance, Units)> {
    let settled = match agent {
        None => Channels::<Test>::get(operator, payer).unwrap().settled,
        Some(agent) => Agents::<Test>::get((operator, payer, agent)).unwrap().settled,
    };
    settled.iter().find(|of| of.model == model).map(|of| (of.amount, of.units))
}

pub fn owed() -> Balance {
    Inference::escrow_books().owed
}

/// Make the stake of an operator cover so much in a window.
pub fn set_coverage(operator: u64, coverage: Balance) {
    set_stake(operator, coverage * Balance::from(STAKE_PER_FEE));
}

pub fn escrow_balance() -> Balance {
    Balances::free_balance(escrow_account())
}

/// Open a channel, without its events.
pub fn open(payer: u64, operator: u64, amount: Balance) -> u64 {
    let number = crate::mock::open(payer, operator, amount);
    events();
    number
}

/// Authorize an agent until the last era of the vouchers, for all models, without the events.
pub fn authorize(payer: u64, operator: u64, agent: u64, cap: Balance) {
    assert_ok!(crate::mock::authorize(payer, operator, agent, cap, LAST_ERA));
    events();
}

/// What is executed for so many planck in these tests.
pub fn units_of(amount: Balance) -> Units {
    let calls = u64::try_from(amount).unwrap();
    Units { calls, input_tokens: 10 * calls, output_tokens: 3 * calls }
}

/// A voucher for `amount` planck in all, of the open channel.
pub fn voucher(payer: u64, operator: u64, model: ModelId, amount: Balance) -> Voucher<u64> {
    Voucher {
        units: units_of(amount),
        receipts_root: H256::from_low_u64_be(amount as u64),
        expires: LAST_ERA,
        ..crate::mock::voucher(payer, operator, model, amount)
    }
}

/// A voucher signed by its payer.
pub fn note(payer: u64, operator: u64, model: ModelId, amount: Balance) -> Note {
    signed_voucher(voucher(payer, operator, model, amount))
}

/// A voucher signed by an agent.
pub fn agent_note(payer: u64, operator: u64, agent: u64, model: ModelId, amount: Balance) -> Note {
    signed_by_agent(voucher(payer, operator, model, amount), agent)
}

/// The agent that a voucher names.
pub fn agent_of(note: &Note) -> Option<u64> {
    note.voucher.agent.as_ref().map(|agent| agent.account)
}

/// An agent as vouchers name it, under its last authorization.
pub fn named(payer: u64, operator: u64, agent: u64) -> Option<VoucherAgent<u64>> {
    let authorization = Agents::<Test>::get((operator, payer, agent)).map_or(0, |agent| agent.authorization);
    Some(VoucherAgent { account: agent, authorization })
}

/// The events of settling `vouchers` without their totals, which are checked here.
fn checked(vouchers: &[Note], settle: impl FnOnce()) -> Vec<Event<Test>> {
    let before = |note: &Note| {
        let Voucher { payer, operator, model, .. } = note.voucher;
        let is_there = match agent_of(note) {
            None => Channels::<Test>::contains_key(operator, payer),
            Some(agent) => Agents::<Test>::contains_key((operator, payer, agent)),
        };
        let settled = is_there.then(|| settled_of(payer, operator, agent_of(note), model)).flatten();
        settled.map_or(Claim::default(), |(amount, units)| Claim { amount, units })
    };
    let key = |note: &Note| (note.voucher.operator, note.voucher.payer, agent_of(note), note.voucher.model.0);
    let mut totals: BTreeMap<_, _> = vouchers.iter().map(|note| (key(note), before(note))).collect();
    events();
    settle();
    let mut events = events();
    for event in &mut events {
        if let Event::VoucherSettled { index, amount, units, total, .. } = event {
            let so_far = totals.get_mut(&key(&vouchers[*index as usize])).unwrap();
            *so_far = Claim { amount: so_far.amount + *amount, units: plus(so_far.units, *units) };
            assert_eq!(total, so_far);
            *total = Claim::default();
        }
    }
    events
}

/// Settle with the operators' signatures and return the events, without the totals.
pub fn settle_all(vouchers: &[Note]) -> Vec<Event<Test>> {
    checked(vouchers, || {
        assert_ok!(settle(vouchers.to_vec()));
    })
}

/// Submit vouchers as they are and return the events, without the totals.
pub fn submit(who: u64, vouchers: &[Note]) -> Vec<Event<Test>> {
    checked(vouchers, || {
        assert_ok!(Inference::settle(signed(who), vouchers.to_vec()));
    })
}

pub fn settled(
    index: u32,
    note: &Note,
    amount: Balance,
    units: Units,
    left: Balance,
    limit: Option<Limit>,
) -> Event<Test> {
    let Voucher { payer, operator, channel, agent, model, receipts_root, split_version, .. } = note.voucher.clone();
    let total = Claim::default();
    Event::VoucherSettled {
        index,
        payer,
        operator,
        channel,
        agent,
        model,
        split_version,
        amount,
        units,
        total,
        receipts_root,
        left,
        limit,
    }
}

/// The event of a voucher that settles in full, of which nothing was settled before.
pub fn settled_in_full(index: u32, note: &Note) -> Event<Test> {
    settled(index, note, note.voucher.amount, note.voucher.units, 0, None)
}

pub fn skipped(index: u32, note: &Note, reason: SkipReason) -> Event<Test> {
    let Voucher { payer, operator, channel, agent, model, split_version, .. } = note.voucher.clone();
    let claimed = note.claimed();
    Event::VoucherSkipped { index, payer, operator, channel, agent, model, split_version, claimed, reason }
}

pub fn batch(settled: u32, skipped: u32, amount: Balance) -> Event<Test> {
    batch_by(RELAYER, settled, skipped, amount)
}

pub fn batch_by(by: u64, settled: u32, skipped: u32, amount: Balance) -> Event<Test> {
    Event::BatchSettled { by, settled, skipped, amount }
}

/// What the ledger is told of a voucher.
pub fn payment(note: &Note, amount: Balance, units: Units) -> Payment<u64> {
    Payment {
        payer: note.voucher.payer,
        operator: note.voucher.operator,
        model: note.voucher.model,
        amount,
        units,
        commission: Permill::from_parts(COMMISSION),
        split_version: Some(note.voucher.split_version),
    }
}

/// The whole storage but for the events, as one hash.
pub fn state() -> Vec<u8> {
    System::reset_events();
    sp_io::storage::root(StateVersion::V1)
}

/// Run `f` and undo it.
pub fn undone<R>(f: impl FnOnce() -> R) -> R {
    let routed = Routed::get();
    let mut result = None;
    let outcome: DispatchResult = with_transaction(|| {
        result = Some(f());
        TransactionOutcome::Rollback(Ok(()))
    });
    assert_ok!(outcome);
    Routed::set(routed);
    result.unwrap()
}

/// All money there is.
pub fn all_money() -> Balance {
    Balances::total_issuance()
}

pub fn set_balance(who: u64, amount: Balance) {
    Balances::set_balance(&who, amount);
}

/// The part `of`/`whole` of units, each kind rounded down.
pub fn scaled(units: Units, of: u64, whole: u64) -> Units {
    let scale = |count: u64| (u128::from(count) * u128::from(of) / u128::from(whole)) as u64;
    Units {
        calls: scale(units.calls),
        input_tokens: scale(units.input_tokens),
        output_tokens: scale(units.output_tokens),
    }
}

pub fn plus(one: Units, other: Units) -> Units {
    Units {
        calls: one.calls + other.calls,
        input_tokens: one.input_tokens + other.input_tokens,
        output_tokens: one.output_tokens + other.output_tokens,
    }
}

pub fn minus(one: Units, other: Units) -> Units {
    Units {
        calls: one.calls - other.calls,
        input_tokens: one.input_tokens - other.input_tokens,
        output_tokens: one.output_tokens - other.output_tokens,
    }
}
