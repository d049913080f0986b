// SPDX-License-Identifier: GPL-3.0-only

//! The chains that this binary knows by name. Their genesis is the runtime's: the node only names the preset.

use polkadot_sdk::*;

use openledger_runtime::genesis_presets::PARA_ID;
use sc_chain_spec::{ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};

/// The relay chain that the local chain expects, unless a specification says otherwise.
const RELAY_CHAIN: &str = "rococo-local";
/// Address format of all chains.
const SS58_FORMAT: u16 = 42;

/// What a parachain's specification says beyond that of any chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ChainSpecExtension)]
pub struct Extensions {
    /// Name or file of the relay chain's specification.
    #[serde(alias = "relayChain", alias = "RelayChain")]
    pub relay_chain: String,
    /// Id of the parachain, for tools that read specifications. The node asks the runtime.
    #[serde(alias = "paraId", alias = "ParaId")]
    pub para_id: Option<u32>,
}

impl Extensions {
    /// The extensions of `spec`, if they are of this shape.
    pub fn try_get(spec: &dyn sc_service::ChainSpec) -> Option<&Self> {
        sc_chain_spec::get_extension(spec.extensions())
    }
}

/// A specification of an OpenLedger chain.
pub type ChainSpec = GenericChainSpec<Extensions>;

/// The specification that `id` names: `dev`, `local` (also if nothing is named), or a JSON file.
pub fn load(id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
    match id {
        "dev" => Ok(Box::new(development()?)),
        "" | "local" => Ok(Box::new(local()?)),
        path => match ChainSpec::from_json_file(path.into()) {
            Ok(spec) => Ok(Box::new(spec)),
            Err(error) => Err(format!(
                "`{path}` is neither `dev` nor `local`, and not a file with a chain specification: {error}"
            )),
        },
    }
}

/// The chain of `--dev`: one collator, funded development accounts.
fn development() -> Result<ChainSpec, String> {
    build("OpenLedger Development", "openledger-dev", ChainType::Development, sp_genesis_builder::DEV_RUNTIME_PRESET)
}

/// A chain for a relay chain on the same machine: two collators.
fn local() -> Result<ChainSpec, String> {
    build(
        "OpenLedger Local Testnet",
        "openledger-local",
        ChainType::Local,
        sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET,
    )
}

/// The runtime that this node was built with.
pub fn code() -> Result<&'static [u8], String> {
    openledger_runtime::WASM_BINARY.ok_or_else(|| {
        "this node was built with SKIP_WASM_BUILD, so it has no runtime to start a chain from: build it again without \
         that variable, or name the file of a specification with --chain"
            .to_string()
    })
}

fn build(name: &str, id: &str, chain_type: ChainType, preset: &str) -> Result<ChainSpec, String> {
    let extensions = Extensions { relay_chain: RELAY_CHAIN.into(), para_id: Some(PARA_ID) };
    Ok(ChainSpec::builder(code()?, extensions)
        .with_name(name)
        .with_id(id)
        .with_protocol_id(id)
        .with_chain_type(chain_type)
        .with_properties(properties())
        .with_genesis_config_preset_name(preset)
        .build())
}

/// What wallets need to show amounts and addresses.
pub fn properties() -> Properties {
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), "OPEN".into());
    properties.insert("tokenDecimals".into(), 12.into());
    properties.insert("ss58Format".into(), SS58_FORMAT.into());
    properties
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn extensions_are_read_in_the_spellings_that_tools_write() {
        let expected = Extensions { relay_chain: "rococo-local".into(), para_id: Some(2000) };
        for json in [
            r#"{"relay_chain":"rococo-local","para_id":2000}"#,
            r#"{"relayChain":"rococo-local","paraId":2000}"#,
            r#"{"RelayChain":"rococo-local","ParaId":2000}"#,
        ] {
            assert_eq!(serde_json::from_str::<Extensions>(json).unwrap(), expected);
        }
    }

    #[test]
    fn loading_should_say_what_it_looked_for_when_there_is_no_such_file() {
        let error = load("no-such-chain").err().unwrap();
        assert!(error.starts_with("`no-such-chain` is neither `dev` nor `local`"), "{error}");
    }

    #[test]
    fn the_chains_known_by_name_have_the_runtime_s_presets() {
        // Without the runtime's WASM there is nothing to build a genesis from.
        if openledger_runtime::WASM_BINARY.is_none() {
            return;
        }
        for (name, id) in [("dev", "openledger-dev"), ("local", "openledger-local"), ("", "openledger-local")] {
            let spec = load(name).unwrap();
            assert_eq!(spec.id(), id);
            assert_eq!(Extensions::try_get(&*spec).unwrap().para_id, Some(PARA_ID));
            assert!(!spec.build_storage().unwrap().top.is_empty());
        }
    }
}
