// SPDX-License-Identifier: Apache-2.0

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use super::*;
use crate::receipt::{Receipt, RECEIPT_DOMAIN};
use alloc::vec;
use proptest::prelude::*;
use sp_core::{ecdsa, ed25519, sr25519, Pair};
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    AccountId32, MultiSignature, MultiSigner,
};

fn genesis() -> H256 {
    H256::repeat_byte(0x47)
}

fn voucher() -> Voucher<AccountId32> {
    Voucher {
        payer: [0xa1; 32].into(),
        operator: [0xb2; 32].into(),
        channel: 0x0102_0304_0506_0708,
        agent: None,
        model: ModelId(0x0a0b_0c0d),
        amount: 1_000_000,
        units: Units { calls: 63, input_tokens: 64, output_tokens: 1 << 30 },
        receipts_root: H256::repeat_byte(0xc3),
        split_version: 5,
        expires: 0x0001_0002,
    }
}

/// The voucher under a key, without a good signature of anybody.
fn unaccepted(agent: Option<VoucherAgent<AccountId32>>) -> SignedVoucher<AccountId32, MultiSignature> {
    let voucher = Voucher { agent, ..voucher() };
    SignedVoucher { voucher, signature: signers()[0].1(b""), claim: None, acceptance: None }
}

fn agent(account: [u8; 32], authorization: u64) -> Option<VoucherAgent<AccountId32>> {
    Some(VoucherAgent { account: account.into(), authorization })
}

fn receipt() -> Receipt<AccountId32> {
    Receipt {
        payer: [0xa1; 32].into(),
        operator: [0xb2; 32].into(),
        channel: 1,
        sequence: 2,
        era: 3,
        model: ModelId(4),
        amount: 5,
        units: Units::default(),
        request: H256::zero(),
        response: H256::zero(),
        parent: None,
    }
}

type Signer = (AccountId32, fn(&[u8]) -> MultiSignature);

/// A key of each kind that signs as an account does, with its account.
fn signers() -> Vec<Signer> {
    fn sr(message: &[u8]) -> MultiSignature {
        sr25519::Pair::from_string("//Alice", None).unwrap().sign(message).into()
    }
    fn ed(message: &[u8]) -> MultiSignature {
        ed25519::Pair::from_string("//Alice", None).unwrap().sign(message).into()
    }
    fn ec(message: &[u8]) -> MultiSignature {
        ecdsa::Pair::from_string("//Alice", None).unwrap().sign(message).into()
    }
    fn eth(message: &[u8]) -> MultiSignature {
        MultiSignature::Eth(ecdsa::KeccakPair::from_string("//Alice", None).unwrap().sign(message))
    }
    let account = |signer: MultiSigner| signer.into_account();
    vec![
        (account(sr25519::Pair::from_string("//Alice", None).unwrap().public().into()), sr),
        (account(ed25519::Pair::from_string("//Alice", None).unwrap().public().into()), ed),
        (account(ecdsa::Pair::from_string("//Alice", None).unwrap().public().into()), ec),
        (account(MultiSigner::Eth(ecdsa::KeccakPair::from_string("//Alice", None).unwrap().public())), eth),
    ]
}

fn wrapped(payload: &[u8]) -> Vec<u8> {
    [b"<Bytes>", payload, b"</Bytes>"].concat()
}

#[test]
fn a_payload_should_be_the_domain_the_genesis_and_the_fields_in_their_order() {
    let payload = voucher().payload(&genesis());
    let mut rest = payload.as_slice();
    let mut field = |length: usize, expected: &[u8], name: &str| {
        let (field, after) = rest.split_at(length);
        assert_eq!(field, expected, "{name}");
        rest = after;
    };
    field(30, b"openledger/inference/voucher/2", "domain");
    field(32, &[0x47; 32], "genesis");
    field(32, &[0xa1; 32], "payer");
    field(32, &[0xb2; 32], "operator");
    // Fixed width, least significant byte first.
    field(8, &[8, 7, 6, 5, 4, 3, 2, 1], "channel");
    field(1, &[0], "no agent");
    field(4, &[0x0d, 0x0c, 0x0b, 0x0a], "model");
    // Compact: the two lowest bits are the mode. 1,000,000 × 4 + 2 in four bytes.
    field(4, &4_000_002u32.to_le_bytes(), "amount");
    field(1, &[63 << 2], "calls");
    field(2, &(64u16 << 2 | 1).to_le_bytes(), "input tokens");
    field(5, &[0b11, 0, 0, 0, 0x40], "output tokens");
    field(32, &[0xc3; 32], "receipts root");
    field(4, &[5, 0, 0, 0], "split version");
    field(4, &[2, 0, 1, 0], "expires");
    assert!(rest.is_empty());
    // With an agent, its account and the number of its authorization take the place of the one byte.
    let by_agent = Voucher { agent: agent([0xd4; 32], 0x0102), ..voucher() }.payload(&genesis());
    let expected = [&payload[..134], &[1], &[0xd4; 32], &[2, 1, 0, 0, 0, 0, 0, 0], &payload[135..]].concat();
    assert_eq!(by_agent, expected);
}

#[test]
fn an_acceptance_should_be_its_domain_the_genesis_the_voucher_and_the_claim() {
    let whole = SignedVoucher { voucher: voucher(), signature: (), claim: None, acceptance: None };
    let units = Units { calls: 1, input_tokens: 2, output_tokens: 3 };
    let part = SignedVoucher { claim: Some(Claim { amount: 63, units }), ..whole.clone() };
    for (signed, claim) in [(whole, vec![0]), (part, vec![1, 63 << 2, 1 << 2, 2 << 2, 3 << 2])] {
        let payload = signed.acceptance_payload(&genesis());
        assert_eq!(payload[..30], b"openledger/inference/accepts/2"[..]);
        assert_eq!(payload[30..62], [0x47; 32]);
        // The same fields in the same order as in what the payer signs.
        let voucher = voucher().payload(&genesis())[62..].to_vec();
        assert_eq!(payload[62..62 + voucher.len()], voucher[..]);
        assert_eq!(payload[62 + voucher.len()..], claim[..]);
    }
}

#[test]
fn a_claim_should_be_all_without_one_and_never_of_more_units_than_were_signed() {
    let all = Claim { amount: voucher().amount, units: voucher().units };
    assert_eq!(unaccepted(None).claimed(), all);
    let claim = |amount, units| SignedVoucher { claim: Some(Claim { amount, units }), ..unaccepted(None) }.claimed();
    let fewer = Units { calls: 1, input_tokens: 0, output_tokens: 7 };
    assert_eq!(claim(5, fewer), Claim { amount: 5, units: fewer });
    let more = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
    // The amount is for the chain to refuse.
    assert_eq!(claim(all.amount + 1, more), Claim { amount: all.amount + 1, ..all });
}

#[test]
fn the_signer_should_be_the_agent_or_the_payer() {
    assert_eq!(*voucher().signer(), AccountId32::new([0xa1; 32]));
    assert_eq!(*unaccepted(agent([7; 32], 1)).voucher.signer(), AccountId32::new([7; 32]));
}

#[test]
fn a_payload_should_have_the_documented_lengths() {
    let shortest =
        Voucher { amount: 0, units: Units::default(), payer: [0; 32].into(), operator: [0; 32].into(), ..voucher() };
    assert_eq!(shortest.payload(&genesis()).len(), 183);
    assert_eq!(acceptance_payload(&shortest, None, &genesis()).len(), 184);
    let most = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
    let longest = Voucher { amount: Balance::MAX, units: most, agent: agent([0; 32], 0), ..voucher() };
    assert_eq!(longest.payload(&genesis()).len(), 263);
    let claim = Claim { amount: Balance::MAX, units: most };
    assert_eq!(acceptance_payload(&longest, Some(&claim), &genesis()).len(), 308);
    assert_eq!(claim.encode().len(), Claim::max_encoded_len());
}

#[test]
fn a_voucher_should_be_decoded_as_it_was_encoded() {
    let signature = signers()[2].1(b"");
    let by_agent = Voucher { agent: agent([7; 32], 9), ..voucher() };
    let claim = Some(Claim { amount: 5, units: voucher().units });
    let signed = SignedVoucher { voucher: by_agent, signature, claim, acceptance: None };
    assert_eq!(SignedVoucher::decode(&mut signed.encode().as_slice()), Ok(signed.clone()));
    let direct = SignedVoucher { voucher: voucher(), claim: None, ..signed };
    assert_eq!(SignedVoucher::decode(&mut direct.encode().as_slice()), Ok(direct.clone()));
    // The acceptance comes last, and is no part of what is signed.
    let acceptance = signers()[0].1(b"");
    let accepted = SignedVoucher { acceptance: Some(acceptance.clone()), ..direct.clone() };
    assert_eq!(SignedVoucher::decode(&mut accepted.encode().as_slice()), Ok(accepted.clone()));
    let (bare, whole) = (direct.encode(), accepted.encode());
    let (last, rest) = bare.split_last().unwrap();
    assert_eq!(*last, 0);
    assert_eq!(whole.strip_prefix(rest), Some(Some(acceptance).encode().as_slice()));
}

#[test]
fn payloads_of_vouchers_acceptances_and_receipts_should_never_be_equal() {
    // None begins another: all are of one length.
    let domains = [VOUCHER_DOMAIN, ACCEPTANCE_DOMAIN, RECEIPT_DOMAIN];
    for (index, domain) in domains.iter().enumerate() {
        assert!(domain.is_ascii() && !domains[..index].contains(domain));
    }
    assert!(voucher().payload(&genesis()).starts_with(&VOUCHER_DOMAIN));
    assert!(receipt().payload(&genesis()).starts_with(&RECEIPT_DOMAIN));
    let (who, sign) = signers().remove(0);
    let signature = sign(&receipt().payload(&genesis()));
    assert!(is_signed_by(&signature, &receipt().payload(&genesis()), &who));
    assert!(!is_signed_by(&signature, &voucher().payload(&genesis()), &who));
    let signed = SignedVoucher { signature: sign(&voucher().payload(&genesis())), ..unaccepted(None) };
    let payload = signed.acceptance_payload(&genesis());
    assert!(!is_signed_by(&signed.signature, &payload, &who));
    assert!(!is_signed_by(&sign(&payload), &voucher().payload(&genesis()), &who));
}

#[test]
fn a_payload_of_another_chain_should_be_another() {
    let (who, sign) = signers().remove(0);
    let signature = sign(&voucher().payload(&genesis()));
    assert!(!is_signed_by(&signature, &voucher().payload(&H256::repeat_byte(0x48)), &who));
    let signed = unaccepted(None);
    let acceptance = sign(&signed.acceptance_payload(&genesis()));
    assert!(!is_signed_by(&acceptance, &signed.acceptance_payload(&H256::repeat_byte(0x48)), &who));
}

#[test]
fn every_field_should_be_signed() {
    let mut changed = vec![voucher(); 13];
    changed[0].payer = [0; 32].into();
    changed[1].operator = [0; 32].into();
    changed[2].channel += 1;
    changed[3].model.0 += 1;
    changed[4].amount += 1;
    changed[5].units.calls += 1;
    changed[6].units.input_tokens += 1;
    changed[7].units.output_tokens += 1;
    changed[8].receipts_root = H256::zero();
    changed[9].split_version += 1;
    changed[10].expires += 1;
    changed[11].agent = agent([0; 32], 0);
    changed[12].agent = agent([0; 32], 1);
    for (who, sign) in signers() {
        let signature = sign(&voucher().payload(&genesis()));
        for other in &changed {
            assert!(!is_signed_by(&signature, &other.payload(&genesis()), &who), "{other:?}");
        }
    }
}

#[test]
fn every_field_and_the_claim_should_be_accepted() {
    let keys = [None, agent([0; 32], 0), agent([0; 32], 1), agent([7; 32], 0), agent([0xa1; 32], 0)];
    let (who, sign) = signers().remove(0);
    for of in &keys {
        let signed = unaccepted(of.clone());
        let acceptance = sign(&signed.acceptance_payload(&genesis()));
        for key in &keys {
            let payload = unaccepted(key.clone()).acceptance_payload(&genesis());
            assert_eq!(is_signed_by(&acceptance, &payload, &who), of == key, "{of:?} {key:?}");
        }
        let mut other = signed.clone();
        other.voucher.amount += 1;
        assert!(!is_signed_by(&acceptance, &other.acceptance_payload(&genesis()), &who));
        let claims = SignedVoucher { claim: Some(signed.claimed()), ..signed.clone() };
        assert!(!is_signed_by(&acceptance, &claims.acceptance_payload(&genesis()), &who));
        // The payer's signature may be another one over the same bytes.
        let again = SignedVoucher { signature: sign(b"again"), ..signed };
        assert!(is_signed_by(&acceptance, &again.acceptance_payload(&genesis()), &who));
    }
}

#[test]
fn is_signed_by_should_take_every_kind_of_key_raw_and_wrapped() {
    let payload = voucher().payload(&genesis());
    for (who, sign) in signers() {
        assert!(is_signed_by(&sign(&payload), &payload, &who));
        assert!(is_signed_by(&sign(&wrapped(&payload)), &payload, &who));
        assert!(!is_wrapped_and_signed_by(&sign(&payload), &payload, &who));
        assert!(is_wrapped_and_signed_by(&sign(&wrapped(&payload)), &payload, &who));
    }
}

#[test]
fn is_signed_by_should_refuse_another_key() {
    let payload = voucher().payload(&genesis());
    let signers = signers();
    for (index, (_, sign)) in signers.iter().enumerate() {
        for signature in [sign(&payload), sign(&wrapped(&payload))] {
            // The same seed makes another account with each kind of key.
            for (_, (who, _)) in signers.iter().enumerate().filter(|(other, _)| *other != index) {
                assert!(!is_signed_by(&signature, &payload, who));
            }
            assert!(!is_signed_by(&signature, &payload, &AccountId32::new([0; 32])));
        }
    }
}

#[test]
fn is_signed_by_should_refuse_other_wraps() {
    let payload = voucher().payload(&genesis());
    let half = payload.len() / 2;
    for (who, sign) in signers() {
        for message in [
            vec![],
            payload[1..].to_vec(),
            payload[..payload.len() - 1].to_vec(),
            [payload.as_slice(), &[0]].concat(),
            [payload.as_slice(), payload.as_slice()].concat(),
            [b"<Bytes>", payload.as_slice()].concat(),
            [payload.as_slice(), b"</Bytes>"].concat(),
            [b"<bytes>", payload.as_slice(), b"</bytes>"].concat(),
            wrapped(&wrapped(&payload)),
            [&payload[..half], b"<Bytes></Bytes>", &payload[half..]].concat(),
            BlakeTwo256::hash(&payload).0.to_vec(),
        ] {
            assert!(!is_signed_by(&sign(&message), &payload, &who), "{} bytes", message.len());
        }
    }
}

#[test]
fn is_signed_by_should_refuse_what_is_no_signature() {
    let payload = voucher().payload(&genesis());
    for (who, sign) in signers() {
        let mut signature = sign(&payload).encode();
        for at in 1..signature.len() {
            signature[at] ^= 1;
            let broken = MultiSignature::decode(&mut signature.as_slice()).unwrap();
            assert!(!is_signed_by(&broken, &payload, &who), "byte {at}");
            signature[at] ^= 1;
        }
        for kind in 0..4 {
            let length = if kind < 2 { 64 } else { 65 };
            let zeros = [vec![kind], vec![0; length]].concat();
            let nothing = MultiSignature::decode(&mut zeros.as_slice()).unwrap();
            assert!(!is_signed_by(&nothing, &payload, &who));
        }
    }
}

prop_compose! {
    fn vouchers()(
        payer in any::<[u8; 32]>(),
        operator in any::<[u8; 32]>(),
        root in any::<[u8; 32]>(),
        ids in any::<(u64, u32, u32, u32)>(),
        amount in any::<Balance>(),
        units in any::<(u64, u64, u64)>(),
        key in any::<Option<([u8; 32], u64)>>(),
    ) -> Voucher<AccountId32> {
        Voucher {
            payer: payer.into(),
            operator: operator.into(),
            channel: ids.0,
            agent: key.and_then(|(account, authorization)| agent(account, authorization)),
            model: ModelId(ids.1),
            amount,
            units: Units { calls: units.0, input_tokens: units.1, output_tokens: units.2 },
            receipts_root: root.into(),
            split_version: ids.2,
            expires: ids.3,
        }
    }
}

proptest! {
    /// The signed bytes decode to one voucher only.
    #[test]
    fn a_payload_should_be_read_back_as_the_voucher(voucher in vouchers(), genesis in any::<[u8; 32]>()) {
        let payload = voucher.payload(&genesis.into());
        let read = <([u8; 30], H256, Voucher<AccountId32>)>::decode(&mut payload.as_slice()).unwrap();
        prop_assert_eq!(read, (VOUCHER_DOMAIN, genesis.into(), voucher));
        prop_assert!((183..=263).contains(&payload.len()));
    }
}

#[test]
fn settled_should_need_no_more_than_its_largest_encoding() {
    let units = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
    let largest = Settled { model: ModelId(u32::MAX), amount: Balance::MAX, units };
    assert_eq!(largest.encode().len(), Settled::max_encoded_len());
    let small = Settled { model: ModelId(1), amount: 2, units: Units::default() };
    assert_eq!(small.encode(), [4, 8, 0, 0, 0]);
}

#[test]
fn a_channel_key_should_be_encoded_as_the_keys_of_storage() {
    let key = ChannelKey { operator: 1u64, payer: 2u64 };
    assert_eq!(key.encode(), (1u64, 2u64).encode());
    assert_eq!(ChannelKey::<u64>::max_encoded_len(), 16);
}
