// SPDX-License-Identifier: Apache-2.0

//! Random commands of all kinds. Every invariant holds afterwards. Once all holders have claimed and left, only the
//! carries remain.

use crate::{mock::*, Positions, Totals};
use frame::{deps::frame_support::storage::with_storage_layer, testing_prelude::*};
use openledger_primitives::{
    traits::{FundPool, MovePosition, RevenueShares, Standstill},
    Balance, Holder, ModelId, Payment, Shares, Units,
};
use proptest::prelude::*;

const ACCOUNTS: u64 = 6;
const MODELS: u32 = 4;

#[derive(Clone, Debug)]
enum Command {
    Add(PoolId<AccountId>, Who, Shares),
    Remove(PoolId<AccountId>, Who, Shares),
    RemoveJoined(PoolId<AccountId>, Who, Shares, u32),
    Leave(PoolId<AccountId>, Who),
    ClaimMany(u64, Vec<PoolId<AccountId>>),
    /// Eras have another length.
    EraLength(u64),
    /// The chain stands still.
    Gap(u32),
    Transfer(PoolId<AccountId>, Who, Who),
    Route(Vec<(u32, u64, Balance)>),
    Fund(PoolId<AccountId>, Balance),
    Flow(PoolId<AccountId>),
    Claim(u64, PoolId<AccountId>, Vec<PoolId<AccountId>>),
    ClaimFor(u64, PoolId<AccountId>),
    Sweep,
    Eras(u64),
    Idle(u64),
}

fn pools() -> impl Strategy<Value = PoolId<AccountId>> {
    prop_oneof![
        (1..=3u32).prop_map(datanet),
        (1..=3u32).prop_map(curators),
        (1..=MODELS).prop_map(data),
        (1..=MODELS).prop_map(builders),
        (1..=2u64).prop_map(PoolId::Operator),
    ]
}

fn holders() -> impl Strategy<Value = Who> {
    prop_oneof![3 => (1..=ACCOUNTS).prop_map(account), 2 => pools().prop_map(Holder::Pool)]
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    use Command::*;
    let shares = || prop_oneof![1..20u128, 1..=1u128 << 60];
    let amount = || prop_oneof![0..1_000u128, 0..=1u128 << 60];
    let account = || 1..=ACCOUNTS;
    let command = prop_oneof![
        8 => (pools(), holders(), shares()).prop_map(|(pool, who, shares)| Add(pool, who, shares)),
        2 => (1..=3u32, shares()).prop_map(|(id, shares)| Add(datanet(id), held_by(curators(id)), shares)),
        1 => (1..=3u32, shares()).prop_map(|(id, shares)| Remove(datanet(id), held_by(curators(id)), shares)),
        3 => (pools(), holders(), shares()).prop_map(|(pool, who, shares)| Remove(pool, who, shares)),
        3 => (pools(), holders(), shares(), 0..3u32)
            .prop_map(|(pool, who, shares, eras)| RemoveJoined(pool, who, shares, eras)),
        2 => (account(), prop::collection::vec(pools(), 0..5)).prop_map(|(who, pools)| ClaimMany(who, pools)),
        1 => (2..40u64).prop_map(EraLength),
        1 => (0..40u32).prop_map(Gap),
        2 => (pools(), holders()).prop_map(|(pool, who)| Leave(pool, who)),
        2 => (pools(), holders(), holders()).prop_map(|(pool, from, to)| Transfer(pool, from, to)),
        6 => prop::collection::vec((1..=MODELS, 1..=2u64, amount()), 0..5).prop_map(Route),
        3 => (pools(), amount()).prop_map(|(pool, amount)| Fund(pool, amount)),
        3 => pools().prop_map(Flow),
        4 => (account(), pools(), prop::collection::vec(pools(), 0..4))
            .prop_map(|(who, pool, path)| Claim(who, pool, path)),
        1 => (account(), pools()).prop_map(|(who, pool)| ClaimFor(who, pool)),
        1 => Just(Sweep),
        5 => (0..3u64).prop_map(Eras),
        // Too little for anything, for a few flows, and for all.
        2 => prop_oneof![0..2_000_000_000u64, 2_000_000_000..2_400_000_000u64, Just(10_000_000_000u64)].prop_map(Idle),
    ];
    prop::collection::vec(command, 1..60)
}

fn run(command: &Command) -> DispatchResult {
    use Command::*;
    match command.clone() {
        Add(pool, who, shares) => <Attribution as RevenueShares<_>>::add(&pool, &who, shares),
        Remove(pool, who, shares) => <Attribution as RevenueShares<_>>::remove(&pool, &who, shares),
        RemoveJoined(pool, who, shares, eras) => {
            let joined = Attribution::current_era().saturating_sub(eras);
            <Attribution as RevenueShares<_>>::remove_joined(&pool, &who, shares, joined)
        }
        ClaimMany(who, pools) => {
            let call = crate::Call::claim_many { pools: pools.clone().try_into().unwrap() };
            let (pays, before) = (Attribution::payout_of(&who, &call), Balances::free_balance(who));
            Attribution::claim_many(RuntimeOrigin::signed(who), pools.try_into().unwrap())
                .map(|_| assert_eq!(Balances::free_balance(who) - before, pays, "what the extension was told"))
                .map_err(|error| error.error)
        }
        EraLength(length) => Attribution::set_era_length(RuntimeOrigin::root(), length),
        Gap(blocks) => {
            let (era, now) = (Attribution::current_era(), System::block_number());
            <Attribution as Standstill>::note_gap(now as u32, now as u32 + blocks);
            System::set_block_number(now + u64::from(blocks));
            assert!(Attribution::current_era() - era <= 4, "at most the gap of a running chain passes");
            Ok(())
        }
        Leave(pool, who) => {
            let shares = <Attribution as RevenueShares<_>>::shares_of(&pool, &who);
            <Attribution as RevenueShares<_>>::remove(&pool, &who, shares)
        }
        Transfer(pool, from, to) => <Attribution as MovePosition<_>>::move_position(&pool, &from, &to),
        Route(payments) => {
            let payments: Vec<_> = payments
                .into_iter()
                .map(|(model, operator, amount)| Payment {
                    payer: PAYER,
                    operator,
                    model: ModelId(model),
                    amount,
                    units: Units::default(),
                    commission: Permill::from_parts((amount % 1_000_001) as u32),
                    split_version: None,
                })
                .collect();
            route(&payments)
        }
        Fund(pool, amount) => <Attribution as FundPool<_>>::fund(&PAYER, &pool, amount),
        Flow(pool) => Attribution::flow(RuntimeOrigin::signed(ANYBODY), pool).map(|_| ()).map_err(|error| error.error),
        Claim(who, pool, path) => Attribution::claim(RuntimeOrigin::signed(who), pool, path.try_into().unwrap())
            .map(|_| ())
            .map_err(|error| error.error),
        ClaimFor(who, pool) => Attribution::claim_for(RuntimeOrigin::signed(ANYBODY), who, pool, Default::default())
            .map(|_| ())
            .map_err(|error| error.error),
        Sweep => Attribution::sweep(RuntimeOrigin::signed(ANYBODY)),
        Eras(eras) => {
            pass_eras(eras);
            Ok(())
        }
        Idle(time) => {
            let limit = Weight::from_parts(time, 1_000_000);
            assert!(Attribution::on_idle(1, limit).all_lte(limit));
            Ok(())
        }
    }
}

/// All pools flow, all holders claim and leave, and dues are paid.
fn wind_up() {
    // Little revenue waits for the end of its era. No era here is longer than 40 blocks.
    for _ in 0..1_000 {
        pass_eras(4);
        idle();
        if queue().is_empty() {
            break;
        }
    }
    assert_eq!(queue(), vec![]);
    // What was kept for pending shares of curators.
    for id in 1..=3 {
        let _ = Attribution::flow(RuntimeOrigin::signed(ANYBODY), datanet(id));
    }
    for who in 1..=ACCOUNTS {
        assert_eq!(Attribution::earnings(who).not_flowed, 0, "everything has flowed");
    }
    // The latest models first, so that their members receive their revenue before they leave in turn.
    let mut positions: Vec<_> = Positions::<Test>::iter_keys().collect();
    positions.sort_by_key(|(_, pool)| core::cmp::Reverse(crate::model_of(pool)));
    let (of_models, others): (Vec<_>, Vec<_>) =
        positions.into_iter().partition(|(_, pool)| crate::model_of(pool).is_some());
    let of_curators = (1..=3).map(|id| (held_by(curators(id)), datanet(id)));
    for (who, pool) in of_models.into_iter().chain(of_curators).chain(others) {
        assert_ok!(run(&Command::Leave(pool, who)));
    }
    check();
    for who in 1..=ACCOUNTS {
        for pool in Attribution::earnings(who).pools.into_iter().filter(|pool| pool.claimable > 0) {
            assert_ok!(claim(who, pool.pool));
        }
    }
    assert_eq!(Positions::<Test>::iter().count(), 0);
    let _ = Attribution::sweep(RuntimeOrigin::signed(ANYBODY));
    check();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..Default::default() })]

    #[test]
    fn any_sequence_of_commands_is_exact(commands in commands(), least in prop_oneof![Just(1u128), Just(500), Just(1 << 59)]) {
        build_and_execute(|| -> Result<(), TestCaseError> {
            for who in 1..=ACCOUNTS {
                assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), who, EXISTENTIAL_DEPOSIT));
            }
            MinFlow::set(least);
            let issuance = Balances::total_issuance();
            let mut done = 0;
            for command in &commands {
                done += u32::from(with_storage_layer(|| run(command)).is_ok());
                Attribution::on_finalize(System::block_number());
                prop_assert!(!Totals::<Test>::get().payouts_stopped);
            }
            check();
            wind_up();

            let left = Totals::<Test>::get().owed;
            let carried: Balance = all_pools().iter().map(|(_, record)| record.accumulator.carry >> 64).sum();
            prop_assert_eq!(left, carried, "after {} commands", done);
            let paid_in = PURSE - Balances::free_balance(PAYER);
            let paid_out: Balance =
                (1..=ACCOUNTS).map(|who| Balances::free_balance(who) - EXISTENTIAL_DEPOSIT).sum::<Balance>()
                    + (Balances::free_balance(TREASURY) - 1_000)
                    + (issuance - Balances::total_issuance());
            prop_assert_eq!(paid_in, paid_out + left);
            prop_assert_eq!(Balances::free_balance(ledger()), EXISTENTIAL_DEPOSIT + left);
            Ok(())
        })?;
    }
}
