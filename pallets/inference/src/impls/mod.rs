// SPDX-License-Identifier: Apache-2.0

//! What the pallet does.

mod deposits;
mod offers;
mod payments;
