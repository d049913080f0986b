// SPDX-License-Identifier: GPL-3.0-only

//! The node on a relay chain: full node or collator.

use polkadot_sdk::*;

use crate::{cli::Authoring, metrics, rpc};
use cumulus_client_bootnodes::{start_bootnode_tasks, StartBootnodeTasksParams};
use cumulus_client_cli::CollatorOptions;
use cumulus_client_collator::service::CollatorService;
use cumulus_client_consensus_aura::{
    collators::{
        lookahead::{self, Params, ParamsWithExport},
        slot_based::{self, SlotBasedBlockImport, SlotBasedBlockImportHandle},
    },
    equivocation_import_queue::fully_verifying_import_queue,
};
use cumulus_client_consensus_common::ParachainBlockImport;
use cumulus_client_service::{
    build_network, build_relay_chain_interface, prepare_node_config, start_relay_chain_tasks, BuildNetworkParams,
    DARecoveryProfile, ParachainTracingExecuteBlock, StartRelayChainTasksParams,
};
use cumulus_primitives_core::{relay_chain::ValidationCode, GetParachainInfo, ParaId};
use frame_benchmarking_cli::SUBSTRATE_REFERENCE_HARDWARE;
use futures::FutureExt;
use openledger_runtime::{apis::RuntimeApi, opaque::Block, Hash};
use sc_client_api::Backend as _;
use sc_consensus::{DefaultImportQueue, ImportQueue};
use sc_executor::WasmExecutor;
use sc_network::{config::FullNetworkConfiguration, service::traits::NetworkService, NetworkBackend, NetworkBlock};
use sc_service::{error::Result, Configuration, Error, PartialComponents, TFullBackend, TFullClient, TaskManager};
use sc_storage_monitor::{StorageMonitorParams, StorageMonitorService};
use sc_sysinfo::HwBench;
use sc_telemetry::{Telemetry, TelemetryHandle, TelemetryWorker, TelemetryWorkerHandle};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_api::ProvideRuntimeApi;
use sp_consensus_aura::sr25519::AuthorityPair;
use sp_keystore::KeystorePtr;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// Time between two blocks of the relay chain.
pub const RELAY_CHAIN_SLOT: Duration = Duration::from_secs(6);
/// How long a collator may take to fill a block.
const AUTHORING_DURATION: Duration = Duration::from_secs(2);
/// How long after a slot's beginning a collator that goes by the clock makes its block: the relay chain's block of that slot
/// should have come by then.
const SLOT_OFFSET: Duration = Duration::from_secs(1);

/// What the runtime may call of the node.
#[cfg(not(feature = "benchmark"))]
pub type HostFunctions = cumulus_client_service::ParachainHostFunctions;
/// What the runtime may call of the node, for runtimes built with their benchmarks too.
#[cfg(feature = "benchmark")]
pub type HostFunctions =
    (cumulus_client_service::ParachainHostFunctions, frame_benchmarking::benchmarking::HostFunctions);

/// Access to the chain's blocks, state and runtime.
pub type Client = TFullClient<Block, RuntimeApi, WasmExecutor<HostFunctions>>;
/// The database.
pub type Backend = TFullBackend<Block>;
/// The transaction pool.
pub type Pool = TransactionPoolHandle<Block, Client>;
// Blocks of collators that go by the clock are imported as they were made, whatever this node's own collator goes by.
type BlockImport = ParachainBlockImport<Block, SlotBasedBlockImport<Block, Arc<Client>, Client>, Backend>;

/// What a node has apart from what every node of the SDK has.
pub struct Extra {
    block_import: BlockImport,
    block_import_handle: SlotBasedBlockImportHandle<Block>,
    /// Reports to a telemetry server, if one is configured.
    pub telemetry: Option<Telemetry>,
    telemetry_worker: Option<TelemetryWorkerHandle>,
}

/// A node without network and consensus: enough for work on its database.
pub type Partial = PartialComponents<Client, Backend, (), DefaultImportQueue<Block>, Pool, Extra>;

/// What the command line says of a node on a relay chain.
pub struct Options {
    /// How to reach the relay chain.
    pub relay_chain: CollatorOptions,
    /// When to make a block.
    pub authoring: Authoring,
    /// When to stop for lack of disk space.
    pub storage_monitor: StorageMonitorParams,
    /// Where to write proofs of validity.
    pub export_pov: Option<PathBuf>,
    /// Upper bound of a proof's size, in percent of what the relay chain allows.
    pub max_pov_percentage: Option<u32>,
}

/// Build what every command on a chain needs.
pub fn new_partial(config: &Configuration) -> Result<Partial> {
    let telemetry = config
        .telemetry_endpoints
        .clone()
        .filter(|endpoints| !endpoints.is_empty())
        .map(|endpoints| {
            let worker = TelemetryWorker::new(16)?;
            let telemetry = worker.handle().new_telemetry(endpoints);
            Ok::<_, sc_telemetry::Error>((worker, telemetry))
        })
        .transpose()?;

    let executor = sc_service::new_wasm_executor::<HostFunctions>(&config.executor);
    let (client, backend, keystore_container, task_manager) =
        sc_service::new_full_parts_record_import::<Block, RuntimeApi, _>(
            config,
            telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
            executor,
            // Blocks are imported with their proof recorded, so that proof sizes are what the relay chain sees.
            true,
            Vec::new(),
        )?;
    let client = Arc::new(client);

    let telemetry_worker = telemetry.as_ref().map(|(worker, _)| worker.handle());
    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager.spawn_handle().spawn("telemetry", None, worker.run());
        telemetry
    });

    let transaction_pool = Arc::from(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build(),
    );

    let (block_import, block_import_handle) = SlotBasedBlockImport::new(client.clone(), client.clone());
    let block_import = ParachainBlockImport::new(block_import, backend.clone());
    let import_queue = fully_verifying_import_queue::<AuthorityPair, _, _, _, _>(
        client.clone(),
        block_import.clone(),
        |_, _| async { Ok(sp_timestamp::InherentDataProvider::from_system_time()) },
        &task_manager.spawn_essential_handle(),
        config.prometheus_registry(),
        telemetry.as_ref().map(Telemetry::handle),
    );

    Ok(PartialComponents {
        client,
        backend,
        task_manager,
        keystore_container,
        select_chain: (),
        import_queue,
        transaction_pool,
        other: Extra { block_import, block_import_handle, telemetry, telemetry_worker },
    })
}

/// The id of the parachain that `client` has: its runtime knows.
pub fn para_id(client: &Client) -> Result<ParaId> {
    client
        .runtime_api()
        .parachain_id(client.chain_info().best_hash)
        .map_err(|error| Error::Other(format!("the runtime doesn't tell the parachain's id: {error}")))
}

/// Run the runtime's off-chain workers, unless the command line switches them off.
pub fn spawn_offchain_workers(
    config: &Configuration,
    task_manager: &TaskManager,
    client: Arc<Client>,
    backend: &Backend,
    pool: Arc<Pool>,
    keystore: KeystorePtr,
    network: Arc<dyn NetworkService>,
) -> Result<()> {
    if !config.offchain_worker.enabled {
        return Ok(());
    }
    let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
        runtime_api_provider: client.clone(),
        keystore: Some(keystore),
        offchain_db: backend.offchain_storage(),
        transaction_pool: Some(OffchainTransactionPoolFactory::new(pool)),
        network_provider: Arc::new(network),
        is_validator: config.role.is_authority(),
        // No pallet of this chain fetches anything.
        enable_http_requests: false,
        custom_extensions: |_| Vec::new(),
    })?;
    task_manager.spawn_handle().spawn(
        "offchain-workers-runner",
        "offchain-worker",
        workers.run(client, task_manager.spawn_handle()).boxed(),
    );
    Ok(())
}

/// Stop the node in good order before the disk is full.
pub fn spawn_storage_monitor(
    params: StorageMonitorParams,
    database: Option<&Path>,
    task_manager: &TaskManager,
) -> Result<()> {
    let Some(path) = database else { return Ok(()) };
    StorageMonitorService::try_spawn(params, path.into(), &task_manager.spawn_essential_handle())
        .map_err(|error| Error::Application(Box::new(error)))
}

fn report_hardware(measured: HwBench, collates: bool, telemetry: Option<TelemetryHandle>, task_manager: &TaskManager) {
    sc_sysinfo::print_hwbench(&measured);
    if collates {
        if let Err(error) = SUBSTRATE_REFERENCE_HARDWARE.check_hardware(&measured, false) {
            log::warn!("⚠️  This machine is slower than a collator should be: {error}");
        }
    }
    if let Some(telemetry) = telemetry {
        task_manager.spawn_handle().spawn(
            "telemetry_hwbench",
            None,
            sc_sysinfo::initialize_hwbench_telemetry(telemetry, measured),
        );
    }
}

/// Start a node of the parachain that follows the relay chain, and collates if it is an authority.
#[sc_tracing::logging::prefix_logs_with("Parachain")]
pub async fn start<Network: NetworkBackend<Block, Hash>>(
    config: Configuration,
    relay_config: Configuration,
    options: Options,
    hardware: Option<HwBench>,
) -> Result<TaskManager> {
    let config = prepare_node_config(config);
    let Partial {
        client,
        backend,
        mut task_manager,
        import_queue,
        keystore_container,
        transaction_pool,
        other: Extra { block_import, block_import_handle, mut telemetry, telemetry_worker },
        ..
    } = new_partial(&config)?;

    let para_id = para_id(&client)?;
    log::info!("🪪 Parachain id: {para_id}");

    let collates = config.role.is_authority();
    let prometheus = config.prometheus_registry().cloned();
    let database = config.database.path().map(Path::to_path_buf);
    let fork_id = config.chain_spec.fork_id().map(ToString::to_string);
    let public_addresses = config.network.public_addresses.clone();
    let advertise_non_global_ips = config.network.allow_non_globals_in_dht;
    let relay_chain_fork_id = relay_config.chain_spec.fork_id().map(ToString::to_string);

    let (relay_chain_interface, collator_key, relay_chain_network, bootnode_requests) = build_relay_chain_interface(
        relay_config,
        &config,
        telemetry_worker,
        &mut task_manager,
        options.relay_chain.clone(),
        hardware.clone(),
    )
    .await
    .map_err(|error| Error::Application(Box::new(error)))?;
    let collator_peer_id = relay_chain_network.local_peer_id();

    let import_queue_service = import_queue.service();
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) = build_network(BuildNetworkParams {
        parachain_config: &config,
        net_config: FullNetworkConfiguration::<_, _, Network>::new(&config.network, prometheus.clone()),
        client: client.clone(),
        transaction_pool: transaction_pool.clone(),
        para_id,
        spawn_handle: task_manager.spawn_handle(),
        spawn_essential_handle: task_manager.spawn_essential_handle(),
        relay_chain_interface: relay_chain_interface.clone(),
        import_queue,
        metrics: Network::register_notification_metrics(prometheus.as_ref()),
        gap_sync_body_policy: None,
    })
    .await?;

    spawn_offchain_workers(
        &config,
        &task_manager,
        client.clone(),
        &backend,
        transaction_pool.clone(),
        keystore_container.keystore(),
        network.clone(),
    )?;

    metrics::spawn(prometheus.as_ref(), client.clone(), &task_manager);
    let rpc_builder = {
        let (client, pool) = (client.clone(), transaction_pool.clone());
        Box::new(move |_| rpc::full(client.clone(), pool.clone(), None).map_err(Into::into))
    };
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        rpc_builder,
        client: client.clone(),
        transaction_pool: transaction_pool.clone(),
        task_manager: &mut task_manager,
        config,
        keystore: keystore_container.keystore(),
        backend: backend.clone(),
        network: network.clone(),
        sync_service: sync_service.clone(),
        system_rpc_tx,
        tx_handler_controller,
        telemetry: telemetry.as_mut(),
        tracing_execute_block: Some(Arc::new(ParachainTracingExecuteBlock::new(client.clone()))),
    })?;
    spawn_storage_monitor(options.storage_monitor, database.as_deref(), &task_manager)?;
    let telemetry = telemetry.as_ref().map(Telemetry::handle);
    if let Some(measured) = hardware {
        report_hardware(measured, collates, telemetry.clone(), &task_manager);
    }

    let announce_block = {
        let sync_service = sync_service.clone();
        Arc::new(move |hash, data| sync_service.announce_block(hash, data))
    };
    let overseer_handle =
        relay_chain_interface.overseer_handle().map_err(|error| Error::Application(Box::new(error)))?;

    start_relay_chain_tasks(StartRelayChainTasksParams {
        client: client.clone(),
        announce_block: announce_block.clone(),
        para_id,
        relay_chain_interface: relay_chain_interface.clone(),
        task_manager: &mut task_manager,
        da_recovery_profile: if collates { DARecoveryProfile::Collator } else { DARecoveryProfile::FullNode },
        import_queue: import_queue_service,
        relay_chain_slot_duration: RELAY_CHAIN_SLOT,
        recovery_handle: Box::new(overseer_handle.clone()),
        sync_service,
        prometheus_registry: prometheus.as_ref(),
    })?;

    start_bootnode_tasks(StartBootnodeTasksParams {
        embedded_dht_bootnode: options.relay_chain.embedded_dht_bootnode,
        dht_bootnode_discovery: options.relay_chain.dht_bootnode_discovery,
        para_id,
        task_manager: &mut task_manager,
        relay_chain_interface: relay_chain_interface.clone(),
        relay_chain_fork_id,
        relay_chain_network,
        request_receiver: bootnode_requests,
        parachain_network: network,
        advertise_non_global_ips,
        parachain_genesis_hash: client.chain_info().genesis_hash.as_ref().to_vec(),
        parachain_fork_id: fork_id,
        parachain_public_addresses: public_addresses,
    });

    if collates {
        let collator_key = collator_key.ok_or_else(|| {
            Error::Other("the relay chain's side gave no collator key although this node is to collate".into())
        })?;
        let proposer = sc_basic_authorship::ProposerFactory::new(
            task_manager.spawn_handle(),
            client.clone(),
            transaction_pool,
            prometheus.as_ref(),
            telemetry,
        );
        let collator_service = CollatorService::new(client.clone(), announce_block, client.clone());
        let code_hash_provider = {
            let client = client.clone();
            move |block| client.code_at(block).ok().map(|code| ValidationCode::from(code).hash())
        };
        match options.authoring {
            Authoring::Lookahead => {
                let collator =
                    lookahead::run_with_export::<Block, AuthorityPair, _, _, _, _, _, _, _, _>(ParamsWithExport {
                        export_pov: options.export_pov,
                        params: Params {
                            // The collator adds the timestamp, the slot and the parachain's inherent itself.
                            create_inherent_data_providers: |_, ()| async { Ok(()) },
                            block_import,
                            para_client: client,
                            para_backend: backend,
                            relay_client: relay_chain_interface,
                            code_hash_provider,
                            keystore: keystore_container.keystore(),
                            collator_key,
                            collator_peer_id,
                            para_id,
                            overseer_handle,
                            relay_chain_slot_duration: RELAY_CHAIN_SLOT,
                            proposer,
                            collator_service,
                            authoring_duration: AUTHORING_DURATION,
                            reinitialize: false,
                            max_pov_percentage: options.max_pov_percentage,
                        },
                    });
                task_manager.spawn_essential_handle().spawn("aura", None, collator);
            }
            Authoring::SlotBased => {
                slot_based::run::<Block, AuthorityPair, _, _, _, _, _, _, _, _, _>(slot_based::Params {
                    // As above.
                    create_inherent_data_providers: |_, ()| async { Ok(()) },
                    block_import,
                    para_client: client,
                    para_backend: backend,
                    relay_client: relay_chain_interface,
                    code_hash_provider,
                    keystore: keystore_container.keystore(),
                    collator_key,
                    collator_peer_id,
                    para_id,
                    proposer,
                    collator_service,
                    reinitialize: false,
                    slot_offset: SLOT_OFFSET,
                    block_import_handle,
                    spawner: task_manager.spawn_essential_handle(),
                    relay_chain_slot_duration: RELAY_CHAIN_SLOT,
                    export_pov: options.export_pov,
                    max_pov_percentage: options.max_pov_percentage,
                });
            }
        }
    }

    Ok(task_manager)
}
