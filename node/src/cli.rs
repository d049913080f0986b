// SPDX-License-Identifier: GPL-3.0-only

//! The command line.

use polkadot_sdk::*;

use crate::chain_spec;
use clap::ValueEnum;
use sc_cli::{ChainSpec, Result, SubstrateCli};
use sc_storage_monitor::StorageMonitorParams;
use std::{num::NonZeroU64, path::PathBuf, time::Duration};

/// Time between blocks of `--sealing interval` without `--block-time`, in milliseconds.
const DEFAULT_BLOCK_TIME: u64 = 6_000;

/// The commands that do not run a node.
#[derive(Debug, clap::Subcommand)]
// There is one value per process, and the SDK's commands are large.
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
    /// Generate, inspect and insert keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Write a chain's specification to a file or to stdout, plain or raw.
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Write a chain's specification to stdout. Kept for tools; `export-chain-spec` is the newer form.
    BuildSpec(sc_cli::BuildSpecCmd),

    /// Build the specification of a production chain from a file with its accounts.
    BuildProductionSpec(BuildProductionSpecCmd),

    /// Write the head of the genesis block, to register the parachain with.
    #[command(alias = "export-genesis-state")]
    ExportGenesisHead(cumulus_client_cli::ExportGenesisHeadCommand),

    /// Write the runtime of the genesis block, to register the parachain with.
    ExportGenesisWasm(cumulus_client_cli::ExportGenesisWasmCommand),

    /// Verify blocks.
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Write blocks to a file or to stdout.
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Write the state at a block as a chain specification.
    ExportState(sc_cli::ExportStateCmd),

    /// Import blocks from a file or from stdin.
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Revert the latest blocks.
    Revert(sc_cli::RevertCmd),

    /// Delete a chain's database.
    PurgeChain(cumulus_client_cli::PurgeChainCmd),
}

/// Build the specification of a production chain from the runtime's `production` preset and a file that names its
/// people: allocations, collators, the technical committee, operators, boot nodes. See docs/chain-specifications.md.
///
/// The file is checked as a whole. The command writes either a specification or a list of all problems. The treasury
/// has the rest of the supply, which is not allocated.
#[derive(Clone, Debug, clap::Parser)]
pub struct BuildProductionSpecCmd {
    /// JSON file with the accounts and boot nodes of the chain.
    #[arg(long, value_name = "FILE")]
    pub genesis: PathBuf,

    /// File for the specification. Default: stdout.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Write the genesis as raw storage, which every version of the node reads the same way. Without this option, the
    /// genesis is the runtime's configuration, for people to check.
    #[arg(long)]
    pub raw: bool,
}

/// When the development chain makes a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SealingMode {
    /// As soon as a transaction is ready.
    Instant,
    /// At fixed intervals, see `--block-time`, with or without transactions.
    Interval,
    /// Only on a call of the RPC `engine_createBlock`.
    Manual,
}

/// When the development chain makes a block, with the interval. The RPC `engine_createBlock` also makes one at any
/// time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// As soon as a transaction is ready.
    Instant,
    /// At fixed intervals, with or without transactions.
    Interval(Duration),
    /// Only by RPC.
    Manual,
}

/// When a collator makes a block.
#[cfg(feature = "collator")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Authoring {
    /// With each block of the relay chain, even on its forks.
    Lookahead,
    /// At fixed times in each slot, on the relay chain's best block, on all cores of the parachain.
    SlotBased,
}

/// Arguments of a node on a relay chain.
#[cfg(feature = "collator")]
#[derive(Debug, clap::Args)]
pub struct CollatorArgs {
    /// When a collator makes a block.
    #[arg(long, value_enum, value_name = "POLICY", default_value_t = Authoring::Lookahead, conflicts_with = "dev")]
    pub authoring: Authoring,

    /// Start without measuring this machine's hardware.
    #[arg(long)]
    pub no_hardware_benchmarks: bool,

    /// Write each proof of validity of this collator into this folder, to debug validation.
    #[arg(long, value_name = "PATH")]
    pub export_pov_to_path: Option<PathBuf>,

    /// Arguments of the relay chain's node.
    #[arg(raw = true)]
    pub relay_chain_args: Vec<String>,
}

/// Arguments of this node. Those of the embedded relay chain's node follow after `--`.
#[derive(Debug, clap::Parser)]
#[command(propagate_version = true, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Cli {
    /// The command to run instead of a node.
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    /// The arguments of every parachain's node.
    #[command(flatten)]
    pub run: cumulus_client_cli::RunCmd,

    /// The disk space below which the node stops.
    #[command(flatten)]
    pub storage_monitor: StorageMonitorParams,

    /// When the development chain makes a block. Default: instant, or interval if `--block-time` is given.
    ///
    /// In each mode, the RPC `engine_createBlock` makes one more block.
    #[arg(long, value_enum, value_name = "MODE", requires = "dev")]
    pub sealing: Option<SealingMode>,

    /// Milliseconds between blocks of the development chain. Default: 6000.
    ///
    /// The chain's clock does not depend on it: it moves by one slot with each block.
    #[arg(long, value_name = "MS", requires = "dev")]
    pub block_time: Option<NonZeroU64>,

    /// The arguments of a node on a relay chain.
    #[cfg(feature = "collator")]
    #[command(flatten)]
    pub collator: CollatorArgs,
}

impl Cli {
    /// When the development chain makes blocks; `None` for any other chain.
    pub fn sealing(&self) -> Result<Option<Sealing>> {
        if !self.run.base.shared_params.is_dev() {
            return Ok(None);
        }
        let interval = |ms: Option<NonZeroU64>| {
            Sealing::Interval(Duration::from_millis(ms.map_or(DEFAULT_BLOCK_TIME, NonZeroU64::get)))
        };
        match (self.sealing, self.block_time) {
            (Some(SealingMode::Interval), ms) | (None, ms @ Some(_)) => Ok(Some(interval(ms))),
            (Some(_), Some(_)) => {
                Err("--block-time works with --sealing interval only: leave one of the two out".to_string().into())
            }
            (Some(SealingMode::Manual), None) => Ok(Some(Sealing::Manual)),
            (Some(SealingMode::Instant) | None, None) => Ok(Some(Sealing::Instant)),
        }
    }
}

const NAME: &str = "OpenLedger Node";
const AUTHOR: &str = "OpenLedger contributors";
const SUPPORT: &str = "the OpenLedger repository's issue tracker";
const START_YEAR: i32 = 2026;

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        NAME.into()
    }

    fn impl_version() -> String {
        env!("SUBSTRATE_CLI_IMPL_VERSION").into()
    }

    fn description() -> String {
        format!(
            "{NAME}: collator, full node and development chain.\n\nA development chain in one process: {name} \
             --dev\nA collator: {name} --collator <ARGS> -- <ARGS OF THE RELAY CHAIN'S NODE>",
            name = Self::executable_name()
        )
    }

    fn author() -> String {
        AUTHOR.into()
    }

    fn support_url() -> String {
        SUPPORT.into()
    }

    fn copyright_start_year() -> i32 {
        START_YEAR
    }

    fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn ChainSpec>, String> {
        chain_spec::load_to_run(id)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use clap::{CommandFactory, Parser};

    fn sealing(args: &[&str]) -> std::result::Result<Option<Sealing>, String> {
        Cli::try_parse_from(["openledger-node"].iter().chain(args))
            .map_err(|error| error.to_string())?
            .sealing()
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_development_chain_seals_on_demand_unless_told_otherwise() {
        let ms = Duration::from_millis;
        assert_eq!(sealing(&[]), Ok(None));
        assert_eq!(sealing(&["--dev"]), Ok(Some(Sealing::Instant)));
        assert_eq!(sealing(&["--dev", "--sealing", "instant"]), Ok(Some(Sealing::Instant)));
        assert_eq!(sealing(&["--dev", "--sealing", "manual"]), Ok(Some(Sealing::Manual)));
        assert_eq!(sealing(&["--dev", "--sealing", "interval"]), Ok(Some(Sealing::Interval(ms(6_000)))));
        assert_eq!(sealing(&["--dev", "--block-time", "500"]), Ok(Some(Sealing::Interval(ms(500)))));
        assert_eq!(
            sealing(&["--dev", "--sealing", "interval", "--block-time", "2000"]),
            Ok(Some(Sealing::Interval(ms(2_000))))
        );
    }

    #[cfg(feature = "collator")]
    #[test]
    fn a_collator_follows_the_relay_chain_unless_it_is_slot_based() {
        let authoring = |args: &[&str]| {
            Cli::try_parse_from(["openledger-node"].iter().chain(args)).map(|cli| cli.collator.authoring).ok()
        };
        assert_eq!(authoring(&["--collator"]), Some(Authoring::Lookahead));
        assert_eq!(authoring(&["--collator", "--authoring", "slot-based"]), Some(Authoring::SlotBased));
    }

    #[test]
    fn contradicting_options_are_refused() {
        for args in [
            &["--dev", "--sealing", "manual", "--block-time", "500"][..],
            &["--dev", "--sealing", "instant", "--block-time", "500"],
            &["--dev", "--block-time", "0"],
            &["--sealing", "instant"],
            &["--block-time", "500"],
            &["--dev", "--authoring", "slot-based"],
        ] {
            assert!(sealing(args).is_err(), "{args:?}");
        }
    }
}
