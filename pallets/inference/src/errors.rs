// SPDX-License-Identifier: Apache-2.0

//! The section of the pallet with its errors.

/// Becomes part of the pallet.
#[frame::pallet_section]
mod errors {
    #[pallet::error]
    pub enum Error<T> {
        /// There is no model of this number. Look it up in the registry.
        UnknownModel,
        /// The model is deprecated and can no longer be offered. Offer its successor.
        ModelNotActive,
        /// The account is not an operator, or is chilled, or its bond is below the minimum: it may not take new work.
        /// An operator can bond or end its chill; a payer can choose another operator.
        OperatorNotActive,
        /// The operator has no offer for the model, nor one for its base that covers adapters. Ask it to publish one,
        /// or choose another operator.
        NoOffer,
        /// The operator's offer is no longer valid. Ask it to publish again.
        OfferExpired,
        /// The offer is still valid: until then only its operator can withdraw it.
        OfferNotExpired,
        /// The offer or authorisation would end in an era that has passed. Choose a later one.
        ValidityInPast,
        /// The offer would be valid for longer than [`Config::MaxOfferEras`]. Choose an earlier end and publish again
        /// before it.
        ValidityTooLong,
        /// All prices of the offer are zero, so that nothing could be paid. Set at least one.
        NoPrice,
        /// The price of these units is zero, or there are none. Count what was executed.
        NothingToPay,
        /// The price is above the largest amount that the payer agrees to. Ask for the price and raise the limit, or
        /// choose another operator.
        AmountTooHigh,
        /// The operator's stake covers no more fees in this window. Pay less, wait for the next era, or choose another
        /// operator.
        NotCovered,
        /// The amount is zero. Choose a larger one.
        ZeroAmount,
        /// You have a channel with this operator. Top it up, or close it first.
        ChannelExists,
        /// The payer has no channel with this operator. Check both, or open one.
        ChannelNotFound,
        /// You have asked to close the channel. Let it close, then open a new one.
        ChannelClosing,
        /// Only the operator can close a channel whose payer has not asked for it. Request the close first.
        NotClosing,
        /// The operator still has time to settle. Close the channel in the era that the request named, or later if
        /// settlements were stopped since.
        ThawRunning,
        /// The escrow was found short, and nothing leaves it until settlements are resumed. Balances stay as they are.
        SettlementsStopped,
        /// You can sign vouchers without being an agent of yourself. Choose another key.
        AgentIsPayer,
        /// A model is named twice. Name each once.
        DuplicateModel,
        /// The agent is authorised for this channel, and its operator relies on that. Revoke it and wait until it has
        /// expired.
        AgentExists,
        /// The payer has not authorised the agent with this operator. Check all three.
        AgentNotFound,
        /// The agent has expired already, so that there is nothing to revoke. Remove it.
        AgentExpired,
        /// The agent is authorised for a channel that is open. Revoke it and wait until it has expired.
        AgentNotExpired,
        /// What was settled of the agent's vouchers has to be remembered until the channel is closed, or they could be
        /// settled again. Close the channel first.
        AgentStillNeeded,
        /// There is nothing to settle. Hand in a voucher.
        NoVouchers,
        /// A settlement takes [`MAX_VOUCHERS`] vouchers. Use several.
        TooManyVouchers,
        /// The receipts are of different operators, channels or calls, so that they may well differ.
        ReceiptsOfDifferentCalls,
        /// The receipts say the same, which is no offence.
        ReceiptsEqual,
        /// Both receipts are of eras that have not begun. Report them once one has.
        ReceiptFromFuture,
        /// Neither receipt is of this era or one of the [`Config::DisputeEras`] before it, and one is older. They can't
        /// be reported any more, unless the other is of an era to come: then in that.
        ReceiptTooOld,
        /// A receipt is not signed by its operator on this chain, so that it proves nothing.
        ReceiptNotSigned,
        /// The operator was convicted for this call before.
        AlreadyConvicted,
        /// The operator has no stake that could be taken. Report it once it has.
        NothingToSlash,
        /// Nobody was convicted for this call, or it has been forgotten.
        ConvictionNotFound,
        /// The call could still be reported again. Wait until its receipts are too old.
        ConvictionStillNeeded,
        /// Settlements are not stopped; there is nothing to resume.
        SettlementsNotStopped,
        /// The escrow holds less than it owes. Send the missing amount to its account first.
        EscrowShort,
    }
}
