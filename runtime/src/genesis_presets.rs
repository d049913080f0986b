// SPDX-License-Identifier: Apache-2.0

//! Genesis states by name.
//!
//! What a development chain, a test network and a production chain differ in is here: who has the supply, how long an
//! era and a day of governance are, who collates, who is on the technical committee, and whether there is a sudo key. Each preset's balances sum to exactly the total supply.

use crate::{
    constants::{
        currency::{EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY},
        time::{DEVELOPMENT_DAY, DEVELOPMENT_ERA, TESTNET_DAY, TESTNET_ERA},
    },
    AccountId, Attribution, AttributionConfig, AuraId, Balance, BalancesConfig, BlockNumber, CollatorSelectionConfig,
    DatanetsConfig, GovernanceClockConfig, Inference, ModelRegistryConfig, OperatorStakingConfig, ParachainInfoConfig,
    PolkadotXcmConfig, Runtime, RuntimeGenesisConfig, SessionConfig, SessionKeys, SudoConfig, TechnicalCommitteeConfig,
    Treasury,
};
use alloc::{vec, vec::Vec};
use openledger_primitives::{DatanetId, OPEN};
use pallet_datanets::{Admission, GenesisDatanet, Policy};
use pallet_model_registry::{DatanetLink, DatanetRelation, GenesisModel, ModelKind, TeamMember, Terms};
use polkadot_sdk::{
    cumulus_primitives_core::ParaId,
    frame_support::build_struct_json_patch,
    frame_support::traits::TypedGet,
    pallet_collator_selection::StakingPotAccountId,
    sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET},
    sp_io::hashing::blake2_256,
    sp_keyring::Sr25519Keyring,
    sp_runtime::Permill,
    staging_xcm,
};

/// The id under which the presets' chains are registered at their relay chain.
pub const PARA_ID: u32 = 2000;

/// What a collator has to reserve to become a candidate.
const CANDIDACY_BOND: Balance = 10_000 * OPEN;

/// What each of the well-known accounts has.
const ENDOWMENT: Balance = 10_000_000 * OPEN;

/// What a chain has beside its money and collators.
struct Example {
    datanets: Vec<GenesisDatanet<AccountId>>,
    models: Vec<GenesisModel<AccountId>>,
    operators: Vec<(AccountId, Balance, Permill)>,
}

fn genesis(
    invulnerables: Vec<(AccountId, AuraId)>,
    sudo: AccountId,
    era_length: BlockNumber,
    day: BlockNumber,
    example: Example,
) -> serde_json::Value {
    build_struct_json_patch!(RuntimeGenesisConfig {
        balances: BalancesConfig { balances: balances() },
        parachain_info: ParachainInfoConfig { parachain_id: ParaId::from(PARA_ID) },
        collator_selection: CollatorSelectionConfig {
            invulnerables: invulnerables.iter().map(|(who, _)| who.clone()).collect(),
            candidacy_bond: CANDIDACY_BOND,
        },
        session: SessionConfig {
            keys: invulnerables.into_iter().map(|(who, aura)| (who.clone(), who, SessionKeys { aura })).collect(),
        },
        polkadot_xcm: PolkadotXcmConfig { safe_xcm_version: Some(staging_xcm::latest::VERSION) },
        sudo: SudoConfig { key: Some(sudo) },
        governance_clock: GovernanceClockConfig { day },
        technical_committee: TechnicalCommitteeConfig { members: technical_committee() },
        attribution: AttributionConfig { era_length },
        datanets: DatanetsConfig { datanets: example.datanets },
        model_registry: ModelRegistryConfig { models: example.models },
        operator_staking: OperatorStakingConfig { operators: example.operators },
    })
}

/// Every well-known account is endowed, accounts of the runtime get the existential deposit so that no amount is too
/// small for them, and the treasury has the rest of the supply.
fn balances() -> Vec<(AccountId, Balance)> {
    let mut balances: Vec<(AccountId, Balance)> =
        Sr25519Keyring::well_known().map(|key| (key.to_account_id(), ENDOWMENT)).collect();
    balances.extend(runtime_accounts().into_iter().map(|who| (who, EXISTENTIAL_DEPOSIT)));
    let given = balances.iter().map(|(_, amount)| *amount).fold(0, Balance::saturating_add);
    balances.push((Treasury::account_id(), TOTAL_SUPPLY.saturating_sub(given)));
    balances
}

/// The accounts that no key controls, but for the treasury.
fn runtime_accounts() -> Vec<AccountId> {
    vec![StakingPotAccountId::<Runtime>::get(), Attribution::ledger_account(), Inference::escrow_account()]
}

/// A chain on one machine, with something on it to look at: a datanet with three curators, a model trained on it by two
/// builders, and an operator.
fn development() -> serde_json::Value {
    use Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve};
    let datanet = GenesisDatanet {
        owner: Alice.to_account_id(),
        name: "Questions and answers".into(),
        metadata: "https://example.org/datanets/questions-and-answers".into(),
        admission: Admission::Open,
        policy: Policy { reviews: 2, min_score: 50, deposit: OPEN, originals_part: Permill::from_percent(25) },
        curators: [Alice, Bob, Charlie].map(|key| key.to_account_id()).into(),
    };
    let model = GenesisModel {
        owner: Dave.to_account_id(),
        name: "Answerer".into(),
        kind: ModelKind::Base,
        artifact: blake2_256(b"answerer").into(),
        uri: "https://example.org/models/answerer".into(),
        team: vec![
            TeamMember { account: Dave.to_account_id(), share: Permill::from_percent(60) },
            TeamMember { account: Charlie.to_account_id(), share: Permill::from_percent(40) },
        ],
        parents: vec![],
        datanets: vec![DatanetLink { datanet: DatanetId(0), relation: DatanetRelation::TrainedOn, weight: 1 }],
        terms: Terms::Open { min_royalty: Permill::from_percent(10) },
    };
    genesis(
        vec![collator(Alice)],
        Alice.to_account_id(),
        DEVELOPMENT_ERA,
        DEVELOPMENT_DAY,
        Example {
            datanets: vec![datanet],
            models: vec![model],
            operators: vec![(Eve.to_account_id(), 10_000 * OPEN, Permill::from_percent(10))],
        },
    )
}

/// A chain with two collators for a relay chain on the same machine.
fn local_testnet() -> serde_json::Value {
    use Sr25519Keyring::{Alice, Bob};
    genesis(
        vec![collator(Alice), collator(Bob)],
        Alice.to_account_id(),
        TESTNET_ERA,
        TESTNET_DAY,
        Example { datanets: vec![], models: vec![], operators: vec![] },
    )
}

/// Three members, so that two of them are the two thirds that can act.
fn technical_committee() -> Vec<AccountId> {
    use Sr25519Keyring::{Alice, Bob, Charlie};
    [Alice, Bob, Charlie].map(|key| key.to_account_id()).into()
}

fn collator(key: Sr25519Keyring) -> (AccountId, AuraId) {
    (key.to_account_id(), key.public().into())
}

/// The preset `id` as JSON.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    let patch = match id.as_ref() {
        DEV_RUNTIME_PRESET => development(),
        LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
        _ => return None,
    };
    serde_json::to_vec(&patch).ok()
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
    vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
