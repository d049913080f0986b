// SPDX-License-Identifier: Apache-2.0

//! Genesis states by name.
//!
//! Development chains, test networks and production chains differ here: in the owners of the supply, the lengths of an
//! era and of a day of governance, the collators, the technical committee and the sudo key. The balances of each preset
//! sum to exactly the total supply.
//!
//! The preset `production` has everything that does not depend on people. The function [`production`] adds them.

use crate::{
    configs::money::runtime_accounts,
    constants::{
        currency::{EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY},
        time::{DAYS, DEVELOPMENT_DAY, DEVELOPMENT_ERA, PRODUCTION_ERA, TESTNET_DAY, TESTNET_ERA},
    },
    AccountId, AttributionConfig, AuraId, Balance, BalancesConfig, BlockNumber, CollatorSelectionConfig,
    DatanetsConfig, DisputesConfig, GovernanceClockConfig, LicensesConfig, ModelRegistryConfig, OperatorStakingConfig,
    ParachainInfoConfig, PolkadotXcmConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys, SponsorshipConfig,
    SudoConfig, TechnicalCommitteeConfig, Treasury, VestingConfig,
};
use alloc::{vec, vec::Vec};
use openledger_primitives::{disputes::Subject, license::Use, DatanetId, License, ModelId, MILLI_OPEN, OPEN};
use pallet_datanets::{Admission, Curation, GenesisDatanet, Policy};
use pallet_disputes::GenesisCase;
use pallet_licenses::GenesisLicense;
use pallet_model_registry::{Access, DatanetLink, DatanetRelation, GenesisModel, ModelKind, TeamMember, Terms};
use pallet_sponsorship::{Beneficiaries, GenesisSponsor};
use polkadot_sdk::{
    cumulus_primitives_core::ParaId,
    frame_support::build_struct_json_patch,
    sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET},
    sp_io::hashing::blake2_256,
    sp_keyring::Sr25519Keyring,
    sp_runtime::Permill,
    staging_xcm,
};

/// The id under which the presets' chains are registered at their relay chain.
pub const PARA_ID: u32 = 2000;

/// The bond of a candidate for collator.
const CANDIDACY_BOND: Balance = 10_000 * OPEN;

/// The balance of each well-known account.
const ENDOWMENT: Balance = 10_000_000 * OPEN;

/// The preset of a production chain.
pub const PRODUCTION_RUNTIME_PRESET: &str = "production";

/// The people that a production chain starts with. The rest of its genesis does not depend on them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Founding {
    /// The id under which the chain is registered at its relay chain.
    pub para_id: u32,
    /// The balances of accounts. The treasury has the rest of the supply.
    pub allocations: Vec<Allocation>,
    /// The first collators, each with its key.
    pub collators: Vec<(AccountId, AuraId)>,
    /// The technical committee.
    pub technical_committee: Vec<AccountId>,
    /// Operators, with the part of their allocation that they bond, and their commission.
    pub operators: Vec<(AccountId, Balance, Permill)>,
}

/// The balance of an account at genesis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// The account.
    pub account: AccountId,
    /// The amount in planck, including the vesting part.
    pub amount: Balance,
    /// The vesting part, if any.
    pub vesting: Option<Vesting>,
}

/// The part of an allocation that cannot leave the account yet, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vesting {
    /// The locked amount, in planck.
    pub locked: Balance,
    /// The relay block after which the amount begins to unlock.
    pub start: BlockNumber,
    /// The number of relay blocks in which the amount unlocks, in equal parts.
    pub blocks: BlockNumber,
}

/// The differences between presets.
struct Setup {
    founding: Founding,
    sudo: Option<AccountId>,
    era_length: BlockNumber,
    day: BlockNumber,
    datanets: Vec<GenesisDatanet<AccountId>>,
    licenses: Vec<GenesisLicense<AccountId>>,
    models: Vec<GenesisModel<AccountId>>,
    sponsors: Vec<GenesisSponsor<AccountId>>,
    disputes: Judgment,
}

/// The panel that rules on cases, the number of equal votes that rule, and the cases that are open.
#[derive(Default)]
struct Judgment {
    panel: Vec<AccountId>,
    threshold: u8,
    cases: Vec<GenesisCase<AccountId>>,
}

fn genesis(setup: Setup) -> serde_json::Value {
    let Judgment { panel, threshold, cases } = setup.disputes;
    let Founding { para_id, allocations, collators, technical_committee, operators } = setup.founding;
    let vesting = allocations.iter().filter_map(|Allocation { account, amount, vesting }| {
        let vesting = vesting.as_ref()?;
        Some((account.clone(), vesting.start, vesting.blocks, amount.saturating_sub(vesting.locked)))
    });
    build_struct_json_patch!(RuntimeGenesisConfig {
        balances: BalancesConfig { balances: balances(&allocations) },
        vesting: VestingConfig { vesting: vesting.collect() },
        parachain_info: ParachainInfoConfig { parachain_id: ParaId::from(para_id) },
        collator_selection: CollatorSelectionConfig {
            invulnerables: collators.iter().map(|(who, _)| who.clone()).collect(),
            candidacy_bond: CANDIDACY_BOND,
        },
        session: SessionConfig {
            keys: collators.into_iter().map(|(who, aura)| (who.clone(), who, SessionKeys { aura })).collect(),
        },
        polkadot_xcm: PolkadotXcmConfig { safe_xcm_version: Some(staging_xcm::latest::VERSION) },
        sudo: SudoConfig { key: setup.sudo },
        governance_clock: GovernanceClockConfig { day: setup.day },
        technical_committee: TechnicalCommitteeConfig { members: technical_committee },
        attribution: AttributionConfig { era_length: setup.era_length },
        datanets: DatanetsConfig { datanets: setup.datanets },
        licenses: LicensesConfig { licenses: setup.licenses },
        model_registry: ModelRegistryConfig { models: setup.models },
        operator_staking: OperatorStakingConfig { operators },
        sponsorship: SponsorshipConfig { sponsors: setup.sponsors },
        disputes: DisputesConfig { panel, threshold, cases },
    })
}

/// The balances at genesis: the allocations, the existential deposit for each account of the runtime, so that no amount
/// is too small for it, and the rest of the supply for the treasury.
fn balances(allocations: &[Allocation]) -> Vec<(AccountId, Balance)> {
    let mut balances: Vec<(AccountId, Balance)> =
        allocations.iter().map(|allocation| (allocation.account.clone(), allocation.amount)).collect();
    balances.extend(runtime_accounts().map(|who| (who, EXISTENTIAL_DEPOSIT)));
    let given = balances.iter().map(|(_, amount)| *amount).fold(0, Balance::saturating_add);
    balances.push((Treasury::account_id(), TOTAL_SUPPLY.saturating_sub(given)));
    balances
}

/// The genesis of a production chain. An era and a day of governance are a day long, and there is no sudo key. The
/// chain holds only the accounts and operators of `founding`.
pub fn production(founding: Founding) -> serde_json::Value {
    genesis(Setup {
        founding,
        sudo: None,
        era_length: PRODUCTION_ERA,
        day: DAYS,
        datanets: vec![],
        licenses: vec![],
        models: vec![],
        sponsors: vec![],
        disputes: Judgment::default(),
    })
}

/// The people of development chains. Every well-known account is endowed. Three of them are the technical committee, so
/// that two are enough for two thirds.
fn well_known(collators: &[Sr25519Keyring], operators: Vec<(AccountId, Balance, Permill)>) -> Founding {
    use Sr25519Keyring::{Alice, Bob, Charlie};
    let endowed = |key: Sr25519Keyring| Allocation { account: key.to_account_id(), amount: ENDOWMENT, vesting: None };
    Founding {
        para_id: PARA_ID,
        allocations: Sr25519Keyring::well_known().map(endowed).collect(),
        collators: collators.iter().map(|key| (key.to_account_id(), key.public().into())).collect(),
        technical_committee: [Alice, Bob, Charlie].map(|key| key.to_account_id()).into(),
        operators,
    }
}

/// A chain on one machine with examples: a datanet with three bonded curators and a license, which sponsors its
/// contributors, a model trained on it by two builders, an operator, a panel, and a case of an account that says it
/// built the model.
fn development() -> serde_json::Value {
    use Sr25519Keyring::{Alice, AliceStash, Bob, BobStash, Charlie, Dave, Eve, Ferdie};
    let datanet = GenesisDatanet {
        owner: Alice.to_account_id(),
        name: "Questions and answers".into(),
        metadata: "https://example.org/datanets/questions-and-answers".into(),
        admission: Admission::Open,
        policy: Policy {
            reviews: 2,
            min_score: 50,
            deposit: OPEN,
            originals_part: Permill::from_percent(25),
            max_items: 100_000,
            review_eras: 7,
            // Curators answer for their reviews with a bond. The contributors keep all of the revenue.
            curation: Curation { bond: 50 * OPEN, part: Permill::zero(), loss: Permill::from_percent(20) },
        },
        curators: [Alice, Bob, Charlie].map(|key| key.to_account_id()).into(),
        bond: 50 * OPEN,
    };
    // Everybody may use the data, for a twentieth of the data revenue.
    let open = Use { access: Access::Open, data: Permill::from_percent(5) };
    let license = GenesisLicense {
        datanet: DatanetId(0),
        license: License { trained_on: open, retrieves_from: open, template: Some(1) },
        trained_on: vec![],
        retrieves_from: vec![],
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
        terms: Terms { access: Access::Open, royalty: Permill::from_percent(10), data: Permill::zero() },
    };
    let sponsor = GenesisSponsor {
        datanet: DatanetId(0),
        funder: Alice.to_account_id(),
        amount: 1_000 * OPEN,
        policy: pallet_sponsorship::Policy {
            beneficiaries: Beneficiaries::Everyone,
            fees: 100 * MILLI_OPEN,
            deposits: 5 * OPEN,
            total: 100 * OPEN,
            welcome: true,
        },
    };
    // Dave answers for the model. Nobody on the panel is a side, or owns, curates, builds or contributes anything.
    let disputes = Judgment {
        panel: [Eve, AliceStash, BobStash].map(|key| key.to_account_id()).into(),
        threshold: 2,
        cases: vec![GenesisCase {
            challenger: Ferdie.to_account_id(),
            subject: Subject::Artifact { model: ModelId(0) },
            hash: blake2_256(b"answerer was built by ferdie").into(),
            uri: "https://example.org/evidence/answerer".into(),
        }],
    };
    let operators = vec![(Eve.to_account_id(), 10_000 * OPEN, Permill::from_percent(10))];
    genesis(Setup {
        founding: well_known(&[Alice], operators),
        sudo: Some(Alice.to_account_id()),
        era_length: DEVELOPMENT_ERA,
        day: DEVELOPMENT_DAY,
        datanets: vec![datanet],
        licenses: vec![license],
        models: vec![model],
        sponsors: vec![sponsor],
        disputes,
    })
}

/// A chain with two collators for a relay chain on the same machine.
fn local_testnet() -> serde_json::Value {
    use Sr25519Keyring::{Alice, Bob};
    genesis(Setup {
        founding: well_known(&[Alice, Bob], vec![]),
        sudo: Some(Alice.to_account_id()),
        era_length: TESTNET_ERA,
        day: TESTNET_DAY,
        datanets: vec![],
        licenses: vec![],
        models: vec![],
        sponsors: vec![],
        disputes: Judgment::default(),
    })
}

/// The preset `id` as JSON.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    let patch = match id.as_ref() {
        DEV_RUNTIME_PRESET => development(),
        LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
        PRODUCTION_RUNTIME_PRESET => production(Founding { para_id: PARA_ID, ..Founding::default() }),
        _ => return None,
    };
    serde_json::to_vec(&patch).ok()
}

/// The names of all presets.
pub fn preset_names() -> Vec<PresetId> {
    [DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, PRODUCTION_RUNTIME_PRESET].map(PresetId::from).into()
}

/// The whole genesis configuration that `patch`, a preset for example, describes: the runtime's defaults for all that
/// it leaves out.
#[cfg(feature = "std")]
pub fn complete(patch: serde_json::Value) -> Result<serde_json::Value, serde_json::Error> {
    let mut config = serde_json::to_value(RuntimeGenesisConfig::default())?;
    merge(&mut config, patch);
    Ok(config)
}

/// Merge the JSON `patch` into `into`. Values of the patch win.
///
/// The SDK has the same function in `sc-chain-spec`, a crate of nodes on which a runtime does not depend.
#[cfg(feature = "std")]
pub fn merge(into: &mut serde_json::Value, patch: serde_json::Value) {
    match (into, patch) {
        (serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
            for (key, value) in patch {
                merge(into.entry(key).or_insert(serde_json::Value::Null), value);
            }
        }
        (into, patch) => *into = patch,
    }
}
