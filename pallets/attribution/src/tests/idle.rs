// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, FlowKey, WeightInfo, MAX_FLOWS_PER_BLOCK, MAX_MEMBERS};
use frame::testing_prelude::*;
use openledger_primitives::accumulator::MAX_REVENUE;

type W = ();

fn data_pool(model: u32) {
    add(data(model), held_by(datanet(1)), 1);
}

/// The models in the queue, in the order in which they came.
fn waiting() -> Vec<u32> {
    queue().into_iter().flat_map(|(_, page)| page).collect()
}

#[test]
fn on_idle_should_flow_a_whole_lineage_in_one_pass_when_there_is_room() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        data_pool(1);
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
        assert_eq!(flowed(), (1..20).rev().map(data).collect::<Vec<_>>());
        // The sum is the data part of the payments, less the carries of the data pools.
        let carried = 19 * 400_000 - claimable(1, datanet(1));
        assert!(carried < 19, "{carried}");
    });
}

#[test]
fn on_idle_should_stop_at_the_weight_it_has() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        (1..=3).for_each(data_pool);
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
        // A page, one of its models, and both of its pools.
        let enough = W::on_idle_base() + W::on_idle_step() * 2 + W::flow(MAX_MEMBERS) * 2;
        // One planck of either dimension less, and nothing is begun.
        idle(enough - Weight::from_parts(1, 0));
        idle(enough - Weight::from_parts(0, 1));
        assert_eq!(waiting(), vec![1, 2, 3]);
        let used = idle(enough);
        assert_eq!(waiting(), vec![2, 3]);
        // The one flow consumed its actual weight.
        assert_eq!(used, W::on_idle_base() + W::on_idle_step() * 2 + W::flow(1));
        idle(Weight::MAX);
        assert_eq!(queue(), vec![]);
    });
}

#[test]
fn on_idle_should_put_back_what_it_has_no_weight_for() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        data_pool(1);
        for model in 2..=4 {
            add(data(model), held_by(data(model - 1)), 1);
        }
        pass_eras(1);
        idle();
        assert_ok!(route(&[payment(2, 1_000), payment(4, 1_000)]));
        fund(data(3), 1);
        assert_eq!(queue(), vec![(1, vec![2, 4]), (1, vec![3])]);
        pass_eras(1);
        events();
        // Enough for the sweep, both pages, a look for a third one and two flows: the latest two models.
        let looks = W::on_idle_base() + W::sweep() + W::on_idle_step() * 3;
        let flow = W::on_idle_step() + W::flow(1);
        let most = W::on_idle_step() + W::flow(MAX_MEMBERS) * 2;
        Attribution::on_idle(System::block_number(), looks + flow + most);
        assert_eq!(flowed(), vec![data(4), data(3)]);
        // The other one stays among the models of its era.
        assert_eq!(queue(), vec![(1, vec![2])]);
        check();
        idle();
        assert_eq!(flowed(), vec![data(2), data(1)]);
        assert_eq!((queue(), claimable(1, datanet(1))), (vec![], 801));
    });
}

#[test]
fn on_idle_should_finish_an_era_before_the_next() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        (1..=2).for_each(data_pool);
        pass_eras(1);
        idle();
        pay(1, 1_000);
        pass_eras(1);
        pay(2, 1_000);
        assert_eq!(queue(), vec![(1, vec![1]), (2, vec![2])]);
        events();
        // The later model comes later: revenue of a later era never goes first, or earlier revenue could wait forever.
        idle();
        assert_eq!(flowed(), vec![data(1), data(2)]);
    });
}

#[test]
fn on_idle_should_let_both_pools_of_a_model_flow() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(builders(1), account(2), 1);
        data_pool(2);
        add(builders(2), held_by(builders(1)), 1);
        // The data pool of this one begins to earn only in the next era.
        add(builders(3), held_by(builders(1)), 1);
        pass_eras(1);
        data_pool(3);
        pay(2, 1_000);
        pay(3, 1_000);
        assert_eq!(queue(), vec![(1, vec![2]), (1, vec![3])]);
        events();
        idle();
        assert_eq!(flowed(), vec![builders(3), data(2), builders(2)]);
        assert_eq!((claimable(1, datanet(1)), claimable(2, builders(1))), (400, 500));
        assert_eq!(queue(), vec![(2, vec![3])]);
        check();
        pass_eras(1);
        idle();
        assert_eq!(flowed(), vec![data(3)]);
        assert_eq!(claimable(1, datanet(1)), 800);
    });
}

#[test]
fn on_idle_should_flow_a_bounded_number_of_pools() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        (1..=MAX_FLOWS_PER_BLOCK + 1).for_each(data_pool);
        pass_eras(1);
        idle();
        (1..=MAX_FLOWS_PER_BLOCK + 1).for_each(|model| pay(model, 1_000));
        idle();
        assert_eq!(waiting(), vec![MAX_FLOWS_PER_BLOCK + 1]);
        idle();
        assert_eq!(queue(), vec![]);
    });
}

#[test]
fn on_idle_should_leave_pools_of_the_next_era_alone() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        data_pool(1);
        pay(1, 1_000);
        idle();
        assert_eq!(queue(), vec![(1, vec![1])]);
        pass_eras(1);
        idle();
        assert_eq!(queue(), vec![]);
        assert_eq!(claimable(1, datanet(1)), 400);
    });
}

#[test]
fn on_idle_should_give_up_a_pool_that_cannot_flow_and_go_on() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(datanet(2), account(2), 1);
        data_pool(1);
        add(data(2), held_by(datanet(2)), 1);
        pass_eras(1);
        idle();
        let received = record(datanet(2)).accumulator.received;
        let set = |received| with_accumulator(datanet(2), |pool| pool.received = received);
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
fn keys_of_the_queue_should_sort_by_era_and_then_in_the_order_of_pages() {
    let sorted = [(0, 5), (0, 256), (0, u64::MAX), (1, 0), (1, 1), (256, 0), (u32::MAX, 1 << 40), (u32::MAX, u64::MAX)]
        .map(|(due, number)| (due, FlowKey::new(due, number)));
    assert!(sorted.iter().map(|(_, key)| key.encode()).is_sorted());
    assert!(sorted.iter().map(|(_, key)| *key).is_sorted());
    assert!(sorted.iter().all(|(due, key)| key.due() == *due));
}
