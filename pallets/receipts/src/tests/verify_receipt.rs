// SPDX-License-Identifier: Apache-2.0

use crate::mock::*;
use frame::{deps::sp_runtime::testing::TestSignature, hashing::blake2_256, testing_prelude::*};
use openledger_primitives::{runtime_api::ReceiptCheck, Receipt, ReceiptProof, SignedReceipt, Units};

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
    Receipts::verify_receipt(signed_receipt(receipt.clone()), proof.clone()).included
}

#[test]
fn receipt_payload_and_leaf_should_be_what_is_documented() {
    build_and_execute(|| {
        let receipt = receipt(OPERATOR, CHANNEL, 1, 1);
        let payload = Receipts::receipt_payload(receipt.clone()).bytes;
        assert_eq!(payload[..30], b"openledger/inference/receipt/2"[..]);
        assert_eq!(&payload[30..62], genesis().as_bytes());
        assert_eq!(payload[62..], codec::Encode::encode(&receipt)[..]);
        let check = Receipts::verify_receipt(signed_receipt(receipt.clone()), proof_of(&[receipt], 0));
        assert_eq!(check, ReceiptCheck { leaf: H256(blake2_256(&payload)), signed: true, included: true });
    });
}

#[test]
fn verify_receipt_should_find_every_receipt_in_trees_of_every_size() {
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
fn verify_receipt_should_not_find_a_receipt_elsewhere() {
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
fn verify_receipt_should_not_accept_a_proof_that_was_changed() {
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
fn verify_receipt_should_not_take_a_node_for_a_leaf() {
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
fn verify_receipt_should_tell_a_receipt_that_was_changed_or_is_of_another_chain() {
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
            let check = Receipts::verify_receipt(SignedReceipt { receipt: changed.clone(), signature }, proof.clone());
            let leaf = changed.leaf(&genesis());
            assert_eq!(check, ReceiptCheck { leaf, signed: false, included: false });
        }
        let elsewhere = signed_receipt(all[2].clone());
        frame_system::BlockHash::<Test>::insert(0, H256::repeat_byte(7));
        let check = Receipts::verify_receipt(elsewhere, proof);
        assert_eq!((check.signed, check.included), (false, false));
    });
}

#[test]
fn verify_receipt_should_tell_who_signed() {
    build_and_execute(|| {
        let receipt = receipt(OPERATOR, CHANNEL, 1, 1);
        let proof = proof_of(std::slice::from_ref(&receipt), 0);
        let by = |who, message: Vec<u8>| {
            let signature = TestSignature(who, message);
            let check = Receipts::verify_receipt(SignedReceipt { receipt: receipt.clone(), signature }, proof.clone());
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
        let check = Receipts::verify_receipt(signed_receipt(parent.clone()), proof_of(&[parent], 0));
        assert_eq!(child.parent, Some(check.leaf));
        assert!(is_included(&child, &proof_of(std::slice::from_ref(&child), 0)));
    });
}
