// SPDX-License-Identifier: Apache-2.0

//! A settled payment for inference, as the inference pallet passes it to the ledger.

use crate::{Balance, ModelId, SplitVersion};
use codec::{Compact, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};
use sp_runtime::Permill;

/// The amount of work that was executed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase", deny_unknown_fields))]
pub struct Units {
    /// Inference calls.
    #[codec(compact)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub calls: u64,
    /// Tokens read by the model.
    #[codec(compact)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub input_tokens: u64,
    /// Tokens written by the model.
    #[codec(compact)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub output_tokens: u64,
}

// The derive does not know that a compact number can be longer than the number.
impl MaxEncodedLen for Units {
    fn max_encoded_len() -> usize {
        Compact::<u64>::max_encoded_len().saturating_mul(3)
    }
}

/// One payment to one model run by one operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment<AccountId> {
    /// The account that paid.
    pub payer: AccountId,
    /// The operator that executed the request.
    pub operator: AccountId,
    /// The model that answered.
    pub model: ModelId,
    /// The amount paid, in planck.
    pub amount: Balance,
    /// The work that was paid for.
    pub units: Units,
    /// The part of the stakers' share that goes to the operator.
    pub commission: Permill,
    /// The fee split that the payer agreed to; `None` is the one in force.
    pub split_version: Option<SplitVersion>,
}
