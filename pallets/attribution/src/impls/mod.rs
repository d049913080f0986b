// SPDX-License-Identifier: Apache-2.0

//! The implementation of calls, hooks and traits, by topic.

mod clock;
mod curators;
mod flow;
pub(crate) mod influence;
pub(crate) mod money;
mod payout;
mod queries;
mod quote;
mod records;
mod revenue;
mod shares;
mod simulation;
mod traits;
