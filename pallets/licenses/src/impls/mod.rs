// SPDX-License-Identifier: Apache-2.0

//! The effects of the calls, genesis, and the answers to other pallets.

mod deposit;
mod genesis;
mod manage;
mod traits;
