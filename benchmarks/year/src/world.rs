// SPDX-License-Identifier: Apache-2.0

//! The world when the year begins: the genesis state, and the calls before the first measured era.

use crate::{
    chain::Chain,
    random::{Random, Zipf},
    Options, Result,
};
use codec::Encode;
use openledger_primitives::{Balance, ChannelKey, ContributionId, DatanetId, Era, ModelId, Units, MILLI_OPEN, OPEN};
use openledger_runtime::{
    constants::time::PRODUCTION_ERA, genesis_presets, AccountId, Inference, ModelRegistry, Runtime,
    RuntimeGenesisConfig, SudoConfig, Treasury,
};
use pallet_datanets::{Admission, Kind, Policy, Submission};
use pallet_inference::Prices;
use pallet_model_registry::{
    DatanetLink, DatanetRelation, ModelKind, Parent, ParentRelation, Registration, TeamMember, Terms,
};
use polkadot_sdk::{
    sp_core::{sr25519, Pair, H256},
    sp_io::hashing::blake2_256,
    sp_runtime::{traits::IdentifyAccount, MultiSigner, Permill},
};
use std::collections::BTreeSet;

/// Curators of a datanet. One review decides a contribution.
const CURATORS: usize = 3;
/// The maximum number of models that a channel pays for.
const MODELS_OF_CHANNEL: usize = 4;
/// The number of items of the largest contributor. The contributor on rank `r` has `1 / r^0.8` of it, and at least one.
const MOST_ITEMS: f64 = 1_000_000.0;
/// The deposit for a contribution.
pub const CONTRIBUTION_DEPOSIT: Balance = 200 * MILLI_OPEN;
/// The balance with which a contributor begins. The records of its contributions keep a part of it.
pub const POCKET_MONEY: Balance = 10 * OPEN;
/// The skew of contributions.
const CONTRIBUTION_SKEW: f64 = 0.8;
/// The skew of all other choices: models, operators, datanets and claims.
const SKEW: f64 = 1.0;
/// The prices of every offer, in planck: two thousandths of an OPEN for a call with 800 input and 400 output tokens.
const PRICES: Prices = Prices {
    per_call: MILLI_OPEN,
    per_thousand_input_tokens: MILLI_OPEN / 2,
    per_thousand_output_tokens: 3 * MILLI_OPEN / 2,
};
/// The price of one of the calls below.
pub const CALL: Balance = 2 * MILLI_OPEN;
/// The amount that a payer puts into a channel at a time.
pub const CHANNEL_FUNDS: Balance = 1_000 * OPEN;
/// The cap of an agent in an era.
const AGENT_CAP: Balance = 200 * OPEN;

/// The units of `calls` calls, which are all alike.
pub fn units(calls: u64) -> Units {
    Units { calls, input_tokens: 800 * calls, output_tokens: 400 * calls }
}

/// A key with its account.
pub struct Key {
    /// The key that signs vouchers and receipts.
    pub pair: sr25519::Pair,
    /// The account of the key.
    pub account: AccountId,
}

fn seed(kind: &str, index: usize) -> [u8; 32] {
    blake2_256(&("openledger-year", kind, index as u64).encode())
}

/// An account that signs nothing.
pub fn account(kind: &str, index: usize) -> AccountId {
    seed(kind, index).into()
}

fn key(kind: &str, index: usize) -> Key {
    let pair = sr25519::Pair::from_seed(&seed(kind, index));
    let account = MultiSigner::from(pair.public()).into_account();
    Key { pair, account }
}

/// A registered model.
pub struct Model {
    /// The builders. The first one is the owner.
    pub team: Vec<usize>,
    /// The parents.
    pub parents: Vec<usize>,
    /// The datanets.
    pub datanets: Vec<usize>,
    /// The number of models between it and a base, itself included; 0 for a base.
    pub generation: u32,
    /// The operators that offer it.
    pub operators: Vec<usize>,
}

/// The total that a key signed for one model since its channel was opened.
pub struct Total {
    /// The model.
    pub model: usize,
    /// The amount, in planck.
    pub amount: Balance,
    /// The number of calls.
    pub calls: u64,
}

/// A channel.
pub struct Channel {
    /// The payer.
    pub payer: usize,
    /// The operator.
    pub operator: usize,
    /// The number; none while the channel is closed.
    pub number: Option<u64>,
    /// The era from which it can be closed.
    pub closes: Option<Era>,
    /// The totals that its payer signed.
    pub totals: Vec<Total>,
    /// An agent, and the totals that it signed.
    pub agent: Option<(Key, Vec<Total>)>,
}

/// All accounts, with their state off chain.
pub struct World {
    /// The random numbers.
    pub random: Random,
    /// The datanet of each contributor.
    pub homes: Vec<u32>,
    /// The contributors at genesis, in the ranks of those who claim.
    pub claimants: Zipf,
    /// Accepted contributions of each datanet, with their contributors.
    pub accepted: Vec<Vec<(ContributionId, u32)>>,
    /// Models in the order of their ids.
    pub models: Vec<Model>,
    /// Models from the most to the least used.
    pub popular: Vec<usize>,
    /// Operators.
    pub operators: Vec<Key>,
    /// Payers.
    pub payers: Vec<Key>,
    /// Channels.
    pub channels: Vec<Channel>,
    /// The operator of each delegator, if it has one.
    pub delegators: Vec<Option<usize>>,
    /// The number of contributions so far. It makes content hashes differ.
    contents: u64,
    builders: usize,
    datanet_ranks: Zipf,
    operator_ranks: Zipf,
    model_ranks: Zipf,
    channel_ranks: Zipf,
}

impl World {
    /// Create the chain at its genesis, with all accounts.
    pub fn genesis(options: &Options) -> Result<(Self, Chain)> {
        let mut random = Random::new(options.seed);
        let datanets = options.datanets();
        let datanet_ranks = Zipf::new(datanets, SKEW);
        let homes: Vec<u32> = (0..options.contributors).map(|_| datanet_ranks.pick(&mut random) as u32).collect();
        let operator_ranks = Zipf::new(options.operators, SKEW);
        let delegators = (0..options.delegators()).map(|_| Some(operator_ranks.pick(&mut random))).collect();
        let world = Self {
            random,
            homes,
            claimants: Zipf::new(options.contributors, SKEW),
            accepted: (0..datanets).map(|_| Vec::new()).collect(),
            models: Vec::new(),
            popular: Vec::new(),
            operators: (0..options.operators).map(|index| key("operator", index)).collect(),
            payers: (0..options.models).map(|index| key("payer", index)).collect(),
            channels: Vec::new(),
            delegators,
            contents: 0,
            builders: options.models,
            datanet_ranks,
            operator_ranks,
            model_ranks: Zipf::new(options.models, SKEW),
            channel_ranks: Zipf::new(options.channels(), SKEW),
        };
        let chain = Chain::new(&world.genesis_config(options)?);
        Ok((world, chain))
    }

    /// The preset of a test network, with the eras of a production chain and without a sudo key. The balances of
    /// accounts come from the treasury, so that the supply does not change.
    fn genesis_config(&self, options: &Options) -> Result<RuntimeGenesisConfig> {
        let patch = genesis_presets::get_preset(&"local_testnet".into()).ok_or("there is no such preset")?;
        let patch = serde_json::from_slice(&patch).map_err(|error| error.to_string())?;
        let json = genesis_presets::complete(patch).map_err(|error| error.to_string())?;
        let json = serde_json::to_vec(&json).map_err(|error| error.to_string())?;
        let mut config: RuntimeGenesisConfig = serde_json::from_slice(&json).map_err(|error| error.to_string())?;
        config.attribution.era_length = PRODUCTION_ERA;
        config.sudo = SudoConfig::default();

        let endowments = self.endowments(options);
        let given: Balance = endowments.iter().map(|(_, amount)| amount).sum();
        let treasury = Treasury::account_id();
        for (who, balance) in &mut config.balances.balances {
            if *who == treasury {
                *balance = balance.checked_sub(given).ok_or("there is not enough OPEN for so many")?;
            }
        }
        config.balances.balances.extend(endowments);
        Ok(config)
    }

    fn endowments(&self, options: &Options) -> Vec<(AccountId, Balance)> {
        let mut endowments = vec![
            (account("faucet", 0), POCKET_MONEY * options.contributors as Balance + 1_000 * OPEN),
            (account("stranger", 0), 1_000 * OPEN),
        ];
        endowments.extend((0..options.contributors).map(|index| (account("contributor", index), POCKET_MONEY)));
        endowments.extend((0..options.datanets()).map(|index| (account("datanet", index), 1_000 * OPEN)));
        endowments.extend((0..self.builders).map(|index| (account("builder", index), 1_000 * OPEN)));
        let operators = self.operators.iter().enumerate();
        endowments.extend(operators.map(|(rank, key)| (key.account.clone(), bond(rank) + 5_000 * OPEN)));
        endowments.extend(self.payers.iter().map(|key| (key.account.clone(), 100_000 * OPEN)));
        let delegators = 0..self.delegators.len();
        endowments.extend(delegators.map(|rank| (account("delegator", rank), 4 * delegation(rank) + 10 * OPEN)));
        endowments
    }

    /// Make all calls before the year begins.
    pub fn settle_in(&mut self, chain: &mut Chain, options: &Options) -> Result<()> {
        for index in 0..options.datanets() {
            self.create_datanet(chain, index)?;
        }
        for contributor in 0..self.homes.len() {
            self.first_contribution(chain, contributor)?;
        }
        for (rank, key) in self.operators.iter().enumerate() {
            let commission = Permill::from_percent(self.random.between(0, 25) as u32);
            let bond = pallet_operator_staking::Call::<Runtime>::bond { amount: bond(rank), commission };
            chain.prepare(&key.account, bond)?;
        }
        for (rank, operator) in self.delegators.iter().enumerate() {
            let Some(operator) = operator.map(|operator| self.operators[operator].account.clone()) else { continue };
            let delegate = pallet_operator_staking::Call::<Runtime>::delegate { operator, amount: delegation(rank) };
            chain.prepare(&account("delegator", rank), delegate)?;
        }
        for _ in 0..options.models {
            self.register(chain, options.models / 20 + 1)?;
        }
        while self.channels.len() < options.channels() {
            self.new_channel(chain)?;
        }
        Ok(())
    }

    fn create_datanet(&self, chain: &mut Chain, index: usize) -> Result<()> {
        let owner = account("datanet", index);
        let create = pallet_datanets::Call::<Runtime>::create {
            name: text(&format!("Datanet {index}"))?,
            metadata: text(&format!("https://example.org/datanets/{index}"))?,
            admission: Admission::Open,
            policy: Policy {
                reviews: 1,
                min_score: 50,
                deposit: CONTRIBUTION_DEPOSIT,
                originals_part: Permill::from_percent(25),
                max_items: MOST_ITEMS as u32,
                review_eras: 7,
                curation: Default::default(),
            },
            max_deposit: Balance::MAX,
        };
        chain.prepare(&owner, create)?;
        for number in 0..CURATORS {
            let who = curator(index, number);
            let call = pallet_datanets::Call::<Runtime>::add_curator { datanet: DatanetId(index as u32), who };
            chain.prepare(&owner, call)?;
        }
        Ok(())
    }

    /// Make the first contribution of a contributor.
    fn first_contribution(&mut self, chain: &mut Chain, contributor: usize) -> Result<()> {
        let datanet = self.homes[contributor] as usize;
        let submission = self.submission(contributor, Kind::Raw);
        let contribution = ContributionId(self.contents - 1);
        let datanet_id = DatanetId(datanet as u32);
        let max_deposit = CONTRIBUTION_DEPOSIT;
        let call = pallet_datanets::Call::<Runtime>::contribute { datanet: datanet_id, submission, max_deposit };
        chain.prepare(&account("contributor", contributor), call)?;
        let score = self.random.between(60, 100) as u8;
        chain.prepare(&self.any_curator(datanet), pallet_datanets::Call::<Runtime>::review { contribution, score })?;
        self.accepted[datanet].push((contribution, contributor as u32));
        Ok(())
    }

    /// The next submission of `contributor`, with the number of items of its rank.
    pub fn submission(&mut self, contributor: usize, kind: Kind) -> Submission {
        let items = MOST_ITEMS / ((contributor + 1) as f64).powf(CONTRIBUTION_SKEW);
        let items = (items as u32).max(1);
        let content_hash = H256(seed("content", self.contents as usize));
        self.contents += 1;
        Submission { kind, content_hash, items, bytes: 1_024 * u64::from(items), uri: None }
    }

    /// A curator of a datanet.
    pub fn any_curator(&mut self, datanet: usize) -> AccountId {
        curator(datanet, self.random.below(CURATORS))
    }

    /// A new contributor. Its contributions go to one datanet, popular ones more likely.
    pub fn newcomer(&mut self) -> usize {
        self.homes.push(self.datanet_ranks.pick(&mut self.random) as u32);
        self.homes.len() - 1
    }

    /// Register a model, and let operators offer it. The first ones are bases, the others have earlier models as
    /// parents.
    pub fn register(&mut self, chain: &mut Chain, bases: usize) -> Result<()> {
        let index = self.models.len();
        let (kind, relation, count) = if index < bases {
            (ModelKind::Base, ParentRelation::Uses, 0)
        } else {
            match self.random.between(0, 99) {
                0..=54 => (ModelKind::FineTune, ParentRelation::FineTunedFrom, 1),
                55..=79 => (ModelKind::Adapter, ParentRelation::AdapterOf, 1),
                80..=91 => (ModelKind::Merge, ParentRelation::MergedFrom, 2 + self.random.below(3)),
                _ => (ModelKind::Distilled, ParentRelation::DistilledFrom, 1),
            }
        };
        let parents = self.choose_parents(index, count);
        // A base needs data; a descendant may add some.
        let count = if parents.is_empty() { 1 + self.random.below(4) } else { self.random.below(3) };
        let datanets: BTreeSet<usize> = (0..count).map(|_| self.datanet_ranks.pick(&mut self.random)).collect();
        let size = 1 + self.random.below(4);
        let team: BTreeSet<usize> = (0..size).map(|_| self.random.below(self.builders)).collect();
        let team: Vec<usize> = team.into_iter().collect();
        let generation = parents.iter().map(|parent| self.models[*parent].generation + 1).max().unwrap_or(0);

        let parts = data_parts(parents.len(), datanets.len());
        let registration = Registration {
            name: text(&format!("Model {index}"))?,
            kind,
            artifact: H256(seed("artifact", index)),
            uri: text(&format!("https://example.org/models/{index}"))?,
            team: list(shares_of(&team))?,
            parents: list(parents.iter().zip(parts).map(|(parent, data)| Parent {
                model: ModelId(*parent as u32),
                relation,
                royalty: Permill::from_percent(10),
                data,
            }))?,
            datanets: list(datanets.iter().map(|datanet| DatanetLink {
                datanet: DatanetId(*datanet as u32),
                relation: DatanetRelation::TrainedOn,
                weight: 10,
            }))?,
            // No floors: a lineage of many generations would have to name every ancestor that has one.
            terms: Terms::default(),
        };
        let owner = account("builder", team[0]);
        let max_deposit = Balance::MAX;
        chain.prepare(&owner, pallet_model_registry::Call::<Runtime>::register { registration, max_deposit })?;
        if chain.read(|| ModelRegistry::model(ModelId(index as u32))).is_none() {
            return Err(format!("model {index} has another id"));
        }
        let offers = 1 + self.random.below(3);
        let operators: BTreeSet<usize> = (0..offers).map(|_| self.operator_ranks.pick(&mut self.random)).collect();
        let operators: Vec<usize> = operators.into_iter().collect();
        self.models.push(Model { team, parents, datanets: datanets.into_iter().collect(), generation, operators });
        self.offer(chain, index)?;
        let place = self.random.below(self.popular.len() + 1);
        self.popular.insert(place, index);
        Ok(())
    }

    /// Half of the parents are among the latest quarter of models, so that lineages grow long.
    fn choose_parents(&mut self, models: usize, count: usize) -> Vec<usize> {
        let mut parents = BTreeSet::new();
        while parents.len() < count.min(models) {
            let from = if self.random.in_percent(50) { models - models.div_ceil(4) } else { 0 };
            parents.insert(from + self.random.below(models - from));
        }
        parents.into_iter().collect()
    }

    /// Let the operators of a model offer it, for the maximum time.
    pub fn offer(&self, chain: &mut Chain, model: usize) -> Result<()> {
        for operator in &self.models[model].operators {
            let offer = pallet_inference::Call::<Runtime>::publish_offer {
                model: ModelId(model as u32),
                prices: PRICES,
                endpoint: b"https://example.org/inference".to_vec(),
                valid_until: chain.era + 365,
                covers_adapters: false,
                excluded: Vec::new(),
                max_deposit: Balance::MAX,
            };
            // Some cannot, after losing too much of their stake.
            let _ = chain.prepare(&self.operators[*operator].account, offer);
        }
        Ok(())
    }

    fn new_channel(&mut self, chain: &mut Chain) -> Result<()> {
        let (payer, operator) = (self.random.below(self.payers.len()), self.any_operator());
        if self.channels.iter().any(|channel| channel.payer == payer && channel.operator == operator) {
            return Ok(());
        }
        let count = 1 + self.random.below(MODELS_OF_CHANNEL);
        let models: BTreeSet<usize> = (0..count).map(|_| self.any_model()).collect();
        let totals = || models.iter().map(|model| Total { model: *model, amount: 0, calls: 0 }).collect();
        let index = self.channels.len();
        let agent = self.random.in_percent(10).then(|| (key("agent", index), totals()));
        let mut channel = Channel { payer, operator, number: None, closes: None, totals: totals(), agent };
        let (payer, operator) = (&self.payers[payer].account, &self.operators[operator].account);
        let open = pallet_inference::Call::<Runtime>::open_channel {
            operator: operator.clone(),
            amount: CHANNEL_FUNDS,
            max_deposit: Balance::MAX,
        };
        chain.prepare(payer, open)?;
        if let Some((agent, _)) = &channel.agent {
            let authorize = pallet_inference::Call::<Runtime>::authorize_agent {
                operator: operator.clone(),
                agent: agent.account.clone(),
                cap: AGENT_CAP,
                expires: Era::MAX,
                models: Vec::new(),
                max_deposit: Balance::MAX,
            };
            chain.prepare(payer, authorize)?;
        }
        channel.number = self.number_of(chain, &channel);
        self.channels.push(channel);
        Ok(())
    }

    /// The number that a channel has on chain.
    pub fn number_of(&self, chain: &mut Chain, channel: &Channel) -> Option<u64> {
        let key = self.key_of(channel);
        chain.read(|| Inference::channel(key)).map(|info| info.channel)
    }

    /// The key of a channel on chain.
    pub fn key_of(&self, channel: &Channel) -> ChannelKey<AccountId> {
        let operator = self.operators[channel.operator].account.clone();
        ChannelKey { operator, payer: self.payers[channel.payer].account.clone() }
    }

    /// A model, popular ones more likely.
    pub fn any_model(&mut self) -> usize {
        let rank = self.model_ranks.pick(&mut self.random).min(self.popular.len() - 1);
        self.popular[rank]
    }

    /// An operator, popular ones more likely.
    pub fn any_operator(&mut self) -> usize {
        self.operator_ranks.pick(&mut self.random)
    }

    /// A channel, busy ones more likely.
    pub fn any_channel(&mut self) -> usize {
        self.channel_ranks.pick(&mut self.random)
    }

    /// The amount of a payment: 5 OPEN, rarely much more, in whole calls.
    pub fn any_amount(&mut self) -> (Balance, u64) {
        let open = (5.0 / (1.0 - self.random.part()).powf(0.7)).min(2_000.0);
        let calls = (open * 500.0) as u64;
        (CALL * Balance::from(calls), calls)
    }
}

fn curator(datanet: usize, number: usize) -> AccountId {
    account("curator", datanet * CURATORS + number)
}

/// The parts of a model's data pool for its parents. Every parent and every datanet has the same part; without
/// datanets, the first parent has the remainder too.
fn data_parts(parents: usize, datanets: usize) -> Vec<Permill> {
    let lines = (parents + datanets).max(1) as u32;
    let part = 1_000_000 / lines;
    let first = if datanets == 0 { 1_000_000 - part * (lines - 1) } else { part };
    (0..parents).map(|place| Permill::from_parts(if place == 0 { first } else { part })).collect()
}

/// The bond of the operator on rank `rank`.
fn bond(rank: usize) -> Balance {
    (1_000_000 / (rank as Balance + 1)).max(2_000) * OPEN
}

/// The amount of one delegation of the delegator on rank `rank`.
pub fn delegation(rank: usize) -> Balance {
    (20.0 + 100_000.0 / ((rank + 1) as f64).powf(0.7)) as Balance * OPEN
}

/// A team in which all others have equal parts, and the first one has the rest.
fn shares_of(team: &[usize]) -> impl Iterator<Item = TeamMember<AccountId>> + '_ {
    let others = 1_000_000 / team.len() as u32;
    let first = 1_000_000 - others * (team.len() as u32 - 1);
    team.iter().enumerate().map(move |(place, builder)| TeamMember {
        account: account("builder", *builder),
        share: Permill::from_parts(if place == 0 { first } else { others }),
    })
}

fn text<T: TryFrom<Vec<u8>>>(text: &str) -> Result<T> {
    T::try_from(text.as_bytes().to_vec()).map_err(|_| format!("too long: {text}"))
}

fn list<I, T: TryFrom<Vec<I>>>(items: impl IntoIterator<Item = I>) -> Result<T> {
    T::try_from(items.into_iter().collect()).map_err(|_| "a list is too long".to_string())
}
