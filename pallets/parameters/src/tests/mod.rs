// SPDX-License-Identifier: Apache-2.0

//! Tests, a file for each call and each promise.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::as_conversions)]

mod cancel_change;
mod integrity;
mod machine;
mod set_parameter;
mod try_state;
mod views;
