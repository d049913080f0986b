// SPDX-License-Identifier: Apache-2.0

//! The checks of every era, to the planck.

use crate::{chain::Chain, Result};
use openledger_primitives::Balance;
use openledger_runtime::{constants::currency::EXISTENTIAL_DEPOSIT, testing, Attribution, Balances, Inference};
use polkadot_sdk::frame_support::traits::fungible::Inspect;

/// The compared sums, in planck.
pub struct Sums {
    /// The debt of the ledger.
    pub owed: Balance,
    /// The debt of the escrow.
    pub escrow: Balance,
    /// The issuance.
    pub issuance: Balance,
}

/// Compare accounts, debts, balances and the sums of events.
pub fn conservation(chain: &mut Chain) -> Result<Sums> {
    let (ledger, owed, escrow_has, escrow, issuance) = chain.read(|| {
        (
            Balances::total_balance(&Attribution::ledger_account()),
            Attribution::books().owed,
            Balances::total_balance(&Inference::escrow_account()),
            Inference::escrow_books().owed,
            Balances::total_issuance(),
        )
    });
    let books = chain.books.clone();
    equal("the ledger's account, and its debt with the existential deposit", ledger, owed + EXISTENTIAL_DEPOSIT)?;
    equal("the escrow's account, and its debt with the existential deposit", escrow_has, escrow + EXISTENTIAL_DEPOSIT)?;
    equal("the ledger's debt, and the events", owed, books.owed)?;
    equal("the escrow's debt, and the events", escrow, books.escrow)?;
    equal("the issuance, and the sum of all balances", issuance, chain.state.balances())?;
    equal("the issuance, and the events", issuance, books.issuance)?;
    Ok(Sums { owed, escrow, issuance })
}

/// Check every invariant of our pallets by full iteration, and compare the kept sums with a full count.
pub fn everything(chain: &mut Chain) -> Result<()> {
    conservation(chain)?;
    if !chain.state.is_counted() {
        return Err("the kept sizes and balances differ from a full count".into());
    }
    chain.read(testing::try_state)
}

fn equal(what: &str, one: Balance, other: Balance) -> Result<()> {
    if one == other {
        Ok(())
    } else {
        Err(format!("{what}: {one} and {other} planck, a difference of {}", one.abs_diff(other)))
    }
}
