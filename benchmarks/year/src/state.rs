// SPDX-License-Identifier: Apache-2.0

//! The chain's state as a sorted map, without a trie. It counts reads and writes. It updates the size of every storage
//! item and the sum of all balances with each write, so that they are known at any time.

use codec::{Decode, Encode, EncodeAppend};
use openledger_primitives::Balance;
use openledger_runtime::Nonce;
use polkadot_sdk::{
    frame_support::storage::storage_prefix,
    frame_system::AccountInfo,
    pallet_balances::AccountData,
    sp_core::storage::{ChildInfo, StateVersion, TrackedStorageKey},
    sp_externalities::{
        set_and_run_with_externalities, Error, Extension, ExtensionStore, Externalities, MultiRemovalResults,
    },
    sp_io::hashing::twox_128,
};
use std::{
    any::{Any, TypeId},
    collections::{hash_map::DefaultHasher, BTreeMap, HashMap, HashSet},
    hash::{Hash, Hasher},
    ops::Bound,
    time::{Duration, Instant},
};

/// The number of bytes of a storage item's prefix.
const PREFIX: usize = 32;

/// The prefix of all keys of a storage item.
pub type Prefix = [u8; PREFIX];

/// The size of a storage item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// The number of entries.
    pub keys: u64,
    /// The bytes of keys and values, without those that a database or a trie adds.
    pub bytes: u64,
}

/// The cost of a call or a hook.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// The time.
    pub time: Duration,
    /// The number of different keys read.
    pub reads: u32,
    /// The number of different keys written.
    pub writes: u32,
}

impl Cost {
    /// The sum of two costs.
    pub fn and(self, other: Self) -> Self {
        Self { time: self.time + other.time, reads: self.reads + other.reads, writes: self.writes + other.writes }
    }
}

/// Keys by their hashes. A key that is read often counts once, as in the SDK's benchmarks.
#[derive(Default)]
struct Accesses {
    reads: Vec<u64>,
    writes: Vec<u64>,
}

/// The state.
pub struct State {
    entries: BTreeMap<Vec<u8>, Vec<u8>>,
    /// For each open transaction, the previous values of the keys that it changed.
    transactions: Vec<HashMap<Vec<u8>, Option<Vec<u8>>>>,
    sizes: HashMap<Prefix, Size>,
    balances: Balance,
    accesses: Option<Accesses>,
    system: [u8; 16],
    account: Prefix,
}

impl State {
    /// Create an empty state.
    pub fn new() -> Self {
        Self {
            entries: BTreeMap::new(),
            transactions: Vec::new(),
            sizes: HashMap::new(),
            balances: 0,
            accesses: None,
            system: twox_128(b"System"),
            account: storage_prefix(b"System", b"Account"),
        }
    }

    /// Run `f` on this state.
    pub fn execute<R>(&mut self, f: impl FnOnce() -> R) -> R {
        set_and_run_with_externalities(self, f)
    }

    /// Run `f` on this state and return its cost.
    pub fn measure<R>(&mut self, f: impl FnOnce() -> R) -> (R, Cost) {
        self.accesses = Some(Accesses::default());
        let start = Instant::now();
        let result = self.execute(f);
        let time = start.elapsed();
        let Accesses { reads, writes } = self.accesses.take().unwrap_or_default();
        (result, Cost { time, reads: distinct(reads), writes: distinct(writes) })
    }

    /// The size of each storage item.
    pub fn sizes(&self) -> impl Iterator<Item = (&Prefix, &Size)> {
        self.sizes.iter()
    }

    /// The size of one storage item.
    pub fn size_of(&self, pallet: &str, item: &str) -> Size {
        self.sizes.get(&storage_prefix(pallet.as_bytes(), item.as_bytes())).copied().unwrap_or_default()
    }

    /// The sum of all balances, updated with each write of an account.
    pub fn balances(&self) -> Balance {
        self.balances
    }

    /// Count all sizes and balances again. The result equals the kept ones if no write was missed.
    pub fn recount(&self) -> (HashMap<Prefix, Size>, Balance) {
        let (mut sizes, mut balances) = (HashMap::<Prefix, Size>::new(), 0);
        for (key, value) in &self.entries {
            let size = sizes.entry(prefix_of(key)).or_default();
            size.keys += 1;
            size.bytes += length(key) + length(value);
            if key.starts_with(&self.account) {
                balances += balance_in(value);
            }
        }
        (sizes, balances)
    }

    /// Whether the kept sizes and the sum of balances are those that [`Self::recount`] finds.
    pub fn is_counted(&self) -> bool {
        let (sizes, balances) = self.recount();
        let kept = self.sizes.iter().filter(|(_, size)| size.keys > 0).count();
        balances == self.balances
            && kept == sizes.len()
            && sizes.iter().all(|(prefix, size)| self.sizes.get(prefix) == Some(size))
    }

    /// Replace the value of `key` by `value`, and return the previous one.
    fn set(&mut self, key: &[u8], value: Option<Vec<u8>>) -> Option<Vec<u8>> {
        let (is_account, new) = (key.starts_with(&self.account), value.as_ref().map(|value| length(value)));
        let credit = if is_account { value.as_deref().map_or(0, balance_in) } else { 0 };
        let old = match value {
            Some(value) => match self.entries.get_mut(key) {
                Some(stored) => Some(std::mem::replace(stored, value)),
                None => self.entries.insert(key.to_vec(), value),
            },
            None => self.entries.remove(key),
        };
        if is_account {
            let debit = old.as_deref().map_or(0, balance_in);
            self.balances = self.balances + credit - debit;
        }
        self.resize(key, old.as_ref().map(|old| length(old)), new);
        old
    }

    /// Record that the value of `key` has another length.
    fn resize(&mut self, key: &[u8], old: Option<u64>, new: Option<u64>) {
        if old == new {
            return;
        }
        let size = self.sizes.entry(prefix_of(key)).or_default();
        if let Some(old) = old {
            size.keys -= 1;
            size.bytes -= length(key) + old;
        }
        if let Some(new) = new {
            size.keys += 1;
            size.bytes += length(key) + new;
        }
    }

    /// Keep the value of `key` for a rollback of the open transaction, if this is its first change there.
    fn keep(&mut self, key: &[u8]) {
        let Some(open) = self.transactions.last_mut() else { return };
        if !open.contains_key(key) {
            open.insert(key.to_vec(), self.entries.get(key).cloned());
        }
    }

    /// Whether an access to `key` counts. Keys that every block has in memory do not: those of the system pallet except
    /// accounts (the block's number, its events), and keys of no storage item (the depth of transactions). The SDK's
    /// benchmarks leave out the same.
    fn is_counted_key(&self, key: &[u8]) -> bool {
        key.len() >= PREFIX && (!key.starts_with(&self.system) || key.starts_with(&self.account))
    }

    fn note_read(&mut self, key: &[u8]) {
        if self.accesses.is_some() && self.is_counted_key(key) {
            let hash = hash_of(key);
            if let Some(accesses) = &mut self.accesses {
                accesses.reads.push(hash);
            }
        }
    }

    fn note_write(&mut self, key: &[u8]) {
        if self.accesses.is_some() && self.is_counted_key(key) {
            let hash = hash_of(key);
            if let Some(accesses) = &mut self.accesses {
                accesses.writes.push(hash);
            }
        }
    }
}

fn hash_of(key: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn distinct(hashes: Vec<u64>) -> u32 {
    let distinct: HashSet<u64> = hashes.into_iter().collect();
    u32::try_from(distinct.len()).unwrap_or(u32::MAX)
}

fn length(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}

/// The prefix of the item that `key` belongs to. Short keys, which no pallet has, are an item of their own.
fn prefix_of(key: &[u8]) -> Prefix {
    let mut prefix = [0; PREFIX];
    for (to, from) in prefix.iter_mut().zip(key) {
        *to = *from;
    }
    prefix
}

/// The total balance of an account.
fn balance_in(mut account: &[u8]) -> Balance {
    AccountInfo::<Nonce, AccountData<Balance>>::decode(&mut account)
        .map_or(0, |info| info.data.free + info.data.reserved)
}

/// An encoded value.
struct Encoded(Vec<u8>);

impl Encode for Encoded {
    fn encode_to<O: codec::Output + ?Sized>(&self, output: &mut O) {
        output.write(&self.0);
    }
}

impl codec::EncodeLike for Encoded {}

// No pallet of this runtime has child tries, and without a trie the state has no root.
#[allow(clippy::unimplemented)]
impl Externalities for State {
    fn set_offchain_storage(&mut self, _: &[u8], _: Option<&[u8]>) {}

    fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        self.note_read(key);
        self.entries.get(key).cloned()
    }

    fn storage_hash(&mut self, _: &[u8]) -> Option<Vec<u8>> {
        unimplemented!("no pallet asks for the hash of a value")
    }

    fn child_storage_hash(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn child_storage(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>> {
        let next = self.entries.range::<[u8], _>((Bound::Excluded(key), Bound::Unbounded)).next();
        next.map(|(key, _)| key.clone())
    }

    fn next_child_storage_key(&mut self, _: &ChildInfo, _: &[u8]) -> Option<Vec<u8>> {
        None
    }

    fn kill_child_storage(&mut self, _: &ChildInfo, _: Option<u32>, _: Option<&[u8]>) -> MultiRemovalResults {
        unimplemented!("there are no child tries")
    }

    fn clear_prefix(&mut self, prefix: &[u8], limit: Option<u32>, _: Option<&[u8]>) -> MultiRemovalResults {
        let keys: Vec<Vec<u8>> = self
            .entries
            .range::<[u8], _>((Bound::Included(prefix), Bound::Unbounded))
            .map(|(key, _)| key)
            .take_while(|key| key.starts_with(prefix))
            .take(limit.map_or(usize::MAX, |limit| limit as usize))
            .cloned()
            .collect();
        let count = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        for key in keys {
            self.place_storage(key, None);
        }
        let after = self.entries.range::<[u8], _>((Bound::Included(prefix), Bound::Unbounded)).next();
        let maybe_cursor = after.filter(|(key, _)| key.starts_with(prefix)).map(|(key, _)| key.clone());
        MultiRemovalResults { maybe_cursor, backend: count, unique: count, loops: count }
    }

    fn clear_child_prefix(&mut self, _: &ChildInfo, _: &[u8], _: Option<u32>, _: Option<&[u8]>) -> MultiRemovalResults {
        unimplemented!("there are no child tries")
    }

    fn place_storage(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.note_write(&key);
        if self.transactions.is_empty() {
            self.set(&key, value);
            return;
        }
        let old = self.set(&key, value);
        if let Some(open) = self.transactions.last_mut() {
            open.entry(key).or_insert(old);
        }
    }

    fn place_child_storage(&mut self, _: &ChildInfo, _: Vec<u8>, _: Option<Vec<u8>>) {
        unimplemented!("there are no child tries")
    }

    fn storage_root(&mut self, _: StateVersion) -> Vec<u8> {
        unimplemented!("there is no trie")
    }

    fn child_storage_root(&mut self, _: &ChildInfo, _: StateVersion) -> Vec<u8> {
        unimplemented!("there is no trie")
    }

    fn storage_append(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.note_write(&key);
        self.keep(&key);
        // In place, since events are appended one by one.
        let stored = self.entries.get_mut(&key).map(std::mem::take);
        let old = stored.as_ref().map(|stored| length(stored));
        // As in the SDK: a value that is not a list is replaced by one.
        let list = Vec::<Encoded>::append_or_new(stored.unwrap_or_default(), [Encoded(value.clone())])
            .or_else(|_| Vec::<Encoded>::append_or_new(Vec::new(), [Encoded(value)]))
            .unwrap_or_default();
        let new = Some(length(&list));
        match self.entries.get_mut(&key) {
            Some(stored) => *stored = list,
            None => {
                self.entries.insert(key.clone(), list);
            }
        }
        self.resize(&key, old, new);
    }

    fn storage_start_transaction(&mut self) {
        self.transactions.push(HashMap::new());
    }

    fn storage_rollback_transaction(&mut self) -> Result<(), ()> {
        for (key, value) in self.transactions.pop().ok_or(())? {
            self.set(&key, value);
        }
        Ok(())
    }

    fn storage_commit_transaction(&mut self) -> Result<(), ()> {
        let closed = self.transactions.pop().ok_or(())?;
        if let Some(outer) = self.transactions.last_mut() {
            for (key, value) in closed {
                outer.entry(key).or_insert(value);
            }
        }
        Ok(())
    }

    fn wipe(&mut self) {}

    fn commit(&mut self) {}

    fn read_write_count(&self) -> (u32, u32, u32, u32) {
        Default::default()
    }

    fn reset_read_write_count(&mut self) {}

    fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
        Vec::new()
    }

    fn set_whitelist(&mut self, _: Vec<TrackedStorageKey>) {}

    fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
        Vec::new()
    }
}

impl ExtensionStore for State {
    fn extension_by_type_id(&mut self, _: TypeId) -> Option<&mut dyn Any> {
        None
    }

    fn register_extension_with_type_id(&mut self, _: TypeId, _: Box<dyn Extension>) -> Result<(), Error> {
        Err(Error::ExtensionsAreNotSupported)
    }

    fn deregister_extension_by_type_id(&mut self, type_id: TypeId) -> Result<(), Error> {
        Err(Error::ExtensionIsNotRegistered(type_id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polkadot_sdk::sp_io::storage;

    fn key(last: u8) -> Vec<u8> {
        let mut key = [7; PREFIX].to_vec();
        key.push(last);
        key
    }

    #[test]
    fn a_rollback_should_undo_what_was_changed_in_it_and_nothing_else() {
        let mut state = State::new();
        state.execute(|| {
            storage::set(&key(1), &[1]);
            storage::start_transaction();
            storage::set(&key(1), &[2, 2]);
            storage::set(&key(2), &[3]);
            storage::start_transaction();
            storage::clear(&key(1));
            storage::append(&key(3), vec![9]);
            storage::commit_transaction();
            assert_eq!(storage::get(&key(1)), None);
            storage::rollback_transaction();
            assert_eq!(storage::get(&key(1)).map(|value| value.to_vec()), Some(vec![1]));
            assert_eq!(storage::next_key(&key(1)), None);
        });
        assert!(state.is_counted());
        assert_eq!(state.sizes.get(&[7; PREFIX]), Some(&Size { keys: 1, bytes: 34 }));
    }

    #[test]
    fn what_is_appended_should_be_a_list_that_can_be_rolled_back() {
        let mut state = State::new();
        state.execute(|| {
            storage::append(&key(1), 5u32.encode());
            storage::start_transaction();
            storage::append(&key(1), 6u32.encode());
            storage::append(&key(1), 7u32.encode());
            assert_eq!(storage::get(&key(1)).map(|value| value.to_vec()), Some(vec![5u32, 6, 7].encode()));
            storage::rollback_transaction();
            assert_eq!(storage::get(&key(1)).map(|value| value.to_vec()), Some(vec![5u32].encode()));
        });
        assert!(state.is_counted());
    }

    #[test]
    fn accesses_should_be_counted_by_key() {
        let mut state = State::new();
        let ((), cost) = state.measure(|| {
            for _ in 0..3 {
                storage::set(&key(1), &[1]);
                storage::get(&key(1));
                storage::get(&key(2));
                storage::get(b":short");
            }
        });
        assert_eq!((cost.reads, cost.writes), (2, 1));
        assert_eq!(state.clear_prefix(&key(1), None, None).unique, 1);
        assert!(state.is_counted());
    }
}
