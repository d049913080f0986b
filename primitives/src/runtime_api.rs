// SPDX-License-Identifier: Apache-2.0

//! The runtime API behind the node's `openledger_*` RPC, callable by any client through `state_call`.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use crate::{
    Balance, Era, FeeSplit, ModelId, Parts, PoolId, Receipt, ReceiptProof, Role, Shares, SignedReceipt, SplitVersion,
    Units, Voucher,
};
use alloc::vec::Vec;
use codec::{Codec, Decode, Encode};
use scale_info::TypeInfo;
use sp_core::H256;

/// The fee split in force, and the one that takes over next, if one is enacted.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FeeSplitInfo {
    /// Version in force.
    pub version: SplitVersion,
    /// The split in force.
    pub split: FeeSplit,
    /// The next version with the era from which it is in force.
    pub next: Option<(SplitVersion, FeeSplit, Era)>,
}

/// A fee split that was enacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FeeSplitVersion {
    /// Its version, which vouchers and settlements name.
    pub version: SplitVersion,
    /// How payments are divided.
    pub split: FeeSplit,
    /// The first era in which it is in force; it is until the first era of the version after it.
    pub effective_from: Era,
}

/// What a fee split would have paid.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct FeeSplitSimulation {
    /// The last era that is over and in which anything was paid; zero if there is none yet.
    pub era: Era,
    /// What was paid in it, in planck.
    pub revenue: Balance,
    /// How the split in force divides that.
    pub current: Parts,
    /// How the proposed split divides it.
    pub proposed: Parts,
}

/// Who a line of a quote is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, TypeInfo)]
pub enum Recipient<AccountId> {
    /// An account, by name.
    #[codec(index = 0)]
    Account(AccountId),
    /// The holders of a pool: a datanet's contributors or an operator's stakers.
    #[codec(index = 1)]
    Pool(PoolId<AccountId>),
    /// Whichever operator executes the request.
    #[codec(index = 2)]
    AnyOperator,
    /// The stakers of whichever operator executes the request.
    #[codec(index = 3)]
    AnyStakers,
    /// The treasury, by the split.
    #[codec(index = 4)]
    Treasury,
    /// The treasury's commons: a part that nobody else can take.
    #[codec(index = 5)]
    Commons,
    /// Nobody: burned.
    #[codec(index = 6)]
    Burned,
    /// Nobody yet: fractions of a planck's worth that a pool carries into its next payment.
    #[codec(index = 7)]
    Carried(PoolId<AccountId>),
}

/// One line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct QuoteLine<AccountId> {
    /// In which role.
    pub role: Role,
    /// Who.
    pub recipient: Recipient<AccountId>,
    /// The model of the lineage that the line comes from.
    pub model: Option<ModelId>,
    /// How much, in planck.
    pub amount: Balance,
}

/// Who would be paid what if `amount` were paid to a model now.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Quote<AccountId> {
    /// The amount quoted, in planck. The lines sum to it.
    pub amount: Balance,
    /// The fee split used.
    pub split_version: SplitVersion,
    /// Who gets how much.
    pub lines: Vec<QuoteLine<AccountId>>,
    /// Whether the lineage was too large to expand: the pools left unexpanded stand as lines of their own.
    pub truncated: bool,
}

/// What an account has earned in one pool.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PoolEarnings<AccountId> {
    /// The pool.
    pub pool: PoolId<AccountId>,
    /// The account's shares, those that do not earn yet included.
    pub shares: Shares,
    /// What a claim pays now, in planck.
    pub claimable: Balance,
    /// What else a claim would pay once everything above the pool has flowed, in planck.
    pub not_flowed: Balance,
}

/// Everything that an account has earned and not claimed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Earnings<AccountId> {
    /// Sum of `claimable`, in planck.
    pub claimable: Balance,
    /// Sum of `not_flowed`, in planck.
    pub not_flowed: Balance,
    /// Pool by pool.
    pub pools: Vec<PoolEarnings<AccountId>>,
    /// Whether there are more pools above than were looked at, so that `not_flowed` is a lower bound.
    pub truncated: bool,
}

/// What was settled of one model in a channel under one key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct LaneInfo {
    /// The model.
    pub model: ModelId,
    /// What was settled since the channel was opened, in planck.
    pub amount: Balance,
    /// What was settled of the units.
    pub units: Units,
}

/// A channel as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ChannelInfo {
    /// The channel's number, which vouchers name.
    pub channel: u64,
    /// What it can still pay, in planck.
    pub balance: Balance,
    /// What is held of the payer for its storage, in planck.
    pub deposit: Balance,
    /// The first era in which anybody can close it, if the payer asked for that. Later if settlements were stopped since.
    pub closes: Option<Era>,
    /// What was settled by the payer's vouchers, model by model.
    pub lanes: Vec<LaneInfo>,
    /// What the operator's stake still covers in this era, in planck: more can't be settled now, by any channel.
    pub coverage: Balance,
}

/// An agent of a channel as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct AgentInfo {
    /// The channel's number.
    pub channel: u64,
    /// The most that its vouchers settle in an era, in planck.
    pub cap: Balance,
    /// What they can still settle in this era, in planck.
    pub left: Balance,
    /// The last era in which its vouchers settle.
    pub expires: Era,
    /// The models that it may use; all if there are none.
    pub models: Vec<ModelId>,
    /// What was settled by its vouchers, model by model.
    pub lanes: Vec<LaneInfo>,
}

/// What can be said of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ReceiptCheck {
    /// Its leaf hash.
    pub leaf: H256,
    /// Whether the signature is the operator's.
    pub signed: bool,
    /// Whether it is in the tree of the root given.
    pub included: bool,
}

/// An account that holds what is owed to others, beside what it owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct AccountBooks {
    /// What the account holds, in planck.
    pub balance: Balance,
    /// What it owes, in planck.
    pub owed: Balance,
    /// What it keeps besides to stay alive, in planck.
    pub kept: Balance,
    /// Whether nothing leaves it because it was found to hold less than it owes.
    pub stopped: bool,
}

impl AccountBooks {
    /// What the account holds beyond what it owes and keeps, in planck; `None` if it holds less.
    pub fn surplus(&self) -> Option<Balance> {
        self.balance.checked_sub(self.owed)?.checked_sub(self.kept)
    }
}

/// The books of the whole network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct BooksInfo {
    /// What was credited and is not paid out yet.
    pub ledger: AccountBooks,
    /// What payers have put aside in channels.
    pub escrow: AccountBooks,
    /// Paid calls that payers signed for, one-shot payments included, since genesis.
    pub calls_of_payers: u128,
    /// Paid calls that agents signed for, since genesis.
    pub calls_of_agents: u128,
}

sp_api::decl_runtime_apis! {
    /// Questions a client asks of the ledger.
    pub trait OpenLedgerApi<AccountId, Signature> where AccountId: Codec, Signature: Codec {
        /// The fee split in force and the next one.
        fn fee_split() -> FeeSplitInfo;

        /// The versions of the fee split that are kept, the latest first: one that isn't in force yet, the one in force,
        /// and at least 32 before it, or all.
        fn fee_split_history() -> Vec<FeeSplitVersion>;

        /// What `split` would have paid to each role of the last era's revenue, beside what the split in force pays of it;
        /// `None` if the six parts don't sum to exactly 100 %. Whether `split` is inside the constitution is not checked.
        fn simulate_fee_split(split: FeeSplit) -> Option<FeeSplitSimulation>;

        /// Who would get what of `amount` planck paid to `model`, lineage included; `None` if there is no such model.
        /// With an `operator`, its commission is applied.
        fn quote(model: ModelId, amount: Balance, operator: Option<AccountId>) -> Option<Quote<AccountId>>;

        /// What `who` can claim now, and what has not flowed yet.
        fn earnings(who: AccountId) -> Earnings<AccountId>;

        /// The era that the next block belongs to.
        fn current_era() -> Era;

        /// What ledger and escrow hold and owe, and how often they were used.
        fn books() -> BooksInfo;

        /// The channel of `payer` with `operator`, if it is open.
        fn channel(payer: AccountId, operator: AccountId) -> Option<ChannelInfo>;

        /// What `agent` may do in the channel of `payer` with `operator`, if it is authorised.
        fn agent(payer: AccountId, operator: AccountId, agent: AccountId) -> Option<AgentInfo>;

        /// The bytes of a voucher to sign.
        fn voucher_payload(voucher: Voucher<AccountId>) -> Vec<u8>;

        /// The bytes of a receipt to sign, which are also its leaf in the tree of receipts.
        fn receipt_payload(receipt: Receipt<AccountId>) -> Vec<u8>;

        /// Whether a receipt is signed by its operator, and whether it is in a tree of receipts.
        fn verify_receipt(signed: SignedReceipt<AccountId, Signature>, proof: ReceiptProof) -> ReceiptCheck;
    }
}
