// SPDX-License-Identifier: Apache-2.0

//! Each invariant detects its corrupted storage.

use super::*;
use frame::{deps::sp_runtime::TryRuntimeError, token::fungible::MutateHold};
use openledger_primitives::{disputes::Omitted, DatanetId};

/// A base model of Alice's with an allow-list and data, an adapter of it by Bob, and a fine-tune of that.
fn set_up() {
    registered(ALICE, with_datanets(with_terms(base(0), open(5)), vec![link(0, TrainedOn, 1)]));
    assert_ok!(add_allowed(signed(ALICE), ModelId(0), BOB));
    registered(BOB, derived(1, Adapter, vec![parent(0, AdapterOf, 10, 1_000_000)]));
    registered(BOB, derived(2, FineTune, vec![parent(1, FineTunedFrom, 1_000_000, 1_000_000)]));
    assert_ok!(ModelRegistry::do_try_state());
}

/// Assert that after this corruption the check fails for this reason.
fn detects(reason: &'static str, corrupt: impl FnOnce()) {
    ExtBuilder::default().build().execute_with(|| {
        set_up();
        corrupt();
        assert_eq!(ModelRegistry::do_try_state(), Err(TryRuntimeError::Other(reason)));
    });
}

fn change_obligation(model: u32, change: impl FnOnce(&mut Obligation)) {
    ObligationsOf::<Test>::mutate(ModelId(model), |owed| change(&mut owed[0]));
}

fn change(model: u32, change: impl FnOnce(&mut ModelInfoOf<Test>)) {
    Models::<Test>::mutate(ModelId(model), |info| change(info.as_mut().unwrap()));
}

#[test]
fn try_state_should_pass_when_nothing_is_wrong() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(ModelRegistry::do_try_state());
        set_up();
    });
}

#[test]
fn try_state_should_fail_when_ids_and_records_differ() {
    detects("a record has an id that was not given", || NextModelId::<Test>::put(ModelId(2)));
    detects("an id was given without a record", || NextModelId::<Test>::put(ModelId(4)));
}

#[test]
fn try_state_should_fail_when_a_descendant_is_not_younger() {
    detects("a parent is not older than its descendant", || change(2, |info| info.parents[0].model = ModelId(2)));
    detects("a predecessor is not older", || change(1, |info| info.predecessor = Some(ModelId(1))));
}

#[test]
fn try_state_should_fail_when_a_record_contradicts_itself() {
    detects("a model's parents are not consistent", || change(1, |info| info.kind = Merge));
    detects("a model's parents are not consistent", || {
        change(2, |info| info.parents.force_push(parent(1, Uses, 0, 0)));
    });
    detects("a model's parents are not consistent", || {
        change(2, |info| {
            info.parents[0].royalty = ppm(1_000_000);
            info.parents.force_push(parent(0, Uses, 1, 1));
        });
    });
    detects("a model's datanets are not consistent", || change(0, |info| info.datanets[0].weight = 0));
    detects("a model's datanets are not consistent", || {
        change(0, |info| info.datanets.force_push(link(0, TrainedOn, 1)));
    });
    detects("a model is linked to a datanet that does not exist", || DatanetCount::put(0));
    detects("a model's team is not consistent", || change(0, |info| info.team[0].share = ppm(999_999)));
    detects("a model's team is not consistent", || change(0, |info| info.team.force_push(member(ALICE, 0))));
    detects("the owner is proposed as owner", || change(0, |info| info.pending_owner = Some(ALICE)));
}

#[test]
fn try_state_should_fail_when_an_index_differs_from_the_records() {
    let artifacts = "the index of artifacts is not that of the models";
    detects(artifacts, || Artifacts::<Test>::remove(artifact(1)));
    detects(artifacts, || Artifacts::<Test>::insert(artifact(9), ModelId(1)));
    let bases = "the index of adapters is not that of the models";
    detects(bases, || AdapterBases::<Test>::remove(ModelId(1)));
    detects(bases, || AdapterBases::<Test>::insert(ModelId(2), ModelId(1)));
    detects("a count of derivatives is wrong", || change(0, |info| info.derivatives = 2));
    detects("a count of derivatives is wrong", || change(2, |info| info.derivatives = 1));
}

#[test]
fn try_state_should_fail_when_a_deposit_is_missing() {
    detects("there is an allow-list without a model", || Allowed::<Test>::insert(ModelId(3), BOB, 0));
    detects("a model would return more than it holds", || change(0, |info| info.deposit -= 1));
    detects("a deprecated model would return a deposit again", || change(1, |info| info.deprecated = true));
    detects("a model's deposit is less than those of its allow-list", || {
        Allowed::<Test>::insert(ModelId(0), CHARLIE, MODEL_DEPOSIT + 1);
    });
    detects("less is held from an owner than its deposits", || {
        assert_ok!(Balances::set_on_hold(&HoldReason::Model.into(), &BOB, 2 * MODEL_DEPOSIT - 1));
    });
}

#[test]
fn try_state_should_fail_when_the_ledger_differs_from_the_records() {
    let other = "the ledger has other shares than the record";
    detects(other, || Ledger::remove(&builders(1), &Holder::Pool(builders(0)), 1).unwrap());
    detects(other, || Ledger::add(&data(0), &Holder::Pool(datanet(0)), 1).unwrap());
    detects(other, || change(2, |info| info.parents[0].royalty = ppm(11)));
    let unknown = "the ledger has a holder without a record";
    detects(unknown, || Ledger::add(&builders(0), &Holder::Account(DAVE), 1).unwrap());
    detects(unknown, || Ledger::add(&data(2), &Holder::Pool(datanet(0)), 1).unwrap());
}

#[test]
fn try_state_should_fail_when_data_parts_are_wrong() {
    let wrong = "a model's data parts are not consistent";
    detects(wrong, || change(1, |info| info.parents[0].data = ppm(999_999)));
    detects(wrong, || change(1, |info| info.parents[0].data = ppm(0)));
    detects(wrong, || change(2, |info| info.datanets.force_push(link(0, TrainedOn, 1))));
}

#[test]
fn try_state_should_fail_when_obligations_are_wrong() {
    detects("there are obligations without a model", || {
        ObligationsOf::<Test>::insert(ModelId(9), ObligationsOf::<Test>::get(ModelId(2)));
    });
    let order = "obligations are not in the order of the ancestors";
    detects(order, || {
        ObligationsOf::<Test>::mutate(ModelId(2), |owed| {
            let first = owed[0];
            owed.force_push(first);
        });
    });
    let nothing = "an obligation is to no ancestor or for nothing";
    detects(nothing, || change_obligation(1, |owed| owed.royalty = ppm(0)));
    detects(nothing, || change_obligation(1, |owed| owed.ancestor = ModelId(1)));
    let parts = "the parts passed on are not those of the lineage";
    detects(parts, || change_obligation(1, |owed| owed.passed_royalty += 1));
    detects(parts, || change_obligation(1, |owed| owed.passed_data -= 1));
    detects("the terms of an ancestor are not met", || change_obligation(2, |owed| owed.royalty = ppm(11)));
    let lost = "an obligation of a parent is not one of the model";
    detects(lost, || ObligationsOf::<Test>::remove(ModelId(2)));
    detects(lost, || change_obligation(2, |owed| owed.royalty = ppm(1)));
    let terms = "a model's terms do not fit its obligations or its data";
    detects(terms, || change_obligation(2, |owed| owed.access = Access::AllowList));
}

#[test]
fn try_state_should_fail_when_additions_are_not_consistent() {
    let addition = |omitted, next| Addition { omitted, builders: 0, data: 0, next: ModelId(next) };
    let add = |model: u32, additions: &[Addition]| {
        AddedLineage::<Test>::insert(ModelId(model), Additions::truncate_from(additions.to_vec()));
    };
    let data = Omitted::Datanet(DatanetId(39));
    detects("there are additions without a model", || add(9, &[addition(data, 10)]));
    let message = "an addition was in the lineage already";
    detects(message, || {
        let named = info(ModelId(2)).parents[0].model;
        change(named.0, |info| info.derivatives += 1);
        add(2, &[addition(Omitted::Parent(named), 3)]);
    });
    detects(message, || add(0, &[addition(Omitted::Parent(ModelId(0)), 3)]));
    detects(message, || add(2, &[addition(data, 3), addition(data, 3)]));
    detects(message, || add(2, &[addition(data, 2)]));
    detects("the ledger has other shares than the record", || {
        add(2, &[Addition { data: 1, ..addition(data, 3) }]);
    });
    detects("there are least terms without a model", || LeastTerms::<Test>::insert(ModelId(9), open(0)));
    let announce = |terms| move || change(0, |info| info.next_terms = Some(NextTerms { terms, from: 1 }));
    detects("announced terms ask for no more than those in force", announce(open(5)));
    detects("announced terms ask for no more than those in force", announce(allow_list(4)));
    detects("a model's terms do not fit its obligations or its data", || {
        change_obligation(1, |owed| owed.access = Access::AllowList);
        let next_terms = Some(NextTerms { terms: open(20), from: 1 });
        change(1, |info| (info.terms, info.next_terms) = (allow_list(10), next_terms));
    });
    let message = "the least terms are not the least";
    detects(message, || LeastTerms::<Test>::insert(ModelId(0), info(ModelId(0)).terms));
    detects(message, || LeastTerms::<Test>::insert(ModelId(0), closed()));
    detects(message, || LeastTerms::<Test>::insert(ModelId(0), Terms::MOST));
    let message = "there are terms from before a verdict about no model";
    for (id, next) in [(9, 10), (0, 0), (0, 9)] {
        detects(message, || TermsBefore::<Test>::insert(ModelId(id), (open(0), ModelId(next))));
    }
    detects("more than a whole is passed on", || {
        change_obligation(2, |owed| owed.passed_royalty = WHOLE + 1);
        add(2, &[addition(data, 3)]);
    });
}
