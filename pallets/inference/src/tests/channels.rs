// SPDX-License-Identifier: Apache-2.0

use super::support::*;
use crate::{Call, Channel, Channels, Error, Escrow, Event, HoldReason, NextChannel, SettledByModel, MAX_MODELS};
use codec::{Encode, MaxEncodedLen};
use frame::{testing_prelude::*, traits::fungible::MutateHold};
use openledger_primitives::{Balance, Era, ModelId, Settled, Units, OPEN};

/// Stop settlements, as a short escrow does.
fn stop() {
    Escrow::<Test>::mutate(|books| books.stop(era(), THAW_ERAS));
}

fn request_close(payer: u64) -> DispatchResult {
    Inference::request_close(signed(payer), OPERATOR)
}

fn close(who: u64, payer: u64) -> DispatchResult {
    Inference::close_channel(signed(who), key(payer, OPERATOR))
}

#[test]
fn open_channel_should_hold_the_deposit_and_move_the_amount_to_the_escrow() {
    build_and_execute(|| {
        let number = NextChannel::<Test>::get();
        let money = all_money();
        assert_ok!(Inference::open_channel(signed(ALICE), OPERATOR, 1_000, Balance::MAX));

        assert_eq!(
            Channels::<Test>::get(OPERATOR, ALICE),
            Some(Channel {
                number,
                balance: 1_000,
                deposit: CHANNEL_DEPOSIT,
                closes: None,
                authorizations: 0,
                settled: Default::default()
            })
        );
        assert_eq!(NextChannel::<Test>::get(), number + 1);
        assert_eq!(held_for(HoldReason::ChannelDeposit, ALICE), CHANNEL_DEPOSIT);
        assert_eq!(Balances::free_balance(ALICE), START_BALANCE - CHANNEL_DEPOSIT - 1_000);
        assert_eq!(escrow_balance(), EXISTENTIAL_DEPOSIT + 1_000);
        assert_eq!(owed(), 1_000);
        assert_eq!(all_money(), money);
        assert_eq!(
            events(),
            vec![Event::ChannelOpened {
                payer: ALICE,
                operator: OPERATOR,
                channel: number,
                amount: 1_000,
                deposit: CHANNEL_DEPOSIT
            }]
        );
    });
}

#[test]
fn open_channel_should_number_channels_over_all_pairs() {
    build_and_execute(|| {
        let first = open(ALICE, OPERATOR, 1);
        assert_eq!(open(ALICE, OTHER_OPERATOR, 1), first + 1);
        assert_eq!(open(BOB, OPERATOR, 1), first + 2);
        // An operator can be a payer, of itself too.
        assert_eq!(open(OPERATOR, OTHER_OPERATOR, 1), first + 3);
        assert_eq!(open(OPERATOR, OPERATOR, 1), first + 4);
        assert_eq!(owed(), 5);
        // Which side is which matters.
        assert_eq!(Channels::<Test>::get(OTHER_OPERATOR, OPERATOR).unwrap().number, first + 3);
        assert_eq!(Channels::<Test>::get(OPERATOR, OTHER_OPERATOR), None);
    });
}

#[test]
fn open_channel_should_give_a_reopened_channel_a_number_of_its_own() {
    build_and_execute(|| {
        let first = open(ALICE, OPERATOR, 100);
        let other = open(BOB, OPERATOR, 100);
        assert_ok!(close(OPERATOR, ALICE));
        let again = open(ALICE, OPERATOR, 100);
        assert!(again > first && again > other);
    });
}

#[test]
fn open_channel_should_fail_when_not_signed() {
    build_and_execute(|| {
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Inference::open_channel(origin, OPERATOR, 1, Balance::MAX), BadOrigin);
        }
    });
}

#[test]
fn open_channel_should_fail_when_the_operator_may_not_take_work() {
    build_and_execute(|| {
        for inactive in [BOB, CHILLED] {
            assert_noop!(
                Inference::open_channel(signed(ALICE), inactive, 1, Balance::MAX),
                Error::<Test>::OperatorNotActive
            );
        }
    });
}

#[test]
fn open_channel_should_fail_when_there_is_one() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1);
        assert_noop!(Inference::open_channel(signed(ALICE), OPERATOR, 1, Balance::MAX), Error::<Test>::ChannelExists);
        // Nor while it closes, however long ago that was asked for.
        assert_ok!(request_close(ALICE));
        CurrentEra::set(era() + 10 * THAW_ERAS);
        assert_noop!(Inference::open_channel(signed(ALICE), OPERATOR, 1, Balance::MAX), Error::<Test>::ChannelExists);
        assert_ok!(Inference::open_channel(signed(BOB), OPERATOR, 1, Balance::MAX));
    });
}

#[test]
fn open_channel_should_fail_when_the_amount_is_zero() {
    build_and_execute(|| {
        assert_noop!(Inference::open_channel(signed(ALICE), OPERATOR, 0, Balance::MAX), Error::<Test>::ZeroAmount);
        assert_ok!(Inference::open_channel(signed(ALICE), OPERATOR, 1, Balance::MAX));
    });
}

#[test]
fn open_channel_should_keep_the_payer_alive() {
    build_and_execute(|| {
        let most = START_BALANCE - CHANNEL_DEPOSIT - EXISTENTIAL_DEPOSIT;
        assert_noop!(
            Inference::open_channel(signed(ALICE), OPERATOR, most + 1, Balance::MAX),
            TokenError::FundsUnavailable
        );
        assert_noop!(
            Inference::open_channel(signed(ALICE), OPERATOR, START_BALANCE, Balance::MAX),
            TokenError::FundsUnavailable
        );
        assert_noop!(
            Inference::open_channel(signed(ALICE), OPERATOR, Balance::MAX, Balance::MAX),
            TokenError::FundsUnavailable
        );
        assert_ok!(Inference::open_channel(signed(ALICE), OPERATOR, most, Balance::MAX));
        assert_eq!(Balances::free_balance(ALICE), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn open_channel_should_fail_when_the_deposit_can_not_be_held() {
    build_and_execute(|| {
        ChannelDeposit::set(&START_BALANCE);
        assert_noop!(Inference::open_channel(signed(ALICE), OPERATOR, 1, Balance::MAX), TokenError::FundsUnavailable);
    });
}

#[test]
fn open_channel_should_fail_when_numbers_are_used_up() {
    new_test_ext().execute_with(|| {
        NextChannel::<Test>::put(u64::MAX);
        assert_noop!(Inference::open_channel(signed(ALICE), OPERATOR, 1, Balance::MAX), ArithmeticError::Overflow);
    });
}

#[test]
fn open_channel_and_top_up_should_work_when_settlements_are_stopped() {
    new_test_ext().execute_with(|| {
        open(BOB, OPERATOR, 10);
        stop();
        open(ALICE, OPERATOR, 10);
        assert_ok!(Inference::top_up(signed(BOB), OPERATOR, 5));
        assert_eq!(owed(), 25);
    });
}

#[test]
fn top_up_should_add_to_the_balance() {
    build_and_execute(|| {
        let channel = open(ALICE, OPERATOR, 1_000);
        open(BOB, OPERATOR, 7);
        assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, 234));

        assert_eq!(
            Channels::<Test>::get(OPERATOR, ALICE),
            Some(Channel {
                number: channel,
                balance: 1_234,
                deposit: CHANNEL_DEPOSIT,
                closes: None,
                authorizations: 0,
                settled: Default::default()
            })
        );
        assert_eq!(balance_of(BOB, OPERATOR), 7);
        assert_eq!(owed(), 1_241);
        assert_eq!(escrow_balance(), EXISTENTIAL_DEPOSIT + 1_241);
        assert_eq!(Balances::free_balance(ALICE), START_BALANCE - CHANNEL_DEPOSIT - 1_234);
        assert_eq!(
            events(),
            vec![Event::ChannelToppedUp { payer: ALICE, operator: OPERATOR, channel, amount: 234, balance: 1_234 }]
        );
    });
}

#[test]
fn top_up_should_work_when_the_operator_takes_no_new_work() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        for active in [Some(false), None] {
            set_operator(OPERATOR, active);
            assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, 1));
        }
    });
}

#[test]
fn top_up_should_fail_when_not_signed() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Inference::top_up(origin, OPERATOR, 1), BadOrigin);
        }
    });
}

#[test]
fn top_up_should_fail_when_there_is_no_channel() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_noop!(Inference::top_up(signed(BOB), OPERATOR, 1), Error::<Test>::ChannelNotFound);
        assert_noop!(Inference::top_up(signed(ALICE), OTHER_OPERATOR, 1), Error::<Test>::ChannelNotFound);
    });
}

#[test]
fn top_up_should_fail_when_the_channel_closes() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(request_close(ALICE));
        assert_noop!(Inference::top_up(signed(ALICE), OPERATOR, 1), Error::<Test>::ChannelClosing);
    });
}

#[test]
fn top_up_should_fail_when_the_amount_is_zero() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_noop!(Inference::top_up(signed(ALICE), OPERATOR, 0), Error::<Test>::ZeroAmount);
    });
}

#[test]
fn top_up_should_keep_the_payer_alive() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let most = Balances::free_balance(ALICE) - EXISTENTIAL_DEPOSIT;
        assert_noop!(Inference::top_up(signed(ALICE), OPERATOR, most + 1), TokenError::FundsUnavailable);
        assert_noop!(Inference::top_up(signed(ALICE), OPERATOR, START_BALANCE), TokenError::FundsUnavailable);
        assert_ok!(Inference::top_up(signed(ALICE), OPERATOR, most));
        assert_eq!(Balances::free_balance(ALICE), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn request_close_should_start_the_thaw() {
    build_and_execute(|| {
        let channel = open(ALICE, OPERATOR, 1_000);
        let state_of_books = (Escrow::<Test>::get(), Balances::free_balance(ALICE), escrow_balance());
        assert_ok!(request_close(ALICE));

        let closes = era() + THAW_ERAS + 1;
        assert_eq!(
            Channels::<Test>::get(OPERATOR, ALICE),
            Some(Channel {
                number: channel,
                balance: 1_000,
                deposit: CHANNEL_DEPOSIT,
                closes: Some(closes),
                authorizations: 0,
                settled: Default::default()
            })
        );
        assert_eq!((Escrow::<Test>::get(), Balances::free_balance(ALICE), escrow_balance()), state_of_books);
        assert_eq!(events(), vec![Event::CloseRequested { payer: ALICE, operator: OPERATOR, channel, closes }]);
    });
}

#[test]
fn request_close_should_work_when_settlements_are_stopped() {
    new_test_ext().execute_with(|| {
        open(ALICE, OPERATOR, 1_000);
        stop();
        assert_ok!(request_close(ALICE));
    });
}

#[test]
fn request_close_should_fail_when_not_signed() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Inference::request_close(origin, OPERATOR), BadOrigin);
        }
    });
}

#[test]
fn request_close_should_fail_when_there_is_no_channel() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        // The operator has none with itself: its own call is `close_channel`.
        for who in [BOB, OPERATOR] {
            assert_noop!(request_close(who), Error::<Test>::ChannelNotFound);
        }
    });
}

#[test]
fn request_close_should_fail_when_it_closes_already() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(request_close(ALICE));
        let closes = era() + THAW_ERAS + 1;
        for later in [0, 1, THAW_ERAS, THAW_ERAS + 5] {
            CurrentEra::set(closes - THAW_ERAS - 1 + later);
            assert_noop!(request_close(ALICE), Error::<Test>::ChannelClosing);
        }
        assert_eq!(Channels::<Test>::get(OPERATOR, ALICE).unwrap().closes, Some(closes));
    });
}

#[test]
fn request_close_should_fail_when_eras_end() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        for left in [THAW_ERAS, THAW_ERAS - 1, 0] {
            CurrentEra::set(Era::MAX - left);
            assert_noop!(request_close(ALICE), ArithmeticError::Overflow);
        }
        CurrentEra::set(Era::MAX - THAW_ERAS - 1);
        assert_ok!(request_close(ALICE));
    });
}

#[test]
fn close_channel_should_refund_the_payer_when_the_operator_closes() {
    build_and_execute(|| {
        let channel = open(ALICE, OPERATOR, 1_000);
        open(BOB, OPERATOR, 7);
        let money = all_money();
        assert_ok!(settle(vec![note(ALICE, OPERATOR, BASE, 300)]));
        events();
        // What was held is released, whatever a deposit costs now.
        ChannelDeposit::set(&1);
        assert_ok!(close(OPERATOR, ALICE));

        assert_eq!(Channels::<Test>::get(OPERATOR, ALICE), None);
        assert_eq!(balance_of(BOB, OPERATOR), 7);
        assert_eq!(held_for(HoldReason::ChannelDeposit, ALICE), 0);
        assert_eq!(Balances::free_balance(ALICE), START_BALANCE - 300);
        assert_eq!(Balances::free_balance(OPERATOR), START_BALANCE);
        assert_eq!(owed(), 7);
        assert_eq!(escrow_balance(), EXISTENTIAL_DEPOSIT + 7);
        assert_eq!(all_money(), money);
        assert_eq!(
            events(),
            vec![Event::ChannelClosed {
                payer: ALICE,
                operator: OPERATOR,
                channel,
                refunded: 700,
                deposit: CHANNEL_DEPOSIT
            }]
        );
        assert_noop!(close(OPERATOR, ALICE), Error::<Test>::ChannelNotFound);
    });
}

#[test]
fn close_channel_should_work_for_the_operator_when_the_thaw_runs_or_it_is_no_operator_any_more() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(request_close(ALICE));
        assert_ok!(close(OPERATOR, ALICE));

        open(ALICE, OPERATOR, 1_000);
        set_operator(OPERATOR, None);
        assert_ok!(close(OPERATOR, ALICE));
        assert_eq!(Balances::free_balance(ALICE), START_BALANCE);
    });
}

#[test]
fn close_channel_should_work_for_anybody_when_the_thaw_is_over() {
    for who in [ALICE, BOB, OTHER_OPERATOR] {
        build_and_execute(|| {
            let channel = open(ALICE, OPERATOR, 1_000);
            assert_ok!(request_close(ALICE));
            let closes = era() + THAW_ERAS + 1;
            CurrentEra::set(closes - 1);
            assert_noop!(close(who, ALICE), Error::<Test>::ThawRunning);
            CurrentEra::set(closes);
            events();
            let before = Balances::free_balance(who);
            assert_ok!(close(who, ALICE));

            assert_eq!(Balances::free_balance(ALICE), START_BALANCE);
            if who != ALICE {
                assert_eq!(Balances::free_balance(who), before);
            }
            assert_eq!((owed(), escrow_balance()), (0, EXISTENTIAL_DEPOSIT));
            assert_eq!(
                events(),
                vec![Event::ChannelClosed {
                    payer: ALICE,
                    operator: OPERATOR,
                    channel,
                    refunded: 1_000,
                    deposit: CHANNEL_DEPOSIT
                }]
            );
        });
    }
}

#[test]
fn settle_should_work_while_the_thaw_runs_and_until_somebody_closes() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(request_close(ALICE));
        let closes = era() + THAW_ERAS + 1;
        for (at, amount) in [(closes - THAW_ERAS, 100), (closes - 1, 200), (closes, 300)] {
            CurrentEra::set(at);
            let mut voucher = voucher(ALICE, OPERATOR, BASE, amount);
            voucher.expires = closes;
            assert_ok!(settle(vec![signed_voucher(voucher)]));
            assert_eq!(balance_of(ALICE, OPERATOR), 1_000 - amount);
        }
        assert_ok!(close(BOB, ALICE));
        assert_eq!(Balances::free_balance(ALICE), START_BALANCE - 300);
    });
}

#[test]
fn close_channel_should_refund_nothing_when_nothing_is_left() {
    build_and_execute(|| {
        let channel = open(ALICE, OPERATOR, 300);
        assert_ok!(settle(vec![note(ALICE, OPERATOR, BASE, 300)]));
        events();
        assert_ok!(close(OPERATOR, ALICE));
        assert_eq!(
            events(),
            vec![Event::ChannelClosed {
                payer: ALICE,
                operator: OPERATOR,
                channel,
                refunded: 0,
                deposit: CHANNEL_DEPOSIT
            }]
        );
        assert_eq!(Balances::free_balance(ALICE), START_BALANCE - 300);
    });
}

#[test]
fn close_channel_should_not_fail_because_of_what_became_of_the_payer() {
    // The payer has spent everything that is not on hold; something else keeps the account. The refund alone is below
    // the existential deposit.
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1);
        System::inc_providers(&ALICE);
        assert_ok!(Balances::transfer_all(signed(ALICE), BOB, false));
        assert_eq!(Balances::free_balance(ALICE), 0);
        assert_ok!(close(OPERATOR, ALICE));
        assert_eq!(Balances::free_balance(ALICE), CHANNEL_DEPOSIT + 1);
    });
    // Without that, the hold keeps the account.
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1);
        assert_ok!(Balances::transfer_all(signed(ALICE), BOB, false));
        assert_eq!(Balances::free_balance(ALICE), EXISTENTIAL_DEPOSIT);
        assert_ok!(close(OPERATOR, ALICE));
        assert_eq!(Balances::free_balance(ALICE), EXISTENTIAL_DEPOSIT + CHANNEL_DEPOSIT + 1);
    });
}

#[test]
fn close_channel_should_not_fail_when_something_else_took_from_the_hold() {
    new_test_ext().execute_with(|| {
        let channel = open(ALICE, OPERATOR, 100);
        let reason = HoldReason::ChannelDeposit.into();
        assert_ok!(Balances::burn_held(&reason, &ALICE, 1, Precision::Exact, Fortitude::Force));
        assert_ok!(close(OPERATOR, ALICE));
        assert_eq!(held_for(HoldReason::ChannelDeposit, ALICE), 0);
        assert_eq!(
            events(),
            vec![Event::ChannelClosed {
                payer: ALICE,
                operator: OPERATOR,
                channel,
                refunded: 100,
                deposit: CHANNEL_DEPOSIT - 1
            }]
        );
    });
}

#[test]
fn close_channel_should_fail_when_not_signed() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Inference::close_channel(origin, key(ALICE, OPERATOR)), BadOrigin);
        }
    });
}

#[test]
fn close_channel_should_fail_when_there_is_no_channel() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_noop!(close(OPERATOR, BOB), Error::<Test>::ChannelNotFound);
        // The arguments the wrong way round.
        assert_noop!(Inference::close_channel(signed(OPERATOR), key(OPERATOR, ALICE)), Error::<Test>::ChannelNotFound);
    });
}

#[test]
fn close_channel_should_fail_when_nobody_asked_for_it() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        CurrentEra::set(era() + 100);
        for who in [ALICE, BOB, OTHER_OPERATOR] {
            assert_noop!(close(who, ALICE), Error::<Test>::NotClosing);
        }
    });
}

#[test]
fn close_channel_should_fail_when_the_thaw_runs() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(request_close(ALICE));
        // What is left of the era of the request, and then as many whole eras as the thaw has.
        for passed in 0..=THAW_ERAS {
            CurrentEra::set(5 + passed);
            for who in [ALICE, BOB, OTHER_OPERATOR] {
                assert_noop!(close(who, ALICE), Error::<Test>::ThawRunning);
            }
        }
        CurrentEra::set(5 + THAW_ERAS + 1);
        assert_ok!(close(ALICE, ALICE));
    });
}

#[test]
fn close_channel_should_fail_when_settlements_were_resumed_less_than_a_thaw_ago() {
    // The thaw of ALICE's channel is over when settlements are resumed, that of BOB's begins then or later.
    for asked_by_bob in [20, 21] {
        new_test_ext().execute_with(|| {
            open(ALICE, OPERATOR, 1_000);
            open(BOB, OPERATOR, 1_000);
            assert_ok!(request_close(ALICE));
            stop();
            CurrentEra::set(20);
            assert_noop!(close(BOB, ALICE), Error::<Test>::SettlementsStopped);
            assert_ok!(Inference::resume_settlements(RuntimeOrigin::root()));

            for passed in 0..=THAW_ERAS {
                CurrentEra::set(20 + passed);
                if era() == asked_by_bob {
                    assert_ok!(request_close(BOB));
                }
                for who in [ALICE, BOB, OTHER_OPERATOR] {
                    assert_noop!(close(who, ALICE), Error::<Test>::ThawRunning);
                }
                // The operator settles what it could not before.
                let mut voucher = voucher(ALICE, OPERATOR, BASE, 10 + Balance::from(passed));
                voucher.expires = Era::MAX;
                assert_eq!(settle_all(&[signed_voucher(voucher)]).len(), 2);
            }
            assert_eq!(balance_of(ALICE, OPERATOR), 1_000 - 10 - Balance::from(THAW_ERAS));
            CurrentEra::set(20 + THAW_ERAS + 1);
            assert_ok!(close(ALICE, ALICE));
            // Nobody waits longer than both.
            if asked_by_bob == 21 {
                assert_noop!(close(ALICE, BOB), Error::<Test>::ThawRunning);
                CurrentEra::set(21 + THAW_ERAS + 1);
            }
            assert_ok!(close(ALICE, BOB));
        });
    }
    // The operator can close at any time, and a channel that is not closing stays.
    new_test_ext().execute_with(|| {
        open(ALICE, OPERATOR, 1_000);
        open(BOB, OPERATOR, 1_000);
        assert_ok!(request_close(ALICE));
        stop();
        assert_ok!(Inference::resume_settlements(RuntimeOrigin::root()));
        assert_ok!(close(OPERATOR, ALICE));
        CurrentEra::set(100);
        assert_noop!(close(ALICE, BOB), Error::<Test>::NotClosing);
    });
}

#[test]
fn close_channel_should_fail_when_settlements_are_stopped() {
    new_test_ext().execute_with(|| {
        open(ALICE, OPERATOR, 1_000);
        assert_ok!(request_close(ALICE));
        CurrentEra::set(era() + THAW_ERAS + 1);
        stop();
        for who in [OPERATOR, ALICE, BOB] {
            assert_noop!(close(who, ALICE), Error::<Test>::SettlementsStopped);
        }
    });
}

/// So many counted models, all with the same figures.
fn counts(count: u32, amount: Balance, units: Units) -> SettledByModel {
    (0..count).map(|model| Settled { model: ModelId(model), amount, units }).collect::<Vec<_>>().try_into().unwrap()
}

#[test]
fn channel_should_be_small_in_storage() {
    // Five models, of each a million calls and 10^9 tokens either way, a million OPEN.
    let busy = Channel {
        number: 1_000_000,
        balance: 1_000_000 * OPEN,
        deposit: OPEN,
        closes: None,
        authorizations: 3,
        settled: counts(
            5,
            1_000_000 * OPEN,
            Units { calls: 1_000_000, input_tokens: 1_000_000_000, output_tokens: 1_000_000_000 },
        ),
    };
    assert!(busy.encoded_size() <= 161, "{} bytes", busy.encoded_size());

    // Nothing is larger than what the deposit and the proof size are for: 9 bytes of the number, 17 each of balance and
    // deposit, 5 of the close, 9 of the authorizations, 1 of the length, and eight times 5 for the model, 17 for the
    // amount and three times 9 for the units.
    let units = Units { calls: u64::MAX, input_tokens: u64::MAX, output_tokens: u64::MAX };
    let mut settled = counts(MAX_MODELS, Balance::MAX, units);
    settled.iter_mut().for_each(|of| of.model = ModelId(u32::MAX));
    let (number, most) = (u64::MAX, Balance::MAX);
    let largest =
        Channel { number, balance: most, deposit: most, closes: Some(Era::MAX), authorizations: number, settled };
    assert_eq!(largest.encoded_size(), 9 + 17 + 17 + 5 + 9 + 1 + 8 * (5 + 17 + 27));
    assert_eq!(largest.encoded_size(), Channel::max_encoded_len());
}

#[test]
fn calls_should_keep_their_indices() {
    let index = |call: Call<Test>| call.encode()[0];
    assert_eq!(index(Call::open_channel { operator: 1, amount: 1, max_deposit: 1 }), 4);
    assert_eq!(index(Call::top_up { operator: 1, amount: 1 }), 5);
    assert_eq!(index(Call::request_close { operator: 1 }), 6);
    assert_eq!(index(Call::close_channel { channel: key(1, 1) }), 7);
    let models = vec![];
    assert_eq!(index(Call::authorize_agent { operator: 1, agent: 1, cap: 1, expires: 1, models, max_deposit: 1 }), 8);
    assert_eq!(index(Call::revoke_agent { operator: 1, agent: 1 }), 9);
    assert_eq!(index(Call::remove_agent { channel: key(1, 1), agent: 1 }), 10);
    assert_eq!(index(Call::settle { vouchers: vec![] }), 11);
    assert_eq!(index(Call::resume_settlements {}), 12);
}

#[test]
fn channel_info_should_be_what_is_stored() {
    build_and_execute(|| {
        assert_eq!(Inference::channel(key(ALICE, OPERATOR)), None);
        let channel = open(ALICE, OPERATOR, 1_000);
        set_stake(OPERATOR, 5_000 * Balance::from(STAKE_PER_FEE));
        assert_ok!(settle(vec![note(ALICE, OPERATOR, BASE, 30), note(ALICE, OPERATOR, ADAPTER, 12)]));
        assert_ok!(request_close(ALICE));

        let info = Inference::channel(key(ALICE, OPERATOR)).unwrap();
        assert_eq!((info.channel, info.balance, info.deposit), (channel, 958, CHANNEL_DEPOSIT));
        assert_eq!(info.closes, Some(era() + THAW_ERAS + 1));
        assert_eq!(info.coverage, 4_958);
        let counts: Vec<_> = info.settled.iter().map(|of| (of.model, of.amount, of.units)).collect();
        assert_eq!(counts, vec![(BASE, 30, units_of(30)), (ADAPTER, 12, units_of(12))]);
        assert_eq!(Inference::channel(key(OPERATOR, ALICE)), None);
    });
}
