// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event, Prices};
use frame::testing_prelude::*;
use openledger_primitives::{Balance, ModelId, Payment, Units};

fn pay(model: ModelId) -> DispatchResult {
    Inference::pay(signed(ALICE), model, OPERATOR, UNITS, PRICE_OF_UNITS)
}

fn flat(per_call: Balance) -> Prices {
    Prices { per_call, ..Default::default() }
}

const ONE_CALL: Units = Units { calls: 1, input_tokens: 0, output_tokens: 0 };

#[test]
fn pay_should_route_the_price_when_the_operator_offers_the_model() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        events();
        assert_ok!(pay(BASE));

        assert_eq!(Balances::free_balance(ALICE), START_BALANCE - PRICE_OF_UNITS);
        assert_eq!(Balances::free_balance(LEDGER), EXISTENTIAL_DEPOSIT + PRICE_OF_UNITS);
        assert_eq!(
            Routed::get(),
            vec![Payment {
                payer: ALICE,
                operator: OPERATOR,
                model: BASE,
                amount: PRICE_OF_UNITS,
                units: UNITS,
                commission: Permill::from_parts(COMMISSION),
                split_version: None,
            }]
        );
        assert_eq!(
            events(),
            vec![Event::Paid { payer: ALICE, operator: OPERATOR, model: BASE, units: UNITS, amount: PRICE_OF_UNITS }]
        );
    });
}

#[test]
fn pay_should_use_the_offer_of_the_base_when_it_covers_adapters() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, true));
        assert_ok!(pay(ADAPTER));
        // The payment is to the adapter, whose lineage includes the base.
        assert_eq!(Routed::get()[0].model, ADAPTER);
    });
}

#[test]
fn pay_should_prefer_the_offer_of_the_adapter_itself() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, true));
        assert_ok!(publish_at(OPERATOR, ADAPTER, flat(20), false));
        assert_ok!(Inference::pay(signed(ALICE), ADAPTER, OPERATOR, ONE_CALL, 20));
        assert_eq!(Routed::get()[0].amount, 20);
    });
}

#[test]
fn pay_should_not_use_the_offer_of_the_base_when_that_of_the_adapter_has_expired() {
    build_and_execute(|| {
        assert_ok!(publish_at(OPERATOR, ADAPTER, flat(20), false));
        CurrentEra::set(11);
        assert_ok!(publish_until(OPERATOR, BASE, flat(3), 11, true));
        let pay = || Inference::pay(signed(ALICE), ADAPTER, OPERATOR, ONE_CALL, 20);
        assert_noop!(pay(), Error::<Test>::OfferExpired);
        // The removal of the expired offer excludes the adapter.
        assert_ok!(Inference::remove_expired_offer(signed(BOB), OPERATOR, ADAPTER));
        assert_noop!(pay(), Error::<Test>::OfferNotFound);
        // Until the operator says otherwise.
        assert_ok!(publish_until(OPERATOR, BASE, flat(3), 11, true));
        assert_ok!(pay());
        assert_eq!(Routed::get()[0].amount, 3);
    });
}

#[test]
fn pay_should_work_when_the_model_was_deprecated_after_the_offer() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        let mut models = Models::get();
        models.insert(BASE.0, (false, None));
        Models::set(&models);
        assert_ok!(pay(BASE));
    });
}

#[test]
fn pay_should_take_the_new_price_when_the_offer_was_changed() {
    build_and_execute(|| {
        assert_ok!(publish_at(OPERATOR, BASE, flat(20), false));
        assert_ok!(publish_at(OPERATOR, BASE, flat(21), false));
        // A payer who saw the old price is protected by the limit.
        let pay = |max| Inference::pay(signed(ALICE), BASE, OPERATOR, ONE_CALL, max);
        assert_noop!(pay(20), Error::<Test>::AmountTooHigh);
        assert_ok!(pay(21));
    });
}

#[test]
fn pay_should_fail_when_not_signed() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
            assert_noop!(Inference::pay(origin, BASE, OPERATOR, UNITS, Balance::MAX), BadOrigin);
        }
    });
}

#[test]
fn pay_should_fail_when_the_model_does_not_exist() {
    build_and_execute(|| {
        assert_noop!(pay(NO_MODEL), Error::<Test>::ModelNotFound);
    });
}

#[test]
fn pay_should_fail_when_the_operator_may_not_take_work() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        for active in [Some(false), None] {
            set_operator(OPERATOR, active);
            assert_noop!(pay(BASE), Error::<Test>::OperatorNotActive);
        }
    });
}

#[test]
fn pay_should_fail_when_the_operator_does_not_offer_the_model() {
    build_and_execute(|| {
        assert_noop!(pay(BASE), Error::<Test>::OfferNotFound);
        // The base alone does not cover adapters, an adapter never its base, and nothing an unrelated model.
        assert_ok!(publish(OPERATOR, BASE, false));
        assert_noop!(pay(ADAPTER), Error::<Test>::OfferNotFound);
        assert_ok!(Inference::withdraw_offer(signed(OPERATOR), BASE));
        assert_ok!(publish(OPERATOR, ADAPTER, true));
        assert_noop!(pay(BASE), Error::<Test>::OfferNotFound);
        assert_noop!(pay(OTHER_MODEL), Error::<Test>::OfferNotFound);
        // Another operator's offer does not count.
        assert_ok!(publish(OTHER_OPERATOR, OTHER_MODEL, true));
        assert_noop!(pay(OTHER_MODEL), Error::<Test>::OfferNotFound);
    });
}

#[test]
fn pay_should_fail_when_the_offer_has_expired() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, true));
        assert_ok!(publish(OPERATOR, OTHER_MODEL, false));
        // The last era is included.
        CurrentEra::set(10);
        assert_ok!(pay(BASE));
        assert_ok!(pay(ADAPTER));
        CurrentEra::set(11);
        for model in [BASE, ADAPTER, OTHER_MODEL] {
            assert_noop!(pay(model), Error::<Test>::OfferExpired);
        }
    });
}

#[test]
fn pay_should_fail_when_there_is_nothing_to_pay() {
    build_and_execute(|| {
        let pay = |units| Inference::pay(signed(ALICE), BASE, OPERATOR, units, Balance::MAX);
        assert_ok!(publish(OPERATOR, BASE, false));
        assert_noop!(pay(Units::default()), Error::<Test>::NothingToPay);
        // Units without a price.
        assert_ok!(publish_at(OPERATOR, BASE, flat(1), false));
        assert_noop!(pay(Units { calls: 0, input_tokens: 1_000, output_tokens: 1_000 }), Error::<Test>::NothingToPay);
    });
}

#[test]
fn pay_should_fail_when_the_price_is_above_the_limit() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        let pay = |max| Inference::pay(signed(ALICE), BASE, OPERATOR, UNITS, max);
        for max in [0, PRICE_OF_UNITS - 1] {
            assert_noop!(pay(max), Error::<Test>::AmountTooHigh);
        }
        assert_ok!(pay(PRICE_OF_UNITS));
    });
}

#[test]
fn pay_should_fail_when_the_price_overflows() {
    build_and_execute(|| {
        let pay = |units| Inference::pay(signed(ALICE), BASE, OPERATOR, units, Balance::MAX);
        let prices = Prices { per_call: Balance::MAX, per_thousand_input_tokens: Balance::MAX, ..flat(0) };
        assert_ok!(publish_at(OPERATOR, BASE, Prices { per_call: Balance::MAX, ..prices }, false));
        for units in [
            Units { calls: 2, ..Default::default() },
            Units { input_tokens: 2, ..Default::default() },
            Units { calls: 1, input_tokens: 1, output_tokens: 0 },
        ] {
            assert_noop!(pay(units), ArithmeticError::Overflow);
        }
    });
}

#[test]
fn pay_should_keep_the_payer_alive() {
    build_and_execute(|| {
        let all = START_BALANCE;
        PayCoverage::set(&Permill::one());
        assert_ok!(publish_at(OPERATOR, BASE, flat(all - EXISTENTIAL_DEPOSIT + 1), false));
        let pay = || Inference::pay(signed(ALICE), BASE, OPERATOR, ONE_CALL, all);
        assert_noop!(pay(), TokenError::NotExpendable);
        assert_ok!(publish_at(OPERATOR, BASE, flat(all + 1), false));
        assert_noop!(Inference::pay(signed(ALICE), BASE, OPERATOR, ONE_CALL, all + 1), TokenError::FundsUnavailable);
        assert_ok!(publish_at(OPERATOR, BASE, flat(all - EXISTENTIAL_DEPOSIT), false));
        assert_ok!(pay());
        assert_eq!(Balances::free_balance(ALICE), EXISTENTIAL_DEPOSIT);
    });
}

#[test]
fn pay_should_change_nothing_when_the_ledger_refuses() {
    build_and_execute(|| {
        assert_ok!(publish(OPERATOR, BASE, false));
        LedgerRefuses::set(&true);
        assert_noop!(pay(BASE), DispatchError::Other("the ledger refuses"));
    });
}
