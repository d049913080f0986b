// SPDX-License-Identifier: Apache-2.0

//! The two transaction extensions of this chain that do more than the SDK's, and the nonces that they rely on.
//!
//! A claim pays for itself. It works for an account that owns nothing, costs as much as any call of its weight, and its
//! fee is taken out of the amount that it pays. A contribution works for an account that owns nothing if the datanet's
//! budget pays for it. [`CheckNonce`] admits such accounts, and [`ChargeTransactionPayment`] decides who pays: the
//! signer; if it cannot, its claim; otherwise the budget. Both are the SDK's extensions of the same name otherwise.
//! Their encoding and their types in the metadata are the SDK's, so that wallets sign a claim or a contribution like
//! any other call.

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

/// `call`, if a datanet's budget may pay its fee. Calls inside of other calls do not count.
fn sponsorable(call: &RuntimeCall) -> Option<&pallet_datanets::Call<Runtime>> {
    use pallet_datanets::Call;
    match call {
        RuntimeCall::Datanets(
            call @ (Call::contribute { .. }
            | Call::contribute_batch { .. }
            | Call::withdraw { .. }
            | Call::erase { .. }
            | Call::prune { .. }),
        ) => Some(call),
        _ => None,
    }
}

/// Whether `call` may be the first transaction of an account that does not exist: it creates the account, or it is
/// refused when somebody has to pay for it.
fn begins_account(call: &RuntimeCall) -> bool {
    claim_of(call).is_some() || sponsorable(call).is_some()
}
