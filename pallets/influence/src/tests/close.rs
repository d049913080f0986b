// SPDX-License-Identifier: Apache-2.0

use super::*;

fn closed(released: Balance) -> Event<Test> {
    Event::EraClosed { datanet: NET, era: 2, released }
}

#[test]
fn close_should_fall_back_to_shares_when_there_is_no_root() {
    build_and_execute(|| {
        ready();
        CurrentEra::set(4);
        assert_noop!(close(2, 0), Error::<Test>::TooEarly);
        CurrentEra::set(5);
        assert_eq!(close(2, 0), Ok(Some(<() as WeightInfo>::close(0))));
        assert_eq!(events(), [closed(1_000)]);
        assert_eq!(Released::get(), 1_000);
        assert_noop!(close(2, 0), Error::<Test>::NothingToClose);
        // Revenue that came too late.
        Aside::insert(NET, 2, 7);
        assert_ok!(close(2, 0));
        assert_eq!(Released::get(), 1_007);
    });
}

#[test]
fn close_should_fall_back_to_shares_when_every_root_was_refuted() {
    build_and_execute(|| {
        ready();
        let wrong = grow(&[(BOB, &[(0, 1)])]);
        assert_ok!(post(FIRST, 2, wrong.root()));
        assert_ok!(challenge(2, FIRST, Evidence::Contribution { leaf: wrong.leaf(0), item: wrong.item(0, 0) }));
        // Another one may come.
        CurrentEra::set(6);
        assert_noop!(close(2, 0), Error::<Test>::TooEarly);
        CurrentEra::set(7);
        assert_ok!(close(2, 0));
        assert_eq!((Released::get(), Influence::roots(NET, 2)), (1_000, None));
    });
}

#[test]
fn close_should_fall_back_to_shares_when_roots_conflict() {
    build_and_execute(|| {
        ready();
        assert_ok!(post(FIRST, 2, right().root()));
        assert_ok!(post(SECOND, 2, grow(&[(BOB, &[(2, 1)])]).root()));
        CurrentEra::set(6);
        assert_noop!(close(2, 0), Error::<Test>::TooEarly);
        CurrentEra::set(7);
        events();
        assert_ok!(close(2, 0));
        assert_eq!(events(), [closed(1_000)]);
        assert_eq!([FIRST, SECOND].map(|who| held(HoldReason::RootDeposit, who)), [0, 0]);
        // Neither lost its bond.
        assert_eq!([FIRST, SECOND].map(|who| held(HoldReason::AttributorBond, who)), [BOND, BOND]);
    });
}

#[test]
fn close_should_return_what_is_unclaimed_after_the_retention() {
    build_and_execute(|| {
        ready();
        let grown = right();
        assert_ok!(post(FIRST, 2, grown.root()));
        CurrentEra::set(7);
        assert_ok!(claim(2, grown.leaf(0)));
        CurrentEra::set(16);
        assert_noop!(close(2, 1), Error::<Test>::TooEarly);
        assert_ok!(claim(2, grown.leaf(2)));
        CurrentEra::set(17);
        events();
        assert_eq!(close(2, 5), Ok(Some(<() as WeightInfo>::close(1))));
        assert_eq!(events(), [closed(400)]);
        assert_eq!((Released::get(), held(HoldReason::RootDeposit, FIRST)), (400, 0));
        assert_eq!((Influence::roots(NET, 2), PaidLeaves::<Test>::iter().count()), (None, 0));
        assert_noop!(close(2, 1), Error::<Test>::NothingToClose);
    });
}

#[test]
fn close_should_remove_records_in_parts_and_end_claims_at_once() {
    build_and_execute(|| {
        ready();
        let leaf = right().leaves[0].0.clone();
        let proof = Proof { index: 5 * CHUNK, siblings: vec![Node::EMPTY; 13].try_into().unwrap() };
        let root = Root { node: proof.root_of(leaf.node()).unwrap(), depth: 13 };
        let leaf = ProvenLeaf { leaf, proof };
        assert_ok!(post(FIRST, 2, root));
        CurrentEra::set(7);
        assert_ok!(claim(2, leaf.clone()));
        CurrentEra::set(17);
        events();
        // Of eight records.
        assert_eq!(close(2, 0), Ok(Some(<() as WeightInfo>::close(0))));
        assert_eq!(events().len(), 1);
        Influence::do_try_state().unwrap();
        assert_noop!(claim(2, leaf), Error::<Test>::EraIsClosed);
        assert_eq!(close(2, 6), Ok(Some(<() as WeightInfo>::close(6))));
        Influence::do_try_state().unwrap();
        assert_eq!((events(), PaidLeaves::<Test>::iter().count()), (vec![], 0));
        assert_eq!(held(HoldReason::RootDeposit, FIRST), DEPOSIT);
        assert_eq!(close(2, MAX_CHUNKS + 1), Ok(Some(<() as WeightInfo>::close(2))));
        assert_eq!((Influence::roots(NET, 2), held(HoldReason::RootDeposit, FIRST)), (None, 0));
    });
}
