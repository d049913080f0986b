// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Sponsorship, *},
    *,
};
use frame::testing_prelude::*;

fn forget(who: AccountId) -> DispatchResult {
    Sponsorship::forget(signed(PATRON), DATANET, who)
}

#[test]
fn forget_should_release_the_deposit_of_an_earlier_era() {
    sponsored(policy(), || {
        assert!(pay_fee(NEWCOMER, 20, 20, true));
        assert_eq!(records(), COST + RECORD);
        events();
        // Today's price does not matter.
        UsageDeposit::set(&(2 * RECORD));
        assert_noop!(forget(NEWCOMER), Error::<Test>::StillCounted);
        pass_eras(1);
        let before = free();
        assert_ok!(forget(NEWCOMER));
        assert_eq!(events(), [Event::Forgotten { datanet: DATANET, who: NEWCOMER, released: RECORD }]);
        assert_eq!((free(), records(), usage(NEWCOMER)), (before + RECORD, COST, None));
        assert_noop!(forget(NEWCOMER), Error::<Test>::NothingToForget);
        // The next payment makes the record again.
        assert!(pay_fee(NEWCOMER, 20, 20, false));
        assert_eq!(records(), COST + 2 * RECORD);
    });
}

#[test]
fn forget_should_fail_for_an_account_without_a_record_or_a_signer() {
    sponsored(policy(), || {
        assert_noop!(forget(NEWCOMER), Error::<Test>::NothingToForget);
        assert_noop!(Sponsorship::forget(RuntimeOrigin::root(), DATANET, NEWCOMER), BadOrigin);
    });
}
