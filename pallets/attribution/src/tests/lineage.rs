// SPDX-License-Identifier: Apache-2.0

//! Pools that hold shares of pools.

use crate::mock::*;
use frame::testing_prelude::*;

/// Three generations: model 3 is tuned from 2, which is tuned from 1. Each has a datanet with two contributors of its
/// own and a builder.
fn three_generations() {
    for model in 1..=3u32 {
        let base = u64::from(model) * 10;
        add(datanet(model), account(base + 1), 3);
        add(datanet(model), account(base + 2), 1);
        // Powers of two in all, so that amounts divide; below is a test where they do not.
        let own = if model == 1 { 4 } else { 3 };
        add(data(model), held_by(datanet(model)), own);
        add(builders(model), account(base + 3), own);
        if model > 1 {
            add(data(model), held_by(data(model - 1)), 1);
            add(builders(model), held_by(builders(model - 1)), 1);
        }
    }
    add(operator(), account(3), 1);
    pass_eras(1);
    idle();
}

#[test]
fn a_payment_reaches_the_data_and_the_builders_of_every_generation_to_the_planck() {
    build_and_execute(|| {
        three_generations();
        let before: u128 = Balances::total_issuance();
        pay(3, 1_000_000);
        idle();
        // Data: 400,000, of which three quarters stay with model 3, three quarters of the rest with model 2, and all
        // that remains with model 1.
        for (model, part) in [(3, 300_000), (2, 75_000), (1, 25_000)] {
            let base = u64::from(model) * 10;
            assert_eq!(claimable(base + 1, datanet(model)), part * 3 / 4);
            assert_eq!(claimable(base + 2, datanet(model)), part / 4);
        }
        // Builders: 250,000 likewise.
        for (model, part) in [(3, 187_500), (2, 46_875), (1, 15_625)] {
            assert_eq!(claimable(u64::from(model) * 10 + 3, builders(model)), part);
        }
        let mut paid = 0;
        for model in 1..=3u32 {
            let base = u64::from(model) * 10;
            for (who, pool) in [(base + 1, datanet(model)), (base + 2, datanet(model)), (base + 3, builders(model))] {
                assert_ok!(claim(who, pool));
                paid += Balances::free_balance(who);
            }
        }
        assert_ok!(claim(OPERATOR, operator()));
        assert_ok!(claim(3, operator()));
        paid += Balances::free_balance(OPERATOR) + Balances::free_balance(3);
        assert_ok!(Attribution::sweep(RuntimeOrigin::signed(ANYBODY)));
        let treasury = Balances::free_balance(TREASURY) - 1_000;
        let burned = before - Balances::total_issuance();
        assert_eq!(paid + treasury + burned, 1_000_000);
        assert_eq!(Attribution::books().owed, 0);
        assert_eq!(Balances::free_balance(ledger()), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn amounts_that_do_not_divide_are_carried_and_not_lost() {
    build_and_execute(|| {
        three_generations();
        let mut total = 0;
        for amount in [1, 7, 99, 1_003, 1_000_033] {
            pay(3, amount);
            total += amount;
            idle();
            check();
        }
        assert_eq!(Attribution::books().owed, total);
    });
}

#[test]
fn a_diamond_is_paid_through_both_arms() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 1);
        add(data(2), held_by(data(1)), 1);
        add(data(3), held_by(data(1)), 1);
        add(data(4), held_by(data(2)), 1);
        add(data(4), held_by(data(3)), 1);
        pass_eras(1);
        idle();
        pay(4, 1_000);
        idle();
        assert_eq!(claimable(1, datanet(1)), 400);
    });
}

#[test]
fn an_edge_added_later_acts_from_then_on() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(datanet(2), account(2), 1);
        add(data(1), held_by(datanet(1)), 1);
        add(data(2), held_by(datanet(2)), 1);
        pass_eras(1);
        pay(2, 1_000);
        // A hidden parent is found: it gets half of what comes from the next era on.
        add(data(2), held_by(data(1)), 1);
        pay(2, 1_000);
        pass_eras(1);
        pay(2, 1_000);
        idle();
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(2))), (200, 1_000));
    });
}

#[test]
fn a_long_line_flows_with_a_claim_that_names_its_path() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 1);
        for model in 2..=16 {
            add(data(model), held_by(data(model - 1)), 1);
        }
        pass_eras(1);
        pay(16, 1_000);
        let path: Vec<_> = (1..=16).rev().map(data).collect();
        assert_ok!(Attribution::claim(RuntimeOrigin::signed(1), datanet(1), path.try_into().unwrap()));
        assert_eq!(Balances::free_balance(1), 400);
    });
}
