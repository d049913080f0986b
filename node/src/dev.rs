// SPDX-License-Identifier: GPL-3.0-only

//! The development chain: one process, no relay chain, no peers, and every block is final at once.
//!
//! The runtime is the same as on a relay chain, so each block has the inherent of a mock relay chain block, one slot
//! after the block before. The chain's clock therefore moves by one slot with each block, however much time has passed.
//! It starts two hours back, so a chain that makes blocks faster than one per slot has time before it is ahead of the
//! wall clock.
//!
//! [`start`] reads in phases: run without peers, author blocks, serve clients.

use polkadot_sdk::*;

use crate::{
    cli::Sealing,
    metrics,
    rpc::{self, Commands},
    service::{self, Backend, Client, Parts, Pool, RELAY_CHAIN_SLOT},
};
use codec::Encode;
use cumulus_client_parachain_inherent::MockValidationDataInherentDataProvider;
use cumulus_primitives_core::{
    relay_chain::{HeadData, UpgradeGoAhead},
    CollectCollationInfo, ParaId, RelayParentOffsetApi,
};
use futures::{
    channel::{mpsc, oneshot},
    SinkExt, StreamExt,
};
use futures_timer::Delay;
use openledger_runtime::{opaque::Block, Hash};
use sc_consensus::{DefaultImportQueue, LongestChain};
use sc_consensus_manual_seal::{
    consensus::aura::AuraConsensusDataProvider, run_manual_seal, CreatedBlock, EngineCommand, Error as SealError,
    ManualSealParams,
};
use sc_network::{config::FullNetworkConfiguration, Litep2pNetworkBackend, NotificationMetrics};
use sc_service::{error::Result, Configuration, Error, TaskManager};
use sc_storage_monitor::StorageMonitorParams;
use sc_telemetry::TelemetryHandle;
use sc_transaction_pool_api::{InPoolTransaction, TransactionPool};
use sp_api::ProvideRuntimeApi;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use substrate_prometheus_endpoint::Registry;

/// The time by which the chain's clock starts behind the wall clock.
const HEAD_START: Duration = Duration::from_secs(2 * 60 * 60);
/// The time that instant sealing gives the pool to process a new block.
const POOL_PATIENCE: Duration = Duration::from_secs(2);

/// The queue that imports blocks of a development chain. They carry no seal to verify.
pub fn import_queue(config: &Configuration, parts: &Parts) -> DefaultImportQueue<Block> {
    sc_consensus_manual_seal::import_queue(
        Box::new(parts.client.clone()),
        &parts.task_manager.spawn_essential_handle(),
        config.prometheus_registry(),
    )
}

/// Start the development chain.
pub fn start(
    mut config: Configuration,
    sealing: Sealing,
    storage_monitor: StorageMonitorParams,
) -> Result<TaskManager> {
    let parts = Parts::new(&config)?;
    let import_queue = import_queue(&config, &parts);
    let telemetry_handle = parts.telemetry_handle();
    let Parts { client, backend, mut task_manager, keystore, pool, mut telemetry, .. } = parts;
    let database = config.database.path().map(Path::to_path_buf);

    // Run without peers.
    isolate(&mut config);
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
        sc_service::build_network(sc_service::BuildNetworkParams {
            config: &config,
            net_config: FullNetworkConfiguration::<_, _, Litep2pNetworkBackend>::new(&config.network, None),
            client: client.clone(),
            transaction_pool: pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: None,
            block_relay: None,
            metrics: NotificationMetrics::new(None),
            gap_sync_body_policy: None,
        })?;

    // Author blocks.
    let (commands, commands_stream) = mpsc::channel(1024);
    let para_id = service::para_id(&client)?;
    let author = Author {
        client: client.clone(),
        backend: backend.clone(),
        pool: pool.clone(),
        para_id,
        prometheus: config.prometheus_registry().cloned(),
        telemetry: telemetry_handle,
    };
    author.spawn(commands_stream, &task_manager)?;
    spawn_sealing(sealing, client.clone(), pool.clone(), commands.clone(), &task_manager);
    log::info!("🔗 Development chain of parachain {para_id}, sealing: {sealing:?}");

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
    metrics::spawn(config.prometheus_registry(), client.clone(), &task_manager);
    let rpc_builder = {
        let (client, pool) = (client.clone(), pool.clone());
        Box::new(move |_| rpc::full(client.clone(), pool.clone(), Some(commands.clone())).map_err(Into::into))
    };
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        rpc_builder,
        client,
        transaction_pool: pool,
        task_manager: &mut task_manager,
        config,
        keystore: keystore.keystore(),
        backend,
        network,
        sync_service,
        system_rpc_tx,
        tx_handler_controller,
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;
    service::spawn_storage_monitor(storage_monitor, database.as_deref(), &task_manager)?;
    Ok(task_manager)
}

/// Configure no peers and no addresses: no other node has this chain, and several of them can run on one machine
/// without a conflict of ports.
fn isolate(config: &mut Configuration) {
    config.network.default_peers_set.in_peers = 0;
    config.network.default_peers_set.out_peers = 0;
    config.network.listen_addresses.clear();
}

/// The parts of the task that builds blocks.
struct Author {
    client: Arc<Client>,
    backend: Arc<Backend>,
    pool: Arc<Pool>,
    para_id: ParaId,
    prometheus: Option<Registry>,
    telemetry: Option<TelemetryHandle>,
}

impl Author {
    /// Spawn the task that builds a block for each command.
    fn spawn(self, commands_stream: mpsc::Receiver<EngineCommand<Hash>>, task_manager: &TaskManager) -> Result<()> {
        let slot_duration = sc_consensus_aura::slot_duration(&*self.client)?;
        let clock = Clock::new(SystemTime::now(), slot_duration.as_duration())?;
        let proposer = sc_basic_authorship::ProposerFactory::new(
            task_manager.spawn_handle(),
            self.client.clone(),
            self.pool.clone(),
            self.prometheus.as_ref(),
            self.telemetry,
        );
        let create_inherent_data_providers = {
            let (client, para_id) = (self.client.clone(), self.para_id);
            move |parent: Hash, ()| std::future::ready(inherents(&client, para_id, clock, parent))
        };
        let seals = run_manual_seal(ManualSealParams {
            // The client itself: these blocks carry no seal that an import queue could check.
            block_import: self.client.clone(),
            env: proposer,
            client: self.client,
            pool: self.pool,
            commands_stream,
            select_chain: LongestChain::new(self.backend),
            consensus_data_provider: Some(Box::new(AuraConsensusDataProvider::<Block>::new_with_slot_duration(
                slot_duration,
            ))),
            create_inherent_data_providers,
        });
        task_manager.spawn_essential_handle().spawn_blocking("manual-seal", None, seals);
        Ok(())
    }
}

/// Spawn the task that commands blocks as `sealing` says.
fn spawn_sealing(
    sealing: Sealing,
    client: Arc<Client>,
    pool: Arc<Pool>,
    commands: Commands,
    task_manager: &TaskManager,
) {
    let handle = task_manager.spawn_essential_handle();
    match sealing {
        Sealing::Instant => handle.spawn("seal", None, seal_on_demand(client, pool, commands)),
        Sealing::Interval(period) => handle.spawn("seal", None, seal_every(period, commands)),
        Sealing::Manual => {}
    }
}

/// Command one block, which is final at once.
///
/// `create_empty` is always set. Without it, a block with a single transaction counts as empty: the SDK compares the
/// number of extrinsics with the number of the inherents' data, of which a parachain has one more than inherents.
async fn seal(commands: &mut Commands) -> std::result::Result<CreatedBlock<Hash>, SealError> {
    let (sender, outcome) = oneshot::channel();
    commands
        .send(EngineCommand::SealNewBlock {
            create_empty: true,
            finalize: true,
            parent_hash: None,
            sender: Some(sender),
        })
        .await?;
    outcome.await?
}

/// The transactions that a block after `parent` could include.
async fn ready(pool: &Pool, parent: Hash) -> Vec<Hash> {
    pool.ready_at_with_timeout(parent, POOL_PATIENCE).await.map(|transaction| *transaction.hash()).collect()
}

/// Whenever a transaction arrives, command blocks until no transaction is ready.
async fn seal_on_demand(client: Arc<Client>, pool: Arc<Pool>, mut commands: Commands) {
    let mut arrivals = pool.import_notification_stream().ready_chunks(1024);
    while arrivals.next().await.is_some() {
        // Transactions that arrived while the last block was built may be in it.
        let mut waiting = ready(&pool, client.chain_info().best_hash).await;
        while !waiting.is_empty() {
            let block = match seal(&mut commands).await {
                Ok(block) => block.hash,
                Err(SealError::Canceled(_) | SealError::SendError(_)) => return,
                Err(error) => {
                    log::error!("No block could be made: {error}");
                    break;
                }
            };
            let left = ready(&pool, block).await;
            if left == waiting {
                // More empty blocks would not help. Time or another transaction may.
                log::warn!("{} transactions are ready, but no block includes them", left.len());
                break;
            }
            waiting = left;
        }
    }
}

/// Command a block every `period`. The time to build it is part of the period.
async fn seal_every(period: Duration, mut commands: Commands) {
    let mut timer = Delay::new(period);
    loop {
        (&mut timer).await;
        timer.reset(period);
        match seal(&mut commands).await {
            Ok(_) => {}
            Err(SealError::Canceled(_) | SealError::SendError(_)) => return,
            Err(error) => log::error!("No block could be made: {error}"),
        }
    }
}

/// The clock of the mock relay chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Clock {
    /// The relay chain's slot of the parachain's genesis.
    first_slot: u32,
    /// The relay chain's slots between two blocks of the parachain.
    slots_per_block: u32,
}

impl Clock {
    /// The clock of a chain whose node starts at `now`.
    fn new(now: SystemTime, para_slot: Duration) -> Result<Self> {
        let out_of_range = || Error::Other("the system's clock or the chain's slot duration is out of range".into());
        let since_epoch = now.duration_since(UNIX_EPOCH).map_err(|_| out_of_range())?.saturating_sub(HEAD_START);
        let slots = |span: Duration| {
            let slots = span.as_millis().checked_div(RELAY_CHAIN_SLOT.as_millis()).ok_or_else(out_of_range)?;
            u32::try_from(slots).map_err(|_| out_of_range())
        };
        Ok(Self { first_slot: slots(since_epoch)?, slots_per_block: slots(para_slot)?.max(1) })
    }

    /// The relay chain's slot of the parachain's block `number`, at most the last slot.
    fn slot_of(&self, number: u32) -> u32 {
        self.slots_per_block.saturating_mul(number).saturating_add(self.first_slot)
    }

    /// The time at which the slot of block `number` starts, in milliseconds since the epoch.
    fn millis_of(&self, number: u32) -> u64 {
        let slot = u64::try_from(RELAY_CHAIN_SLOT.as_millis()).unwrap_or(u64::MAX);
        u64::from(self.slot_of(number)).saturating_mul(slot)
    }
}

type Inherents = (sp_timestamp::InherentDataProvider, MockValidationDataInherentDataProvider<()>);

/// The inherents of the block after `parent`.
fn inherents(
    client: &Client,
    para_id: ParaId,
    clock: Clock,
    parent: Hash,
) -> std::result::Result<Inherents, Box<dyn std::error::Error + Send + Sync>> {
    let head = client.header(parent)?.ok_or_else(|| format!("no header of the parent block {parent}"))?;
    let number = head.number.saturating_add(1);
    let api = client.runtime_api();
    // A relay chain would allow a runtime upgrade once it has the code.
    let upgrades = api.collect_collation_info(parent, &head).is_ok_and(|info| info.new_validation_code.is_some());
    let relay_parent_offset = client.runtime_api().relay_parent_offset(parent).unwrap_or_default();

    let validation_data = MockValidationDataInherentDataProvider::<()> {
        current_para_block: number,
        para_id,
        current_para_block_head: Some(HeadData(head.encode())),
        relay_offset: clock.first_slot,
        relay_blocks_per_para_block: clock.slots_per_block,
        relay_parent_offset,
        para_blocks_per_relay_epoch: 10,
        upgrade_go_ahead: upgrades.then_some(UpgradeGoAhead::GoAhead),
        ..Default::default()
    };
    Ok((sp_timestamp::InherentDataProvider::new(clock.millis_of(number).into()), validation_data))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_clock_starts_two_hours_back_and_moves_one_slot_per_block() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let clock = Clock::new(now, Duration::from_secs(6)).unwrap();
        assert_eq!(clock.millis_of(0), (1_800_000_000 - 7_200) * 1_000);
        assert_eq!(clock.millis_of(1) - clock.millis_of(0), 6_000);
        assert_eq!(clock.slot_of(10) - clock.slot_of(0), 10);

        let slower = Clock::new(now, Duration::from_secs(12)).unwrap();
        assert_eq!(slower.millis_of(1) - slower.millis_of(0), 12_000);
    }

    #[test]
    fn the_clock_of_a_chain_started_again_is_never_behind() {
        let started = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let before = Clock::new(started, Duration::from_secs(6)).unwrap();
        let after = Clock::new(started + Duration::from_secs(1), Duration::from_secs(6)).unwrap();
        assert!(after.millis_of(101) > before.millis_of(100));
    }

    #[test]
    fn a_clock_before_the_epoch_is_refused() {
        assert!(Clock::new(UNIX_EPOCH - Duration::from_secs(1), Duration::from_secs(6)).is_err());
    }
}
