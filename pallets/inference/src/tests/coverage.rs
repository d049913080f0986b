// SPDX-License-Identifier: Apache-2.0

use super::support::*;
use crate::{Error, Limit, SkipReason};
use frame::testing_prelude::*;
use openledger_primitives::{fees::MAX_BUCKETS, Balance, Era};

/// Settle `amount` more of ALICE's channel with OPERATOR; how much of that was, and why not all.
fn settle_more(amount: Balance) -> (Balance, Option<Limit>) {
    let before = settled_of(ALICE, OPERATOR, None, BASE).map_or(0, |(amount, _)| amount);
    let mut voucher = voucher(ALICE, OPERATOR, BASE, before + amount);
    voucher.expires = Era::MAX;
    match settle_all(&[signed_voucher(voucher)]).swap_remove(0) {
        crate::Event::VoucherSettled { amount, limit, .. } => (amount, limit),
        crate::Event::VoucherSkipped { reason: SkipReason::NotCovered, .. } => (0, Some(Limit::Coverage)),
        event => panic!("unexpected {event:?}"),
    }
}

fn set_up(coverage: Balance) {
    open(ALICE, OPERATOR, 100_000);
    set_coverage(OPERATOR, coverage);
}

#[test]
fn coverage_should_be_the_stake_for_each_planck_of_fees() {
    build_and_execute(|| {
        for (stake, coverage) in [
            (0, 0),
            (Balance::from(STAKE_PER_FEE) - 1, 0),
            (Balance::from(STAKE_PER_FEE), 1),
            (Balance::from(STAKE_PER_FEE) * 7 + 1, 7),
        ] {
            set_stake(OPERATOR, stake);
            assert_eq!(Inference::coverage(OPERATOR), coverage);
        }
        assert_eq!(Inference::coverage(ALICE), 0);
    });
}

#[test]
fn settle_should_be_limited_by_the_fees_of_all_channels_and_models_of_the_operator() {
    build_and_execute(|| {
        set_up(100);
        open(BOB, OPERATOR, 1_000);
        open(BOB, OTHER_OPERATOR, 1_000);
        assert_eq!(settle_more(40), (40, None));
        assert_eq!(Inference::coverage(OPERATOR), 60);
        let notes =
            [note(BOB, OPERATOR, ADAPTER, 50), note(BOB, OTHER_OPERATOR, BASE, 900), note(BOB, OPERATOR, BASE, 50)];
        assert_eq!(
            settle_all(&notes),
            vec![
                settled_in_full(0, &notes[0]),
                settled_in_full(1, &notes[1]),
                settled(2, &notes[2], 10, units_of(10), 40, Some(Limit::Coverage)),
                batch(3, 0, 960),
            ]
        );
        assert_eq!(Inference::coverage(OPERATOR), 0);
        assert_eq!(settle_more(1), (0, Some(Limit::Coverage)));
    });
}

#[test]
fn settle_should_be_covered_again_when_the_fees_have_left_the_window() {
    build_and_execute(|| {
        set_up(100);
        assert_eq!(settle_more(70), (70, None));
        CurrentEra::set(6);
        assert_eq!(settle_more(50), (30, Some(Limit::Coverage)));
        // The fees of era 5 are at risk in DISPUTE_ERAS eras, their own included.
        CurrentEra::set(5 + DISPUTE_ERAS - 1);
        assert_eq!(settle_more(1), (0, Some(Limit::Coverage)));
        CurrentEra::set(5 + DISPUTE_ERAS);
        assert_eq!(Inference::coverage(OPERATOR), 70);
        assert_eq!(settle_more(80), (70, Some(Limit::Coverage)));
        CurrentEra::set(6 + DISPUTE_ERAS);
        assert_eq!(settle_more(80), (30, Some(Limit::Coverage)));
    });
}

#[test]
fn settle_should_be_covered_again_when_more_eras_passed_than_are_remembered() {
    // Gaps shorter than, as long as, longer than the ring and several times around it: what fell into the same bucket
    // long ago must be gone.
    for gap in DISPUTE_ERAS..=4 * MAX_BUCKETS {
        build_and_execute(|| {
            set_up(100);
            for at in 0..MAX_BUCKETS {
                CurrentEra::set(100 + at);
                settle_more(30);
            }
            CurrentEra::set(100 + MAX_BUCKETS - 1 + gap);
            assert_eq!(Inference::coverage(OPERATOR), 100);
            assert_eq!(settle_more(101), (100, Some(Limit::Coverage)));
        });
    }
}

#[test]
fn settle_should_use_all_of_the_coverage_again_and_again() {
    build_and_execute(|| {
        set_up(100);
        let mut settled = 0;
        for at in 0..10 * DISPUTE_ERAS {
            CurrentEra::set(5 + at);
            let (amount, limit) = settle_more(1_000);
            assert_eq!(limit, Some(Limit::Coverage));
            // Every window of DISPUTE_ERAS eras is used up in its first.
            assert_eq!(amount, if at % DISPUTE_ERAS == 0 { 100 } else { 0 });
            settled += amount;
        }
        assert_eq!(settled, 1_000);
    });
}

#[test]
fn settle_should_follow_the_stake() {
    build_and_execute(|| {
        set_up(100);
        assert_eq!(settle_more(80), (80, None));
        // A slash below what was settled already: nothing is covered, and nothing underflows.
        set_coverage(OPERATOR, 50);
        assert_eq!(Inference::coverage(OPERATOR), 0);
        assert_eq!(settle_more(1), (0, Some(Limit::Coverage)));
        set_coverage(OPERATOR, 81);
        assert_eq!(settle_more(5), (1, Some(Limit::Coverage)));
        set_stake(OPERATOR, 0);
        assert_eq!(settle_more(1), (0, Some(Limit::Coverage)));
        set_coverage(OPERATOR, 1_000);
        assert_eq!(settle_more(919), (919, None));
    });
}

#[test]
fn settle_should_work_in_the_last_eras_there_are() {
    build_and_execute(|| {
        set_up(100);
        CurrentEra::set(Era::MAX - 1);
        assert_eq!(settle_more(60), (60, None));
        CurrentEra::set(Era::MAX);
        assert_eq!(settle_more(60), (40, Some(Limit::Coverage)));
    });
}

#[test]
fn pay_should_count_against_the_window_and_be_counted() {
    build_and_execute(|| {
        set_up(PRICE_OF_UNITS + 50);
        PayCoverage::set(&Permill::one());
        assert_ok!(publish(OPERATOR, BASE, false));
        assert_ok!(Inference::pay(signed(BOB), BASE, OPERATOR, UNITS, PRICE_OF_UNITS));
        assert_eq!(Inference::coverage(OPERATOR), 50);
        assert_eq!(settle_more(60), (50, Some(Limit::Coverage)));
        CurrentEra::set(5 + DISPUTE_ERAS);
        assert_ok!(publish_until(20));
        // The other way round: the coverage that was settled is not left for `pay`.
        assert_eq!(settle_more(51), (51, None));
        assert_noop!(Inference::pay(signed(BOB), BASE, OPERATOR, UNITS, PRICE_OF_UNITS), Error::<Test>::NotCovered);
    });
}

fn publish_until(valid_until: Era) -> DispatchResult {
    crate::mock::publish_until(OPERATOR, BASE, PRICES, valid_until, false)
}

#[test]
fn pay_should_fail_when_the_stake_does_not_cover_all_of_it() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        let pay = || Inference::pay(signed(BOB), BASE, OPERATOR, UNITS, PRICE_OF_UNITS);
        for coverage in [0, 1, PRICE_OF_UNITS - 1] {
            set_coverage(OPERATOR, coverage);
            assert_noop!(pay(), Error::<Test>::NotCovered);
        }
        // One-shot payments use half of it at most.
        for coverage in [PRICE_OF_UNITS, 2 * PRICE_OF_UNITS - 1] {
            set_coverage(OPERATOR, coverage);
            assert_noop!(pay(), Error::<Test>::NotCovered);
        }
        PayCoverage::set(&Permill::one());
        set_coverage(OPERATOR, PRICE_OF_UNITS);
        assert_ok!(pay());
        assert_noop!(pay(), Error::<Test>::NotCovered);
        // The next window covers it again.
        CurrentEra::set(5 + DISPUTE_ERAS);
        assert_ok!(publish_until(20));
        assert_ok!(pay());
    });
}
