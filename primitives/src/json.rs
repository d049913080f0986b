// SPDX-License-Identifier: Apache-2.0

//! The JSON forms of the types that clients see, for `serde(with = "…")`.
//!
//! Amounts, shares and 64-bit numbers are strings of decimal digits, since JavaScript's numbers are exact up to 2^53
//! only. As input, a whole number is accepted too. Accounts are written in their own form; as input, every form that
//! `FromStr` accepts is accepted: an SS58 address, or a public key as 0x and hexadecimal digits. Hashes and signatures
//! are 0x and hexadecimal digits. An enum names its variant in `type`. Errors name the expected format.

use crate::Balance;
use alloc::{
    format,
    string::{String, ToString},
};
use core::{any::type_name, fmt::Display, str::FromStr};
use serde::{
    de::{DeserializeOwned, Error},
    Deserialize, Deserializer, Serialize, Serializer,
};
use serde_json::Value;
use sp_core::bytes::{from_hex, to_hex};

/// A number as a string of decimal digits, or as a whole number in inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal<T>(pub T);

impl<T: Display> Serialize for Decimal<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Decimal<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = digits::<D::Error>(&Value::deserialize(deserializer)?, "a whole number")?;
        text.parse()
            .map(Self)
            .map_err(|_| D::Error::custom(format_args!("{text} is too large: this number is a {}", type_name::<T>())))
    }
}

/// An amount in planck: a [`Decimal`] with errors of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Planck(pub Balance);

impl Serialize for Planck {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Decimal(self.0).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Planck {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let what = "an amount in planck (1 OPEN is 10^12 planck)";
        let text = digits::<D::Error>(&Value::deserialize(deserializer)?, what)?;
        text.parse().map(Self).map_err(|_| D::Error::custom(format_args!("{text} planck are more than there can be")))
    }
}

/// As many bytes as a hash or a signature has, as 0x and hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes<const LENGTH: usize>(pub [u8; LENGTH]);

impl<const LENGTH: usize> Serialize for Bytes<LENGTH> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(&self.0, false))
    }
}

impl<'de, const LENGTH: usize> Deserialize<'de> for Bytes<LENGTH> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let digits = LENGTH.saturating_mul(2);
        // `from_hex` also accepts an odd number of digits, and digits without 0x, which may be meant as decimal ones.
        let text = value.as_str().filter(|text| text.strip_prefix("0x").is_some_and(|text| text.len() == digits));
        let bytes = text.and_then(|text| from_hex(text).ok()).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| {
            D::Error::custom(format_args!("{value} is not {LENGTH} bytes: give 0x and {digits} hexadecimal digits"))
        })
    }
}

/// The decimal digits of a number that is given as a string or as a whole number.
fn digits<E: Error>(value: &Value, what: &str) -> Result<String, E> {
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

/// Read `T` from a part of a JSON value.
fn read<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}

/// A number as a string of decimal digits; in inputs, a whole number is accepted too.
pub mod decimal {
    use super::{Decimal, Deserialize, Deserializer, Display, FromStr, Serialize, Serializer};

    /// Write `number` as a string of decimal digits.
    pub fn serialize<T: Display, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
        Decimal(number).serialize(serializer)
    }

    /// Read a string of decimal digits or a whole number.
    pub fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        Decimal::deserialize(deserializer).map(|Decimal(number)| number)
    }

    /// The same for an optional number: `null` if there is none.
    pub mod optional {
        use super::{Decimal, Deserialize, Deserializer, Display, FromStr, Serialize, Serializer};

        /// Write the number or `null`.
        pub fn serialize<T: Display, S: Serializer>(number: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
            number.as_ref().map(Decimal).serialize(serializer)
        }

        /// Read a number or `null`. For a field that can be left out, add `serde(default)`.
        pub fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
            Ok(Option::<Decimal<T>>::deserialize(deserializer)?.map(|Decimal(number)| number))
        }
    }
}

/// An amount in planck, in the form of [`decimal`].
pub mod planck {
    use super::{Balance, Deserialize, Deserializer, Planck, Serialize, Serializer};

    /// Write `amount` as a string of decimal digits.
    pub fn serialize<S: Serializer>(amount: &Balance, serializer: S) -> Result<S::Ok, S::Error> {
        Planck(*amount).serialize(serializer)
    }

    /// Read a string of decimal digits or a whole number.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Balance, D::Error> {
        Planck::deserialize(deserializer).map(|Planck(amount)| amount)
    }
}

/// A number of at most 32 bits, written as a number. In inputs, a string of decimal digits is accepted too.
pub mod number {
    use super::{Decimal, Deserialize, Deserializer, Serialize, Serializer};

    /// Write an id, an era or a version as a number.
    pub fn serialize<T: Copy + Into<u32>, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
        Into::<u32>::into(*number).serialize(serializer)
    }

    /// Read a whole number or a string of decimal digits.
    pub fn deserialize<'de, T: From<u32>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        Decimal::<u32>::deserialize(deserializer).map(|Decimal(number)| number.into())
    }
}

/// An account.
pub mod account {
    use super::{Deserialize, Deserializer, Error, FromStr, Serialize, Serializer, ToString, Value};

    /// Write the account in its own form.
    pub fn serialize<T: Serialize, S: Serializer>(account: &T, serializer: S) -> Result<S::Ok, S::Error> {
        account.serialize(serializer)
    }

    /// Read every form of an account that `FromStr` accepts.
    pub fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let account = match &value {
            Value::String(text) => text.parse().ok(),
            // Accounts of mocks are numbers.
            Value::Number(number) => number.to_string().parse().ok(),
            _ => None,
        };
        account.ok_or_else(|| {
            D::Error::custom(format_args!(
                "{value} is not an account: give an SS58 address, or a public key as 0x and 64 hexadecimal digits"
            ))
        })
    }
}

/// A hash of 32 bytes.
pub mod hash {
    use super::{Bytes, Deserialize, Deserializer, Serialize, Serializer};
    use sp_core::H256;

    /// Write 0x and 64 hexadecimal digits.
    pub fn serialize<S: Serializer>(hash: &H256, serializer: S) -> Result<S::Ok, S::Error> {
        Bytes(hash.0).serialize(serializer)
    }

    /// Read 0x and 64 hexadecimal digits.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<H256, D::Error> {
        Bytes::deserialize(deserializer).map(|Bytes(bytes)| H256(bytes))
    }

    /// The same for an optional hash: `null` if there is none.
    pub mod optional {
        use super::{Bytes, Deserialize, Deserializer, Serialize, Serializer, H256};

        /// Write the hash or `null`.
        pub fn serialize<S: Serializer>(hash: &Option<H256>, serializer: S) -> Result<S::Ok, S::Error> {
            hash.map(|hash| Bytes(hash.0)).serialize(serializer)
        }

        /// Read a hash or `null`. For a field that can be left out, add `serde(default)`.
        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<H256>, D::Error> {
            Ok(Option::<Bytes<32>>::deserialize(deserializer)?.map(|Bytes(bytes)| H256(bytes)))
        }
    }

    /// The same for a hash of which zero means none; in inputs, `null` is zero too.
    pub mod or_zero {
        use super::{optional, Deserializer, Serializer, H256};

        /// Write the hash.
        pub fn serialize<S: Serializer>(hash: &H256, serializer: S) -> Result<S::Ok, S::Error> {
            super::serialize(hash, serializer)
        }

        /// Read a hash or `null`. For a field that can be left out, add `serde(default)`.
        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<H256, D::Error> {
            optional::deserialize(deserializer).map(Option::unwrap_or_default)
        }
    }

    /// The same for a list of hashes.
    pub mod list {
        use super::{Bytes, Deserialize, Deserializer, Serializer, H256};
        use alloc::vec::Vec;

        /// Write a list of hashes.
        pub fn serialize<S: Serializer>(hashes: &[H256], serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(hashes.iter().map(|hash| Bytes(hash.0)))
        }

        /// Read a list of hashes.
        pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<H256>, D::Error> {
            let hashes = Vec::<Bytes<32>>::deserialize(deserializer)?;
            Ok(hashes.into_iter().map(|Bytes(bytes)| H256(bytes)).collect())
        }
    }
}

/// A signature under the kind of its key: `{"sr25519": "0x…"}`, or `ed25519`, `ecdsa`, `eth`.
pub mod signature {
    use super::{format, read, to_hex, Bytes, Deserialize, Deserializer, Display, Error, Serializer, Value};
    use alloc::string::String;
    use serde::ser::SerializeMap;
    use sp_core::{ecdsa, ed25519, sr25519};
    use sp_runtime::MultiSignature;

    /// Write the signature.
    pub fn serialize<T: Clone + Into<MultiSignature>, S: Serializer>(
        signature: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let (kind, bytes): (_, String) = match signature.clone().into() {
            MultiSignature::Ed25519(signature) => ("ed25519", to_hex(signature.as_ref(), false)),
            MultiSignature::Sr25519(signature) => ("sr25519", to_hex(signature.as_ref(), false)),
            MultiSignature::Ecdsa(signature) => ("ecdsa", to_hex(signature.as_ref(), false)),
            MultiSignature::Eth(signature) => ("eth", to_hex(signature.as_ref(), false)),
        };
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(kind, &bytes)?;
        map.end()
    }

    /// Read a signature.
    pub fn deserialize<'de, T: From<MultiSignature>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let mut entries = value.as_object().cloned().unwrap_or_default().into_iter();
        let (Some((kind, bytes)), None) = (entries.next(), entries.next()) else {
            return Err(no_signature(&value));
        };
        let signature: MultiSignature = match kind.as_str() {
            "ed25519" => ed25519::Signature::from_raw(read::<Bytes<64>, D::Error>(bytes)?.0).into(),
            "sr25519" => sr25519::Signature::from_raw(read::<Bytes<64>, D::Error>(bytes)?.0).into(),
            "ecdsa" => ecdsa::Signature::from_raw(read::<Bytes<65>, D::Error>(bytes)?.0).into(),
            "eth" => MultiSignature::Eth(ecdsa::KeccakSignature::from_raw(read::<Bytes<65>, D::Error>(bytes)?.0)),
            _ => return Err(no_signature(&kind)),
        };
        Ok(signature.into())
    }

    fn no_signature<E: Error>(given: &dyn Display) -> E {
        E::custom(format!(
            "{given} is not a signature: give {{\"sr25519\": \"0x…\"}}, or ed25519, ecdsa or eth in place of sr25519"
        ))
    }
}

/// The content of an enum's variant as a field of its own, beside the `type` that names the variant.
macro_rules! field {
    ($name:ident) => {
        pub(crate) mod $name {
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            #[derive(Deserialize, Serialize)]
            struct Field<T> {
                $name: T,
            }

            pub(crate) fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
                Field { $name: value }.serialize(serializer)
            }

            pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<T, D::Error> {
                Field::deserialize(deserializer).map(|field: Field<T>| field.$name)
            }
        }
    };
}

pub(crate) mod variant {
    field!(account);
    field!(pool);
}

#[cfg(test)]
mod tests;
