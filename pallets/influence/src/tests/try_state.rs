// SPDX-License-Identifier: Apache-2.0

//! Each invariant detects its corrupted storage.

use super::*;
use frame::{
    deps::sp_runtime::TryRuntimeError,
    token::{fungible::MutateHold, tokens::Precision},
};

/// Assert that after this corruption the check fails for this reason.
fn detects(reason: &'static str, corrupt: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        ready();
        assert_ok!(post(FIRST, 2, right().root()));
        CurrentEra::set(7);
        assert_ok!(claim(2, right().leaf(0)));
        assert_ok!(Influence::do_try_state());
        corrupt();
        assert_eq!(Influence::do_try_state(), Err(TryRuntimeError::Other(reason)));
    });
}

fn roots(change: impl FnOnce(&mut EraRootsOf<Test>)) {
    Roots::<Test>::mutate(NET, 2, |roots| change(roots.as_mut().unwrap()));
}

#[test]
fn try_state_should_fail_when_a_policy_or_a_count_is_wrong() {
    detects("1: there is a policy without a datanet", || {
        Policies::<Test>::insert(NOWHERE, PolicyRecord::default());
    });
    detects("1: a datanet's attributors are not counted", || {
        Policies::<Test>::mutate(NET, |record| record.as_mut().unwrap().attributors = 2);
    });
    detects("1: there is an attributor without a policy", || {
        Attributors::<Test>::insert(OTHER, FIRST, Attributor { from: Some(1), ..Default::default() });
    });
    detects("1: a datanet has too many attributors", || {
        for who in 100..106 {
            Attributors::<Test>::insert(NET, who, Attributor { from: Some(1), ..Default::default() });
        }
        Policies::<Test>::mutate(NET, |record| record.as_mut().unwrap().attributors = 9);
    });
}

#[test]
fn try_state_should_fail_when_less_is_held() {
    let less = "2: less is held than bonds and deposits";
    for reason in [HoldReason::AttributorBond, HoldReason::RootDeposit] {
        detects(less, || {
            assert_ok!(Balances::release(&reason.into(), &FIRST, 1, Precision::Exact));
        });
    }
}

#[test]
fn try_state_should_fail_when_roots_are_wrong() {
    let twin = |roots: &mut EraRootsOf<Test>| roots.posted.try_push(roots.posted[0].clone()).unwrap();
    detects("3: an attributor has two roots of an era", || {
        assert_ok!(Balances::hold(&HoldReason::RootDeposit.into(), &FIRST, DEPOSIT));
        roots(twin);
    });
    detects("3: a root of an era is there twice", || {
        roots(|roots| {
            twin(roots);
            roots.posted[1].attributor = SECOND;
            roots.posted[1].deposit.amount = 0;
        });
    });
    detects("3: a root is out of range", || roots(|roots| roots.posted[0].root.depth = 21));
    detects("3: a root is out of range", || roots(|roots| roots.posted[0].root.node.sum = 0));
    let early = "3: a root was posted before its era was over";
    detects(early, || roots(|roots| roots.posted[0].era = 2));
    detects(early, || roots(|roots| roots.last = 2));
}

#[test]
fn try_state_should_fail_when_claims_do_not_add_up() {
    detects("4: an era is paid by no single root", || roots(|roots| roots.posted.clear()));
    detects("4: more is paid than there was", || {
        roots(|roots| roots.opened = Some(Opened { total: 499, paid: 500 }));
    });
    detects("4: less is set aside than is left", || Aside::insert(NET, 2, 499));
    detects("5: there are paid leaves of no era", || PaidLeaves::<Test>::insert((NET, 9, 0), Chunk::default()));
    let none = "5: there are paid leaves that no claim made";
    detects(none, || PaidLeaves::<Test>::insert((NET, 2, 1), Chunk::default()));
    detects(none, || roots(|roots| roots.closed = Some(1)));
}
