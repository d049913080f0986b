// SPDX-License-Identifier: Apache-2.0

//! Manifests: one contribution commits to any number of items, and each item can be proven to belong to it.
//!
//! A manifest is an ordered list of items. Its root is the digest to which the contribution's content hash is bound.
//! `docs/manifests.md` defines the file, the bytes and the tree.
//!
//! The tree has the shape of the SDK's `binary-merkle-tree`: the last node of an odd row moves up unchanged, and no
//! node is ever duplicated. Leaves, nodes and roots are hashed after prefixes of their own, so none of them can stand
//! for another. The root also commits to the number of items: a proof is for one number, one place and one length.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use alloc::{string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// The prefix of the bytes of every leaf.
pub const ITEM_DOMAIN: [u8; 26] = *b"openledger/datanets/item/1";
/// The prefix of the bytes of every node.
pub const NODE_DOMAIN: [u8; 26] = *b"openledger/datanets/node/1";
/// The prefix of the bytes of every root.
pub const ROOT_DOMAIN: [u8; 30] = *b"openledger/datanets/manifest/1";

/// The largest size of an item, in bytes: the largest whole number that every reader of JSON keeps exact.
pub const MAX_ITEM_BYTES: u64 = 9_007_199_254_740_991;
/// The largest length of a media type, in characters.
pub const MAX_MEDIA_TYPE: usize = 127;
/// The largest number of hashes in a proof: a manifest has less than 2^32 items.
pub const MAX_DEPTH: usize = 32;

/// One item of a contribution: a line of its manifest.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase", deny_unknown_fields))]
pub struct Item {
    /// Blake2-256 hash of the item's content.
    #[cfg_attr(feature = "std", serde(with = "crate::json::hash"))]
    pub hash: H256,
    /// The size of the item, in bytes: at most [`MAX_ITEM_BYTES`].
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub bytes: u64,
    /// The media type of the item, such as `text/plain`: two names of lowercase letters, digits and `!#$&-^_.+`, of at
    /// most [`MAX_MEDIA_TYPE`] characters in total. Without parameters.
    pub media_type: String,
}

impl Item {
    /// The leaf of the item: Blake2-256 of [`ITEM_DOMAIN`] and the fields in their order (SCALE).
    pub fn leaf(&self) -> H256 {
        BlakeTwo256::hash(&(ITEM_DOMAIN, self).encode())
    }

    /// Whether a manifest can list the item.
    pub fn is_valid(&self) -> bool {
        self.bytes <= MAX_ITEM_BYTES && is_media_type(&self.media_type)
    }
}

/// The place of an item in a manifest, with the hashes that prove it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase", deny_unknown_fields))]
pub struct ItemProof {
    /// The index of the item, from 0.
    #[cfg_attr(feature = "std", serde(with = "crate::json::number"))]
    pub index: u32,
    /// The sibling hashes on the path from the leaf to the top of the tree: at most [`MAX_DEPTH`].
    #[cfg_attr(feature = "std", serde(with = "crate::json::hash::list"))]
    pub siblings: Vec<H256>,
}

/// The reason why an item is not proven to belong to a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub enum ItemRefusal {
    /// There is no such contribution. Read the ids from `Contributions`.
    #[codec(index = 0)]
    ContributionNotFound,
    /// No manifest lists such an item: its size or its media type is out of range.
    #[codec(index = 1)]
    InvalidItem,
    /// The contribution has fewer items than the proof's index asks for.
    #[codec(index = 2)]
    IndexOutOfRange,
    /// The proof has more or fewer hashes than the path of its index.
    #[codec(index = 3)]
    WrongLength,
    /// The proof leads to another root: another item, another place, another contributor, or content without a
    /// manifest.
    #[codec(index = 4)]
    NotIncluded,
}

/// The root of the manifest with these leaves; `None` if there are no leaves, or more than a `u32` counts.
pub fn root(leaves: &[H256]) -> Option<H256> {
    let items = u32::try_from(leaves.len()).ok()?;
    let mut row = leaves.to_vec();
    while row.len() > 1 {
        row = row_above(&row);
    }
    row.first().map(|top| root_over(items, top))
}

/// The proof that leaf number `index` is in the manifest with these leaves; `None` if there is no such leaf.
pub fn prove(leaves: &[H256], index: u32) -> Option<ItemProof> {
    let mut place = usize::try_from(index).ok()?;
    leaves.get(place)?;
    let mut siblings = Vec::new();
    let mut row = leaves.to_vec();
    while row.len() > 1 {
        siblings.extend(row.get(place ^ 1));
        row = row_above(&row);
        place /= 2;
    }
    Some(ItemProof { index, siblings })
}

/// Check that `item` is in the manifest of `items` items with this root.
pub fn verify(root: &H256, items: u32, item: &Item, proof: &ItemProof) -> Result<(), ItemRefusal> {
    (implied_root(items, item, proof)? == *root).then_some(()).ok_or(ItemRefusal::NotIncluded)
}

/// The root of the only manifest of `items` items in which the proof holds. At most [`MAX_DEPTH`] hashes and two more.
pub fn implied_root(items: u32, item: &Item, proof: &ItemProof) -> Result<H256, ItemRefusal> {
    if !item.is_valid() {
        return Err(ItemRefusal::InvalidItem);
    }
    if proof.index >= items {
        return Err(ItemRefusal::IndexOutOfRange);
    }
    // Before anything is hashed: a longer list costs nothing more.
    if path(proof.index, items).count() != proof.siblings.len() {
        return Err(ItemRefusal::WrongLength);
    }
    let top = path(proof.index, items).zip(&proof.siblings).fold(item.leaf(), |hash, (is_left, sibling)| {
        if is_left {
            node(sibling, &hash)
        } else {
            node(&hash, sibling)
        }
    });
    Ok(root_over(items, &top))
}

/// The siblings on the path from leaf `index` of `items` to the top: whether each is the left one.
fn path(index: u32, items: u32) -> impl Iterator<Item = bool> {
    let rows = core::iter::successors(Some((index, items)), |(place, width)| {
        (*width > 1).then(|| (place / 2, width.div_ceil(2)))
    });
    // The sibling of the last node of an odd row would be outside of the row.
    rows.filter(|(place, width)| (place ^ 1) < *width).map(|(place, _)| place & 1 == 1)
}

fn row_above(row: &[H256]) -> Vec<H256> {
    let pairs = row.chunks(2);
    pairs
        .filter_map(|pair| match pair {
            [left, right] => Some(node(left, right)),
            last => last.first().copied(),
        })
        .collect()
}

/// The node over two others.
fn node(left: &H256, right: &H256) -> H256 {
    BlakeTwo256::hash(&(NODE_DOMAIN, left, right).encode())
}

/// The root of a manifest of `items` items whose tree has this top.
fn root_over(items: u32, top: &H256) -> H256 {
    BlakeTwo256::hash(&(ROOT_DOMAIN, items, top).encode())
}

fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
            && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9') || b"!#$&-^_.+".contains(&byte))
    };
    text.len() <= MAX_MEDIA_TYPE && text.split_once('/').is_some_and(|(kind, name)| is_name(kind) && is_name(name))
}

#[cfg(test)]
mod tests;
