// SPDX-License-Identifier: Apache-2.0

//! Random sequences of calls: the invariants hold, the ledger's shares equal the grants, and no money is lost.

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{deps::sp_runtime::Permill, testing_prelude::*};
use openledger_primitives::{ContributionId, DatanetId, Shares};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Command {
    Raw { who: u64, seed: u64, items: u32 },
    Refine { who: u64, seed: u64, items: u32, sources: Vec<u64> },
    Batch { who: u64, seeds: Vec<u64> },
    Review { curator: u64, pick: u64, score: u8 },
    Decide { pick: u64, score: u8 },
    Withdraw { pick: u64 },
    Erase { pick: u64 },
    Any { who: u64, id: u64, call: u8 },
    Policy { reviews: u8, min_score: u8, deposit: u128, part: u32, curated: bool },
    Curator { who: u64, on: bool },
    Contributor { who: u64, on: bool },
    Propose { to: Option<u64> },
    Accept { who: u64 },
}

const CURATORS: std::ops::Range<u64> = CURATOR..CURATOR + 4;

fn who() -> impl Strategy<Value = u64> {
    prop_oneof![6 => ALICE..=CHARLIE, 2 => CURATOR..CURATOR + 2, 1 => Just(PAUPER)]
}

fn command() -> impl Strategy<Value = Command> {
    let seed = 0u64..200;
    let items = prop_oneof![8 => 1u32..20, 1 => Just(u32::MAX), 1 => Just(0)];
    let score = prop_oneof![4 => 50u8..=100, 1 => 0u8..=101];
    prop_oneof![
        6 => (who(), seed.clone(), items.clone()).prop_map(|(who, seed, items)| Command::Raw { who, seed, items }),
        6 => (who(), seed.clone(), items, prop::collection::vec(any::<u64>(), 1..=4))
            .prop_map(|(who, seed, items, sources)| Command::Refine { who, seed, items, sources }),
        1 => (who(), prop::collection::vec(seed, 0..4)).prop_map(|(who, seeds)| Command::Batch { who, seeds }),
        4 => (CURATORS, any::<u64>(), score.clone())
            .prop_map(|(curator, pick, score)| Command::Review { curator, pick, score }),
        10 => (any::<u64>(), score).prop_map(|(pick, score)| Command::Decide { pick, score }),
        1 => any::<u64>().prop_map(|pick| Command::Withdraw { pick }),
        2 => any::<u64>().prop_map(|pick| Command::Erase { pick }),
        2 => (who(), 0u64..30, 0u8..3).prop_map(|(who, id, call)| Command::Any { who, id, call }),
        1 => (0u8..=4, 0u8..=101, LEAST - 1..200, 0u32..=1_000_000, prop::bool::weighted(0.1)).prop_map(
            |(reviews, min_score, deposit, part, curated)| Command::Policy {
                reviews, min_score, deposit, part, curated,
            }
        ),
        1 => (CURATORS, any::<bool>()).prop_map(|(who, on)| Command::Curator { who, on }),
        1 => (who(), any::<bool>()).prop_map(|(who, on)| Command::Contributor { who, on }),
        1 => prop::option::of(ALICE..=CHARLIE).prop_map(|to| Command::Propose { to }),
        1 => (ALICE..=CHARLIE).prop_map(|who| Command::Accept { who }),
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

fn is_accepted(status: Status) -> bool {
    matches!(status, Status::Accepted { .. })
}

/// Run a command as the runtime does: a failing call changes nothing.
fn run(id: DatanetId, command: Command) {
    let owner = signed(info(id).owner);
    let (origin, call) = match command {
        Command::Raw { who, seed, items } => {
            (signed(who), Call::contribute { datanet: id, submission: raw(seed, items) })
        }
        Command::Refine { who, seed, items, sources } => {
            let sources: Vec<_> = sources.into_iter().map(|source| pick(source, is_accepted).0).collect();
            (signed(who), Call::contribute { datanet: id, submission: refined(seed, items, &sources) })
        }
        Command::Batch { who, seeds } => {
            let submissions: Vec<_> = seeds.into_iter().map(|seed| raw(seed, 3)).collect();
            (signed(who), Call::contribute_batch { datanet: id, submissions: submissions.try_into().unwrap() })
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
                _ => Call::review { contribution, score: 70 },
            };
            (signed(who), call)
        }
        Command::Policy { reviews, min_score, deposit, part, curated } => {
            let admission = if curated { Admission::Curated } else { Admission::Open };
            let policy = Policy { reviews, min_score, deposit, originals_part: Permill::from_parts(part) };
            (owner, Call::set_policy { datanet: id, admission, policy })
        }
        Command::Curator { who, on: true } => (owner, Call::add_curator { datanet: id, who }),
        Command::Curator { who, on: false } => (owner, Call::remove_curator { datanet: id, who }),
        Command::Contributor { who, on: true } => (owner, Call::add_contributor { datanet: id, who }),
        Command::Contributor { who, on: false } => (owner, Call::remove_contributor { datanet: id, who }),
        Command::Propose { to } => (owner, Call::propose_owner { datanet: id, proposed: to }),
        Command::Accept { who } => (signed(who), Call::accept_ownership { datanet: id }),
    };
    run_call(origin, call);
}

fn run_call(origin: RuntimeOrigin, call: Call<Test>) {
    use frame::traits::UnfilteredDispatchable;
    let _ = call.dispatch_bypass_filter(origin);
}

/// The shares granted to each account, by the events alone.
fn granted(events: &[Event<Test>]) -> BTreeMap<u64, Shares> {
    let mut granted: BTreeMap<u64, Shares> = BTreeMap::new();
    for event in events {
        let (id, own, each, add) = match event {
            Event::Accepted { contribution, shares, source_shares, .. } => (contribution, shares, source_shares, true),
            Event::Erased { contribution, shares, source_shares, .. } => (contribution, shares, source_shares, false),
            _ => continue,
        };
        let record = Contributions::<Test>::get(id).unwrap();
        let sources = record.kind.sources().iter();
        let to_sources = sources.map(|id| (Contributions::<Test>::get(id).unwrap().contributor, *each));
        for (who, shares) in to_sources.chain([(record.contributor, *own)]) {
            let sum = granted.entry(who).or_default();
            *sum = if add { *sum + shares } else { *sum - shares };
        }
    }
    granted
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_sequence_of_calls_should_keep_the_invariants(commands in prop::collection::vec(command(), 1..120)) {
        new_test_ext().execute_with(|| {
            let id = datanet();
            let issuance = Balances::total_issuance();
            for command in commands {
                run(id, command.clone());
                if let Err(error) = Datanets::do_try_state() {
                    panic!("{command:?}: {error:?}");
                }
            }
            let events = events();
            let granted = granted(&events);
            for who in [OWNER, ALICE, BOB, CHARLIE, PAUPER].into_iter().chain(CURATOR..CURATOR + 4) {
                assert_eq!(shares(id, who), granted.get(&who).copied().unwrap_or_default());
            }
            let penalty = |event: &Event<Test>| match event {
                Event::Rejected { penalty, .. } | Event::Withdrawn { penalty, .. } => *penalty,
                _ => 0,
            };
            let penalties: u128 = events.iter().map(penalty).sum();
            assert_eq!(Balances::free_balance(TREASURY), ENDOWMENT + penalties);
            assert_eq!(Balances::total_issuance(), issuance);
            // Every pending contribution can be withdrawn, and then nothing is held for contributions.
            for (contribution, record) in Contributions::<Test>::iter().collect::<Vec<_>>() {
                if let Status::Pending(_) = record.status {
                    Datanets::withdraw(signed(record.contributor), contribution).unwrap();
                }
            }
            for who in [ALICE, BOB, CHARLIE, PAUPER].into_iter().chain(CURATOR..CURATOR + 4) {
                assert_eq!(held(HoldReason::ContributionDeposit, who), 0);
            }
            Datanets::do_try_state().unwrap();
        });
    }
}
