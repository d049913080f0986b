// SPDX-License-Identifier: Apache-2.0

//! The signatures that count: one form for each message, and only of keys that have a secret.
//!
//! The SDK's verification is wider than that of most libraries. What it accepts beyond them is refused here, so that
//! payers, operators and the chain agree on every signature.

use sp_runtime::{
    traits::{IdentifyAccount, Verify},
    AccountId32, MultiSignature,
};

/// A signature that can be told from a weak or malleable one.
pub trait StrictSignature: Verify {
    /// Whether the signature is in its only form, and `who` is not a key that anyone can sign with.
    ///
    /// This does not verify the signature.
    fn is_strict(&self, who: &<Self::Signer as IdentifyAccount>::AccountId) -> bool;
}

impl StrictSignature for MultiSignature {
    fn is_strict(&self, who: &AccountId32) -> bool {
        let key: &[u8; 32] = who.as_ref();
        match self {
            Self::Ed25519(_) => !is_of_small_order(key),
            // The key of the group's neutral element: every signature of some form is good for it.
            Self::Sr25519(_) => *key != [0; 32],
            Self::Ecdsa(signature) => is_low(signature.as_ref()),
            Self::Eth(signature) => is_low(signature.as_ref()),
        }
    }
}

#[cfg(feature = "std")]
impl StrictSignature for sp_runtime::testing::TestSignature {
    fn is_strict(&self, _: &u64) -> bool {
        true
    }
}

/// The least significant 255 bits of all encodings of the points of small order on the curve of ed25519, least
/// significant byte first: 0, 1, the two of order 8, p − 1, p and p + 1.
const SMALL_ORDER: [[u8; 32]; 7] = [
    [0; 32],
    ends(1, 0, 0),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    ends(0xec, 0xff, 0x7f),
    ends(0xed, 0xff, 0x7f),
    ends(0xee, 0xff, 0x7f),
];

/// `first`, 30 times `between`, `last`.
const fn ends(first: u8, between: u8, last: u8) -> [u8; 32] {
    let mut bytes = [between; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

/// Whether an ed25519 key is a point of small order: a signature of it needs no secret.
fn is_of_small_order(key: &[u8; 32]) -> bool {
    let mut masked = *key;
    // The sign of the other coordinate.
    if let Some(last) = masked.last_mut() {
        *last &= 0x7f;
    }
    SMALL_ORDER.contains(&masked)
}

/// Half of the order of secp256k1, most significant byte first.
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
    0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// Whether a signature (r, s, recovery id) has the lower of its two possible `s`, and a recovery id of 0 or 1.
fn is_low(signature: &[u8]) -> bool {
    let (Some(s), Some(id)) = (signature.get(32..64), signature.get(64)) else { return false };
    s <= HALF_ORDER.as_slice() && *id <= 1
}

#[cfg(test)]
mod tests;
