// SPDX-License-Identifier: Apache-2.0

//! Each invariant detects its corrupted storage.

use super::*;
use frame::{deps::sp_runtime::TryRuntimeError, token::fungible::MutateHold};

/// Assert that after this corruption the check fails for this reason.
fn detects(reason: &'static str, corrupt: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        assert_ok!(set_license(license(terms(AllowList, 5), terms(Open, 0))));
        assert_ok!(add(ALICE, TrainedOn, BOB));
        assert_ok!(add(ALICE, RetrievesFrom, BOB));
        assert_ok!(Licensing::do_try_state());
        corrupt();
        assert_eq!(Licensing::do_try_state(), Err(TryRuntimeError::Other(reason)));
    });
}

#[test]
fn try_state_should_fail_when_a_license_is_wrong() {
    let closed = license(terms(Closed, 0), terms(Closed, 0));
    detects("there is a license without a datanet", || Licenses::<Test>::insert(NOWHERE, closed));
    detects("a default license is stored", || Licenses::<Test>::insert(SECOND, License::default()));
    let misfit = "a license does not fit its template";
    detects(misfit, || Licenses::<Test>::insert(FIRST, License { template: Some(0), ..closed }));
    detects(misfit, || Licenses::<Test>::insert(FIRST, License { template: Some(5), ..closed }));
}

#[test]
fn try_state_should_fail_when_an_entry_is_wrong() {
    let entry = |amount| Deposit { depositor: ALICE, amount };
    detects("there is an allow-list without a datanet", || {
        Allowed::<Test>::insert((NOWHERE, TrainedOn), BOB, entry(0));
    });
    let less = "less is held from a depositor than its deposits";
    detects(less, || Allowed::<Test>::insert((FIRST, TrainedOn), BOB, entry(ALLOWED_DEPOSIT + 1)));
    detects(less, || {
        assert_ok!(Balances::set_on_hold(&HoldReason::Allowed.into(), &ALICE, 2 * ALLOWED_DEPOSIT - 1));
    });
}
