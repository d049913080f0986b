// SPDX-License-Identifier: Apache-2.0

use crate::{
    mock::{Datanets, *},
    *,
};
use frame::{deps::sp_runtime::Permill, traits::Hooks};
use openledger_primitives::DatanetId;

fn example() -> GenesisDatanet<AccountId> {
    GenesisDatanet {
        owner: OWNER,
        name: "Open questions".into(),
        metadata: "ipfs://questions".into(),
        admission: Admission::Open,
        policy: policy(),
        curators: vec![ALICE, BOB],
        bond: 0,
    }
}

#[test]
fn genesis_should_create_the_datanets_and_hold_their_deposits() {
    ext_with(vec![example(), GenesisDatanet { owner: ALICE, curators: vec![], ..example() }]).execute_with(|| {
        assert_eq!((info(DatanetId(0)).owner, info(DatanetId(1)).owner), (OWNER, ALICE));
        assert_eq!(info(DatanetId(0)).name, text::<frame::traits::ConstU32<64>>("Open questions"));
        assert_eq!(info(DatanetId(0)).curators, 2);
        assert!(Datanets::is_curator(DatanetId(0), BOB));
        assert_eq!(held(HoldReason::DatanetDeposit, OWNER), COST);
        assert_eq!(NextDatanetId::<Test>::get(), DatanetId(2));
        Datanets::do_try_state().unwrap();
    });
}

#[test]
#[should_panic(expected = "the genesis datanets are valid")]
fn genesis_should_stop_when_an_owner_cannot_pay() {
    ext_with(vec![GenesisDatanet { owner: PAUPER, ..example() }]);
}

#[test]
#[should_panic(expected = "the genesis datanets are valid")]
fn genesis_should_stop_when_a_deposit_is_too_small() {
    let policy = Policy { deposit: LEAST - 1, ..policy() };
    ext_with(vec![GenesisDatanet { policy, ..example() }]);
}

#[test]
#[should_panic(expected = "the genesis datanets are valid")]
fn genesis_should_stop_when_a_deposit_is_too_large() {
    let policy = Policy { deposit: MOST + 1, ..policy() };
    ext_with(vec![GenesisDatanet { policy, ..example() }]);
}

#[test]
#[should_panic(expected = "the genesis datanets are valid")]
fn genesis_should_stop_when_a_part_is_out_of_range() {
    let json = r#"{"reviews": 1, "minScore": 0, "deposit": 15, "originalsPart": 1000001, "maxItems": 1,
        "reviewEras": 1}"#;
    let policy: Policy = frame::deps::frame_support::__private::serde_json::from_str(json).unwrap();
    assert!(policy.originals_part > Permill::one());
    ext_with(vec![GenesisDatanet { policy, ..example() }]);
}

#[test]
#[should_panic(expected = "the genesis datanets are valid")]
fn genesis_should_stop_when_the_metadata_is_too_long() {
    ext_with(vec![GenesisDatanet { metadata: "m".repeat(257), ..example() }]);
}

#[test]
#[should_panic(expected = "as many curators as a policy can ask reviews of")]
fn integrity_test_should_fail_when_a_quorum_could_not_be_reached() {
    Datanets::integrity_test();
    MaxCurators::set(14);
    Datanets::integrity_test();
}

#[test]
#[should_panic(expected = "able to ask for a deposit")]
fn integrity_test_should_fail_when_no_deposit_is_allowed() {
    MaxContributionDeposit::set(LEAST - 1);
    Datanets::integrity_test();
}

#[test]
#[should_panic(expected = "able to have an item")]
fn integrity_test_should_fail_when_no_item_is_allowed() {
    MaxItems::set(0);
    Datanets::integrity_test();
}

#[test]
#[should_panic(expected = "reviews must have an era")]
fn integrity_test_should_fail_when_reviews_have_no_time() {
    MaxReviewEras::set(0);
    Datanets::integrity_test();
}

#[test]
#[should_panic(expected = "must have an era of notice")]
fn integrity_test_should_fail_when_policies_have_no_notice() {
    PolicyNotice::set(0);
    Datanets::integrity_test();
}
