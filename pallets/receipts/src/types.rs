// SPDX-License-Identifier: Apache-2.0

//! Names of types with this chain's accounts and signatures.

use crate::Config;
use frame::prelude::*;
use openledger_primitives::SignedReceipt;

/// A receipt with this chain's accounts and signatures.
pub type SignedReceiptOf<T> = SignedReceipt<<T as frame_system::Config>::AccountId, <T as Config>::Signature>;
