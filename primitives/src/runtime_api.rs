// SPDX-License-Identifier: Apache-2.0

//! The runtime API behind the node's `openledger_*` RPC. Every client can call it through `state_call`.
//!
//! With `std`, its types have the JSON forms of the RPC: field names in camelCase, amounts as strings of decimal
//! digits.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use crate::{
    disputes::{
        cases::{CaseInfo, CasePage},
        CaseId,
    },
    lineage::LineagePage,
    sponsorship::SponsorshipInfo,
    Balance, ChannelKey, ContributionId, DatanetId, Era, FeeSplit, Item, ItemProof, ItemRefusal, License, ModelId,
    Parts, PoolId, Receipt, ReceiptProof, Role, Settled, Shares, SignedReceipt, SplitVersion, Voucher,
};
use alloc::{string::String, vec::Vec};
use codec::{Codec, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::Permill;

/// The fee split in force, and the next one if one is enacted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct FeeSplitInfo {
    /// The version in force.
    pub version: SplitVersion,
    /// The split in force.
    pub split: FeeSplit,
    /// The next version.
    pub next: Option<FeeSplitVersion>,
}

/// A fee split that was enacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct FeeSplitVersion {
    /// The version, which vouchers and settlements name.
    pub version: SplitVersion,
    /// The parts of every payment.
    pub split: FeeSplit,
    /// The first era in which the split is in force. It stays in force until the first era of the next version.
    pub effective_from: Era,
}

/// The effect of a proposed fee split on the revenue of one era.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct FeeSplitSimulation {
    /// The last era that is over and in which payments were made; zero if there is none yet.
    pub era: Era,
    /// The sum of the payments in that era, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub revenue: Balance,
    /// The revenue divided by the split in force.
    pub current: Parts,
    /// The revenue divided by the proposed split.
    pub proposed: Parts,
}

/// The accounts that may derive models from a model or use a datanet, from the least restricted to the most.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Access {
    /// All accounts.
    #[default]
    #[codec(index = 0)]
    Open,
    /// The owner, and the accounts on its allow-list.
    #[codec(index = 1)]
    AllowList,
    /// The owner only.
    #[codec(index = 2)]
    Closed,
}

/// The obligation of a model, and of every model derived from it, to one of its ancestors.
///
/// The two parts that the model passes on count all paths through its lineage. They are rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct Obligation {
    /// The ancestor.
    pub ancestor: ModelId,
    /// The accounts that may derive models, by the ancestor's terms.
    pub access: Access,
    /// The smallest part of the model's builders' pool that reaches the ancestor's builders' pool, in ppm.
    pub royalty: Permill,
    /// The smallest part of the model's data pool that reaches the ancestor's data pool, in ppm.
    pub data: Permill,
    /// The part of the model's builders' pool that reaches the ancestor's builders' pool, in 10^-12.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub passed_royalty: u64,
    /// The part of the model's data pool that reaches the ancestor's data pool, in 10^-12.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub passed_data: u64,
}

/// The recipient of a line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, TypeInfo)]
#[cfg_attr(
    feature = "std",
    derive(Deserialize, Serialize),
    serde(
        tag = "type",
        rename_all = "camelCase",
        bound(serialize = "AccountId: Serialize", deserialize = "AccountId: Deserialize<'de>")
    )
)]
pub enum Recipient<AccountId> {
    /// A named account.
    #[codec(index = 0)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::variant::account"))]
    Account(AccountId),
    /// The holders of a pool: a datanet's contributors or an operator's stakers.
    #[codec(index = 1)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::variant::pool"))]
    Pool(PoolId<AccountId>),
    /// The operator that will execute the request.
    #[codec(index = 2)]
    AnyOperator,
    /// The stakers of the operator that will execute the request.
    #[codec(index = 3)]
    AnyStakers,
    /// The treasury, by the split.
    #[codec(index = 4)]
    Treasury,
    /// The treasury's commons: a part for which no holder exists.
    #[codec(index = 5)]
    Commons,
    /// No account: burned.
    #[codec(index = 6)]
    Burned,
    /// No account yet: fractions of a planck that a pool carries into its next payment.
    #[codec(index = 7)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::variant::pool"))]
    Carried(PoolId<AccountId>),
}

/// One line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct QuoteLine<AccountId> {
    /// The role in which the recipient is paid.
    pub role: Role,
    /// The recipient.
    pub recipient: Recipient<AccountId>,
    /// The model of the lineage that the line comes from.
    pub model: Option<ModelId>,
    /// The amount, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub amount: Balance,
}

/// The recipients of a payment of `amount` to a model, if it were made now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct Quote<AccountId> {
    /// The amount quoted, in planck. The lines sum to it.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub amount: Balance,
    /// The version of the fee split that was used.
    pub split_version: SplitVersion,
    /// The recipients with their amounts.
    pub lines: Vec<QuoteLine<AccountId>>,
    /// Whether the lineage was too large to expand. Pools that were not expanded are lines of their own.
    pub truncated: bool,
}

/// The earnings of an account in one pool.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct PoolEarnings<AccountId> {
    /// The pool.
    pub pool: PoolId<AccountId>,
    /// The account's shares, those that do not earn yet included.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub shares: Shares,
    /// The amount that a claim pays now, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub claimable: Balance,
    /// The further amount that a claim would pay once all pools above have flowed, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub not_flowed: Balance,
}

/// All earnings of an account that are not claimed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct Earnings<AccountId> {
    /// The sum of `claimable` over all pools, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub claimable: Balance,
    /// The sum of `not_flowed` over all pools, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub not_flowed: Balance,
    /// The earnings in each pool.
    pub pools: Vec<PoolEarnings<AccountId>>,
    /// Whether more pools are above than the query visits, so that `not_flowed` is a lower bound.
    pub truncated: bool,
}

/// A channel, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct ChannelInfo {
    /// The channel's number, which vouchers name.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub channel: u64,
    /// The amount that the channel can still pay, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub balance: Balance,
    /// The payer's deposit for the channel's storage, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub deposit: Balance,
    /// The first era in which any account can close the channel, if the payer requested that. Later if settlements
    /// were stopped since.
    pub closes: Option<Era>,
    /// The totals settled by the payer's vouchers, one for each model.
    pub settled: Vec<Settled>,
    /// The fees that the operator's stake still covers in this era, in planck. No channel of the operator can settle
    /// more.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub coverage: Balance,
}

/// Bytes to sign.
///
/// A struct, because libraries decode a bare list of bytes with its length in front, and whoever signs the list as it
/// is shown signs the wrong bytes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Payload {
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// An agent of a channel, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct AgentInfo {
    /// The channel's number.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub channel: u64,
    /// The number of the authorization, which the agent's vouchers name.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub authorization: u64,
    /// Whether the payer revoked the authorization. Its vouchers settle until it has expired.
    pub revoked: bool,
    /// The most that the agent's vouchers settle in one era, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub cap: Balance,
    /// The rest of the cap in this era, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub left: Balance,
    /// The last era in which the agent's vouchers settle, with the eras in which settlements were stopped.
    pub expires: Era,
    /// The models that the agent may use; every model if the list is empty.
    pub models: Vec<ModelId>,
    /// The totals settled by the agent's vouchers, one for each model.
    pub settled: Vec<Settled>,
}

/// The result of checking a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct ReceiptCheck {
    /// The leaf hash of the receipt.
    #[cfg_attr(feature = "std", serde(with = "crate::json::hash"))]
    pub leaf: H256,
    /// Whether the signature is the operator's.
    pub signed: bool,
    /// Whether the receipt is in the tree of the given root.
    pub included: bool,
}

/// The books of an account that holds money owed to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize), serde(rename_all = "camelCase"))]
pub struct AccountBooks {
    /// The balance of the account, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub balance: Balance,
    /// The sum that the account owes, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub owed: Balance,
    /// The amount that the account also keeps, to stay alive, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub kept: Balance,
    /// Whether payments from the account are stopped, because it was found to hold less than it owes.
    pub stopped: bool,
}

impl AccountBooks {
    /// The balance beyond the sums owed and kept, in planck; `None` if the account holds less.
    pub fn surplus(&self) -> Option<Balance> {
        self.balance.checked_sub(self.owed)?.checked_sub(self.kept)
    }
}

/// With the surplus, which is `null` if the account holds less than it owes and keeps.
#[cfg(feature = "std")]
impl Serialize for AccountBooks {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use crate::json::Planck;
        use serde::ser::SerializeStruct;

        let Self { balance, owed, kept, stopped } = *self;
        let mut books = serializer.serialize_struct("AccountBooks", 5)?;
        books.serialize_field("balance", &Planck(balance))?;
        books.serialize_field("owed", &Planck(owed))?;
        books.serialize_field("kept", &Planck(kept))?;
        books.serialize_field("surplus", &self.surplus().map(Planck))?;
        books.serialize_field("stopped", &stopped)?;
        books.end()
    }
}

/// The books of the whole network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct BooksInfo {
    /// The ledger: revenue that was credited and is not paid out yet.
    pub ledger: AccountBooks,
    /// The escrow: the balances of all channels.
    pub escrow: AccountBooks,
    /// The number of paid calls that payers signed for since genesis, one-shot payments included.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub calls_of_payers: u128,
    /// The number of paid calls that agents signed for since genesis.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub calls_of_agents: u128,
}

/// A contribution that waits for reviews.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct PendingReview {
    /// The contribution's id.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub contribution: u64,
    /// The era in which it was submitted.
    pub submitted: Era,
    /// The last era in which reviews count.
    pub until: Era,
    /// The number of its reviews so far.
    pub reviews: u32,
    /// The number of reviews that decide it.
    pub needed: u32,
}

/// A page of the contributions of a datanet that wait for reviews, the earliest first.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct ReviewQueue {
    /// The contributions. A page that is not the last can have few of them, or none.
    pub pending: Vec<PendingReview>,
    /// The id to ask for next.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub next: u64,
    /// Whether there can be more from `next` on. If not, `next` is the id of the next contribution to come.
    pub more: bool,
}

/// The unit of a parameter's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub enum ParameterUnit {
    /// Planck: 10^12 are one OPEN.
    #[codec(index = 0)]
    Planck,
    /// Eras.
    #[codec(index = 1)]
    Eras,
    /// Parts per million.
    #[codec(index = 2)]
    PartsPerMillion,
    /// Blocks of the relay chain.
    #[codec(index = 3)]
    RelayBlocks,
    /// A plain number, such as a ratio.
    #[codec(index = 4)]
    Number,
}

/// A change of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct ParameterChange {
    /// The new value, in the parameter's unit.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub value: u128,
    /// The first era in which the new value is in force.
    pub from_era: Era,
}

/// A number that governance can change, with its last and its next change. All values are in its unit.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct ParameterInfo {
    /// The name, as the call that changes the parameter takes it.
    pub name: String,
    /// The unit of all values.
    pub unit: ParameterUnit,
    /// The value in force.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub now: u128,
    /// The next change, if one is scheduled.
    pub next: Option<ParameterChange>,
    /// The value before the last change; `now` if the parameter has never changed.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub before: u128,
    /// The first era in which `now` was in force; 0 if the parameter has never changed.
    pub changed_in: Era,
    /// The value without any change.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub default: u128,
    /// The least value that can be set.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub least: u128,
    /// The largest value that can be set.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub most: u128,
    /// The eras of notice: a change acts from so many eras after its scheduling on.
    pub notice: Era,
}

sp_api::decl_runtime_apis! {
    /// Queries of the ledger for clients.
    // One line for each: the Polkadot application puts commas between lines.
    pub trait OpenLedgerApi<AccountId, Signature> where AccountId: Codec, Signature: Codec {
        /// The fee split in force and the next one.
        fn fee_split() -> FeeSplitInfo;

        /// The versions of the fee split, the latest first: the next, the one in force, and 32 before it or all.
        fn fee_split_history() -> Vec<FeeSplitVersion>;

        /// The last era's revenue, divided by `split` and by the split in force; `None` if the parts are not 100 %.
        fn simulate_fee_split(split: FeeSplit) -> Option<FeeSplitSimulation>;

        /// All parameters: values now, next and before, the eras of the changes, bounds and notice.
        fn parameters() -> Vec<ParameterInfo>;

        /// The recipients of `amount` planck paid to `model`, with the commission of `operator`; `None` if no model.
        fn quote(model: ModelId, amount: Balance, operator: Option<AccountId>) -> Option<Quote<AccountId>>;

        /// The obligations of `model` to its ancestors, by the ancestors' ids, and the parts that it passes to each;
        /// `None` if the model does not exist. An ancestor that asks for nothing and is open to all is left out.
        fn model_obligations(model: ModelId) -> Option<Vec<Obligation>>;

        /// A page of the lineage of `model` down to `depth` steps, 64 models on each of at most four pages, numbered
        /// from zero; `None` if the model does not exist.
        fn lineage(model: ModelId, depth: u32, page: u32) -> Option<LineagePage>;

        /// The license of `datanet`, the default one if none was set; `None` if the datanet does not exist.
        fn license(datanet: DatanetId) -> Option<License>;

        /// The contributions of `datanet` from the id `from` on that wait for reviews: a page of at most `limit`, of at
        /// most 64 contributions out of 1,024 ids; `None` if the datanet does not exist.
        fn review_queue(datanet: DatanetId, from: ContributionId, limit: u32) -> Option<ReviewQueue>;

        /// The budget of `datanet`, its policy, and the allowance of `who` in this era, if an account is named; `None`
        /// if the datanet does not exist.
        fn sponsorship(datanet: DatanetId, who: Option<AccountId>) -> Option<SponsorshipInfo<AccountId>>;

        /// The open case with this number; `None` if there is none.
        fn case(id: CaseId) -> Option<CaseInfo<AccountId>>;

        /// The open cases from number `from` on, at most `limit` and at most 64, out of 256 numbers.
        fn cases(from: CaseId, limit: u32) -> CasePage<AccountId>;

        /// The earnings that `who` can claim now, and those that have not flowed yet.
        fn earnings(who: AccountId) -> Earnings<AccountId>;

        /// The era that the next block belongs to.
        fn current_era() -> Era;

        /// The balances and debts of ledger and escrow, and the number of paid calls.
        fn books() -> BooksInfo;

        /// The channel of this key; `None` if it is not open.
        fn channel(key: ChannelKey<AccountId>) -> Option<ChannelInfo>;

        /// The authority of `agent` in the channel of this key; `None` if it is not authorized.
        fn agent(key: ChannelKey<AccountId>, agent: AccountId) -> Option<AgentInfo>;

        /// The bytes of a voucher to sign.
        fn voucher_payload(voucher: Voucher<AccountId>) -> Payload;

        /// The bytes of a receipt to sign. They are also its leaf in the tree of receipts.
        fn receipt_payload(receipt: Receipt<AccountId>) -> Payload;

        /// Whether a receipt is signed by its operator, and whether it is in a tree of receipts.
        fn verify_receipt(signed: SignedReceipt<AccountId, Signature>, proof: ReceiptProof) -> ReceiptCheck;

        /// Whether `item` is in the manifest of a contribution; otherwise the reason.
        fn verify_item(contribution: ContributionId, item: Item, proof: ItemProof) -> Result<(), ItemRefusal>;
    }
}
