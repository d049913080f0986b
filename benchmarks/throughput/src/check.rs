// SPDX-License-Identifier: GPL-3.0-only

//! What must hold in the state after any block.

use crate::{done, Result};
use openledger_primitives::Balance;
use openledger_runtime::{
    constants::currency::EXISTENTIAL_DEPOSIT, AccountId, Attribution, Balances, Datanets, Governance, Inference,
    ModelRegistry, OperatorStaking,
};

/// The two accounts hold what they owe, to the planck.
pub fn conservation() -> Result<()> {
    exact("ledger", Attribution::ledger_account(), Attribution::totals().owed)?;
    exact("escrow", Inference::escrow_account(), Inference::escrow().owed)
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

/// All that our pallets check of their state, by iterating all of it.
pub fn everything() -> Result<()> {
    conservation()?;
    done("the ledger", Attribution::do_try_state())?;
    done("the datanets", Datanets::do_try_state())?;
    done("the models", ModelRegistry::do_try_state())?;
    done("billing", Inference::do_try_state())?;
    done("staking", OperatorStaking::do_try_state())?;
    done("governance", Governance::do_try_state())
}
