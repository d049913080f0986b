// SPDX-License-Identifier: Apache-2.0

//! Tests, a file for each call or promise.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing)]

mod appeal;
mod finalize;
mod genesis;
mod machine;
mod open;
mod respond;
mod rule;
mod rule_by_track;
mod set_panel;
mod try_state;
mod views;
