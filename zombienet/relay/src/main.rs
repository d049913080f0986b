// SPDX-License-Identifier: GPL-3.0-only

//! The SDK's relay chain node, so that collators are tested on a real relay chain on one machine.

fn main() -> Result<(), impl std::error::Error> {
    polkadot_cli::run()
}
