// SPDX-License-Identifier: GPL-3.0-only

//! The parts of every node: client, database, transaction pool, telemetry. The development chain ([`crate::dev`]) and
//! the node on a relay chain (`collator`) are built from them.

use polkadot_sdk::*;

use cumulus_primitives_core::{GetParachainInfo, ParaId};
use futures::FutureExt;
use openledger_runtime::{apis::RuntimeApi, opaque::Block};
use sc_client_api::Backend as _;
use sc_executor::{HeapAllocStrategy, WasmExecutor, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_network::service::traits::NetworkService;
use sc_service::{
    error::Result, new_full_parts_record_import, Configuration, Error, KeystoreContainer, TFullBackend, TFullClient,
    TaskManager,
};
use sc_storage_monitor::{StorageMonitorParams, StorageMonitorService};
use sc_telemetry::{Telemetry, TelemetryHandle, TelemetryWorker, TelemetryWorkerHandle};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_api::ProvideRuntimeApi;
use sp_keystore::KeystorePtr;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// Time between two blocks of the relay chain.
pub const RELAY_CHAIN_SLOT: Duration = Duration::from_secs(6);

/// The functions of the node that the runtime can call. They are those of every parachain's node.
#[cfg(feature = "collator")]
pub type HostFunctions = cumulus_client_service::ParachainHostFunctions;
/// The functions of the node that the runtime can call. They are those of every parachain's node except the arithmetic
/// of curves, which this runtime does not call.
#[cfg(not(feature = "collator"))]
pub type HostFunctions =
    (cumulus_primitives_proof_size_hostfunction::storage_proof_size::HostFunctions, sp_io::SubstrateHostFunctions);

/// Access to the chain's blocks, state and runtime.
pub type Client = TFullClient<Block, RuntimeApi, WasmExecutor<HostFunctions>>;
/// The database.
pub type Backend = TFullBackend<Block>;
/// The transaction pool.
pub type Pool = TransactionPoolHandle<Block, Client>;

/// A node without network, import queue and consensus.
pub struct Parts {
    /// Access to the chain.
    pub client: Arc<Client>,
    /// The database.
    pub backend: Arc<Backend>,
    /// The node's tasks.
    pub task_manager: TaskManager,
    /// The node's keys.
    pub keystore: KeystoreContainer,
    /// The transactions that wait for a block.
    pub pool: Arc<Pool>,
    /// Reports to a telemetry server, if one is configured.
    pub telemetry: Option<Telemetry>,
    /// The telemetry's worker, which an embedded relay chain node shares.
    #[cfg_attr(not(feature = "collator"), allow(dead_code))]
    pub telemetry_worker: Option<TelemetryWorkerHandle>,
}

impl Parts {
    /// Build the parts that every command on a chain needs.
    pub fn new(config: &Configuration) -> Result<Self> {
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

        let (client, backend, keystore, task_manager) = new_full_parts_record_import::<Block, RuntimeApi, _>(
            config,
            telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
            executor(config),
            // Recording proofs on import gives the runtime the same proof sizes as on the relay chain.
            true,
            Vec::new(),
        )?;
        let client = Arc::new(client);

        let telemetry_worker = telemetry.as_ref().map(|(worker, _)| worker.handle());
        let telemetry = telemetry.map(|(worker, telemetry)| {
            task_manager.spawn_handle().spawn("telemetry", None, worker.run());
            telemetry
        });

        let pool = Arc::from(
            sc_transaction_pool::Builder::new(
                task_manager.spawn_essential_handle(),
                client.clone(),
                config.role.is_authority().into(),
            )
            .with_options(config.transaction_pool.clone())
            .with_prometheus(config.prometheus_registry())
            .build(),
        );
        Ok(Self { client, backend, task_manager, keystore, pool, telemetry, telemetry_worker })
    }

    /// A handle to the telemetry, if there is one.
    pub fn telemetry_handle(&self) -> Option<TelemetryHandle> {
        self.telemetry.as_ref().map(Telemetry::handle)
    }
}

/// The executor of the runtime's WASM, as the command line configures it.
///
/// A development chain keeps the compiled runtime in the user's cache folder, because compiling takes most of its
/// start.
fn executor(config: &Configuration) -> WasmExecutor<HostFunctions> {
    let heap = config.executor.default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
        HeapAllocStrategy::Static { extra_pages: pages.try_into().unwrap_or(u32::MAX) }
    });
    let builder = WasmExecutor::builder()
        .with_execution_method(config.executor.wasm_method)
        .with_onchain_heap_alloc_strategy(heap)
        .with_offchain_heap_alloc_strategy(heap)
        .with_max_runtime_instances(config.executor.max_runtime_instances)
        .with_runtime_cache_size(config.executor.runtime_cache_size);
    match cache_folder().filter(|_| config.chain_spec.chain_type() == sc_chain_spec::ChainType::Development) {
        Some(folder) => builder.with_cache_path(folder).build(),
        None => builder.build(),
    }
}

/// The folder for compiled runtimes, below the user's cache folder.
///
/// It must hold nothing else: wasmtime deletes from it as much as exceeds the size of its cache, whatever that is.
fn cache_folder() -> Option<PathBuf> {
    let of = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = of("XDG_CACHE_HOME").or_else(|| of("HOME").map(|home| home.join(".cache")))?;
    Some(caches.join("openledger-compiled-runtimes"))
}

/// The id of the parachain, as the runtime of the best block states it.
pub fn para_id(client: &Client) -> Result<ParaId> {
    client
        .runtime_api()
        .parachain_id(client.chain_info().best_hash)
        .map_err(|error| Error::Other(format!("the runtime does not state the parachain's id: {error}")))
}

/// Spawn the runtime's off-chain workers, unless the command line disables them.
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
        // No off-chain worker of this chain makes HTTP requests.
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

/// Spawn the monitor that stops the node cleanly before the disk is full.
pub fn spawn_storage_monitor(
    params: StorageMonitorParams,
    database: Option<&Path>,
    task_manager: &TaskManager,
) -> Result<()> {
    let Some(path) = database else { return Ok(()) };
    StorageMonitorService::try_spawn(params, path.into(), &task_manager.spawn_essential_handle())
        .map_err(|error| Error::Application(Box::new(error)))
}
