// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::testing_prelude::*;

fn case(challenger: u64, hash: u8) -> GenesisCase<u64> {
    let evidence = evidence(hash);
    GenesisCase { challenger, subject: model(), hash: evidence.hash, uri: "ipfs://evidence".into() }
}

#[test]
fn cases_and_a_panel_should_exist_from_block_0() {
    let config = GenesisConfig { panel: vec![JUDGE], threshold: 1, cases: vec![case(ALICE, 1)] };
    ext_with(config).execute_with(|| {
        assert_eq!(Disputes::panel(), (vec![JUDGE], 1));
        assert_eq!(Disputes::case_of(model()), Some(0));
        assert_eq!(held(ALICE), BOND);
        assert_ok!(Disputes::do_try_state());
    });
    ext_with(GenesisConfig::default()).execute_with(|| {
        assert!(!ThePanel::<Test>::exists());
        assert_ok!(Disputes::do_try_state());
    });
}

#[test]
#[should_panic = "the genesis panel names each member once"]
fn a_panel_without_a_threshold_should_not_start() {
    ext_with(GenesisConfig { panel: vec![JUDGE], threshold: 0, cases: vec![] });
}

#[test]
#[should_panic = "at most 15 members"]
fn a_panel_that_is_too_large_should_not_start() {
    ext_with(GenesisConfig { panel: (0..16).collect(), threshold: 1, cases: vec![] });
}

#[test]
#[should_panic = "its challenger has the bond"]
fn a_case_without_a_bond_should_not_start() {
    ext_with(GenesisConfig { panel: vec![], threshold: 0, cases: vec![case(PAUPER, 1)] });
}

#[test]
#[should_panic = "has a subject to dispute"]
fn a_case_without_evidence_should_not_start() {
    ext_with(GenesisConfig { panel: vec![], threshold: 0, cases: vec![case(ALICE, 0)] });
}
