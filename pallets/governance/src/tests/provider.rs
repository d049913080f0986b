// SPDX-License-Identifier: Apache-2.0

use crate::mock::*;
use frame::testing_prelude::*;
use openledger_primitives::{
    runtime_api::{FeeSplitInfo, FeeSplitVersion},
    traits::{AdvanceEras, FeeSplitProvider},
    FeeSplit,
};

fn provided(version: Option<u32>) -> Option<(u32, FeeSplit)> {
    <FeeSplits as FeeSplitProvider>::fee_split(version)
}

fn enact_other() {
    assert_ok!(FeeSplits::set_fee_split(RuntimeOrigin::root(), other_split()));
}

#[test]
fn fee_split_should_be_the_one_in_force_when_no_version_is_named() {
    build_and_execute(|| {
        assert_eq!(provided(None), Some((1, FeeSplit::default())));
        enact_other();
        assert_eq!(provided(None), Some((1, FeeSplit::default())));
        Clock::advance_eras(1);
        assert_eq!(provided(None), Some((2, other_split())));
        Clock::advance_eras(100);
        assert_eq!(provided(None), Some((2, other_split())));
    });
}

#[test]
fn fee_split_should_refuse_a_version_when_it_is_not_in_force_yet() {
    build_and_execute(|| {
        enact_other();
        assert_eq!(provided(Some(2)), None);
        assert_eq!(provided(Some(1)), Some((1, FeeSplit::default())));
        Clock::advance_eras(1);
        assert_eq!(provided(Some(2)), Some((2, other_split())));
    });
}

#[test]
fn fee_split_should_accept_the_previous_version_when_in_grace_only() {
    build_and_execute(|| {
        enact_other();
        for era in 1..1 + GRACE {
            CurrentEra::set(era);
            assert_eq!(provided(Some(1)), Some((1, FeeSplit::default())), "era {era}");
        }
        CurrentEra::set(1 + GRACE);
        assert_eq!(provided(Some(1)), None);
        assert_eq!(provided(Some(2)), Some((2, other_split())));
    });
}

#[test]
fn fee_split_should_refuse_unknown_versions() {
    build_and_execute(|| {
        for version in [0, 2, u32::MAX] {
            assert_eq!(provided(Some(version)), None);
        }
        // A version before the previous one stays unknown.
        enact_other();
        Clock::advance_eras(1 + GRACE);
        assert_ok!(FeeSplits::set_fee_split(RuntimeOrigin::root(), FeeSplit::default()));
        assert_eq!(provided(Some(1)), None);
        Clock::advance_eras(1);
        assert_eq!(provided(Some(1)), None);
        assert_eq!(provided(Some(2)), Some((2, other_split())));
    });
}

#[test]
fn view_functions_and_info_should_tell_what_is_in_force_and_what_comes() {
    build_and_execute(|| {
        let first = FeeSplitVersion { version: 1, split: FeeSplit::default(), effective_from: 0 };
        let second = FeeSplitVersion { version: 2, split: other_split(), effective_from: 1 };
        assert_eq!(FeeSplits::bounds(), default_bounds());
        assert_eq!(FeeSplits::fee_split(), first);
        assert_eq!(FeeSplits::next_fee_split(), None);
        assert_eq!(FeeSplits::fee_split_history(), vec![first]);
        assert_eq!(FeeSplits::info(), FeeSplitInfo { version: 1, split: FeeSplit::default(), next: None });

        enact_other();
        assert_eq!(FeeSplits::fee_split(), first);
        assert_eq!(FeeSplits::next_fee_split(), Some(second));
        assert_eq!(FeeSplits::by_version(1), Some(FeeSplit::default()));
        assert_eq!(FeeSplits::by_version(2), None);
        assert_eq!(FeeSplits::info(), FeeSplitInfo { version: 1, split: FeeSplit::default(), next: Some(second) });

        Clock::advance_eras(1);
        assert_eq!(FeeSplits::fee_split(), second);
        assert_eq!(FeeSplits::next_fee_split(), None);
        assert_eq!(FeeSplits::fee_split_history(), vec![second, first]);
        assert_eq!(FeeSplits::by_version(1), Some(FeeSplit::default()));
        assert_eq!(FeeSplits::by_version(2), Some(other_split()));
        assert_eq!(FeeSplits::info(), FeeSplitInfo { version: 2, split: other_split(), next: None });
    });
}
