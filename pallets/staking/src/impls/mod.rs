// SPDX-License-Identifier: Apache-2.0

//! What the calls do, by topic. Only `money` touches balances.

mod money;
mod operator;
mod slash;
mod stake;
mod traits;
