// SPDX-License-Identifier: Apache-2.0

//! What has to be true at every era, to the planck.

use crate::{chain::Chain, Result};
use openledger_primitives::Balance;
use openledger_runtime::{
    constants::currency::EXISTENTIAL_DEPOSIT, Attribution, Balances, Datanets, Governance, Inference, ModelRegistry,
    OperatorStaking,
};
use polkadot_sdk::{frame_support::traits::fungible::Inspect, sp_runtime::TryRuntimeError};

/// What was compared, in planck.
pub struct Sums {
    /// What the ledger owes.
    pub owed: Balance,
    /// What the escrow owes.
    pub escrow: Balance,
    /// What exists.
    pub issuance: Balance,
}

/// Compare accounts, liabilities, balances and what events said.
pub fn conservation(chain: &mut Chain) -> Result<Sums> {
    let (ledger, owed, escrow_has, escrow, issuance) = chain.read(|| {
        (
            Balances::total_balance(&Attribution::ledger_account()),
            Attribution::totals().owed,
            Balances::total_balance(&Inference::escrow_account()),
            Inference::escrow().owed,
            Balances::total_issuance(),
        )
    });
    let books = chain.books.clone();
    equal(
        "the ledger's account, and the existential deposit with what the ledger owes",
        ledger,
        owed + EXISTENTIAL_DEPOSIT,
    )?;
    equal(
        "the escrow's account, and the existential deposit with what the escrow owes",
        escrow_has,
        escrow + EXISTENTIAL_DEPOSIT,
    )?;
    equal("what the ledger owes, and what events say", owed, books.owed)?;
    equal("what the escrow owes, and what events say", escrow, books.escrow)?;
    equal("the issuance, and the sum of all balances", issuance, chain.state.balances())?;
    equal("the issuance, and what events say", issuance, books.issuance)?;
    Ok(Sums { owed, escrow, issuance })
}

/// The checks of a pallet's state.
type TryState = fn() -> std::result::Result<(), TryRuntimeError>;

/// Prove every invariant of the ledger's pallets by full iteration, and that the kept sums are those that counting gives.
pub fn everything(chain: &mut Chain) -> Result<()> {
    conservation(chain)?;
    if !chain.state.is_counted() {
        return Err("sizes and balances as kept are not those that counting gives".into());
    }
    let pallets: [(&str, TryState); 6] = [
        ("Attribution", Attribution::do_try_state),
        ("Datanets", Datanets::do_try_state),
        ("ModelRegistry", ModelRegistry::do_try_state),
        ("Inference", Inference::do_try_state),
        ("OperatorStaking", OperatorStaking::do_try_state),
        ("Governance", Governance::do_try_state),
    ];
    for (pallet, try_state) in pallets {
        chain.read(try_state).map_err(|error| format!("{pallet}: {error:?}"))?;
    }
    Ok(())
}

fn equal(what: &str, one: Balance, other: Balance) -> Result<()> {
    if one == other {
        Ok(())
    } else {
        Err(format!("{what}: {one} and {other} planck, a difference of {}", one.abs_diff(other)))
    }
}
