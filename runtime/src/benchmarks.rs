// SPDX-License-Identifier: Apache-2.0

//! The list of benchmarked pallets, and the parts of this runtime that their benchmarks need.

use crate::{
    configs::{
        money::ExistentialDeposit,
        xcm::{LocationToAccountId, PriceForSiblingDelivery, XcmConfig},
    },
    xcm_location::OpenLocation,
    *,
};
use alloc::{boxed::Box, vec, vec::Vec};
use cumulus_primitives_core::ParaId;
use frame_benchmarking::BenchmarkError;
use frame_support::{parameter_types, traits::WhitelistedStorageKeys};
use openledger_primitives::OPEN;
use polkadot_runtime_common::xcm_sender::ToParachainDeliveryHelper;
use sp_storage::TrackedStorageKey;
use staging_xcm::latest::prelude::*;
use staging_xcm_executor::AssetsInHolding;

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
    [pallet_xcm_benchmarks::fungible, XcmFungible::<Runtime>]
    [pallet_xcm_benchmarks::generic, XcmGeneric::<Runtime>]
    [pallet_attribution, Attribution]
    [pallet_datanets, Datanets]
    [pallet_disputes, Disputes]
    [pallet_fee_split, FeeSplits]
    [pallet_inference, Inference]
    [pallet_influence, Influence]
    [pallet_licenses, Licenses]
    [pallet_model_registry, ModelRegistry]
    [pallet_operator_staking, OperatorStaking]
    [pallet_receipts, Receipts]
    [pallet_scheduled_parameters, Parameters]
    [pallet_sponsorship, Sponsorship]
);

pub use cumulus_pallet_session_benchmarking::Pallet as SessionBench;
pub use frame_system_benchmarking::{extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench};
pub use pallet_xcm::benchmarking::Pallet as PalletXcmExtrinsicsBenchmark;
pub use pallet_xcm_benchmarks::{fungible::Pallet as XcmFungible, generic::Pallet as XcmGeneric};

/// Storage keys that calls are not charged for, because every block has read or written them before its first
/// transaction.
///
/// Pallets name their own keys; those of the relay chain's block number are missing there. The inherent writes this
/// number in every block, as part of the weight of an empty block. A benchmark has no inherent. It would read the
/// number from the state, and the previous block's number as well, which no block reads once there is a newer one.
pub fn whitelist() -> Vec<TrackedStorageKey> {
    let of_relay_chain = [
        cumulus_pallet_parachain_system::ValidationData::<Runtime>::hashed_key(),
        cumulus_pallet_parachain_system::LastRelayChainBlockNumber::<Runtime>::hashed_key(),
    ];
    let mut keys = AllPalletsWithSystem::whitelisted_storage_keys();
    keys.extend(of_relay_chain.map(|key| TrackedStorageKey::new(key.to_vec())));
    keys
}

impl frame_system_benchmarking::Config for Runtime {
    fn setup_set_code_requirements(code: &Vec<u8>) -> Result<(), BenchmarkError> {
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
        let amount = OPEN;
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

impl pallet_xcm_benchmarks::Config for Runtime {
    type XcmConfig = XcmConfig;
    type AccountIdConverter = LocationToAccountId;
    type DeliveryHelper = <Self as pallet_xcm::benchmarking::Config>::DeliveryHelper;

    fn valid_destination() -> Result<Location, BenchmarkError> {
        Ok(sibling())
    }

    fn worst_case_holding(_: u32) -> AssetsInHolding {
        // OPEN is the only asset that can be held.
        let mut holding = AssetsInHolding::new();
        let credit = pallet_xcm_benchmarks::MockCredit(OPEN.saturating_mul(1_000_000));
        holding.fungible.insert(AssetId(OpenLocation::get()), Box::new(credit));
        holding
    }
}

parameter_types! {
    // This chain trusts no other with OPEN: these instructions are refused.
    pub const TrustedTeleporter: Option<(Location, Asset)> = None;
    pub const TrustedReserve: Option<(Location, Asset)> = None;
    pub const CheckedAccount: Option<(AccountId, staging_xcm_builder::MintLocation)> = None;
}

impl pallet_xcm_benchmarks::fungible::Config for Runtime {
    type TransactAsset = Balances;
    type CheckedAccount = CheckedAccount;
    type TrustedTeleporter = TrustedTeleporter;
    type TrustedReserve = TrustedReserve;

    fn get_asset() -> Asset {
        open(OPEN)
    }
}

// Messages with the instructions skipped here are refused (`weights/xcm.rs`).
impl pallet_xcm_benchmarks::generic::Config for Runtime {
    type RuntimeCall = RuntimeCall;
    type TransactAsset = Balances;

    fn worst_case_response() -> (u64, Response) {
        (0, Response::Version(Default::default()))
    }

    fn worst_case_asset_exchange() -> Result<(Assets, Assets), BenchmarkError> {
        Err(BenchmarkError::Skip)
    }

    fn universal_alias() -> Result<(Location, Junction), BenchmarkError> {
        Err(BenchmarkError::Skip)
    }

    fn transact_origin_and_runtime_call() -> Result<(Location, RuntimeCall), BenchmarkError> {
        Ok((sibling(), frame_system::Call::remark_with_event { remark: vec![] }.into()))
    }

    fn subscribe_origin() -> Result<Location, BenchmarkError> {
        Ok(sibling())
    }

    fn claimable_asset() -> Result<(Location, Location, Assets), BenchmarkError> {
        Ok((sibling(), Location::here(), open(OPEN).into()))
    }

    fn worst_case_for_trader() -> Result<(Asset, WeightLimit), BenchmarkError> {
        Ok((open(OPEN), Limited(Weight::from_parts(5_000, 5_000))))
    }

    fn unlockable_asset() -> Result<(Location, Location, Asset), BenchmarkError> {
        Err(BenchmarkError::Skip)
    }

    fn export_message_origin_and_destination() -> Result<(Location, NetworkId, InteriorLocation), BenchmarkError> {
        Err(BenchmarkError::Skip)
    }

    fn alias_origin() -> Result<(Location, Location), BenchmarkError> {
        // An account lets ten others act as it, the most there can be, and the last of them does.
        let who = frame_benchmarking::whitelisted_caller::<AccountId>();
        let balance = OPEN.saturating_mul(1_000);
        let _ = <Balances as frame_support::traits::Currency<_>>::make_free_balance_be(&who, balance);
        let account = |id| AccountId32 { network: None, id: [id; 32] };
        let mut aliasers = (1..=10).map(|id| Location::new(1, [Parachain(SIBLING), account(id)]));
        for aliaser in aliasers.clone() {
            let origin = RuntimeOrigin::signed(who.clone());
            PolkadotXcm::add_authorized_alias(origin, Box::new(aliaser.into()), None)?;
        }
        let origin = aliasers.next_back().ok_or(BenchmarkError::Skip)?;
        let target = AccountId32 { network: None, id: who.into() };
        Ok((origin, target.into()))
    }
}
