// SPDX-License-Identifier: GPL-3.0-only

//! The state that blocks are built on. The pallets' own calls make it, natively on a genesis state; then it is put into
//! a Merkle trie in memory.

use crate::{
    cast::{self, Cast, Key, BATCH, OFFERS, REALISTIC_OPERATORS},
    done, log,
    workload::{submission, Workload, CALLS_OF_VOUCHER, DATANET},
    Result,
};
use codec::Encode;
use openledger_primitives::{traits::AdvanceEras, Balance, MILLI_OPEN, OPEN};
use openledger_runtime::{
    constants::time::PRODUCTION_ERA, genesis_presets, AccountId, Attribution, Balances, Datanets, Inference,
    ModelRegistry, OperatorStaking, Runtime, RuntimeGenesisConfig, RuntimeOrigin,
};
use pallet_datanets::{Admission, Policy};
use pallet_inference::Prices;
use pallet_model_registry::{DatanetLink, DatanetRelation, ModelKind, Registration, TeamMember, Terms};
use polkadot_sdk::{
    frame_support::{
        genesis_builder_helper::build_state,
        traits::{fungible::Mutate, Hooks},
        weights::Weight,
    },
    sp_core::{
        storage::{well_known_keys::CODE, StateVersion, Storage},
        H256,
    },
    sp_io,
    sp_keyring::Sr25519Keyring,
    sp_runtime::{
        traits::{BlakeTwo256, Dispatchable},
        Permill,
    },
    sp_state_machine::{
        Backend, BasicExternalities, InMemoryBackend, OverlayedChanges, TrieBackend, TrieBackendBuilder,
    },
    sp_trie::{
        cache::{CacheSize, LocalTrieCache, SharedTrieCache},
        recorder::Recorder,
        PrefixedMemoryDB,
    },
};

/// The balance of an actor, for its transactions.
const ALLOWANCE: Balance = 1_000 * OPEN;
/// The balance of a contributor.
const POCKET_MONEY: Balance = 100 * OPEN;
/// The balance of each channel.
const CHANNEL: Balance = 2 * OPEN;
/// The part of a grant that each holder of the datanet earns: more than a claim costs.
const EARNED: Balance = 20 * MILLI_OPEN;
/// The bonds of operators with one payer, and of those with many.
const BOND: Balance = 1_000 * OPEN;
const LARGE_BOND: Balance = 1_000_000 * OPEN;
/// One of so many contributors stakes with an operator.
const STAKER_EVERY: u32 = 10;
/// The number of entries that are put into the trie at a time.
const CHUNK: usize = 200_000;
/// The maximum size of a node's cache of trie nodes. Each execution starts with an empty one.
const CACHE: CacheSize = CacheSize::new(64 * 1024 * 1024);

/// The hash of the chain's state and blocks.
pub type Hashing = BlakeTwo256;
/// The state with a cache and a recorder of reads, as a collator executes blocks on it.
pub type Recorded<'a> = TrieBackend<&'a PrefixedMemoryDB<Hashing>, Hashing, LocalTrieCache<Hashing>, Recorder<Hashing>>;
/// The state without cache and recorder.
pub type Plain<'a> = TrieBackend<&'a PrefixedMemoryDB<Hashing>, Hashing>;

/// A state in memory.
pub struct State {
    trie: InMemoryBackend<Hashing>,
    keys: u64,
}

impl State {
    /// Put `storage` into a trie.
    pub fn load(storage: Storage) -> Result<Self> {
        if !storage.children_default.is_empty() {
            return Err("the state has child tries, which this tool knows nothing of".into());
        }
        let keys = storage.top.len() as u64;
        let mut trie = InMemoryBackend::<Hashing>::default();
        let mut rest = storage.top.into_iter();
        loop {
            let chunk: Vec<_> = rest.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                return Ok(Self { trie, keys });
            }
            let delta = chunk.iter().map(|(key, value)| (key.as_slice(), Some(value.as_slice())));
            let (root, nodes) = trie.storage_root(delta, StateVersion::V1);
            trie.apply_transaction(root, nodes);
        }
    }

    /// The number of loaded entries.
    pub fn keys(&self) -> u64 {
        self.keys
    }

    pub fn root(&self) -> H256 {
        *self.trie.root()
    }

    pub fn recorded(&self, recorder: Recorder<Hashing>) -> Recorded<'_> {
        let cache = SharedTrieCache::new(CACHE, None).local_cache_trusted();
        TrieBackendBuilder::new_with_cache(self.trie.backend_storage(), self.root(), cache)
            .with_recorder(recorder)
            .build()
    }

    pub fn plain(&self) -> Plain<'_> {
        TrieBackendBuilder::new(self.trie.backend_storage(), self.root()).build()
    }

    /// Apply the changes of a block.
    pub fn commit(&mut self, mut overlay: OverlayedChanges<Hashing>) -> Result<()> {
        let changes = overlay.drain_storage_changes(&self.plain(), StateVersion::V1)?;
        self.trie.apply_transaction(changes.transaction_storage_root, changes.transaction);
        Ok(())
    }
}

/// The state of `cast` before its first block, with the runtime `code`.
pub fn prepare(code: &[u8], cast: &Cast) -> Result<Storage> {
    let mut state = BasicExternalities::new_empty();
    state.execute_with(|| -> Result<()> {
        sp_io::storage::set(CODE, code);
        genesis()?;
        operators_and_models(cast)?;
        log(format_args!("{} operators and {} models", cast.operators(), cast.models()));
        contributors(cast)?;
        log(format_args!("{} contributors", cast.contributors));
        actors(cast)?;
        log(format_args!("{} actors", cast.actors));
        // Shares earn from the next era on, and stake covers fees.
        Attribution::advance_eras(1);
        earnings(cast)?;
        first_settlements(cast)?;
        flow();
        log(format_args!("the first settlement of every channel"));
        Ok(())
    })?;
    Ok(state.into_storages())
}

/// The genesis state of a development chain with eras of a day, so that none ends while blocks are measured.
fn genesis() -> Result<()> {
    let patch = genesis_presets::get_preset(&"development".into()).ok_or("there is no preset for development")?;
    let mut config = genesis_presets::complete(serde_json::from_slice(&patch)?)?;
    genesis_presets::merge(&mut config, serde_json::json!({ "attribution": { "eraLength": PRODUCTION_ERA } }));
    Ok(build_state::<RuntimeGenesisConfig>(serde_json::to_vec(&config)?)?)
}

fn signed(who: &AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who.clone())
}

fn endow(who: &AccountId, amount: Balance) -> Result<()> {
    done("endow", Balances::mint_into(who, amount)).map(drop)
}

fn operators_and_models(cast: &Cast) -> Result<()> {
    let owner = cast::owner().account;
    endow(&owner, 1_000_000 * OPEN)?;
    endow(&cast::relayer().account, 1_000_000 * OPEN)?;
    let bond = |operator: &Key, amount| {
        endow(&operator.account, amount + ALLOWANCE)?;
        done("bond", OperatorStaking::bond(signed(&operator.account), amount, Permill::from_percent(10)))
    };
    for actor in 0..cast.independent {
        bond(&cast.own_operator(actor), BOND)?;
    }
    for index in 0..REALISTIC_OPERATORS {
        bond(&cast.realistic_operator(index), LARGE_BOND)?;
    }
    bond(&cast.single_operator(), LARGE_BOND)?;

    for index in 0..cast.models() {
        let builder = cast::recipient(index);
        let registration = Registration {
            name: done("a name", format!("Model {index}").into_bytes().try_into())?,
            kind: ModelKind::Base,
            artifact: H256(sp_io::hashing::blake2_256(&("artifact", index).encode())),
            uri: done("a URI", b"https://example.org/models/weights.safetensors".to_vec().try_into())?,
            team: done("a team", vec![TeamMember { account: builder, share: Permill::one() }].try_into())?,
            parents: Default::default(),
            datanets: done(
                "a link",
                vec![DatanetLink { datanet: DATANET, relation: DatanetRelation::TrainedOn, weight: 1 }].try_into(),
            )?,
            terms: Terms { royalty: Permill::from_percent(10), ..Terms::default() },
        };
        done("register", ModelRegistry::register(signed(&owner), registration, Balance::MAX))?;
    }
    let last = pallet_model_registry::NextModelId::<Runtime>::get();
    if last != cast::model(cast.models()) {
        return Err(format!("the models are not numbered as expected: the next one is {last:?}").into());
    }

    for index in 0..REALISTIC_OPERATORS {
        let operator = cast.realistic_operator(index).account;
        for offer in 0..OFFERS {
            let model = cast::offered_model(index, offer);
            let prices = Prices {
                per_call: MILLI_OPEN,
                per_thousand_input_tokens: MILLI_OPEN,
                per_thousand_output_tokens: MILLI_OPEN,
            };
            let (origin, endpoint, most) = (signed(&operator), b"https://example.org/v1".to_vec(), Balance::MAX);
            done(
                "publish_offer",
                Inference::publish_offer(origin, model, prices, endpoint, 300, false, Vec::new(), most),
            )?;
        }
    }
    Ok(())
}

/// Let one review decide, from the end of the notice on.
fn set_policy() -> Result<()> {
    let policy = Policy {
        reviews: 1,
        min_score: 50,
        deposit: OPEN,
        originals_part: Permill::from_percent(25),
        max_items: 1_000,
        review_eras: 7,
        curation: Default::default(),
    };
    let owner = Sr25519Keyring::Alice.to_account_id();
    done("set_policy", Datanets::set_policy(signed(&owner), DATANET, Admission::Open, policy))?;
    Attribution::advance_eras(<Runtime as pallet_datanets::Config>::PolicyNotice::get());
    Ok(())
}

/// Give an account OPEN, an accepted contribution with the same shares as all others, and channels.
fn join(who: &AccountId, amount: Balance, channels: &[AccountId]) -> Result<()> {
    endow(who, amount)?;
    let contribution = pallet_datanets::NextContributionId::<Runtime>::get();
    done("contribute", Datanets::contribute(signed(who), DATANET, submission(who, 0), OPEN))?;
    done("review", Datanets::review(signed(&Sr25519Keyring::Alice.to_account_id()), contribution, 100))?;
    for operator in channels {
        done("open_channel", Inference::open_channel(signed(who), operator.clone(), CHANNEL, Balance::MAX))?;
    }
    Ok(())
}

fn contributors(cast: &Cast) -> Result<()> {
    set_policy()?;
    let operators: Vec<_> = (0..REALISTIC_OPERATORS).map(|index| cast.realistic_operator(index).account).collect();
    for (index, operator) in (0..cast.contributors).zip(operators.iter().cycle()) {
        let who = cast::contributor(index);
        join(&who, POCKET_MONEY, std::slice::from_ref(operator))?;
        if index.is_multiple_of(STAKER_EVERY) {
            done("delegate", OperatorStaking::delegate(signed(&who), operator.clone(), 10 * OPEN))?;
        }
        if index > 0 && index.is_multiple_of(100_000) {
            log(format_args!("{index} contributors"));
        }
    }
    Ok(())
}

fn actors(cast: &Cast) -> Result<()> {
    let single = cast.single_operator().account;
    for index in 0..cast.actors {
        let who = cast::actor(index).account;
        endow(&cast::recipient(index), POCKET_MONEY)?;
        let chosen = cast.chosen_operator(index).account;
        let mut channels = vec![single.clone(), chosen.clone()];
        let mut agents = Vec::new();
        if Workload::is_by_agent(index) {
            agents.push(chosen);
        }
        if index < cast.independent {
            let own = cast.own_operator(index).account;
            channels.push(own.clone());
            agents.push(own);
        }
        join(&who, ALLOWANCE, &channels)?;
        let agent = cast::agent(index).account;
        for operator in agents {
            let (origin, agent, most) = (signed(&who), agent.clone(), Balance::MAX);
            done("authorize_agent", Inference::authorize_agent(origin, operator, agent, OPEN, 300, Vec::new(), most))?;
        }
    }
    Ok(())
}

/// Give every holder of the datanet earnings to claim.
fn earnings(cast: &Cast) -> Result<()> {
    let owner = cast::owner().account;
    let amount = Balance::from(cast.contributors + cast.actors) * EARNED;
    endow(&owner, amount)?;
    done("fund", Datanets::fund(signed(&owner), DATANET, amount))
}

/// Settle a voucher of every channel and agent, so that all records exist and blocks only change them.
fn first_settlements(cast: &Cast) -> Result<()> {
    for workload in Workload::SETTLEMENTS {
        for first in (0..workload.most(cast)).step_by(BATCH as usize) {
            let (signer, call) = workload.transaction(cast, 1, first, BATCH)?;
            let before = Inference::calls();
            done("settle", call.dispatch(signed(&signer.account)))?;
            let after = Inference::calls();
            let paid = (after.payers + after.agents) - (before.payers + before.agents);
            if paid != u128::from(BATCH) * u128::from(CALLS_OF_VOUCHER) {
                return Err(format!("vouchers of {workload:?} did not settle: {paid} calls were paid").into());
            }
        }
    }
    Ok(())
}

/// Let all pools flow, also those that wait for the end of the era because they have little revenue.
fn flow() {
    Attribution::advance_eras(1);
    while pallet_attribution::FlowQueue::<Runtime>::iter_keys().next().is_some() {
        Attribution::on_idle(0, Weight::MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check;
    use polkadot_sdk::{sp_externalities::set_and_run_with_externalities, sp_state_machine::Ext};

    #[test]
    fn a_prepared_state_should_be_consistent() {
        let cast = Cast { contributors: 20, actors: BATCH, independent: BATCH };
        let storage = prepare(b"code", &cast).unwrap();
        let state = State::load(storage).unwrap();
        let mut overlay = OverlayedChanges::default();
        let backend = state.plain();
        let mut ext = Ext::new(&mut overlay, &backend, None);
        set_and_run_with_externalities(&mut ext, || {
            check::everything().unwrap();
            let positions = pallet_attribution::Positions::<Runtime>::iter().count() as u32;
            // One of each account in the datanet, of an operator and some stakers in each operator's pool, and of the
            // datanet and a builder in the pools of each model, including that of the genesis state.
            let stakers = cast.operators() + 1 + cast.contributors / STAKER_EVERY;
            let genesis_model = 3;
            assert_eq!(positions, cast.contributors + cast.actors + stakers + 2 * cast.models() + genesis_model);
            let who = cast::contributor(7);
            let claimable = Attribution::claimable(who, openledger_primitives::PoolId::Datanet(DATANET));
            assert!(claimable >= EARNED, "{claimable}");
        });
    }

    #[test]
    fn a_state_should_be_the_same_whether_loaded_at_once_or_in_parts() {
        let pairs: Vec<(Vec<u8>, Vec<u8>)> =
            (0..CHUNK as u32 + 10).map(|n| (n.to_be_bytes().to_vec(), vec![7; (n % 60) as usize + 1])).collect();
        let mut at_once = InMemoryBackend::<Hashing>::default();
        let delta = pairs.iter().map(|(key, value)| (key.as_slice(), Some(value.as_slice())));
        let (root, nodes) = at_once.storage_root(delta, StateVersion::V1);
        at_once.apply_transaction(root, nodes);

        let storage = Storage { top: pairs.into_iter().collect(), children_default: Default::default() };
        let state = State::load(storage).unwrap();
        assert_eq!(state.root(), root);
        assert_eq!(state.keys(), CHUNK as u64 + 10);
        assert_eq!(state.plain().storage(&7u32.to_be_bytes()).unwrap(), Some(vec![7; 8]));
    }
}
