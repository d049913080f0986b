// SPDX-License-Identifier: Apache-2.0

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod claim;
mod clock;
mod conservation;
mod curators;
mod flow;
mod fund;
mod idle;
mod influence;
mod lineage;
mod machine;
mod queries;
mod route;
mod rules;
mod shares;
mod simulation;
mod sweep;
mod try_state;
