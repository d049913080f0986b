// SPDX-License-Identifier: Apache-2.0

//! Deposits that a datanet's budget pays, their way back, and the calls whose fees it may pay.

use crate::{
    Call, Config, ContributionOf, Contributions, Contributors, DatanetInfoOf, Datanets, Error, HoldReason, Pallet,
    Status, Submission,
};
use alloc::collections::BTreeSet;
use frame::{prelude::*, traits::fungible::InspectHold};
use openledger_primitives::{
    sponsorship::{Request, Sponsor},
    traits::EraClock,
    Balance, ContributionId, DatanetId,
};

impl<T: Config> Pallet<T> {
    /// The account from which the deposit for contributions of `who` is held: that of `who`; if it cannot pay, that of
    /// the datanet's budget. If neither pays, the hold fails.
    pub(crate) fn depositor(
        who: &T::AccountId,
        datanet: DatanetId,
        amount: Balance,
    ) -> Result<T::AccountId, DispatchError> {
        let request = Self::request(who, datanet, amount);
        let sponsor = if request.deposit > 0 { T::Sponsors::depositor(who, &request)? } else { None };
        Ok(sponsor.unwrap_or_else(|| who.clone()))
    }

    /// What `who` asks the budget for if the deposit is `amount` planck: all of it or nothing.
    fn request(who: &T::AccountId, datanet: DatanetId, amount: Balance) -> Request {
        let pays = amount == 0 || T::Currency::can_hold(&HoldReason::ContributionDeposit.into(), who, amount);
        let listed = Contributors::<T>::contains_key(datanet, who);
        Request { datanet, listed, deposit: if pays { 0 } else { amount } }
    }

    /// What `who` asks a budget for in order to make `call`, beside the fee.
    ///
    /// `None` for a call that no budget pays for, and for one that would fail: everything that the call checks is
    /// checked here, so that no budget pays for a failure.
    pub fn request_of(who: &T::AccountId, call: &Call<T>) -> Option<Request> {
        let own = |id: &ContributionId| {
            let contribution = Contributions::<T>::get(id)?;
            (contribution.contributor == *who).then_some(contribution)
        };
        let ended = |contribution: ContributionOf<T>| Self::request(who, contribution.datanet, 0);
        match call {
            Call::contribute { datanet, submission, max_deposit } => {
                Self::request_to_contribute(who, *datanet, core::slice::from_ref(submission), *max_deposit)
            }
            Call::contribute_batch { datanet, submissions, max_deposit } => {
                Self::request_to_contribute(who, *datanet, submissions, *max_deposit)
            }
            Call::withdraw { contribution } => {
                let record = own(contribution)?;
                Self::ensure_withdrawable(*contribution, &record).ok()?;
                Some(ended(record))
            }
            Call::erase { contribution } => {
                let record = own(contribution).filter(|record| matches!(record.status, Status::Accepted { .. }))?;
                Some(ended(record))
            }
            Call::prune { contribution } => {
                let record = own(contribution).filter(Self::is_over_for_good)?;
                Self::ensure_undisputed(*contribution, &record).ok()?;
                Some(ended(record))
            }
            _ => None,
        }
    }

    fn request_to_contribute(
        who: &T::AccountId,
        datanet: DatanetId,
        submissions: &[Submission],
        max_deposit: Balance,
    ) -> Option<Request> {
        let info = Self::taking_contributions(who, datanet).ok()?;
        let deposit = Self::deposit_for(&info, submissions.len()).ok()?;
        let different: BTreeSet<_> = submissions.iter().map(|submission| submission.content_hash).collect();
        let valid = !submissions.is_empty()
            && deposit <= max_deposit
            && different.len() == submissions.len()
            && submissions.iter().all(|one| Self::ensure_submission(who, datanet, &info, one).is_ok());
        valid.then(|| Self::request(who, datanet, deposit))
    }

    /// The deposit for `count` contributions, in planck.
    pub(crate) fn deposit_for(info: &DatanetInfoOf<T>, count: usize) -> Result<Balance, DispatchError> {
        let count = Balance::try_from(count).map_err(|_| ArithmeticError::Overflow)?;
        Ok(info.policy.deposit.ensure_mul(count)?)
    }

    /// Return the contribution if `who` may end its record: its contributor, at any time, or the datanet's owner if a
    /// budget holds the deposit and the contributor's time is over.
    ///
    /// A pending contribution's is over with the reviews'. Any other is over when four times the longest time for
    /// reviews has passed: one for the reviews, one to appeal against the decision, and two for a case to end.
    pub(crate) fn ending(who: &T::AccountId, id: ContributionId) -> Result<ContributionOf<T>, DispatchError> {
        let contribution = Contributions::<T>::get(id).ok_or(Error::<T>::ContributionNotFound)?;
        if contribution.contributor == *who {
            return Ok(contribution);
        }
        let sponsored = contribution.deposit.depositor != contribution.contributor;
        let owns = || Datanets::<T>::get(contribution.datanet).is_some_and(|info| info.owner == *who);
        ensure!(sponsored && owns(), Error::<T>::NotOwnContribution);
        let last = match contribution.status {
            Status::Pending(terms) => terms.until,
            _ => contribution.era.saturating_add(T::MaxReviewEras::get().saturating_mul(4)),
        };
        ensure!(T::Eras::current_era() > last, Error::<T>::UnderReview);
        Ok(contribution)
    }

    /// Whether nothing but the record is left of the contribution.
    pub(crate) fn is_over_for_good(contribution: &ContributionOf<T>) -> bool {
        matches!(contribution.status, Status::Rejected { .. } | Status::Erased { .. })
    }
}
