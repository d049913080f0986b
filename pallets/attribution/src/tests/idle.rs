// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::*, EraSchedule, Error, Event, FlowKey, Schedule, Turn, WeightInfo, MAX_FLOWS_PER_BLOCK, MAX_MEMBERS,
};
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
fn on_idle_should_flow_a_whole_lineage_in_one_block_when_there_is_room() {
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
        // In the order of the payments, then what reached each of them from the ones that came later.
        assert_eq!(flowed()[..19], (1..20).map(data).collect::<Vec<_>>());
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
        events();
        // Enough for a page and one flow: the rest of the page keeps its place, and the pool below queues behind all.
        let look = W::on_idle_base() + W::on_idle_step();
        let most = W::on_idle_step() + W::flow(MAX_MEMBERS) * 2;
        Attribution::on_idle(System::block_number(), look + most);
        assert_eq!(flowed(), vec![data(2)]);
        assert_eq!(queue(), vec![(1, vec![4]), (1, vec![3]), (1, vec![1])]);
        check();
        idle();
        assert_eq!(flowed()[..3], [data(4), data(3), data(1)]);
        assert_eq!((queue(), claimable(1, datanet(1))), (vec![], 801));
    });
}

#[test]
fn on_idle_should_finish_an_era_before_the_next_and_its_cascades_first() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        data_pool(1);
        add(data(2), held_by(data(1)), 1);
        data_pool(3);
        pass_eras(1);
        idle();
        pay(2, 1_000);
        pass_eras(1);
        pay(3, 1_000);
        assert_eq!(queue(), vec![(1, vec![2]), (2, vec![3])]);
        events();
        idle();
        assert_eq!(flowed(), vec![data(2), data(1), data(3)]);
        check();
    });
}

#[test]
fn on_idle_should_let_both_pools_of_a_model_flow() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(builders(1), account(2), 1);
        data_pool(2);
        add(builders(2), held_by(builders(1)), 1);
        // The data pool of this one is held by pending shares only.
        add(builders(3), held_by(builders(1)), 1);
        pass_eras(1);
        data_pool(3);
        pay(2, 1_000);
        pay(3, 1_000);
        assert_eq!(queue(), vec![(1, vec![2]), (1, vec![3])]);
        events();
        idle();
        assert_eq!(flowed(), vec![data(2), builders(2), data(3), builders(3)]);
        assert_eq!((claimable(1, datanet(1)), claimable(2, builders(1))), (800, 500));
        assert_eq!(queue(), vec![]);
    });
}

#[test]
fn on_idle_should_let_little_revenue_wait_for_the_end_of_the_era() {
    build_and_execute(|| {
        MinFlow::set(1_000);
        add(datanet(1), account(1), 1);
        (1..=3).for_each(data_pool);
        pass_eras(1);
        pay(1, 1_000);
        pay(2, 2_500);
        // The first two payments of 400 and 400 do not reach it, the third does.
        (0..3).for_each(|_| pay(3, 1_000));
        assert_eq!(queue(), vec![(1, vec![2]), (1, vec![3]), (1, vec![1]), (1, vec![3])]);
        events();
        idle();
        assert_eq!(flowed(), vec![data(2), data(3)]);
        idle();
        assert_eq!(queue(), vec![(1, vec![1]), (1, vec![3])]);
        pay(3, 1_000);
        check();
        pass_eras(1);
        // Now it is due, and goes before the revenue of the new era.
        pay(2, 2_500);
        idle();
        assert_eq!(flowed(), vec![data(1), data(3), data(2)]);
        assert_eq!((queue(), claimable(1, datanet(1))), (vec![], 400 + 2 * 1_000 + 4 * 400));
    });
}

/// Idle work with weight for one flow.
fn idle_for_one_flow() {
    let limit = W::on_idle_base() + W::on_idle_step() * 2 + W::flow(MAX_MEMBERS) * 2;
    Attribution::on_idle(System::block_number(), limit);
}

/// Idle work with weight for the sweep of a new era only.
fn sweep_in_idle() {
    Attribution::on_idle(System::block_number(), W::on_idle_base() + W::sweep());
}

#[test]
fn one_dust_payment_should_not_flow_before_those_who_wait() {
    build_and_execute(|| {
        MinFlow::set(1_000);
        add(datanet(1), account(1), 1);
        (1..=2).for_each(data_pool);
        add(datanet(9), account(666), 1);
        for model in 10..=12 {
            let below = if model == 10 { held_by(datanet(9)) } else { held_by(data(model - 1)) };
            add(data(model), below, 1);
        }
        pass_eras(1);
        idle();
        // The dust is the first to wait for the end of the era.
        pay(12, 1_000);
        pay(1, 1_000);
        pass_eras(1);
        pay(2, 2_500);
        assert_eq!(queue(), vec![(1, vec![12]), (1, vec![1]), (2, vec![2])]);
        sweep_in_idle();
        events();
        idle_for_one_flow();
        assert_eq!(flowed(), vec![data(12)]);
        // What it passes on waits behind the other model, and not before it.
        assert_eq!(queue(), vec![(1, vec![1]), (1, vec![11]), (2, vec![2])]);
        check();
        // In one block it is the same order. The era is settled before the revenue of the next one flows.
        idle();
        assert_eq!(flowed(), vec![data(1), data(11), data(10), data(2)]);
        assert_eq!((queue(), claimable(1, datanet(1)), claimable(666, datanet(9))), (vec![], 1_400, 400));
    });
}

#[test]
fn on_idle_should_not_queue_a_model_again_while_it_waits_with_dust_of_a_past_era() {
    build_and_execute(|| {
        MinFlow::set(10_000);
        add(datanet(1), account(1), 1);
        data_pool(1);
        (2..=4).for_each(|model| add(data(model), held_by(data(1)), 1));
        pass_eras(1);
        idle();
        assert_ok!(route(&[payment(2, 1_000), payment(3, 1_000), payment(4, 1_000)]));
        pass_eras(1);
        sweep_in_idle();
        events();
        idle_for_one_flow();
        assert_eq!(queue(), vec![(1, vec![3, 4]), (1, vec![1])]);
        // Another flow of that era reaches the model, and then dust of the current era does.
        idle_for_one_flow();
        pay(1, 1_000);
        assert_eq!(flowed(), vec![data(2), data(3)]);
        assert_eq!(queue(), vec![(1, vec![4]), (1, vec![1])]);
        check();
        idle();
        assert_eq!(flowed(), vec![data(4), data(1)]);
        assert_eq!((queue(), claimable(1, datanet(1))), (vec![], 1_600));
        // Dust of the current era is listed again, once.
        (0..2).for_each(|_| pay(1, 1_000));
        assert_eq!(queue(), vec![(2, vec![1])]);
        // Enough revenue does not wait for the end.
        pay(1, 25_000);
        assert_eq!(queue(), vec![(2, vec![1]), (2, vec![1])]);
        events();
        idle();
        assert_eq!((flowed(), queue()), (vec![data(1)], vec![(2, vec![1])]));
    });
}

/// An attacker owns a deep lineage and pays dust to it in every block. For 50 blocks, with idle weight for a few
/// flows, every honest payment reaches its contributors in its own era.
#[test]
fn on_idle_should_not_let_dust_starve_the_revenue_of_others() {
    const ATTACKERS: u32 = 65;
    // Dust does not flow at all before the era ends. More than dust takes its turns: with 65 models, one of eight.
    for (dust, min_flow, blocks) in [(10, 1_000, 1), (2_500, 1_000, 20)] {
        build_and_execute(|| {
            MinFlow::set(min_flow);
            // The honest model is the earliest one: it went last before.
            add(datanet(1), account(1), 1);
            data_pool(1);
            add(data(2), held_by(data(1)), 1);
            add(datanet(9), account(666), 1);
            for model in 10..10 + ATTACKERS {
                let below = if model == 10 { held_by(datanet(9)) } else { held_by(data(model - 1)) };
                add(data(model), below, 1);
            }
            // One era is longer than the attack.
            EraSchedule::<Test>::put(Schedule::new(0, 1_000));
            System::set_block_number(1_001);
            idle();
            let limit = W::on_idle_base() + W::on_idle_step() * 24 + W::flow(1) * 8 + W::flow(MAX_MEMBERS) * 2;
            let (mut paid, mut payments) = (0, Vec::new());
            for block in 0..50u64 {
                System::set_block_number(1_001 + block);
                pay(10 + ATTACKERS - 1, dust);
                if block % 5 == 0 {
                    pay(2, 10_000);
                    paid += 4_000;
                    payments.push(block);
                }
                // The attacker pays again, to be the first and the last.
                pay(10 + ATTACKERS - 1, dust);
                Attribution::on_idle(System::block_number(), limit);
                let before = payments.iter().filter(|paid_in| **paid_in + blocks <= block + 1).count();
                assert!(claimable(1, datanet(1)) >= 4_000 * before as u128, "block {block}");
            }
            for block in 50..70u64 {
                System::set_block_number(1_001 + block);
                Attribution::on_idle(System::block_number(), limit);
            }
            assert_eq!((claimable(1, datanet(1)), Attribution::current_era()), (paid, 1));
            // And a claim with a path reaches it in any case.
            pay(2, 10_000);
            let path = vec![data(2), data(1)].try_into().unwrap();
            assert_ok!(Attribution::claim(RuntimeOrigin::signed(1), datanet(1), path));
            assert_eq!(Balances::free_balance(1), paid + 4_000);
        });
    }
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
            vec![flow_event(data(1), &[(datanet(1), 400)]), Event::FlowFailed { pool: data(2), error }]
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
    let turn = |era, at_end| Turn { era, at_end };
    let sorted = [
        (turn(0, false), 5),
        (turn(0, false), 256),
        (turn(0, true), 0),
        (turn(1, false), 1),
        (turn(1, false), u64::MAX),
        (turn(1, true), 2),
        (turn(256, false), 0),
        (turn(u32::MAX, false), 1 << 40),
        (turn(u32::MAX, true), 0),
    ]
    .map(|(turn, number)| (turn, number, FlowKey::new(turn, number)));
    assert!(sorted.iter().map(|(.., key)| key.encode()).is_sorted());
    assert!(sorted.iter().map(|(.., key)| *key).is_sorted());
    assert!(sorted.iter().map(|(turn, ..)| *turn).is_sorted());
    assert!(sorted.iter().all(|(turn, number, key)| (key.turn(), key.number()) == (*turn, *number)));
    assert!(
        turn(1, false).is_due(1) && !turn(1, true).is_due(1) && turn(1, true).is_due(2) && !turn(2, false).is_due(1)
    );
}
