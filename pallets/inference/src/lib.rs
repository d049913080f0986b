// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod try_state;
mod types;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::{BenchmarkHelper, Sr25519Keys};
use impls::{Rights, Terms};
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// The pallet macro expands to `expect`s and casts of its own.
#[allow(clippy::expect_used, clippy::as_conversions)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    #[cfg(feature = "try-runtime")]
    use frame::deps::sp_runtime::TryRuntimeError;
    use frame::{
        prelude::*,
        traits::{IdentifyAccount, Verify},
    };
    use openledger_primitives::{
        coverage::OperatorCoverage,
        fees::FeeWindow,
        influence::RouteDirected,
        runtime_api::{AgentInfo, ChannelInfo, Payload},
        traits::{EraClock, FeeSplitProvider, ModelInspect, OperatorInspect, OperatorSigner, RoutePayments},
        Balance, ChannelKey, Claim, Era, ModelId, StrictSignature, Units, Voucher,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The pallet of offers, payments and channels.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    // Payloads begin with the hash of the genesis block, which is 32 bytes for clients.
    #[pallet::config]
    pub trait Config: frame_system::Config<Hash = H256> {
        /// The overarching hold reason.
        type RuntimeHoldReason: From<HoldReason>;

        /// OPEN, in planck: deposits and channels. Changing it live would orphan everything held and escrowed.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;

        /// The registered models: which exist, which may be offered, which are adapters of which.
        type Models: ModelInspect<Self::AccountId>;

        /// The operators: which may take new work.
        type Operators: OperatorInspect<Self::AccountId>;

        /// The keys that sign acceptances for operators.
        type Signers: OperatorSigner<Self::AccountId>;

        /// The commissions of operators and what their stakes still cover. Must count the fees of [`Config::Revenue`].
        type Coverage: OperatorCoverage<Self::AccountId>;

        /// The ledger: takes payments and credits every role behind them. Its eras must be those of [`Config::Eras`].
        type Revenue: RoutePayments<Self::AccountId> + RouteDirected<Self::AccountId>;

        /// Where time stands, in eras. Must never go back.
        type Eras: EraClock;

        /// The fee splits that a voucher can name. Must be those that [`Config::Revenue`] divides by.
        type FeeSplits: FeeSplitProvider;

        /// Signatures of vouchers. Changing the type on a live chain invalidates every voucher signed before.
        type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + StrictSignature + Parameter;

        /// The account that receives the surplus of the escrow. A change acts on the next surplus.
        type TreasuryAccount: Get<Self::AccountId>;

        /// The origin that may resume settlements after the escrow was found short. Safe to change.
        type ResumeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Names the escrow's account. DO NOT CHANGE on a live chain: the money would stay behind.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// The part of the coverage that channels have not used which one-shot payments can use in a window; not zero.
        #[pallet::constant]
        type PayCoverage: Get<Permill>;

        /// The eras in which fees count against a stake. Must be those of [`Config::Coverage`].
        #[pallet::constant]
        type DisputeEras: Get<Era>;

        /// The amount that must have been paid for a call to count in statistics, in planck; not zero.
        #[pallet::constant]
        type MinCallPrice: Get<Balance>;

        /// The deposit of an operator for each offer, in planck.
        /// The price of its storage, of at most 487 bytes. A change acts on later offers; each returns its own deposit.
        #[pallet::constant]
        type OfferDeposit: Get<Balance>;

        /// For how many eras after the current one an offer may be valid; at least one. A change acts on later offers.
        #[pallet::constant]
        type MaxOfferEras: Get<Era>;

        /// The deposit of a payer for each channel, in planck.
        /// The price of its storage, of at most 578 bytes. Not zero: the payer's account stays. Acts on later channels.
        #[pallet::constant]
        type ChannelDeposit: Get<Balance>;

        /// The deposit of a payer for each agent, in planck.
        /// The price of its storage, of at most 711 bytes. A change acts on agents authorized after it.
        #[pallet::constant]
        type AgentDeposit: Get<Balance>;

        /// The whole eras in which an operator can settle after a close request, a revocation or a resumption.
        /// At least one. A change acts on later requests, and at once on resumptions.
        #[pallet::constant]
        type ThawEras: Get<Era>;

        /// Makes keys and signatures for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::Signature>;

        /// Weights of the calls and hooks.
        type WeightInfo: WeightInfo;
    }

    // Accounts are chosen by users, so their hash must not be: Blake2, here and below. Model ids are given in sequence:
    // Twox.

    /// The offers, by operator and model.
    #[pallet::storage]
    pub type Offers<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, ModelId, Offer, OptionQuery>;

    /// The open channels, by operator and payer.
    // The operator comes first: it can list its channels, and the reads of a settlement lie together in the trie.
    #[pallet::storage]
    pub type Channels<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, Channel, OptionQuery>;

    /// The agents, by operator, payer and key.
    #[pallet::storage]
    pub type Agents<T: Config> = StorageNMap<
        _,
        (
            NMapKey<Blake2_128Concat, T::AccountId>,
            NMapKey<Blake2_128Concat, T::AccountId>,
            NMapKey<Blake2_128Concat, T::AccountId>,
        ),
        Agent,
        OptionQuery,
    >;

    /// The number of the next channel, counted over all operators and payers, so that no number is used twice.
    #[pallet::storage]
    pub type NextChannel<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// The books of the escrow: the sum of all channels' balances, and whether settlements are stopped.
    // Read in every block by `on_finalize`. `on_initialize` charges for that and one write: no call pays for it again.
    #[pallet::storage]
    #[pallet::whitelist_storage]
    pub type Escrow<T: Config> = StorageValue<_, EscrowBooks, ValueQuery>;

    /// The fees of one-shot payments to each operator in each of the last eras.
    #[pallet::storage]
    pub type DirectFees<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, FeeWindow, ValueQuery>;

    /// The total of paid calls, by payers and by agents.
    #[pallet::storage]
    pub type Calls<T: Config> = StorageValue<_, CallTotals, ValueQuery>;

    /// The genesis state has nothing to configure.
    #[pallet::genesis_config]
    #[derive(DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Nothing.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            impls::EscrowAccount::<T>::open().expect("the escrow's account can be opened");
            Escrow::<T>::mutate(|books| books.reserve = impls::existential_deposit::<T>());
        }
    }

    /// The reasons for which this pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The storage deposits of an operator's offers.
        #[codec(index = 0)]
        OfferDeposit,
        /// The storage deposits of a payer's channels.
        #[codec(index = 1)]
        ChannelDeposit,
        /// The storage deposits of a payer's agents.
        #[codec(index = 2)]
        AgentDeposit,
    }

    #[allow(missing_docs)] // The documentation of each variant covers its fields.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An operator first offered a model.
        OfferPublished { operator: T::AccountId, model: ModelId, offer: Offer },
        /// An operator changed its offer, or an adapter without an offer of its own was excluded from it.
        OfferUpdated { operator: T::AccountId, model: ModelId, old_prices: Prices, offer: Offer },
        /// An operator withdrew its offer. The `deposit`, in planck, was released to it.
        OfferWithdrawn { operator: T::AccountId, model: ModelId, deposit: Balance },
        /// An expired offer was removed. The `deposit`, in planck, was released to its operator.
        ExpiredOfferRemoved { operator: T::AccountId, model: ModelId, deposit: Balance },
        /// A payer paid `amount` planck for work of the operator with the model. Of that work, the `units` count.
        Paid { payer: T::AccountId, operator: T::AccountId, model: ModelId, units: Units, amount: Balance },
        /// A payer opened a channel, moved `amount` into the escrow and has `deposit` on hold, both in planck.
        ChannelOpened { payer: T::AccountId, operator: T::AccountId, channel: u64, amount: Balance, deposit: Balance },
        /// A payer moved `amount` more into a channel, which can now pay `balance`, both in planck.
        ChannelToppedUp { payer: T::AccountId, operator: T::AccountId, channel: u64, amount: Balance, balance: Balance },
        /// A payer asked to close a channel. Anyone can close it from the era `closes` on, or later after a stop.
        CloseRequested { payer: T::AccountId, operator: T::AccountId, channel: u64, closes: Era },
        /// A channel was closed. The payer received the balance, `refunded`, and the `deposit`, both in planck.
        ChannelClosed { payer: T::AccountId, operator: T::AccountId, channel: u64, refunded: Balance, deposit: Balance },
        /// A payer authorized an agent's key for a channel. Its vouchers name the `authorization`, and settle for at
        /// most `cap` planck in an era, until the end of the era `expires`, for the `models`, or for all if
        /// the list is empty.
        AgentAuthorized {
            payer: T::AccountId,
            operator: T::AccountId,
            agent: T::AccountId,
            channel: u64,
            authorization: u64,
            cap: Balance,
            expires: Era,
            models: AllowedModels,
        },
        /// A payer revoked an authorization of an agent. Its vouchers settle until the end of the era `expires`.
        AgentRevoked {
            payer: T::AccountId,
            operator: T::AccountId,
            agent: T::AccountId,
            channel: u64,
            authorization: u64,
            expires: Era,
        },
        /// An agent that is no longer needed was removed. The `deposit`, in planck, was released to its payer.
        AgentRemoved { payer: T::AccountId, operator: T::AccountId, agent: T::AccountId, deposit: Balance },
        /// The voucher at position `index`, from 0, settled `amount` planck and `units`, which makes `total` since the
        /// channel was opened. The `agent` signed it, or the payer without one. The same claim can still settle `left`
        /// planck, which `limit` kept back.
        VoucherSettled {
            index: u32,
            payer: T::AccountId,
            operator: T::AccountId,
            channel: u64,
            agent: Option<VoucherAgentOf<T>>,
            model: ModelId,
            split_version: u32,
            amount: Balance,
            units: Units,
            total: Claim,
            receipts_root: H256,
            left: Balance,
            limit: Option<Limit>,
        },
        /// The voucher at the position `index` of a call, from 0, was not settled. The total of `claimed` was asked
        /// for.
        VoucherSkipped {
            index: u32,
            payer: T::AccountId,
            operator: T::AccountId,
            channel: u64,
            agent: Option<VoucherAgentOf<T>>,
            model: ModelId,
            split_version: u32,
            claimed: Claim,
            reason: SkipReason,
        },
        /// The account `by` submitted vouchers. So many were `settled` and `skipped`, for `amount` planck in total.
        BatchSettled { by: T::AccountId, settled: u32, skipped: u32, amount: Balance },
        /// The escrow holds less than it owes and its reserve, so nothing leaves it. Both are in planck.
        EscrowBroken { balance: Balance, owed: Balance },
        /// Settlements were resumed.
        SettlementsResumed,
        /// The escrow's surplus, `amount` planck, went to the treasury.
        EscrowSurplusSwept { amount: Balance },
        /// The escrow keeps `amount` planck more to stay alive, because the existential deposit was raised.
        EscrowReserveRaised { amount: Balance },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no model of this number. Look it up in the registry.
        ModelNotFound,
        /// The model is deprecated and can no longer be offered. Offer its successor.
        ModelNotActive,
        /// Not an active operator: not bonded, chilled, or below the minimum bond. Bond, resume, or choose another.
        OperatorNotActive,
        /// The operator offers neither the model nor all adapters of its base. Ask it to, or choose another operator.
        OfferNotFound,
        /// The operator's offer has expired. Ask it to publish again.
        OfferExpired,
        /// The offer is still valid. Wait until it has expired; until then only its operator can withdraw it.
        OfferNotExpired,
        /// The offer or agent would end in an era that has passed. Choose a later one.
        ValidityInPast,
        /// The offer would be valid for longer than `MaxOfferEras`. Choose an earlier end, and publish again.
        ValidityTooLong,
        /// All prices of the offer are zero. Set at least one.
        NoPrice,
        /// The price of these units is zero, or there are none. Count what was executed.
        NothingToPay,
        /// The price is above the payer's limit. Ask for the price and raise the limit, or choose another operator.
        AmountTooHigh,
        /// The operator's stake does not cover this fee, or the rest is for channels. Pay less, wait for the next era,
        /// open a channel, or choose another operator.
        NotCovered,
        /// The amount is zero. Choose a larger one.
        ZeroAmount,
        /// You already have a channel with this operator. Top it up, or close it first.
        ChannelExists,
        /// The payer has no channel with this operator. Check both, or open one.
        ChannelNotFound,
        /// You have asked to close the channel. Let it close, then open a new one.
        ChannelClosing,
        /// Request the close first, as the payer. Without a request only the operator can close the channel.
        NotClosing,
        /// The operator still has time to settle. Wait for the era that the request named, or longer after a stop.
        ThawRunning,
        /// The escrow was found short, so nothing leaves it. Wait until settlements are resumed; balances stay.
        SettlementsStopped,
        /// The agent's key is your own, which can sign vouchers without this. Choose another key.
        AgentIsPayer,
        /// A model is named twice. Name each once.
        DuplicateModel,
        /// The operator relies on the agent's rights until they end. Allow at least as much, or revoke the agent
        /// first.
        AgentNarrowed,
        /// The payer has not authorized the agent with this operator. Check all three.
        AgentNotFound,
        /// The agent has already expired. Remove it instead.
        AgentExpired,
        /// The agent is of a channel that is open. Its payer can revoke it, and remove it once it has expired; others
        /// can once the channel is closed.
        AgentNotExpired,
        /// Two authorizations of the key can still settle. Wait until the first has expired, or authorize another key.
        AgentThawing,
        /// The list of vouchers is empty. Submit at least one.
        NoVouchers,
        /// A settlement takes at most 256 vouchers. Use several.
        TooManyVouchers,
        /// Settlements are not stopped. There is nothing to resume.
        SettlementsNotStopped,
        /// Only the operator or its signer can settle with names. Submit the voucher as one of them, or without names.
        NotOperator,
        /// The escrow holds less than it owes. Send the missing amount to its account first.
        EscrowShort,
        /// The deposit is higher than `max_deposit`. Look it up in the constants, and allow that much.
        DepositTooHigh,
        /// The endpoint has more than 256 bytes. Give a shorter one.
        EndpointTooLong,
        /// The endpoint is empty or no UTF-8 text. Give a URI.
        EndpointNotText,
        /// An agent can be limited to at most 8 models. Name fewer, or none to allow all.
        TooManyModels,
        /// An offer excludes at most 16 adapters. Publish the base's offer again with fewer, or without adapters.
        TooManyExcluded,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            Self::weight_of_finalize()
        }

        fn on_finalize(_: BlockNumberFor<T>) {
            Self::check_escrow();
        }

        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::work_in_idle(remaining)
        }

        fn on_runtime_upgrade() -> Weight {
            Self::sweep_again()
        }

        fn integrity_test() {
            Self::check_parameters();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The price that `pay` would take for these units now, in planck, or the reason why it would refuse.
        pub fn price(operator: T::AccountId, model: ModelId, units: Units) -> Result<Balance, DispatchError> {
            Self::priced(&operator, model, &units).map(|priced| priced.amount)
        }

        /// The offer that `operator` published for `model`, valid or not.
        pub fn offer(operator: T::AccountId, model: ModelId) -> Option<Offer> {
            Offers::<T>::get(operator, model)
        }

        /// The offers of `operator`, valid or not, unordered, at most [`MAX_LISTED_OFFERS`].
        pub fn offers_of(operator: T::AccountId) -> OfferList {
            Self::listed(&operator)
        }

        /// The channel of a payer with an operator, if it is open.
        pub fn channel(key: ChannelKeyOf<T>) -> Option<ChannelInfo> {
            Self::describe_channel(&key)
        }

        /// The rights of `agent` in a channel, if it is authorized for it.
        pub fn agent(key: ChannelKeyOf<T>, agent: T::AccountId) -> Option<AgentInfo> {
            Self::describe_agent(&key, &agent)
        }

        /// The fees that the stake of `operator` still covers in this era, in planck.
        pub fn coverage(operator: T::AccountId) -> Balance {
            Self::covered_now(&operator)
        }

        /// The bytes of a voucher to sign.
        pub fn voucher_payload(voucher: Voucher<T::AccountId>) -> Payload {
            Payload { bytes: voucher.payload(&Self::genesis()) }
        }

        /// The books of the escrow: the sum of all channels' balances, and whether settlements are stopped.
        pub fn escrow_books() -> EscrowBooks {
            Escrow::<T>::get()
        }

        /// The escrow's account.
        pub fn escrow_account() -> T::AccountId {
            impls::EscrowAccount::<T>::account()
        }

        /// The total of paid calls, by payers and by agents.
        pub fn calls() -> CallTotals {
            Calls::<T>::get()
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Offer a model at a price, or change the offer.
        /// ## Dispatch Origin
        /// Must be _Signed_ by an active operator.
        /// ## Details
        /// The first offer of a model holds [`Config::OfferDeposit`]. A change holds no more, and acts on later
        /// payments.
        /// - `model`: an active model.
        /// - `prices`: per call and per thousand tokens, in planck; at least one is not zero.
        /// - `endpoint`: the URI that takes requests, UTF-8 of 1 to 256 bytes.
        /// - `valid_until`: the last era of the offer, at most [`Config::MaxOfferEras`] ahead.
        /// - `covers_adapters`: whether the offer also holds for adapters of `model`, even later or deprecated.
        /// - `excluded`: at most [`MAX_EXCLUDED`] adapters that it does not hold for; other ids have no effect.
        /// - `max_deposit`: the highest deposit that the operator agrees to, in planck.
        /// ## Errors
        /// - [`Error::OperatorNotActive`] if the signer is not an operator or may not take new work.
        /// - [`Error::ModelNotFound`], [`Error::ModelNotActive`] if the model cannot be offered.
        /// - [`Error::NoPrice`] if all prices are zero.
        /// - [`Error::ValidityInPast`], [`Error::ValidityTooLong`] if the end is not in the allowed range.
        /// - [`Error::EndpointTooLong`], [`Error::EndpointNotText`] if the endpoint is too long, empty or no text.
        /// - [`Error::TooManyExcluded`] if more adapters are excluded than an offer has room for.
        /// - [`Error::DepositTooHigh`] if a deposit is due and above `max_deposit`.
        /// - an error of the currency if the deposit cannot be held.
        /// ## Events
        /// Emits [`Event::OfferPublished`] or [`Event::OfferUpdated`]. Complexity: O(1).
        #[pallet::call_index(0)]
        #[allow(clippy::too_many_arguments)]
        pub fn publish_offer(
            origin: OriginFor<T>,
            model: ModelId,
            prices: Prices,
            endpoint: Vec<u8>,
            valid_until: Era,
            covers_adapters: bool,
            excluded: Vec<ModelId>,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            let operator = ensure_signed(origin)?;
            let terms = Terms { prices, endpoint, valid_until, covers_adapters, excluded };
            Self::do_publish_offer(operator, model, terms, max_deposit)
        }

        /// Withdraw an offer and get its deposit back.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the operator of the offer, active or not.
        /// ## Details
        /// The offer of `model` ends at once. An adapter is excluded from the operator's offer of its base.
        /// ## Errors
        /// - [`Error::OfferNotFound`] if the signer does not offer the model.
        /// - [`Error::TooManyExcluded`] if the offer of its base has no room for one more.
        /// ## Events
        /// Emits [`Event::OfferWithdrawn`], and before it [`Event::OfferUpdated`] for the offer of its base.
        /// Complexity: O(1).
        #[pallet::call_index(1)]
        pub fn withdraw_offer(origin: OriginFor<T>, model: ModelId) -> DispatchResult {
            let operator = ensure_signed(origin)?;
            Self::do_withdraw_offer(operator, model)
        }

        /// Remove an expired offer and return its deposit to the operator.
        /// ## Dispatch Origin
        /// Must be _Signed_, by anyone.
        /// ## Details
        /// The offer is that of `operator` for `model`. An adapter is excluded from the operator's offer of its base.
        /// ## Errors
        /// - [`Error::OfferNotFound`] if the operator does not offer the model.
        /// - [`Error::OfferNotExpired`] if the last era of the offer has not passed.
        /// - [`Error::TooManyExcluded`] if the offer of its base has no room for one more.
        /// ## Events
        /// Emits [`Event::ExpiredOfferRemoved`], and before it [`Event::OfferUpdated`] for the offer of its base.
        /// Complexity: O(1).
        #[pallet::call_index(2)]
        pub fn remove_expired_offer(origin: OriginFor<T>, operator: T::AccountId, model: ModelId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_remove_expired_offer(operator, model)
        }

        /// Pay an operator's offer for executed units, and with it everyone behind the model.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer.
        /// ## Details
        /// The price is that of the operator's offer for the model. If there is none and the model is an adapter, it is
        /// that of the offer for its base, if that covers it. The amount moves from the payer to the ledger, which
        /// divides it by the fee split in force. The payer keeps at least the existential deposit. One-shot
        /// payments together use at most [`Config::PayCoverage`] of the coverage that channels have not used.
        /// - `model`: the model that answered.
        /// - `operator`: the operator that executed the request.
        /// - `units`: the executed units; tokens are charged per thousand, each kind rounded up to a planck.
        /// - `max_amount`: the highest price that the payer agrees to, in planck.
        /// ## Errors
        /// - [`Error::ModelNotFound`] if there is no such model.
        /// - [`Error::OperatorNotActive`] if the operator is not one or may not take new work.
        /// - [`Error::OfferNotFound`], [`Error::OfferExpired`] if the operator has no valid offer for it.
        /// - [`Error::NothingToPay`] if the price is zero.
        /// - [`Error::NotCovered`] if the operator's stake covers no more fees of one-shot payments in this window.
        /// - [`Error::AmountTooHigh`] if the price is above `max_amount`.
        /// - `ArithmeticError::Overflow` if no balance could be as large as the price.
        /// - an error of the currency if the payer does not have the amount, or of the ledger.
        /// ## Events
        /// Emits [`Event::Paid`].
        /// ## Complexity
        /// O(1), for any number of contributors, builders and stakers that share in the payment.
        #[pallet::call_index(3)]
        pub fn pay(
            origin: OriginFor<T>,
            model: ModelId,
            operator: T::AccountId,
            units: Units,
            #[pallet::compact] max_amount: Balance,
        ) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_pay(payer, model, operator, units, max_amount, None)
        }

        /// Open a channel with an operator and put money into it.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer, who keeps at least the existential deposit.
        /// ## Details
        /// Moves `amount` into the escrow and holds [`Config::ChannelDeposit`]. The payer can then sign vouchers.
        /// - `operator`: an active operator.
        /// - `amount`: in planck, not zero.
        /// - `max_deposit`: the highest deposit that the payer agrees to, in planck.
        /// ## Errors
        /// - [`Error::OperatorNotActive`] if the operator is not one or may not take new work.
        /// - [`Error::ChannelExists`] if the two already have a channel.
        /// - [`Error::ZeroAmount`] if the amount is zero.
        /// - [`Error::DepositTooHigh`] if the deposit is above `max_deposit`.
        /// - an error of the currency if the payer does not have the amount and the deposit.
        /// ## Events
        /// Emits [`Event::ChannelOpened`]. Complexity: O(1).
        #[pallet::call_index(4)]
        pub fn open_channel(
            origin: OriginFor<T>,
            operator: T::AccountId,
            #[pallet::compact] amount: Balance,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_open_channel(payer, operator, amount, max_deposit)
        }

        /// Put more money into a channel.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer of the channel, who keeps at least the existential deposit.
        /// ## Details
        /// Moves `amount`, in planck and not zero, into the escrow for the channel with `operator`.
        /// ## Errors
        /// - [`Error::ChannelNotFound`] if there is no such channel.
        /// - [`Error::ChannelClosing`] if its payer asked to close it.
        /// - [`Error::ZeroAmount`] if the amount is zero.
        /// - an error of the currency if the payer does not have the amount.
        /// ## Events
        /// Emits [`Event::ChannelToppedUp`]. Complexity: O(1).
        #[pallet::call_index(5)]
        pub fn top_up(
            origin: OriginFor<T>,
            operator: T::AccountId,
            #[pallet::compact] amount: Balance,
        ) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_top_up(payer, operator, amount)
        }

        /// Ask to close a channel. This cannot be undone.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer of the channel.
        /// ## Details
        /// After this era `operator` has [`Config::ThawEras`] whole eras to settle; then anyone can close the channel.
        /// ## Errors
        /// - [`Error::ChannelNotFound`] if there is no such channel.
        /// - [`Error::ChannelClosing`] if its payer already asked to close it.
        /// ## Events
        /// Emits [`Event::CloseRequested`]. Complexity: O(1).
        #[pallet::call_index(6)]
        pub fn request_close(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_request_close(payer, operator)
        }

        /// Close a channel and return its balance and deposit to the payer.
        /// ## Dispatch Origin
        /// Must be _Signed_: by the operator at any time, by anyone once the time to settle is over.
        /// ## Details
        /// Vouchers of the channel that were not settled never will be. If settlements were stopped, only the operator
        /// can close the channel for [`Config::ThawEras`] whole eras after they were resumed.
        /// - `channel`: the operator and the payer of the channel.
        /// ## Errors
        /// - [`Error::ChannelNotFound`] if there is no such channel.
        /// - [`Error::SettlementsStopped`] if the escrow was found short.
        /// - [`Error::NotClosing`] if the signer is not the operator and the payer has not asked for it.
        /// - [`Error::ThawRunning`] if the operator still has time to settle.
        /// ## Events
        /// Emits [`Event::ChannelClosed`]. Complexity: O(1).
        #[pallet::call_index(7)]
        pub fn close_channel(origin: OriginFor<T>, channel: ChannelKeyOf<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_close_channel(who, channel)
        }

        /// Authorize a key to sign vouchers of a channel, up to a cap.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer of the channel.
        /// ## Details
        /// Holds [`Config::AgentDeposit`], unless the payer still has one on hold for the key and this operator. Rights
        /// that have not ended can only be widened, at once. A key that was revoked or has expired gets another number:
        /// vouchers that name an earlier one settle until that has ended, and then never.
        /// - `operator`: the operator of the channel.
        /// - `agent`: the key.
        /// - `cap`: the most that its vouchers settle in an era, in planck.
        /// - `expires`: the last era in which they settle.
        /// - `models`: the models that it may use, at most [`MAX_MODELS`]; all if the list is empty.
        /// - `max_deposit`: the highest deposit that the payer agrees to, in planck.
        /// ## Errors
        /// - [`Error::ChannelNotFound`], [`Error::ChannelClosing`] if there is no such channel, or it is closing.
        /// - [`Error::ZeroAmount`] if the cap is zero.
        /// - [`Error::AgentIsPayer`] if the key is the payer's.
        /// - [`Error::ValidityInPast`] if `expires` has passed.
        /// - [`Error::TooManyModels`], [`Error::DuplicateModel`], [`Error::ModelNotFound`] if the list is too long,
        ///   names a model twice, or one that does not exist.
        /// - [`Error::AgentNarrowed`] if rights that have not ended would be narrowed; after a revocation, only the
        ///   models.
        /// - [`Error::AgentThawing`] if a revoked authorization has not ended, and another before it.
        /// - [`Error::DepositTooHigh`] if a deposit is due and above `max_deposit`.
        /// - an error of the currency if the deposit cannot be held.
        /// ## Events
        /// Emits [`Event::AgentAuthorized`].
        /// ## Complexity
        /// O(m) for m models, m ≤ [`MAX_MODELS`].
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::authorize_agent(models.len().unique_saturated_into()))]
        pub fn authorize_agent(
            origin: OriginFor<T>,
            operator: T::AccountId,
            agent: T::AccountId,
            #[pallet::compact] cap: Balance,
            expires: Era,
            models: Vec<ModelId>,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            let (payer, rights) = (ensure_signed(origin)?, Rights { cap, expires, models });
            Self::do_authorize_agent(ChannelKey { operator, payer }, agent, rights, max_deposit)
        }

        /// Revoke the key `agent` for your channel with `operator`.
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer that authorized it.
        /// ## Details
        /// After this era the operator has up to [`Config::ThawEras`] whole eras to settle; then vouchers that name
        /// this authorization never settle. Repeating changes nothing.
        /// ## Errors
        /// - [`Error::AgentNotFound`] if there is no such agent.
        /// - [`Error::AgentExpired`] if it has expired.
        /// ## Events
        /// Emits [`Event::AgentRevoked`]. Complexity: O(1).
        #[pallet::call_index(9)]
        pub fn revoke_agent(origin: OriginFor<T>, operator: T::AccountId, agent: T::AccountId) -> DispatchResult {
            let payer = ensure_signed(origin)?;
            Self::do_revoke_agent(ChannelKey { operator, payer }, agent)
        }

        /// Remove an agent that is no longer needed, and return its deposit to the payer.
        /// ## Dispatch Origin
        /// Must be _Signed_: by anyone once the agent's channel is closed, before that by the payer.
        /// ## Details
        /// While the channel is open, all its authorizations must have expired, and the amounts that it has settled are
        /// forgotten: if the payer authorizes the key again, its vouchers count from zero.
        /// - `channel`: the operator and the payer of the channel, open or closed.
        /// - `agent`: the key.
        /// ## Errors
        /// - [`Error::AgentNotFound`] if there is no such agent.
        /// - [`Error::AgentNotExpired`] if its channel is open, and it has not expired or the signer is not the payer.
        /// ## Events
        /// Emits [`Event::AgentRemoved`]. Complexity: O(1).
        #[pallet::call_index(10)]
        pub fn remove_agent(origin: OriginFor<T>, channel: ChannelKeyOf<T>, agent: T::AccountId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_remove_agent(who, channel, agent)
        }

        /// Settle vouchers of any channels, in one payment to everyone behind the models.
        /// ## Dispatch Origin
        /// Must be _Signed_, by anyone.
        /// ## Details
        /// The payer or its agent has signed each voucher. The operator or its signer submits it, even through a proxy,
        /// or the signer has accepted it; then anyone can submit it, for example a relayer.
        ///
        /// A voucher pays the increase of the claim over the amount settled before, up to the channel's balance, the
        /// agent's cap of the era and the coverage of the operator's stake. The same claim can settle the rest later. A
        /// voucher that cannot settle is skipped, with the reason in an event. The amount alone decides the payment.
        /// Units count in proportion to it, calls only if each was paid [`Config::MinCallPrice`]; a decrease
        /// counts as zero.
        /// - `vouchers`: at most [`MAX_VOUCHERS`], signed raw or as a browser wallet does; settled in this order.
        /// ## Errors
        /// - [`Error::NoVouchers`], [`Error::TooManyVouchers`] if there are none or too many.
        /// - [`Error::SettlementsStopped`] if the escrow was found short.
        /// - an error of the ledger or the currency if the escrow is short now.
        /// ## Events
        /// Emits [`Event::VoucherSettled`] or [`Event::VoucherSkipped`] for each voucher, then [`Event::BatchSettled`].
        /// ## Complexity
        /// O(n) for n vouchers, for any number of contributors, builders and stakers that share in them. Less for
        /// vouchers that share their operator and model. Weight is refunded for raw signatures.
        #[pallet::call_index(11)]
        #[pallet::weight(Pallet::<T>::weight_of_settle(vouchers))]
        pub fn settle(origin: OriginFor<T>, vouchers: Vec<SignedVoucherOf<T>>) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::do_settle(who, vouchers)
        }

        /// Resume settlements after the escrow was found short.
        /// ## Dispatch Origin
        /// Must be [`Config::ResumeOrigin`].
        /// ## Details
        /// The escrow must hold its debts. For [`Config::ThawEras`] more eras only operators can close channels.
        /// ## Errors
        /// - [`Error::SettlementsNotStopped`] if settlements are not stopped.
        /// - [`Error::EscrowShort`] if the escrow still holds less than it owes.
        /// ## Events
        /// Emits [`Event::SettlementsResumed`]. Complexity: O(1).
        #[pallet::call_index(12)]
        pub fn resume_settlements(origin: OriginFor<T>) -> DispatchResult {
            T::ResumeOrigin::ensure_origin(origin)?;
            Self::do_resume_settlements()
        }
    }
}
