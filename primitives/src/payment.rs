// SPDX-License-Identifier: Apache-2.0

//! A settled payment for inference, as billing hands it to the ledger.

use crate::{Balance, ModelId, SplitVersion};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// How much was executed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Units {
    /// Inference calls.
    #[codec(compact)]
    pub calls: u64,
    /// Tokens read by the model.
    #[codec(compact)]
    pub input_tokens: u64,
    /// Tokens written by the model.
    #[codec(compact)]
    pub output_tokens: u64,
}

/// One payment to one model run by one operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment<AccountId> {
    /// Who paid.
    pub payer: AccountId,
    /// Who executed the request.
    pub operator: AccountId,
    /// The model that answered.
    pub model: ModelId,
    /// What was paid, in planck.
    pub amount: Balance,
    /// What was executed for it.
    pub units: Units,
    /// The part of the stakers' share that goes to the operator.
    pub commission: Permill,
    /// The fee split that the payer agreed to; `None` is the one in force.
    pub split_version: Option<SplitVersion>,
}
