// SPDX-License-Identifier: Apache-2.0

//! The effects of the calls, by topic. Only `money` touches balances.

mod entry;
mod money;
mod operator;
mod signer;
mod slash;
mod stake;
mod traits;
