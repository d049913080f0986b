// SPDX-License-Identifier: Apache-2.0

//! Influence: payments that name contributions, and Merkle-sum trees over the weights of an era.
//!
//! `docs/influence.md` defines every byte. All hashes are BLAKE2b-256. A [`Node`] commits to its sum, and its parent to
//! both, so leaves that are proven against one root never weigh more than the root states.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use crate::{Balance, ContributionId, DatanetId, Era, ModelId, Payment, Shares, SignedVoucher, Units};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::{
    traits::{BlakeTwo256, ConstU32, Hash},
    BoundedVec, DispatchError, DispatchResult, Permill, Weight,
};

/// The most contributions that a payment can name.
pub const MAX_NAMES: u32 = 64;
/// The most datanets whose contributions a payment can name.
pub const MAX_NAMED_DATANETS: u32 = 8;
/// The most models between the paid model and a datanet that a payment can name.
pub const MAX_VIA: u32 = 4;
/// The most accounts that share in a named contribution: its contributor, and those of its sources.
pub const MAX_PAYEES: u32 = 9;
/// The largest depth of a tree.
pub const MAX_DEPTH: u8 = 20;

/// The domain of an item's hash: a contribution with its weight.
pub const ITEM_DOMAIN: [u8; 27] = *b"openledger/influence/item/1";
/// The domain of a leaf's hash: a contributor with its weight.
pub const LEAF_DOMAIN: [u8; 27] = *b"openledger/influence/leaf/1";
/// The domain of an inner node's hash.
pub const NODE_DOMAIN: [u8; 27] = *b"openledger/influence/node/1";
/// The domain of the hash of names.
pub const NAMES_DOMAIN: [u8; 27] = *b"openledger/influence/name/1";
/// The domain of the commitment to an answer with names.
pub const ANSWER_DOMAIN: [u8; 27] = *b"openledger/influence/said/1";

/// A named contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Name {
    /// The contribution.
    #[codec(compact)]
    pub contribution: ContributionId,
    /// Its weight among the named contributions of the datanet; above zero.
    #[codec(compact)]
    pub weight: u32,
}

/// The named contributions of one datanet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct NamedDatanet {
    /// The datanet.
    pub datanet: DatanetId,
    /// The models on the path from the paid model to the datanet, without the paid model; the last one is linked to
    /// the datanet.
    pub via: BoundedVec<ModelId, ConstU32<MAX_VIA>>,
    /// The contributions.
    pub contributions: BoundedVec<Name, ConstU32<MAX_NAMES>>,
}

/// The names of a payment: groups of contributions, at most [`MAX_NAMES`] in total.
pub type Names = BoundedVec<NamedDatanet, ConstU32<MAX_NAMED_DATANETS>>;

/// The number of contributions that `names` name.
pub fn names_count(names: &Names) -> u32 {
    let count = names.iter().fold(0usize, |sum, group| sum.saturating_add(group.contributions.len()));
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The number of steps from pool to pool on the paths of `names`.
pub fn steps_count(names: &Names) -> u32 {
    let count = names.iter().fold(0usize, |sum, group| sum.saturating_add(group.via.len()).saturating_add(1));
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The most accounts that `names` can credit.
pub fn most_payees(names: &Names) -> u32 {
    names_count(names).min(MAX_NAMES).saturating_mul(MAX_PAYEES)
}

/// The hash of names, which receipts and events have.
pub fn names_hash(names: &Names) -> H256 {
    BlakeTwo256::hash(&(NAMES_DOMAIN, names).encode())
}

/// The commitment to an answer with names: it takes the place of the answer's hash in the receipt. `answer` is the
/// BLAKE2b-256 hash of the answer.
pub fn answer_commitment(names_hash: &H256, answer: &H256) -> H256 {
    BlakeTwo256::hash(&(ANSWER_DOMAIN, names_hash, answer).encode())
}

/// A contribution that a payment names, with those who share in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedShares<AccountId> {
    /// The weight.
    pub weight: u32,
    /// The accounts, with the shares that the contribution granted to each. At most [`MAX_PAYEES`].
    pub payees: Vec<(AccountId, Shares)>,
    /// All shares that the contribution granted, those of the datanet's curators included; not zero.
    pub shares: Shares,
}

/// The part of a payment's revenue that the named contributions of one datanet have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directed<AccountId> {
    /// The datanet.
    pub datanet: DatanetId,
    /// The path to it.
    pub via: Vec<ModelId>,
    /// The part of the datanet's revenue from the payment that is directed.
    pub part: Permill,
    /// The named contributions.
    pub contributions: Vec<NamedShares<AccountId>>,
}

impl<AccountId> Directed<AccountId> {
    /// The number of accounts to credit.
    pub fn payees(&self) -> u32 {
        let count = self.contributions.iter().fold(0usize, |sum, one| sum.saturating_add(one.payees.len()));
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

/// A node of a tree: a hash, and the sum of the weights below it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Node {
    /// The hash.
    pub hash: H256,
    /// The sum.
    pub sum: u128,
}

impl Node {
    /// The node that fills a row of leaves.
    pub const EMPTY: Self = Self { hash: H256([0; 32]), sum: 0 };

    /// The hash of the parent of two nodes.
    pub fn hash_of(left: &Self, right: &Self) -> H256 {
        BlakeTwo256::hash(&(NODE_DOMAIN, left, right).encode())
    }

    /// The parent of two nodes; `None` if the sum reaches 2^128.
    pub fn parent(left: &Self, right: &Self) -> Option<Self> {
        Some(Self { hash: Self::hash_of(left, right), sum: left.sum.checked_add(right.sum)? })
    }
}

/// A contribution with its weight: a leaf of a contributor's tree.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct WeightedItem {
    /// The contribution.
    pub contribution: ContributionId,
    /// The weight; above zero.
    pub weight: u128,
}

impl WeightedItem {
    /// The hash.
    pub fn hash(&self) -> H256 {
        BlakeTwo256::hash(&(ITEM_DOMAIN, self).encode())
    }

    /// The node.
    pub fn node(&self) -> Node {
        Node { hash: self.hash(), sum: self.weight }
    }
}

/// A contributor with its weight: a leaf of an era's tree.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct WeightedLeaf<AccountId> {
    /// The contributor.
    pub contributor: AccountId,
    /// The weight: the sum of the contributor's tree of items; above zero.
    pub weight: u128,
    /// The depth of that tree.
    pub depth: u8,
    /// The hash of that tree's root.
    pub items: H256,
}

impl<AccountId: Encode> WeightedLeaf<AccountId> {
    /// The hash.
    pub fn hash(&self) -> H256 {
        BlakeTwo256::hash(&(LEAF_DOMAIN, self).encode())
    }

    /// The node.
    pub fn node(&self) -> Node {
        Node { hash: self.hash(), sum: self.weight }
    }

    /// The root of the contributor's tree of items.
    pub fn items_root(&self) -> Root {
        Root { node: Node { hash: self.items, sum: self.weight }, depth: self.depth }
    }
}

/// The root of a tree, with its depth.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Root {
    /// The node.
    pub node: Node,
    /// The number of rows below it, at most [`MAX_DEPTH`].
    pub depth: u8,
}

/// The place of a node in a tree, with the siblings on the way to the root.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Proof {
    /// The index of the node in its row, from 0.
    pub index: u32,
    /// The siblings, from the node's row to the row below the root.
    pub siblings: BoundedVec<Node, ConstU32<20>>,
}

impl Proof {
    /// The root that follows from `node`; `None` if a sum overflows or the row has no such index.
    pub fn root_of(&self, node: Node) -> Option<Node> {
        let (mut node, mut index) = (node, self.index);
        for sibling in &self.siblings {
            node = if index & 1 == 1 { Node::parent(sibling, &node)? } else { Node::parent(&node, sibling)? };
            index = index.wrapping_shr(1);
        }
        (index == 0).then_some(node)
    }

    /// Whether `node` is the leaf at this index of the tree with this root.
    pub fn proves(&self, node: Node, root: &Root) -> bool {
        self.siblings.len() == usize::from(root.depth) && self.root_of(node) == Some(root.node)
    }

    /// Whether `node` is an inner node of the tree with this root.
    fn proves_inner(&self, node: Node, root: &Root) -> bool {
        self.siblings.len() < usize::from(root.depth) && self.root_of(node) == Some(root.node)
    }
}

/// Two siblings, and the sum that the tree states for their parent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Branch {
    /// The left one.
    pub left: Node,
    /// The right one.
    pub right: Node,
    /// The stated sum.
    pub stated: u128,
    /// The proof of the parent.
    pub proof: Proof,
}

impl Branch {
    /// Whether the tree with this root has the parent, and the stated sum is wrong.
    pub fn is_fault(&self, root: &Root) -> bool {
        let parent = Node { hash: Node::hash_of(&self.left, &self.right), sum: self.stated };
        self.left.sum.checked_add(self.right.sum) != Some(self.stated) && self.proof.proves_inner(parent, root)
    }
}

/// A leaf with its proof.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct ProvenLeaf<AccountId> {
    /// The leaf.
    pub leaf: WeightedLeaf<AccountId>,
    /// The proof.
    pub proof: Proof,
}

impl<AccountId: Encode> ProvenLeaf<AccountId> {
    /// Whether the tree with this root has the leaf.
    pub fn is_in(&self, root: &Root) -> bool {
        self.proof.proves(self.leaf.node(), root)
    }
}

/// An item with its proof.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct ProvenItem {
    /// The item.
    pub item: WeightedItem,
    /// The proof.
    pub proof: Proof,
}

impl ProvenItem {
    /// Whether the tree with this root has the item.
    pub fn is_in(&self, root: &Root) -> bool {
        self.proof.proves(self.item.node(), root)
    }
}

/// The evidence that an era's tree is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Evidence<AccountId> {
    /// A stated sum is not the sum of the two nodes below.
    #[codec(index = 0)]
    Sum(Branch),
    /// The sum that is stated for a leaf is not the leaf's weight, or is zero.
    #[codec(index = 1)]
    Weight {
        /// The leaf, with its proof under the stated sum.
        leaf: ProvenLeaf<AccountId>,
        /// The stated sum.
        stated: u128,
    },
    /// The account of a later leaf does not come after that of an earlier one: the order is wrong, or an account has
    /// two leaves.
    #[codec(index = 2)]
    Order {
        /// The leaf with the lower index.
        first: ProvenLeaf<AccountId>,
        /// The leaf with the higher index.
        second: ProvenLeaf<AccountId>,
    },
    /// As [`Evidence::Sum`], in the items of a leaf.
    #[codec(index = 3)]
    ItemSum {
        /// The leaf.
        leaf: ProvenLeaf<AccountId>,
        /// The nodes.
        branch: Branch,
    },
    /// As [`Evidence::Weight`], of an item.
    #[codec(index = 4)]
    ItemWeight {
        /// The leaf.
        leaf: ProvenLeaf<AccountId>,
        /// The item, with its proof under the stated sum.
        item: ProvenItem,
        /// The stated sum.
        stated: u128,
    },
    /// As [`Evidence::Order`], of two items of a leaf.
    #[codec(index = 5)]
    ItemOrder {
        /// The leaf.
        leaf: ProvenLeaf<AccountId>,
        /// The item with the lower index.
        first: ProvenItem,
        /// The item with the higher index.
        second: ProvenItem,
    },
    /// A contribution that must not be there.
    #[codec(index = 6)]
    Contribution {
        /// The leaf.
        leaf: ProvenLeaf<AccountId>,
        /// The item.
        item: ProvenItem,
    },
}

impl<AccountId: Encode + Ord> Evidence<AccountId> {
    /// Whether the proofs hold against `root`, and show a fault. The contribution of [`Evidence::Contribution`] remains
    /// to be checked.
    pub fn holds(&self, root: &Root) -> bool {
        match self {
            Self::Sum(branch) => branch.is_fault(root),
            Self::Weight { leaf: ProvenLeaf { leaf, proof }, stated } => {
                let node = Node { hash: leaf.hash(), sum: *stated };
                (*stated != leaf.weight || *stated == 0) && proof.proves(node, root)
            }
            Self::Order { first, second } => {
                first.proof.index < second.proof.index
                    && first.leaf.contributor >= second.leaf.contributor
                    && first.is_in(root)
                    && second.is_in(root)
            }
            Self::ItemSum { leaf, branch } => leaf.is_in(root) && branch.is_fault(&leaf.leaf.items_root()),
            Self::ItemWeight { leaf, item: ProvenItem { item, proof }, stated } => {
                let node = Node { hash: item.hash(), sum: *stated };
                (*stated != item.weight || *stated == 0)
                    && leaf.is_in(root)
                    && proof.proves(node, &leaf.leaf.items_root())
            }
            Self::ItemOrder { leaf, first, second } => {
                let items = leaf.leaf.items_root();
                first.proof.index < second.proof.index
                    && first.item.contribution >= second.item.contribution
                    && leaf.is_in(root)
                    && first.is_in(&items)
                    && second.is_in(&items)
            }
            Self::Contribution { leaf, item } => leaf.is_in(root) && item.is_in(&leaf.leaf.items_root()),
        }
    }
}

/// A whole tree, for attributors, tests and benchmarks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// The rows, the leaves first, each filled to a power of two.
    rows: Vec<Vec<Node>>,
}

impl Tree {
    /// The tree of these leaves; `None` if there are none, more than 2^20, or sums overflow.
    pub fn new(mut leaves: Vec<Node>) -> Option<Self> {
        if leaves.is_empty() {
            return None;
        }
        leaves.resize(leaves.len().checked_next_power_of_two()?, Node::EMPTY);
        let mut rows = alloc::vec![leaves];
        loop {
            let row = rows.last()?;
            if row.len() < 2 {
                break;
            }
            let pairs = row.chunks_exact(2).map(|pair| match pair {
                [left, right] => Node::parent(left, right),
                _ => None,
            });
            let next = pairs.collect::<Option<Vec<_>>>()?;
            rows.push(next);
        }
        (rows.len() <= usize::from(MAX_DEPTH).saturating_add(1)).then_some(Self { rows })
    }

    /// The root.
    pub fn root(&self) -> Root {
        let node = self.rows.last().and_then(|row| row.first()).copied().unwrap_or(Node::EMPTY);
        // Never more than `MAX_DEPTH`.
        Root { node, depth: u8::try_from(self.rows.len().saturating_sub(1)).unwrap_or(MAX_DEPTH) }
    }

    /// The proof of the node at `index` of the row that is `height` above the leaves; `None` if there is no such node.
    pub fn proof_above(&self, height: usize, index: u32) -> Option<Proof> {
        let row = self.rows.get(height)?;
        let mut place = usize::try_from(index).ok().filter(|place| *place < row.len())?;
        let mut siblings = Vec::new();
        for row in self.rows.get(height..self.rows.len().checked_sub(1)?)? {
            siblings.push(*row.get(place ^ 1)?);
            place = place.wrapping_shr(1);
        }
        Some(Proof { index, siblings: siblings.try_into().ok()? })
    }

    /// The proof of the leaf at `index`; `None` if there is no such leaf.
    pub fn proof(&self, index: u32) -> Option<Proof> {
        self.proof_above(0, index)
    }
}

/// The state of a contribution that decides whether it can have influence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits for reviews, or was rejected.
    NotAccepted,
    /// It was accepted in this era.
    Accepted(Era),
    /// It was accepted, and erased later.
    Erased {
        /// The era in which it was accepted.
        accepted: Era,
        /// The era in which it was erased.
        erased: Era,
    },
}

/// A contribution, as influence sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contributed<AccountId> {
    /// The datanet.
    pub datanet: DatanetId,
    /// The contributor.
    pub contributor: AccountId,
    /// Its state.
    pub standing: Standing,
    /// The shares that it granted to its contributor.
    pub own: Shares,
    /// The contributors of its sources.
    pub sources: Vec<AccountId>,
    /// The shares that it granted to each of them.
    pub each: Shares,
    /// The shares that it granted to the datanet's curators.
    pub curators: Shares,
}

/// Contributions, for influence.
pub trait ContributionInspect<AccountId> {
    /// The contribution; `None` if it has no record.
    fn contribution(id: ContributionId) -> Option<Contributed<AccountId>>;

    /// The id of the next contribution: this and larger ones have never existed.
    fn next_contribution() -> ContributionId;

    /// Make a contribution of `contributor` to `datanet` that is accepted and has this number of sources.
    #[cfg(feature = "runtime-benchmarks")]
    fn create_accepted(
        datanet: DatanetId,
        contributor: &AccountId,
        sources: &[AccountId],
    ) -> Result<ContributionId, DispatchError>;
}

/// The meaning of names, for inference.
pub trait ResolveNames<AccountId> {
    /// Check the names, and find those who share in the named contributions.
    fn resolve(names: &Names) -> Result<Vec<Directed<AccountId>>, DispatchError>;

    /// The weight of [`ResolveNames::resolve`].
    fn resolve_weight(names: &Names) -> Weight;
}

/// Nothing can be named.
impl<AccountId> ResolveNames<AccountId> for () {
    fn resolve(_: &Names) -> Result<Vec<Directed<AccountId>>, DispatchError> {
        Err(DispatchError::Unavailable)
    }

    fn resolve_weight(_: &Names) -> Weight {
        Weight::zero()
    }
}

/// Payments whose revenue is partly directed, for inference.
pub trait RouteDirected<AccountId> {
    /// Route `payment` as any other, and give the directed parts of its revenue to the named contributions. All or
    /// nothing: fails if a path is not one of the model's lineage, or two paths reach a model from different models.
    fn route_directed(
        source: &AccountId,
        payment: &Payment<AccountId>,
        directed: &[Directed<AccountId>],
    ) -> DispatchResult;

    /// The weight of [`RouteDirected::route_directed`] beyond that of a payment, for so many accounts to credit and
    /// steps from pool to pool.
    fn directed_weight(payees: u32, steps: u32) -> Weight;
}

/// Payments with names, which inference makes and the pallet of influence resolves names for.
pub trait NamedPayments<AccountId, Signature> {
    /// Pay for executed units as `pay` does, and direct parts of the revenue.
    fn pay_directed(
        payer: AccountId,
        model: ModelId,
        operator: AccountId,
        units: Units,
        max_amount: Balance,
        directed: &[Directed<AccountId>],
    ) -> DispatchResult;

    /// The weight of [`NamedPayments::pay_directed`], for so many accounts to credit and steps from pool to pool.
    fn pay_weight(payees: u32, steps: u32) -> Weight;

    /// Settle one voucher as `settle` does, and direct parts of the revenue. Fails unless `by` is the voucher's
    /// operator or signs for it. A voucher that cannot settle is skipped with an event. Returns whether it settled,
    /// and the weight.
    fn settle_directed(
        by: AccountId,
        voucher: SignedVoucher<AccountId, Signature>,
        directed: &[Directed<AccountId>],
    ) -> Result<(bool, Weight), DispatchError>;

    /// The highest weight of [`NamedPayments::settle_directed`].
    fn settle_weight(voucher: &SignedVoucher<AccountId, Signature>, payees: u32, steps: u32) -> Weight;
}

/// Revenue of datanets that is set aside, era by era.
pub trait EraRevenue<AccountId> {
    /// Set the part `part` of the datanet's revenue aside that is paid in era `from` or later. In earlier eras it is
    /// the part in force now.
    fn set_aside(datanet: DatanetId, part: Permill, from: Era);

    /// The amount that is set aside for an era, in planck.
    fn amount(datanet: DatanetId, era: Era) -> Balance;

    /// Credit these amounts, which were set aside for an era, to accounts. They claim them with their other revenue of
    /// the datanet. Fails if less is set aside.
    fn credit(datanet: DatanetId, era: Era, payees: &[(AccountId, Balance)]) -> DispatchResult;

    /// Share all that is still set aside for an era among the datanet's holders, and return the amount. The shares of
    /// holders that joined in the present era have none of it.
    fn release(datanet: DatanetId, era: Era) -> Result<Balance, DispatchError>;

    /// Set this amount aside for an era. For benchmarks.
    #[cfg(feature = "runtime-benchmarks")]
    fn fill(datanet: DatanetId, era: Era, amount: Balance) -> DispatchResult;
}

#[cfg(test)]
mod tests;
