// SPDX-License-Identifier: GPL-3.0-only

//! Blocks, built and executed as by a collator: through the runtime's own API, compiled by wasmtime, with a recorder of
//! the proof, on a mock relay chain.

use crate::{
    cast::Key,
    done,
    meter::{HostCalls, Metered},
    state::{Hashing, Recorded, State},
    Result,
};
use codec::{Decode, Encode};
use openledger_runtime::{
    testing::{self, inherent_data, next_header, RELAY_START},
    AccountId, Block, Header, RuntimeCall, Signature, UncheckedExtrinsic, WASM_BINARY,
};
use polkadot_sdk::{
    cumulus_primitives_proof_size_hostfunction::storage_proof_size,
    sc_executor::WasmExecutor,
    sp_core::{
        traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
        Pair,
    },
    sp_externalities::{set_and_run_with_externalities, Extensions, Externalities},
    sp_io,
    sp_runtime::{
        traits::{Hash as _, Header as _},
        transaction_validity::{InvalidTransaction, TransactionValidityError},
        ApplyExtrinsicResult, ExtrinsicInclusionMode,
    },
    sp_state_machine::{Ext, OverlayedChanges},
    sp_trie::{proof_size_extension::ProofSizeExt, recorder::Recorder, StorageProof},
};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

/// The host functions of a parachain's node, as far as the runtime calls them.
type HostFunctions = (storage_proof_size::HostFunctions, sp_io::SubstrateHostFunctions);

/// The runtime that ships, compiled.
pub struct Machine {
    wasm: WasmExecutor<HostFunctions>,
    hash: Vec<u8>,
}

impl Machine {
    /// The WASM that ships, as stored on chain.
    pub fn code() -> Result<&'static [u8]> {
        Ok(WASM_BINARY.ok_or("this binary was built without the runtime's WASM: build it without SKIP_WASM_BUILD")?)
    }

    pub fn new() -> Result<Self> {
        // The defaults are those of a node: pooled instances of the module that wasmtime compiled.
        Ok(Self { wasm: WasmExecutor::builder().build(), hash: Hashing::hash(Self::code()?).encode() })
    }

    fn call(&self, ext: &mut dyn Externalities, method: &str, data: &[u8]) -> Result<Vec<u8>> {
        let code = WrappedRuntimeCode(Self::code()?.into());
        let code = RuntimeCode { code_fetcher: &code, heap_pages: None, hash: self.hash.clone() };
        let (result, _) = self.wasm.call(ext, &code, method, data, CallContext::Onchain { import: false });
        result.map_err(|error| format!("{method}: {error}").into())
    }
}

/// Consecutive calls into the runtime on one state.
struct Session<'a> {
    machine: &'a Machine,
    state: &'a State,
    backend: Recorded<'a>,
    recorder: Recorder<Hashing>,
    extensions: Extensions,
    overlay: OverlayedChanges<Hashing>,
}

impl<'a> Session<'a> {
    fn new(machine: &'a Machine, state: &'a State) -> Self {
        let recorder = Recorder::default();
        let mut extensions = Extensions::new();
        // The chain refunds proof that was charged and not used. It is measured here.
        extensions.register(ProofSizeExt::new(recorder.clone()));
        let backend = state.recorded(recorder.clone());
        Self { machine, state, backend, recorder, extensions, overlay: OverlayedChanges::default() }
    }

    fn call<R: Decode>(&mut self, method: &str, data: &[u8]) -> Result<R> {
        done("enter", self.overlay.enter_runtime())?;
        let mut ext = Ext::new(&mut self.overlay, &self.backend, Some(&mut self.extensions));
        let result = self.machine.call(&mut ext, method, data);
        done("exit", self.overlay.exit_runtime())?;
        Ok(R::decode(&mut result?.as_slice())?)
    }

    /// The same, with a meter on the accesses to the state.
    fn metered(&mut self, method: &str, data: &[u8]) -> Result<HostCalls> {
        done("enter", self.overlay.enter_runtime())?;
        let mut ext = Ext::new(&mut self.overlay, &self.backend, Some(&mut self.extensions));
        let mut metered = Metered::new(&mut ext);
        let result = self.machine.call(&mut metered, method, data);
        let calls = metered.calls;
        done("exit", self.overlay.exit_runtime())?;
        result.map(|_| calls)
    }

    /// Read the state with the changes so far, without recording it.
    fn look<R>(&mut self, look: impl FnOnce() -> R) -> R {
        let backend = self.state.plain();
        let mut ext = Ext::new(&mut self.overlay, &backend, None);
        set_and_run_with_externalities(&mut ext, look)
    }

    /// The keys that were read, and the keys whose values changed.
    fn keys(&self) -> Keys {
        let read = self.recorder.recorded_keys().values().map(|keys| keys.len() as u64).sum();
        Keys { read, written: self.overlay.changes().count() as u64 }
    }
}

/// Numbers of different keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    pub read: u64,
    pub written: u64,
}

/// A block being built.
pub struct Building<'a> {
    session: Session<'a>,
    nonces: HashMap<AccountId, u32>,
    extrinsics: Vec<UncheckedExtrinsic>,
    before: Keys,
    inherents: usize,
}

/// A finished block with the figures of its construction.
pub struct Built<'a> {
    session: Session<'a>,
    pub block: Block,
    /// The keys that its transactions read and changed, without those of the inherents.
    pub keys: Keys,
    pub transactions: u32,
}

impl<'a> Building<'a> {
    /// Begin the block after `parent`, with its inherents.
    pub fn open(machine: &'a Machine, state: &'a State, parent: &Header) -> Result<Self> {
        // One block on each relay block.
        let relay = RELAY_START + parent.number + 1;
        let mut session = Session::new(machine, state);
        session.call::<ExtrinsicInclusionMode>("Core_initialize_block", &next_header(parent, relay).encode())?;

        let data = inherent_data(parent, relay)?;
        let inherents: Vec<UncheckedExtrinsic> = session.call("BlockBuilder_inherent_extrinsics", &data.encode())?;
        let mut block =
            Self { session, nonces: HashMap::new(), extrinsics: Vec::new(), before: Keys::default(), inherents: 0 };
        for inherent in inherents {
            if !block.apply(inherent)? {
                return Err("an inherent does not fit into the block".into());
            }
        }
        block.inherents = block.extrinsics.len();
        block.before = block.session.keys();
        Ok(block)
    }

    /// Put a transaction with the signer and the call of `make` into the block. False if it does not fit.
    pub fn push(&mut self, make: impl FnOnce() -> Result<(Key, RuntimeCall)>) -> Result<bool> {
        let Self { session, nonces, .. } = self;
        let (signer, transaction) = session.look(|| {
            let (signer, call) = make()?;
            let nonce = nonces.get(&signer.account).copied().unwrap_or_default();
            Ok::<_, Box<dyn std::error::Error>>((signer.account.clone(), signed(&signer, nonce, call)?))
        })?;
        let fits = self.apply(transaction)?;
        if fits {
            *self.nonces.entry(signer).or_default() += 1;
        }
        Ok(fits)
    }

    fn apply(&mut self, extrinsic: UncheckedExtrinsic) -> Result<bool> {
        let Session { overlay, recorder, .. } = &mut self.session;
        overlay.start_transaction();
        recorder.start_transaction();
        let result: ApplyExtrinsicResult = self.session.call("BlockBuilder_apply_extrinsic", &extrinsic.encode())?;
        let Session { overlay, recorder, .. } = &mut self.session;
        match result {
            Ok(outcome) => {
                done("the transaction", outcome)?;
                done("commit", overlay.commit_transaction())?;
                done("commit", recorder.commit_transaction())?;
                self.extrinsics.push(extrinsic);
                Ok(true)
            }
            Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources)) => {
                done("roll back", overlay.rollback_transaction())?;
                done("roll back", recorder.rollback_transaction())?;
                Ok(false)
            }
            Err(error) => Err(format!("a transaction is not valid: {error:?}").into()),
        }
    }

    /// Finish the block.
    pub fn close(self) -> Result<Built<'a>> {
        let Self { mut session, extrinsics, before, inherents, .. } = self;
        let after = session.keys();
        let keys = Keys { read: after.read - before.read, written: after.written - before.written };
        let transactions = (extrinsics.len() - inherents) as u32;
        let header: Header = session.call("BlockBuilder_finalize_block", &[])?;
        Ok(Built { session, block: Block { header, extrinsics }, keys, transactions })
    }
}

impl Built<'_> {
    /// Read the state after the block.
    pub fn look<R>(&mut self, look: impl FnOnce() -> R) -> R {
        self.session.look(look)
    }

    /// The changes to the state.
    pub fn into_changes(self) -> OverlayedChanges<Hashing> {
        self.session.overlay
    }
}

/// The cost of executing a block.
pub struct Execution {
    pub time: Duration,
    /// The proof of all reads.
    pub proof: StorageProof,
    /// The size of the proof, as the chain estimates it during execution.
    pub estimate: u64,
}

/// Execute a finished block, as a node imports it, with a recorder and an empty cache. The runtime itself checks the
/// state root.
pub fn execute(machine: &Machine, state: &State, block: &Block) -> Result<Execution> {
    let mut session = Session::new(machine, state);
    let block = block.encode();
    let start = Instant::now();
    session.call::<()>("Core_execute_block", &block)?;
    let time = start.elapsed();
    let estimate = session.recorder.estimate_encoded_size() as u64;
    Ok(Execution { time, proof: session.recorder.to_storage_proof(), estimate })
}

/// Execute a finished block with a meter on its accesses to the state.
pub fn metered(machine: &Machine, state: &State, block: &Block) -> Result<(Duration, HostCalls)> {
    let mut session = Session::new(machine, state);
    let block = block.encode();
    let start = Instant::now();
    let calls = session.metered("Core_execute_block", &block)?;
    Ok((start.elapsed(), calls))
}

/// The header that the first block is built on.
pub fn genesis_header(state: &State) -> Header {
    Header::new(0, Default::default(), state.root(), Default::default(), Default::default())
}

fn signed(signer: &Key, nonce: u32, call: RuntimeCall) -> Result<UncheckedExtrinsic> {
    let sign = |payload: &[u8]| Signature::Sr25519(signer.pair.sign(payload));
    done("a payload", testing::transaction(signer.account.clone(), nonce, 0, call, sign))
}
