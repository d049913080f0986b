// SPDX-License-Identifier: GPL-3.0-only

//! Run each command.

use polkadot_sdk::*;

use crate::{
    chain_spec,
    cli::{Cli, Subcommand},
    dev, production,
    service::{Backend, Client, Parts},
};
use openledger_runtime::opaque::Block;
use sc_cli::{CliConfiguration, Result, SubstrateCli};
use sc_consensus::DefaultImportQueue;
use sc_service::Configuration;
use std::{future::Future, sync::Arc};

/// The parts of a node that commands on its database need.
struct Database {
    client: Arc<Client>,
    backend: Arc<Backend>,
    import_queue: DefaultImportQueue<Block>,
}

/// Run `operation` on the database that `command` names.
fn on_database<'a, Command, Operation, Running>(cli: &Cli, command: &'a Command, operation: Operation) -> Result<()>
where
    Command: CliConfiguration,
    Operation: FnOnce(&'a Command, Database, Configuration) -> Running,
    Running: Future<Output = Result<()>>,
{
    cli.create_runner(command)?.async_run(|config| {
        let parts = Parts::new(&config)?;
        let import_queue = import_queue(&config, &parts)?;
        let database = Database { client: parts.client, backend: parts.backend, import_queue };
        Ok((operation(command, database, config), parts.task_manager))
    })
}

/// The queue that imports blocks of the chain. It verifies their seals, which a development chain's blocks do not have.
fn import_queue(config: &Configuration, parts: &Parts) -> Result<DefaultImportQueue<Block>> {
    if config.chain_spec.id() == chain_spec::DEVELOPMENT {
        return Ok(dev::import_queue(config, parts));
    }
    #[cfg(feature = "collator")]
    return Ok(collator::import_queue(config, parts));
    #[cfg(not(feature = "collator"))]
    Err(NO_COLLATOR.to_string().into())
}

/// The error of a command that needs a relay chain, in a build without that half.
#[cfg(not(feature = "collator"))]
const NO_COLLATOR: &str = "this build has only the development chain: add --dev, or build the node with its relay \
                           chain side: make collator";

/// Parse the command line and run its command.
pub fn run() -> Result<()> {
    let cli = Cli::from_args();

    match &cli.subcommand {
        None => run_node(cli),
        Some(Subcommand::Key(command)) => command.run(&cli),
        Some(Subcommand::ExportChainSpec(command)) => command.run(chain_spec::load(&command.chain)?),
        Some(Subcommand::BuildSpec(command)) => {
            let spec = chain_spec::load(&command.shared_params.chain_id(command.shared_params.is_dev()))?;
            cli.create_runner(command)?.sync_run(|config| command.run(spec, config.network))
        }
        Some(Subcommand::BuildProductionSpec(command)) => production::run(command),
        Some(Subcommand::ExportGenesisHead(command)) => {
            cli.create_runner(command)?.sync_run(|config| command.run(Parts::new(&config)?.client))
        }
        Some(Subcommand::ExportGenesisWasm(command)) => {
            cli.create_runner(command)?.sync_run(|config| command.run(&*config.chain_spec))
        }
        Some(Subcommand::CheckBlock(command)) => {
            on_database(&cli, command, |command, node, _| command.run(node.client, node.import_queue))
        }
        Some(Subcommand::ExportBlocks(command)) => {
            on_database(&cli, command, |command, node, config| command.run(node.client, config.database))
        }
        Some(Subcommand::ExportState(command)) => {
            on_database(&cli, command, |command, node, config| command.run(node.client, config.chain_spec))
        }
        Some(Subcommand::ImportBlocks(command)) => {
            on_database(&cli, command, |command, node, _| command.run(node.client, node.import_queue))
        }
        Some(Subcommand::Revert(command)) => {
            on_database(&cli, command, |command, node, _| command.run(node.client, node.backend, None))
        }
        Some(Subcommand::PurgeChain(command)) => cli.create_runner(command)?.sync_run(|config| {
            let alone = config.chain_spec.id() == chain_spec::DEVELOPMENT;
            if alone || (command.parachain && !command.relaychain) {
                // This does not need the relay chain's specification.
                return command.base.run(config.database);
            }
            #[cfg(feature = "collator")]
            {
                let relay_config = relay_config(&cli, &config)?;
                command.run(config, relay_config)
            }
            #[cfg(not(feature = "collator"))]
            Err("this build knows no relay chain: add --parachain to delete the parachain's database alone"
                .to_string()
                .into())
        }),
    }
}

fn run_node(cli: Cli) -> Result<()> {
    let sealing = cli.sealing()?;
    cli.create_runner(&cli.run.normalize())?.run_node_until_exit(|config| async move {
        if let Some(sealing) = sealing {
            return Ok(dev::start(config, sealing, cli.storage_monitor)?);
        }
        #[cfg(feature = "collator")]
        return on_relay_chain(cli, config).await;
        #[cfg(not(feature = "collator"))]
        Err(sc_cli::Error::from(NO_COLLATOR.to_string()))
    })
}

#[cfg(feature = "collator")]
use crate::{collator, relay_chain::RelayChainCli};

#[cfg(feature = "collator")]
fn relay_config(cli: &Cli, config: &Configuration) -> Result<Configuration> {
    RelayChainCli::new(config, &cli.collator.relay_chain_args).configuration(config)
}

#[cfg(feature = "collator")]
async fn on_relay_chain(cli: Cli, config: Configuration) -> Result<sc_service::TaskManager> {
    use frame_benchmarking_cli::SUBSTRATE_REFERENCE_HARDWARE;
    use sc_network::config::NetworkBackendType;

    let relay_config = relay_config(&cli, &config)?;
    let hardware = match config.database.path() {
        Some(path) if !cli.collator.no_hardware_benchmarks => {
            std::fs::create_dir_all(path)?;
            Some(sc_sysinfo::gather_hwbench(Some(path), &SUBSTRATE_REFERENCE_HARDWARE))
        }
        _ => None,
    };
    let options = collator::Options {
        relay_chain: cli.run.collator_options(),
        authoring: cli.collator.authoring,
        storage_monitor: cli.storage_monitor,
        export_pov: cli.collator.export_pov_to_path,
        max_pov_percentage: cli.run.experimental_max_pov_percentage,
    };
    let node = match config.network.network_backend {
        NetworkBackendType::Libp2p => {
            collator::start::<sc_network::NetworkWorker<_, _>>(config, relay_config, options, hardware).await
        }
        NetworkBackendType::Litep2p => {
            collator::start::<sc_network::Litep2pNetworkBackend>(config, relay_config, options, hardware).await
        }
    };
    Ok(node?)
}
