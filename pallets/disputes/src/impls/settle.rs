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

/// What became of the loser's bonds, in planck.
struct Taken {
    /// For the winner.
    reward: Balance,
    /// For the account that is owed something, which can be the winner.
    restored: Balance,
    /// For [`Config::OnLoss`].
    lost: Balance,
}

impl<T: Config> Pallet<T> {
    /// The weight of `finalize`, whatever the subject and the outcome.
    pub(crate) fn finalize_weight() -> Weight {
        // The payer of a penalty can be paid twice: out of the loser's bonds and out of the treasury.
        T::WeightInfo::finalize()
            .saturating_add(T::WeightInfo::refund().saturating_mul(2))
            .saturating_add(T::Subjects::execute_weight())
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
        let winner = case.account(winning).clone();
        let payer = if owed > 0 { T::Subjects::payer(&case.subject, &case.challenger) } else { winner.clone() };
        let Taken { reward, restored, lost } = Self::take_from_loser(&case, winning, &payer, owed)?;
        let refunded = Self::refund(&payer, owed.saturating_sub(restored));
        if payer != winner {
            let amount = restored.saturating_add(refunded);
            Self::deposit_event(Event::Restored { case: id, who: payer, amount });
        }
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

    /// Take the loser's bonds: a part for the winner, and what the `payer` is `owed` if there is so much. If the winner
    /// is the payer, its part is at least what it is owed. Otherwise the payer's comes out of the rest.
    fn take_from_loser(
        case: &CaseOf<T>,
        winning: Side,
        payer: &T::AccountId,
        owed: Balance,
    ) -> Result<Taken, DispatchError> {
        let losing = winning.other();
        let (winner, loser) = (case.account(winning), case.account(losing));
        let bonds = case.bonds(losing).ok_or(ArithmeticError::Overflow)?;
        let part = T::WinnersPart::get().mul_floor(bonds);
        let (reward, restored) = if payer == winner {
            let reward = Self::pay_from_bonds(loser, winner, part.max(owed).min(bonds));
            (reward, reward)
        } else {
            let reward = Self::pay_from_bonds(loser, winner, part);
            (reward, Self::pay_from_bonds(loser, payer, owed.min(bonds.saturating_sub(part))))
        };
        let paid = if payer == winner { reward } else { reward.saturating_add(restored) };
        let rest = bonds.saturating_sub(paid);
        let (credit, missing) = T::Currency::slash(&HoldReason::Bond.into(), loser, rest);
        defensive_assert!(missing == 0, "a bond is backed by a hold");
        let lost = credit.peek();
        T::OnLoss::on_unbalanced(credit);
        Ok(Taken { reward, restored, lost })
    }

    /// Pay `amount` out of the bonds of `from` to `to`, and return what was paid. An account that does not exist, and
    /// would not with so little, gets nothing.
    fn pay_from_bonds(from: &T::AccountId, to: &T::AccountId, amount: Balance) -> Balance {
        if amount == 0 {
            return 0;
        }
        let reason: T::RuntimeHoldReason = HoldReason::Bond.into();
        // By force, as a slash: a vote that freezes the balance is no way to keep it.
        let (exact, free, force) = (Precision::Exact, Restriction::Free, Fortitude::Force);
        with_storage_layer(|| T::Currency::transfer_on_hold(&reason, from, to, amount, exact, free, force)).unwrap_or(0)
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
