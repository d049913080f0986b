// SPDX-License-Identifier: GPL-3.0-only

//! The command line.

use polkadot_sdk::*;

use crate::{
    chain_spec::{self, Extensions},
    dev::Sealing,
};
use clap::{CommandFactory, FromArgMatches, ValueEnum};
use sc_cli::{
    ChainSpec, CliConfiguration, DefaultConfigurationValues, ImportParams, KeystoreParams, NetworkParams, Result, Role,
    RpcEndpoint, SharedParams, SubstrateCli,
};
use sc_service::{
    config::{PrometheusConfig, RpcMethods, TelemetryEndpoints, TransactionPoolOptions},
    BasePath, Configuration,
};
use sc_storage_monitor::StorageMonitorParams;
use std::{num::NonZeroU64, path::PathBuf, time::Duration};

/// Time between blocks of `--sealing interval` where `--block-time` isn't given, in milliseconds.
const DEFAULT_BLOCK_TIME: u64 = 6_000;

/// Everything but running a node.
#[derive(Debug, clap::Subcommand)]
// One value per process, and the SDK's commands are as large as they are.
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
    /// Generate, inspect and insert keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Write a chain's specification to a file or to stdout, plain or raw.
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Write a chain's specification to stdout. Kept for tools; `export-chain-spec` is the newer form.
    BuildSpec(sc_cli::BuildSpecCmd),

    /// Make the specification of a production chain from a file that says who has what.
    BuildProductionSpec(BuildProductionSpecCmd),

    /// Write the head of the genesis block, which a parachain is registered with.
    #[command(alias = "export-genesis-state")]
    ExportGenesisHead(cumulus_client_cli::ExportGenesisHeadCommand),

    /// Write the runtime of the genesis block, which a parachain is registered with.
    ExportGenesisWasm(cumulus_client_cli::ExportGenesisWasmCommand),

    /// Verify blocks.
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Write blocks to a file or to stdout.
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Write the state at a block as a chain specification.
    ExportState(sc_cli::ExportStateCmd),

    /// Import blocks from a file or from stdin.
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Go back some blocks.
    Revert(sc_cli::RevertCmd),

    /// Delete a chain's database.
    PurgeChain(cumulus_client_cli::PurgeChainCmd),

    /// Measure the runtime and this machine.
    #[cfg(feature = "benchmark")]
    #[command(subcommand)]
    Benchmark(frame_benchmarking_cli::BenchmarkCmd),
}

/// Make the specification of a production chain from the runtime's `production` preset and a file with what depends on
/// people: allocations, collators, the technical committee, operators, boot nodes. See docs/chain-specifications.md.
///
/// The file is checked: there is a list of all that is wrong with it, or a specification. The treasury has what is not
/// allocated.
#[derive(Clone, Debug, clap::Parser)]
pub struct BuildProductionSpecCmd {
    /// JSON file with what depends on people.
    #[arg(long, value_name = "FILE")]
    pub genesis: PathBuf,

    /// File for the specification. Default: stdout.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Write the genesis as raw storage, which every node reads the same way whatever its version. Without it, as
    /// configuration of the runtime, for people to check.
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
    /// Only when the RPC `engine_createBlock` asks for one.
    Manual,
}

/// When a collator makes a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Authoring {
    /// With each block of the relay chain, also on its forks.
    Lookahead,
    /// By the clock, on the relay chain's best block, on as many cores as the parachain has.
    SlotBased,
}

/// Arguments for this node; those for the embedded relay chain's node follow after `--`.
#[derive(Debug, clap::Parser)]
#[command(propagate_version = true, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Cli {
    /// What to do instead of running a node.
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    /// What every parachain's node takes.
    #[command(flatten)]
    pub run: cumulus_client_cli::RunCmd,

    /// When a collator makes a block.
    #[arg(long, value_enum, value_name = "POLICY", default_value_t = Authoring::Lookahead, conflicts_with = "dev")]
    pub authoring: Authoring,

    /// When to stop for lack of disk space.
    #[command(flatten)]
    pub storage_monitor: StorageMonitorParams,

    /// When the development chain makes a block. Default: instant, or interval if `--block-time` is given.
    ///
    /// In each mode the RPC `engine_createBlock` makes one more.
    #[arg(long, value_enum, value_name = "MODE", requires = "dev")]
    pub sealing: Option<SealingMode>,

    /// Milliseconds between blocks of the development chain. Default: 6000.
    ///
    /// The chain's clock doesn't follow: it moves by one slot with each block.
    #[arg(long, value_name = "MS", requires = "dev")]
    pub block_time: Option<NonZeroU64>,

    /// Don't measure this machine at the start.
    #[arg(long)]
    pub no_hardware_benchmarks: bool,

    /// Write each proof of validity that this collator makes into this folder, to debug validation.
    #[arg(long, value_name = "PATH")]
    pub export_pov_to_path: Option<PathBuf>,

    /// Arguments for the relay chain's node.
    #[arg(raw = true)]
    pub relay_chain_args: Vec<String>,
}

impl Cli {
    /// How the development chain makes its blocks; `None` if this isn't to be a development chain.
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
                Err("--block-time goes with --sealing interval only: leave one of the two out".to_string().into())
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
        chain_spec::load(id)
    }
}

/// The relay chain's half of the command line, as the embedded node takes it.
#[derive(Debug)]
pub struct RelayChainCli {
    base: polkadot_cli::RunCmd,
    /// The relay chain that the parachain's specification names.
    chain_id: Option<String>,
    /// Below the parachain's base path.
    base_path: PathBuf,
}

impl RelayChainCli {
    /// Parse what came after `--`. Prints usage and exits if it can't be parsed, as any command line does.
    pub fn new(para_config: &Configuration, args: &[String]) -> Self {
        let command = polkadot_cli::RunCmd::command()
            .no_binary_name(true)
            .help_template("Arguments of the relay chain's node, given after `--`:\n\n{options}");
        let matches = command.get_matches_from(args);
        Self {
            base: polkadot_cli::RunCmd::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()),
            chain_id: Extensions::try_get(&*para_config.chain_spec).map(|extensions| extensions.relay_chain.clone()),
            base_path: para_config.base_path.path().join("polkadot"),
        }
    }

    /// The configuration of the relay chain's node.
    pub fn configuration(&self, para_config: &Configuration) -> Result<Configuration> {
        let mut config = SubstrateCli::create_configuration(self, self, para_config.tokio_handle.clone())
            .map_err(|error| format!("Arguments of the relay chain's node (those after `--`): {error}"))?;
        let network = &self.base.base.network_params;
        if para_config.role.is_authority() && !network.force_enable_webrtc && network.listen_addr.is_empty() {
            // A collator's relay chain side serves no browsers, unless it is told to.
            config.network.remove_webrtc_addresses();
        }
        Ok(config)
    }
}

impl SubstrateCli for RelayChainCli {
    fn impl_name() -> String {
        Cli::impl_name()
    }

    fn impl_version() -> String {
        Cli::impl_version()
    }

    fn description() -> String {
        Cli::description()
    }

    fn author() -> String {
        Cli::author()
    }

    fn support_url() -> String {
        Cli::support_url()
    }

    fn copyright_start_year() -> i32 {
        Cli::copyright_start_year()
    }

    fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn ChainSpec>, String> {
        polkadot_cli::Cli::from_iter([Self::executable_name()].iter()).load_spec(id).map_err(|error| {
            format!(
                "no specification of the relay chain `{id}`: {error}. Give its JSON file after `--`, like: {name} \
                 <ARGS> -- --chain relay-chain.json. For a chain without a relay chain: {name} --dev",
                name = Self::executable_name()
            )
        })
    }
}

impl DefaultConfigurationValues for RelayChainCli {
    fn p2p_listen_port() -> u16 {
        30334
    }

    fn rpc_listen_port() -> u16 {
        9945
    }

    fn prometheus_listen_port() -> u16 {
        9616
    }
}

impl CliConfiguration<Self> for RelayChainCli {
    fn shared_params(&self) -> &SharedParams {
        self.base.base.shared_params()
    }

    fn import_params(&self) -> Option<&ImportParams> {
        self.base.base.import_params()
    }

    fn network_params(&self) -> Option<&NetworkParams> {
        self.base.base.network_params()
    }

    fn keystore_params(&self) -> Option<&KeystoreParams> {
        self.base.base.keystore_params()
    }

    fn base_path(&self) -> Result<Option<BasePath>> {
        Ok(Some(self.shared_params().base_path()?.unwrap_or_else(|| self.base_path.clone().into())))
    }

    fn rpc_addr(&self, default_listen_port: u16) -> Result<Option<Vec<RpcEndpoint>>> {
        self.base.base.rpc_addr(default_listen_port)
    }

    fn prometheus_config(
        &self,
        default_listen_port: u16,
        chain_spec: &Box<dyn ChainSpec>,
    ) -> Result<Option<PrometheusConfig>> {
        self.base.base.prometheus_config(default_listen_port, chain_spec)
    }

    fn init<F>(&self, _: &String, _: &String, _: F) -> Result<()>
    where
        F: FnOnce(&mut sc_cli::LoggerBuilder),
    {
        // One process, one logger: the parachain's side has set it up.
        Ok(())
    }

    fn chain_id(&self, is_dev: bool) -> Result<String> {
        let id = self.base.base.chain_id(is_dev)?;
        Ok(if id.is_empty() { self.chain_id.clone().unwrap_or_default() } else { id })
    }

    fn role(&self, is_dev: bool) -> Result<Role> {
        self.base.base.role(is_dev)
    }

    fn transaction_pool(&self, is_dev: bool) -> Result<TransactionPoolOptions> {
        self.base.base.transaction_pool(is_dev)
    }

    fn trie_cache_maximum_size(&self) -> Result<Option<usize>> {
        self.base.base.trie_cache_maximum_size()
    }

    fn rpc_methods(&self) -> Result<RpcMethods> {
        self.base.base.rpc_methods()
    }

    fn rpc_max_connections(&self) -> Result<u32> {
        self.base.base.rpc_max_connections()
    }

    fn rpc_cors(&self, is_dev: bool) -> Result<Option<Vec<String>>> {
        self.base.base.rpc_cors(is_dev)
    }

    fn default_heap_pages(&self) -> Result<Option<u64>> {
        self.base.base.default_heap_pages()
    }

    fn force_authoring(&self) -> Result<bool> {
        self.base.base.force_authoring()
    }

    fn disable_grandpa(&self) -> Result<bool> {
        self.base.base.disable_grandpa()
    }

    fn max_runtime_instances(&self) -> Result<Option<usize>> {
        self.base.base.max_runtime_instances()
    }

    fn announce_block(&self) -> Result<bool> {
        self.base.base.announce_block()
    }

    fn telemetry_endpoints(&self, chain_spec: &Box<dyn ChainSpec>) -> Result<Option<TelemetryEndpoints>> {
        self.base.base.telemetry_endpoints(chain_spec)
    }

    fn node_name(&self) -> Result<String> {
        self.base.base.node_name()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use clap::Parser;

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

    #[test]
    fn a_collator_follows_the_relay_chain_unless_it_is_to_go_by_the_clock() {
        let authoring =
            |args: &[&str]| Cli::try_parse_from(["openledger-node"].iter().chain(args)).map(|cli| cli.authoring).ok();
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
