// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Convictions, Sentence, Sentences};
use frame::{deps::frame_support::storage::unhashed, testing_prelude::*};
use openledger_primitives::fees::MAX_BUCKETS;

#[test]
fn try_state_should_fail_when_a_conviction_has_no_era() {
    new_test_ext().execute_with(|| {
        assert_ok!(report_pair(pair()));
        assert_ok!(Receipts::do_try_state());
        unhashed::put_raw(&Convictions::<Test>::hashed_key_for((OPERATOR, CHANNEL, 9)), &[1, 2]);
        assert_eq!(Receipts::do_try_state(), Err(DispatchError::Other("a conviction has no era")));
    });
}

#[test]
fn try_state_should_fail_when_a_sentence_has_no_conviction_or_takes_nothing() {
    new_test_ext().execute_with(|| {
        Sentences::<Test>::insert(BOB, Sentence { since: 5, offense: 5, part: EQUIVOCATION_SLASH });
        assert_eq!(Receipts::do_try_state(), Err(DispatchError::Other("a sentence without a conviction")));
        Sentences::<Test>::remove(BOB);
        assert_ok!(report_pair(pair()));
        Sentences::<Test>::mutate(OPERATOR, |sentence| sentence.as_mut().unwrap().part = Permill::zero());
        assert_eq!(Receipts::do_try_state(), Err(DispatchError::Other("a sentence of nothing")));
    });
}

#[test]
#[should_panic = "an equivocation must cost something"]
fn integrity_test_should_fail_when_an_equivocation_costs_nothing() {
    new_test_ext().execute_with(|| {
        EquivocationSlash::set(&Permill::zero());
        Receipts::integrity_test();
    });
}

#[test]
fn integrity_test_should_fail_when_the_dispute_window_is_empty_or_longer_than_what_is_remembered() {
    for (eras, fits) in [(0, false), (1, true), (MAX_BUCKETS, true), (MAX_BUCKETS + 1, false)] {
        let test = || {
            new_test_ext().execute_with(|| {
                DisputeEras::set(&eras);
                Receipts::integrity_test();
            });
        };
        assert_eq!(std::panic::catch_unwind(test).is_ok(), fits, "{eras} eras");
    }
}
