// SPDX-License-Identifier: Apache-2.0

//! Cases about decisions and curators, from the first call to the last planck.

use super::*;
use openledger_primitives::disputes::Ground;
use openledger_runtime::{
    configs::ledger::{AppealEras, RecordDeposit, ResponseEras, RulingEras, TrackEras},
    Datanets, Disputes,
};
use pallet_datanets::{Contributions, Error, Status};
use polkadot_sdk::sp_keyring::Sr25519Keyring::{BobStash, Charlie, CharlieStash};

fn pool() -> PoolId<AccountId> {
    PoolId::Datanet(DATANET)
}

fn fund(amount: Balance) -> DispatchResult {
    act(Eve, pallet_datanets::Call::<Runtime>::fund { datanet: DATANET, amount })
}

fn status(contribution: ContributionId) -> Option<Status> {
    Contributions::<Runtime>::get(contribution).map(|record| record.status)
}

/// Dave says that his rejected contribution deserves 80. Alice, the datanet's owner, answers.
fn appealed_rejection(chain: &mut Chain) -> CaseId {
    chain.block(|| {
        let subject = Subject::Review { contribution: REJECTED, score: 80 };
        // Nobody else can make this case.
        assert_eq!(open(CharlieStash, subject.clone()), Err(Error::<Runtime>::NotOwnContribution.into()));
        let case = open(Dave, subject).unwrap();
        respond(Alice.to_account_id(), case).unwrap();
        // A side is no judge of it, and neither is a curator of the datanet or whoever shares its revenue.
        elect(&[Alice, Bob, Ferdie, AliceStash, Eve]);
        let own = pallet_disputes::Error::<Runtime>::OwnSide.into();
        assert_eq!(rule(Alice, case, Ruling::Upheld), Err(own));
        for judge in [Bob, Ferdie] {
            let interested = pallet_disputes::Error::<Runtime>::Interested.into();
            assert_eq!(rule(judge, case, Ruling::Upheld), Err(interested));
        }
        case
    })
}

#[test]
fn an_appeal_that_is_won_should_grant_shares_and_cost_the_owner_its_bond() {
    let mut chain = world();
    pass(&mut chain, 1);
    let before = chain.read(Book::read);
    let case = appealed_rejection(&mut chain);
    chain.block(|| {
        // The panel is wrong, and the track puts it right.
        for judge in JUDGES {
            rule(judge, case, Ruling::Upheld).unwrap();
        }
        appeal(Dave.to_account_id(), case).unwrap();
        assert_eq!(bonds_of(&Dave.to_account_id()), bond() + appeal_bond());
        assert_eq!(bonds_of(&Alice.to_account_id()), bond());
        rule_by_track(case, Ruling::Overturned).unwrap();
        before.assert_changed(&[], &[]);

        let (alice, dave) = (Alice.to_account_id(), Dave.to_account_id());
        finalize(case).unwrap();
        // The half of the bond is more than the penalty, and makes it good.
        assert!(bond() / 2 > DEPOSIT / 2);
        before.assert_changed(&lost(&alice, &dave, bond()), &[(share_of(pool(), Dave), 800)]);
        assert_eq!((bonds_of(&dave), bonds_of(&alice)), (0, 0));
        assert_eq!(status(REJECTED), Some(Status::Accepted { score: 80 }));
        // In this era, only who was there before earns.
        fund(16 * OPEN).unwrap();
        assert_eq!((claimable(Ferdie, pool()), claimable(Dave, pool())), (16 * OPEN, 0));
    });
    pass(&mut chain, 1);
    chain.block(|| {
        fund(16 * OPEN).unwrap();
        assert_eq!((claimable(Ferdie, pool()), claimable(Dave, pool())), (24 * OPEN, 8 * OPEN));
        let before = Balances::total_balance(&Dave.to_account_id());
        claim(Dave, pool()).unwrap();
        assert_eq!(Balances::total_balance(&Dave.to_account_id()), before + 8 * OPEN);
    });
}

#[test]
fn an_appeal_that_is_lost_should_cost_all_bonds_of_the_contributor() {
    let mut chain = world();
    let before = chain.read(Book::read);
    let case = appealed_rejection(&mut chain);
    chain.block(|| {
        for judge in JUDGES {
            rule(judge, case, Ruling::Upheld).unwrap();
        }
        appeal(Dave.to_account_id(), case).unwrap();
    });
    // The track does not care. So it stays as the panel ruled.
    pass(&mut chain, TrackEras::get());
    let not_final = pallet_disputes::Error::<Runtime>::NotFinal.into();
    chain.block(|| assert_eq!(finalize(case), Err(not_final)));
    pass(&mut chain, 1);
    chain.block(|| {
        finalize(case).unwrap();
        let (alice, dave) = (Alice.to_account_id(), Dave.to_account_id());
        before.assert_changed(&lost(&dave, &alice, bond() + appeal_bond()), &[]);
        assert_eq!((bonds_of(&dave), bonds_of(&alice)), (0, 0));
        assert_eq!(status(REJECTED), Some(Status::Rejected { score: 10 }));
    });
}

#[test]
fn an_appeal_that_nobody_decides_should_change_nothing() {
    let mut chain = world();
    let before = chain.read(Book::read);
    let case = appealed_rejection(&mut chain);
    // One vote is not enough.
    chain.block(|| rule(AliceStash, case, Ruling::Overturned).unwrap());
    pass(&mut chain, ResponseEras::get() + RulingEras::get());
    let not_final = pallet_disputes::Error::<Runtime>::NotFinal.into();
    chain.block(|| assert_eq!(finalize(case), Err(not_final)));
    pass(&mut chain, 1);
    chain.block(|| {
        let late = pallet_disputes::Error::<Runtime>::TooLate.into();
        assert_eq!(rule(Eve, case, Ruling::Overturned), Err(late));
        assert_eq!(rule_by_track(case, Ruling::Overturned), Err(late));
        finalize(case).unwrap();
        before.assert_changed(&[], &[]);
        assert_eq!((bonds_of(&Alice.to_account_id()), bonds_of(&Dave.to_account_id())), (0, 0));
        assert_eq!(status(REJECTED), Some(Status::Rejected { score: 10 }));
        // There is still time for another case.
        open(Dave, Subject::Review { contribution: REJECTED, score: 70 }).unwrap();
    });
}

/// Without an answer there is no bond of the other side, and the penalty comes from where it went.
#[test]
fn the_treasury_should_make_good_what_a_silent_owner_does_not() {
    let mut chain = world();
    let before = chain.read(Book::read);
    let case = chain.block(|| open(Dave, Subject::Review { contribution: REJECTED, score: 80 }).unwrap());
    pass(&mut chain, ResponseEras::get() + 1);
    chain.block(|| {
        for judge in JUDGES {
            rule(judge, case, Ruling::Overturned).unwrap();
        }
    });
    pass(&mut chain, AppealEras::get() + 1);
    chain.block(|| {
        finalize(case).unwrap();
        let penalty = (DEPOSIT / 2) as i128;
        let refunded = [(Dave.to_account_id(), penalty), (Treasury::account_id(), -penalty)];
        before.assert_changed(&refunded, &[(share_of(pool(), Dave), 800)]);
    });
}

#[test]
fn an_acceptance_that_is_overturned_should_take_shares_and_deposit_and_leave_what_was_earned() {
    let mut chain = world();
    pass(&mut chain, 1);
    chain.block(|| fund(16 * OPEN).unwrap());
    let before = chain.read(Book::read);
    let subject = Subject::Acceptance { contribution: ACCEPTED, ground: Ground::Stolen };
    let case = chain.block(|| open(CharlieStash, subject.clone()).unwrap());
    pass(&mut chain, ResponseEras::get() + 1);
    chain.block(|| {
        for judge in JUDGES {
            rule(judge, case, Ruling::Overturned).unwrap();
        }
    });
    pass(&mut chain, AppealEras::get() + 1);
    chain.block(|| {
        let prune = pallet_datanets::Call::<Runtime>::prune { contribution: ACCEPTED };
        assert_eq!(act(Ferdie, prune), Err(Error::<Runtime>::InUse.into()));
        finalize(case).unwrap();
        // Ferdie was silent, and has no bond to lose. The record's deposit is lost, one half to the challenger.
        let kept = lost(&Ferdie.to_account_id(), &CharlieStash.to_account_id(), RecordDeposit::get());
        before.assert_changed(&kept, &[(share_of(pool(), Ferdie), -800)]);
        assert_eq!(status(ACCEPTED), None);
        // What was earned stays, and nothing is earned any more.
        assert_eq!(claimable(Ferdie, pool()), 16 * OPEN);
        assert_eq!(fund(OPEN), Err(pallet_attribution::Error::<Runtime>::NoHolders.into()));
        let balance = Balances::total_balance(&Ferdie.to_account_id());
        claim(Ferdie, pool()).unwrap();
        assert_eq!(Balances::total_balance(&Ferdie.to_account_id()), balance + 16 * OPEN);
        assert_eq!(open(CharlieStash, subject), Err(Error::<Runtime>::ContributionNotFound.into()));
    });
}

#[test]
fn a_score_should_go_up_and_down_with_all_shares_of_the_contribution() {
    let mut chain = world();
    // A quarter of its shares is Ferdie's, whose contribution it labels: 200 of 800.
    let labeled = chain.block(|| contribute(BobStash, &[ACCEPTED], 80));
    pass(&mut chain, 1);

    let before = chain.read(Book::read);
    let higher = Subject::Score { contribution: labeled, score: 100 };
    let case = chain.block(|| {
        // The contributor asks for more, so the owner answers.
        let case = open(BobStash, higher).unwrap();
        respond(Alice.to_account_id(), case).unwrap();
        for judge in JUDGES {
            rule(judge, case, Ruling::Overturned).unwrap();
        }
        case
    });
    pass(&mut chain, AppealEras::get() + 1);
    chain.block(|| {
        finalize(case).unwrap();
        let bonds = lost(&Alice.to_account_id(), &BobStash.to_account_id(), bond());
        before.assert_changed(&bonds, &[(share_of(pool(), BobStash), 150), (share_of(pool(), Ferdie), 50)]);
        assert_eq!(status(labeled), Some(Status::Accepted { score: 100 }));
    });
    pass(&mut chain, 1);

    let before = chain.read(Book::read);
    let lower = Subject::Score { contribution: labeled, score: 40 };
    let case = chain.block(|| {
        // Somebody else asks for less, so the contributor answers, and takes the panel's ruling to the track in vain.
        let case = open(CharlieStash, lower).unwrap();
        respond(BobStash.to_account_id(), case).unwrap();
        for judge in JUDGES {
            rule(judge, case, Ruling::Overturned).unwrap();
        }
        appeal(BobStash.to_account_id(), case).unwrap();
        rule_by_track(case, Ruling::Overturned).unwrap();
        case
    });
    chain.block(|| {
        finalize(case).unwrap();
        let bonds = lost(&BobStash.to_account_id(), &CharlieStash.to_account_id(), bond() + appeal_bond());
        before.assert_changed(&bonds, &[(share_of(pool(), BobStash), -450), (share_of(pool(), Ferdie), -150)]);
        assert_eq!(status(labeled), Some(Status::Accepted { score: 40 }));
        // The shares that are left are the sources' and the contributor's of before: 800 + 100, and 300.
        fund(12 * OPEN).unwrap();
        assert_eq!((claimable(Ferdie, pool()), claimable(BobStash, pool())), (9 * OPEN, 3 * OPEN));
    });
}

#[test]
fn a_curator_who_is_overturned_should_review_nothing_any_more() {
    let mut chain = world();
    let pending = chain.block(|| submit(BobStash, &[]).unwrap());
    let before = chain.read(Book::read);
    let subject = Subject::Curator { datanet: DATANET, curator: Bob.to_account_id() };
    let case = chain.block(|| {
        let case = open(CharlieStash, subject.clone()).unwrap();
        respond(Bob.to_account_id(), case).unwrap();
        elect(&[Bob, AliceStash, Eve]);
        let own = pallet_disputes::Error::<Runtime>::OwnSide.into();
        assert_eq!(rule(Bob, case, Ruling::Upheld), Err(own));
        for judge in JUDGES {
            rule(judge, case, Ruling::Overturned).unwrap();
        }
        case
    });
    pass(&mut chain, AppealEras::get());
    chain.block(|| {
        // Until the end of the case, a curator is one.
        assert!(Datanets::is_curator(DATANET, Bob.to_account_id()));
    });
    pass(&mut chain, 1);
    chain.block(|| {
        finalize(case).unwrap();
        before.assert_changed(&lost(&Bob.to_account_id(), &CharlieStash.to_account_id(), bond()), &[]);
        assert!(!Datanets::is_curator(DATANET, Bob.to_account_id()));
        assert_eq!(Datanets::datanet(DATANET).unwrap().curators, 2);
        assert_eq!(Disputes::case_of(subject.clone()), None);
        assert_eq!(open(CharlieStash, subject), Err(Error::<Runtime>::NotCurator.into()));
        let review = pallet_datanets::Call::<Runtime>::review { contribution: pending, score: 0 };
        assert_eq!(act(Bob, review), Err(Error::<Runtime>::NotCurator.into()));
        // Two are enough for the policy: what is submitted next is reviewed without him.
        let next = submit(CharlieStash, &[]).unwrap();
        for curator in [Alice, Charlie] {
            act(curator, pallet_datanets::Call::<Runtime>::review { contribution: next, score: 90 }).unwrap();
        }
        assert_eq!(status(next), Some(Status::Accepted { score: 90 }));
    });
}
