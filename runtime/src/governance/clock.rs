// SPDX-License-Identifier: Apache-2.0

//! The clock of governance.
//!
//! Periods are constants, in hours. The number of relay blocks in a day of governance is a parameter, which the genesis
//! sets and root can change. A production chain's day is a day, a development chain's is half a minute, and both run
//! the same WASM.

// The pallet macro expands to `expect`s.
#![allow(clippy::expect_used)]

use super::parameters::{governance::Day, value};
use crate::{BlockNumber, Runtime, System};
use polkadot_sdk::{
    cumulus_pallet_parachain_system::{relay_state_snapshot::RelayChainStateProof, OnSystemEvent},
    cumulus_primitives_core::PersistedValidationData,
    frame_support::{traits::Get, weights::Weight},
    pallet_scheduler,
};

pub use pallet_governance_clock::*;

/// Hours in a day of governance.
pub const HOURS_A_DAY: u32 = 24;

/// Convert `hours` of governance to relay blocks, at least one. `day` is the number of blocks in a day.
pub fn hours_to_blocks(hours: u32, day: BlockNumber) -> BlockNumber {
    // Cannot saturate: a day has at most 14,400 blocks, and no period is longer than a year.
    hours.saturating_mul(day).checked_div(HOURS_A_DAY).unwrap_or_default().max(1)
}

/// Relay blocks in a day of governance.
pub fn day() -> BlockNumber {
    value::<Day>()
}

/// A period of `DAYS` days of governance, in blocks.
pub struct Days<const DAYS: u32>;

impl<const DAYS: u32> Get<BlockNumber> for Days<DAYS> {
    fn get() -> BlockNumber {
        hours_to_blocks(DAYS.saturating_mul(HOURS_A_DAY), day())
    }
}

/// A period of `HOURS` hours of governance, in blocks, but at least `LEAST` blocks.
pub struct Hours<const HOURS: u32, const LEAST: u32>;

impl<const HOURS: u32, const LEAST: u32> Get<BlockNumber> for Hours<HOURS, LEAST> {
    fn get() -> BlockNumber {
        hours_to_blocks(HOURS, day()).max(LEAST)
    }
}

/// Sets, in the first block, the relay block from which the scheduler looks for tasks.
///
/// The scheduler checks each block of its clock in turn, and a chain's first block builds on a relay block with a
/// number in the millions. Without this it would check empty agendas for weeks with most of each block's weight, and
/// referenda would not advance.
pub struct SchedulerStart;

impl OnSystemEvent for SchedulerStart {
    fn on_validation_data(data: &PersistedValidationData) {
        if System::block_number() == 1 {
            pallet_scheduler::IncompleteSince::<Runtime>::put(data.relay_parent_number);
        }
    }

    fn on_validation_code_applied() {}

    fn on_relay_state_proof(_: &RelayChainStateProof) -> Weight {
        Weight::zero()
    }
}

/// Sets the length of a day of governance at genesis.
#[polkadot_sdk::frame_support::pallet]
pub mod pallet_governance_clock {
    use crate::{constants::time::DAYS, governance::parameters::ParameterName, BlockNumber};
    use polkadot_sdk::frame_support::pallet_prelude::*;

    /// A pallet that only has a genesis. The parameter that it sets is stored with the others.
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config:
        polkadot_sdk::frame_system::Config + pallet_scheduled_parameters::Config<Name = ParameterName>
    {
    }

    #[pallet::genesis_config]
    pub struct GenesisConfig<T: Config> {
        /// Relay blocks in a day of governance, from 1 to 14,400.
        pub day: BlockNumber,
        /// Binds the type parameter; not part of the configuration.
        #[serde(skip)]
        pub _config: core::marker::PhantomData<T>,
    }

    impl<T: Config> Default for GenesisConfig<T> {
        fn default() -> Self {
            Self { day: DAYS, _config: Default::default() }
        }
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            pallet_scheduled_parameters::Pallet::<T>::set_at_genesis(ParameterName::Day, self.day.into())
                .expect("a day of governance has 1 to 14,400 blocks");
        }
    }
}
