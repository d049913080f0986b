// SPDX-License-Identifier: Apache-2.0

//! Tests, one file per call.

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing, clippy::unwrap_used)]

mod allowed;
mod attacks;
mod deposits;
mod deprecate;
mod disputes;
mod floors;
mod genesis;
mod licenses;
mod lineage;
mod machine;
mod ownership;
mod register;
mod register_version;
mod set_terms;
mod set_uri;
mod terms;
mod transfer_builder_share;
mod try_state;
mod views;

use crate::{mock::*, *};
use frame::testing_prelude::*;
use openledger_primitives::{traits::*, Balance, Holder, ModelId, PoolId, Shares};
use DatanetRelation::*;
use ModelKind::*;
use ParentRelation::*;
