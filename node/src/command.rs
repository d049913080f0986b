// SPDX-License-Identifier: GPL-3.0-only

//! Runs each command.

use polkadot_sdk::*;

use crate::{
    chain_spec,
    cli::{Cli, Subcommand},
    dev, production,
    service::Parts,
};
use openledger_runtime::opaque::Block;
use sc_cli::{CliConfiguration, Result, SubstrateCli};
use sc_consensus::DefaultImportQueue;
use sc_service::Configuration;
use std::future::Future;

/// Run `operation` on the database that `command` names.
fn on_database<'a, Command, Operation, Running>(cli: &Cli, command: &'a Command, operation: Operation) -> Result<()>
where
    Command: CliConfiguration,
    Operation: FnOnce(&'a Command, &Parts, Configuration) -> Result<Running>,
    Running: Future<Output = Result<()>>,
{
    cli.create_runner(command)?.async_run(|config| {
        let parts = Parts::new(&config)?;
        Ok((operation(command, &parts, config)?, parts.task_manager))
    })
}

/// The queue that imports blocks of the chain. It verifies their seals, which a development chain's blocks do not have.
fn import_queue(config: &Configuration, parts: &Parts) -> Result<DefaultImportQueue<Block>> {
    if config.chain_spec.id() == chain_spec::DEVELOPMENT {
        Ok(dev::import_queue(config, parts))
    } else {
        on_relay_chain::import_queue(config, parts)
    }
}

/// Parse the command line and run its command.
pub fn run() -> Result<()> {
    let cli = Cli::from_args();

    match &cli.subcommand {
        None => run_node(cli),
        Some(Subcommand::Key(command)) => command.run(&cli),
        Some(Subcommand::ExportChainSpec(command)) => command.run(chain_spec::load(&command.chain)?),
        Some(Subcommand::BuildSpec(command)) => {
            let spec = chain_spec::load(&command.chain_id(command.is_dev()?)?)?;
            cli.create_runner(command)?.sync_run(|config| command.run(spec, config.network))
        }
        Some(Subcommand::BuildProductionSpec(command)) => production::run(command),
        Some(Subcommand::ExportGenesisHead(command)) => {
            cli.create_runner(command)?.sync_run(|config| command.run(Parts::new(&config)?.client))
        }
        Some(Subcommand::ExportGenesisWasm(command)) => {
            cli.create_runner(command)?.sync_run(|config| command.run(&*config.chain_spec))
        }
        Some(Subcommand::CheckBlock(command)) => on_database(&cli, command, |command, parts, config| {
            Ok(command.run(parts.client.clone(), import_queue(&config, parts)?))
        }),
        Some(Subcommand::ExportBlocks(command)) => {
            on_database(&cli, command, |command, parts, config| Ok(command.run(parts.client.clone(), config.database)))
        }
        Some(Subcommand::ExportState(command)) => {
            on_database(
                &cli,
                command,
                |command, parts, config| Ok(command.run(parts.client.clone(), config.chain_spec)),
            )
        }
        Some(Subcommand::ImportBlocks(command)) => on_database(&cli, command, |command, parts, config| {
            Ok(command.run(parts.client.clone(), import_queue(&config, parts)?))
        }),
        Some(Subcommand::Revert(command)) => on_database(&cli, command, |command, parts, _| {
            Ok(command.run(parts.client.clone(), parts.backend.clone(), None))
        }),
        Some(Subcommand::PurgeChain(command)) => cli.create_runner(command)?.sync_run(|config| {
            let alone = config.chain_spec.id() == chain_spec::DEVELOPMENT;
            if alone || (command.parachain && !command.relaychain) {
                // This does not need the relay chain's specification.
                command.base.run(config.database)
            } else {
                on_relay_chain::purge(command, &cli, config)
            }
        }),
    }
}

fn run_node(cli: Cli) -> Result<()> {
    let sealing = cli.sealing()?;
    cli.create_runner(&cli.run.normalize())?.run_node_until_exit(|config| async move {
        match sealing {
            Some(sealing) => Ok(dev::start(config, sealing, cli.storage_monitor)?),
            None => on_relay_chain::start(cli, config).await,
        }
    })
}

/// The commands of a node on a relay chain.
#[cfg(feature = "collator")]
mod on_relay_chain {
    use super::*;
    use crate::{collator, relay_chain::RelayChainCli};
    use cumulus_client_cli::PurgeChainCmd;
    use frame_benchmarking_cli::SUBSTRATE_REFERENCE_HARDWARE;
    use sc_network::config::NetworkBackendType;
    use sc_service::TaskManager;

    pub fn import_queue(config: &Configuration, parts: &Parts) -> Result<DefaultImportQueue<Block>> {
        Ok(collator::import_queue(config, parts))
    }

    pub fn purge(command: &PurgeChainCmd, cli: &Cli, config: Configuration) -> Result<()> {
        let relay_config = relay_config(cli, &config)?;
        command.run(config, relay_config)
    }

    pub async fn start(cli: Cli, config: Configuration) -> Result<TaskManager> {
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

    fn relay_config(cli: &Cli, config: &Configuration) -> Result<Configuration> {
        RelayChainCli::new(config, &cli.collator.relay_chain_args).configuration(config)
    }
}

/// The same commands in a build without the feature `collator`: each says what to do.
#[cfg(not(feature = "collator"))]
mod on_relay_chain {
    use super::*;
    use cumulus_client_cli::PurgeChainCmd;
    use sc_service::TaskManager;

    pub fn import_queue(_: &Configuration, _: &Parts) -> Result<DefaultImportQueue<Block>> {
        refuse("add --dev")
    }

    pub fn purge(_: &PurgeChainCmd, _: &Cli, _: Configuration) -> Result<()> {
        refuse("add --parachain to delete the parachain's database alone")
    }

    pub async fn start(_: Cli, _: Configuration) -> Result<TaskManager> {
        refuse("add --dev")
    }

    fn refuse<Done>(remedy: &str) -> Result<Done> {
        Err(format!(
            "this build knows no relay chain: {remedy}, or build the node with its relay chain side: make collator"
        )
        .into())
    }
}
