// SPDX-License-Identifier: Apache-2.0

//! Payments whose revenue is partly directed, for the pallet of influence.

use super::support::*;
use crate::{mock::DirectedTo, Error, Event, SkipReason, WeightInfo};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
    influence::{Directed, NamedPayments, NamedShares},
    Balance, DatanetId, ModelId,
};

/// Two accounts of one contribution, two steps away.
fn directed() -> Vec<Directed<u64>> {
    let contributions = vec![NamedShares { weight: 3, payees: vec![(7, 1), (8, 1)], shares: 2 }];
    vec![Directed { datanet: DatanetId(5), via: vec![ModelId(0)], part: Permill::one(), contributions }]
}

fn pay_directed(max_amount: Balance) -> DispatchResult {
    with_storage_layer(|| {
        <Inference as NamedPayments<_, _>>::pay_directed(ALICE, BASE, OPERATOR, UNITS, max_amount, &directed())
    })
}

fn settle_directed(by: u64, note: Note) -> Result<(bool, Weight), DispatchError> {
    with_storage_layer(|| <Inference as NamedPayments<_, _>>::settle_directed(by, note, &directed()))
}

#[test]
fn pay_directed_should_be_a_payment_with_directed_parts() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        events();
        assert_ok!(pay_directed(PRICE_OF_UNITS));
        assert_eq!((Routed::get().len(), DirectedTo::get()), (1, directed()));
        let paid = Event::Paid { payer: ALICE, operator: OPERATOR, model: BASE, units: UNITS, amount: PRICE_OF_UNITS };
        assert_eq!(events(), [paid]);
        assert_eq!(Balances::free_balance(ALICE), START_BALANCE - PRICE_OF_UNITS);
        assert_noop!(pay_directed(PRICE_OF_UNITS - 1), Error::<Test>::AmountTooHigh);
    });
}

#[test]
fn settle_directed_should_settle_one_voucher_of_the_signer() {
    build_and_execute(|| {
        set_signer(OPERATOR, BOB);
        open(ALICE, OPERATOR, 1_000);
        for (by, total) in [(OPERATOR, 100), (BOB, 150)] {
            let (settled, weight) = settle_directed(by, note(ALICE, OPERATOR, BASE, total)).unwrap();
            assert!(settled);
            // One voucher with one signature check, two accounts, and two steps.
            let extra = Weight::from_parts(2, 2);
            assert_eq!(weight, <() as WeightInfo>::settle(1).saturating_add(extra));
        }
        let amounts: Vec<_> = Routed::get().into_iter().map(|payment| payment.amount).collect();
        assert_eq!((amounts, DirectedTo::get().len()), (vec![100, 50], 2));
        assert_eq!(balance_of(ALICE, OPERATOR), 850);
        assert_eq!(owed(), 850);
    });
}

#[test]
fn settle_directed_should_fail_for_a_relayer() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let accepted = accepted(note(ALICE, OPERATOR, BASE, 100));
        assert_noop!(settle_directed(RELAYER, accepted), Error::<Test>::NotOperator);
    });
}

#[test]
fn settle_directed_should_skip_a_voucher_that_cannot_settle() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        let (settled, weight) = settle_directed(OPERATOR, note(ALICE, OPERATOR, NO_MODEL, 100)).unwrap();
        assert!(!settled && weight.all_lte(<() as WeightInfo>::settle(1)));
        assert!(matches!(
            events().as_slice(),
            [
                Event::VoucherSkipped { reason: SkipReason::ModelNotFound, .. },
                Event::BatchSettled { settled: 0, skipped: 1, .. }
            ]
        ));
        assert_eq!(DirectedTo::get(), vec![]);
    });
}

#[test]
fn settle_directed_should_fail_while_settlements_are_stopped() {
    build_and_execute(|| {
        open(ALICE, OPERATOR, 1_000);
        crate::Escrow::<Test>::mutate(|books| books.settlements_stopped = true);
        let note = note(ALICE, OPERATOR, BASE, 100);
        assert_noop!(settle_directed(OPERATOR, note), Error::<Test>::SettlementsStopped);
        crate::Escrow::<Test>::mutate(|books| books.settlements_stopped = false);
    });
}

#[test]
fn the_weights_should_be_those_of_the_parts() {
    build_and_execute(|| {
        let extra = Weight::from_parts(9, 2);
        let pay = <Inference as NamedPayments<u64, _>>::pay_weight(9, 2);
        assert_eq!(pay, <() as WeightInfo>::pay().saturating_add(extra));
        let note = note(ALICE, OPERATOR, BASE, 100);
        let settle = Inference::weight_of_settle(core::slice::from_ref(&note));
        let with_names = <Inference as NamedPayments<_, _>>::settle_weight(&note, 9, 2);
        assert_eq!(with_names, settle.saturating_add(extra));
    });
}
