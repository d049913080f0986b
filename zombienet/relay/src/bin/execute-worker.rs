// SPDX-License-Identifier: GPL-3.0-only

//! The process in which a validator executes a parachain's runtime.

polkadot_node_core_pvf_common::decl_worker_main!(
    "execute-worker",
    polkadot_node_core_pvf_execute_worker::worker_entrypoint,
    polkadot_cli::NODE_VERSION,
    env!("CARGO_PKG_VERSION"),
);
