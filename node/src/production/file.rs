// SPDX-License-Identifier: GPL-3.0-only

//! The file as JSON. docs/chain-specifications.md documents its fields and their bounds.

use openledger_primitives::{
    json::{self, Bytes},
    Balance, OPEN,
};
use openledger_runtime::AccountId;
use serde::{de::Error, Deserialize, Deserializer};
use serde_json::Value;

/// Digits after the point of an amount in OPEN.
const DECIMALS: usize = 12;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct File {
    /// The chain's name, for people.
    pub name: String,
    /// The chain's name, for machines. The database's folder has it too.
    pub id: String,
    /// The name or file of the relay chain's specification.
    pub relay_chain: String,
    /// The id under which the chain is registered at its relay chain.
    pub para_id: u32,
    /// Addresses of boot nodes.
    #[serde(default)]
    pub boot_nodes: Vec<String>,
    /// The accounts with a balance at genesis.
    pub allocations: Vec<Allocation>,
    /// The collators, from the first block on.
    pub collators: Vec<Collator>,
    /// The technical committee.
    pub technical_committee: Vec<Account>,
    /// The operators, from the first block on.
    #[serde(default)]
    pub operators: Vec<Operator>,
}

/// An account, in any form that [`json::account`] reads.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Account(#[serde(with = "json::account")] pub AccountId);

/// The balance of an account.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Allocation {
    pub account: Account,
    pub amount: Amount,
    pub vesting: Option<Vesting>,
}

/// The vesting part of an allocation.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Vesting {
    pub locked: Amount,
    /// The relay block after which the amount begins to unlock.
    pub start: u32,
    /// The number of relay blocks in which the amount unlocks.
    pub blocks: u32,
}

/// A collator that needs no election.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Collator {
    pub account: Account,
    /// The public key with which the collator signs blocks.
    pub aura: Bytes<32>,
}

/// An operator that bonds a part of its allocation.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Operator {
    pub account: Account,
    pub bond: Amount,
    /// In parts per million.
    pub commission: u32,
}

/// An amount with its unit. Without one, a factor of a billion is easily overlooked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(pub Balance);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        value.as_str().and_then(parse_amount).map(Self).ok_or_else(|| {
            D::Error::custom(format_args!(
                "{value} is not an amount: give a string with its unit, \"1000000 OPEN\" or \"2.5 OPEN\" with at most \
                 {DECIMALS} decimals, or \"2500000000000 planck\""
            ))
        })
    }
}

fn parse_amount(text: &str) -> Option<Balance> {
    let digits = |text: &str| {
        // Rust would also parse a leading plus.
        (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
    };
    match text.split_once(' ')? {
        (planck, "planck") => digits(planck),
        (open, "OPEN") => {
            let (whole, decimals) = open.split_once('.').unwrap_or((open, "0"));
            if decimals.is_empty() || decimals.len() > DECIMALS {
                return None;
            }
            let whole: Balance = digits(whole)?.checked_mul(OPEN)?;
            whole.checked_add(digits(&format!("{decimals:0<DECIMALS$}"))?)
        }
        _ => None,
    }
}

/// `amount` in the file's form.
pub fn in_open(amount: Balance) -> String {
    let whole = amount.checked_div(OPEN).unwrap_or_default();
    let planck = amount.checked_rem(OPEN).unwrap_or_default();
    if planck == 0 {
        return format!("{whole} OPEN");
    }
    let decimals = format!("{planck:0>DECIMALS$}");
    format!("{whole}.{} OPEN", decimals.trim_end_matches('0'))
}
