// SPDX-License-Identifier: GPL-3.0-only

//! Counts and times the accesses of the runtime to its state. Signatures and hashes are other host functions, which are
//! not measured here.

use polkadot_sdk::{
    sp_core::storage::{ChildInfo, StateVersion, TrackedStorageKey},
    sp_externalities::{Error, Extension, ExtensionStore, Externalities, MultiRemovalResults},
};
use serde::Serialize;
use std::{
    any::{Any, TypeId},
    time::{Duration, Instant},
};

/// Calls of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Calls {
    pub count: u64,
    pub micros: u64,
    #[serde(skip)]
    spent: Duration,
}

impl Calls {
    fn add(&mut self, spent: Duration) {
        self.count += 1;
        self.spent += spent;
        self.micros = self.spent.as_micros() as u64;
    }
}

/// The accesses to the state during the execution of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HostCalls {
    /// Reading a value, or checking for one.
    pub reads: Calls,
    /// Writing or removing a value.
    pub writes: Calls,
    /// Appending to a list; every event is one.
    pub appends: Calls,
    /// Finding the next key, and clearing prefixes.
    pub walks: Calls,
    /// Opening and closing layers of changes.
    pub layers: Calls,
    /// The root of the state with all changes: hashing every node on the way to a changed key.
    pub root: Calls,
}

impl HostCalls {
    /// The sum of all.
    pub fn micros(&self) -> u64 {
        [self.reads, self.writes, self.appends, self.walks, self.layers, self.root]
            .iter()
            .map(|calls| calls.micros)
            .sum()
    }
}

/// The state as the runtime sees it, with a meter on it.
pub struct Metered<'a> {
    pub inner: &'a mut dyn Externalities,
    pub calls: HostCalls,
}

impl<'a> Metered<'a> {
    pub fn new(inner: &'a mut dyn Externalities) -> Self {
        Self { inner, calls: HostCalls::default() }
    }

    fn time<R>(
        &mut self,
        of: impl FnOnce(&mut HostCalls) -> &mut Calls,
        call: impl FnOnce(&mut dyn Externalities) -> R,
    ) -> R {
        let start = Instant::now();
        let result = call(self.inner);
        of(&mut self.calls).add(start.elapsed());
        result
    }
}

impl Externalities for Metered<'_> {
    fn set_offchain_storage(&mut self, key: &[u8], value: Option<&[u8]>) {
        self.inner.set_offchain_storage(key, value)
    }

    fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        self.time(|calls| &mut calls.reads, |inner| inner.storage(key))
    }

    fn storage_hash(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        self.time(|calls| &mut calls.reads, |inner| inner.storage_hash(key))
    }

    fn child_storage_hash(&mut self, child_info: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
        self.time(|calls| &mut calls.reads, |inner| inner.child_storage_hash(child_info, key))
    }

    fn child_storage(&mut self, child_info: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
        self.time(|calls| &mut calls.reads, |inner| inner.child_storage(child_info, key))
    }

    fn exists_storage(&mut self, key: &[u8]) -> bool {
        self.time(|calls| &mut calls.reads, |inner| inner.exists_storage(key))
    }

    fn exists_child_storage(&mut self, child_info: &ChildInfo, key: &[u8]) -> bool {
        self.time(|calls| &mut calls.reads, |inner| inner.exists_child_storage(child_info, key))
    }

    fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        self.time(|calls| &mut calls.walks, |inner| inner.next_storage_key(key))
    }

    fn next_child_storage_key(&mut self, child_info: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
        self.time(|calls| &mut calls.walks, |inner| inner.next_child_storage_key(child_info, key))
    }

    fn kill_child_storage(
        &mut self,
        child_info: &ChildInfo,
        maybe_limit: Option<u32>,
        maybe_cursor: Option<&[u8]>,
    ) -> MultiRemovalResults {
        self.time(|calls| &mut calls.walks, |inner| inner.kill_child_storage(child_info, maybe_limit, maybe_cursor))
    }

    fn clear_prefix(
        &mut self,
        prefix: &[u8],
        maybe_limit: Option<u32>,
        maybe_cursor: Option<&[u8]>,
    ) -> MultiRemovalResults {
        self.time(|calls| &mut calls.walks, |inner| inner.clear_prefix(prefix, maybe_limit, maybe_cursor))
    }

    fn clear_child_prefix(
        &mut self,
        child_info: &ChildInfo,
        prefix: &[u8],
        maybe_limit: Option<u32>,
        maybe_cursor: Option<&[u8]>,
    ) -> MultiRemovalResults {
        self.time(
            |calls| &mut calls.walks,
            |inner| inner.clear_child_prefix(child_info, prefix, maybe_limit, maybe_cursor),
        )
    }

    fn place_storage(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.time(|calls| &mut calls.writes, |inner| inner.place_storage(key, value))
    }

    fn place_child_storage(&mut self, child_info: &ChildInfo, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.time(|calls| &mut calls.writes, |inner| inner.place_child_storage(child_info, key, value))
    }

    fn storage_root(&mut self, state_version: StateVersion) -> Vec<u8> {
        self.time(|calls| &mut calls.root, |inner| inner.storage_root(state_version))
    }

    fn child_storage_root(&mut self, child_info: &ChildInfo, state_version: StateVersion) -> Vec<u8> {
        self.time(|calls| &mut calls.root, |inner| inner.child_storage_root(child_info, state_version))
    }

    fn storage_append(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.time(|calls| &mut calls.appends, |inner| inner.storage_append(key, value))
    }

    fn storage_start_transaction(&mut self) {
        self.time(|calls| &mut calls.layers, |inner| inner.storage_start_transaction())
    }

    fn storage_rollback_transaction(&mut self) -> Result<(), ()> {
        self.time(|calls| &mut calls.layers, |inner| inner.storage_rollback_transaction())
    }

    fn storage_commit_transaction(&mut self) -> Result<(), ()> {
        self.time(|calls| &mut calls.layers, |inner| inner.storage_commit_transaction())
    }

    fn wipe(&mut self) {
        self.inner.wipe()
    }

    fn commit(&mut self) {
        self.inner.commit()
    }

    fn read_write_count(&self) -> (u32, u32, u32, u32) {
        self.inner.read_write_count()
    }

    fn reset_read_write_count(&mut self) {
        self.inner.reset_read_write_count()
    }

    fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
        self.inner.get_whitelist()
    }

    fn set_whitelist(&mut self, new: Vec<TrackedStorageKey>) {
        self.inner.set_whitelist(new)
    }

    fn proof_size(&self) -> Option<u32> {
        self.inner.proof_size()
    }

    fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
        self.inner.get_read_and_written_keys()
    }
}

impl ExtensionStore for Metered<'_> {
    fn extension_by_type_id(&mut self, type_id: TypeId) -> Option<&mut dyn Any> {
        self.inner.extension_by_type_id(type_id)
    }

    fn register_extension_with_type_id(&mut self, type_id: TypeId, extension: Box<dyn Extension>) -> Result<(), Error> {
        self.inner.register_extension_with_type_id(type_id, extension)
    }

    fn deregister_extension_by_type_id(&mut self, type_id: TypeId) -> Result<(), Error> {
        self.inner.deregister_extension_by_type_id(type_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polkadot_sdk::{
        sp_externalities::set_and_run_with_externalities,
        sp_io::{storage, TestExternalities},
    };

    #[test]
    fn what_is_asked_for_should_be_counted_and_passed_on() {
        let mut state = TestExternalities::new_empty();
        let mut inner = state.ext();
        let mut metered = Metered::new(&mut inner);
        let read = set_and_run_with_externalities(&mut metered, || {
            storage::set(b"key", b"value");
            storage::append(b"list", vec![1]);
            storage::next_key(b"");
            storage::start_transaction();
            storage::commit_transaction();
            assert!(storage::exists(b"key") && !storage::exists(b"other"));
            storage::get(b"key")
        });
        assert_eq!(read.as_deref(), Some(b"value".as_slice()));
        let HostCalls { reads, writes, appends, walks, layers, root } = metered.calls;
        let counts = [reads, writes, appends, walks, layers, root].map(|calls| calls.count);
        assert_eq!(counts, [3, 1, 1, 1, 2, 0]);
    }
}
