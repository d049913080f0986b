// SPDX-License-Identifier: Apache-2.0

//! The section of the pallet with its events.

/// Becomes part of the pallet.
#[frame::pallet_section]
mod events {
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An operator offers a model that it did not offer before.
        OfferPublished {
            /// Who offers.
            operator: T::AccountId,
            /// The model offered.
            model: ModelId,
            /// What it costs.
            prices: Prices,
            /// The last era in which the offer is valid.
            valid_until: Era,
            /// Whether the offer also holds for the adapters of the model.
            covers_adapters: bool,
            /// What is held of the operator for it, in planck.
            deposit: Balance,
        },
        /// An operator changed its offer. Payments after this cost the new prices.
        OfferUpdated {
            /// Who offers.
            operator: T::AccountId,
            /// The model offered.
            model: ModelId,
            /// What it cost before.
            old_prices: Prices,
            /// What it costs now.
            prices: Prices,
            /// The last era in which the offer is valid.
            valid_until: Era,
            /// Whether the offer also holds for the adapters of the model.
            covers_adapters: bool,
        },
        /// An operator withdrew its offer.
        OfferWithdrawn {
            /// Who offered.
            operator: T::AccountId,
            /// The model that was offered.
            model: ModelId,
            /// What was released to the operator, in planck.
            deposit: Balance,
        },
        /// An offer that was no longer valid was removed.
        ExpiredOfferRemoved {
            /// Who offered.
            operator: T::AccountId,
            /// The model that was offered.
            model: ModelId,
            /// What was released to the operator, in planck.
            deposit: Balance,
        },
        /// Somebody paid for inference.
        Paid {
            /// Who paid.
            payer: T::AccountId,
            /// Who executed the request.
            operator: T::AccountId,
            /// The model that answered.
            model: ModelId,
            /// What was executed.
            units: Units,
            /// What was taken from the payer, in planck.
            amount: Balance,
        },
        /// A payer opened a channel.
        ChannelOpened {
            /// Who can pay from it.
            payer: T::AccountId,
            /// Who can be paid from it.
            operator: T::AccountId,
            /// Its number, which vouchers name.
            channel: u64,
            /// What was put into the escrow, in planck.
            amount: Balance,
            /// What is held of the payer for its storage, in planck.
            deposit: Balance,
        },
        /// A payer put more into a channel.
        ChannelToppedUp {
            /// Whose channel.
            payer: T::AccountId,
            /// With whom.
            operator: T::AccountId,
            /// Its number.
            channel: u64,
            /// What was added, in planck.
            amount: Balance,
            /// What it can pay now, in planck.
            balance: Balance,
        },
        /// A payer asked to close a channel. Its operator has the eras before `closes` to settle, and can settle after
        /// that until somebody closes it.
        CloseRequested {
            /// Whose channel.
            payer: T::AccountId,
            /// With whom.
            operator: T::AccountId,
            /// Its number.
            channel: u64,
            /// The first era in which anybody can close it: the one after as many whole eras as the thaw has. Later if
            /// settlements are stopped in between.
            closes: Era,
        },
        /// A channel was closed. Its vouchers are worth nothing any more.
        ChannelClosed {
            /// Whose channel.
            payer: T::AccountId,
            /// With whom.
            operator: T::AccountId,
            /// Its number.
            channel: u64,
            /// What was left and returned to the payer, in planck.
            refunded: Balance,
            /// What was released to the payer, in planck.
            deposit: Balance,
        },
        /// A payer authorised a key to sign vouchers of a channel.
        AgentAuthorised {
            /// Whose channel.
            payer: T::AccountId,
            /// With whom.
            operator: T::AccountId,
            /// The key.
            agent: T::AccountId,
            /// The channel's number.
            channel: u64,
            /// The most that its vouchers settle in an era, in planck.
            cap: Balance,
            /// The last era in which they settle.
            expires: Era,
            /// The models that it may use; all if there are none.
            models: AllowedModels,
        },
        /// A payer revoked an agent. Its operator has until the end of `expires` to settle.
        AgentRevoked {
            /// Whose channel.
            payer: T::AccountId,
            /// With whom.
            operator: T::AccountId,
            /// The key.
            agent: T::AccountId,
            /// The channel's number.
            channel: u64,
            /// The last era in which the agent's vouchers settle.
            expires: Era,
        },
        /// An agent that was not needed any more was removed.
        AgentRemoved {
            /// Whose agent.
            payer: T::AccountId,
            /// With whom.
            operator: T::AccountId,
            /// The key.
            agent: T::AccountId,
            /// What was released to the payer, in planck.
            deposit: Balance,
        },
        /// A voucher was settled, in full or in part.
        VoucherSettled {
            /// Its place in the call, from 0.
            index: u32,
            /// Who paid.
            payer: T::AccountId,
            /// Who executed the requests.
            operator: T::AccountId,
            /// The model that answered.
            model: ModelId,
            /// The agent who signed, unless the payer did.
            agent: Option<T::AccountId>,
            /// What was paid now, in planck.
            amount: Balance,
            /// What its payer signed for beyond what was counted before.
            units: Units,
            /// Root of the receipts that the voucher names.
            receipts_root: H256,
            /// What the voucher is still worth, in planck.
            left: Balance,
            /// What kept that back, if something is left.
            limit: Option<Limit>,
        },
        /// A voucher was not settled.
        VoucherSkipped {
            /// Its place in the call, from 0.
            index: u32,
            /// Who would have paid.
            payer: T::AccountId,
            /// Who would have been paid.
            operator: T::AccountId,
            /// The model.
            model: ModelId,
            /// Why.
            reason: SkipReason,
        },
        /// All vouchers of a call were looked at.
        BatchSettled {
            /// Who handed them in.
            by: T::AccountId,
            /// How many were settled.
            settled: u32,
            /// How many were skipped.
            skipped: u32,
            /// What was paid in all, in planck.
            amount: Balance,
        },
        /// An operator was slashed for two receipts of one call.
        EquivocationProven {
            /// Who signed both.
            operator: T::AccountId,
            /// The channel's number.
            channel: u64,
            /// The call's number in the channel.
            sequence: u64,
            /// Who reported it.
            reporter: T::AccountId,
            /// What everybody staked with the operator loses together, in planck.
            slashed: Balance,
            /// What the reporter got of it, in planck.
            reward: Balance,
        },
        /// A conviction was forgotten, since its receipts can't be reported any more.
        ConvictionForgotten {
            /// Who was convicted.
            operator: T::AccountId,
            /// The channel's number.
            channel: u64,
            /// The call's number in the channel.
            sequence: u64,
        },
        /// The escrow holds less than it owes. Nothing leaves it any more.
        EscrowBroken {
            /// What it holds, in planck.
            balance: Balance,
            /// What it owes, in planck, without the existential deposit that it also has to hold.
            owed: Balance,
        },
        /// Settlements go on.
        SettlementsResumed,
        /// What the escrow held beyond its debts went to the treasury.
        EscrowSurplusSwept {
            /// How much, in planck.
            amount: Balance,
        },
    }
}
