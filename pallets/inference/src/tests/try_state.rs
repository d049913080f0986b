// SPDX-License-Identifier: Apache-2.0

use super::support::*;
use crate::{Agents, Channels, EarlierAuthorization, Escrow, HoldReason, NextChannel, Offers, Prices};
use frame::{
    testing_prelude::*,
    traits::fungible::{Mutate, MutateHold},
};
use openledger_primitives::Settled;

#[test]
fn try_state_should_fail_when_an_offer_has_no_price() {
    new_test_ext().execute_with(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        assert_ok!(Inference::do_try_state());
        Offers::<Test>::mutate(OPERATOR, BASE, |offer| offer.as_mut().unwrap().prices = Prices::default());
        assert_eq!(Inference::do_try_state(), Err(DispatchError::Other("an offer has no price")));
    });
}

/// A state with something of everything in order, then `corrupt`ed: the check must complain with `complaint`.
#[track_caller]
fn check(complaint: &'static str, corrupt: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        for model in [BASE, ADAPTER] {
            assert_ok!(publish(OPERATOR, model, false));
        }
        assert_ok!(publish(OTHER_OPERATOR, BASE, false));
        open(ALICE, OPERATOR, 1_000);
        open(ALICE, OTHER_OPERATOR, 1_000);
        open(BOB, OPERATOR, 1_000);
        // Also an account that has deposits of all kinds.
        open(OPERATOR, OTHER_OPERATOR, 1_000);
        authorize(OPERATOR, OTHER_OPERATOR, AGENT, 100);
        authorize(ALICE, OPERATOR, AGENT, 100);
        authorize(ALICE, OPERATOR, OTHER_AGENT, 100);
        let notes = [
            note(ALICE, OPERATOR, BASE, 10),
            note(ALICE, OPERATOR, ADAPTER, 10),
            agent_note(ALICE, OPERATOR, AGENT, BASE, 10),
            agent_note(ALICE, OPERATOR, AGENT, ADAPTER, 10),
        ];
        assert_ok!(settle(notes.to_vec()));
        assert_ok!(Inference::do_try_state());
        corrupt();
        match Inference::do_try_state() {
            Err(DispatchError::Other(message)) => assert_eq!(message, complaint),
            other => panic!("{complaint}: {other:?}"),
        }
    });
}

fn hold_more(reason: HoldReason, who: u64) {
    assert_ok!(Balances::hold(&reason.into(), &who, 1));
}

fn release_some(reason: HoldReason, who: u64) {
    assert_ok!(Balances::release(&reason.into(), &who, 1, Precision::Exact));
}

fn with_channel(payer: u64, operator: u64, change: impl FnOnce(&mut crate::Channel)) {
    Channels::<Test>::mutate(operator, payer, |channel| change(channel.as_mut().unwrap()));
}

fn with_agent(change: impl FnOnce(&mut crate::Agent)) {
    Agents::<Test>::mutate((OPERATOR, ALICE, AGENT), |agent| change(agent.as_mut().unwrap()));
}

#[test]
fn try_state_should_fail_when_something_else_is_held_than_the_deposits_of_offers() {
    let complaint = "the hold of an operator differs from the deposits of its offers";
    check(complaint, || release_some(HoldReason::OfferDeposit, OPERATOR));
    // What no offer accounts for would never be released.
    check(complaint, || hold_more(HoldReason::OfferDeposit, OPERATOR));
    check(complaint, || {
        Offers::<Test>::mutate(OPERATOR, BASE, |offer| offer.as_mut().unwrap().deposit += 1);
    });
}

#[test]
fn try_state_should_fail_when_something_else_is_held_than_the_deposits_of_channels() {
    let complaint = "the hold of a payer differs from the deposits of its channels";
    for who in [ALICE, BOB, OPERATOR] {
        check(complaint, || release_some(HoldReason::ChannelDeposit, who));
        check(complaint, || hold_more(HoldReason::ChannelDeposit, who));
    }
    check(complaint, || with_channel(ALICE, OPERATOR, |channel| channel.deposit -= 1));
    // The right sum under the wrong reason.
    check(complaint, || {
        release_some(HoldReason::ChannelDeposit, ALICE);
        hold_more(HoldReason::AgentDeposit, ALICE);
    });
}

#[test]
fn try_state_should_fail_when_something_else_is_held_than_the_deposits_of_agents() {
    let complaint = "the hold of a payer differs from the deposits of its agents";
    for who in [ALICE, OPERATOR] {
        check(complaint, || release_some(HoldReason::AgentDeposit, who));
        check(complaint, || hold_more(HoldReason::AgentDeposit, who));
    }
    check(complaint, || with_agent(|agent| agent.deposit += 1));
}

#[test]
fn try_state_should_fail_when_the_balances_do_not_sum_up_to_what_is_owed() {
    let complaint = "the debt of the escrow differs from the sum of the channels' balances";
    check(complaint, || with_channel(BOB, OPERATOR, |channel| channel.balance += 1));
    check(complaint, || with_channel(BOB, OPERATOR, |channel| channel.balance -= 1));
    check(complaint, || Escrow::<Test>::mutate(|books| books.owed += 1));
    check(complaint, || Escrow::<Test>::mutate(|books| books.owed = 0));
    // That settlements are stopped is no excuse.
    check(complaint, || {
        Escrow::<Test>::mutate(|books| (books.owed, books.settlements_stopped) = (0, true));
    });
}

fn burn_from_escrow() {
    let (exact, force) = (Precision::Exact, Fortitude::Force);
    assert_ok!(Balances::burn_from(&escrow_account(), 1, Preservation::Expendable, exact, force));
}

#[test]
fn try_state_should_fail_when_the_escrow_is_short_unless_that_is_known() {
    check("the escrow holds less than it owes and its reserve", burn_from_escrow);
    new_test_ext().execute_with(|| {
        open(ALICE, OPERATOR, 1_000);
        burn_from_escrow();
        assert!(Inference::do_try_state().is_err());
        Inference::on_finalize(1);
        assert_ok!(Inference::do_try_state());
    });
}

#[test]
fn try_state_should_fail_when_a_model_is_counted_twice_or_not_at_all() {
    let (twice, empty) = ("a model is counted twice", "nothing was settled of a model that is counted");
    let of = |model, amount| Settled { model, amount, units: units_of(1) };
    check(twice, || with_channel(ALICE, OPERATOR, |channel| channel.settled.try_push(of(BASE, 1)).unwrap()));
    check(twice, || with_agent(|agent| agent.settled.try_push(of(ADAPTER, 1)).unwrap()));
    check(empty, || with_channel(ALICE, OPERATOR, |channel| channel.settled.try_push(of(OTHER_MODEL, 0)).unwrap()));
    check(empty, || with_agent(|agent| agent.settled.try_push(of(OTHER_MODEL, 0)).unwrap()));
}

#[test]
fn try_state_should_fail_when_channels_are_not_numbered_rightly() {
    let next = "a channel's number is not below that of the next one";
    check(next, || NextChannel::<Test>::put(0));
    check(next, || NextChannel::<Test>::mutate(|next| *next -= 1));
    check(next, || with_channel(BOB, OPERATOR, |channel| channel.number = u64::MAX));
    check("two channels have the same number", || {
        let taken = number_of(ALICE, OPERATOR);
        with_channel(BOB, OPERATOR, |channel| channel.number = taken);
    });
}

#[test]
fn try_state_should_fail_when_an_agent_has_spent_more_than_its_cap() {
    check("an agent has spent more than its cap", || with_agent(|agent| agent.spent = agent.cap + 1));
}

#[test]
fn try_state_should_fail_when_an_agent_has_a_model_twice() {
    check("an agent has a model twice", || with_agent(|agent| agent.models = vec![BASE, BASE].try_into().unwrap()));
}

#[test]
fn try_state_should_fail_when_an_agent_is_for_a_channel_that_never_was() {
    let complaint = "an agent is for a channel that was never opened";
    check(complaint, || with_agent(|agent| agent.channel = NextChannel::<Test>::get()));
}

#[test]
fn try_state_should_fail_when_authorizations_are_not_numbered_rightly() {
    let complaint = "the authorizations of an agent are not numbered rightly";
    check(complaint, || with_agent(|agent| agent.authorization = 2));
    check(complaint, || with_channel(ALICE, OPERATOR, |channel| channel.authorizations = 0));
    check(complaint, || {
        with_agent(|agent| {
            agent.earlier = Some(EarlierAuthorization { number: agent.authorization, cap: 1, expires: 9 })
        });
    });
}

#[test]
fn try_state_should_fail_when_settlements_were_stopped_in_the_future() {
    check("settlements were stopped in an era that has not begun", || {
        Escrow::<Test>::mutate(|books| books.stopped = era() + 1);
    });
}

#[test]
fn try_state_should_fail_when_settlements_were_resumed_in_the_future() {
    check("settlements were resumed in an era that has not begun", || {
        Escrow::<Test>::mutate(|books| books.resumed = era() + 1);
    });
}
