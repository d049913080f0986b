// SPDX-License-Identifier: GPL-3.0-only

//! The OpenLedger node: a collator for the parachain, a full node, and a one-process development chain.
//!
//! `openledger-node --dev` needs no relay chain and makes a block whenever there is a transaction. Without `--dev` the
//! node follows a relay chain, embedded or by RPC, and collates with `--collator`. That half is the cargo feature
//! `collator`.

// The SDK's errors are large.
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
        // Printed here, because an error that `main` returns is shown in its debug form.
        Err(error) => {
            eprintln!("Error: {error}");
            ExitCode::FAILURE
        }
    }
}
