// SPDX-License-Identifier: Apache-2.0

//! Which pallets are benchmarked, and what their benchmarks need of this runtime.

use crate::{
    configs::{
        money::ExistentialDeposit,
        xcm::{OpenLocation, PriceForSiblingDelivery, XcmConfig},
    },
    *,
};
use alloc::{boxed::Box, vec::Vec};
use cumulus_primitives_core::ParaId;
use frame_support::parameter_types;
use polkadot_runtime_common::xcm_sender::ToParachainDeliveryHelper;
use staging_xcm::latest::prelude::*;

frame_benchmarking::define_benchmarks!(
    [frame_system, SystemBench::<Runtime>]
    [frame_system_extensions, SystemExtensionsBench::<Runtime>]
    [cumulus_pallet_parachain_system, ParachainSystem]
    [cumulus_pallet_weight_reclaim, WeightReclaim]
    [cumulus_pallet_xcmp_queue, XcmpQueue]
    [pallet_balances, Balances]
    [pallet_collator_selection, CollatorSelection]
    [pallet_collective, TechnicalCommittee]
    [pallet_conviction_voting, ConvictionVoting]
    [pallet_message_queue, MessageQueue]
    [pallet_migrations, MultiBlockMigrations]
    [pallet_multisig, Multisig]
    [pallet_parameters, Parameters]
    [pallet_preimage, Preimage]
    [pallet_proxy, Proxy]
    [pallet_referenda, Referenda]
    [pallet_safe_mode, SafeMode]
    [pallet_scheduler, Scheduler]
    [pallet_session, SessionBench::<Runtime>]
    [pallet_sudo, Sudo]
    [pallet_timestamp, Timestamp]
    [pallet_transaction_payment, TransactionPayment]
    [pallet_treasury, Treasury]
    [pallet_tx_pause, TxPause]
    [pallet_utility, Utility]
    [pallet_vesting, Vesting]
    [pallet_whitelist, Whitelist]
    [pallet_xcm, PalletXcmExtrinsicsBenchmark::<Runtime>]
    [pallet_attribution, Attribution]
    [pallet_datanets, Datanets]
    [pallet_inference, Inference]
    [pallet_ledger_governance, Governance]
    [pallet_model_registry, ModelRegistry]
    [pallet_operator_staking, OperatorStaking]
);

pub use cumulus_pallet_session_benchmarking::Pallet as SessionBench;
pub use frame_system_benchmarking::{extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench};
pub use pallet_xcm::benchmarking::Pallet as PalletXcmExtrinsicsBenchmark;

impl frame_system_benchmarking::Config for Runtime {
    fn setup_set_code_requirements(code: &Vec<u8>) -> Result<(), frame_benchmarking::BenchmarkError> {
        let size = u32::try_from(code.len()).map_err(|_| "code too large")?;
        ParachainSystem::initialize_for_set_code_benchmark(size);
        Ok(())
    }

    fn verify_set_code() {
        System::assert_last_event(cumulus_pallet_parachain_system::Event::<Runtime>::ValidationFunctionStored.into());
    }
}

impl cumulus_pallet_session_benchmarking::Config for Runtime {
    fn generate_session_keys_and_proof(owner: Self::AccountId) -> (Self::Keys, Vec<u8>) {
        use codec::Encode;
        let keys = SessionKeys::generate(&owner.encode(), None);
        (keys.keys, keys.proof.encode())
    }
}

impl pallet_transaction_payment::BenchmarkConfig for Runtime {}

/// A sibling parachain to send to.
const SIBLING: u32 = 4_242;

parameter_types! {
    /// Asset that a sender needs so that a message can be delivered.
    pub ExistentialDepositAsset: Option<Asset> = Some((OpenLocation::get(), ExistentialDeposit::get()).into());
    /// The sibling parachain to send to.
    pub SiblingParaId: ParaId = ParaId::from(SIBLING);
}

fn open(amount: Balance) -> Asset {
    Asset { id: AssetId(OpenLocation::get()), fun: Fungible(amount) }
}

fn sibling() -> Location {
    Location::new(1, [Parachain(SIBLING)])
}

impl pallet_xcm::benchmarking::Config for Runtime {
    type DeliveryHelper = ToParachainDeliveryHelper<
        XcmConfig,
        ExistentialDepositAsset,
        PriceForSiblingDelivery,
        SiblingParaId,
        ParachainSystem,
    >;

    fn reachable_dest() -> Option<Location> {
        Some(sibling())
    }

    fn reserve_transferable_asset_and_dest() -> Option<(Asset, Location)> {
        Some((open(ExistentialDeposit::get()), sibling()))
    }

    fn set_up_complex_asset_transfer() -> Option<(Assets, u32, Location, Box<dyn FnOnce()>)> {
        // OPEN is the only asset: the general call does what a reserve transfer does.
        let amount = openledger_primitives::OPEN;
        let who = frame_benchmarking::whitelisted_caller::<AccountId>();
        let balance = amount.saturating_mul(1_000);
        let _ = <Balances as frame_support::traits::Currency<_>>::make_free_balance_be(&who, balance);
        let verify = Box::new(move || {
            assert!(Balances::free_balance(&who) <= balance.saturating_sub(amount));
        });
        Some((open(amount).into(), 0, sibling(), verify))
    }

    fn get_asset() -> Asset {
        open(ExistentialDeposit::get())
    }

    fn batch_call(calls: Vec<RuntimeCall>) -> Option<RuntimeCall> {
        Some(RuntimeCall::Utility(pallet_utility::Call::batch { calls }))
    }
}
