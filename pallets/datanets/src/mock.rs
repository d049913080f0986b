// SPDX-License-Identifier: Apache-2.0

//! A runtime of System, Balances and the pallet, with the ledger and the clock of `openledger_primitives::testing`.

#![allow(missing_docs, clippy::arithmetic_side_effects, clippy::as_conversions)]

use crate::{self as pallet_datanets, *};
use frame::{
    deps::sp_runtime::Permill,
    testing_prelude::*,
    traits::{fungible::Balanced, OnUnbalanced},
};
use openledger_primitives::{
    disputes::{CaseInspect, Subject},
    sponsorship::{Request, Sponsor},
    testing,
    traits::{AdvanceEras, RevenueShares},
    Balance, ContributionId, DatanetId, Era, Holder, PoolId, Shares,
};

pub use testing::{AccountId, CurrentEra, LEDGER};
/// The ledger, which pays with the mock's balances.
pub type Ledger = testing::Ledger<Balances>;

/// Owner of the datanets.
pub const OWNER: AccountId = 1;
pub const ALICE: AccountId = 2;
pub const BOB: AccountId = 3;
pub const CHARLIE: AccountId = 4;
/// An account without a balance.
pub const PAUPER: AccountId = 9;
/// The curators 11, 12, …
pub const CURATOR: AccountId = 11;
/// The account of the budget of every datanet.
pub const BUDGET: AccountId = 80;
/// The account that receives penalties.
pub const TREASURY: AccountId = 90;

pub const ENDOWMENT: Balance = 10_000;
pub const COST: Balance = 100;
pub const DEPOSIT: Balance = 15;
pub const LEAST: Balance = 10;
/// The largest deposit that a policy may ask.
pub const MOST: Balance = 1_000;
/// What the record of a decided contribution keeps.
pub const KEPT: Balance = 4;
/// The price of reviews that are kept, and the least bond.
pub const REVIEWS: Balance = 3;
/// The bond that [`curated`] asks for.
pub const BOND: Balance = 200;
/// The deposit for an admitted account.
pub const ADMISSION: Balance = 6;
/// The eras for reviews of [`policy`].
pub const REVIEW_ERAS: Era = 3;
/// No bound of a deposit.
pub const ANY: Balance = Balance::MAX;

#[frame::deps::frame_support::runtime]
mod test_runtime {
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
    pub type Datanets = pallet_datanets;
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
    type ExistentialDeposit = ExistentialDepositOf;
}

pub struct ToTreasury;
impl OnUnbalanced<CreditOf<Test>> for ToTreasury {
    fn on_nonzero_unbalanced(credit: CreditOf<Test>) {
        let _ = Balances::resolve(&TREASURY, credit);
    }
}

parameter_types! {
    pub static ExistentialDepositOf: Balance = 1;
    pub static DatanetDeposit: Balance = COST;
    pub static MinContributionDeposit: Balance = LEAST;
    pub static MaxContributionDeposit: Balance = MOST;
    pub static RecordDeposit: Balance = KEPT;
    pub static ReviewsDeposit: Balance = REVIEWS;
    pub static ContributorDeposit: Balance = ADMISSION;
    pub static MaxCurators: u32 = 16;
    pub static MaxItems: u32 = 1_000;
    pub static MaxReviewEras: Era = 20;
    pub static PolicyNotice: Era = 1;
    pub static RejectionPenalty: Permill = Permill::from_percent(50);
    /// The largest deposit that a budget pays.
    pub static Sponsored: Balance = 0;
    /// Whether budgets pay for listed accounts only.
    pub static ListedOnly: bool = false;
    /// The subjects of open cases, without claimed scores.
    pub static Disputed: Vec<Subject<AccountId>> = Vec::new();
}

/// The cases that tests open.
pub struct MockCases;
impl CaseInspect<AccountId> for MockCases {
    fn is_open(subject: Subject<AccountId>) -> bool {
        Disputed::get().contains(&subject.matter())
    }
}

/// Budgets that pay what tests let them.
pub struct MockSponsor;
impl Sponsor<AccountId> for MockSponsor {
    fn budget(_: DatanetId) -> Option<AccountId> {
        Some(BUDGET)
    }

    fn depositor(_: &AccountId, request: &Request) -> Result<Option<AccountId>, DispatchError> {
        let pays = request.deposit <= Sponsored::get() && (request.listed || !ListedOnly::get());
        Ok(pays.then_some(BUDGET))
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn sponsor_everyone(_: DatanetId) -> bool {
        sponsor(Balance::MAX);
        true
    }
}

/// Let budgets pay deposits of up to `most` planck.
pub fn sponsor(most: Balance) {
    Sponsored::set(most);
    let _ = Balances::resolve(&BUDGET, Balances::issue(1_000 * ENDOWMENT));
}

impl Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Ledger;
    type Revenue = Ledger;
    type Eras = testing::Clock;
    type Sponsors = MockSponsor;
    type Cases = MockCases;
    type CreateOrigin = EnsureSigned<AccountId>;
    type OnPenalty = ToTreasury;
    type DatanetDeposit = DatanetDeposit;
    type MinContributionDeposit = MinContributionDeposit;
    type MaxContributionDeposit = MaxContributionDeposit;
    type RecordDeposit = RecordDeposit;
    type ReviewsDeposit = ReviewsDeposit;
    type ContributorDeposit = ContributorDeposit;
    type MaxCurators = MaxCurators;
    type MaxItems = MaxItems;
    type MaxReviewEras = MaxReviewEras;
    type PolicyNotice = PolicyNotice;
    type RejectionPenalty = RejectionPenalty;
    type WeightInfo = ();
}

/// Two reviews, at least 50, and 30 % for the originals.
pub fn policy() -> Policy {
    Policy {
        reviews: 2,
        min_score: 50,
        deposit: DEPOSIT,
        originals_part: Permill::from_percent(30),
        max_items: 1_000,
        review_eras: REVIEW_ERAS,
        curation: Curation::default(),
    }
}

/// [`policy`] with bonded curators: a tenth of the revenue is theirs, and they lose a quarter of the bond.
pub fn curated() -> Policy {
    let curation = Curation { bond: BOND, part: Permill::from_percent(10), loss: Permill::from_percent(25) };
    Policy { curation, ..policy() }
}

/// What a contribution submitted now under `policy` agrees to.
pub fn terms_of(policy: Policy) -> Terms {
    Terms {
        reviews: policy.reviews,
        min_score: policy.min_score,
        originals_part: policy.originals_part,
        penalty: RejectionPenalty::get(),
        kept: KEPT.min(policy.deposit),
        until: CurrentEra::get() + policy.review_eras,
        curation: policy.curation,
    }
}

pub fn pass_eras(eras: Era) {
    testing::Clock::advance_eras(eras);
}

pub fn new_test_ext() -> TestState {
    ext_with(Vec::new())
}

pub fn ext_with(datanets: Vec<GenesisDatanet<AccountId>>) -> TestState {
    let endowed = [OWNER, ALICE, BOB, CHARLIE, TREASURY, LEDGER].into_iter().chain(CURATOR..CURATOR + 20);
    let genesis = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: endowed.map(|who| (who, ENDOWMENT)).collect(),
            ..Default::default()
        },
        datanets: GenesisConfig { datanets },
        ..Default::default()
    };
    CurrentEra::set(0);
    ExistentialDepositOf::set(1);
    RejectionPenalty::set(Permill::from_percent(50));
    RecordDeposit::set(KEPT);
    ContributorDeposit::set(ADMISSION);
    Sponsored::set(0);
    ListedOnly::set(false);
    Disputed::set(Vec::new());
    let mut ext = TestState::new(genesis.build_storage().unwrap());
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Run a test and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Datanets::do_try_state().unwrap();
    });
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

pub fn text<N: Get<u32>>(text: &str) -> BoundedVec<u8, N> {
    text.as_bytes().to_vec().try_into().unwrap()
}

/// The pallet's events since the last call of this.
pub fn events() -> Vec<Event<Test>> {
    let events = System::read_events_for_pallet::<Event<Test>>();
    System::reset_events();
    events
}

/// An open datanet of `OWNER` with this policy and the curators 11, 12, 13, … (as many as it asks for). Drops the
/// events.
pub fn datanet_with(policy: Policy) -> DatanetId {
    let id = NextDatanetId::<Test>::get();
    Datanets::create(signed(OWNER), text("name"), text("ipfs://datanet"), Admission::Open, policy, ANY).unwrap();
    let curators = u64::from(policy.reviews).max(3);
    for curator in CURATOR..CURATOR + curators {
        Datanets::add_curator(signed(OWNER), id, curator).unwrap();
        if policy.curation.bond > 0 {
            Datanets::bond_curator(signed(curator), id, policy.curation.bond).unwrap();
        }
    }
    System::reset_events();
    id
}

pub fn datanet() -> DatanetId {
    datanet_with(policy())
}

/// The owner sets the policy, and its notice passes.
pub fn set_policy(id: DatanetId, admission: Admission, policy: Policy) {
    Datanets::set_policy(signed(OWNER), id, admission, policy).unwrap();
    pass_eras(PolicyNotice::get());
}

pub fn hash(seed: u64) -> H256 {
    H256::from_low_u64_be(seed + 1)
}

pub fn raw(seed: u64, items: u32) -> Submission {
    Submission { kind: Kind::Raw, content_hash: hash(seed), items, bytes: 1_000, uri: Some(text("ipfs://content")) }
}

pub fn refined(seed: u64, items: u32, sources: &[ContributionId]) -> Submission {
    let sources = sources.to_vec().try_into().unwrap();
    Submission { kind: Kind::Refinement { method: Refinement::Context, sources }, ..raw(seed, items) }
}

/// Contribute and return the id. Drops the event.
pub fn contribute(datanet: DatanetId, who: AccountId, submission: Submission) -> ContributionId {
    let id = NextContributionId::<Test>::get();
    Datanets::contribute(signed(who), datanet, submission, ANY).unwrap();
    System::reset_events();
    id
}

/// Let the first curators review until the contribution is decided. Drops the events.
pub fn decide(id: ContributionId, score: u8) {
    let mut curator = CURATOR;
    while matches!(Contributions::<Test>::get(id).unwrap().status, Status::Pending(_)) {
        Datanets::review(signed(curator), id, score).unwrap();
        curator += 1;
    }
    System::reset_events();
}

/// Contribute, and let it be accepted with this score.
pub fn accepted(datanet: DatanetId, who: AccountId, submission: Submission, score: u8) -> ContributionId {
    let id = contribute(datanet, who, submission);
    decide(id, score);
    assert_eq!(status(id), Status::Accepted { score });
    id
}

pub fn status(id: ContributionId) -> Status {
    Contributions::<Test>::get(id).unwrap().status
}

pub fn info(datanet: DatanetId) -> DatanetInfoOf<Test> {
    crate::Datanets::<Test>::get(datanet).unwrap()
}

pub fn shares(datanet: DatanetId, who: AccountId) -> Shares {
    Ledger::shares_of(&PoolId::Datanet(datanet), &Holder::Account(who))
}

/// The counted reviews of a curator, by the ledger.
pub fn counted(datanet: DatanetId, who: AccountId) -> Shares {
    Ledger::shares_of(&PoolId::Curators(datanet), &Holder::Account(who))
}

/// The bond of a curator.
pub fn bond(datanet: DatanetId, who: AccountId) -> CuratorBond {
    CuratorBonds::<Test>::get(datanet, who).unwrap()
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
    use frame::traits::fungible::InspectHold;
    Balances::balance_on_hold(&reason.into(), &who)
}
