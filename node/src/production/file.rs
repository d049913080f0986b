// SPDX-License-Identifier: GPL-3.0-only

//! The file as JSON. What it means, and what it may say, is documented in docs/chain-specifications.md.

use crate::rpc::inputs::{Account, Bytes};
use openledger_primitives::{Balance, OPEN};
use serde::{de::Error, Deserialize, Deserializer};
use serde_json::Value;

/// Digits after the point of an amount in OPEN.
const DECIMALS: usize = 12;

/// All of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct File {
    /// The chain's name, for people.
    pub name: String,
    /// The chain's name, for machines: it is also a folder's.
    pub id: String,
    /// Name or file of the relay chain's specification.
    pub relay_chain: String,
    /// The id under which the relay chain knows the chain.
    pub para_id: u32,
    /// Addresses of nodes to find others by.
    #[serde(default)]
    pub boot_nodes: Vec<String>,
    /// Who has what.
    pub allocations: Vec<Allocation>,
    /// Who makes blocks from the first one on.
    pub collators: Vec<Collator>,
    /// The technical committee.
    pub technical_committee: Vec<Account>,
    /// Operators from the first block on.
    #[serde(default)]
    pub operators: Vec<Operator>,
}

/// What an account has.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Allocation {
    pub account: Account,
    pub amount: Amount,
    pub vesting: Option<Vesting>,
}

/// What of an amount vests.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Vesting {
    pub locked: Amount,
    /// A relay block.
    pub start: u32,
    /// Relay blocks.
    pub blocks: u32,
}

/// A collator that nobody has to elect.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Collator {
    pub account: Account,
    /// The public key that it signs blocks with.
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

/// An amount with its unit: a billion planck more or less is easily overlooked.
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

/// `amount` as the file has it.
pub fn in_open(amount: Balance) -> String {
    let whole = amount.checked_div(OPEN).unwrap_or_default();
    let planck = amount.checked_rem(OPEN).unwrap_or_default();
    if planck == 0 {
        return format!("{whole} OPEN");
    }
    let decimals = format!("{planck:0>DECIMALS$}");
    format!("{whole}.{} OPEN", decimals.trim_end_matches('0'))
}
