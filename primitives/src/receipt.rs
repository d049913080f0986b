// SPDX-License-Identifier: Apache-2.0

//! Receipts: what an operator signs for each call, so that it can be held to it.

use crate::{Balance, Era, ModelId, Units};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// What the signed bytes of every receipt begin with: no other message of this or of another pallet does.
pub const RECEIPT_DOMAIN: [u8; 30] = *b"openledger/inference/receipt/1";

/// One call, as its operator answered it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Receipt<AccountId> {
    /// Who pays for the call.
    pub payer: AccountId,
    /// Who executed it.
    pub operator: AccountId,
    /// The number of their channel.
    pub channel: u64,
    /// The number of the call in the channel. An operator that signs two different receipts of one number is slashed.
    pub sequence: u64,
    /// The era in which the operator answered.
    pub era: Era,
    /// The model that answered.
    pub model: ModelId,
    /// The price of the call, in planck.
    #[codec(compact)]
    pub amount: Balance,
    /// What was executed.
    pub units: Units,
    /// Blake2-256 hash of the request.
    pub request: H256,
    /// Blake2-256 hash of the response.
    pub response: H256,
    /// Leaf hash of the receipt of the call that this one was made for, if an agent made it for another call.
    pub parent: Option<H256>,
}

/// A receipt with its operator's signature.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct SignedReceipt<AccountId, Signature> {
    /// What was signed.
    pub receipt: Receipt<AccountId>,
    /// The operator's signature over [`Receipt::payload`], raw or as a wallet wraps it.
    pub signature: Signature,
}

impl<AccountId: Encode> Receipt<AccountId> {
    /// The bytes to sign on the chain with this genesis, which are also the leaf of the tree of receipts.
    pub fn payload(&self, genesis: &H256) -> Vec<u8> {
        (RECEIPT_DOMAIN, genesis, self).encode()
    }

    /// The leaf hash: Blake2-256 of the payload. A receipt names its parent by it.
    pub fn leaf(&self, genesis: &H256) -> H256 {
        BlakeTwo256::hash(&self.payload(genesis))
    }
}

/// Where a receipt stands in a tree of receipts.
///
/// The tree is that of the SDK's `binary-merkle-tree` with Blake2-256: leaves are hashed, a node is the hash of its two
/// children one after the other, and the last node of an odd row moves up as it is. A leaf is longer than a node's 64
/// bytes, so that no node passes for one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct ReceiptProof {
    /// The root that the payer signed in a voucher.
    pub root: H256,
    /// Number of receipts in the tree.
    pub leaves: u32,
    /// Which of them this is, from 0.
    pub index: u32,
    /// The hashes beside the way from the leaf to the root.
    pub items: Vec<H256>,
}

#[cfg(test)]
mod tests;
