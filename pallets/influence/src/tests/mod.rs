// SPDX-License-Identifier: Apache-2.0

//! Tests, one file per call.

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::indexing_slicing, clippy::unwrap_used)]

mod add_attributor;
mod attacks;
mod bond;
mod challenge;
mod claim;
mod close;
mod machine;
mod names;
mod pay_named;
mod post_root;
mod remove_attributor;
mod set_policy;
mod settle_named;
mod try_state;
mod unbond;
mod views;

use crate::{mock::*, *};
use frame::testing_prelude::*;
use openledger_primitives::{
    influence::{
        Branch, Directed, Evidence, Name, NamedDatanet, NamedShares, Names, Node, Proof, ProvenItem, ProvenLeaf,
        ResolveNames, Root, Standing, Tree, WeightedLeaf, MAX_NAMES,
    },
    Balance, ContributionId, DatanetId, Era, ModelId,
};
