// SPDX-License-Identifier: Apache-2.0

//! What the pallet does.

mod enact;
mod traits;
