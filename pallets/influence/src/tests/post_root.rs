// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn post_root_should_record_the_root_and_hold_the_deposit() {
    build_and_execute(|| {
        ready();
        let (root, uri) = (right().root(), Uri::try_from(b"ipfs://tree".to_vec()).unwrap());
        assert_ok!(Influence::post_root(signed(FIRST), NET, 2, root, uri.clone(), DEPOSIT));
        let posted = Event::RootPosted {
            datanet: NET,
            era: 2,
            attributor: FIRST,
            root,
            uri,
            until: 6,
            conflict: false,
            deposit: DEPOSIT,
        };
        assert_eq!(events(), [posted]);
        assert_eq!(held(HoldReason::RootDeposit, FIRST), DEPOSIT);
        assert_eq!(Influence::attributor(NET, FIRST).unwrap().until, 6);
        let roots = Influence::roots(NET, 2).unwrap();
        assert_eq!((roots.posted.len(), roots.last, roots.opened), (1, 3, None));
        assert_eq!((roots.attributor, roots.most), (policy().attributor, policy().most));
    });
}

#[test]
fn post_root_should_be_possible_in_the_eras_for_it_only() {
    build_and_execute(|| {
        ready();
        Aside::insert(NET, 3, 1_000);
        let root = right().root();
        assert_noop!(post(FIRST, 3, root), Error::<Test>::EraNotOver);
        assert_noop!(post(FIRST, 4, root), Error::<Test>::EraNotOver);
        CurrentEra::set(4);
        assert_ok!(post(FIRST, 2, root));
        assert_ok!(post(FIRST, 3, root));
        CurrentEra::set(5);
        assert_noop!(post(SECOND, 2, grow(&[(BOB, &[(2, 1)])]).root()), Error::<Test>::TooLate);
        assert_ok!(post(SECOND, 3, grow(&[(BOB, &[(2, 1)])]).root()));
    });
}

#[test]
fn post_root_should_fail_when_the_signer_may_not() {
    build_and_execute(|| {
        ready();
        let root = right().root();
        assert_noop!(post(ANYBODY, 2, root), Error::<Test>::NotAttributor);
        assert_noop!(post(THIRD, 2, root), Error::<Test>::BondTooSmall);
        assert_ok!(Influence::bond(signed(THIRD), NET, BOND - 1));
        assert_noop!(post(THIRD, 2, root), Error::<Test>::BondTooSmall);
        // Appointed in era 0, it may post for era 2 and later ones.
        Aside::insert(NET, 1, 1_000);
        assert_noop!(post(FIRST, 1, root), Error::<Test>::NotYourEra);
    });
}

#[test]
fn post_root_should_fail_when_an_argument_is_invalid() {
    build_and_execute(|| {
        ready();
        let right = right().root();
        let empty = Root { node: Node { sum: 0, ..right.node }, ..right };
        assert_noop!(post(FIRST, 2, empty), Error::<Test>::InvalidRoot);
        assert_noop!(post(FIRST, 2, Root { depth: 21, ..right }), Error::<Test>::InvalidRoot);
        let uri = Uri::try_from(vec![0xff]).unwrap();
        let with_uri = Influence::post_root(signed(FIRST), NET, 2, right, uri, DEPOSIT);
        assert_noop!(with_uri, Error::<Test>::InvalidUri);
        let cheap = call(|| Influence::post_root(signed(FIRST), NET, 2, right, Uri::default(), DEPOSIT - 1));
        assert_noop!(cheap, Error::<Test>::DepositTooHigh);
        RootPrice::set(START_BALANCE);
        assert_noop!(post(FIRST, 2, right), TokenError::FundsUnavailable);
        RootPrice::set(DEPOSIT);
        Aside::remove(NET, 2);
        assert_noop!(post(FIRST, 2, right), Error::<Test>::NothingSetAside);
    });
}

#[test]
fn post_root_should_make_a_conflict_of_two_roots_and_take_no_third() {
    build_and_execute(|| {
        ready();
        assert_ok!(Influence::bond(signed(THIRD), NET, BOND));
        let (first, second) = (right().root(), grow(&[(BOB, &[(2, 1)])]).root());
        assert_ok!(post(FIRST, 2, first));
        assert_noop!(post(SECOND, 2, first), Error::<Test>::AlreadyPosted);
        assert_noop!(post(FIRST, 2, second), Error::<Test>::AlreadyPosted);
        events();
        assert_ok!(post(SECOND, 2, second));
        assert!(matches!(events().as_slice(), [Event::RootPosted { conflict: true, attributor: SECOND, .. }]));
        assert_noop!(post(THIRD, 2, grow(&[(ALICE, &[(0, 1)])]).root()), Error::<Test>::TooManyRoots);
    });
}
