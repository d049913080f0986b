// SPDX-License-Identifier: Apache-2.0

//! Tests, one file per call.

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing, clippy::unwrap_used)]

mod add_allowed;
mod genesis;
mod machine;
mod remove_allowed;
mod set_license;
mod try_state;
mod views;

use crate::{mock::*, *};
use frame::testing_prelude::*;
use openledger_primitives::{
    deposit::Deposit, license::Use, runtime_api::Access, traits::LicenseInspect, Balance, DatanetId, DatanetRelation,
    License, LicenseTerm,
};
use Access::*;
use DatanetRelation::*;
