// SPDX-License-Identifier: Apache-2.0

//! The Merkle-sum tree of an era's weights. The root says the sum, so that a weight that is proven is proven to be its
//! part of the whole.
//!
//! Leaves are in the strict order of the contributors' keys, so a contributor has one leaf. The shape is that of a
//! manifest's tree: the last node of an odd row moves up unchanged. Leaves, nodes and roots have prefixes of their own.

use crate::{
    account::{blake2_256, Bytes32},
    weights::Weight,
    Error, Result,
};
use serde::{Deserialize, Serialize};

/// The prefix of the bytes of every leaf.
pub const LEAF_DOMAIN: &[u8] = b"openledger/influence/leaf/1";
/// The prefix of the bytes of every node.
pub const NODE_DOMAIN: &[u8] = b"openledger/influence/node/1";
/// The prefix of the bytes of every root.
pub const ROOT_DOMAIN: &[u8] = b"openledger/influence/root/1";
/// The largest number of siblings of a proof: a tree has less than 2^32 leaves.
pub const MAX_DEPTH: usize = 32;

/// A hash and the sum of the weights below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// The hash.
    pub hash: Bytes32,
    /// The sum.
    #[serde(with = "crate::decimal")]
    pub sum: u64,
}

/// What a root is for and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Commitment {
    /// The datanet.
    pub datanet: u32,
    /// The era.
    pub era: u32,
    /// The number of leaves.
    pub leaves: u32,
    /// The sum of all weights.
    #[serde(with = "crate::decimal")]
    pub total: u64,
    /// The root.
    pub root: Bytes32,
}

/// The place of a weight in a tree, with what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The index of the leaf, from 0.
    pub index: u32,
    /// The sibling of each node on the way from the leaf to the top, the lowest first.
    pub siblings: Vec<Node>,
}

/// The reason why something is not proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    /// No tree has a leaf with a weight of 0.
    #[error("the weight is 0, and no tree has such a leaf")]
    InvalidWeight,
    /// The tree has fewer leaves.
    #[error("the tree has fewer leaves than the index asks for")]
    IndexOutOfRange,
    /// The proof has more or fewer siblings than the path of its index.
    #[error("the proof has more or fewer siblings than the path of its index")]
    WrongLength,
    /// A sum on the path is above 2^64 − 1.
    #[error("a sum on the path is above 2^64 - 1")]
    Overflow,
    /// The proof leads to another root or to another total.
    #[error("the proof leads to another root or total")]
    NotIncluded,
    /// A challenge shows nothing that is wrong.
    #[error("nothing is wrong with what the challenge shows")]
    NothingWrong,
}

/// Two leaves next to each other in the wrong order, or with the same contributor.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Disorder {
    /// The leaf of the smaller index.
    pub first: Weight,
    /// Its proof.
    pub first_proof: Proof,
    /// The leaf after it.
    pub second: Weight,
    /// Its proof.
    pub second_proof: Proof,
}

/// A node whose sum is not that of its children.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WrongSum {
    /// The row of the node: 1 is the one above the leaves.
    pub row: u32,
    /// The index of the node in its row.
    pub index: u32,
    /// The sum that its parent says, or the total that the root says.
    #[serde(with = "crate::decimal")]
    pub sum: u64,
    /// The left child.
    pub left: Node,
    /// The right child.
    pub right: Node,
    /// The sibling of each node on the way from the node to the top.
    pub siblings: Vec<Node>,
}

/// The leaf of a weight.
pub fn leaf(weight: &Weight) -> Node {
    let hash = blake2_256(&[LEAF_DOMAIN, &weight.contributor.0, &weight.weight.to_le_bytes()]);
    Node { hash, sum: weight.weight }
}

/// The hash of the node over two others.
pub fn node_hash(left: &Node, right: &Node) -> Bytes32 {
    let (left_sum, right_sum) = (left.sum.to_le_bytes(), right.sum.to_le_bytes());
    blake2_256(&[NODE_DOMAIN, &left.hash.0, &left_sum, &right.hash.0, &right_sum])
}

fn node(left: &Node, right: &Node) -> Option<Node> {
    Some(Node { hash: node_hash(left, right), sum: left.sum.checked_add(right.sum)? })
}

/// The root over a tree's top.
pub fn root_over(datanet: u32, era: u32, leaves: u32, top: &Node) -> Bytes32 {
    let numbers = (datanet.to_le_bytes(), era.to_le_bytes(), leaves.to_le_bytes(), top.sum.to_le_bytes());
    blake2_256(&[ROOT_DOMAIN, &numbers.0, &numbers.1, &numbers.2, &numbers.3, &top.hash.0])
}

/// A tree with all its rows.
#[derive(Clone, Debug)]
pub struct Tree {
    weights: Vec<Weight>,
    rows: Vec<Vec<Node>>,
}

impl Tree {
    /// The tree of these weights, in any order. Refuses none, a weight of 0, a contributor twice, and a sum above
    /// 2^64 − 1.
    pub fn new(mut weights: Vec<Weight>) -> Result<Self> {
        weights.sort_by_key(|weight| weight.contributor);
        if weights.is_empty() {
            return Err(Error::invalid("there is no weight: an era without one has no tree"));
        }
        if u32::try_from(weights.len()).is_err() {
            return Err(Error::invalid("a tree has less than 2^32 leaves"));
        }
        if let Some(weight) = weights.iter().find(|weight| weight.weight == 0) {
            return Err(Error::invalid(format!("{} has a weight of 0. Leave it out", weight.contributor)));
        }
        if let Some([one, _]) = weights.array_windows().find(|[one, other]| one.contributor == other.contributor) {
            return Err(Error::invalid(format!("{} is listed twice. Add its weights", one.contributor)));
        }
        let mut rows = vec![weights.iter().map(leaf).collect::<Vec<_>>()];
        while let Some(row) = rows.last().filter(|row| row.len() > 1) {
            let above = row.chunks(2).map(|pair| match pair {
                [left, right] => node(left, right),
                last => last.first().copied(),
            });
            let above = above.collect::<Option<_>>();
            rows.push(above.ok_or_else(|| Error::invalid("the sum of weights is above 2^64 - 1"))?);
        }
        Ok(Self { weights, rows })
    }

    /// The leaves, in their order.
    pub fn weights(&self) -> &[Weight] {
        &self.weights
    }

    /// What an attributor posts for a datanet and an era.
    pub fn commitment(&self, datanet: u32, era: u32) -> Commitment {
        let top = self.rows[self.rows.len() - 1][0];
        let leaves = self.weights.len() as u32;
        Commitment { datanet, era, leaves, total: top.sum, root: root_over(datanet, era, leaves, &top) }
    }

    /// The weight of a contributor and its proof; `None` if it has none.
    pub fn prove(&self, contributor: &Bytes32) -> Option<(Weight, Proof)> {
        let index = self.weights.binary_search_by_key(contributor, |weight| weight.contributor).ok()?;
        let rows = self.rows.iter().enumerate();
        let siblings = rows.filter_map(|(depth, row)| row.get((index >> depth) ^ 1).copied()).collect();
        Some((self.weights[index], Proof { index: index as u32, siblings }))
    }
}

/// Check that a weight is in the tree of a commitment.
pub fn verify(commitment: &Commitment, weight: &Weight, proof: &Proof) -> std::result::Result<(), Refusal> {
    if weight.weight == 0 {
        return Err(Refusal::InvalidWeight);
    }
    follow(commitment, leaf(weight), 0, proof.index, &proof.siblings)
}

/// Check a challenge: both leaves are in the tree, next to each other, and their order is wrong.
pub fn verify_disorder(commitment: &Commitment, challenge: &Disorder) -> std::result::Result<(), Refusal> {
    let Disorder { first, first_proof, second, second_proof } = challenge;
    if first_proof.index.checked_add(1) != Some(second_proof.index) || first.contributor < second.contributor {
        return Err(Refusal::NothingWrong);
    }
    verify(commitment, first, first_proof)?;
    verify(commitment, second, second_proof)
}

/// Check a challenge: the node is in the tree with a sum that is not that of its children.
pub fn verify_wrong_sum(commitment: &Commitment, challenge: &WrongSum) -> std::result::Result<(), Refusal> {
    let WrongSum { row, index, sum, left, right, siblings } = challenge;
    // A row above the leaves, and a node that has two children in the row below it.
    let below = row.checked_sub(1).map(|below| width(commitment.leaves, below));
    let last = index.checked_mul(2).and_then(|left| left.checked_add(1));
    if below.zip(last).is_none_or(|(below, last)| last >= below) {
        return Err(Refusal::IndexOutOfRange);
    }
    if left.sum.checked_add(right.sum) == Some(*sum) {
        return Err(Refusal::NothingWrong);
    }
    follow(commitment, Node { hash: node_hash(left, right), sum: *sum }, *row, *index, siblings)
}

/// Go from a node to the top, and compare.
fn follow(
    commitment: &Commitment,
    from: Node,
    row: u32,
    index: u32,
    siblings: &[Node],
) -> std::result::Result<(), Refusal> {
    let mut width = width(commitment.leaves, row);
    let mut place = index;
    if place >= width {
        return Err(Refusal::IndexOutOfRange);
    }
    let mut siblings = siblings.iter();
    let mut current = from;
    while width > 1 {
        if place % 2 == 1 || place + 1 < width {
            let sibling = siblings.next().ok_or(Refusal::WrongLength)?;
            let parent = if place % 2 == 1 { node(sibling, &current) } else { node(&current, sibling) };
            current = parent.ok_or(Refusal::Overflow)?;
        }
        place /= 2;
        width = width.div_ceil(2);
    }
    if siblings.next().is_some() {
        return Err(Refusal::WrongLength);
    }
    let same = root_over(commitment.datanet, commitment.era, commitment.leaves, &current) == commitment.root;
    (same && current.sum == commitment.total).then_some(()).ok_or(Refusal::NotIncluded)
}

/// The number of nodes of a row; row 0 has the leaves.
fn width(leaves: u32, row: u32) -> u32 {
    (0..row.min(33)).fold(leaves, |width, _| width.div_ceil(2))
}
