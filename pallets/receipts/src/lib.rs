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
pub use benchmarking::{BenchmarkHelper, Sr25519Operators};
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// The pallet macro expands to `expect`s and casts of its own.
#[allow(clippy::expect_used, clippy::as_conversions)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    use alloc::boxed::Box;
    #[cfg(feature = "try-runtime")]
    use frame::deps::sp_runtime::TryRuntimeError;
    use frame::{
        prelude::*,
        traits::{IdentifyAccount, Verify},
    };
    use openledger_primitives::{
        fees::MAX_BUCKETS,
        runtime_api::{Payload, ReceiptCheck},
        traits::{ChannelInspect, EraClock, OperatorSigner, SlashOperator, ValueAt},
        Balance, Era, Receipt, ReceiptProof, StrictSignature,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The pallet of receipts and convictions.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    // Payloads begin with the hash of the genesis block, which is 32 bytes for clients.
    #[pallet::config]
    pub trait Config: frame_system::Config<Hash = H256> {
        /// Where time stands, in eras. Must never go back.
        type Eras: EraClock;

        /// Takes the stake of convicted operators.
        type Slashing: SlashOperator<Self::AccountId>;

        /// The keys that sign for operators.
        type Signers: OperatorSigner<Self::AccountId>;

        /// The channels that were ever opened. Receipts of other numbers are no receipts of calls.
        type Channels: ChannelInspect;

        /// Signatures of receipts. Changing the type on a live chain invalidates every receipt signed before.
        type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>> + StrictSignature + Parameter;

        /// The number of eras, the current one included, whose receipts can be reported: 1 to [`MAX_BUCKETS`], not
        /// above the time that unbonding takes. Must be the number of eras in which fees count against an
        /// operator's stake, and that in which staking counts cohorts apart. Raising it on a live chain allows
        /// calls to be reported again whose convictions were forgotten.
        #[pallet::constant]
        type DisputeEras: Get<Era>;

        /// The part of a stake that the equivocations of one dispute window cost; not zero. The value in force when the
        /// window began counts, because the operator writes the dates of its receipts.
        type EquivocationSlash: ValueAt<Permill>;

        /// The part of the whole loss that the reporter receives, at most: staking limits it to half of the
        /// operator's own loss. A change acts on reports after it.
        #[pallet::constant]
        type ReporterReward: Get<Permill>;

        /// Makes operators and signatures for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::Signature>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The calls for which an operator was slashed, by operator, channel number and sequence.
    ///
    /// The value is the latest of the era of the conviction and the eras of both receipts: the record stays while one
    /// of the receipts can be reported.
    // Blake2: operators choose their accounts, and the numbers in their receipts.
    #[pallet::storage]
    pub type Convictions<T: Config> = StorageMap<_, Blake2_128Concat, (T::AccountId, u64, u64), Era, OptionQuery>;

    /// The running dispute window of each operator that was convicted, until a conviction of it is forgotten after its
    /// end.
    #[pallet::storage]
    pub type Sentences<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Sentence, OptionQuery>;

    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An operator was slashed for two receipts of one call.
        EquivocationProven {
            /// The operator that signed both.
            operator: T::AccountId,
            /// The channel's number.
            channel: u64,
            /// The call's number in the channel.
            sequence: u64,
            /// The account that reported it.
            reporter: T::AccountId,
            /// The total loss of the operator and its delegators, in planck.
            slashed: Balance,
            /// The reporter's part of it, in planck.
            reward: Balance,
        },
        /// A conviction was forgotten, because its receipts can no longer be reported.
        ConvictionForgotten {
            /// The convicted operator.
            operator: T::AccountId,
            /// The channel's number.
            channel: u64,
            /// The call's number in the channel.
            sequence: u64,
        },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// The receipts are of different calls, so they may differ. Submit two with the same operator, channel and
        /// sequence.
        ReceiptsOfDifferentCalls,
        /// The receipts are the same, which is no offense. Submit two that differ.
        ReceiptsEqual,
        /// Both receipts are of eras that have not begun. Report them once one has.
        ReceiptFromFuture,
        /// Neither receipt is of the dispute window, which ends with this era. If the other one is of a later era,
        /// report both in that era; otherwise they can no longer be reported.
        ReceiptTooOld,
        /// The operator has not signed both receipts on this chain. Check the payload, the genesis hash and the key.
        ReceiptNotSigned,
        /// The operator was already convicted for this call, or in this dispute window for all stake that was there.
        /// Nothing is left to do: report later offenses once the window is over.
        AlreadyConvicted,
        /// The operator has no stake of its own, or no stake that could be taken. Report it once it has.
        NothingToSlash,
        /// There is no conviction for this call, or it was forgotten. Check operator, channel and sequence.
        ConvictionNotFound,
        /// The call could still be reported again. Wait until its receipts are too old.
        ConvictionStillNeeded,
        /// No channel of this number was ever opened, so these are no receipts of a call. Check the channel.
        ChannelNotFound,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(
                (1..=MAX_BUCKETS).contains(&T::DisputeEras::get()),
                "the time in which fees are at risk must be within what a window remembers"
            );
            assert!(!T::EquivocationSlash::value_at(0).is_zero(), "an equivocation must cost something");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The bytes of a receipt to sign, which are also its leaf in the tree of receipts.
        pub fn receipt_payload(receipt: Receipt<T::AccountId>) -> Payload {
            Payload { bytes: receipt.payload(&Self::genesis()) }
        }

        /// Whether a receipt is signed by its operator, and whether it is in a tree of receipts.
        pub fn verify_receipt(signed: SignedReceiptOf<T>, proof: ReceiptProof) -> ReceiptCheck {
            Self::do_verify_receipt(&signed, proof)
        }

        /// The last dispute window in which `operator` was convicted, unless it was forgotten.
        pub fn sentence(operator: T::AccountId) -> Option<Sentence> {
            Sentences::<T>::get(operator)
        }

        /// The latest of the eras of the conviction of `operator` for a call and of its receipts, if there is one.
        pub fn conviction(operator: T::AccountId, channel: u64, sequence: u64) -> Option<Era> {
            Convictions::<T>::get((operator, channel, sequence))
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Report an operator that signed two different receipts for one call, so that it is slashed.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the reporter.
        ///
        /// ## Details
        /// The era of the offense is the later one that the receipts name, at most the current era. The call takes
        /// [`Config::EquivocationSlash`] of all stake with the operator that joined up to that era. Stake that was
        /// slashed in the same dispute window loses nothing more. The operator is chilled. The reporter
        /// receives [`Config::ReporterReward`] of the whole loss, at most half of the operator's own loss. An operator
        /// without any stake of its own, unbonding stake included, is not slashed: it covered nothing in the window.
        ///
        /// One receipt must be of the last [`Config::DisputeEras`], the current one included. The other may name any
        /// era, because the operator writes the dates. Each is signed by an account that signed for the operator in the
        /// earlier of the two eras or later; a replaced signer counts for the dispute window.
        /// - `first`, `second`: the receipts with the operator's signatures, raw or wrapped as browser wallets do
        ///
        /// ## Errors
        /// - [`Error::ReceiptsOfDifferentCalls`] if operator, channel or sequence are not the same
        /// - [`Error::ReceiptsEqual`] if the receipts are the same
        /// - [`Error::ReceiptFromFuture`] if the eras of both have not begun
        /// - [`Error::ReceiptTooOld`] if neither is of the eras above otherwise
        /// - [`Error::ReceiptNotSigned`] if the operator has not signed both
        /// - [`Error::ChannelNotFound`] if there was never a channel of that number
        /// - [`Error::AlreadyConvicted`] if the operator was already slashed for this call, or in this dispute window
        ///   for all stake that was there
        /// - [`Error::NothingToSlash`] if nothing would be taken, or the operator has no stake of its own
        /// - an error of staking if the account is not an operator
        ///
        /// ## Events
        /// Emits [`Event::EquivocationProven`].
        ///
        /// ## Complexity
        /// O(1), for any number of delegators.
        #[pallet::call_index(0)]
        pub fn report_equivocation(
            origin: OriginFor<T>,
            first: Box<SignedReceiptOf<T>>,
            second: Box<SignedReceiptOf<T>>,
        ) -> DispatchResult {
            let reporter = ensure_signed(origin)?;
            Self::do_report_equivocation(reporter, *first, *second)
        }

        /// Remove the record of a conviction that can no longer be repeated.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_, by anyone.
        ///
        /// ## Details
        /// Possible once the eras of the conviction and of both receipts are not among the last
        /// [`Config::DisputeEras`]. Removes the operator's sentence as well if its window is over.
        /// - `operator`: the convicted operator
        /// - `channel`: the channel's number
        /// - `sequence`: the call's number in the channel
        ///
        /// ## Errors
        /// - [`Error::ConvictionNotFound`] if there is no such record.
        /// - [`Error::ConvictionStillNeeded`] if the call could still be reported.
        ///
        /// ## Events
        /// Emits [`Event::ConvictionForgotten`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(1)]
        pub fn forget_conviction(
            origin: OriginFor<T>,
            operator: T::AccountId,
            channel: u64,
            sequence: u64,
        ) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_forget_conviction(operator, channel, sequence)
        }
    }
}
