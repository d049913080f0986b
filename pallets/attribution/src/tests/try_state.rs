// SPDX-License-Identifier: Apache-2.0

//! Each invariant is broken by hand, and must be found broken.

use crate::{
    mock::*, EraSchedule, EraSnapshots, FlowKey, FlowQueue, Members, ModelPoolRecord, ModelRecord, Models, Page,
    PoolRecord, Pools, Positions, Totals, Turn,
};
use frame::{deps::sp_runtime::TryRuntimeError, testing_prelude::*};
use openledger_primitives::{
    accumulator::{EraSnapshot, Pool, Position},
    FeeWindow, ModelId,
};

/// A state in which every kind of record exists.
fn set_up() {
    add(datanet(1), account(1), 3);
    add(datanet(1), account(2), 2);
    add(data(1), held_by(datanet(1)), 1);
    add(data(1), account(4), 1);
    pass_eras(1);
    pay(1, 1_000);
    fund(datanet(1), 100);
    // Joins while 1 and 2 wait, whose snapshot is stored therefore.
    add(datanet(1), account(3), 1);
    // Waits for the snapshot in the pool.
    assert_eq!(record(data(1)).accumulator.rolled.snapshot.waiting, 2);
    check();
}

fn must_fail(number: &str, corrupt: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        set_up();
        corrupt();
        let error = Attribution::do_try_state().expect_err("this is corrupt");
        let TryRuntimeError::Other(message) = error else { panic!("{error:?}") };
        assert!(message.starts_with(number), "{message}");
    });
}

fn pool(pool: PoolId<AccountId>, change: impl FnOnce(&mut PoolRecord)) {
    Pools::<Test>::mutate_extant(pool, change);
}

fn model(change: impl FnOnce(&mut ModelRecord)) {
    Models::<Test>::mutate_extant(ModelId(1), change);
}

fn data_pool(change: impl FnOnce(&mut ModelPoolRecord)) {
    model(|record| change(&mut record.data));
}

fn page(due: u32, number: u64, models: &[u32]) {
    let models: Vec<_> = models.iter().copied().map(ModelId).collect();
    FlowQueue::<Test>::insert(FlowKey::new(Turn { era: due, at_end: false }, number), Page::truncate_from(models));
}

fn position(who: Who, pool: PoolId<AccountId>, change: impl FnOnce(&mut Position)) {
    Positions::<Test>::mutate(who, pool, |position| change(position.as_mut().unwrap()));
}

#[test]
fn try_state_should_fail_when_a_pool_is_not_exact() {
    must_fail("1:", || pool(datanet(1), |record| record.accumulator.carry += 1));
    must_fail("1:", || pool(datanet(1), |record| record.accumulator.held += 1));
    must_fail("1:", || pool(datanet(1), |record| record.accumulator.per_share += 1.into()));
    must_fail("1:", || position(account(1), datanet(1), |position| position.owed += 1));
    must_fail("1:", || position(account(1), datanet(1), |position| position.fraction += 1));
    must_fail("1:", || position(account(1), datanet(1), |position| position.checkpoint = U256::MAX));
    must_fail("1:", || EraSnapshots::<Test>::remove(datanet(1), 0));
}

#[test]
fn try_state_should_fail_when_shares_do_not_add_up() {
    must_fail("2:", || Positions::<Test>::remove(account(3), datanet(1)));
    must_fail("2:", || pool(datanet(1), |record| record.accumulator.pending.shares += 1));
    must_fail("2:", || Positions::<Test>::insert(account(9), datanet(1), Position::default()));
    must_fail("2:", || Positions::<Test>::insert(account(9), datanet(9), Position { owed: 1, ..Default::default() }));
}

#[test]
fn try_state_should_fail_when_a_snapshot_is_wrong() {
    let snapshot = || EraSnapshot { waiting: 1, ..Default::default() };
    must_fail("3:", || EraSnapshots::<Test>::insert(datanet(1), 9, snapshot()));
    must_fail("3:", || EraSnapshots::<Test>::insert(data(1), 0, snapshot()));
    must_fail("3:", || EraSnapshots::<Test>::insert(data(9), 0, snapshot()));
    must_fail("3:", || {
        EraSnapshots::<Test>::mutate(datanet(1), 0, |snapshot| snapshot.as_mut().unwrap().waiting += 1);
    });
    must_fail("3:", || data_pool(|record| record.accumulator.rolled.snapshot.waiting -= 1));
    must_fail("3:", || pool(datanet(1), |record| record.accumulator.pending.waiting += 1));
    must_fail("3:", || pool(datanet(1), |record| record.accumulator.rolled.snapshot = snapshot()));
    must_fail("3:", || pool(datanet(1), |record| record.accumulator.previous.snapshot = snapshot()));
}

#[test]
fn try_state_should_fail_when_a_list_of_members_is_wrong() {
    must_fail("4:", || Members::<Test>::remove(data(1)));
    must_fail("4:", || Members::<Test>::mutate(data(1), |members| members.try_push(account(77)).unwrap()));
    must_fail("4:", || Members::<Test>::mutate(data(1), |members| members.try_push(account(4)).unwrap()));
    must_fail("4:", || Members::<Test>::mutate(datanet(1), |members| members.try_push(account(1)).unwrap()));
    must_fail("4:", || Members::<Test>::mutate(data(9), |members| members.try_push(account(1)).unwrap()));
    must_fail("4:", || data_pool(|record| record.pools_below += 1));
    must_fail("4:", || Pools::<Test>::insert(data(9), PoolRecord::default()));
}

#[test]
fn try_state_should_fail_when_the_queue_is_wrong() {
    must_fail("5:", || FlowQueue::<Test>::remove(FlowKey::new(Turn { era: 1, at_end: false }, 0)));
    must_fail("5:", || page(1, 0, &[]));
    // The number of a page to come.
    must_fail("5:", || {
        FlowQueue::<Test>::remove(FlowKey::new(Turn { era: 1, at_end: false }, 0));
        page(1, 1, &[1]);
    });
    // A page that the books do not count, and one of a settled era.
    must_fail("5:", || {
        Totals::<Test>::mutate(|totals| totals.pages += 1);
        page(2, 1, &[1]);
    });
    must_fail("5:", || Totals::<Test>::mutate(|totals| totals.waiting += 1));
    must_fail("5:", || Totals::<Test>::mutate(|totals| totals.flowing += 1));
    must_fail("5:", || page(1, 0, &[1, 9]));
    must_fail("5:", || model(|record| record.queued = None));
    must_fail("5:", || model(|record| record.queued = Some(2)));
    must_fail("5:", || model(|record| record.listed = Some(1)));
    // Neither queued nor on a page, with something to flow.
    must_fail("5:", || {
        model(|record| record.queued = None);
        FlowQueue::<Test>::remove(FlowKey::new(Turn { era: 1, at_end: false }, 0));
    });
    // Builders are accounts: their pool never has revenue to flow.
    must_fail("5:", || model(|record| record.builders.unflowed.amount = 1));
}

#[test]
fn try_state_should_fail_when_a_pool_knows_of_fees_that_were_not() {
    let fees = |fees| move || pool(operator(), |record| record.fees = Some(fees));
    must_fail("8:", fees(FeeWindow { era: 2, buckets: [0, 1, 0, 0, 0, 0, 0, 0] }));
    must_fail("8:", fees(FeeWindow { era: 1, buckets: [0; 8] }));
    // In era 1 there are two eras; bucket 3 is of none of them.
    must_fail("8:", fees(FeeWindow { era: 1, buckets: [0, 1, 0, 1, 0, 0, 0, 0] }));
    must_fail("8:", || pool(datanet(1), |record| record.fees = Some(FeeWindow { era: 1, buckets: [1; 8] })));
    must_fail("8:", || pool(datanet(1), |record| record.direct = 1));
    // All buckets are of an era in era 7, and the first ones are used in the first eras.
    build_and_execute(|| {
        set_up();
        fees(FeeWindow { era: 1, buckets: [1, 1, 0, 0, 0, 0, 0, 0] })();
        check();
        pass_eras(6);
        fees(FeeWindow { era: 7, buckets: [1; 8] })();
    });
}

#[test]
fn try_state_should_fail_when_the_total_is_wrong() {
    must_fail("6:", || Totals::<Test>::mutate(|totals| totals.owed -= 1));
    must_fail("6:", || Totals::<Test>::mutate(|totals| totals.dues.burn += 1));
    must_fail("6:", || pool(operator(), |record| record.direct += 1));
}

#[test]
fn try_state_should_fail_when_the_ledger_is_short() {
    must_fail("7:", || {
        assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), ledger(), EXISTENTIAL_DEPOSIT + 1_099));
    });
}

#[test]
fn try_state_should_fail_when_eras_have_no_blocks() {
    must_fail("an era", EraSchedule::<Test>::kill);
}

#[test]
fn try_state_should_fail_when_a_curators_pool_is_wrong() {
    let with = |pool: PoolId<AccountId>, change: fn(&mut Pool)| {
        Pools::<Test>::mutate_extant(pool, |record| change(&mut record.curators.get_or_insert_default().accumulator));
    };
    must_fail("1:", || with(datanet(1), |record| record.held = 1));
    must_fail("2:", || with(datanet(1), |record| record.shares = 1));
    must_fail("1:", || pool(datanet(1), |record| record.curators.get_or_insert_default().position.owed = 1));
    must_fail("9:", || with(operator(), |_| ()));
    must_fail("9:", || {
        add(datanet(1), held_by(curators(1)), 1);
        Positions::<Test>::insert(held_by(curators(1)), datanet(1), Position { owed: 1, ..Default::default() });
    });
    must_fail("9:", || Pools::<Test>::insert(curators(1), PoolRecord::default()));
}
