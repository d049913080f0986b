// SPDX-License-Identifier: Apache-2.0

//! The location of OPEN in messages between chains. Both the configuration of XCM and its weights need it.

use polkadot_sdk::{frame_support::parameter_types, staging_xcm::latest::Location};

parameter_types! {
    /// The location of OPEN: this chain.
    pub const OpenLocation: Location = Location::here();
}
