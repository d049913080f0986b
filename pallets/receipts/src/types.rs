// SPDX-License-Identifier: Apache-2.0

//! The stored types, and names of types with this chain's accounts and signatures.

use crate::Config;
use frame::prelude::*;
use openledger_primitives::{Era, SignedReceipt};

/// The dispute window that began with a conviction of an operator. In it no stake is slashed twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Sentence {
    /// The era of the first conviction.
    pub since: Era,
    /// The latest era of an offense of which the operator was convicted in the window. Stake that joined up to it was
    /// slashed.
    pub offense: Era,
    /// The part that the first conviction took.
    pub part: Permill,
}

/// A receipt with this chain's accounts and signatures.
pub type SignedReceiptOf<T> = SignedReceipt<<T as frame_system::Config>::AccountId, <T as Config>::Signature>;
