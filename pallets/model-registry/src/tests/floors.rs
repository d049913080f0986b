// SPDX-License-Identifier: Apache-2.0

//! The promise of terms, checked from outside: an adversary registers any lineage that the rules allow; the flow of
//! each model's revenue to each ancestor is computed from the ledger's shares alone, and no ancestor gets less than it
//! asked for when the path to it was registered.

use super::*;
use frame::deps::sp_core::U256;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use std::collections::BTreeMap;

const PEOPLE: [AccountId; 4] = [ALICE, BOB, CHARLIE, DAVE];
/// The most models of a lineage.
const MODELS: u32 = 64;
/// One whole flow has this many bits: with shares below 2^57, products stay below 2^248.
const BITS: usize = 190;
/// A payment of a billion OPEN, in planck.
const PAYMENT: u128 = 1_000_000_000_000_000_000_000;

#[derive(Clone, Debug)]
struct Registered {
    who: usize,
    /// Parents with royalty and data part; the adversary's wishes.
    parents: Vec<(usize, u32, u32)>,
    /// The weight of data of its own, if any.
    own_data: Option<u32>,
    predecessor: Option<usize>,
    terms: Terms,
    /// Whether the adversary adds what is missing, and not a part more.
    repairs: bool,
}

#[derive(Clone, Debug)]
enum Move {
    Register(Registered),
    SetTerms { model: usize, terms: Terms },
    Allow { model: usize, who: usize, allowed: bool },
    Sell { model: usize, to: usize },
    Deprecate { model: usize },
    Pass { eras: u32 },
}

/// What the adversary knows: the terms that bind each model, from the rules and not from the pallet.
#[derive(Default)]
struct Oracle {
    owed: BTreeMap<ModelId, BTreeMap<ModelId, Terms>>,
    accepted: u32,
}

fn terms() -> impl Strategy<Value = Terms> {
    let access = prop_oneof![30 => Just(Access::Open), 2 => Just(Access::AllowList), 1 => Just(Access::Closed)];
    let floor = || prop_oneof![3 => Just(0u32), 4 => 0u32..60_000, 1 => 0u32..200_000];
    (access, floor(), floor()).prop_map(|(access, royalty, data)| Terms {
        access,
        royalty: ppm(royalty),
        data: ppm(data),
    })
}

/// Mostly one of the last models, so that lineages become deep.
fn index() -> impl Strategy<Value = usize> {
    prop_oneof![2 => 0usize..4, 1 => any::<usize>()]
}

fn moves() -> impl Strategy<Value = Move> {
    let part = || prop_oneof![4 => Just(0u32), 2 => 0u32..200_000, 1 => 0u32..=1_000_000];
    let own_data =
        prop_oneof![1 => Just(None), 2 => prop_oneof![Just(1u32), Just(u32::MAX), any::<u32>()].prop_map(Some)];
    let register = (
        any::<usize>(),
        prop::collection::vec((index(), part(), part()), 1..4),
        own_data,
        prop::option::weighted(0.15, any::<usize>()),
        terms(),
        prop::bool::weighted(0.9),
    )
        .prop_map(|(who, parents, own_data, predecessor, terms, repairs)| {
            Move::Register(Registered { who, parents, own_data, predecessor, terms, repairs })
        });
    let person = any::<usize>;
    prop_oneof![
        24 => register,
        2 => (any::<usize>(), terms()).prop_map(|(model, terms)| Move::SetTerms { model, terms }),
        6 => (any::<usize>(), person(), prop::bool::weighted(0.8))
            .prop_map(|(model, who, allowed)| Move::Allow { model, who, allowed }),
        1 => (any::<usize>(), person()).prop_map(|(model, to)| Move::Sell { model, to }),
        1 => any::<usize>().prop_map(|model| Move::Deprecate { model }),
        3 => (1..=NOTICE).prop_map(|eras| Move::Pass { eras }),
    ]
}

fn count() -> u32 {
    NextModelId::<Test>::get().0
}

/// Counted back from the last model.
fn pick(index: usize) -> Option<ModelId> {
    let count = count() as usize;
    (count > 0).then(|| ModelId((count - 1 - index % count) as u32))
}

fn has_data(model: ModelId) -> bool {
    Ledger::total_shares(&PoolId::ModelData(model)) > 0
}

/// Add parts for a parent. One with data has the least part at least.
fn add_parent(parents: &mut Vec<Parent>, model: ModelId, royalty: u32, part: u32) {
    let add = |old: Permill, new: u32| ppm((old.deconstruct() + new).min(1_000_000));
    match parents.iter_mut().find(|parent| parent.model == model) {
        Some(parent) => {
            parent.royalty = add(parent.royalty, royalty);
            parent.data = add(parent.data, part);
        }
        None => {
            let least = if has_data(model) { part.max(MIN_DATA) } else { 0 };
            parents.push(parent(model.0, Uses, royalty, least));
        }
    }
}

/// Without data of its own, a model gives all that is left to its last parent with data.
fn fill(parents: &mut [Parent]) {
    let sum: u32 = parents.iter().map(|parent| parent.data.deconstruct()).sum();
    if let Some(last) = parents.iter_mut().rev().find(|parent| has_data(parent.model)) {
        last.data = ppm(last.data.deconstruct() + 1_000_000u32.saturating_sub(sum));
    }
}

/// Try to register, and add what is missing if that is the reason of a refusal. Return the registration if accepted.
fn try_register(wish: &Registered) -> Option<RegistrationOf<Test>> {
    let who = PEOPLE[wish.who % PEOPLE.len()];
    let predecessor = wish.predecessor.and_then(pick);
    let mut parents = Vec::new();
    for (index, royalty, part) in &wish.parents {
        if let Some(model) = pick(*index).filter(|model| parents.iter().all(|parent: &Parent| parent.model != *model)) {
            add_parent(&mut parents, model, *royalty, *part);
        }
    }
    for _ in 0..4 {
        let mut filled = parents.clone();
        if wish.own_data.is_none() {
            fill(&mut filled);
        }
        let links = wish.own_data.map(|weight| link(39, TrainedOn, weight.max(1)));
        let any_data = links.is_some() || filled.iter().any(|parent| !parent.data.is_zero());
        // Half of the time the terms are as open as the ancestors allow.
        let least = filled.iter().map(|parent| info(parent.model).terms.access).max().unwrap_or_default();
        let access = wish.terms.access.max(if wish.repairs { least } else { Access::Open });
        let data = if any_data { wish.terms.data } else { ppm(0) };
        let Ok(filled) = filled.try_into() else { return None };
        let registration = Registration {
            parents: filled,
            datanets: links.into_iter().collect::<Vec<_>>().try_into().unwrap(),
            terms: Terms { access, data, ..wish.terms },
            ..with_team(derived(count(), Agent, vec![]), vec![member(who, 1_000_000)])
        };
        let missing = ModelRegistry::missing_terms(registration.clone(), predecessor);
        let result = frame::deps::frame_support::storage::with_storage_layer(|| match predecessor {
            None => register(signed(who), registration.clone()),
            Some(predecessor) => register_version(signed(who), predecessor, registration.clone()),
        });
        if result.is_ok() {
            assert_eq!(missing, Some(vec![]));
            return Some(registration);
        }
        if result != Err(Error::<Test>::TermsNotMet.into()) || !wish.repairs {
            return None;
        }
        let missing = missing.unwrap();
        assert!(!missing.is_empty());
        for Missing { ancestor, royalty, data } in missing {
            add_parent(&mut parents, ancestor, royalty.deconstruct(), data.deconstruct());
        }
    }
    None
}

impl Oracle {
    fn play(&mut self, step: Move) {
        match step {
            Move::Register(wish) => {
                if count() >= MODELS {
                    return;
                }
                let model = ModelId(count());
                if let Some(registration) = try_register(&wish) {
                    self.accept(model, PEOPLE[wish.who % PEOPLE.len()], &registration);
                }
            }
            Move::SetTerms { model, terms } => {
                let Some(model) = pick(model) else { return };
                let _ = ModelRegistry::set_terms(signed(info(model).owner), model, terms);
                let access = info(model).terms.access;
                assert!(self.owed[&model].values().all(|owed| owed.access <= access));
            }
            Move::Allow { model, who, allowed } => {
                let Some(model) = pick(model) else { return };
                let (owner, who) = (signed(info(model).owner), PEOPLE[who % PEOPLE.len()]);
                let _ = if allowed {
                    add_allowed(owner, model, who)
                } else {
                    ModelRegistry::remove_allowed(owner, model, who)
                };
            }
            Move::Sell { model, to } => {
                let Some(model) = pick(model) else { return };
                let to = PEOPLE[to % PEOPLE.len()];
                if ModelRegistry::propose_owner(signed(info(model).owner), model, Some(to)).is_ok() {
                    assert_ok!(accept_ownership(signed(to), model));
                }
            }
            Move::Deprecate { model } => {
                let Some(model) = pick(model) else { return };
                let _ = ModelRegistry::deprecate(signed(info(model).owner), model);
            }
            Move::Pass { eras } => Clock::advance_eras(eras),
        }
    }

    /// Work out what binds a model that was accepted, and check who registered it.
    fn accept(&mut self, model: ModelId, who: AccountId, registration: &RegistrationOf<Test>) {
        let mut owed = BTreeMap::<ModelId, Terms>::new();
        let mut bind = |ancestor: ModelId, terms: Terms| {
            let owed = owed.entry(ancestor).or_default();
            owed.access = owed.access.max(terms.access);
            owed.royalty = owed.royalty.max(terms.royalty);
            owed.data = owed.data.max(terms.data);
        };
        for parent in &registration.parents {
            bind(parent.model, info(parent.model).terms);
        }
        let sources = registration.parents.iter().map(|parent| parent.model).chain(info(model).predecessor);
        for source in sources {
            for (ancestor, terms) in &self.owed[&source] {
                bind(*ancestor, *terms);
            }
        }
        for (ancestor, terms) in &owed {
            let owns = info(*ancestor).owner == who;
            match terms.access {
                Access::Open => {}
                Access::AllowList => assert!(owns || ModelRegistry::is_allowed(*ancestor, who)),
                Access::Closed => assert!(owns),
            }
            assert!(terms.access <= registration.terms.access);
        }
        self.owed.insert(model, owed);
        self.accepted += 1;
    }

    /// Check every descendant's flow to every ancestor. Returns how many floors were checked behind a shell.
    fn check(&self) -> usize {
        let pools: [fn(ModelId) -> PoolId<AccountId>; 2] = [PoolId::ModelBuilders, PoolId::ModelData];
        let mut deep = 0;
        for (kind, pool) in pools.into_iter().enumerate() {
            let edges: Vec<_> = (0..count()).map(|id| edges(pool, ModelId(id))).collect();
            for (model, owed) in &self.owed {
                let flows = flows(&edges, *model);
                let at = |ancestor: &ModelId| flows[ancestor.0 as usize];
                let direct: Vec<ModelId> = info(*model).parents.iter().map(|parent| parent.model).collect();
                for (ancestor, terms) in owed {
                    let floor = if kind == 0 { terms.royalty } else { terms.data };
                    check_floor(at(ancestor), floor);
                    deep += usize::from(!floor.is_zero() && !direct.contains(ancestor));
                }
                for obligation in obligations(*model) {
                    let passed = if kind == 0 { obligation.passed_royalty } else { obligation.passed_data };
                    let claimed = (U256::from(passed) << BITS) / U256::from(WHOLE);
                    assert!(claimed <= at(&obligation.ancestor) + slack(), "more is said to be passed than is");
                }
                for parent in direct.iter().filter(|parent| kind == 1 && has_data(**parent)) {
                    check_floor(at(parent), ppm(MIN_DATA));
                }
            }
        }
        deep
    }
}

/// The pools among the holders of a model's pool, with their shares, and all shares.
fn edges(pool: fn(ModelId) -> PoolId<AccountId>, model: ModelId) -> (Vec<(usize, Shares)>, Shares) {
    let all = holders(pool(model));
    let ancestor = |holder: &Holder<AccountId>| match holder {
        Holder::Pool(PoolId::ModelBuilders(model) | PoolId::ModelData(model)) => Some(model.0 as usize),
        _ => None,
    };
    let parents = all.iter().filter_map(|(holder, shares)| Some((ancestor(holder)?, *shares))).collect();
    (parents, all.iter().map(|(_, shares)| *shares).sum())
}

/// The part of a model's pool that reaches each model's pool, by the shares alone.
fn flows(edges: &[(Vec<(usize, Shares)>, Shares)], model: ModelId) -> Vec<U256> {
    let mut flows = vec![U256::zero(); edges.len()];
    flows[model.0 as usize] = U256::one() << BITS;
    // Parents have smaller ids.
    for id in (0..edges.len()).rev() {
        let (parents, total) = &edges[id];
        for (parent, shares) in parents {
            assert!(*parent < id);
            let part = flows[id] * U256::from(*shares) / U256::from(*total);
            flows[*parent] += part;
        }
    }
    flows
}

/// More than the sum of all roundings of a flow, and far less than a planck of any payment.
fn slack() -> U256 {
    U256::one() << (BITS - 150)
}

fn check_floor(flow: U256, floor: Permill) {
    let asked = (U256::from(floor.deconstruct()) << BITS) / U256::from(MILLION);
    assert!(flow + slack() >= asked, "a floor of {floor:?} is not met");
    // The same in planck of a payment.
    let paid = ((flow >> 64) * U256::from(PAYMENT)) >> (BITS - 64);
    let asked = PAYMENT * u128::from(floor.deconstruct()) / 1_000_000;
    assert!(paid + 1 >= U256::from(asked), "{asked} planck are owed and {paid} paid");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_floor_should_hold_for_every_descendant(moves in prop::collection::vec(moves(), 1..160)) {
        ExtBuilder::default().build_and_execute(|| {
            let mut oracle = Oracle::default();
            for step in moves {
                oracle.play(step);
            }
            oracle.check();
        });
    }
}

/// If everything were refused, the property above would say nothing.
#[test]
fn the_adversary_should_be_accepted_often_enough() {
    let mut runner = TestRunner::deterministic();
    let (mut accepted, mut deep, mut full) = (0, 0, 0);
    for _ in 0..8 {
        ExtBuilder::default().build_and_execute(|| {
            let mut oracle = Oracle::default();
            for _ in 0..600 {
                oracle.play(moves().new_tree(&mut runner).unwrap().current());
            }
            accepted += oracle.accepted;
            deep += oracle.check();
            full += u32::from(count() == MODELS);
        });
    }
    assert!(accepted > 300 && deep > 300 && full > 2, "{accepted} accepted, {deep} floors behind a shell, {full} full");
}
