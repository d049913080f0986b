// SPDX-License-Identifier: Apache-2.0

//! Random reports and removals against a model of the rules: an operator is slashed at most once for a call, no stake
//! is slashed twice in a dispute window or for an offense before it joined, and no conviction is forgotten while its
//! receipts can be reported. The adversary reports itself early, keeps evidence back and dates its receipts as it
//! likes.

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
    /// New stake joins an operator.
    Join(u64),
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
        1 => operator().prop_map(Command::Join),
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
    /// The stakes: operator, the era in which they joined, the eras in which they were slashed.
    stakes: Vec<(u64, Era, Vec<Era>)>,
}

impl World {
    fn report(&mut self, now: Era, call: Call, one: Dated, other: Dated, forged: bool) -> bool {
        let in_window = |era: Era| era <= now && now - era <= DISPUTE_ERAS;
        if one == other || forged || !(in_window(one.0) || in_window(other.0)) || self.convictions.contains_key(&call) {
            return false;
        }
        let offense = one.0.max(other.0).min(now);
        let mut hit = false;
        for (operator, joined, slashed) in &mut self.stakes {
            let spared = slashed.last().is_some_and(|era| now - era <= DISPUTE_ERAS);
            if *operator == call.0 && *joined <= offense && !spared {
                slashed.push(now);
                hit = true;
            }
        }
        if hit {
            self.convictions.insert(call, [now, one.0, other.0].into_iter().max().unwrap() + DISPUTE_ERAS);
            self.slashes += 1;
        }
        hit
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
    let stakes = Stakes::get().into_iter().map(|(operator, joined, _)| (operator, joined, vec![])).collect();
    let mut world = World { stakes, ..World::default() };
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
            Command::Join(operator) => {
                Stakes::set(&[Stakes::get(), vec![(operator, now, None)]].concat());
                world.stakes.push((operator, now, vec![]));
                (Ok(()), true)
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
        let last: Vec<_> =
            world.stakes.iter().map(|(of, joined, slashed)| (*of, *joined, slashed.last().copied())).collect();
        prop_assert_eq!(&Stakes::get(), &last);
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
