// SPDX-License-Identifier: GPL-3.0-only

//! The ledger's answers as JSON. Balances, shares and 64-bit numbers are decimal strings, since JavaScript's numbers are
//! exact up to 2^53 only; parts of a whole are in parts per million; accounts are SS58 addresses; hashes are 0x and
//! hexadecimal digits; what can be one of several things says which in `type`.

use openledger_primitives::{runtime_api as api, PoolId as Pool, Role as ApiRole};
use openledger_runtime::{AccountId, Hash};
use polkadot_sdk::{sp_core::crypto::Ss58Codec, sp_runtime::Permill};
use serde::{Deserialize, Serialize, Serializer};

/// Parts per million in a whole.
const MILLION: u32 = 1_000_000;

/// A balance, shares or a 64-bit number in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal(pub u128);

impl From<u64> for Decimal {
    fn from(number: u64) -> Self {
        Self(number.into())
    }
}

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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

impl FeeSplit {
    /// The split, if its parts sum to exactly 100 %.
    pub fn exact(&self) -> Option<openledger_primitives::FeeSplit> {
        let Self { contributors, builders, operator, stakers, treasury, burn } = *self;
        let parts = [contributors, builders, operator, stakers, treasury, burn];
        if parts.into_iter().map(u64::from).sum::<u64>() != u64::from(MILLION) {
            return None;
        }
        let [contributors, builders, operator, stakers, treasury, burn] = parts.map(Permill::from_parts);
        Some(openledger_primitives::FeeSplit { contributors, builders, operator, stakers, treasury, burn })
    }
}

/// What each role gets of an amount, in planck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parts {
    /// For the data contributors.
    pub contributors: Decimal,
    /// For the model builders.
    pub builders: Decimal,
    /// For the operators.
    pub operator: Decimal,
    /// For the operators' stakers.
    pub stakers: Decimal,
    /// For the treasury.
    pub treasury: Decimal,
    /// Burned.
    pub burn: Decimal,
}

impl From<openledger_primitives::Parts> for Parts {
    fn from(parts: openledger_primitives::Parts) -> Self {
        Self {
            contributors: Decimal(parts.contributors),
            builders: Decimal(parts.builders),
            operator: Decimal(parts.operator),
            stakers: Decimal(parts.stakers),
            treasury: Decimal(parts.treasury),
            burn: Decimal(parts.burn),
        }
    }
}

/// What a fee split would have paid of an era's revenue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FeeSplitSimulation {
    /// The last era that is over and in which anything was paid; zero if there is none yet.
    pub era: u32,
    /// What was paid in it, in planck.
    pub revenue: Decimal,
    /// How the split in force divides that.
    pub current: Parts,
    /// How the proposed split divides it.
    pub proposed: Parts,
}

impl From<api::FeeSplitSimulation> for FeeSplitSimulation {
    fn from(simulation: api::FeeSplitSimulation) -> Self {
        let api::FeeSplitSimulation { era, revenue, current, proposed } = simulation;
        Self { era, revenue: Decimal(revenue), current: current.into(), proposed: proposed.into() }
    }
}

/// An account that holds what is owed to others, beside what it owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountBooks {
    /// What the account holds, in planck.
    pub balance: Decimal,
    /// What it owes, in planck.
    pub owed: Decimal,
    /// What it keeps besides to stay alive, in planck.
    pub kept: Decimal,
    /// What it holds beyond both, in planck; null if it holds less.
    pub surplus: Option<Decimal>,
    /// Whether nothing leaves it because it was found to hold less than it owes.
    pub stopped: bool,
}

impl From<api::AccountBooks> for AccountBooks {
    fn from(books: api::AccountBooks) -> Self {
        let api::AccountBooks { balance, owed, kept, stopped } = books;
        let surplus = books.surplus().map(Decimal);
        Self { balance: Decimal(balance), owed: Decimal(owed), kept: Decimal(kept), surplus, stopped }
    }
}

/// The books of the whole network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Books {
    /// What was credited and is not paid out yet.
    pub ledger: AccountBooks,
    /// What payers have put aside in channels.
    pub escrow: AccountBooks,
    /// Paid calls that payers signed for, one-shot payments included, since genesis.
    pub calls_of_payers: Decimal,
    /// Paid calls that agents signed for, since genesis.
    pub calls_of_agents: Decimal,
}

impl From<api::BooksInfo> for Books {
    fn from(books: api::BooksInfo) -> Self {
        let api::BooksInfo { ledger, escrow, calls_of_payers, calls_of_agents } = books;
        Self {
            ledger: ledger.into(),
            escrow: escrow.into(),
            calls_of_payers: Decimal(calls_of_payers),
            calls_of_agents: Decimal(calls_of_agents),
        }
    }
}

/// A version of the fee split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FeeSplitVersion {
    /// Its version.
    pub version: u32,
    /// The split.
    pub split: FeeSplit,
    /// The first era in which it is in force.
    pub from_era: u32,
}

impl From<api::FeeSplitVersion> for FeeSplitVersion {
    fn from(version: api::FeeSplitVersion) -> Self {
        Self { version: version.version, split: version.split.into(), from_era: version.effective_from }
    }
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
    pub next: Option<FeeSplitVersion>,
}

impl From<api::FeeSplitInfo> for FeeSplitInfo {
    fn from(info: api::FeeSplitInfo) -> Self {
        Self {
            version: info.version,
            split: info.split.into(),
            next: info.next.map(|(version, split, from_era)| FeeSplitVersion {
                version,
                split: split.into(),
                from_era,
            }),
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

/// How much was executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Units {
    /// Inference calls.
    pub calls: Decimal,
    /// Tokens read by the model.
    pub input_tokens: Decimal,
    /// Tokens written by the model.
    pub output_tokens: Decimal,
}

impl From<openledger_primitives::Units> for Units {
    fn from(units: openledger_primitives::Units) -> Self {
        Self {
            calls: units.calls.into(),
            input_tokens: units.input_tokens.into(),
            output_tokens: units.output_tokens.into(),
        }
    }
}

/// What was settled of one model in a channel under one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lane {
    /// The model.
    pub model: u32,
    /// What was settled since the channel was opened, in planck.
    pub amount: Decimal,
    /// What was settled of the units.
    pub units: Units,
}

impl From<api::LaneInfo> for Lane {
    fn from(lane: api::LaneInfo) -> Self {
        Self { model: lane.model.0, amount: Decimal(lane.amount), units: lane.units.into() }
    }
}

/// An open channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// Its number, which vouchers name.
    pub channel: Decimal,
    /// What it can still pay, in planck.
    pub balance: Decimal,
    /// What is held of the payer for its storage, in planck.
    pub deposit: Decimal,
    /// The first era in which anybody can close it, if the payer asked for that.
    pub closes: Option<u32>,
    /// What was settled by the payer's vouchers, model by model.
    pub lanes: Vec<Lane>,
    /// What the operator's stake still covers in this era, in planck.
    pub coverage: Decimal,
}

impl From<api::ChannelInfo> for Channel {
    fn from(channel: api::ChannelInfo) -> Self {
        Self {
            channel: channel.channel.into(),
            balance: Decimal(channel.balance),
            deposit: Decimal(channel.deposit),
            closes: channel.closes,
            lanes: channel.lanes.into_iter().map(Into::into).collect(),
            coverage: Decimal(channel.coverage),
        }
    }
}

/// An agent of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Agent {
    /// The channel's number.
    pub channel: Decimal,
    /// The most that its vouchers settle in an era, in planck.
    pub cap: Decimal,
    /// What they can still settle in this era, in planck.
    pub left: Decimal,
    /// The last era in which its vouchers settle.
    pub expires: u32,
    /// The models that it may use; all if there are none.
    pub models: Vec<u32>,
    /// What was settled by its vouchers, model by model.
    pub lanes: Vec<Lane>,
}

impl From<api::AgentInfo> for Agent {
    fn from(agent: api::AgentInfo) -> Self {
        Self {
            channel: agent.channel.into(),
            cap: Decimal(agent.cap),
            left: Decimal(agent.left),
            expires: agent.expires,
            models: agent.models.into_iter().map(|model| model.0).collect(),
            lanes: agent.lanes.into_iter().map(Into::into).collect(),
        }
    }
}

/// What can be said of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptCheck {
    /// Its leaf hash.
    pub leaf: Hash,
    /// Whether the signature is the operator's.
    pub signed: bool,
    /// Whether it is in the tree of the proof's root; `null` if no proof was given.
    pub included: Option<bool>,
}
