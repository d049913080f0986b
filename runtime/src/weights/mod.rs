// SPDX-License-Identifier: Apache-2.0

//! The weights that the runtime charges, all measured against this runtime. `make weights` writes every file but this
//! one and `xcm.rs`, which assigns measured weights to the instructions of messages.

pub mod block_weights;
pub mod cumulus_pallet_parachain_system;
pub mod cumulus_pallet_weight_reclaim;
pub mod cumulus_pallet_xcmp_queue;
pub mod extrinsic_weights;
pub mod frame_system;
pub mod frame_system_extensions;
pub mod pallet_attribution;
pub mod pallet_balances;
pub mod pallet_collator_selection;
pub mod pallet_collective;
pub mod pallet_conviction_voting;
pub mod pallet_datanets;
pub mod pallet_disputes;
pub mod pallet_fee_split;
pub mod pallet_inference;
pub mod pallet_influence;
pub mod pallet_licenses;
pub mod pallet_message_queue;
pub mod pallet_migrations;
pub mod pallet_model_registry;
pub mod pallet_multisig;
pub mod pallet_operator_staking;
pub mod pallet_preimage;
pub mod pallet_proxy;
pub mod pallet_receipts;
pub mod pallet_referenda;
pub mod pallet_safe_mode;
pub mod pallet_scheduled_parameters;
pub mod pallet_scheduler;
pub mod pallet_session;
pub mod pallet_sponsorship;
pub mod pallet_sudo;
pub mod pallet_timestamp;
pub mod pallet_transaction_payment;
pub mod pallet_treasury;
pub mod pallet_tx_pause;
pub mod pallet_utility;
pub mod pallet_vesting;
pub mod pallet_whitelist;
pub mod pallet_xcm;
pub mod pallet_xcm_benchmarks_fungible;
pub mod pallet_xcm_benchmarks_generic;
pub mod rocksdb_weights;
pub mod xcm;

pub use block_weights::BlockExecutionWeight;
pub use extrinsic_weights::ExtrinsicBaseWeight;
pub use rocksdb_weights::RocksDbWeight;
