// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, WeightInfo};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::accumulator::MAX_REVENUE;

fn flow(pool: PoolId<AccountId>) -> DispatchResultWithPostInfo {
    Attribution::flow(RuntimeOrigin::signed(ANYBODY), pool)
}

/// A data pool held by two datanets and an account.
fn set_up() {
    add(datanet(1), account(1), 1);
    add(datanet(2), account(2), 1);
    add(data(1), held_by(datanet(1)), 2);
    add(data(1), held_by(datanet(2)), 1);
    add(data(1), account(3), 1);
    pass_eras(1);
}

#[test]
fn flow_should_pass_on_what_is_owed_to_pools() {
    build_and_execute(|| {
        set_up();
        pay(1, 1_000);
        events();
        let post = flow(data(1)).unwrap();
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::flow(3)));
        assert_eq!(events(), vec![Event::Flowed { pool: data(1), amount: 300 }]);
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(2)), claimable(3, data(1))), (200, 100, 100));
        assert_eq!(record(data(1)).accumulator.held, 100);
        assert!(!record(data(1)).unflowed);
        assert_eq!(Attribution::books().owed, 1_000);
        // It waits for its turn in the queue nevertheless, and then there is nothing to do.
        assert_eq!(queue(), vec![(1, vec![1])]);
        idle();
        assert_eq!((queue(), flowed()), (vec![], vec![]));
    });
}

#[test]
fn flow_should_send_to_commons_when_nobody_holds_the_pool_below() {
    build_and_execute(|| {
        set_up();
        remove(datanet(2), account(2), 1);
        pay(1, 1_000);
        let commons = Attribution::dues().commons;
        events();
        assert_ok!(flow(data(1)));
        assert_eq!(
            events(),
            vec![Event::SentToCommons { pool: datanet(2), amount: 100 }, Event::Flowed { pool: data(1), amount: 300 }]
        );
        assert_eq!(Attribution::dues().commons, commons + 100);
    });
}

#[test]
fn flow_should_wait_for_the_next_era_when_all_shares_are_pending() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 2);
        pay(1, 1_000);
        assert_eq!(queued(1), Some(1));
        assert_noop!(with_storage_layer(|| flow(data(1))), Error::<Test>::NothingToFlow);
        idle();
        assert_eq!(record(data(1)).accumulator.undistributed, 400);
        pass_eras(1);
        assert_ok!(flow(data(1)));
        assert_eq!(claimable(1, datanet(1)), 400);
    });
}

#[test]
fn flow_should_keep_the_pool_queued_when_a_path_visits_it_too_early() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 2);
        pass_eras(1);
        fund(datanet(1), 50);
        // Joins again: all shares of the data pool are pending when the payment comes.
        remove(data(1), held_by(datanet(1)), 2);
        add(data(1), held_by(datanet(1)), 2);
        pay(1, 1_000);
        assert_eq!(queued(1), Some(2));
        let path = vec![data(1)].try_into().unwrap();
        assert_ok!(Attribution::claim(RuntimeOrigin::signed(1), datanet(1), path));
        assert_eq!(queued(1), Some(2));
        pass_eras(1);
        idle();
        assert_eq!(claimable(1, datanet(1)), 400);
    });
}

#[test]
fn flow_should_fail_when_there_is_nothing_to_flow() {
    build_and_execute(|| {
        assert_noop!(flow(data(1)), Error::<Test>::NothingToFlow);
        set_up();
        assert_noop!(with_storage_layer(|| flow(data(1))), Error::<Test>::NothingToFlow);
        assert_noop!(Attribution::flow(RuntimeOrigin::none(), data(1)), BadOrigin);
    });
}

#[test]
fn flow_should_fail_when_it_is_not_a_model_pool() {
    build_and_execute(|| {
        assert_noop!(flow(datanet(1)), Error::<Test>::NotAModelPool);
        assert_noop!(flow(operator()), Error::<Test>::NotAModelPool);
    });
}

#[test]
fn flow_should_fail_when_a_pool_below_has_had_too_much() {
    build_and_execute(|| {
        set_up();
        pay(1, 1_000);
        with_accumulator(datanet(2), |pool| pool.received = MAX_REVENUE - 1);
        assert_noop!(with_storage_layer(|| flow(data(1))), Error::<Test>::RevenueTooLarge);
    });
}
