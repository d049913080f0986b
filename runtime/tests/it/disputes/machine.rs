// SPDX-License-Identifier: Apache-2.0

//! Random work and random cases, together: contributions, models, payments and claims, and cases about all of them. No
//! OPEN appears or disappears, every book stays right, and nobody loses more than the bonds, deposits and payments that
//! it signed.

use super::*;
use openledger_primitives::disputes::{Ground, Omitted};
use openledger_runtime::{
    configs::ledger::{AppealEras, PatienceEras, ResponseEras, RulingEras, TrackEras},
    constants::currency::TOTAL_SUPPLY,
    testing, RuntimeEvent, Sponsorship, System,
};
use pallet_datanets::Contributions;
use pallet_disputes::{Cases, Event, Side, Stage};
use pallet_model_registry::{DatanetRelation, ParentRelation};
use polkadot_sdk::sp_keyring::Sr25519Keyring::{Charlie, CharlieStash, DaveStash, FerdieStash};
use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{TestCaseError, TestRunner},
};
use std::cell::Cell;

const PEOPLE: [Sr25519Keyring; 6] = [Dave, Ferdie, CharlieStash, DaveStash, EveStash, FerdieStash];
const CURATORS: [Sr25519Keyring; 3] = [Alice, Bob, Charlie];
/// The panel. Dave has an interest in many cases.
const PANEL: [Sr25519Keyring; 3] = [AliceStash, Eve, Dave];

#[derive(Clone, Debug)]
enum Command {
    Contribute { who: Sr25519Keyring, refined: bool },
    Review { curator: Sr25519Keyring, contribution: ContributionId, score: u8 },
    Withdraw { contribution: ContributionId },
    Erase { contribution: ContributionId },
    Prune { contribution: ContributionId },
    Register { who: Sr25519Keyring, derived: bool },
    Pay { who: Sr25519Keyring, model: ModelId, calls: u64 },
    Claim { who: Sr25519Keyring, pool: PoolId<AccountId> },
    Open { who: Sr25519Keyring, subject: Subject<AccountId> },
    Respond { case: CaseId },
    Rule { judge: Sr25519Keyring, case: CaseId, ruling: Ruling },
    Appeal { case: CaseId },
    Track { case: CaseId, ruling: Ruling },
    Finalize { case: CaseId },
    Eras(Era),
}

fn command() -> impl Strategy<Value = Command> {
    let who = || select(PEOPLE.to_vec());
    let (curator, judge) = (|| select(CURATORS.to_vec()), || select(PANEL.to_vec()));
    let contribution = || (0u64..6).prop_map(ContributionId);
    let model = || (0u32..4).prop_map(ModelId);
    let case = || 0u64..6;
    let ruling = || select(vec![Ruling::Upheld, Ruling::Overturned, Ruling::Overturned]);
    let score = || prop_oneof![0u8..50, 50u8..=100];
    let pool = prop_oneof![Just(PoolId::Datanet(DATANET)), model().prop_map(PoolId::ModelBuilders),];
    let omitted = prop_oneof![model().prop_map(Omitted::Parent), Just(Omitted::Datanet(DATANET)),];
    let subject = prop_oneof![
        3 => (contribution(), score()).prop_map(|(contribution, score)| Subject::Review { contribution, score }),
        2 => (contribution(), select(Ground::ALL.to_vec()))
            .prop_map(|(contribution, ground)| Subject::Acceptance { contribution, ground }),
        3 => (contribution(), score()).prop_map(|(contribution, score)| Subject::Score { contribution, score }),
        2 => model().prop_map(|model| Subject::Artifact { model }),
        2 => (model(), omitted).prop_map(|(model, omitted)| Subject::Lineage { model, omitted }),
        1 => curator().prop_map(|curator| Subject::Curator { datanet: DATANET, curator: curator.to_account_id() }),
    ];
    prop_oneof![
        4 => (who(), any::<bool>()).prop_map(|(who, refined)| Command::Contribute { who, refined }),
        8 => (curator(), contribution(), score())
            .prop_map(|(curator, contribution, score)| Command::Review { curator, contribution, score }),
        1 => contribution().prop_map(|contribution| Command::Withdraw { contribution }),
        1 => contribution().prop_map(|contribution| Command::Erase { contribution }),
        1 => contribution().prop_map(|contribution| Command::Prune { contribution }),
        2 => (who(), any::<bool>()).prop_map(|(who, derived)| Command::Register { who, derived }),
        3 => (who(), model(), 1u64..40).prop_map(|(who, model, calls)| Command::Pay { who, model, calls }),
        2 => (who(), pool).prop_map(|(who, pool)| Command::Claim { who, pool }),
        9 => (who(), subject).prop_map(|(who, subject)| Command::Open { who, subject }),
        5 => case().prop_map(|case| Command::Respond { case }),
        12 => (judge(), case(), ruling()).prop_map(|(judge, case, ruling)| Command::Rule { judge, case, ruling }),
        3 => case().prop_map(|case| Command::Appeal { case }),
        1 => (case(), ruling()).prop_map(|(case, ruling)| Command::Track { case, ruling }),
        5 => case().prop_map(|case| Command::Finalize { case }),
        6 => prop_oneof![3 => 1u32..3, 1 => 7u32..9].prop_map(Command::Eras),
    ]
}

/// The cases that ended, over all runs.
#[derive(Default)]
struct Ended {
    lapsed: Cell<usize>,
    upheld: Cell<usize>,
    overturned: Cell<usize>,
}

fn count(cell: &Cell<usize>) {
    cell.set(cell.get() + 1);
}

/// What the test knows of the chain.
struct World<'a> {
    start: BTreeMap<AccountId, Balance>,
    /// The bonds, deposits and payments that each account has signed. The bonds of a case that it won are not.
    signed: BTreeMap<AccountId, Balance>,
    /// The part of all payments that is burned.
    burn: Balance,
    ended: &'a Ended,
}

impl<'a> World<'a> {
    fn new(ended: &'a Ended) -> Self {
        // What was on hold before was signed, too.
        let people = PEOPLE.map(|who| who.to_account_id()).into_iter();
        let signed = people.map(|who| (who.clone(), Balances::total_balance_on_hold(&who))).collect();
        Self { start: Book::read().balances, signed, burn: 0, ended }
    }

    fn sign(&mut self, who: AccountId, amount: Balance) {
        *self.signed.entry(who).or_insert(0) += amount;
    }

    fn unsign(&mut self, who: &AccountId, amount: Balance) {
        *self.signed.get_mut(who).unwrap() -= amount;
    }

    /// Do it. Many commands are refused: then they must change nothing, which the books show.
    fn execute(&mut self, command: &Command) {
        match command.clone() {
            Command::Contribute { who, refined } => {
                let sources: &[ContributionId] = if refined { &[ACCEPTED] } else { &[] };
                if submit(who, sources).is_ok() {
                    self.sign(who.to_account_id(), DEPOSIT);
                }
            }
            Command::Review { curator, contribution, score } => {
                let _ = act(curator, pallet_datanets::Call::<Runtime>::review { contribution, score });
            }
            Command::Withdraw { contribution } => {
                by_contributor(contribution, pallet_datanets::Call::<Runtime>::withdraw { contribution });
            }
            Command::Erase { contribution } => {
                by_contributor(contribution, pallet_datanets::Call::<Runtime>::erase { contribution });
            }
            Command::Prune { contribution } => {
                by_contributor(contribution, pallet_datanets::Call::<Runtime>::prune { contribution });
            }
            Command::Register { who, derived } => {
                let percent = Permill::from_percent;
                let parent = Parent {
                    model: MODEL,
                    relation: ParentRelation::FineTunedFrom,
                    royalty: percent(10),
                    data: percent(20),
                };
                let link = DatanetLink { datanet: DATANET, relation: DatanetRelation::TrainedOn, weight: 1 };
                let (kind, parents) =
                    if derived { (ModelKind::FineTune, vec![parent]) } else { (ModelKind::Base, vec![]) };
                if let Ok(deposit) = register(who, registration(who, kind, parents, vec![link], Terms::default())) {
                    self.sign(who.to_account_id(), deposit);
                }
            }
            Command::Pay { who, model, calls } => {
                if pay(who, model, calls).is_ok() {
                    self.sign(who.to_account_id(), Balance::from(calls) * OPEN);
                    let burn = System::events().into_iter().rev().find_map(|record| match record.event {
                        RuntimeEvent::Attribution(pallet_attribution::Event::PaymentRouted { burn, .. }) => Some(burn),
                        _ => None,
                    });
                    self.burn += burn.unwrap();
                }
            }
            Command::Claim { who, pool } => {
                let _ = claim(who, pool);
            }
            Command::Open { who, subject } => {
                if open(who, subject).is_ok() {
                    self.sign(who.to_account_id(), bond());
                }
            }
            Command::Respond { case } => {
                let Some(found) = Cases::<Runtime>::get(case) else { return };
                if respond(found.respondent.clone(), case).is_ok() {
                    self.sign(found.respondent, bond());
                }
            }
            Command::Rule { judge, case, ruling } => {
                let _ = rule(judge, case, ruling);
            }
            Command::Appeal { case } => {
                let Some(found) = Cases::<Runtime>::get(case) else { return };
                let Stage::Ruled { ruling, .. } = found.stage else { return };
                let loser = found.account(Side::winner(ruling).other()).clone();
                if appeal(loser.clone(), case).is_ok() {
                    self.sign(loser, appeal_bond());
                }
            }
            Command::Track { case, ruling } => {
                let _ = rule_by_track(case, ruling);
            }
            Command::Finalize { case } => self.finalize(case),
            Command::Eras(_) => unreachable!("the caller lets eras pass"),
        }
    }

    fn finalize(&mut self, id: CaseId) {
        let Some(case) = Cases::<Runtime>::get(id) else { return };
        if finalize(id).is_err() {
            return;
        }
        let ended = System::events().into_iter().rev().find_map(|record| match record.event {
            RuntimeEvent::Disputes(Event::Closed { case, ruling, .. }) if case == id => Some(Some(ruling)),
            RuntimeEvent::Disputes(Event::Lapsed { case, .. }) if case == id => Some(None),
            _ => None,
        });
        let ruling = ended.unwrap();
        for side in [Side::Challenger, Side::Respondent] {
            if ruling.is_none_or(|ruling| Side::winner(ruling) == side) {
                let bonds = case.bonds(side).unwrap();
                if bonds > 0 {
                    self.unsign(case.account(side), bonds);
                }
            }
        }
        count(match ruling {
            None => &self.ended.lapsed,
            Some(Ruling::Upheld) => &self.ended.upheld,
            Some(Ruling::Overturned) => &self.ended.overturned,
        });
    }

    fn check(&self, command: &Command) -> Result<(), TestCaseError> {
        let book = Book::read();
        // What is due to be burned is not burned before the next era.
        let issuance = TOTAL_SUPPLY - self.burn + Attribution::dues().burn;
        prop_assert_eq!(book.issuance, issuance, "{:?}", command);
        prop_assert_eq!(testing::try_state(), Ok(()), "{:?}", command);
        let ours = PEOPLE.into_iter().chain(CURATORS).chain([AliceStash]).map(|who| who.to_account_id());
        for who in ours.chain([Eve.to_account_id(), Sponsorship::account_of(DATANET)]) {
            let signed = self.signed.get(&who).copied().unwrap_or(0);
            prop_assert!(book.balances[&who] + signed >= self.start[&who], "{} after {:?}", who, command);
        }
        Ok(())
    }
}

fn by_contributor(contribution: ContributionId, call: pallet_datanets::Call<Runtime>) {
    if let Some(record) = Contributions::<Runtime>::get(contribution) {
        let _ = act_as(record.contributor, call);
    }
}

/// Do the commands in one block, and check everything after each.
fn in_block(chain: &mut Chain, world: &mut World, commands: &mut Vec<Command>) -> Result<(), TestCaseError> {
    let commands = core::mem::take(commands);
    if commands.is_empty() {
        return Ok(());
    }
    chain.block(|| {
        commands.iter().try_for_each(|command| {
            world.execute(command);
            world.check(command)
        })
    })
}

fn run(commands: Vec<Command>, ended: &Ended) -> Result<(), TestCaseError> {
    let mut chain = world();
    chain.block(|| {
        elect(&PANEL);
        [MODEL, OTHER].into_iter().for_each(offer);
    });
    pass(&mut chain, 1);
    let mut world = chain.read(|| World::new(ended));
    let mut waiting = Vec::new();
    for command in commands {
        if let Command::Eras(eras) = command {
            in_block(&mut chain, &mut world, &mut waiting)?;
            pass(&mut chain, eras);
        } else {
            waiting.push(command);
        }
    }
    in_block(&mut chain, &mut world, &mut waiting)?;

    // Whatever happened, every case ends, and nothing of it is left.
    let all = [ResponseEras::get(), RulingEras::get(), AppealEras::get(), TrackEras::get(), PatienceEras::get()];
    pass(&mut chain, all.into_iter().sum::<Era>() + 1);
    let mut left: Vec<Command> =
        chain.read(|| Cases::<Runtime>::iter_keys().map(|case| Command::Finalize { case }).collect());
    in_block(&mut chain, &mut world, &mut left)?;
    chain.read(|| {
        prop_assert_eq!(Cases::<Runtime>::iter().count(), 0);
        for who in Book::read().balances.keys() {
            prop_assert_eq!(bonds_of(who), 0, "{}", who);
        }
        Ok(())
    })
}

#[test]
fn nobody_should_lose_more_than_was_signed_whatever_happens() {
    let ended = Ended::default();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(64));
    runner.run(&vec(command(), 30..90), |commands| run(commands, &ended)).unwrap();
    for (outcome, cases) in [("lapsed", &ended.lapsed), ("upheld", &ended.upheld), ("overturned", &ended.overturned)] {
        assert!(cases.get() > 0, "no case was {outcome}");
    }
}
