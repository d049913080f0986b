// SPDX-License-Identifier: Apache-2.0

//! The rules of the ledger. Each is a test for a bug that another project has published.

use crate::{mock::*, EraSnapshots, Error, Event, Positions, MAX_MEMBERS};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{accumulator::MAX_REVENUE, FeeSplit};

/// The numerator and the denominator of a share come from one storage item written in the same call (Moonbeam #3619,
/// Agave #13061): a pool's record alone decides the payment per share.
#[test]
fn rule_1_numerator_and_denominator_are_one_item() {
    build_and_execute(|| {
        add(datanet(1), account(1), 3);
        add(datanet(1), account(2), 1);
        pass_eras(1);
        // However a position is touched between two payments, the parts sum to the payments.
        for round in 0..50 {
            fund(datanet(1), 1_001);
            if round % 3 == 0 {
                remove(datanet(1), account(1), 1);
                add(datanet(1), account(1), 1);
            }
            if round % 5 == 0 {
                pass_eras(1);
            }
            let pool = record(datanet(1)).accumulator;
            assert_eq!(pool.total_shares(), Some(4));
            assert!(claimable(1, datanet(1)) + claimable(2, datanet(1)) <= pool.held);
        }
        pass_eras(1);
        let sum = claimable(1, datanet(1)) + claimable(2, datanet(1));
        assert!(50 * 1_001 - sum <= 1, "all but a carry below a planck: {sum}");
    });
}

/// The pool's total moves first, then the member by exactly that change (subtensor #3162).
#[test]
fn rule_2_the_total_moves_with_the_member_or_neither_does() {
    build_and_execute(|| {
        add(datanet(1), account(1), 3);
        for shares in [4, u128::MAX] {
            let result = with_storage_layer(|| {
                <Attribution as openledger_primitives::traits::RevenueShares<_>>::remove(
                    &datanet(1),
                    &account(1),
                    shares,
                )
            });
            assert_eq!(result, Err(Error::<Test>::NotEnoughShares.into()));
        }
        assert_eq!(record(datanet(1)).accumulator.total_shares(), Some(3));
        remove(datanet(1), account(1), 2);
        assert_eq!(record(datanet(1)).accumulator.total_shares(), Some(1));
        assert_eq!(Positions::<Test>::get(account(1), datanet(1)).unwrap().total_shares(), Some(1));
    });
}

/// Overflow cannot happen inside a hook; hooks never panic and never iterate without a bound (Cosmos #24933).
#[test]
fn rule_3_hooks_survive_a_pool_at_its_bounds() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 1);
        pass_eras(1);
        pay(1, 1_000);
        let received = record(datanet(1)).accumulator.received;
        with_accumulator(datanet(1), |pool| pool.received = MAX_REVENUE - 1);
        idle();
        assert!(events().contains(&Event::FlowFailed { pool: data(1), error: Error::<Test>::RevenueTooLarge.into() }));
        Attribution::on_finalize(1);
        // The revenue that could not flow is still owed.
        with_accumulator(datanet(1), |pool| pool.received = received);
        assert_ok!(Attribution::flow(RuntimeOrigin::signed(1), data(1)));
        assert_eq!(claimable(1, datanet(1)), 400);
    });
}

/// A claim never fails because of something unrelated, and never pays nothing without saying so (subtensor #3141).
#[test]
fn rule_4_a_claim_pays_and_nothing_unrelated_makes_it_fail() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(datanet(2), account(1), 1);
        add(data(1), held_by(datanet(2)), 1);
        pass_eras(1);
        fund(datanet(1), 1_000);
        pay(1, 1_000);
        // Another pool of the same holder and a pool of the path are at their bounds.
        with_accumulator(datanet(2), |pool| pool.received = MAX_REVENUE - 1);
        let path = vec![data(1), data(9), datanet(9)];
        assert_ok!(Attribution::claim(RuntimeOrigin::signed(1), datanet(1), path.try_into().unwrap()));
        assert_eq!(Balances::free_balance(1), 1_000);
        events();
        assert_ok!(claim(1, datanet(1)));
        assert_eq!(events(), vec![Event::Claimed { who: 1, pool: datanet(1), amount: 0 }]);
    });
}

/// Settings act on the future only: a new version, never a mutation of the past (KILT, Drips).
#[test]
fn rule_5_a_new_split_leaves_what_was_credited() {
    build_and_execute(|| {
        add(data(1), account(1), 1);
        pass_eras(1);
        pay(1, 1_000);
        let stingy =
            FeeSplit { contributors: Permill::from_percent(5), burn: Permill::from_percent(36), ..FeeSplit::default() };
        Splits::set(vec![(1, FeeSplit::default()), (2, stingy)]);
        assert_eq!(claimable(1, data(1)), 400);
        pay(1, 1_000);
        assert_eq!(claimable(1, data(1)), 450);
        assert_ok!(Attribution::set_era_length(RuntimeOrigin::root(), 5));
        assert_eq!(claimable(1, data(1)), 450);
    });
}

/// Moving a position or swapping a key moves shares, checkpoint and owed together (subtensor #2527).
#[test]
fn rule_6_a_moved_position_earns_neither_twice_nor_from_the_start() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(datanet(1), account(2), 1);
        pass_eras(1);
        fund(datanet(1), 1_000);
        assert_ok!(claim(1, datanet(1)));
        fund(datanet(1), 100);
        transfer(datanet(1), account(1), account(3));
        assert_eq!((claimable(1, datanet(1)), claimable(3, datanet(1))), (0, 50));
        fund(datanet(1), 100);
        assert_eq!((claimable(2, datanet(1)), claimable(3, datanet(1))), (600, 100));
        // Back and forth gains nothing.
        for _ in 0..10 {
            transfer(datanet(1), account(3), account(1));
            transfer(datanet(1), account(1), account(3));
        }
        assert_eq!((claimable(2, datanet(1)), claimable(3, datanet(1))), (600, 100));
    });
}

/// New shares earn exactly from the next era on, not from the moment when a call touched them (Centrifuge's deferred
/// and gap mechanisms, without a crank).
#[test]
fn rule_7_joining_just_before_a_payout_earns_nothing_of_it() {
    build_and_execute(|| {
        add(data(1), account(1), 1);
        pass_eras(1);
        // A whale sees a large payment coming, joins, and leaves again.
        add(data(1), account(666), 1_000_000);
        pay(1, 1_000_000);
        assert_eq!(claimable(666, data(1)), 0);
        remove(data(1), account(666), 1_000_000);
        assert_eq!(claimable(666, data(1)), 0);
        assert_eq!(claimable(1, data(1)), 400_000);

        // The pool is not touched for three eras after a holder joined. The next payment is shared with it
        // nevertheless, and a holder that joins in the era of the payment gets nothing.
        add(data(1), account(2), 1);
        pass_eras(3);
        add(data(1), account(3), 2);
        pay(1, 1_000);
        assert_eq!((claimable(2, data(1)), claimable(3, data(1))), (200, 0));
        pass_eras(1);
        pay(1, 1_000);
        assert_eq!((claimable(2, data(1)), claimable(3, data(1))), (300, 200));
    });
}

/// Remainders are carried, so that no planck is lost, and no holder is paid more than there is (neither Superfluid nor
/// Splits).
#[test]
fn remainders_are_carried_per_pool() {
    build_and_execute(|| {
        for who in 1..=7 {
            add(datanet(1), account(who), 1);
        }
        pass_eras(1);
        for _ in 0..700 {
            fund(datanet(1), 1);
        }
        // Each is owed 100 but for a carry far below a planck.
        let sum: u128 = (1..=7).map(|who| claimable(who, datanet(1))).sum();
        assert!((700 - 7..=700).contains(&sum), "{sum}");
        fund(datanet(1), 7);
        for who in 1..=7 {
            assert!([100, 101].contains(&claimable(who, datanet(1))));
        }
    });
}

/// Pools without holders send to a named bucket with an event (Allora's outage).
#[test]
fn a_pool_without_holders_sends_to_the_commons_by_name() {
    build_and_execute(|| {
        pay(1, 1_000);
        for (pool, amount) in [(data(1), 400), (builders(1), 250), (operator(), 90)] {
            assert!(events_contain(&Event::SentToCommons { pool, amount }));
        }
        assert_eq!(Attribution::dues().commons, 740);
    });
}

fn events_contain(event: &Event<Test>) -> bool {
    System::events().iter().any(|record| record.event == RuntimeEvent::Attribution(event.clone()))
}

/// A slash takes shares at once, those that do not earn yet included, and leaves what was earned before
/// (EigenLayer #1089, interBTC #600). Others get more of what comes, exactly.
#[test]
fn a_slash_takes_shares_and_not_what_they_earned() {
    build_and_execute(|| {
        add(operator(), account(1), 100);
        add(operator(), account(2), 100);
        pass_eras(1);
        pay(1, 1_000_000);
        add(operator(), account(1), 50);
        remove(operator(), account(1), 150);
        assert_eq!(claimable(1, operator()), 45_000);
        pass_eras(1);
        pay(1, 1_000_000);
        assert_eq!((claimable(1, operator()), claimable(2, operator())), (45_000, 135_000));
    });
}

/// Nothing is stored per payment that a later call would have to walk (The Graph, Filecoin).
#[test]
fn nothing_is_stored_per_payment() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 1);
        pass_eras(1);
        let items = || {
            let (mut count, mut last) = (0, Vec::new());
            while let Some(key) = frame::deps::sp_io::storage::next_key(&last) {
                count += 1;
                last = key;
            }
            count
        };
        pay(1, 1_000);
        let after_one = items();
        for _ in 0..1_000 {
            pay(1, 1_000);
        }
        assert_eq!(items(), after_one);
        // Nor per era, for a holder that never claims while others come and go.
        for era in 0..50 {
            let who = account(1_000 + era);
            add(datanet(1), who.clone(), 1);
            pass_eras(1);
            fund(datanet(1), 10);
            remove(datanet(1), who, 1);
        }
        assert!(EraSnapshots::<Test>::iter().count() <= 1);
        assert_ok!(claim(1, datanet(1)));
    });
}

/// The work of one flow is bounded by the members of the model pool.
#[test]
fn a_flow_is_bounded_by_the_members_of_a_model_pool() {
    build_and_execute(|| {
        for id in 0..MAX_MEMBERS {
            add(datanet(id), account(1), 1);
            add(data(1), held_by(datanet(id)), 1);
        }
        pass_eras(1);
        pay(1, 1_000 * openledger_primitives::Balance::from(MAX_MEMBERS));
        let post = Attribution::flow(RuntimeOrigin::signed(1), data(1)).unwrap();
        use crate::WeightInfo;
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::flow(MAX_MEMBERS)));
        assert_eq!(claimable(1, datanet(MAX_MEMBERS - 1)), 400);
    });
}
