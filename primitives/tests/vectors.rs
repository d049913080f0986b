// SPDX-License-Identifier: Apache-2.0

//! `docs/vectors.json` is what other clients are tested against: every entry is computed again here.
//!
//! To add an entry, write its inputs with any outputs of the right form (`"0x"` for bytes, 32 zero bytes for a hash);
//! the test fails and prints the whole file as it has to be.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, missing_docs)]

use binary_merkle_tree::{merkle_proof_raw, merkle_root_raw, verify_proof, Leaf};
use codec::Encode;
use openledger_primitives::{
    receipt::RECEIPT_DOMAIN,
    voucher::{is_signed_by, VOUCHER_DOMAIN},
    ModelId, Units,
};
use serde::{Deserialize, Serialize};
use sp_core::{
    bytes::{from_hex, to_hex},
    ecdsa, ed25519, sr25519, Pair, H256,
};
use sp_runtime::{
    traits::{BlakeTwo256, IdentifyAccount},
    AccountId32, MultiSignature, MultiSigner,
};
use std::collections::BTreeSet;

const FILE: &str = include_str!("../../docs/vectors.json");

/// Bytes as 0x and hexadecimal digits.
type Hex = String;
/// A whole number in decimal digits, which may be larger than what JavaScript's numbers are exact for.
type Decimal = String;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    vectors: Vec<Vector>,
}

#[derive(Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Vector {
    Voucher(VoucherVector),
    Receipt(ReceiptVector),
    Tree(TreeVector),
    Signature(SignatureVector),
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct VoucherVector {
    name: String,
    genesis: Hex,
    voucher: Voucher,
    payload: Hex,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Voucher {
    payer: Hex,
    operator: Hex,
    channel: Decimal,
    model: u32,
    amount: Decimal,
    units: UnitsJson,
    receipts_root: Hex,
    split_version: u32,
    expires: u32,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UnitsJson {
    calls: Decimal,
    input_tokens: Decimal,
    output_tokens: Decimal,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ReceiptVector {
    name: String,
    genesis: Hex,
    receipt: Receipt,
    payload: Hex,
    leaf: Hex,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Receipt {
    payer: Hex,
    operator: Hex,
    channel: Decimal,
    sequence: Decimal,
    era: u32,
    model: u32,
    amount: Decimal,
    units: UnitsJson,
    request: Hex,
    response: Hex,
    parent: Option<Hex>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct TreeVector {
    name: String,
    /// The leaf hashes of receipts that are entries of their own.
    leaves: Vec<Hex>,
    root: Hex,
    /// One for each leaf.
    proofs: Vec<Proof>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Proof {
    index: u32,
    items: Vec<Hex>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignatureVector {
    name: String,
    scheme: Scheme,
    /// The development key, from the phrase that all of them share.
    uri: String,
    public_key: Hex,
    account: Hex,
    /// The payload of another entry.
    message: Hex,
    /// Whether `<Bytes>` and `</Bytes>` are signed around it.
    wrapped: bool,
    /// Whether each signature of this key over this message is this one.
    deterministic: bool,
    signature: Hex,
    /// The signature as calls take it: its kind in one byte, and itself.
    encoded: Hex,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
enum Scheme {
    Ed25519,
    Sr25519,
    Ecdsa,
    Eth,
}

fn number<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("{text} is not a number, or too large"))
}

fn hash(text: &str) -> H256 {
    H256::from_slice(&from_hex(text).unwrap())
}

fn account(text: &str) -> AccountId32 {
    hash(text).0.into()
}

fn hex(bytes: &[u8]) -> Hex {
    to_hex(bytes, false)
}

impl From<&UnitsJson> for Units {
    fn from(units: &UnitsJson) -> Self {
        Self {
            calls: number(&units.calls),
            input_tokens: number(&units.input_tokens),
            output_tokens: number(&units.output_tokens),
        }
    }
}

impl From<&Voucher> for openledger_primitives::Voucher<AccountId32> {
    fn from(voucher: &Voucher) -> Self {
        Self {
            payer: account(&voucher.payer),
            operator: account(&voucher.operator),
            channel: number(&voucher.channel),
            model: ModelId(voucher.model),
            amount: number(&voucher.amount),
            units: (&voucher.units).into(),
            receipts_root: hash(&voucher.receipts_root),
            split_version: voucher.split_version,
            expires: voucher.expires,
        }
    }
}

impl From<&Receipt> for openledger_primitives::Receipt<AccountId32> {
    fn from(receipt: &Receipt) -> Self {
        Self {
            payer: account(&receipt.payer),
            operator: account(&receipt.operator),
            channel: number(&receipt.channel),
            sequence: number(&receipt.sequence),
            era: receipt.era,
            model: ModelId(receipt.model),
            amount: number(&receipt.amount),
            units: (&receipt.units).into(),
            request: hash(&receipt.request),
            response: hash(&receipt.response),
            parent: receipt.parent.as_deref().map(hash),
        }
    }
}

type Sign = Box<dyn Fn(&[u8]) -> MultiSignature>;

/// The key of `uri`: its public key, and how it signs.
fn key(scheme: Scheme, uri: &str) -> (MultiSigner, Sign) {
    match scheme {
        Scheme::Ed25519 => {
            let pair = ed25519::Pair::from_string(uri, None).unwrap();
            (pair.public().into(), Box::new(move |message| pair.sign(message).into()))
        }
        Scheme::Sr25519 => {
            let pair = sr25519::Pair::from_string(uri, None).unwrap();
            (pair.public().into(), Box::new(move |message| pair.sign(message).into()))
        }
        Scheme::Ecdsa => {
            let pair = ecdsa::Pair::from_string(uri, None).unwrap();
            (pair.public().into(), Box::new(move |message| pair.sign(message).into()))
        }
        Scheme::Eth => {
            let pair = ecdsa::KeccakPair::from_string(uri, None).unwrap();
            (MultiSigner::Eth(pair.public()), Box::new(move |message| MultiSignature::Eth(pair.sign(message))))
        }
    }
}

impl VoucherVector {
    fn complete(&mut self) {
        let voucher = openledger_primitives::Voucher::from(&self.voucher);
        self.payload = hex(&voucher.payload(&hash(&self.genesis)));
    }
}

impl ReceiptVector {
    fn complete(&mut self) {
        let receipt = openledger_primitives::Receipt::from(&self.receipt);
        self.payload = hex(&receipt.payload(&hash(&self.genesis)));
        self.leaf = hex(&receipt.leaf(&hash(&self.genesis)).0);
    }
}

impl TreeVector {
    fn complete(&mut self) {
        let leaves: Vec<H256> = self.leaves.iter().map(|leaf| hash(leaf)).collect();
        let root = merkle_root_raw::<BlakeTwo256, _>(leaves.clone());
        self.root = hex(&root.0);
        self.proofs = (0..)
            .zip(&leaves)
            .map(|(index, leaf)| {
                let proof = merkle_proof_raw::<BlakeTwo256, _>(leaves.clone(), index);
                let number = proof.number_of_leaves;
                let items = proof.proof.clone();
                assert!(verify_proof::<BlakeTwo256, _, _>(&root, items, number, index, Leaf::Hash(*leaf)));
                Proof { index, items: proof.proof.iter().map(|item| hex(&item.0)).collect() }
            })
            .collect();
    }
}

impl SignatureVector {
    fn complete(&mut self) {
        let (signer, sign) = key(self.scheme, &self.uri);
        self.public_key = hex(signer.as_ref());
        let who = signer.into_account();
        self.account = hex(who.as_ref());
        self.deterministic = self.scheme != Scheme::Sr25519;
        let message = from_hex(&self.message).unwrap();
        let signed =
            if self.wrapped { [b"<Bytes>", message.as_slice(), b"</Bytes>"].concat() } else { message.clone() };
        // A signature that is random stays as long as it is good.
        let stays = !self.deterministic && self.is_good(&message, &who);
        if !stays {
            self.encoded = hex(&sign(&signed).encode());
        }
        self.signature = hex(&from_hex(&self.encoded).unwrap()[1..]);
        assert!(self.is_good(&message, &who), "{}", self.name);
    }

    fn is_good(&self, message: &[u8], who: &AccountId32) -> bool {
        let encoded = from_hex(&self.encoded).unwrap();
        match <MultiSignature as codec::DecodeAll>::decode_all(&mut encoded.as_slice()) {
            Ok(signature) => is_signed_by(&signature, message, who),
            Err(_) => false,
        }
    }
}

fn file() -> File {
    serde_json::from_str(FILE).expect("docs/vectors.json has the form that is described here")
}

#[test]
fn every_vector_should_be_what_the_code_makes_of_its_inputs() {
    let mut file = file();
    // In the order of the file: trees and signatures use what is computed before them.
    for vector in &mut file.vectors {
        match vector {
            Vector::Voucher(vector) => vector.complete(),
            Vector::Receipt(vector) => vector.complete(),
            Vector::Tree(vector) => vector.complete(),
            Vector::Signature(vector) => vector.complete(),
        }
    }
    let expected = serde_json::to_string_pretty(&file).unwrap() + "\n";
    assert!(expected == FILE, "docs/vectors.json should be:\n{expected}");
}

#[test]
fn trees_and_signatures_should_be_of_receipts_and_vouchers_that_are_there() {
    let vectors = file().vectors;
    let mut payloads = BTreeSet::new();
    let mut leaves = BTreeSet::new();
    for vector in &vectors {
        match vector {
            Vector::Voucher(VoucherVector { payload, .. }) => {
                assert!(from_hex(payload).unwrap().starts_with(&VOUCHER_DOMAIN));
                payloads.insert(payload);
            }
            Vector::Receipt(ReceiptVector { payload, leaf, .. }) => {
                assert!(from_hex(payload).unwrap().starts_with(&RECEIPT_DOMAIN));
                payloads.insert(payload);
                leaves.insert(leaf);
            }
            _ => (),
        }
    }
    for vector in &vectors {
        match vector {
            Vector::Tree(tree) => assert!(tree.leaves.iter().all(|leaf| leaves.contains(leaf)), "{}", tree.name),
            Vector::Signature(signature) => assert!(payloads.contains(&signature.message), "{}", signature.name),
            _ => (),
        }
    }
}

#[test]
fn vectors_should_cover_what_can_go_wrong() {
    let vectors = file().vectors;
    let names: BTreeSet<&str> = vectors
        .iter()
        .map(|vector| match vector {
            Vector::Voucher(VoucherVector { name, .. })
            | Vector::Receipt(ReceiptVector { name, .. })
            | Vector::Tree(TreeVector { name, .. })
            | Vector::Signature(SignatureVector { name, .. }) => name.as_str(),
        })
        .collect();
    assert_eq!(names.len(), vectors.len(), "names are unique");

    let trees: BTreeSet<usize> = vectors
        .iter()
        .filter_map(|vector| match vector {
            Vector::Tree(tree) => Some(tree.leaves.len()),
            _ => None,
        })
        .collect();
    assert_eq!(trees, BTreeSet::from([1, 2, 3, 5, 8]));

    let signatures: BTreeSet<(Scheme, bool)> = vectors
        .iter()
        .filter_map(|vector| match vector {
            Vector::Signature(signature) => Some((signature.scheme, signature.wrapped)),
            _ => None,
        })
        .collect();
    assert_eq!(signatures.len(), 8, "each kind of key, raw and wrapped");

    // A compact number has four modes.
    let lengths: BTreeSet<usize> = vectors
        .iter()
        .filter_map(|vector| match vector {
            Vector::Voucher(vector) => Some(codec::Compact(number::<u128>(&vector.voucher.amount)).encode().len()),
            _ => None,
        })
        .collect();
    assert!([1, 2, 4, 17].iter().all(|length| lengths.contains(length)), "{lengths:?}");
}
