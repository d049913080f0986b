// SPDX-License-Identifier: Apache-2.0

use super::support::*;
use crate::{Call, CallTotals, Calls, Channels, Error, Escrow, Limit, SkipReason, WeightInfo, MAX_VOUCHERS};
use frame::{
    deps::{frame_support::dispatch::GetDispatchInfo, sp_runtime::testing::TestSignature},
    testing_prelude::*,
};
use openledger_primitives::{Balance, Units, Voucher};
use std::collections::BTreeMap;

/// ALICE has a channel with OPERATOR and an agent in it, BOB has one with OTHER_OPERATOR.
pub(super) fn set_up() {
    open(ALICE, OPERATOR, 1_000);
    open(BOB, OTHER_OPERATOR, 1_000);
    authorize(ALICE, OPERATOR, AGENT, 500);
}

/// A voucher of ALICE for 50 planck, changed.
pub(super) fn changed(change: impl FnOnce(&mut Voucher<u64>)) -> Note {
    let mut voucher = voucher(ALICE, OPERATOR, BASE, 50);
    change(&mut voucher);
    signed_voucher(voucher)
}

#[test]
fn settle_should_pay_what_the_voucher_says() {
    build_and_execute(|| {
        set_up();
        let money = all_money();
        let note = note(ALICE, OPERATOR, BASE, 50);
        assert_eq!(settle_all(std::slice::from_ref(&note)), vec![settled_in_full(0, &note), batch(1, 0, 50)]);

        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((50, units_of(50))));
        assert_eq!(balance_of(ALICE, OPERATOR), 950);
        assert_eq!(balance_of(BOB, OTHER_OPERATOR), 1_000);
        assert_eq!(owed(), 1_950);
        assert_eq!(escrow_balance(), EXISTENTIAL_DEPOSIT + 1_950);
        assert_eq!(Balances::free_balance(LEDGER), EXISTENTIAL_DEPOSIT + 50);
        assert_eq!(Balances::free_balance(OPERATOR), START_BALANCE);
        assert_eq!(Routed::get(), vec![payment(&note, 50, units_of(50))]);
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 50, agents: 0 });
        assert_eq!(all_money(), money);
    });
}

#[test]
fn settle_should_pay_the_difference_when_part_was_settled_before() {
    build_and_execute(|| {
        set_up();
        let first = note(ALICE, OPERATOR, BASE, 50);
        assert_ok!(settle(vec![first]));
        let mut second = voucher(ALICE, OPERATOR, BASE, 51);
        second.units = Units { calls: 50, input_tokens: 500, output_tokens: 158 };
        let second = signed_voucher(second);
        let new = Units { calls: 0, input_tokens: 0, output_tokens: 8 };
        assert_eq!(
            settle_all(std::slice::from_ref(&second)),
            vec![settled(0, &second, 1, new, 0, None), batch(1, 0, 1)]
        );
        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((51, second.voucher.units)));
        assert_eq!(Routed::get()[1], payment(&second, 1, new));
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 50, agents: 0 });
    });
}

#[test]
fn settle_should_settle_a_batch_of_many_payers_operators_models_and_agents_at_once() {
    build_and_execute(|| {
        set_up();
        open(ALICE, OTHER_OPERATOR, 1_000);
        open(BOB, OPERATOR, 1_000);
        authorize(BOB, OPERATOR, OTHER_AGENT, 500);
        let notes = [
            note(ALICE, OPERATOR, BASE, 1),
            note(BOB, OTHER_OPERATOR, ADAPTER, 2),
            agent_note(ALICE, OPERATOR, AGENT, BASE, 4),
            note(BOB, OPERATOR, BASE, 8),
            agent_note(BOB, OPERATOR, OTHER_AGENT, OTHER_MODEL, 16),
            note(ALICE, OTHER_OPERATOR, DEPRECATED, 32),
            note(ALICE, OPERATOR, ADAPTER, 64),
        ];
        let transfers_before = Balances::free_balance(LEDGER);
        let mut expected: Vec<_> =
            notes.iter().enumerate().map(|(index, note)| settled_in_full(index as u32, note)).collect();
        expected.push(batch(7, 0, 127));
        assert_eq!(settle_all(&notes), expected);

        assert_eq!(balance_of(ALICE, OPERATOR), 1_000 - 1 - 4 - 64);
        assert_eq!(balance_of(BOB, OTHER_OPERATOR), 1_000 - 2);
        assert_eq!(balance_of(BOB, OPERATOR), 1_000 - 8 - 16);
        assert_eq!(balance_of(ALICE, OTHER_OPERATOR), 1_000 - 32);
        assert_eq!(Balances::free_balance(LEDGER), transfers_before + 127);
        let payments: Vec<_> =
            notes.iter().map(|note| payment(note, note.voucher.amount, note.voucher.units)).collect();
        assert_eq!(Routed::get(), payments);
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 1 + 2 + 8 + 32 + 64, agents: 4 + 16 });
    });
}

#[test]
fn settle_should_take_vouchers_in_their_order() {
    build_and_execute(|| {
        set_up();
        let notes: Vec<_> = [10, 30, 20, 30, 31].map(|amount| note(ALICE, OPERATOR, BASE, amount)).to_vec();
        assert_eq!(
            settle_all(&notes),
            vec![
                settled_in_full(0, &notes[0]),
                settled(1, &notes[1], 20, units_of(20), 0, None),
                skipped(2, &notes[2], SkipReason::NothingNew),
                skipped(3, &notes[3], SkipReason::NothingNew),
                settled(4, &notes[4], 1, units_of(1), 0, None),
                batch(3, 2, 31),
            ]
        );
        assert_eq!(balance_of(ALICE, OPERATOR), 969);
    });
    // The highest first makes the others worthless.
    build_and_execute(|| {
        set_up();
        let notes: Vec<_> = [31, 10, 30].map(|amount| note(ALICE, OPERATOR, BASE, amount)).to_vec();
        assert_eq!(
            settle_all(&notes),
            vec![
                settled_in_full(0, &notes[0]),
                skipped(1, &notes[1], SkipReason::NothingNew),
                skipped(2, &notes[2], SkipReason::NothingNew),
                batch(1, 2, 31),
            ]
        );
        assert_eq!(balance_of(ALICE, OPERATOR), 969);
    });
}

#[test]
fn settle_should_share_a_balance_in_the_order_of_the_batch() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 100);
        let notes = [
            note(ALICE, OPERATOR, BASE, 60),
            note(ALICE, OPERATOR, ADAPTER, 60),
            note(ALICE, OPERATOR, OTHER_MODEL, 60),
        ];
        assert_eq!(
            settle_all(&notes),
            vec![
                settled_in_full(0, &notes[0]),
                settled(1, &notes[1], 40, units_of(40), 20, Some(Limit::Balance)),
                skipped(2, &notes[2], SkipReason::ChannelEmpty),
                batch(2, 1, 100),
            ]
        );
        assert_eq!((owed(), escrow_balance()), (0, EXISTENTIAL_DEPOSIT));
    });
}

#[test]
fn settle_should_work_when_the_operator_takes_no_new_work_or_the_model_is_deprecated() {
    build_and_execute(|| {
        set_up();
        set_operator(OPERATOR, Some(false));
        let notes = [note(ALICE, OPERATOR, BASE, 10), note(ALICE, OPERATOR, DEPRECATED, 10)];
        assert_eq!(
            settle_all(&notes),
            vec![settled_in_full(0, &notes[0]), settled_in_full(1, &notes[1]), batch(2, 0, 20)]
        );
    });
}

#[test]
fn settle_should_work_for_anybody_with_what_both_have_signed() {
    for who in [ALICE, BOB, OPERATOR, AGENT] {
        build_and_execute(|| {
            set_up();
            let (before, alice) = (Balances::free_balance(who), Balances::free_balance(ALICE));
            let note = accepted(note(ALICE, OPERATOR, BASE, 10));
            let events = submit(who, std::slice::from_ref(&note));
            assert_eq!(events, vec![settled_in_full(0, &note), batch_by(who, 1, 0, 10)]);
            assert_eq!((Balances::free_balance(who), Balances::free_balance(ALICE)), (before, alice));
        });
    }
}

#[test]
fn settle_should_fail_when_not_signed() {
    build_and_execute(|| {
        set_up();
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Inference::settle(origin, vec![note(ALICE, OPERATOR, BASE, 10)]), BadOrigin);
        }
    });
}

#[test]
fn settle_should_fail_when_there_are_no_vouchers() {
    build_and_execute(|| {
        set_up();
        assert_noop!(settle(vec![]), Error::<Test>::NoVouchers);
    });
}

#[test]
fn settle_should_fail_when_there_are_too_many_vouchers() {
    build_and_execute(|| {
        set_up();
        assert_eq!(MAX_VOUCHERS, 256);
        let notes = |count| (1..=count).map(|amount| note(ALICE, OPERATOR, BASE, amount)).collect::<Vec<_>>();
        assert_noop!(settle(notes(257)), Error::<Test>::TooManyVouchers);
        let events = settle_all(&notes(256));
        assert_eq!(events.len(), 257);
        assert_eq!(events[256], batch(256, 0, 256));
        assert_eq!(balance_of(ALICE, OPERATOR), 744);
    });
}

#[test]
fn settle_should_fail_when_settlements_are_stopped() {
    new_test_ext().execute_with(|| {
        set_up();
        Escrow::<Test>::mutate(|books| books.settlements_stopped = true);
        assert_noop!(settle(vec![note(ALICE, OPERATOR, BASE, 10)]), Error::<Test>::SettlementsStopped);
    });
}

#[test]
fn settle_should_change_nothing_when_the_ledger_refuses() {
    build_and_execute(|| {
        set_up();
        LedgerRefuses::set(&true);
        let notes = vec![note(ALICE, OPERATOR, BASE, 10), note(BOB, OTHER_OPERATOR, BASE, 10)];
        let before = state();
        let error = settle(notes).unwrap_err();
        assert_eq!(error.error, DispatchError::Other("the ledger refuses"));
        // What a failed call wrote is undone by the dispatcher.
        let call = RuntimeCall::from(Call::settle { vouchers: vec![note(ALICE, OPERATOR, BASE, 10)] });
        System::reset_events();
        assert!(undone(|| call.dispatch(signed(OPERATOR))).is_err());
        assert_eq!(state(), before);
        // Without vouchers that settle the ledger is not asked.
        let old = changed(|voucher| voucher.expires = 4);
        assert_eq!(settle_all(std::slice::from_ref(&old)), vec![skipped(0, &old, SkipReason::Expired), batch(0, 1, 0)]);
    });
}

#[test]
fn settle_should_pay_nobody_twice_whatever_is_submitted_again() {
    build_and_execute(|| {
        set_up();
        let notes = [
            note(ALICE, OPERATOR, BASE, 10),
            note(ALICE, OPERATOR, BASE, 25),
            note(ALICE, OPERATOR, ADAPTER, 5),
            agent_note(ALICE, OPERATOR, AGENT, BASE, 30),
            note(BOB, OTHER_OPERATOR, BASE, 40),
        ];
        // Forwards, backwards, each twice, over several blocks and eras.
        let doubled: Vec<_> = notes.iter().chain(notes.iter().rev()).cloned().collect();
        for round in 0..4 {
            assert_ok!(settle(doubled.clone()));
            CurrentEra::set(5 + round);
            System::set_block_number(2 + u64::from(round));
        }
        let routed: Balance = Routed::get().iter().map(|payment| payment.amount).sum();
        assert_eq!(routed, 25 + 5 + 30 + 40);
        assert_eq!(Balances::free_balance(LEDGER), EXISTENTIAL_DEPOSIT + routed);
        assert_eq!(owed(), 2_000 - routed);
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 25 + 5 + 40, agents: 30 });
    });
}

#[test]
fn settle_should_ask_again_in_the_next_batch() {
    // Nothing that was looked up for one batch is kept for the next.
    build_and_execute(|| {
        set_up();
        assert_ok!(settle(vec![note(ALICE, OPERATOR, BASE, 10)]));
        AcceptedSplits::set(&vec![]);
        let note = note(ALICE, OPERATOR, BASE, 20);
        assert_eq!(
            settle_all(std::slice::from_ref(&note)),
            vec![skipped(0, &note, SkipReason::SplitVersionNotAccepted), batch(0, 1, 0)]
        );
    });
}

#[test]
fn settle_should_tell_vouchers_of_one_batch_apart() {
    // What is looked up once for a batch is looked up for each operator, model, version, pair and agent.
    build_and_execute(|| {
        set_up();
        open(ALICE, OTHER_OPERATOR, 15);
        authorize(BOB, OTHER_OPERATOR, AGENT, 7);
        set_coverage(OPERATOR, 12);
        AcceptedSplits::set(&vec![1, 3]);
        let mut unknown_model = voucher(ALICE, OPERATOR, BASE, 1);
        unknown_model.model = NO_MODEL;
        let mut refused_split = voucher(ALICE, OPERATOR, BASE, 50);
        refused_split.split_version = 2;
        let mut other_split = voucher(BOB, OTHER_OPERATOR, ADAPTER, 6);
        other_split.split_version = 3;
        let notes = [
            note(ALICE, OPERATOR, BASE, 10),
            signed_voucher(unknown_model),
            note(ALICE, OTHER_OPERATOR, BASE, 20),
            signed_voucher(refused_split),
            signed_voucher(other_split),
            agent_note(ALICE, OPERATOR, AGENT, BASE, 9),
            agent_note(BOB, OTHER_OPERATOR, AGENT, BASE, 9),
            note(BOB, OTHER_OPERATOR, BASE, 9),
        ];
        assert_eq!(
            settle_all(&notes),
            vec![
                settled_in_full(0, &notes[0]),
                skipped(1, &notes[1], SkipReason::ModelNotFound),
                settled(2, &notes[2], 15, units_of(15), 5, Some(Limit::Balance)),
                skipped(3, &notes[3], SkipReason::SplitVersionNotAccepted),
                settled_in_full(4, &notes[4]),
                settled(5, &notes[5], 2, units_of(2), 7, Some(Limit::Coverage)),
                settled(6, &notes[6], 7, units_of(7), 2, Some(Limit::Cap)),
                settled_in_full(7, &notes[7]),
                batch(6, 2, 10 + 15 + 6 + 2 + 7 + 9),
            ]
        );
    });
}

#[test]
fn settle_should_return_the_weight_that_was_used() {
    type Weights = <Test as crate::Config>::WeightInfo;
    build_and_execute(|| {
        set_up();
        open(ALICE, OTHER_OPERATOR, 1_000);
        open(BOB, OPERATOR, 1_000);
        AcceptedSplits::set(&vec![1, 2]);
        let actual_by = |who, notes: &[Note]| {
            undone(|| Inference::settle(signed(who), notes.to_vec())).unwrap().actual_weight.unwrap()
        };
        let actual = |notes: &[Note]| actual_by(OPERATOR, notes);
        // So many standalone vouchers, grouped vouchers and signature checks: settling a standalone voucher includes
        // two checks, settling a grouped one includes one.
        let expected = |standalone: u32, grouped: u32, checks: u32| {
            let beyond = |included: u32| Weights::recheck(checks.saturating_sub(included));
            let alone = Weights::settle(standalone + grouped).saturating_add(beyond(2 * standalone + 2 * grouped));
            let shared = Weights::settle(standalone)
                .saturating_add(Weights::settle_of_one(grouped))
                .saturating_add(beyond(2 * standalone + grouped));
            alone.min(shared)
        };
        let own = |amount| note(ALICE, OPERATOR, BASE, amount);

        // One channel, model and operator: the first voucher looks them up.
        assert_eq!(actual(&[own(1)]), expected(1, 0, 1));
        assert_eq!(actual(&[own(1), own(2), own(3)]), expected(1, 2, 3));
        // Another payer of the same operator and model looks up nothing more of them.
        assert_eq!(actual(&[own(1), note(BOB, OPERATOR, BASE, 1)]), expected(1, 1, 2));
        // Another model, operator or split, and every voucher of an agent.
        assert_eq!(actual(&[own(1), note(ALICE, OPERATOR, ADAPTER, 1), own(2)]), expected(2, 1, 3));
        let others = accepted(note(ALICE, OTHER_OPERATOR, BASE, 1));
        assert_eq!(actual(&[own(1), others, own(2)]), expected(2, 1, 4));
        assert_eq!(actual(&[own(1), changed(|voucher| voucher.split_version = 2), own(60)]), expected(2, 1, 3));
        let by_agent = |amount| agent_note(ALICE, OPERATOR, AGENT, BASE, amount);
        assert_eq!(actual(&[own(1), by_agent(1), by_agent(2), own(2)]), expected(3, 1, 4));
        let many: Vec<_> = (1..=100).map(own).collect();
        assert_eq!(actual(&many), expected(1, 99, 100));

        // Wrapped signatures and bad ones are checked twice, those of vouchers skipped for another reason never.
        let wallet = |amount| {
            let mut note = own(amount);
            note.signature.1 = wrapped(&note.voucher.payload(&genesis()));
            note
        };
        let mut bad = own(5);
        bad.signature.0 = BOB;
        let old = changed(|voucher| voucher.expires = 4);
        assert_eq!(actual(&[wallet(1), own(2), wallet(3), bad.clone(), old.clone()]), expected(1, 4, 7));
        // A batch of which all is skipped has read as much.
        assert_eq!(actual(&[bad.clone(), old.clone()]), expected(1, 1, 2));

        // The operator's acceptance is checked if another account submits it, once or twice, and nothing after a bad
        // one.
        let accepted_by_wallet = |note: Note| {
            let mut note = accepted(note);
            note.acceptance.as_mut().unwrap().1 = wrapped(&note.acceptance_payload(&genesis()));
            note
        };
        let mut refused = accepted(wallet(5));
        refused.acceptance.as_mut().unwrap().0 = ALICE;
        let notes =
            [own(1), accepted(own(2)), accepted(wallet(3)), accepted_by_wallet(wallet(4)), refused, accepted(old)];
        assert_eq!(actual_by(RELAYER, &notes), expected(1, 5, 2 + 3 + 4 + 2));
        assert_eq!(actual(&notes[..4]), expected(1, 3, 1 + 1 + 2 + 2));

        // Charged is what is known before: what the vouchers share, and the most signature checks that are possible.
        // Never less than is used, and as much in the worst case.
        let all_accepted = vec![accepted(own(1)), accepted_by_wallet(wallet(2)), accepted(bad.clone())];
        for (notes, standalone) in [
            (vec![own(1)], 1),
            (vec![wallet(1)], 1),
            (vec![bad], 1),
            (vec![own(1), by_agent(1)], 2),
            (vec![own(1), note(ALICE, OPERATOR, ADAPTER, 1), own(2)], 2),
            (many, 1),
            (all_accepted, 1),
            (notes.to_vec(), 1),
        ] {
            let charged = Call::<Test>::settle { vouchers: notes.clone() }.get_dispatch_info().call_weight;
            let count = notes.len() as u32;
            let accepted = notes.iter().filter(|note| note.acceptance.is_some()).count() as u32;
            assert_eq!(charged, expected(standalone, count - standalone, 2 * (count + accepted)));
            for who in [OPERATOR, RELAYER] {
                assert!(actual_by(who, &notes).all_lte(charged));
            }
        }
        for (who, worst) in [(OPERATOR, wallet(1)), (RELAYER, accepted_by_wallet(wallet(1)))] {
            let charged = Call::<Test>::settle { vouchers: vec![worst.clone()] }.get_dispatch_info().call_weight;
            assert_eq!(actual_by(who, &[worst]), charged);
        }
    });
}

#[test]
fn settle_should_look_up_models_operators_and_splits_once_for_a_batch() {
    build_and_execute(|| {
        set_up();
        open(BOB, OPERATOR, 1_000);
        let mut notes: Vec<_> = (1..=50).map(|amount| note(ALICE, OPERATOR, BASE, amount)).collect();
        notes.extend((1..=50).map(|amount| note(BOB, OPERATOR, BASE, amount)));
        notes.extend((1..=50).map(|amount| note(BOB, OTHER_OPERATOR, ADAPTER, amount)));
        notes.extend((1..=50).map(|amount| agent_note(ALICE, OPERATOR, AGENT, BASE, amount)));
        Asked::set((0, 0, 0));
        assert_eq!(settle_all(&notes).pop(), Some(batch(200, 0, 200)));
        assert_eq!(Asked::get(), (2, 2, 1));
    });
}

#[test]
fn settle_should_tell_the_ledger_the_commission_of_each_operator() {
    build_and_execute(|| {
        set_up();
        Commissions::set(&BTreeMap::from([(OPERATOR, 0), (OTHER_OPERATOR, 1_000_000)]));
        let notes = [note(ALICE, OPERATOR, BASE, 10), note(BOB, OTHER_OPERATOR, BASE, 10)];
        assert_ok!(settle(notes.to_vec()));
        let commissions: Vec<_> = Routed::get().iter().map(|payment| payment.commission).collect();
        assert_eq!(commissions, vec![Permill::zero(), Permill::one()]);
    });
}

#[test]
fn settle_should_count_calls_of_people_and_of_agents() {
    build_and_execute(|| {
        set_up();
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 0, agents: 0 });
        assert_ok!(settle(vec![note(ALICE, OPERATOR, BASE, 3), agent_note(ALICE, OPERATOR, AGENT, BASE, 5)]));
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 3, agents: 5 });
        assert_ok!(settle(vec![note(ALICE, OPERATOR, BASE, 4), agent_note(ALICE, OPERATOR, AGENT, ADAPTER, 6)]));
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 4, agents: 11 });
        // `pay` is a person's.
        assert_ok!(publish(OTHER_OPERATOR, BASE, false));
        assert_ok!(Inference::pay(signed(ALICE), BASE, OTHER_OPERATOR, UNITS, PRICE_OF_UNITS));
        assert_eq!(Calls::<Test>::get(), CallTotals { payers: 4 + u128::from(UNITS.calls), agents: 11 });
    });
}

#[test]
fn settle_should_touch_only_the_channels_of_its_vouchers() {
    build_and_execute(|| {
        set_up();
        open(BOB, OPERATOR, 1_000);
        let others = || (Channels::<Test>::get(OPERATOR, BOB), Channels::<Test>::get(OTHER_OPERATOR, BOB));
        let before = others();
        assert_ok!(settle(vec![note(ALICE, OPERATOR, BASE, 3), agent_note(ALICE, OPERATOR, AGENT, BASE, 5)]));
        assert_eq!(others(), before);
        assert!(before.0.is_some() && before.1.is_some());
    });
}

#[test]
fn voucher_payload_should_be_what_is_signed() {
    build_and_execute(|| {
        set_up();
        let voucher = voucher(ALICE, OPERATOR, BASE, 50);
        let payload = Inference::voucher_payload(voucher.clone()).bytes;
        assert_eq!(payload, voucher.payload(&genesis()));
        let domain = b"openledger/inference/voucher/2";
        assert_eq!(payload[..30], domain[..]);
        assert_eq!(&payload[30..62], genesis().as_bytes());
        assert_eq!(payload[62..], codec::Encode::encode(&voucher)[..]);
        let signature = TestSignature(ALICE, payload);
        let note = Note { voucher, signature, claim: None, acceptance: None };
        assert_eq!(settle_all(std::slice::from_ref(&note)), vec![settled_in_full(0, &note), batch(1, 0, 50)]);
    });
}
