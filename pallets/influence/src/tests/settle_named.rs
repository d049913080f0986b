// SPDX-License-Identifier: Apache-2.0

use super::{names::names, *};
use crate::Call;
use frame::deps::frame_support::dispatch::GetDispatchInfo;
use openledger_primitives::{influence::names_hash, SignedVoucher, Units, Voucher};

const OPERATOR: AccountId = 51;

fn voucher() -> SignedVoucher<AccountId, u64> {
    let voucher = Voucher {
        payer: ANYBODY,
        operator: OPERATOR,
        channel: 6,
        agent: None,
        model: ModelId(4),
        amount: 100,
        units: Units::default(),
        receipts_root: H256::zero(),
        split_version: 0,
        expires: 9,
    };
    SignedVoucher { voucher, signature: 0, claim: None, acceptance: None }
}

fn settle(names: Names) -> DispatchResultWithPostInfo {
    Influence::settle_named(signed(OPERATOR), voucher(), names)
}

#[test]
fn settle_named_should_settle_and_direct() {
    build_and_execute(|| {
        ready();
        let names = names(&[(NET, &[], &[(0, 1)]), (NET, &[2], &[(3, 1)])]);
        let call = Call::<Test>::settle_named { voucher: voucher(), names: names.clone() };
        let post = settle(names.clone()).unwrap();
        let resolve = <() as WeightInfo>::resolve(2);
        assert_eq!(post.actual_weight, Some(Weight::from_parts(500, 0).saturating_add(resolve)));
        let most = Weight::from_parts(2 * (1_000 + 18), 2 * 3).saturating_add(resolve);
        assert_eq!(call.get_dispatch_info().call_weight, most);
        let directed = <Influence as ResolveNames<AccountId>>::resolve(&names).unwrap();
        assert_eq!(Payments::get(), [(OPERATOR, directed)]);
        let paid = Event::NamesPaid {
            payer: ANYBODY,
            operator: OPERATOR,
            model: ModelId(4),
            channel: Some(6),
            names: names_hash(&names),
        };
        assert_eq!(events(), [paid]);
    });
}

#[test]
fn settle_named_should_say_nothing_of_names_when_the_voucher_is_skipped() {
    build_and_execute(|| {
        ready();
        Settles::set(Some(false));
        assert_ok!(settle(names(&[(NET, &[], &[(0, 1)])])));
        assert_eq!((events(), Payments::get()), (vec![], vec![]));
    });
}

#[test]
fn settle_named_should_fail_when_names_or_settlement_do() {
    build_and_execute(|| {
        ready();
        assert_noop!(settle(names(&[(NET, &[], &[])])), Error::<Test>::NoNames);
        let twice = names(&[(NET, &[], &[(0, 1), (0, 2)])]);
        assert_noop!(settle(twice), Error::<Test>::DuplicateName);
        Settles::set(None);
        assert_noop!(settle(names(&[(NET, &[], &[(0, 1)])])), DispatchError::Other("not its operator"));
    });
}
