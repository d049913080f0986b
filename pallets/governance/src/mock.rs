// SPDX-License-Identifier: Apache-2.0

//! A mock runtime of the system and this pallet, with the clock of `primitives`.

#![allow(missing_docs, clippy::expect_used, clippy::as_conversions, clippy::arithmetic_side_effects)]

use crate::{self as pallet_fee_split, FeeSplitBounds};
use frame::testing_prelude::*;
use openledger_primitives::{Era, FeeSplit};

pub use openledger_primitives::testing::{Clock, CurrentEra};

#[frame_construct_runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type FeeSplits = pallet_fee_split;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = MockBlock<Test>;
}

pub const GRACE: Era = 3;

pub fn default_bounds() -> FeeSplitBounds {
    FeeSplitBounds {
        min_contributors: Permill::from_percent(30),
        max_treasury: Permill::from_percent(10),
        min_burn: Permill::from_parts(5_000),
        max_step: Permill::from_percent(5),
    }
}

parameter_types! {
    // Kept in storage, so that every test starts with the defaults.
    pub storage Grace: Era = GRACE;
    pub storage ConstitutionalBounds: FeeSplitBounds = default_bounds();
}

impl crate::Config for Test {
    type Eras = Clock;
    type FeeSplitOrigin = EnsureRoot<u64>;
    type Bounds = ConstitutionalBounds;
    type GracePeriod = Grace;
    type WeightInfo = ();
}

/// A split in parts per million, in the order of the roles.
pub fn split(parts: [u32; 6]) -> FeeSplit {
    let [contributors, builders, operator, stakers, treasury, burn] = parts.map(Permill::from_parts);
    FeeSplit { contributors, builders, operator, stakers, treasury, burn }
}

/// A split one step away from the default: the operator gives 1 % to the builders.
pub fn other_split() -> FeeSplit {
    split([400_000, 260_000, 190_000, 100_000, 40_000, 10_000])
}

pub fn build_genesis(split: FeeSplit) -> Storage {
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    crate::GenesisConfig::<Test> { split, _config: Default::default() }.assimilate_storage(&mut storage).unwrap();
    storage
}

pub fn new_test_ext() -> TestState {
    CurrentEra::set(0);
    let mut ext = TestState::new(build_genesis(FeeSplit::default()));
    // Events are kept from block 1 on.
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Run `test` on a new chain and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        FeeSplits::do_try_state().unwrap();
    });
}

/// The events of this pallet since the last call.
pub fn events() -> Vec<crate::Event<Test>> {
    let events = System::read_events_for_pallet::<crate::Event<Test>>();
    System::reset_events();
    events
}
