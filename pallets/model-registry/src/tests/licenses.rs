// SPDX-License-Identifier: Apache-2.0

//! Licenses of datanets, as a registration meets them.

use super::*;
use openledger_primitives::{DatanetId, LicenseTerm};

/// A model of Bob's with these links.
fn model(links: Vec<DatanetLink>) -> RegistrationOf<Test> {
    with_datanets(base(50), links)
}

fn refused(who: AccountId, registration: &RegistrationOf<Test>, error: Error<Test>) {
    assert_noop!(register(signed(who), registration.clone()), error);
}

fn missing(datanet: u32, relation: DatanetRelation, term: LicenseTerm) -> MissingLicense {
    MissingLicense { datanet: DatanetId(datanet), relation, term }
}

fn part(least: u32, given: u32) -> LicenseTerm {
    LicenseTerm::Part { least: ppm(least), given: ppm(given) }
}

#[test]
fn register_should_fail_when_a_license_is_closed() {
    ExtBuilder::default().build_and_execute(|| {
        set_license(3, TrainedOn, Access::Closed, 0);
        let training = model(vec![link(1, TrainedOn, 1), link(3, TrainedOn, 1)]);
        refused(BOB, &training, Error::LicenseClosed);
        assert_eq!(
            ModelRegistry::missing_licenses(training.clone(), BOB),
            [missing(3, TrainedOn, LicenseTerm::Closed)]
        );
        // The other use is open, and the datanet's owner may do both.
        registered(BOB, with_datanets(base(1), vec![link(3, RetrievesFrom, 1)]));
        assert_eq!(ModelRegistry::missing_licenses(training.clone(), DATANETS_OWNER), []);
        registered(DATANETS_OWNER, training);
    });
}

#[test]
fn register_should_fail_when_the_registrant_is_not_licensed() {
    ExtBuilder::default().build_and_execute(|| {
        set_license(3, RetrievesFrom, Access::AllowList, 0);
        let retrieving = model(vec![link(3, RetrievesFrom, 1)]);
        refused(BOB, &retrieving, Error::NotLicensed);
        let term = LicenseTerm::AllowList;
        assert_eq!(ModelRegistry::missing_licenses(retrieving.clone(), BOB), [missing(3, RetrievesFrom, term)]);
        // A license for the other use is another one.
        Licensees::insert((DatanetId(3), TrainedOn, BOB), ());
        refused(BOB, &retrieving, Error::NotLicensed);
        Licensees::insert((DatanetId(3), RetrievesFrom, BOB), ());
        refused(CHARLIE, &retrieving, Error::NotLicensed);
        registered(BOB, retrieving);
    });
}

#[test]
fn register_should_fail_when_a_licensed_part_is_missed_by_less_than_a_millionth() {
    ExtBuilder::default().build_and_execute(|| {
        set_license(3, TrainedOn, Access::Open, 250_000);
        // One of four parts is exactly a quarter.
        registered(BOB, with_datanets(base(1), vec![link(3, TrainedOn, 1), link(4, TrainedOn, 3)]));
        let short = model(vec![link(3, TrainedOn, 1_000_000_000), link(4, TrainedOn, 3_000_000_001)]);
        refused(BOB, &short, Error::LicensePartTooSmall);
        let expected = [missing(3, TrainedOn, part(250_000, 249_999))];
        assert_eq!(ModelRegistry::missing_licenses(short.clone(), BOB), expected);
        // It binds the datanet's owner too: the part belongs to the contributors.
        refused(DATANETS_OWNER, &short, Error::LicensePartTooSmall);
    });
}

#[test]
fn register_should_count_the_parents_parts_when_a_license_asks_for_a_part() {
    ExtBuilder::default().build_and_execute(|| {
        registered(ALICE, with_datanets(base(0), vec![link(0, TrainedOn, 1)]));
        set_license(3, TrainedOn, Access::Open, 300_000);
        let child = |data| {
            with_datanets(
                derived(50, FineTune, vec![parent(0, FineTunedFrom, 0, data)]),
                vec![link(3, TrainedOn, 1), link(4, TrainedOn, 1)],
            )
        };
        refused(BOB, &child(400_001), Error::LicensePartTooSmall);
        assert_eq!(
            ModelRegistry::missing_licenses(child(400_001), BOB),
            [missing(3, TrainedOn, part(300_000, 299_999))]
        );
        registered(BOB, child(400_000));
    });
}

#[test]
fn register_should_ask_each_use_for_its_own_part() {
    ExtBuilder::default().build_and_execute(|| {
        set_license(3, TrainedOn, Access::Open, 600_000);
        set_license(3, RetrievesFrom, Access::Open, 300_000);
        let both = |train, retrieve| {
            model(vec![link(3, TrainedOn, train), link(3, RetrievesFrom, retrieve), link(4, TrainedOn, 10)])
        };
        // Together they have 90 %, but one of them too little.
        refused(BOB, &both(30, 60), Error::LicensePartTooSmall);
        assert_eq!(ModelRegistry::missing_licenses(both(30, 60), BOB), [missing(3, TrainedOn, part(600_000, 300_000))]);
        refused(BOB, &both(61, 29), Error::LicensePartTooSmall);
        registered(BOB, both(60, 30));
    });
}

#[test]
fn missing_licenses_should_name_every_datanet_and_term() {
    ExtBuilder::default().build_and_execute(|| {
        set_license(1, TrainedOn, Access::Closed, 0);
        set_license(2, RetrievesFrom, Access::AllowList, 0);
        set_license(3, TrainedOn, Access::Open, 500_000);
        let all =
            model(vec![link(1, TrainedOn, 1), link(2, RetrievesFrom, 1), link(3, TrainedOn, 1), link(4, TrainedOn, 1)]);
        let expected = [
            missing(1, TrainedOn, LicenseTerm::Closed),
            missing(2, RetrievesFrom, LicenseTerm::AllowList),
            missing(3, TrainedOn, part(500_000, 250_000)),
        ];
        assert_eq!(ModelRegistry::missing_licenses(all, BOB), expected);
        assert_eq!(ModelRegistry::missing_licenses(base(50), BOB), []);
    });
}

#[test]
fn licenses_should_act_on_later_models_only() {
    ExtBuilder::default().build_and_execute(|| {
        let first = registered(BOB, with_datanets(base(1), vec![link(3, TrainedOn, 1), link(4, TrainedOn, 9)]));
        let before = (info(first), holders(data(0)));
        set_license(3, TrainedOn, Access::Closed, 900_000);
        assert_eq!((info(first), holders(data(0))), before);
        // It may be used, offered and derived from as before. A new version is a later model.
        registered(CHARLIE, derived(2, FineTune, vec![parent(0, FineTunedFrom, 0, 1_000_000)]));
        let version = model(vec![link(3, TrainedOn, 9), link(4, TrainedOn, 1)]);
        assert_noop!(register_version(signed(BOB), first, version), Error::<Test>::LicenseClosed);
    });
}
