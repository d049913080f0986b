// SPDX-License-Identifier: Apache-2.0

//! The curators' part of a datanet's revenue, and their pool.

use crate::{mock::*, Error, Pools};
use frame::testing_prelude::*;
use openledger_primitives::{
    runtime_api::{QuoteLine, Recipient},
    traits::{CuratorsRevenue, FundPool, RevenueShares},
    Balance, DatanetId, Role,
};

/// A tenth from the next era on.
fn tenth() {
    let next = Attribution::current_era() + 1;
    Attribution::set_curators_part(DatanetId(1), Permill::zero(), Permill::from_percent(10), next);
}

fn claimables() -> (Balance, Balance) {
    (claimable(1, datanet(1)), claimable(2, curators(1)))
}

#[test]
fn curators_should_receive_their_part_from_its_era_on() {
    new_test_ext().execute_with(|| {
        add(datanet(1), account(1), 5);
        add(curators(1), account(2), 1);
        pass_eras(1);
        tenth();
        fund(datanet(1), 1_000);
        assert_eq!(claimables(), (1_000, 0));
        pass_eras(1);
        fund(datanet(1), 1_009);
        // Rounded down: the rest is the contributors'.
        assert_eq!(claimables(), (1_909, 100));
        assert_ok!(claim(2, curators(1)));
        assert_ok!(claim(1, datanet(1)));
        assert_eq!(claimables(), (0, 0));
        Attribution::do_try_state().unwrap();
    });
}

#[test]
fn without_a_counted_review_everything_should_be_the_contributors() {
    new_test_ext().execute_with(|| {
        add(datanet(1), account(1), 5);
        tenth();
        pass_eras(1);
        fund(datanet(1), 1_000);
        assert_eq!(claimables(), (1_000, 0));
        // The first curator has the part that comes before its shares earn, as the first contributor has.
        add(curators(1), account(2), 1);
        fund(datanet(1), 1_000);
        pass_eras(1);
        assert_eq!(claimables(), (1_900, 100));
        remove(curators(1), account(2), 1);
        fund(datanet(1), 1_000);
        assert_eq!(claimables(), (2_900, 100));
        Attribution::do_try_state().unwrap();
    });
}

#[test]
fn curators_of_a_datanet_without_contributors_should_receive_nothing() {
    new_test_ext().execute_with(|| {
        add(curators(1), account(2), 1);
        tenth();
        pass_eras(1);
        add(data(1), held_by(datanet(1)), 1);
        pass_eras(1);
        pay(1, 1_000_000);
        let commons = crate::Totals::<Test>::get().dues.commons;
        assert_ok!(Attribution::flow(RuntimeOrigin::signed(ANYBODY), data(1)));
        // All of it is nobody's.
        assert_eq!(claimables(), (0, 0));
        assert!(crate::Totals::<Test>::get().dues.commons > commons);
        Attribution::do_try_state().unwrap();
    });
}

/// Revenue that flows counts as that of the era in which it was paid.
#[test]
fn revenue_that_flows_later_should_be_divided_as_when_it_was_paid() {
    new_test_ext().execute_with(|| {
        add(datanet(1), account(1), 5);
        add(curators(1), account(2), 1);
        add(data(1), held_by(datanet(1)), 1);
        pass_eras(1);
        Attribution::set_curators_part(DatanetId(1), Permill::zero(), Permill::from_percent(10), 2);
        pay(1, 1_000_000);
        pass_eras(1);
        assert_ok!(Attribution::flow(RuntimeOrigin::signed(ANYBODY), data(1)));
        assert_eq!(claimables().1, 0);
        pay(1, 1_000_000);
        assert_ok!(Attribution::flow(RuntimeOrigin::signed(ANYBODY), data(1)));
        let (contributors, curators) = claimables();
        assert!(curators > 0);
        // A tenth of the second half.
        assert_eq!((contributors + curators) / 20, curators);
        Attribution::do_try_state().unwrap();
    });
}

#[test]
fn both_pools_should_be_one_record() {
    new_test_ext().execute_with(|| {
        add(curators(1), account(2), 3);
        add(datanet(1), account(1), 5);
        tenth();
        assert_eq!(Pools::<Test>::iter_keys().collect::<Vec<_>>(), [datanet(1)]);
        let total = |pool| <Attribution as RevenueShares<_>>::total_shares(&pool);
        assert_eq!((total(datanet(1)), total(curators(1)), total(curators(2))), (5, 3, 0));
        assert_eq!(record(curators(1)).accumulator.pending.shares, 3);
        Attribution::do_try_state().unwrap();
    });
}

#[test]
fn lost_deposits_should_be_the_curators_alone() {
    new_test_ext().execute_with(|| {
        let fund = |pool| <Attribution as FundPool<_>>::fund(&PAYER, &pool, 500);
        add(datanet(1), account(1), 5);
        assert_noop!(fund(curators(1)), Error::<Test>::NoHolders);
        assert_noop!(fund(curators(2)), Error::<Test>::NoHolders);
        add(curators(1), account(2), 1);
        pass_eras(1);
        assert_ok!(fund(curators(1)));
        assert_eq!(claimables(), (0, 500));
        Attribution::do_try_state().unwrap();
    });
}

#[test]
fn a_curators_pool_should_hold_no_other() {
    new_test_ext().execute_with(|| {
        let hold = |pool| <Attribution as RevenueShares<_>>::add(&pool, &held_by(curators(1)), 1);
        assert_noop!(hold(data(1)), Error::<Test>::InvalidHolder);
        assert_noop!(hold(datanet(1)), Error::<Test>::InvalidHolder);
        let held = <Attribution as RevenueShares<_>>::add(&curators(1), &held_by(data(1)), 1);
        assert_eq!(held, Err(Error::<Test>::InvalidHolder.into()));
    });
}

#[test]
fn quotes_and_earnings_should_know_the_curators_part() {
    new_test_ext().execute_with(|| {
        add(datanet(1), account(1), 5);
        add(curators(1), account(2), 1);
        add(data(1), held_by(datanet(1)), 1);
        tenth();
        pass_eras(1);
        let line = |pool, amount| QuoteLine {
            role: Role::Contributors,
            recipient: Recipient::Pool(pool),
            model: Some(openledger_primitives::ModelId(1)),
            amount,
        };
        let (lines, truncated) = Attribution::quote_pool(Role::Contributors, &data(1), 1_000);
        assert_eq!(lines, [line(curators(1), 100), line(datanet(1), 900)]);
        assert!(!truncated);
        pay(1, 1_000_000);
        let earnings = Attribution::earnings(2);
        assert_eq!((earnings.claimable, earnings.pools.len()), (0, 1));
        assert_ok!(Attribution::flow(RuntimeOrigin::signed(ANYBODY), data(1)));
        assert_eq!(claimable(2, curators(1)), earnings.not_flowed);
        assert!(earnings.not_flowed > 0);
    });
}
