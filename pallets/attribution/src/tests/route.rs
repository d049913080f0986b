// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Dues, Error, Event, Models, Positions, Totals};
use frame::testing_prelude::*;
use openledger_primitives::{accumulator::MAX_REVENUE, traits::RoutePayments, FeeSplit, ModelId, Payment, PoolId};

/// Model 1 with a datanet, a builder and stakers of its operator, all of them earning.
fn set_up() {
    add(datanet(1), account(1), 5);
    add(data(1), held_by(datanet(1)), 1);
    add(builders(1), account(2), 1);
    add(operator(), account(3), 7);
    pass_eras(1);
    events();
}

#[test]
fn route_should_credit_every_role_when_all_have_holders() {
    build_and_execute(|| {
        set_up();
        let before = Balances::free_balance(PAYER);
        pay(1, 1_000_000);
        assert_eq!(Balances::free_balance(PAYER), before - 1_000_000);
        assert_eq!(Balances::free_balance(ledger()), EXISTENTIAL_DEPOSIT + 1_000_000);

        // 40 / 25 / 20 / 10 / 4 / 1 per cent; a tenth of the stakers' part is the operator's commission.
        assert_eq!(record(data(1)).accumulator.held, 400_000);
        assert_eq!(record(builders(1)).accumulator.held, 250_000);
        assert_eq!(record(operator()).direct, 210_000);
        assert_eq!(record(operator()).accumulator.held, 90_000);
        assert_eq!(Attribution::dues(), Dues { treasury: 40_000, burn: 10_000, commons: 0 });
        assert_eq!(Attribution::books().owed, 1_000_000);
        assert_eq!(
            events(),
            vec![Event::PaymentRouted {
                payer: PAYER,
                model: ModelId(1),
                operator: OPERATOR,
                amount: 1_000_000,
                split_version: 1,
                contributors: 400_000,
                builders: 250_000,
                operator_part: 210_000,
                stakers: 90_000,
                treasury: 40_000,
                burn: 10_000,
                commons: 0,
            }]
        );
    });
}

#[test]
fn route_should_send_to_commons_by_name_when_nobody_holds_a_share() {
    build_and_execute(|| {
        pay(1, 1_000_000);
        assert_eq!(Attribution::dues(), Dues { treasury: 40_000, burn: 10_000, commons: 740_000 });
        assert_eq!(record(operator()).direct, 210_000);
        assert_eq!(
            events(),
            vec![
                Event::PaymentRouted {
                    payer: PAYER,
                    model: ModelId(1),
                    operator: OPERATOR,
                    amount: 1_000_000,
                    split_version: 1,
                    contributors: 0,
                    builders: 0,
                    operator_part: 210_000,
                    stakers: 0,
                    treasury: 40_000,
                    burn: 10_000,
                    commons: 740_000,
                },
                Event::SentToCommons { pool: data(1), amount: 400_000 },
                Event::SentToCommons { pool: builders(1), amount: 250_000 },
                Event::SentToCommons { pool: operator(), amount: 90_000 },
            ]
        );
        // Models that took nothing are not written.
        assert!(!Models::<Test>::contains_key(ModelId(1)));
    });
}

#[test]
fn route_should_keep_revenue_for_pending_shares_when_there_are_no_others() {
    build_and_execute(|| {
        add(data(1), account(1), 1);
        pay(1, 1_000);
        assert!(!record(data(1)).accumulator.pending.kept.is_zero());
        assert_eq!(claimable(1, data(1)), 400);
        add(data(1), account(2), 1);
        pass_eras(1);
        assert_eq!(claimable(1, data(1)), 400);
    });
}

#[test]
fn route_should_move_money_once_and_write_each_pool_once_when_batched() {
    build_and_execute(|| {
        set_up();
        add(builders(2), account(4), 1);
        pass_eras(1);
        events();
        System::reset_events();
        assert_ok!(route(&[payment(1, 100), payment(2, 1_000), payment(1, 10_000)]));
        let transfers = System::events()
            .into_iter()
            .filter(|record| matches!(record.event, RuntimeEvent::Balances(pallet_balances::Event::Transfer { .. })))
            .count();
        assert_eq!(transfers, 1);
        assert_eq!(record(data(1)).accumulator.received, 40 + 4_000);
        assert_eq!(record(builders(1)).accumulator.received, 25 + 2_500);
        assert_eq!(record(builders(2)).accumulator.received, 250);
        assert_eq!(record(operator()).accumulator.received, 9 + 90 + 900);
        assert_eq!(record(operator()).direct, 21 + 210 + 2_100);
        // The data pool of model 2 has no holders.
        assert_eq!(Attribution::dues(), Dues { treasury: 444, burn: 111, commons: 400 });
    });
}

#[test]
fn route_should_equal_single_payments_when_batched() {
    let payments = [payment(1, 1_001), payment(2, 77), payment(1, 333), payment(3, 0)];
    let run = |batched: bool| {
        let mut state = Vec::new();
        build_and_execute(|| {
            set_up();
            if batched {
                assert_ok!(route(&payments));
            } else {
                for payment in &payments {
                    assert_ok!(route(core::slice::from_ref(payment)));
                }
            }
            state = [data(1), builders(1), operator(), data(2)]
                .map(record)
                .into_iter()
                .map(|r| (r.direct, r.accumulator.held))
                .collect();
            state.push((Totals::<Test>::get().owed, Attribution::dues().commons));
        });
        state
    };
    assert_eq!(run(true), run(false));
}

#[test]
fn route_should_use_the_version_a_payment_names() {
    build_and_execute(|| {
        set_up();
        let new = FeeSplit {
            contributors: Permill::from_percent(50),
            builders: Permill::from_percent(15),
            ..FeeSplit::default()
        };
        Splits::set(vec![(1, FeeSplit::default()), (2, new)]);
        assert_ok!(route(&[Payment { split_version: Some(1), ..payment(1, 100) }, payment(1, 1_000)]));
        assert_eq!(record(data(1)).accumulator.held, 40 + 500);
    });
}

#[test]
fn route_should_fail_when_the_split_version_is_unknown() {
    build_and_execute(|| {
        set_up();
        // All or nothing.
        assert_noop!(
            frame::deps::frame_support::storage::with_storage_layer(|| route(&[
                payment(1, 100),
                Payment { split_version: Some(7), ..payment(1, 100) }
            ])),
            Error::<Test>::FeeSplitNotFound
        );
    });
}

#[test]
fn route_should_fail_when_the_source_would_not_stay_alive() {
    build_and_execute(|| {
        let payments = [Payment { payer: ANYBODY, ..payment(1, 1_000) }];
        let route = |source| <Attribution as RoutePayments<_>>::route(source, &payments);
        assert_noop!(route(&ANYBODY), TokenError::NotExpendable);
        assert_noop!(route(&77), TokenError::FundsUnavailable);
    });
}

#[test]
fn route_should_fail_when_amounts_overflow() {
    build_and_execute(|| {
        assert_noop!(route(&[payment(1, u128::MAX), payment(1, 1)]), ArithmeticError::Overflow);
    });
}

#[test]
fn route_should_fail_when_a_pool_has_had_too_much() {
    build_and_execute(|| {
        set_up();
        with_accumulator(data(1), |pool| pool.received = MAX_REVENUE - 1);
        assert_noop!(
            frame::deps::frame_support::storage::with_storage_layer(|| route(&[payment(1, 100)])),
            Error::<Test>::RevenueTooLarge
        );
    });
}

#[test]
fn route_should_queue_a_model_once_when_pools_hold_a_pool_of_it() {
    build_and_execute(|| {
        set_up();
        pay(1, 100);
        assert_eq!(queue(), vec![(1, vec![1])]);
        // Builders are accounts: nothing to flow.
        assert_eq!((record(data(1)).unflowed, record(builders(1)).unflowed), (true, false));
        pay(1, 100);
        assert_eq!(queue(), vec![(1, vec![1])]);
        // Once it has flowed, the next payment queues it again.
        idle();
        assert_eq!(queue(), vec![]);
        pay(1, 100);
        assert_eq!(queue(), vec![(1, vec![1])]);
    });
}

#[test]
fn route_should_queue_all_models_of_a_batch_in_one_item() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        for model in 1..=300 {
            add(data(model), held_by(datanet(1)), 1);
            add(builders(model), held_by(builders(model - 1)), 1);
        }
        pass_eras(1);
        idle();
        // Joins now: what it receives is kept for its pending shares, which are all that there are.
        add(data(301), held_by(datanet(1)), 1);
        let batch = |models: &[u32]| {
            let payments: Vec<_> = models.iter().map(|model| payment(*model, 100)).collect();
            assert_ok!(route(&payments));
        };
        batch(&[3, 301, 2, 3]);
        assert_eq!(queue(), vec![(1, vec![2, 3, 301])]);
        batch(&[2, 4]);
        assert_eq!(queue(), vec![(1, vec![2, 3, 301]), (1, vec![4])]);
        // More than fit on a page.
        batch(&(1..=300).collect::<Vec<_>>());
        let lengths: Vec<_> = queue().into_iter().map(|(due, page)| (due, page.len())).collect();
        assert_eq!(lengths, vec![(1, 3), (1, 1), (1, 256), (1, 41)]);
        check();
    });
}

#[test]
fn route_should_count_the_fees_of_an_operator_when_it_is_paid() {
    use openledger_primitives::{fees::MAX_BUCKETS, traits::OperatorFees};
    build_and_execute(|| {
        let fees = |era, eras| <Attribution as OperatorFees<_>>::fees_of(&OPERATOR, era, eras);
        assert_eq!(fees(0, MAX_BUCKETS), 0);
        // Grants do not count as fees, and only operators' pools have fees.
        add(operator(), account(1), 1);
        add(datanet(1), account(1), 1);
        fund(operator(), 100);
        fund(datanet(1), 100);
        assert_eq!(record(operator()).fees, None);
        assert_ok!(route(&[payment(1, 10), payment(2, 7), Payment { operator: 77, ..payment(1, 1_000) }]));
        pay(3, 5);
        assert_eq!((fees(0, 1), fees(0, MAX_BUCKETS)), (22, 22));
        pass_eras(3);
        assert_eq!((fees(3, 3), fees(3, 4)), (0, 22));
        pay(1, 4);
        assert_eq!((fees(3, 1), fees(3, 4), fees(4, 4), fees(3 + MAX_BUCKETS, MAX_BUCKETS)), (4, 26, 4, 0));
        assert_eq!((record(datanet(1)).fees, record(data(1)).fees), (None, None));
        // A payment of nothing is no fee.
        assert_ok!(route(&[Payment { operator: 78, ..payment(1, 0) }]));
        assert_eq!(Attribution::pool(PoolId::Operator(78)), None);
    });
}

#[test]
fn route_should_do_nothing_when_there_is_no_payment() {
    build_and_execute(|| {
        assert_storage_noop!(route(&[]).unwrap());
    });
}

/// A settlement reads and writes the same few items however many share in it: with every position and list of members
/// deleted, it gives the same result to the byte, so it can't have read any of them.
#[test]
fn route_should_not_depend_on_the_number_of_holders() {
    let run = |holders: u64, blind: bool| {
        let mut outcome = None;
        new_test_ext().execute_with(|| {
            for who in 0..holders {
                add(operator(), account(1_000 + who), 1_000_000 / u128::from(holders));
            }
            for i in 0..holders.min(48) as u32 {
                add(data(1), held_by(datanet(i)), 48 / u128::from(holders.min(48)));
                add(builders(1), account(u64::from(i)), 1);
            }
            pass_eras(1);
            pay(1, 1_000_003);
            if blind {
                let _ = Positions::<Test>::clear(u32::MAX, None);
                let _ = crate::Members::<Test>::clear(u32::MAX, None);
                let _ = crate::EraSnapshots::<Test>::clear(u32::MAX, None);
            }
            let keys = || {
                let (mut keys, mut last) = (Vec::new(), Vec::new());
                while let Some(key) = frame::deps::sp_io::storage::next_key(&last) {
                    keys.push((key.clone(), frame::deps::sp_io::storage::get(&key)));
                    last = key;
                }
                keys
            };
            let before = keys();
            pay(1, 7_777_777);
            let after = keys();
            assert_eq!(before.len(), after.len());
            let written: Vec<_> =
                before.into_iter().zip(after).filter(|(a, b)| a != b).map(|(_, (key, _))| key).collect();
            let pools = [data(1), builders(1), PoolId::Operator(OPERATOR)].map(record);
            outcome = Some((written, pools, Totals::<Test>::get()));
        });
        outcome.unwrap()
    };
    let one = run(1, false);
    let many = run(100_000, false);
    // The model, the operator's pool and the totals. In addition, two accounts and the system's list of events.
    assert_eq!(one.0, many.0);
    assert_eq!(one.0.iter().filter(|key| !key.starts_with(&frame::hashing::twox_128(b"System"))).count(), 3);
    assert_eq!(many, run(100_000, true));
}
