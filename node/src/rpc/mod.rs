// SPDX-License-Identifier: GPL-3.0-only

//! The node's JSON-RPC: the methods of every node of the SDK, and `openledger_*`.
//!
//! Parameters and answers are the runtime API's own types. `openledger_primitives` defines their JSON forms.

mod params;

use polkadot_sdk::*;

use crate::service::{Client, Pool};
use futures::channel::mpsc;
use jsonrpsee::{
    core::RpcResult,
    proc_macros::rpc,
    types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned},
    RpcModule,
};
use openledger_primitives::{
    disputes::cases::{CaseInfo, CasePage},
    json::Decimal,
    lineage::LineagePage,
    runtime_api::{
        AgentInfo, BooksInfo, ChannelInfo, Earnings, FeeSplitInfo, FeeSplitSimulation, FeeSplitVersion, Obligation,
        OpenLedgerApi, ParameterInfo, Quote, ReviewQueue,
    },
    sponsorship::SponsorshipInfo,
    ChannelKey, ContributionId, DatanetId, Era, FeeSplit, Item, ItemProof, ItemRefusal, License, ModelId, Receipt,
    ReceiptProof, SignedReceipt, Voucher,
};
use openledger_runtime::{opaque::Block, AccountId, Hash, Signature};
use params::{account, Amount};
use sc_consensus_manual_seal::{
    rpc::{ManualSeal, ManualSealApiServer},
    EngineCommand,
};
use serde::Serialize;
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use sp_core::Bytes;
use std::sync::Arc;

/// No model has this id.
pub const MODEL_NOT_FOUND: i32 = 9001;
/// No block has this hash, or its state is pruned.
pub const BLOCK_NOT_FOUND: i32 = 9002;
/// The runtime at this block could not answer.
pub const RUNTIME_ERROR: i32 = 9003;
/// The payer has no open channel with the operator.
pub const CHANNEL_NOT_FOUND: i32 = 9004;
/// The channel has no such agent.
pub const AGENT_NOT_FOUND: i32 = 9005;
/// No datanet has this id.
pub const DATANET_NOT_FOUND: i32 = 9006;
/// No contribution has this id.
pub const CONTRIBUTION_NOT_FOUND: i32 = 9007;
/// No open case has this number.
pub const CASE_NOT_FOUND: i32 = 9008;

/// The most cases of a page.
const PAGE: u32 = 64;

/// Commands to the task that builds the development chain's blocks.
pub type Commands = mpsc::Sender<EngineCommand<Hash>>;

/// All modules. A development chain has `commands`.
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

/// The result of checking a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptCheck {
    /// The leaf hash of the receipt.
    pub leaf: Hash,
    /// Whether the signature is the operator's.
    pub signed: bool,
    /// Whether the receipt is in the tree of the proof's root; `null` without a proof.
    pub included: Option<bool>,
}

/// The result of checking an item of a contribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemCheck {
    /// Whether the item is in the contribution's manifest, at the place that the proof names.
    pub included: bool,
    /// The reason if it is not; `null` if it is.
    pub reason: Option<ItemRefusal>,
}

/// Queries of the ledger. `at` is a block's hash; without it, the best block answers.
#[rpc(server)]
pub trait OpenLedgerRpc {
    /// The fee split in force, and the next one if one is enacted.
    #[method(name = "openledger_feeSplit")]
    fn fee_split(&self, at: Option<Hash>) -> RpcResult<FeeSplitInfo>;

    /// The versions of the fee split that the chain keeps, the latest first.
    #[method(name = "openledger_feeSplitHistory")]
    fn fee_split_history(&self, at: Option<Hash>) -> RpcResult<Vec<FeeSplitVersion>>;

    /// The last era's revenue, divided by `split` and by the split in force.
    #[method(name = "openledger_simulateFeeSplit")]
    fn simulate_fee_split(&self, split: FeeSplit, at: Option<Hash>) -> RpcResult<FeeSplitSimulation>;

    /// All parameters: values now, next and before, the eras of the changes, bounds and notice.
    #[method(name = "openledger_parameters")]
    fn parameters(&self, at: Option<Hash>) -> RpcResult<Vec<ParameterInfo>>;

    /// The recipients of `amount` planck paid to `model`. Without an `operator`, the operator's lines name any
    /// operator.
    #[method(name = "openledger_quote")]
    fn quote(
        &self,
        model: Decimal<u32>,
        amount: Amount,
        operator: Option<String>,
        at: Option<Hash>,
    ) -> RpcResult<Quote<AccountId>>;

    /// The obligations of `model` to its ancestors, and the parts of its revenue that reach each.
    #[method(name = "openledger_modelObligations")]
    fn model_obligations(&self, model: Decimal<u32>, at: Option<Hash>) -> RpcResult<Vec<Obligation>>;

    /// A page of the lineage of `model` down to `depth` steps: the whole without a `depth`, the first without a `page`.
    #[method(name = "openledger_lineage")]
    fn lineage(
        &self,
        model: Decimal<u32>,
        depth: Option<Decimal<u32>>,
        page: Option<Decimal<u32>>,
        at: Option<Hash>,
    ) -> RpcResult<LineagePage>;

    /// The license of `datanet`.
    #[method(name = "openledger_license")]
    fn license(&self, datanet: Decimal<u32>, at: Option<Hash>) -> RpcResult<License>;

    /// A page of the contributions of `datanet` that wait for reviews, from the id `from` on, or from the first; of at
    /// most `limit`, or of 64.
    #[method(name = "openledger_reviewQueue")]
    fn review_queue(
        &self,
        datanet: Decimal<u32>,
        from: Option<Decimal<u64>>,
        limit: Option<Decimal<u32>>,
        at: Option<Hash>,
    ) -> RpcResult<ReviewQueue>;

    /// The budget of `datanet` and its policy; with `who`, the account's allowance in this era.
    #[method(name = "openledger_sponsorship")]
    fn sponsorship(
        &self,
        datanet: Decimal<u32>,
        who: Option<String>,
        at: Option<Hash>,
    ) -> RpcResult<SponsorshipInfo<AccountId>>;

    /// The open case with this number.
    #[method(name = "openledger_case")]
    fn case(&self, id: Decimal<u64>, at: Option<Hash>) -> RpcResult<CaseInfo<AccountId>>;

    /// A page of the open cases: from the first without a `from`, at most 64 without a `limit`.
    #[method(name = "openledger_cases")]
    fn cases(
        &self,
        from: Option<Decimal<u64>>,
        limit: Option<Decimal<u32>>,
        at: Option<Hash>,
    ) -> RpcResult<CasePage<AccountId>>;

    /// The earnings of `who` that are not claimed.
    #[method(name = "openledger_earnings")]
    fn earnings(&self, who: String, at: Option<Hash>) -> RpcResult<Earnings<AccountId>>;

    /// The era that the block after `at` belongs to.
    #[method(name = "openledger_currentEra")]
    fn current_era(&self, at: Option<Hash>) -> RpcResult<Era>;

    /// The balances and debts of ledger and escrow, and the number of paid calls.
    #[method(name = "openledger_books")]
    fn books(&self, at: Option<Hash>) -> RpcResult<BooksInfo>;

    /// The open channel of `key`.
    #[method(name = "openledger_channel")]
    fn channel(&self, key: ChannelKey<AccountId>, at: Option<Hash>) -> RpcResult<ChannelInfo>;

    /// The authority of `agent` in the channel of `key`.
    #[method(name = "openledger_agent")]
    fn agent(&self, key: ChannelKey<AccountId>, agent: String, at: Option<Hash>) -> RpcResult<AgentInfo>;

    /// The bytes that the payer of `voucher`, or its agent, has to sign.
    #[method(name = "openledger_voucherPayload")]
    fn voucher_payload(&self, voucher: Voucher<AccountId>, at: Option<Hash>) -> RpcResult<Bytes>;

    /// The bytes that the operator's signer has to sign. Their Blake2-256 hash is the leaf of `receipt` in the tree of
    /// receipts.
    #[method(name = "openledger_receiptPayload")]
    fn receipt_payload(&self, receipt: Receipt<AccountId>, at: Option<Hash>) -> RpcResult<Bytes>;

    /// Whether the operator's signer signed the receipt and, with a `proof`, whether the receipt is in that tree.
    #[method(name = "openledger_verifyReceipt")]
    fn verify_receipt(
        &self,
        signed: SignedReceipt<AccountId, Signature>,
        proof: Option<ReceiptProof>,
        at: Option<Hash>,
    ) -> RpcResult<ReceiptCheck>;

    /// Whether `item` is in the manifest of `contribution`.
    #[method(name = "openledger_verifyItem")]
    fn verify_item(
        &self,
        contribution: Decimal<u64>,
        item: Item,
        proof: ItemProof,
        at: Option<Hash>,
    ) -> RpcResult<ItemCheck>;
}

/// The methods `openledger_*`, answered by the runtime API.
pub struct OpenLedger<Client> {
    client: Arc<Client>,
}

impl<Client> OpenLedger<Client> {
    /// Answer from the state of `client`.
    pub fn new(client: Arc<Client>) -> Self {
        Self { client }
    }
}

impl<Client> OpenLedger<Client>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
    Client::Api: OpenLedgerApi<Block, AccountId, Signature>,
{
    /// Query the runtime at a block.
    fn ask<Answer>(
        &self,
        at: Option<Hash>,
        question: impl FnOnce(&Client::Api, Hash) -> Result<Answer, ApiError>,
    ) -> RpcResult<Answer> {
        let at = at.unwrap_or_else(|| self.client.info().best_hash);
        question(&*self.client.runtime_api(), at).map_err(|error| match error {
            ApiError::UnknownBlock(reason) => error_object(
                BLOCK_NOT_FOUND,
                format!(
                    "no state at block {at:?}: {reason}. Leave `at` out to query the best block; for old blocks, query \
                     a node with --state-pruning archive"
                ),
            ),
            error => error_object(RUNTIME_ERROR, format!("the runtime at block {at:?} gave no answer: {error}")),
        })
    }
}

fn error_object(code: i32, message: String) -> ErrorObjectOwned {
    ErrorObjectOwned::owned(code, message, None::<()>)
}

fn no_model(model: u32) -> ErrorObjectOwned {
    error_object(
        MODEL_NOT_FOUND,
        format!(
            "there is no model {model} at this block: look up ids in `modelRegistry.models`, or query a later block"
        ),
    )
}

fn no_datanet(datanet: u32) -> ErrorObjectOwned {
    error_object(
        DATANET_NOT_FOUND,
        format!(
            "there is no datanet {datanet} at this block: look up ids in `datanets.datanets`, or query a later block"
        ),
    )
}

impl<Client> OpenLedgerRpcServer for OpenLedger<Client>
where
    Client: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
    Client: Send + Sync,
    Client::Api: OpenLedgerApi<Block, AccountId, Signature>,
{
    fn fee_split(&self, at: Option<Hash>) -> RpcResult<FeeSplitInfo> {
        self.ask(at, |api, at| api.fee_split(at))
    }

    fn fee_split_history(&self, at: Option<Hash>) -> RpcResult<Vec<FeeSplitVersion>> {
        self.ask(at, |api, at| api.fee_split_history(at))
    }

    fn simulate_fee_split(&self, split: FeeSplit, at: Option<Hash>) -> RpcResult<FeeSplitSimulation> {
        let inexact = || {
            error_object(
                INVALID_PARAMS_CODE,
                "the six parts of `split` must sum to exactly 1000000 parts per million: correct them".into(),
            )
        };
        // A part above one million would make the runtime fail to decode the split.
        if !split.is_exact() {
            return Err(inexact());
        }
        self.ask(at, |api, at| api.simulate_fee_split(at, split))?.ok_or_else(inexact)
    }

    fn parameters(&self, at: Option<Hash>) -> RpcResult<Vec<ParameterInfo>> {
        self.ask(at, |api, at| api.parameters(at))
    }

    fn quote(
        &self,
        Decimal(model): Decimal<u32>,
        Amount(amount): Amount,
        operator: Option<String>,
        at: Option<Hash>,
    ) -> RpcResult<Quote<AccountId>> {
        let operator = operator.map(|text| account("operator", &text)).transpose()?;
        let quote = self.ask(at, |api, at| api.quote(at, ModelId(model), amount, operator))?;
        quote.ok_or_else(|| no_model(model))
    }

    fn model_obligations(&self, Decimal(model): Decimal<u32>, at: Option<Hash>) -> RpcResult<Vec<Obligation>> {
        self.ask(at, |api, at| api.model_obligations(at, ModelId(model)))?.ok_or_else(|| no_model(model))
    }

    fn lineage(
        &self,
        Decimal(model): Decimal<u32>,
        depth: Option<Decimal<u32>>,
        page: Option<Decimal<u32>>,
        at: Option<Hash>,
    ) -> RpcResult<LineagePage> {
        let Decimal(depth) = depth.unwrap_or(Decimal(u32::MAX));
        let Decimal(page) = page.unwrap_or_default();
        self.ask(at, |api, at| api.lineage(at, ModelId(model), depth, page))?.ok_or_else(|| no_model(model))
    }

    fn license(&self, Decimal(datanet): Decimal<u32>, at: Option<Hash>) -> RpcResult<License> {
        self.ask(at, |api, at| api.license(at, DatanetId(datanet)))?.ok_or_else(|| no_datanet(datanet))
    }

    fn review_queue(
        &self,
        Decimal(datanet): Decimal<u32>,
        from: Option<Decimal<u64>>,
        limit: Option<Decimal<u32>>,
        at: Option<Hash>,
    ) -> RpcResult<ReviewQueue> {
        let Decimal(from) = from.unwrap_or_default();
        let Decimal(limit) = limit.unwrap_or(Decimal(u32::MAX));
        self.ask(at, |api, at| api.review_queue(at, DatanetId(datanet), ContributionId(from), limit))?
            .ok_or_else(|| no_datanet(datanet))
    }

    fn sponsorship(
        &self,
        Decimal(datanet): Decimal<u32>,
        who: Option<String>,
        at: Option<Hash>,
    ) -> RpcResult<SponsorshipInfo<AccountId>> {
        let who = who.map(|text| account("who", &text)).transpose()?;
        self.ask(at, |api, at| api.sponsorship(at, DatanetId(datanet), who))?.ok_or_else(|| no_datanet(datanet))
    }

    fn case(&self, Decimal(id): Decimal<u64>, at: Option<Hash>) -> RpcResult<CaseInfo<AccountId>> {
        self.ask(at, |api, at| api.case(at, id))?.ok_or_else(|| {
            error_object(
                CASE_NOT_FOUND,
                format!(
                    "there is no open case {id} at this block: look for its end in the events `disputes.Closed` and \
                     `disputes.Lapsed`, or query an earlier block"
                ),
            )
        })
    }

    fn cases(
        &self,
        from: Option<Decimal<u64>>,
        limit: Option<Decimal<u32>>,
        at: Option<Hash>,
    ) -> RpcResult<CasePage<AccountId>> {
        let Decimal(from) = from.unwrap_or_default();
        let Decimal(limit) = limit.unwrap_or(Decimal(PAGE));
        self.ask(at, |api, at| api.cases(at, from, limit))
    }

    fn earnings(&self, who: String, at: Option<Hash>) -> RpcResult<Earnings<AccountId>> {
        let who = account("who", &who)?;
        self.ask(at, |api, at| api.earnings(at, who))
    }

    fn current_era(&self, at: Option<Hash>) -> RpcResult<Era> {
        self.ask(at, |api, at| api.current_era(at))
    }

    fn books(&self, at: Option<Hash>) -> RpcResult<BooksInfo> {
        self.ask(at, |api, at| api.books(at))
    }

    fn channel(&self, key: ChannelKey<AccountId>, at: Option<Hash>) -> RpcResult<ChannelInfo> {
        let channel = self.ask(at, |api, at| api.channel(at, key.clone()))?;
        channel.ok_or_else(|| {
            let ChannelKey { operator, payer } = &key;
            error_object(
                CHANNEL_NOT_FOUND,
                format!(
                    "{payer} has no open channel with {operator} at this block: the payer opens one with \
                     `inference.openChannel`; check that payer and operator are not swapped"
                ),
            )
        })
    }

    fn agent(&self, key: ChannelKey<AccountId>, agent: String, at: Option<Hash>) -> RpcResult<AgentInfo> {
        let agent = account("agent", &agent)?;
        let info = self.ask(at, |api, at| api.agent(at, key.clone(), agent.clone()))?;
        info.ok_or_else(|| {
            let ChannelKey { operator, payer } = &key;
            error_object(
                AGENT_NOT_FOUND,
                format!(
                    "there is no agent {agent} in an open channel of {payer} with {operator} at this block: the payer \
                     authorizes it with `inference.authorizeAgent`, and again after closing and reopening the channel"
                ),
            )
        })
    }

    fn voucher_payload(&self, voucher: Voucher<AccountId>, at: Option<Hash>) -> RpcResult<Bytes> {
        self.ask(at, |api, at| api.voucher_payload(at, voucher)).map(|payload| payload.bytes.into())
    }

    fn receipt_payload(&self, receipt: Receipt<AccountId>, at: Option<Hash>) -> RpcResult<Bytes> {
        self.ask(at, |api, at| api.receipt_payload(at, receipt)).map(|payload| payload.bytes.into())
    }

    fn verify_receipt(
        &self,
        signed: SignedReceipt<AccountId, Signature>,
        proof: Option<ReceiptProof>,
        at: Option<Hash>,
    ) -> RpcResult<ReceiptCheck> {
        let has_proof = proof.is_some();
        // A tree without leaves contains no receipt.
        let proof =
            proof.unwrap_or_else(|| ReceiptProof { root: Hash::zero(), leaves: 0, index: 0, items: Vec::new() });
        let check = self.ask(at, |api, at| api.verify_receipt(at, signed, proof))?;
        Ok(ReceiptCheck { leaf: check.leaf, signed: check.signed, included: has_proof.then_some(check.included) })
    }

    fn verify_item(
        &self,
        Decimal(contribution): Decimal<u64>,
        item: Item,
        proof: ItemProof,
        at: Option<Hash>,
    ) -> RpcResult<ItemCheck> {
        let verdict = self.ask(at, |api, at| api.verify_item(at, ContributionId(contribution), item, proof))?;
        match verdict {
            Ok(()) => Ok(ItemCheck { included: true, reason: None }),
            Err(ItemRefusal::ContributionNotFound) => Err(error_object(
                CONTRIBUTION_NOT_FOUND,
                format!(
                    "there is no contribution {contribution} at this block: look up ids in `datanets.contributions`, \
                     or query an earlier block if it was withdrawn or pruned"
                ),
            )),
            Err(reason) => Ok(ItemCheck { included: false, reason: Some(reason) }),
        }
    }
}

#[cfg(test)]
mod tests;
