// SPDX-License-Identifier: Apache-2.0

//! Attempts to earn more than honesty does.

use super::*;

/// The amounts of these accounts after all of a tree was claimed.
fn earned(weights: &[(AccountId, &[(u64, u128)])], who: &[AccountId]) -> Balance {
    let mut sum = 0;
    build_and_execute(|| {
        ready();
        // Anybody's.
        for account in who {
            contributed(NET, *account, &[]);
        }
        let grown = grow(weights);
        assert_ok!(post(FIRST, 2, grown.root()));
        CurrentEra::set(7);
        for index in 0..weights.len() {
            assert_ok!(claim(2, grown.leaf(index)));
        }
        sum = who.iter().map(Credits::get).sum();
    });
    sum
}

#[test]
fn splitting_oneself_should_earn_no_more() {
    let whole = earned(&[(ALICE, &[(0, 50)]), (BOB, &[(2, 50)])], &[ALICE]);
    let split = earned(&[(ALICE, &[(0, 25)]), (BOB, &[(2, 50)]), (CHARLIE, &[(3, 25)])], &[ALICE, CHARLIE]);
    assert!(split <= whole, "{split} of {whole}");
}

/// Whatever weights a colluding attributor invents, an accomplice gets the policy's largest part, and both get at most
/// that of what is set aside; a second attributor that computed honestly stops it.
#[test]
fn a_colluding_attributor_should_be_bounded_and_stopped_by_a_second() {
    build_and_execute(|| {
        ready();
        let collusion = grow(&[(ALICE, &[(0, u128::MAX)])]);
        assert_ok!(post(FIRST, 2, collusion.root()));
        CurrentEra::set(7);
        assert_ok!(claim(2, collusion.leaf(0)));
        assert_eq!(Credits::get(ALICE) + Credits::get(FIRST), policy().most.mul_floor(1_000u128));
    });
    build_and_execute(|| {
        ready();
        let collusion = grow(&[(ALICE, &[(0, u128::MAX)])]);
        assert_ok!(post(FIRST, 2, collusion.root()));
        CurrentEra::set(4);
        assert_ok!(post(SECOND, 2, right().root()));
        CurrentEra::set(8);
        assert_noop!(claim(2, collusion.leaf(0)), Error::<Test>::NoSingleRoot);
        assert_ok!(close(2, 0));
        assert_eq!((Credits::get(ALICE), Released::get()), (0, 1_000));
    });
}

/// A tree with more weight below than its root states pays no more than the root's part of the amount.
#[test]
fn a_forged_tree_should_not_pay_more_than_there_is() {
    build_and_execute(|| {
        ready();
        let (alice, bob) = (right().leaves[0].0.clone(), right().leaves[1].0.clone());
        // Nine are stated as five, so that each leaf would have nearly all.
        let node = Node { hash: Node::hash_of(&alice.node(), &bob.node()), sum: 5 };
        assert_ok!(post(FIRST, 2, Root { node, depth: 1 }));
        CurrentEra::set(7);
        let proof = |index, sibling| Proof { index, siblings: vec![sibling].try_into().unwrap() };
        let leaves = [
            ProvenLeaf { leaf: alice.clone(), proof: proof(0, bob.node()) },
            ProvenLeaf { leaf: bob.clone(), proof: proof(1, alice.node()) },
            ProvenLeaf { leaf: alice.clone(), proof: proof(0, Node { sum: 0, ..bob.node() }) },
        ];
        for leaf in leaves {
            assert_noop!(claim(2, leaf), Error::<Test>::InvalidProof);
        }
    });
}

/// A contributor that erases a contribution to catch an honest attributor gets nothing, and loses the leaf.
#[test]
fn erasing_after_the_posting_should_not_cost_the_attributor_its_bond() {
    build_and_execute(|| {
        ready();
        let grown = right();
        assert_ok!(post(FIRST, 2, grown.root()));
        let evidence = Evidence::Contribution { leaf: grown.leaf(0), item: grown.item(0, 0) };
        // In the era of the posting, and pruned at once.
        set_standing(0, Standing::Erased { accepted: 0, erased: 3 });
        prune(0);
        assert_ok!(challenge(2, FIRST, evidence));
        assert_eq!(held(HoldReason::AttributorBond, FIRST), BOND);
        assert_eq!(Balances::free_balance(ANYBODY), START_BALANCE);
        CurrentEra::set(7);
        assert_noop!(claim(2, grown.leaf(0)), Error::<Test>::LeafIsStruck);
    });
}

/// An owner that sees revenue set aside cannot appoint an accomplice for it.
#[test]
fn an_accomplice_should_not_be_appointed_for_revenue_that_is_there() {
    build_and_execute(|| {
        ready();
        assert_ok!(Influence::add_attributor(signed(OWNER), NET, ANYBODY));
        assert_ok!(Influence::bond(signed(ANYBODY), NET, BOND));
        assert_noop!(post(ANYBODY, 2, right().root()), Error::<Test>::NotYourEra);
    });
}

/// An attributor cannot take its bond out between the posting and the proof.
#[test]
fn a_bond_should_answer_until_the_window_is_over() {
    build_and_execute(|| {
        ready();
        let wrong = grow(&[(BOB, &[(0, 1)])]);
        assert_ok!(post(FIRST, 2, wrong.root()));
        assert_ok!(Influence::remove_attributor(signed(OWNER), NET, FIRST));
        CurrentEra::set(6);
        assert_noop!(Influence::unbond(signed(FIRST), NET), Error::<Test>::BondInUse);
        assert_ok!(challenge(2, FIRST, Evidence::Contribution { leaf: wrong.leaf(0), item: wrong.item(0, 0) }));
        assert_eq!(held(HoldReason::AttributorBond, FIRST), 0);
    });
}
