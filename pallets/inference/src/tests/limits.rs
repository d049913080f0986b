// SPDX-License-Identifier: Apache-2.0

//! What a limit keeps back is settled later, with the same voucher.

use super::support::*;
use crate::{Calls, Limit, SkipReason};
use frame::testing_prelude::*;
use openledger_primitives::{Balance, Units, Voucher};

/// Units that no amount of these tests divides.
const ODD: Units = Units { calls: 11, input_tokens: 1_009, output_tokens: 7 };

fn odd(agent: Option<u64>, amount: Balance) -> Note {
    let mut voucher = voucher(ALICE, OPERATOR, BASE, amount);
    voucher.units = ODD;
    match agent {
        Some(agent) => signed_by_agent(voucher, agent),
        None => signed_voucher(voucher),
    }
}

/// Settle `note` in parts of these amounts, lifting the limit before each; the units of all parts sum up exactly.
fn settle_in_parts(note: &Note, limit: Limit, parts: &[Balance], mut lift: impl FnMut(Balance)) {
    let mut left = note.voucher.amount;
    let (mut units_left, mut counted) = (note.voucher.units, Units::default());
    for (at, part) in parts.iter().enumerate() {
        lift(*part);
        let units = scaled(units_left, *part as u64, left as u64);
        let last = at + 1 == parts.len();
        left -= part;
        units_left = minus(units_left, units);
        counted = plus(counted, units);
        assert_eq!(
            settle_all(std::slice::from_ref(note)),
            vec![settled(0, note, *part, units, left, (!last).then_some(limit)), batch(1, 0, *part)]
        );
        assert_eq!(settled_of(ALICE, OPERATOR, agent_of(note), BASE), Some((note.voucher.amount - left, counted)));
        assert_eq!(Routed::get().last(), Some(&payment(note, *part, units)));
    }
    assert_eq!((left, units_left, counted), (0, Units::default(), note.voucher.units));
    let routed: Balance = Routed::get().iter().map(|payment| payment.amount).sum();
    assert_eq!(routed, note.voucher.amount);
    assert_eq!(settle_all(std::slice::from_ref(note)), vec![skipped(0, note, SkipReason::NothingNew), batch(0, 1, 0)]);
}

#[test]
fn settle_should_settle_in_parts_when_the_balance_is_short() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1);
        let note = odd(None, 100);
        let mut first = true;
        settle_in_parts(&note, Limit::Balance, &[1, 1, 31, 66, 1], |amount| {
            // The first part is there.
            if !std::mem::take(&mut first) {
                assert_eq!(
                    settle_all(std::slice::from_ref(&note)),
                    vec![skipped(0, &note, SkipReason::ChannelEmpty), batch(0, 1, 0)]
                );
                assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, amount));
            }
        });
        assert_eq!(owed(), 0);
    });
}

#[test]
fn settle_should_settle_in_parts_when_the_cap_is_short() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        authorize(ALICE, OPERATOR, AGENT, 33);
        let note = odd(Some(AGENT), 100);
        settle_in_parts(&note, Limit::Cap, &[33, 33, 33, 1], |_| CurrentEra::set(era() + 1));
        assert_eq!(balance_of(ALICE, OPERATOR), 900);
    });
}

#[test]
fn settle_should_settle_in_parts_when_the_coverage_is_short() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let note = odd(None, 100);
        let mut covered = 0;
        settle_in_parts(&note, Limit::Coverage, &[7, 13, 1, 79], |amount| {
            covered += amount;
            set_coverage(OPERATOR, covered);
        });
        assert_eq!(balance_of(ALICE, OPERATOR), 900);
    });
}

#[test]
fn settle_should_name_the_limit_that_keeps_back_the_most() {
    let limited_by = |balance: Balance, cap: Balance, coverage: Balance| {
        let mut result = None;
        build_and_execute(|| {
            open(ALICE, OPERATOR, balance);
            authorize(ALICE, OPERATOR, AGENT, cap);
            set_coverage(OPERATOR, coverage);
            let note = agent_note(ALICE, OPERATOR, AGENT, BASE, 100);
            match settle_all(&[note]).swap_remove(0) {
                crate::Event::VoucherSettled { amount, left, limit, .. } => result = Some((amount, left, limit)),
                event => panic!("unexpected {event:?}"),
            }
        });
        result.unwrap()
    };
    assert_eq!(limited_by(10, 20, 30), (10, 90, Some(Limit::Balance)));
    assert_eq!(limited_by(30, 10, 20), (10, 90, Some(Limit::Cap)));
    assert_eq!(limited_by(20, 30, 10), (10, 90, Some(Limit::Coverage)));
    assert_eq!(limited_by(99, 100, 100), (99, 1, Some(Limit::Balance)));
    // What just suffices is no limit.
    assert_eq!(limited_by(100, 100, 100), (100, 0, None));
}

#[test]
fn settle_should_let_a_higher_voucher_take_up_what_was_kept_back() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 60);
        let first = odd(None, 100);
        let part = scaled(ODD, 60, 100);
        assert_eq!(
            settle_all(std::slice::from_ref(&first)),
            vec![settled(0, &first, 60, part, 40, Some(Limit::Balance)), batch(1, 0, 60)]
        );
        assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, 500));
        let mut second = voucher(ALICE, OPERATOR, BASE, 150);
        second.units = plus(ODD, Units { calls: 5, input_tokens: 0, output_tokens: 1 });
        let second = signed_voucher(second);
        assert_eq!(
            settle_all(&[second.clone(), first.clone()]),
            vec![
                settled(0, &second, 90, minus(second.voucher.units, part), 0, None),
                skipped(1, &first, SkipReason::NothingNew),
                batch(1, 1, 90),
            ]
        );
        assert_eq!(settled_of(ALICE, OPERATOR, None, BASE), Some((150, second.voucher.units)));
    });
}

#[test]
fn settle_should_count_the_largest_figures_exactly() {
    build_and_execute(|| {
        let most = Balance::from(u64::MAX);
        set_balance(ALICE, 4 * most);
        set_coverage(OPERATOR, Balance::MAX / Balance::from(STAKE_PER_FEE));
        open(ALICE, OPERATOR, most);
        let mut voucher = Voucher { amount: 0, ..voucher(ALICE, OPERATOR, BASE, 1) };
        voucher.amount = 2 * most + 1;
        voucher.units = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: 1 };
        let note = signed_voucher(voucher);
        // A little less than half.
        let half = (U256::from(u64::MAX) * U256::from(most) / U256::from(2 * most + 1)).as_u64();
        let part = Units { calls: half, input_tokens: half, output_tokens: 0 };
        assert_eq!(
            settle_all(std::slice::from_ref(&note)),
            vec![settled(0, &note, most, part, most + 1, Some(Limit::Balance)), batch(1, 0, most)]
        );
        assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, 2 * most));
        assert_eq!(
            settle_all(std::slice::from_ref(&note)),
            vec![settled(0, &note, most + 1, minus(note.voucher.units, part), 0, None), batch(1, 0, most + 1)]
        );
        assert_eq!(Calls::<Test>::get().payers, u128::from(u64::MAX));
    });
    // A voucher for more than there can be settles what there is.
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let mut voucher = voucher(ALICE, OPERATOR, BASE, 1);
        voucher.amount = Balance::MAX;
        voucher.units = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
        let note = signed_voucher(voucher);
        assert_eq!(
            settle_all(std::slice::from_ref(&note)),
            vec![
                settled(0, &note, 1_000, Units::default(), Balance::MAX - 1_000, Some(Limit::Balance)),
                batch(1, 0, 1_000)
            ]
        );
    });
}
