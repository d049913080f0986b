// SPDX-License-Identifier: Apache-2.0

//! The curators' shares of a datanet's pool, and their own pool.

use crate::{mock::*, Error, Pools};
use frame::testing_prelude::*;
use openledger_primitives::{
    runtime_api::{QuoteLine, Recipient},
    traits::{FundPool, RevenueShares},
    Balance, ModelId, Role,
};

/// A contributor with nine of ten shares of datanet 1, and a curator with a counted review.
fn set_up() {
    add(curators(1), account(2), 1);
    add(datanet(1), account(1), 9);
    add(datanet(1), held_by(curators(1)), 1);
}

fn claimables() -> (Balance, Balance) {
    (claimable(1, datanet(1)), claimable(2, curators(1)))
}

fn flow(pool: PoolId<AccountId>) -> DispatchResult {
    Attribution::flow(RuntimeOrigin::signed(ANYBODY), pool).map(|_| ()).map_err(|error| error.error)
}

#[test]
fn curators_should_receive_their_part_with_the_datanets_revenue() {
    new_test_ext().execute_with(|| {
        set_up();
        pass_eras(1);
        events();
        fund(datanet(1), 1_000);
        assert_eq!(claimables(), (900, 100));
        assert!(events().contains(&flow_event(datanet(1), &[(curators(1), 100)])));
        assert_ok!(claim(2, curators(1)));
        assert_ok!(claim(1, datanet(1)));
        assert_eq!(claimables(), (0, 0));
        // It is there already.
        assert_noop!(flow(datanet(1)), Error::<Test>::NothingToFlow);
        assert_noop!(flow(curators(1)), Error::<Test>::NotAModelPool);
        Attribution::do_try_state().unwrap();
    });
}

/// Joining just before a payout earns nothing of it, at both steps.
#[test]
fn new_shares_should_earn_from_the_next_era_on() {
    new_test_ext().execute_with(|| {
        set_up();
        pass_eras(1);
        add(datanet(1), held_by(curators(1)), 1_000_000);
        add(curators(1), account(3), 1_000_000);
        fund(datanet(1), 1_000);
        assert_eq!((claimables(), claimable(3, curators(1))), ((900, 100), 0));
        Attribution::do_try_state().unwrap();
    });
}

/// Revenue that flows late belongs to the curators of the era in which it was paid.
#[test]
fn late_revenue_should_belong_to_the_curators_of_its_era() {
    new_test_ext().execute_with(|| {
        set_up();
        add(data(1), held_by(datanet(1)), 1);
        pass_eras(1);
        add(curators(1), account(3), 1_000);
        pay(1, 1_000_000);
        pass_eras(1);
        // The new curator's shares earn now, but what was paid before is not theirs.
        assert_ok!(flow(data(1)));
        let (_, curator) = claimables();
        assert!(curator > 0);
        assert_eq!(claimable(3, curators(1)), 0);
        Attribution::do_try_state().unwrap();
    });
}

#[test]
fn what_comes_while_all_shares_are_pending_should_reach_the_curators_too() {
    new_test_ext().execute_with(|| {
        set_up();
        fund(datanet(1), 1_000);
        pass_eras(1);
        assert_eq!((claimables(), Attribution::earnings(2).not_flowed), ((900, 100), 0));
        assert_noop!(flow(datanet(1)), Error::<Test>::NothingToFlow);
        assert_ok!(claim(2, curators(1)));
        assert_eq!(claimables(), (900, 0));
        Attribution::do_try_state().unwrap();
    });
}

#[test]
fn without_a_curator_their_part_should_wait_for_the_next_one() {
    new_test_ext().execute_with(|| {
        set_up();
        pass_eras(1);
        remove(curators(1), account(2), 1);
        fund(datanet(1), 1_000);
        assert_eq!(claimables(), (900, 0));
        add(curators(1), account(2), 1);
        pass_eras(1);
        assert_ok!(flow(datanet(1)));
        assert_eq!(claimables(), (900, 100));
        // Once their shares of the datanet's pool are gone, nothing waits: it is the commons'.
        remove(curators(1), account(2), 1);
        fund(datanet(1), 1_000);
        remove(datanet(1), held_by(curators(1)), 1);
        assert_eq!(crate::Totals::<Test>::get().dues.commons, 100);
        Attribution::do_try_state().unwrap();
    });
}

#[test]
fn a_datanet_without_curators_should_not_look_for_them() {
    new_test_ext().execute_with(|| {
        add(datanet(1), account(1), 9);
        pass_eras(1);
        fund(datanet(1), 900);
        assert_eq!(Pools::<Test>::get(datanet(1)).unwrap().curators, None);
        assert_eq!(claimable(1, datanet(1)), 900);
    });
}

#[test]
fn both_pools_should_be_one_record() {
    new_test_ext().execute_with(|| {
        set_up();
        assert_eq!(Pools::<Test>::iter_keys().collect::<Vec<_>>(), [datanet(1)]);
        let total = |pool| <Attribution as RevenueShares<_>>::total_shares(&pool);
        assert_eq!((total(datanet(1)), total(curators(1)), total(curators(2))), (10, 1, 0));
        assert_eq!(record(curators(1)).accumulator.pending.shares, 1);
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
fn a_curators_pool_should_hold_its_datanet_only() {
    new_test_ext().execute_with(|| {
        let hold = |pool, below| <Attribution as RevenueShares<_>>::add(&pool, &held_by(below), 1);
        for (pool, below) in [
            (data(1), curators(1)),
            (datanet(2), curators(1)),
            (operator(), curators(1)),
            (curators(1), data(1)),
            (curators(1), datanet(1)),
            (curators(1), curators(1)),
        ] {
            assert_noop!(hold(pool, below), Error::<Test>::InvalidHolder);
        }
        assert_ok!(hold(datanet(1), curators(1)));
    });
}

#[test]
fn shares_of_curators_should_not_change_hands() {
    new_test_ext().execute_with(|| {
        use openledger_primitives::traits::MovePosition;
        set_up();
        let to_curators =
            <Attribution as MovePosition<_>>::move_position(&datanet(1), &account(1), &held_by(curators(1)));
        assert_eq!(to_curators, Err(Error::<Test>::InvalidHolder.into()));
        // Theirs is no position that could be moved.
        transfer(datanet(1), held_by(curators(1)), account(1));
        let held = <Attribution as RevenueShares<_>>::shares_of(&datanet(1), &held_by(curators(1)));
        assert_eq!(held, 1);
        Attribution::do_try_state().unwrap();
    });
}

#[test]
fn quotes_and_earnings_should_know_the_curators_part() {
    new_test_ext().execute_with(|| {
        set_up();
        add(data(1), held_by(datanet(1)), 1);
        pass_eras(1);
        let line = |pool, amount| QuoteLine {
            role: Role::Contributors,
            recipient: Recipient::Pool(pool),
            model: Some(ModelId(1)),
            amount,
        };
        let (lines, truncated) = Attribution::quote_pool(Role::Contributors, &data(1), 1_000);
        assert_eq!(lines, [line(curators(1), 100), line(datanet(1), 900)]);
        assert!(!truncated);
        pay(1, 1_000_000);
        let earnings = Attribution::earnings(2);
        assert_eq!((earnings.claimable, earnings.pools.len()), (0, 1));
        assert!(earnings.not_flowed > 0);
        assert_ok!(flow(data(1)));
        assert_eq!(claimable(2, curators(1)), earnings.not_flowed);
    });
}
