// SPDX-License-Identifier: Apache-2.0

//! The panel and the cases that exist from block 0.

use crate::{Config, Evidence, GenesisConfig, Pallet, Panel, ThePanel};
use openledger_primitives::Balance;

impl<T: Config> Pallet<T> {
    /// Elect the panel and open the cases in their order.
    // A chain must not start from a wrong configuration: genesis is the one place to panic.
    #[allow(clippy::expect_used)]
    pub(crate) fn build_genesis(config: &GenesisConfig<T>) {
        let members = config.panel.clone().try_into().expect("the genesis panel has at most 15 members");
        let panel = Panel { version: 0, members, threshold: config.threshold };
        assert!(panel.is_valid(), "the genesis panel names each member once, and its threshold can be reached");
        if !panel.members.is_empty() {
            ThePanel::<T>::put(panel);
        }
        for case in &config.cases {
            let uri = case.uri.as_bytes().to_vec().try_into().expect("the URI of each genesis case is within bounds");
            let evidence = Evidence { hash: case.hash, uri };
            Self::do_open(case.challenger.clone(), case.subject.clone(), evidence, Balance::MAX)
                .expect("each genesis case has a subject to dispute, and its challenger has the bond");
        }
    }
}
