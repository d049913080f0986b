// SPDX-License-Identifier: Apache-2.0

//! Upgrades of the chain: by the root track, or sooner by a whitelisted call of the technical committee and a
//! referendum.

use super::*;
use crate::chain::dispatch_as;
use openledger_runtime::{governance::origins::Origin, Hash};
use polkadot_sdk::{
    cumulus_pallet_parachain_system, frame_support::dispatch::GetDispatchInfo, pallet_collective, pallet_whitelist,
};

const CODE: &[u8] = b"another runtime";

fn authorize() -> RuntimeCall {
    let code_hash = BlakeTwo256::hash(CODE);
    // Without the check of its version, for which it would have to be a runtime.
    frame_system::Call::<Runtime>::authorize_upgrade_without_checks { code_hash }.into()
}

fn authorized() -> Option<Hash> {
    System::authorized_upgrade().map(|upgrade| *upgrade.code_hash())
}

fn apply(code: &[u8]) -> DispatchResult {
    let call = frame_system::Call::<Runtime>::apply_authorized_upgrade { code: code.to_vec() };
    dispatch(Dave, call).map(|_| ()).map_err(|error| error.error)
}

fn assert_anybody_can_apply(chain: &mut Chain) {
    chain.block(|| {
        assert_eq!(authorized(), Some(BlakeTwo256::hash(CODE)));
        assert_eq!(apply(b"a different one"), Err(frame_system::Error::<Runtime>::Unauthorized.into()));
        apply(CODE).unwrap();
        System::assert_has_event(cumulus_pallet_parachain_system::Event::<Runtime>::ValidationFunctionStored.into());
        assert_eq!(authorized(), None);
    });
}

#[test]
fn a_referendum_of_root_should_authorize_an_upgrade() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        assert_eq!(apply(CODE), Err(frame_system::Error::<Runtime>::NothingAuthorized.into()));
        let index = submit(frame_system::RawOrigin::Root, authorize());
        all_vote_aye(index);
    });
    assert_eq!(blocks_until(&mut chain, 20, enacted), Ok(()));
    assert_anybody_can_apply(&mut chain);
}

/// The committee's motion, by two of its three members.
fn whitelist(call: &RuntimeCall) {
    type Call = pallet_collective::Call<Runtime, pallet_collective::Instance1>;
    let proposal: RuntimeCall =
        pallet_whitelist::Call::<Runtime>::whitelist_call { call_hash: BlakeTwo256::hash_of(call) }.into();
    let (proposal_hash, length_bound) = (BlakeTwo256::hash_of(&proposal), proposal.encoded_size() as u32);
    let proposal_weight_bound = proposal.get_dispatch_info().call_weight;
    dispatch(Alice, Call::propose { threshold: 2, proposal: Box::new(proposal), length_bound }).unwrap();
    for who in [Alice, Bob] {
        dispatch(who, Call::vote { proposal: proposal_hash, index: 0, approve: true }).unwrap();
    }
    let close = Call::close { proposal_hash, index: 0, proposal_weight_bound, length_bound };
    dispatch(Dave, close).unwrap();
    System::assert_has_event(
        pallet_whitelist::Event::<Runtime>::CallWhitelisted { call_hash: BlakeTwo256::hash_of(call) }.into(),
    );
}

#[test]
fn a_whitelisted_call_should_authorize_an_upgrade_within_hours() {
    let mut chain = Chain::new("development");
    chain.block(|| {
        whitelist(&authorize());
        let call =
            pallet_whitelist::Call::<Runtime>::dispatch_whitelisted_call_with_preimage { call: Box::new(authorize()) };
        let index = submit(Origin::WhitelistedCaller, call.into());
        all_vote_aye(index);
    });
    // Hours are less than a block here.
    assert_eq!(blocks_until(&mut chain, 6, enacted), Ok(()));
    assert_anybody_can_apply(&mut chain);
}

#[test]
fn a_whitelisted_call_should_wait_for_the_committee_and_lapse_without_it() {
    let call =
        || pallet_whitelist::Call::<Runtime>::dispatch_whitelisted_call_with_preimage { call: Box::new(authorize()) };
    let mut chain = Chain::new("development");
    chain.block(|| {
        dispatch_as(Origin::WhitelistedCaller, call()).unwrap();
        assert_eq!(authorized(), None);
        // Not without the committee.
        let refused = dispatch(Dave, call()).unwrap_err().error;
        assert_eq!(refused, pallet_whitelist::Error::<Runtime>::CallIsNotWhitelisted.into());
        whitelist(&authorize());
        dispatch(Dave, call()).unwrap();
        assert_eq!(authorized(), Some(BlakeTwo256::hash(CODE)));
    });

    let mut chain = Chain::new("development");
    chain.block(|| dispatch_as(Origin::WhitelistedCaller, call()).unwrap());
    // Seven days of five blocks.
    chain.block_after(7 * 5, || {
        whitelist(&authorize());
        let refused = dispatch(Dave, call()).unwrap_err().error;
        assert_eq!(refused, pallet_whitelist::Error::<Runtime>::DeferredDispatchExpired.into());
    });
}

/// The committee vouches; it does not decide.
#[test]
fn the_committee_should_not_dispatch_what_it_whitelists() {
    Chain::new("development").block(|| {
        whitelist(&authorize());
        for ayes in 1..=3 {
            let call = pallet_whitelist::Call::<Runtime>::dispatch_whitelisted_call_with_preimage {
                call: Box::new(authorize()),
            };
            assert!(dispatch_as(committee(ayes), call).is_err());
            assert!(dispatch_as(committee(ayes), authorize()).is_err());
        }
        assert_eq!(authorized(), None);
    });
}
