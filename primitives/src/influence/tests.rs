// SPDX-License-Identifier: Apache-2.0

//! The formats against the vectors of `docs/`, and properties of trees and evidence.

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing, clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;
use serde_json::Value;

type Account = [u8; 32];

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../docs/influence-vectors.json")).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    let digits = value.as_str().unwrap().strip_prefix("0x").unwrap();
    (0..digits.len()).step_by(2).map(|place| u8::from_str_radix(&digits[place..place + 2], 16).unwrap()).collect()
}

fn hash(value: &Value) -> H256 {
    H256::from_slice(&bytes(value))
}

fn number<T: core::str::FromStr<Err = core::num::ParseIntError>>(value: &Value) -> T {
    value.as_str().unwrap().parse().unwrap()
}

fn node(value: &Value) -> Node {
    Node { hash: hash(&value["hash"]), sum: number(&value["sum"]) }
}

fn small(value: &Value) -> u32 {
    value.as_u64().unwrap().try_into().unwrap()
}

fn proof(value: &Value) -> Proof {
    let siblings: Vec<_> = value["siblings"].as_array().unwrap().iter().map(node).collect();
    Proof { index: small(&value["index"]), siblings: siblings.try_into().unwrap() }
}

/// Weights of contributors: for each, the weights of its contributions.
type Weights = Vec<(Account, Vec<WeightedItem>)>;

struct Grown {
    tree: Tree,
    leaves: Vec<(WeightedLeaf<Account>, Tree, Vec<WeightedItem>)>,
}

fn grow(weights: Weights) -> Grown {
    let leaves: Vec<_> = weights
        .into_iter()
        .map(|(contributor, items)| {
            let tree = Tree::new(items.iter().map(WeightedItem::node).collect()).unwrap();
            let Root { node, depth } = tree.root();
            (WeightedLeaf { contributor, weight: node.sum, depth, items: node.hash }, tree, items)
        })
        .collect();
    Grown { tree: Tree::new(leaves.iter().map(|(leaf, ..)| leaf.node()).collect()).unwrap(), leaves }
}

impl Grown {
    fn leaf(&self, index: usize) -> ProvenLeaf<Account> {
        ProvenLeaf { leaf: self.leaves[index].0.clone(), proof: self.tree.proof(index as u32).unwrap() }
    }

    fn item(&self, index: usize, place: usize) -> ProvenItem {
        let (_, tree, items) = &self.leaves[index];
        ProvenItem { item: items[place], proof: tree.proof(place as u32).unwrap() }
    }
}

fn item(contribution: u64, weight: u128) -> WeightedItem {
    WeightedItem { contribution: ContributionId(contribution), weight }
}

fn person(number: u8) -> Account {
    [number; 32]
}

#[test]
fn trees_should_be_those_of_the_vectors() {
    for case in vectors()["trees"].as_array().unwrap() {
        let root = Root { node: node(&case["root"]), depth: small(&case["root"]["depth"]) as u8 };
        let mut weights = Weights::new();
        for entry in case["leaves"].as_array().unwrap() {
            let leaf = WeightedLeaf::<Account> {
                contributor: bytes(&entry["contributor"]).try_into().unwrap(),
                weight: number(&entry["weight"]),
                depth: small(&entry["depth"]) as u8,
                items: hash(&entry["items"]),
            };
            let items_root = leaf.items_root();
            assert!(ProvenLeaf { leaf: leaf.clone(), proof: proof(entry) }.is_in(&root));
            let mut items = Vec::new();
            for one in entry["contributions"].as_array().unwrap() {
                let item = item(number(&one["contribution"]), number(&one["weight"]));
                assert!(ProvenItem { item, proof: proof(one) }.is_in(&items_root));
                items.push(item);
            }
            weights.push((leaf.contributor, items));
        }
        assert_eq!(grow(weights).tree.root(), root);
    }
}

#[test]
fn names_should_be_those_of_the_vectors() {
    let vectors = vectors();
    let given = &vectors["names"];
    let groups: Vec<_> = given["datanets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let via: Vec<_> = group["via"].as_array().unwrap().iter().map(|model| ModelId(small(model))).collect();
            let contributions: Vec<_> = group["contributions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|name| Name {
                    contribution: ContributionId(small(&name["contribution"]).into()),
                    weight: small(&name["weight"]),
                })
                .collect();
            NamedDatanet {
                datanet: DatanetId(small(&group["datanet"])),
                via: via.try_into().unwrap(),
                contributions: contributions.try_into().unwrap(),
            }
        })
        .collect();
    let names: Names = groups.try_into().unwrap();
    assert_eq!(names.encode(), bytes(&given["encoded"]));
    assert_eq!(names_hash(&names), hash(&given["hash"]));
    assert_eq!((names_count(&names), steps_count(&names)), (3, 4));
    let answer = BlakeTwo256::hash(given["answer"].as_str().unwrap().as_bytes());
    assert_eq!(answer_commitment(&names_hash(&names), &answer), hash(&given["response"]));
}

#[test]
fn tree_should_fail_without_leaves_and_when_sums_overflow() {
    assert_eq!(Tree::new(Vec::new()), None);
    assert_eq!(Tree::new(vec![item(0, u128::MAX).node(), item(1, 1).node()]), None);
    assert!(Tree::new(vec![item(0, u128::MAX).node(), Node::EMPTY]).is_some());
}

#[test]
fn evidence_should_not_hold_against_a_right_tree() {
    let grown = grow(vec![
        (person(1), vec![item(1, 5), item(2, 7)]),
        (person(2), vec![item(3, 1)]),
        (person(3), vec![item(4, 2), item(5, 2), item(6, 9)]),
    ]);
    let root = grown.tree.root();
    let (leaf, other) = (grown.leaf(0), grown.leaf(2));
    let (left, right) = (grown.leaves[0].0.node(), grown.leaves[1].0.node());
    let above = grown.tree.proof_above(1, 0).unwrap();
    for stated in [0, 12, 13, 14] {
        let branch = Branch { left, right, stated, proof: above.clone() };
        assert!(!Evidence::<Account>::Sum(branch).holds(&root));
        assert!(!Evidence::Weight { leaf: leaf.clone(), stated }.holds(&root));
        let item = grown.item(0, 1);
        assert!(!Evidence::ItemWeight { leaf: leaf.clone(), item, stated }.holds(&root));
    }
    assert!(!Evidence::Order { first: leaf.clone(), second: other.clone() }.holds(&root));
    assert!(!Evidence::Order { first: other.clone(), second: leaf.clone() }.holds(&root));
    assert!(!Evidence::Order { first: leaf.clone(), second: leaf.clone() }.holds(&root));
    let (first, second) = (grown.item(2, 0), grown.item(2, 2));
    for (first, second) in [(&first, &second), (&second, &first), (&first, &first)] {
        let (first, second) = (first.clone(), second.clone());
        assert!(!Evidence::ItemOrder { leaf: other.clone(), first, second }.holds(&root));
    }
    // The proofs of a contribution hold, and the chain checks the contribution itself.
    assert!(Evidence::Contribution { leaf: other.clone(), item: first.clone() }.holds(&root));
    assert!(!Evidence::Contribution { leaf, item: first }.holds(&root));
}

#[test]
fn evidence_should_hold_for_each_fault() {
    // Wrong order, and a duplicate.
    for second in [person(1), person(2)] {
        let grown = grow(vec![(person(2), vec![item(1, 5)]), (second, vec![item(2, 7)])]);
        let evidence = Evidence::Order { first: grown.leaf(0), second: grown.leaf(1) };
        assert!(evidence.holds(&grown.tree.root()));
    }
    for second in [1, 2] {
        let grown = grow(vec![(person(1), vec![item(2, 5), item(second, 7)])]);
        let (first, second) = (grown.item(0, 0), grown.item(0, 1));
        assert!(Evidence::ItemOrder { leaf: grown.leaf(0), first, second }.holds(&grown.tree.root()));
    }
    // A root that states another sum than its two nodes have.
    let grown = grow(vec![(person(1), vec![item(1, 5)]), (person(2), vec![item(2, 7)])]);
    let Root { node, depth } = grown.tree.root();
    let wrong = Root { node: Node { sum: 13, ..node }, depth };
    let (left, right) = (grown.leaves[0].0.node(), grown.leaves[1].0.node());
    let branch = |stated| Evidence::<Account>::Sum(Branch { left, right, stated, proof: Proof::default() });
    assert!(branch(13).holds(&wrong));
    assert!(!branch(12).holds(&wrong));
    // A leaf under another sum than its weight.
    let leaf = grown.leaves[0].0.clone();
    for stated in [0, 6] {
        let tree = Tree::new(vec![Node { hash: leaf.hash(), sum: stated }, right]).unwrap();
        let leaf = ProvenLeaf { leaf: leaf.clone(), proof: tree.proof(0).unwrap() };
        assert!(Evidence::Weight { leaf, stated }.holds(&tree.root()));
    }
    // A leaf whose weight is not the sum of its items.
    let items = Tree::new(vec![item(1, 5).node(), item(2, 7).node()]).unwrap();
    let leaf = WeightedLeaf { contributor: person(1), weight: 11, depth: 1, items: items.root().node.hash };
    let tree = Tree::new(vec![leaf.node()]).unwrap();
    let leaf = ProvenLeaf { leaf, proof: tree.proof(0).unwrap() };
    let (left, right) = (item(1, 5).node(), item(2, 7).node());
    let branch = Branch { left, right, stated: 11, proof: Proof::default() };
    assert!(Evidence::ItemSum { leaf, branch }.holds(&tree.root()));
    let leaf = WeightedLeaf { contributor: person(1), weight: 4, depth: 0, items: item(1, 5).hash() };
    let tree = Tree::new(vec![leaf.node()]).unwrap();
    let leaf = ProvenLeaf { leaf, proof: tree.proof(0).unwrap() };
    let item = ProvenItem { item: item(1, 5), proof: Proof::default() };
    assert!(Evidence::ItemWeight { leaf, item, stated: 4 }.holds(&tree.root()));
}

fn weights() -> impl Strategy<Value = Weights> {
    let items = prop::collection::btree_map(0u64..1_000, 1u128..1 << 64, 1..6);
    prop::collection::btree_map(any::<Account>(), items, 1..20).prop_map(|people| {
        let items =
            |items: std::collections::BTreeMap<u64, u128>| items.into_iter().map(|(id, weight)| item(id, weight));
        people.into_iter().map(|(who, of)| (who, items(of).collect())).collect()
    })
}

proptest! {
    /// Every leaf and every item has a proof, the sums are exact, and a changed proof proves nothing.
    #[test]
    fn every_leaf_should_have_exactly_one_proof(weights in weights(), flip in any::<(usize, usize, u8)>()) {
        let expected: u128 = weights.iter().flat_map(|(_, items)| items).map(|item| item.weight).sum();
        let grown = grow(weights);
        let root = grown.tree.root();
        prop_assert_eq!(root.node.sum, expected);
        for index in 0..grown.leaves.len() {
            let proven = grown.leaf(index);
            prop_assert!(proven.is_in(&root));
            for place in 0..grown.leaves[index].2.len() {
                prop_assert!(grown.item(index, place).is_in(&proven.leaf.items_root()));
            }
            let mut elsewhere = proven.clone();
            elsewhere.proof.index ^= 1 << (flip.0 % 21);
            prop_assert!(!elsewhere.is_in(&root));
            let mut heavier = proven.clone();
            heavier.leaf.weight += 1;
            prop_assert!(!heavier.is_in(&root));
            if !proven.proof.siblings.is_empty() {
                let mut forged = proven.clone();
                let place = flip.1 % forged.proof.siblings.len();
                forged.proof.siblings[place].sum ^= 1 << (flip.2 % 128);
                prop_assert!(!forged.is_in(&root));
            }
        }
    }
}
