// SPDX-License-Identifier: Apache-2.0

//! `remove_allowed`.

use super::*;

#[test]
fn remove_allowed_should_release_the_deposit_that_was_held() {
    build_and_execute(|| {
        assert_ok!(add(ALICE, TrainedOn, BOB));
        assert_ok!(add(ALICE, RetrievesFrom, BOB));
        AllowedPrice::set(7 * ALLOWED_DEPOSIT);
        System::reset_events();
        assert_ok!(remove(ALICE, TrainedOn, BOB));
        let (who, depositor, deposit) = (BOB, ALICE, ALLOWED_DEPOSIT);
        let expected = Event::AllowedRemoved { datanet: FIRST, relation: TrainedOn, who, depositor, deposit };
        assert_eq!(events(), [expected]);
        assert_eq!(held(ALICE), ALLOWED_DEPOSIT);
        assert!(!Licensing::is_allowed(FIRST, TrainedOn, BOB) && Licensing::is_allowed(FIRST, RetrievesFrom, BOB));
    });
}

#[test]
fn remove_allowed_should_release_to_the_depositor_when_the_datanet_was_sold() {
    build_and_execute(|| {
        assert_ok!(add(ALICE, TrainedOn, CHARLIE));
        assert_ok!(add(ALICE, RetrievesFrom, CHARLIE));
        Owners::insert(FIRST, BOB);
        // The new owner, and the account with the deposit.
        assert_ok!(remove(BOB, TrainedOn, CHARLIE));
        assert_eq!((held(ALICE), held(BOB)), (ALLOWED_DEPOSIT, 0));
        assert_noop!(remove(CHARLIE, RetrievesFrom, CHARLIE), Error::<Test>::NotOwner);
        assert_ok!(remove(ALICE, RetrievesFrom, CHARLIE));
        assert_eq!((held(ALICE), held(BOB)), (0, 0));
        assert_noop!(remove(ALICE, RetrievesFrom, CHARLIE), Error::<Test>::NotOwner);
    });
}

#[test]
fn remove_allowed_should_fail_when_the_account_is_not_listed() {
    build_and_execute(|| {
        assert_ok!(add(ALICE, RetrievesFrom, BOB));
        assert_noop!(remove(ALICE, TrainedOn, BOB), Error::<Test>::NotOnAllowList);
        assert_noop!(remove(ALICE, RetrievesFrom, CHARLIE), Error::<Test>::NotOnAllowList);
    });
}

#[test]
fn remove_allowed_should_fail_when_the_caller_may_not() {
    build_and_execute(|| {
        assert_ok!(add(ALICE, TrainedOn, BOB));
        let remove = |origin, datanet| Licensing::remove_allowed(origin, datanet, TrainedOn, BOB);
        assert_noop!(remove(signed(ALICE), NOWHERE), Error::<Test>::DatanetNotFound);
        assert_noop!(remove(signed(BOB), FIRST), Error::<Test>::NotOwner);
        assert_noop!(remove(RuntimeOrigin::root(), FIRST), DispatchError::BadOrigin);
    });
}
