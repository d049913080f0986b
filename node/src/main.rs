// SPDX-License-Identifier: GPL-3.0-only

//! The OpenLedger node: a collator for the parachain, a full node, and a one-process development chain.
//!
//! `openledger-node --dev` needs no relay chain and makes a block whenever there is a transaction. Without `--dev` the
//! node follows a relay chain, embedded or by RPC, and collates if it is started with `--collator`; that half is the cargo
//! feature `collator`.

// The SDK's errors are as large as they are.
#![allow(clippy::result_large_err)]

mod chain_spec;
mod cli;
#[cfg(feature = "collator")]
mod collator;
mod command;
mod dev;
mod metrics;
mod production;
#[cfg(feature = "collator")]
mod relay_chain;
mod rpc;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
    match command::run() {
        Ok(()) => ExitCode::SUCCESS,
        // In words: returned from `main`, it would be shown as a Rust value.
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}
