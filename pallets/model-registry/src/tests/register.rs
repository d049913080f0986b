// SPDX-License-Identifier: Apache-2.0

//! `register`: the record, the shares, and what is wrong with a registration by itself.

use super::*;

#[test]
fn register_should_store_the_record_when_the_model_is_complete() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_datanets(base(0), vec![link(0, TrainedOn, 1)]));
        System::reset_events();

        let child = Registration { name: "modèle".as_bytes().to_vec().try_into().unwrap(), ..base(1) };
        let child = Registration { kind: FineTune, terms: allow_list(70_000), ..child };
        let parents = vec![parent(0, FineTunedFrom, 50_000, 300_000)];
        let child = Registration { parents: parents.try_into().unwrap(), ..child };
        let child = with_team(child, vec![member(BOB, 600_000), member(CHARLIE, 400_000)]);
        let child =
            with_datanets(child, vec![link(1, TrainedOn, 1), link(1, RetrievesFrom, 2), link(2, RetrievesFrom, 4)]);
        assert_ok!(register(signed(BOB), child.clone()));

        assert_eq!(
            events(),
            [Event::Registered {
                model: ModelId(1),
                owner: BOB,
                kind: FineTune,
                artifact: artifact(1),
                predecessor: None,
                deposit: MODEL_DEPOSIT,
            }]
        );
        let expected = ModelInfo {
            owner: BOB,
            pending_owner: None,
            kind: FineTune,
            name: child.name,
            artifact: artifact(1),
            uri: child.uri,
            parents: child.parents,
            datanets: child.datanets,
            team: child.team,
            terms: allow_list(70_000),
            next_terms: None,
            predecessor: None,
            deprecated: false,
            derivatives: 0,
            deposit: MODEL_DEPOSIT,
            returnable: MODEL_DEPOSIT,
            registered_at: 1,
        };
        assert_eq!(Models::<Test>::get(ModelId(1)), Some(expected));
        assert_eq!(Artifacts::<Test>::get(artifact(1)), Some(ModelId(1)));
        assert_eq!(NextModelId::<Test>::get(), ModelId(2));
        assert_eq!(info(ModelId(0)).derivatives, 1);
        assert_eq!(held(BOB), MODEL_DEPOSIT);
        assert_eq!(Balances::free_balance(BOB), START_BALANCE - MODEL_DEPOSIT);
    });
}

#[test]
fn register_should_give_out_exact_shares_when_there_are_royalties() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_datanets(base(0), vec![link(0, TrainedOn, 1)]));
        registered(ALICE, base(1));
        let parents = vec![parent(0, FineTunedFrom, 50_001, 300_001), parent(1, Uses, 0, 0)];
        let child = with_team(derived(2, FineTune, parents), vec![member(BOB, 333_333), member(DAVE, 666_667)]);
        let links = vec![link(1, TrainedOn, 5), link(1, RetrievesFrom, 2), link(2, RetrievesFrom, 4)];
        registered(BOB, with_datanets(child, links));

        // The parent without royalty holds nothing.
        assert_eq!(
            holders(builders(2)),
            [
                (Holder::Account(BOB), 333_333 * 949_999),
                (Holder::Account(DAVE), 666_667 * 949_999),
                (Holder::Pool(builders(0)), 50_001 * 1_000_000),
            ]
        );
        assert_eq!(Ledger::total_shares(&builders(2)), 1_000_000_000_000);
        // Both links to a datanet add up, and the parent without data holds nothing. The weights sum to eleven.
        assert_eq!(
            holders(data(2)),
            [
                (Holder::Pool(datanet(1)), 7 * 699_999),
                (Holder::Pool(datanet(2)), 4 * 699_999),
                (Holder::Pool(data(0)), 11 * 300_001),
            ]
        );
        assert_eq!(Ledger::total_shares(&data(2)), 11_000_000);
    });
}

#[test]
fn register_should_leave_pools_without_holders_out_when_nothing_is_due() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        assert_eq!(holders(data(0)), []);
        // Royalties that take everything leave the team nothing; a builder without a share is named and no holder.
        registered(BOB, derived(1, FineTune, vec![parent(0, FineTunedFrom, 1_000_000, 0)]));
        assert_eq!(holders(builders(1)), [(Holder::Pool(builders(0)), 1_000_000_000_000)]);
        registered(BOB, with_team(base(2), vec![member(ALICE, 0), member(BOB, 1_000_000)]));
        assert_eq!(holders(builders(2)), [(Holder::Account(BOB), 1_000_000_000_000)]);
    });
}

#[test]
fn register_should_take_the_longest_lists_when_all_are_full() {
    ExtBuilder::default().build_and_execute(|| {
        for seed in 0..16 {
            registered(ALICE, with_datanets(base(seed), vec![link(seed, TrainedOn, u32::MAX)]));
        }
        let parents = (0..16).map(|id| parent(id, MergedFrom, 62_500, MIN_DATA)).collect();
        let team = (0..16).map(|id| member(100 + id, 62_500)).collect();
        let links = (0..32).map(|id| link(id, TrainedOn, u32::MAX)).collect();
        registered(BOB, with_datanets(with_team(derived(16, Merge, parents), team), links));
        assert_eq!(Ledger::total_shares(&builders(16)), 1_000_000_000_000);
        assert_eq!(Ledger::total_shares(&data(16)), 32_000_000 * u128::from(u32::MAX));
    });
}

#[test]
fn register_should_fail_when_the_origin_may_not() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(register(RuntimeOrigin::none(), base(0)), DispatchError::BadOrigin);
        assert_noop!(register(RuntimeOrigin::root(), base(0)), DispatchError::BadOrigin);
    });
}

#[test]
fn register_should_fail_when_the_name_is_not_readable() {
    ExtBuilder::default().build_and_execute(|| {
        let nameless = Registration { name: Default::default(), ..base(0) };
        assert_noop!(register(signed(ALICE), nameless), Error::<Test>::InvalidName);
        let unreadable = Registration { name: vec![0xff, 0xfe].try_into().unwrap(), ..base(0) };
        assert_noop!(register(signed(ALICE), unreadable), Error::<Test>::InvalidName);
    });
}

#[test]
fn register_should_fail_when_the_uri_is_not_text() {
    ExtBuilder::default().build_and_execute(|| {
        let unreadable = Registration { uri: vec![b'u', 0xff].try_into().unwrap(), ..base(0) };
        assert_noop!(register(signed(ALICE), unreadable), Error::<Test>::InvalidUri);
        registered(ALICE, Registration { uri: Default::default(), ..base(0) });
    });
}

#[test]
fn register_should_fail_when_the_artifact_is_zero() {
    ExtBuilder::default().build_and_execute(|| {
        let nothing = Registration { artifact: H256::zero(), ..base(0) };
        assert_noop!(register(signed(ALICE), nothing), Error::<Test>::ZeroArtifact);
    });
}

#[test]
fn register_should_fail_when_the_deposit_is_higher_than_signed() {
    ExtBuilder::default().build_and_execute(|| {
        let register = |max| ModelRegistry::register(signed(ALICE), base(0), max);
        assert_noop!(register(MODEL_DEPOSIT - 1), Error::<Test>::DepositTooHigh);
        // The price rises between signing and inclusion.
        ModelPrice::set(MODEL_DEPOSIT + 1);
        assert_noop!(register(MODEL_DEPOSIT), Error::<Test>::DepositTooHigh);
        ModelPrice::set(MODEL_DEPOSIT);
        assert_ok!(register(MODEL_DEPOSIT));
        let version = |max| ModelRegistry::register_version(signed(ALICE), ModelId(0), base(1), max);
        assert_noop!(version(MODEL_DEPOSIT - 1), Error::<Test>::DepositTooHigh);
        assert_ok!(version(MODEL_DEPOSIT));
    });
}

#[test]
fn register_should_fail_when_the_team_is_not_exact() {
    ExtBuilder::default().build_and_execute(|| {
        let teams = [
            vec![],
            vec![member(ALICE, 999_999)],
            vec![member(ALICE, 500_000), member(BOB, 500_001)],
            (0..16).map(|who| member(who, 1_000_000)).collect(),
        ];
        for team in teams {
            assert_noop!(register(signed(ALICE), with_team(base(0), team)), Error::<Test>::TeamNotExact);
        }
    });
}

#[test]
fn register_should_fail_when_a_builder_is_named_twice() {
    ExtBuilder::default().build_and_execute(|| {
        let team = vec![member(ALICE, 500_000), member(BOB, 0), member(ALICE, 500_000)];
        assert_noop!(register(signed(ALICE), with_team(base(0), team)), Error::<Test>::DuplicateBuilder);
    });
}

#[test]
fn register_should_fail_when_a_datanet_is_wrong() {
    ExtBuilder::default().build_and_execute(|| {
        let with = |links| with_datanets(base(0), links);
        let same = with(vec![link(1, TrainedOn, 1), link(2, TrainedOn, 1), link(1, TrainedOn, 2)]);
        assert_noop!(register(signed(ALICE), same), Error::<Test>::DuplicateDatanet);
        let zero = with(vec![link(1, TrainedOn, 1), link(2, TrainedOn, 0)]);
        assert_noop!(register(signed(ALICE), zero), Error::<Test>::ZeroWeight);
        let unknown = with(vec![link(1, TrainedOn, 1), link(40, TrainedOn, 1)]);
        assert_noop!(register(signed(ALICE), unknown), Error::<Test>::DatanetNotFound);
    });
}

#[test]
fn register_should_fail_when_the_artifact_is_registered() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        assert_noop!(register(signed(BOB), base(0)), Error::<Test>::ArtifactExists);
    });
}

#[test]
fn register_should_fail_when_the_deposit_is_missing() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(register(signed(POOR), base(0)), TokenError::FundsUnavailable);
        assert_noop!(register(signed(77), base(0)), TokenError::FundsUnavailable);
    });
}

#[test]
fn register_should_change_nothing_when_the_ledger_refuses() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        let child = derived(1, FineTune, vec![parent(0, FineTunedFrom, 1, 0)]);
        LedgerRefuses::set(true);
        assert_noop!(register(signed(BOB), child), DispatchError::Unavailable);
        LedgerRefuses::set(false);
    });
}

#[test]
fn register_should_fail_when_there_are_no_more_ids() {
    ExtBuilder::default().build().execute_with(|| {
        NextModelId::<Test>::put(ModelId(u32::MAX));
        assert_noop!(register(signed(ALICE), base(0)), ArithmeticError::Overflow);
    });
}

#[test]
fn register_should_weigh_by_its_lists() {
    let registration = with_datanets(base(0), vec![link(1, TrainedOn, 1), link(2, TrainedOn, 1)]);
    assert_eq!(registration.sizes(), (1, 0, 2));
    let call = Call::<Test>::register { registration: registration.clone(), max_deposit: 0 };
    assert_eq!(call.get_dispatch_info().call_weight, <() as WeightInfo>::register(1, 0, 2));
    let call = Call::<Test>::register_version { predecessor: ModelId(0), registration, max_deposit: 0 };
    assert_eq!(call.get_dispatch_info().call_weight, <() as WeightInfo>::register_version(1, 0, 2));
}
