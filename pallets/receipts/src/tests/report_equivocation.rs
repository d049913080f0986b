// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Call, Convictions, Error, Event};
use frame::{deps::sp_runtime::testing::TestSignature, testing_prelude::*};
use openledger_primitives::{Balance, Era, Receipt, SignedReceipt};

#[test]
fn report_equivocation_should_slash_the_operator_once() {
    build_and_execute(|| {
        assert_ok!(report_pair(pair()));
        assert_eq!(Convictions::<Test>::get((OPERATOR, CHANNEL, 9)), Some(5));
        // What is slashed is for staking to say; it is asked with the parts of this pallet's Config.
        assert_eq!(Slashes::get(), vec![(OPERATOR, offense(5), REPORTER)]);
        assert_eq!(
            events(),
            vec![Event::EquivocationProven {
                operator: OPERATOR,
                channel: CHANNEL,
                sequence: 9,
                reporter: REPORTER,
                slashed: SLASHED.amount,
                reward: SLASHED.reward
            }]
        );

        let (first, second) = pair();
        let third = Receipt { response: H256::repeat_byte(4), ..first.clone() };
        for (one, other) in [(&first, &second), (&second, &first), (&first, &third), (&third, &second)] {
            assert_noop!(report_pair((one.clone(), other.clone())), Error::<Test>::AlreadyConvicted);
        }
        // Another call is another offense, but it costs no stake a second time in the window.
        let another = |change: fn(&mut Receipt<u64>)| {
            let (mut first, mut second) = pair();
            change(&mut first);
            change(&mut second);
            (first, second)
        };
        let later = [another(|receipt| receipt.sequence = 10), another(|receipt| receipt.channel = CHANNEL + 1)];
        for pair in later.clone() {
            assert_noop!(report_pair(pair), Error::<Test>::AlreadyConvicted);
        }
        assert_ok!(report_pair(another(|receipt| receipt.operator = OTHER_OPERATOR)));
        assert_eq!(Slashes::get().len(), 2);
    });
}

#[test]
fn report_equivocation_should_work_for_receipts_that_differ_in_anything() {
    let changes: [fn(&mut Receipt<u64>); 8] = [
        |receipt| receipt.payer = BOB,
        |receipt| receipt.era -= 1,
        |receipt| receipt.model = ADAPTER,
        |receipt| receipt.amount += 1,
        |receipt| receipt.units.calls += 1,
        |receipt| receipt.request = H256::zero(),
        |receipt| receipt.response = H256::zero(),
        |receipt| receipt.parent = Some(H256::zero()),
    ];
    for change in changes {
        build_and_execute(|| {
            let (first, _) = pair();
            let mut second = first.clone();
            change(&mut second);
            assert_ok!(report_pair((second, first)));
            assert_eq!(Slashes::get().len(), 1);
        });
    }
}

#[test]
fn report_equivocation_should_take_wrapped_signatures() {
    build_and_execute(|| {
        let wrapped = |receipt: Receipt<u64>| {
            let message = wrapped(&receipt.payload(&genesis()));
            SignedReceipt { signature: TestSignature(receipt.operator, message), receipt }
        };
        let (first, second) = pair();
        assert_ok!(report(wrapped(first), wrapped(second)));
    });
}

#[test]
fn report_equivocation_should_need_a_channel_that_was_opened() {
    build_and_execute(|| {
        let of = |channel| {
            let (mut first, mut second) = pair();
            (first.channel, second.channel) = (channel, channel);
            (first, second)
        };
        for channel in [100, 101, u64::MAX] {
            assert_noop!(report_pair(of(channel)), Error::<Test>::ChannelNotFound);
        }
        // It may be closed by now.
        assert_ok!(report_pair(of(99)));
    });
}

#[test]
fn report_equivocation_should_work_to_the_end_of_the_window() {
    // The younger of both receipts counts.
    for (older, younger) in [(6, 6), (5, 6), (0, 6)] {
        build_and_execute(|| {
            let (mut first, mut second) = pair();
            (first.era, second.era) = (older, younger);
            let receipts = [(first.clone(), second.clone()), (second, first)];
            CurrentEra::set(6 + DISPUTE_ERAS + 1);
            for pair in receipts.clone() {
                assert_noop!(report_pair(pair), Error::<Test>::ReceiptTooOld);
            }
            CurrentEra::set(6 + DISPUTE_ERAS);
            let [pair, _] = receipts;
            assert_ok!(report_pair(pair));
            assert_eq!(Convictions::<Test>::get((OPERATOR, CHANNEL, 9)), Some(6 + DISPUTE_ERAS));
        });
    }
}

#[test]
fn report_equivocation_should_work_whatever_era_the_operator_chose_for_one_receipt() {
    // One receipt is as the payer wants it, of this era or one of the window; the other is dated away.
    let now = 5 + 2 * DISPUTE_ERAS;
    for good in [now - DISPUTE_ERAS, now - 1, now] {
        for bad in [0, now - DISPUTE_ERAS - 1, now + 1, now + 100, Era::MAX] {
            for turned in [false, true] {
                build_and_execute(|| {
                    CurrentEra::set(now);
                    let (mut first, mut second) = pair();
                    (first.era, second.era) = if turned { (bad, good) } else { (good, bad) };
                    assert_ok!(report_pair((first.clone(), second.clone())));
                    assert_eq!(Slashes::get().len(), 1);
                    // Nobody forgets it while one of the two can be reported, or will be.
                    assert_eq!(Convictions::<Test>::get((OPERATOR, CHANNEL, 9)), Some(now.max(bad)));
                    for at in [now, now + DISPUTE_ERAS, bad.max(now), bad.max(now).saturating_add(DISPUTE_ERAS)] {
                        CurrentEra::set(at);
                        assert_noop!(forget(9), Error::<Test>::ConvictionStillNeeded);
                        assert!(report_pair((first.clone(), second.clone())).is_err());
                    }
                    if bad < Era::MAX {
                        CurrentEra::set(bad.max(now) + DISPUTE_ERAS + 1);
                        assert_ok!(forget(9));
                        assert_noop!(report_pair((first, second)), Error::<Test>::ReceiptTooOld);
                    }
                });
            }
        }
    }
}

#[test]
fn report_equivocation_should_fail_when_not_signed() {
    build_and_execute(|| {
        let (first, second) = pair();
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(
                Receipts::report_equivocation(
                    origin,
                    Box::new(signed_receipt(first.clone())),
                    Box::new(signed_receipt(second.clone()))
                ),
                BadOrigin
            );
        }
    });
}

#[test]
fn report_equivocation_should_fail_when_the_calls_are_different() {
    build_and_execute(|| {
        let changes: [fn(&mut Receipt<u64>); 3] = [
            |receipt| receipt.operator = OTHER_OPERATOR,
            |receipt| receipt.channel += 1,
            |receipt| receipt.sequence += 1,
        ];
        for change in changes {
            let (first, mut second) = pair();
            change(&mut second);
            assert_noop!(report_pair((first.clone(), second.clone())), Error::<Test>::ReceiptsOfDifferentCalls);
            assert_noop!(report_pair((second, first)), Error::<Test>::ReceiptsOfDifferentCalls);
        }
    });
}

#[test]
fn report_equivocation_should_fail_when_the_receipts_are_equal() {
    build_and_execute(|| {
        let (first, _) = pair();
        assert_noop!(report_pair((first.clone(), first.clone())), Error::<Test>::ReceiptsEqual);
        // Two signatures of one receipt are no offense.
        let message = wrapped(&first.payload(&genesis()));
        let wrapped = SignedReceipt { receipt: first.clone(), signature: TestSignature(OPERATOR, message) };
        assert_noop!(report(signed_receipt(first), wrapped), Error::<Test>::ReceiptsEqual);
    });
}

#[test]
fn report_equivocation_should_fail_when_both_receipts_are_from_the_future() {
    build_and_execute(|| {
        for eras in [(6, 6), (6, 7), (7, 6), (Era::MAX, 6), (Era::MAX, Era::MAX)] {
            let (mut first, mut second) = pair();
            (first.era, second.era) = eras;
            assert_noop!(report_pair((first, second)), Error::<Test>::ReceiptFromFuture);
        }
        let (mut first, mut second) = pair();
        (first.era, second.era) = (7, 6);
        CurrentEra::set(6);
        assert_ok!(report_pair((first, second)));
    });
}

#[test]
fn report_equivocation_should_fail_when_neither_receipt_is_of_the_window_and_one_is_too_old() {
    build_and_execute(|| {
        let now = 5 + 2 * DISPUTE_ERAS;
        CurrentEra::set(now);
        let too_old = now - DISPUTE_ERAS - 1;
        for eras in [(too_old, too_old), (too_old, 0), (0, too_old), (too_old, now + 1), (now + 1, 0)] {
            let (mut first, mut second) = pair();
            (first.era, second.era) = eras;
            assert_noop!(report_pair((first, second)), Error::<Test>::ReceiptTooOld);
        }
        // The one to come can be reported once its era has begun.
        let (mut first, mut second) = pair();
        (first.era, second.era) = (too_old, now + 1);
        CurrentEra::set(now + 1);
        assert_ok!(report_pair((first, second)));
    });
    // Nor does the sum overflow.
    build_and_execute(|| {
        CurrentEra::set(Era::MAX);
        let (mut first, mut second) = pair();
        (first.era, second.era) = (Era::MAX, Era::MAX - 1);
        assert_ok!(report_pair((first, second)));
    });
}

#[test]
fn report_equivocation_should_fail_when_a_receipt_is_not_signed_by_the_operator() {
    build_and_execute(|| {
        let (first, second) = pair();
        let (good, other_good) = (signed_receipt(first.clone()), signed_receipt(second.clone()));
        let with = |who, message| SignedReceipt { receipt: second.clone(), signature: TestSignature(who, message) };
        for bad in [
            with(REPORTER, second.payload(&genesis())),
            with(ALICE, second.payload(&genesis())),
            with(OPERATOR, first.payload(&genesis())),
            with(OPERATOR, second.payload(&H256::repeat_byte(1))),
            with(OPERATOR, vec![]),
        ] {
            assert_noop!(report(good.clone(), bad.clone()), Error::<Test>::ReceiptNotSigned);
            assert_noop!(report(bad, good.clone()), Error::<Test>::ReceiptNotSigned);
        }
        // A receipt that was changed to differ.
        let forged = SignedReceipt { receipt: second, signature: good.signature.clone() };
        assert_noop!(report(good.clone(), forged), Error::<Test>::ReceiptNotSigned);
        assert_ok!(report(good, other_good));
    });
}

#[test]
fn report_equivocation_should_change_nothing_when_staking_refuses() {
    build_and_execute(|| {
        SlashingRefuses::set(&true);
        assert_noop!(report_pair(pair()), DispatchError::Other("there is nothing to slash"));
        assert_eq!(Convictions::<Test>::get((OPERATOR, CHANNEL, 9)), None);
        SlashingRefuses::set(&false);
        assert_ok!(report_pair(pair()));
    });
}

#[test]
fn report_equivocation_should_fail_when_nothing_is_slashed() {
    build_and_execute(|| {
        NothingIsStaked::set(&true);
        assert_noop!(report_pair(pair()), Error::<Test>::NothingToSlash);
        // So that the call still counts once there is something.
        NothingIsStaked::set(&false);
        assert_ok!(report_pair(pair()));
        assert_eq!(Slashes::get().len(), 1);
    });
}

#[test]
fn rewards_should_be_staking_s_business() {
    // This pallet moves no money of a slash.
    build_and_execute(|| {
        let before: Vec<Balance> = [REPORTER, OPERATOR, ALICE].iter().map(Balances::free_balance).collect();
        assert_ok!(report_pair(pair()));
        let after: Vec<Balance> = [REPORTER, OPERATOR, ALICE].iter().map(Balances::free_balance).collect();
        assert_eq!(before, after);
    });
}

#[test]
fn call_indices_should_not_change() {
    let receipt = || new_test_ext().execute_with(|| Box::new(signed_receipt(receipt(OPERATOR, 0, 0, 1))));
    let index = |call: Call<Test>| call.encode()[0];
    assert_eq!(index(Call::report_equivocation { first: receipt(), second: receipt() }), 0);
    assert_eq!(index(Call::forget_conviction { operator: OPERATOR, channel: 0, sequence: 0 }), 1);
}
