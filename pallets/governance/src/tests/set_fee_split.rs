// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, FeeSplitVersions, RecentFeeSplits, Versions, OLDER_VERSIONS};
use frame::{deps::sp_io::storage, testing_prelude::*};
use openledger_primitives::{runtime_api::FeeSplitVersion, traits::AdvanceEras, Era, FeeSplit};
use std::collections::{BTreeMap, BTreeSet};

fn enact(split: FeeSplit) -> DispatchResult {
    FeeSplits::set_fee_split(RuntimeOrigin::root(), split)
}

fn set_bounds(change: impl FnOnce(&mut crate::FeeSplitBounds)) {
    let mut bounds = default_bounds();
    change(&mut bounds);
    ConstitutionalBounds::set(&bounds);
}

#[test]
fn set_fee_split_should_record_a_new_version_when_called_by_its_origin() {
    build_and_execute(|| {
        CurrentEra::set(7);
        assert_ok!(enact(other_split()));

        let previous = FeeSplitVersion { version: 1, split: FeeSplit::default(), effective_from: 0 };
        let current = FeeSplitVersion { version: 2, split: other_split(), effective_from: 8 };
        let recent = RecentFeeSplits { current, previous: Some(previous), previous_until: 8 + GRACE };
        assert_eq!(Versions::<Test>::get(), FeeSplitVersions { recent, older: Default::default() });
        assert_eq!(
            events(),
            vec![Event::FeeSplitEnacted {
                version: 2,
                old: FeeSplit::default(),
                split: other_split(),
                effective_from: 8
            }]
        );
    });
}

#[test]
fn set_fee_split_should_act_on_the_next_era_only() {
    build_and_execute(|| {
        assert_ok!(enact(other_split()));
        assert_eq!(FeeSplits::fee_split().split, FeeSplit::default());
        Clock::advance_eras(1);
        assert_eq!(FeeSplits::fee_split().split, other_split());
    });
}

#[test]
fn set_fee_split_should_fail_when_called_by_another_origin() {
    build_and_execute(|| {
        for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none()] {
            assert_noop!(FeeSplits::set_fee_split(origin, other_split()), BadOrigin);
        }
    });
}

#[test]
fn set_fee_split_should_fail_when_the_parts_do_not_sum_to_a_whole() {
    build_and_execute(|| {
        for parts in [
            [400_000, 250_000, 200_000, 100_000, 40_000, 9_999],
            [400_000, 250_000, 200_000, 100_000, 40_000, 10_001],
            [1_000_000; 6],
            [0; 6],
        ] {
            assert_noop!(enact(split(parts)), Error::<Test>::FeeSplitNotExact);
        }
    });
}

#[test]
fn set_fee_split_should_fail_when_nothing_would_change() {
    build_and_execute(|| {
        assert_noop!(enact(FeeSplit::default()), Error::<Test>::Unchanged);
        // Also compared with a change that is not in force yet.
        assert_ok!(enact(other_split()));
        assert_noop!(enact(other_split()), Error::<Test>::Unchanged);
    });
}

#[test]
fn set_fee_split_should_fail_when_the_last_change_is_not_in_force_yet() {
    build_and_execute(|| {
        assert_ok!(enact(other_split()));
        assert_noop!(enact(FeeSplit::default()), Error::<Test>::ChangePending);
    });
}

#[test]
fn set_fee_split_should_wait_for_the_grace_period_of_the_last_change() {
    build_and_execute(|| {
        CurrentEra::set(10);
        assert_ok!(enact(other_split()));
        for era in 11..11 + GRACE {
            CurrentEra::set(era);
            assert_noop!(enact(FeeSplit::default()), Error::<Test>::GracePeriodRunning);
        }
        CurrentEra::set(11 + GRACE);
        assert_ok!(enact(FeeSplit::default()));
        assert_eq!(FeeSplits::next_fee_split().unwrap().version, 3);
    });
}

/// The payer and the operator of a signed voucher rely on the grace period that was promised.
#[test]
fn a_new_grace_period_should_act_on_the_next_change_only() {
    for grace in [0, 1, GRACE + 5] {
        build_and_execute(|| {
            assert_ok!(enact(other_split()));
            Grace::set(&grace);
            CurrentEra::set(GRACE);
            assert_eq!(FeeSplits::by_version(1), Some(FeeSplit::default()));
            assert_noop!(enact(FeeSplit::default()), Error::<Test>::GracePeriodRunning);
            CurrentEra::set(1 + GRACE);
            assert_eq!(FeeSplits::by_version(1), None);
            assert_ok!(enact(FeeSplit::default()));
            assert_eq!(Versions::<Test>::get().recent.previous_until, 2 + GRACE + grace);
        });
    }
}

#[test]
fn set_fee_split_should_keep_earlier_versions_until_there_are_too_many() {
    build_and_execute(|| {
        Grace::set(&0);
        let splits = [FeeSplit::default(), other_split()];
        let mut all = vec![FeeSplits::fee_split()];
        for era in 0..OLDER_VERSIONS + 10 {
            CurrentEra::set(era);
            let split = splits[(era as usize + 1) % 2];
            assert_ok!(enact(split));
            all.insert(0, FeeSplitVersion { version: era + 2, split, effective_from: era + 1 });
            all.truncate(OLDER_VERSIONS as usize + 2);
            assert_eq!(FeeSplits::fee_split_history(), all);
            assert_ok!(FeeSplits::do_try_state());
        }
        assert_eq!(all.len(), 34);
        assert_eq!(all.last().unwrap().version, OLDER_VERSIONS + 11 - 33);
    });
}

#[test]
fn set_fee_split_should_be_possible_every_era_when_there_is_no_grace_period() {
    build_and_execute(|| {
        Grace::set(&0);
        for (era, split) in [other_split(), FeeSplit::default(), other_split()].into_iter().enumerate() {
            CurrentEra::set(era as Era);
            assert_ok!(enact(split));
        }
        assert_eq!(Versions::<Test>::get().recent.current.version, 4);
    });
}

#[test]
fn set_fee_split_should_fail_when_contributors_would_get_less_than_their_minimum() {
    build_and_execute(|| {
        set_bounds(|bounds| bounds.min_contributors = Permill::from_percent(39));
        let contributors_get = |parts: u32| split([parts, 650_000 - parts, 200_000, 100_000, 40_000, 10_000]);
        assert_noop!(enact(contributors_get(389_999)), Error::<Test>::ContributorsTooLow);
        assert_ok!(enact(contributors_get(390_000)));
    });
}

#[test]
fn set_fee_split_should_fail_when_the_treasury_would_get_more_than_its_maximum() {
    build_and_execute(|| {
        set_bounds(|bounds| bounds.max_treasury = Permill::from_percent(5));
        let treasury_gets = |parts: u32| split([400_000, 250_000, 240_000 - parts, 100_000, parts, 10_000]);
        assert_noop!(enact(treasury_gets(50_001)), Error::<Test>::TreasuryTooHigh);
        assert_ok!(enact(treasury_gets(50_000)));
    });
}

#[test]
fn set_fee_split_should_fail_when_less_than_the_minimum_would_be_burned() {
    build_and_execute(|| {
        let burns = |parts: u32| split([400_000, 250_000, 210_000 - parts, 100_000, 40_000, parts]);
        assert_noop!(enact(burns(4_999)), Error::<Test>::BurnTooLow);
        assert_ok!(enact(burns(5_000)));
    });
}

#[test]
fn set_fee_split_should_fail_when_any_part_changes_by_more_than_the_largest_step() {
    build_and_execute(|| {
        // Each role's part in turn rises or falls too far; the opposite change is spread over two other roles.
        set_bounds(|bounds| bounds.max_step = Permill::from_parts(2_000));
        let base = FeeSplit::default().weights();
        for role in 0..6 {
            let others = [(role + 1) % 6, (role + 2) % 6];
            for up in [true, false] {
                let moved = |step: u32| {
                    let mut parts = base;
                    let each = step / 2;
                    let rest = step - each;
                    if up {
                        parts[role] += step;
                        parts[others[0]] -= each;
                        parts[others[1]] -= rest;
                    } else {
                        parts[role] -= step;
                        parts[others[0]] += each;
                        parts[others[1]] += rest;
                    }
                    split(parts)
                };
                assert_noop!(enact(moved(2_001)), Error::<Test>::StepTooLarge);
                hypothetically_ok!(enact(moved(2_000)));
            }
        }
    });
}

#[test]
fn set_fee_split_should_fail_when_versions_or_eras_are_used_up() {
    new_test_ext().execute_with(|| {
        CurrentEra::set(Era::MAX);
        assert_noop!(enact(other_split()), ArithmeticError::Overflow);

        CurrentEra::set(5);
        Versions::<Test>::mutate(|records| records.recent.current.version = u32::MAX);
        assert_noop!(enact(other_split()), ArithmeticError::Overflow);
    });
}

/// Everything in storage except the system's own bookkeeping of the block.
fn storage_of_pallets() -> BTreeMap<Vec<u8>, Vec<u8>> {
    let system = twox_128(b"System");
    let mut entries = BTreeMap::new();
    let mut key = Vec::new();
    while let Some(next) = storage::next_key(&key) {
        if !next.starts_with(&system) {
            entries.insert(next.clone(), storage::get(&next).unwrap().to_vec());
        }
        key = next;
    }
    entries
}

#[test]
fn set_fee_split_should_write_one_item() {
    build_and_execute(|| {
        Grace::set(&0);
        CurrentEra::set(0);
        let before = storage_of_pallets();
        assert_ok!(enact(other_split()));
        let after = storage_of_pallets();

        let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        let changed: Vec<_> = keys.into_iter().filter(|key| before.get(*key) != after.get(*key)).cloned().collect();
        assert_eq!(changed, vec![Versions::<Test>::hashed_key().to_vec()]);

        // However many versions are kept.
        for (era, split) in (1..).zip([FeeSplit::default(), other_split()].repeat(20)) {
            CurrentEra::set(era);
            assert_ok!(enact(split));
        }
        assert!(Versions::<Test>::get().older.is_full());
        assert_eq!(storage_of_pallets().keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    });
}
