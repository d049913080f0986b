// SPDX-License-Identifier: GPL-3.0-only

//! The specification of a production chain. The runtime's `production` preset has the parts that every such chain
//! shares; a file names the people that the chain starts with. The file is checked as a whole, and all its problems are
//! listed at once.

use polkadot_sdk::*;

mod check;
mod file;
#[cfg(test)]
mod tests;

use crate::{
    chain_spec::{self, ChainSpec, Extensions},
    cli::BuildProductionSpecCmd,
};
use file::{in_open, File};
use openledger_runtime::{
    constants::currency::TOTAL_SUPPLY,
    genesis_presets::{production, Founding, PRODUCTION_RUNTIME_PRESET},
    Balance,
};
use sc_chain_spec::ChainType;
use sc_network::config::MultiaddrWithPeerId;
use sp_runtime::BuildStorage;
use std::{
    fs,
    io::{self, Write},
};

/// The chain of a checked file.
#[derive(Debug)]
struct Plan {
    name: String,
    id: String,
    relay_chain: String,
    boot_nodes: Vec<MultiaddrWithPeerId>,
    founding: Founding,
}

impl Plan {
    /// Read and check `json`. The error lists all problems.
    fn read(json: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(json).map_err(|error| error.to_string())?;
        check::checked(file).map_err(|problems| problems.join("\n- "))
    }

    /// The sum of all allocations, in planck.
    fn allocated(&self) -> Balance {
        self.founding.allocations.iter().map(|allocation| allocation.amount).fold(0, Balance::saturating_add)
    }

    /// The specification, with the runtime `code`.
    fn spec(self, code: &[u8]) -> ChainSpec {
        let extensions = Extensions { relay_chain: self.relay_chain, para_id: Some(self.founding.para_id) };
        ChainSpec::builder(code, extensions)
            .with_name(&self.name)
            .with_id(&self.id)
            .with_protocol_id(&self.id)
            .with_chain_type(ChainType::Live)
            .with_properties(chain_spec::properties())
            .with_boot_nodes(self.boot_nodes)
            .with_genesis_config_preset_name(PRODUCTION_RUNTIME_PRESET)
            .with_genesis_config_patch(production(self.founding))
            .build()
    }
}

/// Run the command `build-production-spec`.
pub fn run(command: &BuildProductionSpecCmd) -> sc_cli::Result<()> {
    let path = command.genesis.display();
    let json = fs::read_to_string(&command.genesis).map_err(|error| format!("{path} can't be read: {error}"))?;
    let plan =
        Plan::read(&json).map_err(|problems| format!("{path} does not describe a production chain:\n- {problems}"))?;

    let (accounts, allocated) = (plan.founding.allocations.len(), plan.allocated());
    let spec = plan.spec(chain_spec::code()?);
    // The runtime checks every genesis, even a plain one.
    spec.build_storage().map_err(|error| format!("the runtime refuses this genesis: {error}"))?;
    let spec = sc_service::chain_ops::build_spec(&spec, command.raw)?;
    match &command.output {
        Some(output) => fs::write(output, spec)?,
        None => io::stdout().write_all(spec.as_bytes())?,
    }
    eprintln!(
        "{accounts} accounts have {}, the treasury and the runtime's accounts the remaining {}",
        in_open(allocated),
        in_open(TOTAL_SUPPLY.saturating_sub(allocated)),
    );
    Ok(())
}
