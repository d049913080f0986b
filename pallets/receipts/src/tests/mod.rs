// SPDX-License-Identifier: Apache-2.0

//! Tests, a file for each call, view function or promise.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing)]

mod forget_conviction;
mod machine;
mod report_equivocation;
mod try_state;
mod verify_receipt;
mod views;
mod window;
