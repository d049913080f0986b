// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{
    deps::sp_runtime::AccountId32,
    testing_prelude::{MaxEncodedLen, *},
};
use openledger_primitives::{ContributionId, DatanetId};

#[test]
fn views_should_show_what_is_stored() {
    build_and_execute(|| {
        let id = datanet();
        let contribution = contribute(id, ALICE, raw(1, 10));
        assert_ok!(Datanets::review(signed(CURATOR), contribution, 10));
        assert_eq!(Datanets::datanet(id), crate::Datanets::<Test>::get(id));
        assert_eq!(Datanets::datanet(DatanetId(9)), None);
        assert_eq!(Datanets::contribution(contribution), Contributions::<Test>::get(contribution));
        assert_eq!(Datanets::contribution(ContributionId(9)), None);
        assert_eq!(Datanets::reviews(contribution), [(CURATOR, 10)]);
        assert_eq!(Datanets::reviews(ContributionId(9)), []);
        assert_eq!(Datanets::contributions_by_hash(id, hash(1)), [contribution]);
        assert_eq!(Datanets::contributions_by_hash(DatanetId(9), hash(1)), []);
        assert_eq!(Datanets::content_hash(ALICE, hash(1)), content_commitment(&ALICE, hash(1)));
        assert!(Datanets::is_curator(id, CURATOR) && !Datanets::is_curator(id, ALICE));
        assert!(Datanets::may_contribute(id, ALICE) && !Datanets::may_contribute(DatanetId(9), ALICE));
        set_policy(id, Admission::Curated, policy());
        assert!(!Datanets::may_contribute(id, ALICE));
        assert_ok!(Datanets::add_contributor(signed(OWNER), id, ALICE, ANY));
        assert!(Datanets::may_contribute(id, ALICE));
    });
}

#[test]
fn records_should_be_as_small_as_their_deposits_say() {
    let datanet = DatanetInfo::<AccountId32>::max_encoded_len();
    assert!(datanet <= 650, "{datanet}");
    let curator = 8 + 4 + 16 + 32 + CuratorTerm::max_encoded_len();
    assert!(curator <= 90, "{curator}");
    let admission = 8 + 4 + 16 + 32 + 16;
    assert!(admission <= 80, "{admission}");
    // With the keys: an id, or an id and a 32-byte key, each after its hash.
    let contribution = 8 + 8 + Contribution::<AccountId32, u32>::max_encoded_len();
    let index = 8 + 4 + 16 + 32 + 16 + 32 + ContributionId::max_encoded_len();
    let reviews = 8 + 8 + BoundedVec::<(AccountId32, u8), MaxReviews>::max_encoded_len();
    let pending = contribution + index + reviews;
    assert!(pending <= 1_500, "{pending}");
    let decision = 8 + 8 + Decision::<AccountId32>::max_encoded_len();
    assert!(decision <= 550, "{decision}");
    // And the curator's position in the ledger, with its keys.
    let bond = 8 + 4 + 16 + 32 + CuratorBond::max_encoded_len() + 207;
    assert!(bond <= 330, "{bond}");
    // A decided one has no terms any more. And the contributor's position in the ledger, with its keys.
    let decided = contribution + index - Terms::max_encoded_len() + 150;
    assert!(decided <= 1_100, "{decided}");
}
