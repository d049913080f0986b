// SPDX-License-Identifier: Apache-2.0

//! Random cases against a model of the rules: who may do what and when, where each bond goes, and what is executed. No
//! money appears or disappears, no side loses more than the bonds that it signed, and in the end nothing is on hold.

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::{deps::sp_io, testing_prelude::*, token::fungible::Inspect};
use openledger_primitives::{
    disputes::{Omitted, Ruling, Subject},
    ContributionId, Era, ModelId,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
enum Command {
    Open { who: u64, subject: Subject<u64>, max_bond: u128 },
    Respond { who: u64, case: u64, max_bond: u128 },
    Rule { who: u64, case: u64, ruling: Ruling },
    Appeal { who: u64, case: u64, max_bond: u128 },
    Track { case: u64, ruling: Ruling },
    Finalize { case: u64 },
    Panel { members: Vec<u64>, threshold: u8 },
    Eras(Era),
    Fails(bool),
    Owed(u128),
    Bond(u128),
}

const PEOPLE: [u64; 4] = [ALICE, BOB, CHARLIE, JUDGE];

fn command() -> impl Strategy<Value = Command> {
    let who = || prop::sample::select(PEOPLE.to_vec());
    let case = || 0u64..12;
    let ruling = || prop::sample::select(vec![Ruling::Upheld, Ruling::Overturned]);
    let max_bond = || prop_oneof![6 => Just(ANY), 1 => 0u128..400];
    let subject = prop_oneof![
        (1u32..4).prop_map(|model| Subject::Artifact { model: ModelId(model) }),
        (1u32..4, 0u32..2)
            .prop_map(|(model, of)| Subject::Lineage { model: ModelId(model), omitted: Omitted::Parent(ModelId(of)) }),
        (1u64..4, 0u8..3).prop_map(|(id, score)| Subject::Score { contribution: ContributionId(id), score }),
        (1u64..4).prop_map(curator),
    ];
    prop_oneof![
        6 => (who(), subject, max_bond()).prop_map(|(who, subject, max_bond)| Command::Open { who, subject, max_bond }),
        6 => (who(), case(), max_bond()).prop_map(|(who, case, max_bond)| Command::Respond { who, case, max_bond }),
        12 => (JUDGE..JUDGE + 4, case(), ruling()).prop_map(|(who, case, ruling)| Command::Rule { who, case, ruling }),
        4 => (who(), case(), max_bond()).prop_map(|(who, case, max_bond)| Command::Appeal { who, case, max_bond }),
        2 => (case(), ruling()).prop_map(|(case, ruling)| Command::Track { case, ruling }),
        8 => case().prop_map(|case| Command::Finalize { case }),
        1 => (prop::collection::vec(JUDGE..JUDGE + 4, 0..4), 0u8..4)
            .prop_map(|(members, threshold)| Command::Panel { members, threshold }),
        6 => (1u32..4).prop_map(Command::Eras),
        1 => any::<bool>().prop_map(Command::Fails),
        1 => (0u128..500).prop_map(Command::Owed),
        1 => (1u128..200).prop_map(Command::Bond),
    ]
}

/// A case as it should be.
#[derive(Clone)]
struct Trial {
    subject: Subject<u64>,
    sides: [u64; 2],
    bond: u128,
    /// The bonds of both sides.
    bonds: [u128; 2],
    answered: bool,
    respond_until: Era,
    /// The last era before the outcome is final.
    until: Era,
    votes: BTreeMap<u64, Ruling>,
    ruling: Option<Ruling>,
    appealed: bool,
    decided: bool,
}

struct World {
    next: u64,
    cases: BTreeMap<u64, Trial>,
    panel: Vec<u64>,
    threshold: u8,
    balances: BTreeMap<u64, u128>,
    executed: usize,
    fails: bool,
    owed: u128,
    price: u128,
}

fn index(ruling: Ruling) -> usize {
    usize::from(ruling == Ruling::Upheld)
}

impl World {
    fn free(&self, who: u64) -> u128 {
        let held: u128 = self
            .cases
            .values()
            .flat_map(|one| one.sides.into_iter().zip(one.bonds))
            .filter(|(of, _)| *of == who)
            .map(|(_, bond)| bond)
            .sum();
        // The existential deposit cannot be held.
        self.balances[&who].saturating_sub(held).saturating_sub(10)
    }

    fn open(&mut self, now: Era, who: u64, subject: Subject<u64>, max_bond: u128) -> bool {
        let respondent = match &subject {
            Subject::Artifact { model } | Subject::Lineage { model, .. } => u64::from(model.0),
            Subject::Score { contribution, .. } => contribution.0,
            Subject::Curator { curator, .. } => *curator,
            _ => unreachable!(),
        };
        let taken = self.cases.values().any(|one| one.subject.clone().matter() == subject.clone().matter());
        if taken || respondent == who || self.price > max_bond || self.free(who) < self.price {
            return false;
        }
        let one = Trial {
            subject,
            sides: [who, respondent],
            bond: self.price,
            bonds: [self.price, 0],
            answered: false,
            respond_until: now + RESPONSE,
            until: now + RESPONSE + RULING,
            votes: BTreeMap::new(),
            ruling: None,
            appealed: false,
            decided: false,
        };
        self.cases.insert(self.next, one);
        self.next += 1;
        true
    }

    fn respond(&mut self, now: Era, who: u64, case: u64, max_bond: u128) -> bool {
        let free = self.free(who);
        let Some(one) = self.cases.get_mut(&case) else { return false };
        let in_time = now <= one.respond_until && one.ruling.is_none();
        if one.sides[1] != who || one.answered || !in_time || one.bond > max_bond || free < one.bond {
            return false;
        }
        one.answered = true;
        one.bonds[1] += one.bond;
        true
    }

    fn rule(&mut self, now: Era, who: u64, case: u64, ruling: Ruling) -> bool {
        let Some(one) = self.cases.get_mut(&case) else { return false };
        let may = self.panel.contains(&who) && !one.sides.contains(&who);
        let in_time = now <= one.until && (one.answered || now > one.respond_until);
        if !may || !in_time || one.ruling.is_some() || one.votes.get(&who) == Some(&ruling) {
            return false;
        }
        one.votes.insert(who, ruling);
        if one.votes.values().filter(|vote| **vote == ruling).count() >= usize::from(self.threshold) {
            one.ruling = Some(ruling);
            one.until = now + APPEAL;
        }
        true
    }

    fn appeal(&mut self, now: Era, who: u64, case: u64, max_bond: u128) -> bool {
        let free = self.free(who);
        let Some(one) = self.cases.get_mut(&case) else { return false };
        let Some(ruling) = one.ruling else { return false };
        let (loser, bond) = (1 - index(ruling), 3 * one.bond);
        let may = one.sides[loser] == who && !one.appealed && !one.decided && now <= one.until;
        if !may || bond > max_bond || free < bond {
            return false;
        }
        one.appealed = true;
        one.bonds[loser] += bond;
        one.until = now + TRACK;
        true
    }

    fn track(&mut self, now: Era, case: u64, ruling: Ruling) -> bool {
        let Some(one) = self.cases.get_mut(&case) else { return false };
        if one.decided || now > one.until {
            return false;
        }
        (one.decided, one.ruling, one.until) = (true, Some(ruling), now);
        true
    }

    fn finalize(&mut self, now: Era, case: u64) -> bool {
        let Some(one) = self.cases.get(&case).cloned() else { return false };
        if now <= one.until && !one.decided {
            return false;
        }
        let Some(ruling) = one.ruling else {
            self.cases.remove(&case);
            return true;
        };
        if self.fails && now <= one.until + PATIENCE {
            return false;
        }
        self.executed += usize::from(!self.fails);
        let owed = if self.fails || ruling == Ruling::Upheld { 0 } else { self.owed };
        let (winner, loser) = (one.sides[index(ruling)], one.sides[1 - index(ruling)]);
        let bonds = one.bonds[1 - index(ruling)];
        let reward = (bonds * 60 / 100).max(owed).min(bonds);
        *self.balances.get_mut(&loser).unwrap() -= bonds;
        *self.balances.get_mut(&winner).unwrap() += reward;
        let treasury = self.balances.get_mut(&TREASURY).unwrap();
        *treasury += bonds - reward;
        let missing = owed - reward.min(owed);
        if *treasury - 10 >= missing {
            *treasury -= missing;
            *self.balances.get_mut(&winner).unwrap() += missing;
        }
        self.cases.remove(&case);
        true
    }
}

fn root() -> Vec<u8> {
    System::reset_events();
    sp_io::storage::root(StateVersion::V1)
}

fn run(commands: Vec<Command>) -> Result<(), TestCaseError> {
    let people: Vec<u64> = PEOPLE.into_iter().chain([TREASURY]).collect();
    let mut world = World {
        next: 0,
        cases: BTreeMap::new(),
        panel: (JUDGE..JUDGE + 3).collect(),
        threshold: 2,
        balances: people.iter().map(|who| (*who, Balances::total_balance(who))).collect(),
        executed: 0,
        fails: false,
        owed: 0,
        price: BOND,
    };
    let issuance = Balances::total_issuance();
    for command in commands {
        let (now, before) = (CurrentEra::get(), root());
        let (result, expected) = match command.clone() {
            Command::Open { who, subject, max_bond } => (
                Disputes::open(signed(who), subject.clone(), evidence(1), max_bond),
                world.open(now, who, subject, max_bond),
            ),
            Command::Respond { who, case, max_bond } => {
                (Disputes::respond(signed(who), case, evidence(2), max_bond), world.respond(now, who, case, max_bond))
            }
            Command::Rule { who, case, ruling } => {
                (Disputes::rule(signed(who), case, ruling), world.rule(now, who, case, ruling))
            }
            Command::Appeal { who, case, max_bond } => {
                (Disputes::appeal(signed(who), case, evidence(3), max_bond), world.appeal(now, who, case, max_bond))
            }
            Command::Track { case, ruling } => {
                (Disputes::rule_by_track(RuntimeOrigin::root(), case, ruling), world.track(now, case, ruling))
            }
            Command::Finalize { case } => {
                use frame::traits::UnfilteredDispatchable;
                let result = Call::<Test>::finalize { case }.dispatch_bypass_filter(signed(PAUPER));
                (result.map(drop).map_err(|error| error.error), world.finalize(now, case))
            }
            Command::Panel { members, threshold } => {
                let mut different = members.clone();
                different.sort_unstable();
                different.dedup();
                let least = usize::from(!members.is_empty());
                let valid =
                    different.len() == members.len() && (least..=members.len()).contains(&usize::from(threshold));
                if valid {
                    (world.panel, world.threshold) = (members.clone(), threshold);
                    world.cases.values_mut().filter(|one| one.ruling.is_none()).for_each(|one| one.votes.clear());
                }
                (Disputes::set_panel(RuntimeOrigin::root(), members.try_into().unwrap(), threshold), valid)
            }
            Command::Eras(eras) => {
                pass_eras(eras);
                (Ok(()), true)
            }
            Command::Fails(fails) => {
                Fails::set(&fails);
                world.fails = fails;
                (Ok(()), true)
            }
            Command::Owed(owed) => {
                Owed::set(&owed);
                world.owed = owed;
                (Ok(()), true)
            }
            Command::Bond(bond) => {
                CaseBond::set(bond);
                world.price = bond;
                (Ok(()), true)
            }
        };
        prop_assert_eq!(result.is_ok(), expected, "{:?} in era {}: {:?}", command, now, result);
        if result.is_err() {
            prop_assert_eq!(root(), before);
        }
        for who in &people {
            prop_assert_eq!(Balances::total_balance(who), world.balances[who], "{} after {:?}", who, command);
        }
        prop_assert_eq!(Balances::total_issuance(), issuance);
        prop_assert_eq!(Executed::get().len(), world.executed);
        prop_assert_eq!(Disputes::do_try_state(), Ok(()));
    }
    // Whatever the sides and the panel did, and even if no verdict can be executed: nothing is ever stuck.
    pass_eras(RESPONSE + RULING + APPEAL + TRACK + PATIENCE + 1);
    Fails::set(&true);
    for case in Cases::<Test>::iter_keys().collect::<Vec<_>>() {
        prop_assert_eq!(Disputes::finalize(signed(PAUPER), case), Ok(()));
    }
    for who in PEOPLE {
        prop_assert_eq!(held(who), 0);
    }
    prop_assert_eq!((Cases::<Test>::iter().count(), OpenCases::<Test>::iter().count()), (0, 0));
    prop_assert_eq!(Balances::total_issuance(), issuance);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_case_ends_as_the_rules_say(commands in prop::collection::vec(command(), 20..150)) {
        new_test_ext().execute_with(|| run(commands))?;
    }
}
