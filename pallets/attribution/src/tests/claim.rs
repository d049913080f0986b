// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, ClaimsOf, Error, Event, PathOf, Positions, Totals, WeightInfo, MAX_MEMBERS};
use frame::{
    deps::frame_support::{dispatch::WithPostDispatchInfo, storage::with_storage_layer},
    testing_prelude::*,
};
use openledger_primitives::PoolId;

fn path(pools: &[PoolId<AccountId>]) -> PathOf<Test> {
    pools.to_vec().try_into().unwrap()
}

fn set_up() {
    add(datanet(1), account(1), 3);
    add(datanet(1), account(2), 1);
    pass_eras(1);
    fund(datanet(1), 1_000);
    events();
}

#[test]
fn claim_should_pay_once() {
    build_and_execute(|| {
        set_up();
        assert_ok!(claim(1, datanet(1)));
        assert_eq!(Balances::free_balance(1), 750);
        assert_eq!(events(), vec![Event::Claimed { who: 1, pool: datanet(1), amount: 750 }]);
        assert_eq!(Totals::<Test>::get().owed, 250);
        assert_ok!(claim(1, datanet(1)));
        assert_eq!(events(), vec![Event::Claimed { who: 1, pool: datanet(1), amount: 0 }]);
        assert_eq!(Balances::free_balance(1), 750);
        assert_eq!(claimable(2, datanet(1)), 250);
    });
}

#[test]
fn claim_should_delete_the_position_when_its_shares_are_gone() {
    build_and_execute(|| {
        set_up();
        remove(datanet(1), account(1), 3);
        assert!(Positions::<Test>::contains_key(account(1), datanet(1)));
        assert_ok!(claim(1, datanet(1)));
        assert_eq!(Balances::free_balance(1), 750);
        assert!(!Positions::<Test>::contains_key(account(1), datanet(1)));
    });
}

#[test]
fn claim_should_pay_the_operators_own_part_too() {
    build_and_execute(|| {
        add(operator(), account(OPERATOR), 1);
        add(operator(), account(3), 1);
        pass_eras(1);
        pay(1, 100_000);
        events();
        assert_eq!(claimable(OPERATOR, operator()), 21_000 + 4_500);
        assert_eq!(claimable(3, operator()), 4_500);
        assert_ok!(claim(OPERATOR, operator()));
        assert_eq!(Balances::free_balance(OPERATOR), 25_500);
        assert_eq!(events(), vec![Event::Claimed { who: OPERATOR, pool: operator(), amount: 25_500 }]);
        assert_eq!(record(operator()).direct, 0);
    });
}

#[test]
fn claim_should_pay_an_operator_without_stakers() {
    build_and_execute(|| {
        pay(1, 100_000);
        assert_ok!(claim(3, operator()));
        assert_eq!(Balances::free_balance(3), 0);
        assert_ok!(claim(OPERATOR, operator()));
        assert_eq!(Balances::free_balance(OPERATOR), 21_000);
        assert!(!Positions::<Test>::contains_key(account(OPERATOR), operator()));
    });
}

#[test]
fn claim_should_flow_its_path_first_and_skip_what_has_nothing_to_flow() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 1);
        add(data(2), held_by(data(1)), 1);
        pass_eras(1);
        pay(2, 1_000);
        events();
        let path = path(&[builders(9), data(2), datanet(7), operator(), data(1), data(1)]);
        let post = Attribution::claim(RuntimeOrigin::signed(1), datanet(1), path).unwrap();
        assert_eq!(Balances::free_balance(1), 400);
        assert_eq!(
            events(),
            vec![
                flow_event(data(2), &[(data(1), 400)]),
                flow_event(data(1), &[(datanet(1), 400)]),
                Event::Claimed { who: 1, pool: datanet(1), amount: 400 },
            ]
        );
        // The claim visited three model pools with one member each, and three pools with none.
        let used = <() as WeightInfo>::claim_for(0) + <() as WeightInfo>::flow(1) * 3 + <() as WeightInfo>::flow(0) * 3;
        assert_eq!(post.actual_weight, Some(used));
        assert!(used.all_lt(<() as WeightInfo>::claim(6)));
    });
}

#[test]
fn claim_should_not_fail_when_a_pool_of_its_path_cannot_flow() {
    build_and_execute(|| {
        set_up();
        add(data(1), held_by(datanet(5)), 1);
        add(datanet(5), account(1), 1);
        pass_eras(1);
        pay(1, 1_000);
        let full = openledger_primitives::accumulator::MAX_REVENUE - 1;
        with_accumulator(datanet(5), |pool| pool.received = full);
        let post = Attribution::claim(RuntimeOrigin::signed(1), datanet(1), path(&[data(1)])).unwrap();
        assert_eq!(Balances::free_balance(1), 750);
        let used = <() as WeightInfo>::claim_for(0) + <() as WeightInfo>::flow(MAX_MEMBERS);
        assert_eq!(post.actual_weight, Some(used));
        assert_eq!(record(data(1)).accumulator.held, 400);
    });
}

#[test]
fn claim_should_fail_when_the_pool_does_not_exist_and_pay_nothing_when_nothing_is_owed() {
    build_and_execute(|| {
        assert_noop!(claim(1, datanet(1)), Error::<Test>::PoolNotFound);
        set_up();
        assert_ok!(claim(3, datanet(1)));
        assert_eq!(events(), vec![Event::Claimed { who: 3, pool: datanet(1), amount: 0 }]);
        assert!(!Positions::<Test>::contains_key(account(3), datanet(1)));
        assert_noop!(claim(1, operator()), Error::<Test>::PoolNotFound);
        assert_noop!(Attribution::claim(RuntimeOrigin::none(), datanet(1), path(&[])), BadOrigin);
    });
}

#[test]
fn claim_should_not_pay_for_its_path_when_it_fails() {
    build_and_execute(|| {
        set_up();
        add(data(1), held_by(datanet(1)), 1);
        pass_eras(1);
        pay(1, 1_000);
        let try_claim = || Attribution::claim(RuntimeOrigin::signed(1), datanet(9), path(&vec![data(1); 16]));
        let error = try_claim().unwrap_err();
        assert_eq!(error.post_info.actual_weight, Some(<() as WeightInfo>::claim(0)));
        assert!(record(data(1)).unflowed);
    });
}

fn claims(pools: &[PoolId<AccountId>]) -> ClaimsOf<Test> {
    pools.to_vec().try_into().unwrap()
}

#[test]
fn claim_many_should_pay_all_pools_in_one_transfer() {
    build_and_execute(|| {
        set_up();
        add(datanet(2), account(1), 1);
        add(operator(), account(1), 1);
        pass_eras(1);
        fund(datanet(2), 6);
        pay(1, 1_000);
        events();
        let call = crate::Call::claim_many { pools: claims(&[datanet(2), datanet(1), operator(), datanet(2)]) };
        assert_eq!(Attribution::payout_of(&1, &call), 6 + 750 + 90);
        let crate::Call::claim_many { pools } = call else { unreachable!() };
        let post = Attribution::claim_many(RuntimeOrigin::signed(1), pools).unwrap();
        // Six alone would not have opened the account.
        assert_eq!(Balances::free_balance(1), 6 + 750 + 90);
        let claimed = |pool, amount| Event::Claimed { who: 1, pool, amount };
        assert_eq!(
            events(),
            vec![claimed(datanet(2), 6), claimed(datanet(1), 750), claimed(operator(), 90), claimed(datanet(2), 0)]
        );
        assert_eq!(post.actual_weight, Some(<() as WeightInfo>::claim_many(4)));
    });
}

/// A stranger pays one of three claims a moment before.
#[test]
fn claim_many_should_not_fail_when_a_stranger_paid_one_of_the_claims() {
    build_and_execute(|| {
        for id in 1..=3 {
            add(datanet(id), account(1), 1);
        }
        pass_eras(1);
        (1..=3).for_each(|id| fund(datanet(id), 100));
        assert_ok!(Attribution::claim_for(RuntimeOrigin::signed(ANYBODY), 1, datanet(2), path(&[])));
        let pools = claims(&[datanet(1), datanet(2), datanet(3)]);
        assert_ok!(Attribution::claim_many(RuntimeOrigin::signed(1), pools.clone()));
        assert_eq!(Balances::free_balance(1), 300);
        // Nor if all of them are paid.
        assert_ok!(Attribution::claim_many(RuntimeOrigin::signed(1), pools));
        assert_eq!(Balances::free_balance(1), 300);
    });
}

#[test]
fn claim_many_should_fail_like_a_claim() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        pass_eras(1);
        fund(datanet(1), 5);
        let weight = |n| <() as WeightInfo>::claim_many(n);
        let claim_many = |pools: &[PoolId<AccountId>]| Attribution::claim_many(RuntimeOrigin::signed(1), claims(pools));
        assert_noop!(claim_many(&[datanet(1), datanet(9)]), Error::<Test>::PoolNotFound.with_weight(weight(2)));
        let result = with_storage_layer(|| claim_many(&[datanet(1)]).map_err(|error| error.error));
        assert_eq!(result.unwrap_err(), Error::<Test>::BelowMinimumBalance.into());
        assert_eq!(claimable(1, datanet(1)), 5);
        assert_noop!(Attribution::claim_many(RuntimeOrigin::none(), claims(&[])), BadOrigin);
        assert_ok!(claim_many(&[]));
        Totals::<Test>::mutate(|totals| totals.payouts_stopped = true);
        assert_noop!(claim_many(&[datanet(1)]), Error::<Test>::PayoutsStopped.with_weight(weight(1)));
        assert!(ClaimsOf::<Test>::try_from(vec![PoolId::Operator(1); 17]).is_err());
    });
}

#[test]
fn claim_should_fail_when_it_would_not_keep_a_new_account_alive() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        pass_eras(1);
        fund(datanet(1), EXISTENTIAL_DEPOSIT - 1);
        assert_noop!(claim(1, datanet(1)), Error::<Test>::BelowMinimumBalance);
        // It stays owed, and is paid as soon as there is enough.
        fund(datanet(1), 1);
        assert_ok!(claim(1, datanet(1)));
        assert_eq!(Balances::free_balance(1), EXISTENTIAL_DEPOSIT);
        // An account that exists takes any amount.
        fund(datanet(1), 1);
        assert_ok!(claim(1, datanet(1)));
    });
}

#[test]
fn claim_should_fail_when_payouts_are_stopped() {
    build_and_execute(|| {
        set_up();
        Totals::<Test>::mutate(|totals| totals.payouts_stopped = true);
        assert_noop!(claim(1, datanet(1)), Error::<Test>::PayoutsStopped);
        assert_noop!(
            Attribution::claim_for(RuntimeOrigin::signed(ANYBODY), 1, datanet(1), path(&[])),
            Error::<Test>::PayoutsStopped.with_weight(<() as WeightInfo>::claim_for(0))
        );
    });
}

#[test]
fn claim_for_should_pay_the_one_named() {
    build_and_execute(|| {
        set_up();
        assert_ok!(Attribution::claim_for(RuntimeOrigin::signed(ANYBODY), 2, datanet(1), path(&[])));
        assert_eq!(Balances::free_balance(2), 250);
        assert_eq!(Balances::free_balance(ANYBODY), 1_000);
        assert_eq!(events(), vec![Event::Claimed { who: 2, pool: datanet(1), amount: 250 }]);
    });
}

#[test]
fn claim_for_should_fail_like_a_claim() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        pass_eras(1);
        fund(datanet(1), 5);
        let claim_for = |who| {
            with_storage_layer(|| {
                Attribution::claim_for(RuntimeOrigin::signed(ANYBODY), who, datanet(1), path(&[]))
                    .map(|_| ())
                    .map_err(|error| error.error)
            })
        };
        assert_ok!(claim_for(3));
        assert_noop!(claim_for(1), Error::<Test>::BelowMinimumBalance);
        assert_noop!(Attribution::claim_for(RuntimeOrigin::none(), 1, datanet(1), path(&[])), BadOrigin);
    });
}

#[test]
fn payout_of_should_be_what_a_call_pays_to_its_signer() {
    build_and_execute(|| {
        set_up();
        let call = |pool| crate::Call::<Test>::claim { pool, path: path(&[]) };
        assert_eq!(Attribution::payout_of(&1, &call(datanet(1))), 750);
        assert_eq!(Attribution::payout_of(&5, &call(datanet(1))), 0, "owed nothing");
        assert_eq!(Attribution::payout_of(&1, &call(datanet(9))), 0, "no pool");
        let for_another = crate::Call::claim_for { who: 1, pool: datanet(1), path: path(&[]) };
        assert_eq!(Attribution::payout_of(&ANYBODY, &for_another), 0, "it pays somebody else");
        assert_eq!(Attribution::payout_of(&1, &for_another), 0);
        add(datanet(2), account(7), 1);
        pass_eras(1);
        fund(datanet(2), EXISTENTIAL_DEPOSIT - 1);
        assert_eq!(Attribution::payout_of(&7, &call(datanet(2))), 0, "too little to open the account");
        Totals::<Test>::mutate(|totals| totals.payouts_stopped = true);
        assert_eq!(Attribution::payout_of(&1, &call(datanet(1))), 0, "stopped");
    });
}

#[test]
fn claim_should_leave_the_ledger_its_existential_deposit_when_all_is_paid() {
    build_and_execute(|| {
        set_up();
        assert_ok!(claim(1, datanet(1)));
        assert_ok!(claim(2, datanet(1)));
        assert_eq!(Balances::free_balance(ledger()), EXISTENTIAL_DEPOSIT);
        assert_eq!(Totals::<Test>::get().owed, 0);
    });
}

#[test]
fn claim_should_become_surplus_when_the_ledger_itself_is_the_holder() {
    build_and_execute(|| {
        add(datanet(1), account(ledger()), 1);
        pass_eras(1);
        fund(datanet(1), 100);
        assert_ok!(Attribution::claim_for(RuntimeOrigin::signed(ANYBODY), ledger(), datanet(1), path(&[])));
        assert_eq!(Totals::<Test>::get().owed, 0);
        assert_ok!(Attribution::sweep(RuntimeOrigin::signed(ANYBODY)));
        assert_eq!(Balances::free_balance(TREASURY), 1_100);
    });
}

#[test]
fn claim_should_take_the_longest_path() {
    assert_eq!(PathOf::<Test>::bound(), 16);
    assert!(PathOf::<Test>::try_from(vec![PoolId::Operator(1); 17]).is_err());
}
