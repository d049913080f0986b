// SPDX-License-Identifier: Apache-2.0

//! Attacks on offers, channels and settlements: what each earned once, it no longer does.

use super::support::*;
use crate::{Agents, CallTotals, Calls, DirectFees, Error, Escrow, Event, Limit, Offers, SkipReason, MAX_EXCLUDED};
use frame::{
    deps::sp_runtime::testing::TestSignature,
    testing_prelude::*,
    traits::fungible::{Inspect, Mutate},
};
use openledger_primitives::{Balance, Era, ModelId, Units};

const ONE_CALL: Units = Units { calls: 1, input_tokens: 0, output_tokens: 0 };

fn flat(per_call: Balance) -> crate::Prices {
    crate::Prices { per_call, ..Default::default() }
}

/// A voucher of AGENT under its last authorization, which outlives it.
fn by_agent(amount: Balance) -> Note {
    let mut voucher = voucher(ALICE, OPERATOR, BASE, amount);
    voucher.expires = Era::MAX;
    signed_by_agent(voucher, AGENT)
}

fn authorize_with(cap: Balance, expires: Era, models: &[ModelId]) -> DispatchResult {
    authorize_for(ALICE, OPERATOR, AGENT, cap, expires, models)
}

fn revoke() -> DispatchResult {
    Inference::revoke_agent(signed(ALICE), OPERATOR, AGENT)
}

/// The amount that a voucher settles if `who` submits it, or why it does not.
fn settles_by(who: u64, note: &Note) -> Result<Balance, SkipReason> {
    match submit(who, std::slice::from_ref(note)).swap_remove(0) {
        Event::VoucherSettled { amount, .. } => Ok(amount),
        Event::VoucherSkipped { reason, .. } => Err(reason),
        event => panic!("unexpected {event:?}"),
    }
}

fn settles(note: &Note) -> Result<Balance, SkipReason> {
    settles_by(OPERATOR, note)
}

/// Let settlements be stopped now because a planck is missing.
fn break_escrow() {
    let (exact, force) = (Precision::Exact, Fortitude::Force);
    assert_ok!(Balances::burn_from(&escrow_account(), 1, Preservation::Expendable, exact, force));
    Inference::on_finalize(1);
    assert!(Escrow::<Test>::get().settlements_stopped);
}

fn resume() {
    assert_ok!(Balances::mint_into(&escrow_account(), 1));
    assert_ok!(Inference::resume_settlements(RuntimeOrigin::root()));
}

// An operator could take only all that was signed: it worked on credit, or charged the ceiling.

#[test]
fn an_operator_should_be_able_to_claim_less_than_was_signed() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        // Signed before the work: at most 100 planck and ten calls. It cost 60.
        let mut ceiling = voucher(ALICE, OPERATOR, BASE, 100);
        ceiling.units = Units { calls: 10, input_tokens: 1_000, output_tokens: 500 };
        let signed = signed_voucher(ceiling);
        let cost = Units { calls: 7, input_tokens: 800, output_tokens: 100 };
        let claim = claiming(signed.clone(), 60, cost);
        assert_eq!(
            submit(OPERATOR, std::slice::from_ref(&claim)),
            vec![settled(0, &claim, 60, cost, 0, None), batch_by(OPERATOR, 1, 0, 60)]
        );
        assert_eq!(balance_of(ALICE, OPERATOR), 940);
        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((60, cost)));
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 7, agents: 0 });
        // The claim is a total as well: the same one is worth nothing, and a lower one neither.
        for amount in [60, 59, 0] {
            assert_eq!(settles(&claiming(signed.clone(), amount, cost)), Err(SkipReason::NothingNew));
        }
        // Up to the ceiling, which the payer signed for; and of the units no more than it signed for.
        let most = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
        assert_eq!(settles(&claiming(signed.clone(), 101, cost)), Err(SkipReason::ClaimTooHigh));
        assert_eq!(settles(&claiming(signed.clone(), 100, most)), Ok(40));
        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((100, signed.voucher.units)));
        assert_eq!(settles(&signed), Err(SkipReason::NothingNew));
    });
}

#[test]
fn a_claim_should_be_kept_back_by_limits_like_a_voucher() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 30);
        let claim = claiming(note(ALICE, OPERATOR, BASE, 100), 50, units_of(50));
        assert_eq!(
            submit(OPERATOR, std::slice::from_ref(&claim))[0],
            settled(0, &claim, 30, units_of(30), 20, Some(Limit::Balance))
        );
        assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, 500));
        assert_eq!(settles(&claim), Ok(20));
        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((50, units_of(50))));
    });
}

#[test]
fn a_relayer_should_not_be_able_to_change_the_claim() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let claim = accepted(claiming(note(ALICE, OPERATOR, BASE, 100), 60, units_of(60)));
        for other in [
            Note { claim: None, ..claim.clone() },
            claiming(claim.clone(), 100, units_of(60)),
            claiming(claim.clone(), 61, units_of(60)),
            claiming(claim.clone(), 59, units_of(60)),
            claiming(claim.clone(), 60, units_of(61)),
        ] {
            assert_eq!(settles_by(RELAYER, &other), Err(SkipReason::NotAccepted));
        }
        // An acceptance of all of it is none of a claim for as much.
        let all = accepted(note(ALICE, OPERATOR, BASE, 100));
        let as_claim =
            Note { acceptance: all.acceptance, ..claiming(note(ALICE, OPERATOR, BASE, 100), 100, units_of(100)) };
        assert_eq!(settles_by(RELAYER, &as_claim), Err(SkipReason::NotAccepted));
        assert_eq!(settles_by(RELAYER, &claim), Ok(60));
    });
}

// The key of the bond had to be on the server that signs acceptances.

#[test]
fn acceptances_should_be_of_the_operators_signer() {
    const SIGNER: u64 = 71;
    const NEXT: u64 = 72;
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        open(BOB, OTHER_OPERATOR, 1_000);
        let by = |who, note: Note| {
            let acceptance = Some(TestSignature(who, note.acceptance_payload(&genesis())));
            Note { acceptance, ..note }
        };
        let of = |amount| note(ALICE, OPERATOR, BASE, amount);
        assert_eq!(settles_by(RELAYER, &by(OPERATOR, of(10))), Ok(10));
        set_signer(OPERATOR, SIGNER);
        assert_eq!(settles_by(RELAYER, &by(OPERATOR, of(20))), Err(SkipReason::NotAccepted));
        assert_eq!(settles_by(RELAYER, &by(SIGNER, of(20))), Ok(10));
        // For one operator only.
        assert_eq!(settles_by(RELAYER, &by(SIGNER, note(BOB, OTHER_OPERATOR, BASE, 5))), Err(SkipReason::NotAccepted));
        // Both keys may submit.
        assert_eq!(settles_by(OPERATOR, &of(30)), Ok(10));
        assert_eq!(settles_by(SIGNER, &of(40)), Ok(10));
        assert_eq!(settles_by(SIGNER, &note(BOB, OTHER_OPERATOR, BASE, 5)), Err(SkipReason::NotAccepted));
        // A replaced key, which may have leaked, agrees to nothing more.
        set_signer(OPERATOR, NEXT);
        assert_eq!(settles_by(RELAYER, &by(SIGNER, of(50))), Err(SkipReason::NotAccepted));
        assert_eq!(settles_by(SIGNER, &of(50)), Err(SkipReason::NotAccepted));
        assert_eq!(settles_by(RELAYER, &by(NEXT, of(50))), Ok(10));
    });
}

#[test]
fn settle_should_look_up_the_signer_once_and_only_for_third_accounts() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let notes: Vec<_> = (1..=20).map(|amount| note(ALICE, OPERATOR, BASE, amount)).collect();
        AskedForSigners::set(0);
        submit(OPERATOR, &notes);
        assert_eq!(AskedForSigners::get(), 0);
        let notes: Vec<_> = (21..=40).map(|amount| accepted(note(ALICE, OPERATOR, BASE, amount))).collect();
        submit(RELAYER, &notes);
        assert_eq!(AskedForSigners::get(), 1);
    });
}

// Authorizing a revoked key again revived its old vouchers.

#[test]
fn a_revoked_authorization_should_never_settle_again() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_with(1, 50, &[]));
        let old = by_agent(5);
        assert_eq!(settles(&old), Ok(1));
        assert_ok!(revoke());
        CurrentEra::set(5 + THAW_ERAS + 1);
        assert_eq!(settles(&old), Err(SkipReason::AgentExpired));
        assert_ok!(authorize_with(10, 50, &[]));
        // The other four settled then.
        assert_eq!(settles(&old), Err(SkipReason::AgentNotAuthorized));
        assert_eq!(balance_of(ALICE, OPERATOR), 999);
        // What was settled before counts on.
        assert_eq!(settles(&by_agent(5)), Ok(4));
    });
}

// An operator removed an agent that had expired, just before its payer authorized it again. The agent's next voucher, a
// total since the channel was opened, settled in full: everything was paid twice.

#[test]
fn nobody_but_the_payer_should_make_the_chain_forget_what_an_agent_has_settled() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_with(100, 9, &[]));
        assert_eq!(settles(&by_agent(60)), Ok(60));
        CurrentEra::set(10);
        let remove = |who| Inference::remove_agent(signed(who), key(ALICE, OPERATOR), AGENT);
        for who in [OPERATOR, BOB] {
            assert_noop!(remove(who), Error::<Test>::AgentNotExpired);
        }
        assert_ok!(authorize_with(100, 50, &[]));
        assert_eq!(settles(&by_agent(65)), Ok(5));
        assert_eq!(balance_of(ALICE, OPERATOR), 935);
        // Once the channel is closed nothing of it counts, and anyone can return the deposit.
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        assert_ok!(remove(BOB));
    });
}

#[test]
fn authorizing_again_in_the_thaw_should_take_nothing_from_the_operator_and_give_it_nothing() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_with(1, 50, &[BASE]));
        let old = by_agent(5);
        assert_ok!(revoke());
        // With a higher cap: the old voucher still has the old one. It is not lost either.
        assert_ok!(authorize_with(10, 60, &[BASE]));
        let new = by_agent(4);
        assert_eq!(settles(&old), Ok(1));
        assert_eq!(settles(&old), Err(SkipReason::CapReached));
        assert_eq!(settles(&new), Ok(3));
        // The two share what an era may cost.
        CurrentEra::set(6);
        assert_eq!(settles(&by_agent(12)), Ok(8));
        assert_eq!(settles(&by_agent(20)), Ok(2));
        CurrentEra::set(5 + THAW_ERAS);
        assert_eq!(Agents::<Test>::get((OPERATOR, ALICE, AGENT)).unwrap().earlier.unwrap().expires, era());
        let mut more = old.voucher.clone();
        more.amount = 100;
        let more = signed_as_it_is(more);
        assert_eq!(settles(&more), Ok(1));
        CurrentEra::set(era() + 1);
        assert_eq!(settles(&more), Err(SkipReason::AgentExpired));
        assert_eq!(settles(&by_agent(30)), Ok(10));
    });
    // A lower cap acts on new vouchers at once, and on old ones never.
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_with(100, 50, &[]));
        let old = by_agent(150);
        assert_eq!(settles(&old), Ok(100));
        assert_ok!(revoke());
        assert_ok!(authorize_with(10, 60, &[]));
        assert_eq!(settles(&by_agent(300)), Err(SkipReason::CapReached));
        CurrentEra::set(6);
        assert_eq!(settles(&by_agent(300)), Ok(10));
        assert_eq!(settles(&old), Ok(40));
    });
}

#[test]
fn authorize_agent_should_fail_when_two_authorizations_still_settle() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_with(10, 50, &[]));
        assert_ok!(revoke());
        assert_ok!(authorize_with(10, 50, &[]));
        CurrentEra::set(6);
        assert_ok!(revoke());
        for at in [6, 5 + THAW_ERAS] {
            CurrentEra::set(at);
            assert_noop!(authorize_with(10, 50, &[]), Error::<Test>::AgentThawing);
        }
        CurrentEra::set(5 + THAW_ERAS + 1);
        assert_ok!(authorize_with(10, 50, &[]));
        let agent = Agents::<Test>::get((OPERATOR, ALICE, AGENT)).unwrap();
        assert_eq!((agent.authorization, agent.earlier.unwrap().number), (2, 1));
        // An earlier one that outlives the present one is kept too, and the record with it.
        assert_ok!(revoke());
        assert_eq!(Inference::agent(key(ALICE, OPERATOR), AGENT).unwrap().authorization, 2);
    });
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_with(10, 50, &[]));
        let old = by_agent(10);
        assert_ok!(revoke());
        assert_ok!(authorize_with(10, 6, &[]));
        CurrentEra::set(7);
        let remove = || Inference::remove_agent(signed(ALICE), key(ALICE, OPERATOR), AGENT);
        assert_noop!(remove(), Error::<Test>::AgentNotExpired);
        assert_ok!(authorize_with(10, 7, &[]));
        assert_eq!(settles(&old), Ok(10));
        CurrentEra::set(5 + THAW_ERAS + 1);
        assert_ok!(remove());
    });
}

// A higher cap, a later end or another model took days, or another key.

#[test]
fn authorize_agent_should_widen_a_running_authorization_at_once() {
    build_and_execute(|| {
        let channel = open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_with(10, 9, &[BASE]));
        let note = by_agent(100);
        assert_eq!(settles(&note), Ok(10));
        events();
        assert_ok!(authorize_with(60, 40, &[ADAPTER, BASE]));
        assert_eq!(
            events(),
            vec![Event::AgentAuthorized {
                payer: ALICE,
                operator: OPERATOR,
                agent: AGENT,
                channel,
                authorization: 0,
                cap: 60,
                expires: 40,
                models: vec![ADAPTER, BASE].try_into().unwrap(),
            }]
        );
        assert_eq!(held_for(crate::HoldReason::AgentDeposit, ALICE), AGENT_DEPOSIT);
        assert_eq!(settles(&note), Ok(50));
        CurrentEra::set(40);
        assert_eq!(settles(&note), Ok(40));
        // The operator relies on it: it cannot be narrowed.
        for (cap, expires, models) in
            [(59, 40, &[ADAPTER, BASE][..]), (60, 41, &[ADAPTER]), (60, 41, &[BASE, OTHER_MODEL])]
        {
            assert_noop!(authorize_with(cap, expires, models), Error::<Test>::AgentNarrowed);
        }
        assert_ok!(authorize_with(60, 41, &[]));
        for (cap, expires, models) in [(60, 40, &[][..]), (60, 41, &[BASE])] {
            assert_noop!(authorize_with(cap, expires, models), Error::<Test>::AgentNarrowed);
        }
        // Nor the models in the thaw, in which its old vouchers settle.
        assert_ok!(revoke());
        assert_noop!(authorize_with(60, 41, &[BASE]), Error::<Test>::AgentNarrowed);
        assert_ok!(authorize_with(1, 41, &[]));
    });
}

#[test]
fn authorize_agent_and_open_channel_should_fail_when_the_deposit_is_above_what_was_agreed_to() {
    build_and_execute(|| {
        let open = |most| Inference::open_channel(signed(ALICE), OPERATOR, 1_000, most);
        ChannelDeposit::set(&(CHANNEL_DEPOSIT + 1));
        assert_noop!(open(CHANNEL_DEPOSIT), Error::<Test>::DepositTooHigh);
        assert_ok!(open(CHANNEL_DEPOSIT + 1));
        let authorize = |most| Inference::authorize_agent(signed(ALICE), OPERATOR, AGENT, 10, 9, vec![], most);
        AgentDeposit::set(&(AGENT_DEPOSIT + 1));
        assert_noop!(authorize(AGENT_DEPOSIT), Error::<Test>::DepositTooHigh);
        assert_ok!(authorize(AGENT_DEPOSIT + 1));
        // A change holds nothing.
        assert_ok!(authorize(0));
        assert_eq!(held_for(crate::HoldReason::AgentDeposit, ALICE), AGENT_DEPOSIT + 1);
    });
}

#[test]
fn authorize_agent_should_fail_when_there_are_too_many_models() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        Models::set(&(1..=9).map(|id| (id, (true, None))).collect());
        let list = |count| (1..=count).map(ModelId).collect::<Vec<_>>();
        assert_noop!(authorize_with(10, 9, &list(9)), Error::<Test>::TooManyModels);
        assert_ok!(authorize_with(10, 9, &list(8)));
    });
}

// A call, the measure of use, cost a planck or nothing.

#[test]
fn calls_should_count_only_as_far_as_they_are_paid_for() {
    const MOST: Units = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
    build_and_execute(|| {
        MinCallPrice::set(&100);
        // By a voucher of a planck to oneself.
        open(OPERATOR, OPERATOR, 10_000);
        let of = |amount| {
            let mut voucher = voucher(OPERATOR, OPERATOR, BASE, amount);
            voucher.units = MOST;
            signed_voucher(voucher)
        };
        for (amount, calls) in [(1, 0), (99, 0), (100, 1), (199, 1), (250, 2), (1_000, 10)] {
            assert!(settles(&of(amount)).is_ok());
            let tokens = 1_000 * amount as u64;
            let counted = Units { calls, input_tokens: tokens, output_tokens: tokens };
            assert_eq!(settled_of(OPERATOR, OPERATOR, None, BASE), Some((amount, counted)));
            assert_eq!(Calls::<Test>::get().payers, u128::from(calls));
        }
        let told: u64 = Routed::get().iter().map(|payment| payment.units.calls).sum();
        assert_eq!(told, 10);
    });
    // By `pay` at a price for tokens only, which no call is paid by.
    build_and_execute(|| {
        MinCallPrice::set(&100);
        let prices = crate::Prices { per_thousand_input_tokens: 1, ..Default::default() };
        assert_ok!(publish_at(OPERATOR, BASE, prices, false));
        let units = Units { calls: u64::MAX, input_tokens: 1, output_tokens: u64::MAX };
        assert_ok!(Inference::pay(signed(ALICE), BASE, OPERATOR, units, 1));
        assert_eq!(Calls::<Test>::get(), CallTotals::default());
        let counted = Units { calls: 0, input_tokens: 1, output_tokens: 1_000 };
        assert_eq!(Routed::get()[0].units, counted);
        assert_eq!(
            events().pop(),
            Some(Event::Paid { payer: ALICE, operator: OPERATOR, model: BASE, units: counted, amount: 1 })
        );
    });
}

// An operator had to run every adapter at the price of the base.

#[test]
fn an_offer_should_be_able_to_exclude_adapters() {
    build_and_execute(|| {
        let publish = |excluded: Vec<ModelId>| {
            Inference::publish_offer(signed(OPERATOR), BASE, flat(5), endpoint(), 10, true, excluded, DEPOSIT)
        };
        let pay = || Inference::pay(signed(BOB), ADAPTER, OPERATOR, ONE_CALL, 5);
        assert_ok!(publish(vec![]));
        assert_ok!(pay());
        assert_ok!(publish(vec![ADAPTER]));
        assert_noop!(pay(), Error::<Test>::OfferNotFound);
        assert_ok!(Inference::pay(signed(BOB), BASE, OPERATOR, ONE_CALL, 5));
        // The adapter can still have a price of its own.
        assert_ok!(publish_at(OPERATOR, ADAPTER, flat(50), false));
        assert_ok!(Inference::pay(signed(BOB), ADAPTER, OPERATOR, ONE_CALL, 50));
    });
}

#[test]
fn a_withdrawn_price_of_an_adapter_should_not_become_the_bases() {
    build_and_execute(|| {
        assert_ok!(publish_at(OPERATOR, BASE, flat(5), true));
        assert_ok!(publish_at(OPERATOR, ADAPTER, flat(50), false));
        events();
        assert_ok!(Inference::withdraw_offer(signed(OPERATOR), ADAPTER));
        let offer = Offers::<Test>::get(OPERATOR, BASE).unwrap();
        assert_eq!(offer.excluded.to_vec(), vec![ADAPTER]);
        assert_eq!(
            events(),
            vec![
                Event::OfferUpdated { operator: OPERATOR, model: BASE, old_prices: flat(5), offer },
                Event::OfferWithdrawn { operator: OPERATOR, model: ADAPTER, deposit: DEPOSIT },
            ]
        );
        let pay = || Inference::pay(signed(BOB), ADAPTER, OPERATOR, ONE_CALL, 50);
        assert_noop!(pay(), Error::<Test>::OfferNotFound);
        // Withdrawn a second time, it is excluded once.
        assert_ok!(publish_at(OPERATOR, ADAPTER, flat(50), false));
        assert_ok!(pay());
        assert_ok!(Inference::withdraw_offer(signed(OPERATOR), ADAPTER));
        assert_eq!(Offers::<Test>::get(OPERATOR, BASE).unwrap().excluded.len(), 1);
    });
}

#[test]
fn withdraw_offer_and_remove_expired_offer_should_fail_when_no_more_can_be_excluded() {
    build_and_execute(|| {
        let excluded = (100..100 + MAX_EXCLUDED).map(ModelId).collect();
        let (origin, until) = (signed(OPERATOR), 10);
        assert_ok!(Inference::publish_offer(origin, BASE, flat(5), endpoint(), until, true, excluded, DEPOSIT));
        assert_ok!(publish_at(OPERATOR, ADAPTER, flat(50), false));
        assert_noop!(Inference::withdraw_offer(signed(OPERATOR), ADAPTER), Error::<Test>::TooManyExcluded);
        CurrentEra::set(11);
        let remove = || Inference::remove_expired_offer(signed(BOB), OPERATOR, ADAPTER);
        assert_noop!(remove(), Error::<Test>::TooManyExcluded);
        // The operator can always make room, or cover no adapters.
        assert_ok!(publish_until(OPERATOR, BASE, flat(5), 11, false));
        assert_ok!(remove());
    });
}

// A stranger's payments to a model of its own used up what the stake covers.

#[test]
fn strangers_should_not_use_up_the_coverage_that_channels_need() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 100_000);
        set_coverage(OPERATOR, 1_000);
        assert_ok!(publish_at(OPERATOR, BASE, flat(1), true));
        let pay = |amount| {
            let units = Units { calls: amount, ..Default::default() };
            Inference::pay(signed(BOB), ADAPTER, OPERATOR, units, Balance::MAX)
        };
        // At once, in parts, and again and again.
        assert_noop!(pay(501), Error::<Test>::NotCovered);
        for part in [250, 249, 1] {
            assert_ok!(pay(part));
        }
        assert_noop!(pay(1), Error::<Test>::NotCovered);
        assert_eq!(Inference::price(OPERATOR, BASE, ONE_CALL), Err(Error::<Test>::NotCovered.into()));
        assert_eq!(settles(&note(ALICE, OPERATOR, BASE, 2_000)), Ok(500));
        // What left the window is there again, for both.
        CurrentEra::set(5 + DISPUTE_ERAS);
        assert_eq!(DirectFees::<Test>::get(OPERATOR).at(era()).sum(DISPUTE_ERAS), 0);
        let mut voucher = voucher(ALICE, OPERATOR, BASE, 1_000);
        voucher.expires = Era::MAX;
        assert_eq!(settles(&signed_voucher(voucher.clone())), Ok(500));
        // Half of what channels have not used.
        assert_noop!(pay(251), Error::<Test>::NotCovered);
        assert_ok!(pay(250));
        voucher.amount = 2_000;
        assert_eq!(settles(&signed_voucher(voucher)), Ok(250));
    });
}

// While settlements were stopped, vouchers and agents expired, and payers took back what they owed.

#[test]
fn vouchers_and_agents_should_not_expire_while_settlements_are_stopped() {
    new_test_ext().execute_with(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_with(100, 7, &[]));
        let last = |expires: Era, amount| {
            let mut voucher = voucher(ALICE, OPERATOR, BASE, amount);
            voucher.expires = expires;
            signed_voucher(voucher)
        };
        CurrentEra::set(6);
        let (gone, ends_now, ends_later) = (last(5, 10), last(6, 20), last(40, 30));
        let agents = by_agent(10);
        break_escrow();
        CurrentEra::set(30);
        // In between nothing of the agent is lost.
        let remove = || Inference::remove_agent(signed(ALICE), key(ALICE, OPERATOR), AGENT);
        assert_noop!(remove(), Error::<Test>::AgentNotExpired);
        let info = Inference::agent(key(ALICE, OPERATOR), AGENT).unwrap();
        assert_eq!((info.left, info.expires), (100, 30 + THAW_ERAS));
        resume();
        // From the resumption on, the operator has the whole thaw.
        for at in [30, 30 + THAW_ERAS] {
            CurrentEra::set(at);
            assert_eq!(settles(&gone), Err(SkipReason::Expired));
            assert_eq!(undone(|| settles(&ends_now)), Ok(20));
            assert_eq!(undone(|| settles(&agents)), Ok(10));
            assert_noop!(remove(), Error::<Test>::AgentNotExpired);
        }
        CurrentEra::set(30 + THAW_ERAS + 1);
        assert_eq!(settles(&ends_now), Err(SkipReason::Expired));
        assert_eq!(settles(&agents), Err(SkipReason::AgentExpired));
        // No longer than was signed, if that is later.
        CurrentEra::set(40);
        assert_eq!(undone(|| settles(&ends_later)), Ok(30));
        CurrentEra::set(41);
        assert_eq!(settles(&ends_later), Err(SkipReason::Expired));
        assert_ok!(remove());
        // What was signed since has only its own time.
        let signed_since = last(41, 40);
        assert_eq!(undone(|| settles(&signed_since)), Ok(40));
        CurrentEra::set(42);
        assert_eq!(settles(&signed_since), Err(SkipReason::Expired));
    });
}

#[test]
fn a_second_stop_should_put_off_what_the_first_one_did() {
    new_test_ext().execute_with(|| {
        open(ALICE, OPERATOR, 1_000);
        let mut voucher = voucher(ALICE, OPERATOR, BASE, 10);
        voucher.expires = 6;
        let note = signed_voucher(voucher);
        break_escrow();
        CurrentEra::set(20);
        resume();
        // Within the time that the operator has since the resumption.
        CurrentEra::set(20 + THAW_ERAS);
        break_escrow();
        CurrentEra::set(60);
        resume();
        assert_eq!(undone(|| settles(&note)), Ok(10));
        // After it, a third one revives nothing.
        CurrentEra::set(60 + THAW_ERAS + 1);
        assert_eq!(settles(&note), Err(SkipReason::Expired));
        break_escrow();
        resume();
        assert_eq!(settles(&note), Err(SkipReason::Expired));
        assert_eq!(Escrow::<Test>::get().stopped, era());
    });
}

#[test]
fn a_revocation_should_not_run_out_while_settlements_are_stopped() {
    new_test_ext().execute_with(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_with(100, 50, &[]));
        let note = by_agent(10);
        assert_ok!(revoke());
        break_escrow();
        CurrentEra::set(5 + 10 * THAW_ERAS);
        resume();
        assert_eq!(settles(&note), Ok(10));
    });
}

// A runtime that raises the existential deposit stopped everything that leaves the escrow.

#[test]
fn a_higher_existential_deposit_should_not_stop_settlements() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(Balances::mint_into(&TREASURY, 1_000));
        let treasury = Balances::free_balance(TREASURY);
        CurrentEra::set(6);
        Inference::on_idle(1, Weight::MAX);
        events();

        ExistentialDeposit::set(&(5 * EXISTENTIAL_DEPOSIT));
        <Inference as Hooks<u64>>::on_runtime_upgrade();
        Inference::on_finalize(1);
        assert!(!Escrow::<Test>::get().settlements_stopped);
        assert_eq!(settles(&note(ALICE, OPERATOR, BASE, 100)), Ok(100));
        assert_ok!(Inference::do_try_state());
        // In the next idle time, not only in the next era, the treasury gives what is missing.
        events();
        Inference::on_idle(2, Weight::MAX);
        assert_eq!(events(), vec![Event::EscrowReserveRaised { amount: 4 * EXISTENTIAL_DEPOSIT }]);
        assert_eq!(Balances::free_balance(TREASURY), treasury - 4 * EXISTENTIAL_DEPOSIT);
        assert_eq!(escrow_balance(), 5 * EXISTENTIAL_DEPOSIT + owed());
        // So the last planck can leave.
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        assert_eq!(escrow_balance(), Balances::minimum_balance());
    });
    // A surplus comes first. If neither has it, payments go on with the reserve that there is.
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(Balances::mint_into(&escrow_account(), 15));
        ExistentialDeposit::set(&(5 * EXISTENTIAL_DEPOSIT));
        Inference::on_idle(1, Weight::MAX);
        assert_eq!(events(), vec![Event::EscrowReserveRaised { amount: 15 }]);
        assert_eq!(Escrow::<Test>::get().reserve, EXISTENTIAL_DEPOSIT + 15);
        assert_eq!(settles(&note(ALICE, OPERATOR, BASE, 900)), Ok(900));
        Inference::on_finalize(1);
        assert!(!Escrow::<Test>::get().settlements_stopped);
        // A lower one makes a surplus.
        ExistentialDeposit::set(&5);
        CurrentEra::set(6);
        events();
        Inference::on_idle(1, Weight::MAX);
        assert_eq!(events(), vec![Event::EscrowSurplusSwept { amount: EXISTENTIAL_DEPOSIT + 10 }]);
        assert_eq!(Escrow::<Test>::get().reserve, 5);
    });
}

// Rules that no page stated.

#[test]
fn an_amount_above_all_balances_should_be_refused_by_name() {
    build_and_execute(|| {
        let much = 1 << 99;
        assert_noop!(
            Inference::open_channel(signed(ALICE), OPERATOR, much, Balance::MAX),
            TokenError::FundsUnavailable
        );
        open(ALICE, OPERATOR, 10);
        assert_noop!(Inference::top_up(signed(ALICE), OPERATOR, much), TokenError::FundsUnavailable);
    });
}

#[test]
fn a_voucher_for_an_operator_without_stake_should_not_be_covered() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        set_stake(OPERATOR, 0);
        assert_eq!(settles(&note(ALICE, OPERATOR, BASE, 10)), Err(SkipReason::NotCovered));
    });
}
