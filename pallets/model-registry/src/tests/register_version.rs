// SPDX-License-Identifier: Apache-2.0

//! `register_version`.

use super::*;

#[test]
fn register_version_should_record_the_predecessor_when_its_owner_calls() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        let before = info(ModelId(0));
        System::reset_events();
        assert_ok!(register_version(signed(ALICE), ModelId(0), base(1)));
        assert_eq!(
            events(),
            [Event::Registered {
                model: ModelId(1),
                owner: ALICE,
                kind: Base,
                artifact: artifact(1),
                predecessor: Some(ModelId(0)),
                deposit: MODEL_DEPOSIT,
            }]
        );
        assert_eq!(info(ModelId(1)).predecessor, Some(ModelId(0)));
        // Being a predecessor is no lineage: the record is as it was, and nothing is shared with it.
        assert_eq!(info(ModelId(0)), before);
        assert_eq!(holders(builders(1)), [(Holder::Account(ALICE), 1_000_000_000_000)]);
        assert_eq!(held(ALICE), 2 * MODEL_DEPOSIT);
    });
}

#[test]
fn register_version_should_succeed_when_the_predecessor_is_deprecated_or_has_versions() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, base(0));
        assert_ok!(register_version(signed(ALICE), ModelId(0), base(1)));
        assert_ok!(ModelRegistry::deprecate(signed(ALICE), ModelId(0)));
        assert_ok!(register_version(signed(ALICE), ModelId(0), base(2)));
        assert_eq!(info(ModelId(2)).predecessor, Some(ModelId(0)));
    });
}

#[test]
fn register_version_should_fail_when_the_predecessor_is_not_the_callers() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(register_version(signed(ALICE), ModelId(0), base(0)), Error::<Test>::ModelNotFound);
        registered(ALICE, base(0));
        assert_noop!(register_version(signed(BOB), ModelId(0), base(1)), Error::<Test>::NotOwner);
        assert_noop!(register_version(RuntimeOrigin::root(), ModelId(0), base(1)), DispatchError::BadOrigin);
    });
}

#[test]
fn register_version_should_fail_when_the_registration_is_wrong() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_datanets(with_terms(base(0), allow_list(0)), vec![link(0, TrainedOn, 1)]));
        registered(BOB, with_terms(base(1), closed()));
        registered(BOB, with_terms(base(2), allow_list(5)));
        registered(BOB, with_terms(base(3), open(5)));
        registered(BOB, base(4));
        assert_ok!(ModelRegistry::deprecate(signed(BOB), ModelId(4)));
        let child = |parents| with_terms(derived(9, Agent, parents), allow_list(0));
        let with_link = |parents| with_datanets(child(parents), vec![link(0, TrainedOn, 1)]);
        let cases = [
            (Registration { name: Default::default(), ..base(9) }, Error::<Test>::InvalidName),
            (Registration { uri: vec![0xff].try_into().unwrap(), ..base(9) }, Error::InvalidUri),
            (Registration { artifact: H256::zero(), ..base(9) }, Error::ZeroArtifact),
            (with_team(base(9), vec![]), Error::TeamNotExact),
            (with_team(base(9), vec![member(BOB, 0), member(BOB, 1_000_000)]), Error::DuplicateBuilder),
            (base(1), Error::ArtifactExists),
            (derived(9, FineTune, vec![]), Error::InvalidLineage),
            (child(vec![parent(0, Uses, 0, 1), parent(0, Uses, 0, 1)]), Error::DuplicateParent),
            (child(vec![parent(0, Uses, 1_000_000, 1), parent(3, Uses, 5, 0)]), Error::RoyaltiesTooLarge),
            (child(vec![parent(99, Uses, 0, 0)]), Error::ParentNotFound),
            (child(vec![parent(4, Uses, 0, 0)]), Error::ParentDeprecated),
            (child(vec![parent(1, Uses, 0, 0)]), Error::ParentClosed),
            (child(vec![parent(2, Uses, 5, 0)]), Error::NotAllowed),
            (child(vec![parent(3, Uses, 4, 0)]), Error::TermsNotMet),
            (child(vec![parent(0, Uses, 0, 0)]), Error::DataPartTooSmall),
            (child(vec![parent(3, Uses, 5, 1)]), Error::DataPartWithoutData),
            (with_link(vec![parent(0, Uses, 0, 1_000_000)]), Error::DataPartsTooLarge),
            (child(vec![parent(0, Uses, 0, 999_999)]), Error::DataPartsNotExact),
            (with_terms(child(vec![parent(0, Uses, 0, 1_000_000)]), open(0)), Error::AccessTooOpen),
            (with_terms(base(9), with_data_floor(open(0), 1)), Error::DataFloorWithoutData),
            (with_datanets(base(9), vec![link(99, TrainedOn, 1)]), Error::DatanetNotFound),
            (with_datanets(base(9), vec![link(0, TrainedOn, 1), link(0, TrainedOn, 1)]), Error::DuplicateDatanet),
            (with_datanets(base(9), vec![link(0, TrainedOn, 0)]), Error::ZeroWeight),
            (with_datanets(base(9), vec![link(10, TrainedOn, 1)]), Error::LicenseClosed),
            (with_datanets(base(9), vec![link(11, TrainedOn, 1)]), Error::NotLicensed),
            (with_datanets(base(9), vec![link(12, TrainedOn, 1), link(0, TrainedOn, 1)]), Error::LicensePartTooSmall),
        ];
        set_license(10, TrainedOn, Access::Closed, 0);
        set_license(11, TrainedOn, Access::AllowList, 0);
        set_license(12, TrainedOn, Access::Open, 500_001);
        for (registration, error) in cases {
            assert_noop!(register_version(signed(ALICE), ModelId(0), registration), error);
        }
    });
}
