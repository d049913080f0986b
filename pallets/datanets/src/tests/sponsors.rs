// SPDX-License-Identifier: Apache-2.0

//! Deposits that a budget pays, their way back, and the calls that a budget pays for.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{testing_prelude::*, traits::fungible::Balanced};
use openledger_primitives::{deposit::Deposit, sponsorship::Request, Balance, ContributionId, DatanetId};

fn on_hold(who: AccountId) -> Balance {
    held(HoldReason::ContributionDeposit, who)
}

fn free_in_budget() -> Balance {
    Balances::free_balance(BUDGET)
}

fn request_of(who: AccountId, call: Call<Test>) -> Option<Request> {
    Datanets::request_of(&who, &call)
}

fn asks(datanet: DatanetId, deposit: Balance) -> Option<Request> {
    Some(Request { datanet, listed: false, deposit })
}

fn one(datanet: DatanetId, submission: Submission) -> Call<Test> {
    Call::contribute { datanet, submission, max_deposit: ANY }
}

fn batch(datanet: DatanetId, submissions: Vec<Submission>, max_deposit: Balance) -> Call<Test> {
    Call::contribute_batch { datanet, submissions: submissions.try_into().unwrap(), max_deposit }
}

/// A contribution of the pauper, whose deposit the budget pays.
fn of_pauper(id: DatanetId, seed: u64) -> ContributionId {
    let contribution = contribute(id, PAUPER, raw(seed, 10));
    let deposit = Contributions::<Test>::get(contribution).unwrap().deposit;
    assert_eq!(deposit, Deposit { depositor: BUDGET, amount: DEPOSIT });
    contribution
}

#[test]
fn a_budget_should_pay_the_deposit_of_an_account_that_cannot() {
    build_and_execute(|| {
        let id = datanet();
        sponsor(2 * DEPOSIT);
        let before = free_in_budget();
        of_pauper(id, 1);
        assert_eq!((on_hold(BUDGET), on_hold(PAUPER), free_in_budget()), (DEPOSIT, 0, before - DEPOSIT));
        // All of a batch or nothing.
        let submissions = vec![raw(2, 1), raw(3, 1)];
        assert_ok!(Datanets::contribute_batch(
            signed(PAUPER),
            id,
            submissions.clone().try_into().unwrap(),
            2 * DEPOSIT
        ));
        assert_eq!(on_hold(BUDGET), 3 * DEPOSIT);
        Sponsored::set(2 * DEPOSIT - 1);
        let again = vec![raw(4, 1), raw(5, 1)].try_into().unwrap();
        assert_noop!(Datanets::contribute_batch(signed(PAUPER), id, again, ANY), TokenError::FundsUnavailable);
        // What the contributor named is the most for the budget as well.
        let dear = Datanets::contribute(signed(PAUPER), id, raw(6, 1), DEPOSIT - 1);
        assert_noop!(dear, Error::<Test>::DepositTooHigh);
    });
}

#[test]
fn an_account_that_can_pay_should_pay_itself() {
    build_and_execute(|| {
        let id = datanet();
        sponsor(ANY);
        contribute(id, ALICE, raw(1, 10));
        assert_eq!((on_hold(BUDGET), on_hold(ALICE)), (0, DEPOSIT));
        // The account has to stay alive: it cannot pay with the last planck.
        Balances::resolve(&PAUPER, Balances::issue(DEPOSIT)).unwrap();
        of_pauper(id, 2);
        Balances::resolve(&PAUPER, Balances::issue(1)).unwrap();
        contribute(id, PAUPER, raw(3, 10));
        assert_eq!((on_hold(BUDGET), on_hold(PAUPER)), (DEPOSIT, DEPOSIT));
    });
}

#[test]
fn a_budget_should_learn_who_is_listed() {
    build_and_execute(|| {
        let id = datanet();
        sponsor(ANY);
        ListedOnly::set(true);
        let call = || Datanets::contribute(signed(PAUPER), id, raw(1, 10), ANY);
        assert_noop!(call(), TokenError::FundsUnavailable);
        assert_ok!(Datanets::add_contributor(signed(OWNER), id, PAUPER, ANY));
        assert_ok!(call());
        assert_eq!(on_hold(BUDGET), DEPOSIT);
    });
}

#[test]
fn a_released_deposit_should_be_in_the_budget_again() {
    build_and_execute(|| {
        let id = datanet();
        sponsor(ANY);
        let before = free_in_budget();
        let withdrawn = of_pauper(id, 1);
        assert_ok!(Datanets::withdraw(signed(PAUPER), withdrawn));
        assert_eq!((free_in_budget(), on_hold(BUDGET)), (before, 0));

        let accepted = of_pauper(id, 2);
        decide(accepted, 100);
        assert_eq!((free_in_budget(), on_hold(BUDGET)), (before - KEPT, KEPT));
        assert_eq!(shares(id, PAUPER), 1_000);
        assert_ok!(Datanets::erase(signed(PAUPER), accepted));
        assert_ok!(Datanets::prune(signed(PAUPER), accepted));
        assert_eq!((free_in_budget(), on_hold(BUDGET)), (before, 0));
        assert_eq!(Balances::free_balance(PAUPER), 0);
    });
}

#[test]
fn a_rejection_should_cost_the_budget() {
    build_and_execute(|| {
        let id = datanet();
        sponsor(ANY);
        let (before, treasury) = (free_in_budget(), Balances::free_balance(TREASURY));
        let rejected = of_pauper(id, 1);
        decide(rejected, 0);
        let penalty = DEPOSIT / 2;
        assert_eq!(Balances::free_balance(TREASURY), treasury + penalty);
        assert_eq!((free_in_budget(), on_hold(BUDGET)), (before - penalty - KEPT, KEPT));
        assert_ok!(Datanets::prune(signed(PAUPER), rejected));
        assert_eq!(free_in_budget(), before - penalty);
    });
}

#[test]
fn the_owner_should_take_a_deposit_back_that_the_contributor_leaves() {
    build_and_execute(|| {
        let id = datanet();
        sponsor(ANY);
        let before = free_in_budget();
        let (pending, rejected, erased) = (of_pauper(id, 1), of_pauper(id, 2), of_pauper(id, 3));
        let treasury = Balances::free_balance(TREASURY);
        decide(rejected, 0);
        let penalty = Balances::free_balance(TREASURY) - treasury;
        decide(erased, 100);
        assert_ok!(Datanets::erase(signed(PAUPER), erased));
        assert_ok!(Datanets::review(signed(CURATOR), pending, 0));
        let withdraw = |who| Datanets::withdraw(signed(who), pending);
        let prune = |who, contribution| Datanets::prune(signed(who), contribution);
        // A contribution that somebody is still deciding about is the contributor's.
        pass_eras(REVIEW_ERAS);
        assert_noop!(withdraw(OWNER), Error::<Test>::UnderReview);
        pass_eras(1);
        assert_noop!(withdraw(BOB), Error::<Test>::NotOwnContribution);
        events();
        assert_ok!(withdraw(OWNER));
        // A decided one is the contributor's for as long as a case about it could last.
        pass_eras(4 * MaxReviewEras::get() - REVIEW_ERAS - 1);
        assert_noop!(prune(OWNER, rejected), Error::<Test>::UnderReview);
        pass_eras(1);
        assert_noop!(prune(BOB, rejected), Error::<Test>::NotOwnContribution);
        assert_ok!(prune(OWNER, rejected));
        assert_ok!(prune(OWNER, erased));
        let (datanet, contributor) = (id, PAUPER);
        assert_eq!(
            events(),
            [
                Event::Withdrawn { contribution: pending, datanet, contributor, released: DEPOSIT },
                Event::Pruned { contribution: rejected, datanet, contributor, released: KEPT },
                Event::Pruned { contribution: erased, datanet, contributor, released: KEPT },
            ]
        );
        assert_eq!((free_in_budget(), on_hold(BUDGET)), (before - penalty, 0));
    });
}

#[test]
fn the_owner_should_not_touch_a_record_that_works_or_that_the_contributor_pays() {
    build_and_execute(|| {
        let id = datanet();
        sponsor(ANY);
        let accepted = of_pauper(id, 1);
        decide(accepted, 100);
        let (own, pending) = (contribute(id, ALICE, raw(2, 10)), contribute(id, ALICE, raw(3, 10)));
        decide(own, 0);
        pass_eras(10 * MaxReviewEras::get());
        assert_noop!(Datanets::prune(signed(OWNER), accepted), Error::<Test>::InUse);
        assert_noop!(Datanets::withdraw(signed(OWNER), accepted), Error::<Test>::NotPending);
        assert_noop!(Datanets::erase(signed(OWNER), accepted), Error::<Test>::NotOwnContribution);
        assert_noop!(Datanets::prune(signed(OWNER), own), Error::<Test>::NotOwnContribution);
        assert_noop!(Datanets::withdraw(signed(OWNER), pending), Error::<Test>::NotOwnContribution);
    });
}

#[test]
fn a_request_should_name_the_deposit_that_the_account_cannot_pay() {
    build_and_execute(|| {
        let id = datanet();
        assert_eq!(request_of(PAUPER, one(id, raw(1, 10))), asks(id, DEPOSIT));
        assert_eq!(request_of(ALICE, one(id, raw(1, 10))), asks(id, 0));
        assert_eq!(request_of(PAUPER, batch(id, vec![raw(1, 1), raw(2, 1)], ANY)), asks(id, 2 * DEPOSIT));
        assert_ok!(Datanets::add_contributor(signed(OWNER), id, PAUPER, ANY));
        let listed = Request { datanet: id, listed: true, deposit: DEPOSIT };
        assert_eq!(request_of(PAUPER, one(id, raw(1, 10))), Some(listed));
        let propose = Call::propose_owner { datanet: id, proposed: None };
        assert_eq!(request_of(PAUPER, propose), None);
    });
}

#[test]
fn a_request_should_be_for_a_call_that_succeeds() {
    build_and_execute(|| {
        let id = datanet();
        sponsor(ANY);
        let source = accepted(id, ALICE, raw(100, 1), 100);
        of_pauper(id, 0);
        // Every way in which a contribution fails, and one in which it does not.
        let calls = [
            one(id, raw(1, 10)),
            one(DatanetId(7), raw(1, 10)),
            one(id, raw(1, 0)),
            one(id, raw(1, 1_001)),
            one(id, raw(0, 10)),
            one(id, Submission { content_hash: H256::zero(), ..raw(1, 10) }),
            one(id, Submission { uri: Some(Default::default()), ..raw(1, 10) }),
            one(id, refined(1, 10, &[])),
            one(id, refined(1, 10, &[source])),
            one(id, refined(1, 10, &[source, source])),
            one(id, refined(1, 10, &[ContributionId(99)])),
            Call::contribute { datanet: id, submission: raw(1, 10), max_deposit: DEPOSIT - 1 },
            batch(id, vec![], ANY),
            batch(id, vec![raw(1, 10), raw(1, 10)], ANY),
            batch(id, vec![raw(1, 10), raw(2, 10)], 2 * DEPOSIT - 1),
            batch(id, vec![raw(1, 10), raw(2, 10)], 2 * DEPOSIT),
        ];
        let succeeding = calls.iter().filter(|call| agree(PAUPER, call)).count();
        assert_eq!(succeeding, 3);
        // A datanet without enough curators, and one that does not admit the account.
        set_policy(id, Admission::Curated, policy());
        assert!(!agree(PAUPER, &one(id, raw(1, 10))));
        let empty = NextDatanetId::<Test>::get();
        assert_ok!(Datanets::create(signed(OWNER), text("n"), text(""), Admission::Open, policy(), ANY));
        assert!(!agree(PAUPER, &one(empty, raw(1, 10))));
    });
}

#[test]
fn a_request_to_end_a_contribution_should_be_for_a_call_that_succeeds() {
    build_and_execute(|| {
        let id = datanet();
        sponsor(ANY);
        let (pending, reviewed, accepted) = (of_pauper(id, 1), of_pauper(id, 2), of_pauper(id, 3));
        let (rejected, erased) = (of_pauper(id, 4), of_pauper(id, 5));
        assert_ok!(Datanets::review(signed(CURATOR), reviewed, 0));
        decide(accepted, 100);
        decide(rejected, 0);
        decide(erased, 100);
        assert_ok!(Datanets::erase(signed(PAUPER), erased));
        let all = [pending, reviewed, accepted, rejected, erased, ContributionId(99)];
        let succeeding = |who| {
            let calls = |contribution| {
                let all = [Call::withdraw { contribution }, Call::erase { contribution }, Call::prune { contribution }];
                all.map(|call| agree(who, &call))
            };
            all.map(calls)
        };
        let (no, only) = ([false; 3], |index: usize| std::array::from_fn(|other| other == index));
        assert_eq!(succeeding(PAUPER), [only(0), no, only(1), only(2), only(2), no]);
        // Nobody's budget pays for a call of another account: an owner pays itself.
        assert_eq!(succeeding(BOB), [no; 6]);
        pass_eras(REVIEW_ERAS + 1);
        assert_eq!(succeeding(PAUPER)[1], only(0));
        assert_eq!(request_of(PAUPER, Call::withdraw { contribution: reviewed }), asks(id, 0));
        assert_eq!(request_of(OWNER, Call::withdraw { contribution: reviewed }), None);
    });
}

/// Whether `call` of `who` has a request and succeeds. It has one exactly if it succeeds.
fn agree(who: AccountId, call: &Call<Test>) -> bool {
    use frame::{
        deps::frame_support::storage::{with_transaction, TransactionOutcome},
        traits::UnfilteredDispatchable,
    };
    let outcome = with_transaction(|| {
        let outcome = call.clone().dispatch_bypass_filter(signed(who));
        TransactionOutcome::Rollback(Ok::<_, DispatchError>(outcome.is_ok()))
    });
    let succeeds = outcome.unwrap();
    assert_eq!(Datanets::request_of(&who, call).is_some(), succeeds, "{call:?}");
    succeeds
}
