// SPDX-License-Identifier: GPL-3.0-only

//! Tells the node which commit it is built from; outside a git checkout it says `00000000000`.

use substrate_build_script_utils::{generate_cargo_keys, rerun_if_git_head_changed};

fn main() {
    println!("cargo:rerun-if-env-changed=SUBSTRATE_CLI_GIT_COMMIT_HASH");
    generate_cargo_keys();
    rerun_if_git_head_changed();
}
