// SPDX-License-Identifier: GPL-3.0-only

//! The chains with a name in this binary. Their genesis is the runtime's; the node only names the preset.

use polkadot_sdk::*;

use openledger_runtime::{
    genesis_presets::{self, PARA_ID},
    RuntimeGenesisConfig,
};
use sc_chain_spec::{ChainSpec as _, ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};
use sp_core::storage::{well_known_keys, Storage};
use sp_runtime::BuildStorage as _;

/// The relay chain of the chains with a name. A specification can name another.
const RELAY_CHAIN: &str = "rococo-local";
/// The id of the development chain.
pub const DEVELOPMENT: &str = "openledger-dev";
/// The address format of all chains.
const SS58_FORMAT: u16 = 42;

/// The extensions of a parachain's specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ChainSpecExtension)]
pub struct Extensions {
    /// The name or file of the relay chain's specification.
    #[serde(alias = "relayChain", alias = "RelayChain")]
    pub relay_chain: String,
    /// The id of the parachain, for tools that read specifications. The node reads it from the runtime.
    #[serde(alias = "paraId", alias = "ParaId")]
    pub para_id: Option<u32>,
}

impl Extensions {
    /// The extensions of `spec`; `None` if they have another shape.
    #[cfg(any(feature = "collator", test))]
    pub fn try_get(spec: &dyn sc_service::ChainSpec) -> Option<&Self> {
        sc_chain_spec::get_extension(spec.extensions())
    }
}

/// A specification of an OpenLedger chain.
pub type ChainSpec = GenericChainSpec<Extensions>;

/// The specification that `id` names: `dev`, `local` (the default), or a JSON file.
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

/// The specification that `id` names, for running its node.
///
/// The native runtime computes the development chain's genesis, because the preset's WASM would have to be compiled
/// once more for it. The state is the same, to the byte.
pub fn load_to_run(id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
    if id != "dev" {
        return load(id);
    }
    let mut spec = development()?;
    spec.set_storage(native_genesis(sp_genesis_builder::DEV_RUNTIME_PRESET)?);
    Ok(Box::new(spec))
}

/// The state of the genesis block that `preset` of the runtime describes, computed natively.
fn native_genesis(preset: &str) -> Result<Storage, String> {
    let as_json = |error: serde_json::Error| format!("the runtime's preset `{preset}` cannot be read: {error}");
    let patch = genesis_presets::get_preset(&preset.into())
        .ok_or_else(|| format!("the runtime has no genesis preset `{preset}`"))?;
    let config = serde_json::from_slice(&patch).and_then(genesis_presets::complete).map_err(as_json)?;
    let mut storage = serde_json::from_value::<RuntimeGenesisConfig>(config).map_err(as_json)?.build_storage()?;
    storage.top.insert(well_known_keys::CODE.to_vec(), code()?.to_vec());
    Ok(storage)
}

/// The chain of `--dev`, with one collator and funded development accounts.
fn development() -> Result<ChainSpec, String> {
    build("OpenLedger Development", DEVELOPMENT, ChainType::Development, sp_genesis_builder::DEV_RUNTIME_PRESET)
}

/// A chain for a relay chain on the same machine, with two collators.
fn local() -> Result<ChainSpec, String> {
    build(
        "OpenLedger Local Testnet",
        "openledger-local",
        ChainType::Local,
        sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET,
    )
}

/// The WASM of the runtime that this node was built with.
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

/// The properties that wallets need to show amounts and addresses.
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
    fn the_native_runtime_should_build_the_genesis_that_the_preset_s_wasm_builds() {
        if openledger_runtime::WASM_BINARY.is_none() {
            return;
        }
        let by_wasm = load("dev").unwrap().build_storage().unwrap();
        let by_native = load_to_run("dev").unwrap().build_storage().unwrap();
        assert_eq!(by_native.top, by_wasm.top);
        assert_eq!(by_native.children_default.len(), by_wasm.children_default.len());
    }

    #[test]
    fn the_chains_known_by_name_have_the_runtime_s_presets() {
        // A genesis needs the runtime's WASM.
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
