// SPDX-License-Identifier: Apache-2.0

//! Every reason to skip a voucher: alone it changes nothing, and the good ones among it settle as if it were not there.

use super::{
    settle::{changed, set_up},
    support::*,
};
use crate::{SkipReason, MAX_MODELS};
use frame::{deps::sp_runtime::testing::TestSignature, testing_prelude::*};
use openledger_primitives::{Balance, ModelId, Units, Voucher, VoucherAgent};
use std::collections::BTreeMap;

/// `bad` is skipped for `reason` and leaves no trace but its event; the good vouchers around it settle as if it were
/// not there. They are of BOB's channel and, if `same_channel`, of ALICE's too.
#[track_caller]
fn check_skipped_among(bad: &Note, reason: SkipReason, good: &[Note]) {
    // Alone.
    let (before, routed) = (state(), Routed::get());
    assert_eq!(settle_all(std::slice::from_ref(bad)), vec![skipped(0, bad, reason), batch(0, 1, 0)]);
    assert_eq!(state(), before, "a skipped voucher changed the storage");
    assert_eq!(Routed::get(), routed);

    // Twice.
    assert_eq!(
        settle_all(&[bad.clone(), bad.clone()]),
        vec![skipped(0, bad, reason), skipped(1, bad, reason), batch(0, 2, 0)]
    );
    assert_eq!(state(), before);

    // Before, between and after good ones.
    let (state_without, routed_without) = undone(|| {
        let events = settle_all(good);
        assert_eq!(
            events.last(),
            Some(&batch(good.len() as u32, 0, good.iter().map(|note| note.voucher.amount).sum()))
        );
        (state(), Routed::get())
    });
    for at in 0..=good.len() {
        undone(|| {
            let mut notes = good.to_vec();
            notes.insert(at, bad.clone());
            let expected = notes.iter().enumerate().map(|(index, note)| match index == at {
                true => skipped(index as u32, note, reason),
                false => settled_in_full(index as u32, note),
            });
            let sum = good.iter().map(|note| note.voucher.amount).sum();
            let expected: Vec<_> = expected.chain([batch(good.len() as u32, 1, sum)]).collect();
            assert_eq!(settle_all(&notes), expected);
            assert_eq!(state(), state_without);
            assert_eq!(Routed::get(), routed_without);
        });
    }
    assert_eq!(state(), before);
}

#[track_caller]
fn check_skipped(bad: &Note, reason: SkipReason) {
    let good = [note(BOB, OTHER_OPERATOR, BASE, 30), note(BOB, OTHER_OPERATOR, ADAPTER, 40)];
    check_skipped_among(bad, reason, &good);
}

/// As above, with a good voucher of the same channel too.
#[track_caller]
fn check_skipped_with_its_channel(bad: &Note, reason: SkipReason) {
    let good = [
        note(BOB, OTHER_OPERATOR, BASE, 30),
        note(ALICE, OPERATOR, OTHER_MODEL, 40),
        note(BOB, OTHER_OPERATOR, ADAPTER, 5),
    ];
    check_skipped_among(bad, reason, &good);
}

#[test]
fn settle_should_skip_when_there_is_no_channel() {
    build_and_execute(|| {
        set_up();
        for (payer, operator) in [(BOB, OPERATOR), (ALICE, OTHER_OPERATOR), (OPERATOR, ALICE), (AGENT, OPERATOR)] {
            let mut voucher = voucher(ALICE, OPERATOR, BASE, 50);
            (voucher.payer, voucher.operator) = (payer, operator);
            check_skipped_with_its_channel(&signed_voucher(voucher), SkipReason::ChannelNotFound);
        }
        // A closed one is none.
        let note = note(ALICE, OPERATOR, BASE, 50);
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        check_skipped(&note, SkipReason::ChannelNotFound);
    });
}

#[test]
fn settle_should_skip_when_the_voucher_is_of_another_channel() {
    build_and_execute(|| {
        set_up();
        let others = [number_of(BOB, OTHER_OPERATOR), number_of(ALICE, OPERATOR) + 7, u64::MAX];
        for other in others {
            check_skipped_with_its_channel(&changed(|voucher| voucher.channel = other), SkipReason::OtherChannel);
        }
    });
}

#[test]
fn settle_should_skip_when_the_channel_was_closed_and_reopened() {
    build_and_execute(|| {
        set_up();
        let (settled_before, never_settled) = (note(ALICE, OPERATOR, BASE, 50), note(ALICE, OPERATOR, ADAPTER, 60));
        assert_ok!(settle(vec![settled_before.clone()]));
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        open(ALICE, OPERATOR, 1_000);
        check_skipped_with_its_channel(&settled_before, SkipReason::OtherChannel);
        check_skipped_with_its_channel(&never_settled, SkipReason::OtherChannel);
        // With the new number the old signature is worth nothing.
        for mut old in [settled_before, never_settled] {
            old.voucher.channel = number_of(ALICE, OPERATOR);
            check_skipped_with_its_channel(&old, SkipReason::BadSignature);
        }
    });
}

#[test]
fn settle_should_skip_when_the_voucher_has_expired() {
    build_and_execute(|| {
        set_up();
        for last in [0, 4] {
            let old = changed(|voucher| voucher.expires = last);
            check_skipped_with_its_channel(&old, SkipReason::Expired);
        }
        // The last era is included.
        let now = changed(|voucher| voucher.expires = 5);
        assert_eq!(settle_all(std::slice::from_ref(&now)), vec![settled_in_full(0, &now), batch(1, 0, 50)]);
        CurrentEra::set(6);
        let late = changed(|voucher| (voucher.amount, voucher.expires) = (51, 5));
        check_skipped(&late, SkipReason::Expired);
    });
}

#[test]
fn settle_should_skip_when_the_split_version_is_not_accepted() {
    build_and_execute(|| {
        set_up();
        for version in [0, 2, u32::MAX] {
            let bad = changed(|voucher| voucher.split_version = version);
            check_skipped_with_its_channel(&bad, SkipReason::SplitVersionNotAccepted);
        }
        // After the next version both settle, until the grace period is over.
        let (old, new) = (note(ALICE, OPERATOR, BASE, 50), changed(|voucher| voucher.split_version = 2));
        AcceptedSplits::set(&vec![1, 2]);
        assert_eq!(
            undone(|| settle_all(&[old.clone(), new.clone()])),
            vec![settled_in_full(0, &old), skipped(1, &new, SkipReason::NothingNew), batch(1, 1, 50)]
        );
        assert_eq!(settle_all(std::slice::from_ref(&new)), vec![settled_in_full(0, &new), batch(1, 0, 50)]);
        assert_eq!(Routed::get().last().unwrap().split_version, Some(2));
        AcceptedSplits::set(&vec![2]);
        let old = note(ALICE, OPERATOR, BASE, 60);
        assert_eq!(
            settle_all(std::slice::from_ref(&old)),
            vec![skipped(0, &old, SkipReason::SplitVersionNotAccepted), batch(0, 1, 0)]
        );
    });
}

#[test]
fn settle_should_skip_when_the_model_does_not_exist() {
    build_and_execute(|| {
        set_up();
        let bad = changed(|voucher| voucher.model = NO_MODEL);
        check_skipped_with_its_channel(&bad, SkipReason::ModelNotFound);
    });
}

#[test]
fn settle_should_skip_when_the_operator_is_none_any_more() {
    build_and_execute(|| {
        set_up();
        let bad = note(ALICE, OPERATOR, BASE, 50);
        set_operator(OPERATOR, None);
        check_skipped(&bad, SkipReason::OperatorNotFound);
        set_operator(OPERATOR, Some(true));
        assert_eq!(settle_all(std::slice::from_ref(&bad)), vec![settled_in_full(0, &bad), batch(1, 0, 50)]);
    });
}

#[test]
fn settle_should_skip_when_the_agent_is_not_authorized() {
    build_and_execute(|| {
        set_up();
        authorize(BOB, OTHER_OPERATOR, OTHER_AGENT, 500);
        // Not at all, by another payer, and the payer as its own agent.
        for agent in [ANYBODY, OTHER_AGENT, ALICE, OPERATOR] {
            let bad = signed_by_agent(voucher(ALICE, OPERATOR, BASE, 50), agent);
            check_skipped_with_its_channel(&bad, SkipReason::AgentNotAuthorized);
        }
        // Of the same payer, but with another operator.
        open(ALICE, OTHER_OPERATOR, 1_000);
        let bad = agent_note(ALICE, OTHER_OPERATOR, AGENT, BASE, 50);
        check_skipped(&bad, SkipReason::AgentNotAuthorized);
    });
}

#[test]
fn settle_should_skip_when_the_authorization_is_of_an_older_channel() {
    build_and_execute(|| {
        set_up();
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        open(ALICE, OPERATOR, 1_000);
        let bad = agent_note(ALICE, OPERATOR, AGENT, BASE, 50);
        check_skipped_with_its_channel(&bad, SkipReason::AgentNotAuthorized);
    });
}

#[test]
fn settle_should_skip_when_the_agent_has_expired() {
    build_and_execute(|| {
        set_up();
        CurrentEra::set(LAST_ERA + 1);
        let later = |mut voucher: Voucher<u64>| {
            voucher.expires = 20;
            voucher
        };
        let bad = signed_by_agent(later(voucher(ALICE, OPERATOR, BASE, 50)), AGENT);
        let good = [
            signed_voucher(later(voucher(ALICE, OPERATOR, BASE, 20))),
            signed_voucher(later(voucher(BOB, OTHER_OPERATOR, BASE, 30))),
        ];
        check_skipped_among(&bad, SkipReason::AgentExpired, &good);
    });
}

#[test]
fn settle_should_skip_when_the_agent_may_not_use_the_model() {
    build_and_execute(|| {
        set_up();
        let models = [BASE];
        assert_ok!(Inference::authorize_agent(
            signed(ALICE),
            OPERATOR,
            OTHER_AGENT,
            100,
            LAST_ERA,
            models.to_vec(),
            Balance::MAX
        ));
        let bad = agent_note(ALICE, OPERATOR, OTHER_AGENT, ADAPTER, 50);
        check_skipped_with_its_channel(&bad, SkipReason::ModelNotAllowed);
    });
}

#[test]
fn settle_should_skip_when_there_is_nothing_new() {
    build_and_execute(|| {
        set_up();
        // Of a model of which nothing was settled yet, and then of one that is counted.
        check_skipped_with_its_channel(&note(ALICE, OPERATOR, BASE, 0), SkipReason::NothingNew);
        let settled = note(ALICE, OPERATOR, BASE, 50);
        assert_ok!(settle(vec![settled.clone()]));
        check_skipped_with_its_channel(&settled, SkipReason::NothingNew);
        for amount in [0, 1, 49] {
            check_skipped_with_its_channel(&note(ALICE, OPERATOR, BASE, amount), SkipReason::NothingNew);
        }
        // More units for the same amount are nothing to pay.
        let more = changed(|voucher| voucher.units = units_of(60));
        check_skipped_with_its_channel(&more, SkipReason::NothingNew);
        // The same of an agent.
        let by_agent = agent_note(ALICE, OPERATOR, AGENT, BASE, 20);
        assert_ok!(settle(vec![by_agent.clone()]));
        check_skipped_with_its_channel(&by_agent, SkipReason::NothingNew);
    });
}

#[test]
fn settle_should_skip_when_the_operator_has_not_accepted() {
    build_and_execute(|| {
        set_up();
        let voucher = voucher(ALICE, OPERATOR, BASE, 50);
        let payload = signed_voucher(voucher.clone()).acceptance_payload(&genesis());
        let with = |who, message: &[u8]| Note {
            acceptance: Some(TestSignature(who, message.to_vec())),
            ..signed_voucher(voucher.clone())
        };
        let another = note(ALICE, OPERATOR, BASE, 51).acceptance_payload(&genesis());
        let by_agent = signed_by_agent(voucher.clone(), AGENT);
        for bad in [
            // By another account: the payer, its agent, another operator, the account that submits it.
            with(ALICE, &payload),
            with(AGENT, &payload),
            with(OTHER_OPERATOR, &payload),
            with(RELAYER, &payload),
            // Of something else: another voucher of the same model, the same of another key, what the payer signs,
            // another chain, nothing.
            with(OPERATOR, &another),
            with(OPERATOR, &by_agent.acceptance_payload(&genesis())),
            with(OPERATOR, &voucher.payload(&genesis())),
            with(OPERATOR, &signed_voucher(voucher.clone()).acceptance_payload(&H256::repeat_byte(1))),
            with(OPERATOR, &payload[1..]),
            with(OPERATOR, &wrapped(&wrapped(&payload))),
            with(OPERATOR, &[]),
        ] {
            check_skipped_with_its_channel(&bad, SkipReason::NotAccepted);
            // The operator itself needs none, and none is looked at.
            assert_eq!(
                undone(|| submit(OPERATOR, std::slice::from_ref(&bad))),
                vec![settled_in_full(0, &bad), batch_by(OPERATOR, 1, 0, 50)]
            );
        }
        // An agent's voucher as well.
        for (who, message) in [(AGENT, by_agent.acceptance_payload(&genesis())), (OPERATOR, payload.clone())] {
            let refused = Note { acceptance: Some(TestSignature(who, message)), ..by_agent.clone() };
            check_skipped_with_its_channel(&refused, SkipReason::NotAccepted);
        }
        // Both signatures are needed: the operator's is not the payer's.
        let signature = TestSignature(OPERATOR, voucher.payload(&genesis()));
        let forged = Note { signature, ..with(OPERATOR, &payload) };
        check_skipped_with_its_channel(&forged, SkipReason::BadSignature);
    });
}

/// A change of a voucher after it was signed.
type Change<'a> = &'a dyn Fn(&mut Voucher<u64>);

/// Models 1 to `count`.
fn set_models(count: u32) {
    Models::set(&(1..=count).map(|id| (id, (true, None))).collect::<BTreeMap<_, _>>());
}

#[test]
fn settle_should_skip_when_the_models_are_used_up() {
    build_and_execute(|| {
        set_models(MAX_MODELS + 1);
        set_up();
        for model in 1..=MAX_MODELS {
            let notes =
                vec![note(ALICE, OPERATOR, ModelId(model), 1), agent_note(ALICE, OPERATOR, AGENT, ModelId(model), 1)];
            assert_eq!(settle_all(&notes).pop(), Some(batch(2, 0, 2)));
        }
        let good = [note(BOB, OTHER_OPERATOR, BASE, 30)];
        let ninth = ModelId(MAX_MODELS + 1);
        check_skipped_among(&note(ALICE, OPERATOR, ninth, 1), SkipReason::TooManyModels, &good);
        check_skipped_among(&agent_note(ALICE, OPERATOR, AGENT, ninth, 1), SkipReason::TooManyModels, &good);
        // The models that are counted go on, the last as the first.
        for model in [1, MAX_MODELS] {
            let more = note(ALICE, OPERATOR, ModelId(model), 3);
            assert_eq!(
                settle_all(std::slice::from_ref(&more)),
                vec![settled(0, &more, 2, units_of(2), 0, None), batch(1, 0, 2)]
            );
        }
    });
}

#[test]
fn settle_should_skip_when_the_signature_is_not_right() {
    build_and_execute(|| {
        set_up();
        let voucher = voucher(ALICE, OPERATOR, BASE, 50);
        let payload = voucher.payload(&genesis());
        let by_agent = Voucher { agent: named(ALICE, OPERATOR, AGENT), ..voucher.clone() };
        let with = |agent: Option<u64>, who, message: &[u8]| Note {
            voucher: if agent.is_some() { by_agent.clone() } else { voucher.clone() },
            signature: TestSignature(who, message.to_vec()),
            claim: None,
            acceptance: None,
        };
        let agents = by_agent.payload(&genesis());
        let between = |open: &[u8], close: &[u8]| [open, &payload, close].concat();
        let other_chain = voucher.payload(&H256::repeat_byte(1));
        let bare = codec::Encode::encode(&voucher);
        let hash = frame::hashing::blake2_256(&payload);
        for bad in [
            // By another account: the operator, another payer, the agent without saying so, the payer in the agent's
            // name.
            with(None, OPERATOR, &payload),
            with(None, BOB, &payload),
            with(None, AGENT, &payload),
            with(Some(AGENT), ALICE, &agents),
            with(Some(AGENT), OPERATOR, &agents),
            // The same without the agent, or with it.
            with(Some(AGENT), AGENT, &payload),
            with(None, ALICE, &agents),
            // Of something else.
            with(None, ALICE, &[]),
            with(None, ALICE, &payload[1..]),
            with(None, ALICE, &[&payload[..], &[0]].concat()),
            with(None, ALICE, &bare),
            with(None, ALICE, &hash),
            with(None, ALICE, &other_chain),
            // Wrapped in another way than wallets do.
            with(None, ALICE, &between(b"<Bytes>", b"")),
            with(None, ALICE, &between(b"", b"</Bytes>")),
            with(None, ALICE, &between(b"<bytes>", b"</bytes>")),
            with(None, ALICE, &between(b"<Bytes><Bytes>", b"</Bytes></Bytes>")),
        ] {
            check_skipped_with_its_channel(&bad, SkipReason::BadSignature);
        }
        for (agent, who, payload) in [(None, ALICE, &payload), (Some(AGENT), AGENT, &agents)] {
            for message in [payload.clone(), wrapped(payload)] {
                let good = with(agent, who, &message);
                let events = undone(|| settle_all(std::slice::from_ref(&good)));
                assert_eq!(events, vec![settled_in_full(0, &good), batch(1, 0, 50)]);
            }
        }
    });
}

#[test]
fn settle_should_skip_when_anything_was_changed_after_signing() {
    build_and_execute(|| {
        set_up();
        open(ALICE, OTHER_OPERATOR, 1_000);
        open(BOB, OPERATOR, 1_000);
        AcceptedSplits::set(&vec![1, 2]);
        let tampered = |change: &dyn Fn(&mut Voucher<u64>)| {
            let mut note = note(ALICE, OPERATOR, BASE, 50);
            change(&mut note.voucher);
            note
        };
        let numbers = (number_of(ALICE, OTHER_OPERATOR), number_of(BOB, OPERATOR));
        let changes: [Change; 11] = [
            &|voucher| voucher.amount += 1,
            &|voucher| voucher.units.calls += 1,
            &|voucher| voucher.units.input_tokens += 1,
            &|voucher| voucher.units.output_tokens -= 1,
            &|voucher| voucher.model = ADAPTER,
            &|voucher| voucher.receipts_root = H256::zero(),
            &|voucher| voucher.split_version = 2,
            &|voucher| voucher.expires += 1,
            // To other channels that there are.
            &|voucher| (voucher.operator, voucher.channel) = (OTHER_OPERATOR, numbers.0),
            &|voucher| (voucher.payer, voucher.channel) = (BOB, numbers.1),
            // To a key of another.
            &|voucher| voucher.agent = named(ALICE, OPERATOR, AGENT),
        ];
        for change in changes {
            check_skipped_with_its_channel(&tampered(change), SkipReason::BadSignature);
        }
    });
}

#[test]
fn settle_should_skip_when_it_was_signed_for_another_chain() {
    build_and_execute(|| {
        set_up();
        let elsewhere = note(ALICE, OPERATOR, BASE, 50);
        frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(7));
        check_skipped_with_its_channel(&elsewhere, SkipReason::BadSignature);
        let here = note(ALICE, OPERATOR, BASE, 50);
        assert_ne!(here.signature, elsewhere.signature);
        assert_eq!(settle_all(std::slice::from_ref(&here)), vec![settled_in_full(0, &here), batch(1, 0, 50)]);
    });
}

#[test]
fn settle_should_skip_when_the_channel_is_empty() {
    build_and_execute(|| {
        set_up();
        let all = note(ALICE, OPERATOR, BASE, 1_000);
        assert_ok!(settle(vec![all]));
        for bad in [
            note(ALICE, OPERATOR, BASE, 1_001),
            note(ALICE, OPERATOR, ADAPTER, 1),
            agent_note(ALICE, OPERATOR, AGENT, BASE, 1),
        ] {
            check_skipped(&bad, SkipReason::ChannelEmpty);
        }
    });
}

#[test]
fn settle_should_skip_when_the_cap_is_reached() {
    build_and_execute(|| {
        set_up();
        assert_ok!(settle(vec![agent_note(ALICE, OPERATOR, AGENT, BASE, 500)]));
        for bad in [agent_note(ALICE, OPERATOR, AGENT, BASE, 501), agent_note(ALICE, OPERATOR, AGENT, ADAPTER, 1)] {
            check_skipped_with_its_channel(&bad, SkipReason::CapReached);
        }
    });
}

#[test]
fn settle_should_skip_when_the_operators_stake_covers_nothing_more() {
    build_and_execute(|| {
        set_up();
        open(BOB, OPERATOR, 1_000);
        set_coverage(OPERATOR, 70);
        assert_ok!(settle(vec![note(ALICE, OPERATOR, BASE, 70)]));
        for bad in [
            note(ALICE, OPERATOR, BASE, 71),
            note(ALICE, OPERATOR, ADAPTER, 1),
            agent_note(ALICE, OPERATOR, AGENT, BASE, 1),
            note(BOB, OPERATOR, BASE, 1),
        ] {
            check_skipped(&bad, SkipReason::NotCovered);
        }
    });
}

#[test]
fn settle_should_name_the_first_reason_that_applies() {
    // All is wrong with this voucher at first. Each step mends what the last answer named.
    new_test_ext().execute_with(|| {
        set_models(MAX_MODELS);
        set_coverage(OPERATOR, 40);
        let mut voucher = Voucher {
            payer: ALICE,
            operator: OPERATOR,
            channel: 77,
            agent: Some(VoucherAgent { account: AGENT, authorization: 0 }),
            model: ModelId(100),
            amount: 0,
            units: Units::default(),
            receipts_root: H256::zero(),
            split_version: 9,
            expires: 4,
        };
        // What has this voucher skipped, without any signature.
        let reason = |voucher: &Voucher<u64>| {
            let signature = TestSignature(AGENT, vec![]);
            let note = Note { voucher: voucher.clone(), signature, claim: None, acceptance: None };
            match submit(RELAYER, std::slice::from_ref(&note)).swap_remove(0) {
                crate::Event::VoucherSkipped { reason, .. } => reason,
                event => panic!("unexpected {event:?}"),
            }
        };
        let list = |models: &[u32]| models.iter().copied().map(ModelId).collect::<Vec<_>>();

        assert_eq!(reason(&voucher), SkipReason::ChannelNotFound);
        let number = open(ALICE, OPERATOR, 40);
        assert_eq!(reason(&voucher), SkipReason::OtherChannel);
        voucher.channel = number;
        set_operator(OPERATOR, None);
        assert_eq!(reason(&voucher), SkipReason::Expired);
        voucher.expires = 20;
        assert_eq!(reason(&voucher), SkipReason::SplitVersionNotAccepted);
        voucher.split_version = SPLIT;
        assert_eq!(reason(&voucher), SkipReason::ModelNotFound);
        set_models(100);
        assert_eq!(reason(&voucher), SkipReason::OperatorNotFound);
        set_operator(OPERATOR, Some(true));
        assert_eq!(reason(&voucher), SkipReason::AgentNotAuthorized);
        assert_ok!(Inference::authorize_agent(
            signed(ALICE),
            OPERATOR,
            AGENT,
            40,
            7,
            list(&[1, 2, 3, 4, 5, 6, 7]).to_vec(),
            Balance::MAX
        ));
        CurrentEra::set(8);
        assert_eq!(reason(&voucher), SkipReason::AgentExpired);
        CurrentEra::set(7);
        assert_eq!(reason(&voucher), SkipReason::ModelNotAllowed);
        // Seven models that are allowed and one that is not fill all places; then the balance, the cap and the coverage
        // are used up, all at once.
        crate::Agents::<Test>::mutate((OPERATOR, ALICE, AGENT), |agent| {
            agent.as_mut().unwrap().models = Default::default()
        });
        for model in 1..=MAX_MODELS {
            let mut five = self::voucher(ALICE, OPERATOR, ModelId(model), 5);
            five.expires = 20;
            assert_eq!(settle_all(&[signed_by_agent(five, AGENT)]).pop(), Some(batch(1, 0, 5)));
        }
        assert_eq!(balance_of(ALICE, OPERATOR), 0);
        assert_eq!(Inference::coverage(OPERATOR), 0);
        assert_eq!(reason(&voucher), SkipReason::NothingNew);
        voucher.amount = 6;
        assert_eq!(reason(&voucher), SkipReason::TooManyModels);
        voucher.model = ModelId(1);
        assert_eq!(reason(&voucher), SkipReason::NotAccepted);
        voucher.units = units_of(6);
        let note = signed_by_agent(voucher, AGENT);
        let refused =
            Note { acceptance: Some(note.signature.clone()), signature: TestSignature(AGENT, vec![]), ..note.clone() };
        assert_eq!(settle_all(std::slice::from_ref(&refused))[0], skipped(0, &refused, SkipReason::NotAccepted));
        let unsigned = Note { acceptance: None, ..refused };
        assert_eq!(settle_all(std::slice::from_ref(&unsigned))[0], skipped(0, &unsigned, SkipReason::BadSignature));
        assert_eq!(settle_all(std::slice::from_ref(&note))[0], skipped(0, &note, SkipReason::ChannelEmpty));
        assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, 1));
        assert_eq!(settle_all(std::slice::from_ref(&note))[0], skipped(0, &note, SkipReason::CapReached));
        crate::Agents::<Test>::mutate((OPERATOR, ALICE, AGENT), |agent| agent.as_mut().unwrap().cap = 41);
        assert_eq!(settle_all(std::slice::from_ref(&note))[0], skipped(0, &note, SkipReason::NotCovered));
        set_coverage(OPERATOR, 41);
        assert_eq!(settle_all(std::slice::from_ref(&note))[0], settled(0, &note, 1, units_of(1), 0, None));
    });
}
