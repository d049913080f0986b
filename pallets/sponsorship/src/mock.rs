// SPDX-License-Identifier: Apache-2.0

//! A runtime of the system, balances and this pallet; datanets are their owners, and deposits are holds.

#![allow(missing_docs, clippy::unwrap_used, clippy::as_conversions, clippy::arithmetic_side_effects)]

use crate::{self as pallet_sponsorship, *};
use frame::{
    testing_prelude::*,
    traits::{
        fungible::{Balanced, InspectHold, MutateHold},
        tokens::{Fortitude, Precision, Preservation},
        Imbalance,
    },
};
use openledger_primitives::{
    sponsorship::{Request, Sponsor},
    traits::{AdvanceEras, DatanetInspect},
    Balance, DatanetId, Era,
};

pub use openledger_primitives::testing::{Clock, CurrentEra};

/// Wide enough for the accounts of budgets.
pub type AccountId = u128;

/// The deposits of contributions, which are somebody else's holds.
#[frame::pallet(dev_mode)]
pub mod deposits {
    use frame::prelude::*;

    #[pallet::config]
    pub trait Config: frame_system::Config {}

    #[pallet::pallet]
    pub struct Pallet<T>(_);

    #[pallet::composite_enum]
    pub enum HoldReason {
        Contribution,
    }
}

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
    pub type Sponsorship = pallet_sponsorship;
    #[runtime::pallet_index(3)]
    pub type Deposits = deposits;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = MockBlock<Test>;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

pub const ED: Balance = 10;

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<ED>;
    type AccountStore = System;
}

impl deposits::Config for Test {}

pub const OWNER: AccountId = 1;
pub const PATRON: AccountId = 2;
/// The new accounts 11, 12, …, which own nothing.
pub const NEWCOMER: AccountId = 11;

pub const ENDOWMENT: Balance = 1_000_000;
/// The budget of [`sponsored`].
pub const BUDGET: Balance = 10_000;
/// The deposit for a policy.
pub const COST: Balance = 30;
/// The deposit for a usage.
pub const RECORD: Balance = 20;

/// The datanet of the tests, and another one.
pub const DATANET: DatanetId = DatanetId(0);
pub const OTHER: DatanetId = DatanetId(1);
/// A datanet that does not exist.
pub const NONE: DatanetId = DatanetId(7);

parameter_types! {
    pub const BudgetPalletId: PalletId = PalletId(*b"ol/spons");
    pub storage Owners: Vec<AccountId> = vec![OWNER, PATRON];
    pub storage PolicyDeposit: Balance = COST;
    pub storage UsageDeposit: Balance = RECORD;
}

pub struct MockDatanets;
impl DatanetInspect<AccountId> for MockDatanets {
    fn exists(datanet: DatanetId) -> bool {
        Self::owner(datanet).is_some()
    }

    fn owner(datanet: DatanetId) -> Option<AccountId> {
        Owners::get().get(datanet.0 as usize).copied()
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn create_datanet(owner: &AccountId) -> Result<DatanetId, DispatchError> {
        let mut owners = Owners::get();
        owners.push(*owner);
        Owners::set(&owners);
        Ok(DatanetId(owners.len() as u32 - 1))
    }
}

impl crate::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type Datanets = MockDatanets;
    type Eras = Clock;
    type PalletId = BudgetPalletId;
    type PolicyDeposit = PolicyDeposit;
    type UsageDeposit = UsageDeposit;
    type WeightInfo = ();
}

pub fn new_test_ext() -> TestState {
    ext_with(Vec::new())
}

pub fn ext_with(sponsors: Vec<GenesisSponsor<AccountId>>) -> TestState {
    let genesis = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig {
            balances: [OWNER, PATRON].into_iter().map(|who| (who, ENDOWMENT)).collect(),
            ..Default::default()
        },
        sponsorship: GenesisConfig { sponsors },
        ..Default::default()
    };
    CurrentEra::set(5);
    let mut ext = TestState::new(genesis.build_storage().unwrap());
    // Events are kept from block 1 on.
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Run `test` on a new chain and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Sponsorship::do_try_state().unwrap();
    });
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// The events of this pallet since the last call of this function.
pub fn events() -> Vec<crate::Event<Test>> {
    let events = System::read_events_for_pallet::<crate::Event<Test>>();
    System::reset_events();
    events
}

pub fn policy() -> Policy {
    Policy { beneficiaries: Beneficiaries::Everyone, fees: 100, deposits: 300, total: 1_000, welcome: true }
}

pub fn set_policy(policy: Policy) {
    Sponsorship::set_policy(signed(OWNER), DATANET, Some(policy)).unwrap();
}

/// Run `test` on a chain on which [`DATANET`] sponsors by `policy` with [`BUDGET`]. Drops the events.
pub fn sponsored(policy: Policy, test: impl FnOnce()) {
    build_and_execute(|| {
        Sponsorship::fund(signed(PATRON), DATANET, BUDGET).unwrap();
        set_policy(policy);
        System::reset_events();
        test();
    });
}

pub fn pass_eras(eras: Era) {
    Clock::advance_eras(eras);
}

pub fn budget() -> AccountId {
    Sponsorship::account_of(DATANET)
}

/// What is free in the budget, the existential deposit included.
pub fn free() -> Balance {
    Balances::free_balance(budget())
}

pub fn records() -> Balance {
    Balances::balance_on_hold(&HoldReason::Record.into(), &budget())
}

pub fn request(deposit: Balance) -> Request {
    Request { datanet: DATANET, listed: false, deposit }
}

/// Pay a fee as the runtime does: take `fee` in advance, then give back what is above `used`, which is burned. Returns
/// whether the budget pays.
pub fn pay_fee(who: AccountId, fee: Balance, used: Balance, newcomer: bool) -> bool {
    let covers = Sponsorship::covers(&who, &request(0), fee, newcomer);
    if !covers {
        assert_noop!(Sponsorship::begin_fee(&who, &request(0), fee, newcomer), DispatchError::Unavailable);
        return false;
    }
    let (exact, keep, polite) = (Precision::Exact, Preservation::Preserve, Fortitude::Polite);
    Sponsorship::begin_fee(&who, &request(0), fee, newcomer).unwrap();
    let credit = Balances::withdraw(&budget(), fee, exact, keep, polite).unwrap();
    let (_, back) = credit.split(used);
    Balances::resolve(&budget(), back).unwrap();
    Sponsorship::end_fee(who, DATANET, fee, used);
    true
}

/// Hold a deposit as the registry does. Returns whether the budget pays.
pub fn pay_deposit(who: AccountId, amount: Balance) -> bool {
    let Some(payer) = Sponsorship::depositor(&who, &request(amount)).unwrap() else { return false };
    assert_eq!(payer, budget());
    Balances::hold(&deposits::HoldReason::Contribution.into(), &payer, amount).unwrap();
    true
}

/// Release a deposit as the registry does.
pub fn release_deposit(amount: Balance) {
    let reason = deposits::HoldReason::Contribution.into();
    Balances::release(&reason, &budget(), amount, Precision::Exact).unwrap();
}

pub fn usage(who: AccountId) -> Option<Usage> {
    Usages::<Test>::get(DATANET, who)
}

pub fn spent() -> Balance {
    Sponsorships::<Test>::get(DATANET).unwrap().spent
}
