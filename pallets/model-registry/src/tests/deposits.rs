// SPDX-License-Identifier: Apache-2.0

//! Deposits by actual sizes, and the part that a deprecation returns.

use super::*;
use codec::MaxEncodedLen;

const BASE: Balance = 100;
const HOLDER: Balance = 10_000;
const BYTE: Balance = 1;

fn deposit_for(registration: &RegistrationOf<Test>) -> (Balance, Balance) {
    ModelRegistry::deposit_for(registration.clone(), None).unwrap()
}

/// The difference that a change of a registration makes, in holders and bytes.
fn difference(change: RegistrationOf<Test>) -> (Balance, Balance) {
    let difference = deposit_for(&change).0 - deposit_for(&base(0)).0;
    (difference / HOLDER, difference % HOLDER)
}

#[test]
fn deposit_should_follow_the_sizes_when_lists_grow() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(9));
        registered(ALICE, with_terms(base(10), open(5)));
        set_sizes(BASE, HOLDER, BYTE);
        assert_eq!(difference(base(0)), (0, 0));
        // A builder: its account and its share.
        let team = vec![member(ALICE, 500_000), member(BOB, 500_000)];
        assert_eq!(difference(with_team(base(0), team)), (1, 8 + 4));
        // A datanet: id, use and weight.
        assert_eq!(difference(with_datanets(base(0), vec![link(0, TrainedOn, 1)])), (1, 4 + 1 + 4));
        // A parent: id, relation and two parts; it can hold shares of both pools.
        assert_eq!(difference(derived(0, Agent, vec![parent(0, Uses, 0, 0)])), (2, 4 + 1 + 4 + 4));
        // An obligation takes more bytes, and no holder.
        let obligation = Obligation::max_encoded_len() as Balance;
        assert_eq!(difference(derived(0, Agent, vec![parent(1, Uses, 5, 0)])), (2, 13 + obligation));
        let name = b"models".to_vec().try_into().unwrap();
        assert_eq!(difference(Registration { name, ..base(0) }), (0, 1));
        // A URI can be set at any time: its room is paid for.
        assert_eq!(difference(Registration { uri: Default::default(), ..base(0) }), (0, 0));
    });
}

#[test]
fn deposit_should_pay_for_the_whole_record_when_it_is_full() {
    ExtBuilder::default().build_and_execute(|| {
        set_sizes(BASE, HOLDER, BYTE);
        let record = ModelInfoOf::<Test>::max_encoded_len() as Balance;
        let (whole, returned) = deposit_for(&base(0));
        let unused = 64 - 5 + 15 * 12 + 16 * 13 + 32 * 9;
        assert_eq!((whole, returned), (MODEL_DEPOSIT + BASE + HOLDER + record - unused, MODEL_DEPOSIT));
        let obligations = Obligations::max_encoded_len() as Balance;
        let largest = MODEL_DEPOSIT + BASE + (16 + 2 * 16 + 32) * HOLDER + record + obligations;
        assert_eq!(ModelRegistry::largest_deposit(), largest);
    });
}

#[test]
fn register_should_hold_the_deposit_that_the_view_names() {
    ExtBuilder::default().build_and_execute(|| {
        set_sizes(BASE, HOLDER, BYTE);
        registered(ALICE, with_terms(base(0), open(5)));
        let child =
            with_datanets(derived(1, FineTune, vec![parent(0, FineTunedFrom, 5, 0)]), vec![link(0, TrainedOn, 1)]);
        let (deposit, returnable) = deposit_for(&child);
        let register = |max| ModelRegistry::register(signed(BOB), child.clone(), max);
        assert_noop!(register(deposit - 1), Error::<Test>::DepositTooHigh);
        assert_ok!(register(deposit));
        assert_eq!((held(BOB), info(ModelId(1)).deposit, info(ModelId(1)).returnable), (deposit, deposit, returnable));
        // The obligations of a predecessor count.
        let version = with_datanets(base(2), vec![link(0, TrainedOn, 1)]);
        let alone = ModelRegistry::deposit_for(version.clone(), None).unwrap().0;
        assert_eq!(ModelRegistry::deposit_for(derived(2, Agent, vec![parent(9, Uses, 0, 0)]), None), None);
        let obligation = Obligation::max_encoded_len() as Balance;
        let behind = ModelRegistry::deposit_for(version, Some(ModelId(1))).unwrap().0;
        assert_eq!(behind, alone + obligation);
    });
}

#[test]
fn deprecate_should_return_the_part_of_the_registration_when_prices_change() {
    ExtBuilder::default().build_and_execute(|| {
        set_sizes(BASE, HOLDER, BYTE);
        let model = registered(ALICE, base(0));
        assert_ok!(add_allowed(signed(ALICE), model, BOB));
        let kept = info(model).deposit - MODEL_DEPOSIT;
        ModelPrice::set(7 * MODEL_DEPOSIT);
        set_sizes(0, 0, 0);
        System::reset_events();
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), model));
        assert_eq!(events(), [Event::Deprecated { model, deposit: MODEL_DEPOSIT }]);
        assert_eq!((held(ALICE), info(model).deposit, info(model).returnable), (kept, kept, 0));
        // The rest moves with the model, and the allow-list's part returns.
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(CHARLIE)));
        assert_ok!(ModelRegistry::accept_ownership(signed(CHARLIE), model, kept));
        assert_eq!((held(ALICE), held(CHARLIE)), (0, kept));
        assert_ok!(ModelRegistry::remove_allowed(signed(CHARLIE), model, BOB));
        assert_eq!(held(CHARLIE), kept - ALLOWED_DEPOSIT);
    });
}

#[test]
fn deprecate_should_return_the_part_to_the_owner_of_that_time() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(BOB)));
        assert_ok!(accept_ownership(signed(BOB), model));
        assert_ok!(ModelRegistry::deprecate(signed(BOB), model));
        assert_eq!((held(ALICE), held(BOB)), (0, 0));
        assert_eq!([ALICE, BOB].map(Balances::free_balance), [START_BALANCE; 2]);
    });
}

#[test]
fn register_should_fail_when_the_price_of_sizes_is_out_of_range() {
    ExtBuilder::default().build_and_execute(|| {
        set_sizes(0, 0, Balance::MAX);
        assert_noop!(register(signed(ALICE), base(0)), ArithmeticError::Overflow);
        assert_eq!(ModelRegistry::deposit_for(base(0), None), None);
        assert_eq!(ModelRegistry::largest_deposit(), Balance::MAX);
        set_sizes(0, 0, 0);
    });
}
