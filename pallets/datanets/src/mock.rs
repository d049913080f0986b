// SPDX-License-Identifier: Apache-2.0

//! A runtime of System, Balances and the pallet. The ledger is a map in storage, so that it rolls back with a failed call.

#![allow(missing_docs, clippy::arithmetic_side_effects, clippy::as_conversions)]

use crate::{self as pallet_datanets, *};
use frame::{
    deps::sp_runtime::Permill,
    testing_prelude::*,
    traits::{
        fungible::{Balanced, Mutate},
        tokens::Preservation,
        OnUnbalanced,
    },
};
use openledger_primitives::{
    traits::{RevenueShares, RouteRevenue},
    Balance, ContributionId, DatanetId, Holder, Payment, PoolId, Shares,
};

pub type AccountId = u64;

/// Owner of the datanets.
pub const OWNER: AccountId = 1;
pub const ALICE: AccountId = 2;
pub const BOB: AccountId = 3;
pub const CHARLIE: AccountId = 4;
/// Has nothing.
pub const PAUPER: AccountId = 9;
/// The curators 11, 12, …
pub const CURATOR: AccountId = 11;
/// Where penalties go.
pub const TREASURY: AccountId = 90;
/// Where grants go.
pub const LEDGER: AccountId = 91;

pub const ENDOWMENT: Balance = 10_000;
pub const COST: Balance = 100;
pub const DEPOSIT: Balance = 15;
pub const LEAST: Balance = 10;

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
    pub type Datanet = pallet_datanets;
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
    type ExistentialDeposit = ConstU128<1>;
}

/// The shares of each pool.
#[frame::storage_alias]
pub type Held =
    StorageDoubleMap<Mock, Blake2_128Concat, PoolId<u64>, Blake2_128Concat, Holder<u64>, Shares, ValueQuery>;

pub struct Ledger;

impl RevenueShares<AccountId> for Ledger {
    fn add(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult {
        Held::mutate(pool, holder, |held| *held += shares);
        Ok(())
    }

    fn remove(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult {
        let left = Held::get(pool, holder).checked_sub(shares).ok_or(ArithmeticError::Underflow)?;
        Held::insert(pool, holder, left);
        Ok(())
    }

    fn transfer(_: &PoolId<AccountId>, _: &Holder<AccountId>, _: &Holder<AccountId>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }

    fn shares_of(pool: &PoolId<AccountId>, holder: &Holder<AccountId>) -> Shares {
        Held::get(pool, holder)
    }

    fn total_shares(pool: &PoolId<AccountId>) -> Shares {
        Held::iter_prefix_values(pool).sum()
    }
}

impl RouteRevenue<AccountId> for Ledger {
    fn route(_: &AccountId, _: &[Payment<AccountId>]) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }

    fn fund(source: &AccountId, pool: &PoolId<AccountId>, amount: Balance) -> DispatchResult {
        frame::testing_prelude::ensure!(Self::total_shares(pool) > 0, DispatchError::Other("no holders"));
        Balances::transfer(source, &LEDGER, amount, Preservation::Preserve)?;
        Ok(())
    }
}

pub struct ToTreasury;
impl OnUnbalanced<CreditOf<Test>> for ToTreasury {
    fn on_nonzero_unbalanced(credit: CreditOf<Test>) {
        let _ = Balances::resolve(&TREASURY, credit);
    }
}

parameter_types! {
    pub static DatanetDeposit: Balance = COST;
    pub static MinContributionDeposit: Balance = LEAST;
    pub static MaxCurators: u32 = 16;
    pub const RejectionPenalty: Permill = Permill::from_percent(50);
}

impl Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Shares = Ledger;
    type Revenue = Ledger;
    type CreateOrigin = EnsureSigned<AccountId>;
    type OnPenalty = ToTreasury;
    type DatanetDeposit = DatanetDeposit;
    type MinContributionDeposit = MinContributionDeposit;
    type MaxCurators = MaxCurators;
    type RejectionPenalty = RejectionPenalty;
    type WeightInfo = ();
}

/// Two reviews, at least 50, and 30 % for the originals.
pub fn policy() -> Policy {
    Policy { reviews: 2, min_score: 50, deposit: DEPOSIT, originals_part: Permill::from_percent(30) }
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
        datanet: GenesisConfig { datanets },
        ..Default::default()
    };
    let mut ext = TestState::new(genesis.build_storage().unwrap());
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Run a test and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Datanet::do_try_state().unwrap();
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

/// An open datanet of `OWNER` with this policy and the curators 11, 12, 13; the events of making it are dropped.
pub fn datanet_with(policy: Policy) -> DatanetId {
    let id = NextDatanetId::<Test>::get();
    Datanet::create(signed(OWNER), text("name"), text("ipfs://datanet"), Admission::Open, policy).unwrap();
    for curator in CURATOR..CURATOR + 3 {
        Datanet::set_curator(signed(OWNER), id, curator, true).unwrap();
    }
    System::reset_events();
    id
}

pub fn datanet() -> DatanetId {
    datanet_with(policy())
}

pub fn hash(seed: u64) -> H256 {
    H256::from_low_u64_be(seed)
}

pub fn raw(seed: u64, items: u32) -> Submission {
    Submission { kind: Kind::Raw, content_hash: hash(seed), items, bytes: 1_000, uri: Some(text("ipfs://content")) }
}

pub fn refined(seed: u64, items: u32, sources: &[ContributionId]) -> Submission {
    let sources = sources.to_vec().try_into().unwrap();
    Submission { kind: Kind::Refinement { method: Refinement::Context, sources }, ..raw(seed, items) }
}

/// Contribute and return the id; the event is dropped.
pub fn contribute(datanet: DatanetId, who: AccountId, submission: Submission) -> ContributionId {
    let id = NextContributionId::<Test>::get();
    Datanet::contribute(signed(who), datanet, submission).unwrap();
    System::reset_events();
    id
}

/// Let the first curators review until the contribution is decided; the events are dropped.
pub fn decide(id: ContributionId, score: u8) {
    let mut curator = CURATOR;
    while matches!(Contributions::<Test>::get(id).unwrap().status, Status::Pending(_)) {
        Datanet::review(signed(curator), id, score).unwrap();
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
    Datanets::<Test>::get(datanet).unwrap()
}

pub fn shares(datanet: DatanetId, who: AccountId) -> Shares {
    Ledger::shares_of(&PoolId::Datanet(datanet), &Holder::Account(who))
}

pub fn held(reason: HoldReason, who: AccountId) -> Balance {
    use frame::traits::fungible::InspectHold;
    Balances::balance_on_hold(&reason.into(), &who)
}
