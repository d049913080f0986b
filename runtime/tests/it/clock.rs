// SPDX-License-Identifier: Apache-2.0

//! The clock of eras on the relay chain: where it begins, that it stands still with the chain, and its length.

use crate::chain::{dispatch_as, dispatch_as_root, Chain, COMPLETE_PRESETS};
use openledger_runtime::{governance::origins::Origin, Attribution, Runtime, RuntimeEvent, System};
use pallet_attribution::{Call, Error, Event};
use polkadot_sdk::sp_runtime::DispatchError;

/// The relay blocks that a standstill of this block left out, if it was one.
fn skipped() -> Option<u32> {
    System::events().into_iter().find_map(|record| match record.event {
        RuntimeEvent::Attribution(Event::ClockSkipped { blocks }) => Some(blocks),
        _ => None,
    })
}

fn max_gap() -> u32 {
    <Runtime as pallet_attribution::Config>::MaxGap::get()
}

/// A relay chain has made millions of blocks before this chain's first.
#[test]
fn eras_of_a_new_chain_should_begin_near_zero() {
    for preset in COMPLETE_PRESETS {
        let mut chain = Chain::new(preset);
        assert_eq!(chain.read(Attribution::current_era), 0);
        chain.block_after(29_000_000, || {
            assert!(skipped().is_some_and(|blocks| blocks >= 29_000_000));
            // The first ten relay blocks count, which is an era of a development chain.
            assert!(Attribution::current_era() <= 1);
        });
        chain.block(|| assert!(Attribution::current_era() <= 1));
    }
}

#[test]
fn a_chain_that_stands_still_should_leave_eras_where_they_are() {
    let mut chain = Chain::new("local_testnet");
    chain.block(|| ());
    let gap = max_gap();
    // Blocks can be that far apart on a busy relay chain.
    chain.block_after(gap, || assert_eq!(skipped(), None));
    chain.block_after(gap + 1, || assert_eq!(skipped(), Some(1)));
    let before = chain.read(pallet_attribution::EraSchedule::<Runtime>::get).skipped;
    chain.block_after(10_000, || {
        assert_eq!(skipped(), Some(10_000 - gap));
        assert_eq!(Attribution::current_era(), 0);
    });
    let after = chain.read(pallet_attribution::EraSchedule::<Runtime>::get).skipped;
    assert_eq!(after - before, 10_000 - gap);
    // 40 of its 100 relay blocks are over: the ten of each of these four blocks.
    for _ in 0..5 {
        chain.block_after(gap, || assert_eq!(Attribution::current_era(), 0));
    }
    chain.block_after(gap, || assert_eq!(Attribution::current_era(), 1));
}

#[test]
fn the_length_of_an_era_should_have_a_range_and_change_by_half_or_double_at_most() {
    fn set(length: u32) -> Result<(), DispatchError> {
        dispatch_as_root(Call::<Runtime>::set_era_length { length }).map(|_| ()).map_err(|failed| failed.error)
    }
    let mut chain = Chain::new("local_testnet");
    chain.block(|| {
        let (least, most): (u32, u32) = (
            <Runtime as pallet_attribution::Config>::MinEraLength::get(),
            <Runtime as pallet_attribution::Config>::MaxEraLength::get(),
        );
        for length in [0, 1, least - 1, most + 1, u32::MAX] {
            assert_eq!(set(length), Err(Error::<Runtime>::EraLengthOutOfRange.into()), "{length}");
        }
        // It is a hundred.
        for length in [least, 49, 201, most] {
            assert_eq!(set(length), Err(Error::<Runtime>::EraLengthStepTooLarge.into()), "{length}");
        }
        let by_admin = dispatch_as(Origin::StakingAdmin, Call::<Runtime>::set_era_length { length: 100 });
        assert_eq!(by_admin.unwrap_err().error, DispatchError::BadOrigin);
        assert_eq!(set(200), Ok(()));
        // It is still a hundred: a second change in the same era does not add up.
        assert_eq!(set(400), Err(Error::<Runtime>::EraLengthStepTooLarge.into()));
        assert_eq!(set(50), Ok(()));
        System::assert_last_event(Event::<Runtime>::EraLengthSet { from: 1, old: 100, length: 50 }.into());
    });
    // The era that runs keeps its length: its first ten relay blocks are over, and nine times ten are left.
    for _ in 0..8 {
        chain.block_after(max_gap(), || assert_eq!(Attribution::current_era(), 0));
    }
    chain.block_after(max_gap(), || assert_eq!(Attribution::current_era(), 1));
    for _ in 0..4 {
        chain.block_after(max_gap(), || assert_eq!(Attribution::current_era(), 1));
    }
    chain.block_after(max_gap(), || assert_eq!(Attribution::current_era(), 2));
}
