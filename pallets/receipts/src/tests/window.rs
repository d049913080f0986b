// SPDX-License-Identifier: Apache-2.0

//! One dispute window takes one slash, and only from stake that was there. See `docs/attacks.md`.

use crate::{mock::*, Error, Event, Sentence, Sentences};
use frame::testing_prelude::*;
use openledger_primitives::{traits::Offense, Era, Receipt};

/// Two receipts of the call `sequence`, dated in these eras.
fn dated(sequence: u64, eras: (Era, Era)) -> (Receipt<u64>, Receipt<u64>) {
    let (mut first, mut second) = pair();
    (first.sequence, second.sequence) = (sequence, sequence);
    (first.era, second.era) = eras;
    (first, second)
}

#[test]
fn forty_four_convictions_should_cost_one_slash() {
    build_and_execute(|| {
        let of_call = |sequence| dated(sequence, (5, 5));
        assert_ok!(report_pair(of_call(0)));
        for sequence in 1..44 {
            assert_noop!(report_pair(of_call(sequence)), Error::<Test>::AlreadyConvicted);
        }
        assert_eq!(Slashes::get(), vec![(OPERATOR, offense(5), REPORTER)]);
        // Nor does the era after, or any era of the window.
        CurrentEra::set(5 + DISPUTE_ERAS);
        assert_noop!(report_pair(of_call(1)), Error::<Test>::AlreadyConvicted);
        let now = CurrentEra::get();
        assert_noop!(report_pair(dated(1, (now, now))), Error::<Test>::AlreadyConvicted);
    });
}

#[test]
fn an_offense_after_a_conviction_should_count_in_the_next_window() {
    build_and_execute(|| {
        assert_ok!(report_pair(dated(0, (5, 5))));
        assert_eq!(Receipts::sentence(OPERATOR), Some(Sentence { since: 5, offense: 5, part: EQUIVOCATION_SLASH }));
        CurrentEra::set(5 + WINDOW);
        // Receipts of the era of the conviction are too old by now; those of the era after are not.
        assert_noop!(report_pair(dated(1, (5, 5))), Error::<Test>::ReceiptTooOld);
        assert_ok!(report_pair(dated(1, (6, 6))));
        let since = CurrentEra::get();
        assert_eq!(Receipts::sentence(OPERATOR), Some(Sentence { since, offense: 6, part: EQUIVOCATION_SLASH }));
        assert_eq!(Slashes::get().len(), 2);
    });
}

#[test]
fn a_conviction_for_an_early_offense_should_not_protect_stake_that_joined_later() {
    build_and_execute(|| {
        // The operator begins with little, and much joins in era 7. It convicts itself of an offense of era 5 first.
        Stakes::set(&vec![(OPERATOR, 5, None), (OPERATOR, 7, None)]);
        CurrentEra::set(8);
        assert_ok!(report_pair(dated(0, (5, 5))));
        assert_eq!(Stakes::get(), vec![(OPERATOR, 5, Some(8)), (OPERATOR, 7, None)]);
        // A real offense of era 8 still costs the rest, once.
        CurrentEra::set(9);
        events();
        assert_ok!(report_pair(dated(1, (8, 8))));
        assert!(matches!(events()[0], Event::EquivocationProven { slashed, .. } if slashed == SLASHED.amount));
        assert_eq!(Stakes::get(), vec![(OPERATOR, 5, Some(8)), (OPERATOR, 7, Some(9))]);
        assert_noop!(report_pair(dated(2, (8, 9))), Error::<Test>::AlreadyConvicted);
        // The window is that of the first conviction.
        assert_eq!(Receipts::sentence(OPERATOR), Some(Sentence { since: 8, offense: 8, part: EQUIVOCATION_SLASH }));
    });
}

#[test]
fn the_offense_should_be_of_the_later_receipt_but_not_later_than_today() {
    for (eras, era) in [((5, 8), 8), ((8, 5), 8), ((6, 5), 6), ((8, 100), 8), ((Era::MAX, 7), 8), ((0, 6), 6)] {
        build_and_execute(|| {
            CurrentEra::set(8);
            assert_ok!(report_pair(dated(0, eras)));
            assert_eq!(Slashes::get(), vec![(OPERATOR, offense(era), REPORTER)]);
        });
    }
}

#[test]
fn stake_that_joined_after_the_offense_should_lose_nothing_however_late_the_report_is() {
    build_and_execute(|| {
        Stakes::set(&vec![(OPERATOR, 6, None)]);
        CurrentEra::set(9);
        assert_noop!(report_pair(dated(0, (5, 5))), Error::<Test>::NothingToSlash);
    });
}

#[test]
fn the_part_should_be_that_in_force_when_the_window_began() {
    build_and_execute(|| {
        // Raised from 2 % to 10 % in era 9.
        EarlierSlash::set(&Permill::from_percent(2));
        EquivocationSlashSince::set(&9);
        CurrentEra::set(8 + DISPUTE_ERAS);
        assert_ok!(report_pair(dated(0, (12, 12))));
        assert_eq!(Slashes::get()[0].1, Offense { part: Permill::from_percent(2), ..offense(12) });
        Stakes::mutate_all(None);
        // No offense of the window is older than the change.
        CurrentEra::set(9 + DISPUTE_ERAS);
        assert_ok!(report_pair(dated(1, (12, 12))));
        assert_eq!(Slashes::get()[1].1, offense(12));
    });
}

#[test]
fn the_last_signers_receipts_should_stay_punishable() {
    build_and_execute(|| {
        // Bob signed until era 5, Alice signs since.
        Signers::set(&vec![(OPERATOR, ALICE, None), (OPERATOR, BOB, Some(5))]);
        let by = |who, (mut first, mut second): (Receipt<u64>, Receipt<u64>), era| {
            (first.era, second.era) = (era, era);
            let sign = |receipt: Receipt<u64>| openledger_primitives::SignedReceipt {
                signature: frame::deps::sp_runtime::testing::TestSignature(who, receipt.payload(&genesis())),
                receipt,
            };
            report(sign(first), sign(second))
        };
        CurrentEra::set(8);
        // The operator's own key signs nothing, and Bob's nothing that is dated after him.
        assert_noop!(by(OPERATOR, pair(), 5), Error::<Test>::ReceiptNotSigned);
        assert_noop!(by(BOB, pair(), 6), Error::<Test>::ReceiptNotSigned);
        assert_ok!(by(BOB, pair(), 5));
        Stakes::mutate_all(None);
        let (mut first, mut second) = pair();
        (first.sequence, second.sequence) = (10, 10);
        assert_ok!(by(ALICE, (first, second), 8));
    });
}

#[test]
fn a_signer_should_not_escape_with_a_date_after_its_replacement() {
    // Bob signed until era 5, Alice signs since.
    let by = |signer: u64, mut receipt: Receipt<u64>, era| {
        receipt.era = era;
        let signature = frame::deps::sp_runtime::testing::TestSignature(signer, receipt.payload(&genesis()));
        openledger_primitives::SignedReceipt { receipt, signature }
    };
    // Each receipt of the second was dated so that nobody had signed it.
    for (bobs, other, others) in [(5, BOB, 6), (4, BOB, Era::MAX), (5, ALICE, 8), (100, ALICE, 5)] {
        build_and_execute(|| {
            Signers::set(&vec![(OPERATOR, ALICE, None), (OPERATOR, BOB, Some(5))]);
            CurrentEra::set(8);
            let (first, second) = pair();
            assert_ok!(report(by(BOB, first, bobs), by(other, second, others)));
        });
    }
    // After the window Bob's key convicts nobody, however it is dated.
    build_and_execute(|| {
        Signers::set(&vec![(OPERATOR, ALICE, None), (OPERATOR, BOB, Some(5))]);
        for (era, bobs) in [(5 + WINDOW, 5), (5 + WINDOW, 0), (500, 1)] {
            CurrentEra::set(era);
            let (first, second) = pair();
            assert_noop!(report(by(ALICE, first, era), by(BOB, second, bobs)), Error::<Test>::ReceiptNotSigned);
        }
    });
}

#[test]
fn forget_conviction_should_forget_the_sentence_with_the_window() {
    build_and_execute(|| {
        assert_ok!(report_pair(dated(9, (5, 5))));
        CurrentEra::set(5 + WINDOW);
        assert_ok!(forget(9));
        assert_eq!(Sentences::<Test>::get(OPERATOR), None);
        // A sentence of a later window stays.
        assert_ok!(report_pair(dated(9, (6, 6))));
        CurrentEra::set(6 + WINDOW);
        assert_noop!(forget(9), Error::<Test>::ConvictionStillNeeded);
        assert!(Receipts::sentence(OPERATOR).is_some());
    });
}
