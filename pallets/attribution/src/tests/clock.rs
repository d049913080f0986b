// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, EraSchedule, Error, Event, Schedule};
use frame::testing_prelude::*;
use openledger_primitives::{
    traits::{AdvanceEras, EraClock, Standstill},
    Era,
};

#[test]
fn eras_should_pass_by_the_clock_alone() {
    build_and_execute(|| {
        assert_eq!(Attribution::current_era(), 0);
        System::set_block_number(ERA_LENGTH - 1);
        assert_eq!(Attribution::current_era(), 0);
        System::set_block_number(ERA_LENGTH);
        assert_eq!(Attribution::current_era(), 1);
        System::set_block_number(7 * ERA_LENGTH + 3);
        assert_eq!(<Attribution as EraClock>::current_era(), 7);
        <Attribution as AdvanceEras>::advance_eras(5);
        assert_eq!(Attribution::current_era(), 12);
    });
}

#[test]
fn an_era_saturates_rather_than_wrap() {
    let schedule = Schedule { era: u32::MAX - 1, ..Schedule::new(5u64, 1) };
    assert_eq!(schedule.at(0), u32::MAX - 1);
    assert_eq!(schedule.at(6), u32::MAX);
    assert_eq!(schedule.at(u64::MAX), u32::MAX);
}

fn set_era_length(length: u64) -> DispatchResult {
    Attribution::set_era_length(RuntimeOrigin::root(), length)
}

/// The era at each of these blocks.
fn eras_at<const N: usize>(blocks: [u64; N]) -> [Era; N] {
    blocks.map(|block| {
        System::set_block_number(block);
        Attribution::current_era()
    })
}

#[test]
fn set_era_length_should_act_from_the_next_era_on() {
    build_and_execute(|| {
        System::set_block_number(25);
        assert_ok!(set_era_length(20));
        assert_eq!(events(), vec![Event::EraLengthSet { from: 3, old: 10, length: 20 }]);
        let schedule = Schedule { era: 3, start: 30, length: 20, before: Some(10), skipped: 0 };
        assert_eq!(EraSchedule::<Test>::get(), schedule);
        assert_eq!(eras_at([29, 30, 49, 50, 70]), [2, 3, 3, 4, 5]);
        // Shorter again, in the last block of the first era after the window.
        assert_eq!(eras_at([189]), [10]);
        assert_ok!(set_era_length(10));
        assert_eq!(eras_at([190, 199, 200]), [11, 11, 12]);
    });
}

#[test]
fn set_era_length_should_replace_a_length_that_does_not_act_yet() {
    build_and_execute(|| {
        System::set_block_number(25);
        assert_ok!(set_era_length(20));
        // The step is measured by the length in force.
        assert_noop!(set_era_length(21), Error::<Test>::EraLengthStepTooLarge);
        assert_ok!(set_era_length(5));
        assert_eq!(events().last(), Some(&Event::EraLengthSet { from: 3, old: 10, length: 5 }));
        assert_eq!(eras_at([29, 30, 34, 35, 40]), [2, 3, 3, 4, 5]);
    });
}

/// One call could end all running periods.
#[test]
fn set_era_length_should_not_end_running_periods() {
    build_and_execute(|| {
        System::set_block_number(21);
        assert_noop!(set_era_length(2), Error::<Test>::EraLengthOutOfRange);
        assert_noop!(set_era_length(1_001), Error::<Test>::EraLengthOutOfRange);
        assert_noop!(set_era_length(4), Error::<Test>::EraLengthStepTooLarge);
        // However often it is called, an era is no shorter than half the one before.
        for _ in 0..5 {
            let _ = set_era_length(5);
            let _ = set_era_length(3);
        }
        assert_eq!(eras_at([29, 30, 34, 35, 65]), [2, 3, 3, 4, 10]);
    });
}

/// Seven eras of a hundred blocks would take two hundred blocks if the length could be halved in each.
#[test]
fn set_era_length_should_not_add_up_within_a_dispute_window() {
    build_and_execute(|| {
        assert_ok!(set_era_length(5));
        let mut blocks = 0;
        while Attribution::current_era() < 1 + WINDOW {
            let _ = set_era_length(3);
            blocks += 1;
            System::set_block_number(System::block_number() + 1);
            if (1..1 + WINDOW).contains(&Attribution::current_era()) {
                assert_noop!(set_era_length(5), Error::<Test>::EraLengthChangedLately);
            }
        }
        assert!(blocks >= ERA_LENGTH / 2 * u64::from(WINDOW), "seven eras passed in {blocks} blocks");
        // The window counts from the era in which the change is in force.
        assert_eq!((Attribution::current_era(), EraSchedule::<Test>::get().era), (8, 1));
        assert_ok!(set_era_length(3));
        assert_ok!(set_era_length(4));
        System::set_block_number(System::block_number() + 5);
        assert_noop!(set_era_length(4), Error::<Test>::EraLengthChangedLately);
    });
}

#[test]
fn set_era_length_should_never_go_back_when_the_clock_does() {
    build_and_execute(|| {
        System::set_block_number(25);
        assert_ok!(set_era_length(5));
        System::set_block_number(3);
        assert_ok!(set_era_length(7));
        assert_eq!(Attribution::current_era(), 2);
        assert_eq!(EraSchedule::<Test>::get().start, 30);
    });
}

#[test]
fn set_era_length_should_fail_when_the_origin_is_wrong() {
    build_and_execute(|| {
        assert_noop!(set_era_length(0), Error::<Test>::EraLengthOutOfRange);
        assert_noop!(Attribution::set_era_length(RuntimeOrigin::signed(1), 5), BadOrigin);
    });
}

/// The chain stands still for the length of several eras.
#[test]
fn eras_should_not_pass_while_the_chain_stands_still() {
    build_and_execute(|| {
        System::set_block_number(25);
        assert_eq!(Attribution::current_era(), 2);
        assert_storage_noop!(Attribution::note_gap(25, 35));
        events();
        Attribution::note_gap(25, 95);
        assert_eq!(events(), vec![Event::ClockSkipped { blocks: 60 }]);
        System::set_block_number(95);
        assert_eq!(Attribution::current_era(), 3, "a gap of ten blocks is what a running chain has");
        assert_eq!(eras_at([99, 100, 109, 110]), [3, 4, 4, 5]);
        // A new length begins with an era of that clock.
        assert_ok!(set_era_length(20));
        assert_eq!(eras_at([119, 120, 139, 140]), [5, 6, 6, 7]);
        Attribution::note_gap(140, 1_150);
        assert_eq!(eras_at([1_150, 1_159, 1_160]), [7, 7, 8]);
    });
}

#[test]
fn eras_should_begin_with_zero_however_late_the_first_block_is() {
    build_and_execute(|| {
        Attribution::note_gap(0, 29_930_246);
        assert_eq!(eras_at([29_930_246, 29_930_255, 29_930_256]), [1, 1, 2]);
        // Numbers that go back leave the clock alone.
        assert_storage_noop!(Attribution::note_gap(7, 3));
    });
}

#[test]
#[should_panic(expected = "an era has at least one block")]
fn genesis_should_refuse_eras_without_blocks() {
    let _ = RuntimeGenesisConfig { attribution: crate::GenesisConfig { era_length: 0 }, ..Default::default() }
        .build_storage();
}

#[test]
fn genesis_should_open_the_ledger() {
    build_and_execute(|| {
        assert_eq!(Balances::free_balance(ledger()), EXISTENTIAL_DEPOSIT);
        // Building it again over an account that has enough changes nothing.
        assert_storage_noop!(crate::impls::money::CustodyOf::<Test>::open().unwrap());
        Attribution::integrity_test();
    });
}
