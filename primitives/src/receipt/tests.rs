// SPDX-License-Identifier: Apache-2.0

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing, clippy::unwrap_used)]

use super::*;
use crate::voucher::is_signed_by;
use binary_merkle_tree::{merkle_proof, merkle_root, verify_proof, Leaf};
use proptest::prelude::*;
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_runtime::{traits::IdentifyAccount, AccountId32, MultiSignature, MultiSigner};

fn genesis() -> H256 {
    H256::repeat_byte(0x47)
}

fn receipt(sequence: u64) -> Receipt<AccountId32> {
    Receipt {
        payer: [0xa1; 32].into(),
        operator: [0xb2; 32].into(),
        channel: 0x0102_0304_0506_0708,
        sequence,
        era: 0x0001_0002,
        model: ModelId(0x0a0b_0c0d),
        amount: 1 << 14,
        units: Units { calls: 1, input_tokens: 812, output_tokens: 1_391 },
        request: H256::repeat_byte(0xd4),
        response: H256::repeat_byte(0xe5),
        parent: None,
    }
}

fn payloads(number: u64) -> Vec<Vec<u8>> {
    (0..number).map(|sequence| receipt(sequence).payload(&genesis())).collect()
}

fn leaves(number: u64) -> Vec<H256> {
    (0..number).map(|sequence| receipt(sequence).leaf(&genesis())).collect()
}

fn proof(number: u64, index: u32) -> ReceiptProof {
    let proof = merkle_proof::<BlakeTwo256, _, _>(payloads(number), index);
    ReceiptProof { root: proof.root, leaves: proof.number_of_leaves, index: proof.leaf_index, items: proof.proof }
}

fn is_included(receipt: &Receipt<AccountId32>, proof: &ReceiptProof) -> bool {
    let payload = receipt.payload(&genesis());
    verify_proof::<BlakeTwo256, _, _>(&proof.root, proof.items.clone(), proof.leaves, proof.index, &payload)
}

fn node(left: H256, right: H256) -> H256 {
    BlakeTwo256::hash(&[left.0, right.0].concat())
}

#[test]
fn a_payload_should_be_the_domain_the_genesis_and_the_fields_in_their_order() {
    for parent in [None, Some(H256::repeat_byte(0xf6))] {
        let payload = Receipt { parent, ..receipt(9) }.payload(&genesis());
        let mut rest = payload.as_slice();
        let mut field = |length: usize, expected: &[u8], name: &str| {
            let (field, after) = rest.split_at(length);
            assert_eq!(field, expected, "{name}");
            rest = after;
        };
        field(30, b"openledger/inference/receipt/2", "domain");
        field(32, &[0x47; 32], "genesis");
        field(32, &[0xa1; 32], "payer");
        field(32, &[0xb2; 32], "operator");
        // Fixed width, least significant byte first.
        field(8, &[8, 7, 6, 5, 4, 3, 2, 1], "channel");
        field(8, &[9, 0, 0, 0, 0, 0, 0, 0], "sequence");
        field(4, &[2, 0, 1, 0], "era");
        field(4, &[0x0d, 0x0c, 0x0b, 0x0a], "model");
        // Compact: the two lowest bits are the mode.
        field(4, &(4u32 << 14 | 2).to_le_bytes(), "amount");
        field(1, &[1 << 2], "calls");
        field(2, &(812u16 << 2 | 1).to_le_bytes(), "input tokens");
        field(2, &(1_391u16 << 2 | 1).to_le_bytes(), "output tokens");
        field(32, &[0xd4; 32], "request");
        field(32, &[0xe5; 32], "response");
        match parent {
            None => field(1, &[0], "no parent"),
            Some(parent) => {
                field(1, &[1], "a parent");
                field(32, &parent.0, "parent");
            }
        }
        assert!(rest.is_empty());
    }
}

#[test]
fn a_payload_should_have_the_documented_lengths() {
    let shortest = Receipt { amount: 0, units: Units::default(), ..receipt(0) };
    assert_eq!(shortest.payload(&genesis()).len(), 219);
    let most = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
    let longest = Receipt { amount: Balance::MAX, units: most, parent: Some(H256::zero()), ..receipt(0) };
    assert_eq!(longest.payload(&genesis()).len(), 291);
}

#[test]
fn a_leaf_should_be_the_hash_of_the_payload() {
    let leaf = receipt(3).leaf(&genesis());
    assert_eq!(leaf, BlakeTwo256::hash(&receipt(3).payload(&genesis())));
    assert_ne!(leaf, receipt(4).leaf(&genesis()));
    assert_ne!(leaf, receipt(3).leaf(&H256::zero()));
    assert_ne!(leaf, Receipt { parent: Some(leaf), ..receipt(3) }.leaf(&genesis()));
}

#[test]
fn a_receipt_should_be_signed_by_its_operator_with_any_kind_of_key() {
    let payload = receipt(0).payload(&genesis());
    let wrapped = [b"<Bytes>", payload.as_slice(), b"</Bytes>"].concat();
    let sr = sr25519::Pair::from_string("//Bob", None).unwrap();
    let ed = ed25519::Pair::from_string("//Bob", None).unwrap();
    let ec = ecdsa::Pair::from_string("//Bob", None).unwrap();
    for message in [&payload, &wrapped] {
        let signatures: [(MultiSigner, MultiSignature); 3] = [
            (sr.public().into(), sr.sign(message).into()),
            (ed.public().into(), ed.sign(message).into()),
            (ec.public().into(), ec.sign(message).into()),
        ];
        for (signer, signature) in signatures {
            let who = signer.into_account();
            assert!(is_signed_by(&signature, &payload, &who));
            assert!(!is_signed_by(&signature, &receipt(1).payload(&genesis()), &who));
            let signed = SignedReceipt { receipt: receipt(0), signature };
            assert_eq!(SignedReceipt::decode(&mut signed.encode().as_slice()), Ok(signed));
        }
    }
}

#[test]
fn a_tree_should_be_hashes_of_pairs_and_move_up_the_odd_one() {
    let root = |number| merkle_root::<BlakeTwo256, _>(payloads(number));
    let l = leaves(5);
    assert_eq!(root(0), H256::zero());
    assert_eq!(root(1), l[0]);
    assert_eq!(root(2), node(l[0], l[1]));
    assert_eq!(root(3), node(node(l[0], l[1]), l[2]));
    assert_eq!(root(5), node(node(node(l[0], l[1]), node(l[2], l[3])), l[4]));
}

#[test]
fn every_receipt_should_be_found_in_its_tree_and_nowhere_else() {
    for number in 1..=17 {
        for index in 0..number as u32 {
            let proof = proof(number, index);
            assert!(is_included(&receipt(index.into()), &proof));
            assert!(!is_included(&receipt(u64::from(index) + 1), &proof));
            assert!(!is_included(&receipt(index.into()), &ReceiptProof { root: H256::zero(), ..proof.clone() }));
            assert!(!is_included(&receipt(index.into()), &ReceiptProof { leaves: 0, ..proof.clone() }));
            assert!(!is_included(&receipt(index.into()), &ReceiptProof { index: number as u32, ..proof.clone() }));
            for at in 0..proof.items.len() {
                let mut broken = proof.clone();
                broken.items[at].0[31] ^= 1;
                assert!(!is_included(&receipt(index.into()), &broken));
                broken.items.remove(at);
                assert!(!is_included(&receipt(index.into()), &broken));
            }
            let mut longer = proof.clone();
            longer.items.push(H256::zero());
            assert!(!is_included(&receipt(index.into()), &longer));
        }
    }
}

/// Two children one after the other would pass for a leaf of a tree with fewer leaves, if there were a receipt of 64
/// bytes.
#[test]
fn a_node_should_never_pass_for_a_receipt() {
    let l = leaves(4);
    let root = merkle_root::<BlakeTwo256, _>(payloads(4));
    let children = [l[0].0, l[1].0].concat();
    let beside = node(l[2], l[3]);
    assert!(verify_proof::<BlakeTwo256, _, _>(&root, [beside], 2, 0, Leaf::Value(&children)));
    assert!(receipt(0).payload(&genesis()).len() > children.len());
    assert!(Receipt::<AccountId32>::decode(&mut children.as_slice()).is_err());
    assert!(!children.starts_with(&RECEIPT_DOMAIN));
}

/// The root says which receipts there are, not at which places: a leaf that moved up can be shown in a smaller tree.
#[test]
fn a_proof_should_not_be_taken_for_the_number_of_receipts() {
    let proof = proof(5, 4);
    assert_eq!(proof.items.len(), 1);
    assert!(is_included(&receipt(4), &proof));
    assert!(is_included(&receipt(4), &ReceiptProof { leaves: 2, index: 1, ..proof }));
}

proptest! {
    /// The signed bytes decode to one receipt only, and no receipt is as short as a node.
    #[test]
    fn a_payload_should_be_read_back_as_the_receipt(
        accounts in any::<([u8; 32], [u8; 32])>(),
        hashes in any::<([u8; 32], [u8; 32], Option<[u8; 32]>)>(),
        ids in any::<(u64, u64, u32, u32)>(),
        amount in any::<Balance>(),
        units in any::<(u64, u64, u64)>(),
        genesis in any::<[u8; 32]>(),
    ) {
        let receipt = Receipt::<AccountId32> {
            payer: accounts.0.into(),
            operator: accounts.1.into(),
            channel: ids.0,
            sequence: ids.1,
            era: ids.2,
            model: ModelId(ids.3),
            amount,
            units: Units { calls: units.0, input_tokens: units.1, output_tokens: units.2 },
            request: hashes.0.into(),
            response: hashes.1.into(),
            parent: hashes.2.map(Into::into),
        };
        let payload = receipt.payload(&genesis.into());
        let read = <([u8; 30], H256, Receipt<AccountId32>)>::decode(&mut payload.as_slice()).unwrap();
        prop_assert_eq!(read, (RECEIPT_DOMAIN, genesis.into(), receipt));
        prop_assert!((219..=291).contains(&payload.len()));
    }

    /// Trees of any size, proofs of any leaf.
    #[test]
    fn a_proof_should_verify_in_trees_of_any_size(
        (number, index) in (1u64..200).prop_flat_map(|number| (Just(number), 0..number)),
    ) {
        let proof = proof(number, index as u32);
        prop_assert!(is_included(&receipt(index), &proof));
        prop_assert!(proof.items.len() <= 8);
    }
}

#[test]
fn a_parent_should_be_named_by_its_leaf() {
    let parent = receipt(0);
    let child = Receipt { parent: Some(parent.leaf(&genesis())), ..receipt(1) };
    let chain = [parent.leaf(&genesis()), child.leaf(&genesis())];
    assert_eq!(child.parent, chain.first().copied());
    assert_ne!(chain[0], chain[1]);
}
