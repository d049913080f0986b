// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::DatanetId;

#[test]
fn fund_should_give_the_grant_to_the_ledger() {
    build_and_execute(|| {
        let id = datanet();
        accepted(id, ALICE, raw(1, 10), 80);
        assert_ok!(Datanets::fund(signed(BOB), id, 500));
        assert_eq!(Balances::free_balance(BOB), ENDOWMENT - 500);
        assert_eq!(Balances::free_balance(LEDGER), ENDOWMENT + 500);
        assert_eq!(events(), [Event::Funded { datanet: id, who: BOB, amount: 500 }]);
    });
}

#[test]
fn fund_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        assert_noop!(Datanets::fund(signed(BOB), DatanetId(7), 500), Error::<Test>::DatanetNotFound);
        assert_noop!(Datanets::fund(signed(BOB), id, 0), Error::<Test>::ZeroAmount);
        assert_noop!(Datanets::fund(signed(BOB), id, 500), DispatchError::Other("no holders"));
        accepted(id, ALICE, raw(1, 10), 80);
        assert_noop!(Datanets::fund(signed(BOB), id, ENDOWMENT), TokenError::NotExpendable);
        assert_noop!(Datanets::fund(RuntimeOrigin::none(), id, 500), BadOrigin);
    });
}
