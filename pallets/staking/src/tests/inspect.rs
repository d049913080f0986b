// SPDX-License-Identifier: Apache-2.0

//! The answers for the inference pallet and for clients.

use crate::{mock::*, HoldReason, Operator, OperatorStatus, Operators, StakeList, MAX_OPERATORS_LOOKED_AT};
use codec::{Encode, MaxEncodedLen};
use frame::testing_prelude::*;
use openledger_primitives::traits::{OperatorInfo, OperatorInspect, OperatorTerms};

#[test]
fn operator_should_be_none_when_unknown() {
    build_and_execute(|| {
        assert_eq!(OperatorStaking::operator(&OLGA), None);
        assert_eq!(OperatorStaking::operator_details(OLGA), None);
        assert_eq!(OperatorStaking::stake(OLGA, OLGA), None);
        assert_eq!(OperatorStaking::withdrawable(OLGA, OLGA), 0);
        assert_eq!(OperatorStaking::stakes_of(OLGA), StakeList { stakes: vec![], truncated: false });
    });
}

#[test]
fn operator_should_count_only_stake_that_is_active_in_this_era() {
    with_olga(|| {
        assert_eq!(OperatorStaking::operator(&OLGA), Some(OperatorInfo { active: true, commission: TEN, stake: 0 }));
        advance(1);
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 300));
        assert_eq!(
            OperatorStaking::operator(&OLGA),
            Some(OperatorInfo { active: true, commission: TEN, stake: LEAST_BOND })
        );
        advance(1);
        assert_eq!(OperatorStaking::operator(&OLGA).unwrap().stake, LEAST_BOND + 300);
        assert_ok!(OperatorStaking::unbond(signed(DAN), OLGA, 300));
        assert_eq!(OperatorStaking::operator(&OLGA).unwrap().stake, LEAST_BOND);
    });
}

#[test]
fn terms_should_be_those_of_the_operator_in_the_era() {
    with_olga(|| {
        let terms = || OperatorStaking::terms(&OLGA, CurrentEra::get());
        let same = || {
            OperatorStaking::operator(&OLGA)
                .map(|info| OperatorTerms { commission: info.commission, stake: info.stake })
        };
        assert_eq!(OperatorStaking::terms(&OTTO, CurrentEra::get()), None);
        assert_eq!(terms(), Some(OperatorTerms { commission: TEN, stake: 0 }));
        assert_ok!(OperatorStaking::set_commission(signed(OLGA), Permill::from_percent(5)));
        assert_eq!(terms(), same());
        advance(1);
        assert_eq!(terms(), Some(OperatorTerms { commission: Permill::from_percent(5), stake: LEAST_BOND }));
        slash(OLGA, TEN);
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert_eq!(terms(), Some(OperatorTerms { commission: Permill::from_percent(5), stake: LEAST_BOND * 9 / 10 }));
        assert_eq!(terms(), same());
    });
}

#[test]
fn operator_should_be_inactive_when_chilled_leaving_or_short_of_bond() {
    with_olga(|| {
        MinOperatorBond::set(LEAST_BOND + 1);
        assert!(!OperatorStaking::operator(&OLGA).unwrap().active);
        MinOperatorBond::set(LEAST_BOND);
        assert!(OperatorStaking::operator(&OLGA).unwrap().active);
        assert_ok!(OperatorStaking::chill(signed(OLGA)));
        assert!(!OperatorStaking::operator(&OLGA).unwrap().active);
        assert_ok!(OperatorStaking::resume(signed(OLGA)));
        assert_ok!(OperatorStaking::leave(signed(OLGA)));
        assert!(!OperatorStaking::operator(&OLGA).unwrap().active);
    });
}

#[test]
fn stakes_of_should_name_every_operator_that_one_has_something_with() {
    with_olga(|| {
        assert_ok!(OperatorStaking::bond(signed(OTTO), LEAST_BOND, TEN));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OLGA, 300));
        assert_ok!(OperatorStaking::delegate(signed(DAN), OTTO, 200));
        assert_ok!(OperatorStaking::unbond(signed(DAN), OTTO, 200));
        let StakeList { mut stakes, truncated } = OperatorStaking::stakes_of(DAN);
        assert!(!truncated);
        stakes.sort_by_key(|(operator, _)| *operator);
        assert_eq!(stakes, vec![(OLGA, stake(OLGA, DAN)), (OTTO, stake(OTTO, DAN))]);
        assert_eq!(OperatorStaking::stakes_of(OTTO).stakes, vec![(OTTO, stake(OTTO, OTTO))]);
    });
}

#[test]
fn stakes_of_should_stop_when_there_are_too_many_operators() {
    new_test_ext().execute_with(|| {
        let register = |id: u32| Operators::<Test>::insert(1_000 + u64::from(id), Operator::new(TEN));
        (0..MAX_OPERATORS_LOOKED_AT).for_each(register);
        assert!(!OperatorStaking::stakes_of(DAN).truncated);
        register(MAX_OPERATORS_LOOKED_AT);
        assert!(OperatorStaking::stakes_of(DAN).truncated);
    });
}

#[test]
#[cfg(feature = "runtime-benchmarks")]
fn create_operator_should_make_an_active_operator_out_of_nothing() {
    build_and_execute(|| {
        assert_ok!(OperatorStaking::create_operator(&77));
        assert_eq!(details(77).own, LEAST_BOND);
        assert!(details(77).active);
    });
}

#[test]
fn what_is_stored_should_keep_its_encoding() {
    assert_eq!(HoldReason::Stake.encode(), [0]);
    assert_eq!(OperatorStatus::Active.encode(), [0]);
    assert_eq!(OperatorStatus::Chilled.encode(), [1]);
    assert_eq!(OperatorStatus::Leaving.encode(), [2]);
    // 16 + 16 + 20 + 1 + 32 × 25 bytes a stake, 1 + 16 + 16 + 20 + 20 + 16 + 4 + 4 + 9 + 16 + 21 an operator, 1 +
    // 32 × 61 its cohorts.
    assert_eq!((crate::Stake::max_encoded_len(), crate::Operator::max_encoded_len()), (853, 143));
    assert_eq!(crate::Cohorts::max_encoded_len(), 1_953);
}
