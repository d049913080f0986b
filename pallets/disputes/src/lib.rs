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
    use alloc::vec::Vec;
    #[cfg(feature = "try-runtime")]
    use frame::deps::sp_runtime::TryRuntimeError;
    use frame::{
        prelude::*,
        token::fungible,
        traits::{EnsureOrigin, OnUnbalanced},
    };
    use openledger_primitives::{
        disputes::{CaseId, Judged, Ruling, Subject},
        traits::EraClock,
        Balance, Era,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The pallet of disputes.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// The runtime's reasons for holds.
        type RuntimeHoldReason: From<HoldReason>;

        /// The currency of bonds: held, released, and taken from the loser. A change on a live chain would strand them.
        type Currency: fungible::MutateHold<Self::AccountId, Balance = Balance, Reason = Self::RuntimeHoldReason>
            + fungible::BalancedHold<Self::AccountId>
            + fungible::Mutate<Self::AccountId>;

        /// The pallets of the subjects: they admit cases and execute verdicts.
        type Subjects: Judged<Self::AccountId>;

        /// The clock of the deadlines. It must never go back, and it must stand still while the chain does.
        #[cfg(not(feature = "runtime-benchmarks"))]
        type Eras: EraClock;
        /// The clock of the deadlines, which benchmarks move on.
        #[cfg(feature = "runtime-benchmarks")]
        type Eras: EraClock + openledger_primitives::traits::AdvanceEras;

        /// The origin that elects and dismisses the panel, and decides cases itself: that of one track of governance.
        type ArbiterOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Receives the part of a loser's bond that the winner does not.
        type OnLoss: OnUnbalanced<CreditOf<Self>>;

        /// The account that received lost deposits. It makes good what the loser's bond does not.
        type Treasury: Get<Self::AccountId>;

        /// The bond of each side of a case, in planck. A case keeps that of the time when it was opened. It also pays
        /// for the case's record, at most 1.3 kB, which is gone when the bonds are.
        #[pallet::constant]
        type CaseBond: Get<Balance>;

        /// The bond of an appeal, in bonds of the case: at least two. A change acts on later appeals.
        #[pallet::constant]
        type AppealFactor: Get<u32>;

        /// The part of the loser's bonds that the winner receives, at most; the rest goes to [`Config::OnLoss`].
        #[pallet::constant]
        type WinnersPart: Get<Permill>;

        /// The eras after that of the opening in which the respondent can answer. Acts on later cases.
        #[pallet::constant]
        type ResponseEras: Get<Era>;

        /// The eras after those in which the panel or the track can rule. It must be long enough for a referendum. Acts
        /// on later cases.
        #[pallet::constant]
        type RulingEras: Get<Era>;

        /// The eras after that of the panel's ruling in which the loser can appeal. Acts on later rulings.
        #[pallet::constant]
        type AppealEras: Get<Era>;

        /// The eras after that of an appeal in which the track can decide. It must be long enough for a referendum.
        /// Acts on later appeals.
        #[pallet::constant]
        type TrackEras: Get<Era>;

        /// The eras in which a verdict that cannot be executed is tried again. Then the bonds are settled without it.
        #[pallet::constant]
        type PatienceEras: Get<Era>;

        /// Weights of the calls.
        type WeightInfo: WeightInfo;
    }

    /// The reasons for which the pallet holds money.
    #[pallet::composite_enum]
    pub enum HoldReason {
        /// The bonds of a side of its open cases.
        #[codec(index = 0)]
        Bond,
    }

    /// The id of the next case.
    #[pallet::storage]
    pub type NextCaseId<T: Config> = StorageValue<_, CaseId, ValueQuery>;

    /// The open cases by id. A case is removed with its end; events tell the outcome.
    // Twox: ids are sequential, so no account can choose them.
    #[pallet::storage]
    pub type Cases<T: Config> = StorageMap<_, Twox64Concat, CaseId, CaseOf<T>>;

    /// The open case about each subject. The claimed score is not part of the key: it is zero there.
    // Blake2: the challenger chooses the subject.
    #[pallet::storage]
    pub type OpenCases<T: Config> = StorageMap<_, Blake2_128Concat, Subject<T::AccountId>, CaseId>;

    /// The panel that the track elected last.
    #[pallet::storage]
    pub type ThePanel<T: Config> = StorageValue<_, PanelOf<T>, ValueQuery>;

    /// The panel and the cases that exist from block 0.
    ///
    /// The pallets behind [`Config::Currency`] and [`Config::Subjects`] must be built first.
    #[pallet::genesis_config]
    #[derive(DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The members of the panel.
        pub panel: Vec<T::AccountId>,
        /// The number of equal votes that rule: zero if there is no panel.
        pub threshold: u8,
        /// The cases in the order of their ids. Bonds are held from their challengers as in `open`.
        pub cases: Vec<GenesisCase<T::AccountId>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::build_genesis(self);
        }
    }

    #[allow(missing_docs)] // The documentation of each variant covers its fields.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A challenger opened a case with a `bond` in planck. The respondent can answer up to the end of the era
        /// `respond_until`, and the panel or the track can rule up to the end of the era `rule_until`.
        Opened {
            case: CaseId,
            subject: Subject<T::AccountId>,
            challenger: T::AccountId,
            respondent: T::AccountId,
            bond: Balance,
            evidence: Evidence,
            respond_until: Era,
            rule_until: Era,
        },
        /// The respondent answered a case, with the same bond.
        Responded { case: CaseId, respondent: T::AccountId, bond: Balance, evidence: Evidence },
        /// A member of the panel voted on a case.
        Voted { case: CaseId, member: T::AccountId, ruling: Ruling },
        /// The panel ruled. The loser can appeal up to the end of the era `appeal_until`.
        Ruled { case: CaseId, ruling: Ruling, appeal_until: Era },
        /// The loser took the panel's ruling to the track, with a further `bond` in planck. The track can decide up to
        /// the end of the era `decide_until`. Then the panel's ruling is final.
        Appealed { case: CaseId, who: T::AccountId, bond: Balance, evidence: Evidence, decide_until: Era },
        /// The track decided a case. Its ruling is final.
        Decided { case: CaseId, ruling: Ruling },
        /// A case ended with a ruling. The winner's bonds were returned. Of the loser's, in planck, the `reward` went
        /// to the winner and `lost` to the treasury; `Restored` names what another account received. The treasury
        /// `refunded` what the loser's bonds did not make good of a penalty. `failure` says why the verdict could not
        /// be executed; `None` if it was.
        Closed {
            case: CaseId,
            subject: Subject<T::AccountId>,
            ruling: Ruling,
            winner: T::AccountId,
            reward: Balance,
            lost: Balance,
            refunded: Balance,
            failure: Option<DispatchError>,
        },
        /// An overturned decision had cost the account `who` money, which is not the winner: the budget of a datanet
        /// that had paid the contributor's deposit. It received `amount` in planck, out of the loser's bonds
        /// and then of the treasury's `refunded` in `Closed`.
        Restored { case: CaseId, who: T::AccountId, amount: Balance },
        /// A case ended because nobody ruled in time. The subject stays as it is, and the bonds were returned.
        Lapsed { case: CaseId, subject: Subject<T::AccountId> },
        /// The track elected a panel of which `threshold` equal votes rule, or dismissed it. Earlier votes on cases
        /// without a ruling do not count any more.
        PanelSet { members: PanelMembers<T::AccountId>, threshold: u8 },
    }

    #[pallet::error]
    pub enum Error<T> {
        /// There is no open case with this id. Look for its end in the events.
        CaseNotFound,
        /// A case about this subject is open. Read its id with the view function `case_of`, and wait for its end.
        CaseOpen,
        /// The challenger answers for the subject. Change it, or ask somebody else to judge it.
        OwnCase,
        /// The bond is higher than `max_bond`: look it up and sign again if you agree.
        BondTooHigh,
        /// The evidence has no hash, or its URI is empty or not UTF-8. Publish the evidence and name both.
        InvalidEvidence,
        /// Only the respondent may answer a case. See `respondent` in its record.
        NotRespondent,
        /// The respondent has answered the case. Further evidence is for an appeal.
        AlreadyResponded,
        /// The time for this is over. Finalize the case.
        TooLate,
        /// The signer is not a member of the panel. See the view function `panel`.
        NotPanelMember,
        /// The signer is a side of the case. Leave it to the other members.
        OwnSide,
        /// The respondent may still answer. Wait for the answer or the end of its time.
        ResponsePending,
        /// The member has given this vote. Only the other ruling would change it.
        AlreadyVoted,
        /// The panel has ruled. Take its ruling to the track.
        AlreadyRuled,
        /// The track has decided. Finalize the case.
        AlreadyDecided,
        /// There is no ruling of the panel to appeal against. Wait for it.
        NothingToAppeal,
        /// The panel's ruling was appealed against. The track decides.
        AlreadyAppealed,
        /// Only the loser of the panel's ruling may appeal. There is nothing to do for the winner.
        NotLoser,
        /// The outcome is not final. Wait until the time for rulings or appeals is over.
        NotFinal,
        /// The panel names a member twice, or its threshold is not between one and the number of members. An empty
        /// panel has the threshold zero.
        InvalidPanel,
        /// The signer gains or loses by the verdict, or takes part in such decisions. Leave it to the other members.
        Interested,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(T::AppealFactor::get() >= 2, "an appeal must cost more than a case");
            assert!(T::CaseBond::get() > 0, "a case must cost something");
            assert!(T::WinnersPart::get() < Permill::one(), "a case against oneself must cost something");
            let eras = [T::ResponseEras::get(), T::RulingEras::get(), T::AppealEras::get(), T::TrackEras::get()];
            assert!(eras.iter().all(|eras| *eras > 0), "each deadline must leave an era");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// An open case.
        pub fn case(id: CaseId) -> Option<CaseOf<T>> {
            Cases::<T>::get(id)
        }

        /// The id of the open case about a subject, whatever score it claims.
        pub fn case_of(subject: Subject<T::AccountId>) -> Option<CaseId> {
            OpenCases::<T>::get(subject.matter())
        }

        /// The open cases from id `from` on, at most `limit` and at most 64, and the id to continue from; `None` after
        /// the last. A page can be empty: it looks at no more than 256 ids.
        pub fn cases(from: CaseId, limit: u32) -> (Vec<(CaseId, CaseOf<T>)>, Option<CaseId>) {
            Self::page(from, limit)
        }

        /// The panel and the number of equal votes that rule.
        pub fn panel() -> (Vec<T::AccountId>, u8) {
            let panel = ThePanel::<T>::get();
            (panel.members.into_inner(), panel.threshold)
        }
    }

    #[pallet::call(weight(<T as Config>::WeightInfo))]
    impl<T: Config> Pallet<T> {
        /// Open a case about a subject.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the challenger.
        ///
        /// ## Details
        /// [`Config::CaseBond`] is held until the end of the case. The loser of a case loses it: a part goes to the
        /// winner. The subject's pallet decides who may challenge, and who answers.
        /// - `subject`: the subject, with the claim: the score, the ground, what the lineage lacks.
        /// - `evidence`: hash and URI (UTF-8, 1 to 256 bytes) of a document with the claim and the proofs. It should
        ///   name the challenger's account: everybody can read it.
        /// - `max_bond`: the most that may be held, in planck.
        ///
        /// ## Errors
        /// - [`Error::InvalidEvidence`] if the hash is zero or the URI is empty or not UTF-8.
        /// - [`Error::CaseOpen`] if a case about the subject is open, [`Error::OwnCase`] if the challenger answers for
        ///   it; an error of the subject's pallet if there is nothing to dispute.
        /// - [`Error::BondTooHigh`], `TokenError::FundsUnavailable` if the bond is above `max_bond`, or cannot be paid.
        ///
        /// ## Events
        /// Emits [`Event::Opened`]. Complexity: O(1).
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::open().saturating_add(T::Subjects::open_weight()))]
        pub fn open(
            origin: OriginFor<T>,
            subject: Subject<T::AccountId>,
            evidence: Evidence,
            #[pallet::compact] max_bond: Balance,
        ) -> DispatchResult {
            Self::do_open(ensure_signed(origin)?, subject, evidence, max_bond).map(drop)
        }

        /// Answer a case.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the respondent.
        ///
        /// ## Details
        /// The bond of the case is held until its end. A case without an answer is ruled on all the same; then the
        /// respondent has no bond to lose.
        /// - `case`: its id. `evidence`: as in `open`. `max_bond`: the most that may be held, in planck.
        ///
        /// ## Errors
        /// - [`Error::InvalidEvidence`] as in `open`. [`Error::CaseNotFound`], [`Error::NotRespondent`].
        /// - [`Error::AlreadyResponded`]; [`Error::AlreadyDecided`] if the track has decided; [`Error::TooLate`].
        /// - [`Error::BondTooHigh`], `TokenError::FundsUnavailable` if the bond is above `max_bond`, or cannot be paid.
        ///
        /// ## Events
        /// Emits [`Event::Responded`]. Complexity: O(1).
        #[pallet::call_index(1)]
        pub fn respond(
            origin: OriginFor<T>,
            case: CaseId,
            evidence: Evidence,
            #[pallet::compact] max_bond: Balance,
        ) -> DispatchResult {
            Self::do_respond(ensure_signed(origin)?, case, evidence, max_bond)
        }

        /// Vote on a case as a member of the panel.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by a member of the panel that is no side of the case and has no interest in it.
        ///
        /// ## Details
        /// The vote that reaches the threshold is the panel's ruling. Possible once the respondent has answered or its
        /// time is over. A member can change its vote until the panel has ruled. Votes of an earlier panel do not
        /// count. The subject's pallet knows who has an interest: owners, curators and those who earn.
        /// - `case`: its id. `ruling`: whether the subject stays as it is, or changes as the case claims.
        ///
        /// ## Errors
        /// - [`Error::CaseNotFound`], [`Error::NotPanelMember`], [`Error::OwnSide`], [`Error::Interested`],
        ///   [`Error::AlreadyVoted`].
        /// - [`Error::ResponsePending`], [`Error::TooLate`] outside the time for rulings.
        /// - [`Error::AlreadyRuled`], [`Error::AlreadyDecided`] if there is a ruling.
        ///
        /// ## Events
        /// Emits [`Event::Voted`], then [`Event::Ruled`] if it rules. Complexity: O(1).
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::rule().saturating_add(T::Subjects::interest_weight()))]
        pub fn rule(origin: OriginFor<T>, case: CaseId, ruling: Ruling) -> DispatchResult {
            Self::do_rule(ensure_signed(origin)?, case, ruling)
        }

        /// Take the panel's ruling to the track.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_ by the side that lost.
        ///
        /// ## Details
        /// [`Config::AppealFactor`] times the bond of the case is held as well. The appellant then asks the track to
        /// decide, by a referendum with `rule_by_track`. If the track does not decide in time, the panel's ruling is
        /// final, and the appeal is lost.
        /// - `case`: its id. `evidence`: as in `open`. `max_bond`: the most that may be held, in planck.
        ///
        /// ## Errors
        /// - [`Error::InvalidEvidence`] as in `open`. [`Error::CaseNotFound`], [`Error::NotLoser`].
        /// - [`Error::NothingToAppeal`], [`Error::AlreadyAppealed`], [`Error::AlreadyDecided`], [`Error::TooLate`].
        /// - [`Error::BondTooHigh`], `TokenError::FundsUnavailable` if the bond is above `max_bond`, or cannot be paid.
        ///
        /// ## Events
        /// Emits [`Event::Appealed`]. Complexity: O(1).
        #[pallet::call_index(3)]
        pub fn appeal(
            origin: OriginFor<T>,
            case: CaseId,
            evidence: Evidence,
            #[pallet::compact] max_bond: Balance,
        ) -> DispatchResult {
            Self::do_appeal(ensure_signed(origin)?, case, evidence, max_bond)
        }

        /// End a case whose outcome is final: execute the verdict and settle the bonds.
        ///
        /// ## Dispatch Origin
        /// Must be _Signed_, by anyone.
        ///
        /// ## Details
        /// The outcome is final once the track has decided, the time for an appeal or for the track is over, or the
        /// time for rulings is over without one. Without a ruling, the subject stays as it is and both bonds are
        /// returned. If the verdict cannot be executed now, the call fails and can be repeated; after
        /// [`Config::PatienceEras`] the bonds are settled without it.
        /// - `case`: its id.
        ///
        /// ## Errors
        /// - [`Error::CaseNotFound`], [`Error::NotFinal`]; an error of the subject's pallet as above.
        ///
        /// ## Events
        /// Emits [`Event::Closed`] or [`Event::Lapsed`]. Complexity: O(1), that of the subject's pallet included.
        #[pallet::call_index(4)]
        #[pallet::weight(Pallet::<T>::finalize_weight())]
        pub fn finalize(origin: OriginFor<T>, case: CaseId) -> DispatchResult {
            ensure_signed(origin)?;
            Self::do_finalize(case)
        }

        /// Decide a case by the track. The ruling is final.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::ArbiterOrigin`].
        ///
        /// ## Details
        /// Possible as long as the outcome is not final: with or without an answer, a ruling of the panel or an appeal.
        /// - `case`: its id. `ruling`: whether the subject stays as it is, or changes as the case claims.
        ///
        /// ## Errors
        /// - [`Error::CaseNotFound`], [`Error::AlreadyDecided`], [`Error::TooLate`].
        ///
        /// ## Events
        /// Emits [`Event::Decided`]. Complexity: O(1).
        #[pallet::call_index(5)]
        pub fn rule_by_track(origin: OriginFor<T>, case: CaseId, ruling: Ruling) -> DispatchResult {
            T::ArbiterOrigin::ensure_origin(origin)?;
            Self::do_rule_by_track(case, ruling)
        }

        /// Elect a panel in place of the present one, or dismiss it.
        ///
        /// ## Dispatch Origin
        /// Must be [`Config::ArbiterOrigin`].
        ///
        /// ## Details
        /// Rulings of the present panel stand. Its votes on cases without a ruling do not count any more.
        /// - `members`: up to 15 different accounts; none dismisses the panel.
        /// - `threshold`: the number of equal votes that rule, from one to the number of members; zero without any.
        ///
        /// ## Errors
        /// - [`Error::InvalidPanel`] if an account is named twice, or the threshold does not fit.
        ///
        /// ## Events
        /// Emits [`Event::PanelSet`]. Complexity: O(m) in the number of members, m ≤ 15.
        #[pallet::call_index(6)]
        pub fn set_panel(origin: OriginFor<T>, members: PanelMembers<T::AccountId>, threshold: u8) -> DispatchResult {
            T::ArbiterOrigin::ensure_origin(origin)?;
            Self::do_set_panel(members, threshold)
        }
    }
}
