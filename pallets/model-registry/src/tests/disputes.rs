// SPDX-License-Identifier: Apache-2.0

//! What cases about artifacts and lineages need, and what their verdicts change.

use super::*;
use frame::{deps::frame_support::traits::LockableCurrency, token::fungible::Inspect, traits::WithdrawReasons};
use openledger_primitives::{
    disputes::{Judged, Omitted, Ruling, Subject},
    DatanetId,
};

fn artifact_of(model: ModelId) -> Subject<u64> {
    Subject::Artifact { model }
}

fn lacks(model: ModelId, parent: u32) -> Subject<u64> {
    Subject::Lineage { model, omitted: Omitted::Parent(ModelId(parent)) }
}

fn lacks_data(model: ModelId, id: u32) -> Subject<u64> {
    Subject::Lineage { model, omitted: Omitted::Datanet(DatanetId(id)) }
}

fn open_case(subject: &Subject<u64>) -> Result<u64, DispatchError> {
    ModelRegistry::open(subject, &DAVE)
}

/// A verdict for the challenger.
fn overturn(subject: &Subject<u64>, challenger: u64) {
    assert_ok!(ModelRegistry::execute(subject, &challenger, Ruling::Overturned), 0);
}

/// The shares of a pool by holder, as parts per million of the whole, rounded down.
fn parts(pool: PoolId<u64>) -> Vec<(Holder<u64>, u128)> {
    let total = Ledger::total_shares(&pool);
    holders(pool).into_iter().map(|(holder, shares)| (holder, shares * 1_000_000 / total)).collect()
}

#[test]
fn a_verdict_for_the_respondent_should_change_nothing() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        let model = registered(ALICE, base(1));
        for subject in [artifact_of(model), lacks(model, 0), lacks_data(model, 0)] {
            assert_eq!(open_case(&subject), Ok(ALICE));
            assert_storage_noop!(assert_ok!(ModelRegistry::execute(&subject, &DAVE, Ruling::Upheld), 0));
        }
    });
}

#[test]
fn subjects_of_datanets_should_not_be_judged_here() {
    ExtBuilder::default().build_and_execute(|| {
        let subject = Subject::Curator { datanet: DatanetId(0), curator: ALICE };
        assert_noop!(open_case(&subject), DispatchError::Unavailable);
        let verdict = ModelRegistry::execute(&subject, &DAVE, Ruling::Overturned);
        assert_noop!(verdict, DispatchError::Unavailable);
    });
}

#[test]
fn a_stolen_artifact_should_move_to_its_builder_with_its_deposit() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        let team = vec![member(ALICE, 600_000), member(BOB, 300_000), member(DAVE, 100_000)];
        let model =
            registered(ALICE, with_team(derived(1, FineTune, vec![parent(0, FineTunedFrom, 200_000, 0)]), team));
        assert_ok!(add_allowed(signed(ALICE), model, CHARLIE));
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(BOB)));
        // A vote that freezes the balance is no way to keep the deposit.
        Balances::set_lock(*b"a vote  ", &ALICE, START_BALANCE, WithdrawReasons::all());
        let deposit = MODEL_DEPOSIT + ALLOWED_DEPOSIT;
        let (alice, dave) = (Balances::total_balance(&ALICE), Balances::total_balance(&DAVE));
        events();
        overturn(&artifact_of(model), DAVE);
        assert_eq!(events(), [Event::ArtifactReturned { model, from: ALICE, builder: DAVE, deposit }]);
        let record = info(model);
        assert_eq!((record.owner, record.pending_owner, record.deposit), (DAVE, None, deposit));
        assert_eq!(record.team.into_inner(), vec![member(DAVE, 1_000_000)]);
        assert_eq!((held(ALICE), held(DAVE)), (MODEL_DEPOSIT, deposit));
        assert_eq!(Balances::total_balance(&ALICE), alice - deposit);
        assert_eq!(Balances::total_balance(&DAVE), dave + deposit);
        let pool = Holder::Pool(builders(0));
        assert_eq!(parts(builders(1)), [(Holder::Account(DAVE), 800_000), (pool, 200_000)]);
        // The builder administers the model, and the rest of its life is as usual.
        assert_ok!(ModelRegistry::remove_allowed(signed(DAVE), model, CHARLIE));
        assert_noop!(ModelRegistry::deprecate(signed(ALICE), model), Error::<Test>::NotOwner);
    });
}

#[test]
fn an_artifact_that_was_sold_during_the_case_should_still_move() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_eq!(open_case(&artifact_of(model)), Ok(ALICE));
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(BOB)));
        assert_ok!(accept_ownership(signed(BOB), model));
        assert_ok!(ModelRegistry::transfer_builder_share(signed(ALICE), model, CHARLIE));
        overturn(&artifact_of(model), DAVE);
        assert_eq!((held(ALICE), held(BOB), held(DAVE)), (0, 0, MODEL_DEPOSIT));
        assert_eq!(parts(builders(0)), [(Holder::Account(DAVE), 1_000_000)]);
        // Once more is no change: the deposit stays where it is.
        overturn(&artifact_of(model), DAVE);
        assert_eq!((held(DAVE), Ledger::total_shares(&builders(0))), (MODEL_DEPOSIT, 1_000_000_000_000));
        assert_noop!(open_case(&artifact_of(ModelId(9))), Error::<Test>::ModelNotFound);
    });
}

#[test]
fn a_thief_should_neither_kill_a_model_nor_give_it_away_during_the_case() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), open(100_000)));
        let case = artifact_of(model).matter();
        Disputed::insert(case.clone(), ());
        assert_noop!(ModelRegistry::deprecate(signed(ALICE), model), Error::<Test>::InDispute);
        for terms in [open(0), open(100_000), closed()] {
            assert_noop!(ModelRegistry::set_terms(signed(ALICE), model, terms), Error::<Test>::InDispute);
        }
        // Everything else goes on.
        assert_ok!(add_allowed(signed(ALICE), model, BOB));
        assert_ok!(ModelRegistry::set_uri(signed(ALICE), model, Default::default()));
        registered(BOB, derived(1, FineTune, vec![parent(0, FineTunedFrom, 100_000, 0)]));
        Disputed::remove(case);
        // A case about the lineage stops nobody.
        Disputed::insert(lacks_data(model, 0).matter(), ());
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, open(0)));
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), model));
    });
}

#[test]
fn a_model_that_was_deprecated_before_the_case_should_come_back_alive() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), model));
        overturn(&artifact_of(model), DAVE);
        assert!(!info(model).deprecated);
        registered(BOB, derived(1, FineTune, vec![parent(0, FineTunedFrom, 0, 0)]));
        // The part that the thief got back is not there a second time.
        assert_ok!(ModelRegistry::deprecate(signed(DAVE), model));
        assert_eq!((held(DAVE), info(model).deposit), (0, 0));
    });
}

#[test]
fn terms_of_a_thief_should_not_bind_the_builder_later() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), open(100_000)));
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, open(0)));
        let earlier = registered(BOB, base(1));
        overturn(&artifact_of(model), DAVE);
        let since = |terms| {
            set_terms_in_time(model, terms);
            LeastTerms::<Test>::get(model)
        };
        assert_eq!(since(open(200_000)), None);
        let later = registered(BOB, base(2));
        // The builder's own terms are remembered as ever.
        assert_eq!(since(open(300_000)), Some(open(200_000)));
        for (derivative, royalty) in [(earlier, 0), (later, 200_000)] {
            overturn(&lacks(derivative, model.0), DAVE);
            let owed = if royalty == 0 { vec![] } else { vec![obligation(0, open(royalty), royalty.into(), 0)] };
            assert_eq!(obligations(derivative), owed);
        }
    });
}

#[test]
fn returning_a_model_should_not_raise_what_was_asked_before() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_terms(base(0), open(10_000)));
        let first = registered(BOB, base(1));
        set_terms_in_time(model, open(500_000));
        overturn(&artifact_of(model), DAVE);
        let second = registered(BOB, base(2));
        overturn(&artifact_of(model), CHARLIE);
        assert_ok!(ModelRegistry::set_terms(signed(CHARLIE), model, open(400_000)));
        for (derivative, royalty) in [(first, 10_000), (second, 10_000)] {
            overturn(&lacks(derivative, model.0), DAVE);
            assert_eq!(obligations(derivative), [obligation(0, open(royalty), royalty.into(), 0)]);
        }
    });
}

#[test]
fn owners_and_builders_should_have_an_interest_and_nobody_else() {
    ExtBuilder::default().build_and_execute(|| {
        let interested = |subject: &Subject<u64>| -> Vec<u64> {
            (ALICE..=6).filter(|who| ModelRegistry::has_interest(subject, who)).collect()
        };
        let parent = registered(CHARLIE, with_team(base(0), vec![member(POOR, 1_000_000)]));
        let model = registered(ALICE, with_team(base(1), vec![member(BOB, 999_999), member(6, 1)]));
        assert_eq!(interested(&artifact_of(model)), [ALICE, BOB, 6]);
        assert_eq!(interested(&lacks(model, parent.0)), [ALICE, BOB, CHARLIE, POOR, 6]);
        assert_eq!(interested(&lacks_data(model, 0)), [ALICE, BOB, DATANETS_OWNER, 6]);
        assert_ok!(Ledger::add(&datanet(0), &Holder::Account(POOR), 1));
        assert_eq!(interested(&lacks_data(model, 0)), [ALICE, BOB, DATANETS_OWNER, POOR, 6]);
        // Whoever was made a builder against its will gives that up.
        assert_ok!(ModelRegistry::transfer_builder_share(signed(6), model, BOB));
        assert_eq!(interested(&artifact_of(model)), [ALICE, BOB]);
        assert!(interested(&artifact_of(ModelId(9))).is_empty());
        assert!(interested(&Subject::Curator { datanet: DatanetId(0), curator: ALICE }).is_empty());
    });
}

#[test]
fn a_model_whose_team_has_no_shares_should_move_without_them() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        let model = registered(BOB, derived(1, FineTune, vec![parent(0, FineTunedFrom, 1_000_000, 0)]));
        overturn(&artifact_of(model), DAVE);
        assert_eq!((info(model).owner, parts(builders(1))), (DAVE, vec![(Holder::Pool(builders(0)), 1_000_000)]));
    });
}

#[test]
fn a_missing_parent_should_get_its_floors_from_all_others_in_proportion() {
    ExtBuilder::default().build_and_execute(|| {
        let terms = with_data_floor(open(200_000), 100_000);
        let omitted = registered(ALICE, with_terms(with_datanets(base(0), vec![link(0, TrainedOn, 1)]), terms));
        registered(BOB, base(1));
        let named = derived(2, FineTune, vec![parent(1, FineTunedFrom, 500_000, 0)]);
        let model = registered(BOB, with_datanets(named, vec![link(1, TrainedOn, 3), link(2, TrainedOn, 1)]));
        assert_eq!(open_case(&lacks(model, 0)), Ok(BOB));
        events();
        overturn(&lacks(model, 0), DAVE);
        let added =
            Event::LineageAdded { model, omitted: Omitted::Parent(omitted), royalty: ppm(200_000), data: ppm(100_000) };
        assert_eq!(events(), [added]);
        let pool = |pool| Holder::Pool(pool);
        let team = Holder::Account(ALICE);
        let of_builders = [(team, 400_000), (pool(builders(0)), 200_000), (pool(builders(1)), 400_000)];
        assert_eq!(parts(builders(2)), of_builders);
        // Rounding favors the parent: at most a part per million is missing elsewhere.
        let of_data = [(pool(datanet(1)), 674_999), (pool(datanet(2)), 224_999), (pool(data(0)), 100_000)];
        assert_eq!(parts(data(2)), of_data);
        assert_eq!(obligations(model), [obligation(0, terms, 200_000, 100_000)]);
        assert_eq!(info(omitted).derivatives, 1);
        assert_eq!(ModelRegistry::lineage(model), [(model, 0), (ModelId(1), 1), (omitted, 1)]);
        assert_eq!(ModelRegistry::added_lineage(model).len(), 1);
        // It is there now.
        assert_noop!(open_case(&lacks(model, 0)), Error::<Test>::AlreadyLinked);
        assert_storage_noop!(overturn(&lacks(model, 0), DAVE));
    });
}

#[test]
fn a_missing_datanet_should_get_the_constitution_s_part() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(BOB, with_datanets(base(0), vec![link(1, TrainedOn, 7)]));
        overturn(&lacks_data(model, 0), DAVE);
        let pool = |id| Holder::Pool(datanet(id));
        assert_eq!(parts(data(0)), [(pool(0), u128::from(MIN_DATA)), (pool(1), 949_999)]);
        assert_eq!(parts(builders(0)), [(Holder::Account(ALICE), 1_000_000)]);
        for linked in [0, 1] {
            assert_noop!(open_case(&lacks_data(model, linked)), Error::<Test>::AlreadyLinked);
        }
        assert_noop!(open_case(&lacks_data(model, 40)), Error::<Test>::DatanetNotFound);
    });
}

#[test]
fn data_that_was_hidden_altogether_should_get_the_whole_pool() {
    ExtBuilder::default().build_and_execute(|| {
        let hidden = registered(BOB, base(0));
        let child = registered(CHARLIE, derived(1, FineTune, vec![parent(0, FineTunedFrom, 0, 0)]));
        overturn(&lacks_data(hidden, 5), DAVE);
        assert_eq!(parts(data(0)), [(Holder::Pool(datanet(5)), 1_000_000)]);
        // What was registered before stays as it is; what comes later pays for the data.
        assert_eq!(info(child).parents[0].data, ppm(0));
        let later = |data| derived(2, FineTune, vec![parent(0, FineTunedFrom, 0, data)]);
        assert_noop!(register(signed(CHARLIE), later(0)), Error::<Test>::DataPartTooSmall);
        assert_ok!(register(signed(CHARLIE), later(1_000_000)));
    });
}

#[test]
fn terms_that_were_raised_before_a_case_should_not_count() {
    ExtBuilder::default().build_and_execute(|| {
        let omitted = registered(ALICE, with_terms(base(0), open(100_000)));
        let model = registered(BOB, base(1));
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), omitted, Terms { access: Access::Closed, ..open(50_000) }));
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), omitted, Terms { access: Access::Closed, ..open(900_000) }));
        assert_eq!(LeastTerms::<Test>::get(omitted), Some(open(50_000)));
        Clock::advance_eras(NOTICE);
        overturn(&lacks(model, 0), DAVE);
        assert_eq!(obligations(model), [obligation(0, open(50_000), 50_000, 0)]);
        assert_eq!(info(model).terms.access, Access::Open);
        // As little as ever: nothing has to be remembered.
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), omitted, open(50_000)));
        assert_eq!(LeastTerms::<Test>::get(omitted), None);
    });
}

#[test]
fn no_verdict_should_give_more_than_half_of_a_pool() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), open(1_000_000)));
        let model = registered(BOB, base(1));
        overturn(&lacks(model, 0), DAVE);
        assert_eq!(parts(builders(1)), [(Holder::Account(ALICE), 500_000), (Holder::Pool(builders(0)), 500_000)]);
    });
}

#[test]
fn later_derivatives_should_owe_what_the_verdict_added() {
    ExtBuilder::default().build_and_execute(|| {
        registered(CHARLIE, with_terms(base(0), allow_list(100_000)));
        assert_ok!(add_allowed(signed(CHARLIE), ModelId(0), ALICE));
        let restricted = derived(1, FineTune, vec![parent(0, FineTunedFrom, 500_000, 0)]);
        registered(ALICE, with_terms(restricted, allow_list(200_000)));
        let model = registered(BOB, base(2));
        let earlier = registered(DAVE, derived(3, FineTune, vec![parent(2, FineTunedFrom, 0, 0)]));
        overturn(&lacks(model, 1), ALICE);
        // The parent's own terms, and those that it owes; nobody derives more freely than from the parent.
        let owed = [obligation(0, allow_list(100_000), 100_000, 0), obligation(1, allow_list(200_000), 200_000, 0)];
        assert_eq!((obligations(model), info(model).terms.access), (owed.to_vec(), Access::AllowList));
        assert!(obligations(earlier).is_empty());
        let later = derived(4, FineTune, vec![parent(2, FineTunedFrom, 100_000, 0)]);
        assert_noop!(register(signed(BOB), with_terms(later.clone(), allow_list(0))), Error::<Test>::NotAllowed);
        assert_noop!(register(signed(ALICE), with_terms(later, allow_list(0))), Error::<Test>::NotAllowed);
    });
}

#[test]
fn a_verdict_should_restrict_announced_terms_and_end_a_proposal() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), allow_list(0)));
        let model = registered(BOB, base(1));
        assert_ok!(ModelRegistry::set_terms(signed(BOB), model, open(5)));
        assert_ok!(ModelRegistry::propose_owner(signed(BOB), model, Some(CHARLIE)));
        overturn(&lacks(model, 0), DAVE);
        let next = NextTerms { terms: allow_list(5), from: NOTICE };
        assert_eq!((info(model).terms, info(model).next_terms), (allow_list(0), Some(next)));
        assert_noop!(accept_ownership(signed(CHARLIE), model), Error::<Test>::NotProposed);
        // Nothing is announced any more if the verdict asks for it already.
        let model = registered(BOB, base(2));
        assert_ok!(ModelRegistry::set_terms(signed(BOB), model, allow_list(0)));
        overturn(&lacks(model, 0), DAVE);
        assert_eq!((info(model).terms, info(model).next_terms), (allow_list(0), None));
    });
}

#[test]
fn an_addition_should_shrink_what_is_passed_to_others() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), open(100_000)));
        registered(ALICE, with_terms(base(1), open(500_000)));
        let model = registered(BOB, derived(2, FineTune, vec![parent(0, FineTunedFrom, 100_000, 0)]));
        overturn(&lacks(model, 1), DAVE);
        let owed = [obligation(0, open(100_000), 50_000, 0), obligation(1, open(500_000), 500_000, 0)];
        assert_eq!(obligations(model), owed);
        // A later derivative makes up for it, or is refused.
        let later = |direct| {
            let parents = vec![parent(2, FineTunedFrom, 1_000_000 - direct, 0), parent(0, Uses, direct, 0)];
            derived(3, FineTune, parents)
        };
        assert_noop!(register(signed(BOB), later(50_000)), Error::<Test>::TermsNotMet);
        let enough =
            vec![parent(2, FineTunedFrom, 800_000, 0), parent(0, Uses, 60_000, 0), parent(1, Uses, 100_000, 0)];
        assert_ok!(register(signed(BOB), derived(4, FineTune, enough)));
        assert_noop!(
            register(signed(BOB), derived(3, FineTune, vec![parent(2, FineTunedFrom, 1_000_000, 0)])),
            Error::<Test>::TermsNotMet
        );
    });
}

#[test]
fn a_lineage_should_take_four_additions() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(BOB, base(0));
        for id in 0..MAX_ADDED {
            assert_ok!(open_case(&lacks_data(model, id)));
            overturn(&lacks_data(model, id), DAVE);
        }
        assert_noop!(open_case(&lacks_data(model, MAX_ADDED)), Error::<Test>::TooManyAdded);
        let verdict = frame::deps::frame_support::storage::with_storage_layer(|| {
            ModelRegistry::execute(&lacks_data(model, MAX_ADDED), &DAVE, Ruling::Overturned)
        });
        assert_eq!(verdict, Err(Error::<Test>::TooManyAdded.into()));
    });
}

#[test]
fn only_an_older_model_should_be_a_missing_parent() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(BOB, base(0));
        registered(BOB, base(1));
        for parent in [0, 1, 9] {
            assert_noop!(open_case(&lacks(model, parent)), Error::<Test>::ParentNotFound);
        }
        assert_noop!(open_case(&lacks(ModelId(9), 0)), Error::<Test>::ModelNotFound);
    });
}

#[test]
fn a_ledger_that_refuses_should_refuse_a_verdict() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), open(100_000)));
        let model = registered(BOB, base(1));
        LedgerRefuses::set(true);
        for subject in [lacks(model, 0), artifact_of(model)] {
            let verdict = frame::deps::frame_support::storage::with_storage_layer(|| {
                ModelRegistry::execute(&subject, &DAVE, Ruling::Overturned)
            });
            assert_eq!(verdict, Err(DispatchError::Unavailable));
        }
        LedgerRefuses::set(false);
    });
}
