// SPDX-License-Identifier: Apache-2.0

//! Public keys of contributors. Files have them as `0x` and 64 hexadecimal digits; addresses (SS58) are read as well.

use crate::{Error, Result};
use blake2::{digest::consts::U32, Blake2b, Blake2b512, Digest};
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};

/// 32 bytes that files and messages have in hexadecimal digits: a public key, or a hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes32(pub [u8; 32]);

/// BLAKE2b-256 of the parts, one after the other.
pub fn blake2_256(parts: &[&[u8]]) -> Bytes32 {
    let mut hasher = Blake2b::<U32>::new();
    for part in parts {
        hasher.update(part);
    }
    Bytes32(hasher.finalize().into())
}

impl fmt::Display for Bytes32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Bytes32 {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bytes = match text.strip_prefix("0x") {
            Some(digits) => from_hex(digits),
            None => from_address(text),
        };
        bytes.map(Self).ok_or_else(|| {
            Error::invalid(format!("`{text}` is not 32 bytes. Write 0x and 64 hexadecimal digits, or an address"))
        })
    }
}

fn from_hex(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// The key of an address of any network: a prefix of one or two bytes, the key, and two bytes of a checksum.
fn from_address(text: &str) -> Option<[u8; 32]> {
    let bytes = bs58::decode(text).into_vec().ok()?;
    let prefix = if bytes.first()? & 0x40 == 0 { 1 } else { 2 };
    if bytes.len() != prefix + 34 {
        return None;
    }
    let (body, checksum) = bytes.split_at(prefix + 32);
    let hash = Blake2b512::new_with_prefix(b"SS58PRE").chain_update(body).finalize();
    (hash.get(..2)? == checksum).then(|| body.get(prefix..)?.try_into().ok()).flatten()
}

impl Serialize for Bytes32 {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bytes32 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_should_be_its_key() {
        let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY".parse::<Bytes32>().unwrap();
        assert_eq!(alice.to_string(), "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d");
        assert_eq!(alice.to_string().parse::<Bytes32>().unwrap(), alice);
        assert_eq!("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5".parse::<Bytes32>().unwrap(), alice);
    }

    #[test]
    fn a_wrong_checksum_should_be_refused() {
        for text in ["", "0x00", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ", &format!("0x{}", "g".repeat(64))] {
            assert!(text.parse::<Bytes32>().is_err(), "{text}");
        }
    }
}
