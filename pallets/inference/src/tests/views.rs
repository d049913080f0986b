// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, CallTotals, Error, EscrowBooks, OfferList, MAX_LISTED_OFFERS};
use frame::testing_prelude::*;
use openledger_primitives::ModelId;
use std::collections::BTreeMap;

#[test]
fn price_should_be_what_pay_takes_or_why_it_refuses() {
    build_and_execute(|| {
        assert_eq!(Inference::price(OPERATOR, BASE, UNITS), Err(Error::<Test>::OfferNotFound.into()));
        assert_ok!(publish(OPERATOR, BASE, true));
        assert_eq!(Inference::price(OPERATOR, BASE, UNITS), Ok(PRICE_OF_UNITS));
        assert_eq!(Inference::price(OPERATOR, ADAPTER, UNITS), Ok(PRICE_OF_UNITS));
        assert_eq!(Inference::price(OPERATOR, NO_MODEL, UNITS), Err(Error::<Test>::ModelNotFound.into()));
        assert_eq!(Inference::price(OPERATOR, BASE, Default::default()), Err(Error::<Test>::NothingToPay.into()));
        set_stake(OPERATOR, 2 * PRICE_OF_UNITS * u128::from(STAKE_PER_FEE) - 1);
        assert_eq!(Inference::price(OPERATOR, BASE, UNITS), Err(Error::<Test>::NotCovered.into()));
        set_stake(OPERATOR, 2 * PRICE_OF_UNITS * u128::from(STAKE_PER_FEE));
        assert_eq!(Inference::price(OPERATOR, BASE, UNITS), Ok(PRICE_OF_UNITS));
        CurrentEra::set(11);
        assert_eq!(Inference::price(OPERATOR, BASE, UNITS), Err(Error::<Test>::OfferExpired.into()));
        set_operator(OPERATOR, None);
        assert_eq!(Inference::price(OPERATOR, BASE, UNITS), Err(Error::<Test>::OperatorNotActive.into()));
    });
}

#[test]
fn offer_should_be_what_was_published() {
    build_and_execute(|| {
        assert_eq!(Inference::offer(OPERATOR, BASE), None);
        assert_ok!(publish(OPERATOR, BASE, true));
        assert_eq!(Inference::offer(OPERATOR, BASE), Some(usual_offer(true)));
        assert_eq!(Inference::offer(OPERATOR, ADAPTER), None);
    });
}

#[test]
fn offers_of_should_list_all_offers_of_the_operator() {
    build_and_execute(|| {
        assert_eq!(Inference::offers_of(OPERATOR), OfferList { offers: vec![], truncated: false });
        for model in [BASE, ADAPTER, OTHER_MODEL] {
            assert_ok!(publish(OPERATOR, model, false));
        }
        assert_ok!(publish(OTHER_OPERATOR, BASE, false));
        let listed = Inference::offers_of(OPERATOR);
        assert!(!listed.truncated);
        assert_eq!(listed.offers.len(), 3);
        for (model, offer) in listed.offers {
            assert_eq!(Inference::offer(OPERATOR, model), Some(offer));
        }
    });
}

#[test]
fn offers_of_should_stop_when_there_are_too_many() {
    build_and_execute(|| {
        Models::set(&(0..=MAX_LISTED_OFFERS).map(|id| (id, (true, None))).collect::<BTreeMap<_, _>>());
        for id in 0..MAX_LISTED_OFFERS {
            assert_ok!(publish(OPERATOR, ModelId(id), false));
        }
        let listed = Inference::offers_of(OPERATOR);
        assert_eq!((listed.offers.len(), listed.truncated), (MAX_LISTED_OFFERS as usize, false));
        assert_ok!(publish(OPERATOR, ModelId(MAX_LISTED_OFFERS), false));
        let listed = Inference::offers_of(OPERATOR);
        assert_eq!((listed.offers.len(), listed.truncated), (MAX_LISTED_OFFERS as usize, true));
    });
}

#[test]
fn totals_should_be_what_is_stored() {
    build_and_execute(|| {
        assert_eq!(Inference::calls(), CallTotals { payers: 0, agents: 0 });
        open(ALICE, OPERATOR, 100);
        assert_ok!(authorize(ALICE, OPERATOR, AGENT, 50, 10));
        let note = |amount| voucher(ALICE, OPERATOR, BASE, amount);
        assert_ok!(settle(vec![signed_voucher(note(7)), signed_by_agent(note(5), AGENT)]));
        assert_eq!(Inference::calls(), CallTotals { payers: 1, agents: 1 });
        assert_eq!(
            Inference::escrow_books(),
            EscrowBooks { owed: 88, reserve: EXISTENTIAL_DEPOSIT, ..Default::default() }
        );
        assert_eq!(escrowed(), 88);
    });
}
