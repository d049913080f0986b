// SPDX-License-Identifier: GPL-3.0-only

//! The node on a relay chain: full node or collator.
//!
//! [`start`] reads in phases: reach the relay chain, join the parachain's network, serve clients, follow the relay
//! chain, collate.

use polkadot_sdk::*;

use crate::{
    cli::Authoring,
    metrics, rpc,
    service::{self, Backend, Client, Parts, Pool, RELAY_CHAIN_SLOT},
};
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
use cumulus_primitives_core::{
    relay_chain::{CollatorPair, ValidationCode},
    ParaId,
};
use cumulus_relay_chain_interface::RelayChainInterface;
use frame_benchmarking_cli::SUBSTRATE_REFERENCE_HARDWARE;
use openledger_runtime::{opaque::Block, Hash};
use sc_consensus::{DefaultImportQueue, ImportQueue};
use sc_network::{config::FullNetworkConfiguration, NetworkBackend, NetworkBlock, PeerId};
use sc_service::{error::Result, Configuration, Error, SpawnTaskHandle, TaskManager};
use sc_storage_monitor::StorageMonitorParams;
use sc_sysinfo::HwBench;
use sc_telemetry::{Telemetry, TelemetryHandle};
use sp_consensus_aura::sr25519::AuthorityPair;
use sp_keystore::KeystorePtr;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use substrate_prometheus_endpoint::Registry;

/// The time that a collator has to fill a block.
const AUTHORING_DURATION: Duration = Duration::from_secs(2);
/// The time into a slot at which a slot-based collator builds its block. The relay chain's block should have arrived by
/// then.
const SLOT_OFFSET: Duration = Duration::from_secs(1);

// This imports blocks of slot-based collators too, even if this node's own collator authors in another way.
type BlockImport = ParachainBlockImport<Block, SlotBasedBlockImport<Block, Arc<Client>, Client>, Backend>;
type AnnounceBlock = Arc<dyn Fn(Hash, Option<Vec<u8>>) + Send + Sync>;

/// The command line's settings of a node on a relay chain.
pub struct Options {
    /// The way to reach the relay chain.
    pub relay_chain: CollatorOptions,
    /// When to make a block.
    pub authoring: Authoring,
    /// The disk space below which the node stops.
    pub storage_monitor: StorageMonitorParams,
    /// The folder for proofs of validity, if they are written.
    pub export_pov: Option<PathBuf>,
    /// The upper bound of a proof's size, in percent of the relay chain's limit.
    pub max_pov_percentage: Option<u32>,
}

/// The import of blocks, the collator's handle to it, and the queue that verifies blocks before they are imported.
struct Import {
    block_import: BlockImport,
    handle: SlotBasedBlockImportHandle<Block>,
    queue: DefaultImportQueue<Block>,
}

impl Import {
    fn new(config: &Configuration, parts: &Parts) -> Self {
        let (block_import, handle) = SlotBasedBlockImport::new(parts.client.clone(), parts.client.clone());
        let block_import = ParachainBlockImport::new(block_import, parts.backend.clone());
        let queue = fully_verifying_import_queue::<AuthorityPair, _, _, _, _>(
            parts.client.clone(),
            block_import.clone(),
            |_, _| async { Ok(sp_timestamp::InherentDataProvider::from_system_time()) },
            &parts.task_manager.spawn_essential_handle(),
            config.prometheus_registry(),
            parts.telemetry_handle(),
        );
        Self { block_import, handle, queue }
    }
}

/// The queue that verifies blocks before they are imported, for commands on a database.
pub fn import_queue(config: &Configuration, parts: &Parts) -> DefaultImportQueue<Block> {
    Import::new(config, parts).queue
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
    let parts = Parts::new(&config)?;
    let import = Import::new(&config, &parts);
    let telemetry_handle = parts.telemetry_handle();
    let Parts { client, backend, mut task_manager, keystore, pool, mut telemetry, telemetry_worker } = parts;

    let para_id = service::para_id(&client)?;
    log::info!("🪪 Parachain id: {para_id}");
    let collates = config.role.is_authority();
    let prometheus = config.prometheus_registry().cloned();
    let database = config.database.path().map(Path::to_path_buf);
    let fork_id = config.chain_spec.fork_id().map(ToString::to_string);
    let public_addresses = config.network.public_addresses.clone();
    let advertise_non_global_ips = config.network.allow_non_globals_in_dht;

    // Reach the relay chain.
    let relay_chain_fork_id = relay_config.chain_spec.fork_id().map(ToString::to_string);
    let (relay_chain, collator_key, relay_chain_network, bootnode_requests) = build_relay_chain_interface(
        relay_config,
        &config,
        telemetry_worker,
        &mut task_manager,
        options.relay_chain.clone(),
        hardware.clone(),
    )
    .await
    .map_err(other)?;
    let collator_peer_id = relay_chain_network.local_peer_id();

    // Join the parachain's network.
    let import_queue_service = import.queue.service();
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) = build_network(BuildNetworkParams {
        parachain_config: &config,
        net_config: FullNetworkConfiguration::<_, _, Network>::new(&config.network, prometheus.clone()),
        client: client.clone(),
        transaction_pool: pool.clone(),
        para_id,
        spawn_handle: task_manager.spawn_handle(),
        spawn_essential_handle: task_manager.spawn_essential_handle(),
        relay_chain_interface: relay_chain.clone(),
        import_queue: import.queue,
        metrics: Network::register_notification_metrics(prometheus.as_ref()),
        gap_sync_body_policy: None,
    })
    .await?;

    // Serve clients.
    service::spawn_offchain_workers(
        &config,
        &task_manager,
        client.clone(),
        &backend,
        pool.clone(),
        keystore.keystore(),
        network.clone(),
    )?;
    metrics::spawn(prometheus.as_ref(), client.clone(), &task_manager);
    let rpc_builder = {
        let (client, pool) = (client.clone(), pool.clone());
        Box::new(move |_| rpc::full(client.clone(), pool.clone(), None).map_err(Into::into))
    };
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        rpc_builder,
        client: client.clone(),
        transaction_pool: pool.clone(),
        task_manager: &mut task_manager,
        config,
        keystore: keystore.keystore(),
        backend: backend.clone(),
        network: network.clone(),
        sync_service: sync_service.clone(),
        system_rpc_tx,
        tx_handler_controller,
        telemetry: telemetry.as_mut(),
        tracing_execute_block: Some(Arc::new(ParachainTracingExecuteBlock::new(client.clone()))),
    })?;
    service::spawn_storage_monitor(options.storage_monitor.clone(), database.as_deref(), &task_manager)?;
    if let Some(measured) = hardware {
        report_hardware(measured, collates, telemetry.as_ref().map(Telemetry::handle), &task_manager);
    }

    // Follow the relay chain.
    let announce_block: AnnounceBlock = {
        let sync_service = sync_service.clone();
        Arc::new(move |hash, data| sync_service.announce_block(hash, data))
    };
    start_relay_chain_tasks(StartRelayChainTasksParams {
        client: client.clone(),
        announce_block: announce_block.clone(),
        para_id,
        relay_chain_interface: relay_chain.clone(),
        task_manager: &mut task_manager,
        da_recovery_profile: if collates { DARecoveryProfile::Collator } else { DARecoveryProfile::FullNode },
        import_queue: import_queue_service,
        relay_chain_slot_duration: RELAY_CHAIN_SLOT,
        recovery_handle: Box::new(relay_chain.overseer_handle().map_err(other)?),
        sync_service,
        prometheus_registry: prometheus.as_ref(),
    })?;
    start_bootnode_tasks(StartBootnodeTasksParams {
        embedded_dht_bootnode: options.relay_chain.embedded_dht_bootnode,
        dht_bootnode_discovery: options.relay_chain.dht_bootnode_discovery,
        para_id,
        task_manager: &mut task_manager,
        relay_chain_interface: relay_chain.clone(),
        relay_chain_fork_id,
        relay_chain_network,
        request_receiver: bootnode_requests,
        parachain_network: network,
        advertise_non_global_ips,
        parachain_genesis_hash: client.chain_info().genesis_hash.as_ref().to_vec(),
        parachain_fork_id: fork_id,
        parachain_public_addresses: public_addresses,
    });

    // Collate.
    if collates {
        let collator_key = collator_key.ok_or_else(|| {
            Error::Other("the relay chain's side gave no collator key, which a collator needs".into())
        })?;
        Collator {
            client,
            backend,
            pool,
            keystore: keystore.keystore(),
            relay_chain,
            para_id,
            key: collator_key,
            peer_id: collator_peer_id,
            block_import: import.block_import,
            block_import_handle: import.handle,
            announce_block,
            prometheus,
            telemetry: telemetry_handle,
        }
        .spawn(options, &task_manager)?;
    }
    Ok(task_manager)
}

/// The parts of a collator.
struct Collator {
    client: Arc<Client>,
    backend: Arc<Backend>,
    pool: Arc<Pool>,
    keystore: KeystorePtr,
    relay_chain: Arc<dyn RelayChainInterface>,
    para_id: ParaId,
    key: CollatorPair,
    peer_id: PeerId,
    block_import: BlockImport,
    block_import_handle: SlotBasedBlockImportHandle<Block>,
    announce_block: AnnounceBlock,
    prometheus: Option<Registry>,
    telemetry: Option<TelemetryHandle>,
}

impl Collator {
    /// Spawn the task that builds blocks.
    fn spawn(self, options: Options, task_manager: &TaskManager) -> Result<()> {
        let proposer = self.proposer(task_manager.spawn_handle());
        let collator_service =
            CollatorService::new(self.client.clone(), self.announce_block.clone(), self.client.clone());
        let code_hash_provider = {
            let client = self.client.clone();
            move |block| client.code_at(block).ok().map(|code| ValidationCode::from(code).hash())
        };
        match options.authoring {
            Authoring::Lookahead => {
                let overseer_handle = self.relay_chain.overseer_handle().map_err(other)?;
                let collator =
                    lookahead::run_with_export::<Block, AuthorityPair, _, _, _, _, _, _, _, _>(ParamsWithExport {
                        export_pov: options.export_pov,
                        params: Params {
                            // The collator adds the timestamp, the slot and the parachain's inherent itself.
                            create_inherent_data_providers: |_, ()| async { Ok(()) },
                            block_import: self.block_import,
                            para_client: self.client,
                            para_backend: self.backend,
                            relay_client: self.relay_chain,
                            code_hash_provider,
                            keystore: self.keystore,
                            collator_key: self.key,
                            collator_peer_id: self.peer_id,
                            para_id: self.para_id,
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
                    // The collator adds the inherents itself, as above.
                    create_inherent_data_providers: |_, ()| async { Ok(()) },
                    block_import: self.block_import,
                    para_client: self.client,
                    para_backend: self.backend,
                    relay_client: self.relay_chain,
                    code_hash_provider,
                    keystore: self.keystore,
                    collator_key: self.key,
                    collator_peer_id: self.peer_id,
                    para_id: self.para_id,
                    proposer,
                    collator_service,
                    reinitialize: false,
                    slot_offset: SLOT_OFFSET,
                    block_import_handle: self.block_import_handle,
                    spawner: task_manager.spawn_essential_handle(),
                    relay_chain_slot_duration: RELAY_CHAIN_SLOT,
                    export_pov: options.export_pov,
                    max_pov_percentage: options.max_pov_percentage,
                });
            }
        }
        Ok(())
    }

    /// The proposer, which fills blocks with transactions of the pool.
    fn proposer(&self, spawner: SpawnTaskHandle) -> sc_basic_authorship::ProposerFactory<Pool, Client> {
        sc_basic_authorship::ProposerFactory::new(
            spawner,
            self.client.clone(),
            self.pool.clone(),
            self.prometheus.as_ref(),
            self.telemetry.clone(),
        )
    }
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Application(Box::new(error))
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
