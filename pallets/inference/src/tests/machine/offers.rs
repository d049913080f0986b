// SPDX-License-Identifier: Apache-2.0

//! Random commands of operators who offer models and of payers who pay them at once: only payments move money, by
//! exactly the price, and an error changes nothing.

use super::super::prices::{prices, units};
use crate::{mock::*, Offers, Prices};
use frame::{deps::sp_io, testing_prelude::*};
use openledger_primitives::{
    traits::{AdvanceEras, EraClock},
    Balance, Era, ModelId, Units,
};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Command {
    Publish { operator: u64, model: ModelId, prices: Prices, ahead: Era, covers_adapters: bool, excludes: bool },
    Withdraw { operator: u64, model: ModelId },
    RemoveExpired { operator: u64, model: ModelId },
    Pay { payer: u64, operator: u64, model: ModelId, units: Units, max_amount: Balance },
    SetActive { operator: u64, active: bool },
    SetDeposit(Balance),
    Advance(Era),
}

const OPERATORS: [u64; 3] = [OPERATOR, OTHER_OPERATOR, CHILLED];
const ACCOUNTS: [u64; 6] = [ALICE, BOB, OPERATOR, OTHER_OPERATOR, CHILLED, LEDGER];
const MODELS: [ModelId; 5] = [BASE, ADAPTER, OTHER_MODEL, DEPRECATED, NO_MODEL];

fn command() -> impl Strategy<Value = Command> {
    let operator = || proptest::sample::select(&OPERATORS[..]);
    let model = || proptest::sample::select(&MODELS[..]);
    let payer = proptest::sample::select(&[ALICE, BOB, OPERATOR][..]);
    prop_oneof![
        4 => (operator(), model(), prices(60_000), 0..24u32, any::<bool>(), any::<bool>()).prop_map(
            |(operator, model, prices, ahead, covers_adapters, excludes)| {
                Command::Publish { operator, model, prices, ahead, covers_adapters, excludes }
            },
        ),
        1 => (operator(), model()).prop_map(|(operator, model)| Command::Withdraw { operator, model }),
        2 => (operator(), model()).prop_map(|(operator, model)| Command::RemoveExpired { operator, model }),
        6 => (payer, operator(), model(), units(3_000), 0..=2 * START_BALANCE).prop_map(
            |(payer, operator, model, mut units, max_amount)| {
                units.calls %= 4;
                Command::Pay { payer, operator, model, units, max_amount }
            },
        ),
        1 => (operator(), any::<bool>()).prop_map(|(operator, active)| Command::SetActive { operator, active }),
        1 => (0..2_000u128).prop_map(Command::SetDeposit),
        1 => (0..10u32).prop_map(Command::Advance),
    ]
}

fn root() -> Vec<u8> {
    sp_io::storage::root(StateVersion::V1)
}

/// Every balance: free and held.
fn balances() -> Vec<(Balance, Balance)> {
    ACCOUNTS.iter().map(|who| (Balances::free_balance(who), held(*who))).collect()
}

/// What can be bought, and at which price.
fn price_list() -> Vec<Option<Balance>> {
    let pairs = OPERATORS.iter().flat_map(|operator| MODELS.iter().map(move |model| (*operator, *model)));
    pairs.map(|(operator, model)| Inference::price(operator, model, UNITS).ok()).collect()
}

fn run(commands: Vec<Command>) -> Result<(), TestCaseError> {
    for command in commands {
        let (before, root_before, list_before, routed_before) = (balances(), root(), price_list(), Routed::get().len());
        let result = match command.clone() {
            Command::Publish { operator, model, prices, ahead, covers_adapters, excludes } => {
                let (last, origin) = (Clock::current_era() + ahead, signed(operator));
                let excluded = if excludes { vec![ADAPTER] } else { vec![] };
                let most = OfferDeposit::get();
                let had_own = Offers::<Test>::contains_key(operator, ADAPTER);
                let result =
                    Inference::publish_offer(origin, model, prices, endpoint(), last, covers_adapters, excluded, most);
                if result.is_ok() && model == BASE && excludes && !had_own {
                    prop_assert_eq!(Inference::price(operator, ADAPTER, UNITS).ok(), None);
                }
                result
            }
            Command::Withdraw { operator, model } => Inference::withdraw_offer(signed(operator), model),
            Command::RemoveExpired { operator, model } => {
                Inference::remove_expired_offer(signed(ALICE), operator, model)
            }
            Command::Pay { payer, operator, model, units, max_amount } => {
                let price = Inference::price(operator, model, units);
                let result = Inference::pay(signed(payer), model, operator, units, max_amount);
                if result.is_ok() {
                    let amount = price.unwrap();
                    prop_assert!(amount > 0 && amount <= max_amount);
                    prop_assert_eq!(Routed::get().last().unwrap().amount, amount);
                    // The payer's balance falls by exactly what was routed, the ledger's rises by it, no other moves.
                    let mut expected = before.clone();
                    expected[ACCOUNTS.iter().position(|who| *who == payer).unwrap()].0 -= amount;
                    expected[ACCOUNTS.len() - 1].0 += amount;
                    prop_assert_eq!(balances(), expected);
                }
                result
            }
            Command::SetActive { operator, active } => {
                set_operator(operator, Some(active));
                Ok(())
            }
            Command::SetDeposit(deposit) => {
                OfferDeposit::set(&deposit);
                Ok(())
            }
            Command::Advance(eras) => {
                Clock::advance_eras(eras);
                Ok(())
            }
        };

        if result.is_err() {
            prop_assert_eq!(root(), root_before);
            prop_assert_eq!(Routed::get().len(), routed_before);
        } else if matches!(command, Command::RemoveExpired { .. } | Command::Pay { .. }) {
            prop_assert_eq!(price_list(), list_before);
        } else if let Command::Withdraw { operator, model } = command {
            // Nothing else is sold at another price, and this model at none, its base's included.
            prop_assert_eq!(Inference::price(operator, model, UNITS).ok(), None);
            let changed = price_list().into_iter().zip(list_before).filter(|(now, before)| now != before);
            let most = if model == BASE { 2 } else { 1 };
            prop_assert!(changed.count() <= most);
        }
        // Only payments move money from one account to another, and what is held is what offers hold.
        if !matches!(command, Command::Pay { .. }) {
            let total = |balances: Vec<(Balance, Balance)>| {
                balances.into_iter().map(|(free, held)| free + held).collect::<Vec<_>>()
            };
            prop_assert_eq!(total(balances()), total(before));
        }
        for who in OPERATORS {
            let deposits: Balance = Offers::<Test>::iter_prefix(who).map(|(_, offer)| offer.deposit).sum();
            prop_assert_eq!(held(who), deposits);
        }
        prop_assert_eq!(Inference::do_try_state(), Ok(()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn calls_move_exactly_what_they_say_and_errors_change_nothing(
        commands in proptest::collection::vec(command(), 1..60),
    ) {
        new_test_ext().execute_with(|| run(commands))?;
    }
}
