// SPDX-License-Identifier: Apache-2.0

//! The implementation of calls and traits, by topic.

mod enact;
mod traits;
