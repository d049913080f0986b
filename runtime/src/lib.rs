// SPDX-License-Identifier: Apache-2.0

//! The OpenLedger parachain's runtime.
//!
//! The WASM that ships is the WASM that is tested. A development chain and a production chain differ only in their
//! genesis state ([`genesis_presets`]).

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "256"]
// The macros below write public items of their own at this level, without documentation and with casts. The modules
// that are written by hand keep the rule.
#![allow(missing_docs, clippy::as_conversions)]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
#[deny(clippy::as_conversions)]
pub mod configs;
#[deny(clippy::as_conversions)]
pub mod constants;
#[deny(clippy::as_conversions)]
pub mod extensions;
#[deny(clippy::as_conversions)]
pub mod genesis_presets;
#[deny(clippy::as_conversions)]
pub mod governance;
#[cfg(feature = "std")]
#[deny(clippy::as_conversions)]
pub mod testing;
mod weights;
#[deny(clippy::as_conversions)]
pub mod xcm_location;

use alloc::{borrow::Cow, vec::Vec};
use extensions::nonces::pallet_nonces;
use governance::{clock::pallet_governance_clock, origins::pallet_custom_origins};
use polkadot_sdk::{
    sp_runtime::{
        generic, impl_opaque_keys,
        traits::{BlakeTwo256, IdentifyAccount, Verify},
        MultiAddress, MultiSignature,
    },
    sp_version::RuntimeVersion,
    staging_parachain_info as parachain_info, *,
};

pub use openledger_primitives::Balance;
pub use sp_consensus_aura::sr25519::AuthorityId as AuraId;

/// A signature of any kind that accounts can have.
pub type Signature = MultiSignature;
/// An account: a public key or its hash.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// The number of transactions that an account has sent.
pub type Nonce = u32;
/// A hash.
pub type Hash = sp_core::H256;
/// The number of a block, of this chain or of the relay chain.
pub type BlockNumber = u32;
/// The form in which transactions name accounts.
pub type Address = MultiAddress<AccountId, ()>;
/// Header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A block with its justification.
pub type SignedBlock = generic::SignedBlock<Block>;
/// A block by hash or number.
pub type BlockId = generic::BlockId<Block>;

/// The transaction extensions, outermost first.
///
/// Wallets see the SDK's extensions only: ours have the names and the types of those that they extend.
pub type TxExtension = cumulus_pallet_weight_reclaim::StorageWeightReclaim<
    Runtime,
    (
        frame_system::AuthorizeCall<Runtime>,
        frame_system::CheckNonZeroSender<Runtime>,
        frame_system::CheckSpecVersion<Runtime>,
        frame_system::CheckTxVersion<Runtime>,
        frame_system::CheckGenesis<Runtime>,
        frame_system::CheckEra<Runtime>,
        extensions::CheckNonce,
        frame_system::CheckWeight<Runtime>,
        extensions::ChargeTransactionPayment,
        frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
    ),
>;

/// A transaction before it is checked.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;

/// The migrations of an upgrade, before its first block. The one of XCM is permanent; each release adds its own and the
/// next release removes them.
pub type Migrations = (pallet_xcm::migration::MigrateToLatestXcmVersion<Runtime>,);

/// Executes blocks.
pub type Executive =
    frame_executive::Executive<Runtime, Block, frame_system::ChainContext<Runtime>, Runtime, AllPalletsWithSystem>;

/// Types for clients that treat transactions as bytes.
pub mod opaque {
    use super::*;

    pub use polkadot_sdk::sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

    /// Header of a block.
    pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
    /// A block.
    pub type Block = generic::Block<Header, UncheckedExtrinsic>;
    /// A block by hash or number.
    pub type BlockId = generic::BlockId<Block>;
}

impl_opaque_keys! {
    /// The keys of a collator.
    pub struct SessionKeys {
        /// The key that signs its blocks.
        pub aura: Aura,
    }
}

/// The version of this runtime. `spec_version` grows with every release. `transaction_version` grows whenever the
/// meaning of an already signed transaction would change.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: Cow::Borrowed("openledger"),
    impl_name: Cow::Borrowed("openledger"),
    authoring_version: 1,
    spec_version: 1,
    impl_version: 0,
    apis: apis::RUNTIME_API_VERSIONS,
    transaction_version: 1,
    system_version: 1,
};

// Indices are part of every signed transaction: never reuse one. The gaps leave room for later pallets of each kind.
// Genesis and hooks follow the order of the declarations: a license comes before the models that need it.
#[frame_support::runtime(legacy_ordering)]
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
    pub struct Runtime;

    // The chain itself.
    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type ParachainSystem = cumulus_pallet_parachain_system;
    #[runtime::pallet_index(2)]
    pub type Timestamp = pallet_timestamp;
    #[runtime::pallet_index(3)]
    pub type ParachainInfo = parachain_info;
    #[runtime::pallet_index(4)]
    pub type WeightReclaim = cumulus_pallet_weight_reclaim;
    #[runtime::pallet_index(5)]
    pub type MultiBlockMigrations = pallet_migrations;

    // Money.
    #[runtime::pallet_index(10)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(11)]
    pub type TransactionPayment = pallet_transaction_payment;
    #[runtime::pallet_index(12)]
    pub type Nonces = pallet_nonces;
    #[runtime::pallet_index(13)]
    pub type Treasury = pallet_treasury;
    #[runtime::pallet_index(14)]
    pub type Vesting = pallet_vesting;

    // Collators. The order of these five matters: the author must be known before the session can end.
    #[runtime::pallet_index(20)]
    pub type Authorship = pallet_authorship;
    #[runtime::pallet_index(21)]
    pub type CollatorSelection = pallet_collator_selection;
    #[runtime::pallet_index(22)]
    pub type Session = pallet_session;
    #[runtime::pallet_index(23)]
    pub type Aura = pallet_aura;
    #[runtime::pallet_index(24)]
    pub type AuraExt = cumulus_pallet_aura_ext;

    // Messages.
    #[runtime::pallet_index(30)]
    pub type XcmpQueue = cumulus_pallet_xcmp_queue;
    #[runtime::pallet_index(31)]
    pub type PolkadotXcm = pallet_xcm;
    #[runtime::pallet_index(32)]
    pub type CumulusXcm = cumulus_pallet_xcm;
    #[runtime::pallet_index(33)]
    pub type MessageQueue = pallet_message_queue;

    // Tools for accounts.
    #[runtime::pallet_index(40)]
    pub type Utility = pallet_utility;
    #[runtime::pallet_index(41)]
    pub type Multisig = pallet_multisig;
    #[runtime::pallet_index(42)]
    pub type Proxy = pallet_proxy;
    #[runtime::pallet_index(43)]
    pub type Preimage = pallet_preimage;
    #[runtime::pallet_index(44)]
    pub type Scheduler = pallet_scheduler;
    #[runtime::pallet_index(45)]
    pub type Parameters = pallet_scheduled_parameters;

    // The sudo key of test networks. A chain without one in its genesis state has none.
    #[runtime::pallet_index(50)]
    pub type Sudo = pallet_sudo;

    // Governance.
    #[runtime::pallet_index(51)]
    pub type ConvictionVoting = pallet_conviction_voting;
    #[runtime::pallet_index(52)]
    pub type Referenda = pallet_referenda;
    #[runtime::pallet_index(53)]
    pub type Origins = pallet_custom_origins;
    #[runtime::pallet_index(54)]
    pub type Whitelist = pallet_whitelist;
    #[runtime::pallet_index(55)]
    pub type TechnicalCommittee = pallet_collective<Instance1>;
    #[runtime::pallet_index(56)]
    pub type GovernanceClock = pallet_governance_clock;
    #[runtime::pallet_index(57)]
    pub type SafeMode = pallet_safe_mode;
    #[runtime::pallet_index(58)]
    pub type TxPause = pallet_tx_pause;

    // OpenLedger. The ledger comes first: the genesis of the others grants shares.
    #[runtime::pallet_index(60)]
    pub type Attribution = pallet_attribution;
    #[runtime::pallet_index(61)]
    pub type Datanets = pallet_datanets;
    // Before the models: those of genesis need licenses.
    #[runtime::pallet_index(68)]
    pub type Licenses = pallet_licenses;
    #[runtime::pallet_index(62)]
    pub type ModelRegistry = pallet_model_registry;
    #[runtime::pallet_index(63)]
    pub type Inference = pallet_inference;
    #[runtime::pallet_index(64)]
    pub type OperatorStaking = pallet_operator_staking;
    #[runtime::pallet_index(65)]
    pub type FeeSplits = pallet_fee_split;
    #[runtime::pallet_index(66)]
    pub type Receipts = pallet_receipts;
    #[runtime::pallet_index(69)]
    pub type Sponsorship = pallet_sponsorship;
    #[runtime::pallet_index(70)]
    pub type Influence = pallet_influence;
    // After the pallets of its subjects: its genesis opens cases about them.
    #[runtime::pallet_index(67)]
    pub type Disputes = pallet_disputes;
}

cumulus_pallet_parachain_system::register_validate_block! {
    Runtime = Runtime,
    BlockExecutor = cumulus_pallet_aura_ext::BlockExecutor::<Runtime, Executive>,
}
