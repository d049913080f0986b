// SPDX-License-Identifier: Apache-2.0

//! Where the money goes, for each way in which a case can end.

use crate::{
    mock::{Disputes, *},
    *,
};
use frame::{testing_prelude::*, token::fungible::Inspect};
use openledger_primitives::disputes::Ruling::{self, Overturned, Upheld};

fn closed(id: u64, ruling: Ruling, reward: u128, lost: u128, refunded: u128) -> Event<Test> {
    let winner = if ruling == Overturned { ALICE } else { BOB };
    Event::Closed { case: id, subject: model(), ruling, winner, reward, lost, refunded, failure: None }
}

/// Finalize and check that nothing is left of the case.
fn finalize(id: u64) {
    assert_ok!(Disputes::finalize(signed(CHARLIE), id));
    assert_eq!((held(ALICE), held(BOB)), (0, 0));
    assert_eq!((Cases::<Test>::iter().count(), OpenCases::<Test>::iter().count()), (0, 0));
    assert_noop!(Disputes::finalize(signed(CHARLIE), id), Error::<Test>::CaseNotFound);
}

#[test]
fn a_case_that_nobody_ruled_on_should_return_both_bonds() {
    build_and_execute(|| {
        let id = answered();
        assert_ok!(Disputes::rule(signed(JUDGE), id, Overturned));
        pass_eras(RESPONSE + RULING);
        assert_noop!(Disputes::finalize(signed(CHARLIE), id), Error::<Test>::NotFinal);
        assert_noop!(Disputes::finalize(RuntimeOrigin::root(), id), DispatchError::BadOrigin);
        pass_eras(1);
        events();
        finalize(id);
        assert_eq!(events(), [Event::Lapsed { case: id, subject: model() }]);
        assert_eq!(gains(), [0, 0, 0]);
        assert!(Executed::get().is_empty());
    });
}

#[test]
fn the_panel_s_ruling_should_be_final_after_the_time_for_an_appeal() {
    for (ruling, gain) in [(Overturned, [60, -100, 40]), (Upheld, [-100, 60, 40])] {
        build_and_execute(|| {
            let id = answered();
            ruled(id, ruling);
            pass_eras(APPEAL);
            assert_noop!(Disputes::finalize(signed(CHARLIE), id), Error::<Test>::NotFinal);
            pass_eras(1);
            finalize(id);
            assert_eq!(events(), [closed(id, ruling, 60, 40, 0)]);
            assert_eq!(gains(), gain);
            assert_eq!(Executed::get(), [(model(), ALICE, ruling)]);
        });
    }
}

#[test]
fn a_respondent_that_did_not_answer_should_have_no_bond_to_lose() {
    build_and_execute(|| {
        let id = opened();
        pass_eras(RESPONSE + 1);
        ruled(id, Overturned);
        pass_eras(APPEAL + 1);
        finalize(id);
        assert_eq!(events(), [closed(id, Overturned, 0, 0, 0)]);
        assert_eq!(gains(), [0, 0, 0]);
    });
}

#[test]
fn a_respondent_that_did_not_answer_should_be_paid_for_a_case_that_was_wrong() {
    build_and_execute(|| {
        let id = opened();
        pass_eras(RESPONSE + 1);
        ruled(id, Upheld);
        pass_eras(APPEAL + 1);
        finalize(id);
        assert_eq!(gains(), [-100, 60, 40]);
    });
}

#[test]
fn an_appeal_that_is_won_should_turn_the_outcome() {
    build_and_execute(|| {
        let id = answered();
        ruled(id, Upheld);
        assert_ok!(Disputes::appeal(signed(ALICE), id, evidence(3), ANY));
        assert_noop!(Disputes::finalize(signed(CHARLIE), id), Error::<Test>::NotFinal);
        assert_ok!(Disputes::rule_by_track(RuntimeOrigin::root(), id, Overturned));
        events();
        finalize(id);
        assert_eq!(events(), [closed(id, Overturned, 60, 40, 0)]);
        assert_eq!(gains(), [60, -100, 40]);
    });
}

#[test]
fn an_appeal_that_is_lost_should_cost_both_bonds() {
    build_and_execute(|| {
        let id = answered();
        ruled(id, Overturned);
        assert_ok!(Disputes::appeal(signed(BOB), id, evidence(3), ANY));
        assert_ok!(Disputes::rule_by_track(RuntimeOrigin::root(), id, Overturned));
        events();
        finalize(id);
        assert_eq!(events(), [closed(id, Overturned, 240, 160, 0)]);
        assert_eq!(gains(), [240, -400, 160]);
    });
}

#[test]
fn an_appeal_that_the_track_does_not_decide_should_be_lost() {
    build_and_execute(|| {
        let id = answered();
        ruled(id, Upheld);
        assert_ok!(Disputes::appeal(signed(ALICE), id, evidence(3), ANY));
        pass_eras(TRACK);
        assert_noop!(Disputes::finalize(signed(CHARLIE), id), Error::<Test>::NotFinal);
        pass_eras(1);
        events();
        finalize(id);
        assert_eq!(events(), [closed(id, Upheld, 240, 160, 0)]);
        assert_eq!(gains(), [-400, 240, 160]);
    });
}

#[test]
fn what_the_challenger_lost_should_be_made_good_by_the_loser_first() {
    // (owed, answered, gains of Alice, Bob and the treasury)
    for (owed, answer, gain, event) in [
        (50, true, [60, -100, 40], (60, 40, 0)),
        (90, true, [90, -100, 10], (90, 10, 0)),
        (150, true, [150, -100, -50], (100, 0, 50)),
        (150, false, [150, 0, -150], (0, 0, 150)),
    ] {
        build_and_execute(|| {
            Owed::set(&owed);
            let id = if answer { answered() } else { opened() };
            pass_eras(RESPONSE + 1);
            ruled(id, Overturned);
            pass_eras(APPEAL + 1);
            finalize(id);
            assert_eq!(events(), [closed(id, Overturned, event.0, event.1, event.2)]);
            assert_eq!(gains(), gain);
        });
    }
}

#[test]
fn a_treasury_without_money_should_not_hold_up_a_case() {
    build_and_execute(|| {
        Owed::set(&150);
        let id = opened();
        pass_eras(RESPONSE + 1);
        ruled(id, Overturned);
        pass_eras(APPEAL + 1);
        assert_ok!(Balances::transfer_allow_death(signed(TREASURY), CHARLIE, ENDOWMENT));
        finalize(id);
        assert_eq!(events(), [closed(id, Overturned, 0, 0, 0)]);
    });
}

#[test]
fn a_winner_without_an_account_should_not_hold_up_a_case() {
    build_and_execute(|| {
        // Sixty percent of the bond is less than the existential deposit of the respondent.
        CaseBond::set(15);
        assert_ok!(Disputes::open(signed(ALICE), curator(PAUPER), evidence(1), ANY));
        pass_eras(RESPONSE + 1);
        ruled(0, Upheld);
        pass_eras(APPEAL + 1);
        finalize(0);
        assert_eq!(gains(), [-15, 0, 15]);
        assert_eq!(Balances::total_balance(&PAUPER), 0);
    });
}

#[test]
fn a_loser_should_not_keep_its_bond_by_a_lock() {
    use frame::{deps::frame_support::traits::LockableCurrency, traits::WithdrawReasons};
    build_and_execute(|| {
        let id = answered();
        Balances::set_lock(*b"a vote  ", &BOB, ENDOWMENT, WithdrawReasons::all());
        ruled(id, Overturned);
        pass_eras(APPEAL + 1);
        finalize(id);
        assert_eq!(gains(), [60, -100, 40]);
    });
}

#[test]
fn a_verdict_that_cannot_be_executed_should_be_tried_again() {
    build_and_execute(|| {
        let id = answered();
        ruled(id, Overturned);
        pass_eras(APPEAL + 1);
        Fails::set(&true);
        assert_noop!(Disputes::finalize(signed(CHARLIE), id), DispatchError::Unavailable);
        pass_eras(PATIENCE - 1);
        assert_noop!(Disputes::finalize(signed(CHARLIE), id), DispatchError::Unavailable);
        Fails::set(&false);
        finalize(id);
        assert_eq!(Executed::get(), [(model(), ALICE, Overturned)]);
    });
}

#[test]
fn a_verdict_that_can_never_be_executed_should_not_keep_the_bonds() {
    build_and_execute(|| {
        let id = answered();
        ruled(id, Overturned);
        pass_eras(APPEAL + 1 + PATIENCE);
        Fails::set(&true);
        Owed::set(&150);
        finalize(id);
        let failure = Some(DispatchError::Unavailable);
        let Event::Closed { case, subject, ruling, winner, reward, lost, refunded, .. } =
            closed(id, Overturned, 60, 40, 0)
        else {
            unreachable!()
        };
        assert_eq!(events(), [Event::Closed { case, subject, ruling, winner, reward, lost, refunded, failure }]);
        // What it wrote before it failed is undone.
        assert!(Executed::get().is_empty());
        assert_eq!(gains(), [60, -100, 40]);
    });
}

/// Deadlines are counted on a clock that stands still with the chain: blocks alone change nothing.
#[test]
fn deadlines_should_stand_still_while_the_clock_does() {
    build_and_execute(|| {
        let id = opened();
        System::set_block_number(1_000_000);
        assert_noop!(Disputes::finalize(signed(CHARLIE), id), Error::<Test>::NotFinal);
        assert_noop!(Disputes::rule(signed(JUDGE), id, Upheld), Error::<Test>::ResponsePending);
        assert_ok!(Disputes::respond(signed(BOB), id, evidence(2), ANY));
    });
}

#[test]
fn a_penalty_should_be_made_good_to_whoever_had_paid_it() {
    // Of Bob's bond, 60 are Alice's. The rest is there for what Charlie lost, and the treasury adds what is missing.
    for (owed, lost, refunded) in [(30, 10, 0), (40, 0, 0), (55, 0, 15)] {
        build_and_execute(|| {
            Owed::set(&owed);
            Payer::set(&Some(CHARLIE));
            let id = answered();
            ruled(id, Overturned);
            pass_eras(APPEAL + 1);
            let before = Balances::total_balance(&CHARLIE);
            finalize(id);
            let restored = Event::Restored { case: id, who: CHARLIE, amount: owed };
            assert_eq!(events(), [restored, closed(id, Overturned, 60, lost, refunded)]);
            assert_eq!(Balances::total_balance(&CHARLIE), before + owed);
            assert_eq!(gains(), [60, -100, 40 - owed as i128]);
        });
    }
}

#[test]
fn a_payer_should_lose_nothing_when_the_respondent_wins_or_does_not_answer() {
    build_and_execute(|| {
        Owed::set(&30);
        Payer::set(&Some(CHARLIE));
        let id = answered();
        ruled(id, Upheld);
        pass_eras(APPEAL + 1);
        finalize(id);
        assert_eq!(events(), [closed(id, Upheld, 60, 40, 0)]);
        // Without an answer there is no bond: the treasury pays it all.
        let id = opened();
        pass_eras(RESPONSE + 1);
        ruled(id, Overturned);
        pass_eras(APPEAL + 1);
        finalize(id);
        let restored = Event::Restored { case: id, who: CHARLIE, amount: 30 };
        assert_eq!(events(), [restored, closed(id, Overturned, 0, 0, 30)]);
    });
}
