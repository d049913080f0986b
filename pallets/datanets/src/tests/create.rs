// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{deps::sp_runtime::Permill, testing_prelude::*};
use openledger_primitives::{deposit::Deposit, traits::DatanetInspect, DatanetId};

fn create(who: AccountId, name: &str, policy: Policy) -> DispatchResult {
    Datanets::create(signed(who), text(name), text("ipfs://d"), Admission::Curated, policy)
}

#[test]
fn create_should_hold_the_deposit_and_number_datanets_when_all_is_valid() {
    build_and_execute(|| {
        assert!(!Datanets::exists(DatanetId(0)));
        assert_ok!(create(ALICE, "Glossen für Ärzte", policy()));
        assert_ok!(create(ALICE, "two", policy()));
        assert!(Datanets::exists(DatanetId(0)) && Datanets::exists(DatanetId(1)) && !Datanets::exists(DatanetId(2)));
        assert_eq!(held(HoldReason::DatanetDeposit, ALICE), 2 * COST);
        assert_eq!(
            info(DatanetId(0)),
            DatanetInfo {
                owner: ALICE,
                pending_owner: None,
                admission: Admission::Curated,
                policy: policy(),
                name: text("Glossen für Ärzte"),
                metadata: text("ipfs://d"),
                deposit: Deposit { depositor: ALICE, amount: COST },
                curators: 0,
                counts: Counts::default(),
            }
        );
        let created = |id| Event::Created {
            datanet: DatanetId(id),
            owner: ALICE,
            admission: Admission::Curated,
            policy: policy(),
            deposit: COST,
        };
        assert_eq!(events(), [created(0), created(1)]);
    });
}

#[test]
fn create_should_accept_the_ends_of_the_ranges() {
    build_and_execute(|| {
        for (reviews, min_score, part) in [(1, 0, Permill::zero()), (MAX_REVIEWS, MAX_SCORE, Permill::one())] {
            assert_ok!(create(ALICE, "n", Policy { reviews, min_score, deposit: LEAST, originals_part: part }));
        }
    });
}

#[test]
fn create_should_fail_when_the_name_is_not_text() {
    build_and_execute(|| {
        assert_noop!(create(ALICE, "", policy()), Error::<Test>::InvalidName);
        let name = vec![0xC3, 0x28].try_into().unwrap();
        assert_noop!(
            Datanets::create(signed(ALICE), name, text(""), Admission::Open, policy()),
            Error::<Test>::InvalidName
        );
    });
}

#[test]
fn create_should_fail_when_the_policy_is_out_of_range() {
    build_and_execute(|| {
        let bad = [
            Policy { reviews: 0, ..policy() },
            Policy { reviews: MAX_REVIEWS + 1, ..policy() },
            Policy { min_score: MAX_SCORE + 1, ..policy() },
        ];
        for policy in bad {
            assert_noop!(create(ALICE, "n", policy), Error::<Test>::InvalidPolicy);
        }
    });
}

#[test]
fn create_should_fail_when_the_policy_asks_too_small_a_deposit() {
    build_and_execute(|| {
        for deposit in [0, LEAST - 1] {
            assert_noop!(create(ALICE, "n", Policy { deposit, ..policy() }), Error::<Test>::DepositTooSmall);
        }
    });
}

#[test]
fn create_should_fail_when_the_owner_cannot_pay() {
    build_and_execute(|| {
        assert_noop!(create(PAUPER, "n", policy()), TokenError::FundsUnavailable);
    });
}

#[test]
fn create_should_fail_when_the_origin_is_wrong() {
    build_and_execute(|| {
        let call = Datanets::create(RuntimeOrigin::root(), text("n"), text(""), Admission::Open, policy());
        assert_noop!(call, BadOrigin);
    });
}

#[test]
fn create_should_fail_when_the_ids_are_used_up() {
    build_and_execute(|| {
        NextDatanetId::<Test>::put(DatanetId(u32::MAX));
        assert_noop!(create(ALICE, "n", policy()), ArithmeticError::Overflow);
    });
}
