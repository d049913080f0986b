// SPDX-License-Identifier: Apache-2.0

use codec::Encode;
use openledger_runtime::RuntimeHoldReason;
use polkadot_sdk::{
    frame_support::traits::VariantCount, pallet_collective, pallet_preimage, pallet_safe_mode, pallet_session,
    pallet_xcm,
};
use std::collections::BTreeSet;

/// Two reasons with the same encoding would share one hold.
#[test]
fn every_reason_for_a_hold_should_be_unique() {
    let reasons: Vec<RuntimeHoldReason> = vec![
        pallet_session::HoldReason::Keys.into(),
        pallet_xcm::HoldReason::AuthorizeAlias.into(),
        pallet_preimage::HoldReason::Preimage.into(),
        pallet_collective::HoldReason::<pallet_collective::Instance1>::ProposalSubmission.into(),
        pallet_safe_mode::HoldReason::EnterOrExtend.into(),
        pallet_datanets::HoldReason::DatanetDeposit.into(),
        pallet_datanets::HoldReason::ContributionDeposit.into(),
        pallet_datanets::HoldReason::CuratorBond.into(),
        pallet_model_registry::HoldReason::Model.into(),
        pallet_inference::HoldReason::OfferDeposit.into(),
        pallet_inference::HoldReason::ChannelDeposit.into(),
        pallet_inference::HoldReason::AgentDeposit.into(),
        pallet_operator_staking::HoldReason::Stake.into(),
        pallet_disputes::HoldReason::Bond.into(),
        pallet_licenses::HoldReason::Allowed.into(),
        pallet_sponsorship::HoldReason::Record.into(),
        pallet_influence::HoldReason::AttributorBond.into(),
        pallet_influence::HoldReason::RootDeposit.into(),
    ];
    let encoded: BTreeSet<_> = reasons.iter().map(Encode::encode).collect();
    assert_eq!(encoded.len(), reasons.len());
    // The committee's enum has a variant that nobody can make, which binds its instance.
    assert_eq!(RuntimeHoldReason::VARIANT_COUNT as usize, reasons.len() + 1, "a reason is missing from this list");
    // They are stored: an index that changed would orphan every hold.
    let expected: Vec<[u8; 2]> = vec![
        [22, 0],
        [31, 0],
        [43, 0],
        [55, 0],
        [57, 0],
        [61, 0],
        [61, 1],
        [61, 2],
        [62, 0],
        [63, 0],
        [63, 1],
        [63, 2],
        [64, 0],
        [67, 0],
        [68, 0],
        [69, 0],
        [70, 0],
        [70, 1],
    ];
    assert_eq!(reasons.iter().map(Encode::encode).collect::<Vec<_>>(), expected);
}
