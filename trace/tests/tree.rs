// SPDX-License-Identifier: Apache-2.0

//! Every weight is proven, and nothing else is.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use openledger_trace::{
    account::Bytes32,
    tree::{verify, Leaf, Node, Proof, Refusal, Root, Tree},
    weights::Weight,
};
use proptest::prelude::*;

fn weight(contributor: u8, contribution: u64, weight: u128) -> Weight {
    Weight { contributor: Bytes32([contributor; 32]), contribution, weight }
}

fn tree(weights: &[(u8, u64, u128)]) -> Result<Tree, String> {
    let weights =
        weights.iter().map(|(contributor, contribution, number)| weight(*contributor, *contribution, *number));
    Tree::new(weights.collect()).map_err(|error| error.to_string())
}

proptest! {
    #[test]
    fn every_weight_should_prove_in_its_tree_alone(
        weights in prop::collection::btree_map(any::<u64>(), (0..9_u8, 1..1_000_000_u128), 1..60),
        by in 1..1_000_u128,
    ) {
        let weights: Vec<_> = weights.into_iter().map(|(id, (contributor, weight))| (contributor, id, weight)).collect();
        let tree = tree(&weights).unwrap();
        let root = tree.root();
        prop_assert_eq!(root.sum, weights.iter().map(|(_, _, weight)| weight).sum::<u128>());
        for (contributor, contribution, number) in &weights {
            let account = Bytes32([*contributor; 32]);
            let (leaf, proof) = tree.prove(&account).unwrap();
            let own = weights.iter().filter(|(other, _, _)| other == contributor);
            prop_assert_eq!(leaf.weight, own.map(|(_, _, weight)| weight).sum::<u128>());
            prop_assert_eq!(verify(&root, leaf.node(), &proof), Ok(()));
            let (item, item_proof) = tree.prove_item(&account, *contribution).unwrap();
            prop_assert_eq!(item.weight, *number);
            prop_assert_eq!(verify(&leaf.items_root(), item.node(), &item_proof), Ok(()));

            for other in [
                Leaf { weight: leaf.weight + by, ..leaf },
                Leaf { contributor: Bytes32([99; 32]), ..leaf },
                Leaf { depth: leaf.depth + 1, ..leaf },
                Leaf { items: account, ..leaf },
            ] {
                prop_assert_eq!(verify(&root, other.node(), &proof), Err(Refusal::NotIncluded));
            }
            let other = Root { sum: root.sum + by, ..root };
            prop_assert_eq!(verify(&other, leaf.node(), &proof), Err(Refusal::NotIncluded));
            let other = Root { depth: root.depth + 1, ..root };
            prop_assert_eq!(verify(&other, leaf.node(), &proof), Err(Refusal::WrongLength));
            let mut long = proof.clone();
            long.siblings.push(leaf.node());
            prop_assert_eq!(verify(&root, leaf.node(), &long), Err(Refusal::WrongLength));
            if let Some(last) = proof.siblings.last() {
                let sum = |sum| {
                    let mut other = proof.clone();
                    other.siblings.last_mut().unwrap().sum = sum;
                    other
                };
                prop_assert_eq!(verify(&root, leaf.node(), &sum(last.sum + by)), Err(Refusal::NotIncluded));
                prop_assert_eq!(verify(&root, leaf.node(), &sum(u128::MAX)), Err(Refusal::Overflow));
            }
        }
    }
}

/// Roots that the chain's own implementation has for these weights.
#[test]
fn roots_should_be_those_of_the_chain() {
    let big = 18_446_744_073_709_551_616;
    let five = (1..=5).flat_map(|key| [(key, key.into(), key.into()), (key, 1_000 + u64::from(key), 1)]).collect();
    let cases = [
        (vec![(1, 0, 5)], "0xb9173f75535eb81391c0997cad66214be1622a2e3acd8078aeadf3e667e347aa", 0),
        (
            vec![(3, 4, 7), (1, 9, 1), (2, 3, 4), (3, 1, 2), (1, 0, 5), (3, 5, big)],
            "0xdb78684cd1f9c18403127ab8b296bde3b15509a49d72105f2c62e2bea5835831",
            2,
        ),
        (five, "0x9db27c3acfc0dd9f1f443d9a2db0f5259b6c0e99edc43917c562bb4783f2e191", 3),
    ];
    for (weights, hash, depth) in cases {
        let root = tree(&weights).unwrap().root();
        assert_eq!((root.hash.to_string().as_str(), root.depth), (hash, depth));
    }
}

#[test]
fn a_tree_should_refuse_weights_that_cannot_be_its_leaves() {
    for (weights, why) in [
        (vec![], "no weight"),
        (vec![(1, 1, 0)], "weight of 0"),
        (vec![(1, 1, 4), (2, 2, 1), (1, 1, 4)], "listed twice"),
        (vec![(1, 1, 4), (2, 1, 4)], "listed twice"),
        (vec![(1, 1, u128::MAX), (2, 2, 1)], "2^128"),
        (vec![(1, 1, u128::MAX), (1, 2, 1)], "2^128"),
    ] {
        assert!(tree(&weights).unwrap_err().contains(why), "{why}");
    }
    let one = tree(&[(1, 7, u128::MAX)]).unwrap();
    assert_eq!((one.root().sum, one.root().depth), (u128::MAX, 0));
    assert!(one.prove(&Bytes32([2; 32])).is_none());
    assert!(one.prove_item(&Bytes32([1; 32]), 8).is_none());
    assert!(one.prove_item(&Bytes32([2; 32]), 7).is_none());
    assert!(one.items(&Bytes32([2; 32])).is_empty());
}

#[test]
fn a_proof_should_be_refused_for_a_leaf_that_no_tree_has() {
    let tree = tree(&[(1, 1, 4), (2, 2, 5), (3, 3, 6)]).unwrap();
    let root = tree.root();
    let (leaf, proof) = tree.prove(&Bytes32([3; 32])).unwrap();
    assert_eq!(proof.siblings[0], Node::default());
    // The row is filled with empty nodes, which nobody claims.
    let empty = Proof { index: 3, siblings: vec![leaf.node(), proof.siblings[1]] };
    assert_eq!(verify(&root, Node::default(), &empty), Err(Refusal::InvalidWeight));
    assert_eq!(verify(&root, leaf.node(), &Proof { index: 4, ..proof.clone() }), Err(Refusal::IndexOutOfRange));
    assert_eq!(verify(&root, leaf.node(), &Proof { index: u32::MAX, ..proof.clone() }), Err(Refusal::IndexOutOfRange));
    assert_eq!(verify(&Root { depth: 255, ..root }, leaf.node(), &proof), Err(Refusal::WrongLength));
}
