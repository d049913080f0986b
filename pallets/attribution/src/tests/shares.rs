// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, EraSnapshots, Error, Event, Members, Pools, Positions, MAX_MEMBERS};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
    accumulator::MAX_SHARES,
    traits::{MovePosition, RevenueShares},
    Shares,
};

fn try_add(pool: PoolId<AccountId>, holder: Who, shares: Shares) -> DispatchResult {
    with_storage_layer(|| <Attribution as RevenueShares<_>>::add(&pool, &holder, shares))
}

fn try_remove(pool: PoolId<AccountId>, holder: Who, shares: Shares) -> DispatchResult {
    with_storage_layer(|| <Attribution as RevenueShares<_>>::remove(&pool, &holder, shares))
}

fn try_transfer(pool: PoolId<AccountId>, from: Who, to: Who) -> DispatchResult {
    with_storage_layer(|| <Attribution as MovePosition<_>>::move_position(&pool, &from, &to))
}

fn shares_of(pool: PoolId<AccountId>, holder: Who) -> Shares {
    <Attribution as RevenueShares<_>>::shares_of(&pool, &holder)
}

#[test]
fn add_should_count_at_once_and_earn_from_the_next_era_on() {
    build_and_execute(|| {
        add(datanet(1), account(1), 5);
        assert_eq!(shares_of(datanet(1), account(1)), 5);
        assert_eq!(<Attribution as RevenueShares<_>>::total_shares(&datanet(1)), 5);
        assert_eq!(events(), vec![Event::SharesAdded { pool: datanet(1), holder: account(1), shares: 5 }]);
        pass_eras(1);
        fund(datanet(1), 100);
        add(datanet(1), account(2), 5);
        fund(datanet(1), 100);
        pass_eras(1);
        fund(datanet(1), 100);
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(1))), (250, 50));
        assert_eq!(shares_of(datanet(1), account(9)), 0);
        assert_eq!(<Attribution as RevenueShares<_>>::total_shares(&datanet(9)), 0);
    });
}

#[test]
fn add_should_store_a_snapshot_only_while_a_position_waits_for_it() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(datanet(1), account(2), 1);
        pass_eras(1);
        fund(datanet(1), 100);
        add(datanet(1), account(3), 1);
        assert_eq!(EraSnapshots::<Test>::get(datanet(1), 0).unwrap().waiting, 2);
        check();
        assert_ok!(claim(1, datanet(1)));
        assert_eq!(EraSnapshots::<Test>::get(datanet(1), 0).unwrap().waiting, 1);
        check();
        remove(datanet(1), account(2), 1);
        assert_eq!(EraSnapshots::<Test>::iter().count(), 0);
    });
}

#[test]
fn add_and_remove_should_do_nothing_when_there_are_no_shares() {
    build_and_execute(|| {
        assert_storage_noop!(try_add(datanet(1), account(1), 0).unwrap());
        assert_storage_noop!(try_remove(datanet(1), account(1), 0).unwrap());
    });
}

#[test]
fn add_should_list_members_of_model_pools_only() {
    build_and_execute(|| {
        for pool in [datanet(1), operator(), data(1), builders(1)] {
            add(pool.clone(), account(1), 1);
            add(pool, account(1), 1);
        }
        assert_eq!(Attribution::members(data(1)), vec![account(1)]);
        assert_eq!(Attribution::members(builders(1)), vec![account(1)]);
        assert_eq!(Members::<Test>::iter().count(), 2);
        remove(data(1), account(1), 2);
        assert_eq!(Members::<Test>::iter().count(), 1);
    });
}

#[test]
fn add_should_fail_when_a_model_pool_has_all_its_members() {
    build_and_execute(|| {
        for who in 0..u64::from(MAX_MEMBERS) {
            add(builders(1), account(who), 1);
        }
        assert_noop!(try_add(builders(1), account(99), 1), Error::<Test>::TooManyMembers);
        // More for one of them is fine, and a place becomes free when one leaves.
        add(builders(1), account(7), 1);
        remove(builders(1), account(3), 1);
        add(builders(1), account(99), 1);
    });
}

#[test]
fn add_should_fail_when_money_could_flow_in_a_circle_or_to_a_pool_that_does_not_flow() {
    build_and_execute(|| {
        add(data(2), held_by(data(1)), 1);
        add(data(2), held_by(builders(1)), 1);
        add(data(2), held_by(datanet(7)), 1);
        add(builders(2), held_by(operator()), 1);
        for (pool, holder) in [
            (data(2), data(2)),
            (data(2), builders(2)),
            (data(2), data(3)),
            (datanet(1), datanet(2)),
            (operator(), data(1)),
        ] {
            assert_noop!(try_add(pool.clone(), held_by(holder.clone()), 1), Error::<Test>::InvalidHolder);
            add(pool.clone(), account(1), 1);
            assert_noop!(try_transfer(pool, account(1), held_by(holder)), Error::<Test>::InvalidHolder);
        }
    });
}

#[test]
fn add_should_fail_when_there_are_too_many_shares() {
    build_and_execute(|| {
        add(datanet(1), account(1), MAX_SHARES - 1);
        assert_noop!(try_add(datanet(1), account(2), 1), Error::<Test>::SharesTooLarge);
        assert_noop!(try_add(datanet(1), account(2), u128::MAX), ArithmeticError::Overflow);
    });
}

#[test]
fn remove_should_act_at_once_and_leave_what_was_earned() {
    build_and_execute(|| {
        add(datanet(1), account(1), 5);
        add(datanet(1), account(2), 5);
        pass_eras(1);
        fund(datanet(1), 100);
        events();
        remove(datanet(1), account(1), 5);
        assert_eq!(events(), vec![Event::SharesRemoved { pool: datanet(1), holder: account(1), shares: 5 }]);
        fund(datanet(1), 100);
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(1))), (50, 150));
    });
}

/// Revenue that comes while only pending shares exist belongs to those who hold them.
#[test]
fn revenue_for_pending_shares_should_belong_to_those_who_held_them_when_it_came() {
    build_and_execute(|| {
        add(datanet(1), account(1), 100);
        fund(datanet(1), 1_000);
        add(datanet(1), account(2), 300);
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(1))), (1_000, 0));
        // It stays theirs if they leave.
        remove(datanet(1), account(1), 100);
        assert_eq!(Attribution::dues().commons, 0);
        fund(datanet(1), 600);
        pass_eras(1);
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(1))), (1_000, 600));
    });
}

/// Erased data stops earning at once, and new shares wait.
#[test]
fn remove_joined_should_take_the_shares_of_that_era() {
    build_and_execute(|| {
        add(datanet(1), account(1), 2_000);
        add(datanet(1), account(2), 1_000);
        pass_eras(1);
        add(datanet(1), account(1), 2_000);
        assert_ok!(<Attribution as RevenueShares<_>>::remove_joined(&datanet(1), &account(1), 2_000, 0));
        fund(datanet(1), 4_000);
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(1))), (0, 4_000));
        pass_eras(1);
        fund(datanet(1), 3_000);
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(1))), (2_000, 5_000));
        assert_noop!(
            with_storage_layer(|| <Attribution as RevenueShares<_>>::remove_joined(&datanet(1), &account(1), 2_001, 1)),
            Error::<Test>::NotEnoughShares
        );
    });
}

#[test]
fn remove_should_pass_on_what_a_pool_is_owed_when_it_leaves() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 1);
        pass_eras(1);
        pay(1, 1_000);
        remove(data(1), held_by(datanet(1)), 1);
        assert_eq!(claimable(1, datanet(1)), 400);
        assert!(!record(data(1)).unflowed);
        assert_eq!(Positions::<Test>::iter().count(), 1);
        assert_eq!(record(data(1)).accumulator.held, 0);
        // Its turn in the queue comes, and there is nothing to do.
        events();
        idle();
        assert_eq!((queue(), flowed()), (vec![], vec![]));
    });
}

#[test]
fn remove_should_fail_when_the_holder_has_fewer() {
    build_and_execute(|| {
        assert_noop!(try_remove(datanet(1), account(1), 1), Error::<Test>::NotEnoughShares);
        add(datanet(1), account(1), 5);
        assert_noop!(try_remove(datanet(1), account(1), 6), Error::<Test>::NotEnoughShares);
    });
}

#[test]
fn transfer_should_move_shares_and_what_is_owed_together() {
    build_and_execute(|| {
        add(data(1), account(1), 3);
        add(data(1), account(2), 1);
        pass_eras(1);
        pay(1, 1_000);
        add(data(1), account(1), 4);
        events();
        transfer(data(1), account(1), account(3));
        assert_eq!(
            events(),
            vec![Event::PositionMoved { pool: data(1), from: account(1), to: account(3), shares: 7, owed: 300 }]
        );
        assert_eq!(shares_of(data(1), account(3)), 7);
        assert_eq!((claimable(1, data(1)), claimable(3, data(1))), (0, 300));
        assert_eq!(Attribution::members(data(1)), vec![account(2), account(3)]);
        check();
        // To a holder that has a position already.
        transfer(data(1), account(3), account(2));
        assert_eq!(claimable(2, data(1)), 400);
        assert_eq!(Attribution::members(data(1)), vec![account(2)]);
        pass_eras(1);
        pay(1, 1_000);
        assert_eq!(claimable(2, data(1)), 800);
    });
}

#[test]
fn transfer_should_do_nothing_when_there_is_nothing_to_move() {
    build_and_execute(|| {
        add(datanet(1), account(1), 3);
        assert_storage_noop!(try_transfer(datanet(1), account(2), account(1)).unwrap());
        assert_storage_noop!(try_transfer(datanet(1), account(1), account(1)).unwrap());
    });
}

#[test]
fn transfer_should_work_between_accounts_and_pools() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), account(2), 1);
        pass_eras(1);
        pay(1, 1_000);
        assert_eq!(record(data(1)).pools_below, 0);
        transfer(data(1), account(2), held_by(datanet(1)));
        assert_eq!(record(data(1)).pools_below, 1);
        assert_eq!(queued(1), Some(1));
        check();
        idle();
        assert_eq!(claimable(1, datanet(1)), 400);
        pay(1, 1_000);
        transfer(data(1), held_by(datanet(1)), account(2));
        assert_eq!(claimable(2, data(1)), 400);
        assert_eq!((record(data(1)).pools_below, record(data(1)).unflowed), (0, false));
        events();
        idle();
        assert_eq!((queue(), flowed()), (vec![], vec![]));
    });
}

#[test]
fn transfer_should_pass_on_what_is_owed_when_no_shares_come_with_it() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), account(2), 1);
        pass_eras(1);
        pay(1, 1_000);
        remove(data(1), account(2), 1);
        transfer(data(1), account(2), held_by(datanet(1)));
        assert_eq!(claimable(1, datanet(1)), 400);
        assert_eq!(Positions::<Test>::iter().count(), 1);
    });
}

#[test]
fn transfer_should_leave_less_than_a_planck_to_the_pool() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(datanet(1), account(2), 2);
        pass_eras(1);
        fund(datanet(1), 1);
        remove(datanet(1), account(1), 1);
        // A third of a planck is not worth a position.
        assert!(!Positions::<Test>::contains_key(account(1), datanet(1)));
        check();
        // The other one has two thirds, and gets this third with the next planck.
        fund(datanet(1), 1);
        assert_eq!(claimable(2, datanet(1)), 2);
    });
}

#[test]
fn records_should_be_written_with_their_shares_in_one_item() {
    build_and_execute(|| {
        add(datanet(1), account(1), 3);
        pass_eras(1);
        fund(datanet(1), 9);
        let pool = Pools::<Test>::get(datanet(1)).unwrap().accumulator;
        assert_eq!((pool.shares, pool.received, pool.held), (3, 9, 9));
    });
}
