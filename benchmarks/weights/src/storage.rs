// SPDX-License-Identifier: GPL-3.0-only

//! Measures how long it takes to read and to write an item of the state.
//!
//! The SDK's tool works on the database below the node's backend, which the backend shows only if half of the SDK is
//! built with its benchmarks. So the database is opened here and the backend is put on it.

use polkadot_sdk::*;

use crate::HostFunctions;
use frame_benchmarking_cli::StorageCmd;
use openledger_runtime::{apis::RuntimeApi, opaque::Block, Hash};
use sc_cli::Result;
use sc_service::{Configuration, DatabaseSource};
use sp_database::{ColumnId, Database};
use sp_runtime::traits::HashingFor;
use std::sync::Arc;

/// The number of columns of the backend's database.
const COLUMNS: ColumnId = 13;
/// The column that has the state.
const STATE: ColumnId = 1;
/// The memory for the state's column, in MiB: as much as a node gives its state by default.
const STATE_CACHE: usize = 900;

/// The nodes of the state's trie, where the backend keeps them.
struct Nodes(Arc<dyn Database<Hash>>);

impl sp_state_machine::Storage<HashingFor<Block>> for Nodes {
    fn get(
        &self,
        key: &Hash,
        prefix: (&[u8], Option<u8>),
    ) -> std::result::Result<Option<Vec<u8>>, sp_state_machine::DefaultError> {
        Ok(self.0.get(STATE, &sp_trie::prefixed_key::<HashingFor<Block>>(key, prefix)))
    }
}

/// Measure on the state of the newest block of the chain that `command` names.
pub fn run(command: &StorageCmd, mut config: Configuration) -> Result<()> {
    let path = config.base_path.path().join("rocksdb");
    // The file with which RocksDB marks a database. A new one is given the chain's first block.
    let is_new = !path.join("CURRENT").exists();
    std::fs::create_dir_all(&path)?;
    let mut settings = kvdb_rocksdb::DatabaseConfig::with_columns(COLUMNS);
    settings.memory_budget.insert(STATE, STATE_CACHE);
    let database: Arc<dyn Database<Hash>> = sp_database::as_database(kvdb_rocksdb::Database::open(&settings, &path)?);

    config.database = DatabaseSource::Custom { db: database.clone(), require_create_flag: is_new };
    let executor = sc_service::new_wasm_executor::<HostFunctions>(&config.executor);
    let (client, ..) = sc_service::new_full_parts::<Block, RuntimeApi, _>(&config, None, executor, Vec::new())?;
    let nodes = Arc::new(Nodes(database.clone()));
    command.run(config, Arc::new(client), (database, STATE), nodes, None)
}
