// SPDX-License-Identifier: Apache-2.0

//! `set_license`, and the templates.

use super::*;

#[test]
fn set_license_should_store_the_license_when_the_owner_calls() {
    build_and_execute(|| {
        let new = license(terms(AllowList, 5), terms(Open, 1_000_000));
        assert_ok!(set_license(new));
        assert_eq!(events(), [Event::LicenseSet { datanet: FIRST, old: License::default(), new }]);
        assert_eq!(Licenses::<Test>::get(FIRST), new);
        assert_eq!(Licenses::<Test>::get(SECOND), License::default());
        assert_storage_noop!(assert_ok!(set_license(new)));
        // The default leaves no entry.
        assert_ok!(set_license(License::default()));
        assert_eq!(events(), [Event::LicenseSet { datanet: FIRST, old: new, new: License::default() }]);
        assert!(!Licenses::<Test>::contains_key(FIRST));
        assert_storage_noop!(assert_ok!(set_license(License::default())));
    });
}

#[test]
fn set_license_should_follow_the_ownership() {
    build_and_execute(|| {
        let closed = license(terms(Closed, 0), terms(Closed, 0));
        Owners::insert(FIRST, BOB);
        assert_noop!(set_license(closed), Error::<Test>::NotOwner);
        assert_ok!(Licensing::set_license(signed(BOB), FIRST, closed));
    });
}

#[test]
fn set_license_should_fail_when_the_caller_does_not_own_the_datanet() {
    build_and_execute(|| {
        let license = License::default();
        assert_noop!(Licensing::set_license(signed(ALICE), NOWHERE, license), Error::<Test>::DatanetNotFound);
        assert_noop!(Licensing::set_license(signed(BOB), FIRST, license), Error::<Test>::NotOwner);
        assert_noop!(Licensing::set_license(RuntimeOrigin::root(), FIRST, license), DispatchError::BadOrigin);
    });
}

#[test]
fn set_license_should_fail_when_there_is_no_such_template() {
    build_and_execute(|| {
        for template in [5, u8::MAX] {
            let license = License { template: Some(template), ..License::default() };
            assert_noop!(set_license(license), Error::<Test>::TemplateNotFound);
        }
    });
}

#[test]
fn set_license_should_accept_the_terms_of_each_template_and_no_others() {
    build_and_execute(|| {
        let fitting = [
            vec![(terms(Open, 0), terms(Open, 0))],
            vec![(terms(Open, 1), terms(Open, 1_000_000))],
            vec![(terms(Closed, 0), terms(Open, 1)), (terms(Closed, 9), terms(Open, 9))],
            vec![(terms(AllowList, 0), terms(AllowList, 9)), (terms(AllowList, 9), terms(AllowList, 0))],
            vec![(terms(Closed, 0), terms(Closed, 0)), (terms(Closed, 9), terms(Closed, 9))],
        ];
        let all: Vec<(Use, Use)> = fitting.iter().flatten().copied().collect();
        for (id, fits) in fitting.iter().enumerate() {
            for terms in &all {
                let license = License { template: Some(id as u8), ..license(terms.0, terms.1) };
                if fits.contains(terms) {
                    assert_ok!(set_license(license));
                    assert_eq!(Licenses::<Test>::get(FIRST).template, Some(id as u8));
                } else {
                    assert_noop!(set_license(license), Error::<Test>::TemplateMismatch);
                }
            }
        }
        // A part that a template asks for must not be left out in one of the uses.
        for (train, retrieve) in [(0, 1), (1, 0), (0, 0)] {
            let license = License { template: Some(1), ..license(terms(Open, train), terms(Open, retrieve)) };
            assert_noop!(set_license(license), Error::<Test>::TemplateMismatch);
        }
        // Each of the two accesses counts.
        for (train, retrieve) in [(Open, AllowList), (AllowList, Closed), (Closed, AllowList)] {
            for id in 0..5 {
                let license = License { template: Some(id), ..license(terms(train, 1), terms(retrieve, 1)) };
                assert_noop!(set_license(license), Error::<Test>::TemplateMismatch);
            }
        }
    });
}

#[test]
fn templates_should_be_numbered_and_named() {
    build_and_execute(|| {
        let templates = Licensing::templates();
        let names: Vec<_> = templates.iter().map(|template| template.name.as_str()).collect();
        assert_eq!(names, ["commons", "paid", "retrieval", "agreement", "private"]);
        assert!(templates.iter().enumerate().all(|(index, template)| usize::from(template.id) == index));
        // The text of each is in the documentation, under its number and name.
        let texts = include_str!("../../../../docs/licenses.md");
        for Template { id, name, .. } in templates {
            assert!(texts.contains(&format!("### {id}: {name}\n")), "{name}");
        }
    });
}
