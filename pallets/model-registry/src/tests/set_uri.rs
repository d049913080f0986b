// SPDX-License-Identifier: Apache-2.0

//! `set_uri`.

use super::*;

#[test]
fn set_uri_should_change_the_record_when_the_owner_calls() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        System::reset_events();
        let uri: Uri = vec![b'u'; 256].try_into().unwrap();
        assert_ok!(ModelRegistry::set_uri(signed(ALICE), model, uri.clone()));
        assert_eq!(events(), [Event::UriChanged { model }]);
        assert_eq!(info(model).uri, uri);
        assert_eq!(info(model).artifact, artifact(0));
        assert_storage_noop!(assert_ok!(ModelRegistry::set_uri(signed(ALICE), model, uri)));

        assert_ok!(ModelRegistry::deprecate(signed(ALICE), model));
        assert_ok!(ModelRegistry::set_uri(signed(ALICE), model, Uri::default()));
        assert_eq!(info(model).uri, Uri::default());
    });
}

#[test]
fn set_uri_should_fail_when_the_caller_does_not_own_the_model() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(ModelRegistry::set_uri(signed(ALICE), ModelId(0), Uri::default()), Error::<Test>::ModelNotFound);
        let model = registered(ALICE, base(0));
        assert_noop!(ModelRegistry::set_uri(signed(BOB), model, Uri::default()), Error::<Test>::NotOwner);
        assert_noop!(ModelRegistry::set_uri(RuntimeOrigin::root(), model, Uri::default()), DispatchError::BadOrigin);
    });
}

#[test]
fn set_uri_should_fail_when_the_uri_is_not_text() {
    ExtBuilder::default().build_and_execute(|| {
        let model = registered(ALICE, base(0));
        let uri: Uri = vec![b'u', 0xc3].try_into().unwrap();
        assert_noop!(ModelRegistry::set_uri(signed(ALICE), model, uri), Error::<Test>::InvalidUri);
    });
}
