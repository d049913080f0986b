// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::disputes::Ruling::{Overturned, Upheld};

fn rule(judge: u64, id: u64, ruling: openledger_primitives::disputes::Ruling) -> DispatchResult {
    Disputes::rule(signed(judge), id, ruling)
}

#[test]
fn the_vote_that_reaches_the_threshold_should_rule() {
    build_and_execute(|| {
        let id = answered();
        assert_ok!(rule(JUDGE, id, Overturned));
        let votes = Votes { panel: 0, upheld: 0, overturned: 1 };
        assert_eq!(stage(id), Stage::Open { respond_until: RESPONSE, rule_until: RESPONSE + RULING, votes });
        assert_eq!(events(), [Event::Voted { case: id, member: JUDGE, ruling: Overturned }]);
        assert_ok!(rule(JUDGE + 1, id, Upheld));
        pass_eras(1);
        assert_ok!(rule(JUDGE + 2, id, Overturned));
        assert_eq!(stage(id), Stage::Ruled { ruling: Overturned, appeal_until: 1 + APPEAL });
        let voted = |member, ruling| Event::Voted { case: id, member, ruling };
        let ruled = Event::Ruled { case: id, ruling: Overturned, appeal_until: 1 + APPEAL };
        assert_eq!(events(), [voted(JUDGE + 1, Upheld), voted(JUDGE + 2, Overturned), ruled]);
        assert_noop!(rule(JUDGE, id, Upheld), Error::<Test>::AlreadyRuled);
    });
}

#[test]
fn a_member_should_be_able_to_change_its_vote() {
    build_and_execute(|| {
        let id = answered();
        assert_ok!(rule(JUDGE, id, Overturned));
        assert_noop!(rule(JUDGE, id, Overturned), Error::<Test>::AlreadyVoted);
        assert_ok!(rule(JUDGE, id, Upheld));
        assert_ok!(rule(JUDGE + 1, id, Overturned));
        assert!(matches!(stage(id), Stage::Open { .. }));
        assert_ok!(rule(JUDGE + 1, id, Upheld));
        assert!(matches!(stage(id), Stage::Ruled { ruling: Upheld, .. }));
    });
}

#[test]
fn the_panel_should_wait_for_the_answer_or_its_time() {
    build_and_execute(|| {
        let id = opened();
        pass_eras(RESPONSE);
        assert_noop!(rule(JUDGE, id, Upheld), Error::<Test>::ResponsePending);
        pass_eras(1);
        assert_ok!(rule(JUDGE, id, Upheld));
        pass_eras(RULING - 1);
        assert_ok!(rule(JUDGE + 1, id, Overturned));
        pass_eras(1);
        assert_noop!(rule(JUDGE + 1, id, Upheld), Error::<Test>::TooLate);
    });
}

#[test]
fn rule_should_fail_for_others_and_for_sides() {
    build_and_execute(|| {
        let id = answered();
        assert_noop!(rule(CHARLIE, id, Upheld), Error::<Test>::NotPanelMember);
        assert_noop!(rule(JUDGE, id + 1, Upheld), Error::<Test>::CaseNotFound);
        assert_noop!(Disputes::rule(RuntimeOrigin::root(), id, Upheld), DispatchError::BadOrigin);
        assert_ok!(Disputes::open(signed(JUDGE), score(1), evidence(1), ANY));
        assert_ok!(Disputes::open(signed(ALICE), curator(JUDGE), evidence(1), ANY));
        pass_eras(RESPONSE + 1);
        for own in [id + 1, id + 2] {
            assert_noop!(rule(JUDGE, own, Upheld), Error::<Test>::OwnSide);
        }
        assert_ok!(Disputes::rule_by_track(RuntimeOrigin::root(), id, Upheld));
        assert_noop!(rule(JUDGE, id, Upheld), Error::<Test>::AlreadyDecided);
    });
}

#[test]
fn a_member_with_an_interest_should_leave_the_case_to_the_others() {
    build_and_execute(|| {
        let id = answered();
        Concerned::set(&Some(JUDGE));
        for ruling in [Upheld, Overturned] {
            assert_noop!(rule(JUDGE, id, ruling), Error::<Test>::Interested);
        }
        assert_ok!(Disputes::open(signed(ALICE), curator(BOB), evidence(1), ANY));
        pass_eras(RESPONSE + 1);
        // Its other cases, and the other members, are not concerned.
        assert_ok!(rule(JUDGE, id + 1, Overturned));
        assert_ok!(rule(JUDGE + 1, id, Overturned));
        assert_ok!(rule(JUDGE + 2, id, Overturned));
        assert!(matches!(stage(id), Stage::Ruled { ruling: Overturned, .. }));
    });
}

#[test]
fn the_weight_of_a_vote_should_contain_the_look_for_an_interest() {
    let call = Call::<Test>::rule { case: 0, ruling: Upheld };
    let weight = frame::deps::frame_support::dispatch::GetDispatchInfo::get_dispatch_info(&call).call_weight;
    assert_eq!(weight, <() as WeightInfo>::rule() + Weight::from_parts(500, 5));
}

#[test]
fn votes_of_an_earlier_panel_should_not_count() {
    build_and_execute(|| {
        let id = answered();
        assert_ok!(rule(JUDGE, id, Overturned));
        let members = vec![JUDGE + 1, JUDGE + 2].try_into().unwrap();
        assert_ok!(Disputes::set_panel(RuntimeOrigin::root(), members, 2));
        assert_noop!(rule(JUDGE, id, Overturned), Error::<Test>::NotPanelMember);
        assert_ok!(rule(JUDGE + 1, id, Overturned));
        let votes = Votes { panel: 1, upheld: 0, overturned: 1 };
        assert_eq!(stage(id), Stage::Open { respond_until: RESPONSE, rule_until: RESPONSE + RULING, votes });
        assert_ok!(rule(JUDGE + 2, id, Overturned));
        // A ruling outlives its panel.
        assert_ok!(Disputes::set_panel(RuntimeOrigin::root(), Default::default(), 0));
        assert!(matches!(stage(id), Stage::Ruled { ruling: Overturned, .. }));
    });
}
