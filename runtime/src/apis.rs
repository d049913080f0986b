// SPDX-License-Identifier: Apache-2.0

//! The runtime APIs. A node calls them directly, and any client through `state_call`.

use super::*;
use crate::{
    configs::{
        consensus::ConsensusHook,
        xcm::{LocationToAccountId, XcmConfig, XcmRouter},
    },
    constants::consensus::{BLOCK_PROCESSING_VELOCITY, RELAY_PARENT_OFFSET, SLOT_DURATION},
    xcm_location::OpenLocation,
};
use alloc::{vec, vec::Vec};
use cumulus_primitives_core::{ParaId, RelayProofRequest, VerifySchedulingSignature};
use frame_support::{
    genesis_builder_helper::{build_state, get_preset},
    view_functions::{ViewFunctionDispatchError, ViewFunctionId},
    weights::Weight,
};
use openledger_primitives::{
    disputes::{
        cases::{CaseInfo, CasePage},
        CaseId,
    },
    lineage::LineagePage,
    runtime_api::{
        AccountBooks, AgentInfo, BooksInfo, ChannelInfo, Earnings, FeeSplitInfo, FeeSplitSimulation, FeeSplitVersion,
        Obligation, ParameterInfo, Payload, Quote, ReceiptCheck, ReviewQueue,
    },
    sponsorship::SponsorshipInfo,
    traits::{ModelInspect, OperatorInspect},
    ChannelKey, ContributionId, DatanetId, Era, FeeSplit, Item, ItemProof, ItemRefusal, License, ModelId, Receipt,
    ReceiptProof, SignedReceipt, Voucher,
};
use pallet_transaction_payment::{FeeDetails, RuntimeDispatchInfo};
use sp_api::impl_runtime_apis;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
    traits::Block as BlockT,
    transaction_validity::{TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_session::OpaqueGeneratedSessionKeys;
use staging_xcm::{
    latest::prelude::AssetId, Version as XcmVersion, VersionedAsset, VersionedAssetId, VersionedAssets,
    VersionedLocation, VersionedXcm,
};
use xcm_runtime_apis::{
    authorized_aliases::{Error as AliasesError, OriginAliaser},
    conversions::Error as ConversionError,
    dry_run::{CallDryRunEffects, Error as DryRunError, XcmDryRunEffects},
    fees::Error as XcmPaymentError,
    trusted_query::XcmTrustedQueryResult,
};

impl_runtime_apis! {
    impl sp_api::Core<Block> for Runtime {
        fn version() -> RuntimeVersion {
            VERSION
        }

        fn execute_block(block: <Block as BlockT>::LazyBlock) {
            Executive::execute_block(block)
        }

        fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
            Executive::initialize_block(header)
        }
    }

    impl sp_api::Metadata<Block> for Runtime {
        fn metadata() -> OpaqueMetadata {
            OpaqueMetadata::new(Runtime::metadata().into())
        }

        fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
            Runtime::metadata_at_version(version)
        }

        fn metadata_versions() -> Vec<u32> {
            Runtime::metadata_versions()
        }
    }

    impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
        fn execute_view_function(
            id: ViewFunctionId,
            input: Vec<u8>,
        ) -> Result<Vec<u8>, ViewFunctionDispatchError> {
            Runtime::execute_view_function(id, input)
        }
    }

    impl sp_block_builder::BlockBuilder<Block> for Runtime {
        fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
            Executive::apply_extrinsic(extrinsic)
        }

        fn finalize_block() -> <Block as BlockT>::Header {
            Executive::finalize_block()
        }

        fn inherent_extrinsics(data: sp_inherents::InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
            data.create_extrinsics()
        }

        fn check_inherents(
            block: <Block as BlockT>::LazyBlock,
            data: sp_inherents::InherentData,
        ) -> sp_inherents::CheckInherentsResult {
            data.check_extrinsics(&block)
        }
    }

    impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
        fn validate_transaction(
            source: TransactionSource,
            transaction: <Block as BlockT>::Extrinsic,
            block_hash: <Block as BlockT>::Hash,
        ) -> TransactionValidity {
            Executive::validate_transaction(source, transaction, block_hash)
        }
    }

    impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
        fn offchain_worker(header: &<Block as BlockT>::Header) {
            Executive::offchain_worker(header)
        }
    }

    impl sp_session::SessionKeys<Block> for Runtime {
        fn generate_session_keys(owner: Vec<u8>, seed: Option<Vec<u8>>) -> OpaqueGeneratedSessionKeys {
            SessionKeys::generate(&owner, seed).into()
        }

        fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
            SessionKeys::decode_into_raw_public_keys(&encoded)
        }
    }

    impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
        fn slot_duration() -> sp_consensus_aura::SlotDuration {
            sp_consensus_aura::SlotDuration::from_millis(SLOT_DURATION)
        }

        fn authorities() -> Vec<AuraId> {
            pallet_aura::Authorities::<Runtime>::get().into_inner()
        }
    }

    impl cumulus_primitives_aura::AuraUnincludedSegmentApi<Block> for Runtime {
        fn can_build_upon(included_hash: <Block as BlockT>::Hash, slot: cumulus_primitives_aura::Slot) -> bool {
            ConsensusHook::can_build_upon(included_hash, slot)
        }
    }

    impl cumulus_primitives_core::CollectCollationInfo<Block> for Runtime {
        fn collect_collation_info(header: &<Block as BlockT>::Header) -> cumulus_primitives_core::CollationInfo {
            ParachainSystem::collect_collation_info(header)
        }
    }

    impl cumulus_primitives_core::RelayParentOffsetApi<Block> for Runtime {
        fn relay_parent_offset() -> u32 {
            RELAY_PARENT_OFFSET
        }

        fn max_claim_queue_offset() -> u8 {
            ParachainSystem::max_claim_queue_offset()
        }
    }

    impl cumulus_primitives_core::SchedulingV3EnabledApi<Block> for Runtime {
        fn scheduling_v3_enabled() -> bool {
            <Runtime as cumulus_pallet_parachain_system::Config>::SchedulingSignatureVerifier::V3_SCHEDULING_ENABLED
        }
    }

    impl cumulus_primitives_core::GetParachainInfo<Block> for Runtime {
        fn parachain_id() -> ParaId {
            ParachainInfo::parachain_id()
        }
    }

    impl cumulus_primitives_core::KeyToIncludeInRelayProof<Block> for Runtime {
        fn keys_to_prove() -> RelayProofRequest {
            // No keys other than those of every parachain block.
            RelayProofRequest::default()
        }
    }

    impl cumulus_primitives_core::TargetBlockRate<Block> for Runtime {
        fn target_block_rate() -> u32 {
            BLOCK_PROCESSING_VELOCITY
        }
    }

    impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
        fn account_nonce(account: AccountId) -> Nonce {
            extensions::nonces::next(&account)
        }
    }

    impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Runtime {
        fn query_info(transaction: <Block as BlockT>::Extrinsic, len: u32) -> RuntimeDispatchInfo<Balance> {
            TransactionPayment::query_info(transaction, len)
        }

        fn query_fee_details(transaction: <Block as BlockT>::Extrinsic, len: u32) -> FeeDetails<Balance> {
            TransactionPayment::query_fee_details(transaction, len)
        }

        fn query_weight_to_fee(weight: Weight) -> Balance {
            TransactionPayment::weight_to_fee(weight)
        }

        fn query_length_to_fee(length: u32) -> Balance {
            TransactionPayment::length_to_fee(length)
        }
    }

    impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, RuntimeCall>
        for Runtime
    {
        fn query_call_info(call: RuntimeCall, len: u32) -> RuntimeDispatchInfo<Balance> {
            TransactionPayment::query_call_info(call, len)
        }

        fn query_call_fee_details(call: RuntimeCall, len: u32) -> FeeDetails<Balance> {
            TransactionPayment::query_call_fee_details(call, len)
        }

        fn query_weight_to_fee(weight: Weight) -> Balance {
            TransactionPayment::weight_to_fee(weight)
        }

        fn query_length_to_fee(length: u32) -> Balance {
            TransactionPayment::length_to_fee(length)
        }
    }

    impl xcm_runtime_apis::fees::XcmPaymentApi<Block> for Runtime {
        fn query_acceptable_payment_assets(version: XcmVersion) -> Result<Vec<VersionedAssetId>, XcmPaymentError> {
            PolkadotXcm::query_acceptable_payment_assets(version, vec![AssetId(OpenLocation::get())])
        }

        fn query_weight_to_asset_fee(weight: Weight, asset: VersionedAssetId) -> Result<u128, XcmPaymentError> {
            type Trader = <XcmConfig as staging_xcm_executor::Config>::Trader;
            PolkadotXcm::query_weight_to_asset_fee::<Trader>(weight, asset)
        }

        fn query_xcm_weight(message: VersionedXcm<()>) -> Result<Weight, XcmPaymentError> {
            PolkadotXcm::query_xcm_weight(message)
        }

        fn query_delivery_fees(
            destination: VersionedLocation,
            message: VersionedXcm<()>,
            asset: VersionedAssetId,
        ) -> Result<VersionedAssets, XcmPaymentError> {
            type Exchanger = <XcmConfig as staging_xcm_executor::Config>::AssetExchanger;
            PolkadotXcm::query_delivery_fees::<Exchanger>(destination, message, asset)
        }
    }

    impl xcm_runtime_apis::dry_run::DryRunApi<Block, RuntimeCall, RuntimeEvent, OriginCaller> for Runtime {
        fn dry_run_call(
            origin: OriginCaller,
            call: RuntimeCall,
            version: XcmVersion,
        ) -> Result<CallDryRunEffects<RuntimeEvent>, DryRunError> {
            PolkadotXcm::dry_run_call::<Runtime, XcmRouter, OriginCaller, RuntimeCall>(origin, call, version)
        }

        fn dry_run_xcm(
            origin: VersionedLocation,
            message: VersionedXcm<RuntimeCall>,
        ) -> Result<XcmDryRunEffects<RuntimeEvent>, DryRunError> {
            PolkadotXcm::dry_run_xcm::<XcmRouter>(origin, message)
        }
    }

    impl xcm_runtime_apis::conversions::LocationToAccountApi<Block, AccountId> for Runtime {
        fn convert_location(location: VersionedLocation) -> Result<AccountId, ConversionError> {
            xcm_runtime_apis::conversions::LocationToAccountHelper::<AccountId, LocationToAccountId>::convert_location(
                location,
            )
        }
    }

    impl xcm_runtime_apis::trusted_query::TrustedQueryApi<Block> for Runtime {
        fn is_trusted_reserve(asset: VersionedAsset, location: VersionedLocation) -> XcmTrustedQueryResult {
            PolkadotXcm::is_trusted_reserve(asset, location)
        }

        fn is_trusted_teleporter(asset: VersionedAsset, location: VersionedLocation) -> XcmTrustedQueryResult {
            PolkadotXcm::is_trusted_teleporter(asset, location)
        }
    }

    impl xcm_runtime_apis::authorized_aliases::AuthorizedAliasersApi<Block> for Runtime {
        fn authorized_aliasers(target: VersionedLocation) -> Result<Vec<OriginAliaser>, AliasesError> {
            PolkadotXcm::authorized_aliasers(target)
        }

        fn is_authorized_alias(origin: VersionedLocation, target: VersionedLocation) -> Result<bool, AliasesError> {
            PolkadotXcm::is_authorized_alias(origin, target)
        }
    }

    impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
        fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
            build_state::<RuntimeGenesisConfig>(config)
        }

        fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
            get_preset::<RuntimeGenesisConfig>(id, genesis_presets::get_preset)
        }

        fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
            genesis_presets::preset_names()
        }
    }

    impl openledger_primitives::runtime_api::OpenLedgerApi<Block, AccountId, Signature> for Runtime {
        fn fee_split() -> FeeSplitInfo {
            FeeSplits::info()
        }

        fn fee_split_history() -> Vec<FeeSplitVersion> {
            FeeSplits::fee_split_history()
        }

        fn simulate_fee_split(split: FeeSplit) -> Option<FeeSplitSimulation> {
            Attribution::simulate_fee_split(&split)
        }

        fn parameters() -> Vec<ParameterInfo> {
            Parameters::parameters()
        }

        fn quote(model: ModelId, amount: Balance, operator: Option<AccountId>) -> Option<Quote<AccountId>> {
            if !<ModelRegistry as ModelInspect<AccountId>>::exists(model) {
                return None;
            }
            // An account that is not an operator executes nothing. Then the quote is for any operator.
            let operator = operator.and_then(|who| {
                let info = <OperatorStaking as OperatorInspect<AccountId>>::operator(&who)?;
                Some((who, info.commission))
            });
            Attribution::quote(model, amount, operator)
        }

        fn model_obligations(model: ModelId) -> Option<Vec<Obligation>> {
            ModelRegistry::obligations(model)
        }

        fn lineage(model: ModelId, depth: u32, page: u32) -> Option<LineagePage> {
            ModelRegistry::lineage_page(model, depth, page)
        }

        fn license(datanet: DatanetId) -> Option<License> {
            Licenses::license(datanet)
        }

        fn review_queue(datanet: DatanetId, from: ContributionId, limit: u32) -> Option<ReviewQueue> {
            Datanets::review_queue(datanet, from, limit)
        }

        fn sponsorship(datanet: DatanetId, who: Option<AccountId>) -> Option<SponsorshipInfo<AccountId>> {
            Sponsorship::sponsorship_info(datanet, who)
        }

        fn case(id: CaseId) -> Option<CaseInfo<AccountId>> {
            Disputes::case_info(id)
        }

        fn cases(from: CaseId, limit: u32) -> CasePage<AccountId> {
            Disputes::case_page(from, limit)
        }

        fn earnings(who: AccountId) -> Earnings<AccountId> {
            Attribution::earnings(who)
        }

        fn current_era() -> Era {
            Attribution::current_era()
        }

        fn books() -> BooksInfo {
            let account = |who: AccountId, owed, kept, stopped| AccountBooks {
                balance: Balances::free_balance(who),
                owed,
                kept,
                stopped,
            };
            let existential_deposit = <Runtime as pallet_balances::Config>::ExistentialDeposit::get();
            let (ledger, escrow, calls) = (Attribution::books(), Inference::escrow_books(), Inference::calls());
            BooksInfo {
                ledger: account(
                    Attribution::ledger_account(),
                    ledger.owed,
                    existential_deposit,
                    ledger.payouts_stopped,
                ),
                escrow: account(
                    Inference::escrow_account(),
                    escrow.owed,
                    escrow.reserve,
                    escrow.settlements_stopped,
                ),
                calls_of_payers: calls.payers,
                calls_of_agents: calls.agents,
            }
        }

        fn channel(key: ChannelKey<AccountId>) -> Option<ChannelInfo> {
            Inference::channel(key)
        }

        fn agent(key: ChannelKey<AccountId>, agent: AccountId) -> Option<AgentInfo> {
            Inference::agent(key, agent)
        }

        fn voucher_payload(voucher: Voucher<AccountId>) -> Payload {
            Inference::voucher_payload(voucher)
        }

        fn receipt_payload(receipt: Receipt<AccountId>) -> Payload {
            Receipts::receipt_payload(receipt)
        }

        fn verify_receipt(signed: SignedReceipt<AccountId, Signature>, proof: ReceiptProof) -> ReceiptCheck {
            Receipts::verify_receipt(signed, proof)
        }

        fn verify_item(contribution: ContributionId, item: Item, proof: ItemProof) -> Result<(), ItemRefusal> {
            Datanets::verify_item(contribution, item, proof)
        }
    }

    #[cfg(feature = "try-runtime")]
    impl frame_try_runtime::TryRuntime<Block> for Runtime {
        fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
            // A failed check must stop the tool that asked for it.
            #[allow(clippy::unwrap_used)]
            let weight = Executive::try_runtime_upgrade(checks).unwrap();
            (weight, crate::configs::system::RuntimeBlockWeights::get().max_block)
        }

        fn execute_block(
            block: <Block as BlockT>::LazyBlock,
            state_root_check: bool,
            signature_check: bool,
            select: frame_try_runtime::TryStateSelect,
        ) -> Weight {
            #[allow(clippy::unwrap_used)]
            Executive::try_execute_block(block, state_root_check, signature_check, select).unwrap()
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    impl frame_benchmarking::Benchmark<Block> for Runtime {
        fn benchmark_metadata(
            extra: bool,
        ) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
            use crate::benchmarks::*;
            use frame_benchmarking::BenchmarkList;
            use frame_support::traits::StorageInfoTrait;

            let mut list = Vec::<BenchmarkList>::new();
            list_benchmarks!(list, extra);
            (list, AllPalletsWithSystem::storage_info())
        }

        fn dispatch_benchmark(
            config: frame_benchmarking::BenchmarkConfig,
        ) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
            use crate::benchmarks::*;
            use frame_benchmarking::BenchmarkBatch;

            let whitelist = whitelist();
            let mut batches = Vec::<BenchmarkBatch>::new();
            let params = (&config, &whitelist);
            add_benchmarks!(params, batches);
            Ok(batches)
        }
    }
}
