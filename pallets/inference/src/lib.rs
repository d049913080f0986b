// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod calls;
mod errors;
mod events;
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
use frame::import_section;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// Events, errors and calls are sections of the pallet in files of their own.
// The pallet macro expands to `expect`s and casts of its own.
#[import_section(calls::calls)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[allow(clippy::expect_used, clippy::as_conversions)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    use alloc::{boxed::Box, vec::Vec};
    #[cfg(feature = "try-runtime")]
    use frame::deps::sp_runtime::TryRuntimeError;
    use frame::{
        prelude::*,
        traits::{IdentifyAccount, Verify},
    };
    use openledger_primitives::{
        fees::MAX_BUCKETS,
        runtime_api::{AgentInfo, ChannelInfo, ReceiptCheck},
        traits::{
            EraClock, FeeSplitProvider, ModelInspect, OperatorFees, OperatorInspect, RouteRevenue, SlashOperator,
        },
        Balance, Era, ModelId, Receipt, ReceiptProof, Units, Voucher,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);
    /// Proof of the whitelisted item with the trie nodes on the way to it, in bytes, with room to spare.
    const HOOK_PROOF: u64 = 2_048;

    /// The pallet of offers, payments, channels and receipts.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    // Payloads begin with the hash of the genesis block, which is 32 bytes for clients.
    #[pallet::config]
    pub trait Config: frame_system::Config<Hash = H256> {
        /// The overarching hold reason.
        type RuntimeHoldReason: From<HoldReason>;

        /// OPEN, in planck: deposits are held, and channels are funded and refunded. What is paid moves through
        /// [`Config::Revenue`]. Changing it live would orphan everything held and escrowed.
        type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
            + fungible::hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;

        /// The registered models: which exist, which may be offered, which are adapters of which.
        type Models: ModelInspect<Self::AccountId>;

        /// The operators: which may take work, their commission and their stake.
        type Operators: OperatorInspect<Self::AccountId>;

        /// The ledger, which takes a payment from the payer or the escrow and credits every role behind it, and knows what was
        /// paid to each operator in the last eras. Its eras must be those of [`Config::Eras`].
        type Revenue: RouteRevenue<Self::AccountId> + OperatorFees<Self::AccountId>;

        /// Where time stands, in eras. Must never go back.
        type Eras: EraClock;

        /// The fee splits that a voucher can name. Must be those that [`Config::Revenue`] divides by.
        type FeeSplits: FeeSplitProvider;

        /// Who takes stake of operators that are convicted.
        type Slashing: SlashOperator<Self::AccountId>;

        /// Signatures of vouchers and receipts. A change on a live chain makes those that are out there worthless.
        type Signature: Verify<Signer = Self::Signer> + Parameter;

        /// The keys behind the signatures.
        type Signer: IdentifyAccount<AccountId = Self::AccountId>;

        /// The account that receives what the escrow holds beyond its debts. A change acts on the next surplus.
        type TreasuryAccount: Get<Self::AccountId>;

        /// Who may let settlements go on after the escrow was found short. Safe to change.
        type ResumeOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Names the escrow's account. DO NOT CHANGE on a live chain: the money would stay behind.
        #[pallet::constant]
        type PalletId: Get<PalletId>;

        /// What is held of an operator for each offer, in planck: the price of its storage, of at most 422 bytes. A
        /// change on a live chain acts on offers published after it; each offer returns what was held for it.
        #[pallet::constant]
        type OfferDeposit: Get<Balance>;

        /// For how many eras after the current one an offer may be valid; at least one. A change on a live chain acts
        /// on offers published or updated after it.
        #[pallet::constant]
        type MaxOfferEras: Get<Era>;

        /// What is held of a payer for each channel, in planck: the price of its storage, of at most 569 bytes. Not
        /// zero, so that the payer's account stays. A change on a live chain acts on channels opened after it.
        #[pallet::constant]
        type ChannelDeposit: Get<Balance>;

        /// What is held of a payer for each agent, in planck: the price of its storage, of at most 670 bytes. A change on
        /// a live chain acts on agents authorised after it.
        #[pallet::constant]
        type AgentDeposit: Get<Balance>;

        /// How long an operator can still settle after its payer asked to close the channel or revoked the agent, or
        /// settlements were resumed, in whole eras after the one of that; at least one. A change on a live chain acts on
        /// requests after it, and at once on the time after a resumption.
        #[pallet::constant]
        type ThawEras: Get<Era>;

        /// For how long receipts can be reported, and fees are counted against the operator's stake, in eras: 1 to
        /// [`MAX_BUCKETS`], not above the time that unbonding takes. Raised on a live chain, it lets calls be reported
        /// again whose convictions were forgotten.
        #[pallet::constant]
        type DisputeEras: Get<Era>;

        /// The planck of stake that each planck of fees in a window takes; at least one. A change on a live chain acts
        /// at once, also on vouchers signed before.
        #[pallet::constant]
        type StakePerFee: Get<u32>;

        /// The part of all stake with an operator that an equivocation costs; not zero. A change acts on reports after
        /// it.
        #[pallet::constant]
        type EquivocationSlash: Get<Permill>;

        /// The part of an operator's own loss that goes to the reporter. A change acts on reports after it.
        #[pallet::constant]
        type ReporterReward: Get<Permill>;

        /// Makes keys and signatures for benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::Signature>;

        /// Weights of the calls and hooks.
        type WeightInfo: WeightInfo;
    }

    /// What an operator offers, by operator and model.
    // Accounts are chosen by users, so their hash must not be: Blake2. Model ids are given in sequence: Twox.
    #[pallet::storage]
    pub type Offers<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, ModelId, Offer, OptionQuery>;

    /// The open channels, by operator and payer. The operator comes first: it can list its channels, and what a
    /// settlement of many of them reads lies together in the trie.
    // Blake2: accounts are chosen by their owners.
    #[pallet::storage]
    pub type Channels<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, Channel, OptionQuery>;

    /// The agents, by operator, payer and key.
    // Blake2: accounts are chosen by their owners.
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

    /// The number of the next channel, over all operators and payers, so that no number is ever used again.
    #[pallet::storage]
    pub type NextChannel<T: Config> = StorageValue<_, u64, ValueQuery>;

    /// What all channels have in the escrow together.
    // Read in every block by `on_finalize`. `on_initialize` charges for that and one write: no call pays for it again.
    #[pallet::storage]
    #[pallet::whitelist_storage]
    pub type Escrow<T: Config> = StorageValue<_, EscrowBooks, ValueQuery>;

    /// Paid calls, in total.
    #[pallet::storage]
    pub type Calls<T: Config> = StorageValue<_, CallTotals, ValueQuery>;

    /// The calls for which an operator was slashed, by operator, channel and sequence, with the latest of the eras of the
    /// conviction and of the two receipts: as long as one of them can be reported, the record stays.
    // Blake2: operators choose their accounts, and what they put into receipts.
    #[pallet::storage]
    pub type Convictions<T: Config> = StorageMap<_, Blake2_128Concat, (T::AccountId, u64, u64), Era, OptionQuery>;

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
            Pallet::<T>::open_escrow().expect("the escrow's account can be opened");
        }
    }

    /// Why this pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The storage deposit of an operator's offers.
        #[codec(index = 0)]
        OfferDeposit,
        /// The storage deposit of a payer's channels.
        #[codec(index = 1)]
        ChannelDeposit,
        /// The storage deposit of a payer's agents.
        #[codec(index = 2)]
        AgentDeposit,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            // The whitelisted item, which no benchmark counts: read in every block, and written in most.
            let whitelisted = T::DbWeight::get().reads_writes(1, 1).saturating_add(Weight::from_parts(0, HOOK_PROOF));
            <T as Config>::WeightInfo::on_finalize_check().saturating_add(whitelisted)
        }

        fn on_finalize(_: BlockNumberFor<T>) {
            Self::check_escrow();
        }

        fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::work_in_idle(remaining)
        }

        fn integrity_test() {
            assert!(T::MaxOfferEras::get() > 0, "an offer must be able to outlast the era it is published in");
            assert!(T::ChannelDeposit::get() > 0, "a payer's account must outlast its channels");
            assert!(T::ThawEras::get() > 0, "an operator must have time to settle before a channel closes");
            assert!(
                (1..=MAX_BUCKETS).contains(&T::DisputeEras::get()),
                "the time in which fees are at risk must be within what a window remembers"
            );
            assert!(T::StakePerFee::get() > 0, "fees must take stake");
            assert!(!T::EquivocationSlash::get().is_zero(), "an equivocation must cost something");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// What `pay` would take for these units now, in planck, or why it would refuse.
        pub fn price(operator: T::AccountId, model: ModelId, units: Units) -> Result<Balance, DispatchError> {
            Self::priced(&operator, model, &units).map(|priced| priced.amount)
        }

        /// The offer that `operator` published for `model`, valid or not.
        pub fn offer(operator: T::AccountId, model: ModelId) -> Option<Offer> {
            Offers::<T>::get(operator, model)
        }

        /// The offers of `operator`, valid or not, in no order, at most [`MAX_LISTED_OFFERS`].
        pub fn offers_of(operator: T::AccountId) -> OfferList {
            Self::listed(&operator)
        }

        /// The channel of `payer` with `operator`, if it is open.
        pub fn channel_info(payer: T::AccountId, operator: T::AccountId) -> Option<ChannelInfo> {
            Self::describe_channel(&payer, &operator)
        }

        /// What `agent` may do in the channel of `payer` with `operator`, if it is authorised for it.
        pub fn agent_info(payer: T::AccountId, operator: T::AccountId, agent: T::AccountId) -> Option<AgentInfo> {
            Self::describe_agent(&payer, &operator, &agent)
        }

        /// What the stake of `operator` still covers in this era, in planck.
        pub fn coverage(operator: T::AccountId) -> Balance {
            Self::covered_now(&operator)
        }

        /// The bytes of a voucher to sign.
        pub fn voucher_payload(voucher: Voucher<T::AccountId>) -> Vec<u8> {
            voucher.payload(&Self::genesis())
        }

        /// The bytes of a receipt to sign, which are also its leaf in the tree of receipts.
        pub fn receipt_payload(receipt: Receipt<T::AccountId>) -> Vec<u8> {
            receipt.payload(&Self::genesis())
        }

        /// Whether a receipt is signed by its operator, and whether it is in a tree of receipts.
        pub fn check_receipt(signed: SignedReceiptOf<T>, proof: ReceiptProof) -> ReceiptCheck {
            Self::checked(&signed, proof)
        }

        /// The latest of the eras of the conviction of `operator` for a call and of its receipts, if there is one.
        pub fn conviction(operator: T::AccountId, channel: u64, sequence: u64) -> Option<Era> {
            Convictions::<T>::get((operator, channel, sequence))
        }

        /// What all channels have in the escrow together.
        pub fn escrow() -> EscrowBooks {
            Escrow::<T>::get()
        }

        /// The escrow's account.
        pub fn escrow_account() -> T::AccountId {
            Self::account()
        }

        /// Paid calls, in total.
        pub fn paid_calls() -> CallTotals {
            Calls::<T>::get()
        }
    }
}
