// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::disputes::Ruling::{Overturned, Upheld};

#[test]
fn the_track_should_decide_at_every_stage() {
    let stages: [fn(u64); 4] = [
        |_| (),
        |id| {
            assert_ok!(Disputes::respond(signed(BOB), id, evidence(2), ANY));
        },
        |id| {
            pass_eras(RESPONSE + 1);
            ruled(id, Upheld);
        },
        |id| {
            pass_eras(RESPONSE + 1);
            ruled(id, Upheld);
            assert_ok!(Disputes::appeal(signed(ALICE), id, evidence(3), ANY));
        },
    ];
    for reach in stages {
        build_and_execute(|| {
            let id = opened();
            reach(id);
            events();
            assert_ok!(Disputes::rule_by_track(signed(Arbiter::get()), id, Overturned));
            assert_eq!(stage(id), Stage::Decided { ruling: Overturned, era: CurrentEra::get() });
            assert_eq!(events(), [Event::Decided { case: id, ruling: Overturned }]);
            let again = Disputes::rule_by_track(RuntimeOrigin::root(), id, Upheld);
            assert_noop!(again, Error::<Test>::AlreadyDecided);
            // There is nothing to wait for.
            assert_ok!(Disputes::finalize(signed(CHARLIE), id));
            assert_eq!(Executed::get(), [(model(), ALICE, Overturned)]);
        });
    }
}

#[test]
fn the_track_should_not_decide_what_is_final() {
    build_and_execute(|| {
        let (id, origin) = (opened(), RuntimeOrigin::root);
        assert_noop!(Disputes::rule_by_track(origin(), id + 1, Upheld), Error::<Test>::CaseNotFound);
        assert_noop!(Disputes::rule_by_track(signed(ALICE), id, Upheld), DispatchError::BadOrigin);
        pass_eras(RESPONSE + RULING + 1);
        assert_noop!(Disputes::rule_by_track(origin(), id, Overturned), Error::<Test>::TooLate);
        assert_ok!(Disputes::finalize(signed(CHARLIE), id));

        let id = answered();
        ruled(id, Upheld);
        pass_eras(APPEAL + 1);
        assert_noop!(Disputes::rule_by_track(origin(), id, Overturned), Error::<Test>::TooLate);
        assert_ok!(Disputes::finalize(signed(CHARLIE), id));

        let id = answered();
        ruled(id, Upheld);
        assert_ok!(Disputes::appeal(signed(ALICE), id, evidence(3), ANY));
        pass_eras(TRACK + 1);
        assert_noop!(Disputes::rule_by_track(origin(), id, Overturned), Error::<Test>::TooLate);
    });
}
