// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, FlowKey, FlowQueue, WeightInfo, MAX_FLOWS_PER_BLOCK, MAX_MEMBERS};
use frame::testing_prelude::*;
use openledger_primitives::accumulator::MAX_REVENUE;

type W = ();

fn lane(model: u32) {
    add(data(model), held_by(datanet(1)), 1);
}

fn queue() -> Vec<Lane> {
    FlowQueue::<Test>::iter_keys().map(|key| key.pool()).collect()
}

#[test]
fn on_idle_should_flow_a_whole_lineage_in_one_pass_when_there_is_room() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        lane(1);
        for model in 2..20 {
            add(data(model), held_by(data(model - 1)), 3);
            add(data(model), held_by(datanet(1)), 1);
        }
        pass_eras(1);
        idle();
        for model in 1..20 {
            pay(model, 1_000_000);
        }
        events();
        idle();
        assert_eq!(queue(), vec![]);
        // Latest first, each once.
        let flowed: Vec<_> = events()
            .into_iter()
            .filter_map(|event| match event {
                Event::Flowed { pool, .. } => Some(pool),
                _ => None,
            })
            .collect();
        assert_eq!(flowed, (1..20).rev().map(data).collect::<Vec<_>>());
        // The sum is the payments' data part, less what the lanes carry.
        let carried = 19 * 400_000 - claimable(1, datanet(1));
        assert!(carried < 19, "{carried}");
    });
}

#[test]
fn on_idle_should_stop_at_the_weight_it_has() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        (1..=3).for_each(lane);
        pass_eras(1);
        idle();
        (1..=3).for_each(|model| pay(model, 1_000));
        let idle = |limit: Weight| {
            let used = Attribution::on_idle(1, limit);
            assert!(used.all_lte(limit));
            used
        };
        assert_eq!(idle(Weight::zero()), Weight::zero());
        assert_eq!(idle(W::on_idle_base()), W::on_idle_base());
        let enough = W::on_idle_base() + W::on_idle_step() + W::flow(MAX_MEMBERS);
        // One planck of either dimension less, and nothing is begun.
        idle(enough - Weight::from_parts(1, 0));
        idle(enough - Weight::from_parts(0, 1));
        assert_eq!(queue(), vec![data(3), data(2), data(1)]);
        let used = idle(enough);
        assert_eq!(queue(), vec![data(2), data(1)]);
        // What the one flow really took was consumed, and the look at the next pool if that fitted.
        assert_eq!(used, W::on_idle_base() + W::on_idle_step() * 2 + W::flow(1));
        idle(Weight::MAX);
        assert_eq!(queue(), vec![]);
    });
}

#[test]
fn on_idle_should_flow_a_bounded_number_of_pools() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        (1..=MAX_FLOWS_PER_BLOCK + 1).for_each(lane);
        pass_eras(1);
        idle();
        (1..=MAX_FLOWS_PER_BLOCK + 1).for_each(|model| pay(model, 1_000));
        idle();
        assert_eq!(queue(), vec![data(1)]);
        idle();
        assert_eq!(queue(), vec![]);
    });
}

#[test]
fn on_idle_should_leave_pools_of_the_next_era_alone() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        lane(1);
        pay(1, 1_000);
        idle();
        assert_eq!(queue(), vec![data(1)]);
        pass_eras(1);
        idle();
        assert_eq!(queue(), vec![]);
        assert_eq!(claimable(1, datanet(1)), 400);
    });
}

#[test]
fn on_idle_should_give_up_a_pool_that_can_not_flow_and_go_on() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(datanet(2), account(2), 1);
        lane(1);
        add(data(2), held_by(datanet(2)), 1);
        pass_eras(1);
        idle();
        let received = record(datanet(2)).accumulator.received;
        let set =
            |received| crate::Pools::<Test>::mutate_extant(datanet(2), |record| record.accumulator.received = received);
        set(MAX_REVENUE - 1);
        pay(1, 1_000);
        pay(2, 1_000);
        events();
        idle();
        let error = Error::<Test>::RevenueTooLarge.into();
        assert_eq!(
            events(),
            vec![Event::FlowFailed { pool: data(2), error }, Event::Flowed { pool: data(1), amount: 400 }]
        );
        assert_eq!(queue(), vec![]);
        check();
        // Nothing is lost: the next payment queues it again.
        set(received);
        pay(2, 1_000);
        idle();
        assert_eq!(claimable(2, datanet(2)), 800);
    });
}

#[test]
fn keys_of_the_queue_should_sort_by_era_and_then_latest_model_first() {
    let key = |due, pool: &Lane| FlowKey::new(due, pool).unwrap();
    let sorted = [
        key(0, &data(5)),
        key(0, &builders(5)),
        key(0, &data(4)),
        key(1, &data(u32::MAX)),
        key(1, &builders(0)),
        key(256, &data(9)),
        key(u32::MAX, &data(9)),
    ];
    assert!(sorted.iter().map(|key| key.encode()).is_sorted());
    for (key, (due, pool)) in sorted.iter().zip([(0, data(5)), (0, builders(5)), (0, data(4)), (1, data(u32::MAX))]) {
        assert_eq!((key.due(), key.pool()), (due, pool));
    }
    assert_eq!(FlowKey::new(0, &datanet(1)), None);
    assert_eq!(FlowKey::new(0, &operator()), None);
}
