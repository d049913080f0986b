// SPDX-License-Identifier: Apache-2.0

//! What the pallet does.

mod agents;
mod channels;
mod escrow;
mod money;
mod offers;
mod pay;
mod queries;
mod receipts;
mod settle;
mod vouchers;
mod window;
