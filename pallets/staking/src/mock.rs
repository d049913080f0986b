// SPDX-License-Identifier: Apache-2.0

//! A runtime with balances, this pallet, a clock that tests set and a ledger that keeps shares and their eras.

#![allow(missing_docs, clippy::arithmetic_side_effects, clippy::as_conversions, clippy::unwrap_used)]

use crate as pallet_operator_staking;
use crate::{CreditOf, Event, HoldReason, OperatorDetails, StakeDetails};
use frame::{
    testing_prelude::*,
    traits::{
        fungible::{Balanced, Inspect, InspectHold},
        OnUnbalanced,
    },
};
use openledger_primitives::{
    traits::{EraClock, RevenueShares, SlashOperator, Slashed},
    Balance, Era, Holder, PoolId, Shares,
};

pub type AccountId = u64;

pub const OLGA: AccountId = 1;
pub const OTTO: AccountId = 2;
pub const DAN: AccountId = 11;
pub const DORA: AccountId = 12;
/// Has nothing but the existential deposit.
pub const POOR: AccountId = 20;
pub const STRANGER: AccountId = 30;
/// Reports offences. Has no account.
pub const RITA: AccountId = 40;
/// Gets what is slashed. Has nothing but the existential deposit.
pub const TREASURY: AccountId = 50;

pub const ED: Balance = 10;
pub const FUNDS: Balance = 100_000;
pub const LEAST_BOND: Balance = 1_000;
pub const LEAST_DELEGATION: Balance = 100;
pub const UNBONDING: Era = 7;
pub const NOTICE: Era = 3;
pub const FIRST_ERA: Era = 5;
pub const TEN: Permill = Permill::from_percent(10);
/// The reporter's part of what an operator loses.
pub const REWARD: Permill = Permill::from_percent(20);
/// All there is.
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
    pub type Staking = pallet_operator_staking::Pallet<Test>;
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
    pub static CurrentEra: Era = FIRST_ERA;
    pub static MinOperatorBond: Balance = LEAST_BOND;
    pub static MinDelegation: Balance = LEAST_DELEGATION;
    pub static UnbondingEras: Era = UNBONDING;
    pub static CommissionNotice: Era = NOTICE;
    pub static MaxCommission: Permill = Permill::from_percent(50);
    /// Whether the ledger refuses every change.
    pub static LedgerRefuses: bool = false;
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

pub struct Clock;

impl EraClock for Clock {
    fn current_era() -> Era {
        CurrentEra::get()
    }

    fn advance_eras(eras: Era) {
        CurrentEra::mutate(|era| *era += eras);
    }
}

/// The ledger: positions in storage, so that they roll back with a failing call. Each is the shares, and the part of
/// them that joined in the era named.
#[storage_alias]
pub type Positions = StorageDoubleMap<
    Mocked,
    Twox64Concat,
    PoolId<AccountId>,
    Twox64Concat,
    Holder<AccountId>,
    (Shares, Era, Shares),
    ValueQuery,
>;

pub struct Ledger;

impl Ledger {
    /// The shares of `pool` that earn in this era.
    pub fn earning(operator: AccountId) -> Shares {
        Positions::iter_prefix_values(PoolId::Operator(operator))
            .map(|(shares, era, pending)| if era == CurrentEra::get() { shares - pending } else { shares })
            .sum()
    }
}

impl RevenueShares<AccountId> for Ledger {
    fn add(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult {
        ensure!(!LedgerRefuses::get(), DispatchError::Unavailable);
        Positions::mutate(pool, holder, |(all, era, pending)| {
            if *era != CurrentEra::get() {
                (*era, *pending) = (CurrentEra::get(), 0);
            }
            *all += shares;
            *pending += shares;
        });
        Ok(())
    }

    fn remove(pool: &PoolId<AccountId>, holder: &Holder<AccountId>, shares: Shares) -> DispatchResult {
        ensure!(!LedgerRefuses::get(), DispatchError::Unavailable);
        Positions::try_mutate(pool, holder, |(all, era, pending)| {
            *all = all.checked_sub(shares).ok_or(DispatchError::Unavailable)?;
            if *era == CurrentEra::get() {
                *pending -= shares.min(*pending);
            }
            Ok(())
        })
    }

    fn transfer(_: &PoolId<AccountId>, _: &Holder<AccountId>, _: &Holder<AccountId>) -> DispatchResult {
        Err(DispatchError::Unavailable)
    }

    fn shares_of(pool: &PoolId<AccountId>, holder: &Holder<AccountId>) -> Shares {
        Positions::get(pool, holder).0
    }

    fn total_shares(pool: &PoolId<AccountId>) -> Shares {
        Positions::iter_prefix_values(pool).map(|(shares, ..)| shares).sum()
    }
}

pub fn ext_with(operators: Vec<(AccountId, Balance, Permill)>) -> TestState {
    CurrentEra::set(FIRST_ERA);
    MinOperatorBond::set(LEAST_BOND);
    MinDelegation::set(LEAST_DELEGATION);
    UnbondingEras::set(UNBONDING);
    CommissionNotice::set(NOTICE);
    MaxCommission::set(Permill::from_percent(50));
    LedgerRefuses::set(false);
    let rich = [OLGA, OTTO, DAN, DORA, STRANGER].map(|who| (who, FUNDS));
    let balances = pallet_balances::GenesisConfig {
        balances: rich.into_iter().chain([(POOR, ED), (TREASURY, ED)]).collect(),
        ..Default::default()
    };
    let genesis = RuntimeGenesisConfig { balances, staking: crate::GenesisConfig { operators }, ..Default::default() };
    let mut ext = TestState::new(genesis.build_storage().unwrap());
    ext.execute_with(|| System::set_block_number(1));
    ext
}

pub fn new_test_ext() -> TestState {
    ext_with(Vec::new())
}

/// Run a test, then check everything that always holds.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Staking::do_try_state().unwrap();
    });
}

/// The same with Olga as an operator: the minimum bond, a commission of 10 %, bonded in [`FIRST_ERA`].
pub fn with_olga(test: impl FnOnce()) {
    build_and_execute(|| {
        assert_ok!(Staking::bond(signed(OLGA), LEAST_BOND, TEN));
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

/// This pallet's events since the last question.
pub fn events() -> Vec<Event<Test>> {
    let events = System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::Staking(event) => Some(event),
            _ => None,
        })
        .collect();
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

/// What `staker` has with `operator`, in planck, as clients see it.
pub fn stake(operator: AccountId, staker: AccountId) -> StakeDetails {
    Staking::stake(operator, staker).unwrap_or_default()
}

/// All that unbonds of a stake, in planck.
pub fn unbonding(operator: AccountId, staker: AccountId) -> Balance {
    stake(operator, staker).unbonding.iter().map(|(amount, _)| amount).sum()
}

pub fn details(operator: AccountId) -> OperatorDetails {
    Staking::operator_details(operator).unwrap()
}

/// The unbonding chunks of a stake as (amount, era of release).
pub fn chunks(operator: AccountId, staker: AccountId) -> Vec<(Balance, Era)> {
    stake(operator, staker).unbonding
}

/// Slash `operator` as reported by [`RITA`].
pub fn slash(operator: AccountId, part: Permill) -> Slashed {
    <Staking as SlashOperator<_>>::slash(&operator, part, &RITA, REWARD).unwrap()
}

/// What slashes have brought the treasury.
pub fn treasury() -> Balance {
    free(TREASURY) - ED
}
