// SPDX-License-Identifier: Apache-2.0

//! How each pallet is set up.

pub mod accounts;
pub mod consensus;
pub mod ledger;
pub mod money;
pub mod proxy;
pub mod system;
pub mod xcm;
