// SPDX-License-Identifier: GPL-3.0-only

//! The invariants of the state after any block.

use crate::Result;
use openledger_primitives::Balance;
use openledger_runtime::{
    constants::currency::EXISTENTIAL_DEPOSIT, testing, AccountId, Attribution, Balances, Inference,
};

/// Check that the ledger and the escrow hold exactly their debts, to the planck.
pub fn conservation() -> Result<()> {
    exact("ledger", Attribution::ledger_account(), Attribution::books().owed)?;
    exact("escrow", Inference::escrow_account(), Inference::escrow_books().owed)
}

fn exact(name: &str, account: AccountId, owed: Balance) -> Result<()> {
    let balance = Balances::free_balance(account);
    let needed = owed + EXISTENTIAL_DEPOSIT;
    if balance == needed {
        Ok(())
    } else {
        Err(format!("the {name} holds {balance} planck and should hold {needed}").into())
    }
}

/// Check all invariants of our pallets, by iterating the whole state.
pub fn everything() -> Result<()> {
    conservation()?;
    Ok(testing::try_state()?)
}
