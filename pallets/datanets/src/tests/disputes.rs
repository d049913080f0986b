// SPDX-License-Identifier: Apache-2.0

//! What cases about decisions and curators need, and what their verdicts change.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{deps::sp_runtime::Permill, testing_prelude::*, traits::fungible::Inspect};
use openledger_primitives::{
    disputes::{Ground, Judged, Omitted, Ruling, Subject},
    traits::RevenueShares,
    Balance, ContributionId, ModelId, PoolId,
};

fn review(contribution: ContributionId, score: u8) -> Subject<u64> {
    Subject::Review { contribution, score }
}

fn acceptance(contribution: ContributionId) -> Subject<u64> {
    Subject::Acceptance { contribution, ground: Ground::Stolen }
}

fn score(contribution: ContributionId, score: u8) -> Subject<u64> {
    Subject::Score { contribution, score }
}

fn open(subject: &Subject<u64>, challenger: u64) -> Result<u64, DispatchError> {
    Datanets::open(subject, &challenger)
}

/// A verdict for the challenger.
fn overturn(subject: &Subject<u64>, challenger: u64) -> Balance {
    Datanets::execute(subject, &challenger, Ruling::Overturned).unwrap()
}

fn rejected(id: openledger_primitives::DatanetId, who: u64, submission: Submission) -> ContributionId {
    let contribution = contribute(id, who, submission);
    decide(contribution, 10);
    assert_eq!(status(contribution), Status::Rejected { score: 10 });
    contribution
}

#[test]
fn a_verdict_for_the_respondent_should_change_nothing() {
    build_and_execute(|| {
        let id = datanet();
        let (bad, good) = (rejected(id, ALICE, raw(1, 10)), accepted(id, ALICE, raw(2, 10), 80));
        let curator = Subject::Curator { datanet: id, curator: CURATOR };
        for subject in [review(bad, 80), acceptance(good), score(good, 50), curator] {
            assert_storage_noop!(assert_ok!(Datanets::execute(&subject, &BOB, Ruling::Upheld), 0));
        }
    });
}

#[test]
fn subjects_of_models_should_not_be_judged_here() {
    build_and_execute(|| {
        let model = ModelId(0);
        for subject in [Subject::Artifact { model }, Subject::Lineage { model, omitted: Omitted::Parent(model) }] {
            assert_noop!(open(&subject, ALICE), DispatchError::Unavailable);
            assert_noop!(Datanets::execute(&subject, &ALICE, Ruling::Overturned), DispatchError::Unavailable);
        }
    });
}

/// Those of the mock's accounts that must not rule.
fn interested(subject: &Subject<u64>) -> Vec<u64> {
    (OWNER..CURATOR + 20).filter(|who| Datanets::has_interest(subject, who)).collect()
}

#[test]
fn whoever_owns_curates_or_earns_should_have_an_interest_and_nobody_else() {
    build_and_execute(|| {
        let id = datanet();
        let curators = [CURATOR, CURATOR + 1, CURATOR + 2];
        let with = |others: &[u64]| [&[OWNER][..], others, &curators[..]].concat();
        // The contributor, also of a rejected contribution; and who earns by another one.
        let bad = rejected(id, ALICE, raw(1, 10));
        assert_eq!(interested(&review(bad, 80)), with(&[ALICE]));
        let good = accepted(id, BOB, raw(2, 10), 80);
        assert_eq!(interested(&review(bad, 80)), with(&[ALICE, BOB]));
        for subject in [acceptance(good), score(good, 50), Subject::Curator { datanet: id, curator: CURATOR }] {
            assert_eq!(interested(&subject), with(&[BOB]));
        }
        // A source's contributor would earn, even if its own data is erased.
        let refined = rejected(id, ALICE, refined(3, 10, &[good]));
        assert_ok!(Datanets::erase(signed(BOB), good));
        assert_eq!(interested(&review(refined, 80)), with(&[ALICE, BOB]));
        // Another datanet's people have none, and neither has anybody in what is not there, or not here.
        let other = datanet_with(policy());
        assert_eq!(interested(&Subject::Curator { datanet: other, curator: CURATOR }), with(&[]));
        assert!(interested(&review(ContributionId(99), 80)).is_empty());
        assert!(interested(&Subject::Artifact { model: ModelId(0) }).is_empty());
    });
}

#[test]
fn a_former_curator_should_have_an_interest_in_what_it_could_review() {
    build_and_execute(|| {
        let id = datanet();
        let (judge, late) = (CURATOR + 5, CURATOR + 6);
        assert_ok!(Datanets::add_curator(signed(OWNER), id, judge));
        let theirs = rejected(id, ALICE, raw(1, 10));
        let later = contribute(id, ALICE, raw(2, 10));
        assert_ok!(Datanets::leave_curator(signed(judge), id));
        assert!(interested(&review(theirs, 80)).contains(&judge));
        // It cannot be kept from other cases: neither by a seat that it has left, nor by one given to it afterwards.
        let afterwards = rejected(id, BOB, raw(3, 10));
        assert!(!interested(&review(afterwards, 80)).contains(&judge));
        assert!(!interested(&Subject::Curator { datanet: id, curator: CURATOR }).contains(&judge));
        assert_ok!(Datanets::add_curator(signed(OWNER), id, late));
        assert!(interested(&review(later, 80)).contains(&late));
        assert_ok!(Datanets::leave_curator(signed(late), id));
        assert!(!interested(&review(later, 80)).contains(&late));
    });
}

#[test]
fn a_bond_should_be_an_interest_until_it_is_withdrawn() {
    build_and_execute(|| {
        let id = datanet_with(curated());
        let bad = rejected(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::leave_curator(signed(CURATOR), id));
        assert!(!Curators::<Test>::contains_key(id, CURATOR));
        assert!(interested(&review(bad, 80)).contains(&CURATOR));
        pass_eras(LIABILITY_ERAS + 1);
        assert_ok!(Datanets::withdraw_curator_bond(signed(CURATOR), id));
        assert!(!interested(&review(bad, 80)).contains(&CURATOR));
    });
}

#[test]
fn an_overturned_rejection_should_grant_shares_from_the_next_era_on() {
    build_and_execute(|| {
        let id = datanet();
        let source = accepted(id, BOB, raw(0, 1), 100);
        pass_eras(1);
        let contribution = rejected(id, ALICE, refined(1, 10, &[source]));
        // The rules of the submission hold, whatever they are now.
        set_policy(id, Admission::Open, Policy { originals_part: Permill::zero(), ..policy() });
        let subject = review(contribution, 80);
        assert_eq!(open(&subject, ALICE), Ok(OWNER));
        events();
        let (treasury, kept) = (Balances::balance(&TREASURY), held(HoldReason::ContributionDeposit, ALICE));
        // The penalty of the rejection, which others have to make good.
        assert_eq!(overturn(&subject, ALICE), DEPOSIT / 2);
        let (own, each) = (560, 240);
        let rescored = Event::Rescored { contribution, score: 80, shares: own, source_shares: each };
        assert_eq!(events(), [rescored]);
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (own, 100 + each));
        assert_eq!(Ledger::earning(&PoolId::Datanet(id)), 100);
        let record = Contributions::<Test>::get(contribution).unwrap();
        assert_eq!((record.status, record.accepted), (Status::Accepted { score: 80 }, Some(CurrentEra::get())));
        assert_eq!(ContentHashes::<Test>::get((id, hash(1), ALICE)), Some(contribution));
        assert_eq!(info(id).counts, Counts { contributions: 2, pending: 0, accepted: 2, items: 11 });
        assert!(!Rejections::<Test>::contains_key(contribution));
        assert_eq!((Balances::balance(&TREASURY), held(HoldReason::ContributionDeposit, ALICE)), (treasury, kept));
        // Nothing is left of the case, and the contribution is like any other.
        assert_storage_noop!(assert_eq!(overturn(&subject, ALICE), 0));
        assert_ok!(Datanets::erase(signed(ALICE), contribution));
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (0, 100));
        assert_ok!(Datanets::prune(signed(ALICE), contribution));
    });
}

#[test]
fn a_rejection_should_be_disputable_by_its_contributor_for_some_eras() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = rejected(id, ALICE, raw(1, 10));
        let subject = review(contribution, 80);
        assert_noop!(open(&subject, BOB), Error::<Test>::NotOwnContribution);
        assert_noop!(open(&review(ContributionId(9), 80), ALICE), Error::<Test>::ContributionNotFound);
        for claimed in [0, 101] {
            assert_noop!(open(&review(contribution, claimed), ALICE), Error::<Test>::InvalidScore);
        }
        let other = accepted(id, ALICE, raw(2, 10), 80);
        assert_noop!(open(&review(other, 90), ALICE), Error::<Test>::NotDisputable);
        pass_eras(APPEAL_ERAS);
        assert_ok!(open(&subject, ALICE));
        pass_eras(1);
        assert_noop!(open(&subject, ALICE), Error::<Test>::NotDisputable);
    });
}

#[test]
fn content_that_was_submitted_again_should_not_earn_twice() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = rejected(id, ALICE, raw(1, 10));
        let subject = review(contribution, 80);
        assert_ok!(open(&subject, ALICE));
        accepted(id, ALICE, raw(1, 10), 60);
        assert_noop!(open(&subject, ALICE), Error::<Test>::AlreadyContributed);
        // The penalty was wrong nevertheless, once.
        assert_eq!(overturn(&subject, ALICE), DEPOSIT / 2);
        assert_eq!((shares(id, ALICE), status(contribution)), (600, Status::Rejected { score: 10 }));
        assert_eq!(overturn(&subject, ALICE), 0);
        assert_ok!(Datanets::prune(signed(ALICE), contribution));
        assert_storage_noop!(assert_eq!(overturn(&subject, ALICE), 0));
    });
}

#[test]
fn an_overturned_acceptance_should_take_shares_record_and_deposit() {
    build_and_execute(|| {
        let id = datanet();
        let source = accepted(id, BOB, raw(0, 1), 100);
        let stolen = accepted(id, ALICE, refined(1, 10, &[source]), 80);
        let kept = accepted(id, ALICE, raw(2, 3), 100);
        let refinement = accepted(id, BOB, refined(3, 1, &[stolen]), 100);
        assert_eq!(open(&acceptance(stolen), CHARLIE), Ok(ALICE));
        assert_eq!(open(&acceptance(stolen), ALICE), Ok(ALICE));
        pass_eras(2);
        let balances = || [ALICE, CHARLIE, TREASURY].map(|who| Balances::total_balance(&who));
        let before = balances();
        assert_eq!(overturn(&acceptance(stolen), CHARLIE), 0);
        let revoked = Event::Revoked { contribution: stolen, challenger: CHARLIE, reward: 2, penalty: 2 };
        assert_eq!(events(), [revoked]);
        assert_eq!(balances(), [before[0] - KEPT, before[1] + 2, before[2] + 2]);
        // What others did with the content stays, and so does what it pays.
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (300 + 30, 100 + 70));
        assert_eq!(info(id).counts, Counts { contributions: 4, pending: 0, accepted: 3, items: 5 });
        assert!(!Contributions::<Test>::contains_key(stolen) && Contributions::<Test>::contains_key(refinement));
        assert!(!ContentHashes::<Test>::contains_key((id, hash(1), ALICE)));
        assert_eq!(status(kept), Status::Accepted { score: 100 });
        assert_storage_noop!(assert_eq!(overturn(&acceptance(stolen), CHARLIE), 0));
    });
}

#[test]
fn an_erased_contribution_should_still_lose_its_deposit() {
    build_and_execute(|| {
        let id = datanet();
        let (first, second) = (accepted(id, ALICE, raw(1, 10), 80), accepted(id, ALICE, raw(2, 10), 80));
        for contribution in [first, second] {
            assert_ok!(open(&acceptance(contribution), CHARLIE));
            assert_ok!(Datanets::erase(signed(ALICE), contribution));
            assert_noop!(open(&acceptance(contribution), CHARLIE), Error::<Test>::NotDisputable);
        }
        events();
        overturn(&acceptance(first), CHARLIE);
        // A challenger without an account, who would not have one with so little.
        ExistentialDepositOf::set(3);
        overturn(&acceptance(second), PAUPER);
        let revoked =
            |contribution, challenger, reward, penalty| Event::Revoked { contribution, challenger, reward, penalty };
        assert_eq!(events(), [revoked(first, CHARLIE, 2, 2), revoked(second, PAUPER, 0, 4)]);
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), 0);
        ExistentialDepositOf::set(1);
    });
}

#[test]
fn a_new_score_should_change_all_shares() {
    build_and_execute(|| {
        let id = datanet();
        let source = accepted(id, BOB, raw(0, 1), 100);
        let contribution = accepted(id, ALICE, refined(1, 10, &[source]), 50);
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (350, 100 + 150));
        pass_eras(1);
        // Its contributor wants more: the owner answers. Others want less: the contributor answers.
        assert_eq!(open(&score(contribution, 80), ALICE), Ok(OWNER));
        assert_eq!(open(&score(contribution, 30), BOB), Ok(ALICE));
        assert_eq!(overturn(&score(contribution, 80), ALICE), 0);
        let rescored = |score, shares, source_shares| Event::Rescored { contribution, score, shares, source_shares };
        assert_eq!(events(), [rescored(80, 560, 240)]);
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (560, 100 + 240));
        assert_eq!(Ledger::earning(&PoolId::Datanet(id)), 600);
        pass_eras(1);
        overturn(&score(contribution, 30), BOB);
        assert_eq!(events(), [rescored(30, 210, 90)]);
        // Shares leave at once.
        assert_eq!((Ledger::earning(&PoolId::Datanet(id)), shares(id, ALICE), shares(id, BOB)), (400, 210, 190));
        assert_eq!(status(contribution), Status::Accepted { score: 30 });
        assert_ok!(Datanets::erase(signed(ALICE), contribution));
        assert_eq!(Ledger::total_shares(&PoolId::Datanet(id)), 100);
        assert_storage_noop!(assert_eq!(overturn(&score(contribution, 80), ALICE), 0));
    });
}

#[test]
fn a_score_should_be_disputable_with_another_one() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = accepted(id, ALICE, raw(1, 10), 50);
        assert_noop!(open(&score(contribution, 50), ALICE), Error::<Test>::NotDisputable);
        for claimed in [0, 101] {
            assert_noop!(open(&score(contribution, claimed), ALICE), Error::<Test>::InvalidScore);
        }
        assert_noop!(open(&score(ContributionId(9), 60), ALICE), Error::<Test>::ContributionNotFound);
        assert_noop!(open(&acceptance(ContributionId(9)), ALICE), Error::<Test>::ContributionNotFound);
        let pending = contribute(id, ALICE, raw(2, 10));
        assert_noop!(open(&score(pending, 60), ALICE), Error::<Test>::NotDisputable);
        assert_noop!(open(&acceptance(pending), BOB), Error::<Test>::NotDisputable);
        assert_storage_noop!(assert_eq!(overturn(&acceptance(pending), BOB), 0));
    });
}

#[test]
fn the_owner_of_the_time_of_the_case_should_answer() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = accepted(id, ALICE, raw(1, 10), 50);
        assert_ok!(Datanets::propose_owner(signed(OWNER), id, Some(CHARLIE)));
        assert_ok!(Datanets::accept_ownership(signed(CHARLIE), id, ANY));
        assert_eq!(open(&score(contribution, 80), ALICE), Ok(CHARLIE));
    });
}

#[test]
fn an_overturned_curator_should_be_removed_at_once() {
    build_and_execute(|| {
        let id = datanet();
        let pending = contribute(id, ALICE, raw(1, 10));
        let subject = Subject::Curator { datanet: id, curator: CURATOR };
        assert_eq!(open(&subject, ALICE), Ok(CURATOR));
        overturn(&subject, ALICE);
        assert_eq!(events(), [Event::CuratorRemoved { datanet: id, who: CURATOR, until: None }]);
        assert_eq!(info(id).curators, 2);
        assert_noop!(Datanets::review(signed(CURATOR), pending, 80), Error::<Test>::NotCurator);
        assert_noop!(open(&subject, ALICE), Error::<Test>::NotCurator);
        assert_storage_noop!(assert_eq!(overturn(&subject, ALICE), 0));
        // A former curator loses what is left of its term.
        let former = Subject::Curator { datanet: id, curator: CURATOR + 1 };
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CURATOR + 5));
        assert_ok!(Datanets::remove_curator(signed(OWNER), id, CURATOR + 1));
        assert_noop!(open(&former, ALICE), Error::<Test>::NotCurator);
        overturn(&former, ALICE);
        assert_eq!((info(id).curators, info(id).former_curators), (2, 0));
        assert_noop!(Datanets::review(signed(CURATOR + 1), pending, 80), Error::<Test>::NotCurator);
    });
}

#[test]
fn a_policy_that_nobody_could_fulfill_should_not_come_into_force() {
    build_and_execute(|| {
        let id = datanet();
        let next = Policy { reviews: 3, ..policy() };
        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Curated, next));
        events();
        overturn(&Subject::Curator { datanet: id, curator: CURATOR }, ALICE);
        let stays = Event::PolicySet {
            datanet: id,
            old_admission: Admission::Open,
            old_policy: policy(),
            admission: Admission::Open,
            policy: policy(),
            from: 0,
        };
        assert_eq!(events(), [Event::CuratorRemoved { datanet: id, who: CURATOR, until: None }, stays]);
        assert_eq!(info(id).pending, None);
        // Too few for the policy in force: nobody can contribute until the owner appoints another.
        for curator in [CURATOR + 1, CURATOR + 2] {
            overturn(&Subject::Curator { datanet: id, curator }, ALICE);
        }
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(1, 1), ANY), Error::<Test>::TooFewCurators);
    });
}

#[test]
fn a_record_should_stay_while_a_case_about_it_is_open() {
    build_and_execute(|| {
        let id = datanet();
        let (good, bad) = (accepted(id, ALICE, raw(1, 10), 80), rejected(id, ALICE, raw(2, 10)));
        let grounds = Ground::ALL.map(|ground| Subject::Acceptance { contribution: good, ground });
        // Nobody can keep a contributor from erasing, but the verdict still finds the record.
        Disputed::set(grounds.to_vec());
        assert!(Datanets::request_of(&ALICE, &Call::erase { contribution: good }).is_some());
        assert_ok!(Datanets::erase(signed(ALICE), good));
        for subject in grounds.into_iter().chain([score(good, 0)]) {
            Disputed::set(vec![subject]);
            assert_noop!(Datanets::prune(signed(ALICE), good), Error::<Test>::InDispute);
            // No budget pays for a call that fails.
            assert_eq!(Datanets::request_of(&ALICE, &Call::prune { contribution: good }), None);
        }
        Disputed::set(vec![review(bad, 0)]);
        assert_noop!(Datanets::prune(signed(ALICE), bad), Error::<Test>::InDispute);
        assert_eq!(Datanets::request_of(&ALICE, &Call::prune { contribution: bad }), None);
        // A case about another contribution blocks nothing.
        assert_ok!(Datanets::prune(signed(ALICE), good));
        Disputed::set(Vec::new());
        assert_ok!(Datanets::prune(signed(ALICE), bad));
    });
}

#[test]
fn a_budget_should_lose_by_verdicts_and_get_back_what_it_paid() {
    build_and_execute(|| {
        let id = datanet();
        sponsor(ANY);
        let bad = rejected(id, PAUPER, raw(1, 10));
        let subject = review(bad, 80);
        assert_eq!(open(&subject, PAUPER), Ok(OWNER));
        // The penalty was the budget's.
        assert_eq!(overturn(&subject, PAUPER), DEPOSIT / 2);
        assert_eq!(Datanets::payer(&subject, &PAUPER), BUDGET);
        assert_eq!((shares(id, PAUPER), held(HoldReason::ContributionDeposit, BUDGET)), (800, KEPT));
        // What is left of the deposit is the budget's loss too.
        let whole = |who| Balances::total_balance(&who);
        let before = [BUDGET, CHARLIE, PAUPER].map(whole);
        overturn(&acceptance(bad), CHARLIE);
        assert_eq!([BUDGET, CHARLIE, PAUPER].map(whole), [before[0] - KEPT, before[1] + KEPT / 2, before[2]]);
        assert_eq!((shares(id, PAUPER), held(HoldReason::ContributionDeposit, BUDGET)), (0, 0));
        // Whoever pays for its own contribution gets its penalty back, and nobody else pays for a case.
        let own = rejected(id, ALICE, raw(2, 10));
        assert_eq!(Datanets::payer(&review(own, 80), &ALICE), ALICE);
        assert_eq!(Datanets::payer(&acceptance(own), &CHARLIE), CHARLIE);
    });
}
