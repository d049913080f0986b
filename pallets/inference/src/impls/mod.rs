// SPDX-License-Identifier: Apache-2.0

//! The bodies of the calls, hooks and view functions.

mod agents;
mod channels;
mod coverage;
mod escrow;
mod hooks;
mod money;
mod named;
mod offers;
mod pay;
mod queries;
mod settle;
mod signatures;
mod vouchers;

pub(crate) use agents::Rights;
pub(crate) use money::{existential_deposit, EscrowAccount};
pub(crate) use offers::Terms;
