// SPDX-License-Identifier: Apache-2.0

//! Convicting operators that sign two receipts for one call, and forgetting convictions.

use crate::{Config, Convictions, Error, Event, Pallet, Sentence, Sentences, SignedReceiptOf};
use frame::prelude::*;
use openledger_primitives::{
    traits::{ChannelInspect, EraClock, Offense, SlashOperator, Slashed, ValueAt},
    Era,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_report_equivocation(
        reporter: T::AccountId,
        first: SignedReceiptOf<T>,
        second: SignedReceiptOf<T>,
    ) -> DispatchResult {
        Self::ensure_equivocation(&first, &second)?;
        let (now, window) = (T::Eras::current_era(), T::DisputeEras::get());
        let latest = first.receipt.era.max(second.receipt.era);
        let (operator, channel, sequence) = (first.receipt.operator, first.receipt.channel, first.receipt.sequence);
        ensure!(T::Channels::existed(channel), Error::<T>::ChannelNotFound);
        let call = (operator.clone(), channel, sequence);
        ensure!(!Convictions::<T>::contains_key(&call), Error::<T>::AlreadyConvicted);
        // From the end of the latest era on, the time in which one of the receipts can be reported runs out.
        Convictions::<T>::insert(call, now.max(latest));

        // The operator writes the dates: no stake is punished for a later offense than one of today.
        let era = latest.min(now);
        let start = now.saturating_sub(window.saturating_sub(1));
        let part = T::EquivocationSlash::value_at(start);
        let offense = Offense { era, window, part, reward: T::ReporterReward::get() };
        let Slashed { amount: slashed, reward } = T::Slashing::slash(&operator, offense, &reporter)?;
        let running = Sentences::<T>::get(&operator).filter(|sentence| Self::is_reportable(sentence.since, now));
        // A conviction that costs nothing must not prevent one that does.
        ensure!(slashed > 0, if running.is_some() { Error::<T>::AlreadyConvicted } else { Error::<T>::NothingToSlash });
        let sentence = match running {
            Some(sentence) => Sentence { offense: sentence.offense.max(era), ..sentence },
            None => Sentence { since: now, offense: era, part },
        };
        Sentences::<T>::insert(&operator, sentence);
        Self::deposit_event(Event::EquivocationProven { operator, channel, sequence, reporter, slashed, reward });
        Ok(())
    }

    /// Check that two receipts prove an equivocation that can be reported now.
    fn ensure_equivocation(first: &SignedReceiptOf<T>, second: &SignedReceiptOf<T>) -> Result<(), Error<T>> {
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
        // Both need a signer of the earlier date. A signer could date the second receipt after its replacement, so that
        // nobody had signed it.
        let (genesis, of) = (Self::genesis(), one.era.min(other.era));
        ensure!(
            [first, second].iter().all(|receipt| Self::is_signed_in(receipt, of, &genesis)),
            Error::<T>::ReceiptNotSigned
        );
        Ok(())
    }

    pub(crate) fn do_forget_conviction(operator: T::AccountId, channel: u64, sequence: u64) -> DispatchResult {
        let until = Convictions::<T>::take((&operator, channel, sequence)).ok_or(Error::<T>::ConvictionNotFound)?;
        let now = T::Eras::current_era();
        ensure!(!Self::is_reportable(until, now), Error::<T>::ConvictionStillNeeded);
        if Sentences::<T>::get(&operator).is_some_and(|sentence| !Self::is_reportable(sentence.since, now)) {
            Sentences::<T>::remove(&operator);
        }
        Self::deposit_event(Event::ConvictionForgotten { operator, channel, sequence });
        Ok(())
    }

    /// Whether a receipt of the era `of`, if that has begun, can still be reported in `era`.
    fn is_reportable(of: Era, era: Era) -> bool {
        // The window has at least one era, the current one. Saturating: no era comes after the last one of the type.
        of.saturating_add(T::DisputeEras::get().saturating_sub(1)) >= era
    }
}
