// SPDX-License-Identifier: Apache-2.0

use super::support::*;
use crate::{Error, Escrow, EscrowBooks, Event, WeightInfo};
use frame::{testing_prelude::*, traits::fungible::Mutate};
use openledger_primitives::{fees::MAX_BUCKETS, traits::AdvanceEras, Balance};

type Weights = <Test as crate::Config>::WeightInfo;

fn take_from_escrow(amount: Balance) {
    let (exact, force) = (Precision::Exact, Fortitude::Force);
    assert_ok!(Balances::burn_from(&escrow_account(), amount, Preservation::Expendable, exact, force));
}

fn give_to_escrow(amount: Balance) {
    assert_ok!(Balances::mint_into(&escrow_account(), amount));
}

fn end_block() {
    Inference::on_finalize(System::block_number());
}

fn idle() {
    Inference::on_idle(System::block_number(), Weight::MAX);
}

fn resume() -> DispatchResult {
    Inference::resume_settlements(RuntimeOrigin::root())
}

fn set_up() {
    open(ALICE, OPERATOR, 1_000);
    open(BOB, OTHER_OPERATOR, 500);
    assert_ok!(settle(vec![note(ALICE, OPERATOR, BASE, 100)]));
    events();
}

#[test]
fn genesis_should_open_the_escrow() {
    build_and_execute(|| {
        assert_eq!(escrow_balance(), EXISTENTIAL_DEPOSIT);
        let books = EscrowBooks { reserve: EXISTENTIAL_DEPOSIT, ..Default::default() };
        assert_eq!(Inference::escrow_books(), books);
        let EscrowBooks { owed, reserve, swept, settlements_stopped, stopped, resumed } = books;
        assert_eq!(reserve, EXISTENTIAL_DEPOSIT);
        assert_eq!((owed, swept, settlements_stopped, stopped, resumed), (0, 0, false, 0, 0));
        assert_eq!(Inference::escrow_account(), escrow_account());
        // The first channel may be as small as it likes.
        open(ALICE, OPERATOR, 1);
        assert_eq!(Inference::escrow_books().owed, 1);
    });
}

#[test]
fn on_finalize_should_write_nothing_when_nothing_is_wrong() {
    build_and_execute(|| {
        assert_storage_noop!(end_block());
        set_up();
        assert_storage_noop!(end_block());
        // A gift is no reason either.
        give_to_escrow(5);
        assert_storage_noop!(end_block());
        assert!(Weights::on_finalize_check().all_lte(Inference::on_initialize(1)));
    });
}

#[test]
fn on_finalize_should_stop_what_leaves_the_escrow_when_it_is_short() {
    new_test_ext().execute_with(|| {
        set_up();
        // One planck less than the existential deposit and what is owed.
        take_from_escrow(1);
        end_block();
        let (balance, owed) = (EXISTENTIAL_DEPOSIT + 1_399, 1_400);
        assert_eq!(events(), vec![Event::EscrowBroken { balance, owed }]);
        assert!(Escrow::<Test>::get().settlements_stopped);
        // It is said once.
        assert_storage_noop!(end_block());

        assert_noop!(settle(vec![note(ALICE, OPERATOR, BASE, 101)]), Error::<Test>::SettlementsStopped);
        for (who, payer, operator) in [(OPERATOR, ALICE, OPERATOR), (OTHER_OPERATOR, BOB, OTHER_OPERATOR)] {
            assert_noop!(
                Inference::close_channel(signed(who), key(payer, operator)),
                Error::<Test>::SettlementsStopped
            );
        }
        assert_storage_noop!(idle());

        // Calls that pay in or move nothing go on, and so do payments, which never touch the escrow.
        assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, 1));
        assert_ok!(Inference::open_channel(signed(BOB), OPERATOR, 1, Balance::MAX));
        assert_ok!(Inference::authorize_agent(signed(ALICE), OPERATOR, 51, 1, 6, vec![], Balance::MAX));
        assert_ok!(Inference::revoke_agent(signed(ALICE), OPERATOR, 51));
        assert_ok!(Inference::request_close(signed(ALICE), OPERATOR));
        assert_ok!(publish(OPERATOR, BASE, false));
        assert_ok!(Inference::pay(signed(ALICE), BASE, OPERATOR, UNITS, PRICE_OF_UNITS));
        // More money does not resume anything by itself.
        give_to_escrow(1_000);
        end_block();
        assert!(Escrow::<Test>::get().settlements_stopped);
    });
}

#[test]
fn resume_settlements_should_let_them_go_on_once_the_money_is_there() {
    new_test_ext().execute_with(|| {
        set_up();
        take_from_escrow(3);
        end_block();
        for missing in [3, 2, 1] {
            assert_noop!(resume(), Error::<Test>::EscrowShort);
            give_to_escrow(1);
            assert_eq!(escrow_balance() + missing - 1, EXISTENTIAL_DEPOSIT + owed());
        }
        events();
        assert_ok!(resume());
        assert_eq!(events(), vec![Event::SettlementsResumed]);
        assert_eq!(
            Escrow::<Test>::get(),
            EscrowBooks {
                owed: 1_400,
                reserve: EXISTENTIAL_DEPOSIT,
                swept: 0,
                settlements_stopped: false,
                stopped: era(),
                resumed: era(),
            }
        );
        assert_storage_noop!(end_block());
        let note = note(ALICE, OPERATOR, BASE, 101);
        assert_eq!(
            settle_all(std::slice::from_ref(&note)),
            vec![settled(0, &note, 1, units_of(1), 0, None), batch(1, 0, 1)]
        );
        assert_ok!(Inference::close_channel(signed(OPERATOR), key(ALICE, OPERATOR)));
        assert_ok!(Inference::do_try_state());
    });
}

#[test]
fn resume_settlements_should_fail_when_the_origin_may_not() {
    new_test_ext().execute_with(|| {
        set_up();
        take_from_escrow(1);
        end_block();
        give_to_escrow(1);
        for origin in [signed(ALICE), signed(OPERATOR), RuntimeOrigin::none()] {
            assert_noop!(Inference::resume_settlements(origin), BadOrigin);
        }
        assert_ok!(resume());
    });
}

#[test]
fn resume_settlements_should_fail_when_they_are_not_stopped() {
    build_and_execute(|| {
        set_up();
        assert_noop!(resume(), Error::<Test>::SettlementsNotStopped);
    });
}

#[test]
fn resume_settlements_should_fail_when_the_escrow_is_short() {
    new_test_ext().execute_with(|| {
        set_up();
        take_from_escrow(1);
        end_block();
        assert_noop!(resume(), Error::<Test>::EscrowShort);
    });
}

#[test]
fn on_idle_should_send_what_is_beyond_the_debts_to_the_treasury_once_an_era() {
    build_and_execute(|| {
        set_up();
        assert_ok!(Balances::mint_into(&TREASURY, EXISTENTIAL_DEPOSIT));
        let treasury = Balances::free_balance(TREASURY);
        give_to_escrow(70);
        let used = Inference::on_idle(1, Weight::MAX);
        assert!(used.all_lte(Weights::on_idle_base().saturating_add(Weights::on_idle_sweep())));
        assert_eq!(events(), vec![Event::EscrowSurplusSwept { amount: 70 }]);
        assert_eq!(Balances::free_balance(TREASURY), treasury + 70);
        assert_eq!(escrow_balance(), EXISTENTIAL_DEPOSIT + owed());
        assert_eq!(owed(), 1_400);

        // Not twice in an era, but in the next again.
        give_to_escrow(20);
        assert_storage_noop!(idle());
        Clock::advance_eras(1);
        idle();
        assert_eq!(events(), vec![Event::EscrowSurplusSwept { amount: 20 }]);
        assert_eq!(Balances::free_balance(TREASURY), treasury + 90);
    });
}

#[test]
fn on_idle_should_move_nothing_when_there_is_no_surplus() {
    build_and_execute(|| {
        set_up();
        idle();
        assert_eq!(events(), vec![]);
        assert_eq!(escrow_balance(), EXISTENTIAL_DEPOSIT + 1_400);
        assert_storage_noop!(idle());
    });
}

#[test]
fn on_idle_should_stay_within_what_remains() {
    build_and_execute(|| {
        set_up();
        give_to_escrow(70);
        let (base, sweep) = (Weights::on_idle_base(), Weights::on_idle_sweep());
        let enough = base.saturating_add(sweep);
        for remaining in [
            Weight::zero(),
            base,
            enough.saturating_sub(Weight::from_parts(1, 0)),
            Weight::from_parts(enough.ref_time(), 0),
            Weight::from_parts(0, enough.proof_size()),
        ] {
            assert_storage_noop!(assert!(Inference::on_idle(1, remaining).all_lte(remaining)));
        }
        let used = Inference::on_idle(1, enough);
        assert!(used.all_lte(enough));
        assert_eq!(events(), vec![Event::EscrowSurplusSwept { amount: 70 }]);
    });
}

#[test]
fn on_idle_should_leave_what_the_treasury_can_not_take() {
    build_and_execute(|| {
        set_up();
        // The treasury has no account, and the surplus is too little for one.
        assert_eq!(Balances::free_balance(TREASURY), 0);
        give_to_escrow(EXISTENTIAL_DEPOSIT - 1);
        idle();
        assert_eq!(events(), vec![]);
        assert_eq!(escrow_balance(), 2 * EXISTENTIAL_DEPOSIT - 1 + owed());
        // The next era it may be enough.
        give_to_escrow(1);
        Clock::advance_eras(1);
        idle();
        assert_eq!(events(), vec![Event::EscrowSurplusSwept { amount: EXISTENTIAL_DEPOSIT }]);
        assert_eq!(Balances::free_balance(TREASURY), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn on_idle_should_send_nothing_when_the_escrow_is_short() {
    new_test_ext().execute_with(|| {
        set_up();
        let treasury = Balances::free_balance(TREASURY);
        take_from_escrow(1);
        idle();
        assert_eq!(Balances::free_balance(TREASURY), treasury);
        assert_eq!(escrow_balance(), EXISTENTIAL_DEPOSIT + owed() - 1);
    });
}

#[test]
fn integrity_test_should_panic_when_a_parameter_is_out_of_range() {
    let panics = |change: &dyn Fn()| {
        new_test_ext().execute_with(|| {
            <Inference as Hooks<u64>>::integrity_test();
            change();
            let test = std::panic::AssertUnwindSafe(<Inference as Hooks<u64>>::integrity_test);
            let panic = std::panic::catch_unwind(test).unwrap_err();
            panic.downcast_ref::<&str>().map(|message| message.to_string()).unwrap_or_default()
        })
    };
    let window = "the window of fees must be within what is remembered";
    for (change, complaint) in [
        (&|| ChannelDeposit::set(&0), "a payer's account must outlast its channels"),
        (&|| ThawEras::set(&0), "an operator must have time to settle before a channel closes"),
        (&|| DisputeEras::set(&0), window),
        (&|| DisputeEras::set(&(MAX_BUCKETS + 1)), window),
        (&|| StakePerFee::set(&0), "fees must take stake"),
        (&|| MinCallPrice::set(&0), "a call must cost something to count"),
        (&|| PayCoverage::set(&Permill::zero()), "one-shot payments must be possible"),
    ] as [(&dyn Fn(), &str); 7]
    {
        assert_eq!(panics(change), complaint);
    }
    // The edges are allowed.
    new_test_ext().execute_with(|| {
        ThawEras::set(&1);
        StakePerFee::set(&1);
        for eras in [1, MAX_BUCKETS] {
            DisputeEras::set(&eras);
            <Inference as Hooks<u64>>::integrity_test();
        }
    });
}
