// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, MAX_LINEAGE};
use frame::testing_prelude::*;
use openledger_primitives::{
    runtime_api::{Earnings, PoolEarnings, QuoteLine, Recipient},
    ModelId, PoolId, Role,
};

fn line(role: Role, recipient: Recipient<AccountId>, model: Option<u32>, amount: u128) -> QuoteLine<AccountId> {
    QuoteLine { role, recipient, model: model.map(ModelId), amount }
}

fn set_up() {
    add(datanet(1), account(1), 1);
    add(data(1), held_by(datanet(1)), 1);
    add(data(1), held_by(datanet(2)), 2);
    add(data(2), held_by(data(1)), 3);
    add(data(2), account(5), 1);
    add(builders(2), account(2), 1);
}

#[test]
fn quote_should_name_everybody_and_sum_to_the_amount() {
    build_and_execute(|| {
        set_up();
        add(operator(), account(3), 1);
        let quote = Attribution::quote(ModelId(2), 1_000_001, Some((OPERATOR, Permill::from_percent(10)))).unwrap();
        assert_eq!((quote.amount, quote.split_version, quote.truncated), (1_000_001, 1, false));
        assert_eq!(quote.lines.iter().map(|line| line.amount).sum::<u128>(), 1_000_001);
        use Recipient::*;
        assert_eq!(
            quote.lines,
            vec![
                line(Role::Contributors, Account(5), Some(2), 100_000),
                line(Role::Contributors, Pool(datanet(1)), Some(1), 100_000),
                // Datanet 2 has no holders.
                line(Role::Contributors, Commons, Some(1), 200_000),
                line(Role::Builders, Account(2), Some(2), 250_000),
                line(Role::Operator, Account(OPERATOR), None, 200_000),
                line(Role::Stakers, Account(OPERATOR), None, 10_000),
                line(Role::Stakers, Pool(operator()), None, 90_000),
                line(Role::Treasury, Treasury, None, 40_000),
                line(Role::Burn, Burned, None, 10_001),
            ]
        );
    });
}

#[test]
fn quote_should_name_no_operator_when_none_is_given_and_the_commons_when_nobody_is_there() {
    build_and_execute(|| {
        use Recipient::*;
        let quote = Attribution::quote(ModelId(9), 1_000, None).unwrap();
        assert_eq!(
            quote.lines,
            vec![
                line(Role::Contributors, Commons, Some(9), 400),
                line(Role::Builders, Commons, Some(9), 250),
                line(Role::Operator, AnyOperator, None, 200),
                line(Role::Stakers, AnyStakers, None, 100),
                line(Role::Treasury, Treasury, None, 40),
                line(Role::Burn, Burned, None, 10),
            ]
        );
        // An operator without stakers.
        let quote = Attribution::quote(ModelId(9), 1_000, Some((OPERATOR, Permill::zero()))).unwrap();
        assert!(quote.lines.contains(&line(Role::Stakers, Commons, None, 100)));
    });
}

#[test]
fn quote_should_be_none_when_there_is_no_split_or_the_amount_cannot_exist() {
    build_and_execute(|| {
        assert_eq!(Attribution::quote(ModelId(1), u128::MAX, None), None);
        Splits::set(vec![]);
        assert_eq!(Attribution::quote(ModelId(1), 1, None), None);
    });
}

#[test]
fn quote_should_show_what_is_carried() {
    build_and_execute(|| {
        set_up();
        let (lines, truncated) = Attribution::quote_pool(Role::Contributors, &data(2), 10);
        assert!(!truncated);
        use Recipient::*;
        assert_eq!(
            lines,
            vec![
                line(Role::Contributors, Account(5), Some(2), 2),
                line(Role::Contributors, Carried(data(2)), Some(2), 1),
                line(Role::Contributors, Pool(datanet(1)), Some(1), 2),
                line(Role::Contributors, Commons, Some(1), 4),
                line(Role::Contributors, Carried(data(1)), Some(1), 1),
            ]
        );
        let (lines, _) = Attribution::quote_pool(Role::Contributors, &datanet(1), 10);
        assert_eq!(lines, vec![line(Role::Contributors, Pool(datanet(1)), None, 10)]);
        assert_eq!(Attribution::quote_pool(Role::Contributors, &data(2), 0), (vec![], false));
    });
}

#[test]
fn quote_should_visit_each_pool_once_and_stop_at_its_bound() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 1);
        // Two edges from each model: the number of paths is exponential, the number of pools is not.
        add(data(2), held_by(data(1)), 1);
        for model in 3..=60 {
            add(data(model), held_by(data(model - 1)), 1);
            add(data(model), held_by(data(model - 2)), 1);
        }
        let amount = 1 << 80;
        let (lines, truncated) = Attribution::quote_pool(Role::Contributors, &data(60), amount);
        assert!(!truncated);
        assert_eq!(lines.iter().map(|line| line.amount).sum::<u128>(), amount);
        assert!(lines.len() < 61);

        for model in 61..=MAX_LINEAGE + 100 {
            add(data(model), held_by(data(model - 1)), 1);
        }
        let (lines, truncated) = Attribution::quote_pool(Role::Contributors, &data(MAX_LINEAGE + 100), amount);
        assert!(truncated);
        assert_eq!(lines, vec![line(Role::Contributors, Recipient::Pool(data(100)), Some(100), amount)]);
    });
}

#[test]
fn earnings_should_tell_what_is_claimable_and_what_has_not_flowed() {
    build_and_execute(|| {
        set_up();
        add(builders(1), account(1), 1);
        add(builders(2), held_by(builders(1)), 4);
        add(operator(), account(1), 1);
        pass_eras(1);
        idle();
        pay(1, 1_000);
        pay(2, 1_000);
        let before = frame::deps::sp_io::storage::root(StateVersion::V1);
        let earnings = Attribution::earnings(1);
        assert_eq!(before, frame::deps::sp_io::storage::root(StateVersion::V1), "asking changes nothing");
        assert_eq!(
            earnings,
            Earnings {
                claimable: 250 + 180,
                not_flowed: 133 + 100 + 200,
                pools: vec![
                    // 400 of model 1 and 300 of model 2, a third of each data pool.
                    PoolEarnings { pool: datanet(1), shares: 1, claimable: 0, not_flowed: 233 },
                    PoolEarnings { pool: builders(1), shares: 1, claimable: 250, not_flowed: 200 },
                    PoolEarnings { pool: operator(), shares: 1, claimable: 180, not_flowed: 0 },
                ],
                truncated: false,
            }
        );
        // It comes as promised.
        idle();
        let after = Attribution::earnings(1);
        assert_eq!((after.claimable, after.not_flowed), (earnings.claimable + earnings.not_flowed, 0));
    });
}

#[test]
fn earnings_should_include_an_operators_own_part_without_a_position() {
    build_and_execute(|| {
        pay(1, 1_000);
        assert_eq!(
            Attribution::earnings(OPERATOR).pools,
            vec![PoolEarnings { pool: PoolId::Operator(OPERATOR), shares: 0, claimable: 210, not_flowed: 0 }]
        );
        assert_eq!(
            Attribution::earnings(77),
            Earnings { claimable: 0, not_flowed: 0, pools: vec![], truncated: false }
        );
    });
}

#[test]
fn earnings_should_say_so_when_there_is_more_above_than_they_look_at() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        add(data(1), held_by(datanet(1)), 1);
        for model in 2..=MAX_LINEAGE + 1 {
            add(data(model), held_by(data(model - 1)), 1);
        }
        assert!(Attribution::earnings(1).truncated);
    });
}

#[test]
fn view_functions_should_tell_the_state() {
    build_and_execute(|| {
        add(data(1), account(1), 2);
        assert_eq!(Attribution::pool(data(1)).unwrap().accumulator.pending.shares, 2);
        assert_eq!(Attribution::pool(data(2)), None);
        assert_eq!(Attribution::position(account(1), data(1)).unwrap().pending_shares, 2);
        assert_eq!(Attribution::members(data(1)), vec![account(1)]);
        assert_eq!(Attribution::era_schedule().length, ERA_LENGTH);
        assert_eq!(Attribution::claimable(1, data(7)), 0);
    });
}
