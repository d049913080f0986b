// SPDX-License-Identifier: Apache-2.0

//! Curators' bonds, the pay for reviews that stand, and the loss by verdicts.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{deps::sp_runtime::Permill, testing_prelude::*, traits::fungible::Inspect};
use openledger_primitives::{
    disputes::{Ground, Judged, Ruling, Subject},
    traits::RevenueShares,
    Balance, ContributionId, DatanetId, Holder, PoolId, Shares,
};

const SECOND: AccountId = CURATOR + 1;
const THIRD: AccountId = CURATOR + 2;

fn part(percent: u32) -> Permill {
    Permill::from_percent(percent)
}

/// A datanet whose contributions three bonded curators decide, with a deposit of 200.
fn bonded() -> DatanetId {
    datanet_with(Policy { reviews: 3, deposit: 200, ..curated() })
}

/// A contribution of Alice's that the first curators gave these scores.
fn scored(id: DatanetId, seed: u64, scores: &[u8]) -> ContributionId {
    let contribution = contribute(id, ALICE, raw(seed, 10));
    for (curator, score) in (CURATOR..).zip(scores) {
        assert_ok!(Datanets::review(signed(curator), contribution, *score));
    }
    System::reset_events();
    contribution
}

fn overturn(subject: &Subject<AccountId>, challenger: AccountId) -> Balance {
    Datanets::execute(subject, &challenger, Ruling::Overturned).unwrap()
}

fn acceptance(contribution: ContributionId) -> Subject<AccountId> {
    Subject::Acceptance { contribution, ground: Ground::Stolen }
}

fn counts(id: DatanetId) -> [u128; 3] {
    let by_record =
        [CURATOR, SECOND, THIRD].map(|who| CuratorBonds::<Test>::get(id, who).map_or(0, |bond| bond.reviews));
    assert_eq!([CURATOR, SECOND, THIRD].map(|who| counted(id, who)), by_record);
    by_record
}

fn bonds() -> [Balance; 3] {
    [CURATOR, SECOND, THIRD].map(|who| held(HoldReason::CuratorBond, who))
}

fn overruled(id: DatanetId, who: AccountId, reward: Balance, penalty: Balance) -> Event<Test> {
    Event::CuratorOverruled { datanet: id, who, reward, penalty }
}

/// The shares of the curators' pool in the datanet's.
fn curators_shares(id: DatanetId) -> Shares {
    Ledger::shares_of(&PoolId::Datanet(id), &Holder::Pool(PoolId::Curators(id)))
}

#[test]
fn a_curator_should_bond_by_its_own_signature() {
    build_and_execute(|| {
        let id = datanet_with(Policy { curation: curated().curation, ..policy() });
        let who = CURATOR + 5;
        assert_noop!(Datanets::bond_curator(signed(who), id, BOND), Error::<Test>::NotCurator);
        assert_noop!(Datanets::bond_curator(signed(who), DatanetId(9), BOND), Error::<Test>::DatanetNotFound);
        assert_ok!(Datanets::add_curator(signed(OWNER), id, who));
        assert_eq!(held(HoldReason::CuratorBond, who), 0);
        events();
        assert_noop!(Datanets::bond_curator(signed(who), id, BOND - 1), Error::<Test>::BondTooSmall);
        assert_noop!(Datanets::bond_curator(signed(who), id, 2 * ENDOWMENT), TokenError::FundsUnavailable);
        assert_ok!(Datanets::bond_curator(signed(who), id, BOND));
        assert_ok!(Datanets::bond_curator(signed(who), id, 1));
        let bonded = |amount, total| Event::CuratorBonded { datanet: id, who, amount, total };
        assert_eq!(events(), [bonded(BOND, BOND), bonded(1, BOND + 1)]);
        assert_eq!(held(HoldReason::CuratorBond, who), BOND + 1);
        assert_eq!(bond(id, who), CuratorBond { amount: BOND + 1, reviews: 0, until: None, loss: part(25) });
    });
}

#[test]
fn a_bond_should_pay_for_its_record_even_if_the_policy_asks_for_none() {
    build_and_execute(|| {
        let id = datanet();
        assert_noop!(Datanets::bond_curator(signed(CURATOR), id, REVIEWS - 1), Error::<Test>::BondTooSmall);
        assert_ok!(Datanets::bond_curator(signed(CURATOR), id, REVIEWS));
    });
}

#[test]
fn only_bonded_curators_should_review() {
    build_and_execute(|| {
        let id = datanet_with(curated());
        let who = CURATOR + 5;
        assert_ok!(Datanets::add_curator(signed(OWNER), id, who));
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_noop!(Datanets::review(signed(who), contribution, 80), Error::<Test>::BondTooSmall);
        assert_ok!(Datanets::bond_curator(signed(who), id, BOND));
        assert_ok!(Datanets::review(signed(who), contribution, 80));
        // A higher bond is for later contributions only.
        let curation = Curation { bond: BOND + 1, ..curated().curation };
        set_policy(id, Admission::Open, Policy { curation, ..policy() });
        let later = contribute(id, ALICE, raw(2, 10));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 80));
        assert_eq!(status(contribution), Status::Accepted { score: 80 });
        assert_noop!(Datanets::review(signed(CURATOR), later, 80), Error::<Test>::BondTooSmall);
        assert_ok!(Datanets::bond_curator(signed(CURATOR), id, 1));
        assert_ok!(Datanets::review(signed(CURATOR), later, 80));
    });
}

#[test]
fn without_bonds_nothing_should_be_kept_or_counted() {
    build_and_execute(|| {
        let id = datanet();
        accepted(id, ALICE, raw(1, 10), 80);
        assert_eq!(Decisions::<Test>::iter().count() + CuratorBonds::<Test>::iter().count(), 0);
        assert_eq!((counted(id, CURATOR), curators_shares(id), shares(id, ALICE)), (0, 0, 800));
        let record = Contributions::<Test>::get(ContributionId(0)).unwrap();
        assert_eq!(record.deposit.amount, KEPT);
    });
}

#[test]
fn reviews_that_share_the_decision_should_count() {
    build_and_execute(|| {
        let id = bonded();
        let good = scored(id, 1, &[80, 10, 60]);
        assert_eq!(status(good), Status::Accepted { score: 60 });
        assert_eq!(counts(id), [1, 0, 1]);
        let bad = scored(id, 2, &[80, 10, 40]);
        assert_eq!(status(bad), Status::Rejected { score: 40 });
        assert_eq!(counts(id), [1, 1, 2]);
        let kept = Decisions::<Test>::get(bad).unwrap();
        assert_eq!(kept.reviews.into_inner(), [(CURATOR, false), (SECOND, true), (THIRD, true)]);
        assert_eq!((kept.counted, kept.loss, kept.era), (true, part(25), 0));
        // The reviews are part of the record, and so is their price.
        assert_eq!(Contributions::<Test>::get(bad).unwrap().deposit.amount, KEPT + REVIEWS);
        // A withdrawn contribution's reviews do not count: they cost the contributor nothing.
        let withdrawn = scored(id, 3, &[80, 80]);
        assert_ok!(Datanets::withdraw(signed(ALICE), withdrawn));
        assert_eq!(counts(id), [1, 1, 2]);
        assert_ok!(Datanets::prune(signed(ALICE), bad));
        assert!(!Decisions::<Test>::contains_key(bad));
        assert_eq!(counts(id), [1, 1, 2]);
    });
}

#[test]
fn a_bond_without_a_part_should_count_nothing() {
    build_and_execute(|| {
        let curation = Curation { part: Permill::zero(), ..curated().curation };
        let id = datanet_with(Policy { curation, ..policy() });
        let contribution = accepted(id, ALICE, raw(1, 10), 80);
        assert_eq!((counts(id), curators_shares(id)), ([0; 3], 0));
        overturn(&acceptance(contribution), CHARLIE);
        assert_eq!((counts(id), bonds()), ([0; 3], [150, 150, 200]));
    });
}

#[test]
fn a_part_of_a_lost_deposit_should_be_the_curators() {
    build_and_execute(|| {
        let id = bonded();
        let balances = || [TREASURY, LEDGER].map(|who| Balances::balance(&who));
        let before = balances();
        let contribution = contribute(id, ALICE, raw(1, 10));
        for (who, score) in [(CURATOR, 10), (SECOND, 10), (THIRD, 90)] {
            assert_ok!(Datanets::review(signed(who), contribution, score));
        }
        // Half of 200 is lost, and a tenth of that is the curators'.
        assert_eq!(balances(), [before[0] + 90, before[1] + 10]);
        let (penalty, kept) = (100, KEPT + REVIEWS);
        // A verdict makes good what the treasury got, not what the curators keep.
        assert_eq!(Rejections::<Test>::get(contribution).unwrap().penalty, 90);
        let rejected = Event::Rejected {
            contribution,
            datanet: id,
            contributor: ALICE,
            score: 10,
            penalty,
            released: 200 - penalty - kept,
            kept,
        };
        assert_eq!(events().last(), Some(&rejected));
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), kept);
    });
}

#[test]
fn an_overturned_rejection_should_cost_those_who_shared_it() {
    build_and_execute(|| {
        let id = bonded();
        let contribution = scored(id, 1, &[10, 80, 20]);
        assert_eq!((counts(id), bonds()), ([1, 0, 1], [200; 3]));
        let whole = || [ALICE, TREASURY].map(|who| Balances::total_balance(&who));
        let before = whole();
        assert_eq!(overturn(&Subject::Review { contribution, score: 80 }, ALICE), 90);
        assert_eq!((counts(id), bonds()), ([0, 1, 0], [150, 200, 150]));
        assert_eq!(whole(), [before[0] + 50, before[1] + 50]);
        assert_eq!(events()[..2], [overruled(id, CURATOR, 25, 25), overruled(id, THIRD, 25, 25)]);
        assert_eq!(bond(id, CURATOR).amount, 150);
        // Each decision is overturned once.
        assert!(!Decisions::<Test>::contains_key(contribution));
        overturn(&acceptance(contribution), CHARLIE);
        assert_eq!((counts(id), bonds()), ([0, 1, 0], [150, 200, 150]));
        // Their bonds are too small now.
        let next = contribute(id, BOB, raw(2, 10));
        assert_noop!(Datanets::review(signed(CURATOR), next, 80), Error::<Test>::BondTooSmall);
        assert_ok!(Datanets::bond_curator(signed(CURATOR), id, 50));
        assert_ok!(Datanets::review(signed(CURATOR), next, 80));
    });
}

#[test]
fn an_overturned_acceptance_should_cost_those_who_shared_it() {
    build_and_execute(|| {
        let id = bonded();
        let contribution = scored(id, 1, &[90, 80, 10]);
        assert_eq!(counts(id), [1, 1, 0]);
        pass_eras(LIABILITY_ERAS);
        let before = Balances::total_balance(&CHARLIE);
        overturn(&acceptance(contribution), CHARLIE);
        assert_eq!((counts(id), bonds()), ([0, 0, 1], [150, 150, 200]));
        // Half of both bonds' losses, and half of what the record kept.
        assert_eq!(Balances::total_balance(&CHARLIE), before + 25 + 25 + (KEPT + REVIEWS) / 2);
        assert!(!Decisions::<Test>::contains_key(contribution));
    });
}

#[test]
fn a_decision_should_bind_its_curators_for_some_eras() {
    build_and_execute(|| {
        let id = bonded();
        let contribution = scored(id, 1, &[90, 80, 10]);
        pass_eras(LIABILITY_ERAS + 1);
        overturn(&acceptance(contribution), CHARLIE);
        assert_eq!((counts(id), bonds()), ([1, 1, 0], [200; 3]));
    });
}

#[test]
fn another_score_should_cost_no_curator_anything() {
    build_and_execute(|| {
        let id = bonded();
        let contribution = scored(id, 1, &[90, 80, 80]);
        overturn(&Subject::Score { contribution, score: 55 }, BOB);
        assert_eq!((counts(id), bonds()), ([1; 3], [200; 3]));
    });
}

#[test]
fn a_curator_should_gain_nothing_by_a_case_against_itself() {
    build_and_execute(|| {
        let id = bonded();
        let contribution = scored(id, 1, &[90, 80, 80]);
        events();
        overturn(&acceptance(contribution), SECOND);
        let lost: Vec<_> = events().into_iter().take(3).collect();
        assert_eq!(lost, [overruled(id, CURATOR, 25, 25), overruled(id, SECOND, 0, 50), overruled(id, THIRD, 25, 25)]);
    });
}

#[test]
fn a_challenger_without_an_account_should_get_nothing_of_small_bonds() {
    build_and_execute(|| {
        let id = bonded();
        let contribution = scored(id, 1, &[90, 80, 80]);
        ExistentialDepositOf::set(100);
        overturn(&acceptance(contribution), PAUPER);
        assert_eq!(events()[0], overruled(id, CURATOR, 0, 50));
        assert_eq!(bonds(), [150; 3]);
        ExistentialDepositOf::set(1);
    });
}

#[test]
fn a_bond_should_leave_after_the_eras_in_which_it_answers() {
    build_and_execute(|| {
        let id = bonded();
        scored(id, 1, &[90, 80, 80]);
        assert_noop!(Datanets::leave_curator(signed(ALICE), id), Error::<Test>::NotCurator);
        assert_noop!(Datanets::leave_curator(signed(CURATOR), DatanetId(9)), Error::<Test>::DatanetNotFound);
        assert_noop!(Datanets::withdraw_curator_bond(signed(ALICE), id), Error::<Test>::NotCurator);
        assert_noop!(Datanets::withdraw_curator_bond(signed(CURATOR), id), Error::<Test>::BondInUse);
        events();
        // Nothing is pending, so it has no last reviews.
        assert_ok!(Datanets::leave_curator(signed(CURATOR), id));
        assert_eq!(events(), [Event::CuratorRemoved { datanet: id, who: CURATOR, until: None }]);
        assert_eq!((info(id).curators, bond(id, CURATOR).until), (2, Some(LIABILITY_ERAS)));
        assert_noop!(Datanets::leave_curator(signed(CURATOR), id), Error::<Test>::NotCurator);
        assert_noop!(Datanets::bond_curator(signed(CURATOR), id, 1), Error::<Test>::NotCurator);
        pass_eras(LIABILITY_ERAS);
        assert_noop!(Datanets::withdraw_curator_bond(signed(CURATOR), id), Error::<Test>::BondInUse);
        pass_eras(1);
        assert_eq!(counts(id), [1; 3]);
        assert_ok!(Datanets::withdraw_curator_bond(signed(CURATOR), id));
        assert_eq!(events(), [Event::CuratorBondWithdrawn { datanet: id, who: CURATOR, released: BOND }]);
        assert_eq!((counts(id), bonds()), ([0, 1, 1], [0, 200, 200]));
        assert!(!CuratorBonds::<Test>::contains_key(id, CURATOR));
    });
}

#[test]
fn a_curator_that_left_before_the_verdict_should_lose_all_the_same() {
    build_and_execute(|| {
        let id = bonded();
        let contribution = scored(id, 1, &[90, 80, 80]);
        for who in [CURATOR, SECOND, THIRD] {
            assert_ok!(Datanets::leave_curator(signed(who), id));
        }
        pass_eras(LIABILITY_ERAS);
        assert_noop!(Datanets::withdraw_curator_bond(signed(CURATOR), id), Error::<Test>::BondInUse);
        overturn(&acceptance(contribution), CHARLIE);
        assert_eq!((counts(id), bonds()), ([0; 3], [150; 3]));
        pass_eras(1);
        assert_ok!(Datanets::withdraw_curator_bond(signed(CURATOR), id));
        assert_eq!(bonds(), [0, 150, 150]);
    });
}

#[test]
fn a_former_curator_should_answer_for_its_last_reviews() {
    build_and_execute(|| {
        let id = datanet_with(curated());
        let pending = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::leave_curator(signed(CURATOR), id));
        let last = MaxReviewEras::get();
        assert_eq!(bond(id, CURATOR).until, Some(last + LIABILITY_ERAS));
        assert_eq!((info(id).curators, info(id).former_curators), (2, 1));
        // It goes on with earlier contributions, and the bond stays for these reviews.
        assert_ok!(Datanets::review(signed(CURATOR), pending, 80));
        assert_ok!(Datanets::review(signed(SECOND), pending, 80));
        assert_eq!(counts(id), [1, 1, 0]);
        // Removed by the owner is the same.
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CURATOR + 5));
        pass_eras(PolicyNotice::get());
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, SECOND));
        assert_eq!(bond(id, SECOND).until, Some(PolicyNotice::get() + LIABILITY_ERAS));
    });
}

#[test]
fn an_owner_should_not_put_off_the_end_of_a_bond() {
    build_and_execute(|| {
        let id = datanet_with(curated());
        assert_ok!(Datanets::leave_curator(signed(CURATOR), id));
        pass_eras(50);
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CURATOR));
        assert_eq!(bond(id, CURATOR).until, Some(LIABILITY_ERAS));
        // It does not answer for long enough, so it cannot review.
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_noop!(Datanets::review(signed(CURATOR), contribution, 80), Error::<Test>::BondTooSmall);
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, CURATOR));
        assert_eq!(bond(id, CURATOR).until, Some(LIABILITY_ERAS));
        pass_eras(MaxReviewEras::get() + 1);
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CURATOR));
        pass_eras(LIABILITY_ERAS - 50);
        assert_ok!(Datanets::withdraw_curator_bond(signed(CURATOR), id));
        // A curator that wants its seat bonds again.
        assert_ok!(Datanets::bond_curator(signed(CURATOR), id, BOND));
        assert_eq!(bond(id, CURATOR), CuratorBond { amount: BOND, reviews: 0, until: None, loss: part(25) });
    });
}

#[test]
fn a_leaving_curator_should_bond_for_its_new_seat() {
    build_and_execute(|| {
        let id = datanet_with(curated());
        assert_ok!(Datanets::leave_curator(signed(CURATOR), id));
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CURATOR));
        // Nothing more, if the bond is large enough: its signature is what counts.
        assert_ok!(Datanets::bond_curator(signed(CURATOR), id, 0));
        assert_eq!((bond(id, CURATOR).until, held(HoldReason::CuratorBond, CURATOR)), (None, BOND));
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 80));
    });
}

#[test]
fn leaving_should_always_work() {
    build_and_execute(|| {
        let id = datanet_with(curated());
        let next = Policy { reviews: 3, curation: Curation { part: part(20), ..curated().curation }, ..policy() };
        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Open, next));
        assert_noop!(Datanets::remove_curator(signed(OWNER), id, CURATOR), Error::<Test>::TooFewCurators);
        events();
        assert_ok!(Datanets::leave_curator(signed(CURATOR), id));
        let stays = Event::PolicySet {
            datanet: id,
            old_admission: Admission::Open,
            old_policy: curated(),
            admission: Admission::Open,
            policy: curated(),
            from: 0,
        };
        assert_eq!(events(), [Event::CuratorRemoved { datanet: id, who: CURATOR, until: None }, stays]);
        assert_eq!(info(id).pending, None);
    });
}

/// The curators' part is that of the submission, whatever the policy is now.
#[test]
fn each_contribution_should_pay_the_part_of_its_terms() {
    build_and_execute(|| {
        let id = datanet_with(curated());
        let source = accepted(id, BOB, raw(1, 10), 100);
        assert_eq!((shares(id, BOB), curators_shares(id)), (900, 100));
        let pending = contribute(id, ALICE, refined(2, 10, &[source]));
        let bad = contribute(id, CHARLIE, raw(3, 10));
        let curation = Curation { part: part(50), ..curated().curation };
        set_policy(id, Admission::Open, Policy { curation, ..policy() });
        decide(pending, 100);
        // The source has three tenths of the whole, and the curators a tenth of the rest.
        assert_eq!((shares(id, ALICE), shares(id, BOB), curators_shares(id)), (630, 900 + 300, 100 + 70));
        decide(bad, 0);
        overturn(&Subject::Review { contribution: bad, score: 80 }, CHARLIE);
        for who in [CURATOR, SECOND] {
            assert_ok!(Datanets::bond_curator(signed(who), id, BOND / 4));
        }
        assert_eq!((shares(id, CHARLIE), curators_shares(id)), (720, 170 + 80));
        // A new score is for all.
        overturn(&Subject::Score { contribution: pending, score: 50 }, BOB);
        assert_eq!((shares(id, ALICE), shares(id, BOB), curators_shares(id)), (315, 900 + 150, 100 + 35 + 80));
        let later = accepted(id, ALICE, raw(4, 1), 100);
        assert_eq!((shares(id, ALICE), curators_shares(id)), (315 + 50, 215 + 50));
        // What stops earning stops for the curators too.
        assert_ok!(Datanets::erase(signed(ALICE), later));
        overturn(&acceptance(bad), BOB);
        assert_eq!((shares(id, CHARLIE), curators_shares(id)), (0, 135));
        Datanets::do_try_state().unwrap();
    });
}

#[test]
fn curation_should_be_in_its_ranges() {
    build_and_execute(|| {
        let id = datanet();
        let set = |bond, part, loss| {
            let curation = Curation { bond, part, loss };
            Datanets::set_policy(signed(OWNER), id, Admission::Open, Policy { curation, ..policy() })
        };
        let (none, half) = (Permill::zero(), MAX_CURATORS_PART);
        assert_ok!(set(REVIEWS, half, Permill::one()));
        assert_ok!(set(REVIEWS, none, none));
        assert_ok!(set(0, none, none));
        let over = Permill::from_parts(MAX_CURATORS_PART.deconstruct() + 1);
        for (bond, part, loss) in
            [(REVIEWS - 1, none, none), (0, part(1), none), (0, none, part(1)), (REVIEWS, over, none)]
        {
            assert_noop!(set(bond, part, loss), Error::<Test>::InvalidPolicy);
        }
    });
}

#[test]
fn a_case_about_a_curator_should_cost_its_bond() {
    build_and_execute(|| {
        let id = bonded();
        scored(id, 1, &[90, 80, 80]);
        let subject = |curator| Subject::Curator { datanet: id, curator };
        overturn(&subject(CURATOR), CHARLIE);
        let removed = Event::CuratorRemoved { datanet: id, who: CURATOR, until: None };
        assert_eq!(events(), [removed, overruled(id, CURATOR, 25, 25)]);
        // Its reviews were not what the case was about. The rest of the bond answers for them.
        let last = MaxReviewEras::get() + LIABILITY_ERAS;
        assert_eq!((counts(id), bond(id, CURATOR).until), ([1; 3], Some(last)));
        // One that leaves in front of the verdict loses as much.
        assert_ok!(Datanets::open(&subject(SECOND), &CHARLIE));
        assert_ok!(Datanets::leave_curator(signed(SECOND), id));
        events();
        overturn(&subject(SECOND), CHARLIE);
        assert_eq!(events(), [overruled(id, SECOND, 25, 25)]);
        assert_eq!(bonds(), [150, 150, 200]);
        // Without a bond, there is nothing to take.
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CURATOR + 5));
        events();
        overturn(&subject(CURATOR + 5), CHARLIE);
        assert_eq!(events(), [Event::CuratorRemoved { datanet: id, who: CURATOR + 5, until: None }]);
        assert_storage_noop!(overturn(&subject(CURATOR + 5), CHARLIE));
    });
}

#[test]
fn an_owner_should_not_appoint_a_curator_again_that_a_verdict_removed() {
    build_and_execute(|| {
        let id = bonded();
        let subject = |curator| Subject::Curator { datanet: id, curator };
        let add = |who| Datanets::add_curator(signed(OWNER), id, who);
        overturn(&subject(CURATOR), CHARLIE);
        // Neither does it help to leave in front of the verdict.
        assert_ok!(Datanets::leave_curator(signed(SECOND), id));
        overturn(&subject(SECOND), CHARLIE);
        pass_eras(LIABILITY_ERAS);
        for who in [CURATOR, SECOND] {
            assert_noop!(add(who), Error::<Test>::Dismissed);
        }
        pass_eras(1);
        for who in [CURATOR, SECOND] {
            assert_ok!(add(who));
            assert!(!DismissedCurators::<Test>::contains_key(id, who));
        }
        // In other datanets it stays what it is.
        overturn(&subject(CURATOR), CHARLIE);
        let other = datanet();
        assert!(Datanets::is_curator(other, CURATOR));
    });
}

#[test]
fn a_rejection_of_content_submitted_again_should_be_overturned_for_its_curators() {
    build_and_execute(|| {
        let id = bonded();
        let contribution = scored(id, 1, &[10, 10, 90]);
        accepted(id, ALICE, raw(1, 10), 80);
        assert_eq!(counts(id), [2, 2, 1]);
        assert_eq!(overturn(&Subject::Review { contribution, score: 80 }, ALICE), 90);
        assert_eq!((counts(id), bonds()), ([1, 1, 2], [150, 150, 200]));
        assert_eq!(overturn(&Subject::Review { contribution, score: 80 }, ALICE), 0);
        assert_eq!(bonds(), [150, 150, 200]);
    });
}

#[test]
fn curators_of_genesis_should_have_bonds() {
    let datanet = GenesisDatanet {
        owner: OWNER,
        name: "Open questions".into(),
        metadata: "ipfs://questions".into(),
        admission: Admission::Open,
        policy: curated(),
        curators: vec![CURATOR, SECOND],
        bond: BOND,
    };
    ext_with(vec![datanet]).execute_with(|| {
        assert_eq!(bonds(), [BOND, BOND, 0]);
        accepted(DatanetId(0), ALICE, raw(1, 10), 80);
        assert_eq!(counts(DatanetId(0)), [1, 1, 0]);
        Datanets::do_try_state().unwrap();
    });
}

#[test]
#[should_panic(expected = "the genesis datanets are valid")]
fn genesis_should_stop_when_a_bond_is_too_small() {
    let datanet = GenesisDatanet {
        owner: OWNER,
        name: "Open questions".into(),
        metadata: "ipfs://questions".into(),
        admission: Admission::Open,
        policy: curated(),
        curators: vec![CURATOR],
        bond: BOND - 1,
    };
    ext_with(vec![datanet]);
}
