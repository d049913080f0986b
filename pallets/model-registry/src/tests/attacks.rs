// SPDX-License-Identifier: Apache-2.0

//! Attacks on terms: the sequences that an adversary would play, and what is left of them.

use super::*;

/// A base model of Alice's with data, for these terms.
fn base_with(terms: Terms) -> ModelId {
    registered(ALICE, with_datanets(with_terms(base(0), terms), vec![link(0, TrainedOn, 1)]))
}

/// A fine-tune of `parent`, with data of its own of the largest weight.
fn tune(seed: u32, parents: Vec<Parent>, terms: Terms) -> RegistrationOf<Test> {
    let child = with_team(derived(seed, Agent, parents), vec![member(DAVE, 1_000_000)]);
    with_datanets(with_terms(child, terms), vec![link(39, TrainedOn, u32::MAX)])
}

fn refused(who: AccountId, registration: RegistrationOf<Test>, error: Error<Test>) {
    assert_noop!(register(signed(who), registration), error);
}

fn lacks(registration: &RegistrationOf<Test>) -> Vec<(u32, u32, u32)> {
    let missing = ModelRegistry::missing_terms(registration.clone(), None).unwrap();
    missing.into_iter().map(|m| (m.ancestor.0, m.royalty.deconstruct(), m.data.deconstruct())).collect()
}

#[test]
fn a_large_weight_should_not_dilute_the_data_of_a_parent() {
    ExtBuilder::default().build_and_execute(|| {
        base_with(open(0));
        refused(BOB, tune(1, vec![parent(0, Uses, 0, 1)], open(0)), Error::DataPartTooSmall);
        registered(BOB, tune(1, vec![parent(0, Uses, 0, MIN_DATA)], open(0)));
        let weight = u128::from(u32::MAX);
        assert_eq!(
            holders(data(1)),
            [(Holder::Pool(datanet(39)), 950_000 * weight), (Holder::Pool(data(0)), 50_000 * weight)]
        );
        assert_eq!(Ledger::total_shares(&data(1)), 1_000_000 * weight);
    });
}

#[test]
fn a_large_weight_should_not_dilute_the_floor_of_a_parent() {
    ExtBuilder::default().build_and_execute(|| {
        base_with(with_data_floor(open(0), 400_000));
        let child = |part| tune(1, vec![parent(0, Uses, 0, part)], open(0));
        refused(BOB, child(399_999), Error::TermsNotMet);
        assert_eq!(lacks(&child(399_999)), [(0, 0, 1)]);
        registered(BOB, child(400_000));
    });
}

#[test]
fn a_shell_should_not_launder_royalty_and_data() {
    ExtBuilder::default().build_and_execute(|| {
        let terms = with_data_floor(open(100_000), 200_000);
        base_with(terms);
        // The shell pays, and asks for nothing.
        registered(BOB, tune(1, vec![parent(0, Uses, 100_000, 200_000)], open(0)));
        let behind = |royalty, part| tune(2, vec![parent(1, Uses, royalty, part)], open(0));
        refused(CHARLIE, behind(0, MIN_DATA), Error::TermsNotMet);
        assert_eq!(lacks(&behind(0, MIN_DATA)), [(0, 100_000, 190_000)]);
        refused(CHARLIE, behind(999_999, MIN_DATA), Error::TermsNotMet);
        // What is missing, and not a part per million less, as a direct part.
        let direct =
            |royalty, part| tune(2, vec![parent(1, Uses, 500_000, MIN_DATA), parent(0, Uses, royalty, part)], open(0));
        refused(CHARLIE, direct(49_999, 190_000), Error::TermsNotMet);
        refused(CHARLIE, direct(50_000, 189_999), Error::TermsNotMet);
        registered(CHARLIE, direct(50_000, 190_000));
        assert_eq!(obligations(ModelId(2)), [obligation(0, terms, 100_000, 200_000)]);
        // A second shell does not help either.
        let deep = tune(3, vec![parent(2, Uses, 0, MIN_DATA)], open(0));
        assert_eq!(lacks(&deep), [(0, 100_000, 190_000)]);
        refused(DAVE, deep, Error::TermsNotMet);
    });
}

#[test]
fn a_merge_of_shells_should_not_launder_royalty() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), open(100_000)));
        registered(BOB, derived(1, Agent, vec![parent(0, Uses, 100_000, 0)]));
        registered(BOB, derived(2, Agent, vec![parent(0, Uses, 200_000, 0)]));
        let merge =
            |first, second| derived(3, Merge, vec![parent(1, MergedFrom, first, 0), parent(2, MergedFrom, second, 0)]);
        assert_eq!(lacks(&merge(0, 0)), [(0, 100_000, 0)]);
        refused(CHARLIE, merge(100_000, 449_999), Error::TermsNotMet);
        // 10 % · 10 % + 45 % · 20 %.
        registered(CHARLIE, merge(100_000, 450_000));
        assert_eq!(obligations(ModelId(3)), [obligation(0, open(100_000), 100_000, 0)]);
    });
}

#[test]
fn a_new_version_should_not_shake_off_the_ancestors() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), allow_list(100_000)));
        assert_ok!(add_allowed(signed(ALICE), ModelId(0), BOB));
        let child = |seed, parents| with_terms(derived(seed, Agent, parents), allow_list(0));
        registered(BOB, child(1, vec![parent(0, Uses, 100_000, 0)]));
        let version = |registration| register_version(signed(BOB), ModelId(1), registration);
        let missing = ModelRegistry::missing_terms(base(2), Some(ModelId(1))).unwrap();
        assert_eq!(missing, [Missing { ancestor: ModelId(0), royalty: ppm(100_000), data: ppm(0) }]);
        assert_noop!(version(base(2)), Error::<Test>::TermsNotMet);
        assert_noop!(version(child(2, vec![parent(0, Uses, 99_999, 0)])), Error::<Test>::TermsNotMet);
        assert_noop!(
            version(with_terms(child(2, vec![parent(0, Uses, 100_000, 0)]), open(0))),
            Error::<Test>::AccessTooOpen
        );
        // Whoever is off the list makes no new versions.
        assert_ok!(ModelRegistry::remove_allowed(signed(ALICE), ModelId(0), BOB));
        assert_noop!(version(child(2, vec![parent(1, Uses, 1_000_000, 0)])), Error::<Test>::NotAllowed);
        assert_ok!(add_allowed(signed(ALICE), ModelId(0), BOB));
        assert_ok!(version(child(2, vec![parent(0, Uses, 100_000, 0)])));
        assert_eq!(obligations(ModelId(2)), [obligation(0, allow_list(100_000), 100_000, 0)]);
        // The version of a version is bound by the same.
        let next = register_version(signed(BOB), ModelId(2), base(3));
        assert_eq!(next, Err(Error::<Test>::TermsNotMet.into()));
    });
}

#[test]
fn a_shell_should_not_launder_an_allow_list() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), allow_list(0)));
        assert_ok!(add_allowed(signed(ALICE), ModelId(0), BOB));
        let shell = |terms| with_terms(derived(1, Agent, vec![parent(0, Uses, 0, 0)]), terms);
        refused(BOB, shell(open(0)), Error::AccessTooOpen);
        registered(BOB, shell(allow_list(0)));
        assert_noop!(ModelRegistry::set_terms(signed(BOB), ModelId(1), open(0)), Error::<Test>::AccessTooOpen);
        // The partner's own list is not the owner's.
        assert_ok!(add_allowed(signed(BOB), ModelId(1), CHARLIE));
        let behind = with_terms(derived(2, Agent, vec![parent(1, Uses, 0, 0)]), allow_list(0));
        refused(CHARLIE, behind.clone(), Error::NotAllowed);
        assert_eq!(ModelRegistry::terms_for(ModelId(1), CHARLIE), None);
        // On both lists.
        assert_ok!(add_allowed(signed(ALICE), ModelId(0), CHARLIE));
        registered(CHARLIE, behind);
        // On the last list only: refused at any depth.
        assert_ok!(add_allowed(signed(CHARLIE), ModelId(2), DAVE));
        let deep = with_terms(derived(3, Agent, vec![parent(2, Uses, 0, 0)]), allow_list(0));
        refused(DAVE, deep, Error::NotAllowed);
    });
}

#[test]
fn a_shell_should_not_launder_a_closed_model() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), closed()));
        let child = |seed, model, terms| with_terms(derived(seed, Agent, vec![parent(model, Uses, 0, 0)]), terms);
        refused(ALICE, child(1, 0, allow_list(0)), Error::AccessTooOpen);
        let shell = registered(ALICE, child(1, 0, closed()));
        // The shell is sold, its ancestor is not.
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), shell, Some(BOB)));
        assert_ok!(accept_ownership(signed(BOB), shell));
        assert_noop!(ModelRegistry::set_terms(signed(BOB), shell, open(0)), Error::<Test>::AccessTooOpen);
        refused(BOB, child(2, 1, closed()), Error::ParentClosed);
        assert_noop!(register_version(signed(BOB), shell, base(2)), Error::<Test>::ParentClosed);
        refused(ALICE, child(2, 1, closed()), Error::ParentClosed);
    });
}

#[test]
fn terms_of_yesterday_should_hold_for_what_was_registered_under_them() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), open(100_000)));
        registered(BOB, derived(1, Agent, vec![parent(0, Uses, 100_000, 0)]));
        // The owner of an ancestor asks for everything, or closes it: what was promised to the derivative's users
        // stays.
        let all = Terms { access: Access::Closed, ..open(1_000_000) };
        set_terms_in_time(ModelId(0), all);
        registered(CHARLIE, derived(2, Agent, vec![parent(1, Uses, 1_000_000, 0)]));
        assert_eq!(obligations(ModelId(2)), [obligation(0, open(100_000), 100_000, 0)]);
        // A derivative of the model itself is bound by the terms of today.
        refused(CHARLIE, derived(3, Agent, vec![parent(0, Uses, 1_000_000, 0)]), Error::ParentClosed);
    });
}

#[test]
fn deprecation_should_neither_end_an_obligation_nor_block_it() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_terms(base(0), open(100_000)));
        registered(BOB, derived(1, Agent, vec![parent(0, Uses, 100_000, 0)]));
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), ModelId(0)));
        let behind = |parents| derived(2, Agent, parents);
        refused(CHARLIE, behind(vec![parent(1, Uses, 0, 0)]), Error::TermsNotMet);
        refused(CHARLIE, behind(vec![parent(0, Uses, 100_000, 0)]), Error::ParentDeprecated);
        registered(CHARLIE, behind(vec![parent(1, Uses, 0, 0), parent(0, Uses, 100_000, 0)]));
    });
}

/// The owner of a base sees a registration in the pool, and puts stricter terms before it.
#[test]
fn terms_should_not_become_stricter_in_front_of_a_registration() {
    ExtBuilder::default().build_and_execute(|| {
        base_with(open(50_000));
        let child = |seed| tune(seed, vec![parent(0, Uses, 500_000, 500_000)], allow_list(0));
        let strict = with_data_floor(allow_list(500_000), 500_000);
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), ModelId(0), strict));
        // Bob is on no list. What he sees is what binds the model, in this era and for a whole one after it.
        let seen = ModelRegistry::terms_for(ModelId(0), BOB);
        assert_eq!(seen, Some(vec![obligation(0, open(50_000), 1_000_000, 1_000_000)]));
        for seed in 1..=NOTICE {
            let model = registered(BOB, child(seed));
            assert_eq!(obligations(model), [obligation(0, open(50_000), 500_000, 500_000)]);
            Clock::advance_eras(1);
        }
        refused(BOB, child(9), Error::NotAllowed);
    });
}

/// A seller takes something away before the buyer accepts.
#[test]
fn a_proposal_should_end_when_the_seller_changes_what_it_sells() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_team(base(0), vec![member(ALICE, 500_000), member(CHARLIE, 500_000)]));
        let propose = || {
            assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(BOB)));
        };
        let ended = || {
            assert!(events().contains(&Event::OwnershipProposed { model, proposed: None }));
            assert_noop!(accept_ownership(signed(BOB), model), Error::<Test>::NotProposed);
        };
        propose();
        assert_ok!(ModelRegistry::set_terms(signed(ALICE), model, open(1)));
        ended();
        propose();
        assert_ok!(ModelRegistry::transfer_builder_share(signed(ALICE), model, DAVE));
        ended();
        propose();
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), model));
        ended();
        // The buyer can still have what is left.
        propose();
        assert_ok!(accept_ownership(signed(BOB), model));
    });
}

/// A proposal is not at the mercy of those who are no party to it, and a sale can include the seller's share.
#[test]
fn a_proposal_should_not_end_when_another_builder_sells_or_the_buyer_gets_the_share() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, with_team(base(0), vec![member(ALICE, 500_000), member(CHARLIE, 500_000)]));
        assert_ok!(ModelRegistry::propose_owner(signed(ALICE), model, Some(BOB)));
        assert_ok!(ModelRegistry::transfer_builder_share(signed(CHARLIE), model, DAVE));
        assert_ok!(ModelRegistry::transfer_builder_share(signed(ALICE), model, BOB));
        assert_ok!(accept_ownership(signed(BOB), model));
        assert_eq!(info(model).team, vec![member(BOB, 500_000), member(DAVE, 500_000)]);
    });
}
