// SPDX-License-Identifier: Apache-2.0

use super::support::*;
use crate::{Agent, Agents, EarlierAuthorization, Error, Event, HoldReason, Limit, SkipReason, MAX_MODELS};
use codec::{Encode, MaxEncodedLen};
use frame::testing_prelude::*;
use openledger_primitives::{Balance, Era, ModelId, Settled, Units};

fn authorize_until(expires: Era) -> DispatchResult {
    Inference::authorize_agent(signed(ALICE), OPERATOR, AGENT, 100, expires, vec![], Balance::MAX)
}

fn revoke(payer: u64) -> DispatchResult {
    Inference::revoke_agent(signed(payer), OPERATOR, AGENT)
}

fn remove(who: u64) -> DispatchResult {
    Inference::remove_agent(signed(who), key(ALICE, OPERATOR), AGENT)
}

fn agent() -> Option<Agent> {
    Agents::<Test>::get((OPERATOR, ALICE, AGENT))
}

fn models(models: &[ModelId]) -> BoundedVec<ModelId, ConstU32<MAX_MODELS>> {
    models.to_vec().try_into().unwrap()
}

/// What a voucher of AGENT for `amount` in all settles now, and why not all of it or nothing.
fn settles(note: Note) -> Result<(Balance, Balance, Option<Limit>), SkipReason> {
    match settle_all(&[note]).swap_remove(0) {
        Event::VoucherSettled { amount, left, limit, .. } => Ok((amount, left, limit)),
        Event::VoucherSkipped { reason, .. } => Err(reason),
        event => panic!("unexpected {event:?}"),
    }
}

fn by_agent(amount: Balance) -> Note {
    let mut voucher = voucher(ALICE, OPERATOR, BASE, amount);
    // The authorization ends before the voucher does.
    voucher.expires = Era::MAX;
    signed_by_agent(voucher, AGENT)
}

#[test]
fn authorize_agent_should_record_it_and_hold_its_deposit() {
    build_and_execute(|| {
        let channel = open(ALICE, OPERATOR, 1_000);
        let free = Balances::free_balance(ALICE);
        let allowed = models(&[ADAPTER, BASE]);
        assert_ok!(Inference::authorize_agent(signed(ALICE), OPERATOR, AGENT, 100, 9, allowed.to_vec(), Balance::MAX));

        let Agent { channel: of, cap, expires, spent, models, settled, deposit, .. } = agent().unwrap();
        assert_eq!((of, cap, expires, spent, deposit), (channel, 100, 9, 0, AGENT_DEPOSIT));
        assert_eq!(models, allowed);
        assert!(settled.is_empty());
        assert_eq!(held_for(HoldReason::AgentDeposit, ALICE), AGENT_DEPOSIT);
        assert_eq!(Balances::free_balance(ALICE), free - AGENT_DEPOSIT);
        assert_eq!((owed(), balance_of(ALICE, OPERATOR)), (1_000, 1_000));
        assert_eq!(
            events(),
            vec![Event::AgentAuthorized {
                payer: ALICE,
                operator: OPERATOR,
                agent: AGENT,
                channel,
                authorization: 0,
                cap: 100,
                expires: 9,
                models: allowed
            }]
        );
    });
}

#[test]
fn authorize_agent_should_hold_a_deposit_for_each_agent_and_channel() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        open(ALICE, OTHER_OPERATOR, 1_000);
        open(BOB, OPERATOR, 1_000);
        authorize(ALICE, OPERATOR, AGENT, 1);
        authorize(ALICE, OPERATOR, OTHER_AGENT, 1);
        authorize(ALICE, OTHER_OPERATOR, AGENT, 1);
        // The same key may sign for two payers.
        authorize(BOB, OPERATOR, AGENT, 1);
        assert_eq!(held_for(HoldReason::AgentDeposit, ALICE), 3 * AGENT_DEPOSIT);
        assert_eq!(held_for(HoldReason::AgentDeposit, BOB), AGENT_DEPOSIT);
    });
}

#[test]
fn authorize_agent_should_fail_when_not_signed() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Inference::authorize_agent(origin, OPERATOR, AGENT, 1, 9, vec![], Balance::MAX), BadOrigin);
        }
    });
}

#[test]
fn authorize_agent_should_fail_when_there_is_no_channel() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        for (payer, operator) in [(BOB, OPERATOR), (ALICE, OTHER_OPERATOR)] {
            assert_noop!(
                Inference::authorize_agent(signed(payer), operator, AGENT, 1, 9, vec![], Balance::MAX),
                Error::<Test>::ChannelNotFound
            );
        }
    });
}

#[test]
fn authorize_agent_should_fail_when_the_channel_closes() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(Inference::request_close(signed(ALICE), OPERATOR));
        assert_noop!(authorize_until(9), Error::<Test>::ChannelClosing);
    });
}

#[test]
fn authorize_agent_should_fail_when_the_cap_is_zero() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let authorize = |cap| Inference::authorize_agent(signed(ALICE), OPERATOR, AGENT, cap, 9, vec![], Balance::MAX);
        assert_noop!(authorize(0), Error::<Test>::ZeroAmount);
        assert_ok!(authorize(1));
    });
}

#[test]
fn authorize_agent_should_fail_when_the_agent_is_the_payer() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_noop!(
            Inference::authorize_agent(signed(ALICE), OPERATOR, ALICE, 1, 9, vec![], Balance::MAX),
            Error::<Test>::AgentIsPayer
        );
        // The operator may well be: the payer trusts it with so much.
        assert_ok!(Inference::authorize_agent(signed(ALICE), OPERATOR, OPERATOR, 1, 9, vec![], Balance::MAX));
    });
}

#[test]
fn authorize_agent_should_fail_when_it_ends_in_the_past() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_noop!(authorize_until(4), Error::<Test>::ValidityInPast);
        assert_ok!(authorize_until(5));
    });
}

#[test]
fn authorize_agent_should_fail_when_a_model_does_not_exist_or_is_named_twice() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let authorize = |list: &[ModelId]| {
            Inference::authorize_agent(signed(ALICE), OPERATOR, AGENT, 1, 9, models(list).to_vec(), Balance::MAX)
        };
        for list in [&[NO_MODEL][..], &[BASE, NO_MODEL], &[NO_MODEL, BASE]] {
            assert_noop!(authorize(list), Error::<Test>::ModelNotFound);
        }
        for list in [&[BASE, BASE][..], &[BASE, ADAPTER, BASE]] {
            assert_noop!(authorize(list), Error::<Test>::DuplicateModel);
        }
        // A deprecated one still answers.
        assert_ok!(authorize(&[DEPRECATED, BASE, ADAPTER]));
    });
}

#[test]
fn authorize_agent_should_go_on_with_what_was_settled_when_it_has_expired() {
    build_and_execute(|| {
        let channel = open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(9));
        let old = by_agent(100);
        CurrentEra::set(9);
        assert_eq!(settles(old.clone()), Ok((100, 0, None)));
        CurrentEra::set(10);
        // A new price acts on new authorizations only.
        AgentDeposit::set(&(3 * AGENT_DEPOSIT));
        events();
        let list = models(&[BASE]);
        assert_ok!(Inference::authorize_agent(signed(ALICE), OPERATOR, AGENT, 70, 12, list.to_vec(), Balance::MAX));
        assert_eq!(
            events(),
            vec![Event::AgentAuthorized {
                payer: ALICE,
                operator: OPERATOR,
                agent: AGENT,
                channel,
                authorization: 1,
                cap: 70,
                expires: 12,
                models: list.clone()
            }]
        );
        let renewed = agent().unwrap();
        assert_eq!((renewed.cap, renewed.expires, renewed.models), (70, 12, list));
        assert_eq!((renewed.channel, renewed.deposit), (channel, AGENT_DEPOSIT));
        // A lower cap than was spent in an earlier era is nothing wrong.
        assert_ok!(Inference::do_try_state());
        assert_eq!(held_for(HoldReason::AgentDeposit, ALICE), AGENT_DEPOSIT);
        // What was settled is not settled again, and the new cap is a new one.
        assert_eq!(settles(old), Err(SkipReason::AgentNotAuthorized));
        assert_eq!(settles(by_agent(100)), Err(SkipReason::NothingNew));
        assert_eq!(settles(by_agent(200)), Ok((70, 30, Some(Limit::Cap))));
        assert_eq!(balance_of(ALICE, OPERATOR), 830);
    });
}

#[test]
fn authorize_agent_should_fail_when_the_deposit_can_not_be_held() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        AgentDeposit::set(&START_BALANCE);
        assert_noop!(authorize_until(9), TokenError::FundsUnavailable);
    });
}

#[test]
fn authorize_agent_should_replace_one_of_an_older_channel_and_keep_its_deposit() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        authorize(ALICE, OPERATOR, AGENT, 100);
        assert_eq!(settles(by_agent(60)), Ok((60, 0, None)));
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        let channel = open(ALICE, OPERATOR, 1_000);
        // A new price acts on new authorizations only.
        AgentDeposit::set(&(3 * AGENT_DEPOSIT));
        assert_ok!(Inference::authorize_agent(
            signed(ALICE),
            OPERATOR,
            AGENT,
            70,
            8,
            models(&[BASE]).to_vec(),
            Balance::MAX
        ));

        let new = agent().unwrap();
        assert_eq!((new.channel, new.cap, new.expires, new.spent), (channel, 70, 8, 0));
        assert_eq!((new.deposit, new.models), (AGENT_DEPOSIT, models(&[BASE])));
        assert!(new.settled.is_empty());
        assert_eq!(held_for(HoldReason::AgentDeposit, ALICE), AGENT_DEPOSIT);
        // It starts from nothing: neither the part of the old cap that was spent in this era counts, nor the old
        // counts.
        assert_eq!(settles(by_agent(60)), Ok((60, 0, None)));
    });
}

#[test]
fn agent_should_have_no_right_in_a_reopened_channel() {
    build_and_execute(|| {
        let old = open(ALICE, OPERATOR, 1_000);
        authorize(ALICE, OPERATOR, AGENT, 100);
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        assert!(agent().is_some(), "closing removes no agents");
        assert_eq!(Inference::agent(key(ALICE, OPERATOR), AGENT), None);
        open(ALICE, OPERATOR, 1_000);

        assert_eq!(settles(by_agent(10)), Err(SkipReason::AgentNotAuthorized));
        let mut voucher = voucher(ALICE, OPERATOR, BASE, 10);
        voucher.channel = old;
        assert_eq!(settles(signed_by_agent(voucher, AGENT)), Err(SkipReason::OtherChannel));
        assert_eq!(balance_of(ALICE, OPERATOR), 1_000);
        assert_eq!(Inference::agent(key(ALICE, OPERATOR), AGENT), None);
        // Anybody can clear it.
        assert_ok!(remove(BOB));
    });
}

#[test]
fn agent_should_settle_until_its_last_era() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(9));
        CurrentEra::set(9);
        assert_eq!(settles(by_agent(10)), Ok((10, 0, None)));
        CurrentEra::set(10);
        assert_eq!(settles(by_agent(20)), Err(SkipReason::AgentExpired));
        // The payer's own vouchers have nothing to do with it.
        assert_eq!(settles(note(ALICE, OPERATOR, BASE, 20)), Ok((20, 0, None)));
    });
}

#[test]
fn agent_should_settle_at_most_its_cap_in_an_era() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        authorize(ALICE, OPERATOR, AGENT, 100);
        authorize(ALICE, OPERATOR, OTHER_AGENT, 50);
        assert_eq!(settles(by_agent(70)), Ok((70, 0, None)));
        assert_eq!(settles(by_agent(100)), Ok((30, 0, None)));
        assert_eq!(settles(by_agent(101)), Err(SkipReason::CapReached));
        // On other models too.
        assert_eq!(settles(agent_note(ALICE, OPERATOR, AGENT, ADAPTER, 1)), Err(SkipReason::CapReached));
        // Nobody else uses it up, and it is used up for nobody else.
        assert_eq!(settles(agent_note(ALICE, OPERATOR, OTHER_AGENT, BASE, 60)), Ok((50, 10, Some(Limit::Cap))));
        assert_eq!(settles(note(ALICE, OPERATOR, BASE, 60)), Ok((60, 0, None)));

        // A cap that was not used is not saved up.
        CurrentEra::set(8);
        assert_eq!(settles(by_agent(350)), Ok((100, 150, Some(Limit::Cap))));
        CurrentEra::set(9);
        assert_eq!(settles(by_agent(350)), Ok((100, 50, Some(Limit::Cap))));
        CurrentEra::set(10);
        assert_eq!(settles(by_agent(350)), Ok((50, 0, None)));
        assert_eq!(balance_of(ALICE, OPERATOR), 1_000 - 100 - 50 - 60 - 250);
    });
}

#[test]
fn agent_should_have_counts_of_its_own() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        authorize(ALICE, OPERATOR, AGENT, 500);
        authorize(ALICE, OPERATOR, OTHER_AGENT, 500);
        // Each begins at nothing.
        let notes = [
            note(ALICE, OPERATOR, BASE, 10),
            by_agent(20),
            agent_note(ALICE, OPERATOR, OTHER_AGENT, BASE, 30),
            agent_note(ALICE, OPERATOR, OTHER_AGENT, ADAPTER, 40),
        ];
        assert_ok!(settle(notes.to_vec()));
        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((10, units_of(10))));
        assert_eq!(settled_of(ALICE, OPERATOR, Some(AGENT), BASE), Some((20, units_of(20))));
        assert_eq!(settled_of(ALICE, OPERATOR, Some(OTHER_AGENT), BASE), Some((30, units_of(30))));
        assert_eq!(settled_of(ALICE, OPERATOR, Some(OTHER_AGENT), ADAPTER), Some((40, units_of(40))));
        assert_eq!(settled_of(ALICE, OPERATOR, None, ADAPTER), None);
        assert_eq!(balance_of(ALICE, OPERATOR), 900);
    });
}

#[test]
fn agent_should_use_only_the_models_it_may() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let list = models(&[ADAPTER, OTHER_MODEL]);
        assert_ok!(Inference::authorize_agent(signed(ALICE), OPERATOR, AGENT, 100, 9, list.to_vec(), Balance::MAX));
        let note = |model| agent_note(ALICE, OPERATOR, AGENT, model, 10);
        assert_eq!(settles(note(ADAPTER)), Ok((10, 0, None)));
        assert_eq!(settles(note(OTHER_MODEL)), Ok((10, 0, None)));
        // An adapter's base is another model.
        assert_eq!(settles(note(BASE)), Err(SkipReason::ModelNotAllowed));
    });
}

#[test]
fn agent_should_be_able_to_be_an_operator_and_to_call_others() {
    build_and_execute(|| {
        // ALICE pays OPERATOR, which as an agent of ALICE calls OTHER_OPERATOR for her, and as a payer on its own
        // account.
        open(ALICE, OPERATOR, 1_000);
        open(ALICE, OTHER_OPERATOR, 1_000);
        open(OPERATOR, OTHER_OPERATOR, 1_000);
        authorize(ALICE, OTHER_OPERATOR, OPERATOR, 100);
        // It may even sign for ALICE what she owes itself, as far as she said so.
        authorize(ALICE, OPERATOR, OPERATOR, 5);
        let notes = [
            note(ALICE, OPERATOR, BASE, 40),
            agent_note(ALICE, OTHER_OPERATOR, OPERATOR, ADAPTER, 30),
            note(OPERATOR, OTHER_OPERATOR, ADAPTER, 20),
            agent_note(ALICE, OPERATOR, OPERATOR, BASE, 6),
        ];
        assert_eq!(
            settle_all(&notes),
            vec![
                settled_in_full(0, &notes[0]),
                settled_in_full(1, &notes[1]),
                settled_in_full(2, &notes[2]),
                settled(3, &notes[3], 5, scaled(units_of(6), 5, 6), 1, Some(Limit::Cap)),
                batch(4, 0, 95),
            ]
        );
        assert_eq!(balance_of(ALICE, OPERATOR), 955);
        assert_eq!(balance_of(ALICE, OTHER_OPERATOR), 970);
        assert_eq!(balance_of(OPERATOR, OTHER_OPERATOR), 980);
        // Who signs matters: the operator's own signature is not its payer's.
        let forged = signed_by_agent(voucher(OPERATOR, OTHER_OPERATOR, ADAPTER, 30), OPERATOR);
        assert_eq!(settles(forged), Err(SkipReason::AgentNotAuthorized));
    });
}

#[test]
fn revoke_agent_should_take_effect_after_the_thaw() {
    build_and_execute(|| {
        let channel = open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(50));
        events();
        assert_ok!(revoke(ALICE));
        let expires = 5 + THAW_ERAS;
        assert_eq!(
            events(),
            vec![Event::AgentRevoked {
                payer: ALICE,
                operator: OPERATOR,
                agent: AGENT,
                channel,
                authorization: 0,
                expires
            }]
        );
        assert_eq!(agent().unwrap().expires, expires);
        assert_eq!(held_for(HoldReason::AgentDeposit, ALICE), AGENT_DEPOSIT);

        CurrentEra::set(expires);
        assert_eq!(settles(by_agent(10)), Ok((10, 0, None)));
        CurrentEra::set(expires + 1);
        assert_eq!(settles(by_agent(20)), Err(SkipReason::AgentExpired));
    });
}

#[test]
fn revoke_agent_should_never_postpone() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(50));
        assert_ok!(revoke(ALICE));
        let expires = 5 + THAW_ERAS;
        CurrentEra::set(era() + 1);
        assert_ok!(revoke(ALICE));
        assert_eq!(agent().unwrap().expires, expires);
        // Nor does it bring the end nearer if the thaw of later revocations is shorter.
        ThawEras::set(&1);
        assert_ok!(revoke(ALICE));
        assert_eq!(agent().unwrap().expires, expires);
        CurrentEra::set(expires);
        assert_ok!(revoke(ALICE));
        assert_eq!(agent().unwrap().expires, expires);
    });
    build_and_execute(|| {
        let channel = open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(5));
        events();
        assert_ok!(revoke(ALICE));
        assert_eq!(
            events(),
            vec![Event::AgentRevoked {
                payer: ALICE,
                operator: OPERATOR,
                agent: AGENT,
                channel,
                authorization: 0,
                expires: 5
            }]
        );
    });
    // Nor fail when eras end.
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(Era::MAX));
        CurrentEra::set(Era::MAX - 1);
        assert_ok!(revoke(ALICE));
        assert_eq!(agent().unwrap().expires, Era::MAX);
    });
}

#[test]
fn revoke_agent_should_work_when_the_channel_closes() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(50));
        assert_ok!(Inference::request_close(signed(ALICE), OPERATOR));
        assert_ok!(revoke(ALICE));
    });
}

#[test]
fn revoke_agent_should_fail_when_not_signed() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(50));
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Inference::revoke_agent(origin, OPERATOR, AGENT), BadOrigin);
        }
    });
}

#[test]
fn revoke_agent_should_fail_when_there_is_none() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_noop!(revoke(ALICE), Error::<Test>::AgentNotFound);
        assert_ok!(authorize_until(50));
        // Only its payer can revoke it, not the agent, not the operator.
        for who in [BOB, OPERATOR, AGENT] {
            assert_noop!(revoke(who), Error::<Test>::AgentNotFound);
        }
        assert_noop!(Inference::revoke_agent(signed(ALICE), OTHER_OPERATOR, AGENT), Error::<Test>::AgentNotFound);
    });
}

#[test]
fn revoke_agent_should_fail_when_it_has_expired() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(7));
        CurrentEra::set(8);
        assert_noop!(revoke(ALICE), Error::<Test>::AgentExpired);
        CurrentEra::set(7);
        assert_ok!(revoke(ALICE));
    });
}

#[test]
fn remove_agent_should_return_the_deposit_to_the_payer_when_it_has_expired() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let free = Balances::free_balance(ALICE);
        assert_ok!(authorize_until(7));
        events();
        AgentDeposit::set(&1);
        CurrentEra::set(7);
        assert_noop!(remove(ALICE), Error::<Test>::AgentNotExpired);
        CurrentEra::set(8);
        for other in [BOB, OPERATOR, AGENT] {
            assert_noop!(remove(other), Error::<Test>::AgentNotExpired);
        }
        assert_ok!(remove(ALICE));

        assert_eq!(agent(), None);
        assert_eq!(Balances::free_balance(ALICE), free);
        assert_eq!(held_for(HoldReason::AgentDeposit, ALICE), 0);
        assert_eq!(
            events(),
            vec![Event::AgentRemoved { payer: ALICE, operator: OPERATOR, agent: AGENT, deposit: AGENT_DEPOSIT }]
        );
        assert_noop!(remove(ALICE), Error::<Test>::AgentNotFound);
    });
}

#[test]
fn remove_agent_should_work_when_its_channel_is_closed_or_another() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(50));
        authorize(ALICE, OPERATOR, OTHER_AGENT, 1);
        assert_ok!(Inference::request_close(signed(ALICE), OPERATOR));
        assert_noop!(remove(BOB), Error::<Test>::AgentNotExpired);
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        assert_ok!(remove(BOB));
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(Inference::remove_agent(signed(BOB), key(ALICE, OPERATOR), OTHER_AGENT));
        assert_eq!(held_for(HoldReason::AgentDeposit, ALICE), 0);
    });
}

#[test]
fn remove_agent_should_work_when_vouchers_were_settled_because_they_never_settle_again() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(9));
        let (old, older) = (by_agent(60), by_agent(50));
        assert_eq!(settles(old.clone()), Ok((60, 0, None)));
        CurrentEra::set(10);
        assert_eq!(settles(old.clone()), Err(SkipReason::AgentExpired));
        assert_ok!(remove(ALICE));
        assert_eq!(held_for(HoldReason::AgentDeposit, ALICE), 0);
        // Authorized again, it starts from nothing, under another number.
        assert_ok!(authorize_until(100));
        for note in [old.clone(), older] {
            assert_eq!(settles(note), Err(SkipReason::AgentNotAuthorized));
        }
        assert_eq!(settles(by_agent(60)), Ok((60, 0, None)));
        assert_eq!(balance_of(ALICE, OPERATOR), 880);
        // Once the channel is closed no voucher settles any more, also not in the next one.
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        assert_ok!(remove(BOB));
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(100));
        assert_eq!(settles(old), Err(SkipReason::OtherChannel));
    });
}

#[test]
fn remove_agent_should_fail_when_not_signed() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(5));
        CurrentEra::set(6);
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Inference::remove_agent(origin, key(ALICE, OPERATOR), AGENT), BadOrigin);
        }
    });
}

#[test]
fn remove_agent_should_fail_when_there_is_none() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_noop!(remove(ALICE), Error::<Test>::AgentNotFound);
    });
}

#[test]
fn remove_agent_should_fail_when_it_has_not_expired() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(authorize_until(50));
        for who in [ALICE, BOB] {
            assert_noop!(remove(who), Error::<Test>::AgentNotExpired);
        }
        // A revocation has to take effect first.
        assert_ok!(revoke(ALICE));
        CurrentEra::set(5 + THAW_ERAS);
        assert_noop!(remove(ALICE), Error::<Test>::AgentNotExpired);
        CurrentEra::set(6 + THAW_ERAS);
        assert_ok!(remove(ALICE));
    });
}

#[test]
fn agent_info_should_say_what_is_left_in_this_era() {
    build_and_execute(|| {
        assert_eq!(Inference::agent(key(ALICE, OPERATOR), AGENT), None);
        let channel = open(ALICE, OPERATOR, 1_000);
        assert_eq!(Inference::agent(key(ALICE, OPERATOR), AGENT), None);
        let list = models(&[BASE, ADAPTER]);
        assert_ok!(Inference::authorize_agent(signed(ALICE), OPERATOR, AGENT, 100, 9, list.to_vec(), Balance::MAX));
        assert_eq!(settles(by_agent(70)), Ok((70, 0, None)));

        let info = Inference::agent(key(ALICE, OPERATOR), AGENT).unwrap();
        assert_eq!((info.channel, info.cap, info.left, info.expires), (channel, 100, 30, 9));
        assert_eq!(info.models, vec![BASE, ADAPTER]);
        let counts: Vec<_> = info.settled.iter().map(|of| (of.model, of.amount, of.units)).collect();
        assert_eq!(counts, vec![(BASE, 70, units_of(70))]);
        CurrentEra::set(6);
        assert_eq!(Inference::agent(key(ALICE, OPERATOR), AGENT).unwrap().left, 100);
    });
}

#[test]
fn agent_should_be_small_in_storage() {
    let units = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
    let most = Settled { model: ModelId(u32::MAX), amount: Balance::MAX, units };
    let largest = Agent {
        channel: u64::MAX,
        authorization: u64::MAX,
        revoked: true,
        earlier: Some(EarlierAuthorization { number: u64::MAX, cap: Balance::MAX, expires: Era::MAX }),
        cap: Balance::MAX,
        expires: Era::MAX,
        spent: Balance::MAX,
        spent_in: Era::MAX,
        models: models(&[ModelId(u32::MAX); MAX_MODELS as usize]),
        settled: vec![most; MAX_MODELS as usize].try_into().unwrap(),
        deposit: Balance::MAX,
    };
    // 9 bytes each of the numbers, 1 of the revocation, 17 each of cap, spent and deposit, 4 each of the eras, 1, 9, 17
    // and 4 of the earlier authorization, 1 and eight times 4 of the models, and 1 and eight times 49 of what was
    // settled.
    assert_eq!(largest.encoded_size(), 2 * 9 + 1 + 3 * 17 + 2 * 4 + (1 + 9 + 17 + 4) + 1 + 8 * 4 + 1 + 8 * 49);
    assert_eq!(largest.encoded_size(), Agent::max_encoded_len());
}
