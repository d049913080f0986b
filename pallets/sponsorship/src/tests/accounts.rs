// SPDX-License-Identifier: Apache-2.0

//! The accounts of budgets.

use crate::{mock::*, Pallet};
use frame::testing_prelude::*;
use openledger_primitives::{sponsorship::Sponsor, DatanetId};

#[test]
fn each_datanet_should_have_a_budget_of_its_own() {
    let accounts: Vec<_> = [0, 1, 255, 256, u32::MAX].map(|id| Sponsorship::account_of(DatanetId(id))).into();
    for (index, account) in accounts.iter().enumerate() {
        assert!(!accounts[..index].contains(account));
        assert!(Sponsorship::is_budget(account));
    }
    assert_eq!(<Sponsorship as Sponsor<_>>::budget(DATANET), Some(budget()));
}

#[test]
fn other_accounts_should_be_no_budgets() {
    assert!(!Sponsorship::is_budget(&OWNER));
    let foreign: AccountId = PalletId(*b"ol/other").into_sub_account_truncating(DATANET);
    assert!(!Sponsorship::is_budget(&foreign));
}

#[test]
fn the_constants_should_fit_together() {
    <Pallet<Test> as Hooks<u64>>::integrity_test();
}
