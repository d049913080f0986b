// SPDX-License-Identifier: Apache-2.0

//! Random sequences of calls, those of an adversary included: an owner who raises the deposit in front of a
//! contribution, replaces curators and changes parameters; reviewers who hold out; copied hashes. The invariants hold,
//! the ledger's shares equal the grants, nobody loses more than the ticket says, and nothing stays on hold.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{deps::sp_runtime::Permill, testing_prelude::*};
use openledger_primitives::{
    disputes::{Ground, Judged, Ruling, Subject},
    ContributionId, DatanetId, Shares,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Command {
    Raw {
        who: u64,
        seed: u64,
        items: u32,
        max_deposit: u128,
    },
    /// The owner raises the deposit and appoints a curator in front of a contribution, and both score it 0.
    FrontRun {
        who: u64,
        seed: u64,
    },
    /// The owner appoints a curator and contributes as much as possible, which all curators score 100.
    Mint {
        seed: u64,
    },
    Refine {
        who: u64,
        seed: u64,
        items: u32,
        sources: Vec<u64>,
    },
    Batch {
        who: u64,
        seeds: Vec<u64>,
    },
    Review {
        curator: u64,
        pick: u64,
        score: u8,
    },
    Decide {
        pick: u64,
        score: u8,
    },
    Withdraw {
        pick: u64,
    },
    Erase {
        pick: u64,
    },
    Prune {
        pick: u64,
    },
    /// The budget pays deposits up to this.
    Sponsor {
        most: u128,
    },
    /// The owner ends a record whose deposit the budget paid.
    Reclaim {
        pick: u64,
    },
    Eras {
        count: u32,
    },
    Parameters {
        penalty: u32,
        record: u128,
        admission: u128,
    },
    Any {
        who: u64,
        id: u64,
        call: u8,
    },
    Policy {
        reviews: u8,
        min_score: u8,
        deposit: u128,
        part: u32,
        curated: bool,
        max_items: u32,
        review_eras: u32,
        curation: (u128, u32, u32),
    },
    /// A curator bonds, perhaps too little.
    Bond {
        who: u64,
        amount: u128,
    },
    /// A curator leaves, or withdraws its bond.
    Resign {
        who: u64,
        withdraw: bool,
    },
    Curator {
        who: u64,
        on: bool,
    },
    Contributor {
        who: u64,
        on: bool,
    },
    Propose {
        to: Option<u64>,
    },
    Accept {
        who: u64,
    },
    /// A case that `who` wins, if it can be opened, after `eras` in which the subject is what it was.
    Verdict {
        who: u64,
        pick: u64,
        matter: u8,
        score: u8,
        eras: u32,
    },
    /// A verdict about something that may have changed since its case was opened.
    Late {
        id: u64,
        matter: u8,
        score: u8,
    },
}

/// A curator of the owner's, appointed and removed as it suits.
const LATECOMER: u64 = CURATOR + 8;
const CURATORS: std::ops::Range<u64> = CURATOR..CURATOR + 4;

fn who() -> impl Strategy<Value = u64> {
    prop_oneof![6 => ALICE..=CHARLIE, 2 => CURATOR..CURATOR + 2, 2 => Just(PAUPER)]
}

fn command() -> impl Strategy<Value = Command> {
    let seed = 0u64..200;
    let items = prop_oneof![8 => 1u32..20, 1 => 900u32..1_100, 1 => Just(0)];
    let score = prop_oneof![4 => 50u8..=100, 1 => 0u8..=101];
    prop_oneof![
        6 => (who(), seed.clone(), items.clone(), prop_oneof![Just(ANY), 0u128..200])
            .prop_map(|(who, seed, items, max_deposit)| Command::Raw { who, seed, items, max_deposit }),
        1 => (who(), seed.clone()).prop_map(|(who, seed)| Command::FrontRun { who, seed }),
        1 => seed.clone().prop_map(|seed| Command::Mint { seed }),
        6 => (who(), seed.clone(), items, prop::collection::vec(any::<u64>(), 1..=4))
            .prop_map(|(who, seed, items, sources)| Command::Refine { who, seed, items, sources }),
        1 => (who(), prop::collection::vec(seed, 0..4)).prop_map(|(who, seeds)| Command::Batch { who, seeds }),
        4 => (CURATORS, any::<u64>(), score.clone())
            .prop_map(|(curator, pick, score)| Command::Review { curator, pick, score }),
        10 => (any::<u64>(), score).prop_map(|(pick, score)| Command::Decide { pick, score }),
        1 => any::<u64>().prop_map(|pick| Command::Withdraw { pick }),
        2 => any::<u64>().prop_map(|pick| Command::Erase { pick }),
        2 => any::<u64>().prop_map(|pick| Command::Prune { pick }),
        1 => (0u128..400).prop_map(|most| Command::Sponsor { most }),
        2 => any::<u64>().prop_map(|pick| Command::Reclaim { pick }),
        2 => prop_oneof![9 => 1u32..4, 1 => Just(LIABILITY_ERAS)].prop_map(|count| Command::Eras { count }),
        1 => (0u32..=100, 0u128..40, 0u128..40)
            .prop_map(|(penalty, record, admission)| Command::Parameters { penalty, record, admission }),
        2 => (who(), 0u64..30, 0u8..4).prop_map(|(who, id, call)| Command::Any { who, id, call }),
        2 => (
            0u8..=4,
            0u8..=101,
            prop_oneof![3 => LEAST - 1..200, 1 => MOST - 1..=MOST + 1],
            0u32..=1_000_000,
            prop::bool::weighted(0.1),
            prop_oneof![3 => Just(1_000u32), 1 => 0u32..=1_001],
            0u32..=21,
            prop_oneof![
                2 => Just((0, 0, 0)),
                4 => (REVIEWS..300, 0u32..=500_000, 0u32..=1_000_000),
                1 => (0u128..4, 0u32..=500_001, 0u32..=1_000_000),
            ],
        )
            .prop_map(|(reviews, min_score, deposit, part, curated, max_items, review_eras, curation)| {
                Command::Policy { reviews, min_score, deposit, part, curated, max_items, review_eras, curation }
            }),
        4 => (CURATORS, prop_oneof![0u128..400, Just(2 * ENDOWMENT)])
            .prop_map(|(who, amount)| Command::Bond { who, amount }),
        1 => (CURATORS, any::<bool>()).prop_map(|(who, withdraw)| Command::Resign { who, withdraw }),
        2 => (prop_oneof![CURATORS, Just(LATECOMER)], any::<bool>()).prop_map(|(who, on)| Command::Curator { who, on }),
        1 => (who(), any::<bool>()).prop_map(|(who, on)| Command::Contributor { who, on }),
        1 => prop::option::of(ALICE..=CHARLIE).prop_map(|to| Command::Propose { to }),
        1 => (ALICE..=CHARLIE).prop_map(|who| Command::Accept { who }),
        5 => (who(), any::<u64>(), 0u8..4, 0u8..=101, 0u32..3)
            .prop_map(|(who, pick, matter, score, eras)| Command::Verdict { who, pick, matter, score, eras }),
        2 => (0u64..30, 0u8..4, 1u8..=100).prop_map(|(id, matter, score)| Command::Late { id, matter, score }),
    ]
}

/// One of the contributions with such a status, and its contributor; contribution 0 if there are none.
fn pick(pick: u64, wanted: impl Fn(Status) -> bool) -> (ContributionId, RuntimeOrigin) {
    let mut found: Vec<_> = Contributions::<Test>::iter()
        .filter(|(_, record)| wanted(record.status))
        .map(|(id, record)| (id, record.contributor))
        .collect();
    found.sort_unstable();
    let count = u64::try_from(found.len()).unwrap().max(1);
    let (id, who) = found.get(usize::try_from(pick % count).unwrap()).copied().unwrap_or((ContributionId(0), ALICE));
    (id, signed(who))
}

fn is_pending(status: Status) -> bool {
    matches!(status, Status::Pending(_))
}

fn is_prunable(status: Status) -> bool {
    matches!(status, Status::Rejected { .. } | Status::Erased { .. })
}

fn is_accepted(status: Status) -> bool {
    matches!(status, Status::Accepted { .. })
}

fn subject(datanet: DatanetId, contribution: ContributionId, matter: u8, score: u8) -> Subject<u64> {
    match matter {
        0 => Subject::Review { contribution, score },
        1 => Subject::Acceptance { contribution, ground: Ground::Stolen },
        2 => Subject::Score { contribution, score },
        _ => Subject::Curator { datanet, curator: CURATOR + contribution.0 % 9 },
    }
}

/// Execute a verdict. It never fails, whatever has become of its subject.
fn execute(subject: &Subject<u64>, challenger: u64) {
    let owed = Datanets::execute(subject, &challenger, Ruling::Overturned).unwrap();
    assert!(owed <= MOST && (owed == 0 || matches!(subject, Subject::Review { .. })));
}

/// Run a command as the runtime does: a failing call changes nothing.
fn run(id: DatanetId, command: Command) {
    let owner = signed(info(id).owner);
    let (origin, call) = match command {
        Command::Raw { who, seed, items, max_deposit } => {
            let before = held(HoldReason::ContributionDeposit, who);
            run_call(signed(who), Call::contribute { datanet: id, submission: raw(seed, items), max_deposit });
            let taken = held(HoldReason::ContributionDeposit, who) - before;
            assert!(taken <= max_deposit.min(MOST));
            return;
        }
        Command::FrontRun { who, seed } => {
            let now = Datanets::datanet(id).unwrap();
            let named = now.policy.deposit;
            let before = held(HoldReason::ContributionDeposit, who);
            let policy = Policy { deposit: MOST, ..now.policy };
            run_call(owner.clone(), Call::set_policy { datanet: id, admission: now.admission, policy });
            run_call(owner, Call::add_curator { datanet: id, who: LATECOMER });
            let contribution = NextContributionId::<Test>::get();
            run_call(signed(who), Call::contribute { datanet: id, submission: raw(seed, 1), max_deposit: named });
            assert!(held(HoldReason::ContributionDeposit, who) - before <= named);
            for curator in [LATECOMER, CURATOR] {
                run_call(signed(curator), Call::review { contribution, score: 0 });
            }
            return;
        }
        Command::Mint { seed } => {
            let now = Datanets::datanet(id).unwrap();
            run_call(owner, Call::add_curator { datanet: id, who: LATECOMER });
            let contribution = NextContributionId::<Test>::get();
            let submission = raw(seed, now.policy.max_items);
            run_call(signed(now.owner), Call::contribute { datanet: id, submission, max_deposit: ANY });
            let voters = CURATORS.chain([LATECOMER]);
            voters.for_each(|curator| run_call(signed(curator), Call::review { contribution, score: 100 }));
            return;
        }
        Command::Verdict { who, pick: one, matter, score, eras } => {
            let (contribution, contributor) = match matter {
                0 => pick(one, |status| matches!(status, Status::Rejected { .. })),
                _ => pick(one, is_accepted),
            };
            let challenger = if matter == 0 { ensure_signed(contributor).unwrap() } else { who };
            let subject = subject(id, contribution, matter, score);
            if Datanets::open(&subject, &challenger).is_ok() {
                pass_eras(eras);
                execute(&subject, challenger);
            }
            return;
        }
        Command::Late { id: contribution, matter, score } => {
            return execute(&subject(id, ContributionId(contribution), matter, score), PAUPER);
        }
        Command::Eras { count } => return pass_eras(count),
        Command::Parameters { penalty, record, admission } => {
            RejectionPenalty::set(Permill::from_percent(penalty));
            RecordDeposit::set(record);
            ContributorDeposit::set(admission);
            return;
        }
        Command::Sponsor { most } => return Sponsored::set(most),
        Command::Reclaim { pick: one } => {
            let ends = |status| !is_accepted(status);
            let contribution = pick(one, ends).0;
            run_call(owner.clone(), Call::withdraw { contribution });
            (owner, Call::prune { contribution })
        }
        Command::Prune { pick: one } => {
            let (contribution, who) = pick(one, is_prunable);
            (who, Call::prune { contribution })
        }
        Command::Refine { who, seed, items, sources } => {
            let sources: Vec<_> = sources.into_iter().map(|source| pick(source, is_accepted).0).collect();
            (
                signed(who),
                Call::contribute { datanet: id, submission: refined(seed, items, &sources), max_deposit: ANY },
            )
        }
        Command::Batch { who, seeds } => {
            let submissions: Vec<_> = seeds.into_iter().map(|seed| raw(seed, 3)).collect();
            let submissions = submissions.try_into().unwrap();
            (signed(who), Call::contribute_batch { datanet: id, submissions, max_deposit: ANY })
        }
        Command::Review { curator, pick: one, score } => {
            (signed(curator), Call::review { contribution: pick(one, is_pending).0, score })
        }
        Command::Decide { pick: one, score } => {
            let contribution = pick(one, is_pending).0;
            CURATORS.for_each(|curator| run_call(signed(curator), Call::review { contribution, score }));
            return;
        }
        Command::Withdraw { pick: one } => {
            let (contribution, who) = pick(one, is_pending);
            (who, Call::withdraw { contribution })
        }
        Command::Erase { pick: one } => {
            let (contribution, who) = pick(one, is_accepted);
            (who, Call::erase { contribution })
        }
        // In any status, of any contributor.
        Command::Any { who, id, call } => {
            let contribution = ContributionId(id);
            let call = match call {
                0 => Call::withdraw { contribution },
                1 => Call::erase { contribution },
                2 => Call::prune { contribution },
                _ => Call::review { contribution, score: 70 },
            };
            (signed(who), call)
        }
        Command::Policy { reviews, min_score, deposit, part, curated, max_items, review_eras, curation } => {
            let (bond, for_curators, loss) = curation;
            let (for_curators, loss) = (Permill::from_parts(for_curators), Permill::from_parts(loss));
            let curation = Curation { bond, part: for_curators, loss };
            let admission = if curated { Admission::Curated } else { Admission::Open };
            let originals_part = Permill::from_parts(part);
            let policy = Policy { reviews, min_score, deposit, originals_part, max_items, review_eras, curation };
            (owner, Call::set_policy { datanet: id, admission, policy })
        }
        Command::Bond { who, amount } => {
            let before = held(HoldReason::CuratorBond, who);
            run_call(signed(who), Call::bond_curator { datanet: id, amount });
            assert!(held(HoldReason::CuratorBond, who) - before <= amount);
            return;
        }
        Command::Resign { who, withdraw: false } => (signed(who), Call::leave_curator { datanet: id }),
        Command::Resign { who, withdraw: true } => (signed(who), Call::withdraw_curator_bond { datanet: id }),
        Command::Curator { who, on: true } => (owner, Call::add_curator { datanet: id, who }),
        Command::Curator { who, on: false } => (owner, Call::remove_curator { datanet: id, who }),
        Command::Contributor { who, on: true } => (owner, Call::add_contributor { datanet: id, who, max_deposit: ANY }),
        Command::Contributor { who, on: false } => (owner, Call::remove_contributor { datanet: id, who }),
        Command::Propose { to } => (owner, Call::propose_owner { datanet: id, proposed: to }),
        Command::Accept { who } => (signed(who), Call::accept_ownership { datanet: id, max_deposit: ANY }),
    };
    run_call(origin, call);
}

fn run_call(origin: RuntimeOrigin, call: Call<Test>) {
    use frame::traits::UnfilteredDispatchable;
    let _ = call.dispatch_bypass_filter(origin);
}

/// What the events say of a contribution.
#[derive(Clone)]
struct Told {
    contributor: u64,
    sources: Vec<u64>,
    deposit: u128,
    kept: u128,
    curators: BTreeSet<u64>,
    /// Its shares, and those of each source.
    shares: (Shares, Shares),
}

/// Set the shares that a contribution grants.
fn grant(granted: &mut BTreeMap<u64, Shares>, one: &mut Told, shares: (Shares, Shares)) {
    let mut change = |who: u64, old: Shares, new: Shares| {
        let sum = granted.entry(who).or_default();
        *sum = *sum + new - old;
    };
    change(one.contributor, one.shares.0, shares.0);
    one.sources.iter().for_each(|who| change(*who, one.shares.1, shares.1));
    one.shares = shares;
}

/// The shares granted to each account and the sum of the penalties, by the events alone. On the way, each review is by
/// a curator of the time of the submission who is not paid for the contribution, and each deposit adds up.
fn replay(events: &[Event<Test>]) -> (BTreeMap<u64, Shares>, u128) {
    let mut granted: BTreeMap<u64, Shares> = BTreeMap::new();
    let mut told: BTreeMap<ContributionId, Told> = BTreeMap::new();
    let mut curators: BTreeSet<u64> = (CURATOR..CURATOR + 3).collect();
    let mut penalties = 0;
    for event in events {
        match event {
            Event::CuratorAdded { who, .. } => drop(curators.insert(*who)),
            Event::CuratorRemoved { who, .. } => drop(curators.remove(who)),
            Event::Contributed { contribution, contributor, kind, deposit, .. } => {
                let sources = kind.sources().iter().map(|id| told[id].contributor).collect();
                let (deposit, kept, curators) = (*deposit, *deposit, curators.clone());
                let contributor = *contributor;
                let one = Told { contributor, sources, deposit, kept, curators, shares: (0, 0) };
                told.insert(*contribution, one);
            }
            Event::Reviewed { contribution, curator, .. } => {
                let one = &told[contribution];
                assert!(one.curators.contains(curator));
                assert!(one.contributor != *curator && !one.sources.contains(curator));
            }
            Event::Accepted { contribution, shares, source_shares, released, kept, .. } => {
                let one = told.get_mut(contribution).unwrap();
                assert_eq!(released + kept, one.deposit);
                let minted = shares + source_shares * Shares::try_from(one.sources.len()).unwrap();
                assert!(minted <= 100 * u128::from(MaxItems::get()));
                one.kept = *kept;
                grant(&mut granted, one, (*shares, *source_shares));
            }
            Event::Rejected { contribution, penalty, released, kept, .. } => {
                let one = told.get_mut(contribution).unwrap();
                assert_eq!(penalty + released + kept, one.deposit);
                one.kept = *kept;
                penalties += penalty;
            }
            Event::Erased { contribution, shares, source_shares, .. } => {
                let one = told.get_mut(contribution).unwrap();
                assert_eq!(one.shares, (*shares, *source_shares));
                grant(&mut granted, one, (0, 0));
            }
            Event::Rescored { contribution, score, shares, source_shares } => {
                let one = told.get_mut(contribution).unwrap();
                assert!((1..=100).contains(score));
                let minted = shares + source_shares * Shares::try_from(one.sources.len()).unwrap();
                assert!(minted <= 100 * u128::from(MaxItems::get()));
                grant(&mut granted, one, (*shares, *source_shares));
            }
            Event::Revoked { contribution, challenger, reward, penalty } => {
                let one = told.get_mut(contribution).unwrap();
                assert_eq!(reward + penalty, one.kept);
                assert!(*reward == one.kept / 2 || *challenger == PAUPER);
                penalties += penalty;
                grant(&mut granted, one, (0, 0));
            }
            Event::Withdrawn { contribution, released, .. } => assert_eq!(*released, told[contribution].deposit),
            Event::Pruned { contribution, released, .. } => assert_eq!(*released, told[contribution].kept),
            _ => (),
        }
    }
    (granted, penalties)
}

/// What curators bonded, withdrew and lost, by the events alone: the bonds that are left, and the sum of the penalties.
fn replay_bonds(events: &[Event<Test>], bonds: &mut BTreeMap<u64, u128>) -> u128 {
    let mut penalties = 0;
    for event in events {
        match event {
            Event::CuratorBonded { who, amount, total, .. } => {
                let bond = bonds.entry(*who).or_default();
                *bond += amount;
                assert_eq!(bond, total);
            }
            Event::CuratorBondWithdrawn { who, released, .. } => {
                assert_eq!(bonds.insert(*who, 0).unwrap_or_default(), *released);
            }
            Event::CuratorOverruled { who, reward, penalty, .. } => {
                let bond = bonds.get_mut(who).unwrap();
                *bond -= reward + penalty;
                assert!(*reward <= penalty + 1);
                penalties += penalty;
            }
            _ => (),
        }
    }
    penalties
}

/// All curators leave, and withdraw what is left of their bonds. Nothing is counted or on hold then.
fn resign(id: DatanetId) {
    for (who, _) in CuratorBonds::<Test>::iter_prefix(id).collect::<Vec<_>>() {
        if Datanets::is_curator(id, who) {
            Datanets::leave_curator(signed(who), id).unwrap();
        }
    }
    Datanets::do_try_state().unwrap();
    pass_eras(MaxReviewEras::get() + LIABILITY_ERAS + 1);
    for (who, _) in CuratorBonds::<Test>::iter_prefix(id).collect::<Vec<_>>() {
        Datanets::withdraw_curator_bond(signed(who), id).unwrap();
        assert_eq!((held(HoldReason::CuratorBond, who), counted(id, who)), (0, 0));
    }
    assert_eq!(CuratorBonds::<Test>::iter().count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_sequence_of_calls_should_keep_the_invariants(
        bonded: bool,
        commands in prop::collection::vec(command(), 1..120),
    ) {
        new_test_ext().execute_with(|| {
            let id = datanet_with(if bonded { curated() } else { policy() });
            sponsor(0);
            let issuance = Balances::total_issuance();
            for command in commands {
                run(id, command.clone());
                if let Err(error) = Datanets::do_try_state() {
                    panic!("{command:?}: {error:?}");
                }
            }
            let told = System::read_events_for_pallet::<Event<Test>>();
            let (granted, penalties) = replay(&told);
            let mut bonds = (CURATOR..CURATOR + 3).map(|who| (who, if bonded { BOND } else { 0 })).collect();
            let of_bonds = replay_bonds(&told, &mut bonds);
            for (who, left) in bonds {
                assert_eq!(held(HoldReason::CuratorBond, who), left);
            }
            let everybody = || [OWNER, ALICE, BOB, CHARLIE, PAUPER].into_iter().chain(CURATOR..CURATOR + 4);
            for who in everybody() {
                assert_eq!(shares(id, who), granted.get(&who).copied().unwrap_or_default());
            }
            // The curators' part of what contributors lose is in the ledger.
            let for_curators = Balances::free_balance(LEDGER) - ENDOWMENT;
            assert_eq!(Balances::free_balance(TREASURY) + for_curators, ENDOWMENT + penalties + of_bonds);
            assert_eq!(Balances::total_issuance(), issuance);
            // Whatever the reviewers do, every pending contribution can be withdrawn free when their time is over. Then
            // each contributor can remove all records, and nothing is held for contributions.
            pass_eras(MaxReviewEras::get() + 1);
            for (contribution, record) in Contributions::<Test>::iter().collect::<Vec<_>>() {
                let who = || signed(record.contributor);
                match record.status {
                    Status::Pending(_) => Datanets::withdraw(who(), contribution).unwrap(),
                    Status::Accepted { .. } => drop(Datanets::erase(who(), contribution).unwrap()),
                    Status::Rejected { .. } | Status::Erased { .. } => (),
                }
            }
            resign(id);
            for (contribution, record) in Contributions::<Test>::iter().collect::<Vec<_>>() {
                Datanets::prune(signed(record.contributor), contribution).unwrap();
            }
            assert_eq!((Decisions::<Test>::iter().count(), Rejections::<Test>::iter().count()), (0, 0));
            assert_eq!((Contributions::<Test>::iter().count(), ContentHashes::<Test>::iter().count()), (0, 0));
            let (_, later) = replay(&System::read_events_for_pallet::<Event<Test>>());
            assert_eq!(later, penalties);
            for who in everybody().chain([BUDGET]) {
                assert_eq!((held(HoldReason::ContributionDeposit, who), shares(id, who)), (0, 0));
            }
            Datanets::do_try_state().unwrap();
        });
    }
}
