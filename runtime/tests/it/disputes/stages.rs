// SPDX-License-Identifier: Apache-2.0

//! A case at every stage, and everything that can come in its way there. Whatever comes, the case ends, the bonds are
//! where the rules say, nothing stays on hold, and no deadline passes while the chain stands still.

use super::*;
use openledger_primitives::disputes::{Ground, Omitted};
use openledger_runtime::{
    configs::ledger::{AppealEras, RecordDeposit, ResponseEras, RulingEras, TrackEras},
    constants::currency::{EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY},
    Datanets, Disputes, RuntimeEvent, SafeMode, System,
};
use pallet_datanets::{Contributions, Status};
use pallet_disputes::{Error, Event};
use polkadot_sdk::{
    frame_support::traits::{schedule::DispatchTime, Bounded},
    pallet_balances, pallet_collective,
    pallet_conviction_voting::{self, AccountVote, Conviction, Vote},
    pallet_referenda, pallet_safe_mode, pallet_tx_pause,
    sp_keyring::Sr25519Keyring::{Charlie, CharlieStash, FerdieStash, Two},
};

/// What was done last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Opened,
    Answered,
    Voted,
    Ruled,
    Appealed,
    Decided,
}

const STEPS: [Step; 6] = [Step::Opened, Step::Answered, Step::Voted, Step::Ruled, Step::Appealed, Step::Decided];

/// What comes in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Disturbance {
    /// The ledger is short, and pays nothing.
    PayoutsStopped,
    /// The committee stops everything that can be stopped.
    SafeMode,
    /// The committee pauses single calls.
    Paused,
    /// The chain makes no block for hours.
    Standstill,
    /// The contributor erases the contribution.
    Erased,
    /// The datanet has another owner.
    DatanetMoved,
    /// The model has another owner.
    ModelMoved,
    /// The track dismisses the panel.
    PanelDismissed,
    /// Both sides send away all that they can.
    Emptied,
    /// Both sides lock their whole balances with a vote.
    VoteLocked,
}

/// What the case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    Review,
    Acceptance,
    Score,
    Artifact,
    Lineage,
    Curator,
}

/// Every disturbance, with cases that it could touch.
const TABLE: [(Disturbance, &[About]); 10] = [
    (Disturbance::PayoutsStopped, &[About::Review, About::Acceptance]),
    (Disturbance::SafeMode, &[About::Review, About::Curator]),
    (Disturbance::Paused, &[About::Artifact]),
    (Disturbance::Standstill, &[About::Review, About::Artifact]),
    (Disturbance::Erased, &[About::Acceptance, About::Score]),
    (Disturbance::DatanetMoved, &[About::Review, About::Curator]),
    (Disturbance::ModelMoved, &[About::Artifact, About::Lineage]),
    (Disturbance::PanelDismissed, &[About::Score, About::Lineage]),
    (Disturbance::Emptied, &[About::Acceptance, About::Artifact]),
    (Disturbance::VoteLocked, &[About::Acceptance, About::Artifact]),
];

impl About {
    fn subject(self) -> Subject<AccountId> {
        match self {
            Self::Review => Subject::Review { contribution: REJECTED, score: 80 },
            Self::Acceptance => Subject::Acceptance { contribution: ACCEPTED, ground: Ground::Poisoned },
            Self::Score => Subject::Score { contribution: ACCEPTED, score: 40 },
            Self::Artifact => Subject::Artifact { model: MODEL },
            Self::Lineage => Subject::Lineage { model: OTHER, omitted: Omitted::Parent(MODEL) },
            Self::Curator => Subject::Curator { datanet: DATANET, curator: Bob.to_account_id() },
        }
    }

    /// The challenger and the respondent.
    fn sides(self) -> [Sr25519Keyring; 2] {
        match self {
            Self::Review => [Dave, Alice],
            Self::Acceptance | Self::Score => [CharlieStash, Ferdie],
            Self::Artifact => [CharlieStash, Dave],
            Self::Lineage => [CharlieStash, EveStash],
            Self::Curator => [CharlieStash, Bob],
        }
    }

    /// Two members of the panel that are no sides.
    fn judges(self) -> [Sr25519Keyring; 2] {
        match self {
            Self::Review => [Bob, Charlie],
            Self::Curator => [Alice, Charlie],
            Self::Acceptance | Self::Score | Self::Artifact | Self::Lineage => [Alice, Bob],
        }
    }
}

fn committee() -> RuntimeOrigin {
    pallet_collective::RawOrigin::<_, pallet_collective::Instance1>::Members(2, 3).into()
}

fn filtered<T>() -> Result<T, DispatchError> {
    Err(frame_system::Error::<Runtime>::CallFiltered.into())
}

fn pause(pallet: &str, call: &str) -> DispatchResult {
    let name = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
    let full_name = (name(pallet), name(call));
    let pause = pallet_tx_pause::Call::<Runtime>::pause { full_name };
    dispatch_as(committee(), pause).map(drop).map_err(|failed| failed.error)
}

/// A case, with what the test knows of it.
struct Trial {
    about: About,
    disturbance: Disturbance,
    /// Whether the disturbance has come.
    disturbed: bool,
    case: CaseId,
    /// What each side has on hold.
    bonds: [Balance; 2],
    answered: bool,
    respond_until: Era,
    /// The last era before the outcome is final.
    until: Era,
    ruling: Option<Ruling>,
    decided: bool,
}

impl Trial {
    fn open(chain: &mut Chain, about: About, disturbance: Disturbance) -> Self {
        let case = chain.block(|| open(about.sides()[0], about.subject()).unwrap());
        let respond_until = era(chain) + ResponseEras::get();
        Self {
            about,
            disturbance,
            disturbed: false,
            case,
            bonds: [bond(), 0],
            answered: false,
            respond_until,
            until: respond_until + RulingEras::get(),
            ruling: None,
            decided: false,
        }
    }

    fn accounts(&self) -> [AccountId; 2] {
        self.about.sides().map(|side| side.to_account_id())
    }

    fn is(&self, disturbance: Disturbance) -> bool {
        self.disturbed && self.disturbance == disturbance
    }

    fn go_on(&mut self, chain: &mut Chain, step: Step, by_track: Ruling) {
        let (case, [_, respondent]) = (self.case, self.accounts());
        match step {
            Step::Opened => (),
            Step::Answered => {
                let answered = chain.block(|| respond(respondent, case));
                // Whoever has nothing left cannot answer, and the case goes on without.
                assert_eq!(answered.is_ok(), !self.is(Disturbance::Emptied), "{answered:?}");
                if answered.is_ok() {
                    self.bonds[1] += bond();
                    self.answered = true;
                }
            }
            Step::Voted | Step::Ruled => {
                let now = era(chain);
                if !self.answered && now <= self.respond_until {
                    pass(chain, self.respond_until + 1 - now);
                }
                let judge = self.about.judges()[usize::from(step == Step::Ruled)];
                let voted = chain.block(|| rule(judge, case, Ruling::Overturned));
                if self.is(Disturbance::PanelDismissed) {
                    assert_eq!(voted, Err(Error::<Runtime>::NotPanelMember.into()));
                    return;
                }
                assert_eq!(voted, Ok(()));
                if step == Step::Ruled {
                    self.ruling = Some(Ruling::Overturned);
                    self.until = era(chain) + AppealEras::get();
                }
            }
            Step::Appealed => {
                let appealed = chain.block(|| appeal(respondent, case));
                if self.ruling.is_none() {
                    assert_eq!(appealed, Err(Error::<Runtime>::NothingToAppeal.into()));
                } else if self.is(Disturbance::Emptied) {
                    assert!(appealed.is_err());
                } else {
                    assert_eq!(appealed, Ok(()));
                    self.bonds[1] += appeal_bond();
                    self.until = era(chain) + TrackEras::get();
                }
            }
            Step::Decided => {
                assert_eq!(chain.block(|| rule_by_track(case, by_track)), Ok(()));
                self.ruling = Some(by_track);
                self.decided = true;
            }
        }
    }

    fn disturb(&mut self, chain: &mut Chain) {
        self.disturbed = true;
        let (case, about, accounts) = (self.case, self.about, self.accounts());
        match self.disturbance {
            Disturbance::PayoutsStopped => {
                chain.block(|| {
                    act(Eve, pallet_datanets::Call::<Runtime>::fund { datanet: DATANET, amount: 10 * OPEN }).unwrap();
                    as_root(pallet_balances::Call::<Runtime>::force_transfer {
                        source: Attribution::ledger_account().into(),
                        dest: Two.to_account_id().into(),
                        value: OPEN,
                    })
                    .unwrap();
                });
                chain.block(|| {
                    assert!(Attribution::books().payouts_stopped);
                    let stopped = pallet_attribution::Error::<Runtime>::PayoutsStopped.into();
                    assert_eq!(claim(Ferdie, PoolId::Datanet(DATANET)), Err(stopped));
                });
            }
            Disturbance::SafeMode => chain.block(|| {
                dispatch_as(committee(), pallet_safe_mode::Call::<Runtime>::force_enter {}).unwrap();
                assert_eq!(open(Eve, Subject::Artifact { model: OTHER }), filtered());
            }),
            Disturbance::Paused => chain.block(|| {
                for (pallet, call) in [
                    ("Disputes", "open"),
                    ("Balances", "transfer_keep_alive"),
                    ("Datanets", "erase"),
                    ("ModelRegistry", "accept_ownership"),
                ] {
                    pause(pallet, call).unwrap();
                }
                for call in ["respond", "rule", "appeal", "finalize", "rule_by_track", "set_panel"] {
                    let unpausable = pallet_tx_pause::Error::<Runtime>::Unpausable.into();
                    assert_eq!(pause("Disputes", call), Err(unpausable), "{call}");
                }
                assert_eq!(open(Eve, Subject::Artifact { model: OTHER }), filtered());
            }),
            Disturbance::Standstill => {
                let now = era(chain);
                if !self.decided {
                    // The last era in which the next step can be done.
                    let last = if self.answered { self.until } else { self.respond_until };
                    pass(chain, last - now);
                }
                let (before, decided) = (era(chain), self.decided);
                chain.block_after(5_000, || {
                    assert_eq!(Attribution::current_era(), before);
                    if !decided {
                        assert_eq!(finalize(case), Err(Error::<Runtime>::NotFinal.into()));
                    }
                });
            }
            Disturbance::Erased => chain.block(|| {
                let contribution = ACCEPTED;
                act(Ferdie, pallet_datanets::Call::<Runtime>::erase { contribution }).unwrap();
                let in_dispute = pallet_datanets::Error::<Runtime>::InDispute.into();
                assert_eq!(act(Ferdie, pallet_datanets::Call::<Runtime>::prune { contribution }), Err(in_dispute));
            }),
            Disturbance::DatanetMoved => chain.block(|| {
                let (datanet, proposed) = (DATANET, Some(FerdieStash.to_account_id()));
                act(Alice, pallet_datanets::Call::<Runtime>::propose_owner { datanet, proposed }).unwrap();
                let accept = pallet_datanets::Call::<Runtime>::accept_ownership { datanet, max_deposit: Balance::MAX };
                act(FerdieStash, accept).unwrap();
                // The new owner answers for later cases only.
                let answer = respond(FerdieStash.to_account_id(), case);
                assert_eq!(answer, Err(Error::<Runtime>::NotRespondent.into()));
            }),
            Disturbance::ModelMoved => chain.block(|| {
                let model = if about == About::Lineage { OTHER } else { MODEL };
                let ([_, owner], proposed) = (about.sides(), Some(FerdieStash.to_account_id()));
                act(owner, pallet_model_registry::Call::<Runtime>::propose_owner { model, proposed }).unwrap();
                let accept =
                    pallet_model_registry::Call::<Runtime>::accept_ownership { model, max_deposit: Balance::MAX };
                act(FerdieStash, accept).unwrap();
                let answer = respond(FerdieStash.to_account_id(), case);
                assert_eq!(answer, Err(Error::<Runtime>::NotRespondent.into()));
            }),
            Disturbance::PanelDismissed => chain.block(|| {
                let dismiss = pallet_disputes::Call::<Runtime>::set_panel { members: Default::default(), threshold: 0 };
                dispatch_as(Origin::Arbiter, dismiss).unwrap();
            }),
            Disturbance::Emptied => chain.block(|| {
                for who in accounts {
                    let dest = Two.to_account_id().into();
                    let leave = pallet_balances::Call::<Runtime>::transfer_all { dest, keep_alive: false };
                    act_as(who.clone(), leave).unwrap();
                    // An account cannot end while something of it is on hold.
                    assert_eq!(Balances::free_balance(&who), EXISTENTIAL_DEPOSIT);
                }
            }),
            Disturbance::VoteLocked => chain.block(|| {
                let remark: RuntimeCall = frame_system::Call::<Runtime>::remark { remark: vec![] }.into();
                let submit = pallet_referenda::Call::<Runtime>::submit {
                    proposal_origin: Box::new(Origin::FeeSplitAdmin.into()),
                    proposal: Bounded::Inline(codec::Encode::encode(&remark).try_into().unwrap()),
                    enactment_moment: DispatchTime::After(0),
                };
                act(Eve, submit).unwrap();
                for who in accounts {
                    let vote = AccountVote::Standard {
                        vote: Vote { aye: true, conviction: Conviction::Locked6x },
                        balance: Balances::total_balance(&who),
                    };
                    act_as(who, pallet_conviction_voting::Call::<Runtime>::vote { poll_index: 0, vote }).unwrap();
                }
            }),
        }
    }

    /// What the end of the case changes in balances.
    fn expected(&self) -> Changes<AccountId> {
        let Some(ruling) = self.ruling else { return Changes::new() };
        let [challenger, respondent] = self.accounts();
        let treasury = Treasury::account_id();
        if ruling == Ruling::Upheld {
            return sum(lost(&challenger, &respondent, self.bonds[0]));
        }
        let mut changes = lost(&respondent, &challenger, self.bonds[1]);
        match self.about {
            // The half of a bond is more than the penalty. Without a bond, the treasury makes it good.
            About::Review if self.bonds[1] == 0 => {
                let penalty = (DEPOSIT / 2) as i128;
                changes.extend([(challenger, penalty), (treasury, -penalty)]);
            }
            // The record's deposit, whether the contributor erased the content or not.
            About::Acceptance => changes.extend(lost(&respondent, &challenger, RecordDeposit::get())),
            // On hold from whoever owns the model now.
            About::Artifact => {
                let model = ModelRegistry::model(MODEL).unwrap();
                changes.extend([(model.owner, -(model.deposit as i128)), (challenger, model.deposit as i128)]);
            }
            _ => (),
        }
        sum(changes)
    }

    /// Check what the verdict has changed, and that nothing else would have.
    fn assert_subject(&self) {
        let overturned = self.ruling == Some(Ruling::Overturned);
        let status = |contribution| Contributions::<Runtime>::get(contribution).map(|record| record.status);
        match self.about {
            About::Review => {
                let (accepted, rejected) = (Status::Accepted { score: 80 }, Status::Rejected { score: 10 });
                assert_eq!(status(REJECTED), Some(if overturned { accepted } else { rejected }));
            }
            About::Acceptance => assert_eq!(status(ACCEPTED).is_none(), overturned),
            About::Score if self.is(Disturbance::Erased) => {
                assert!(matches!(status(ACCEPTED), Some(Status::Erased { .. })));
            }
            About::Score => {
                let score = if overturned { 40 } else { 80 };
                assert_eq!(status(ACCEPTED), Some(Status::Accepted { score }));
            }
            About::Artifact => {
                let owner = ModelRegistry::model(MODEL).unwrap().owner;
                assert_eq!(owner == CharlieStash.to_account_id(), overturned);
            }
            About::Lineage => assert_eq!(ModelRegistry::added_lineage(OTHER).len(), usize::from(overturned)),
            About::Curator => assert_eq!(Datanets::is_curator(DATANET, Bob.to_account_id()), !overturned),
        }
    }

    /// Finalize the case as soon as its outcome is final.
    fn end(&self, chain: &mut Chain) {
        let case = self.case;
        if !self.decided {
            let now = era(chain);
            pass(chain, self.until - now);
            chain.block(|| assert_eq!(finalize(case), Err(Error::<Runtime>::NotFinal.into())));
            pass(chain, 1);
        }
        chain.block(|| {
            let (expected, before) = (self.expected(), Book::read());
            for (who, bonds) in self.accounts().into_iter().zip(self.bonds) {
                assert_eq!(bonds_of(&who), bonds, "{who}");
            }
            assert_eq!(finalize(case), Ok(()));

            let after = Book::read();
            assert_eq!(differences(&before.balances, &after.balances), expected);
            assert_eq!((after.issuance, after.owed), (TOTAL_SUPPLY, before.owed));
            for who in after.balances.keys() {
                assert_eq!(bonds_of(who), 0, "{who}");
            }
            assert!(Disputes::case(case).is_none() && Disputes::case_of(self.about.subject()).is_none());
            self.assert_subject();
            let ended = System::events().into_iter().rev().find_map(|record| match record.event {
                RuntimeEvent::Disputes(Event::Closed { ruling, failure, .. }) => Some((Some(ruling), failure)),
                RuntimeEvent::Disputes(Event::Lapsed { .. }) => Some((None, None)),
                _ => None,
            });
            assert_eq!(ended, Some((self.ruling, None)));
        });
        self.clear_up(chain);
    }

    /// Check that the disturbance lasted, and that the chain is well when it is over.
    fn clear_up(&self, chain: &mut Chain) {
        match self.disturbance {
            Disturbance::PayoutsStopped => chain.block(|| {
                assert!(Attribution::books().payouts_stopped);
                let dest = Attribution::ledger_account().into();
                act(Two, pallet_balances::Call::<Runtime>::transfer_allow_death { dest, value: OPEN }).unwrap();
                as_root(pallet_attribution::Call::<Runtime>::resume_payouts {}).unwrap();
                // What was earned before the verdict is paid, whatever that was.
                let before = Balances::total_balance(&Ferdie.to_account_id());
                claim(Ferdie, PoolId::Datanet(DATANET)).unwrap();
                assert_eq!(Balances::total_balance(&Ferdie.to_account_id()), before + 10 * OPEN);
            }),
            Disturbance::SafeMode => chain.block(|| assert!(SafeMode::is_entered())),
            Disturbance::Erased => chain.block(|| {
                // Nothing keeps what is left of the record.
                let prune = pallet_datanets::Call::<Runtime>::prune { contribution: ACCEPTED };
                let gone = self.about == About::Acceptance && self.ruling == Some(Ruling::Overturned);
                assert_eq!(act(Ferdie, prune).is_ok(), !gone);
            }),
            _ => (),
        }
    }
}

/// Have every disturbance come after every step of a case. Then the rest of the steps follow, the last one with the
/// track's ruling; or, if there is none, nobody does anything any more.
fn run(by_track: Option<Ruling>) {
    for (disturbance, cases) in TABLE {
        for about in cases {
            for at in STEPS {
                println!("{disturbance:?} of a case about {about:?} at {at:?}, then {by_track:?}");
                let mut chain = world();
                let mut trial = Trial::open(&mut chain, *about, disturbance);
                let (done, left): (Vec<_>, Vec<_>) = STEPS.into_iter().partition(|step| *step <= at);
                let ruling = by_track.unwrap_or(Ruling::Overturned);
                done.into_iter().for_each(|step| trial.go_on(&mut chain, step, ruling));
                trial.disturb(&mut chain);
                if by_track.is_some() {
                    left.into_iter().for_each(|step| trial.go_on(&mut chain, step, ruling));
                }
                trial.end(&mut chain);
            }
        }
    }
}

#[test]
fn a_case_that_everybody_leaves_alone_should_end_whatever_comes_in_its_way() {
    run(None);
}

#[test]
fn a_case_that_the_challenger_wins_should_end_whatever_comes_in_its_way() {
    run(Some(Ruling::Overturned));
}

#[test]
fn a_case_that_the_respondent_wins_should_end_whatever_comes_in_its_way() {
    run(Some(Ruling::Upheld));
}
