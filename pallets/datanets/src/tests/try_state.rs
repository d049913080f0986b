// SPDX-License-Identifier: Apache-2.0

//! Each invariant detects its corrupted storage.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{
    deps::sp_runtime::{Permill, TryRuntimeError},
    traits::{fungible::MutateHold, tokens::Precision},
};
use openledger_primitives::{
    deposit::Deposit,
    testing::{Position, Positions},
    ContributionId, DatanetId, Holder, PoolId,
};

/// One of each: 0 and 1 accepted, 2 an accepted refinement of both, 3 pending with a review, 4 rejected, 5 withdrawn
/// (it has no record), 6 erased, 7 a pending refinement of 0. Curator 14 is a former one, and a policy is announced.
fn populate() -> DatanetId {
    let id = datanet();
    let one = accepted(id, ALICE, raw(1, 10), 100);
    let two = accepted(id, BOB, raw(2, 10), 100);
    accepted(id, CHARLIE, refined(3, 10, &[one, two]), 100);
    let pending = contribute(id, ALICE, raw(4, 10));
    Datanets::review(signed(CURATOR), pending, 50).unwrap();
    let rejected = contribute(id, ALICE, raw(5, 10));
    decide(rejected, 10);
    let withdrawn = contribute(id, ALICE, raw(6, 10));
    Datanets::withdraw(signed(ALICE), withdrawn).unwrap();
    let erased = accepted(id, BOB, raw(7, 10), 100);
    Datanets::erase(signed(BOB), erased).unwrap();
    Datanets::add_contributor(signed(OWNER), id, ALICE, ANY).unwrap();
    let refinement = contribute(id, BOB, refined(8, 10, &[one]));
    Datanets::review(signed(CURATOR), refinement, 50).unwrap();
    Datanets::add_curator(signed(OWNER), id, CURATOR + 3).unwrap();
    Datanets::remove_curator(signed(OWNER), id, CURATOR + 3).unwrap();
    Datanets::set_policy(signed(OWNER), id, Admission::Curated, policy()).unwrap();
    id
}

const REFINEMENT: u64 = 2;
const PENDING: u64 = 3;
const REJECTED: u64 = 4;
const ERASED: u64 = 6;
const PENDING_REFINEMENT: u64 = 7;

/// The invariants hold before `corrupt` and fail with `message` after it.
#[track_caller]
fn detects(message: &'static str, corrupt: impl FnOnce(DatanetId)) {
    new_test_ext().execute_with(|| {
        let id = populate();
        Datanets::do_try_state().unwrap();
        corrupt(id);
        assert_eq!(Datanets::do_try_state(), Err(TryRuntimeError::Other(message)));
    });
}

fn change(id: u64, change: impl FnOnce(&mut ContributionOf<Test>)) {
    Contributions::<Test>::mutate(ContributionId(id), |record| change(record.as_mut().unwrap()));
}

fn change_datanet(id: DatanetId, change: impl FnOnce(&mut DatanetInfoOf<Test>)) {
    crate::Datanets::<Test>::mutate(id, |info| change(info.as_mut().unwrap()));
}

fn change_reviews(change: impl FnOnce(&mut ReviewsOf<Test>)) {
    Reviews::<Test>::mutate(ContributionId(PENDING), change);
}

#[test]
fn try_state_should_detect_strays() {
    detects("1: a curator's datanet exists", |_| {
        Curators::<Test>::insert(DatanetId(9), ALICE, Curators::<Test>::get(DatanetId(0), CURATOR).unwrap())
    });
    detects("1: an admitted contributor's datanet exists", |_| Contributors::<Test>::insert(DatanetId(9), ALICE, 0));
    detects("1: a contribution's id is below the next one", |_| NextContributionId::<Test>::put(ContributionId(2)));
    detects("1: a datanet's id is below the next one", |_| NextDatanetId::<Test>::put(DatanetId(0)));
    detects("1: a contribution's datanet exists", |_| change(0, |record| record.datanet = DatanetId(9)));
}

#[test]
fn try_state_should_detect_wrong_datanets() {
    detects("2: a datanet's policy is in range", |id| change_datanet(id, |info| info.policy.reviews = 0));
    detects("2: a datanet's announced policy is in range", |id| {
        change_datanet(id, |info| info.pending.as_mut().unwrap().policy.review_eras = 0)
    });
    detects("2: an announced policy can be fulfilled", |id| {
        change_datanet(id, |info| info.pending.as_mut().unwrap().policy.reviews = 4)
    });
    detects("2: a datanet's curators are counted", |id| Curators::<Test>::remove(id, CURATOR));
    detects("2: the curators whose term has not begun are listed", |id| {
        WaitingCurators::<Test>::insert(id, frame::prelude::BoundedVec::truncate_from(vec![9_999]));
    });
    detects("2: a datanet's curators are counted", |id| Curators::<Test>::remove(id, CURATOR + 3));
    let counts: [fn(&mut Counts); 4] = [
        |counts| counts.contributions = 6,
        |counts| counts.pending -= 1,
        |counts| counts.accepted += 1,
        |counts| counts.items -= 1,
    ];
    for wrong in counts {
        detects("2: a datanet's contributions are counted", |id| change_datanet(id, |info| wrong(&mut info.counts)));
    }
}

#[test]
fn try_state_should_detect_a_wrong_hash_index() {
    let message = "3: the hash of a pending, accepted or erased contribution is in the index";
    for (seed, who) in [(1, ALICE), (4, ALICE), (7, BOB)] {
        detects(message, |id| ContentHashes::<Test>::remove((id, hash(seed), who)));
    }
    detects(message, |id| ContentHashes::<Test>::insert((id, hash(5), ALICE), ContributionId(REJECTED)));
    detects("3: a hash in the index is a contribution's", |id| {
        ContentHashes::<Test>::insert((id, hash(99), ALICE), ContributionId(99))
    });
    detects("3: a hash in the index is that of its contribution", |id| {
        ContentHashes::<Test>::insert((id, hash(99), ALICE), ContributionId(0))
    });
    detects("3: a hash in the index is that of its contribution", |id| {
        ContentHashes::<Test>::insert((id, hash(1), BOB), ContributionId(0))
    });
}

#[test]
fn try_state_should_detect_wrong_reviews() {
    detects("4: reviews are of a contribution", |_| {
        Reviews::<Test>::insert(ContributionId(99), ReviewsOf::<Test>::default())
    });
    detects("4: only a pending contribution has reviews", |_| {
        Reviews::<Test>::insert(ContributionId(REJECTED), ReviewsOf::<Test>::default())
    });
    detects("4: a contribution is decided by its last review", |_| {
        change_reviews(|reviews| reviews.force_push((CURATOR + 1, 50)))
    });
    detects("4: no score is above 100", |_| change_reviews(|reviews| reviews[0].1 = 101));
    detects("4: no curator reviews their own contribution", |_| change_reviews(|reviews| reviews[0].0 = ALICE));
    detects("4: no curator reviews a refinement of their own data", |_| {
        Reviews::<Test>::mutate(ContributionId(PENDING_REFINEMENT), |reviews| reviews[0].0 = ALICE)
    });
    detects("4: no curator reviews a refinement of data that they are paid for", |_| {
        // As if the source were a refinement of the curator's data.
        change(0, |record| record.source_contributors = vec![CURATOR].try_into().unwrap())
    });
    detects("4: a curator reviews a contribution once", |_| {
        change(PENDING, |record| record.status = Status::Pending(Terms { reviews: 3, ..terms_of(policy()) }));
        change_reviews(|reviews| reviews.force_push((CURATOR, 50)));
    });
}

#[test]
fn try_state_should_detect_wrong_deposits() {
    detects("5: a datanet's deposit is its owner's", |id| change_datanet(id, |info| info.deposit.depositor = ALICE));
    detects("5: a datanet's deposit contains those of its admitted accounts", |id| {
        Contributors::<Test>::insert(id, ALICE, ADMISSION + 1)
    });
    detects("5: a pending contribution's deposit contains what is kept", |_| {
        change(PENDING, |record| record.deposit.amount = KEPT - 1)
    });
    for id in [PENDING, REJECTED, ERASED] {
        detects("5: a contribution's deposit is its contributor's or the budget's", |_| {
            change(id, |record| record.deposit = Deposit { depositor: CHARLIE, amount: 0 })
        });
    }
    for (reason, who) in [(HoldReason::DatanetDeposit, OWNER), (HoldReason::ContributionDeposit, ALICE)] {
        detects("5: deposits are backed by holds", |_| {
            Balances::release(&reason.into(), &who, 1, Precision::Exact).unwrap();
        });
    }
}

#[test]
fn try_state_should_detect_wrong_contributions() {
    let sources = |ids: &[u64]| {
        let sources = ids.iter().copied().map(ContributionId).collect::<Vec<_>>().try_into().unwrap();
        Kind::Refinement { method: Refinement::Cleaning, sources }
    };
    detects("4: the terms of a pending contribution are in range", |_| {
        change(PENDING, |record| record.status = Status::Pending(Terms { reviews: 16, ..terms_of(policy()) }))
    });
    detects("6: a contribution has items", |_| change(REJECTED, |record| record.items = 0));
    detects("6: a refinement's sources are different", |_| change(REFINEMENT, |record| record.kind = sources(&[0, 0])));
    detects("6: the contributor of each source is recorded", |_| {
        change(REFINEMENT, |record| {
            record.source_contributors.pop();
        })
    });
    detects("6: the contributor of each source is recorded", |_| {
        change(REFINEMENT, |record| record.source_contributors[0] = CHARLIE)
    });
    detects("6: a refinement's sources are earlier", |_| {
        change(0, |record| {
            record.kind = sources(&[1]);
            record.source_contributors = vec![BOB].try_into().unwrap();
        })
    });
    detects("6: a refinement's sources were accepted", |_| {
        change(ERASED, |record| {
            record.kind = sources(&[4]);
            record.source_contributors = vec![ALICE].try_into().unwrap();
        })
    });
    detects("6: a pending contribution has no shares", |_| change(PENDING, |record| record.shares = 1));
    detects("6: an accepted contribution's score is 1 to 100", |_| {
        change(0, |record| record.status = Status::Accepted { score: 0 })
    });
    detects("6: an accepted contribution's shares are items × score", |_| change(0, |record| record.shares += 1));
    detects("6: raw data grants shares to its contributor only", |_| change(0, |record| record.source_shares = 1));
    let message = "6: a contribution that wasn't accepted has no shares and no URI";
    detects(message, |_| change(REJECTED, |record| record.uri = Some(text("u"))));
    detects(message, |_| change(REJECTED, |record| record.source_shares = 1));
    detects("6: exactly accepted contributions have an era of that", |_| {
        change(PENDING, |record| record.accepted = Some(0))
    });
    detects("6: exactly accepted contributions have an era of that", |_| change(0, |record| record.accepted = None));
    detects("6: exactly rejected contributions have a rejection", |_| {
        Rejections::<Test>::remove(ContributionId(REJECTED))
    });
    let rejection = Rejection { originals_part: Permill::zero(), curators_part: Permill::zero(), penalty: 0, era: 0 };
    detects("6: exactly rejected contributions have a rejection", |_| {
        Rejections::<Test>::insert(ContributionId(0), rejection)
    });
    detects("6: a rejection is that of a contribution", |_| Rejections::<Test>::insert(ContributionId(99), rejection));
    detects("6: an erased contribution has no URI", |_| change(ERASED, |record| record.uri = Some(text("u"))));
}

#[test]
fn try_state_should_detect_shares_without_a_grant() {
    let one_share = || Position { shares: 1, ..Default::default() };
    detects("7: an account's shares are what was granted to it", |id| {
        Positions::mutate(PoolId::Datanet(id), Holder::Account(ALICE), |position| position.shares += 1)
    });
    detects("7: a datanet's shares are its grants", |id| {
        Positions::insert(PoolId::Datanet(id), Holder::Account(TREASURY), one_share())
    });
    detects("7: a datanet's shares are its grants", |id| {
        Positions::insert(PoolId::Datanet(id), Holder::Pool(PoolId::Datanet(id)), one_share())
    });
}

#[test]
fn try_state_should_detect_wrong_bonds() {
    detects("1: a curator's datanet exists", |_| {
        CuratorBonds::<Test>::insert(DatanetId(9), ALICE, CuratorBond::default());
    });
    bonded_detects("8: bonds are backed by holds", |id| change_bond(id, |bond| bond.amount += 1));
    bonded_detects("8: bonds are backed by holds", |id| change_bond(id, |bond| bond.amount -= 1));
    bonded_detects("8: a curator's shares are its counted reviews", |id| change_bond(id, |bond| bond.reviews += 1));
    bonded_detects("8: the shares of a curators' pool are counted reviews", |id| {
        Positions::insert(PoolId::Curators(id), Holder::Account(ALICE), Position { shares: 1, ..Default::default() });
    });
}

#[test]
fn try_state_should_detect_wrong_decisions() {
    bonded_detects("9: a decision is that of a contribution", |_| {
        Decisions::<Test>::insert(ContributionId(9), Decisions::<Test>::get(ContributionId(0)).unwrap());
    });
    bonded_detects("9: a decision is that of a decided contribution", |_| {
        Decisions::<Test>::insert(ContributionId(1), Decisions::<Test>::get(ContributionId(0)).unwrap());
    });
    bonded_detects("9: the reviews of a decision are of different curators", |_| {
        change_decision(|decision| decision.reviews[0].0 = ALICE);
    });
    bonded_detects("9: the reviews of a decision are of different curators", |_| {
        change_decision(|decision| decision.reviews[0].0 = CURATOR + 1);
    });
    bonded_detects("9: a review that binds is counted", |_| {
        change_decision(|decision| decision.reviews[0].0 = CURATOR + 2);
    });
}

/// As [`detects`], with a datanet of bonded curators whose contribution 0 is accepted by two of three, and whose
/// contribution 1 is pending.
#[track_caller]
fn bonded_detects(message: &'static str, corrupt: impl FnOnce(DatanetId)) {
    new_test_ext().execute_with(|| {
        let id = datanet_with(curated());
        accepted(id, ALICE, raw(1, 10), 100);
        contribute(id, BOB, raw(2, 10));
        Datanets::do_try_state().unwrap();
        corrupt(id);
        assert_eq!(Datanets::do_try_state(), Err(TryRuntimeError::Other(message)));
    });
}

fn change_bond(id: DatanetId, change: impl FnOnce(&mut CuratorBond)) {
    CuratorBonds::<Test>::mutate(id, CURATOR, |bond| change(bond.as_mut().unwrap()));
}

fn change_decision(change: impl FnOnce(&mut DecisionOf<Test>)) {
    Decisions::<Test>::mutate(ContributionId(0), |decision| change(decision.as_mut().unwrap()));
}
