// SPDX-License-Identifier: Apache-2.0

//! Convicting operators that sign two receipts for one call, and forgetting convictions.

use crate::{Config, Convictions, Error, Event, Pallet, SignedReceiptOf};
use frame::prelude::*;
use openledger_primitives::{
    traits::{EraClock, SlashOperator, Slashed},
    Era,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_report_equivocation(
        reporter: T::AccountId,
        first: SignedReceiptOf<T>,
        second: SignedReceiptOf<T>,
    ) -> DispatchResult {
        let until = Self::ensure_equivocation(&first, &second)?;
        let (operator, channel, sequence) = (first.receipt.operator, first.receipt.channel, first.receipt.sequence);
        let call = (operator.clone(), channel, sequence);
        ensure!(!Convictions::<T>::contains_key(&call), Error::<T>::AlreadyConvicted);

        Convictions::<T>::insert(call, until);
        let Slashed { amount: slashed, reward } =
            T::Slashing::slash(&operator, T::EquivocationSlash::get(), &reporter, T::ReporterReward::get())?;
        // A conviction that costs nothing must not prevent one that does.
        ensure!(slashed > 0, Error::<T>::NothingToSlash);
        Self::deposit_event(Event::EquivocationProven { operator, channel, sequence, reporter, slashed, reward });
        Ok(())
    }

    /// Check that two receipts prove an equivocation that can be reported now. Returns the latest of the current era
    /// and the eras of both receipts: from its end on, the time in which one of them can be reported runs out.
    fn ensure_equivocation(first: &SignedReceiptOf<T>, second: &SignedReceiptOf<T>) -> Result<Era, Error<T>> {
        let (one, other) = (&first.receipt, &second.receipt);
        // Channel numbers are unique, so the call is the same even if the receipts name different payers.
        ensure!(
            (&one.operator, one.channel, one.sequence) == (&other.operator, other.channel, other.sequence),
            Error::<T>::ReceiptsOfDifferentCalls
        );
        ensure!(one != other, Error::<T>::ReceiptsEqual);
        let era = T::Eras::current_era();
        // The operator chooses the eras of its receipts. One recent era is enough, because otherwise an operator could
        // date each second receipt out of reach.
        ensure!(one.era.min(other.era) <= era, Error::<T>::ReceiptFromFuture);
        ensure!(
            [one, other].iter().any(|receipt| receipt.era <= era && Self::is_reportable(receipt.era, era)),
            Error::<T>::ReceiptTooOld
        );
        let genesis = Self::genesis();
        ensure!(Self::is_signed(first, &genesis) && Self::is_signed(second, &genesis), Error::<T>::ReceiptNotSigned);
        Ok(era.max(one.era).max(other.era))
    }

    pub(crate) fn do_forget_conviction(operator: T::AccountId, channel: u64, sequence: u64) -> DispatchResult {
        let until = Convictions::<T>::take((&operator, channel, sequence)).ok_or(Error::<T>::ConvictionNotFound)?;
        ensure!(!Self::is_reportable(until, T::Eras::current_era()), Error::<T>::ConvictionStillNeeded);
        Self::deposit_event(Event::ConvictionForgotten { operator, channel, sequence });
        Ok(())
    }

    /// Whether a receipt of the era `of`, if that has begun, can still be reported in `era`.
    fn is_reportable(of: Era, era: Era) -> bool {
        // Saturating: no era comes after the last one of the type.
        of.saturating_add(T::DisputeEras::get()) >= era
    }
}
