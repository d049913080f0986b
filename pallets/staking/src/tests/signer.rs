// SPDX-License-Identifier: Apache-2.0

//! `set_signer`, and who may sign when.

use crate::{mock::*, Error, Event, Signers, SignersOf, MAX_EARLIER_SIGNERS};
use frame::testing_prelude::*;
use openledger_primitives::traits::{OperatorSigner, MAX_SIGNERS};

const HOT: AccountId = 100;

fn signs(era: u32) -> Vec<AccountId> {
    <OperatorStaking as OperatorSigner<_>>::signs(&OLGA, era)
}

#[test]
fn an_operator_should_sign_itself_until_it_names_a_signer() {
    with_olga(|| {
        assert_eq!((OperatorStaking::signer(OLGA), signs(0)), (OLGA, vec![OLGA]));
        assert_ok!(OperatorStaking::set_signer(signed(OLGA), HOT));
        assert_eq!(events(), vec![Event::SignerSet { operator: OLGA, old: OLGA, signer: HOT }]);
        assert_eq!(<OperatorStaking as OperatorSigner<_>>::signer(&OLGA), HOT);
        // What it signed itself up to this era binds it.
        assert_eq!(signs(FIRST_ERA), vec![HOT, OLGA]);
        assert_eq!(signs(FIRST_ERA + 1), vec![HOT]);
        // It can end it.
        advance(1);
        assert_ok!(OperatorStaking::set_signer(signed(OLGA), OLGA));
        assert_eq!(OperatorStaking::signer(OLGA), OLGA);
        assert_eq!((signs(FIRST_ERA + 1), signs(FIRST_ERA + 2)), (vec![OLGA, HOT], vec![OLGA]));
    });
}

#[test]
fn a_rotated_key_should_stay_punishable_for_the_dispute_window_however_often_it_is_rotated() {
    with_olga(|| {
        for new in 0..u64::from(MAX_EARLIER_SIGNERS) {
            assert_ok!(OperatorStaking::set_signer(signed(OLGA), HOT + new));
        }
        // Its own key is not pushed out by rotating on.
        assert_noop!(OperatorStaking::set_signer(signed(OLGA), HOT + 9), Error::<Test>::TooManySigners);
        assert_eq!(signs(FIRST_ERA), vec![HOT + 2, OLGA, HOT, HOT + 1]);
        assert_eq!(u32::try_from(signs(FIRST_ERA).len()), Ok(MAX_SIGNERS));
        advance(WINDOW - 1);
        assert_noop!(OperatorStaking::set_signer(signed(OLGA), HOT + 9), Error::<Test>::TooManySigners);
        advance(1);
        assert_ok!(OperatorStaking::set_signer(signed(OLGA), HOT + 9));
        let earlier = vec![(HOT + 2, FIRST_ERA + WINDOW)];
        assert_eq!(
            SignersOf::<Test>::get(OLGA),
            Some(Signers { signer: HOT + 9, earlier: BoundedVec::truncate_from(earlier) })
        );
    });
}

#[test]
fn a_replaced_key_should_bind_nobody_after_the_dispute_window() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_signer(signed(OLGA), HOT));
        advance(1);
        assert_ok!(OperatorStaking::set_signer(signed(OLGA), HOT + 1));
        advance(WINDOW - 1);
        assert_eq!((signs(FIRST_ERA), signs(FIRST_ERA + 1)), (vec![HOT + 1, HOT], vec![HOT + 1, HOT]));
        // Whoever finds an old key years later dates a receipt back, and conflicts with a good one of today.
        advance(1);
        assert_eq!((signs(0), signs(FIRST_ERA)), (vec![HOT + 1], vec![HOT + 1]));
        assert_eq!(SignersOf::<Test>::get(OLGA).unwrap().earlier.len(), 2);
    });
}

#[test]
fn a_signer_that_comes_back_should_count_once() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_signer(signed(OLGA), HOT));
        assert_ok!(OperatorStaking::set_signer(signed(OLGA), OLGA));
        assert_ok!(OperatorStaking::set_signer(signed(OLGA), HOT));
        assert_eq!(signs(FIRST_ERA), vec![HOT, OLGA]);
    });
}

#[test]
fn set_signer_should_fail_when_nothing_changes() {
    with_olga(|| {
        assert_noop!(OperatorStaking::set_signer(signed(OLGA), OLGA), Error::<Test>::SignerUnchanged);
        assert_ok!(OperatorStaking::set_signer(signed(OLGA), HOT));
        assert_noop!(OperatorStaking::set_signer(signed(OLGA), HOT), Error::<Test>::SignerUnchanged);
    });
}

#[test]
fn set_signer_should_fail_when_not_an_operator_or_unsigned() {
    with_olga(|| {
        assert_noop!(OperatorStaking::set_signer(signed(DAN), HOT), Error::<Test>::OperatorNotFound);
        assert_noop!(OperatorStaking::set_signer(RuntimeOrigin::root(), HOT), DispatchError::BadOrigin);
    });
}

#[test]
fn a_signer_should_go_with_the_operator() {
    with_olga(|| {
        assert_ok!(OperatorStaking::set_signer(signed(OLGA), HOT));
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        advance(UNBONDING);
        assert_ok!(OperatorStaking::withdraw_unbonded(signed(OLGA), OLGA));
        assert_eq!((SignersOf::<Test>::get(OLGA), signs(FIRST_ERA)), (None, vec![OLGA]));
    });
}
