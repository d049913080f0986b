// SPDX-License-Identifier: Apache-2.0

//! View functions, and what the model registry asks.

use super::*;

fn parts(who: AccountId) -> [Option<u32>; 2] {
    let part = |relation| Licensing::least_part(FIRST, relation, who).map(Permill::deconstruct);
    [part(TrainedOn), part(RetrievesFrom)]
}

fn ask(relation: DatanetRelation, who: AccountId) -> Result<Permill, LicenseTerm> {
    <Licensing as LicenseInspect<AccountId>>::least_part(FIRST, relation, &who)
}

#[test]
fn views_should_tell_the_default_when_no_license_was_set() {
    build_and_execute(|| {
        assert_eq!(Licensing::license(NOWHERE), None);
        assert_eq!(Licensing::least_part(NOWHERE, TrainedOn, ALICE), None);
        assert_eq!(Licensing::license(FIRST), Some(License::default()));
        assert_eq!(<Licensing as LicenseInspect<AccountId>>::license(FIRST), License::default());
        assert_eq!(parts(BOB), [Some(0), Some(0)]);
        assert!(!Licensing::is_allowed(FIRST, TrainedOn, BOB));
    });
}

#[test]
fn least_part_should_admit_by_the_access_of_each_use() {
    build_and_execute(|| {
        let new = license(terms(AllowList, 5), terms(Closed, 7));
        assert_ok!(set_license(new));
        assert_ok!(add(ALICE, TrainedOn, BOB));
        assert_ok!(add(ALICE, RetrievesFrom, BOB));
        assert_eq!(Licensing::license(FIRST), Some(new));
        // The owner always, the listed account where the list counts.
        assert_eq!(parts(ALICE), [Some(5), Some(7)]);
        assert_eq!(parts(BOB), [Some(5), None]);
        assert_eq!(parts(CHARLIE), [None, None]);
        assert_eq!(ask(TrainedOn, CHARLIE), Err(LicenseTerm::AllowList));
        assert_eq!(ask(RetrievesFrom, BOB), Err(LicenseTerm::Closed));
        assert_eq!(ask(RetrievesFrom, ALICE), Ok(Permill::from_parts(7)));

        // The lists outlive a change, and a removal acts at once.
        assert_ok!(set_license(license(terms(Open, 6), terms(AllowList, 8))));
        assert_eq!(parts(BOB), [Some(6), Some(8)]);
        assert_eq!(parts(CHARLIE), [Some(6), None]);
        assert_ok!(remove(ALICE, RetrievesFrom, BOB));
        assert_eq!(parts(BOB), [Some(6), None]);
        // The owner of today counts.
        Owners::insert(FIRST, CHARLIE);
        assert_eq!((parts(ALICE), parts(CHARLIE)), ([Some(6), None], [Some(6), Some(8)]));
    });
}

#[cfg(feature = "runtime-benchmarks")]
#[test]
fn restrict_should_admit_the_owner_only() {
    build_and_execute(|| {
        assert_ok!(<Licensing as LicenseInspect<AccountId>>::restrict(FIRST));
        assert_eq!((parts(ALICE), parts(BOB)), ([Some(1), Some(1)], [None, None]));
    });
}
