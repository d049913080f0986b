// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Dues, Error, Event, Totals};
use frame::{testing_prelude::*, token::fungible::Mutate};

fn sweep() -> DispatchResult {
    Attribution::sweep(RuntimeOrigin::signed(ANYBODY))
}

#[test]
fn sweep_should_pay_the_treasury_and_burn() {
    build_and_execute(|| {
        pay(1, 1_000_000);
        assert_ok!(Balances::mint_into(&ledger(), 33));
        events();
        let issuance = Balances::total_issuance();
        assert_ok!(sweep());
        assert_eq!(Balances::free_balance(TREASURY), 1_000 + 40_000 + 740_000 + 33);
        assert_eq!(Balances::total_issuance(), issuance - 10_000);
        assert_eq!(
            events(),
            vec![Event::DuesSwept { era: 0, treasury: 40_000, burned: 10_000, commons: 740_000, surplus: 33, kept: 0 }]
        );
        assert_eq!(Attribution::dues(), Dues::default());
        // The operator's part is all that is left.
        assert_eq!(Totals::<Test>::get().owed, 210_000);
        assert_eq!(Balances::free_balance(ledger()), EXISTENTIAL_DEPOSIT + 210_000);
    });
}

#[test]
fn sweep_should_fail_when_nothing_is_due() {
    build_and_execute(|| {
        assert_noop!(sweep(), Error::<Test>::NothingToSweep);
        assert_noop!(Attribution::sweep(RuntimeOrigin::none()), BadOrigin);
    });
}

#[test]
fn sweep_should_fail_when_payouts_are_stopped_or_the_ledger_is_short() {
    build_and_execute(|| {
        pay(1, 1_000);
        Totals::<Test>::mutate(|totals| totals.payouts_stopped = true);
        assert_noop!(sweep(), Error::<Test>::PayoutsStopped);
        Totals::<Test>::mutate(|totals| {
            totals.payouts_stopped = false;
            totals.owed += 1;
        });
        assert_noop!(sweep(), Error::<Test>::LedgerShort);
        Totals::<Test>::mutate(|totals| totals.owed -= 1);
    });
}

#[test]
fn sweep_should_keep_what_cannot_open_the_treasurys_account() {
    build_and_execute(|| {
        assert_ok!(Balances::burn_from(&TREASURY, 1_000, Preservation::Expendable, Precision::Exact, Fortitude::Force));
        // Too little for most roles, and for the treasury's account.
        pay(1, 4);
        assert_ok!(Balances::mint_into(&ledger(), 3));
        let dues = Attribution::dues();
        assert_eq!(dues.treasury + dues.commons + 3, 5);
        assert_eq!(dues.burn, 1);
        events();
        assert_ok!(sweep());
        assert_eq!(
            events(),
            vec![Event::DuesSwept { era: 0, treasury: 0, burned: 1, commons: 0, surplus: 0, kept: 0 }]
        );
        assert_eq!(Attribution::dues(), Dues { burn: 0, ..dues });
        assert_noop!(sweep(), Error::<Test>::BelowMinimumBalance);
        pass_eras(1);
        idle();
        let error = Error::<Test>::BelowMinimumBalance.into();
        assert_eq!(events(), vec![Event::SweepFailed { era: 1, error }]);
        // Once there is enough, everything goes.
        pay(1, 1_000);
        assert_ok!(sweep());
        assert_eq!(Attribution::dues(), Dues::default());
    });
}

#[test]
fn sweep_should_happen_by_itself_once_an_era() {
    build_and_execute(|| {
        pay(1, 1_000);
        idle();
        assert_eq!(Balances::free_balance(TREASURY), 1_000, "the first era is not over");
        pass_eras(1);
        idle();
        assert_eq!(Balances::free_balance(TREASURY), 1_780);
        pay(1, 1_000);
        idle();
        assert_eq!(Balances::free_balance(TREASURY), 1_780, "not twice in an era");
        pass_eras(3);
        idle();
        assert_eq!(Balances::free_balance(TREASURY), 2_560);
        // An era without dues passes without an event.
        pass_eras(1);
        events();
        idle();
        assert_eq!(events(), vec![]);
    });
}
