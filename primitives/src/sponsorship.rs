// SPDX-License-Identifier: Apache-2.0

//! Sponsorship: a datanet pays deposits and fees for contributors that cannot.

// The codec derive numbers the variants of enums with `as`.
#![allow(clippy::as_conversions)]

use crate::{Balance, DatanetId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::DispatchError;

/// The accounts that a budget pays for, among those that the datanet lets contribute.
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
#[serde(rename_all = "camelCase")]
pub enum Beneficiaries {
    /// The accounts on the datanet's list of contributors, even if the datanet is open. Nobody can be sponsored under
    /// several names.
    #[codec(index = 0)]
    Listed,
    /// All accounts. Anybody can make more of them, so only the total of an era bounds what strangers use up.
    #[codec(index = 1)]
    Everyone,
}

/// What an account can still ask a budget for in this era, in planck. The budget may have less.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct Allowance {
    /// Fees.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub fees: Balance,
    /// New deposits.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub deposits: Balance,
}

/// What a budget pays, as clients see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct SponsorshipPolicy {
    /// The accounts that the budget pays for.
    pub beneficiaries: Beneficiaries,
    /// The most fees of an account in an era, the welcome gift included, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub fees: Balance,
    /// The most new deposits for an account in an era, that of the account's record included, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub deposits: Balance,
    /// The most that the budget pays in an era for all accounts, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub total: Balance,
    /// Whether an account that never existed is given the existential deposit.
    pub welcome: bool,
}

/// The budget of a datanet, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase"))]
pub struct SponsorshipInfo<AccountId> {
    /// The account that holds the budget.
    pub account: AccountId,
    /// The amount that the owner could withdraw now, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub free: Balance,
    /// The amount on hold: deposits of contributions and of records, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub held: Balance,
    /// The policy; `None` if the budget pays nothing.
    pub policy: Option<SponsorshipPolicy>,
    /// The amount that the budget paid in this era, in planck.
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub spent: Balance,
    /// The amounts that the account can still ask for; `None` if no account was named.
    pub allowance: Option<Allowance>,
}

/// What a contributor asks the budget of a datanet for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// The datanet.
    pub datanet: DatanetId,
    /// Whether the owner of the datanet has put the contributor on the datanet's list of contributors.
    pub listed: bool,
    /// The deposit that the contributor cannot pay, in planck.
    pub deposit: Balance,
}

/// Sponsors of deposits, for the registry of datanets.
pub trait Sponsor<AccountId> {
    /// The account that holds the budget of `datanet`; `None` if there are no budgets.
    fn budget(datanet: DatanetId) -> Option<AccountId>;

    /// Take over the deposit that `who` asks for, and count it. Returns the account from which the caller has to hold
    /// it: it has that much. `None` if the datanet does not pay it; then nothing has changed.
    ///
    /// When the deposit is released, it is in the budget again.
    fn depositor(who: &AccountId, request: &Request) -> Result<Option<AccountId>, DispatchError>;

    /// Let `datanet` pay every deposit of everyone, if there are budgets. Returns whether it does.
    #[cfg(feature = "runtime-benchmarks")]
    fn sponsor_everyone(_datanet: DatanetId) -> bool {
        false
    }
}

impl<AccountId> Sponsor<AccountId> for () {
    fn budget(_: DatanetId) -> Option<AccountId> {
        None
    }

    fn depositor(_: &AccountId, _: &Request) -> Result<Option<AccountId>, DispatchError> {
        Ok(None)
    }
}
