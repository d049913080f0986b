// SPDX-License-Identifier: Apache-2.0

//! The calls of an era: a day's payments, contributions, claims and changes of stake, in random order.

use crate::{
    chain::Chain,
    state::Cost,
    world::{
        account, delegation, units, Channel, Key, Total, World, CALL, CHANNEL_FUNDS, CONTRIBUTION_DEPOSIT, POCKET_MONEY,
    },
    Options, Result,
};
use openledger_primitives::{
    Balance, ChannelKey, ContributionId, DatanetId, Era, FeeSplit, ModelId, PoolId, Receipt, SignedReceipt,
    SignedVoucher, SplitVersion, Voucher, VoucherAgent, MILLI_OPEN,
};
use openledger_runtime::{
    governance::origins::Origin, AccountId, Attribution, FeeSplits, Inference, OperatorStaking, Runtime, RuntimeEvent,
    RuntimeOrigin, Signature, System,
};
use pallet_datanets::{Kind, Refinement};
use polkadot_sdk::{
    frame_support::traits::Get,
    pallet_balances,
    sp_core::{Pair, H256},
    sp_runtime::Permill,
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

/// The number of eras between two changes of the fee split, and between two slashes.
const SELDOM: Era = 30;
/// The number of transfers in an era, for comparison.
const TRANSFERS: usize = 64;
/// The maximum number of pools that a claim can let flow first.
const MAX_PATH: usize = 16;
/// The smallest amount that is claimed, in planck.
const LEAST_CLAIM: Balance = 5 * MILLI_OPEN;
/// The number of vouchers that an operator submits at a time.
const BATCH: usize = 64;

/// A claim.
#[derive(Clone, Copy, Debug, Default)]
pub struct Claim {
    /// The number of pools that flowed first.
    pub steps: usize,
    /// The cost.
    pub cost: Cost,
}

impl Claim {
    /// The one of two that reads and writes more.
    pub fn longer(self, other: Self) -> Self {
        let size = |claim: &Self| claim.cost.reads + claim.cost.writes;
        if size(&other) > size(&self) {
            other
        } else {
            self
        }
    }
}

/// The measurements of an era, without blocks.
#[derive(Debug, Default)]
pub struct Measured {
    /// The costs of transfers.
    pub transfers: Vec<Cost>,
    /// The costs of claims without a path.
    pub claims: Vec<Duration>,
    /// The longest of them.
    pub longest_claim: Claim,
    /// The longest claim with a path.
    pub longest_path: Claim,
    /// The number of claims that were not made, because there was too little to claim.
    pub too_little: u64,
    /// The costs of whole batches of vouchers.
    pub batches: Vec<(usize, Cost)>,
    /// The maximum number of pools that waited to flow.
    pub queue: u64,
    /// The number of blocks after the last call until no pool waited.
    pub drained_in: usize,
    /// A block without calls.
    pub quiet: crate::chain::Block,
}

/// A call or a group of calls of an era.
enum Act {
    Settle(usize, Vec<Signed>),
    SettleByStranger(Vec<Signed>),
    Pay,
    Contribute,
    Erase,
    ClaimOfContributor,
    ClaimWithPath,
    ClaimOfOperator,
    ClaimOfBuilder,
    ClaimOfDelegator,
    Delegate,
    Unbond,
    ApplySlash(usize),
    Transfer,
}

type Signed = SignedVoucher<AccountId, Signature>;

/// The year in progress.
pub struct Year {
    world: World,
    acts: Acts,
    genesis: H256,
    /// The unbonding stake: the era in which it can be withdrawn, its delegator and its operator.
    unbonding: VecDeque<(Era, usize, usize)>,
    /// The channels whose close was requested.
    closing: VecDeque<usize>,
    /// The version of the fee split, and the previous one while vouchers may name it.
    split: (SplitVersion, Option<(SplitVersion, Era)>),
    new_models: f64,
    receipts: u64,
}

/// The numbers of calls in an era.
struct Acts {
    channels: usize,
    pays: usize,
    contributions: usize,
    claims: usize,
    paths: usize,
    stakes: usize,
    models: f64,
    bases: usize,
}

impl Year {
    /// Create the year of `world`.
    pub fn new(world: World, chain: &mut Chain, options: &Options) -> Self {
        let genesis = chain.read(|| System::block_hash(0));
        let version = chain.read(FeeSplits::info).version;
        Self {
            acts: Acts {
                channels: options.models,
                pays: options.models / 2,
                contributions: (options.contributors / 1_000).max(5),
                claims: (options.contributors / 500).max(10),
                paths: (options.models / 20).max(2),
                stakes: (options.delegators() / 500).max(2),
                // A tenth more in a year.
                models: options.models as f64 / 10.0 / 365.0,
                bases: options.models / 20 + 1,
            },
            world,
            genesis,
            unbonding: VecDeque::new(),
            closing: VecDeque::new(),
            split: (version, None),
            new_models: 0.0,
            receipts: 0,
        }
    }

    /// The number of contributors.
    pub fn contributors(&self) -> usize {
        self.world.homes.len()
    }

    /// The number of models.
    pub fn models(&self) -> usize {
        self.world.models.len()
    }

    /// The longest path from a model to a base.
    pub fn generations(&self) -> u32 {
        self.world.models.iter().map(|model| model.generation).max().unwrap_or_default()
    }

    /// Go on to the next era and make its calls.
    pub fn era(&mut self, chain: &mut Chain) -> Result<Measured> {
        chain.next_era()?;
        let mut measured = Measured::default();
        self.govern(chain);
        self.register(chain)?;
        self.close_channels(chain);
        self.withdraw(chain);
        let slashed = self.slash(chain);
        let mut acts = self.plan(chain, slashed);
        self.world.random.shuffle(&mut acts);
        for act in acts {
            self.act(chain, act, &mut measured);
        }
        measured.queue = chain.queue().max(chain.blocks.iter().map(|block| block.queue).max().unwrap_or_default());
        // A model with too little revenue for a flow of its own stays in the queue until the end of the era.
        while chain.queue() > 0 {
            let block = chain.next_block();
            measured.drained_in += 1;
            if block.calls == 0 && block.flows == 0 {
                break;
            }
        }
        chain.next_block();
        measured.quiet = chain.next_block();
        Ok(measured)
    }

    fn plan(&mut self, chain: &mut Chain, slashed: Option<usize>) -> Vec<Act> {
        let mut acts = self.vouchers(chain);
        let Acts { pays, contributions, claims, paths, stakes, .. } = self.acts;
        let mut often = |times: usize, act: fn() -> Act| acts.extend((0..times).map(|_| act()));
        often(pays, || Act::Pay);
        often(contributions, || Act::Contribute);
        often((contributions / 100).max(1), || Act::Erase);
        often(claims, || Act::ClaimOfContributor);
        often(paths, || Act::ClaimWithPath);
        often(paths, || Act::ClaimOfOperator);
        often(2 * paths, || Act::ClaimOfBuilder);
        often(2 * stakes, || Act::ClaimOfDelegator);
        often(stakes, || Act::Delegate);
        often(stakes, || Act::Unbond);
        often(TRANSFERS, || Act::Transfer);
        acts.extend(slashed.into_iter().flat_map(|operator| (0..20).map(move |_| Act::ApplySlash(operator))));
        acts
    }

    fn act(&mut self, chain: &mut Chain, act: Act, measured: &mut Measured) {
        match act {
            Act::Settle(operator, vouchers) => {
                let by = self.world.operators[operator].account.clone();
                settle(chain, &by, vouchers, measured);
            }
            Act::SettleByStranger(vouchers) => settle(chain, &account("stranger", 0), vouchers, measured),
            Act::Pay => self.pay(chain),
            Act::Contribute => self.contribute(chain),
            Act::Erase => self.erase(chain),
            Act::ClaimOfContributor => {
                let contributor = self.world.claimants.pick(&mut self.world.random);
                let pool = PoolId::Datanet(DatanetId(self.world.homes[contributor]));
                claim(chain, account("contributor", contributor), pool, measured);
            }
            Act::ClaimWithPath => self.claim_with_path(chain, measured),
            Act::ClaimOfOperator => {
                let operator = self.world.any_operator();
                let who = self.world.operators[operator].account.clone();
                claim(chain, who.clone(), PoolId::Operator(who), measured);
            }
            Act::ClaimOfBuilder => {
                let model = self.world.any_model();
                let team = &self.world.models[model].team;
                let builder = team[self.world.random.below(team.len())];
                claim(chain, account("builder", builder), PoolId::ModelBuilders(ModelId(model as u32)), measured);
            }
            Act::ClaimOfDelegator => {
                if let Some((delegator, operator)) = self.staker() {
                    claim(chain, account("delegator", delegator), PoolId::Operator(operator), measured);
                }
            }
            Act::Delegate => self.delegate(chain),
            Act::Unbond => self.unbond(chain),
            Act::ApplySlash(operator) => self.apply_slash(chain, operator),
            Act::Transfer => self.transfer(chain, measured),
        }
    }

    /// A payment at an operator's prices.
    fn pay(&mut self, chain: &mut Chain) {
        let model = self.world.any_model();
        let operators = &self.world.models[model].operators;
        let operator = operators[self.world.random.below(operators.len())];
        let payer = self.world.random.below(self.world.payers.len());
        let (amount, calls) = self.world.any_amount();
        let pay = pallet_inference::Call::<Runtime>::pay {
            model: ModelId(model as u32),
            operator: self.world.operators[operator].account.clone(),
            units: units(calls),
            max_amount: amount,
        };
        chain.call(&self.world.payers[payer].account, pay);
    }

    /// Contribute, half of the time as a new contributor. A tenth are refinements; curators accept 97 of 100.
    fn contribute(&mut self, chain: &mut Chain) {
        let random = &mut self.world.random;
        let contributor = if random.in_percent(50) {
            let contributor = self.world.newcomer();
            let dest = account("contributor", contributor).into();
            let value = POCKET_MONEY;
            chain.call(&account("faucet", 0), pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value });
            contributor
        } else {
            self.world.claimants.pick(&mut self.world.random)
        };
        let datanet = self.world.homes[contributor] as usize;
        let kind = if self.world.random.in_percent(10) { self.refinement(datanet) } else { Kind::Raw };
        let submission = self.world.submission(contributor, kind);
        let contribute = pallet_datanets::Call::<Runtime>::contribute {
            datanet: DatanetId(datanet as u32),
            submission,
            max_deposit: CONTRIBUTION_DEPOSIT,
        };
        let Some((_, events)) = chain.call(&account("contributor", contributor), contribute) else { return };
        let Some(contribution) = events.iter().find_map(contributed) else { return };
        let accepted = self.world.random.in_percent(97);
        let score = if accepted { self.world.random.between(60, 100) } else { self.world.random.between(0, 40) };
        let review = pallet_datanets::Call::<Runtime>::review { contribution, score: score as u8 };
        let curator = self.world.any_curator(datanet);
        if chain.call(&curator, review).is_some() && accepted {
            self.world.accepted[datanet].push((contribution, contributor as u32));
        }
    }

    /// A refinement of one to four contributions of a datanet, if it has any.
    fn refinement(&mut self, datanet: usize) -> Kind {
        let there = &self.world.accepted[datanet];
        if there.is_empty() {
            return Kind::Raw;
        }
        let count = 1 + self.world.random.below(4);
        let sources: BTreeSet<ContributionId> =
            (0..count).map(|_| there[self.world.random.below(there.len())].0).collect();
        let sources = sources.into_iter().collect::<Vec<_>>().try_into().unwrap_or_default();
        Kind::Refinement { method: Refinement::Labeling, sources }
    }

    fn erase(&mut self, chain: &mut Chain) {
        let datanet = self.world.random.below(self.world.accepted.len());
        let there = &mut self.world.accepted[datanet];
        if there.is_empty() {
            return;
        }
        let (contribution, contributor) = there.swap_remove(self.world.random.below(there.len()));
        let erase = pallet_datanets::Call::<Runtime>::erase { contribution };
        chain.call(&account("contributor", contributor as usize), erase);
    }

    /// Claim for a contributor to a datanet behind a model, and let all pools between them flow first.
    fn claim_with_path(&mut self, chain: &mut Chain, measured: &mut Measured) {
        let mut model = self.world.any_model();
        let mut path = vec![PoolId::ModelData(ModelId(model as u32))];
        let datanet = loop {
            let here = &self.world.models[model];
            let down = !here.parents.is_empty() && path.len() < MAX_PATH;
            // Most go as deep as they can.
            let ends = !here.datanets.is_empty() && (!down || self.world.random.in_percent(20));
            if ends {
                break here.datanets[self.world.random.below(here.datanets.len())];
            }
            if !down {
                return;
            }
            model = here.parents[self.world.random.below(here.parents.len())];
            path.push(PoolId::ModelData(ModelId(model as u32)));
        };
        let there = &self.world.accepted[datanet];
        if there.is_empty() {
            return;
        }
        let (_, contributor) = there[self.world.random.below(there.len())];
        let steps = path.len();
        let claim = pallet_attribution::Call::<Runtime>::claim {
            pool: PoolId::Datanet(DatanetId(datanet as u32)),
            path: path.try_into().unwrap_or_default(),
        };
        if let Some((cost, _)) = chain.call(&account("contributor", contributor as usize), claim) {
            measured.longest_path = measured.longest_path.longer(Claim { steps, cost });
        }
    }

    /// A delegator with its operator.
    fn staker(&mut self) -> Option<(usize, AccountId)> {
        let delegator = self.world.random.below(self.world.delegators.len());
        let operator = self.world.delegators[delegator]?;
        Some((delegator, self.world.operators[operator].account.clone()))
    }

    /// Delegate, again or for the first time.
    fn delegate(&mut self, chain: &mut Chain) {
        let delegator = self.world.random.below(self.world.delegators.len());
        let operator = self.world.delegators[delegator].unwrap_or_else(|| self.world.any_operator());
        let delegate = pallet_operator_staking::Call::<Runtime>::delegate {
            operator: self.world.operators[operator].account.clone(),
            amount: delegation(delegator) / 2,
        };
        if chain.call(&account("delegator", delegator), delegate).is_some() {
            self.world.delegators[delegator] = Some(operator);
        }
    }

    /// Unbond stake, one time of three all of it.
    fn unbond(&mut self, chain: &mut Chain) {
        let delegator = self.world.random.below(self.world.delegators.len());
        let Some(operator) = self.world.delegators[delegator] else { return };
        let (who, from) = (account("delegator", delegator), self.world.operators[operator].account.clone());
        let Some(stake) = chain.read(|| OperatorStaking::stake(from.clone(), who.clone())) else { return };
        let all = self.world.random.in_percent(33);
        let amount = if all { stake.amount } else { stake.amount / 4 };
        let unbond = pallet_operator_staking::Call::<Runtime>::unbond { operator: from, amount };
        if chain.call(&who, unbond).is_none() {
            return;
        }
        let eras: Era = chain.read(<Runtime as pallet_operator_staking::Config>::UnbondingEras::get);
        self.unbonding.push_back((chain.era + eras, delegator, operator));
        if all {
            self.world.delegators[delegator] = None;
        }
    }

    fn withdraw(&mut self, chain: &mut Chain) {
        let mut due = BTreeSet::new();
        while let Some((era, delegator, operator)) = self.unbonding.front().copied() {
            if era > chain.era {
                break;
            }
            self.unbonding.pop_front();
            due.insert((delegator, operator));
        }
        for (delegator, operator) in due {
            let operator = self.world.operators[operator].account.clone();
            let withdraw = pallet_operator_staking::Call::<Runtime>::withdraw_unbonded { operator };
            chain.call(&account("delegator", delegator), withdraw);
        }
    }

    /// Apply a slash to the hold of a delegator.
    fn apply_slash(&mut self, chain: &mut Chain, operator: usize) {
        let delegators = &self.world.delegators;
        let first = self.world.random.below(delegators.len());
        let of_operator = |delegator: &usize| delegators[*delegator] == Some(operator);
        let Some(delegator) = (first..delegators.len()).find(of_operator) else { return };
        let (operator, staker) = (self.world.operators[operator].account.clone(), account("delegator", delegator));
        let apply = pallet_operator_staking::Call::<Runtime>::apply_slash { operator, staker };
        chain.call(&account("stranger", 0), apply);
    }

    fn transfer(&mut self, chain: &mut Chain, measured: &mut Measured) {
        let [from, to] = [(); 2].map(|()| account("contributor", self.world.random.below(self.world.homes.len())));
        let transfer =
            pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: to.into(), value: Balance::from(1_000u32) };
        if let Some((cost, _)) = chain.call(&from, transfer) {
            measured.transfers.push(cost);
        }
    }

    /// Change the fee split now and then, back and forth, and a commission in every era.
    fn govern(&mut self, chain: &mut Chain) {
        if chain.era.is_multiple_of(SELDOM) {
            let other = (chain.era / SELDOM) % 2 == 1;
            let split = if other {
                FeeSplit {
                    contributors: Permill::from_percent(45),
                    builders: Permill::from_percent(20),
                    ..FeeSplit::default()
                }
            } else {
                FeeSplit::default()
            };
            let call = pallet_fee_split::Call::<Runtime>::set_fee_split { split };
            chain.call_as(RuntimeOrigin::from(Origin::FeeSplitAdmin), call);
        }
        let version = chain.read(FeeSplits::info).version;
        if version != self.split.0 {
            let grace: Era = chain.read(<Runtime as pallet_fee_split::Config>::GracePeriod::get);
            self.split = (version, Some((self.split.0, chain.era + grace - 1)));
        }
        let commission = Permill::from_percent(self.world.random.between(0, 30) as u32);
        let operator = self.world.random.below(self.world.operators.len());
        let call = pallet_operator_staking::Call::<Runtime>::set_commission { commission };
        chain.call(&self.world.operators[operator].account, call);
    }

    fn register(&mut self, chain: &mut Chain) -> Result<()> {
        self.new_models += self.acts.models;
        while self.new_models >= 1.0 {
            self.new_models -= 1.0;
            self.world.register(chain, self.acts.bases)?;
        }
        if chain.era.is_multiple_of(180) {
            for model in 0..self.world.models.len() {
                self.world.offer(chain, model)?;
            }
        }
        Ok(())
    }

    /// Report an operator with two receipts of one call.
    fn slash(&mut self, chain: &mut Chain) -> Option<usize> {
        if chain.era % SELDOM != SELDOM / 2 {
            return None;
        }
        let channel = self.world.any_channel();
        let channel = &self.world.channels[channel];
        let ChannelKey { operator, payer } = self.world.key_of(channel);
        self.receipts += 1;
        let receipt = |response: u8| Receipt {
            payer: payer.clone(),
            operator: operator.clone(),
            channel: channel.number.unwrap_or_default(),
            sequence: self.receipts,
            era: chain.era,
            model: ModelId(0),
            amount: CALL,
            units: units(1),
            request: H256::repeat_byte(1),
            response: H256::repeat_byte(response),
            parent: None,
        };
        let key = &self.world.operators[channel.operator];
        let signed = |receipt: Receipt<AccountId>| {
            let signature = Signature::Sr25519(key.pair.sign(&receipt.payload(&self.genesis)));
            Box::new(SignedReceipt { receipt, signature })
        };
        let (first, second) = (signed(receipt(1)), signed(receipt(2)));
        let report = pallet_receipts::Call::<Runtime>::report_equivocation { first, second };
        let slashed = chain.call(&account("stranger", 0), report).map(|_| channel.operator);
        // A conviction chills. The operator goes on if its bond still suffices.
        if slashed.is_some() {
            chain.call(&operator, pallet_operator_staking::Call::<Runtime>::resume {});
        }
        slashed
    }

    /// Close the channels that can be closed and open them again. Request the close of one in a hundred channels
    /// without an agent.
    fn close_channels(&mut self, chain: &mut Chain) {
        while let Some(index) = self.closing.front().copied() {
            let key = self.world.key_of(&self.world.channels[index]);
            if self.world.channels[index].closes.is_none_or(|closes| closes > chain.era) {
                break;
            }
            self.closing.pop_front();
            let close = pallet_inference::Call::<Runtime>::close_channel { channel: key.clone() };
            if chain.call(&account("stranger", 0), close).is_none() {
                continue;
            }
            let ChannelKey { operator, payer } = key;
            let (amount, max_deposit) = (CHANNEL_FUNDS, Balance::MAX);
            let open = pallet_inference::Call::<Runtime>::open_channel { operator, amount, max_deposit };
            chain.call(&payer, open);
            let number = self.world.number_of(chain, &self.world.channels[index]);
            let channel = &mut self.world.channels[index];
            (channel.number, channel.closes) = (number, None);
            for total in &mut channel.totals {
                (total.amount, total.calls) = (0, 0);
            }
        }
        let thaw: Era = chain.read(<Runtime as pallet_inference::Config>::ThawEras::get);
        for _ in 0..(self.world.channels.len() / 100).max(1) {
            let index = self.world.random.below(self.world.channels.len());
            let channel = &self.world.channels[index];
            if channel.agent.is_some() || channel.closes.is_some() {
                continue;
            }
            let ChannelKey { operator, payer } = self.world.key_of(channel);
            let close = pallet_inference::Call::<Runtime>::request_close { operator };
            if chain.call(&payer, close).is_some() {
                self.world.channels[index].closes = Some(chain.era + thaw + 1);
                self.closing.push_back(index);
            }
        }
    }

    /// The vouchers that operators submit, and those that a stranger submits for them.
    fn vouchers(&mut self, chain: &mut Chain) -> Vec<Act> {
        let busy: BTreeSet<usize> = (0..2 * self.acts.channels).map(|_| self.world.any_channel()).collect();
        let mut of_operators: BTreeMap<usize, Vec<Signed>> = BTreeMap::new();
        let mut of_strangers = Vec::new();
        for index in busy {
            self.top_up(chain, index);
            let Some((operator, mut signed)) = self.voucher(chain.era, index) else { continue };
            if self.world.random.in_percent(5) {
                let payload = signed.acceptance_payload(&self.genesis);
                signed.acceptance = Some(Signature::Sr25519(self.world.operators[operator].pair.sign(&payload)));
                of_strangers.push(signed);
            } else {
                of_operators.entry(operator).or_default().push(signed);
            }
        }
        let mut acts: Vec<Act> =
            of_strangers.chunks(BATCH).map(|vouchers| Act::SettleByStranger(vouchers.to_vec())).collect();
        for (operator, vouchers) in of_operators {
            acts.extend(vouchers.chunks(BATCH).map(|vouchers| Act::Settle(operator, vouchers.to_vec())));
        }
        acts
    }

    /// Top up a channel that is nearly empty.
    fn top_up(&mut self, chain: &mut Chain, index: usize) {
        let channel = &self.world.channels[index];
        if channel.closes.is_some() || channel.number.is_none() {
            return;
        }
        let key = self.world.key_of(channel);
        let info = chain.read(|| Inference::channel(key.clone()));
        if info.is_some_and(|info| info.balance < CHANNEL_FUNDS / 10) {
            let ChannelKey { operator, payer } = key;
            chain.call(&payer, pallet_inference::Call::<Runtime>::top_up { operator, amount: CHANNEL_FUNDS });
        }
    }

    /// A signed voucher for a day's use of one model of a channel.
    fn voucher(&mut self, era: Era, index: usize) -> Option<(usize, Signed)> {
        let (amount, calls) = self.world.any_amount();
        let split_version = match self.split.1 {
            // Some still name the previous version.
            Some((before, until)) if era <= until && self.world.random.in_percent(20) => before,
            _ => self.split.0,
        };
        let by_agent = self.world.random.in_percent(50);
        let ChannelKey { operator, payer } = self.world.key_of(&self.world.channels[index]);
        let Channel { payer: payer_index, operator: operator_index, number, totals, agent, .. } =
            &mut self.world.channels[index];
        let channel = (*number)?;
        let (key, agent, totals): (&Key, _, &mut Vec<Total>) = match agent {
            // Channels with an agent are never opened again, so that it has the first authorization.
            Some((key, totals)) if by_agent => {
                (&*key, Some(VoucherAgent { account: key.account.clone(), authorization: 0 }), totals)
            }
            _ => (&self.world.payers[*payer_index], None, totals),
        };
        let place = self.world.random.below(totals.len());
        let total = &mut totals[place];
        total.amount += amount;
        total.calls += calls;
        let voucher = Voucher {
            payer,
            operator,
            channel,
            agent,
            model: ModelId(total.model as u32),
            amount: total.amount,
            units: units(total.calls),
            receipts_root: H256::repeat_byte(7),
            split_version,
            expires: era + 7,
        };
        let signature = Signature::Sr25519(key.pair.sign(&voucher.payload(&self.genesis)));
        Some((*operator_index, SignedVoucher { voucher, signature, claim: None, acceptance: None }))
    }
}

fn settle(chain: &mut Chain, by: &AccountId, vouchers: Vec<Signed>, measured: &mut Measured) {
    let count = vouchers.len();
    if let Some((cost, _)) = chain.call(by, pallet_inference::Call::<Runtime>::settle { vouchers }) {
        measured.batches.push((count, cost));
    }
}

/// Claim if the amount is well above what a claim costs.
fn claim(chain: &mut Chain, who: AccountId, pool: PoolId<AccountId>, measured: &mut Measured) {
    if chain.read(|| Attribution::claimable(who.clone(), pool.clone())) < LEAST_CLAIM {
        measured.too_little += 1;
        return;
    }
    let call = pallet_attribution::Call::<Runtime>::claim { pool, path: Default::default() };
    if let Some((cost, _)) = chain.call(&who, call) {
        measured.claims.push(cost.time);
        measured.longest_claim = measured.longest_claim.longer(Claim { steps: 0, cost });
    }
}

fn contributed(event: &RuntimeEvent) -> Option<ContributionId> {
    match event {
        RuntimeEvent::Datanets(pallet_datanets::Event::Contributed { contribution, .. }) => Some(*contribution),
        _ => None,
    }
}
