// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Endpoint, Error, Event, Offer, Offers, Prices, MAX_ENDPOINT_BYTES, MAX_EXCLUDED};
use codec::{Encode, MaxEncodedLen};
use frame::testing_prelude::*;
use openledger_primitives::{traits::AdvanceEras, Balance, Era, ModelId};

fn publish_until(valid_until: Era) -> DispatchResult {
    Inference::publish_offer(signed(OPERATOR), BASE, PRICES, endpoint(), valid_until, false, vec![], Balance::MAX)
}

#[test]
fn publish_offer_should_record_the_offer_and_hold_its_deposit_when_new() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, true));

        assert_eq!(Offers::<Test>::get(OPERATOR, BASE), Some(usual_offer(true)));
        assert_eq!(held(OPERATOR), DEPOSIT);
        assert_eq!(Balances::free_balance(OPERATOR), START_BALANCE - DEPOSIT);
        assert_eq!(events(), vec![Event::OfferPublished { operator: OPERATOR, model: BASE, offer: usual_offer(true) }]);
    });
}

#[test]
fn publish_offer_should_hold_a_deposit_for_each_model() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        assert_ok!(publish(OPERATOR, ADAPTER, false));
        assert_eq!(held(OPERATOR), 2 * DEPOSIT);
    });
}

#[test]
fn publish_offer_should_replace_the_offer_and_keep_the_deposit_when_published_again() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, true));
        events();
        // A new price of the deposit acts on new offers only.
        OfferDeposit::set(&(3 * DEPOSIT));
        let prices = Prices { per_call: 1, ..Default::default() };
        let excluded = vec![ADAPTER];
        assert_ok!(Inference::publish_offer(signed(OPERATOR), BASE, prices, b"x".to_vec(), 11, true, excluded, 0));

        let offer = Offer {
            prices,
            endpoint: b"x".to_vec().try_into().unwrap(),
            valid_until: 11,
            covers_adapters: true,
            excluded: vec![ADAPTER].try_into().unwrap(),
            deposit: DEPOSIT,
        };
        assert_eq!(Offers::<Test>::get(OPERATOR, BASE), Some(offer.clone()));
        assert_eq!(held(OPERATOR), DEPOSIT);
        assert_eq!(events(), vec![Event::OfferUpdated { operator: OPERATOR, model: BASE, old_prices: PRICES, offer }]);
    });
}

#[test]
fn publish_offer_should_renew_an_offer_when_it_has_expired() {
    build_and_execute(|| {
        assert_ok!(publish_until(6));
        Clock::advance_eras(10);
        assert_ok!(publish_until(16));
        assert_eq!(held(OPERATOR), DEPOSIT);
        assert_ok!(Inference::price(OPERATOR, BASE, UNITS));
    });
}

#[test]
fn publish_offer_should_fail_when_not_signed() {
    build_and_execute(|| {
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(
                Inference::publish_offer(origin, BASE, PRICES, endpoint(), 10, false, vec![], Balance::MAX),
                BadOrigin
            );
        }
    });
}

#[test]
fn publish_offer_should_fail_when_the_signer_may_not_take_work() {
    build_and_execute(|| {
        assert_noop!(publish(ALICE, BASE, false), Error::<Test>::OperatorNotActive);
        assert_noop!(publish(CHILLED, BASE, false), Error::<Test>::OperatorNotActive);
    });
}

#[test]
fn publish_offer_should_fail_when_the_model_can_not_be_offered() {
    build_and_execute(|| {
        assert_noop!(publish(OPERATOR, NO_MODEL, false), Error::<Test>::ModelNotFound);
        assert_noop!(publish(OPERATOR, DEPRECATED, false), Error::<Test>::ModelNotActive);
    });
}

#[test]
fn publish_offer_should_fail_when_nothing_has_a_price() {
    build_and_execute(|| {
        assert_noop!(publish_at(OPERATOR, BASE, Prices::default(), false), Error::<Test>::NoPrice);
        // Any one price is enough.
        for at in 0..3 {
            let price = |this: usize| u128::from(this == at);
            let prices = Prices {
                per_call: price(0),
                per_thousand_input_tokens: price(1),
                per_thousand_output_tokens: price(2),
            };
            assert_ok!(publish_at(OPERATOR, BASE, prices, false));
        }
    });
}

#[test]
fn publish_offer_should_fail_when_the_validity_is_out_of_range() {
    build_and_execute(|| {
        assert_noop!(publish_until(4), Error::<Test>::ValidityInPast);
        assert_ok!(publish_until(5));
        assert_noop!(publish_until(5 + MAX_OFFER_ERAS + 1), Error::<Test>::ValidityTooLong);
        assert_ok!(publish_until(5 + MAX_OFFER_ERAS));
    });
}

#[test]
fn publish_offer_should_fail_when_the_deposit_can_not_be_held() {
    build_and_execute(|| {
        OfferDeposit::set(&(START_BALANCE + 1));
        assert_noop!(publish(OPERATOR, BASE, false), TokenError::FundsUnavailable);
        // The existential deposit stays free.
        OfferDeposit::set(&START_BALANCE);
        assert_noop!(publish(OPERATOR, BASE, false), TokenError::FundsUnavailable);
    });
}

#[test]
fn publish_offer_should_fail_when_the_endpoint_is_too_long_or_no_text() {
    build_and_execute(|| {
        let publish =
            |endpoint| Inference::publish_offer(signed(OPERATOR), BASE, PRICES, endpoint, 10, false, vec![], DEPOSIT);
        let long = vec![b'x'; MAX_ENDPOINT_BYTES as usize + 1];
        assert_noop!(publish(long.clone()), Error::<Test>::EndpointTooLong);
        for endpoint in [vec![], vec![0xff], b"https://operator.example/\xc3".to_vec()] {
            assert_noop!(publish(endpoint), Error::<Test>::EndpointNotText);
        }
        assert_ok!(publish(long[1..].to_vec()));
    });
}

#[test]
fn publish_offer_should_fail_when_the_deposit_is_above_what_was_agreed_to() {
    build_and_execute(|| {
        let publish = |max_deposit| {
            Inference::publish_offer(signed(OPERATOR), BASE, PRICES, endpoint(), 10, false, vec![], max_deposit)
        };
        assert_noop!(publish(DEPOSIT - 1), Error::<Test>::DepositTooHigh);
        // It was raised in front of the call.
        OfferDeposit::set(&(DEPOSIT + 1));
        assert_noop!(publish(DEPOSIT), Error::<Test>::DepositTooHigh);
        assert_ok!(publish(DEPOSIT + 1));
        // A change holds nothing, so it needs no consent.
        assert_ok!(publish(0));
    });
}

#[test]
fn publish_offer_should_fail_when_too_many_adapters_are_excluded() {
    build_and_execute(|| {
        let publish = |count: u32| {
            let excluded = (0..count).map(ModelId).collect();
            Inference::publish_offer(signed(OPERATOR), BASE, PRICES, endpoint(), 10, true, excluded, DEPOSIT)
        };
        assert_noop!(publish(MAX_EXCLUDED + 1), Error::<Test>::TooManyExcluded);
        assert_ok!(publish(MAX_EXCLUDED));
    });
}

#[test]
fn offer_should_fit_what_its_deposit_and_proof_size_are_for() {
    let most = u128::MAX;
    let largest = Offer {
        prices: Prices { per_call: most, per_thousand_input_tokens: most, per_thousand_output_tokens: most },
        endpoint: Endpoint::truncate_from(vec![b'x'; MAX_ENDPOINT_BYTES as usize]),
        valid_until: Era::MAX,
        covers_adapters: true,
        excluded: vec![ModelId(u32::MAX); MAX_EXCLUDED as usize].try_into().unwrap(),
        deposit: most,
    };
    assert_eq!(largest.encoded_size(), Offer::max_encoded_len());
}

#[test]
#[should_panic(expected = "an offer must be able to outlast the era it is published in")]
fn integrity_test_should_panic_when_offers_can_not_outlast_an_era() {
    build_and_execute(|| {
        <Inference as Hooks<u64>>::integrity_test();
        MaxOfferEras::set(&0);
        <Inference as Hooks<u64>>::integrity_test();
    });
}
