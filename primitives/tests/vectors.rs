// SPDX-License-Identifier: Apache-2.0

//! `docs/vectors.json` is what other clients are tested against: every entry is computed again here.
//!
//! To add an entry, write its inputs with any outputs of the right form (`"0x"` for bytes, 32 zero bytes for a hash);
//! the test fails and prints the whole file as it has to be.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

use binary_merkle_tree::{merkle_proof_raw, merkle_root_raw, verify_proof, Leaf};
use codec::Encode;
use openledger_primitives::{
    manifest::{prove, root, verify},
    receipt::RECEIPT_DOMAIN,
    voucher::{acceptance_payload, is_signed_by, ACCEPTANCE_DOMAIN, VOUCHER_DOMAIN},
    Item, ItemProof, ItemRefusal, ModelId, SignedVoucher, Units, VoucherAgent,
};
use serde::{Deserialize, Serialize};
use sp_core::{
    bytes::{from_hex, to_hex},
    ecdsa, ed25519, sr25519, Pair, H256,
};
use sp_runtime::{
    traits::{BlakeTwo256, IdentifyAccount, Verify},
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
    manifests: Vec<ManifestVector>,
}

#[derive(Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Vector {
    Voucher(VoucherVector),
    Receipt(ReceiptVector),
    Tree(TreeVector),
    Signature(SignatureVector),
    Acceptance(AcceptanceVector),
    SignedVoucher(SignedVoucherVector),
    Refused(RefusedVector),
}

/// A manifest, of which every item is proven.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ManifestVector {
    name: String,
    items: Vec<ItemJson>,
    leaves: Vec<Hex>,
    root: Hex,
    contributor: Hex,
    content_hash: Hex,
    proofs: Vec<ItemProof>,
    refused: Vec<RefusedItem>,
}

/// An item as in the line of a manifest.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ItemJson {
    hash: Hex,
    bytes: u64,
    media_type: String,
}

/// A proof that does not hold for the manifest's root and this number of items.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct RefusedItem {
    name: String,
    count: u32,
    item: ItemJson,
    proof: ItemProof,
    reason: ItemRefusal,
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
    agent: Option<Agent>,
    model: u32,
    amount: Decimal,
    units: UnitsJson,
    receipts_root: Hex,
    split_version: u32,
    expires: u32,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Agent {
    account: Hex,
    authorization: Decimal,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    amount: Decimal,
    units: UnitsJson,
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

/// What an operator's signer signs to accept a claim.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct AcceptanceVector {
    name: String,
    genesis: Hex,
    voucher: Voucher,
    /// `null` for all of the voucher.
    claim: Option<Claim>,
    payload: Hex,
}

/// A voucher as `inference.settle` takes it.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignedVoucherVector {
    name: String,
    genesis: Hex,
    voucher: Voucher,
    claim: Option<Claim>,
    /// The key of the payer or the agent.
    signer: Key,
    /// The key that signs for the operator, if the voucher is accepted.
    acceptance_signer: Option<Key>,
    encoded: Hex,
}

/// A development key whose signatures are not random.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Key {
    scheme: Scheme,
    uri: String,
    account: Hex,
}

/// A signature that the chain refuses.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct RefusedVector {
    name: String,
    why: Why,
    /// The signature that this one is made of, as an entry of its own; none for keys that have no secret.
    of: Option<String>,
    account: Hex,
    message: Hex,
    encoded: Hex,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
enum Why {
    /// The other s of an ecdsa signature, above half of the order.
    HighS,
    /// A recovery id of 27 or 28.
    RecoveryId,
    /// An ed25519 key of small order.
    SmallOrder,
    /// The zero key of sr25519.
    ZeroKey,
    /// The payload of the first version.
    FirstVersion,
    /// Of another account.
    OtherAccount,
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
            agent: voucher.agent.as_ref().map(|agent| VoucherAgent {
                account: account(&agent.account),
                authorization: number(&agent.authorization),
            }),
            model: ModelId(voucher.model),
            amount: number(&voucher.amount),
            units: (&voucher.units).into(),
            receipts_root: hash(&voucher.receipts_root),
            split_version: voucher.split_version,
            expires: voucher.expires,
        }
    }
}

impl From<&Claim> for openledger_primitives::Claim {
    fn from(claim: &Claim) -> Self {
        Self { amount: number(&claim.amount), units: (&claim.units).into() }
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

impl AcceptanceVector {
    fn complete(&mut self) {
        let claim = self.claim.as_ref().map(Into::into);
        self.payload = hex(&acceptance_payload(&(&self.voucher).into(), claim.as_ref(), &hash(&self.genesis)));
    }
}

impl Key {
    fn sign(&mut self, message: &[u8]) -> MultiSignature {
        assert_ne!(self.scheme, Scheme::Sr25519, "its signatures are random");
        let (signer, sign) = key(self.scheme, &self.uri);
        self.account = hex(signer.into_account().as_ref());
        sign(message)
    }
}

impl SignedVoucherVector {
    fn complete(&mut self) {
        let (voucher, genesis) = (openledger_primitives::Voucher::from(&self.voucher), hash(&self.genesis));
        let claim: Option<openledger_primitives::Claim> = self.claim.as_ref().map(Into::into);
        let signature = self.signer.sign(&voucher.payload(&genesis));
        assert!(is_signed_by(&signature, &voucher.payload(&genesis), voucher.signer()), "{}", self.name);
        let payload = acceptance_payload(&voucher, claim.as_ref(), &genesis);
        let acceptance = self.acceptance_signer.as_mut().map(|signer| signer.sign(&payload));
        self.encoded = hex(&SignedVoucher { voucher, signature, claim, acceptance }.encode());
    }
}

/// The order of secp256k1 less s, most significant byte first.
fn other_s(s: &[u8]) -> [u8; 32] {
    let order = sp_core::U256::from_str_radix("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    (order.unwrap() - sp_core::U256::from_big_endian(s)).to_big_endian()
}

impl RefusedVector {
    /// Make the signature out of another, which is good.
    fn complete(&mut self, of: Option<&SignatureVector>) {
        let mut encoded = from_hex(of.map_or("0x", |of| &of.encoded)).unwrap();
        if let Some(of) = of {
            assert!(of.is_good(&from_hex(&of.message).unwrap(), &account(&of.account)) && !of.wrapped);
            (self.account, self.message) = (of.account.clone(), of.message.clone());
        }
        match self.why {
            Why::HighS => {
                let s = other_s(&encoded[33..65]);
                encoded[33..65].copy_from_slice(&s);
                encoded[65] ^= 1;
            }
            Why::RecoveryId => encoded[65] += 27,
            // R is the neutral element, and s is zero.
            Why::SmallOrder => encoded = [vec![0, 1], vec![0; 63]].concat(),
            Why::ZeroKey => encoded = [vec![1], vec![0; 63], vec![0x80]].concat(),
            Why::FirstVersion => {
                let mut message = from_hex(&self.message).unwrap();
                assert_eq!(message[29], b'2');
                message[29] = b'1';
                self.message = hex(&message);
            }
            Why::OtherAccount => self.account = hex(&[7; 32]),
        }
        self.encoded = hex(&encoded);
        let signature = <MultiSignature as codec::DecodeAll>::decode_all(&mut encoded.as_slice()).unwrap();
        let message = from_hex(&self.message).unwrap();
        assert!(!is_signed_by(&signature, &message, &account(&self.account)), "{}", self.name);
        let is_weak = !matches!(self.why, Why::FirstVersion | Why::OtherAccount);
        // Those are refused by the rule alone.
        assert_eq!(signature.verify(message.as_slice(), &account(&self.account)), is_weak, "{}", self.name);
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

impl ManifestVector {
    fn complete(&mut self) {
        let leaves: Vec<H256> = self.items.iter().map(|item| item.read().leaf()).collect();
        let top = root(&leaves).unwrap();
        self.leaves = leaves.iter().map(|leaf| hex(&leaf.0)).collect();
        self.root = hex(&top.0);
        let contributor = from_hex(&self.contributor).unwrap();
        let bound = [b"openledger/datanets/content/1".as_slice(), contributor.as_slice(), top.as_bytes()].concat();
        self.content_hash = hex(&<BlakeTwo256 as sp_runtime::traits::Hash>::hash(&bound).0);
        let count = u32::try_from(self.items.len()).unwrap();
        self.proofs = (0..count).map(|index| prove(&leaves, index).unwrap()).collect();
        for (item, proof) in self.items.iter().zip(&self.proofs) {
            assert_eq!(verify(&top, count, &item.read(), proof), Ok(()), "{}", self.name);
        }
        for refused in &mut self.refused {
            let RefusedItem { name, count, item, proof, reason } = refused;
            *reason = verify(&top, *count, &item.read(), proof).expect_err(name);
        }
    }
}

impl ItemJson {
    fn read(&self) -> Item {
        Item { hash: hash(&self.hash), bytes: self.bytes, media_type: self.media_type.clone() }
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

fn signature_named<'a>(vectors: &'a [Vector], name: &str) -> &'a SignatureVector {
    let named = vectors.iter().find_map(|vector| match vector {
        Vector::Signature(vector) if vector.name == name => Some(vector),
        _ => None,
    });
    named.unwrap_or_else(|| panic!("{name} is no signature before"))
}

fn file() -> File {
    serde_json::from_str(FILE).expect("docs/vectors.json has the form that is described here")
}

#[test]
fn every_vector_should_be_what_the_code_makes_of_its_inputs() {
    let mut file = file();
    // In the order of the file: trees and signatures use what is computed before them.
    for index in 0..file.vectors.len() {
        let (before, rest) = file.vectors.split_at_mut(index);
        match &mut rest[0] {
            Vector::Voucher(vector) => vector.complete(),
            Vector::Receipt(vector) => vector.complete(),
            Vector::Tree(vector) => vector.complete(),
            Vector::Signature(vector) => vector.complete(),
            Vector::Acceptance(vector) => vector.complete(),
            Vector::SignedVoucher(vector) => vector.complete(),
            Vector::Refused(vector) => {
                let of = vector.of.as_ref().map(|name| signature_named(before, name));
                vector.complete(of);
            }
        }
    }
    for manifest in &mut file.manifests {
        manifest.complete();
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
            | Vector::Signature(SignatureVector { name, .. })
            | Vector::Acceptance(AcceptanceVector { name, .. })
            | Vector::SignedVoucher(SignedVoucherVector { name, .. })
            | Vector::Refused(RefusedVector { name, .. }) => name.as_str(),
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

    let mut refused = BTreeSet::new();
    let (mut acceptances, mut whole) = (BTreeSet::new(), BTreeSet::new());
    for vector in &vectors {
        match vector {
            Vector::Refused(vector) => drop(refused.insert(vector.why)),
            Vector::Acceptance(vector) => {
                assert!(from_hex(&vector.payload).unwrap().starts_with(&ACCEPTANCE_DOMAIN));
                acceptances.insert((vector.voucher.agent.is_some(), vector.claim.is_some()));
            }
            Vector::SignedVoucher(vector) => {
                let accepted = vector.acceptance_signer.is_some();
                whole.insert((vector.voucher.agent.is_some(), vector.claim.is_some(), accepted));
            }
            _ => (),
        }
    }
    assert_eq!(refused.len(), 6, "each way to be refused");
    assert_eq!(acceptances.len(), 4, "under a payer and an agent, with and without a claim");
    assert!(whole.contains(&(false, false, false)) && whole.contains(&(true, true, true)) && whole.len() >= 4);

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

#[test]
fn manifests_should_cover_what_can_go_wrong() {
    let manifests = file().manifests;
    let names: BTreeSet<&str> = manifests.iter().map(|manifest| manifest.name.as_str()).collect();
    assert_eq!(names.len(), manifests.len(), "names are unique");
    let sizes: BTreeSet<usize> = manifests.iter().map(|manifest| manifest.items.len()).collect();
    assert_eq!(sizes, BTreeSet::from([1, 2, 3, 5, 8]));
    let roots: BTreeSet<&str> = manifests.iter().map(|manifest| manifest.root.as_str()).collect();
    let bound: BTreeSet<&str> = manifests.iter().map(|manifest| manifest.content_hash.as_str()).collect();
    assert!(roots.len() < bound.len() && bound.len() == manifests.len(), "one root of two contributors");

    let refused: Vec<&RefusedItem> = manifests.iter().flat_map(|manifest| &manifest.refused).collect();
    let reasons: BTreeSet<Vec<u8>> = refused.iter().map(|refused| refused.reason.encode()).collect();
    assert_eq!(reasons.len(), 4, "each reason that a proof can have");
    let lengths: BTreeSet<usize> = manifests
        .iter()
        .flat_map(|manifest| &manifest.items)
        .map(|item| item.media_type.encode().len() - item.media_type.len())
        .collect();
    assert_eq!(lengths, BTreeSet::from([1, 2]));
}
