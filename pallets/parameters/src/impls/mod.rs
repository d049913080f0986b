// SPDX-License-Identifier: Apache-2.0

//! The logic of the calls and queries.

mod change;
mod query;
