// SPDX-License-Identifier: Apache-2.0

//! The section of the pallet with its calls.

/// Becomes part of the pallet.
#[frame::pallet_section]
mod calls {
    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Offer a model at a price, or change the offer.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an active operator.
        ///
        /// ## Details
        /// The first publication holds [`Config::OfferDeposit`]; publishing again replaces the offer and holds nothing
        /// more. A change acts on the payments after it; payers limit what they pay.
        /// - `model`: an active model
        /// - `prices`: per call and per thousand tokens, in planck; at least one is not zero
        /// - `endpoint`: where requests go, at most 256 bytes
        /// - `valid_until`: the last era of the offer, at most [`Config::MaxOfferEras`] ahead
        /// - `covers_adapters`: whether the offer also holds for every adapter of `model`, also for those registered or
        ///   deprecated later
        ///
        /// ## Errors
        /// - [`Error::OperatorNotActive`] if the signer is not an operator or may not take work
        /// - [`Error::UnknownModel`], [`Error::ModelNotActive`] if the model can't be offered
        /// - [`Error::NoPrice`] if all prices are zero
        /// - [`Error::ValidityInPast`], [`Error::ValidityTooLong`] if the end is not in the allowed range
        /// - an error of the currency if the deposit can't be held
        ///
        /// ## Events
        /// Emits [`Event::OfferPublished`] or [`Event::OfferUpdated`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(0)]
        pub fn publish_offer(
            origin: OriginFor<T>,
            model: ModelId,
            prices: Prices,
            endpoint: Endpoint,
            valid_until: Era,
            covers_adapters: bool,
        ) -> DispatchResult {
            let operator = ensure_signed(origin)?;
            Self::do_publish_offer(operator, model, prices, endpoint, valid_until, covers_adapters)
        }

        /// Withdraw an offer and get its deposit back.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the operator of the offer, active or not.
        ///
        /// ## Details
        /// The offer ends at once.
        /// - `model`: the model of the offer
        ///
        /// ## Errors
        /// - [`Error::NoOffer`] if the signer does not offer the model
        ///
        /// ## Events
        /// Emits [`Event::OfferWithdrawn`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(1)]
        pub fn withdraw_offer(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
            let operator = ensure_signed(origin)?;
            Self::do_withdraw_offer(operator, model)
        }

        /// Remove an offer that is no longer valid.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_, by anyone.
        ///
        /// ## Details
        /// The deposit returns to the operator. Nothing else changes: an offer that is no longer valid can't be paid for.
        /// - `operator`: whose offer
        /// - `model`: the model of the offer
        ///
        /// ## Errors
        /// - [`Error::NoOffer`] if the operator does not offer the model
        /// - [`Error::OfferNotExpired`] if the last era of the offer has not passed
        ///
        /// ## Events
        /// Emits [`Event::ExpiredOfferRemoved`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(2)]
        pub fn remove_expired_offer(origin: OriginFor<T>, operator: T::AccountId, model: ModelId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_remove_expired_offer(operator, model)
        }

        /// Pay an operator's offer for what it executed, and with it everyone behind the model.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer.
        ///
        /// ## Details
        /// The price is that of the operator's valid offer for the model; if there is none and the model is an adapter,
        /// that of its valid offer for the base, if it covers adapters. The amount moves from the payer to the ledger,
        /// which divides it by the fee split in force. The payer keeps at least the existential deposit.
        /// - `model`: the model that answered
        /// - `operator`: who executed the request
        /// - `units`: what was executed; tokens are charged per thousand, each kind rounded up to a planck
        /// - `max_amount`: the largest price that the payer agrees to, in planck
        ///
        /// ## Errors
        /// - [`Error::UnknownModel`] if there is no such model
        /// - [`Error::OperatorNotActive`] if the operator is not one or may not take work
        /// - [`Error::NoOffer`], [`Error::OfferExpired`] if the operator has no offer for it that is valid
        /// - [`Error::NothingToPay`] if the price is zero
        /// - [`Error::NotCovered`] if the operator's stake covers no more fees in this window
        /// - [`Error::AmountTooHigh`] if the price is above `max_amount`
        /// - `ArithmeticError::Overflow` if no balance could be as large as the price
        /// - an error of the currency if the payer does not have the amount, or of the ledger
        ///
        /// ## Events
        /// Emits [`Event::Paid`].
        ///
        /// ## Complexity
        /// O(1), whatever number of contributors, builders and stakers shares in the payment.
        #[pallet::call_index(3)]
        pub fn pay(
            origin: OriginFor<T>,
            model: ModelId,
            operator: T::AccountId,
            units: Units,
            #[pallet::compact] max_amount: Balance,
        ) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_pay(payer, model, operator, units, max_amount)
        }

        /// Open a channel with an operator and put money into it.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer.
        ///
        /// ## Details
        /// Moves `amount` into the escrow and holds [`Config::ChannelDeposit`]. From then on the payer signs vouchers
        /// off-chain, and the operator settles them. The payer keeps at least the existential deposit.
        /// - `operator`: an active operator
        /// - `amount`: in planck, not zero
        ///
        /// ## Errors
        /// - [`Error::OperatorNotActive`] if the operator is not one or may not take work
        /// - [`Error::ChannelExists`] if the two have a channel
        /// - [`Error::ZeroAmount`] if the amount is zero
        /// - an error of the currency if the payer does not have the amount and the deposit
        ///
        /// ## Events
        /// Emits [`Event::ChannelOpened`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(4)]
        pub fn open_channel(
            origin: OriginFor<T>,
            operator: T::AccountId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_open_channel(payer, operator, amount)
        }

        /// Put more money into a channel.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer of the channel.
        ///
        /// ## Details
        /// Moves `amount` into the escrow. The payer keeps at least the existential deposit.
        /// - `operator`: with whom the channel is
        /// - `amount`: in planck, not zero
        ///
        /// ## Errors
        /// - [`Error::ChannelNotFound`] if there is no such channel
        /// - [`Error::ChannelClosing`] if its payer asked to close it
        /// - [`Error::ZeroAmount`] if the amount is zero
        /// - an error of the currency if the payer does not have the amount
        ///
        /// ## Events
        /// Emits [`Event::ChannelToppedUp`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(5)]
        pub fn top_up(
            origin: OriginFor<T>,
            operator: T::AccountId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_top_up(payer, operator, amount)
        }

        /// Ask to close a channel.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer of the channel.
        ///
        /// ## Details
        /// After this era the operator has [`Config::ThawEras`] whole ones to settle the vouchers that it has; then anybody
        /// can close the channel. This can't be taken back.
        /// - `operator`: with whom the channel is
        ///
        /// ## Errors
        /// - [`Error::ChannelNotFound`] if there is no such channel
        /// - [`Error::ChannelClosing`] if that was asked for before
        ///
        /// ## Events
        /// Emits [`Event::CloseRequested`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(6)]
        pub fn request_close(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_request_close(payer, operator)
        }

        /// Close a channel and return what is left to its payer.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_: by the operator at any time, by anyone once the time to settle is over.
        ///
        /// ## Details
        /// Releases the deposit and moves the balance from the escrow to the payer. What was not settled never will be.
        /// If settlements were stopped, then nobody but the operator can close before it has had [`Config::ThawEras`]
        /// whole eras after they were resumed.
        /// - `payer`: whose channel
        /// - `operator`: with whom it is
        ///
        /// ## Errors
        /// - [`Error::ChannelNotFound`] if there is no such channel
        /// - [`Error::SettlementsStopped`] if the escrow was found short
        /// - [`Error::NotClosing`] if neither the operator calls nor the payer has asked for it
        /// - [`Error::ThawRunning`] if the operator still has time to settle
        ///
        /// ## Events
        /// Emits [`Event::ChannelClosed`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(7)]
        pub fn close_channel(origin: OriginFor<T>, payer: T::AccountId, operator: T::AccountId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_close_channel(who, payer, operator)
        }

        /// Let a key sign vouchers of a channel, up to a cap.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer of the channel.
        ///
        /// ## Details
        /// Holds [`Config::AgentDeposit`], unless the payer has authorised the key with this operator before. A key that
        /// has expired goes on where it stopped; what it may do can't be changed before that.
        /// - `operator`: with whom the channel is
        /// - `agent`: the key
        /// - `cap`: the most that its vouchers settle in an era, in planck
        /// - `expires`: the last era in which they settle
        /// - `models`: the models that it may use; all if there are none
        ///
        /// ## Errors
        /// - [`Error::ChannelNotFound`], [`Error::ChannelClosing`] if there is no such channel, or not for long
        /// - [`Error::ZeroAmount`] if the cap is zero
        /// - [`Error::AgentIsPayer`] if the key is the payer's
        /// - [`Error::ValidityInPast`] if it would have expired
        /// - [`Error::DuplicateModel`], [`Error::UnknownModel`] if a model is named twice or does not exist
        /// - [`Error::AgentExists`] if the key is authorised for the channel and has not expired
        /// - an error of the currency if the deposit can't be held
        ///
        /// ## Events
        /// Emits [`Event::AgentAuthorised`].
        ///
        /// ## Complexity
        /// O(m) for m models, m ≤ [`MAX_LANES`].
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::authorise_agent(models.len().unique_saturated_into()))]
        pub fn authorise_agent(
            origin: OriginFor<T>,
            operator: T::AccountId,
            agent: T::AccountId,
            #[pallet::compact] cap: Balance,
            expires: Era,
            models: AllowedModels,
        ) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_authorise_agent(payer, operator, agent, cap, expires, models)
        }

        /// Revoke an agent.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer who authorised it.
        ///
        /// ## Details
        /// After this era the operator has [`Config::ThawEras`] whole ones to settle the vouchers that it has, or less if
        /// the agent expires before.
        /// Revoking again changes nothing.
        /// - `operator`: with whom the channel is
        /// - `agent`: the key
        ///
        /// ## Errors
        /// - [`Error::AgentNotFound`] if there is no such agent
        /// - [`Error::AgentExpired`] if it has expired
        ///
        /// ## Events
        /// Emits [`Event::AgentRevoked`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(9)]
        pub fn revoke_agent(origin: OriginFor<T>, operator: T::AccountId, agent: T::AccountId) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_revoke_agent(payer, operator, agent)
        }

        /// Remove an agent that is not needed any more and return its deposit to the payer.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_, by anyone.
        ///
        /// ## Details
        /// Possible once the channel that it was authorised for is closed, and for an agent that was never settled for
        /// once it has expired.
        /// - `payer`: who authorised it
        /// - `operator`: with whom the channel is or was
        /// - `agent`: the key
        ///
        /// ## Errors
        /// - [`Error::AgentNotFound`] if there is no such agent
        /// - [`Error::AgentNotExpired`] if its channel is open and it has not expired
        /// - [`Error::AgentStillNeeded`] if its channel is open and vouchers of it were settled
        ///
        /// ## Events
        /// Emits [`Event::AgentRemoved`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(10)]
        pub fn remove_agent(
            origin: OriginFor<T>,
            payer: T::AccountId,
            operator: T::AccountId,
            agent: T::AccountId,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_remove_agent(payer, operator, agent)
        }

        /// Settle vouchers, of any channels, in one payment to everyone behind the models.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_, by anyone.
        ///
        /// ## Details
        /// A voucher is an agreement of two: its payer, or an agent of it, has signed it, and its operator hands it in,
        /// also through a proxy, or has signed it as well. So an operator needs no more signature than the payer's, and
        /// anyone else, say a keeper, hands in what both signed. What an operator has not agreed to settles never.
        ///
        /// Each voucher pays the difference to what was settled before, as far as the channel's balance, the agent's cap
        /// of the era and the operator's stake allow; what is left can be settled later with the same voucher. One that
        /// can't be settled is skipped, with the reason in an event, and does not hold up the others. The amount alone
        /// decides what is paid. Units are what the payer signed for: those above what was counted are counted, and fewer
        /// than before are none.
        /// - `vouchers`: at most [`MAX_VOUCHERS`], signed raw or as a browser wallet does; settled in this order
        ///
        /// ## Errors
        /// - [`Error::NoVouchers`], [`Error::TooManyVouchers`] if there are none or too many
        /// - [`Error::SettlementsStopped`] if the escrow was found short
        /// - an error of the ledger or the currency if it is short now
        ///
        /// ## Events
        /// Emits [`Event::VoucherSettled`] or [`Event::VoucherSkipped`] for each voucher, then [`Event::BatchSettled`].
        ///
        /// ## Complexity
        /// O(n) for n vouchers, whatever number of contributors, builders and stakers shares in them. Less for vouchers
        /// that share their operator and model. Weight is returned for raw signatures.
        #[pallet::call_index(11)]
        #[pallet::weight(Pallet::<T>::weight_of_settle(vouchers))]
        pub fn settle(origin: OriginFor<T>, vouchers: Vec<SignedVoucherOf<T>>) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::do_settle(who, vouchers)
        }

        /// Prove that an operator signed two different receipts for one call, so that it is slashed.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the reporter.
        ///
        /// ## Details
        /// Takes [`Config::EquivocationSlash`] of all stake with the operator, once for each call, and gives
        /// [`Config::ReporterReward`] of the operator's own loss to the reporter. One of the receipts must be of this era
        /// or of one of the [`Config::DisputeEras`] before it; the other may say any era, which the operator chose.
        /// - `first`, `second`: the receipts with the operator's signatures, raw or as a browser wallet does
        ///
        /// ## Errors
        /// - [`Error::ReceiptsOfDifferentCalls`] if operator, channel or sequence are not the same
        /// - [`Error::ReceiptsEqual`] if the receipts are the same
        /// - [`Error::ReceiptFromFuture`] if the eras of both have not begun
        /// - [`Error::ReceiptTooOld`] if neither is of the eras above otherwise
        /// - [`Error::ReceiptNotSigned`] if the operator has not signed both
        /// - [`Error::AlreadyConvicted`] if the operator was slashed for this call before
        /// - [`Error::NothingToSlash`] if nothing would be taken
        /// - an error of staking if the operator is none
        ///
        /// ## Events
        /// Emits [`Event::EquivocationProven`].
        ///
        /// ## Complexity
        /// O(1), whatever number of delegators is slashed.
        #[pallet::call_index(12)]
        pub fn report_equivocation(
            origin: OriginFor<T>,
            first: Box<SignedReceiptOf<T>>,
            second: Box<SignedReceiptOf<T>>,
        ) -> DispatchResult {
            let reporter = ensure_signed(origin)?;
            Self::do_report_equivocation(reporter, *first, *second)
        }

        /// Remove the record of a conviction that nobody can repeat.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_, by anyone.
        ///
        /// ## Details
        /// Possible once the conviction and both receipts are older than [`Config::DisputeEras`].
        /// - `operator`: who was convicted
        /// - `channel`: the channel's number
        /// - `sequence`: the call's number in the channel
        ///
        /// ## Errors
        /// - [`Error::ConvictionNotFound`] if there is no such record
        /// - [`Error::ConvictionStillNeeded`] if the call could still be reported
        ///
        /// ## Events
        /// Emits [`Event::ConvictionForgotten`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(13)]
        pub fn forget_conviction(
            origin: OriginFor<T>,
            operator: T::AccountId,
            channel: u64,
            sequence: u64,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_forget_conviction(operator, channel, sequence)
        }

        /// Let settlements go on after the escrow was found short.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::ResumeOrigin`].
        ///
        /// ## Details
        /// The escrow must hold what it owes again. Operators have the whole thaw again: for [`Config::ThawEras`] eras
        /// after this one nobody else closes a channel.
        ///
        /// ## Errors
        /// - [`Error::SettlementsNotStopped`] if settlements are not stopped
        /// - [`Error::EscrowShort`] if the escrow still holds less than it owes
        ///
        /// ## Events
        /// Emits [`Event::SettlementsResumed`].
        ///
        /// ## Complexity
        /// O(1)
        #[pallet::call_index(14)]
        pub fn resume_settlements(origin: OriginFor<T>) -> DispatchResult {
            T::ResumeOrigin::ensure_origin(origin)?;
            Self::do_resume_settlements()
        }
    }
}
