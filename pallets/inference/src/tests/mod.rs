// SPDX-License-Identifier: Apache-2.0

//! Tests, a file for each call and each promise.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::as_conversions)]

mod pay;
mod properties;
mod publish_offer;
mod remove_expired_offer;
mod try_state;
mod views;
mod withdraw_offer;
