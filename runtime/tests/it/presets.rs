// SPDX-License-Identifier: Apache-2.0

use crate::chain::{genesis_config, Chain, COMPLETE_PRESETS};
use openledger_primitives::{
    traits::{DatanetInspect, ModelInspect, OperatorInspect},
    DatanetId, ModelId,
};
use openledger_runtime::{
    configs::consensus::SessionLength,
    constants::{
        currency::TOTAL_SUPPLY,
        time::{DAYS, DEVELOPMENT_DAY, HOURS, MINUTES, PRODUCTION_ERA, TESTNET_DAY},
    },
    genesis_presets::preset_names,
    Attribution, Balances, Datanets, ModelRegistry, Runtime, RuntimeGenesisConfig, Session, SessionKeys, Sudo,
    Treasury,
};
use polkadot_sdk::{
    frame_support::traits::{Get, TypedGet},
    frame_system,
    pallet_collator_selection::StakingPotAccountId,
    pallet_sudo,
    sp_keyring::Sr25519Keyring,
    sp_runtime::BuildStorage,
};
use std::collections::BTreeSet;

fn balance_of_all() -> u128 {
    frame_system::Account::<Runtime>::iter().map(|(_, account)| account.data.free + account.data.reserved).sum()
}

#[test]
fn presets_are_those_that_the_node_names() {
    let names: Vec<String> = preset_names().iter().map(|name| name.to_string()).collect();
    assert_eq!(names, ["development", "local_testnet", "production"]);
}

#[test]
fn presets_should_be_complete_genesis_configurations() {
    for preset in preset_names() {
        let config: RuntimeGenesisConfig = serde_json::from_value(genesis_config(preset.as_ref())).unwrap();
        config.build_storage().unwrap();
    }
}

#[test]
fn presets_should_give_out_exactly_the_total_supply() {
    for preset in preset_names() {
        let mut chain = Chain::new(preset.as_ref());
        chain.read(|| {
            assert_eq!(Balances::total_issuance(), TOTAL_SUPPLY);
            assert_eq!(balance_of_all(), TOTAL_SUPPLY);
        });
    }
    for preset in COMPLETE_PRESETS {
        let mut chain = Chain::new(preset);
        chain.block(|| ());
        chain.read(|| assert_eq!(balance_of_all(), TOTAL_SUPPLY));
    }
}

#[test]
fn accounts_of_the_runtime_should_be_able_to_take_any_amount() {
    for preset in preset_names() {
        Chain::new(preset.as_ref()).read(|| {
            let minimum = openledger_runtime::constants::currency::EXISTENTIAL_DEPOSIT;
            for who in [Treasury::account_id(), StakingPotAccountId::<Runtime>::get(), Attribution::ledger_account()] {
                assert!(Balances::free_balance(&who) >= minimum);
            }
        });
    }
}

#[test]
fn only_development_chains_should_have_a_sudo_key() {
    for preset in COMPLETE_PRESETS {
        let mut chain = Chain::new(preset);
        chain.read(|| assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(Sr25519Keyring::Alice.to_account_id())));
    }
    let mut without: polkadot_sdk::sp_io::TestExternalities =
        RuntimeGenesisConfig::default().build_storage().unwrap().into();
    without.execute_with(|| {
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
        assert_eq!(pallet_attribution::EraSchedule::<Runtime>::get().length, PRODUCTION_ERA);
        let call = frame_system::Call::<Runtime>::remark { remark: vec![] };
        assert!(Sudo::sudo(
            frame_system::RawOrigin::Signed(Sr25519Keyring::Alice.to_account_id()).into(),
            Box::new(call.into())
        )
        .is_err());
    });
}

#[test]
fn a_session_should_be_a_quarter_of_a_day_of_governance_but_not_shorter_than_a_minute() {
    for (day, expected) in [(DAYS, 6 * HOURS), (TESTNET_DAY, TESTNET_DAY / 4), (DEVELOPMENT_DAY, MINUTES)] {
        let mut config = genesis_config("local_testnet");
        config["governanceClock"]["day"] = day.into();
        Chain::with_genesis(&config).read(|| assert_eq!(SessionLength::get(), expected));
    }
}

#[test]
fn collators_should_have_session_keys() {
    for (preset, collators) in [
        ("development", vec![Sr25519Keyring::Alice]),
        ("local_testnet", vec![Sr25519Keyring::Alice, Sr25519Keyring::Bob]),
    ] {
        Chain::new(preset).read(|| {
            let expected: BTreeSet<_> = collators.iter().map(|key| key.to_account_id()).collect();
            assert_eq!(Session::validators().into_iter().collect::<BTreeSet<_>>(), expected);
            for key in collators {
                let keys = polkadot_sdk::pallet_session::NextKeys::<Runtime>::get(key.to_account_id());
                assert_eq!(keys, Some(SessionKeys { aura: key.public().into() }));
            }
        });
    }
}

#[test]
fn development_should_have_something_to_look_at() {
    Chain::new("development").read(|| {
        assert!(<Datanets as DatanetInspect<_>>::exists(DatanetId(0)));
        for curator in [Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie] {
            assert!(Datanets::is_curator(DatanetId(0), curator.to_account_id()));
        }
        assert!(<ModelRegistry as ModelInspect<_>>::is_active(ModelId(0)));
        let operator = openledger_runtime::OperatorStaking::operator(&Sr25519Keyring::Eve.to_account_id()).unwrap();
        assert!(operator.active);
        let budget = openledger_runtime::Sponsorship::budget(DatanetId(0)).unwrap();
        assert!(budget.policy.is_some() && budget.free > 900 * openledger_primitives::OPEN);
        let license = openledger_runtime::Licenses::license(DatanetId(0)).unwrap();
        assert!(license.template.is_some());
        let (cases, _) = openledger_runtime::Disputes::cases(0, 64);
        assert_eq!(cases.len(), 1);
        assert_eq!(openledger_runtime::Disputes::panel().1, 2);
    });
}
