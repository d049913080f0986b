// SPDX-License-Identifier: Apache-2.0

use super::*;

/// Post this tree as the first attributor in era 3, and return the effect of this evidence.
fn refute(grown: &Grown, evidence: EvidenceOf<Test>) -> DispatchResult {
    assert_ok!(post(FIRST, 2, grown.root()));
    events();
    challenge(2, FIRST, evidence)
}

/// The root is gone, its attributor has lost its bond, and half of it is the challenger's.
fn assert_refuted() {
    let refuted = Event::RootRefuted {
        datanet: NET,
        era: 2,
        attributor: FIRST,
        challenger: ANYBODY,
        reward: BOND / 2,
        penalty: BOND / 2,
    };
    assert_eq!(events(), [refuted]);
    assert!(Influence::roots(NET, 2).unwrap().posted.is_empty());
    assert_eq!(Balances::free_balance(ANYBODY), START_BALANCE + BOND / 2);
    assert_eq!(Balances::free_balance(TREASURY), START_BALANCE + BOND / 2);
    assert_eq!(Balances::free_balance(FIRST), START_BALANCE - BOND);
    assert_eq!((held(HoldReason::AttributorBond, FIRST), held(HoldReason::RootDeposit, FIRST)), (0, 0));
    let record = Influence::attributor(NET, FIRST).unwrap();
    assert_eq!((record.bond, record.faults), (0, 1));
}

fn contribution(grown: &Grown, index: usize, place: usize) -> EvidenceOf<Test> {
    Evidence::Contribution { leaf: grown.leaf(index), item: grown.item(index, place) }
}

#[test]
fn challenge_should_refute_a_wrong_sum() {
    build_and_execute(|| {
        ready();
        let (left, right) = (right().leaves[0].0.node(), right().leaves[1].0.node());
        // Nine are stated as ten.
        let node = Node { hash: Node::hash_of(&left, &right), sum: 10 };
        assert_ok!(post(FIRST, 2, Root { node, depth: 1 }));
        events();
        assert_ok!(challenge(2, FIRST, Evidence::Sum(Branch { left, right, stated: 10, proof: at_root() })));
        assert_refuted();
    });
}

#[test]
fn challenge_should_refute_a_wrong_weight() {
    build_and_execute(|| {
        ready();
        let WeightedLeaf { contributor, depth, items, .. } = right().leaves[0].0.clone();
        // The items weigh 5.
        let leaf = WeightedLeaf { contributor, weight: 50, depth, items };
        let tree = Tree::new(vec![leaf.node()]).unwrap();
        assert_ok!(post(FIRST, 2, tree.root()));
        events();
        let leaf = ProvenLeaf { leaf, proof: tree.proof(0).unwrap() };
        let (left, right) = (item(0, 3).node(), item(1, 2).node());
        let branch = Branch { left, right, stated: 50, proof: at_root() };
        assert_ok!(challenge(2, FIRST, Evidence::ItemSum { leaf, branch }));
        assert_refuted();
    });
    build_and_execute(|| {
        ready();
        let leaf = right().leaves[1].0.clone();
        let tree = Tree::new(vec![Node { hash: leaf.hash(), sum: 40 }]).unwrap();
        assert_ok!(post(FIRST, 2, tree.root()));
        events();
        let leaf = ProvenLeaf { leaf, proof: tree.proof(0).unwrap() };
        assert_ok!(challenge(2, FIRST, Evidence::Weight { leaf, stated: 40 }));
        assert_refuted();
    });
    build_and_execute(|| {
        ready();
        let leaf = WeightedLeaf { contributor: BOB, weight: 40, depth: 0, items: item(2, 4).hash() };
        let tree = Tree::new(vec![leaf.node()]).unwrap();
        assert_ok!(post(FIRST, 2, tree.root()));
        events();
        let leaf = ProvenLeaf { leaf, proof: tree.proof(0).unwrap() };
        let item = ProvenItem { item: item(2, 4), proof: at_root() };
        assert_ok!(challenge(2, FIRST, Evidence::ItemWeight { leaf, item, stated: 40 }));
        assert_refuted();
    });
}

#[test]
fn challenge_should_refute_a_wrong_order_and_a_duplicate() {
    let contributors: [&[(AccountId, &[(u64, u128)])]; 2] =
        [&[(BOB, &[(2, 4)]), (ALICE, &[(0, 3)])], &[(BOB, &[(2, 4)]), (BOB, &[(2, 3)])]];
    for weights in contributors {
        build_and_execute(|| {
            ready();
            let grown = grow(weights);
            let evidence = Evidence::Order { first: grown.leaf(0), second: grown.leaf(1) };
            assert_ok!(refute(&grown, evidence));
            assert_refuted();
        });
    }
    let contributions: [&[(u64, u128)]; 2] = [&[(1, 4), (0, 3)], &[(0, 4), (0, 3)]];
    for weights in contributions {
        build_and_execute(|| {
            ready();
            let grown = grow(&[(ALICE, weights)]);
            let (first, second) = (grown.item(0, 0), grown.item(0, 1));
            assert_ok!(refute(&grown, Evidence::ItemOrder { leaf: grown.leaf(0), first, second }));
            assert_refuted();
        });
    }
}

#[test]
fn challenge_should_refute_a_contribution_that_must_not_be_there() {
    let faults: [(AccountId, u64, fn()); 7] = [
        // Never existed.
        (ALICE, 9, || ()),
        // Another's.
        (BOB, 0, || ()),
        // Of another datanet.
        (ALICE, 4, || {
            contributed(OTHER, ALICE, &[]);
        }),
        // Not accepted.
        (ALICE, 0, || set_standing(0, Standing::NotAccepted)),
        // Accepted after the era.
        (ALICE, 0, || set_standing(0, Standing::Accepted(3))),
        // The same, and erased since.
        (ALICE, 0, || set_standing(0, Standing::Erased { accepted: 3, erased: 3 })),
        // Erased before the root was posted.
        (ALICE, 0, || set_standing(0, Standing::Erased { accepted: 0, erased: 2 })),
    ];
    for (who, id, change) in faults {
        build_and_execute(|| {
            ready();
            change();
            let grown = grow(&[(who, &[(id, 1)])]);
            assert_ok!(refute(&grown, contribution(&grown, 0, 0)));
            assert_refuted();
        });
    }
}

#[test]
fn challenge_should_strike_the_leaf_of_a_contribution_that_is_gone_since() {
    let changes: [fn(); 2] = [|| set_standing(1, Standing::Erased { accepted: 0, erased: 3 }), || prune(1)];
    for change in changes {
        build_and_execute(|| {
            ready();
            change();
            let grown = right();
            assert_ok!(refute(&grown, contribution(&grown, 0, 1)));
            let struck = Event::LeafStruck {
                datanet: NET,
                era: 2,
                attributor: FIRST,
                index: 0,
                contributor: ALICE,
                contribution: ContributionId(1),
            };
            assert_eq!(events(), [struck]);
            assert_noop!(challenge(2, FIRST, contribution(&grown, 0, 1)), Error::<Test>::AlreadyStruck);
            assert_eq!(held(HoldReason::AttributorBond, FIRST), BOND);
            CurrentEra::set(7);
            assert_noop!(claim(2, grown.leaf(0)), Error::<Test>::LeafIsStruck);
            assert_ok!(claim(2, grown.leaf(1)));
        });
    }
}

#[test]
fn challenge_should_strike_a_bounded_number_of_leaves() {
    build_and_execute(|| {
        ready();
        let people: Vec<(AccountId, Vec<(u64, u128)>)> = (0..u64::from(MAX_STRUCK) + 1)
            .map(|number| (100 + number, vec![(contributed(NET, 100 + number, &[]).0, 1)]))
            .collect();
        let weights: Vec<(AccountId, &[(u64, u128)])> = people.iter().map(|(who, of)| (*who, of.as_slice())).collect();
        Known::mutate(|known| known.retain(|id, _| id.0 < 4));
        let grown = grow(&weights);
        assert_ok!(post(FIRST, 2, grown.root()));
        for index in 0..MAX_STRUCK as usize {
            assert_ok!(challenge(2, FIRST, contribution(&grown, index, 0)));
        }
        let last = contribution(&grown, MAX_STRUCK as usize, 0);
        assert_noop!(challenge(2, FIRST, last), Error::<Test>::TooManyStruck);
    });
}

#[test]
fn challenge_should_fail_when_there_is_no_fault() {
    build_and_execute(|| {
        ready();
        let grown = right();
        assert_ok!(post(FIRST, 2, grown.root()));
        let other = grow(&[(BOB, &[(2, 4)]), (ALICE, &[(0, 3)])]);
        let no_faults = [
            contribution(&grown, 0, 1),
            Evidence::Order { first: grown.leaf(0), second: grown.leaf(2) },
            Evidence::Order { first: grown.leaf(2), second: grown.leaf(0) },
            // Of another tree.
            Evidence::Order { first: other.leaf(0), second: other.leaf(1) },
            contribution(&other, 0, 0),
        ];
        for evidence in no_faults {
            assert_noop!(challenge(2, FIRST, evidence), Error::<Test>::InvalidEvidence);
        }
    });
}

#[test]
fn challenge_should_fail_when_there_is_no_root_or_the_window_is_over() {
    build_and_execute(|| {
        ready();
        let grown = grow(&[(BOB, &[(0, 1)])]);
        let evidence = contribution(&grown, 0, 0);
        assert_noop!(challenge(2, FIRST, evidence.clone()), Error::<Test>::RootNotFound);
        assert_ok!(post(FIRST, 2, grown.root()));
        assert_noop!(challenge(2, SECOND, evidence.clone()), Error::<Test>::RootNotFound);
        assert_noop!(challenge(1, FIRST, evidence.clone()), Error::<Test>::RootNotFound);
        CurrentEra::set(7);
        assert_noop!(challenge(2, FIRST, evidence.clone()), Error::<Test>::WindowOver);
        CurrentEra::set(6);
        assert_ok!(challenge(2, FIRST, evidence.clone()));
        assert_noop!(challenge(2, FIRST, evidence), Error::<Test>::RootNotFound);
    });
}

#[test]
fn challenge_should_pay_the_attributor_nothing_for_its_own_fault() {
    build_and_execute(|| {
        ready();
        let grown = grow(&[(BOB, &[(0, 1)])]);
        assert_ok!(post(FIRST, 2, grown.root()));
        assert_ok!(Influence::challenge(signed(FIRST), NET, 2, FIRST, contribution(&grown, 0, 0)));
        assert_eq!(Balances::free_balance(FIRST), START_BALANCE - BOND);
        assert_eq!(Balances::free_balance(TREASURY), START_BALANCE + BOND);
    });
}
