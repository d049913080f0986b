// SPDX-License-Identifier: Apache-2.0

//! One payment for the third generation of a model, with the real wiring, and everybody behind it.
//!
//! An independent model computes all earnings a second time: without positions or checkpoints, only from the sum that a
//! pool ever received and its constant shares.

use crate::chain::{dispatch, dispatch_as_root, Chain};
use openledger_primitives::{
    runtime_api::{runtime_decl_for_open_ledger_api::OpenLedgerApiV1, Obligation, Recipient},
    Balance, ContributionId, DatanetId, Era, ModelId, PoolId, Units, OPEN,
};
use openledger_runtime::{
    constants::currency::{EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY},
    AccountId, Attribution, Balances, ModelRegistry, Runtime, RuntimeEvent, System, Treasury,
};
use pallet_attribution::{Call as Ledger, Event};
use pallet_datanets::{Admission, Kind, Policy, Refinement, Submission};
use pallet_inference::Prices;
use pallet_model_registry::{
    Access, DatanetLink, DatanetRelation, ModelKind, Parent, ParentRelation, Registration, TeamMember, Terms, WHOLE,
};
use polkadot_sdk::{
    frame_support::traits::{fungible::Inspect, Get},
    sp_core::{H256, U256},
    sp_keyring::Sr25519Keyring::{
        self, Alice, AliceStash, Bob, BobStash, Charlie, CharlieStash, Dave, DaveStash, Eve, EveStash, Ferdie,
        FerdieStash,
    },
    sp_runtime::Permill,
};
use std::collections::BTreeMap;

const MILLION: u128 = 1_000_000;
const BOND: Balance = 5_000 * OPEN;
const DELEGATION: Balance = 2_500 * OPEN;
const COMMISSION: u128 = 80_000;
const REJECTED_DEPOSIT: Balance = OPEN;
/// The part that every model asks of its descendants' builders: what the third generation passes to the first.
const FLOOR: Permill = Permill::from_percent(3);
const PRICES: Prices = Prices {
    per_call: 3_000_000_007,
    per_thousand_input_tokens: 1_234_567_891,
    per_thousand_output_tokens: 4_700_000_003,
};

/// What `shares` of `total` have earned of everything that a pool has received.
fn earned(received: Balance, shares: u128, total: u128) -> Balance {
    let per_share = (U256::from(received) << 64) / U256::from(total);
    ((per_share * U256::from(shares)) >> 64).as_u128()
}

/// Divide a payment by the default split: contributors, builders, operator, stakers, treasury, burn.
fn divide(amount: Balance) -> [Balance; 6] {
    let mut sum = 0;
    let mut given = 0;
    [400_000, 250_000, 200_000, 100_000, 40_000, 10_000].map(|weight| {
        sum += weight;
        let part = amount * sum / MILLION - given;
        given += part;
        part
    })
}

fn price(units: &Units) -> Balance {
    let thousands = |price: u128, tokens: u64| (price * u128::from(tokens)).div_ceil(1_000);
    PRICES.per_call * u128::from(units.calls)
        + thousands(PRICES.per_thousand_input_tokens, units.input_tokens)
        + thousands(PRICES.per_thousand_output_tokens, units.output_tokens)
}

fn create_datanet(owner: Sr25519Keyring, datanet: DatanetId, curators: &[Sr25519Keyring]) {
    let policy = Policy {
        reviews: 2,
        min_score: 50,
        deposit: OPEN,
        originals_part: Permill::from_percent(25),
        max_items: 1_000,
        review_eras: 7,
        curation: pallet_datanets::Curation::default(),
    };
    let (name, metadata) = (b"datanet".to_vec().try_into().unwrap(), Default::default());
    let max_deposit: Balance = <Runtime as pallet_datanets::Config>::DatanetDeposit::get();
    let admission = Admission::Open;
    dispatch(owner, pallet_datanets::Call::create { name, metadata, admission, policy, max_deposit }).unwrap();
    for curator in curators {
        let who = curator.to_account_id();
        dispatch(owner, pallet_datanets::Call::add_curator { datanet, who }).unwrap();
    }
}

fn contribute(
    who: Sr25519Keyring,
    datanet: DatanetId,
    id: u64,
    items: u32,
    sources: &[u64],
    reviews: [(Sr25519Keyring, u8); 2],
) {
    let kind = if sources.is_empty() {
        Kind::Raw
    } else {
        let sources: Vec<_> = sources.iter().copied().map(ContributionId).collect();
        Kind::Refinement { method: Refinement::Cleaning, sources: sources.try_into().unwrap() }
    };
    let submission = Submission { kind, content_hash: H256::from_low_u64_be(id + 1), items, bytes: 4_096, uri: None };
    dispatch(who, pallet_datanets::Call::contribute { datanet, submission, max_deposit: OPEN }).unwrap();
    for (curator, score) in reviews {
        dispatch(curator, pallet_datanets::Call::review { contribution: ContributionId(id), score }).unwrap();
    }
}

fn register(
    owner: Sr25519Keyring,
    artifact: u8,
    kind: ModelKind,
    team: &[(Sr25519Keyring, u32)],
    parents: &[(ModelId, u32, u32)],
    datanets: &[(DatanetId, u32)],
) {
    let member = |(who, percent): &(Sr25519Keyring, u32)| TeamMember {
        account: who.to_account_id(),
        share: Permill::from_percent(*percent),
    };
    let parent = |(model, royalty, data): &(ModelId, u32, u32)| Parent {
        model: *model,
        relation: ParentRelation::FineTunedFrom,
        royalty: Permill::from_percent(*royalty),
        data: Permill::from_percent(*data),
    };
    let link = |(datanet, weight): &(DatanetId, u32)| DatanetLink {
        datanet: *datanet,
        relation: DatanetRelation::TrainedOn,
        weight: *weight,
    };
    let registration = Registration {
        name: b"model".to_vec().try_into().unwrap(),
        kind,
        artifact: H256::repeat_byte(artifact),
        uri: Default::default(),
        team: team.iter().map(member).collect::<Vec<_>>().try_into().unwrap(),
        parents: parents.iter().map(parent).collect::<Vec<_>>().try_into().unwrap(),
        datanets: datanets.iter().map(link).collect::<Vec<_>>().try_into().unwrap(),
        terms: Terms { royalty: FLOOR, ..Terms::default() },
    };
    let (max_deposit, _) = ModelRegistry::deposit_for(registration.clone(), None).unwrap();
    dispatch(owner, pallet_model_registry::Call::register { registration, max_deposit }).unwrap();
}

const FIRST: DatanetId = DatanetId(0);
const SECOND: DatanetId = DatanetId(1);
const BASE: ModelId = ModelId(0);
const FINE_TUNE: ModelId = ModelId(1);
const FINER_TUNE: ModelId = ModelId(2);

/// Two datanets with reviewed contributions, three generations of a model, an operator with a delegator and an offer.
fn set_up(chain: &mut Chain) {
    chain.block(|| {
        create_datanet(Alice, FIRST, &[Alice, Bob]);
        create_datanet(Bob, SECOND, &[Alice, Charlie]);
        contribute(Charlie, FIRST, 0, 10, &[], [(Alice, 80), (Bob, 90)]);
        contribute(Dave, FIRST, 1, 7, &[], [(Alice, 100), (Bob, 61)]);
        contribute(Eve, FIRST, 2, 13, &[0, 1], [(Bob, 77), (Alice, 99)]);
        contribute(Ferdie, FIRST, 3, 1_000, &[], [(Alice, 10), (Bob, 20)]);
        contribute(Dave, SECOND, 4, 3, &[], [(Alice, 50), (Charlie, 51)]);
        contribute(Ferdie, SECOND, 5, 11, &[], [(Charlie, 93), (Alice, 93)]);
        register(Bob, 1, ModelKind::Base, &[(Bob, 60), (FerdieStash, 40)], &[], &[(FIRST, 3), (SECOND, 2)]);
        register(Charlie, 2, ModelKind::FineTune, &[(Charlie, 70), (Eve, 30)], &[(BASE, 15, 40)], &[(SECOND, 3)]);
        register(Dave, 3, ModelKind::FineTune, &[(DaveStash, 100)], &[(FINE_TUNE, 20, 55)], &[(FIRST, 4)]);
        let commission = Permill::from_parts(COMMISSION as u32);
        dispatch(AliceStash, pallet_operator_staking::Call::bond { amount: BOND, commission }).unwrap();
        let operator = AliceStash.to_account_id();
        dispatch(BobStash, pallet_operator_staking::Call::delegate { operator, amount: DELEGATION }).unwrap();
        offer(FINER_TUNE);
    });
}

fn offer(model: ModelId) {
    let offer = pallet_inference::Call::publish_offer {
        model,
        prices: PRICES,
        endpoint: b"https://operator.example".to_vec(),
        valid_until: Attribution::current_era() + 50,
        covers_adapters: false,
        excluded: vec![],
        max_deposit: Balance::MAX,
    };
    dispatch(AliceStash, offer).unwrap();
}

fn pay(units: Units) -> Balance {
    pay_for(FINER_TUNE, units)
}

fn pay_for(model: ModelId, units: Units) -> Balance {
    let max_amount = price(&units);
    let operator = AliceStash.to_account_id();
    dispatch(CharlieStash, pallet_inference::Call::pay { model, operator, units, max_amount }).unwrap();
    max_amount
}

/// What each account earns in each pool when payments of these amounts are made for the third generation.
fn expected_earnings(amounts: &[Balance]) -> BTreeMap<(PoolId<AccountId>, Sr25519Keyring), Balance> {
    let mut parts = [0; 6];
    let mut commission = 0;
    for amount in amounts {
        let of_this = divide(*amount);
        commission += of_this[3] * COMMISSION / MILLION;
        parts.iter_mut().zip(of_this).for_each(|(sum, part)| *sum += part);
    }
    let [contributors, builders, operator, stakers, ..] = parts;
    let mut earnings = BTreeMap::new();

    // Down the data pools, in the registry's shares: 55 % to the parent and the rest to the first datanet, with a
    // weight of 4; then 40 % and the second one with 3; then 3 : 2.
    let percent = MILLION / 100;
    let fine_tune = earned(contributors, 55 * 4 * percent, 4 * MILLION);
    let base = earned(fine_tune, 40 * 3 * percent, 3 * MILLION);
    let first = earned(contributors, 45 * 4 * percent, 4 * MILLION) + earned(base, 3 * MILLION, 5 * MILLION);
    let second = earned(fine_tune, 60 * 3 * percent, 3 * MILLION) + earned(base, 2 * MILLION, 5 * MILLION);
    // Medians of two are the lower: 80, 61 and 77. A quarter of the refinement goes to its two sources.
    let refinement = 13 * 77;
    let source = refinement / 4 / 2;
    let shares = [(Charlie, 10 * 80 + source), (Dave, 7 * 61 + source), (Eve, refinement - 2 * source)];
    let total = 10 * 80 + 7 * 61 + refinement;
    for (who, shares) in shares {
        earnings.insert((PoolId::Datanet(FIRST), who), earned(first, shares, total));
    }
    for (who, shares) in [(Dave, 3 * 50), (Ferdie, 11 * 93)] {
        earnings.insert((PoolId::Datanet(SECOND), who), earned(second, shares, 3 * 50 + 11 * 93));
    }

    // Down the builders' pools: royalties of 20 % and 15 %.
    let parent = earned(builders, 20, 100);
    let grandparent = earned(parent, 15, 100);
    for (model, received, who, percent_of_percent) in [
        (FINER_TUNE, builders, DaveStash, 80 * 100),
        (FINE_TUNE, parent, Charlie, 85 * 70),
        (FINE_TUNE, parent, Eve, 85 * 30),
        (BASE, grandparent, Bob, 100 * 60),
        (BASE, grandparent, FerdieStash, 100 * 40),
    ] {
        // In the registry's unit of 10^-12 the result is the same: only the rounding of 2^-64 planck differs.
        let whole = MILLION * MILLION;
        let shares = percent_of_percent * (whole / 10_000);
        earnings.insert((PoolId::ModelBuilders(model), who), earned(received, shares, whole));
    }

    let pool = || PoolId::Operator(AliceStash.to_account_id());
    let shared = stakers - commission;
    let own = operator + commission + earned(shared, BOND, BOND + DELEGATION);
    earnings.insert((pool(), AliceStash), own);
    earnings.insert((pool(), BobStash), earned(shared, DELEGATION, BOND + DELEGATION));
    earnings
}

fn units(calls: u64, input_tokens: u64, output_tokens: u64) -> Units {
    Units { calls, input_tokens, output_tokens }
}

#[test]
fn a_payment_for_the_third_generation_should_reach_everybody_behind_it_to_the_planck() {
    let everybody = || Sr25519Keyring::well_known();
    let total = |who: Sr25519Keyring| Balances::total_balance(&who.to_account_id());
    let ledger = Attribution::ledger_account;

    let mut chain = Chain::new("local_testnet");
    let before: BTreeMap<_, _> = chain.read(|| everybody().map(|who| (who, total(who))).collect());
    let treasury_before = chain.read(|| Balances::free_balance(Treasury::account_id()));
    set_up(&mut chain);
    chain.pass_eras(1);

    // Amounts that nothing divides evenly, in one block and over eras.
    let mut amounts = chain.block(|| vec![pay(units(1, 812, 1_391)), pay(units(250, 203_417, 371_003))]);
    chain.pass_eras(1);
    amounts.push(chain.block(|| pay(units(97, 88_888, 33_331))));
    chain.pass_eras(1);
    amounts.push(chain.block(|| pay(units(1, 0, 0))));
    let paid: Balance = amounts.iter().sum();
    // The idle work of the following blocks lets everything flow and pays out the dues.
    chain.pass_eras(2);

    let earnings = expected_earnings(&amounts);
    chain.block(|| {
        for ((pool, who), amount) in &earnings {
            let found = Attribution::earnings(who.to_account_id());
            assert_eq!(Attribution::claimable(who.to_account_id(), pool.clone()), *amount, "{who:?} in {pool:?}");
            assert_eq!(found.not_flowed, 0, "{who:?}");
            dispatch(*who, Ledger::claim { pool: pool.clone(), path: Default::default() }).unwrap();
        }
    });
    chain.pass_eras(1);

    // The dues are sums of parts that were rounded payment by payment, as everything that follows from the split.
    let dues = |part: usize| amounts.iter().map(|amount| divide(*amount)[part]).sum::<Balance>();
    let claimed: Balance = earnings.values().sum();
    chain.read(|| {
        let books = Attribution::books();
        assert_eq!(books.dues, Default::default());
        // Every planck is somewhere: claimed, the treasury's, burned, or carried as fractions until more comes.
        assert_eq!(claimed + dues(4) + dues(5) + books.owed, paid);
        assert!(books.owed < 40, "{} planck are carried", books.owed);
        assert_eq!(Balances::total_balance(&ledger()), EXISTENTIAL_DEPOSIT + books.owed);
        assert_eq!(Balances::total_issuance(), TOTAL_SUPPLY - dues(5));
        assert_eq!(Balances::free_balance(Treasury::account_id()), treasury_before + dues(4) + REJECTED_DEPOSIT / 2);
        for who in everybody() {
            let earned: Balance =
                earnings.iter().filter(|((_, earner), _)| *earner == who).map(|(_, amount)| amount).sum();
            let spent = match who {
                CharlieStash => paid,
                Ferdie => REJECTED_DEPOSIT / 2,
                _ => 0,
            };
            assert_eq!(total(who), before[&who] + earned - spent, "{who:?}");
        }
    });
}

#[test]
fn shares_should_earn_from_the_next_era_and_wait_for_their_revenue() {
    let mut chain = Chain::new("local_testnet");
    set_up(&mut chain);
    // The operator's stake has to be active, a model's builders need not be.
    chain.pass_eras(1);
    let model = ModelId(3);
    let amount = chain.block(|| {
        register(Dave, 4, ModelKind::FineTune, &[(DaveStash, 100)], &[(FINE_TUNE, 20, 55)], &[(FIRST, 4)]);
        offer(model);
        pay_for(model, units(10, 0, 0))
    });
    let claim = |pool| Ledger::claim::<Runtime> { pool, path: Default::default() };
    let pool = PoolId::ModelBuilders(model);
    let whole = MILLION * MILLION;
    let expected = earned(divide(amount)[1], whole / 5 * 4, whole);
    chain.block(|| {
        // The pool has only holders that wait for the next era: the revenue is theirs, and theirs alone.
        assert_eq!(Attribution::claimable(DaveStash.to_account_id(), pool.clone()), expected);
    });
    chain.pass_eras(1);
    chain.block(|| {
        let before = Balances::total_balance(&DaveStash.to_account_id());
        dispatch(DaveStash, claim(pool.clone())).unwrap();
        assert_eq!(Balances::total_balance(&DaveStash.to_account_id()), before + expected);
        // A claim of what somebody has claimed before pays nothing, and is no error.
        dispatch(DaveStash, claim(pool.clone())).unwrap();
        assert_eq!(Balances::total_balance(&DaveStash.to_account_id()), before + expected);
    });
}

#[test]
fn the_api_should_show_obligations_to_every_generation() {
    let mut chain = Chain::new("local_testnet");
    set_up(&mut chain);
    let obligation = |ancestor, percent: u64, data_percent: u64| Obligation {
        ancestor,
        access: Access::Open,
        royalty: FLOOR,
        data: Permill::zero(),
        passed_royalty: percent * WHOLE / 100,
        passed_data: data_percent * WHOLE / 100,
    };
    chain.read(|| {
        assert_eq!(Runtime::model_obligations(BASE), Some(vec![]));
        assert_eq!(Runtime::model_obligations(FINE_TUNE), Some(vec![obligation(BASE, 15, 40)]));
        // 20 % of 15 %, and 55 % of 40 %.
        let of_third = vec![obligation(BASE, 3, 22), obligation(FINE_TUNE, 20, 55)];
        assert_eq!(Runtime::model_obligations(FINER_TUNE), Some(of_third));
        assert_eq!(Runtime::model_obligations(ModelId(3)), None);
    });
    chain.block(|| {
        let registration = |royalty: u32| Registration {
            name: b"model".to_vec().try_into().unwrap(),
            kind: ModelKind::FineTune,
            artifact: H256::repeat_byte(9),
            uri: Default::default(),
            team: vec![TeamMember { account: Ferdie.to_account_id(), share: Permill::one() }].try_into().unwrap(),
            parents: vec![Parent {
                model: FINE_TUNE,
                relation: ParentRelation::FineTunedFrom,
                royalty: Permill::from_percent(royalty),
                data: Permill::one(),
            }]
            .try_into()
            .unwrap(),
            datanets: Default::default(),
            terms: Terms::default(),
        };
        // Behind the second generation, 19 % pass 2.85 % to the first: the registration names what is missing.
        let missing = pallet_model_registry::Missing {
            ancestor: BASE,
            royalty: Permill::from_parts(1_500),
            data: Permill::zero(),
        };
        assert_eq!(ModelRegistry::missing_terms(registration(19), None), Some(vec![missing]));
        let (max_deposit, _) = ModelRegistry::deposit_for(registration(20), None).unwrap();
        let register = |royalty: u32, max_deposit: Balance| {
            let registration = registration(royalty);
            dispatch(Ferdie, pallet_model_registry::Call::<Runtime>::register { registration, max_deposit })
                .map(|_| ())
                .map_err(|failed| failed.error)
        };
        assert_eq!(register(19, max_deposit), Err(pallet_model_registry::Error::<Runtime>::TermsNotMet.into()));
        // And it names the most that may be held for it.
        assert_eq!(register(20, max_deposit - 1), Err(pallet_model_registry::Error::<Runtime>::DepositTooHigh.into()));
        assert_eq!(register(20, max_deposit), Ok(()));
    });
}

#[test]
fn a_quote_should_name_everybody_and_sum_to_its_amount() {
    let mut chain = Chain::new("local_testnet");
    set_up(&mut chain);
    chain.pass_eras(1);
    chain.read(|| {
        let operator = Some(AliceStash.to_account_id());
        let quote = Runtime::quote(FINER_TUNE, 1_000_000_007, operator).unwrap();
        assert_eq!(quote.lines.iter().map(|line| line.amount).sum::<Balance>(), 1_000_000_007);
        assert!(!quote.truncated);
        for recipient in [
            Recipient::Pool(PoolId::Datanet(FIRST)),
            Recipient::Pool(PoolId::Datanet(SECOND)),
            Recipient::Account(Bob.to_account_id()),
            Recipient::Account(FerdieStash.to_account_id()),
            Recipient::Account(Charlie.to_account_id()),
            Recipient::Account(Eve.to_account_id()),
            Recipient::Account(DaveStash.to_account_id()),
            Recipient::Account(AliceStash.to_account_id()),
            Recipient::Pool(PoolId::Operator(AliceStash.to_account_id())),
            Recipient::Treasury,
            Recipient::Burned,
        ] {
            assert!(quote.lines.iter().any(|line| line.recipient == recipient), "{recipient:?}");
        }
        // An account that is not an operator counts as none.
        let any = Runtime::quote(FINER_TUNE, 1_000, Some(EveStash.to_account_id())).unwrap();
        assert!(any.lines.iter().any(|line| line.recipient == Recipient::AnyOperator));
        assert_eq!(Runtime::quote(ModelId(3), 1_000, None), None);
    });
}

#[test]
fn a_change_of_the_split_should_act_on_later_eras_only() {
    let mut chain = Chain::new("local_testnet");
    set_up(&mut chain);
    chain.pass_eras(1);
    let split = openledger_primitives::FeeSplit {
        contributors: Permill::from_percent(45),
        builders: Permill::from_percent(20),
        ..Default::default()
    };
    let to_builders = |units| {
        let amount = pay(units);
        System::events()
            .into_iter()
            .rev()
            .find_map(|record| match record.event {
                RuntimeEvent::Attribution(Event::PaymentRouted { builders, split_version, .. }) => {
                    Some((amount, builders, split_version))
                }
                _ => None,
            })
            .unwrap()
    };
    let set = || pallet_fee_split::Call::set_fee_split { split };
    let effective = chain.block(|| {
        assert!(dispatch(Alice, set()).is_err());
        dispatch_as_root(set()).unwrap();
        let (amount, builders, version) = to_builders(units(100, 0, 0));
        assert_eq!((builders, version), (divide(amount)[1], 1));
        Runtime::fee_split().next.unwrap().effective_from
    });
    let eras: Era = effective - chain.read(Attribution::current_era);
    chain.pass_eras(eras);
    chain.block(|| {
        let (amount, builders, version) = to_builders(units(100, 0, 0));
        assert_eq!((builders, version), (amount * 65 / 100 - amount * 45 / 100, 2));
    });
}
