// SPDX-License-Identifier: Apache-2.0

//! Custody, deposits and the ledger of mocks, with the SDK's balances.

#![allow(clippy::arithmetic_side_effects, clippy::as_conversions, clippy::unwrap_used, missing_docs)]

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame::{
    deps::frame_support::{traits::VariantCount, PalletId},
    testing_prelude::*,
    token::fungible::InspectHold,
    traits::{fungible::Balanced, Imbalance},
};
use openledger_primitives::{
    custody::Custody,
    deposit::Deposit,
    runtime_api::AccountBooks,
    testing::{AccountId, Clock, CurrentEra, Ledger, LedgerRefuses, Positions, LEDGER},
    traits::{AdvanceEras, EraClock, FundPool, MovePosition, RevenueShares},
    Balance, DatanetId, Holder, ModelId, PoolId,
};

#[frame_construct_runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances::Pallet<Test>;
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Reason {
    One,
    Two,
}

impl VariantCount for Reason {
    const VARIANT_COUNT: u32 = 2;
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
    type RuntimeHoldReason = Reason;
}

parameter_types! {
    pub const Id: PalletId = PalletId(*b"ol/tests");
}

type Escrow = Custody<AccountId, Id, Balances>;
type Shares = Ledger<Balances>;

const ED: Balance = 10;
const ALICE: AccountId = 1;
const TREASURY: AccountId = 2;
/// Does not exist.
const NOBODY: AccountId = 9;
const ENDOWMENT: Balance = 1_000;

fn execute(test: impl FnOnce()) {
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    let balances = [ALICE, TREASURY, LEDGER].map(|who| (who, ENDOWMENT)).into();
    pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }.assimilate_storage(&mut storage).unwrap();
    TestState::new(storage).execute_with(test);
}

fn free(who: AccountId) -> Balance {
    Balances::free_balance(who)
}

fn held(reason: Reason) -> Balance {
    Balances::balance_on_hold(&reason, &ALICE)
}

#[test]
fn open_should_top_the_account_up_to_the_existential_deposit() {
    execute(|| {
        assert_eq!(Escrow::balance(), 0);
        let issuance = Balances::total_issuance();
        assert_ok!(Escrow::open());
        assert_eq!((Escrow::balance(), free(Escrow::account())), (ED, ED));
        assert_ok!(Escrow::open());
        assert_eq!((Escrow::balance(), Balances::total_issuance()), (ED, issuance + ED));
        assert_ok!(Escrow::collect(&ALICE, 5));
        assert_ok!(Escrow::open());
        assert_eq!(Escrow::balance(), ED + 5);
    });
}

#[test]
fn money_should_move_exactly_and_keep_both_sides_alive() {
    execute(|| {
        assert_ok!(Escrow::open());
        assert_ok!(Escrow::collect(&ALICE, 300));
        assert_eq!((Escrow::balance(), free(ALICE)), (ED + 300, ENDOWMENT - 300));
        assert_err!(Escrow::collect(&ALICE, ENDOWMENT - 300), TokenError::NotExpendable);

        assert_ok!(Escrow::pay(&TREASURY, 100));
        assert_eq!((Escrow::balance(), free(TREASURY)), (ED + 200, ENDOWMENT + 100));
        assert_err!(Escrow::pay(&TREASURY, 201), TokenError::NotExpendable);
        assert_err!(Escrow::pay(&NOBODY, ED - 1), TokenError::BelowMinimum);

        let issuance = Balances::total_issuance();
        assert_ok!(Escrow::burn(50));
        assert_eq!((Escrow::balance(), Balances::total_issuance()), (ED + 150, issuance - 50));
        assert_err!(Escrow::burn(151), TokenError::FundsUnavailable);

        // Zero moves nothing, even for an account that does not exist.
        for result in [Escrow::collect(&NOBODY, 0), Escrow::pay(&NOBODY, 0), Escrow::burn(0)] {
            assert_ok!(result);
        }
    });
}

#[test]
fn check_should_tell_the_balance_when_the_account_is_short() {
    execute(|| {
        assert_ok!(Escrow::open());
        assert_ok!(Escrow::collect(&ALICE, 100));
        assert_eq!((Escrow::surplus(100), Escrow::check(100)), (Some(0), Ok(())));
        assert_eq!((Escrow::surplus(70), Escrow::check(70)), (Some(30), Ok(())));
        assert_eq!((Escrow::surplus(101), Escrow::check(101)), (None, Err(ED + 100)));
        assert_eq!(Escrow::books(70, true), AccountBooks { balance: ED + 100, owed: 70, kept: ED, stopped: true });
    });
}

#[test]
fn sweep_should_send_the_surplus_only() {
    execute(|| {
        assert_ok!(Escrow::open());
        assert_ok!(Escrow::collect(&ALICE, 100));
        assert_eq!(Escrow::sweep(100, &TREASURY), None);
        assert_eq!(Escrow::sweep(101, &TREASURY), None);
        assert_eq!(Escrow::sweep(60, &TREASURY), Some(40));
        assert_eq!((Escrow::balance(), free(TREASURY)), (ED + 60, ENDOWMENT + 40));
        // The beneficiary cannot receive less than the existential deposit: the surplus stays.
        assert_noop!(Escrow::sweep(51, &NOBODY).ok_or(()), ());
        assert_eq!(Escrow::sweep(50, &NOBODY), Some(10));
    });
}

#[test]
fn deposits_should_be_held_and_released_exactly() {
    execute(|| {
        let deposit = Deposit::hold::<Balances>(&Reason::One, ALICE, 100).unwrap();
        assert_eq!(deposit, Deposit { depositor: ALICE, amount: 100 });
        assert_eq!(deposit.encode(), (ALICE, 100u128).encode());
        assert_ok!(Deposit::hold::<Balances>(&Reason::Two, ALICE, 7));
        assert_eq!((held(Reason::One), held(Reason::Two), free(ALICE)), (100, 7, ENDOWMENT - 107));
        assert_err!(Deposit::hold::<Balances>(&Reason::One, ALICE, ENDOWMENT), TokenError::FundsUnavailable);

        let more = Deposit { amount: 101, ..deposit.clone() };
        assert_noop!(more.release::<Balances>(&Reason::One), TokenError::FundsUnavailable);
        assert_eq!(deposit.release::<Balances>(&Reason::One), Ok(100));
        assert_eq!((held(Reason::One), held(Reason::Two), free(ALICE)), (0, 7, ENDOWMENT - 7));
    });
}

#[test]
fn deposits_of_zero_should_need_no_account() {
    execute(|| {
        let deposit = Deposit::hold::<Balances>(&Reason::One, NOBODY, 0).unwrap();
        assert_eq!(deposit.clone().release::<Balances>(&Reason::One), Ok(0));
        let (credit, released) = deposit.forfeit::<Balances>(&Reason::One, 5).unwrap();
        assert_eq!((credit.peek(), released), (0, 0));
    });
}

#[test]
fn forfeit_should_take_the_penalty_and_release_the_rest() {
    for (penalty, taken) in [(0, 0), (30, 30), (100, 100), (101, 100)] {
        execute(|| {
            let issuance = Balances::total_issuance();
            let deposit = Deposit::hold::<Balances>(&Reason::One, ALICE, 100).unwrap();
            let (credit, released) = deposit.forfeit::<Balances>(&Reason::One, penalty).unwrap();
            assert_eq!((credit.peek(), released), (taken, 100 - taken));
            assert!(Balances::resolve(&TREASURY, credit).is_ok());
            assert_eq!((held(Reason::One), free(ALICE)), (0, ENDOWMENT - taken));
            assert_eq!((free(TREASURY), Balances::total_issuance()), (ENDOWMENT + taken, issuance));
        });
    }
}

#[test]
fn the_ledger_of_mocks_should_keep_shares_that_earn_from_the_next_era() {
    execute(|| {
        let pool = PoolId::Datanet(DatanetId(1));
        let (alice, model) = (Holder::Account(ALICE), Holder::Pool(PoolId::ModelData(ModelId(1))));
        CurrentEra::set(3);
        assert_ok!(Shares::add(&pool, &alice, 10));
        assert_ok!(Shares::add(&pool, &model, 5));
        assert_eq!((Shares::total_shares(&pool), Shares::earning(&pool)), (15, 0));
        Clock::advance_eras(1);
        assert_eq!(Clock::current_era(), 4);
        assert_ok!(Shares::add(&pool, &alice, 4));
        assert_eq!((Shares::shares_of(&pool, &alice), Shares::earning(&pool)), (14, 15));

        // Shares that do not earn yet go first.
        assert_ok!(Shares::remove(&pool, &alice, 3));
        assert_eq!((Shares::shares_of(&pool, &alice), Shares::earning(&pool)), (11, 15));
        assert_noop!(Shares::remove(&pool, &alice, 12), ArithmeticError::Underflow);

        assert_ok!(Shares::move_position(&pool, &alice, &model));
        assert_eq!((Shares::shares_of(&pool, &alice), Shares::shares_of(&pool, &model)), (0, 16));
        assert_eq!(Shares::earning(&pool), 15);
        assert_ok!(Shares::move_position(&pool, &alice, &model));
        assert_ok!(Shares::move_position(&pool, &model, &model));
        assert_eq!(Shares::total_shares(&pool), 16);
        assert_ok!(Shares::remove(&pool, &model, 16));
        assert_eq!(Positions::iter().count(), 0);
    });
}

#[test]
fn the_ledger_of_mocks_should_take_grants_and_refuse_when_told() {
    execute(|| {
        let pool = PoolId::Datanet(DatanetId(1));
        let alice = Holder::Account(ALICE);
        assert_noop!(Shares::fund(&ALICE, &pool, 100), DispatchError::Other("no holders"));
        assert_ok!(Shares::add(&pool, &alice, 1));
        assert_ok!(Shares::fund(&ALICE, &pool, 100));
        assert_eq!((free(ALICE), free(LEDGER)), (ENDOWMENT - 100, ENDOWMENT + 100));

        LedgerRefuses::set(true);
        assert_noop!(Shares::add(&pool, &alice, 1), DispatchError::Unavailable);
        assert_noop!(Shares::remove(&pool, &alice, 1), DispatchError::Unavailable);
        assert_noop!(Shares::move_position(&pool, &alice, &alice), DispatchError::Unavailable);
        assert_noop!(Shares::fund(&ALICE, &pool, 1), DispatchError::Unavailable);
        LedgerRefuses::set(false);
    });
}
