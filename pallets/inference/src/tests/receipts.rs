// SPDX-License-Identifier: Apache-2.0

use super::support::*;
use crate::{Convictions, Error, Event};
use frame::{deps::sp_runtime::testing::TestSignature, hashing::blake2_256, testing_prelude::*};
use openledger_primitives::{runtime_api::ReceiptCheck, Balance, Era, Receipt, ReceiptProof, SignedReceipt, Units};

type SignedReceiptOf = SignedReceipt<u64, TestSignature>;

const REPORTER: u64 = ANYBODY;
const CHANNEL: u64 = 3;

/// The tree as the documentation describes it: hashes of pairs row by row, a last node without a partner moves up.
/// Returns the root and, for the leaf at `index`, what stands beside its way.
fn tree(leaves: &[H256], mut index: usize) -> (H256, Vec<H256>) {
    let (mut row, mut items) = (leaves.to_vec(), vec![]);
    while row.len() > 1 {
        items.extend(row.get(index ^ 1));
        row = row
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => H256(blake2_256(&[left.as_bytes(), right.as_bytes()].concat())),
                alone => alone[0],
            })
            .collect();
        index /= 2;
    }
    (row[0], items)
}

fn receipts(count: u64) -> Vec<Receipt<u64>> {
    (0..count).map(|sequence| receipt(OPERATOR, CHANNEL, sequence, 1)).collect()
}

fn leaves(receipts: &[Receipt<u64>]) -> Vec<H256> {
    receipts.iter().map(|receipt| receipt.leaf(&genesis())).collect()
}

fn proof_of(receipts: &[Receipt<u64>], index: usize) -> ReceiptProof {
    let (root, items) = tree(&leaves(receipts), index);
    ReceiptProof { root, leaves: receipts.len() as u32, index: index as u32, items }
}

fn is_included(receipt: &Receipt<u64>, proof: &ReceiptProof) -> bool {
    Inference::check_receipt(signed_receipt(receipt.clone()), proof.clone()).included
}

#[test]
fn receipt_payload_and_leaf_should_be_what_is_documented() {
    build_and_execute(|| {
        let receipt = receipt(OPERATOR, CHANNEL, 1, 1);
        let payload = Inference::receipt_payload(receipt.clone());
        assert_eq!(payload[..30], b"openledger/inference/receipt/1"[..]);
        assert_eq!(&payload[30..62], genesis().as_bytes());
        assert_eq!(payload[62..], codec::Encode::encode(&receipt)[..]);
        let check = Inference::check_receipt(signed_receipt(receipt.clone()), proof_of(&[receipt], 0));
        assert_eq!(check, ReceiptCheck { leaf: H256(blake2_256(&payload)), signed: true, included: true });
    });
}

#[test]
fn check_receipt_should_find_every_receipt_in_trees_of_every_size() {
    build_and_execute(|| {
        for count in 1..=20 {
            let all = receipts(count);
            let payloads: Vec<_> = all.iter().map(|receipt| receipt.payload(&genesis())).collect();
            for (index, receipt) in all.iter().enumerate() {
                let proof = proof_of(&all, index);
                assert!(is_included(receipt, &proof), "{index} of {count}");
                // What the SDK's crate makes, as clients that use it do, is the same.
                let made = binary_merkle_tree::merkle_proof::<BlakeTwo256, _, _>(payloads.clone(), index as u32);
                assert_eq!((made.root, made.proof), (proof.root, proof.items));
            }
        }
    });
}

#[test]
fn check_receipt_should_not_find_a_receipt_elsewhere() {
    build_and_execute(|| {
        for count in 1..=20 {
            let all = receipts(count);
            for (index, receipt) in all.iter().enumerate() {
                let proof = proof_of(&all, index);
                for other in (0..2 * count as u32).chain([u32::MAX]).filter(|other| *other != index as u32) {
                    let wrong = ReceiptProof { index: other, ..proof.clone() };
                    assert!(!is_included(receipt, &wrong), "{index} of {count} passed for {other}");
                    // Nor another receipt here.
                    if let Some(stranger) = all.get(other as usize) {
                        assert!(!is_included(stranger, &proof));
                    }
                }
            }
        }
    });
}

#[test]
fn check_receipt_should_not_accept_a_proof_that_was_changed() {
    build_and_execute(|| {
        for count in 1..=20 {
            let all = receipts(count);
            let other_root = tree(&leaves(&receipts(21)), 0).0;
            for (index, receipt) in all.iter().enumerate() {
                let proof = proof_of(&all, index);
                let changed = |change: &dyn Fn(&mut ReceiptProof)| {
                    let mut proof = proof.clone();
                    change(&mut proof);
                    !is_included(receipt, &proof)
                };
                assert!(changed(&|proof| proof.root = other_root));
                assert!(changed(&|proof| proof.root = H256::zero()));
                assert!(changed(&|proof| proof.leaves = 0));
                assert!(changed(&|proof| proof.leaves = index as u32));
                assert!(changed(&|proof| proof.items.push(proof.root)));
                assert!(changed(&|proof| proof.items.insert(0, proof.root)));
                for item in 0..proof.items.len() {
                    assert!(changed(&|proof| proof.items[item].0[0] ^= 1));
                    assert!(changed(&|proof| {
                        proof.items.remove(item);
                    }));
                    let twice = proof.items[item];
                    assert!(changed(&|proof| proof.items.insert(item, twice)));
                }
            }
        }
    });
}

#[test]
fn check_receipt_should_not_take_a_node_for_a_leaf() {
    build_and_execute(|| {
        // A node is the hash of 64 bytes, and so would a leaf of these bytes be: it would be found one row up.
        let all = receipts(8);
        let hashes = leaves(&all);
        let node = [hashes[2].as_bytes(), hashes[3].as_bytes()].concat();
        let (root, items) = tree(&hashes, 2);
        let row_up = items[1..].to_vec();
        assert!(binary_merkle_tree::verify_proof::<BlakeTwo256, _, _>(&root, row_up.clone(), 4, 1, &node));
        // But no receipt is as short. The shortest:
        let shortest = Receipt {
            payer: 0,
            operator: 0,
            channel: 0,
            sequence: 0,
            era: 0,
            model: Default::default(),
            amount: 0,
            units: Units::default(),
            request: H256::zero(),
            response: H256::zero(),
            parent: None,
        };
        assert!(shortest.payload(&genesis()).len() > 64);
        // So that no receipt of the tree, nor any other, passes there.
        for receipt in all.iter().chain([&shortest]) {
            for index in 0..4 {
                let proof = ReceiptProof { root, leaves: 4, index, items: row_up.clone() };
                assert!(!is_included(receipt, &proof));
            }
        }
    });
}

#[test]
fn check_receipt_should_tell_a_receipt_that_was_changed_or_is_of_another_chain() {
    build_and_execute(|| {
        let all = receipts(5);
        let proof = proof_of(&all, 2);
        let changes: [fn(&mut Receipt<u64>); 11] = [
            |receipt| receipt.payer += 1,
            |receipt| receipt.operator += 1,
            |receipt| receipt.channel += 1,
            |receipt| receipt.sequence += 1,
            |receipt| receipt.era += 1,
            |receipt| receipt.model = ADAPTER,
            |receipt| receipt.amount += 1,
            |receipt| receipt.units.output_tokens += 1,
            |receipt| receipt.request = H256::zero(),
            |receipt| receipt.response = H256::zero(),
            |receipt| receipt.parent = Some(H256::zero()),
        ];
        for change in changes {
            let mut changed = all[2].clone();
            change(&mut changed);
            assert!(!is_included(&changed, &proof));
            // And the operator's signature is not one of what it was changed to.
            let signature = signed_receipt(all[2].clone()).signature;
            let check = Inference::check_receipt(SignedReceipt { receipt: changed.clone(), signature }, proof.clone());
            let leaf = changed.leaf(&genesis());
            assert_eq!(check, ReceiptCheck { leaf, signed: false, included: false });
        }
        let elsewhere = signed_receipt(all[2].clone());
        frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(7));
        let check = Inference::check_receipt(elsewhere, proof);
        assert_eq!((check.signed, check.included), (false, false));
    });
}

#[test]
fn check_receipt_should_tell_who_signed() {
    build_and_execute(|| {
        let receipt = receipt(OPERATOR, CHANNEL, 1, 1);
        let proof = proof_of(std::slice::from_ref(&receipt), 0);
        let by = |who, message: Vec<u8>| {
            let signature = TestSignature(who, message);
            let check = Inference::check_receipt(SignedReceipt { receipt: receipt.clone(), signature }, proof.clone());
            assert!(check.included);
            check.signed
        };
        let payload = receipt.payload(&genesis());
        assert!(by(OPERATOR, payload.clone()));
        assert!(by(OPERATOR, wrapped(&payload)));
        assert!(!by(ALICE, payload.clone()));
        assert!(!by(OPERATOR, payload[1..].to_vec()));
    });
}

#[test]
fn receipt_should_name_its_parent_by_its_leaf() {
    build_and_execute(|| {
        // ALICE asked OPERATOR, which for that asked OTHER_OPERATOR.
        let parent = receipt(OPERATOR, CHANNEL, 1, 1);
        let mut child = receipt(OTHER_OPERATOR, CHANNEL + 1, 1, 1);
        child.payer = OPERATOR;
        child.parent = Some(parent.leaf(&genesis()));
        let check = Inference::check_receipt(signed_receipt(parent.clone()), proof_of(&[parent], 0));
        assert_eq!(child.parent, Some(check.leaf));
        assert!(is_included(&child, &proof_of(std::slice::from_ref(&child), 0)));
    });
}

// Equivocation.

/// Two receipts of one call that differ.
fn pair() -> (Receipt<u64>, Receipt<u64>) {
    let first = receipt(OPERATOR, CHANNEL, 9, 1);
    let mut second = first.clone();
    second.response = H256::repeat_byte(3);
    (first, second)
}

fn report(first: SignedReceiptOf, second: SignedReceiptOf) -> DispatchResult {
    Inference::report_equivocation(by(REPORTER), Box::new(first), Box::new(second))
}

fn report_pair((first, second): (Receipt<u64>, Receipt<u64>)) -> DispatchResult {
    report(signed_receipt(first), signed_receipt(second))
}

#[test]
fn report_equivocation_should_slash_the_operator_once() {
    build_and_execute(|| {
        assert_ok!(report_pair(pair()));
        assert_eq!(Convictions::<Test>::get((OPERATOR, CHANNEL, 9)), Some(5));
        // What is slashed is for staking to say; it is asked with the parts of this pallet's Config.
        assert_eq!(Slashes::get(), vec![(OPERATOR, EQUIVOCATION_SLASH, REPORTER, REPORTER_REWARD)]);
        assert_eq!(
            events_since_last_call(),
            vec![Event::EquivocationProven {
                operator: OPERATOR,
                channel: CHANNEL,
                sequence: 9,
                reporter: REPORTER,
                slashed: SLASHED.amount,
                reward: SLASHED.reward
            }]
        );

        let (first, second) = pair();
        let third = Receipt { response: H256::repeat_byte(4), ..first.clone() };
        for (one, other) in [(&first, &second), (&second, &first), (&first, &third), (&third, &second)] {
            assert_noop!(report_pair((one.clone(), other.clone())), Error::<Test>::AlreadyConvicted);
        }
        // Another call is another offence.
        let another = |change: fn(&mut Receipt<u64>)| {
            let (mut first, mut second) = pair();
            change(&mut first);
            change(&mut second);
            (first, second)
        };
        assert_ok!(report_pair(another(|receipt| receipt.sequence = 10)));
        assert_ok!(report_pair(another(|receipt| receipt.channel = CHANNEL + 1)));
        assert_ok!(report_pair(another(|receipt| receipt.operator = OTHER_OPERATOR)));
        assert_eq!(Slashes::get().len(), 4);
    });
}

#[test]
fn report_equivocation_should_work_for_receipts_that_differ_in_anything() {
    let changes: [fn(&mut Receipt<u64>); 8] = [
        |receipt| receipt.payer = BOB,
        |receipt| receipt.era -= 1,
        |receipt| receipt.model = ADAPTER,
        |receipt| receipt.amount += 1,
        |receipt| receipt.units.calls += 1,
        |receipt| receipt.request = H256::zero(),
        |receipt| receipt.response = H256::zero(),
        |receipt| receipt.parent = Some(H256::zero()),
    ];
    for change in changes {
        build_and_execute(|| {
            let (first, _) = pair();
            let mut second = first.clone();
            change(&mut second);
            assert_ok!(report_pair((second, first)));
            assert_eq!(Slashes::get().len(), 1);
        });
    }
}

#[test]
fn report_equivocation_should_take_wrapped_signatures() {
    build_and_execute(|| {
        let wrapped = |receipt: Receipt<u64>| {
            let message = wrapped(&receipt.payload(&genesis()));
            SignedReceipt { signature: TestSignature(receipt.operator, message), receipt }
        };
        let (first, second) = pair();
        assert_ok!(report(wrapped(first), wrapped(second)));
    });
}

#[test]
fn report_equivocation_should_not_need_a_channel_that_is_open() {
    build_and_execute(|| {
        let channel = open(ALICE, OPERATOR, 10);
        assert_ok!(Inference::close_channel(by(OPERATOR), ALICE, OPERATOR));
        let (mut first, mut second) = pair();
        (first.channel, second.channel) = (channel, channel);
        assert_ok!(report_pair((first, second)));
    });
}

#[test]
fn report_equivocation_should_work_to_the_end_of_the_window() {
    // The younger of both receipts counts.
    for (older, younger) in [(6, 6), (5, 6), (0, 6)] {
        build_and_execute(|| {
            let (mut first, mut second) = pair();
            (first.era, second.era) = (older, younger);
            let receipts = [(first.clone(), second.clone()), (second, first)];
            CurrentEra::set(&(6 + DISPUTE_ERAS + 1));
            for pair in receipts.clone() {
                assert_noop!(report_pair(pair), Error::<Test>::ReceiptTooOld);
            }
            CurrentEra::set(&(6 + DISPUTE_ERAS));
            let [pair, _] = receipts;
            assert_ok!(report_pair(pair));
            assert_eq!(Convictions::<Test>::get((OPERATOR, CHANNEL, 9)), Some(6 + DISPUTE_ERAS));
        });
    }
}

#[test]
fn report_equivocation_should_work_whatever_era_the_operator_chose_for_one_receipt() {
    // One receipt is as the payer wants it, of this era or one of the window; the other is dated away.
    let now = 5 + 2 * DISPUTE_ERAS;
    for good in [now - DISPUTE_ERAS, now - 1, now] {
        for bad in [0, now - DISPUTE_ERAS - 1, now + 1, now + 100, Era::MAX] {
            for turned in [false, true] {
                build_and_execute(|| {
                    CurrentEra::set(&now);
                    let (mut first, mut second) = pair();
                    (first.era, second.era) = if turned { (bad, good) } else { (good, bad) };
                    assert_ok!(report_pair((first.clone(), second.clone())));
                    assert_eq!(Slashes::get().len(), 1);
                    // Nobody forgets it while one of the two can be reported, or will be.
                    assert_eq!(Convictions::<Test>::get((OPERATOR, CHANNEL, 9)), Some(now.max(bad)));
                    for at in [now, now + DISPUTE_ERAS, bad.max(now), bad.max(now).saturating_add(DISPUTE_ERAS)] {
                        CurrentEra::set(&at);
                        assert_noop!(forget(9), Error::<Test>::ConvictionStillNeeded);
                        assert!(report_pair((first.clone(), second.clone())).is_err());
                    }
                    if bad < Era::MAX {
                        CurrentEra::set(&(bad.max(now) + DISPUTE_ERAS + 1));
                        assert_ok!(forget(9));
                        assert_noop!(report_pair((first, second)), Error::<Test>::ReceiptTooOld);
                    }
                });
            }
        }
    }
}

#[test]
fn report_equivocation_should_fail_when_not_signed() {
    build_and_execute(|| {
        let (first, second) = pair();
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(
                Inference::report_equivocation(
                    origin,
                    Box::new(signed_receipt(first.clone())),
                    Box::new(signed_receipt(second.clone()))
                ),
                BadOrigin
            );
        }
    });
}

#[test]
fn report_equivocation_should_fail_when_the_calls_are_different() {
    build_and_execute(|| {
        let changes: [fn(&mut Receipt<u64>); 3] = [
            |receipt| receipt.operator = OTHER_OPERATOR,
            |receipt| receipt.channel += 1,
            |receipt| receipt.sequence += 1,
        ];
        for change in changes {
            let (first, mut second) = pair();
            change(&mut second);
            assert_noop!(report_pair((first.clone(), second.clone())), Error::<Test>::ReceiptsOfDifferentCalls);
            assert_noop!(report_pair((second, first)), Error::<Test>::ReceiptsOfDifferentCalls);
        }
    });
}

#[test]
fn report_equivocation_should_fail_when_the_receipts_are_equal() {
    build_and_execute(|| {
        let (first, _) = pair();
        assert_noop!(report_pair((first.clone(), first.clone())), Error::<Test>::ReceiptsEqual);
        // Two signatures of one receipt are no offence.
        let message = wrapped(&first.payload(&genesis()));
        let wrapped = SignedReceipt { receipt: first.clone(), signature: TestSignature(OPERATOR, message) };
        assert_noop!(report(signed_receipt(first), wrapped), Error::<Test>::ReceiptsEqual);
    });
}

#[test]
fn report_equivocation_should_fail_when_both_receipts_are_from_the_future() {
    build_and_execute(|| {
        for eras in [(6, 6), (6, 7), (7, 6), (Era::MAX, 6), (Era::MAX, Era::MAX)] {
            let (mut first, mut second) = pair();
            (first.era, second.era) = eras;
            assert_noop!(report_pair((first, second)), Error::<Test>::ReceiptFromFuture);
        }
        let (mut first, mut second) = pair();
        (first.era, second.era) = (7, 6);
        CurrentEra::set(&6);
        assert_ok!(report_pair((first, second)));
    });
}

#[test]
fn report_equivocation_should_fail_when_neither_receipt_is_of_the_window_and_one_is_too_old() {
    build_and_execute(|| {
        let now = 5 + 2 * DISPUTE_ERAS;
        CurrentEra::set(&now);
        let too_old = now - DISPUTE_ERAS - 1;
        for eras in [(too_old, too_old), (too_old, 0), (0, too_old), (too_old, now + 1), (now + 1, 0)] {
            let (mut first, mut second) = pair();
            (first.era, second.era) = eras;
            assert_noop!(report_pair((first, second)), Error::<Test>::ReceiptTooOld);
        }
        // The one to come can be reported once its era has begun.
        let (mut first, mut second) = pair();
        (first.era, second.era) = (too_old, now + 1);
        CurrentEra::set(&(now + 1));
        assert_ok!(report_pair((first, second)));
    });
    // Nor does the sum overflow.
    build_and_execute(|| {
        CurrentEra::set(&Era::MAX);
        let (mut first, mut second) = pair();
        (first.era, second.era) = (Era::MAX, Era::MAX - 1);
        assert_ok!(report_pair((first, second)));
    });
}

#[test]
fn report_equivocation_should_fail_when_a_receipt_is_not_signed_by_the_operator() {
    build_and_execute(|| {
        let (first, second) = pair();
        let (good, other_good) = (signed_receipt(first.clone()), signed_receipt(second.clone()));
        let with = |who, message| SignedReceipt { receipt: second.clone(), signature: TestSignature(who, message) };
        for bad in [
            with(REPORTER, second.payload(&genesis())),
            with(ALICE, second.payload(&genesis())),
            with(OPERATOR, first.payload(&genesis())),
            with(OPERATOR, second.payload(&H256::repeat_byte(1))),
            with(OPERATOR, vec![]),
        ] {
            assert_noop!(report(good.clone(), bad.clone()), Error::<Test>::ReceiptNotSigned);
            assert_noop!(report(bad, good.clone()), Error::<Test>::ReceiptNotSigned);
        }
        // A receipt that was changed to differ.
        let forged = SignedReceipt { receipt: second, signature: good.signature.clone() };
        assert_noop!(report(good.clone(), forged), Error::<Test>::ReceiptNotSigned);
        assert_ok!(report(good, other_good));
    });
}

#[test]
fn report_equivocation_should_change_nothing_when_staking_refuses() {
    build_and_execute(|| {
        SlashingRefuses::set(&true);
        assert_noop!(report_pair(pair()), DispatchError::Other("there is nothing to slash"));
        assert_eq!(Convictions::<Test>::get((OPERATOR, CHANNEL, 9)), None);
        SlashingRefuses::set(&false);
        assert_ok!(report_pair(pair()));
    });
}

#[test]
fn report_equivocation_should_fail_when_nothing_is_slashed() {
    build_and_execute(|| {
        NothingIsStaked::set(&true);
        assert_noop!(report_pair(pair()), Error::<Test>::NothingToSlash);
        // So that the call still counts once there is something.
        NothingIsStaked::set(&false);
        assert_ok!(report_pair(pair()));
        assert_eq!(Slashes::get().len(), 1);
    });
}

fn forget(sequence: u64) -> DispatchResult {
    Inference::forget_conviction(by(BOB), OPERATOR, CHANNEL, sequence)
}

#[test]
fn forget_conviction_should_remove_it_when_the_receipts_are_too_old_to_be_reported() {
    build_and_execute(|| {
        let (first, second) = pair();
        assert_ok!(report_pair((first.clone(), second.clone())));
        CurrentEra::set(&(5 + DISPUTE_ERAS));
        assert_noop!(forget(9), Error::<Test>::ConvictionStillNeeded);
        assert_noop!(report_pair((first.clone(), second.clone())), Error::<Test>::AlreadyConvicted);
        CurrentEra::set(&(6 + DISPUTE_ERAS));
        events_since_last_call();
        assert_ok!(forget(9));
        assert_eq!(Convictions::<Test>::get((OPERATOR, CHANNEL, 9)), None);
        assert_eq!(
            events_since_last_call(),
            vec![Event::ConvictionForgotten { operator: OPERATOR, channel: CHANNEL, sequence: 9 }]
        );
        assert_noop!(forget(9), Error::<Test>::ConvictionNotFound);
        // Once per offence still holds.
        assert_noop!(report_pair((first, second)), Error::<Test>::ReceiptTooOld);
        assert_eq!(Slashes::get().len(), 1);
    });
}

#[test]
fn forget_conviction_should_not_let_the_same_offence_be_reported_again() {
    // Convicted by an old receipt and a young one, of which a third differs that is as young.
    build_and_execute(|| {
        CurrentEra::set(&(5 + DISPUTE_ERAS));
        let (mut old, mut young) = pair();
        old.era = 5;
        young.era = era();
        let third = Receipt { amount: young.amount + 1, ..young.clone() };
        assert_ok!(report_pair((old, young.clone())));
        for _ in 0..=DISPUTE_ERAS {
            let _ = forget(9);
            let again = report_pair((young.clone(), third.clone()));
            assert_eq!(again, Err(Error::<Test>::AlreadyConvicted.into()), "in era {}", era());
            CurrentEra::set(&(era() + 1));
        }
        assert_eq!(Slashes::get().len(), 1);
        assert_ok!(forget(9));
        assert_noop!(report_pair((young, third)), Error::<Test>::ReceiptTooOld);
    });
}

#[test]
fn forget_conviction_should_fail_when_not_signed() {
    build_and_execute(|| {
        assert_ok!(report_pair(pair()));
        CurrentEra::set(&100);
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Inference::forget_conviction(origin, OPERATOR, CHANNEL, 9), BadOrigin);
        }
    });
}

#[test]
fn forget_conviction_should_fail_when_there_is_none() {
    build_and_execute(|| {
        assert_ok!(report_pair(pair()));
        CurrentEra::set(&100);
        assert_noop!(forget(10), Error::<Test>::ConvictionNotFound);
        let other = Inference::forget_conviction(by(BOB), OTHER_OPERATOR, CHANNEL, 9);
        assert_noop!(other, Error::<Test>::ConvictionNotFound);
    });
}

#[test]
fn forget_conviction_should_fail_when_it_is_still_needed() {
    build_and_execute(|| {
        assert_ok!(report_pair(pair()));
        for later in 0..=DISPUTE_ERAS {
            CurrentEra::set(&(5 + later));
            assert_noop!(forget(9), Error::<Test>::ConvictionStillNeeded);
        }
    });
}

#[test]
fn rewards_should_be_staking_s_business() {
    // This pallet moves no money of a slash.
    build_and_execute(|| {
        let before: Vec<Balance> = [REPORTER, OPERATOR, escrow_account()].iter().map(Balances::free_balance).collect();
        assert_ok!(report_pair(pair()));
        let after: Vec<Balance> = [REPORTER, OPERATOR, escrow_account()].iter().map(Balances::free_balance).collect();
        assert_eq!(before, after);
    });
}
