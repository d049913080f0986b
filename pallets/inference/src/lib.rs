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

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// The pallet macro expands to `expect`s and casts of its own.
#[allow(clippy::expect_used, clippy::as_conversions)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    #[cfg(feature = "try-runtime")]
    use frame::deps::sp_runtime::TryRuntimeError;
    use frame::prelude::*;
    use openledger_primitives::{
        traits::{EraClock, ModelInspect, OperatorInspect, RouteRevenue},
        Balance, Era, ModelId, Units,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The pallet of offers and payments.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The overarching hold reason.
        type RuntimeHoldReason: From<HoldReason>;

        /// OPEN, in planck. Only deposits are held through it; payments move through [`Config::Revenue`].
        type Currency: fungible::hold::Mutate<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>;

        /// The registered models: which exist, which may be offered, which are adapters of which.
        type Models: ModelInspect<Self::AccountId>;

        /// The operators: which may take work, and their commission.
        type Operators: OperatorInspect<Self::AccountId>;

        /// The ledger, which takes a payment from the payer and credits every role behind it.
        type Revenue: RouteRevenue<Self::AccountId>;

        /// Where time stands, in eras. Must never go back.
        type Eras: EraClock;

        /// What is held of an operator for each offer, in planck: the price of its storage, of at most 422 bytes. A
        /// change on a live chain acts on offers published after it; each offer returns what was held for it.
        #[pallet::constant]
        type OfferDeposit: Get<Balance>;

        /// For how many eras after the current one an offer may be valid; at least one. A change on a live chain acts
        /// on offers published or updated after it.
        #[pallet::constant]
        type MaxOfferEras: Get<Era>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// What an operator offers, by operator and model.
    // Accounts are chosen by users, so their hash must not be: Blake2. Model ids are given in sequence: Twox.
    #[pallet::storage]
    pub type Offers<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, ModelId, Offer, OptionQuery>;

    /// Why this pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The storage deposit of an operator's offers.
        #[codec(index = 0)]
        OfferDeposit,
    }

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
    }

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
        /// The offer would end in an era that has passed. Choose a later one.
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
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(T::MaxOfferEras::get() > 0, "an offer must be able to outlast the era it is published in");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
            Self::do_try_state()
        }
    }

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
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// What `pay` would take for these units now, in planck, or why it would refuse.
        pub fn price(operator: T::AccountId, model: ModelId, units: Units) -> Result<Balance, DispatchError> {
            Self::priced(&operator, model, &units).map(|(amount, _)| amount)
        }

        /// The offer that `operator` published for `model`, valid or not.
        pub fn offer(operator: T::AccountId, model: ModelId) -> Option<Offer> {
            Offers::<T>::get(operator, model)
        }

        /// The offers of `operator`, valid or not, in no order, at most [`MAX_LISTED_OFFERS`].
        pub fn offers_of(operator: T::AccountId) -> OfferList {
            Self::listed(&operator)
        }
    }
}
