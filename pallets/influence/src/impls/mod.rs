// SPDX-License-Identifier: Apache-2.0

//! The effects of the calls, by topic.

mod attributors;
mod claims;
mod names;
mod policy;
mod roots;
