// SPDX-License-Identifier: Apache-2.0

//! The end of a case: the verdict is executed and the bonds go to where they belong.
//!
//! Nothing here can fail for a reason of one of the sides, so that no case is ever stuck.

use crate::{CaseOf, Cases, Config, Error, Event, HoldReason, OpenCases, Pallet, Side, WeightInfo};
use frame::{
    deps::frame_support::storage::with_storage_layer,
    prelude::*,
    token::{
        fungible::{BalancedHold, Mutate, MutateHold},
        tokens::Restriction,
        Fortitude, Precision, Preservation,
    },
    traits::{Imbalance, OnUnbalanced},
};
use openledger_primitives::{
    disputes::{CaseId, Judged},
    traits::EraClock,
    Balance,
};

impl<T: Config> Pallet<T> {
    /// The weight of `finalize`, whatever the subject and the outcome.
    pub(crate) fn finalize_weight() -> Weight {
        T::WeightInfo::finalize().saturating_add(T::WeightInfo::refund()).saturating_add(T::Subjects::execute_weight())
    }

    pub(crate) fn do_finalize(id: CaseId) -> DispatchResult {
        let case = Self::case_by(id)?;
        let now = T::Eras::current_era();
        let (ruling, until) = case.outcome(now).ok_or(Error::<T>::NotFinal)?;
        let Some(ruling) = ruling else {
            Self::remove(id, &case);
            Self::release(&case, Side::Challenger)?;
            Self::release(&case, Side::Respondent)?;
            Self::deposit_event(Event::Lapsed { case: id, subject: case.subject });
            return Ok(());
        };
        let executed = with_storage_layer(|| T::Subjects::execute(&case.subject, &case.challenger, ruling));
        let (owed, failure) = match executed {
            Ok(owed) => (owed, None),
            // It may work later.
            Err(error) if now <= until.saturating_add(T::PatienceEras::get()) => return Err(error),
            Err(error) => (0, Some(error)),
        };
        Self::remove(id, &case);
        let winning = Side::winner(ruling);
        let owed = if winning == Side::Challenger { owed } else { 0 };
        Self::release(&case, winning)?;
        let (reward, lost) = Self::take_from_loser(&case, winning, owed)?;
        let winner = case.account(winning).clone();
        let refunded = Self::refund(&winner, owed.saturating_sub(reward));
        Self::deposit_event(Event::Closed {
            case: id,
            subject: case.subject,
            ruling,
            winner,
            reward,
            lost,
            refunded,
            failure,
        });
        Ok(())
    }

    fn remove(id: CaseId, case: &CaseOf<T>) {
        Cases::<T>::remove(id);
        OpenCases::<T>::remove(case.subject.clone().matter());
    }

    /// Return the bonds of a side.
    fn release(case: &CaseOf<T>, side: Side) -> DispatchResult {
        let bonds = case.bonds(side).ok_or(ArithmeticError::Overflow)?;
        if bonds > 0 {
            T::Currency::release(&HoldReason::Bond.into(), case.account(side), bonds, Precision::Exact)?;
        }
        Ok(())
    }

    /// Take the loser's bonds: a part for the winner, at least what it is `owed` if there is so much.
    ///
    /// Returns the amounts for the winner and for [`Config::OnLoss`].
    fn take_from_loser(case: &CaseOf<T>, winning: Side, owed: Balance) -> Result<(Balance, Balance), DispatchError> {
        let losing = winning.other();
        let (winner, loser) = (case.account(winning), case.account(losing));
        let bonds = case.bonds(losing).ok_or(ArithmeticError::Overflow)?;
        let part = T::WinnersPart::get().mul_floor(bonds).max(owed).min(bonds);
        let reason: T::RuntimeHoldReason = HoldReason::Bond.into();
        // An account that does not exist, and would not with so little, gets nothing.
        let reward = with_storage_layer(|| {
            if part == 0 {
                return Ok(0);
            }
            // By force, as a slash: a vote that freezes the balance is no way to keep it.
            let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
            T::Currency::transfer_on_hold(&reason, loser, winner, part, exact, free, force)
        })
        .unwrap_or(0);
        let rest = bonds.saturating_sub(reward);
        let (credit, missing) = T::Currency::slash(&reason, loser, rest);
        defensive_assert!(missing == 0, "a bond is backed by a hold");
        let lost = credit.peek();
        T::OnLoss::on_unbalanced(credit);
        Ok((reward, lost))
    }

    /// Pay `amount` out of the treasury to `who`, and return what was paid: all or, if it has too little, nothing.
    pub(crate) fn refund(who: &T::AccountId, amount: Balance) -> Balance {
        if amount == 0 {
            return 0;
        }
        let treasury = T::Treasury::get();
        with_storage_layer(|| T::Currency::transfer(&treasury, who, amount, Preservation::Preserve)).unwrap_or(0)
    }
}
