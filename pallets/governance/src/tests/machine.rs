// SPDX-License-Identifier: Apache-2.0

//! Random sequences of enactments and era changes, checked against a model that keeps every version.

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
    runtime_api::FeeSplitVersion,
    traits::{AdvanceEras, EraClock, FeeSplitProvider},
    Era, FeeSplit,
};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Command {
    /// Move parts from one role to another, starting from the split enacted last.
    Shift { from: usize, to: usize, parts: u32 },
    /// Enact any split, mostly one that is refused.
    Enact([u32; 6]),
    /// Let eras pass.
    Advance(Era),
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => (0..6usize, 0..6usize, 0..60_000u32).prop_map(|(from, to, parts)| Command::Shift { from, to, parts }),
        1 => proptest::array::uniform6(0..400_000u32).prop_map(Command::Enact),
        4 => (0..3u32).prop_map(Command::Advance),
    ]
}

fn shifted(base: &FeeSplit, from: usize, to: usize, parts: u32) -> FeeSplit {
    let mut weights = base.weights();
    let moved = parts.min(weights[from]);
    weights[from] -= moved;
    weights[to] += moved;
    split(weights)
}

/// The versions under which payments in `era` can settle, of all versions ever enacted.
fn accepted_in(history: &[FeeSplitVersion], era: Era) -> Vec<FeeSplitVersion> {
    let in_force = history.iter().rposition(|record| record.effective_from <= era).unwrap();
    let replaced_at = history[in_force].effective_from;
    history
        .iter()
        .enumerate()
        .filter(|(at, _)| *at == in_force || (at + 1 == in_force && era < replaced_at + GRACE))
        .map(|(_, record)| *record)
        .collect()
}

fn run(commands: Vec<Command>, amount: u128) -> Result<(), TestCaseError> {
    let mut history = vec![FeeSplits::fee_split()];
    for command in commands {
        let last = *history.last().unwrap();
        let proposed = match command {
            Command::Advance(eras) => {
                Clock::advance_eras(eras);
                None
            }
            Command::Shift { from, to, parts } => Some(shifted(&last.split, from, to, parts)),
            Command::Enact(parts) => Some(split(parts)),
        };
        let era = Clock::current_era();
        if let Some(new) = proposed {
            if FeeSplits::set_fee_split(RuntimeOrigin::root(), new).is_ok() {
                // No enactment ends a grace period early: the last one is over.
                prop_assert_eq!(accepted_in(&history, era).len(), 1);
                for (before, after) in last.split.weights().into_iter().zip(new.weights()) {
                    prop_assert!(before.abs_diff(after) <= default_bounds().max_step.deconstruct());
                }
                history.push(FeeSplitVersion { version: last.version + 1, split: new, effective_from: era + 1 });
            }
        }

        let accepted = accepted_in(&history, era);
        let in_force = accepted.last().unwrap();
        prop_assert_eq!(&FeeSplits::fee_split(), in_force);
        prop_assert_eq!(<FeeSplits as FeeSplitProvider>::fee_split(None), Some((in_force.version, in_force.split)));
        for version in 0..history.last().unwrap().version + 2 {
            let expected = accepted.iter().find(|record| record.version == version);
            prop_assert_eq!(
                <FeeSplits as FeeSplitProvider>::fee_split(Some(version)),
                expected.map(|record| (record.version, record.split))
            );
        }
        // The machine enacts fewer versions than the pallet keeps.
        prop_assert_eq!(FeeSplits::fee_split_history(), history.iter().rev().copied().collect::<Vec<_>>());
        for record in accepted {
            prop_assert_eq!(record.split.divide(amount).and_then(|parts| parts.total()), Some(amount));
        }
        prop_assert_eq!(FeeSplits::do_try_state(), Ok(()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn one_version_is_in_force_and_the_previous_is_accepted_in_grace_only(
        commands in proptest::collection::vec(command(), 1..60),
        amount in 0..=(1u128 << 100),
    ) {
        new_test_ext().execute_with(|| run(commands, amount))?;
    }
}
