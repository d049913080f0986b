// SPDX-License-Identifier: Apache-2.0

//! Tests of the runtime as it is wired, through blocks as a collator builds them.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs
)]

mod calls;
mod ceilings;
mod chain;
mod clock;
mod consent;
mod disputes;
mod fees;
mod governance;
mod holds;
mod inference;
mod lineage;
mod metadata;
mod parameters;
mod presets;
mod production;
mod proxies;
mod safety;
mod sponsorship;
mod throughput;
mod weights;
mod xcm;
