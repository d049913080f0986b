// SPDX-License-Identifier: Apache-2.0

//! A voucher is an agreement of two: what a payer does with vouchers of its own that its operator never asked for is
//! worth nothing, and a voucher that both signed settles from any account.

use super::{settle::set_up, support::*};
use crate::{CallTotals, Calls, SkipReason, MAX_MODELS};
use frame::{deps::sp_runtime::testing::TestSignature, testing_prelude::*};
use openledger_primitives::{Balance, ModelId, Units};
use std::collections::BTreeMap;

const MOST: Units = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };

/// ALICE, her agent or a third account submits `hostile`, with and without a signature of hers as the operator's:
/// nothing settles and nothing changes.
#[track_caller]
fn check_worthless(hostile: &[Note]) {
    let before = state();
    for who in [ALICE, AGENT, BOB, OTHER_OPERATOR] {
        for sign_off in [false, true] {
            let notes: Vec<_> = hostile
                .iter()
                .cloned()
                .map(|note| {
                    let payload = note.acceptance_payload(&genesis());
                    Note { acceptance: sign_off.then_some(TestSignature(ALICE, payload)), ..note }
                })
                .collect();
            let skips = notes.iter().enumerate();
            let mut expected: Vec<_> =
                skips.map(|(index, note)| skipped(index as u32, note, SkipReason::NotAccepted)).collect();
            expected.push(batch_by(who, 0, notes.len() as u32, 0));
            assert_eq!(submit(who, &notes), expected);
            assert_eq!(state(), before);
        }
    }
}

/// The operator submits the voucher it received for 900 planck, alone and without a signature of its own.
#[track_caller]
fn check_settles_in_full(note: &Note) {
    assert_eq!(
        submit(OPERATOR, std::slice::from_ref(note)),
        vec![settled_in_full(0, note), batch_by(OPERATOR, 1, 0, 900)]
    );
    assert_eq!(balance_of(ALICE, OPERATOR), 100);
    assert_eq!(Routed::get(), vec![payment(note, 900, units_of(900))]);
}

#[test]
fn settle_should_not_let_the_payer_raise_the_units_of_a_model() {
    build_and_execute(|| {
        set_up();
        let served = note(ALICE, OPERATOR, BASE, 900);
        // Settled, its units would leave none for the 900 planck, and count calls that never were.
        let mut hostile = voucher(ALICE, OPERATOR, BASE, 1);
        hostile.units = MOST;
        check_worthless(&[signed_voucher(hostile.clone()), signed_by_agent(hostile, AGENT)]);
        check_settles_in_full(&served);
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 900, agents: 0 });
    });
}

#[test]
fn settle_should_not_let_the_payer_use_up_the_models() {
    build_and_execute(|| {
        let ids = 1..=MAX_MODELS + 1;
        Models::set(&ids.map(|id| (id, (true, None))).collect::<BTreeMap<_, _>>());
        set_up();
        let ninth = ModelId(MAX_MODELS + 1);
        let served = note(ALICE, OPERATOR, ninth, 900);
        let hostile: Vec<_> = (1..=MAX_MODELS).map(|model| note(ALICE, OPERATOR, ModelId(model), 1)).collect();
        assert_eq!(hostile.len(), 8);
        check_worthless(&hostile);
        check_settles_in_full(&served);
    });
}

#[test]
fn settle_should_not_let_the_payer_redirect_the_balance() {
    build_and_execute(|| {
        set_up();
        let served = note(ALICE, OPERATOR, BASE, 900);
        // ALICE is the builder of OTHER_MODEL: most of what is paid for it would return to her.
        let hostile = [note(ALICE, OPERATOR, OTHER_MODEL, 1_000), agent_note(ALICE, OPERATOR, AGENT, OTHER_MODEL, 500)];
        check_worthless(&hostile);
        check_settles_in_full(&served);
    });
}

#[test]
fn settle_should_take_from_a_keeper_what_both_have_signed() {
    build_and_execute(|| {
        set_up();
        let by_wallet = |note: Note| {
            let acceptance = Some(TestSignature(OPERATOR, wrapped(&note.acceptance_payload(&genesis()))));
            Note { acceptance, ..note }
        };
        let notes = [
            accepted(note(ALICE, OPERATOR, BASE, 10)),
            by_wallet(note(ALICE, OPERATOR, BASE, 30)),
            accepted(agent_note(ALICE, OPERATOR, AGENT, ADAPTER, 5)),
            by_wallet(agent_note(ALICE, OPERATOR, AGENT, ADAPTER, 6)),
            accepted(note(BOB, OTHER_OPERATOR, BASE, 7)),
            // Vouchers that they did not sign are skipped among them.
            note(ALICE, OPERATOR, BASE, 40),
            by_wallet(note(BOB, OTHER_OPERATOR, BASE, 9)),
        ];
        let events = submit(RELAYER, &notes);
        assert_eq!(
            events,
            vec![
                settled_in_full(0, &notes[0]),
                settled(1, &notes[1], 20, units_of(20), 0, None),
                settled_in_full(2, &notes[2]),
                settled(3, &notes[3], 1, units_of(1), 0, None),
                settled_in_full(4, &notes[4]),
                skipped(5, &notes[5], SkipReason::NotAccepted),
                skipped(6, &notes[6], SkipReason::NotAccepted),
                batch(5, 2, 30 + 6 + 7),
            ]
        );
    });
}

#[test]
fn settle_should_take_from_an_operator_its_own_vouchers_only() {
    build_and_execute(|| {
        set_up();
        let notes = [note(ALICE, OPERATOR, BASE, 10), note(BOB, OTHER_OPERATOR, BASE, 10)];
        assert_eq!(
            undone(|| submit(OPERATOR, &notes)),
            vec![
                settled_in_full(0, &notes[0]),
                skipped(1, &notes[1], SkipReason::NotAccepted),
                batch_by(OPERATOR, 1, 1, 10)
            ]
        );
        let signed_off = [notes[0].clone(), accepted(notes[1].clone())];
        assert_eq!(
            submit(OPERATOR, &signed_off),
            vec![settled_in_full(0, &notes[0]), settled_in_full(1, &notes[1]), batch_by(OPERATOR, 2, 0, 20)]
        );
    });
}

#[test]
fn settle_should_take_an_acceptance_for_one_voucher_only() {
    build_and_execute(|| {
        set_up();
        let small = accepted(note(ALICE, OPERATOR, BASE, 10));
        // Of the same model, of another, of the same amount, of another key, and of an earlier channel.
        let mut same_amount = voucher(ALICE, OPERATOR, BASE, 10);
        same_amount.units = MOST;
        for other in [
            note(ALICE, OPERATOR, BASE, 1_000),
            note(ALICE, OPERATOR, ADAPTER, 10),
            agent_note(ALICE, OPERATOR, AGENT, ADAPTER, 10),
            signed_voucher(same_amount),
            agent_note(ALICE, OPERATOR, AGENT, BASE, 10),
        ] {
            let moved = Note { acceptance: small.acceptance.clone(), ..other };
            let before = state();
            assert_eq!(
                submit(ALICE, std::slice::from_ref(&moved)),
                vec![skipped(0, &moved, SkipReason::NotAccepted), batch_by(ALICE, 0, 1, 0)]
            );
            assert_eq!(state(), before);
        }
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        open(ALICE, OPERATOR, 1_000);
        let renumbered = Note { acceptance: small.acceptance, ..note(ALICE, OPERATOR, BASE, 10) };
        assert_eq!(
            submit(ALICE, std::slice::from_ref(&renumbered))[0],
            skipped(0, &renumbered, SkipReason::NotAccepted)
        );
    });
}

#[test]
fn settle_should_take_an_acceptance_for_one_key_only() {
    build_and_execute(|| {
        set_up();
        authorize(ALICE, OPERATOR, OTHER_AGENT, 500);
        let voucher = voucher(ALICE, OPERATOR, BASE, 10);
        let copies: Vec<_> = [None, Some(AGENT), Some(OTHER_AGENT)]
            .into_iter()
            .map(|key| {
                key.map_or_else(|| signed_voucher(voucher.clone()), |agent| signed_by_agent(voucher.clone(), agent))
            })
            .collect();
        for of in 0..copies.len() {
            let acceptance = accepted(copies[of].clone()).acceptance;
            let notes: Vec<_> =
                copies.iter().map(|copy| Note { acceptance: acceptance.clone(), ..copy.clone() }).collect();
            let events = undone(|| submit(RELAYER, &notes));
            for (index, note) in notes.iter().enumerate() {
                let expected = if index == of {
                    settled_in_full(index as u32, note)
                } else {
                    skipped(index as u32, note, SkipReason::NotAccepted)
                };
                assert_eq!(events[index], expected);
            }
            assert_eq!(events[copies.len()..], [batch(1, copies.len() as u32 - 1, 10)]);
        }
        // Nor is what the payer signs an acceptance, although it is the operator who signed it.
        let payload = voucher.payload(&genesis());
        let note = Note { acceptance: Some(TestSignature(OPERATOR, payload)), ..copies[0].clone() };
        assert_eq!(
            submit(RELAYER, std::slice::from_ref(&note)),
            vec![skipped(0, &note, SkipReason::NotAccepted), batch(0, 1, 0)]
        );
        // The other way round as well: an operator that is an agent of its payer signs for both, apart.
        authorize(ALICE, OPERATOR, OPERATOR, 500);
        let both = accepted(signed_by_agent(voucher, OPERATOR));
        let forged = Note { signature: both.acceptance.clone().unwrap(), ..both.clone() };
        assert_eq!(
            submit(RELAYER, &[forged.clone(), both.clone()]),
            vec![skipped(0, &forged, SkipReason::BadSignature), settled_in_full(1, &both), batch(1, 1, 10)]
        );
    });
}

#[test]
fn settle_should_pay_the_amount_whatever_the_units_say() {
    build_and_execute(|| {
        set_up();
        assert_ok!(settle(vec![note(ALICE, OPERATOR, BASE, 50)]));
        let mut counted = units_of(50);
        let mut amount: Balance = 50;
        let fewer = Units { calls: 49, ..units_of(60) };
        for units in [Units::default(), fewer, Units { input_tokens: 0, ..units_of(61) }, units_of(1), MOST] {
            amount += 10;
            let mut voucher = voucher(ALICE, OPERATOR, BASE, amount);
            voucher.units = units;
            let note = signed_voucher(voucher);
            let new = Units {
                calls: units.calls.saturating_sub(counted.calls),
                input_tokens: units.input_tokens.saturating_sub(counted.input_tokens),
                output_tokens: units.output_tokens.saturating_sub(counted.output_tokens),
            };
            // Nothing counts that was not paid for.
            let room = |paid: Balance, counted: u64| paid as u64 - counted;
            let new = Units {
                calls: new.calls.min(room(amount, counted.calls)),
                input_tokens: new.input_tokens.min(room(1_000 * amount, counted.input_tokens)),
                output_tokens: new.output_tokens.min(room(1_000 * amount, counted.output_tokens)),
            };
            counted = plus(counted, new);
            assert_eq!(
                settle_all(std::slice::from_ref(&note)),
                vec![settled(0, &note, 10, new, 0, None), batch(1, 0, 10)]
            );
            assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((amount, counted)));
            assert_eq!(Routed::get().last(), Some(&payment(&note, 10, new)));
        }
        let most = Units { calls: 100, input_tokens: 100_000, output_tokens: 100_000 };
        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((100, most)));
        // With more counted than a voucher states, nothing more is, and the amount is still paid.
        let mut last = voucher(ALICE, OPERATOR, BASE, 200);
        last.units = units_of(100);
        let last = signed_voucher(last);
        assert_eq!(
            settle_all(std::slice::from_ref(&last)),
            vec![settled(0, &last, 100, Units::default(), 0, None), batch(1, 0, 100)]
        );
        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((200, most)));
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 100, agents: 0 });
    });
}

#[test]
fn settle_should_count_fewer_units_in_parts_as_none() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 60);
        let first = note(ALICE, OPERATOR, BASE, 100);
        assert_eq!(settle_all(std::slice::from_ref(&first)).len(), 2);
        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((60, units_of(60))));
        // Below what was counted of the first in one kind, above it in the others.
        let mut second = voucher(ALICE, OPERATOR, BASE, 120);
        second.units = Units { calls: 7, input_tokens: 630, output_tokens: 210 };
        let second = signed_voucher(second);
        assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, 30));
        let half = Units { calls: 0, input_tokens: 15, output_tokens: 15 };
        for left in [30, 0] {
            let limit = (left > 0).then_some(crate::Limit::Balance);
            assert_eq!(
                settle_all(std::slice::from_ref(&second)),
                vec![settled(0, &second, 30, half, left, limit), batch(1, 0, 30)]
            );
            assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, 30));
        }
        let counted = Units { calls: 60, input_tokens: 630, output_tokens: 210 };
        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((120, counted)));
    });
}
