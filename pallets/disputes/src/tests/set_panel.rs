// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::testing_prelude::*;

fn members(members: &[u64]) -> PanelMembers<u64> {
    members.to_vec().try_into().unwrap()
}

#[test]
fn set_panel_should_elect_and_dismiss() {
    build_and_execute(|| {
        for (panel, threshold) in [(members(&[7]), 1), (members(&[5, 4, 6]), 2), (members(&[]), 0)] {
            assert_ok!(Disputes::set_panel(signed(Arbiter::get()), panel.clone(), threshold));
            assert_eq!(Disputes::panel(), (panel.to_vec(), threshold));
            assert_eq!(events(), [Event::PanelSet { members: panel, threshold }]);
        }
        assert_eq!(ThePanel::<Test>::get().version, 3);
    });
}

#[test]
fn set_panel_should_fail_for_an_invalid_panel() {
    build_and_execute(|| {
        for (panel, threshold) in [(members(&[]), 1), (members(&[7]), 0), (members(&[7]), 2), (members(&[7, 8, 7]), 2)]
        {
            let call = Disputes::set_panel(RuntimeOrigin::root(), panel, threshold);
            assert_noop!(call, Error::<Test>::InvalidPanel);
        }
        assert_noop!(Disputes::set_panel(signed(JUDGE), members(&[7]), 1), DispatchError::BadOrigin);
    });
}

#[test]
fn the_largest_panel_should_rule_with_its_last_vote() {
    use openledger_primitives::disputes::Ruling;
    build_and_execute(|| {
        let all: Vec<u64> = (100..115).collect();
        assert_ok!(Disputes::set_panel(RuntimeOrigin::root(), members(&all), 15));
        let id = answered();
        for member in all {
            assert!(matches!(stage(id), Stage::Open { .. }));
            assert_ok!(Disputes::rule(signed(member), id, Ruling::Overturned));
            assert_ok!(Disputes::do_try_state());
        }
        assert!(matches!(stage(id), Stage::Ruled { ruling: Ruling::Overturned, .. }));
    });
}
