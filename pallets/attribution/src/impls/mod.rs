// SPDX-License-Identifier: Apache-2.0

//! What the calls, hooks and traits do.

mod clock;
mod flow;
mod money;
mod payout;
mod queries;
mod quote;
mod records;
mod revenue;
mod shares;
mod simulation;
mod traits;
