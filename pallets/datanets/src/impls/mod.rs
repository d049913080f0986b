// SPDX-License-Identifier: Apache-2.0

//! What the calls do, by topic.

mod contributions;
mod datanets;
mod deposits;
mod reviews;
mod shares;
mod traits;
