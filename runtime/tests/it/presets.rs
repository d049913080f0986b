// SPDX-License-Identifier: Apache-2.0

use crate::chain::{dispatch, genesis_config, Chain, COMPLETE_PRESETS};
use openledger_primitives::{
    disputes::{
        cases::{CaseInfo, CaseStage},
        Ruling, Subject,
    },
    lineage::DatanetRelation,
    runtime_api::{runtime_decl_for_open_ledger_api::OpenLedgerApiV1, Access},
    sponsorship::{Allowance, Beneficiaries, SponsorshipPolicy},
    traits::{DatanetInspect, ModelInspect, OperatorInspect},
    DatanetId, ModelId, MILLI_OPEN, OPEN,
};
use openledger_runtime::{
    configs::{
        consensus::SessionLength,
        ledger::{AppealEras, ResponseEras, RulingEras, SponsorPolicyDeposit},
    },
    constants::{
        currency::{EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY},
        time::{DAYS, DEVELOPMENT_DAY, HOURS, MINUTES, PRODUCTION_ERA, TESTNET_DAY},
    },
    genesis_presets::preset_names,
    AccountId, Attribution, Balances, Datanets, Disputes, ModelRegistry, Runtime, RuntimeGenesisConfig, Session,
    SessionKeys, Sudo, Treasury,
};
use polkadot_sdk::{
    frame_support::traits::{
        fungible::{Inspect, InspectHold},
        Get, TypedGet,
    },
    frame_system,
    pallet_collator_selection::StakingPotAccountId,
    pallet_sudo,
    sp_keyring::Sr25519Keyring,
    sp_runtime::{BuildStorage, Permill},
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
    });
}

#[test]
fn development_should_have_curators_with_bonds() {
    use Sr25519Keyring::{Alice, Bob, Charlie};
    Chain::new("development").read(|| {
        for curator in [Alice, Bob, Charlie].map(|key| key.to_account_id()) {
            let bond = pallet_datanets::CuratorBonds::<Runtime>::get(DatanetId(0), &curator).unwrap();
            assert_eq!((bond.amount, bond.reviews, bond.until), (50 * OPEN, 0, None));
            let reason = pallet_datanets::HoldReason::CuratorBond.into();
            assert_eq!(Balances::balance_on_hold(&reason, &curator), 50 * OPEN);
        }
    });
}

#[test]
fn development_should_have_a_license_that_its_model_meets() {
    Chain::new("development").read(|| {
        let license = Runtime::license(DatanetId(0)).unwrap();
        assert_eq!(license.template, Some(1));
        for relation in [DatanetRelation::TrainedOn, DatanetRelation::RetrievesFrom] {
            let terms = license.of(relation);
            assert_eq!((terms.access, terms.data), (Access::Open, Permill::from_percent(5)));
        }
        assert_eq!(Runtime::license(DatanetId(1)), None);
        let page = Runtime::lineage(ModelId(0), 0, 0).unwrap();
        assert_eq!(page.models[0].datanets[0].datanet, DatanetId(0));
    });
}

#[test]
fn development_should_have_a_datanet_that_sponsors_its_contributors() {
    Chain::new("development").read(|| {
        // An account of which the chain has never heard.
        let nobody = AccountId::from([7; 32]);
        let info = Runtime::sponsorship(DatanetId(0), Some(nobody)).unwrap();
        let policy = SponsorshipPolicy {
            beneficiaries: Beneficiaries::Everyone,
            fees: 100 * MILLI_OPEN,
            deposits: 5 * OPEN,
            total: 100 * OPEN,
            welcome: true,
        };
        assert_eq!(info.policy, Some(policy));
        assert_eq!(info.allowance, Some(Allowance { fees: policy.fees, deposits: policy.deposits }));
        // The account keeps the existential deposit as long as it has something on hold.
        assert_eq!((info.free + info.held, info.spent), (1_000 * OPEN - EXISTENTIAL_DEPOSIT, 0));
        assert_eq!(info.held, SponsorPolicyDeposit::get());
        assert_eq!(Balances::total_balance(&info.account), 1_000 * OPEN);
        assert_eq!(Runtime::sponsorship(DatanetId(1), None), None);
    });
}

#[test]
fn development_should_have_an_open_case_that_its_panel_can_decide() {
    use Sr25519Keyring::{AliceStash, BobStash, Charlie, Dave, Eve, Ferdie};
    let mut chain = Chain::new("development");
    chain.read(|| {
        let case = Runtime::case(0).unwrap();
        let page = Runtime::cases(0, 64);
        assert_eq!((page.cases, page.next), (vec![case.clone()], None));
        let CaseInfo { id, subject, challenger, respondent, bond, defense, appeal, stage, .. } = case;
        assert_eq!((id, subject), (0, Subject::Artifact { model: ModelId(0) }));
        assert_eq!((challenger, respondent), (Ferdie.to_account_id(), Dave.to_account_id()));
        assert_eq!((defense, appeal), (None, None));
        let open = CaseStage::Open {
            respond_until: ResponseEras::get(),
            rule_until: ResponseEras::get() + RulingEras::get(),
            upheld: 0,
            overturned: 0,
        };
        assert_eq!(stage, open);
        assert_eq!(Balances::total_balance_on_hold(&Ferdie.to_account_id()), bond);
        let panel = [Eve, AliceStash, BobStash].map(|key| key.to_account_id()).to_vec();
        assert_eq!(Disputes::panel(), (panel, 2));
        let evidence = Disputes::case(0).unwrap().evidence;
        assert!(evidence.is_valid());
    });
    chain.block(|| {
        let evidence = Disputes::case(0).unwrap().evidence;
        dispatch(Dave, pallet_disputes::Call::<Runtime>::respond { case: 0, evidence, max_bond: OPEN * 100 }).unwrap();
        for member in [Eve, AliceStash] {
            dispatch(member, pallet_disputes::Call::<Runtime>::rule { case: 0, ruling: Ruling::Overturned }).unwrap();
        }
    });
    chain.pass_eras(AppealEras::get() + 1);
    chain.block(|| {
        assert!(Runtime::case(0).unwrap().finalizable);
        dispatch(Charlie, pallet_disputes::Call::<Runtime>::finalize { case: 0 }).unwrap();
        assert_eq!(Runtime::case(0), None);
        assert_eq!(pallet_model_registry::Models::<Runtime>::get(ModelId(0)).unwrap().owner, Ferdie.to_account_id());
    });
}
