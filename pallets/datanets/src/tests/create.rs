// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{deps::sp_runtime::Permill, testing_prelude::*};
use openledger_primitives::{deposit::Deposit, traits::DatanetInspect, Balance, DatanetId};

fn create(who: AccountId, name: &str, policy: Policy) -> DispatchResult {
    Datanets::create(signed(who), text(name), text("ipfs://d"), Admission::Curated, policy, ANY)
}

#[test]
fn create_should_hold_the_deposit_and_number_datanets_when_all_is_valid() {
    build_and_execute(|| {
        assert!(!Datanets::exists(DatanetId(0)));
        assert_eq!(<Datanets as DatanetInspect<_>>::owner(DatanetId(0)), None);
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
                pending: None,
                name: text("Glossen für Ärzte"),
                metadata: text("ipfs://d"),
                deposit: Deposit { depositor: ALICE, amount: COST },
                admissions: 0,
                curators: 0,
                former_curators: 0,
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
        let ends = [
            Policy {
                reviews: 1,
                min_score: 0,
                deposit: LEAST,
                originals_part: Permill::zero(),
                max_items: 1,
                review_eras: 1,
                curation: Curation::default(),
            },
            Policy {
                reviews: MAX_REVIEWS,
                min_score: MAX_SCORE,
                deposit: MOST,
                originals_part: Permill::one(),
                max_items: MaxItems::get(),
                review_eras: MaxReviewEras::get(),
                curation: Curation::default(),
            },
        ];
        for policy in ends {
            assert_ok!(create(ALICE, "n", policy));
        }
    });
}

#[test]
fn create_should_fail_when_the_name_is_not_text() {
    build_and_execute(|| {
        for blank in ["", " ", "\t\u{a0}\n"] {
            assert_noop!(create(ALICE, blank, policy()), Error::<Test>::InvalidName);
        }
        let metadata = vec![0xFF].try_into().unwrap();
        assert_noop!(
            Datanets::create(signed(ALICE), text("n"), metadata, Admission::Open, policy(), ANY),
            Error::<Test>::InvalidUri
        );
        let name = vec![0xC3, 0x28].try_into().unwrap();
        assert_noop!(
            Datanets::create(signed(ALICE), name, text(""), Admission::Open, policy(), ANY),
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
            Policy { max_items: 0, ..policy() },
            Policy { max_items: MaxItems::get() + 1, ..policy() },
            Policy { review_eras: 0, ..policy() },
            Policy { review_eras: MaxReviewEras::get() + 1, ..policy() },
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
fn create_should_fail_when_the_policy_asks_more_than_the_constitution_allows() {
    build_and_execute(|| {
        for deposit in [MOST + 1, Balance::MAX] {
            assert_noop!(create(ALICE, "n", Policy { deposit, ..policy() }), Error::<Test>::DepositTooLarge);
        }
    });
}

#[test]
fn create_should_fail_when_the_deposit_is_higher_than_the_owner_agreed_to() {
    build_and_execute(|| {
        let create = |max| Datanets::create(signed(ALICE), text("n"), text(""), Admission::Open, policy(), max);
        DatanetDeposit::set(COST + 1);
        assert_noop!(create(COST), Error::<Test>::DepositTooHigh);
        assert_ok!(create(COST + 1));
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
        let call = Datanets::create(RuntimeOrigin::root(), text("n"), text(""), Admission::Open, policy(), ANY);
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
