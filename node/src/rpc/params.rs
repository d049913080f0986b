// SPDX-License-Identifier: GPL-3.0-only

//! Parameters with a limit or an error of their own. All others are read by the types of `openledger_primitives`.

use super::error_object;
use jsonrpsee::{core::RpcResult, types::error::INVALID_PARAMS_CODE};
use openledger_primitives::{fee_split::MAX_AMOUNT, json::Planck, Balance};
use openledger_runtime::AccountId;
use serde::{de::Error, Deserialize, Deserializer};
use std::str::FromStr;

/// An amount to quote, in planck. It is at most the largest amount that the ledger divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(pub Balance);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Planck(amount) = Planck::deserialize(deserializer)?;
        if amount > MAX_AMOUNT {
            return Err(D::Error::custom(format_args!("{amount} planck are more than a quote accepts: {MAX_AMOUNT}")));
        }
        Ok(Self(amount))
    }
}

/// Read the account in parameter `name`.
pub fn account(name: &str, text: &str) -> RpcResult<AccountId> {
    AccountId::from_str(text).map_err(|error| {
        error_object(
            INVALID_PARAMS_CODE,
            format!(
                "`{name}` must be an account as an SS58 address, or its public key as 0x and 64 hexadecimal digits; \
                 `{text}` is neither: {error}"
            ),
        )
    })
}
