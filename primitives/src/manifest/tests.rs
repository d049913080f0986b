// SPDX-License-Identifier: Apache-2.0

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing, clippy::unwrap_used)]

use super::*;
use alloc::{format, string::ToString, vec};
use binary_merkle_tree::{merkle_proof_raw, merkle_root_raw};
use proptest::{prelude::*, sample::Index};
use serde_json::{from_value, json, to_value};

fn item(number: u32) -> Item {
    let media_type = if number.is_multiple_of(3) { "text/plain" } else { "application/json" };
    Item { hash: BlakeTwo256::hash(&number.encode()), bytes: number.into(), media_type: media_type.into() }
}

fn leaves(items: u32) -> Vec<H256> {
    (0..items).map(|number| item(number).leaf()).collect()
}

/// The SDK's tree, with the prefix of a node before the two children.
struct Prefixed;

impl sp_core::Hasher for Prefixed {
    type Out = H256;
    type StdHasher = <BlakeTwo256 as sp_core::Hasher>::StdHasher;
    const LENGTH: usize = 32;

    fn hash(children: &[u8]) -> H256 {
        <BlakeTwo256 as Hash>::hash(&[&NODE_DOMAIN[..], children].concat())
    }
}

#[test]
fn a_leaf_should_be_the_hash_of_domain_hash_size_and_media_type() {
    let hash = H256::repeat_byte(0xd4);
    let long = long_type(64);
    for (media_type, length) in [("text/plain", vec![40]), (long.as_str(), vec![0x01, 0x01])] {
        let item = Item { hash, bytes: 0x0102_0304, media_type: media_type.to_string() };
        let bytes = [
            b"openledger/datanets/item/1".as_slice(),
            &[0xd4; 32],
            &[4, 3, 2, 1, 0, 0, 0, 0],
            length.as_slice(),
            media_type.as_bytes(),
        ];
        assert_eq!(item.leaf(), BlakeTwo256::hash(&bytes.concat()));
    }
}

#[test]
fn a_root_should_be_the_hash_of_domain_number_and_top() {
    let [a, b, c] = [0, 1, 2].map(|number| item(number).leaf());
    let over = |left: H256, right: H256| {
        BlakeTwo256::hash(&[b"openledger/datanets/node/1".as_slice(), &left.0, &right.0].concat())
    };
    let of = |items: u8, top: H256| {
        BlakeTwo256::hash(&[b"openledger/datanets/manifest/1".as_slice(), &[items, 0, 0, 0], &top.0].concat())
    };
    assert_eq!(root(&[]), None);
    assert_eq!(root(&[a]), Some(of(1, a)));
    assert_eq!(root(&[a, b]), Some(of(2, over(a, b))));
    // The last leaf moves up unchanged.
    assert_eq!(root(&[a, b, c]), Some(of(3, over(over(a, b), c))));
    assert_ne!(root(&[a, b, c]), root(&[a, b, c, c]));
}

#[test]
fn the_tree_should_be_that_of_the_sdk_with_prefixes() {
    for items in (1..70).chain([255, 256, 257, 1_000]) {
        let leaves = leaves(items);
        let top = merkle_root_raw::<Prefixed, _>(leaves.clone());
        assert_eq!(root(&leaves), Some(root_over(items, &top)));
        for index in [0, items / 3, items / 2, items - 1] {
            let proof = merkle_proof_raw::<Prefixed, _>(leaves.clone(), index);
            assert_eq!(prove(&leaves, index), Some(ItemProof { index, siblings: proof.proof }));
        }
    }
}

#[test]
fn a_proof_should_be_as_long_as_its_path_and_never_longer_than_32() {
    assert_eq!(prove(&leaves(5), 4).unwrap().siblings.len(), 1);
    assert_eq!(prove(&leaves(5), 0).unwrap().siblings.len(), 3);
    assert_eq!(prove(&leaves(10_000), 9_999).unwrap().siblings.len(), 8);
    assert_eq!(prove(&leaves(5), 5), None);
    assert_eq!(prove(&[], 0), None);
    assert_eq!(path(0, 1).count(), 0);
    assert_eq!(path(u32::MAX - 1, u32::MAX).count(), 31);
    assert_eq!(path(0, u32::MAX).count(), MAX_DEPTH);
}

#[test]
fn a_proof_that_is_too_long_should_be_refused_whatever_is_in_it() {
    let leaves = leaves(4);
    let root = root(&leaves).unwrap();
    let proof = prove(&leaves, 2).unwrap();
    let long = ItemProof { siblings: vec![H256::zero(); 1_000_000], ..proof.clone() };
    assert_eq!(verify(&root, 4, &item(2), &long), Err(ItemRefusal::WrongLength));
    let empty = ItemProof { siblings: vec![], ..proof };
    assert_eq!(verify(&root, 4, &item(2), &empty), Err(ItemRefusal::WrongLength));
}

#[test]
fn a_node_should_not_pass_for_an_item_nor_a_part_of_a_tree_for_the_whole() {
    let leaves = leaves(4);
    let root_of_four = root(&leaves).unwrap();
    // The tree over the two nodes has the same top, but another number.
    let nodes = row_above(&leaves);
    assert_ne!(root(&nodes), Some(root_of_four));
    // A proof that ends at a node needs an item with that node's hash as leaf.
    let upper = prove(&nodes, 0).unwrap();
    for number in 0..4 {
        assert_eq!(verify(&root_of_four, 2, &item(number), &upper), Err(ItemRefusal::NotIncluded));
    }
}

#[test]
fn an_item_out_of_range_should_be_refused_even_if_the_tree_has_it() {
    let long = long_type(MAX_MEDIA_TYPE + 1);
    let refused =
        ["", "text", "text/", "/plain", "Text/plain", "text/plain; charset=utf-8", "text/a/b", "text/é", "-/a"];
    for media_type in refused.into_iter().chain([long.as_str()]) {
        let bad = Item { media_type: media_type.to_string(), ..item(1) };
        let root = root(&[bad.leaf()]).unwrap();
        let proof = prove(&[bad.leaf()], 0).unwrap();
        assert_eq!(verify(&root, 1, &bad, &proof), Err(ItemRefusal::InvalidItem), "{media_type}");
    }
    let large = Item { bytes: MAX_ITEM_BYTES + 1, ..item(1) };
    assert!(!large.is_valid());
    let longest = long_type(MAX_MEDIA_TYPE);
    for name in ["text/plain", "application/vnd.api+json", "image/svg+xml", "x-a/0!#$&-^_.+", longest.as_str()] {
        let good = Item { bytes: MAX_ITEM_BYTES, media_type: name.to_string(), ..item(1) };
        let (root, proof) = (root(&[good.leaf()]).unwrap(), prove(&[good.leaf()], 0).unwrap());
        assert_eq!(verify(&root, 1, &good, &proof), Ok(()), "{name}");
    }
}

#[test]
fn prefixes_should_not_begin_one_another() {
    let domains: [&[u8]; 3] = [&ITEM_DOMAIN, &NODE_DOMAIN, &ROOT_DOMAIN];
    for (at, one) in domains.iter().enumerate() {
        assert!(domains.iter().skip(at + 1).all(|other| !other.starts_with(one) && !one.starts_with(other)));
    }
}

#[test]
fn json_should_be_that_of_a_line_of_a_manifest() {
    let hash = format!("0x{}", "d4".repeat(32));
    let item = Item { hash: H256::repeat_byte(0xd4), bytes: 7, media_type: "text/plain".into() };
    let line = json!({ "hash": hash, "bytes": 7, "mediaType": "text/plain" });
    assert_eq!(from_value::<Item>(line).unwrap(), item);
    assert_eq!(to_value(&item).unwrap(), json!({ "hash": hash, "bytes": "7", "mediaType": "text/plain" }));
    let proof = ItemProof { index: 3, siblings: vec![item.hash] };
    let form = json!({ "index": 3, "siblings": [hash] });
    assert_eq!(to_value(&proof).unwrap(), form);
    assert_eq!(from_value::<ItemProof>(form).unwrap(), proof);
    assert_eq!(to_value(ItemRefusal::IndexOutOfRange).unwrap(), json!("indexOutOfRange"));
    for unknown in [
        json!({ "hash": hash, "bytes": 7, "mediaType": "text/plain", "name": "a.txt" }),
        json!({ "hash": hash, "bytes": 7 }),
        json!({ "hash": "0xd4", "bytes": 7, "mediaType": "text/plain" }),
        json!({ "hash": hash, "bytes": 7.5, "mediaType": "text/plain" }),
    ] {
        assert!(from_value::<Item>(unknown).is_err());
    }
}

fn long_type(length: usize) -> String {
    format!("text/{}", "x".repeat(length - 5))
}

fn any_item() -> impl Strategy<Value = Item> {
    (any::<[u8; 32]>(), 0..=MAX_ITEM_BYTES, "[a-z0-9][a-z0-9!#$&^_.+-]{0,20}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}")
        .prop_map(|(hash, bytes, media_type)| Item { hash: hash.into(), bytes, media_type })
}

proptest! {
    #[test]
    fn every_item_of_a_batch_should_prove(items in prop::collection::vec(any_item(), 1..80)) {
        let leaves: Vec<H256> = items.iter().map(Item::leaf).collect();
        let root = root(&leaves).unwrap();
        let number = u32::try_from(items.len()).unwrap();
        for (index, item) in (0..).zip(&items) {
            let proof = prove(&leaves, index).unwrap();
            prop_assert!(proof.siblings.len() <= MAX_DEPTH);
            prop_assert_eq!(verify(&root, number, item, &proof), Ok(()));
        }
    }

    #[test]
    fn nothing_that_was_changed_should_prove(
        items in prop::collection::btree_map(any::<[u8; 32]>(), any_item(), 1..80),
        at in any::<Index>(),
        other in any::<Index>(),
        byte in 0usize..32,
        bit in 0u8..8,
        more in 1u32..1_000,
    ) {
        // The keys of the map make the items different.
        let items: Vec<Item> = items.into_iter().map(|(hash, item)| Item { hash: hash.into(), ..item }).collect();
        let leaves: Vec<H256> = items.iter().map(Item::leaf).collect();
        let root = root(&leaves).unwrap();
        let number = u32::try_from(items.len()).unwrap();
        let index = u32::try_from(at.index(items.len())).unwrap();
        let item = &items[index as usize];
        let proof = prove(&leaves, index).unwrap();
        prop_assert_eq!(verify(&root, number, item, &proof), Ok(()));

        // The item.
        let mut hash = item.hash;
        hash.0[byte] ^= 1 << bit;
        for changed in [
            Item { hash, ..item.clone() },
            Item { bytes: item.bytes ^ 1, ..item.clone() },
            Item { media_type: format!("{}x", item.media_type), ..item.clone() },
        ] {
            prop_assert_eq!(verify(&root, number, &changed, &proof), Err(ItemRefusal::NotIncluded));
        }
        // The root.
        let mut changed = root;
        changed.0[byte] ^= 1 << bit;
        prop_assert_eq!(verify(&changed, number, item, &proof), Err(ItemRefusal::NotIncluded));
        // The proof, and its length.
        for place in 0..proof.siblings.len() {
            let mut changed = proof.clone();
            changed.siblings[place].0[byte] ^= 1 << bit;
            prop_assert_eq!(verify(&root, number, item, &changed), Err(ItemRefusal::NotIncluded));
            let mut short = proof.clone();
            short.siblings.remove(place);
            prop_assert_eq!(verify(&root, number, item, &short), Err(ItemRefusal::WrongLength));
        }
        let mut long = proof.clone();
        long.siblings.insert(other.index(proof.siblings.len() + 1), hash);
        prop_assert_eq!(verify(&root, number, item, &long), Err(ItemRefusal::WrongLength));
        // The index.
        let beyond = ItemProof { index: number.saturating_add(more - 1), ..proof.clone() };
        prop_assert_eq!(verify(&root, number, item, &beyond), Err(ItemRefusal::IndexOutOfRange));
        let elsewhere = ItemProof { index: u32::try_from(other.index(items.len())).unwrap(), ..proof.clone() };
        if elsewhere.index != index {
            prop_assert!(verify(&root, number, item, &elsewhere).is_err());
        }
        // The number of items.
        prop_assert!(verify(&root, number + more, item, &proof).is_err());
        prop_assert!(verify(&root, number - 1, item, &proof).is_err());
        // Another item under this proof.
        let foreign = &items[other.index(items.len())];
        if foreign != item {
            prop_assert_eq!(verify(&root, number, foreign, &proof), Err(ItemRefusal::NotIncluded));
        }
    }
}
