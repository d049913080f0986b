// SPDX-License-Identifier: Apache-2.0

//! `contribute` and `contribute_batch`.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{prelude::GetDispatchInfo, testing_prelude::*};
use openledger_primitives::{deposit::Deposit, ContributionId, DatanetId, Era};

fn contributed(id: u64, datanet: DatanetId, seed: u64, items: u32) -> Event<Test> {
    Event::Contributed {
        contribution: ContributionId(id),
        datanet,
        contributor: ALICE,
        content_hash: hash(seed),
        items,
        kind: Kind::Raw,
        bytes: 1_000,
        uri: Some(text("ipfs://content")),
        deposit: DEPOSIT,
        terms: terms_of(policy()),
    }
}

#[test]
fn contribute_should_hold_the_deposit_and_take_the_hash() {
    build_and_execute(|| {
        let id = datanet();
        System::set_block_number(5);
        assert_ok!(Datanets::contribute(signed(ALICE), id, raw(7, 3), ANY));
        assert_eq!(
            Contributions::<Test>::get(ContributionId(0)).unwrap(),
            Contribution {
                datanet: id,
                contributor: ALICE,
                kind: Kind::Raw,
                source_contributors: Default::default(),
                content_hash: hash(7),
                items: 3,
                bytes: 1_000,
                uri: Some(text("ipfs://content")),
                status: Status::Pending(terms_of(policy())),
                shares: 0,
                source_shares: 0,
                curator_shares: 0,
                deposit: Deposit { depositor: ALICE, amount: DEPOSIT },
                submitted: 5,
                era: 0,
                accepted: None,
            }
        );
        assert_eq!(ContentHashes::<Test>::get((id, hash(7), ALICE)), Some(ContributionId(0)));
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), DEPOSIT);
        assert_eq!(info(id).counts, Counts { contributions: 1, pending: 1, ..Default::default() });
        assert_eq!(events(), [contributed(0, id, 7, 3)]);
        assert_eq!(shares(id, ALICE), 0);
    });
}

#[test]
fn contribute_should_take_a_hash_that_another_datanet_has() {
    build_and_execute(|| {
        let (one, two) = (datanet(), datanet());
        assert_ok!(Datanets::contribute(signed(ALICE), one, raw(7, 3), ANY));
        assert_ok!(Datanets::contribute(signed(ALICE), two, raw(7, 3), ANY));
    });
}

#[test]
fn contribute_should_need_no_money_when_the_policy_asks_none() {
    build_and_execute(|| {
        MinContributionDeposit::set(0);
        let id = datanet_with(Policy { deposit: 0, ..policy() });
        assert_ok!(Datanets::contribute(signed(PAUPER), id, raw(7, 3), ANY));
        decide(ContributionId(0), 0);
        assert_eq!(status(ContributionId(0)), Status::Rejected { score: 0 });
        assert_ok!(Datanets::prune(signed(PAUPER), ContributionId(0)));
        MinContributionDeposit::set(LEAST);
    });
}

#[test]
fn contribute_should_take_a_refinement_of_accepted_contributions() {
    build_and_execute(|| {
        let id = datanet();
        let sources: Vec<_> = (0..8).map(|seed| accepted(id, BOB, raw(seed, 1), 80)).collect();
        assert_ok!(Datanets::contribute(signed(ALICE), id, refined(100, 1, &sources), ANY));
        assert_eq!(Contributions::<Test>::get(ContributionId(8)).unwrap().kind.sources(), sources);
    });
}

#[test]
fn contribute_should_fail_when_the_datanet_is_unknown_or_closed_to_the_signer() {
    build_and_execute(|| {
        let id = datanet();
        assert_noop!(Datanets::contribute(signed(ALICE), DatanetId(7), raw(1, 1), ANY), Error::<Test>::DatanetNotFound);
        set_policy(id, Admission::Curated, policy());
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(1, 1), ANY), Error::<Test>::NotContributor);
        assert_noop!(Datanets::contribute(RuntimeOrigin::none(), id, raw(1, 1), ANY), BadOrigin);
    });
}

#[test]
fn contribute_should_fail_when_the_submission_is_wrong() {
    build_and_execute(|| {
        let id = datanet();
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(1, 0), ANY), Error::<Test>::NoItems);
        contribute(id, ALICE, raw(1, 1));
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(1, 1), ANY), Error::<Test>::AlreadyContributed);
        let submit = |submission| Datanets::contribute(signed(ALICE), id, submission, ANY);
        assert_noop!(submit(raw(2, policy().max_items + 1)), Error::<Test>::TooManyItems);
        assert_noop!(submit(Submission { content_hash: H256::zero(), ..raw(2, 1) }), Error::<Test>::InvalidHash);
        for uri in [vec![], vec![0xFF]] {
            let uri = Some(uri.try_into().unwrap());
            assert_noop!(submit(Submission { uri, ..raw(2, 1) }), Error::<Test>::InvalidUri);
        }
        assert_ok!(submit(Submission { uri: None, ..raw(2, policy().max_items) }));
        assert_noop!(Datanets::contribute(signed(PAUPER), id, raw(2, 1), ANY), TokenError::FundsUnavailable);
    });
}

#[test]
fn contribute_should_fail_when_the_sources_are_wrong() {
    build_and_execute(|| {
        let (id, other) = (datanet(), datanet());
        let good = accepted(id, BOB, raw(1, 1), 80);
        let elsewhere = accepted(other, BOB, raw(1, 1), 80);
        let pending = contribute(id, BOB, raw(2, 1));
        let rejected = contribute(id, BOB, raw(3, 1));
        decide(rejected, 0);
        let erased = accepted(id, BOB, raw(4, 1), 80);
        assert_ok!(Datanets::erase(signed(BOB), erased));
        let withdrawn = contribute(id, BOB, raw(5, 1));
        assert_ok!(Datanets::withdraw(signed(BOB), withdrawn));

        let refine =
            |sources: &[ContributionId]| Datanets::contribute(signed(ALICE), id, refined(100, 1, sources), ANY);
        assert_noop!(refine(&[]), Error::<Test>::NoSources);
        assert_noop!(refine(&[good, good]), Error::<Test>::DuplicateSource);
        for bad in [elsewhere, pending, rejected, erased, withdrawn, ContributionId(1_000)] {
            assert_noop!(refine(&[good, bad]), Error::<Test>::SourceNotAccepted);
        }
    });
}

#[test]
fn contribute_should_hold_no_more_than_the_contributor_agreed_to() {
    build_and_execute(|| {
        let id = datanet();
        // The owner raises the deposit in front of a pending contribution: nothing changes before the notice is over.
        let dearer = Policy { deposit: MOST, ..policy() };
        assert_ok!(Datanets::set_policy(signed(OWNER), id, Admission::Open, dearer));
        assert_ok!(Datanets::contribute(signed(ALICE), id, raw(1, 1), DEPOSIT));
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), DEPOSIT);
        pass_eras(1);
        // A transaction that waited so long in the pool does not hold more than its signer named.
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(2, 1), DEPOSIT), Error::<Test>::DepositTooHigh);
        let batch =
            |max| Datanets::contribute_batch(signed(ALICE), id, vec![raw(2, 1), raw(3, 1)].try_into().unwrap(), max);
        assert_noop!(batch(2 * MOST - 1), Error::<Test>::DepositTooHigh);
        assert_ok!(batch(2 * MOST));
    });
}

#[test]
fn contribute_should_not_let_a_copied_hash_take_the_place_of_the_original() {
    build_and_execute(|| {
        let id = datanet();
        let digest = hash(7);
        let submission = |who| Submission { content_hash: content_commitment(&who, digest), ..raw(0, 10) };
        // Bob copies Alice's pending transaction and comes first.
        let copy = contribute(id, BOB, submission(ALICE));
        let original = contribute(id, ALICE, submission(ALICE));
        assert_eq!(Datanets::contributions_by_hash(id, content_commitment(&ALICE, digest)), [copy, original]);
        // The content fits Alice's hash for Alice alone, so the curators reject the copy.
        assert_ne!(Datanets::content_hash(BOB, digest), content_commitment(&ALICE, digest));
        decide(copy, 0);
        decide(original, 100);
        assert_eq!((shares(id, ALICE), shares(id, BOB)), (1_000, 0));
        assert_eq!(Balances::free_balance(TREASURY), ENDOWMENT + 7);
        assert_eq!(Datanets::contributions_by_hash(id, content_commitment(&ALICE, digest)), [original]);
    });
}

#[test]
fn contribute_should_fail_when_no_quorum_is_possible() {
    build_and_execute(|| {
        assert_ok!(Datanets::create(signed(OWNER), text("n"), text(""), Admission::Open, policy(), ANY));
        let id = DatanetId(0);
        let submit = || Datanets::contribute(signed(ALICE), id, raw(1, 1), ANY);
        assert_noop!(submit(), Error::<Test>::TooFewCurators);
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CURATOR));
        assert_noop!(submit(), Error::<Test>::TooFewCurators);
        assert_ok!(Datanets::add_curator(signed(OWNER), id, CURATOR + 1));
        assert_ok!(submit());
    });
}

#[test]
fn contribute_should_fail_when_the_end_of_the_reviews_is_beyond_the_clock() {
    build_and_execute(|| {
        let id = datanet();
        CurrentEra::set(Era::MAX);
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(1, 1), ANY), ArithmeticError::Overflow);
        CurrentEra::set(0);
    });
}

#[test]
fn contribute_should_fail_when_the_ids_are_used_up() {
    build_and_execute(|| {
        let id = datanet();
        NextContributionId::<Test>::put(ContributionId(u64::MAX));
        assert_noop!(Datanets::contribute(signed(ALICE), id, raw(1, 1), ANY), ArithmeticError::Overflow);
    });
}

#[test]
fn contribute_batch_should_do_what_single_contributions_do() {
    build_and_execute(|| {
        let id = datanet();
        let batch: Vec<_> = (0..64).map(|seed| raw(seed, 2)).collect();
        assert_ok!(Datanets::contribute_batch(signed(ALICE), id, batch.try_into().unwrap(), ANY));
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), 64 * DEPOSIT);
        assert_eq!(info(id).counts, Counts { contributions: 64, pending: 64, ..Default::default() });
        let expected: Vec<_> = (0..64).map(|seed| contributed(seed, id, seed, 2)).collect();
        assert_eq!(events(), expected);
        // Each is decided on its own.
        decide(ContributionId(5), 100);
        assert_eq!(held(HoldReason::ContributionDeposit, ALICE), 63 * DEPOSIT + KEPT);
    });
}

#[test]
fn contribute_batch_should_do_nothing_when_one_submission_is_wrong() {
    build_and_execute(|| {
        let id = datanet();
        let batch = |submissions: Vec<Submission>| {
            Datanets::contribute_batch(signed(ALICE), id, submissions.try_into().unwrap(), ANY)
        };
        assert_noop!(batch(vec![]), Error::<Test>::EmptyBatch);
        assert_noop!(batch(vec![raw(1, 1), raw(1, 1)]), Error::<Test>::AlreadyContributed);
        assert_noop!(batch(vec![raw(1, 1), raw(2, 0)]), Error::<Test>::NoItems);
        // A contribution of the same batch is not accepted yet.
        assert_noop!(batch(vec![raw(1, 1), refined(2, 1, &[ContributionId(0)])]), Error::<Test>::SourceNotAccepted);
        let one = vec![raw(1, 1)];
        let unknown = Datanets::contribute_batch(signed(ALICE), DatanetId(7), one.clone().try_into().unwrap(), ANY);
        assert_noop!(unknown, Error::<Test>::DatanetNotFound);
        assert_noop!(Datanets::contribute_batch(RuntimeOrigin::none(), id, one.try_into().unwrap(), ANY), BadOrigin);
        // Every single deposit could be paid, but not all.
        MaxContributionDeposit::set(u128::MAX);
        set_policy(id, Admission::Open, Policy { deposit: ENDOWMENT / 2, ..policy() });
        assert_noop!(batch(vec![raw(1, 1), raw(2, 1)]), TokenError::FundsUnavailable);
        set_policy(id, Admission::Open, Policy { deposit: u128::MAX, ..policy() });
        assert_noop!(batch(vec![raw(1, 1), raw(2, 1)]), ArithmeticError::Overflow);
    });
}

#[test]
fn contribute_batch_should_weigh_its_submissions_and_their_sources() {
    let weight = |submissions: Vec<Submission>| {
        let submissions = submissions.try_into().unwrap();
        Call::<Test>::contribute_batch { datanet: DatanetId(0), submissions, max_deposit: ANY }
            .get_dispatch_info()
            .call_weight
    };
    let sources: Vec<_> = (0..8).map(ContributionId).collect();
    let of_source = <() as WeightInfo>::contribute(1) - <() as WeightInfo>::contribute(0);
    assert_eq!(weight(vec![raw(1, 1), raw(2, 1)]), <() as WeightInfo>::contribute_batch(2));
    assert_eq!(
        weight(vec![raw(1, 1), refined(2, 1, &sources), refined(3, 1, &sources[..3])]),
        <() as WeightInfo>::contribute_batch(3) + of_source * 11
    );
}
