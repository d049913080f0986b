// SPDX-License-Identifier: GPL-3.0-only

//! What is asked about, as JSON. Numbers are strings of decimal digits or whole numbers, accounts are SS58 addresses or
//! public keys, bytes are 0x and hexadecimal digits. What is none of that gets an error that says what to give.

use openledger_primitives as ledger;
use openledger_primitives::{Balance, Era, ModelId, SplitVersion};
use openledger_runtime::{AccountId, Hash, Signature as MultiSignature};
use polkadot_sdk::sp_core::{bytes::from_hex, ecdsa, ed25519, sr25519};
use serde::{
    de::{DeserializeOwned, Error},
    Deserialize, Deserializer,
};
use serde_json::Value;
use std::{any::type_name, fmt::Display, str::FromStr};

/// The most that a quote can be asked about, in planck: what the ledger's arithmetic divides without overflow.
const MAX_AMOUNT: Balance = Balance::MAX / 1_000_000;

/// What amounts are given in.
const PLANCK: &str = "an amount in planck (1 OPEN is 10^12 planck)";

/// The decimal digits of a number that is given as a string or as a whole number.
fn digits<E: Error>(value: &Value, what: impl Display) -> Result<String, E> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    // Rust would also parse a leading plus.
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(E::custom(format_args!(
            "{value} is not {what}: give a string of decimal digits or a whole number"
        )));
    }
    Ok(text)
}

/// An amount to quote, in planck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(pub Balance);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By way of a `Value`: depending on serde_json's features, a number is not always handed over as one.
        let text = digits::<D::Error>(&Value::deserialize(deserializer)?, PLANCK)?;
        match text.parse() {
            Ok(amount) if amount <= MAX_AMOUNT => Ok(Self(amount)),
            _ => Err(D::Error::custom(format_args!("{text} planck are more than can be asked about: {MAX_AMOUNT}"))),
        }
    }
}

/// An amount in a voucher or a receipt, in planck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planck(pub Balance);

impl<'de> Deserialize<'de> for Planck {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = digits::<D::Error>(&Value::deserialize(deserializer)?, PLANCK)?;
        text.parse().map(Self).map_err(|_| D::Error::custom(format_args!("{text} planck are more than there can be")))
    }
}

/// Any other number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole<T>(pub T);

impl<'de, T: FromStr> Deserialize<'de> for Whole<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = digits::<D::Error>(&Value::deserialize(deserializer)?, "a whole number")?;
        text.parse()
            .map(Self)
            .map_err(|_| D::Error::custom(format_args!("{text} is too large: this number is a {}", type_name::<T>())))
    }
}

/// An account in a voucher or a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account(pub AccountId);

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let account = value.as_str().and_then(|text| AccountId::from_str(text).ok());
        account.map(Self).ok_or_else(|| {
            D::Error::custom(format_args!(
                "{value} is not an account: give an SS58 address, or a public key as 0x and 64 hexadecimal digits"
            ))
        })
    }
}

/// As many bytes as a hash or a signature has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes<const LENGTH: usize>(pub [u8; LENGTH]);

impl<'de, const LENGTH: usize> Deserialize<'de> for Bytes<LENGTH> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let digits = LENGTH.saturating_mul(2);
        // `from_hex` would also read digits without 0x, which may be meant as decimal ones, and an odd number of them.
        let text = value.as_str().filter(|text| text.strip_prefix("0x").is_some_and(|text| text.len() == digits));
        let bytes = text.and_then(|text| from_hex(text).ok()).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| {
            D::Error::custom(format_args!("{value} is not {LENGTH} bytes: give 0x and {digits} hexadecimal digits"))
        })
    }
}

impl From<Bytes<32>> for Hash {
    fn from(bytes: Bytes<32>) -> Self {
        bytes.0.into()
    }
}

/// How much was executed.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Units {
    calls: Whole<u64>,
    input_tokens: Whole<u64>,
    output_tokens: Whole<u64>,
}

impl From<Units> for ledger::Units {
    fn from(units: Units) -> Self {
        Self { calls: units.calls.0, input_tokens: units.input_tokens.0, output_tokens: units.output_tokens.0 }
    }
}

/// A voucher to sign.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Voucher {
    payer: Account,
    operator: Account,
    channel: Whole<u64>,
    model: Whole<u32>,
    amount: Planck,
    units: Units,
    receipts_root: Option<Bytes<32>>,
    split_version: Whole<SplitVersion>,
    expires: Whole<Era>,
}

impl From<Voucher> for ledger::Voucher<AccountId> {
    fn from(voucher: Voucher) -> Self {
        Self {
            payer: voucher.payer.0,
            operator: voucher.operator.0,
            channel: voucher.channel.0,
            model: ModelId(voucher.model.0),
            amount: voucher.amount.0,
            units: voucher.units.into(),
            receipts_root: voucher.receipts_root.map(Into::into).unwrap_or_default(),
            split_version: voucher.split_version.0,
            expires: voucher.expires.0,
        }
    }
}

/// A receipt to sign or to check.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Receipt {
    payer: Account,
    operator: Account,
    channel: Whole<u64>,
    sequence: Whole<u64>,
    era: Whole<Era>,
    model: Whole<u32>,
    amount: Planck,
    units: Units,
    request: Bytes<32>,
    response: Bytes<32>,
    parent: Option<Bytes<32>>,
}

impl From<Receipt> for ledger::Receipt<AccountId> {
    fn from(receipt: Receipt) -> Self {
        Self {
            payer: receipt.payer.0,
            operator: receipt.operator.0,
            channel: receipt.channel.0,
            sequence: receipt.sequence.0,
            era: receipt.era.0,
            model: ModelId(receipt.model.0),
            amount: receipt.amount.0,
            units: receipt.units.into(),
            request: receipt.request.into(),
            response: receipt.response.into(),
            parent: receipt.parent.map(Into::into),
        }
    }
}

/// A signature, by the kind of its key.
#[derive(Clone, Debug)]
pub struct Signature(pub MultiSignature);

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        fn bytes<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
            serde_json::from_value(value).map_err(E::custom)
        }

        let value = Value::deserialize(deserializer)?;
        let mut entries = value.as_object().cloned().unwrap_or_default().into_iter();
        let signature: MultiSignature = match (entries.next(), entries.next()) {
            (Some((kind, value)), None) => match kind.as_str() {
                "ed25519" => ed25519::Signature::from_raw(bytes::<Bytes<64>, D::Error>(value)?.0).into(),
                "sr25519" => sr25519::Signature::from_raw(bytes::<Bytes<64>, D::Error>(value)?.0).into(),
                "ecdsa" => ecdsa::Signature::from_raw(bytes::<Bytes<65>, D::Error>(value)?.0).into(),
                "eth" => MultiSignature::Eth(ecdsa::KeccakSignature::from_raw(bytes::<Bytes<65>, D::Error>(value)?.0)),
                _ => return Err(no_signature(&kind)),
            },
            _ => return Err(no_signature(&value)),
        };
        Ok(Self(signature))
    }
}

fn no_signature<E: Error>(given: &dyn Display) -> E {
    E::custom(format_args!(
        "{given} is not a signature: give {{\"sr25519\": \"0x…\"}}, or ed25519, ecdsa or eth in place of sr25519"
    ))
}

/// A receipt with its operator's signature.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedReceipt {
    receipt: Receipt,
    signature: Signature,
}

impl From<SignedReceipt> for ledger::SignedReceipt<AccountId, MultiSignature> {
    fn from(signed: SignedReceipt) -> Self {
        Self { receipt: signed.receipt.into(), signature: signed.signature.0 }
    }
}

/// Where a receipt stands in a tree of receipts.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReceiptProof {
    root: Bytes<32>,
    leaves: Whole<u32>,
    index: Whole<u32>,
    items: Vec<Bytes<32>>,
}

impl From<ReceiptProof> for ledger::ReceiptProof {
    fn from(proof: ReceiptProof) -> Self {
        Self {
            root: proof.root.into(),
            leaves: proof.leaves.0,
            index: proof.index.0,
            items: proof.items.into_iter().map(Into::into).collect(),
        }
    }
}
