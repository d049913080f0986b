// SPDX-License-Identifier: GPL-3.0-only

//! What the node serves by JSON-RPC: what any node of the SDK does, and `openledger_*`.

pub mod json;

use polkadot_sdk::*;

use crate::{
    dev::Commands,
    service::{Client, Pool},
};
use json::{Amount, Earnings, FeeSplitInfo, Quote};
use jsonrpsee::{
    core::RpcResult,
    proc_macros::rpc,
    types::{error::INVALID_PARAMS_CODE, ErrorObjectOwned},
    RpcModule,
};
use openledger_primitives::{runtime_api::OpenLedgerApi, Era, ModelId};
use openledger_runtime::{opaque::Block, AccountId, Hash};
use sc_consensus_manual_seal::rpc::{ManualSeal, ManualSealApiServer};
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::HeaderBackend;
use std::{str::FromStr, sync::Arc};

/// There is no model of this id.
pub const UNKNOWN_MODEL: i32 = 9001;
/// There is no block of this hash, or its state is gone.
pub const UNKNOWN_BLOCK: i32 = 9002;
/// The runtime at this block couldn't answer.
pub const RUNTIME_ERROR: i32 = 9003;

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

    /// Who would be paid what of `amount` planck paid to `model`, by an `operator` or any.
    #[method(name = "openledger_quote")]
    fn quote(&self, model: u32, amount: Amount, operator: Option<String>, at: Option<Hash>) -> RpcResult<Quote>;

    /// What `account` has earned and not claimed.
    #[method(name = "openledger_earnings")]
    fn earnings(&self, account: String, at: Option<Hash>) -> RpcResult<Earnings>;

    /// The era that the block after `at` belongs to.
    #[method(name = "openledger_currentEra")]
    fn current_era(&self, at: Option<Hash>) -> RpcResult<Era>;
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
    Client::Api: OpenLedgerApi<Block, AccountId>,
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
    Client::Api: OpenLedgerApi<Block, AccountId>,
{
    fn fee_split(&self, at: Option<Hash>) -> RpcResult<FeeSplitInfo> {
        self.ask(at, |api, at| api.fee_split(at)).map(Into::into)
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
}

#[cfg(test)]
mod tests;
