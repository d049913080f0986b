// SPDX-License-Identifier: Apache-2.0

//! A runtime of System, Balances and the pallet. The double of the subjects' pallets keeps its state in storage, so
//! that it rolls back with a failed call.

#![allow(missing_docs, clippy::unwrap_used, clippy::as_conversions, clippy::arithmetic_side_effects)]

use crate::{self as pallet_disputes, *};
use frame::{
    testing_prelude::*,
    token::fungible::{Balanced, Inspect, InspectHold},
    traits::{EitherOfDiverse, OnUnbalanced},
};
use openledger_primitives::{
    disputes::{CaseId, Ground, Judged, Ruling, Subject},
    testing,
    traits::AdvanceEras,
    Balance, ContributionId, DatanetId, Era, ModelId,
};

pub use testing::{AccountId, CurrentEra};

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
/// The members of the panel 11, 12, 13.
pub const JUDGE: AccountId = 11;
/// An account without a balance.
pub const PAUPER: AccountId = 9;
pub const TREASURY: AccountId = 90;

pub const ENDOWMENT: Balance = 10_000;
pub const BOND: Balance = 100;
pub const APPEAL_BOND: Balance = 300;
pub const RESPONSE: Era = 3;
pub const RULING: Era = 5;
pub const APPEAL: Era = 2;
pub const TRACK: Era = 6;
pub const PATIENCE: Era = 4;
/// No bound of a bond.
pub const ANY: Balance = Balance::MAX;

#[frame_construct_runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(2)]
    pub type Disputes = pallet_disputes;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = MockBlock<Test>;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type AccountStore = System;
    type ExistentialDeposit = ConstU128<10>;
}

pub struct ToTreasury;
impl OnUnbalanced<CreditOf<Test>> for ToTreasury {
    fn on_nonzero_unbalanced(credit: CreditOf<Test>) {
        let _ = Balances::resolve(&TREASURY, credit);
    }
}

parameter_types! {
    pub static CaseBond: Balance = BOND;
    pub static WinnersPart: Permill = Permill::from_percent(60);
    // Kept in storage, so that every test starts with the defaults and a failed call rolls them back.
    /// The rulings that were executed.
    pub storage Executed: Vec<(Subject<AccountId>, AccountId, Ruling)> = Vec::new();
    /// Whether no verdict can be executed.
    pub storage Fails: bool = false;
    /// What was lost by the decision that is overturned.
    pub storage Owed: Balance = 0;
    /// The account that lost it, if that is not the challenger.
    pub storage Payer: Option<AccountId> = None;
    /// The account that has an interest in every subject but curators.
    pub storage Concerned: Option<AccountId> = None;
}

/// Models are registered by the account of their number, and contributions contributed by that of theirs.
pub struct Judges;

impl Judged<AccountId> for Judges {
    fn open(subject: &Subject<AccountId>, _: &AccountId) -> Result<AccountId, DispatchError> {
        match subject {
            Subject::Review { contribution, .. }
            | Subject::Acceptance { contribution, .. }
            | Subject::Score { contribution, .. } => Ok(contribution.0),
            Subject::Artifact { model } | Subject::Lineage { model, .. } => Ok(model.0.into()),
            Subject::Curator { curator, .. } if *curator == 0 => Err(DispatchError::Unavailable),
            Subject::Curator { curator, .. } => Ok(*curator),
        }
    }

    fn execute(subject: &Subject<AccountId>, challenger: &AccountId, ruling: Ruling) -> Result<Balance, DispatchError> {
        Executed::set(&[Executed::get(), vec![(subject.clone(), *challenger, ruling)]].concat());
        ensure!(!Fails::get(), DispatchError::Unavailable);
        Ok(if ruling == Ruling::Overturned { Owed::get() } else { 0 })
    }

    fn payer(_: &Subject<AccountId>, challenger: &AccountId) -> AccountId {
        Payer::get().unwrap_or(*challenger)
    }

    fn has_interest(subject: &Subject<AccountId>, who: &AccountId) -> bool {
        !matches!(subject, Subject::Curator { .. }) && Concerned::get() == Some(*who)
    }

    fn open_weight() -> Weight {
        Weight::from_parts(1_000, 10)
    }

    fn interest_weight() -> Weight {
        Weight::from_parts(500, 5)
    }

    fn execute_weight() -> Weight {
        Weight::from_parts(2_000, 20)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_subject(_: &AccountId) -> Result<Subject<AccountId>, DispatchError> {
        Ok(Subject::Artifact { model: ModelId(2) })
    }
}

ord_parameter_types! {
    /// The account of the track's origin.
    pub const Arbiter: AccountId = 80;
}

impl Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Subjects = Judges;
    type Eras = testing::Clock;
    type ArbiterOrigin = EitherOfDiverse<EnsureRoot<AccountId>, EnsureSignedBy<Arbiter, AccountId>>;
    type OnLoss = ToTreasury;
    type Treasury = ConstU64<TREASURY>;
    type CaseBond = CaseBond;
    type AppealFactor = ConstU32<3>;
    type WinnersPart = WinnersPart;
    type ResponseEras = ConstU32<RESPONSE>;
    type RulingEras = ConstU32<RULING>;
    type AppealEras = ConstU32<APPEAL>;
    type TrackEras = ConstU32<TRACK>;
    type PatienceEras = ConstU32<PATIENCE>;
    type WeightInfo = ();
}

pub fn ext_with(config: GenesisConfig<Test>) -> TestState {
    let endowed = [ALICE, BOB, CHARLIE, TREASURY].into_iter().chain(JUDGE..JUDGE + 3);
    let genesis = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: endowed.map(|who| (who, ENDOWMENT)).collect(),
            ..Default::default()
        },
        disputes: config,
        ..Default::default()
    };
    CurrentEra::set(0);
    CaseBond::set(BOND);
    WinnersPart::set(Permill::from_percent(60));
    let mut ext = TestState::new(genesis.build_storage().unwrap());
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// A chain with a panel of three, two of whose votes rule.
pub fn new_test_ext() -> TestState {
    ext_with(GenesisConfig { panel: (JUDGE..JUDGE + 3).collect(), threshold: 2, cases: Vec::new() })
}

/// Run a test and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        let issuance = Balances::total_issuance();
        test();
        Disputes::do_try_state().unwrap();
        assert_eq!(Balances::total_issuance(), issuance);
    });
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

pub fn pass_eras(eras: Era) {
    testing::Clock::advance_eras(eras);
}

/// The events of this pallet since the last call of this.
pub fn events() -> Vec<Event<Test>> {
    let events = System::read_events_for_pallet::<Event<Test>>();
    System::reset_events();
    events
}

pub fn evidence(seed: u8) -> Evidence {
    Evidence { hash: H256::repeat_byte(seed), uri: b"ipfs://evidence".to_vec().try_into().unwrap() }
}

/// The model of Bob's.
pub fn model() -> Subject<AccountId> {
    Subject::Artifact { model: ModelId(2) }
}

/// The contribution of Bob's, with a score that is claimed.
pub fn score(score: u8) -> Subject<AccountId> {
    Subject::Score { contribution: ContributionId(BOB), score }
}

pub fn stolen() -> Subject<AccountId> {
    Subject::Acceptance { contribution: ContributionId(BOB), ground: Ground::Stolen }
}

pub fn curator(curator: AccountId) -> Subject<AccountId> {
    Subject::Curator { datanet: DatanetId(0), curator }
}

/// Alice opens a case against Bob, who does not answer. Drops the events.
pub fn opened() -> CaseId {
    let id = NextCaseId::<Test>::get();
    Disputes::open(signed(ALICE), model(), evidence(1), ANY).unwrap();
    System::reset_events();
    id
}

/// The same with an answer.
pub fn answered() -> CaseId {
    let id = opened();
    Disputes::respond(signed(BOB), id, evidence(2), ANY).unwrap();
    System::reset_events();
    id
}

/// Two members of the panel rule. Drops the events.
pub fn ruled(id: CaseId, ruling: Ruling) {
    for judge in [JUDGE, JUDGE + 1] {
        Disputes::rule(signed(judge), id, ruling).unwrap();
    }
    System::reset_events();
}

pub fn held(who: AccountId) -> Balance {
    Balances::balance_on_hold(&HoldReason::Bond.into(), &who)
}

/// The whole balances of Alice, Bob and the treasury, each against what it had.
pub fn gains() -> [i128; 3] {
    [ALICE, BOB, TREASURY].map(|who| Balances::total_balance(&who) as i128 - ENDOWMENT as i128)
}

pub fn stage(id: CaseId) -> Stage {
    Cases::<Test>::get(id).unwrap().stage
}
