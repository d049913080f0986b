// SPDX-License-Identifier: Apache-2.0

//! Receipts: an operator signs one for each call, and can be convicted by two that conflict.

use crate::{Balance, Era, ModelId, Units};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
#[cfg(feature = "std")]
use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// The prefix of the signed bytes of every receipt. No other message of this or of another pallet begins with it.
pub const RECEIPT_DOMAIN: [u8; 30] = *b"openledger/inference/receipt/2";

/// One call, as its operator answered it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(
    feature = "std",
    derive(Deserialize, Serialize),
    serde(
        rename_all = "camelCase",
        deny_unknown_fields,
        bound(serialize = "AccountId: Serialize", deserialize = "AccountId: core::str::FromStr")
    )
)]
pub struct Receipt<AccountId> {
    /// The account that pays for the call.
    #[cfg_attr(feature = "std", serde(with = "crate::json::account"))]
    pub payer: AccountId,
    /// The operator that executed the call.
    #[cfg_attr(feature = "std", serde(with = "crate::json::account"))]
    pub operator: AccountId,
    /// The number of the channel between payer and operator.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub channel: u64,
    /// The number of the call in the channel. An operator that signs two different receipts of one number is slashed.
    #[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
    pub sequence: u64,
    /// The era in which the operator answered.
    #[cfg_attr(feature = "std", serde(with = "crate::json::number"))]
    pub era: Era,
    /// The model that answered.
    #[cfg_attr(feature = "std", serde(with = "crate::json::number"))]
    pub model: ModelId,
    /// The price of the call, in planck.
    #[codec(compact)]
    #[cfg_attr(feature = "std", serde(with = "crate::json::planck"))]
    pub amount: Balance,
    /// The work that was executed.
    pub units: Units,
    /// Blake2-256 hash of the request.
    #[cfg_attr(feature = "std", serde(with = "crate::json::hash"))]
    pub request: H256,
    /// Blake2-256 hash of the response.
    #[cfg_attr(feature = "std", serde(with = "crate::json::hash"))]
    pub response: H256,
    /// Leaf hash of the receipt of another call, if an agent made this call to serve that one.
    #[cfg_attr(feature = "std", serde(default, with = "crate::json::hash::optional"))]
    pub parent: Option<H256>,
}

/// A receipt with its operator's signature.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(
    feature = "std",
    derive(Deserialize, Serialize),
    serde(
        rename_all = "camelCase",
        deny_unknown_fields,
        bound(
            serialize = "AccountId: Serialize, Signature: Clone + Into<sp_runtime::MultiSignature>",
            deserialize = "AccountId: core::str::FromStr, Signature: From<sp_runtime::MultiSignature>"
        )
    )
)]
pub struct SignedReceipt<AccountId, Signature> {
    /// The receipt that was signed.
    pub receipt: Receipt<AccountId>,
    /// The signature of the operator's signer over [`Receipt::payload`], raw or wrapped by a wallet.
    #[cfg_attr(feature = "std", serde(with = "crate::json::signature"))]
    pub signature: Signature,
}

impl<AccountId: Encode> Receipt<AccountId> {
    /// The bytes to sign on the chain with this genesis hash. They are also the leaf in the tree of receipts.
    pub fn payload(&self, genesis: &H256) -> Vec<u8> {
        (RECEIPT_DOMAIN, genesis, self).encode()
    }

    /// The leaf hash: Blake2-256 of the payload. A receipt names its parent by it.
    pub fn leaf(&self, genesis: &H256) -> H256 {
        BlakeTwo256::hash(&self.payload(genesis))
    }
}

/// The place of a receipt in a tree of receipts, with the hashes that prove it.
///
/// The tree is that of the SDK's `binary-merkle-tree` with Blake2-256: leaves are hashed, a node is the hash of its two
/// concatenated children, and the last node of an odd row moves up unchanged. A leaf is longer than a node's 64 bytes,
/// so a node cannot pass as a leaf.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[cfg_attr(feature = "std", derive(Deserialize, Serialize), serde(rename_all = "camelCase", deny_unknown_fields))]
pub struct ReceiptProof {
    /// The root that the payer signed in a voucher.
    #[cfg_attr(feature = "std", serde(with = "crate::json::hash"))]
    pub root: H256,
    /// The number of receipts in the tree.
    #[cfg_attr(feature = "std", serde(with = "crate::json::number"))]
    pub leaves: u32,
    /// The index of this receipt, from 0.
    #[cfg_attr(feature = "std", serde(with = "crate::json::number"))]
    pub index: u32,
    /// The sibling hashes on the path from the leaf to the root.
    #[cfg_attr(feature = "std", serde(with = "crate::json::hash::list"))]
    pub items: Vec<H256>,
}

#[cfg(test)]
mod tests;
