// SPDX-License-Identifier: Apache-2.0

//! Random reports and removals against a model of the rules: an operator is slashed at most once for a call, and no
//! conviction is forgotten while its receipts can be reported.

use crate::{mock::*, Convictions};
use frame::{deps::sp_io, testing_prelude::*};
use openledger_primitives::{Era, Receipt};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Command {
    /// Two receipts of the call `sequence`, dated so many eras from the first era of the test, with these responses.
    Report {
        operator: u64,
        sequence: u64,
        eras: (Era, Era),
        responses: (u8, u8),
        forged: bool,
    },
    Forget {
        operator: u64,
        sequence: u64,
    },
    Eras(Era),
}

fn command() -> impl Strategy<Value = Command> {
    let operator = || prop_oneof![4 => Just(OPERATOR), 1 => Just(OTHER_OPERATOR)];
    let sequence = || 0..3u64;
    prop_oneof![
        6 => (operator(), sequence(), (0..30u32, 0..30u32), (0..3u8, 0..3u8), prop::bool::weighted(0.1)).prop_map(
            |(operator, sequence, eras, responses, forged)| Command::Report { operator, sequence, eras, responses, forged },
        ),
        3 => (operator(), sequence()).prop_map(|(operator, sequence)| Command::Forget { operator, sequence }),
        2 => (1..4u32).prop_map(Command::Eras),
    ]
}

/// The operator and the sequence of a call.
type Call = (u64, u64);
/// The era and the response of a receipt.
type Dated = (Era, u8);

/// The state that should be.
#[derive(Default)]
struct World {
    /// For each convicted call the last era in which its conviction is needed.
    convictions: BTreeMap<Call, Era>,
    /// Pairs of receipts that led to a slash: none of them may lead to another.
    used: BTreeSet<(Call, [Dated; 2])>,
    slashes: usize,
}

impl World {
    fn report(&mut self, now: Era, call: Call, one: Dated, other: Dated, forged: bool) -> bool {
        let in_window = |era: Era| era <= now && now - era <= DISPUTE_ERAS;
        if one == other || forged || !(in_window(one.0) || in_window(other.0)) || self.convictions.contains_key(&call) {
            return false;
        }
        self.convictions.insert(call, [now, one.0, other.0].into_iter().max().unwrap() + DISPUTE_ERAS);
        self.slashes += 1;
        true
    }

    fn forget(&mut self, now: Era, call: Call) -> bool {
        let over = self.convictions.get(&call).is_some_and(|last| *last < now);
        if over {
            self.convictions.remove(&call);
        }
        over
    }
}

fn root() -> Vec<u8> {
    System::reset_events();
    sp_io::storage::root(StateVersion::V1)
}

fn dated(operator: u64, sequence: u64, (era, response): Dated) -> Receipt<u64> {
    Receipt { era, ..receipt(operator, CHANNEL, sequence, response) }
}

fn run(commands: Vec<Command>) -> Result<(), TestCaseError> {
    let mut world = World::default();
    for command in commands {
        let (now, before) = (CurrentEra::get(), root());
        let (result, expected) = match command.clone() {
            Command::Report { operator, sequence, eras, responses, forged } => {
                let (one, other) = ((eras.0, responses.0), (eras.1, responses.1));
                let first = signed_receipt(dated(operator, sequence, one));
                let mut second = signed_receipt(dated(operator, sequence, other));
                if forged {
                    second.signature.0 = REPORTER;
                }
                let result = report(first, second);
                if result.is_ok() {
                    let pair = ((operator, sequence), [one.min(other), one.max(other)]);
                    prop_assert!(world.used.insert(pair), "the same receipts led to two slashes");
                }
                (result, world.report(now, (operator, sequence), one, other, forged))
            }
            Command::Forget { operator, sequence } => {
                let result = Receipts::forget_conviction(signed(BOB), operator, CHANNEL, sequence);
                (result, world.forget(now, (operator, sequence)))
            }
            Command::Eras(eras) => {
                CurrentEra::set(now + eras);
                (Ok(()), true)
            }
        };
        prop_assert_eq!(result.is_ok(), expected, "{:?} in era {}: {:?}", command, now, result);
        if result.is_err() {
            prop_assert_eq!(root(), before);
        }
        prop_assert_eq!(Slashes::get().len(), world.slashes);
        let convictions: BTreeMap<_, _> = Convictions::<Test>::iter()
            .map(|((operator, _, sequence), until)| ((operator, sequence), until + DISPUTE_ERAS))
            .collect();
        prop_assert_eq!(&convictions, &world.convictions);
        prop_assert_eq!(Receipts::do_try_state(), Ok(()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn an_operator_is_slashed_once_for_a_call(commands in proptest::collection::vec(command(), 20..120)) {
        new_test_ext().execute_with(|| run(commands))?;
    }
}
