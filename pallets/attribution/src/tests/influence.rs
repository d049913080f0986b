// SPDX-License-Identifier: Apache-2.0

//! Directed payments, and revenue that datanets set aside.

use crate::{mock::*, EraAmounts, Error, Event, WeightInfo};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
    accumulator::MAX_REVENUE,
    influence::{Directed, EraRevenue, NamedShares, RouteDirected},
    Balance, DatanetId, Era, ModelId, Shares,
};
use proptest::prelude::*;

/// Named contributions of a datanet: weights, and the accounts with their shares.
fn group(id: u32, via: &[u32], part: u32, named: &[(u32, &[(AccountId, Shares)])]) -> Directed<AccountId> {
    let contributions = named.iter().map(|(weight, payees)| NamedShares {
        weight: *weight,
        payees: payees.to_vec(),
        shares: payees.iter().map(|(_, shares)| shares).sum(),
    });
    Directed {
        datanet: DatanetId(id),
        via: via.iter().copied().map(ModelId).collect(),
        part: Permill::from_percent(part),
        contributions: contributions.collect(),
    }
}

fn route_directed(model: u32, amount: Balance, directed: &[Directed<AccountId>]) -> DispatchResult {
    with_storage_layer(|| <Attribution as RouteDirected<_>>::route_directed(&PAYER, &payment(model, amount), directed))
}

fn set_aside(id: u32, part: u32, from: Era) {
    <Attribution as EraRevenue<_>>::set_aside(DatanetId(id), Permill::from_percent(part), from);
}

fn aside(id: u32, era: Era) -> Balance {
    <Attribution as EraRevenue<AccountId>>::amount(DatanetId(id), era)
}

fn credit(id: u32, era: Era, payees: &[(AccountId, Balance)]) -> DispatchResult {
    with_storage_layer(|| <Attribution as EraRevenue<_>>::credit(DatanetId(id), era, payees))
}

fn release(id: u32, era: Era) -> Result<Balance, DispatchError> {
    <Attribution as EraRevenue<AccountId>>::release(DatanetId(id), era)
}

/// Model 3 is tuned from 2, which is tuned from 1. Each has a datanet, half of its data pool, with two contributors in
/// equal parts.
fn generations() {
    for model in 1..=3u32 {
        let base = u64::from(model) * 10;
        add(datanet(model), account(base + 1), 1);
        add(datanet(model), account(base + 2), 1);
        add(data(model), held_by(datanet(model)), 1);
        add(builders(model), account(base + 3), 1);
        if model > 1 {
            add(data(model), held_by(data(model - 1)), 1);
        }
    }
    add(operator(), account(3), 1);
    pass_eras(1);
    idle();
    events();
}

fn both(model: u32) -> (Balance, Balance) {
    let base = u64::from(model) * 10;
    (claimable(base + 1, datanet(model)), claimable(base + 2, datanet(model)))
}

#[test]
fn a_directed_part_should_follow_the_weights_and_the_rest_go_to_all() {
    build_and_execute(|| {
        generations();
        // Of 400,000 for data, 200,000 are datanet 3's. Of 60 % of that, a quarter and three quarters.
        let directed = group(3, &[], 60, &[(1, &[(31, 1)]), (3, &[(77, 2), (78, 1)])]);
        assert_ok!(route_directed(3, 1_000_000, &[directed]));
        assert!(events().contains(&Event::Directed {
            payer: PAYER,
            model: ModelId(3),
            datanet: DatanetId(3),
            revenue: 200_000,
            amount: 120_000,
        }));
        // At once, before anything flows.
        assert_eq!((claimable(31, datanet(3)), claimable(77, datanet(3))), (30_000, 60_000));
        assert_eq!(claimable(78, datanet(3)), 30_000);
        idle();
        assert_eq!(both(3), (30_000 + 40_000, 40_000));
        assert_eq!((both(2), both(1)), ((50_000, 50_000), (50_000, 50_000)));
        // An account without shares claims as any other.
        assert_ok!(claim(77, datanet(3)));
        assert_eq!(Balances::free_balance(77), 60_000);
    });
}

#[test]
fn a_path_should_lead_to_the_data_of_a_parent_and_take_from_no_other() {
    build_and_execute(|| {
        generations();
        let near = group(3, &[], 100, &[(5, &[(32, 1)])]);
        let middle = group(2, &[2], 50, &[(5, &[(22, 1)])]);
        let far = group(1, &[2, 1], 100, &[(1, &[(12, 9)])]);
        assert_ok!(route_directed(3, 1_000_000, &[far, near, middle]));
        idle();
        assert_eq!(both(3), (0, 200_000));
        assert_eq!(both(2), (25_000, 75_000));
        assert_eq!(both(1), (0, 100_000));
    });
}

#[test]
fn what_was_owed_before_should_not_be_directed() {
    build_and_execute(|| {
        generations();
        pay(3, 1_000_000);
        assert_ok!(route_directed(3, 100_000, &[group(3, &[], 100, &[(1, &[(31, 1)])])]));
        assert_eq!(claimable(31, datanet(3)), 20_000);
        idle();
        assert_eq!(both(3), (100_000 + 20_000, 100_000));
    });
}

#[test]
fn shares_that_do_not_earn_yet_should_direct_nothing() {
    build_and_execute(|| {
        generations();
        add(data(3), held_by(datanet(9)), 2);
        add(datanet(9), account(91), 1);
        assert_ok!(route_directed(3, 1_000_000, &[group(9, &[], 100, &[(1, &[(91, 1)])])]));
        assert_eq!(claimable(91, datanet(9)), 0);
        idle();
        assert_eq!(both(3), (100_000, 100_000));
        pass_eras(1);
        assert_ok!(route_directed(3, 1_000_000, &[group(9, &[], 100, &[(1, &[(91, 1)])])]));
        assert_eq!(claimable(91, datanet(9)), 200_000);
    });
}

/// The curators' part of a named contribution stays with all holders.
#[test]
fn a_part_of_the_shares_without_a_payee_should_stay_with_all() {
    build_and_execute(|| {
        generations();
        let mut directed = group(3, &[], 100, &[(1, &[(31, 3)])]);
        directed.contributions[0].shares = 4;
        assert_ok!(route_directed(3, 1_000_000, &[directed]));
        idle();
        assert_eq!(both(3), (150_000 + 25_000, 25_000));
    });
}

#[test]
fn route_directed_should_fail_when_the_path_is_not_of_the_lineage() {
    build_and_execute(|| {
        generations();
        add(data(9), held_by(datanet(9)), 1);
        let named: &[(u32, &[(AccountId, Shares)])] = &[(1, &[(11, 1)])];
        let no_path = [
            group(2, &[], 10, named),
            group(3, &[2], 10, named),
            group(1, &[1], 10, named),
            group(1, &[1, 2], 10, named),
            group(9, &[], 10, named),
            group(9, &[9], 10, named),
            group(3, &[3], 10, named),
        ];
        for directed in no_path {
            assert_noop!(route_directed(3, 1_000_000, &[directed]), Error::<Test>::NotInLineage);
        }
        // A former member is none.
        remove(data(3), held_by(datanet(3)), 1);
        assert_noop!(route_directed(3, 1_000_000, &[group(3, &[], 10, named)]), Error::<Test>::NotInLineage);
    });
}

#[test]
fn route_directed_should_fail_when_paths_meet() {
    build_and_execute(|| {
        generations();
        add(data(3), held_by(data(1)), 2);
        pass_eras(1);
        let named: &[(u32, &[(AccountId, Shares)])] = &[(1, &[(11, 1)])];
        let (long, short) = (group(1, &[2, 1], 10, named), group(1, &[1], 10, named));
        assert_noop!(route_directed(3, 1_000, &[long.clone(), short.clone()]), Error::<Test>::PathsMeet);
        assert_noop!(route_directed(3, 1_000, &[short.clone(), short.clone()]), Error::<Test>::PathsMeet);
        assert_ok!(route_directed(3, 1_000, &[long]));
        assert_ok!(route_directed(3, 1_000, &[short]));
    });
}

#[test]
fn route_directed_should_fail_when_a_pool_can_take_no_more() {
    build_and_execute(|| {
        generations();
        with_accumulator(datanet(3), |pool| pool.received = MAX_REVENUE - 1);
        let directed = [group(3, &[], 100, &[(1, &[(31, 1)])])];
        assert_noop!(route_directed(3, 1_000, &directed), Error::<Test>::RevenueTooLarge);
        // As any other payment.
        let directed = [group(3, &[], 0, &[(1, &[(31, 1)])])];
        assert_ok!(route_directed(3, 1_000, &directed));
    });
}

#[test]
fn the_weight_should_grow_with_accounts_and_steps() {
    let weight = <Attribution as RouteDirected<AccountId>>::directed_weight;
    assert!(weight(2, 1).all_gt(weight(1, 1)) && weight(1, 2).all_gt(weight(1, 1)));
    let (whole, plain) = (<() as WeightInfo>::route_directed(3, 2), <() as WeightInfo>::route_one(0));
    assert_eq!(weight(3, 2).saturating_add(plain), whole);
}

#[test]
fn a_part_should_be_set_aside_for_the_era_of_the_payment() {
    build_and_execute(|| {
        generations();
        set_aside(3, 25, 2);
        pay(3, 1_000_000);
        // Before the first era of the setting.
        idle();
        assert_eq!((aside(3, 1), both(3)), (0, (100_000, 100_000)));
        pass_eras(1);
        pay(3, 1_000_000);
        pass_eras(1);
        events();
        // It flows later, and is set aside for the era in which it was paid.
        idle();
        assert!(events().contains(&Event::AmountSetAside { datanet: DatanetId(3), era: 2, amount: 50_000 }));
        assert_eq!((aside(3, 2), both(3)), (50_000, (175_000, 175_000)));
        // Grants are for the holders.
        fund(datanet(3), 1_000);
        assert_eq!((aside(3, 2), aside(3, 3)), (50_000, 0));
    });
}

#[test]
fn a_change_of_the_part_should_act_on_later_revenue() {
    build_and_execute(|| {
        generations();
        set_aside(3, 50, 0);
        set_aside(3, 10, 3);
        for (era, expected) in [(1, 100_000), (2, 100_000), (3, 20_000)] {
            pay(3, 1_000_000);
            idle();
            assert_eq!(aside(3, era), expected);
            pass_eras(1);
        }
    });
}

#[test]
fn credit_should_pay_what_was_set_aside_and_release_the_rest() {
    build_and_execute(|| {
        generations();
        set_aside(3, 50, 0);
        pay(3, 1_000_000);
        idle();
        assert_eq!(aside(3, 1), 100_000);
        assert_noop!(credit(3, 1, &[(31, 60_000), (99, 40_001)]), Error::<Test>::NotSetAside);
        assert_noop!(credit(3, 2, &[(31, 1)]), Error::<Test>::NotSetAside);
        assert_noop!(credit(3, 1, &[(31, Balance::MAX), (99, 1)]), ArithmeticError::Overflow);
        assert_ok!(credit(3, 1, &[(31, 60_000), (99, 10_000)]));
        assert_eq!((claimable(31, datanet(3)), claimable(99, datanet(3))), (50_000 + 60_000, 10_000));
        assert_eq!(aside(3, 1), 30_000);
        check();
        // Shares that join in the era of the release have none of it.
        pass_eras(1);
        add(datanet(3), account(39), 1_000);
        assert_eq!(release(3, 1), Ok(30_000));
        assert_eq!((both(3), claimable(39, datanet(3))), ((125_000, 65_000), 0));
        assert!(!EraAmounts::<Test>::contains_key(DatanetId(3), 1));
        assert_eq!(release(3, 1), Ok(0));
        // Whole amounts leave no entry.
        pay(3, 1_000_000);
        idle();
        let amount = aside(3, 2);
        assert_ok!(credit(3, 2, &[(31, amount)]));
        assert!(!EraAmounts::<Test>::contains_key(DatanetId(3), 2));
    });
}

#[test]
fn try_state_should_count_what_is_set_aside() {
    new_test_ext().execute_with(|| {
        EraAmounts::<Test>::insert(DatanetId(1), 0, 5);
        assert!(Attribution::do_try_state().is_err());
        EraAmounts::<Test>::insert(DatanetId(1), 0, 0);
        assert!(Attribution::do_try_state().is_err());
    });
}

/// The amounts claimable by all holders after a payment to model 3, directed or not.
fn outcome(amount: Balance, directed: Option<&[Directed<AccountId>]>) -> Vec<Balance> {
    build_and_execute(|| {
        generations();
        match directed {
            Some(directed) => assert_ok!(route_directed(3, amount, directed)),
            None => pay(3, amount),
        }
        idle();
        (1..=3u32).flat_map(|model| [both(model).0, both(model).1]).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is named, each datanet has as much as without names, to the planck, and the rest is shared as always.
    #[test]
    fn names_should_move_revenue_within_a_datanet_only(
        amount in 1u128..1 << 80,
        near in 0u32..=100,
        far in 0u32..=100,
        weights in (0u32..10, 1u32..10),
    ) {
        let directed = [
            group(3, &[], near, &[(weights.0, &[(31, 1)]), (weights.1, &[(32, 1)])]),
            group(1, &[2, 1], far, &[(weights.1, &[(12, 1)])]),
        ];
        let (with, without) = (outcome(amount, Some(&directed)), outcome(amount, None));
        for (with, without) in with.chunks(2).zip(without.chunks(2)) {
            // A fraction of a planck waits in the pools that revenue passed through.
            let (with, without): (Balance, Balance) = (with.iter().sum(), without.iter().sum());
            prop_assert!(with.abs_diff(without) <= 2, "{with} {without}");
        }
        // The datanet without names is as before.
        prop_assert!(with[2].abs_diff(without[2]) <= 1 && with[3].abs_diff(without[3]) <= 1);
    }
}
