// SPDX-License-Identifier: Apache-2.0

//! The command `openledger-trace`.

// Numbers of progress bars and of lines.
#![allow(clippy::as_conversions)]

mod cli;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(cli::Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
