// SPDX-License-Identifier: Apache-2.0

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use super::*;
use crate::voucher::is_signed_by;
use sp_core::{ecdsa, ed25519, sr25519, Pair, U256};

const MESSAGE: &[u8] = b"a voucher for all that there is";

/// The order of secp256k1.
fn order() -> U256 {
    U256::from_str_radix("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16).unwrap()
}

/// The other signature over the same message: s becomes n − s.
fn high(signature: &[u8; 65]) -> [u8; 65] {
    let mut other = *signature;
    let s = order() - U256::from_big_endian(&signature[32..64]);
    other[32..64].copy_from_slice(&s.to_big_endian());
    other[64] ^= 1;
    other
}

#[test]
fn keys_of_small_order_should_sign_nothing() {
    for key in SMALL_ORDER {
        for sign in [0, 0x80] {
            let mut key = key;
            key[31] |= sign;
            // R is the neutral element and s is zero: nobody needed a secret for this.
            let mut bytes = [0; 64];
            bytes[0] = 1;
            let signature = ed25519::Signature::from_raw(bytes);
            if ed25519::Pair::verify(&signature, MESSAGE, &ed25519::Public::from_raw(key)) {
                assert!(MultiSignature::from(signature).verify(MESSAGE, &key.into()));
            }
            assert!(!is_signed_by(&MultiSignature::from(signature), MESSAGE, &key.into()), "{key:?}");
        }
    }
    // Without this rule, the neutral element and the zero key sign everything.
    let mut bytes = [0; 64];
    bytes[0] = 1;
    let signature = ed25519::Signature::from_raw(bytes);
    for key in [ends(1, 0, 0), [0; 32], ends(0xec, 0xff, 0x7f), SMALL_ORDER[2], SMALL_ORDER[3]] {
        assert!(ed25519::Pair::verify(&signature, MESSAGE, &ed25519::Public::from_raw(key)), "{key:?}");
    }
    let pair = ed25519::Pair::from_string("//Alice", None).unwrap();
    assert!(is_signed_by(&MultiSignature::from(pair.sign(MESSAGE)), MESSAGE, &pair.public().0.into()));
}

#[test]
fn the_zero_key_of_sr25519_should_sign_nothing() {
    let zero = AccountId32::new([0; 32]);
    // R and s are zero, with the mark of the kind of signature.
    let mut bytes = [0; 64];
    bytes[63] = 0x80;
    let signature = MultiSignature::from(sr25519::Signature::from_raw(bytes));
    assert!(signature.verify(MESSAGE, &zero));
    assert!(!is_signed_by(&signature, MESSAGE, &zero));
}

#[test]
fn the_higher_of_two_ecdsa_signatures_should_be_none() {
    let pair = ecdsa::Pair::from_string("//Alice", None).unwrap();
    let keccak = ecdsa::KeccakPair::from_string("//Alice", None).unwrap();
    let (low, low_eth) = (pair.sign(MESSAGE), keccak.sign(MESSAGE));
    let who = sp_runtime::MultiSigner::Ecdsa(pair.public()).into_account();
    let who_eth = sp_runtime::MultiSigner::Eth(keccak.public()).into_account();
    let forms = |bytes: &[u8; 65]| {
        let shifted = |bytes: [u8; 65]| {
            let mut bytes = bytes;
            bytes[64] += 27;
            bytes
        };
        [high(bytes), shifted(*bytes), shifted(high(bytes))]
    };
    assert!(is_signed_by(&MultiSignature::Ecdsa(low), MESSAGE, &who));
    for form in forms(&low.0) {
        let signature = MultiSignature::Ecdsa(ecdsa::Signature::from_raw(form));
        assert!(signature.verify(MESSAGE, &who), "the SDK accepts it");
        assert!(!is_signed_by(&signature, MESSAGE, &who));
    }
    assert!(is_signed_by(&MultiSignature::Eth(low_eth), MESSAGE, &who_eth));
    for form in forms(&low_eth.0) {
        let signature = MultiSignature::Eth(ecdsa::KeccakSignature::from_raw(form));
        assert!(signature.verify(MESSAGE, &who_eth), "the SDK accepts it");
        assert!(!is_signed_by(&signature, MESSAGE, &who_eth));
    }
}

#[test]
fn half_of_the_order_should_be_the_limit() {
    assert_eq!(U256::from_big_endian(&HALF_ORDER), order() / 2);
    let with = |s: U256, id: u8| {
        let mut bytes = [1; 65];
        bytes[32..64].copy_from_slice(&s.to_big_endian());
        bytes[64] = id;
        is_low(&bytes)
    };
    assert!(with(order() / 2, 0) && with(order() / 2, 1) && with(U256::one(), 0));
    assert!(!with(order() / 2 + 1, 0) && !with(U256::MAX, 0));
    for id in [2, 3, 27, 28, 255] {
        assert!(!with(U256::one(), id));
    }
    assert!(!is_low(&[0; 64]));
}
