// SPDX-License-Identifier: Apache-2.0

//! Tests, a file for each call and each promise.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::as_conversions)]

mod genesis;
mod machine;
mod provider;
mod set_fee_split;
mod try_state;
