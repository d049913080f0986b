// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, EraSchedule, Error, Event, Schedule};
use frame::testing_prelude::*;
use openledger_primitives::traits::{AdvanceEras, EraClock};

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
    let schedule = Schedule { era: u32::MAX - 1, start: 5u64, length: 1 };
    assert_eq!(schedule.at(0), u32::MAX - 1);
    assert_eq!(schedule.at(6), u32::MAX);
    assert_eq!(schedule.at(u64::MAX), u32::MAX);
}

#[test]
fn set_era_length_should_act_from_now_on() {
    build_and_execute(|| {
        System::set_block_number(25);
        assert_ok!(Attribution::set_era_length(RuntimeOrigin::root(), 100));
        assert_eq!(events(), vec![Event::EraLengthSet { era: 2, old: 10, new: 100 }]);
        assert_eq!(EraSchedule::<Test>::get(), Schedule { era: 2, start: 25, length: 100 });
        for (block, era) in [(25, 2), (30, 2), (124, 2), (125, 3)] {
            System::set_block_number(block);
            assert_eq!(Attribution::current_era(), era);
        }
        // Shorter again: the era that goes on keeps its number.
        assert_ok!(Attribution::set_era_length(RuntimeOrigin::root(), 1));
        assert_eq!(Attribution::current_era(), 3);
        System::set_block_number(126);
        assert_eq!(Attribution::current_era(), 4);
    });
}

#[test]
fn set_era_length_should_never_go_back_when_the_clock_does() {
    build_and_execute(|| {
        System::set_block_number(25);
        assert_ok!(Attribution::set_era_length(RuntimeOrigin::root(), 5));
        System::set_block_number(3);
        assert_ok!(Attribution::set_era_length(RuntimeOrigin::root(), 7));
        assert_eq!(Attribution::current_era(), 2);
        assert_eq!(EraSchedule::<Test>::get().start, 25);
    });
}

#[test]
fn set_era_length_should_fail_when_it_is_zero_or_the_origin_is_wrong() {
    build_and_execute(|| {
        assert_noop!(Attribution::set_era_length(RuntimeOrigin::root(), 0), Error::<Test>::ZeroEraLength);
        assert_noop!(Attribution::set_era_length(RuntimeOrigin::signed(1), 5), BadOrigin);
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
