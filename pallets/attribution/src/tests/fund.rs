// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, Error, Event};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::traits::FundPool;

#[test]
fn fund_should_share_among_holders() {
    build_and_execute(|| {
        add(datanet(1), account(1), 3);
        add(datanet(1), account(2), 1);
        pass_eras(1);
        events();
        fund(datanet(1), 1_000);
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(1))), (750, 250));
        assert_eq!(events(), vec![Event::PoolFunded { pool: datanet(1), source: PAYER, amount: 1_000 }]);
        assert_eq!(Attribution::books().owed, 1_000);
    });
}

#[test]
fn fund_should_keep_the_gift_for_pending_shares() {
    build_and_execute(|| {
        add(datanet(1), account(1), 4);
        fund(datanet(1), 1_000);
        add(datanet(1), account(2), 4);
        assert_eq!((claimable(1, datanet(1)), claimable(2, datanet(1))), (1_000, 0));
        pass_eras(1);
        assert_eq!(claimable(1, datanet(1)), 1_000);
    });
}

#[test]
fn fund_should_fail_when_nobody_holds_a_share() {
    build_and_execute(|| {
        let fund = |amount| <Attribution as FundPool<_>>::fund(&PAYER, &datanet(1), amount);
        assert_noop!(fund(1_000), Error::<Test>::NoHolders);
        add(datanet(1), account(1), 1);
        remove(datanet(1), account(1), 1);
        assert_noop!(fund(0), Error::<Test>::NoHolders);
    });
}

#[test]
fn fund_should_fail_when_the_source_would_not_stay_alive() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        let fund = |amount| <Attribution as FundPool<_>>::fund(&ANYBODY, &datanet(1), amount);
        assert_noop!(fund(1_000), TokenError::NotExpendable);
        assert_storage_noop!(fund(0).unwrap());
    });
}

#[test]
fn fund_should_fail_when_the_pool_has_had_too_much() {
    build_and_execute(|| {
        add(datanet(1), account(1), 1);
        with_accumulator(datanet(1), |pool| pool.received = openledger_primitives::accumulator::MAX_REVENUE - 5);
        assert_noop!(
            with_storage_layer(|| <Attribution as FundPool<_>>::fund(&PAYER, &datanet(1), 5)),
            Error::<Test>::RevenueTooLarge
        );
    });
}
