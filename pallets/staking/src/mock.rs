// SPDX-License-Identifier: Apache-2.0

//! A runtime of System, Balances and the pallet, with the ledger and the clock of `openledger_primitives::testing`.

#![allow(missing_docs, clippy::arithmetic_side_effects, clippy::as_conversions, clippy::unwrap_used)]

use crate as pallet_operator_staking;
use crate::{CreditOf, Event, HoldReason, OperatorDetails, Operators, StakeDetails};
use frame::{
    testing_prelude::*,
    traits::{
        fungible::{Balanced, Inspect, InspectHold},
        OnUnbalanced,
    },
};
use openledger_primitives::{
    traits::{AdvanceEras, Offense, RevenueShares, SlashOperator, Slashed},
    Balance, Era, Holder, PoolId, Shares,
};

pub use openledger_primitives::testing::{AccountId, Clock, CurrentEra, LedgerRefuses, Positions};
/// The ledger, without money.
pub type Ledger = openledger_primitives::testing::Ledger;

pub const OLGA: AccountId = 1;
pub const OTTO: AccountId = 2;
pub const DAN: AccountId = 11;
pub const DORA: AccountId = 12;
/// Has only the existential deposit.
pub const POOR: AccountId = 20;
pub const STRANGER: AccountId = 30;
/// Reports offenses. Has no account.
pub const RITA: AccountId = 40;
/// Receives slashes. Has only the existential deposit.
pub const TREASURY: AccountId = 50;

pub const ED: Balance = 10;
pub const FUNDS: Balance = 100_000;
pub const LEAST_BOND: Balance = 1_000;
pub const LEAST_DELEGATION: Balance = 100;
pub const UNBONDING: Era = 7;
/// The dispute window, the current era included.
pub const WINDOW: Era = 7;
/// Delegated stake counts up to this many times the own bond.
pub const RATIO: u32 = 9;
pub const NOTICE: Era = 3;
pub const FIRST_ERA: Era = 5;
pub const TEN: Permill = Permill::from_percent(10);
/// The reporter's part of a whole loss.
pub const REWARD: Permill = Permill::from_percent(20);
/// The total issuance.
pub const ISSUANCE: Balance = 5 * FUNDS + 2 * ED;

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
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances::Pallet<Test>;
    #[runtime::pallet_index(2)]
    pub type OperatorStaking = pallet_operator_staking::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = MockBlock<Test>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<ED>;
    type AccountStore = System;
}

parameter_types! {
    pub static MinOperatorBond: Balance = LEAST_BOND;
    pub static MinDelegation: Balance = LEAST_DELEGATION;
    pub static UnbondingEras: Era = UNBONDING;
    pub static CommissionNotice: Era = NOTICE;
    pub static DisputeEras: Era = WINDOW;
    pub static MaxDelegationRatio: u32 = RATIO;
    pub static MaxCommission: Permill = Permill::from_percent(50);
}

impl crate::Config for Test {
    type RuntimeHoldReason = RuntimeHoldReason;
    type Currency = Balances;
    type OnSlash = ToTreasury;
    type Shares = Ledger;
    type Eras = Clock;
    type MinOperatorBond = MinOperatorBond;
    type MinDelegation = MinDelegation;
    type UnbondingEras = UnbondingEras;
    type DisputeEras = DisputeEras;
    type MaxDelegationRatio = MaxDelegationRatio;
    type CommissionNotice = CommissionNotice;
    type MaxCommission = MaxCommission;
    type WeightInfo = ();
}

pub struct ToTreasury;

impl OnUnbalanced<CreditOf<Test>> for ToTreasury {
    fn on_nonzero_unbalanced(credit: CreditOf<Test>) {
        assert!(Balances::resolve(&TREASURY, credit).is_ok());
    }
}

pub fn ext_with(operators: Vec<(AccountId, Balance, Permill)>) -> TestState {
    CurrentEra::set(FIRST_ERA);
    MinOperatorBond::set(LEAST_BOND);
    MinDelegation::set(LEAST_DELEGATION);
    UnbondingEras::set(UNBONDING);
    CommissionNotice::set(NOTICE);
    DisputeEras::set(WINDOW);
    MaxDelegationRatio::set(RATIO);
    MaxCommission::set(Permill::from_percent(50));
    LedgerRefuses::set(false);
    let rich = [OLGA, OTTO, DAN, DORA, STRANGER].map(|who| (who, FUNDS));
    let balances = pallet_balances::GenesisConfig {
        balances: rich.into_iter().chain([(POOR, ED), (TREASURY, ED)]).collect(),
        ..Default::default()
    };
    let genesis =
        RuntimeGenesisConfig { balances, operator_staking: crate::GenesisConfig { operators }, ..Default::default() };
    let mut ext = TestState::new(genesis.build_storage().unwrap());
    ext.execute_with(|| System::set_block_number(1));
    ext
}

pub fn new_test_ext() -> TestState {
    ext_with(Vec::new())
}

/// Run a test and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        OperatorStaking::do_try_state().unwrap();
    });
}

/// The same with Olga as an operator: the minimum bond, a commission of 10 %, bonded in [`FIRST_ERA`].
pub fn with_olga(test: impl FnOnce()) {
    build_and_execute(|| {
        assert_ok!(OperatorStaking::bond(signed(OLGA), LEAST_BOND, TEN));
        events();
        test();
    });
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

pub fn advance(eras: Era) {
    Clock::advance_eras(eras);
}

/// The pallet's events since the last call of this.
pub fn events() -> Vec<Event<Test>> {
    let events = System::read_events_for_pallet::<Event<Test>>();
    System::reset_events();
    events
}

pub fn held(who: AccountId) -> Balance {
    Balances::balance_on_hold(&HoldReason::Stake.into(), &who)
}

pub fn free(who: AccountId) -> Balance {
    Balances::balance(&who)
}

pub fn shares(operator: AccountId, staker: AccountId) -> Shares {
    Ledger::shares_of(&PoolId::Operator(operator), &Holder::Account(staker))
}

/// The stake of `staker` with `operator`, in planck, as clients see it.
pub fn stake(operator: AccountId, staker: AccountId) -> StakeDetails {
    OperatorStaking::stake(operator, staker).unwrap_or_default()
}

/// The unbonding part of a stake, in planck.
pub fn unbonding(operator: AccountId, staker: AccountId) -> Balance {
    stake(operator, staker).unbonding.iter().map(|(amount, _)| amount).sum()
}

pub fn details(operator: AccountId) -> OperatorDetails {
    OperatorStaking::operator_details(operator).unwrap()
}

/// The unbonding chunks of a stake as (amount, era of release).
pub fn chunks(operator: AccountId, staker: AccountId) -> Vec<(Balance, Era)> {
    stake(operator, staker).unbonding
}

/// Slash `operator` for an offense of this era, as reported by [`RITA`], whatever it was slashed for before. An active
/// operator takes work again at once.
pub fn slash(operator: AccountId, part: Permill) -> Slashed {
    let status = Operators::<Test>::get(operator).unwrap().status;
    let slashed = slash_in(operator, part, CurrentEra::get(), 0);
    Operators::<Test>::mutate(operator, |operator| operator.as_mut().unwrap().status = status);
    slashed
}

/// An offense of this era, whatever the operator was slashed for before.
pub fn offense(part: Permill, reward: Permill) -> Offense {
    Offense { era: CurrentEra::get(), window: 0, part, reward }
}

/// Slash `operator` for an offense of `era`, if it was not slashed within `window` eras.
pub fn slash_in(operator: AccountId, part: Permill, era: Era, window: Era) -> Slashed {
    let offense = Offense { era, window, part, reward: REWARD };
    <OperatorStaking as SlashOperator<_>>::slash(&operator, offense, &RITA).unwrap()
}

/// The slashes that the treasury has received.
pub fn treasury() -> Balance {
    free(TREASURY) - ED
}

/// The shares of `operator`'s pool that earn in this era.
pub fn earning(operator: AccountId) -> Shares {
    Ledger::earning(&PoolId::Operator(operator))
}

/// The cohorts of the stake with `operator`.
pub fn cohorts(operator: AccountId) -> crate::Cohorts {
    crate::CohortsOf::<Test>::get(operator)
}
