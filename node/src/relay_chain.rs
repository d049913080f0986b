// SPDX-License-Identifier: GPL-3.0-only

//! The relay chain's half of the command line, which is the arguments after `--`.

use polkadot_sdk::*;

use crate::{chain_spec::Extensions, cli::Cli};
use clap::{CommandFactory, FromArgMatches};
use sc_cli::{
    ChainSpec, CliConfiguration, DefaultConfigurationValues, ImportParams, KeystoreParams, NetworkParams, Result, Role,
    RpcEndpoint, SharedParams, SubstrateCli,
};
use sc_service::{
    config::{PrometheusConfig, RpcMethods, TelemetryEndpoints, TransactionPoolOptions},
    BasePath, Configuration,
};
use std::path::PathBuf;

/// The relay chain's half of the command line, for the embedded node.
#[derive(Debug)]
pub struct RelayChainCli {
    base: polkadot_cli::RunCmd,
    /// The relay chain that the parachain's specification names.
    chain_id: Option<String>,
    /// The folder of the relay chain's node, below the parachain's base path.
    base_path: PathBuf,
}

impl RelayChainCli {
    /// Parse the arguments after `--`. On an error, print the usage and exit, like every command line.
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
            // The relay chain side of a collator serves no browsers by default.
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
        // The process has one logger, which the parachain's side has already set up.
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
