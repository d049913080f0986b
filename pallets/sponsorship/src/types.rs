// SPDX-License-Identifier: Apache-2.0

//! Policies of sponsors, and what was spent under them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::prelude::*;
use openledger_primitives::{sponsorship::SponsorshipPolicy, Balance, DatanetId, Era};

pub use openledger_primitives::sponsorship::{Allowance, Beneficiaries};

/// What a budget pays. A change acts at once, on later calls.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase")]
pub struct Policy {
    /// The accounts that the budget pays for.
    pub beneficiaries: Beneficiaries,
    /// The most fees of an account in an era, the welcome gift included, in planck.
    pub fees: Balance,
    /// The most new deposits for an account in an era, that of the account's record included, in planck.
    pub deposits: Balance,
    /// The most that the budget pays in an era: fees, gifts and new deposits of all accounts, in planck.
    pub total: Balance,
    /// Whether an account that never existed is given the existential deposit, with the first call that the budget
    /// pays.
    pub welcome: bool,
}

/// With the form of amounts that clients know.
impl From<Policy> for SponsorshipPolicy {
    fn from(policy: Policy) -> Self {
        let Policy { beneficiaries, fees, deposits, total, welcome } = policy;
        Self { beneficiaries, fees, deposits, total, welcome }
    }
}

/// A policy in force, and what the budget has paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Sponsorship {
    /// What the budget pays.
    pub policy: Policy,
    /// The deposit for this record, held from the budget, in planck.
    pub deposit: Balance,
    /// The era of `spent`.
    pub era: Era,
    /// What the budget paid in that era, in planck. A deposit counts even if it is in the budget again.
    pub spent: Balance,
}

/// What a budget paid for one account.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Usage {
    /// The deposit for this record, held from the budget, in planck.
    pub deposit: Balance,
    /// The era of `fees` and `deposits`.
    pub era: Era,
    /// The fees of that era, the welcome gift included, in planck.
    pub fees: Balance,
    /// The new deposits of that era, in planck.
    pub deposits: Balance,
}

/// A budget and its policy, as clients see them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct BudgetInfo<AccountId> {
    /// The account that holds the budget.
    pub account: AccountId,
    /// What the owner could withdraw now, in planck.
    pub free: Balance,
    /// What is on hold: deposits of contributions and of records, in planck.
    pub held: Balance,
    /// The policy, if the budget pays anything.
    pub policy: Option<Policy>,
    /// What the budget paid in this era, in planck.
    pub spent: Balance,
}

/// A sponsor that exists from block 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(crate = "frame::derive::serde", rename_all = "camelCase", deny_unknown_fields)]
pub struct GenesisSponsor<AccountId> {
    /// The datanet.
    pub datanet: DatanetId,
    /// The account that fills the budget, with enough balance.
    pub funder: AccountId,
    /// The budget, in planck.
    pub amount: Balance,
    /// What it pays.
    pub policy: Policy,
}
