// SPDX-License-Identifier: GPL-3.0-only

//! What the node serves by JSON-RPC: what any node of the SDK does, and `openledger_*`.

pub mod inputs;
pub mod json;

use polkadot_sdk::*;

use crate::service::{Client, Pool};
use futures::channel::mpsc;
use inputs::{Amount, Receipt, ReceiptProof, SignedReceipt, Voucher};
use json::{
    Agent, Books, Channel, Earnings, FeeSplit, FeeSplitInfo, FeeSplitSimulation, FeeSplitVersion, Quote, ReceiptCheck,
};
use jsonrpsee::{
    core::RpcResult,
    proc_macros::rpc,
    types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned},
    RpcModule,
};
use openledger_primitives::{runtime_api::OpenLedgerApi, Era, ModelId};
use openledger_runtime::{opaque::Block, AccountId, Hash, Signature};
use sc_consensus_manual_seal::{
    rpc::{ManualSeal, ManualSealApiServer},
    EngineCommand,
};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::Bytes;
use std::{str::FromStr, sync::Arc};

/// There is no model of this id.
pub const UNKNOWN_MODEL: i32 = 9001;
/// There is no block of this hash, or its state is gone.
pub const UNKNOWN_BLOCK: i32 = 9002;
/// The runtime at this block couldn't answer.
pub const RUNTIME_ERROR: i32 = 9003;
/// There is no open channel between these two.
pub const NO_CHANNEL: i32 = 9004;
/// There is no such agent in the channel of these two.
pub const NO_AGENT: i32 = 9005;

/// Commands to the task that makes the development chain's blocks.
pub type Commands = mpsc::Sender<EngineCommand<Hash>>;

/// All modules. `commands` are there on a development chain.
pub fn full(
    client: Arc<Client>,
    pool: Arc<Pool>,
    commands: Option<Commands>,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
    use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
    use sc_rpc::dev::{Dev, DevApiServer};
    use substrate_frame_rpc_system::{System, SystemApiServer};

    let mut module = RpcModule::new(());
    module.merge(System::new(client.clone(), pool).into_rpc())?;
    module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
    module.merge(Dev::new(client.clone()).into_rpc())?;
    module.merge(OpenLedger::new(client).into_rpc())?;
    if let Some(commands) = commands {
        module.merge(ManualSeal::new(commands).into_rpc())?;
    }
    Ok(module)
}

/// Questions about the ledger. `at` is a block's hash; without it, the best block answers.
#[rpc(server)]
pub trait OpenLedgerRpc {
    /// The fee split in force and the next one, if one is enacted.
    #[method(name = "openledger_feeSplit")]
    fn fee_split(&self, at: Option<Hash>) -> RpcResult<FeeSplitInfo>;

    /// The versions of the fee split that the chain keeps, the latest first.
    #[method(name = "openledger_feeSplitHistory")]
    fn fee_split_history(&self, at: Option<Hash>) -> RpcResult<Vec<FeeSplitVersion>>;

    /// What `split` would have paid to each role of the last era's revenue, beside what the split in force pays of it.
    #[method(name = "openledger_simulateFeeSplit")]
    fn simulate_fee_split(&self, split: FeeSplit, at: Option<Hash>) -> RpcResult<FeeSplitSimulation>;

    /// Who would be paid what of `amount` planck paid to `model`, by an `operator` or any.
    #[method(name = "openledger_quote")]
    fn quote(&self, model: u32, amount: Amount, operator: Option<String>, at: Option<Hash>) -> RpcResult<Quote>;

    /// What `account` has earned and not claimed.
    #[method(name = "openledger_earnings")]
    fn earnings(&self, account: String, at: Option<Hash>) -> RpcResult<Earnings>;

    /// The era that the block after `at` belongs to.
    #[method(name = "openledger_currentEra")]
    fn current_era(&self, at: Option<Hash>) -> RpcResult<Era>;

    /// What ledger and escrow hold and owe, and how often they were used.
    #[method(name = "openledger_books")]
    fn books(&self, at: Option<Hash>) -> RpcResult<Books>;

    /// The open channel of `payer` with `operator`.
    #[method(name = "openledger_channel")]
    fn channel(&self, payer: String, operator: String, at: Option<Hash>) -> RpcResult<Channel>;

    /// What `agent` may do in the channel of `payer` with `operator`.
    #[method(name = "openledger_agent")]
    fn agent(&self, payer: String, operator: String, agent: String, at: Option<Hash>) -> RpcResult<Agent>;

    /// The bytes that the payer of `voucher`, or its agent, has to sign.
    #[method(name = "openledger_voucherPayload")]
    fn voucher_payload(&self, voucher: Voucher, at: Option<Hash>) -> RpcResult<Bytes>;

    /// The bytes that the operator of `receipt` has to sign; their Blake2-256 hash is its leaf in the tree of receipts.
    #[method(name = "openledger_receiptPayload")]
    fn receipt_payload(&self, receipt: Receipt, at: Option<Hash>) -> RpcResult<Bytes>;

    /// Whether a receipt is signed by its operator and, if a `proof` is given, whether it is in that tree.
    #[method(name = "openledger_verifyReceipt")]
    fn verify_receipt(
        &self,
        signed: SignedReceipt,
        proof: Option<ReceiptProof>,
        at: Option<Hash>,
    ) -> RpcResult<ReceiptCheck>;
}

/// Answers from the runtime API of the ledger.
pub struct OpenLedger<Client> {
    client: Arc<Client>,
}

impl<Client> OpenLedger<Client> {
    /// Answer by what `client` knows.
    pub fn new(client: Arc<Client>) -> Self {
        Self { client }
    }
}

impl<Client> OpenLedger<Client>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
    Client::Api: OpenLedgerApi<Block, AccountId, Signature>,
{
    /// Ask the runtime at a block.
    fn ask<Answer>(
        &self,
        at: Option<Hash>,
        question: impl FnOnce(&Client::Api, Hash) -> Result<Answer, ApiError>,
    ) -> RpcResult<Answer> {
        let at = at.unwrap_or_else(|| self.client.info().best_hash);
        question(&*self.client.runtime_api(), at).map_err(|error| match error {
            ApiError::UnknownBlock(reason) => error_object(
                UNKNOWN_BLOCK,
                format!(
                    "no state at block {at:?}: {reason}. Leave `at` out to ask the best block; for old blocks, ask a \
                     node with --state-pruning archive"
                ),
            ),
            error => error_object(RUNTIME_ERROR, format!("the runtime at block {at:?} gave no answer: {error}")),
        })
    }
}

fn error_object(code: i32, message: String) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(code, message, None::<()>)
}

/// Read the account that parameter `name` holds.
fn account(name: &str, text: &str) -> RpcResult<AccountId> {
    AccountId::from_str(text).map_err(|error| {
        error_object(
            INVALID_PARAMS_CODE,
            format!(
                "`{name}` must be an account as an SS58 address, or its public key as 0x and 64 hexadecimal digits; \
                 `{text}` is neither: {error}"
            ),
        )
    })
}

impl<Client> OpenLedgerRpcServer for OpenLedger<Client>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
    Client: Send + Sync,
    Client::Api: OpenLedgerApi<Block, AccountId, Signature>,
{
    fn fee_split(&self, at: Option<Hash>) -> RpcResult<FeeSplitInfo> {
        self.ask(at, |api, at| api.fee_split(at)).map(Into::into)
    }

    fn fee_split_history(&self, at: Option<Hash>) -> RpcResult<Vec<FeeSplitVersion>> {
        let versions = self.ask(at, |api, at| api.fee_split_history(at))?;
        Ok(versions.into_iter().map(Into::into).collect())
    }

    fn simulate_fee_split(&self, split: FeeSplit, at: Option<Hash>) -> RpcResult<FeeSplitSimulation> {
        let inexact = || {
            error_object(
                INVALID_PARAMS_CODE,
                "the six parts of `split` must sum to exactly 1000000 parts per million: correct them".into(),
            )
        };
        let exact = split.exact().ok_or_else(inexact)?;
        self.ask(at, |api, at| api.simulate_fee_split(at, exact))?.map(Into::into).ok_or_else(inexact)
    }

    fn quote(&self, model: u32, amount: Amount, operator: Option<String>, at: Option<Hash>) -> RpcResult<Quote> {
        let operator = operator.map(|text| account("operator", &text)).transpose()?;
        let quote = self.ask(at, |api, at| api.quote(at, ModelId(model), amount.0, operator))?;
        quote.map(Into::into).ok_or_else(|| {
            error_object(
                UNKNOWN_MODEL,
                format!(
                    "there is no model {model} at this block: look up ids in the model registry's `Models`, or ask \
                     about a later block"
                ),
            )
        })
    }

    fn earnings(&self, who: String, at: Option<Hash>) -> RpcResult<Earnings> {
        let who = account("account", &who)?;
        self.ask(at, |api, at| api.earnings(at, who)).map(Into::into)
    }

    fn current_era(&self, at: Option<Hash>) -> RpcResult<Era> {
        self.ask(at, |api, at| api.current_era(at))
    }

    fn books(&self, at: Option<Hash>) -> RpcResult<Books> {
        self.ask(at, |api, at| api.books(at)).map(Into::into)
    }

    fn channel(&self, payer: String, operator: String, at: Option<Hash>) -> RpcResult<Channel> {
        let (payer, operator) = (account("payer", &payer)?, account("operator", &operator)?);
        let channel = self.ask(at, |api, at| api.channel(at, payer.clone(), operator.clone()))?;
        channel.map(Into::into).ok_or_else(|| {
            error_object(
                NO_CHANNEL,
                format!(
                    "{payer} has no open channel with {operator} at this block: the payer opens one with \
                     `inference.openChannel`; check that payer and operator are not the other way round"
                ),
            )
        })
    }

    fn agent(&self, payer: String, operator: String, agent: String, at: Option<Hash>) -> RpcResult<Agent> {
        let (payer, operator) = (account("payer", &payer)?, account("operator", &operator)?);
        let agent = account("agent", &agent)?;
        let info = self.ask(at, |api, at| api.agent(at, payer.clone(), operator.clone(), agent.clone()))?;
        info.map(Into::into).ok_or_else(|| {
            error_object(
                NO_AGENT,
                format!(
                    "{agent} is no agent in an open channel of {payer} with {operator} at this block: the payer \
                     authorises it with `inference.authoriseAgent`, again after a channel was closed and opened"
                ),
            )
        })
    }

    fn voucher_payload(&self, voucher: Voucher, at: Option<Hash>) -> RpcResult<Bytes> {
        self.ask(at, |api, at| api.voucher_payload(at, voucher.into())).map(Into::into)
    }

    fn receipt_payload(&self, receipt: Receipt, at: Option<Hash>) -> RpcResult<Bytes> {
        self.ask(at, |api, at| api.receipt_payload(at, receipt.into())).map(Into::into)
    }

    fn verify_receipt(
        &self,
        signed: SignedReceipt,
        proof: Option<ReceiptProof>,
        at: Option<Hash>,
    ) -> RpcResult<ReceiptCheck> {
        let has_proof = proof.is_some();
        // Nothing is in a tree without leaves.
        let none = || openledger_primitives::ReceiptProof { root: Hash::zero(), leaves: 0, index: 0, items: vec![] };
        let proof = proof.map_or_else(none, Into::into);
        let check = self.ask(at, |api, at| api.verify_receipt(at, signed.into(), proof))?;
        Ok(ReceiptCheck { leaf: check.leaf, signed: check.signed, included: has_proof.then_some(check.included) })
    }
}

#[cfg(test)]
mod tests;
