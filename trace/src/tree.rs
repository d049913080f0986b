// SPDX-License-Identifier: Apache-2.0

//! The Merkle-sum trees of an era's weights: contributors, and under each of them its contributions.
//! `docs/influence.md` defines every byte, and which faults the chain accepts as evidence.

use crate::{
    account::{blake2_256, Bytes32},
    weights::Weight,
    Error, Result,
};
use serde::{Deserialize, Serialize};

/// The prefix of the bytes of every item: a contribution with its weight.
pub const ITEM_DOMAIN: &[u8] = b"openledger/influence/item/1";
/// The prefix of the bytes of every leaf: a contributor with its weight.
pub const LEAF_DOMAIN: &[u8] = b"openledger/influence/leaf/1";
/// The prefix of the bytes of every node above.
pub const NODE_DOMAIN: &[u8] = b"openledger/influence/node/1";
/// The largest depth of a tree.
pub const MAX_DEPTH: u8 = 20;

/// A hash and the sum of the weights below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// The hash.
    pub hash: Bytes32,
    /// The sum.
    #[serde(with = "crate::decimal")]
    pub sum: u128,
}

/// The root of a tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    /// The hash.
    pub hash: Bytes32,
    /// The sum of all weights.
    #[serde(with = "crate::decimal")]
    pub sum: u128,
    /// The number of rows below it.
    pub depth: u8,
}

/// A contributor with its weight: a leaf of an era's tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// The contributor.
    pub contributor: Bytes32,
    /// The sum of the weights of its contributions.
    #[serde(with = "crate::decimal")]
    pub weight: u128,
    /// The depth of the tree of its contributions.
    pub depth: u8,
    /// The hash of that tree's root.
    pub items: Bytes32,
}

/// A contribution with its weight: a leaf of a contributor's tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The contribution.
    #[serde(with = "crate::decimal")]
    pub contribution: u64,
    /// The weight.
    #[serde(with = "crate::decimal")]
    pub weight: u128,
}

/// The place of a leaf in a tree, with the sibling of each node on the way to the root, the lowest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The index, from 0.
    pub index: u32,
    /// The siblings: as many as the tree is deep.
    pub siblings: Vec<Node>,
}

/// The reason why something is not proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, thiserror::Error)]
#[serde(rename_all = "camelCase")]
pub enum Refusal {
    /// No tree has a leaf with a weight of 0.
    #[error("the weight is 0, and no tree has such a leaf")]
    InvalidWeight,
    /// The row of leaves has no such index.
    #[error("the row of leaves has no such index")]
    IndexOutOfRange,
    /// The proof has more or fewer siblings than the tree is deep.
    #[error("the proof has more or fewer siblings than the tree is deep")]
    WrongLength,
    /// A sum on the path is 2^128 or more.
    #[error("a sum on the path is 2^128 or more")]
    Overflow,
    /// The proof leads to another root or to another sum.
    #[error("the proof leads to another root or sum")]
    NotIncluded,
}

impl Item {
    /// The node.
    pub fn node(&self) -> Node {
        let hash = blake2_256(&[ITEM_DOMAIN, &self.contribution.to_le_bytes(), &self.weight.to_le_bytes()]);
        Node { hash, sum: self.weight }
    }
}

impl Leaf {
    /// The node.
    pub fn node(&self) -> Node {
        let weight = self.weight.to_le_bytes();
        let hash = blake2_256(&[LEAF_DOMAIN, &self.contributor.0, &weight, &[self.depth], &self.items.0]);
        Node { hash, sum: self.weight }
    }

    /// The root of the tree of its contributions.
    pub fn items_root(&self) -> Root {
        Root { hash: self.items, sum: self.weight, depth: self.depth }
    }
}

/// The parent of two nodes; `None` if the sum is 2^128 or more.
pub fn parent(left: &Node, right: &Node) -> Option<Node> {
    let (left_sum, right_sum) = (left.sum.to_le_bytes(), right.sum.to_le_bytes());
    let hash = blake2_256(&[NODE_DOMAIN, &left.hash.0, &left_sum, &right.hash.0, &right_sum]);
    Some(Node { hash, sum: left.sum.checked_add(right.sum)? })
}

/// The rows of a tree, the leaves first. The row of leaves is filled with empty nodes to a power of two.
#[derive(Clone, Debug)]
pub struct Rows(Vec<Vec<Node>>);

impl Rows {
    /// The tree of these leaves: 1 to 2^20.
    pub fn new(mut leaves: Vec<Node>) -> Result<Self> {
        if leaves.is_empty() {
            return Err(Error::invalid("there is no weight: an era without one has no tree"));
        }
        if leaves.len() > 1 << MAX_DEPTH {
            return Err(Error::invalid(
                "a tree has at most 2^20 leaves. Take a larger --unit, so that fewer have a weight",
            ));
        }
        leaves.resize(leaves.len().next_power_of_two(), Node::default());
        let mut rows = vec![leaves];
        while let Some(row) = rows.last().filter(|row| row.len() > 1) {
            let above = row.chunks_exact(2).map(|pair| parent(&pair[0], &pair[1])).collect::<Option<_>>();
            rows.push(
                above.ok_or_else(|| Error::invalid("the sum of weights is 2^128 or more. Take a larger --unit"))?,
            );
        }
        Ok(Self(rows))
    }

    /// The root.
    pub fn root(&self) -> Root {
        let depth = self.0.len() - 1;
        let Node { hash, sum } = self.0[depth][0];
        Root { hash, sum, depth: depth as u8 }
    }

    /// The proof of a leaf; `None` if the row has no such index.
    pub fn prove(&self, index: usize) -> Option<Proof> {
        self.0[0].get(index)?;
        let rows = self.0[..self.0.len() - 1].iter().enumerate();
        Some(Proof { index: index as u32, siblings: rows.map(|(depth, row)| row[(index >> depth) ^ 1]).collect() })
    }
}

/// A contributor of an era's tree.
#[derive(Clone, Debug)]
struct Contributor {
    leaf: Leaf,
    items: Vec<Item>,
    rows: Rows,
}

/// An era's tree with the trees of all contributors.
#[derive(Clone, Debug)]
pub struct Tree {
    contributors: Vec<Contributor>,
    rows: Rows,
}

impl Tree {
    /// The tree of these weights, in any order. Refuses none, a weight of 0, a contribution twice, and a sum of 2^128
    /// or more.
    pub fn new(mut weights: Vec<Weight>) -> Result<Self> {
        if let Some(weight) = weights.iter().find(|weight| weight.weight == 0) {
            return Err(Error::invalid(format!(
                "contribution {} has a weight of 0. Leave it out",
                weight.contribution
            )));
        }
        weights.sort_by_key(|weight| weight.contribution);
        if let Some([one, _]) = weights.array_windows().find(|[one, other]| one.contribution == other.contribution) {
            return Err(Error::invalid(format!("contribution {} is listed twice. Add its weights", one.contribution)));
        }
        // A stable sort: the contributions of each contributor stay in order.
        weights.sort_by_key(|weight| weight.contributor);
        let groups = weights.chunk_by(|one, other| one.contributor == other.contributor);
        let contributors = groups.map(|group| {
            let item = |weight: &Weight| Item { contribution: weight.contribution, weight: weight.weight };
            let items: Vec<_> = group.iter().map(item).collect();
            let rows = Rows::new(items.iter().map(Item::node).collect())?;
            let Root { hash, sum, depth } = rows.root();
            let leaf = Leaf { contributor: group[0].contributor, weight: sum, depth, items: hash };
            Ok(Contributor { leaf, items, rows })
        });
        let contributors = contributors.collect::<Result<Vec<_>>>()?;
        let rows = Rows::new(contributors.iter().map(|contributor| contributor.leaf.node()).collect())?;
        Ok(Self { contributors, rows })
    }

    /// The root that an attributor posts.
    pub fn root(&self) -> Root {
        self.rows.root()
    }

    /// The leaves, in their order.
    pub fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        self.contributors.iter().map(|contributor| &contributor.leaf)
    }

    /// The items of a contributor, in their order; none if it has no weight.
    pub fn items(&self, contributor: &Bytes32) -> &[Item] {
        self.find(contributor).map_or(&[], |index| &self.contributors[index].items)
    }

    /// The leaf of a contributor and its proof; `None` if it has no weight.
    pub fn prove(&self, contributor: &Bytes32) -> Option<(Leaf, Proof)> {
        let index = self.find(contributor)?;
        Some((self.contributors[index].leaf, self.rows.prove(index)?))
    }

    /// The item of a contribution and its proof in the contributor's tree; `None` if it has no weight.
    pub fn prove_item(&self, contributor: &Bytes32, contribution: u64) -> Option<(Item, Proof)> {
        let contributor = &self.contributors[self.find(contributor)?];
        let index = contributor.items.binary_search_by_key(&contribution, |item| item.contribution).ok()?;
        Some((contributor.items[index], contributor.rows.prove(index)?))
    }

    fn find(&self, contributor: &Bytes32) -> Option<usize> {
        self.contributors.binary_search_by_key(contributor, |contributor| contributor.leaf.contributor).ok()
    }
}

/// Check that a node is a leaf of the tree with this root.
pub fn verify(root: &Root, leaf: Node, proof: &Proof) -> std::result::Result<(), Refusal> {
    if leaf.sum == 0 {
        return Err(Refusal::InvalidWeight);
    }
    if root.depth > MAX_DEPTH || proof.siblings.len() != usize::from(root.depth) {
        return Err(Refusal::WrongLength);
    }
    if proof.index >> root.depth != 0 {
        return Err(Refusal::IndexOutOfRange);
    }
    let mut node = leaf;
    for (depth, sibling) in proof.siblings.iter().enumerate() {
        let above = if (proof.index >> depth) & 1 == 1 { parent(sibling, &node) } else { parent(&node, sibling) };
        node = above.ok_or(Refusal::Overflow)?;
    }
    (node == Node { hash: root.hash, sum: root.sum }).then_some(()).ok_or(Refusal::NotIncluded)
}
