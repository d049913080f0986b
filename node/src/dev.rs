// SPDX-License-Identifier: GPL-3.0-only

//! The development chain: one process, no relay chain, no peers, and every block is final at once.
//!
//! The runtime is the same as on a relay chain, so each block brings the inherent that a relay chain would have led to:
//! a made-up relay chain block, one slot after the one before. The chain's clock therefore moves by one slot with each
//! block, however much time has passed. It starts two hours back, so that a chain that makes blocks faster than one per
//! slot has room before it is ahead of the wall clock.

use polkadot_sdk::*;

use crate::{
    cli::Sealing,
    metrics,
    rpc::{self, Commands},
    service::{self, Client, Parts, Pool, RELAY_CHAIN_SLOT},
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
use sc_transaction_pool_api::{InPoolTransaction, TransactionPool};
use sp_api::ProvideRuntimeApi;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// How far back the chain's clock starts.
const HEAD_START: Duration = Duration::from_secs(2 * 60 * 60);
/// How long instant sealing waits for the pool to take note of a new block.
const POOL_PATIENCE: Duration = Duration::from_secs(2);

/// The queue that imports blocks of a development chain, which carry no seal that it could verify.
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
    let Parts { client, backend, mut task_manager, keystore, pool: transaction_pool, mut telemetry, .. } = parts;
    let database = config.database.path().map(Path::to_path_buf);

    // Nobody else has this chain: several of them run side by side on one machine without a port to quarrel over.
    config.network.default_peers_set.in_peers = 0;
    config.network.default_peers_set.out_peers = 0;
    config.network.listen_addresses.clear();
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
        sc_service::build_network(sc_service::BuildNetworkParams {
            config: &config,
            net_config: FullNetworkConfiguration::<_, _, Litep2pNetworkBackend>::new(&config.network, None),
            client: client.clone(),
            transaction_pool: transaction_pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: None,
            block_relay: None,
            metrics: NotificationMetrics::new(None),
            gap_sync_body_policy: None,
        })?;

    service::spawn_offchain_workers(
        &config,
        &task_manager,
        client.clone(),
        &backend,
        transaction_pool.clone(),
        keystore.keystore(),
        network.clone(),
    )?;

    let (commands, commands_stream) = mpsc::channel(1024);
    let slot_duration = sc_consensus_aura::slot_duration(&*client)?;
    let clock = Clock::new(SystemTime::now(), slot_duration.as_duration())?;
    let para_id = service::para_id(&client)?;
    let proposer = sc_basic_authorship::ProposerFactory::new(
        task_manager.spawn_handle(),
        client.clone(),
        transaction_pool.clone(),
        config.prometheus_registry(),
        telemetry.as_ref().map(sc_telemetry::Telemetry::handle),
    );
    task_manager.spawn_essential_handle().spawn_blocking(
        "manual-seal",
        None,
        run_manual_seal(ManualSealParams {
            // The bare client: these blocks carry no seal that an import queue could check.
            block_import: client.clone(),
            env: proposer,
            client: client.clone(),
            pool: transaction_pool.clone(),
            commands_stream,
            select_chain: LongestChain::new(backend.clone()),
            consensus_data_provider: Some(Box::new(AuraConsensusDataProvider::<Block>::new_with_slot_duration(
                slot_duration,
            ))),
            create_inherent_data_providers: {
                let client = client.clone();
                move |parent, ()| std::future::ready(inherents(&client, para_id, clock, parent))
            },
        }),
    );
    let handle = task_manager.spawn_essential_handle();
    match sealing {
        Sealing::Instant => {
            handle.spawn("seal", None, seal_on_demand(client.clone(), transaction_pool.clone(), commands.clone()))
        }
        Sealing::Interval(period) => handle.spawn("seal", None, seal_every(period, commands.clone())),
        Sealing::Manual => {}
    }
    log::info!("🔗 Development chain of parachain {para_id}, sealing: {sealing:?}");

    metrics::spawn(config.prometheus_registry(), client.clone(), &task_manager);
    let rpc_builder = {
        let (client, pool) = (client.clone(), transaction_pool.clone());
        Box::new(move |_| rpc::full(client.clone(), pool.clone(), Some(commands.clone())).map_err(Into::into))
    };
    sc_service::spawn_tasks(sc_service::SpawnTasksParams {
        rpc_builder,
        client,
        transaction_pool,
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

/// Have one block made and made final.
///
/// Always with `create_empty`: without it, a block with a single transaction counts as empty, since the SDK compares the
/// number of extrinsics with that of the inherents' data, which for a parachain is one more than the inherents.
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

/// Have blocks made as long as transactions are ready, whenever one arrives.
async fn seal_on_demand(client: Arc<Client>, pool: Arc<Pool>, mut commands: Commands) {
    let mut arrivals = pool.import_notification_stream().ready_chunks(1024);
    while arrivals.next().await.is_some() {
        // What arrived while the last block was made may be in it.
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
                // More empty blocks would not help, but time or another transaction may.
                log::warn!("{} transactions are ready, but don't get into a block", left.len());
                break;
            }
            waiting = left;
        }
    }
}

/// Have a block made every `period`. What a block takes to make is part of the period.
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

/// The clock of the made-up relay chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Clock {
    /// The relay chain's slot that the parachain's genesis would be in.
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

    /// The relay chain's slot of the parachain's block `number`, or the last one of all.
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
    // A relay chain would let a runtime upgrade through once its code is there.
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
