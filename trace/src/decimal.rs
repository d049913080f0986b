// SPDX-License-Identifier: Apache-2.0

//! Large numbers: decimal strings in JSON, since many readers of JSON keep only 53 bits. Read from either.

use serde::{de, Deserializer, Serializer};
use std::{fmt, marker::PhantomData};

/// Write a decimal string.
pub fn serialize<T: fmt::Display, S: Serializer>(number: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

/// Read a decimal string or a number.
pub fn deserialize<'de, T: TryFrom<u128>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Decimal(PhantomData))
}

struct Decimal<T>(PhantomData<T>);

impl<T: TryFrom<u128>> de::Visitor<'_> for Decimal<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number of at most {} bits", 8 * size_of::<T>())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        self.visit_u128(number.into())
    }

    fn visit_u128<E: de::Error>(self, number: u128) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::custom(format!("{number} is too large")))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        let digits = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        let number = digits.then(|| text.parse::<u128>().ok()).flatten().and_then(|number| T::try_from(number).ok());
        number.ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}
