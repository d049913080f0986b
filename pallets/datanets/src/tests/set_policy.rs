// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{deps::sp_runtime::Permill, testing_prelude::*};
use openledger_primitives::DatanetId;

#[test]
fn set_policy_should_act_on_later_contributions_only() {
    build_and_execute(|| {
        let id = datanet();
        let source = accepted(id, ALICE, raw(1, 10), 100);
        let before = contribute(id, BOB, refined(2, 10, &[source]));
        let originals_part = Permill::from_percent(50);
        let new = Policy {
            reviews: 1,
            min_score: 90,
            deposit: 40,
            originals_part,
            max_items: 20,
            review_eras: 9,
            ..policy()
        };

        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Open, new));
        let set = Event::PolicySet {
            datanet: id,
            old_admission: Admission::Open,
            old_policy: policy(),
            admission: Admission::Open,
            policy: new,
            from: 1,
        };
        assert_eq!(events(), [set]);
        assert_eq!((info(id).policy, info(id).pending.unwrap().policy), (policy(), new));
        pass_eras(1);
        assert_eq!((Datanets::datanet(id).unwrap().policy, Datanets::datanet(id).unwrap().pending), (new, None));
        let after = contribute(id, CHARLIE, refined(3, 10, &[source]));
        assert_eq!(held(HoldReason::ContributionDeposit, BOB), DEPOSIT);
        assert_eq!(held(HoldReason::ContributionDeposit, CHARLIE), 40);

        // The one before needs two reviews, is accepted with 60, and gives 30 % to the original.
        assert_ok!(Datanets::review(signed(CURATOR), before, 60));
        assert_eq!(status(before), Status::Pending(Terms { until: REVIEW_ERAS, ..terms_of(policy()) }));
        assert_ok!(Datanets::review(signed(CURATOR + 1), before, 60));
        assert_eq!(status(before), Status::Accepted { score: 60 });
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (1_000 + 180, 420));

        // The one after is decided by one review, and 60 is not enough.
        assert_ok!(Datanets::review(signed(CURATOR), after, 60));
        assert_eq!(status(after), Status::Rejected { score: 60 });
    });
}

#[test]
fn set_policy_should_leave_an_old_policy_in_force_when_the_least_deposit_is_raised() {
    build_and_execute(|| {
        let id = datanet();
        MinContributionDeposit::set(DEPOSIT + 1);
        contribute(id, ALICE, raw(1, 1));
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), DEPOSIT);
        let set = |deposit| {
            Datanets::set_policy(signed(OWNER), id, Admission::Open, Policy { deposit, min_score: 60, ..policy() })
        };
        assert_noop!(set(DEPOSIT), Error::<Test>::DepositTooSmall);
        assert_ok!(set(DEPOSIT + 1));
        MinContributionDeposit::set(LEAST);
    });
}

#[test]
fn set_policy_should_change_who_may_contribute() {
    build_and_execute(|| {
        let id = datanet();
        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Curated, policy()));
        assert_ok!(Datanets::contribute(signed(ALICE), id, raw(1, 1), ANY));
        pass_eras(1);
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(2, 1), ANY), Error::<Test>::NotContributor);
    });
}

#[test]
fn set_policy_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        let set = |who, id, policy| Datanets::set_policy(signed(who), id, Admission::Open, policy);
        assert_noop!(set(OWNER, DatanetId(7), policy()), Error::<Test>::DatanetNotFound);
        assert_noop!(set(ALICE, id, policy()), Error::<Test>::NotOwner);
        assert_noop!(set(OWNER, id, Policy { reviews: 0, ..policy() }), Error::<Test>::InvalidPolicy);
        assert_noop!(set(OWNER, id, Policy { deposit: LEAST - 1, ..policy() }), Error::<Test>::DepositTooSmall);
        assert_noop!(set(OWNER, id, Policy { deposit: MOST + 1, ..policy() }), Error::<Test>::DepositTooLarge);
        assert_noop!(set(OWNER, id, Policy { max_items: 1_001, ..policy() }), Error::<Test>::InvalidPolicy);
        assert_noop!(set(OWNER, id, Policy { reviews: 4, ..policy() }), Error::<Test>::TooFewCurators);
        assert_noop!(Datanets::set_policy(RuntimeOrigin::none(), id, Admission::Open, policy()), BadOrigin);
    });
}

#[test]
fn set_policy_should_replace_what_is_announced_and_keep_what_is_in_force() {
    build_and_execute(|| {
        PolicyNotice::set(2);
        let id = datanet();
        let set = |min_score| {
            let policy = Policy { min_score, ..policy() };
            assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Open, policy));
        };
        set(60);
        pass_eras(1);
        // The notice begins again.
        set(70);
        pass_eras(1);
        assert_eq!(Datanets::datanet(id).unwrap().policy.min_score, 50);
        pass_eras(1);
        assert_eq!(Datanets::datanet(id).unwrap().policy.min_score, 70);
        // Announced on top of one that is in force, but was not written yet.
        set(80);
        assert_eq!(info(id).policy.min_score, 70);
        PolicyNotice::set(1);
    });
}
