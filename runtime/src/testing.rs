// SPDX-License-Identifier: Apache-2.0

//! Helpers for the tests of this runtime and for the tools that run it without a node: blocks on a mock relay chain,
//! transactions, and the invariants of every pallet of ours. No node calls them.

use super::*;
use crate::constants::consensus::SLOT_DURATION;
use codec::Encode;
use cumulus_primitives_core::{relay_chain::HeadData, ParaId, PersistedValidationData};
use cumulus_primitives_parachain_inherent::ParachainInherentData;
use cumulus_test_relay_sproof_builder::RelayStateSproofBuilder;
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_inherents::InherentData;
use sp_runtime::{
    generic::{Era, SignedPayload},
    traits::Header as _,
    transaction_validity::TransactionValidityError,
    Digest, DigestItem, TryRuntimeError,
};

/// The relay block before a chain's first block.
pub const RELAY_START: u32 = 1_000;

/// Checks all invariants of a pallet.
type TryState = fn() -> Result<(), TryRuntimeError>;

/// The pallets written for this chain, each with the check of its invariants.
pub const TRY_STATES: [(&str, TryState); 13] = [
    ("Nonces", Nonces::do_try_state),
    ("Attribution", Attribution::do_try_state),
    ("Datanets", Datanets::do_try_state),
    ("Licenses", Licenses::do_try_state),
    ("ModelRegistry", ModelRegistry::do_try_state),
    ("Inference", Inference::do_try_state),
    ("OperatorStaking", OperatorStaking::do_try_state),
    ("FeeSplits", FeeSplits::do_try_state),
    ("Receipts", Receipts::do_try_state),
    ("Parameters", Parameters::do_try_state),
    ("Disputes", Disputes::do_try_state),
    ("Sponsorship", Sponsorship::do_try_state),
    ("Influence", Influence::do_try_state),
];

/// Check every invariant of every pallet of ours, by iterating the whole state.
pub fn try_state() -> Result<(), String> {
    TRY_STATES
        .into_iter()
        .try_for_each(|(pallet, try_state)| try_state().map_err(|error| format!("{pallet}: {error:?}")))
}

/// The header of the block after `parent` on the relay block `relay`. The relay chain's slots are the parachain's.
pub fn next_header(parent: &Header, relay: u32) -> Header {
    let slot = Slot::from(u64::from(relay));
    let digest = Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode())] };
    Header::new(parent.number.saturating_add(1), Default::default(), Default::default(), parent.hash(), digest)
}

/// The inherent data of the block after `parent` on the relay block `relay`, without messages and without an upgrade.
pub fn inherent_data(parent: &Header, relay: u32) -> Result<InherentData, sp_inherents::Error> {
    let mut data = InherentData::new();
    let timestamp = u64::from(relay).saturating_mul(SLOT_DURATION);
    data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &sp_timestamp::InherentType::from(timestamp))?;
    data.put_data(cumulus_primitives_parachain_inherent::INHERENT_IDENTIFIER, &relay_chain(parent, relay))?;
    Ok(data)
}

/// The inherents of the block after `parent` on the relay block `relay`. To be called in the open block.
pub fn inherents(parent: &Header, relay: u32) -> Result<Vec<UncheckedExtrinsic>, sp_inherents::Error> {
    Ok(inherent_data(parent, relay)?.create_extrinsics())
}

/// The mock relay chain at its block `relay`, on which `parent` is included. It is that of a development chain's node.
fn relay_chain(parent: &Header, relay: u32) -> ParachainInherentData {
    let proof = RelayStateSproofBuilder {
        para_id: ParaId::from(genesis_presets::PARA_ID),
        included_para_head: Some(HeadData(parent.encode())),
        current_slot: u64::from(relay).into(),
        dmq_mqc_head: Some(Default::default()),
        num_authorities: 2,
        ..Default::default()
    };
    let (relay_parent_storage_root, relay_chain_state, relay_parent_descendants) =
        proof.into_state_root_proof_and_descendants(0);
    ParachainInherentData {
        validation_data: PersistedValidationData {
            parent_head: Default::default(),
            relay_parent_number: relay,
            relay_parent_storage_root,
            max_pov_size: Default::default(),
        },
        downward_messages: Default::default(),
        horizontal_messages: Default::default(),
        relay_chain_state,
        relay_parent_descendants,
        collator_peer_id: None,
    }
}

/// The extensions of an immortal transaction after `nonce` others, with `tip` planck for the author.
pub fn extension(nonce: Nonce, tip: Balance) -> TxExtension {
    (
        frame_system::AuthorizeCall::<Runtime>::new(),
        frame_system::CheckNonZeroSender::<Runtime>::new(),
        frame_system::CheckSpecVersion::<Runtime>::new(),
        frame_system::CheckTxVersion::<Runtime>::new(),
        frame_system::CheckGenesis::<Runtime>::new(),
        frame_system::CheckEra::<Runtime>::from(Era::immortal()),
        extensions::CheckNonce::from(nonce),
        frame_system::CheckWeight::<Runtime>::new(),
        extensions::ChargeTransactionPayment::from(tip),
        frame_metadata_hash_extension::CheckMetadataHash::<Runtime>::new(false),
    )
        .into()
}

/// `call` as a transaction of `who`, signed by `sign`. To be called where there is a state.
pub fn transaction(
    who: AccountId,
    nonce: Nonce,
    tip: Balance,
    call: RuntimeCall,
    sign: impl FnOnce(&[u8]) -> Signature,
) -> Result<UncheckedExtrinsic, TransactionValidityError> {
    let extension = extension(nonce, tip);
    let signature = SignedPayload::new(call.clone(), extension.clone())?.using_encoded(sign);
    Ok(UncheckedExtrinsic::new_signed(call, Address::Id(who), signature, extension))
}
