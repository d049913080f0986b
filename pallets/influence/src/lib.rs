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
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

// The macros of FRAME expand to casts and `expect`s that are not ours.
#[allow(clippy::as_conversions, clippy::expect_used)]
#[frame::pallet]
pub mod pallet {
    use super::*;
    use frame::{prelude::*, token::fungible, traits::OnUnbalanced};
    use openledger_primitives::{
        influence::{most_payees, steps_count, ContributionInspect, EraRevenue, NamedPayments, ResolveNames, Root},
        traits::{DatanetInspect, EraClock},
        Balance, ContributionId, DatanetId, Era, ModelId, Names, SignedVoucher, Units,
    };

    /// Version of the storage layout.
    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The runtime's reasons for holds.
        type RuntimeHoldReason: From<HoldReason>;

        /// The currency of bonds and deposits. A change on a live chain would strand what is held.
        type Currency: fungible::MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + fungible::BalancedHold<Self::AccountId>;

        /// The datanets, with their owners. A datanet must never disappear.
        type Datanets: DatanetInspect<Self::AccountId>;

        /// The contributions that names and trees have.
        type Contributions: ContributionInspect<Self::AccountId>;

        /// The ledger that sets revenue aside and credits it. Its eras must be those of [`Config::Eras`].
        type Revenue: EraRevenue<Self::AccountId>;

        /// Inference, which makes payments and settles vouchers. Its ledger must be [`Config::Revenue`].
        type Payments: NamedPayments<Self::AccountId, Self::Signature>;

        /// Signatures of vouchers: those of inference.
        type Signature: Parameter;

        /// The clock of notices and windows. It must be the ledger's.
        #[cfg(not(feature = "runtime-benchmarks"))]
        type Eras: EraClock;
        /// The same, which benchmarks also advance.
        #[cfg(feature = "runtime-benchmarks")]
        type Eras: EraClock + openledger_primitives::traits::AdvanceEras;

        /// Receives the part of a lost bond that the challenger does not.
        type OnLoss: OnUnbalanced<CreditOf<Self>>;

        /// The largest part of a datanet's revenue that a policy can set aside. Acts on later policies.
        #[pallet::constant]
        type MaxCommitted: Get<Permill>;

        /// The largest part of a claim that a policy can give to the attributor. Acts on later policies.
        #[pallet::constant]
        type MaxAttributorPart: Get<Permill>;

        /// The least bond that a policy can ask of an attributor, in planck. Acts on later policies.
        #[pallet::constant]
        type MinBond: Get<Balance>;

        /// The deposit of an attributor for each root, in planck, for the record and the bits of its claims. A change
        /// acts on later roots; each returns its own deposit.
        #[pallet::constant]
        type RootDeposit: Get<Balance>;

        /// The eras between the announcement of a policy or of an attributor and its effect; at least one.
        #[pallet::constant]
        type PolicyNotice: Get<Era>;

        /// The number of eras after an era in which roots for it can be posted; at least one. Acts at once.
        #[pallet::constant]
        type PostEras: Get<Era>;

        /// The number of eras after that of the last root in which it can be challenged; at least
        /// [`Config::PostEras`]. Acts at once.
        #[pallet::constant]
        type ChallengeEras: Get<Era>;

        /// The number of eras after the challenges in which contributors can claim; at least one. Acts at once.
        #[pallet::constant]
        type RetentionEras: Get<Era>;

        /// The challenger's part of a lost bond: less than the whole, so that losing to oneself costs.
        #[pallet::constant]
        type ChallengerPart: Get<Permill>;

        /// The weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The reasons for which the pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The bond of an attributor.
        #[codec(index = 0)]
        AttributorBond,
        /// The record of a root, held of its attributor.
        #[codec(index = 1)]
        RootDeposit,
    }

    /// The policy of each datanet, with the number of its attributors. A datanet without an entry uses neither form.
    // Twox: ids are sequential, so no account can choose them.
    #[pallet::storage]
    pub type Policies<T: Config> = StorageMap<_, Twox64Concat, DatanetId, PolicyRecord>;

    /// The attributors of each datanet with their bonds, dismissed ones with bonds included.
    // Blake2: accounts are chosen by their owners.
    #[pallet::storage]
    pub type Attributors<T: Config> =
        StorageDoubleMap<_, Twox64Concat, DatanetId, Blake2_128Concat, T::AccountId, Attributor>;

    /// The roots of each datanet and era, until the era is closed.
    // Twox: neither ids nor eras can be chosen.
    #[pallet::storage]
    pub type Roots<T: Config> = StorageDoubleMap<_, Twox64Concat, DatanetId, Twox64Concat, Era, EraRootsOf<T>>;

    /// The leaves that are paid: one bit for each, by datanet, era and the leaf's index divided by [`CHUNK`].
    // Twox: an index is at most 2^20, so keys cannot be made to collide.
    #[pallet::storage]
    pub type PaidLeaves<T: Config> = StorageNMap<
        _,
        (NMapKey<Twox64Concat, DatanetId>, NMapKey<Twox64Concat, Era>, NMapKey<Twox64Concat, u32>),
        Chunk,
        ValueQuery,
    >;

    #[allow(missing_docs)] // The documentation of each variant covers its fields.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The owner announced a policy, in force from the era `from` on.
        PolicySet { datanet: DatanetId, old: Policy, policy: Policy, from: Era },
        /// The owner appointed an attributor, who may post roots for the era `from` and later ones.
        AttributorAdded { datanet: DatanetId, who: T::AccountId, from: Era },
        /// The owner dismissed an attributor. Its roots and its bond stay.
        AttributorRemoved { datanet: DatanetId, who: T::AccountId },
        /// An attributor put `amount` planck more on hold. Its bond is `total` planck now.
        Bonded { datanet: DatanetId, who: T::AccountId, amount: Balance, total: Balance },
        /// An attributor withdrew its bond, `released` planck.
        Unbonded { datanet: DatanetId, who: T::AccountId, released: Balance },
        /// An attributor posted a root for an era. Its data is at `uri`. It can be challenged until the end of the era
        /// `until`. If it is not the only root, the roots `conflict`.
        RootPosted {
            datanet: DatanetId,
            era: Era,
            attributor: T::AccountId,
            root: Root,
            uri: Uri,
            until: Era,
            conflict: bool,
            deposit: Balance,
        },
        /// A challenge proved a root wrong, and the root is gone. The attributor lost its bond: the challenger
        /// received the `reward`, and the `penalty` was lost, in planck.
        RootRefuted {
            datanet: DatanetId,
            era: Era,
            attributor: T::AccountId,
            challenger: T::AccountId,
            reward: Balance,
            penalty: Balance,
        },
        /// A leaf will not be paid: its contribution was erased or pruned after the root was posted.
        LeafStruck {
            datanet: DatanetId,
            era: Era,
            attributor: T::AccountId,
            index: u32,
            contributor: T::AccountId,
            contribution: ContributionId,
        },
        /// The claims of an era began. The amount `total`, in planck, is divided by the root of `attributor`.
        ClaimsOpened { datanet: DatanetId, era: Era, attributor: T::AccountId, total: Balance },
        /// A contributor's part of an era, `amount` planck, was credited in the datanet's pool, and the attributor's
        /// `fee` as well.
        Claimed {
            datanet: DatanetId,
            era: Era,
            index: u32,
            contributor: T::AccountId,
            amount: Balance,
            attributor: T::AccountId,
            fee: Balance,
        },
        /// A payment named contributions. The hash of the `names` is in the receipts of the answers. For a voucher,
        /// the `channel` is the one that it settled in.
        NamesPaid { payer: T::AccountId, operator: T::AccountId, model: ModelId, channel: Option<u64>, names: H256 },
        /// An era was closed. The amount `released`, in planck, went to the datanet's holders.
        EraClosed { datanet: DatanetId, era: Era, released: Balance },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no datanet with this id. Check the id.
        DatanetNotFound,
        /// Only the datanet's owner may do this. Ask the owner.
        NotOwner,
        /// A part is larger than the constitution allows, or the bond is smaller. See the constants.
        InvalidPolicy,
        /// The account is an attributor already. There is nothing to do.
        AlreadyAttributor,
        /// The account is not an attributor of the datanet. Ask the owner to appoint it.
        NotAttributor,
        /// The datanet has 8 attributors. Remove one first.
        TooManyAttributors,
        /// The amount is zero. Name an amount above zero.
        ZeroAmount,
        /// The attributor has no bond. There is nothing to withdraw.
        NoBond,
        /// The bond still answers for a root. Wait until the era in its record is over.
        BondInUse,
        /// The bond is smaller than the policy asks. Bond more.
        BondTooSmall,
        /// The attributor was appointed for later eras. Post for those.
        NotYourEra,
        /// The era is not over. Wait until it is.
        EraNotOver,
        /// The time for roots of this era is over. Post earlier; the era falls back to shares.
        TooLate,
        /// Nothing is set aside for the era. There is nothing to divide.
        NothingSetAside,
        /// The root has no sum or is too deep. See the formats.
        InvalidRoot,
        /// The URI is not UTF-8. Write it as text, or leave it empty.
        InvalidUri,
        /// The attributor, or another one, has posted this root, or the attributor another one. There is nothing to
        /// do.
        AlreadyPosted,
        /// Two roots stand for the era. Challenge a wrong one first.
        TooManyRoots,
        /// The deposit is higher than `max_deposit`: the price has changed. Look it up and sign again.
        DepositTooHigh,
        /// There is no such root. Check datanet, era and attributor.
        RootNotFound,
        /// The time for challenges is over. Claims go on.
        WindowOver,
        /// The root can still be challenged. Claim when that time is over.
        WindowRunning,
        /// The evidence does not hold, or shows no fault. Build the proofs from the posted tree.
        InvalidEvidence,
        /// The leaf was struck already. There is nothing to do.
        AlreadyStruck,
        /// As many leaves as a root has room for were struck. The others are paid.
        TooManyStruck,
        /// No root stands for the era, or two conflict. Close the era: it falls back to shares.
        NoSingleRoot,
        /// The era is closed. What was left went to all holders.
        EraIsClosed,
        /// The leaf is not in the tree. Build the proof from the posted tree.
        InvalidProof,
        /// The leaf is not paid, because one of its contributions is gone. Claim other eras.
        LeafIsStruck,
        /// The leaf is paid already. Claim its amount from the datanet's pool.
        AlreadyClaimed,
        /// The era cannot be closed yet. Wait for its roots, challenges or claims to end.
        TooEarly,
        /// Nothing is left of the era. There is nothing to close.
        NothingToClose,
        /// The names are empty, or a datanet has none. Name a contribution, or pay without names.
        NoNames,
        /// More than 64 contributions are named. Name those with the largest weights.
        TooManyNames,
        /// A weight is zero. Leave the contribution out.
        ZeroWeight,
        /// A contribution is named twice. Add up its weights.
        DuplicateName,
        /// A named contribution is not an accepted one of its datanet, or was erased. Leave it out.
        NotNameable,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            Self::do_integrity_test();
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), frame::deps::sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The policy of a datanet in force now; the default one if its owner has set none.
        pub fn policy(datanet: DatanetId) -> Policy {
            Policies::<T>::get(datanet).unwrap_or_default().in_era(T::Eras::current_era())
        }

        /// The bond and appointment of an attributor.
        pub fn attributor(datanet: DatanetId, who: T::AccountId) -> Option<Attributor> {
            Attributors::<T>::get(datanet, who)
        }

        /// The roots of an era, until it is closed.
        pub fn roots(datanet: DatanetId, era: Era) -> Option<EraRootsOf<T>> {
            Roots::<T>::get(datanet, era)
        }

        /// The amount that is still set aside for an era, in planck.
        pub fn set_aside(datanet: DatanetId, era: Era) -> Balance {
            T::Revenue::amount(datanet, era)
        }

        /// The amount that a claim of this leaf would credit to its contributor now, in planck, or the reason why it
        /// would be refused.
        pub fn claimable(datanet: DatanetId, era: Era, leaf: ProvenLeafOf<T>) -> Result<Balance, DispatchError> {
            Self::priced(datanet, era, &leaf).map(|claim| claim.amount)
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Announce the policy of a datanet.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// In force after [`Config::PolicyNotice`] eras, instead of an announced one. It acts on revenue paid from then
        /// on.
        /// - `datanet`: the datanet.
        /// - `policy`: the parts that payments direct, that is set aside, of the attributor, and that one contributor
        ///   can claim at most, in ppm; and the least bond of an attributor, in planck.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::InvalidPolicy`] if a number is out of its range.
        ///
        /// ## Events
        /// Emits [`Event::PolicySet`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(0)]
        pub fn set_policy(origin: OriginFor<T>, datanet: DatanetId, policy: Policy) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_set_policy(&who, datanet, policy)
        }

        /// Appoint an attributor.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// It can post roots for eras that begin [`Config::PolicyNotice`] eras later, once it has bonded.
        /// - `datanet`: the datanet.
        /// - `who`: the account.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::AlreadyAttributor`] if it is one.
        /// - [`Error::TooManyAttributors`] if the datanet has [`MAX_ATTRIBUTORS`].
        ///
        /// ## Events
        /// Emits [`Event::AttributorAdded`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(1)]
        pub fn add_attributor(origin: OriginFor<T>, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_add_attributor(&owner, datanet, who)
        }

        /// Dismiss an attributor.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the owner of `datanet`.
        ///
        /// ## Details
        /// It posts no more roots. Those that it has posted stay, as does its bond, which it can withdraw once its
        /// windows are over.
        /// - `datanet`: the datanet.
        /// - `who`: the account.
        ///
        /// ## Errors
        /// - [`Error::DatanetNotFound`], [`Error::NotOwner`] if there is no such datanet, or it is another owner's.
        /// - [`Error::NotAttributor`] if it is not one.
        ///
        /// ## Events
        /// Emits [`Event::AttributorRemoved`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(2)]
        pub fn remove_attributor(origin: OriginFor<T>, datanet: DatanetId, who: T::AccountId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_remove_attributor(&owner, datanet, who)
        }

        /// Put more on hold for the roots that you post.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an attributor of `datanet`.
        ///
        /// ## Details
        /// A lost challenge takes the whole bond of this datanet.
        /// - `datanet`: the datanet.
        /// - `amount`: in planck, not zero.
        ///
        /// ## Errors
        /// - [`Error::ZeroAmount`] if the amount is zero.
        /// - [`Error::NotAttributor`] if the signer is not appointed.
        /// - `TokenError::FundsUnavailable` if the signer does not have the amount.
        ///
        /// ## Events
        /// Emits [`Event::Bonded`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(3)]
        pub fn bond(origin: OriginFor<T>, datanet: DatanetId, #[pallet::compact] amount: Balance) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_bond(who, datanet, amount)
        }

        /// Withdraw your bond.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an attributor, dismissed or not.
        ///
        /// ## Details
        /// The whole bond is released. An attributor that is still appointed can bond again.
        /// - `datanet`: the datanet.
        ///
        /// ## Errors
        /// - [`Error::NoBond`] if there is no bond.
        /// - [`Error::BondInUse`] if one of its roots can still be challenged.
        ///
        /// ## Events
        /// Emits [`Event::Unbonded`].
        ///
        /// ## Complexity
        /// O(1).
        #[pallet::call_index(4)]
        pub fn unbond(origin: OriginFor<T>, datanet: DatanetId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_unbond(who, datanet)
        }

        /// Post the root of an era's tree.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by an attributor of `datanet` with the policy's bond.
        ///
        /// ## Details
        /// [`Config::RootDeposit`] is held for the record until it ends. If another root stands, the two conflict: then
        /// none pays unless a challenge removes one.
        /// - `datanet`: the datanet.
        /// - `era`: one of the last [`Config::PostEras`] eras, the present one excluded.
        /// - `root`: hash, sum (above zero) and depth (at most 20) of the tree.
        /// - `uri`: the place of the tree's data, UTF-8, at most 256 bytes; only the event has it.
        /// - `max_deposit`: the most that may be held, in planck.
        ///
        /// ## Errors
        /// - [`Error::EraNotOver`], [`Error::TooLate`] if the era is not over, or its time for roots is.
        /// - [`Error::NotAttributor`], [`Error::NotYourEra`], [`Error::BondTooSmall`] if the signer may not post.
        /// - [`Error::InvalidRoot`], [`Error::InvalidUri`] for an invalid argument.
        /// - [`Error::NothingSetAside`] if there is nothing to divide.
        /// - [`Error::AlreadyPosted`], [`Error::TooManyRoots`] if the root stands, the signer has posted one, or two
        ///   stand.
        /// - [`Error::DepositTooHigh`], `TokenError::FundsUnavailable` if it is above `max_deposit`, or cannot be paid.
        ///
        /// ## Events
        /// Emits [`Event::RootPosted`].
        ///
        /// ## Complexity
        /// O(1), for any number of contributors.
        #[pallet::call_index(5)]
        pub fn post_root(
            origin: OriginFor<T>,
            datanet: DatanetId,
            era: Era,
            root: Root,
            uri: Uri,
            #[pallet::compact] max_deposit: Balance,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_post_root(who, datanet, era, root, uri, max_deposit)
        }

        /// Prove that a root is wrong.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anyone.
        ///
        /// ## Details
        /// A fault takes the root away, and the attributor's whole bond: [`Config::ChallengerPart`] of it is the
        /// signer's, unless it is the attributor. A contribution that was erased or pruned after the posting is no
        /// fault: it strikes the leaf, which is not paid then.
        /// - `datanet`, `era`, `attributor`: the root.
        /// - `evidence`: nodes, leaves and items with their proofs.
        ///
        /// ## Errors
        /// - [`Error::RootNotFound`] if no such root stands.
        /// - [`Error::WindowOver`] if it can no longer be challenged.
        /// - [`Error::InvalidEvidence`] if a proof does not hold, or shows no fault.
        /// - [`Error::AlreadyStruck`], [`Error::TooManyStruck`] if the leaf is struck, or 64 others are.
        ///
        /// ## Events
        /// Emits [`Event::RootRefuted`] or [`Event::LeafStruck`].
        ///
        /// ## Complexity
        /// O(d) hashes for trees of depth d, d ≤ 20.
        #[pallet::call_index(6)]
        #[pallet::weight(
            <T as Config>::WeightInfo::challenge_order().max(<T as Config>::WeightInfo::challenge_contribution())
        )]
        pub fn challenge(
            origin: OriginFor<T>,
            datanet: DatanetId,
            era: Era,
            attributor: T::AccountId,
            evidence: EvidenceOf<T>,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_challenge(&who, datanet, era, &attributor, &evidence)
        }

        /// Credit a contributor with its part of an era.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anyone; the contributor need not exist as an account.
        ///
        /// ## Details
        /// The first claim of an era fixes the amount that is divided. The part is that of the leaf's weight, at most
        /// the policy's `most` of the amount, less the attributor's part. Both are credited in the datanet's pool,
        /// where they are claimed with other revenue.
        /// - `datanet`, `era`: the era of the datanet.
        /// - `leaf`: the contributor's leaf with its proof.
        ///
        /// ## Errors
        /// - [`Error::RootNotFound`], [`Error::NoSingleRoot`] if no root stands, or two do.
        /// - [`Error::WindowRunning`] if it can still be challenged.
        /// - [`Error::EraIsClosed`] if the era is closed.
        /// - [`Error::InvalidProof`] if the leaf is not in the tree.
        /// - [`Error::LeafIsStruck`], [`Error::AlreadyClaimed`] if the leaf is not paid, or is already.
        ///
        /// ## Events
        /// Emits [`Event::Claimed`], and before the first one [`Event::ClaimsOpened`].
        ///
        /// ## Complexity
        /// O(d) hashes for a tree of depth d, d ≤ 20; reads and writes do not depend on it.
        #[pallet::call_index(7)]
        pub fn claim(origin: OriginFor<T>, datanet: DatanetId, era: Era, leaf: ProvenLeafOf<T>) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_claim(datanet, era, leaf)
        }

        /// Give what is left of an era to the datanet's holders, and remove its records.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by anyone.
        ///
        /// ## Details
        /// Possible once the time for roots is over and there is none, once challenges are over and no single root
        /// stands, or once the time for claims is over. The first call shares the amount; further calls remove more
        /// records. The deposit of the root returns with the last of them.
        /// - `datanet`, `era`: the era of the datanet.
        /// - `chunks`: the most records of 1,024 claims to remove, at most [`MAX_CHUNKS`] count.
        ///
        /// ## Errors
        /// - [`Error::TooEarly`] if roots, challenges or claims are possible.
        /// - [`Error::NothingToClose`] if there is neither a root nor an amount.
        ///
        /// ## Events
        /// Emits [`Event::EraClosed`], the first time.
        ///
        /// ## Complexity
        /// O(n) for n records, n ≤ 64.
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::close((*chunks).min(MAX_CHUNKS)))]
        pub fn close(origin: OriginFor<T>, datanet: DatanetId, era: Era, chunks: u32) -> DispatchResultWithPostInfo {
            ensure_signed(origin)?;
            let removed = Self::do_close(datanet, era, chunks.min(MAX_CHUNKS))?;
            Ok(Some(<T as Config>::WeightInfo::close(removed)).into())
        }

        /// Pay an operator's offer for executed units, and name the contributions that shaped the answers.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the payer.
        ///
        /// ## Details
        /// A payment as by `inference.pay`, at the same price. Of the revenue that it brings to each named datanet, the
        /// part that the datanet's policy lets payments direct is divided among the named contributions by their
        /// weights.
        /// - `model`, `operator`, `units`, `max_amount`: as of `pay`.
        /// - `names`: for each datanet the path of models to it, and contributions with weights; at most 64 in total.
        ///
        /// ## Errors
        /// - [`Error::NoNames`], [`Error::TooManyNames`], [`Error::ZeroWeight`], [`Error::DuplicateName`],
        ///   [`Error::NotNameable`] if the names are wrong.
        /// - as of `pay`.
        /// - `NotInLineage`, `PathsMeet` of the ledger if a path is not one of the model's, or two paths meet.
        ///
        /// ## Events
        /// Emits [`Event::NamesPaid`].
        ///
        /// ## Complexity
        /// O(k + s) for k named contributions, k ≤ 64, of at most 9 accounts each, and s steps from pool to pool,
        /// s ≤ 40. Weight is refunded for accounts that the contributions do not have.
        #[pallet::call_index(9)]
        #[pallet::weight(
            T::Payments::pay_weight(most_payees(names), steps_count(names))
                .saturating_add(Pallet::<T>::resolve_weight(names))
        )]
        pub fn pay_named(
            origin: OriginFor<T>,
            model: ModelId,
            operator: T::AccountId,
            units: Units,
            #[pallet::compact] max_amount: Balance,
            names: Names,
        ) -> DispatchResultWithPostInfo {
            let payer = ensure_signed(origin)?;
            Self::do_pay_named(payer, model, operator, units, max_amount, &names)
        }

        /// Settle a voucher, and name the contributions that shaped the answers that it pays for.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the voucher's operator, or by the key that signs for it.
        ///
        /// ## Details
        /// A settlement as by `inference.settle`; the names direct revenue as those of [`Pallet::pay_named`]. The
        /// payer's signature covers the amount, not the names: it checks them by its receipts, which have their hashes.
        /// A voucher that cannot settle is skipped with an event of inference.
        /// - `voucher`: the voucher. An acceptance is not needed.
        /// - `names`: as of [`Pallet::pay_named`]; the weights are the sums of those in the receipts.
        ///
        /// ## Errors
        /// - `NotOperator` of inference if the signer is neither the operator nor signs for it.
        /// - `SettlementsStopped` of inference if the escrow was found short.
        /// - for the names as of [`Pallet::pay_named`].
        ///
        /// ## Events
        /// Emits [`Event::NamesPaid`] if the voucher was settled.
        ///
        /// ## Complexity
        /// As [`Pallet::pay_named`].
        #[pallet::call_index(10)]
        #[pallet::weight(
            T::Payments::settle_weight(voucher, most_payees(names), steps_count(names))
                .saturating_add(Pallet::<T>::resolve_weight(names))
        )]
        pub fn settle_named(
            origin: OriginFor<T>,
            voucher: SignedVoucher<T::AccountId, T::Signature>,
            names: Names,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            Self::do_settle_named(who, voucher, &names)
        }
    }
}
