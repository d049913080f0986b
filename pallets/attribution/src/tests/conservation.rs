// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, Totals, WeightInfo};
use frame::{testing_prelude::*, token::fungible::Mutate};

fn take_from_ledger(amount: u128) {
    let (exact, force) = (Precision::Exact, Fortitude::Force);
    assert_ok!(Balances::burn_from(&ledger(), amount, Preservation::Expendable, exact, force));
}

fn end_block() {
    Attribution::on_finalize(System::block_number());
}

fn set_up() {
    add(datanet(1), account(1), 1);
    pass_eras(1);
    fund(datanet(1), 1_000);
    pay(1, 1_000_000);
    events();
}

#[test]
fn on_finalize_should_write_nothing_when_nothing_is_wrong() {
    build_and_execute(|| {
        set_up();
        assert_storage_noop!(end_block());
        // A gift is no reason either.
        assert_ok!(Balances::mint_into(&ledger(), 5));
        assert_storage_noop!(end_block());
        assert!(
            (<() as WeightInfo>::on_finalize_check() + Weight::from_parts(0, 1)).all_lte(Attribution::on_initialize(1))
        );
    });
}

#[test]
fn on_finalize_should_stop_payouts_but_not_deposits_when_the_ledger_is_short() {
    build_and_execute(|| {
        set_up();
        take_from_ledger(1);
        end_block();
        let (balance, owed) = (EXISTENTIAL_DEPOSIT + 1_000_999, 1_001_000);
        assert_eq!(events(), vec![Event::ConservationBroken { balance, owed }]);
        assert!(Totals::<Test>::get().payouts_stopped);
        // It is said once.
        assert_storage_noop!(end_block());

        assert_noop!(claim(1, datanet(1)), Error::<Test>::PayoutsStopped);
        assert_noop!(Attribution::sweep(RuntimeOrigin::signed(1)), Error::<Test>::PayoutsStopped);
        pass_eras(1);
        idle();
        assert_eq!(Balances::free_balance(TREASURY), 1_000, "no sweep by itself either");

        // Money comes in, is shared and flows as ever.
        add(data(2), held_by(datanet(1)), 1);
        pass_eras(1);
        pay(2, 1_000);
        fund(datanet(1), 5);
        assert_ok!(Attribution::flow(RuntimeOrigin::signed(1), data(2)));
        assert_eq!(claimable(1, datanet(1)), 1_405);
    });
}

#[test]
fn resume_payouts_should_let_claims_go_on_once_the_money_is_there() {
    build_and_execute(|| {
        set_up();
        take_from_ledger(1);
        end_block();
        assert_noop!(Attribution::resume_payouts(RuntimeOrigin::signed(1)), BadOrigin);
        assert_noop!(Attribution::resume_payouts(RuntimeOrigin::root()), Error::<Test>::LedgerShort);
        assert_ok!(Balances::mint_into(&ledger(), 1));
        events();
        assert_ok!(Attribution::resume_payouts(RuntimeOrigin::root()));
        assert_eq!(events(), vec![Event::PayoutsResumed]);
        assert_noop!(Attribution::resume_payouts(RuntimeOrigin::root()), Error::<Test>::PayoutsNotStopped);
        assert_ok!(claim(1, datanet(1)));
        assert_storage_noop!(end_block());
    });
}

/// An upgrade raises the existential deposit. Payouts go on, and the treasury's dues fill the account.
#[test]
fn a_higher_existential_deposit_should_not_stop_payouts() {
    build_and_execute(|| {
        set_up();
        let dues = Attribution::dues();
        assert_eq!(dues.treasury, 40_000);
        MinimumBalance::set(25_000);
        end_block();
        assert!(!Totals::<Test>::get().payouts_stopped);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), 1, 25_000));
        assert_ok!(claim(1, datanet(1)));
        assert_eq!(Balances::free_balance(1), 26_000);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), TREASURY, 25_000));
        events();
        assert_ok!(Attribution::sweep(RuntimeOrigin::signed(ANYBODY)));
        let kept = 25_000 - EXISTENTIAL_DEPOSIT;
        let swept = Event::DuesSwept {
            era: 1,
            treasury: 40_000 - kept,
            burned: 10_000,
            commons: dues.commons,
            surplus: 0,
            kept,
        };
        assert_eq!(events(), vec![swept]);
        assert_eq!(Totals::<Test>::get().reserve, 25_000);
        check();
        // Everybody can be paid to the last planck.
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), OPERATOR, 25_000));
        assert_ok!(claim(OPERATOR, operator()));
        assert_eq!((Balances::free_balance(ledger()), Totals::<Test>::get().owed), (25_000, 0));
        end_block();
        assert!(!Totals::<Test>::get().payouts_stopped);
        // A lower one sets the rest free.
        MinimumBalance::set(EXISTENTIAL_DEPOSIT);
        assert_ok!(Attribution::sweep(RuntimeOrigin::signed(ANYBODY)));
        assert_eq!(Balances::free_balance(ledger()), EXISTENTIAL_DEPOSIT);
    });
}

/// What dues cannot fill waits for the next sweep, and a surplus fills it first.
#[test]
fn the_reserve_should_be_filled_step_by_step() {
    build_and_execute(|| {
        pay(1, 1_000);
        MinimumBalance::set(2_000);
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), TREASURY, 2_000));
        assert_ok!(Attribution::sweep(RuntimeOrigin::signed(ANYBODY)));
        assert_eq!(Totals::<Test>::get().reserve, EXISTENTIAL_DEPOSIT + 40 + 740);
        assert_noop!(Attribution::sweep(RuntimeOrigin::signed(ANYBODY)), Error::<Test>::NothingToSweep);
        assert_ok!(Balances::mint_into(&ledger(), 1_500));
        assert_ok!(Attribution::sweep(RuntimeOrigin::signed(ANYBODY)));
        assert_eq!(Totals::<Test>::get().reserve, 2_000);
        // Of the rest, what was to be burned is burned, and the treasury has the surplus.
        assert_eq!(Balances::free_balance(ledger()), 2_000 + 210);
        end_block();
        assert!(!Totals::<Test>::get().payouts_stopped);
    });
}
