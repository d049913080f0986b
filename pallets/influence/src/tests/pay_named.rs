// SPDX-License-Identifier: Apache-2.0

use super::{names::names, *};
use crate::Call;
use frame::deps::frame_support::dispatch::GetDispatchInfo;
use openledger_primitives::{influence::names_hash, Units};

const OPERATOR: AccountId = 51;
const MODEL: ModelId = ModelId(4);

fn pay(names: Names, max_amount: Balance) -> DispatchResultWithPostInfo {
    Influence::pay_named(signed(ANYBODY), MODEL, OPERATOR, Units::default(), max_amount, names)
}

#[test]
fn pay_named_should_pay_and_direct() {
    build_and_execute(|| {
        ready();
        let names = names(&[(NET, &[3], &[(0, 1), (2, 5)])]);
        let call = Call::<Test>::pay_named {
            model: MODEL,
            operator: OPERATOR,
            units: Units::default(),
            max_amount: 1,
            names: names.clone(),
        };
        let post = pay(names.clone(), 1).unwrap();
        // Two accounts of at most eighteen, and two steps.
        let weight = |payees: u64| Weight::from_parts(1_000 + payees, 2).saturating_add(<() as WeightInfo>::resolve(2));
        assert_eq!((post.actual_weight, call.get_dispatch_info().call_weight), (Some(weight(2)), weight(18)));
        let directed = <Influence as ResolveNames<AccountId>>::resolve(&names).unwrap();
        assert_eq!(Payments::get(), [(ANYBODY, directed)]);
        let paid = Event::NamesPaid {
            payer: ANYBODY,
            operator: OPERATOR,
            model: MODEL,
            channel: None,
            names: names_hash(&names),
        };
        assert_eq!(events(), [paid]);
    });
}

#[test]
fn pay_named_should_fail_when_names_or_payment_do() {
    build_and_execute(|| {
        ready();
        assert_noop!(pay(names(&[]), 1), Error::<Test>::NoNames);
        assert_noop!(pay(names(&[(NET, &[], &[(9, 1)])]), 1), Error::<Test>::NotNameable);
        assert_noop!(pay(names(&[(NET, &[], &[(0, 1)])]), 0), DispatchError::Other("the price is too high"));
    });
}
