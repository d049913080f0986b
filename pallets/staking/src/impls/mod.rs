// SPDX-License-Identifier: Apache-2.0

//! The effects of the calls, by topic. Only `money` touches balances.

mod money;
mod operator;
mod slash;
mod stake;
mod traits;
