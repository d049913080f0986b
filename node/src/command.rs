// SPDX-License-Identifier: GPL-3.0-only

//! What each command does.

use polkadot_sdk::*;

use crate::{
    chain_spec,
    cli::{Cli, RelayChainCli, Subcommand},
    dev,
    service::{self, Backend, Client},
};
use frame_benchmarking_cli::SUBSTRATE_REFERENCE_HARDWARE;
use openledger_runtime::opaque::Block;
use sc_cli::{CliConfiguration, Result, SubstrateCli};
use sc_consensus::DefaultImportQueue;
use sc_network::config::NetworkBackendType;
use sc_service::Configuration;
use std::{future::Future, sync::Arc};

/// The parts of a node that work on its database needs.
struct Parts {
    client: Arc<Client>,
    backend: Arc<Backend>,
    import_queue: DefaultImportQueue<Block>,
}

/// Run `operation` on the database that `command` names.
fn on_database<'a, Command, Operation, Running>(cli: &Cli, command: &'a Command, operation: Operation) -> Result<()>
where
    Command: CliConfiguration,
    Operation: FnOnce(&'a Command, Parts, Configuration) -> Running,
    Running: Future<Output = Result<()>>,
{
    cli.create_runner(command)?.async_run(|config| {
        let node = service::new_partial(&config)?;
        let parts = Parts { client: node.client, backend: node.backend, import_queue: node.import_queue };
        Ok((operation(command, parts, config), node.task_manager))
    })
}

/// Parse the command line and do what it says.
pub fn run() -> Result<()> {
    let cli = Cli::from_args();

    match &cli.subcommand {
        None => run_node(cli),
        Some(Subcommand::Key(command)) => command.run(&cli),
        Some(Subcommand::ExportChainSpec(command)) => command.run(chain_spec::load(&command.chain)?),
        Some(Subcommand::BuildSpec(command)) => {
            cli.create_runner(command)?.sync_run(|config| command.run(config.chain_spec, config.network))
        }
        Some(Subcommand::ExportGenesisHead(command)) => {
            cli.create_runner(command)?.sync_run(|config| command.run(service::new_partial(&config)?.client))
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
            if command.parachain && !command.relaychain {
                // No need to know the relay chain's specification then.
                return command.base.run(config.database);
            }
            let relay_config = RelayChainCli::new(&config, &cli.relay_chain_args).configuration(&config)?;
            command.run(config, relay_config)
        }),
        #[cfg(feature = "benchmark")]
        Some(Subcommand::Benchmark(command)) => benchmark(&cli, command),
    }
}

fn run_node(cli: Cli) -> Result<()> {
    let sealing = cli.sealing()?;
    cli.create_runner(&cli.run.normalize())?.run_node_until_exit(|config| async move {
        if let Some(sealing) = sealing {
            return Ok(dev::start(config, sealing, cli.storage_monitor)?);
        }

        let relay_config = RelayChainCli::new(&config, &cli.relay_chain_args).configuration(&config)?;
        let hardware = match config.database.path() {
            Some(path) if !cli.no_hardware_benchmarks => {
                std::fs::create_dir_all(path)?;
                Some(sc_sysinfo::gather_hwbench(Some(path), &SUBSTRATE_REFERENCE_HARDWARE))
            }
            _ => None,
        };
        let options = service::Options {
            relay_chain: cli.run.collator_options(),
            storage_monitor: cli.storage_monitor,
            export_pov: cli.export_pov_to_path,
            max_pov_percentage: cli.run.experimental_max_pov_percentage,
        };
        let node = match config.network.network_backend {
            NetworkBackendType::Libp2p => {
                service::start::<sc_network::NetworkWorker<_, _>>(config, relay_config, options, hardware).await
            }
            NetworkBackendType::Litep2p => {
                service::start::<sc_network::Litep2pNetworkBackend>(config, relay_config, options, hardware).await
            }
        };
        Ok(node?)
    })
}

#[cfg(feature = "benchmark")]
fn benchmark(cli: &Cli, command: &frame_benchmarking_cli::BenchmarkCmd) -> Result<()> {
    use cumulus_client_service::storage_proof_size::HostFunctions;
    use frame_benchmarking_cli::BenchmarkCmd;
    use sp_runtime::traits::HashingFor;

    /// The chain specification, if one is named: `pallet` and `overhead` also take a runtime's blob without one.
    fn named_spec(command: &impl CliConfiguration, cli: &Cli) -> Result<Option<Box<dyn sc_cli::ChainSpec>>> {
        // These two run without a runner, which would have set up the logger.
        sc_cli::LoggerBuilder::new(command.log_filters()?).init()?;
        Ok(command.shared_params().chain.as_ref().map(|id| cli.load_spec(id)).transpose()?)
    }

    match command {
        BenchmarkCmd::Pallet(pallet) => {
            pallet.run_with_spec::<HashingFor<Block>, HostFunctions>(named_spec(pallet, cli)?)
        }
        BenchmarkCmd::Overhead(overhead) => {
            overhead.run_with_default_builder_and_spec::<Block, HostFunctions>(named_spec(overhead, cli)?)
        }
        BenchmarkCmd::Block(block) => {
            cli.create_runner(block)?.sync_run(|config| block.run(service::new_partial(&config)?.client))
        }
        BenchmarkCmd::Machine(machine) => {
            cli.create_runner(command)?.sync_run(|config| machine.run(&config, SUBSTRATE_REFERENCE_HARDWARE.clone()))
        }
        BenchmarkCmd::Storage(storage) => {
            cli.create_runner(storage)?.sync_run(|config| crate::storage_benchmark::run(storage, config))
        }
        _ => Err(
            "this node measures pallets, overhead, storage, blocks and the machine: see `benchmark pallet --help`, \
                  `benchmark overhead --help`, `benchmark storage --help`, `benchmark block --help` and \
                  `benchmark machine --help`"
                .to_string()
                .into(),
        ),
    }
}
