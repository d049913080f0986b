// SPDX-License-Identifier: GPL-3.0-only

//! The node on a relay chain: full node or collator.
//!
//! [`start`] reads in phases: reach the relay chain, join the parachain's network and serve clients, watch the machine,
//! follow the relay chain, collate.

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
use sc_consensus::{import_queue::ImportQueueService, DefaultImportQueue, ImportQueue};
use sc_network::{
    config::FullNetworkConfiguration, service::traits::NetworkService, Multiaddr, NetworkBackend, NetworkBlock, PeerId,
};
use sc_network_sync::SyncingService;
use sc_service::{error::Result, Configuration, Error, SpawnTaskHandle, TaskManager};
use sc_storage_monitor::StorageMonitorParams;
use sc_sysinfo::HwBench;
use sc_telemetry::TelemetryHandle;
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
    let mut parts = Parts::new(&config)?;
    let Import { block_import, handle, queue } = Import::new(&config, &parts);
    let facts = Facts::new(&config, &parts)?;
    log::info!("🪪 Parachain id: {}", facts.para_id);

    let relay_chain_fork_id = fork_id(&relay_config);
    let (relay_chain, collator_key, relay_chain_network, bootnode_requests) = build_relay_chain_interface(
        relay_config,
        &config,
        parts.telemetry_worker.take(),
        &mut parts.task_manager,
        options.relay_chain.clone(),
        hardware.clone(),
    )
    .await
    .map_err(other)?;
    let collator_peer_id = relay_chain_network.local_peer_id();

    let import_queue = queue.service();
    let (network, sync_service) =
        join_network_and_serve::<Network>(config, &facts, &mut parts, relay_chain.clone(), queue).await?;
    watch_machine(options.storage_monitor.clone(), hardware, &facts, &parts)?;

    let announce_block = announcer(sync_service.clone());
    follow_relay_chain(&facts, &mut parts, &relay_chain, import_queue, announce_block.clone(), sync_service)?;
    start_bootnode_tasks(StartBootnodeTasksParams {
        embedded_dht_bootnode: options.relay_chain.embedded_dht_bootnode,
        dht_bootnode_discovery: options.relay_chain.dht_bootnode_discovery,
        para_id: facts.para_id,
        task_manager: &mut parts.task_manager,
        relay_chain_interface: relay_chain.clone(),
        relay_chain_fork_id,
        relay_chain_network,
        request_receiver: bootnode_requests,
        parachain_network: network,
        advertise_non_global_ips: facts.advertise_non_global_ips,
        parachain_genesis_hash: parts.client.chain_info().genesis_hash.as_ref().to_vec(),
        parachain_fork_id: facts.fork_id,
        parachain_public_addresses: facts.public_addresses,
    });

    if facts.collates {
        let collator = Collator {
            telemetry: parts.telemetry_handle(),
            keystore: parts.keystore.keystore(),
            client: parts.client,
            backend: parts.backend,
            pool: parts.pool,
            relay_chain,
            para_id: facts.para_id,
            key: collator_key.ok_or_else(|| {
                Error::Other("the relay chain's side gave no collator key, which a collator needs".into())
            })?,
            peer_id: collator_peer_id,
            block_import,
            block_import_handle: handle,
            announce_block,
            prometheus: facts.prometheus,
        };
        collator.spawn(options, &parts.task_manager)?;
    }
    Ok(parts.task_manager)
}

/// Facts about the node that are needed after its configuration was given to the tasks that serve clients.
struct Facts {
    para_id: ParaId,
    collates: bool,
    prometheus: Option<Registry>,
    database: Option<PathBuf>,
    fork_id: Option<String>,
    public_addresses: Vec<Multiaddr>,
    advertise_non_global_ips: bool,
}

impl Facts {
    fn new(config: &Configuration, parts: &Parts) -> Result<Self> {
        Ok(Self {
            para_id: service::para_id(&parts.client)?,
            collates: config.role.is_authority(),
            prometheus: config.prometheus_registry().cloned(),
            database: config.database.path().map(Path::to_path_buf),
            fork_id: fork_id(config),
            public_addresses: config.network.public_addresses.clone(),
            advertise_non_global_ips: config.network.allow_non_globals_in_dht,
        })
    }
}

fn fork_id(config: &Configuration) -> Option<String> {
    config.chain_spec.fork_id().map(ToString::to_string)
}

/// Join the parachain's network, and start the tasks that serve clients: off-chain workers, metrics, RPC and telemetry.
async fn join_network_and_serve<Network: NetworkBackend<Block, Hash>>(
    config: Configuration,
    facts: &Facts,
    parts: &mut Parts,
    relay_chain: Arc<dyn RelayChainInterface>,
    queue: DefaultImportQueue<Block>,
) -> Result<(Arc<dyn NetworkService>, Arc<SyncingService<Block>>)> {
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) = build_network(BuildNetworkParams {
        parachain_config: &config,
        net_config: FullNetworkConfiguration::<_, _, Network>::new(&config.network, facts.prometheus.clone()),
        client: parts.client.clone(),
        transaction_pool: parts.pool.clone(),
        para_id: facts.para_id,
        spawn_handle: parts.task_manager.spawn_handle(),
        spawn_essential_handle: parts.task_manager.spawn_essential_handle(),
        relay_chain_interface: relay_chain,
        import_queue: queue,
        metrics: Network::register_notification_metrics(facts.prometheus.as_ref()),
        gap_sync_body_policy: None,
    })
    .await?;
    service::spawn_offchain_workers(
        &config,
        &parts.task_manager,
        parts.client.clone(),
        &parts.backend,
        parts.pool.clone(),
        parts.keystore.keystore(),
        network.clone(),
    )?;
    metrics::spawn(facts.prometheus.as_ref(), parts.client.clone(), &parts.task_manager);
    let rpc_builder = {
        let (client, pool) = (parts.client.clone(), parts.pool.clone());
        Box::new(move |_| rpc::full(client.clone(), pool.clone(), None).map_err(Into::into))
    };
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        rpc_builder,
        client: parts.client.clone(),
        transaction_pool: parts.pool.clone(),
        task_manager: &mut parts.task_manager,
        config,
        keystore: parts.keystore.keystore(),
        backend: parts.backend.clone(),
        network: network.clone(),
        sync_service: sync_service.clone(),
        system_rpc_tx,
        tx_handler_controller,
        telemetry: parts.telemetry.as_mut(),
        tracing_execute_block: Some(Arc::new(ParachainTracingExecuteBlock::new(parts.client.clone()))),
    })?;
    Ok((network, sync_service))
}

/// Watch the space on the disk, and report how fast the machine is, if it was measured.
fn watch_machine(
    storage_monitor: StorageMonitorParams,
    hardware: Option<HwBench>,
    facts: &Facts,
    parts: &Parts,
) -> Result<()> {
    service::spawn_storage_monitor(storage_monitor, facts.database.as_deref(), &parts.task_manager)?;
    if let Some(measured) = hardware {
        report_hardware(measured, facts.collates, parts.telemetry_handle(), &parts.task_manager);
    }
    Ok(())
}

/// The function that announces a block to the parachain's network.
fn announcer(sync_service: Arc<SyncingService<Block>>) -> AnnounceBlock {
    Arc::new(move |hash, data| sync_service.announce_block(hash, data))
}

/// Start the tasks that finalize the blocks that the relay chain includes, and recover blocks that no peer has.
fn follow_relay_chain(
    facts: &Facts,
    parts: &mut Parts,
    relay_chain: &Arc<dyn RelayChainInterface>,
    import_queue: Box<dyn ImportQueueService<Block>>,
    announce_block: AnnounceBlock,
    sync_service: Arc<SyncingService<Block>>,
) -> Result<()> {
    start_relay_chain_tasks(StartRelayChainTasksParams {
        client: parts.client.clone(),
        announce_block,
        para_id: facts.para_id,
        relay_chain_interface: relay_chain.clone(),
        task_manager: &mut parts.task_manager,
        da_recovery_profile: if facts.collates { DARecoveryProfile::Collator } else { DARecoveryProfile::FullNode },
        import_queue,
        relay_chain_slot_duration: RELAY_CHAIN_SLOT,
        recovery_handle: Box::new(relay_chain.overseer_handle().map_err(other)?),
        sync_service,
        prometheus_registry: facts.prometheus.as_ref(),
    })
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
