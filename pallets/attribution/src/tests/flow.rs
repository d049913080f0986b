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
        assert_eq!(events(), vec![flow_event(data(1), &[(datanet(1), 200), (datanet(2), 100)])]);
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
            vec![
                Event::SentToCommons { pool: datanet(2), amount: 100 },
                flow_event(data(1), &[(datanet(1), 200), (datanet(2), 100)])
            ]
        );
        assert_eq!(Attribution::dues().commons, commons + 100);
    });
}

#[test]
fn flow_should_pass_on_at_once_what_was_kept_for_pending_shares() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 2);
        pay(1, 1_000);
        assert_eq!(queued(1), Some(0));
        idle();
        // Nobody else holds the datanet either: it is theirs.
        assert_eq!((queue(), claimable(1, datanet(1))), (vec![], 400));
        add(datanet(1), account(2), 3);
        add(data(1), held_by(datanet(2)), 2);
        assert_eq!(claimable(1, datanet(1)), 400);
        pass_eras(1);
        pay(1, 1_000);
        idle();
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(1))), (450, 150));
    });
}

/// Somebody who joins in the era of a payment does not share in it, though it flows in the next era.
#[test]
fn flow_should_not_pay_those_who_joined_in_the_era_of_the_payment() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        for model in 1..=3 {
            let below = if model == 1 { held_by(datanet(1)) } else { held_by(data(model - 1)) };
            add(data(model), below, 1);
        }
        pass_eras(1);
        pay(3, 1_000);
        add(datanet(1), account(666), 3);
        // Nothing flows before the era ends. Then it flows by hand, in several steps, and new payments come between.
        pass_eras(1);
        assert_ok!(flow(data(3)));
        pay(2, 1_000);
        assert_ok!(flow(data(2)));
        fund(datanet(1), 400);
        assert_ok!(flow(data(1)));
        assert_eq!(claimable(1, datanet(1)), 400 + 200, "what was late, and a quarter of what was paid in this era");
        // The others have to wait until everything of the last era has flowed.
        assert_eq!(claimable(666, datanet(1)), 0);
        // It joins again before the last era is settled, and leaves again.
        add(datanet(1), account(666), 4);
        remove(datanet(1), account(666), 4);
        idle();
        assert_eq!((claimable(1, datanet(1)), claimable(666, datanet(1))), (600, 600));
        pass_eras(1);
        pay(1, 1_000);
        idle();
        assert_eq!((claimable(1, datanet(1)), claimable(666, datanet(1))), (700, 900));
    });
}

/// The revenue of two eras in one flow is told apart.
#[test]
fn flow_should_tell_revenue_of_two_eras_apart() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 1);
        add(data(1), account(2), 3);
        pass_eras(1);
        pay(1, 100_000);
        add(datanet(1), account(3), 1);
        pass_eras(1);
        pay(1, 200_000);
        assert_eq!(record(data(1)).accumulator.held, 120_000);
        idle();
        assert_eq!((claimable(1, datanet(1)), claimable(3, datanet(1))), (10_000 + 10_000, 10_000));
        assert_eq!(claimable(2, data(1)), 90_000);
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
