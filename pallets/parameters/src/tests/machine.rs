// SPDX-License-Identifier: Apache-2.0

//! Random sequences of changes, cancellations and eras, checked against a model that keeps the value of every era.

use crate::{is_step, mock::*, ParameterName};
use frame::testing_prelude::*;
use openledger_primitives::{
    traits::{AdvanceEras, EraClock},
    Era,
};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Command {
    /// Multiply the value in force by this many tenths. An adversary also tries more than a step.
    Scale(Name, u128),
    /// Set any value.
    Set(Name, u128),
    Cancel(Name),
    Advance(Era),
}

fn name() -> impl Strategy<Value = Name> {
    prop_oneof![Just(Bond), Just(Ratio), Just(Deposit)]
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => (name(), 3..=22u128).prop_map(|(name, tenths)| Command::Scale(name, tenths)),
        1 => (name(), 0..2_000_000u128).prop_map(|(name, value)| Command::Set(name, value)),
        1 => name().prop_map(Command::Cancel),
        4 => (0..=NOTICE).prop_map(Command::Advance),
    ]
}

/// All changes of a parameter that were not canceled, with their first eras.
#[derive(Default)]
struct Model(Vec<(Era, u128)>);

impl Model {
    fn at(&self, name: Name, era: Era) -> u128 {
        self.0.iter().rev().find(|(from, _)| *from <= era).map_or(name.terms().default, |(_, value)| *value)
    }

    fn is_pending(&self, era: Era) -> bool {
        self.0.last().is_some_and(|(from, _)| *from > era)
    }
}

fn run(commands: Vec<Command>) -> Result<(), TestCaseError> {
    let mut models: [Model; 3] = Default::default();
    for command in commands {
        let era = Clock::current_era();
        let (changed, value) = match command {
            Command::Scale(name, tenths) => (Some(name), Some(models[name as usize].at(name, era) * tenths / 10)),
            Command::Set(name, value) => (Some(name), Some(value)),
            Command::Cancel(name) => (Some(name), None),
            Command::Advance(eras) => {
                Clock::advance_eras(eras);
                (None, None)
            }
        };
        if let Some(name) = changed {
            let (terms, model) = (name.terms(), &mut models[name as usize]);
            let (old, is_pending) = (model.at(name, era), model.is_pending(era));
            if let Some(value) = value {
                let may = !is_pending && value != old && terms.allow(value) && is_step(old, value);
                prop_assert_eq!(set(name, value).is_ok(), may);
                if may {
                    model.0.push((era + terms.notice, value));
                }
            } else {
                prop_assert_eq!(cancel(name).is_ok(), is_pending);
                if is_pending {
                    model.0.pop();
                }
            }
        }
        let era = Clock::current_era();
        for name in Name::all() {
            let model = &models[*name as usize];
            prop_assert_eq!(Parameters::value(*name), model.at(*name, era));
            let notice = name.terms().notice;
            for asked in era.saturating_sub(notice)..=era + notice {
                prop_assert_eq!(Parameters::value_at(*name, asked), model.at(*name, asked));
            }
            // Whatever was called: what acts within the notice was known, and from one era to the next it is at most a step.
            prop_assert!(is_step(model.at(*name, era), model.at(*name, era + 1)));
        }
        prop_assert_eq!(Parameters::do_try_state(), Ok(()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn values_change_with_notice_in_steps_and_are_remembered(commands in proptest::collection::vec(command(), 1..80)) {
        new_test_ext().execute_with(|| run(commands))?;
    }
}
