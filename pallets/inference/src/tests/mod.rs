// SPDX-License-Identifier: Apache-2.0

//! Tests, a file for each call or group of calls and each promise.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic
)]

mod acceptance;
mod agents;
mod attacks;
mod channels;
mod coverage;
mod escrow;
mod limits;
mod machine;
mod named;
mod pay;
mod prices;
mod publish_offer;
mod remove_expired_offer;
mod settle;
mod skips;
mod support;
mod try_state;
mod views;
mod withdraw_offer;
