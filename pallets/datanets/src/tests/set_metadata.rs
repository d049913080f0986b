// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::testing_prelude::*;
use openledger_primitives::DatanetId;

#[test]
fn set_metadata_should_replace_the_uri() {
    build_and_execute(|| {
        let id = datanet();
        assert_ok!(Datanets::set_metadata(signed(OWNER), id, text("ipfs://new")));
        assert_eq!(info(id).metadata.to_vec(), b"ipfs://new");
        assert_eq!(events(), [Event::MetadataSet { datanet: id, metadata: text("ipfs://new") }]);
    });
}

#[test]
fn set_metadata_should_fail_when_it_must() {
    build_and_execute(|| {
        let id = datanet();
        assert_noop!(Datanets::set_metadata(signed(OWNER), DatanetId(7), text("")), Error::<Test>::DatanetNotFound);
        assert_noop!(Datanets::set_metadata(signed(ALICE), id, text("")), Error::<Test>::NotOwner);
        assert_noop!(Datanets::set_metadata(RuntimeOrigin::none(), id, text("")), BadOrigin);
        let bytes = vec![0xC3, 0x28].try_into().unwrap();
        assert_noop!(Datanets::set_metadata(signed(OWNER), id, bytes), Error::<Test>::InvalidUri);
    });
}
