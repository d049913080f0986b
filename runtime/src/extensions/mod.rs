// SPDX-License-Identifier: Apache-2.0

//! The two transaction extensions of this chain that do more than the SDK's, and the nonces that they rely on.
//!
//! A claim pays for itself. It works for an account that owns nothing, costs as much as any call of its weight, and its
//! fee is taken out of the amount that it pays. [`CheckNonce`] admits such an account, and [`ChargeTransactionPayment`]
//! charges it after the claim. Both are the SDK's extensions of the same name otherwise. Their encoding and their types
//! in the metadata are the SDK's, so that wallets sign a claim like any other call.

pub mod nonces;

mod charge;
mod check_nonce;

pub use charge::ChargeTransactionPayment;
pub use check_nonce::CheckNonce;

use crate::{Runtime, RuntimeCall};
use pallet_attribution::Call;

/// `call`, if it is a claim of the signer's own revenue. Calls inside of other calls do not count.
fn claim_of(call: &RuntimeCall) -> Option<&Call<Runtime>> {
    match call {
        RuntimeCall::Attribution(claim @ (Call::claim { .. } | Call::claim_many { .. })) => Some(claim),
        _ => None,
    }
}
