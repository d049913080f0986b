// SPDX-License-Identifier: Apache-2.0

//! Cases about models: a stolen artifact goes back, and what a lineage had left out is paid from the next era on.

use super::*;
use openledger_primitives::disputes::Omitted;
use openledger_runtime::{
    configs::ledger::{AppealEras, ResponseEras},
    RuntimeEvent, System,
};
use pallet_datanets::{Admission, Policy};
use pallet_model_registry::{Error, ParentRelation};
use polkadot_sdk::sp_keyring::Sr25519Keyring::{BobStash, Charlie, CharlieStash, DaveStash, FerdieStash};

const WHOLE: i128 = 1_000_000_000_000;

fn builders(model: ModelId) -> PoolId<AccountId> {
    PoolId::ModelBuilders(model)
}

fn data(model: ModelId) -> PoolId<AccountId> {
    PoolId::ModelData(model)
}

/// Let a model pool flow, and return what it passed to `to`.
fn flow(pool: PoolId<AccountId>, to: &PoolId<AccountId>) -> Balance {
    act(Eve, pallet_attribution::Call::<Runtime>::flow { pool: pool.clone() }).unwrap();
    let passed = System::events().into_iter().rev().find_map(|record| match record.event {
        RuntimeEvent::Attribution(pallet_attribution::Event::Flowed { pool: from, to }) if from == pool => Some(to),
        _ => None,
    });
    passed.unwrap().into_iter().find(|(pool, _)| pool == to).map_or(0, |(_, amount)| amount)
}

/// A silent respondent, and a panel that finds the challenger right. Returns when the case can be finalized.
fn overturned(chain: &mut Chain, challenger: Sr25519Keyring, subject: Subject<AccountId>) -> CaseId {
    let case = chain.block(|| open(challenger, subject).unwrap());
    pass(chain, ResponseEras::get() + 1);
    chain.block(|| {
        for judge in JUDGES {
            rule(judge, case, Ruling::Overturned).unwrap();
        }
    });
    pass(chain, AppealEras::get() + 1);
    case
}

#[test]
fn a_stolen_artifact_should_return_with_its_deposit_and_all_later_revenue() {
    let mut chain = world();
    chain.block(|| offer(MODEL));
    pass(&mut chain, 1);
    // Of 100 OPEN, the builders have 25: Dave 15 and Charlie 10.
    chain.block(|| pay(CharlieStash, MODEL, 100).unwrap());
    pass(&mut chain, 1);
    chain.block(|| {
        let before = Balances::total_balance(&Dave.to_account_id());
        claim(Dave, builders(MODEL)).unwrap();
        assert_eq!(Balances::total_balance(&Dave.to_account_id()), before + 15 * OPEN);
        assert_eq!(claimable(Charlie, builders(MODEL)), 10 * OPEN);
    });

    let subject = Subject::Artifact { model: MODEL };
    let case = chain.block(|| {
        let case = open(BobStash, subject).unwrap();
        respond(Dave.to_account_id(), case).unwrap();
        // The owner can neither kill the model nor give it away until the end, and a builder does not judge.
        let in_dispute = Err(Error::<Runtime>::InDispute.into());
        assert_eq!(act(Dave, pallet_model_registry::Call::<Runtime>::deprecate { model: MODEL }), in_dispute);
        let terms = Terms::default();
        assert_eq!(act(Dave, pallet_model_registry::Call::<Runtime>::set_terms { model: MODEL, terms }), in_dispute);
        elect(&[Charlie, AliceStash, Eve]);
        let interested = pallet_disputes::Error::<Runtime>::Interested.into();
        assert_eq!(rule(Charlie, case, Ruling::Upheld), Err(interested));
        for judge in JUDGES {
            rule(judge, case, Ruling::Overturned).unwrap();
        }
        case
    });
    pass(&mut chain, AppealEras::get() + 1);
    chain.block(|| {
        let before = Book::read();
        let deposit = ModelRegistry::model(MODEL).unwrap().deposit;
        let reason: RuntimeHoldReason = pallet_model_registry::HoldReason::Model.into();
        let on_hold = |who: Sr25519Keyring| Balances::balance_on_hold(&reason, &who.to_account_id());
        assert_eq!((on_hold(Dave), on_hold(BobStash)), (deposit, 0));
        finalize(case).unwrap();
        let (dave, builder) = (Dave.to_account_id(), BobStash.to_account_id());
        let mut balances = lost(&dave, &builder, bond());
        balances.extend([(dave, -(deposit as i128)), (builder.clone(), deposit as i128)]);
        let shares = [(Dave, -WHOLE / 10 * 6), (Charlie, -WHOLE / 10 * 4), (BobStash, WHOLE)]
            .map(|(who, change)| (share_of(builders(MODEL), who), change));
        before.assert_changed(&balances, &shares);
        assert_eq!((on_hold(Dave), on_hold(BobStash)), (0, deposit));
        assert_eq!(ModelRegistry::model(MODEL).unwrap().owner, builder);
        // Nobody else has a share, so what comes in this era waits for the builder.
        pay(CharlieStash, MODEL, 100).unwrap();
    });
    pass(&mut chain, 1);
    chain.block(|| pay(CharlieStash, MODEL, 100).unwrap());
    pass(&mut chain, 1);
    chain.block(|| {
        let pools = || builders(MODEL);
        // The thief earns nothing any more, and what was earned before the verdict is still Charlie's.
        assert_eq!((claimable(Dave, pools()), claimable(Charlie, pools())), (0, 10 * OPEN));
        assert_eq!(claimable(BobStash, pools()), 50 * OPEN);
        for (who, amount) in [(Charlie, 10 * OPEN), (BobStash, 50 * OPEN), (Dave, 0)] {
            let before = Balances::total_balance(&who.to_account_id());
            claim(who, pools()).unwrap();
            assert_eq!(Balances::total_balance(&who.to_account_id()), before + amount, "{who}");
        }
        let set_uri = |who| act(who, pallet_model_registry::Call::<Runtime>::set_uri { model: MODEL, uri: uri() });
        assert_eq!(set_uri(Dave), Err(Error::<Runtime>::NotOwner.into()));
        set_uri(BobStash).unwrap();
    });
}

fn uri() -> pallet_model_registry::Uri {
    b"https://builder.example/model".to_vec().try_into().unwrap()
}

fn parent(model: ModelId, relation: ParentRelation, royalty: u32, data: u32) -> Parent {
    let (royalty, data) = (Permill::from_percent(royalty), Permill::from_percent(data));
    Parent { model, relation, royalty, data }
}

#[test]
fn a_hidden_parent_should_be_paid_its_floor_from_the_next_era_on() {
    let mut chain = world();
    // A derivative of the model that hid its parent, from before the case: it passes its floor of 20 %.
    let grandchild = ModelId(2);
    chain.block(|| {
        let parents = vec![parent(OTHER, ParentRelation::FineTunedFrom, 20, 0)];
        let registration = registration(FerdieStash, ModelKind::FineTune, parents, vec![], Terms::default());
        register(FerdieStash, registration).unwrap();
        offer(OTHER);
        offer(grandchild);
    });
    pass(&mut chain, 1);
    let subject = Subject::Lineage { model: OTHER, omitted: Omitted::Parent(MODEL) };
    let case = overturned(&mut chain, DaveStash, subject.clone());

    // A tenth of the new total, rounded in favor of the parent; and the whole data pool, which nobody has.
    let (whole, shares, all_data) = (WHOLE as Shares, 111_111_111_112, 1_000_000);
    chain.block(|| {
        let before = Book::read();
        finalize(case).unwrap();
        let added = [
            ((builders(OTHER), Holder::Pool(builders(MODEL))), shares),
            ((data(OTHER), Holder::Pool(data(MODEL))), all_data),
        ];
        // EveStash was silent, and has no bond to lose.
        before.assert_changed(&[], &added);
        // In this era, EveStash has everything.
        pay(CharlieStash, OTHER, 100).unwrap();
        assert_eq!(claimable(EveStash, builders(OTHER)), 25 * OPEN);
    });
    pass(&mut chain, 1);
    let shares = shares as Shares;
    let expected = earned(25 * OPEN, shares, whole + shares);
    chain.block(|| {
        pay(CharlieStash, OTHER, 100).unwrap();
        assert!(expected >= 25 * OPEN / 10, "the floor is a tenth");
        assert_eq!(flow(builders(OTHER), &builders(MODEL)), expected);
        let rest = earned(25 * OPEN, whole, whole + shares);
        assert_eq!(claimable(EveStash, builders(OTHER)), 25 * OPEN + rest);
        // Dave and Charlie built the parent.
        assert_eq!(claimable(Dave, builders(MODEL)), earned(expected, whole / 10 * 6, whole));
        assert_eq!(claimable(Charlie, builders(MODEL)), earned(expected, whole / 10 * 4, whole));
    });
    chain.block(|| {
        // The derivative passes what it passed before, and of that the parent gets its part.
        pay(CharlieStash, grandchild, 100).unwrap();
        assert_eq!(flow(builders(grandchild), &builders(OTHER)), 5 * OPEN);
        let passed = flow(builders(OTHER), &builders(MODEL));
        // What was not a whole planck before is carried.
        let exact = earned(5 * OPEN, shares, whole + shares);
        assert!(passed == exact || passed == exact + 1, "{passed}, not {exact}");
    });
    chain.block(|| {
        // A later one owes both floors: a fifth to its parent, and a tenth to the parent's parent.
        let later = |direct: u32| {
            let mut parents = vec![parent(OTHER, ParentRelation::FineTunedFrom, 50, 100)];
            if direct > 0 {
                parents[0] = parent(OTHER, ParentRelation::FineTunedFrom, 50, 60);
                parents.push(parent(MODEL, ParentRelation::Uses, direct, 40));
            }
            let registration = registration(CharlieStash, ModelKind::FineTune, parents, vec![], Terms::default());
            register(CharlieStash, registration)
        };
        for too_little in [0, 4] {
            assert_eq!(later(too_little), Err(Error::<Runtime>::TermsNotMet.into()), "{too_little}");
        }
        later(5).unwrap();
        assert_eq!(open(DaveStash, subject), Err(Error::<Runtime>::AlreadyLinked.into()));
    });
    // The data behind the parent has what came since the verdict: nobody else had a share of it.
    pass(&mut chain, 2);
    chain.block(|| {
        let datanet = PoolId::Datanet(DATANET);
        assert_eq!(claimable(Ferdie, datanet), 80 * OPEN);
    });
}

#[test]
fn a_hidden_datanet_should_be_paid_from_the_next_era_on() {
    let mut chain = world();
    let hidden = DatanetId(1);
    chain.block(|| {
        let policy = Policy {
            reviews: 2,
            min_score: 50,
            deposit: DEPOSIT,
            originals_part: Permill::zero(),
            max_items: 1_000,
            review_eras: 7,
            curation: Default::default(),
        };
        let create = pallet_datanets::Call::<Runtime>::create {
            name: b"hidden".to_vec().try_into().unwrap(),
            metadata: Default::default(),
            admission: Admission::Open,
            policy,
            max_deposit: Balance::MAX,
        };
        act(Bob, create).unwrap();
        for curator in [Alice, Bob] {
            let who = curator.to_account_id();
            act(Bob, pallet_datanets::Call::<Runtime>::add_curator { datanet: hidden, who }).unwrap();
        }
        let contribution = NextContributionId::<Runtime>::get();
        let submission =
            Submission { kind: Kind::Raw, content_hash: H256::repeat_byte(9), items: 7, bytes: 4_096, uri: None };
        let contribute =
            pallet_datanets::Call::<Runtime>::contribute { datanet: hidden, submission, max_deposit: DEPOSIT };
        act(BobStash, contribute).unwrap();
        for curator in [Alice, Bob] {
            act(curator, pallet_datanets::Call::<Runtime>::review { contribution, score: 100 }).unwrap();
        }
        offer(MODEL);
    });
    pass(&mut chain, 1);
    let subject = Subject::Lineage { model: MODEL, omitted: Omitted::Datanet(hidden) };
    let case = overturned(&mut chain, BobStash, subject.clone());

    // A twentieth of the new total, which was a million, rounded in favor of the datanet.
    let (total, shares) = (1_000_000, 52_632);
    let pools = || (PoolId::Datanet(DATANET), PoolId::Datanet(hidden));
    chain.block(|| {
        let before = Book::read();
        finalize(case).unwrap();
        let (_, pool) = pools();
        before.assert_changed(&[], &[((data(MODEL), Holder::Pool(pool)), shares as i128)]);
        pay(CharlieStash, MODEL, 100).unwrap();
        let (known, pool) = pools();
        assert_eq!(flow(data(MODEL), &known), 40 * OPEN);
        assert_eq!((claimable(Ferdie, known), claimable(BobStash, pool)), (40 * OPEN, 0));
    });
    pass(&mut chain, 1);
    chain.block(|| {
        pay(CharlieStash, MODEL, 100).unwrap();
        let (_, pool) = pools();
        let passed = flow(data(MODEL), &pool);
        assert_eq!(passed, earned(40 * OPEN, shares, total + shares));
        assert!(passed >= 40 * OPEN / 20, "the floor is a twentieth");
        assert_eq!(claimable(BobStash, pool.clone()), earned(passed, 700, 700));
        let before = Balances::total_balance(&BobStash.to_account_id());
        claim(BobStash, pool).unwrap();
        assert_eq!(Balances::total_balance(&BobStash.to_account_id()), before + earned(passed, 700, 700));
        assert_eq!(open(BobStash, subject), Err(Error::<Runtime>::AlreadyLinked.into()));
    });
}
