// SPDX-License-Identifier: Apache-2.0

//! The effects of the calls, by topic.

mod contributions;
mod curators;
mod datanets;
mod deposits;
mod disputes;
mod items;
mod queue;
mod reviews;
mod shares;
mod sponsors;
mod traits;
