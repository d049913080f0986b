// SPDX-License-Identifier: Apache-2.0

use super::*;

/// The right root of era 2, in the first era of its claims.
fn open() -> Grown {
    ready();
    let grown = right();
    assert_ok!(post(FIRST, 2, grown.root()));
    CurrentEra::set(7);
    events();
    grown
}

#[test]
fn claim_should_credit_the_contributor_and_the_attributor() {
    build_and_execute(|| {
        let grown = open();
        assert_ok!(claim(2, grown.leaf(0)));
        let opened = Event::ClaimsOpened { datanet: NET, era: 2, attributor: FIRST, total: 1_000 };
        let claimed = |index, contributor, amount, fee| Event::Claimed {
            datanet: NET,
            era: 2,
            index,
            contributor,
            amount,
            attributor: FIRST,
            fee,
        };
        assert_eq!(events(), [opened, claimed(0, ALICE, 450, 50)]);
        // What comes later is not divided.
        Aside::mutate(NET, 2, |sum| *sum += 500);
        assert_ok!(claim(2, grown.leaf(2)));
        assert_ok!(claim(2, grown.leaf(1)));
        assert_eq!(events(), [claimed(2, CHARLIE, 90, 10), claimed(1, BOB, 360, 40)]);
        assert_eq!([ALICE, BOB, CHARLIE, FIRST].map(Credits::get), [450, 360, 90, 100]);
        assert_eq!(Influence::roots(NET, 2).unwrap().opened, Some(Opened { total: 1_000, paid: 1_000 }));
        assert_eq!(Aside::get(NET, 2), 500);
    });
}

#[test]
fn claim_should_give_one_contributor_at_most_the_policys_part() {
    build_and_execute(|| {
        ready();
        let grown = grow(&[(ALICE, &[(0, 99)]), (BOB, &[(2, 1)])]);
        assert_ok!(post(FIRST, 2, grown.root()));
        CurrentEra::set(7);
        assert_ok!(claim(2, grown.leaf(0)));
        assert_ok!(claim(2, grown.leaf(1)));
        assert_eq!([ALICE, BOB, FIRST].map(Credits::get), [540, 9, 61]);
    });
}

#[test]
fn claim_should_pay_each_leaf_once() {
    build_and_execute(|| {
        let grown = open();
        for index in 0..3 {
            assert_ok!(claim(2, grown.leaf(index)));
        }
        for index in 0..3 {
            assert_noop!(claim(2, grown.leaf(index)), Error::<Test>::AlreadyClaimed);
        }
    });
}

#[test]
fn claim_should_fail_when_the_leaf_is_not_in_the_tree() {
    build_and_execute(|| {
        let grown = open();
        let mut heavier = grown.leaf(0);
        heavier.leaf.weight += 1;
        let mut stolen = grown.leaf(0);
        stolen.leaf.contributor = ANYBODY;
        let mut elsewhere = grown.leaf(0);
        elsewhere.proof.index = 1;
        let mut beyond = grown.leaf(0);
        beyond.proof.index = 4;
        let mut short = grown.leaf(0);
        short.proof.siblings.pop();
        let other = grow(&[(ALICE, &[(0, 1)])]).leaf(0);
        for forged in [heavier, stolen, elsewhere, beyond, short, other] {
            assert_noop!(claim(2, forged), Error::<Test>::InvalidProof);
        }
    });
}

#[test]
fn claim_should_fail_before_and_without_a_root_that_stands() {
    build_and_execute(|| {
        ready();
        let grown = right();
        assert_noop!(claim(2, grown.leaf(0)), Error::<Test>::RootNotFound);
        assert_ok!(post(FIRST, 2, grown.root()));
        for era in 3..=6 {
            CurrentEra::set(era);
            assert_noop!(claim(2, grown.leaf(0)), Error::<Test>::WindowRunning);
        }
        CurrentEra::set(4);
        assert_ok!(post(SECOND, 2, grow(&[(BOB, &[(2, 1)])]).root()));
        CurrentEra::set(7);
        assert_noop!(claim(2, grown.leaf(0)), Error::<Test>::WindowRunning);
        CurrentEra::set(8);
        assert_noop!(claim(2, grown.leaf(0)), Error::<Test>::NoSingleRoot);
        assert_ok!(close(2, 1));
        assert_noop!(claim(2, grown.leaf(0)), Error::<Test>::RootNotFound);
    });
}

#[test]
fn claim_should_go_by_the_root_that_is_left_of_two() {
    build_and_execute(|| {
        ready();
        let wrong = grow(&[(BOB, &[(0, 1)])]);
        assert_ok!(post(FIRST, 2, wrong.root()));
        assert_ok!(post(SECOND, 2, right().root()));
        let evidence = Evidence::Contribution { leaf: wrong.leaf(0), item: wrong.item(0, 0) };
        assert_ok!(challenge(2, FIRST, evidence));
        CurrentEra::set(7);
        assert_noop!(claim(2, wrong.leaf(0)), Error::<Test>::InvalidProof);
        assert_ok!(claim(2, right().leaf(0)));
        assert_eq!([ALICE, FIRST, SECOND].map(Credits::get), [450, 0, 50]);
    });
}

/// An attributor that lost a challenge is not believed in other eras either.
#[test]
fn claim_should_fail_when_the_attributor_lost_another_challenge() {
    build_and_execute(|| {
        ready();
        Aside::insert(NET, 3, 1_000);
        assert_ok!(post(FIRST, 2, right().root()));
        CurrentEra::set(4);
        let wrong = grow(&[(BOB, &[(0, 1)])]);
        assert_ok!(post(FIRST, 3, wrong.root()));
        let evidence = Evidence::Contribution { leaf: wrong.leaf(0), item: wrong.item(0, 0) };
        assert_ok!(challenge(3, FIRST, evidence));
        CurrentEra::set(7);
        assert_noop!(claim(2, right().leaf(0)), Error::<Test>::NoSingleRoot);
        // The record that tells so stays, even if the owner dismisses the attributor.
        assert_ok!(Influence::remove_attributor(signed(OWNER), NET, FIRST));
        assert_noop!(claim(2, right().leaf(0)), Error::<Test>::NoSingleRoot);
    });
}

#[test]
fn claim_should_leave_a_void_root_behind() {
    build_and_execute(|| {
        ready();
        Aside::insert(NET, 3, 1_000);
        assert_ok!(post(FIRST, 2, grow(&[(BOB, &[(2, 1)])]).root()));
        assert_ok!(post(SECOND, 2, right().root()));
        CurrentEra::set(4);
        let wrong = grow(&[(BOB, &[(0, 1)])]);
        assert_ok!(post(FIRST, 3, wrong.root()));
        let evidence = Evidence::Contribution { leaf: wrong.leaf(0), item: wrong.item(0, 0) };
        assert_ok!(challenge(3, FIRST, evidence));
        CurrentEra::set(7);
        assert_eq!(held(HoldReason::RootDeposit, FIRST), DEPOSIT);
        assert_ok!(claim(2, right().leaf(0)));
        assert_eq!(held(HoldReason::RootDeposit, FIRST), 0);
        assert_eq!(Influence::roots(NET, 2).unwrap().posted.len(), 1);
        assert_ok!(claim(2, right().leaf(1)));
    });
}

#[test]
fn claim_should_mark_leaves_in_every_chunk() {
    build_and_execute(|| {
        ready();
        // A deep tree of which only one leaf is known.
        let leaf = right().leaves[0].0.clone();
        for index in [0, 127, 128, CHUNK - 1, CHUNK, (1 << 20) - 1] {
            let siblings = vec![Node::EMPTY; 20].try_into().unwrap();
            let leaf = ProvenLeaf { leaf: leaf.clone(), proof: Proof { index, siblings } };
            let root = Root { node: leaf.proof.root_of(leaf.leaf.node()).unwrap(), depth: 20 };
            CurrentEra::set(3);
            assert_ok!(post(FIRST, 2, root));
            CurrentEra::set(7);
            assert!(!Influence::is_paid(NET, 2, index));
            assert_ok!(claim(2, leaf.clone()));
            assert!(Influence::is_paid(NET, 2, index));
            assert_noop!(claim(2, leaf), Error::<Test>::AlreadyClaimed);
            assert_eq!(PaidLeaves::<Test>::iter_keys().collect::<Vec<_>>(), [(NET, 2, index / CHUNK)]);
            // Begin again.
            CurrentEra::set(17);
            while Influence::roots(NET, 2).is_some() {
                assert_ok!(close(2, MAX_CHUNKS));
            }
            Aside::insert(NET, 2, 1_000);
        }
    });
}
