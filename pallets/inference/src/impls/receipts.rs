// SPDX-License-Identifier: Apache-2.0

//! Receipts: checking them, and convicting operators that sign two for one call.

use crate::{Config, Convictions, Error, Event, Pallet, SignedReceiptOf};
use binary_merkle_tree::{verify_proof, Leaf};
use frame::prelude::*;
use openledger_primitives::{
    receipt::SignedReceipt,
    runtime_api::ReceiptCheck,
    traits::{EraClock, SlashOperator, Slashed},
    voucher::is_signed_by,
    Era, ReceiptProof,
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
        // A conviction that costs nothing must not stand in the way of one that does.
        ensure!(slashed > 0, Error::<T>::NothingToSlash);
        Self::deposit_event(Event::EquivocationProven { operator, channel, sequence, reporter, slashed, reward });
        Ok(())
    }

    /// Check that two receipts prove an equivocation that can be reported now; returns the last era that has to pass before
    /// the time in which they can be reported begins to run out.
    fn ensure_equivocation(first: &SignedReceiptOf<T>, second: &SignedReceiptOf<T>) -> Result<Era, Error<T>> {
        let (one, other) = (&first.receipt, &second.receipt);
        // Channel numbers are unique, so that the payer makes no difference to which call it is.
        ensure!(
            (&one.operator, one.channel, one.sequence) == (&other.operator, other.channel, other.sequence),
            Error::<T>::ReceiptsOfDifferentCalls
        );
        ensure!(one != other, Error::<T>::ReceiptsEqual);
        let era = T::Eras::current_era();
        // The operator chooses the eras of its receipts. One with the right era is enough, or it could put each second
        // receipt out of reach.
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
        // Eras end with the type, and so does any period.
        of.saturating_add(T::DisputeEras::get()) >= era
    }

    fn is_signed(signed: &SignedReceiptOf<T>, genesis: &H256) -> bool {
        let SignedReceipt { receipt, signature } = signed;
        is_signed_by(signature, &receipt.payload(genesis), &receipt.operator)
    }

    pub(crate) fn checked(signed: &SignedReceiptOf<T>, proof: ReceiptProof) -> ReceiptCheck {
        let genesis = Self::genesis();
        let leaf = signed.receipt.leaf(&genesis);
        let ReceiptProof { root, leaves, index, items } = proof;
        // Without the length some places share a way up: in a tree of three, the last leaf would pass for the second.
        let included = items.len() == beside_the_way(leaves, index)
            && verify_proof::<BlakeTwo256, _, _>(&root, items, leaves, index, Leaf::Hash(leaf));
        ReceiptCheck { leaf, signed: Self::is_signed(signed, &genesis), included }
    }

    /// The hash of the genesis block: what is signed for one chain is worth nothing on another.
    pub(crate) fn genesis() -> H256 {
        frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
    }
}

/// How many hashes stand beside the way up from the leaf `index` of a tree with `leaves` leaves.
fn beside_the_way(leaves: u32, index: u32) -> usize {
    let (mut width, mut position, mut count) = (leaves, index, 0usize);
    while width > 1 {
        // Every node has a partner but the last of an odd row. There are at most 32 rows.
        if position % 2 == 1 || position.saturating_add(1) < width {
            count = count.saturating_add(1);
        }
        (width, position) = (width.div_ceil(2), position / 2);
    }
    count
}
