// SPDX-License-Identifier: Apache-2.0

//! Cases about every subject, on the runtime as it is wired: who pays whom, which shares change, and that nothing stops
//! a case from its end.

mod limits;
mod machine;
mod models;
mod stages;
mod subjects;

use crate::chain::{dispatch, dispatch_as, dispatch_as_root, genesis_config, Chain};
use openledger_primitives::{
    disputes::{CaseId, Ruling, Subject},
    traits::AdvanceEras,
    Balance, ContributionId, DatanetId, Era, Holder, ModelId, PoolId, Shares, Units, OPEN,
};
use openledger_runtime::{
    configs::ledger::AppealFactor, governance::origins::Origin, AccountId, Attribution, Balances, ModelRegistry,
    Runtime, RuntimeCall, RuntimeHoldReason, RuntimeOrigin, Treasury,
};
use pallet_datanets::{Kind, NextContributionId, Refinement, Submission};
use pallet_disputes::{Evidence, NextCaseId};
use pallet_model_registry::{DatanetLink, ModelKind, Parent, Registration, TeamMember, Terms};
use polkadot_sdk::{
    frame_support::traits::{
        fungible::{Inspect, InspectHold},
        Get,
    },
    frame_system,
    sp_core::{H256, U256},
    sp_keyring::Sr25519Keyring::{self, Alice, AliceStash, Bob, Dave, Eve, EveStash, Ferdie},
    sp_runtime::{DispatchError, DispatchResult, Permill},
};
use std::collections::{BTreeMap, BTreeSet};

/// The datanet of the development chain: Alice owns it, and curates it with Bob and Charlie.
pub const DATANET: DatanetId = DatanetId(0);
/// The model of the development chain: Dave owns it, and built it with Charlie. It asks for a tenth of what the
/// builders of a derivative earn.
pub const MODEL: ModelId = ModelId(0);
/// Ferdie's contribution of ten items, accepted with a score of 80.
pub const ACCEPTED: ContributionId = ContributionId(0);
/// Dave's contribution of ten items, rejected with a score of 10.
pub const REJECTED: ContributionId = ContributionId(1);
/// EveStash's model, which names no parent and no data. It asks for a fifth of what the builders of a derivative earn.
pub const OTHER: ModelId = ModelId(1);
/// Two of the development chain's panel, as many as rule. They have an interest in nothing; the third is BobStash.
pub const JUDGES: [Sr25519Keyring; 2] = [AliceStash, Eve];
/// The deposit for a contribution, of which a rejection takes one half.
pub const DEPOSIT: Balance = OPEN;

/// The bond of each side of a case.
pub fn bond() -> Balance {
    <<Runtime as pallet_disputes::Config>::CaseBond as Get<Balance>>::get()
}

/// The further bond of an appeal.
pub fn appeal_bond() -> Balance {
    bond() * Balance::from(AppealFactor::get())
}

/// The development chain without its case, and with eras of a hundred relay blocks: no test makes as many blocks. So
/// eras pass when a test lets them.
pub fn world() -> Chain {
    let mut config = genesis_config("development");
    config["attribution"]["eraLength"] = 100.into();
    config["disputes"]["cases"] = serde_json::json!([]);
    // What curators lose by verdicts is tested with their pallet.
    let datanet = &mut config["datanets"]["datanets"][0];
    datanet["bond"] = 0.into();
    datanet["policy"]["curation"] = serde_json::json!({ "bond": 0, "part": 0, "loss": 0 });
    let mut chain = Chain::with_genesis(&config);
    chain.block(|| {
        assert_eq!(contribute(Ferdie, &[], 80), ACCEPTED);
        assert_eq!(contribute(Dave, &[], 10), REJECTED);
        let terms = Terms { royalty: Permill::from_percent(20), ..Terms::default() };
        register(EveStash, registration(EveStash, ModelKind::Base, vec![], vec![], terms)).unwrap();
    });
    chain
}

/// Let eras pass, with the blocks in which revenue flows and dues are paid.
pub fn pass(chain: &mut Chain, eras: Era) {
    if eras > 0 {
        chain.read(|| Attribution::advance_eras(eras));
        for _ in 0..2 {
            chain.block(|| ());
        }
    }
}

pub fn era(chain: &mut Chain) -> Era {
    chain.read(Attribution::current_era)
}

pub fn act(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
    dispatch(who, call).map(drop).map_err(|failed| failed.error)
}

/// As an account of which the key need not be known.
pub fn act_as(who: AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
    dispatch_as(RuntimeOrigin::signed(who), call).map(drop).map_err(|failed| failed.error)
}

pub fn as_root(call: impl Into<RuntimeCall>) -> DispatchResult {
    dispatch_as_root(call).map(drop).map_err(|failed| failed.error)
}

/// Have `who` submit ten items.
pub fn submit(who: Sr25519Keyring, sources: &[ContributionId]) -> Result<ContributionId, DispatchError> {
    let contribution = NextContributionId::<Runtime>::get();
    let kind = if sources.is_empty() {
        Kind::Raw
    } else {
        Kind::Refinement { method: Refinement::Labeling, sources: sources.to_vec().try_into().unwrap() }
    };
    let content_hash = H256::from_low_u64_be(contribution.0 + 1);
    let submission = Submission { kind, content_hash, items: 10, bytes: 4_096, uri: None };
    let contribute =
        pallet_datanets::Call::<Runtime>::contribute { datanet: DATANET, submission, max_deposit: DEPOSIT };
    act(who, contribute).map(|()| contribution)
}

/// Have `who` contribute ten items, to which Alice and Bob give a score.
pub fn contribute(who: Sr25519Keyring, sources: &[ContributionId], score: u8) -> ContributionId {
    let contribution = submit(who, sources).unwrap();
    for curator in [Alice, Bob] {
        act(curator, pallet_datanets::Call::<Runtime>::review { contribution, score }).unwrap();
    }
    contribution
}

/// The registration of a model that `builder` built alone.
pub fn registration(
    builder: Sr25519Keyring,
    kind: ModelKind,
    parents: Vec<Parent>,
    datanets: Vec<DatanetLink>,
    terms: Terms,
) -> Registration<AccountId> {
    let next = pallet_model_registry::NextModelId::<Runtime>::get();
    Registration {
        name: b"model".to_vec().try_into().unwrap(),
        kind,
        artifact: H256::from_low_u64_be(u64::from(next.0) + 1),
        uri: Default::default(),
        team: vec![TeamMember { account: builder.to_account_id(), share: Permill::one() }].try_into().unwrap(),
        parents: parents.try_into().unwrap(),
        datanets: datanets.try_into().unwrap(),
        terms,
    }
}

/// Register a model, and return the deposit for it.
pub fn register(owner: Sr25519Keyring, registration: Registration<AccountId>) -> Result<Balance, DispatchError> {
    let deposit = ModelRegistry::deposit_for(registration.clone(), None).map_or(Balance::MAX, |(whole, _)| whole);
    let register = pallet_model_registry::Call::<Runtime>::register { registration, max_deposit: deposit };
    act(owner, register).map(|()| deposit)
}

/// Have the operator Eve offer a model for one OPEN a call.
pub fn offer(model: ModelId) {
    let prices =
        pallet_inference::Prices { per_call: OPEN, per_thousand_input_tokens: 0, per_thousand_output_tokens: 0 };
    let offer = pallet_inference::Call::<Runtime>::publish_offer {
        model,
        prices,
        endpoint: b"https://operator.example".to_vec(),
        valid_until: Attribution::current_era() + 300,
        covers_adapters: false,
        excluded: vec![],
        max_deposit: Balance::MAX,
    };
    act(Eve, offer).unwrap();
}

/// Have `who` pay Eve for calls of a model, one OPEN each.
pub fn pay(who: Sr25519Keyring, model: ModelId, calls: u64) -> DispatchResult {
    let units = Units { calls, input_tokens: 0, output_tokens: 0 };
    let (operator, max_amount) = (Eve.to_account_id(), Balance::MAX);
    act(who, pallet_inference::Call::<Runtime>::pay { model, operator, units, max_amount })
}

pub fn claim(who: Sr25519Keyring, pool: PoolId<AccountId>) -> DispatchResult {
    act(who, pallet_attribution::Call::<Runtime>::claim { pool, path: Default::default() })
}

pub fn claimable(who: Sr25519Keyring, pool: PoolId<AccountId>) -> Balance {
    Attribution::claimable(who.to_account_id(), pool)
}

/// What `shares` of `total` have earned of everything that a pool has received.
pub fn earned(received: Balance, shares: Shares, total: Shares) -> Balance {
    let per_share = (U256::from(received) << 64) / U256::from(total);
    ((per_share * U256::from(shares)) >> 64).as_u128()
}

pub fn evidence(seed: u8) -> Evidence {
    Evidence { hash: H256::repeat_byte(seed), uri: b"https://example.org/evidence".to_vec().try_into().unwrap() }
}

pub fn open(who: Sr25519Keyring, subject: Subject<AccountId>) -> Result<CaseId, DispatchError> {
    let case = NextCaseId::<Runtime>::get();
    let open = pallet_disputes::Call::<Runtime>::open { subject, evidence: evidence(1), max_bond: bond() };
    act(who, open).map(|()| case)
}

pub fn respond(who: AccountId, case: CaseId) -> DispatchResult {
    act_as(who, pallet_disputes::Call::<Runtime>::respond { case, evidence: evidence(2), max_bond: bond() })
}

pub fn rule(member: Sr25519Keyring, case: CaseId, ruling: Ruling) -> DispatchResult {
    act(member, pallet_disputes::Call::<Runtime>::rule { case, ruling })
}

/// Have the track elect a panel, of which two rule.
pub fn elect(panel: &[Sr25519Keyring]) {
    let members: Vec<_> = panel.iter().map(|who| who.to_account_id()).collect();
    let members = members.try_into().unwrap();
    let elect = pallet_disputes::Call::<Runtime>::set_panel { members, threshold: 2 };
    dispatch_as(Origin::Arbiter, elect).unwrap();
}

pub fn appeal(who: AccountId, case: CaseId) -> DispatchResult {
    act_as(who, pallet_disputes::Call::<Runtime>::appeal { case, evidence: evidence(3), max_bond: appeal_bond() })
}

/// As the scheduler dispatches what a referendum of the arbiter's track decided.
pub fn rule_by_track(case: CaseId, ruling: Ruling) -> DispatchResult {
    let rule = pallet_disputes::Call::<Runtime>::rule_by_track { case, ruling };
    dispatch_as(Origin::Arbiter, rule).map(drop).map_err(|failed| failed.error)
}

/// By somebody who has nothing to do with the case.
pub fn finalize(case: CaseId) -> DispatchResult {
    act(Eve, pallet_disputes::Call::<Runtime>::finalize { case })
}

/// The bonds that `who` has on hold.
pub fn bonds_of(who: &AccountId) -> Balance {
    let reason: RuntimeHoldReason = pallet_disputes::HoldReason::Bond.into();
    Balances::balance_on_hold(&reason, who)
}

/// Changes of amounts by their owners.
pub type Changes<Key> = BTreeMap<Key, i128>;

/// A pool with one of its holders.
pub type Share = (PoolId<AccountId>, Holder<AccountId>);

/// Every balance and every share of the chain.
pub struct Book {
    pub balances: BTreeMap<AccountId, Balance>,
    pub shares: BTreeMap<Share, Shares>,
    pub issuance: Balance,
    pub owed: Balance,
}

impl Book {
    pub fn read() -> Self {
        let accounts = frame_system::Account::<Runtime>::iter();
        let balances: BTreeMap<_, _> =
            accounts.map(|(who, account)| (who, account.data.free + account.data.reserved)).collect();
        let positions = pallet_attribution::Positions::<Runtime>::iter();
        let shares =
            positions.map(|(holder, pool, position)| ((pool, holder), position.total_shares().unwrap())).collect();
        let issuance = Balances::total_issuance();
        assert_eq!(balances.values().sum::<Balance>(), issuance);
        Self { balances, shares, issuance, owed: Attribution::books().owed }
    }

    /// Check that since then exactly these balances and shares have changed, and that no OPEN came or went.
    pub fn assert_changed(&self, balances: &[(AccountId, i128)], shares: &[(Share, i128)]) {
        let now = Self::read();
        assert_eq!(differences(&self.balances, &now.balances), sum(balances.iter().cloned()), "balances");
        assert_eq!(differences(&self.shares, &now.shares), sum(shares.iter().cloned()), "shares");
        assert_eq!((now.issuance, now.owed), (self.issuance, self.owed));
    }
}

/// The changes that add up, without those that cancel each other out.
pub fn sum<Key: Ord>(changes: impl IntoIterator<Item = (Key, i128)>) -> Changes<Key> {
    let mut sums = Changes::new();
    for (key, change) in changes {
        *sums.entry(key).or_insert(0) += change;
    }
    sums.retain(|_, change| *change != 0);
    sums
}

pub fn differences<Key: Ord + Clone>(before: &BTreeMap<Key, u128>, after: &BTreeMap<Key, u128>) -> Changes<Key> {
    let keys: BTreeSet<&Key> = before.keys().chain(after.keys()).collect();
    let amount = |of: &BTreeMap<Key, u128>, key: &Key| of.get(key).map_or(0, |amount| *amount as i128);
    sum(keys.into_iter().map(|key| (key.clone(), amount(after, key) - amount(before, key))))
}

/// The shares of an account in a pool.
pub fn share_of(pool: PoolId<AccountId>, who: Sr25519Keyring) -> Share {
    (pool, Holder::Account(who.to_account_id()))
}

/// What changes if a side loses `bonds` to the other one: one half is the winner's, the rest the treasury's.
pub fn lost(loser: &AccountId, winner: &AccountId, bonds: Balance) -> Vec<(AccountId, i128)> {
    let (whole, half) = (bonds as i128, (bonds / 2) as i128);
    vec![(loser.clone(), -whole), (winner.clone(), half), (Treasury::account_id(), whole - half)]
}
