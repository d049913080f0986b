// SPDX-License-Identifier: GPL-3.0-only

//! Measures what the runtime's calls, an empty block and the database take: `make weights`, `make bench-smoke`.
//!
//! The node has none of this. The runtime with its benchmarks, which this tool runs, is built by `make benchmark-blob`.

// The SDK's errors are as large as they are.
#![allow(clippy::result_large_err)]

#[cfg(feature = "storage")]
mod storage;

use polkadot_sdk::*;

use clap::Parser;
use frame_benchmarking_cli::{BenchmarkCmd, SUBSTRATE_REFERENCE_HARDWARE};
use openledger_runtime::opaque::Block;
use sc_chain_spec::{ChainSpec, GenericChainSpec, NoExtension};
use sc_cli::{CliConfiguration, Result, SubstrateCli};
use sp_runtime::traits::HashingFor;
use std::process::ExitCode;

/// The functions of the node that a runtime with benchmarks may call: those of a parachain's node and those that
/// measure.
type HostFunctions = (
    cumulus_primitives_proof_size_hostfunction::storage_proof_size::HostFunctions,
    sp_io::SubstrateHostFunctions,
    frame_benchmarking::benchmarking::HostFunctions,
);

/// Measure the runtime and this machine.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: BenchmarkCmd,
}

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "OpenLedger Weights".into()
    }

    fn impl_version() -> String {
        env!("CARGO_PKG_VERSION").into()
    }

    fn description() -> String {
        "Measures the weights that the runtime charges.".into()
    }

    fn author() -> String {
        env!("CARGO_PKG_AUTHORS").into()
    }

    fn support_url() -> String {
        "the OpenLedger repository's issue tracker".into()
    }

    fn copyright_start_year() -> i32 {
        2026
    }

    fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn ChainSpec>, String> {
        Ok(Box::new(GenericChainSpec::<NoExtension>::from_json_file(id.into())?))
    }
}

/// The chain specification, if one is named: `pallet` and `overhead` also take a runtime's blob without one.
fn named_spec(cli: &Cli, command: &impl CliConfiguration) -> Result<Option<Box<dyn ChainSpec>>> {
    // These two run without a runner, which would have set up the logger.
    sc_cli::LoggerBuilder::new(command.log_filters()?).init()?;
    Ok(command.shared_params().chain.as_ref().map(|id| cli.load_spec(id)).transpose()?)
}

fn run(cli: &Cli) -> Result<()> {
    match &cli.command {
        BenchmarkCmd::Pallet(pallet) => {
            pallet.run_with_spec::<HashingFor<Block>, HostFunctions>(named_spec(cli, &**pallet)?)
        }
        BenchmarkCmd::Overhead(overhead) => {
            overhead.run_with_default_builder_and_spec::<Block, HostFunctions>(named_spec(cli, &**overhead)?)
        }
        BenchmarkCmd::Machine(machine) => cli
            .create_runner(&cli.command)?
            .sync_run(|config| machine.run(&config, SUBSTRATE_REFERENCE_HARDWARE.clone())),
        #[cfg(feature = "storage")]
        BenchmarkCmd::Storage(command) => cli.create_runner(command)?.sync_run(|config| storage::run(command, config)),
        _ => Err("this tool measures pallets, overhead, the machine and, built with the feature `storage`, the \
                  database: see `pallet --help`, `overhead --help`, `machine --help` and `storage --help`"
            .to_string()
            .into()),
    }
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}
