// SPDX-License-Identifier: GPL-3.0-only

//! The ledger's answers as JSON. Balances and shares are decimal strings, since JavaScript's numbers are exact up to 2^53
//! only; parts of a whole are in parts per million; accounts are SS58 addresses; what can be one of several things says
//! which in `type`.

use openledger_primitives::{runtime_api as api, Balance, PoolId as Pool, Role as ApiRole};
use openledger_runtime::AccountId;
use polkadot_sdk::sp_core::crypto::Ss58Codec;
use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The most that can be asked about, in planck: what the ledger's arithmetic divides without overflow.
const MAX_AMOUNT: Balance = Balance::MAX / 1_000_000;

/// A balance that is asked about, in planck: a string of decimal digits, or a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount(pub Balance);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // By way of a `Value`: depending on serde_json's features, a number is not always handed over as one.
        let value = Value::deserialize(deserializer)?;
        let text = match &value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => String::new(),
        };
        // `u128` would also parse a leading plus.
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(D::Error::custom(format_args!(
                "{value} is not an amount in planck (1 OPEN is 10^12 planck): give a string of decimal digits or a \
                 whole number"
            )));
        }
        match text.parse() {
            Ok(amount) if amount <= MAX_AMOUNT => Ok(Self(amount)),
            _ => Err(D::Error::custom(format_args!("{text} planck are more than can be asked about: {MAX_AMOUNT}"))),
        }
    }
}

/// A balance or shares in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(pub u128);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// An account in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(pub AccountId);

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_ss58check())
    }
}

/// A fee split, in parts per million.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FeeSplit {
    /// Part of the data contributors.
    pub contributors: u32,
    /// Part of the model builders.
    pub builders: u32,
    /// Part of the operator.
    pub operator: u32,
    /// Part of the operator's stakers.
    pub stakers: u32,
    /// Part of the treasury.
    pub treasury: u32,
    /// Part that is burned.
    pub burn: u32,
}

impl From<openledger_primitives::FeeSplit> for FeeSplit {
    fn from(split: openledger_primitives::FeeSplit) -> Self {
        let [contributors, builders, operator, stakers, treasury, burn] = split.weights();
        Self { contributors, builders, operator, stakers, treasury, burn }
    }
}

/// A fee split that isn't in force yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NextFeeSplit {
    /// Its version.
    pub version: u32,
    /// The split.
    pub split: FeeSplit,
    /// The first era in which it is in force.
    pub from_era: u32,
}

/// The fee split in force and the next one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FeeSplitInfo {
    /// Version in force.
    pub version: u32,
    /// The split in force.
    pub split: FeeSplit,
    /// The one that takes over, if one is enacted.
    pub next: Option<NextFeeSplit>,
}

impl From<api::FeeSplitInfo> for FeeSplitInfo {
    fn from(info: api::FeeSplitInfo) -> Self {
        Self {
            version: info.version,
            split: info.split.into(),
            next: info.next.map(|(version, split, from_era)| NextFeeSplit { version, split: split.into(), from_era }),
        }
    }
}

/// A pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "type", content = "id")]
pub enum PoolId {
    /// A datanet's contributors.
    Datanet(u32),
    /// The data lane of a model.
    ModelData(u32),
    /// The builders' lane of a model.
    ModelBuilders(u32),
    /// An operator's stakers.
    Operator(Address),
}

impl From<Pool<AccountId>> for PoolId {
    fn from(pool: Pool<AccountId>) -> Self {
        match pool {
            Pool::Datanet(id) => Self::Datanet(id.0),
            Pool::ModelData(id) => Self::ModelData(id.0),
            Pool::ModelBuilders(id) => Self::ModelBuilders(id.0),
            Pool::Operator(account) => Self::Operator(Address(account)),
        }
    }
}

/// In which role a line of a quote is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Data contributors.
    Contributors,
    /// Model builders.
    Builders,
    /// The operator.
    Operator,
    /// The operator's stakers.
    Stakers,
    /// The treasury.
    Treasury,
    /// Burned.
    Burn,
}

impl From<ApiRole> for Role {
    fn from(role: ApiRole) -> Self {
        match role {
            ApiRole::Contributors => Self::Contributors,
            ApiRole::Builders => Self::Builders,
            ApiRole::Operator => Self::Operator,
            ApiRole::Stakers => Self::Stakers,
            ApiRole::Treasury => Self::Treasury,
            ApiRole::Burn => Self::Burn,
        }
    }
}

/// Who a line of a quote is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Recipient {
    /// An account, by name.
    Account {
        /// The account.
        account: Address,
    },
    /// The holders of a pool.
    Pool {
        /// The pool.
        pool: PoolId,
    },
    /// Whichever operator executes the request.
    AnyOperator,
    /// The stakers of whichever operator executes the request.
    AnyStakers,
    /// The treasury, by the split.
    Treasury,
    /// The treasury's commons.
    Commons,
    /// Nobody.
    Burned,
    /// Nobody yet: carried into the pool's next payment.
    Carried {
        /// The pool.
        pool: PoolId,
    },
}

impl From<api::Recipient<AccountId>> for Recipient {
    fn from(recipient: api::Recipient<AccountId>) -> Self {
        match recipient {
            api::Recipient::Account(account) => Self::Account { account: Address(account) },
            api::Recipient::Pool(pool) => Self::Pool { pool: pool.into() },
            api::Recipient::AnyOperator => Self::AnyOperator,
            api::Recipient::AnyStakers => Self::AnyStakers,
            api::Recipient::Treasury => Self::Treasury,
            api::Recipient::Commons => Self::Commons,
            api::Recipient::Burned => Self::Burned,
            api::Recipient::Carried(pool) => Self::Carried { pool: pool.into() },
        }
    }
}

/// One line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuoteLine {
    /// In which role.
    pub role: Role,
    /// Who.
    pub recipient: Recipient,
    /// The model of the lineage that the line comes from.
    pub model: Option<u32>,
    /// How much, in planck.
    pub amount: Decimal,
}

/// Who would be paid what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// The amount quoted, in planck. The lines sum to it.
    pub amount: Decimal,
    /// The fee split used.
    pub split_version: u32,
    /// Who gets how much.
    pub lines: Vec<QuoteLine>,
    /// Whether the lineage was too large to expand.
    pub truncated: bool,
}

impl From<api::Quote<AccountId>> for Quote {
    fn from(quote: api::Quote<AccountId>) -> Self {
        Self {
            amount: Decimal(quote.amount),
            split_version: quote.split_version,
            lines: quote
                .lines
                .into_iter()
                .map(|line| QuoteLine {
                    role: line.role.into(),
                    recipient: line.recipient.into(),
                    model: line.model.map(|model| model.0),
                    amount: Decimal(line.amount),
                })
                .collect(),
            truncated: quote.truncated,
        }
    }
}

/// What an account has earned in one pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PoolEarnings {
    /// The pool.
    pub pool: PoolId,
    /// The account's shares.
    pub shares: Decimal,
    /// What a claim pays now, in planck.
    pub claimable: Decimal,
    /// What else it would pay once everything above has flowed, in planck.
    pub not_flowed: Decimal,
}

/// Everything that an account has earned and not claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Earnings {
    /// Sum of `claimable`, in planck.
    pub claimable: Decimal,
    /// Sum of `notFlowed`, in planck.
    pub not_flowed: Decimal,
    /// Pool by pool.
    pub pools: Vec<PoolEarnings>,
    /// Whether `notFlowed` is a lower bound, since there are more pools above than were looked at.
    pub truncated: bool,
}

impl From<api::Earnings<AccountId>> for Earnings {
    fn from(earnings: api::Earnings<AccountId>) -> Self {
        Self {
            claimable: Decimal(earnings.claimable),
            not_flowed: Decimal(earnings.not_flowed),
            pools: earnings
                .pools
                .into_iter()
                .map(|pool| PoolEarnings {
                    pool: pool.pool.into(),
                    shares: Decimal(pool.shares),
                    claimable: Decimal(pool.claimable),
                    not_flowed: Decimal(pool.not_flowed),
                })
                .collect(),
            truncated: earnings.truncated,
        }
    }
}
