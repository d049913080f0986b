// SPDX-License-Identifier: Apache-2.0

//! Random sequences of calls by owners, attributors, challengers and contributors, right and wrong ones. Money is never
//! made or lost, every leaf is paid once, and no era pays more than it has.

use super::*;
use frame::deps::frame_support::storage::with_storage_layer;
use proptest::prelude::*;
use std::collections::BTreeMap;

const ATTRIBUTORS: [AccountId; 3] = [FIRST, SECOND, THIRD];

#[derive(Clone, Debug)]
enum Command {
    Fill { back: Era, amount: Balance },
    Add { who: usize },
    Remove { who: usize },
    Bond { who: usize, amount: Balance },
    Unbond { who: usize },
    Post { who: usize, back: Era, tree: usize },
    Challenge { pick: usize, index: usize },
    Claim { pick: usize, index: usize },
    Close { back: Era, chunks: u32 },
    Erase { id: u64 },
    Prune { id: u64 },
    Set { committed: u32, most: u32 },
    Wait { eras: Era },
}

fn commands() -> impl Strategy<Value = Command> {
    let (who, tree, index, pick, back) = (|| 0..3usize, || 0..3usize, || 0..3usize, || 0..64usize, || 1..20u32);
    let recent = || 1..4u32;
    prop_oneof![
        4 => (recent(), 1..10_000u128).prop_map(|(back, amount)| Command::Fill { back, amount }),
        1 => who().prop_map(|who| Command::Add { who }),
        1 => who().prop_map(|who| Command::Remove { who }),
        3 => (who(), 1..400u128).prop_map(|(who, amount)| Command::Bond { who, amount }),
        1 => who().prop_map(|who| Command::Unbond { who }),
        6 => (who(), recent(), tree()).prop_map(|(who, back, tree)| Command::Post { who, back, tree }),
        4 => (pick(), index()).prop_map(|(pick, index)| Command::Challenge { pick, index }),
        8 => (pick(), index()).prop_map(|(pick, index)| Command::Claim { pick, index }),
        3 => (back(), 0..3u32).prop_map(|(back, chunks)| Command::Close { back, chunks }),
        1 => (0..6u64).prop_map(|id| Command::Erase { id }),
        1 => prop_oneof![Just(1u64), Just(3u64)].prop_map(|id| Command::Prune { id }),
        1 => (0..=50u32, 0..=100u32).prop_map(|(committed, most)| Command::Set { committed, most }),
        6 => (1..4u32).prop_map(|eras| Command::Wait { eras }),
    ]
}

/// The right tree, another one that is not wrong, and one with a contribution of somebody else.
fn trees() -> [Grown; 3] {
    [
        right(),
        grow(&[(ALICE, &[(0, 1)]), (BOB, &[(2, 1)]), (CHARLIE, &[(3, 1 << 100)])]),
        grow(&[(ALICE, &[(2, 7)]), (BOB, &[(2, 4)]), (CHARLIE, &[(3, 1)])]),
    ]
}

/// One of the roots that stand: its era, its attributor and its tree.
fn standing(pick: usize) -> Option<(Era, AccountId, Grown)> {
    let mut all: Vec<_> = Roots::<Test>::iter()
        .flat_map(|(_, era, roots)| roots.posted.into_iter().map(move |posted| (era, posted.attributor, posted.root)))
        .collect();
    all.sort_by_key(|(era, who, _)| (*era, *who));
    let (era, who, root) = *all.get(pick % all.len().max(1))?;
    let grown = trees().into_iter().find(|grown| grown.root() == root)?;
    Some((era, who, grown))
}

#[derive(Default)]
struct Model {
    filled: Balance,
    /// What was set aside for each era, and claimed of it.
    eras: BTreeMap<Era, (Balance, Balance)>,
    refuted: u32,
    paid: u32,
}

impl Model {
    fn run(&mut self, command: Command) -> DispatchResult {
        let (now, trees) = (CurrentEra::get(), trees());
        let era = |back: Era| now.saturating_sub(back);
        match command {
            Command::Fill { back, amount } => {
                Aside::mutate(NET, era(back), |sum| *sum += amount);
                self.filled += amount;
                self.eras.entry(era(back)).or_default().0 += amount;
                Ok(())
            }
            Command::Add { who } => Influence::add_attributor(signed(OWNER), NET, ATTRIBUTORS[who]),
            Command::Remove { who } => Influence::remove_attributor(signed(OWNER), NET, ATTRIBUTORS[who]),
            Command::Bond { who, amount } => Influence::bond(signed(ATTRIBUTORS[who]), NET, amount),
            Command::Unbond { who } => Influence::unbond(signed(ATTRIBUTORS[who]), NET),
            Command::Post { who, back, tree } => post(ATTRIBUTORS[who], era(back), trees[tree].root()),
            Command::Challenge { pick, index } => {
                let (era, who, grown) = standing(pick).ok_or("no root stands")?;
                let evidence = Evidence::Contribution { leaf: grown.leaf(index), item: grown.item(index, 0) };
                let bond = held(HoldReason::AttributorBond, who);
                challenge(era, who, evidence)?;
                if held(HoldReason::AttributorBond, who) < bond {
                    assert_eq!(held(HoldReason::AttributorBond, who), 0);
                    self.refuted += 1;
                }
                Ok(())
            }
            Command::Claim { pick, index } => {
                let (era, _, grown) = standing(pick).ok_or("no root stands")?;
                let before = Aside::get(NET, era);
                claim(era, grown.leaf(index))?;
                assert_eq!(claim(era, grown.leaf(index)), Err(Error::<Test>::AlreadyClaimed.into()));
                let entry = self.eras.entry(era).or_default();
                entry.1 += before - Aside::get(NET, era);
                assert!(entry.1 <= entry.0);
                self.paid += 1;
                Ok(())
            }
            Command::Close { back, chunks } => close(era(back), chunks).map(|_| ()),
            Command::Erase { id } => {
                let record = Known::get().get(&ContributionId(id)).cloned();
                if let Some(Standing::Accepted(accepted)) = record.map(|record| record.standing) {
                    set_standing(id, Standing::Erased { accepted, erased: now });
                }
                Ok(())
            }
            Command::Prune { id } => {
                prune(id);
                Ok(())
            }
            Command::Set { committed, most } => {
                let (committed, most) = (Permill::from_percent(committed), Permill::from_percent(most));
                Influence::set_policy(signed(OWNER), NET, Policy { committed, most, ..policy() })
            }
            Command::Wait { eras } => {
                CurrentEra::set(now + eras);
                Ok(())
            }
        }
    }

    fn check(&self, issuance: Balance) {
        Influence::do_try_state().unwrap();
        assert_eq!(Balances::total_issuance(), issuance);
        let credited: Balance = Credits::iter_values().sum();
        let aside: Balance = Aside::iter_values().sum();
        assert_eq!(credited + aside + Released::get(), self.filled + 1_000);
    }

    /// When everything is over, everything can be closed and withdrawn.
    fn wind_up(&self) {
        CurrentEra::mutate(|era| *era += 100);
        let eras: Vec<_> =
            Roots::<Test>::iter_keys().map(|(_, era)| era).chain(Aside::iter_keys().map(|(_, era)| era)).collect();
        for era in eras {
            let _ = close(era, MAX_CHUNKS);
        }
        assert_eq!((Roots::<Test>::iter().count(), PaidLeaves::<Test>::iter().count()), (0, 0));
        assert_eq!(Aside::iter_values().sum::<Balance>(), 0);
        for who in ATTRIBUTORS {
            assert_eq!(held(HoldReason::RootDeposit, who), 0);
            let _ = Influence::unbond(signed(who), NET);
            assert_eq!(held(HoldReason::AttributorBond, who), 0);
        }
    }
}

/// Run a command as a block would: a failing one is rolled back.
fn dispatch(model: &mut Model, command: Command) -> bool {
    with_storage_layer(|| model.run(command)).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn random_calls_should_keep_the_money_and_the_invariants(commands in prop::collection::vec(commands(), 1..80)) {
        build_and_execute(|| {
            ready();
            let (mut model, issuance) = (Model::default(), Balances::total_issuance());
            model.eras.insert(2, (1_000, 0));
            for command in commands {
                dispatch(&mut model, command);
                model.check(issuance);
            }
            model.wind_up();
            model.check(issuance);
        });
    }
}

/// If every command were refused, the property above would say nothing.
#[test]
fn random_calls_should_be_accepted_often_enough() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    build_and_execute(|| {
        ready();
        let mut model = Model::default();
        model.eras.insert(2, (1_000, 0));
        let mut accepted = 0;
        for _ in 0..3_000 {
            accepted += u32::from(dispatch(&mut model, commands().new_tree(&mut runner).unwrap().current()));
        }
        assert!(accepted > 800, "only {accepted} of 3000 commands were accepted");
        assert!(model.paid > 3 && model.refuted > 3, "{} were paid and {} refuted", model.paid, model.refuted);
    });
}
