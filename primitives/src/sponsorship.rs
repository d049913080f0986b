// SPDX-License-Identifier: Apache-2.0

//! Sponsorship: a datanet pays deposits and fees for contributors that cannot.

use crate::{Balance, DatanetId};
use sp_runtime::DispatchError;

/// What a contributor asks the budget of a datanet for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// The datanet.
    pub datanet: DatanetId,
    /// Whether the owner of the datanet has put the contributor on the datanet's list of contributors.
    pub listed: bool,
    /// The deposit that the contributor cannot pay, in planck.
    pub deposit: Balance,
}

/// Sponsors of deposits, for the registry of datanets.
pub trait Sponsor<AccountId> {
    /// The account that holds the budget of `datanet`; `None` if there are no budgets.
    fn budget(datanet: DatanetId) -> Option<AccountId>;

    /// Take over the deposit that `who` asks for, and count it. Returns the account from which the caller has to hold
    /// it: it has that much. `None` if the datanet does not pay it; then nothing has changed.
    ///
    /// When the deposit is released, it is in the budget again.
    fn depositor(who: &AccountId, request: &Request) -> Result<Option<AccountId>, DispatchError>;

    /// Let `datanet` pay every deposit of everyone, if there are budgets. Returns whether it does.
    #[cfg(feature = "runtime-benchmarks")]
    fn sponsor_everyone(_datanet: DatanetId) -> bool {
        false
    }
}

impl<AccountId> Sponsor<AccountId> for () {
    fn budget(_: DatanetId) -> Option<AccountId> {
        None
    }

    fn depositor(_: &AccountId, _: &Request) -> Result<Option<AccountId>, DispatchError> {
        Ok(None)
    }
}
