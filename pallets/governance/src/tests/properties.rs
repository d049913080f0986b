// SPDX-License-Identifier: Apache-2.0

//! Any sequence of enactments and era changes against a model that forgets nothing.

use crate::{mock::*, SplitRecord};
use frame::testing_prelude::*;
use openledger_primitives::{
    traits::{EraClock, FeeSplitProvider},
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

/// What payments in `era` may settle under, of all that was ever enacted.
fn accepted_in(history: &[SplitRecord], era: Era) -> Vec<SplitRecord> {
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
    let mut history = vec![LedgerGovernance::in_force()];
    for command in commands {
        let last = *history.last().unwrap();
        let proposed = match command {
            Command::Advance(eras) => {
                MockEras::advance_eras(eras);
                None
            }
            Command::Shift { from, to, parts } => Some(shifted(&last.split, from, to, parts)),
            Command::Enact(parts) => Some(split(parts)),
        };
        let era = MockEras::current_era();
        if let Some(new) = proposed {
            if LedgerGovernance::set_fee_split(RuntimeOrigin::root(), new).is_ok() {
                // No version that was promised to payers is lost by an enactment: what was in grace is over.
                prop_assert_eq!(accepted_in(&history, era).len(), 1);
                for (before, after) in last.split.weights().into_iter().zip(new.weights()) {
                    prop_assert!(before.abs_diff(after) <= default_bounds().max_step.deconstruct());
                }
                history.push(SplitRecord { version: last.version + 1, split: new, effective_from: era + 1 });
            }
        }

        let accepted = accepted_in(&history, era);
        let in_force = accepted.last().unwrap();
        prop_assert_eq!(&LedgerGovernance::in_force(), in_force);
        prop_assert_eq!(LedgerGovernance::fee_split(None), Some((in_force.version, in_force.split)));
        for version in 0..history.last().unwrap().version + 2 {
            let expected = accepted.iter().find(|record| record.version == version);
            prop_assert_eq!(
                LedgerGovernance::fee_split(Some(version)),
                expected.map(|record| (record.version, record.split))
            );
        }
        // Fewer were enacted than are kept.
        prop_assert_eq!(LedgerGovernance::history(), history.iter().rev().copied().collect::<Vec<_>>());
        for record in accepted {
            prop_assert_eq!(record.split.divide(amount).and_then(|parts| parts.total()), Some(amount));
        }
        prop_assert_eq!(LedgerGovernance::do_try_state(), Ok(()));
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
