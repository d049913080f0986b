// SPDX-License-Identifier: Apache-2.0

//! The effects of the calls, and what the runtime's extensions and the registry of datanets ask for.

mod budgets;
mod payments;
