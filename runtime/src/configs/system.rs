// SPDX-License-Identifier: Apache-2.0

//! Blocks, time, upgrades.

use crate::{
    constants::consensus::{
        percent_of, AVERAGE_ON_INITIALIZE_RATIO, MAXIMUM_BLOCK_LENGTH, MAXIMUM_BLOCK_WEIGHT, NORMAL_BLOCK_WEIGHT,
        NORMAL_DISPATCH_RATIO,
    },
    governance::safety::CallFilter,
    weights::{self, BlockExecutionWeight, ExtrinsicBaseWeight, RocksDbWeight},
    AccountId, Aura, Balance, Block, Hash, Migrations, MultiBlockMigrations, Nonce, PalletInfo, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeOrigin, RuntimeTask, VERSION,
};
use polkadot_sdk::{
    cumulus_pallet_parachain_system, cumulus_pallet_weight_reclaim,
    frame_support::{
        derive_impl,
        dispatch::DispatchClass,
        migrations::FreezeChainOnFailedMigration,
        parameter_types,
        traits::{ConstU32, ConstU64, Get},
        weights::Weight,
    },
    frame_system::{
        self,
        limits::{BlockLength, BlockWeights},
    },
    pallet_balances, pallet_migrations, pallet_timestamp,
    polkadot_runtime_common::BlockHashCount,
    sp_version::RuntimeVersion,
    staging_parachain_info as parachain_info,
};

parameter_types! {
    pub RuntimeBlockLength: BlockLength = BlockLength::builder()
        .max_length(MAXIMUM_BLOCK_LENGTH)
        .modify_max_length_for_class(DispatchClass::Normal, |max| *max = NORMAL_DISPATCH_RATIO.mul_floor(*max))
        .build();
    pub RuntimeBlockWeights: BlockWeights = BlockWeights::builder()
        .base_block(BlockExecutionWeight::get())
        .for_class(DispatchClass::all(), |weights| weights.base_extrinsic = ExtrinsicBaseWeight::get())
        .for_class(DispatchClass::Normal, |weights| {
            weights.max_total = Some(NORMAL_BLOCK_WEIGHT);
        })
        .for_class(DispatchClass::Operational, |weights| {
            weights.max_total = Some(MAXIMUM_BLOCK_WEIGHT);
            // The rest is reserved for operational transactions.
            weights.reserved = Some(MAXIMUM_BLOCK_WEIGHT.saturating_sub(NORMAL_BLOCK_WEIGHT));
        })
        .avg_block_initialization(AVERAGE_ON_INITIALIZE_RATIO)
        .build_or_panic();
    /// The generic prefix of Substrate chains.
    pub const SS58Prefix: u16 = 42;
}

/// The version of the runtime.
pub struct Version;

impl Get<RuntimeVersion> for Version {
    // Never inlined, so that the WASM has the version as data and not as numbers in code. The end-to-end tests find and
    // raise it there, to have another runtime without building one.
    #[inline(never)]
    fn get() -> RuntimeVersion {
        VERSION
    }
}

#[derive_impl(frame_system::config_preludes::ParaChainDefaultConfig)]
impl frame_system::Config for Runtime {
    type AccountId = AccountId;
    type Nonce = Nonce;
    type Hash = Hash;
    type Block = Block;
    type BlockHashCount = BlockHashCount;
    type Version = Version;
    type AccountData = pallet_balances::AccountData<Balance>;
    type DbWeight = RocksDbWeight;
    type SystemWeightInfo = weights::frame_system::WeightInfo<Runtime>;
    type ExtensionsWeightInfo = weights::frame_system_extensions::WeightInfo<Runtime>;
    type BlockWeights = RuntimeBlockWeights;
    type BlockLength = RuntimeBlockLength;
    type SS58Prefix = SS58Prefix;
    type BaseCallFilter = CallFilter;
    type OnSetCode = cumulus_pallet_parachain_system::ParachainSetCode<Self>;
    type MaxConsumers = ConstU32<16>;
    type SingleBlockMigrations = Migrations;
    type MultiBlockMigrator = MultiBlockMigrations;
}

impl cumulus_pallet_weight_reclaim::Config for Runtime {
    type WeightInfo = weights::cumulus_pallet_weight_reclaim::WeightInfo<Runtime>;
}

impl pallet_timestamp::Config for Runtime {
    type Moment = u64;
    type OnTimestampSet = Aura;
    // The slot decides. With asynchronous backing, two blocks may have the same time.
    type MinimumPeriod = ConstU64<0>;
    type WeightInfo = weights::pallet_timestamp::WeightInfo<Runtime>;
}

impl parachain_info::Config for Runtime {}

parameter_types! {
    /// A migration over several blocks may take most of each.
    pub const MigrationServiceWeight: Weight = percent_of(MAXIMUM_BLOCK_WEIGHT, 80);
}

impl pallet_migrations::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    #[cfg(not(feature = "runtime-benchmarks"))]
    type Migrations = ();
    // The pallet's own benchmarks need migrations that never change.
    #[cfg(feature = "runtime-benchmarks")]
    type Migrations = pallet_migrations::mock_helpers::MockedMigrations;
    type CursorMaxLen = ConstU32<65_536>;
    type IdentifierMaxLen = ConstU32<256>;
    type MigrationStatusHandler = ();
    type FailedMigrationHandler = FreezeChainOnFailedMigration;
    type MaxServiceWeight = MigrationServiceWeight;
    type WeightInfo = weights::pallet_migrations::WeightInfo<Runtime>;
}
