// SPDX-License-Identifier: Apache-2.0

//! Tests, a file for each call and each promise.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::as_conversions)]

mod accounts;
mod deposits;
mod fees;
mod forget;
mod fund;
mod genesis;
mod machine;
mod set_policy;
mod try_state;
mod views;
mod withdraw;
