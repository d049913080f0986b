// SPDX-License-Identifier: Apache-2.0

#![allow(clippy::arithmetic_side_effects)]

mod accept_ownership;
mod contribute;
mod create;
mod curators;
mod disputes;
mod erase;
mod fund;
mod genesis;
mod influence;
mod items;
mod machine;
mod math;
mod people;
mod propose_owner;
mod prune;
mod queue;
mod review;
mod set_metadata;
mod set_policy;
mod sponsors;
mod try_state;
mod views;
mod withdraw;
