// SPDX-License-Identifier: Apache-2.0

//! `add_allowed`.

use super::*;

#[test]
fn add_allowed_should_hold_the_deposit_when_the_owner_calls() {
    build_and_execute(|| {
        assert_ok!(add(ALICE, TrainedOn, BOB));
        let deposit = ALLOWED_DEPOSIT;
        assert_eq!(events(), [Event::AllowedAdded { datanet: FIRST, relation: TrainedOn, who: BOB, deposit }]);
        assert_eq!(held(ALICE), deposit);
        assert_eq!(Allowed::<Test>::get((FIRST, TrainedOn), BOB), Some(Deposit { depositor: ALICE, amount: deposit }));
        // Each use, datanet and account is an entry of its own.
        assert_ok!(add(ALICE, RetrievesFrom, BOB));
        assert_ok!(add(ALICE, TrainedOn, CHARLIE));
        assert_ok!(Licensing::add_allowed(signed(ALICE), SECOND, TrainedOn, BOB, deposit));
        assert_eq!(held(ALICE), 4 * deposit);
    });
}

#[test]
fn add_allowed_should_replace_the_deposit_of_an_earlier_owner() {
    build_and_execute(|| {
        assert_ok!(add(ALICE, TrainedOn, CHARLIE));
        Owners::insert(FIRST, BOB);
        AllowedPrice::set(3 * ALLOWED_DEPOSIT);
        System::reset_events();
        assert_ok!(add(BOB, TrainedOn, CHARLIE));
        let expected = Event::DepositReplaced {
            datanet: FIRST,
            relation: TrainedOn,
            who: CHARLIE,
            from: ALICE,
            released: ALLOWED_DEPOSIT,
            to: BOB,
            deposit: 3 * ALLOWED_DEPOSIT,
        };
        assert_eq!(events(), [expected]);
        assert_eq!((held(ALICE), held(BOB)), (0, 3 * ALLOWED_DEPOSIT));
        assert_noop!(add(BOB, TrainedOn, CHARLIE), Error::<Test>::AlreadyAllowed);
        assert_noop!(remove(ALICE, TrainedOn, CHARLIE), Error::<Test>::NotOwner);
    });
}

#[test]
fn add_allowed_should_fail_when_the_account_is_listed() {
    build_and_execute(|| {
        assert_ok!(add(ALICE, TrainedOn, BOB));
        assert_noop!(add(ALICE, TrainedOn, BOB), Error::<Test>::AlreadyAllowed);
    });
}

#[test]
fn add_allowed_should_fail_when_the_caller_does_not_own_the_datanet() {
    build_and_execute(|| {
        let add = |origin, datanet| Licensing::add_allowed(origin, datanet, TrainedOn, BOB, Balance::MAX);
        assert_noop!(add(signed(ALICE), NOWHERE), Error::<Test>::DatanetNotFound);
        assert_noop!(add(signed(BOB), FIRST), Error::<Test>::NotOwner);
        assert_noop!(add(RuntimeOrigin::root(), FIRST), DispatchError::BadOrigin);
    });
}

#[test]
fn add_allowed_should_fail_when_the_deposit_is_higher_than_signed() {
    build_and_execute(|| {
        let add = |max| Licensing::add_allowed(signed(ALICE), FIRST, TrainedOn, BOB, max);
        assert_noop!(add(ALLOWED_DEPOSIT - 1), Error::<Test>::DepositTooHigh);
        assert_ok!(add(ALLOWED_DEPOSIT));
    });
}

#[test]
fn add_allowed_should_fail_when_the_deposit_is_missing() {
    build_and_execute(|| {
        let add = || Licensing::add_allowed(signed(POOR), THIRD, TrainedOn, BOB, Balance::MAX);
        assert_noop!(add(), TokenError::FundsUnavailable);
    });
}
