// SPDX-License-Identifier: Apache-2.0

//! Random lineages: every accepted command keeps the invariants.

use super::*;
use openledger_primitives::{
    disputes::{Judged, Omitted, Ruling, Subject},
    DatanetId,
};
use proptest::prelude::*;

const PEOPLE: [AccountId; 4] = [ALICE, BOB, CHARLIE, DAVE];

#[derive(Clone, Debug)]
struct Ancestor {
    model: usize,
    royalty_above_minimum: u32,
    data: u32,
}

#[derive(Clone, Debug)]
enum Command {
    Register {
        who: usize,
        kind: ModelKind,
        parents: Vec<Ancestor>,
        team: Vec<u32>,
        datanets: Vec<(u32, DatanetRelation, u32)>,
        terms: Terms,
        predecessor: Option<usize>,
        max_deposit: Balance,
        uri: Vec<u8>,
    },
    SetTerms {
        model: usize,
        terms: Terms,
    },
    SetAllowed {
        model: usize,
        who: usize,
        allowed: bool,
    },
    Deprecate {
        model: usize,
    },
    SetLicense {
        datanet: u32,
        relation: DatanetRelation,
        access: Access,
        part: u32,
    },
    License {
        datanet: u32,
        relation: DatanetRelation,
        who: usize,
    },
    MoveOwnership {
        model: usize,
        to: usize,
    },
    TransferShare {
        model: usize,
        member: usize,
        to: usize,
    },
    Verdict {
        who: usize,
        model: usize,
        omitted: Option<Result<usize, u32>>,
    },
    Pass {
        eras: u32,
    },
}

fn kinds() -> impl Strategy<Value = ModelKind> {
    prop::sample::select(vec![Base, FineTune, Adapter, Merge, Distilled, Agent, Quantized])
}

fn terms() -> impl Strategy<Value = Terms> {
    let access = prop_oneof![
        16 => (0u32..100_000).prop_map(open),
        1 => (0u32..100_000).prop_map(allow_list),
        1 => Just(closed()),
    ];
    let data = prop_oneof![7 => Just(0u32), 1 => 0u32..200_000];
    (access, data).prop_map(|(terms, data)| with_data_floor(terms, data))
}

fn ancestors() -> impl Strategy<Value = Ancestor> {
    let royalty = prop_oneof![6 => Just(0u32), 6 => 0u32..300_000, 1 => 0u32..=1_000_000];
    let data = prop_oneof![1 => 0u32..MIN_DATA, 8 => MIN_DATA..300_000, 1 => Just(1_000_000u32)];
    (any::<usize>(), royalty, data).prop_map(|(model, royalty_above_minimum, data)| Ancestor {
        model,
        royalty_above_minimum,
        data,
    })
}

fn relations() -> impl Strategy<Value = DatanetRelation> {
    prop::sample::select(vec![TrainedOn, RetrievesFrom])
}

fn accesses() -> impl Strategy<Value = Access> {
    prop::sample::select(vec![Access::Open, Access::AllowList, Access::Closed])
}

fn commands() -> impl Strategy<Value = Command> {
    let index = any::<usize>;
    let register =
        (
            index(),
            kinds(),
            prop::collection::vec(ancestors(), 0..5),
            prop::collection::vec(0u32..=500_000, 0..4),
            prop::collection::vec((0u32..42, relations(), prop_oneof![10 => 1u32..1_000, 1 => Just(0u32)]), 0..4),
            terms(),
            prop::option::weighted(0.2, index()),
            prop_oneof![20 => Just(Balance::MAX), 1 => 0..3 * MODEL_DEPOSIT],
            prop_oneof![20 => Just(b"ipfs://artifact".to_vec()), 1 => prop::collection::vec(any::<u8>(), 0..9)],
        )
            .prop_map(|(who, kind, parents, team, datanets, terms, predecessor, max_deposit, uri)| {
                Command::Register { who, kind, parents, team, datanets, terms, predecessor, max_deposit, uri }
            });
    prop_oneof![
        12 => register,
        1 => (index(), terms()).prop_map(|(model, terms)| Command::SetTerms { model, terms }),
        2 => (index(), index(), any::<bool>())
            .prop_map(|(model, who, allowed)| Command::SetAllowed { model, who, allowed }),
        1 => index().prop_map(|model| Command::Deprecate { model }),
        1 => (0u32..42, relations(), accesses(), 0u32..400_000)
            .prop_map(|(datanet, relation, access, part)| Command::SetLicense { datanet, relation, access, part }),
        1 => (0u32..42, relations(), index())
            .prop_map(|(datanet, relation, who)| Command::License { datanet, relation, who }),
        1 => (index(), index()).prop_map(|(model, to)| Command::MoveOwnership { model, to }),
        2 => (index(), index(), index())
            .prop_map(|(model, member, to)| Command::TransferShare { model, member, to }),
        3 => (index(), index(), prop::option::weighted(0.8, prop::result::maybe_err(index(), 0u32..42)))
            .prop_map(|(who, model, omitted)| Command::Verdict { who, model, omitted }),
        1 => (1..=NOTICE).prop_map(|eras| Command::Pass { eras }),
    ]
}

/// One of the models there are (or the next id, if there is none).
fn pick(index: usize) -> ModelId {
    let count = NextModelId::<Test>::get().0;
    ModelId(if count == 0 { 0 } else { (index % count as usize) as u32 })
}

fn owner_of(model: ModelId) -> AccountId {
    ModelRegistry::model(model).map(|info| info.owner).unwrap_or(ALICE)
}

/// The relation that fits a kind.
fn relation(kind: ModelKind, position: usize) -> ParentRelation {
    match kind {
        FineTune => FineTunedFrom,
        Adapter if position == 0 => AdapterOf,
        Quantized if position == 0 => QuantizedFrom,
        Merge => MergedFrom,
        Distilled => DistilledFrom,
        Base | Adapter | Agent | Quantized => Uses,
    }
}

/// A registration that is valid more often than not: cuts of one whole as the team, royalties from the minimum upward,
/// data parts mostly where there is data, access mostly as restricted as that of the parents.
fn registration(
    kind: ModelKind,
    ancestors: &[Ancestor],
    team: &[u32],
    datanets: &[(u32, DatanetRelation, u32)],
    terms: Terms,
) -> RegistrationOf<Test> {
    let mut parents = Vec::new();
    let mut terms = terms;
    for (position, ancestor) in ancestors.iter().enumerate() {
        let model = pick(ancestor.model);
        let asked = ModelRegistry::model(model).map(|info| info.terms).unwrap_or_default();
        let has_data = Ledger::total_shares(&PoolId::ModelData(model)) > 0;
        // A whole stands for a parent that is named without a look at its record.
        let deprecated = ModelRegistry::model(model).is_some_and(|info| info.deprecated);
        let twice = parents.iter().any(|parent: &Parent| parent.model == model);
        if (deprecated || twice) && ancestor.data < 1_000_000 {
            continue;
        }
        // A whole stands for a part that is given without asking whether there is data.
        let data = if has_data || ancestor.data == 1_000_000 { ancestor.data } else { 0 };
        // An odd number stands for one that is given without asking for the minimum.
        let royalty = match ancestor.royalty_above_minimum {
            odd if odd % 2 == 1 => odd,
            even => {
                terms.access = terms.access.max(asked.access);
                (asked.royalty.deconstruct() + even).min(1_000_000)
            }
        };
        parents.push(parent(model.0, relation(kind, position), royalty, data));
    }
    if datanets.is_empty() {
        let sum: u32 = parents.iter().map(|parent| parent.data.deconstruct()).sum();
        if let Some(parent) = parents.iter_mut().find(|parent| !parent.data.is_zero()) {
            parent.data = ppm((parent.data.deconstruct() + 1_000_000u32.saturating_sub(sum)).min(1_000_000));
        }
    }
    let mut rest = 1_000_000;
    let mut members = Vec::new();
    for (index, share) in team.iter().enumerate() {
        let share = (*share).min(rest);
        rest -= share;
        members.push(member(200 + index as u64, share));
    }
    members.push(member(ALICE, rest));
    let links = datanets.iter().map(|(id, relation, weight)| link(*id, *relation, *weight)).collect();
    let seed = NextModelId::<Test>::get().0;
    with_terms(with_datanets(with_team(derived(seed, kind, parents), members), links), terms)
}

/// The registration with a kind that fits the number of parents, and with larger parts for them, as far as they lack
/// some.
fn repaired(mut registration: RegistrationOf<Test>) -> RegistrationOf<Test> {
    registration.kind = match (registration.kind, registration.parents.len()) {
        (Agent, _) => Agent,
        (_, 0) => Base,
        (Base, _) => Distilled,
        (Merge, 1) => FineTune,
        (kind, _) => kind,
    };
    for (position, parent) in registration.parents.iter_mut().enumerate() {
        parent.relation = relation(registration.kind, position);
    }
    for lack in ModelRegistry::missing_terms(registration.clone(), None).unwrap_or_default() {
        if let Some(parent) = registration.parents.iter_mut().find(|parent| parent.model == lack.ancestor) {
            parent.royalty = parent.royalty + lack.royalty;
            parent.data = parent.data + lack.data;
        } else {
            let data = lack.data.max(ppm(MIN_DATA)).deconstruct();
            let has_data = Ledger::total_shares(&PoolId::ModelData(lack.ancestor)) > 0;
            let data = if has_data { data } else { 0 };
            let _ = registration.parents.try_push(parent(lack.ancestor.0, Uses, lack.royalty.deconstruct(), data));
        }
    }
    registration
}

/// The demands on an accepted registration, from the state before it.
struct Asked {
    terms: Vec<Terms>,
    had_data: Vec<bool>,
}

fn asked(registration: &RegistrationOf<Test>) -> Asked {
    let parents = &registration.parents;
    let terms = |parent: &Parent| ModelRegistry::model(parent.model).map(|info| info.terms).unwrap_or(closed());
    Asked {
        terms: parents.iter().map(terms).collect(),
        had_data: parents.iter().map(|p| Ledger::total_shares(&PoolId::ModelData(p.model)) > 0).collect(),
    }
}

fn check_accepted(model: ModelId, asked: Asked) {
    let info = info(model);
    assert_no_zero_shares(&info);
    assert_eq!(Ledger::total_shares(&PoolId::ModelBuilders(model)), 1_000_000_000_000);
    let owed = obligations(model);
    for (parent, (terms, had_data)) in info.parents.iter().zip(asked.terms.into_iter().zip(asked.had_data)) {
        assert!(parent.model < model);
        assert_eq!(parent.data >= ppm(MIN_DATA), had_data);
        assert!(info.terms.access >= terms.access);
        let whole = |part: Permill| u64::from(part.deconstruct()) * 1_000_000;
        let to = owed.iter().find(|owed| owed.ancestor == parent.model);
        assert!(to.is_some() || !terms.bind());
        if let Some(to) = to {
            assert!(to.passed_royalty >= whole(to.royalty) && to.royalty >= terms.royalty);
            assert!(to.passed_data >= whole(to.data) && to.data >= terms.data);
        }
        let royalty = u128::from(parent.royalty.deconstruct());
        let pool = Holder::Pool(PoolId::ModelBuilders(parent.model));
        assert_eq!(Ledger::shares_of(&PoolId::ModelBuilders(model), &pool), royalty * 1_000_000);
    }
    // Parts per million of the data pool are exact.
    let any_data = !info.datanets.is_empty() || info.parents.iter().any(|parent| !parent.data.is_zero());
    let weights: u128 = info.datanets.iter().map(|link| u128::from(link.weight)).sum();
    let unit = if any_data { weights.max(1) } else { 0 };
    assert_eq!(Ledger::total_shares(&PoolId::ModelData(model)), unit * 1_000_000);
    for parent in &info.parents {
        let pool = Holder::Pool(PoolId::ModelData(parent.model));
        let part = u128::from(parent.data.deconstruct());
        assert_eq!(Ledger::shares_of(&PoolId::ModelData(model), &pool), part * unit);
    }
}

/// Each link has the part that its datanet's license asks for, and the registrant may use it.
fn check_licensed(model: ModelId, who: AccountId, links: &[DatanetLink]) {
    let parts: u128 = info(model).parents.iter().map(|parent| u128::from(parent.data.deconstruct())).sum();
    let weights: u128 = links.iter().map(|link| u128::from(link.weight)).sum();
    for link in links {
        let terms = LicenseUses::get((link.datanet, link.relation));
        let listed = Licensees::contains_key((link.datanet, link.relation, who));
        assert!(match terms.access {
            Access::Open => true,
            Access::AllowList => listed || who == DATANETS_OWNER,
            Access::Closed => who == DATANETS_OWNER,
        });
        let least = u128::from(terms.data.deconstruct());
        assert!(u128::from(link.weight) * (1_000_000 - parts) >= least * weights);
    }
}

/// Whether it was accepted.
fn run(command: Command) -> bool {
    let person = |index: usize| PEOPLE[index % PEOPLE.len()];
    match command {
        Command::Register { who, kind, parents, team, datanets, terms, predecessor, max_deposit, uri } => {
            let registration = registration(kind, &parents, &team, &datanets, terms);
            let registration = Registration { uri: uri.clone().try_into().unwrap(), ..registration };
            let registration = if who % 4 > 0 { repaired(registration) } else { registration };
            let asked = asked(&registration);
            let model = NextModelId::<Test>::get();
            let old = predecessor.map(pick);
            let registrant = old.map_or(person(who), owner_of);
            let missing = ModelRegistry::missing_licenses(registration.clone(), registrant);
            let deposit = ModelRegistry::deposit_for(registration.clone(), old);
            let links = registration.datanets.clone();
            let result = match old {
                None => ModelRegistry::register(signed(registrant), registration, max_deposit),
                Some(old) => ModelRegistry::register_version(signed(registrant), old, registration, max_deposit),
            };
            if result.is_ok() {
                assert_eq!((missing, deposit), (vec![], Some((info(model).deposit, MODEL_DEPOSIT))));
                check_licensed(model, registrant, &links);
            }
            let accepted = result.is_ok();
            if accepted {
                assert!(info(model).deposit <= max_deposit && String::from_utf8(uri).is_ok());
                check_accepted(model, asked);
            }
            accepted
        }
        Command::SetTerms { model, terms } => {
            let model = pick(model);
            let before = ModelRegistry::model(model).map(|info| info.terms);
            let accepted = ModelRegistry::set_terms(signed(owner_of(model)), model, terms).is_ok();
            if let (true, Some(before)) = (accepted, before) {
                assert_eq!(info(model).terms.least(before), info(model).terms, "stricter without notice");
                assert_eq!(info(model).next_terms.map_or(info(model).terms, |next| next.terms), terms);
            }
            accepted
        }
        Command::Pass { eras } => {
            Clock::advance_eras(eras);
            true
        }
        Command::SetAllowed { model, who, allowed } => {
            let model = pick(model);
            let (owner, who) = (signed(owner_of(model)), person(who));
            let change = if allowed { add_allowed } else { ModelRegistry::remove_allowed };
            change(owner, model, who).is_ok()
        }
        Command::Deprecate { model } => {
            let model = pick(model);
            let owner = owner_of(model);
            let before = held(owner);
            // Nothing, if it was deprecated before a verdict returned it.
            let returned = ModelRegistry::model(model).map_or(0, |info| info.returnable);
            let accepted = ModelRegistry::deprecate(signed(owner), model).is_ok();
            assert!(!accepted || held(owner) == before - returned);
            accepted
        }
        Command::SetLicense { datanet, relation, access, part } => {
            set_license(datanet, relation, access, part);
            true
        }
        Command::License { datanet, relation, who } => {
            Licensees::insert((openledger_primitives::DatanetId(datanet), relation, person(who)), ());
            true
        }
        Command::MoveOwnership { model, to } => {
            let (model, to) = (pick(model), person(to));
            ModelRegistry::propose_owner(signed(owner_of(model)), model, Some(to)).is_ok()
                && accept_ownership(signed(to), model).is_ok()
        }
        Command::TransferShare { model, member, to } => {
            let model = pick(model);
            let team = ModelRegistry::model(model).map(|info| info.team.into_inner()).unwrap_or_default();
            let from = if team.is_empty() { ALICE } else { team[member % team.len()].account };
            ModelRegistry::transfer_builder_share(signed(from), model, person(to)).is_ok()
        }
        Command::Verdict { who, model, omitted } => {
            let (who, model) = (person(who), pick(model));
            let subject = match omitted {
                None => Subject::Artifact { model },
                Some(Ok(parent)) => Subject::Lineage { model, omitted: Omitted::Parent(pick(parent)) },
                Some(Err(id)) => Subject::Lineage { model, omitted: Omitted::Datanet(DatanetId(id)) },
            };
            let pools = [PoolId::ModelBuilders(model), PoolId::ModelData(model)];
            let before = pools.clone().map(holders);
            let executed = ModelRegistry::open(&subject, &who).is_ok()
                && ModelRegistry::execute(&subject, &who, Ruling::Overturned).is_ok();
            if executed && omitted.is_some() {
                // Nobody loses a share, and the addition gets at most half of each pool.
                for (pool, before) in pools.into_iter().zip(before) {
                    let had: u128 = before.iter().map(|(_, shares)| shares).sum();
                    assert!(before.iter().all(|(holder, shares)| Ledger::shares_of(&pool, holder) == *shares));
                    assert!(had == 0 || Ledger::total_shares(&pool) <= 2 * had);
                }
            }
            executed
        }
    }
}

/// Run a command as a block would: a failing one is rolled back.
fn dispatch(command: Command) -> bool {
    frame::deps::frame_support::storage::with_storage_layer(|| {
        if run(command) {
            Ok(())
        } else {
            Err(DispatchError::Other("rolled back"))
        }
    })
    .is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_lineages_should_keep_the_invariants(commands in prop::collection::vec(commands(), 1..60)) {
        ExtBuilder::default().build_and_execute(|| {
            set_sizes(100, 10, 1);
            for command in commands {
                dispatch(command);
                ModelRegistry::do_try_state().unwrap();
            }
        });
    }
}

/// If every command were refused, the property above would say nothing.
#[test]
fn random_lineages_should_be_accepted_often_enough() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    ExtBuilder::default().build_and_execute(|| {
        set_sizes(100, 10, 1);
        let accepted = (0..1_000).filter(|_| dispatch(commands().new_tree(&mut runner).unwrap().current())).count();
        assert!(accepted > 200, "only {accepted} of 1,000 commands were accepted");
        assert!(Models::<Test>::iter_values().filter(|info| !info.parents.is_empty()).count() > 30);
    });
}
