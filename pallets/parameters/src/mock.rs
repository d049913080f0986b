// SPDX-License-Identifier: Apache-2.0

//! A mock runtime of the system and this pallet, with three parameters and the clock of `primitives`.

#![allow(missing_docs, clippy::expect_used, clippy::as_conversions, clippy::arithmetic_side_effects)]

use crate::{self as pallet_scheduled_parameters, ParameterName, Terms};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::{testing_prelude::*, traits::EnsureOriginWithArg};
use openledger_primitives::{runtime_api::ParameterUnit, Era};
use scale_info::TypeInfo;

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
    pub type Parameters = pallet_scheduled_parameters;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = MockBlock<Test>;
}

pub const NOTICE: Era = 7;

/// The account that may set the deposit. Root may set all.
pub const REGISTRAR: u64 = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Name {
    Bond,
    Ratio,
    Deposit,
}

pub use Name::*;

parameter_types! {
    // Kept in storage, so that every test starts with the default.
    pub storage MostBond: u128 = 1_000_000;
    pub storage DefaultRatio: u128 = 10;
    pub storage LeastRatio: u128 = 1;
    pub storage RatioNotice: Era = NOTICE;
}

impl ParameterName for Name {
    fn all() -> &'static [Self] {
        &[Bond, Ratio, Deposit]
    }

    fn text(&self) -> &'static str {
        match self {
            Bond => "Bond",
            Ratio => "Ratio",
            Deposit => "Deposit",
        }
    }

    fn terms(&self) -> Terms {
        match self {
            Bond => {
                Terms { unit: ParameterUnit::Planck, default: 1_000, least: 100, most: MostBond::get(), notice: NOTICE }
            }
            Ratio => Terms {
                unit: ParameterUnit::Number,
                default: DefaultRatio::get(),
                least: LeastRatio::get(),
                most: 100,
                notice: RatioNotice::get(),
            },
            Deposit => Terms { unit: ParameterUnit::Planck, default: 50, least: 1, most: 400, notice: 1 },
        }
    }
}

pub struct Admin;

impl EnsureOriginWithArg<RuntimeOrigin, Name> for Admin {
    type Success = ();

    fn try_origin(origin: RuntimeOrigin, name: &Name) -> Result<(), RuntimeOrigin> {
        match (origin.as_system_ref(), name) {
            (Some(frame_system::RawOrigin::Root), _) | (Some(frame_system::RawOrigin::Signed(REGISTRAR)), Deposit) => {
                Ok(())
            }
            _ => Err(origin),
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin(_: &Name) -> Result<RuntimeOrigin, ()> {
        Ok(RuntimeOrigin::root())
    }
}

impl crate::Config for Test {
    type Name = Name;
    type Eras = Clock;
    type AdminOrigin = Admin;
    type WeightInfo = ();
}

pub fn new_test_ext() -> TestState {
    CurrentEra::set(0);
    let mut ext = TestState::new(frame_system::GenesisConfig::<Test>::default().build_storage().unwrap());
    // Events are kept from block 1 on.
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Run `test` on a new chain and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Parameters::do_try_state().unwrap();
    });
}

pub fn set(name: Name, value: u128) -> DispatchResult {
    Parameters::set_parameter(RuntimeOrigin::root(), name, value)
}

pub fn cancel(name: Name) -> DispatchResult {
    Parameters::cancel_change(RuntimeOrigin::root(), name)
}

/// The events of this pallet since the last call.
pub fn events() -> Vec<crate::Event<Test>> {
    let events = System::read_events_for_pallet::<crate::Event<Test>>();
    System::reset_events();
    events
}
