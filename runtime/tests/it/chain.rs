// SPDX-License-Identifier: Apache-2.0

//! A chain without a node: blocks go through `Executive` with the inherents that a collator gives, on a relay chain that
//! is made up.

use codec::Encode;
use openledger_primitives::{Balance, Era};
use openledger_runtime::{
    extensions::CheckNonce, genesis_presets, AccountId, Address, Attribution, Datanets, Executive, Governance, Header,
    Inference, ModelRegistry, OperatorStaking, Runtime, RuntimeCall, RuntimeEvent, RuntimeGenesisConfig, RuntimeOrigin,
    Signature, System, TxExtension, UncheckedExtrinsic,
};
use polkadot_sdk::{
    cumulus_pallet_parachain_system::{
        self,
        parachain_inherent::{deconstruct_parachain_inherent_data, InboundMessagesData},
    },
    cumulus_primitives_core::{relay_chain::HeadData, ParaId, PersistedValidationData},
    cumulus_primitives_parachain_inherent::ParachainInherentData,
    cumulus_test_relay_sproof_builder::RelayStateSproofBuilder,
    frame_metadata_hash_extension, frame_support,
    frame_support::{dispatch::PostDispatchInfo, genesis_builder_helper::build_state},
    frame_system, pallet_skip_feeless_payment, pallet_timestamp, pallet_transaction_payment,
    sp_consensus_aura::{Slot, AURA_ENGINE_ID},
    sp_io::TestExternalities,
    sp_keyring::Sr25519Keyring,
    sp_runtime::{
        generic::{Era as Mortality, SignedPayload},
        traits::{Dispatchable, Header as _},
        ApplyExtrinsicResult, Digest, DigestItem, DispatchErrorWithPostInfo,
    },
};

/// The relay block before a chain's first block.
const RELAY_START: u32 = 1_000;
/// Milliseconds between relay blocks.
const RELAY_BLOCK: u64 = 6_000;

/// The presets of chains that can start as they are: those with collators.
pub const COMPLETE_PRESETS: [&str; 2] = ["development", "local_testnet"];

/// The genesis configuration of `preset`, all of it.
pub fn genesis_config(preset: &str) -> serde_json::Value {
    let patch = genesis_presets::get_preset(&preset.into()).expect("the preset exists");
    completed(serde_json::from_slice(&patch).unwrap())
}

/// A genesis configuration with the defaults of everything that `patch` leaves out.
pub fn completed(patch: serde_json::Value) -> serde_json::Value {
    let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).unwrap();
    merge(&mut config, patch);
    config
}

fn merge(into: &mut serde_json::Value, patch: serde_json::Value) {
    match (into, patch) {
        (serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
            for (key, value) in patch {
                merge(into.entry(key).or_insert(serde_json::Value::Null), value);
            }
        }
        (into, patch) => *into = patch,
    }
}

pub struct Chain {
    ext: TestExternalities,
    parent: Header,
    relay: u32,
}

impl Chain {
    pub fn new(preset: &str) -> Self {
        Self::with_genesis(&genesis_config(preset))
    }

    /// A chain with a genesis configuration that need not be a preset's.
    pub fn with_genesis(config: &serde_json::Value) -> Self {
        let mut ext = TestExternalities::new_empty();
        let config = serde_json::to_vec(config).unwrap();
        ext.execute_with(|| build_state::<RuntimeGenesisConfig>(config)).unwrap();
        let parent = Header::new(0, Default::default(), Default::default(), Default::default(), Default::default());
        let mut chain = Self { ext, parent, relay: RELAY_START };
        chain.read(assert_consistent);
        chain
    }

    /// Look at the state between blocks.
    pub fn read<R>(&mut self, look: impl FnOnce() -> R) -> R {
        self.ext.execute_with(look)
    }

    /// Build a block on the relay block after the last one; `content` runs after the inherents.
    pub fn block<R>(&mut self, content: impl FnOnce() -> R) -> R {
        self.block_after(1, content)
    }

    /// Build a block `relay_blocks` relay blocks after the last one.
    pub fn block_after<R>(&mut self, relay_blocks: u32, content: impl FnOnce() -> R) -> R {
        self.relay += relay_blocks;
        let (parent, relay) = (self.parent.clone(), self.relay);
        let (header, result) = self.ext.execute_with(|| {
            open_block(&parent, relay);
            let result = content();
            let header = Executive::finalize_block();
            assert_consistent();
            (header, result)
        });
        self.parent = header;
        result
    }

    /// Let `eras` eras pass, with the block in which the last of them begins and a few more in which idle work is done.
    pub fn pass_eras(&mut self, eras: Era) {
        let length = self.read(|| pallet_attribution::EraSchedule::<Runtime>::get().length);
        for _ in 0..eras {
            let before = self.read(Attribution::current_era);
            self.block_after(length, || ());
            assert_eq!(self.read(Attribution::current_era), before + 1);
            for _ in 0..3 {
                self.block(|| ());
            }
        }
    }
}

fn open_block(parent: &Header, relay: u32) {
    let number = parent.number + 1;
    let slot = Slot::from(u64::from(relay));
    let digest = Digest { logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode())] };
    Executive::initialize_block(&Header::new(number, Default::default(), Default::default(), parent.hash(), digest));
    inherent(RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: u64::from(relay) * RELAY_BLOCK }));

    let parent_head = HeadData(parent.encode());
    let proof = RelayStateSproofBuilder {
        para_id: ParaId::from(genesis_presets::PARA_ID),
        included_para_head: Some(parent_head.clone()),
        current_slot: slot,
        ..Default::default()
    };
    let (relay_parent_storage_root, relay_chain_state, relay_parent_descendants) =
        proof.into_state_root_proof_and_descendants(0);
    let data = ParachainInherentData {
        validation_data: PersistedValidationData {
            parent_head,
            relay_parent_number: relay,
            relay_parent_storage_root,
            max_pov_size: 10 * 1024 * 1024,
        },
        relay_chain_state,
        downward_messages: Default::default(),
        horizontal_messages: Default::default(),
        relay_parent_descendants,
        collator_peer_id: None,
    };
    let (data, downward, horizontal) = deconstruct_parachain_inherent_data(data);
    let inbound_messages_data = InboundMessagesData::new(
        downward.into_abridged(&mut usize::MAX.clone()),
        horizontal.into_abridged(&mut usize::MAX.clone()),
    );
    inherent(RuntimeCall::ParachainSystem(cumulus_pallet_parachain_system::Call::set_validation_data {
        data,
        inbound_messages_data,
    }));
}

fn inherent(call: RuntimeCall) {
    Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(call)).unwrap().unwrap();
}

/// Have `who` contribute `items` items to the development chain's datanet, accepted with full marks.
pub fn contribute_to_example(who: Sr25519Keyring, items: u32) {
    let contribution = pallet_datanets::NextContributionId::<Runtime>::get();
    let submission = pallet_datanets::Submission {
        kind: pallet_datanets::Kind::Raw,
        content_hash: polkadot_sdk::sp_core::H256::from_low_u64_be(items.into()),
        items,
        bytes: 4_096,
        uri: None,
    };
    dispatch(who, pallet_datanets::Call::contribute { datanet: openledger_primitives::DatanetId(0), submission })
        .unwrap();
    for curator in [Sr25519Keyring::Alice, Sr25519Keyring::Bob] {
        dispatch(curator, pallet_datanets::Call::review { contribution, score: 100 }).unwrap();
    }
}

/// Every invariant of every pallet of ours, and of the SDK's where they are compiled in.
pub fn assert_consistent() {
    #[cfg(feature = "try-runtime")]
    <openledger_runtime::AllPalletsWithSystem as frame_support::traits::TryState<_>>::try_state(
        System::block_number(),
        frame_support::traits::TryStateSelect::All,
    )
    .unwrap();
    Attribution::do_try_state().unwrap();
    Datanets::do_try_state().unwrap();
    ModelRegistry::do_try_state().unwrap();
    Inference::do_try_state().unwrap();
    OperatorStaking::do_try_state().unwrap();
    Governance::do_try_state().unwrap();
}

/// Dispatch `call` as `who`, without a transaction and its fee.
pub fn dispatch(
    who: Sr25519Keyring,
    call: impl Into<RuntimeCall>,
) -> Result<PostDispatchInfo, DispatchErrorWithPostInfo<PostDispatchInfo>> {
    // As every transaction: all or nothing.
    frame_support::storage::with_storage_layer(|| call.into().dispatch(RuntimeOrigin::signed(who.to_account_id())))
}

/// Dispatch `call` as `origin`: all or nothing.
pub fn dispatch_as(
    origin: impl Into<RuntimeOrigin>,
    call: impl Into<RuntimeCall>,
) -> Result<PostDispatchInfo, DispatchErrorWithPostInfo<PostDispatchInfo>> {
    frame_support::storage::with_storage_layer(|| call.into().dispatch(origin.into()))
}

/// Dispatch `call` as root.
pub fn dispatch_as_root(
    call: impl Into<RuntimeCall>,
) -> Result<PostDispatchInfo, DispatchErrorWithPostInfo<PostDispatchInfo>> {
    call.into().dispatch(RuntimeOrigin::root())
}

/// What a signed transaction carries beside its call.
pub fn extension(nonce: u32, tip: Balance) -> TxExtension {
    (
        frame_system::AuthorizeCall::<Runtime>::new(),
        frame_system::CheckNonZeroSender::<Runtime>::new(),
        frame_system::CheckSpecVersion::<Runtime>::new(),
        frame_system::CheckTxVersion::<Runtime>::new(),
        frame_system::CheckGenesis::<Runtime>::new(),
        frame_system::CheckEra::<Runtime>::from(Mortality::immortal()),
        CheckNonce::<Runtime>::from(nonce),
        frame_system::CheckWeight::<Runtime>::new(),
        pallet_skip_feeless_payment::SkipCheckIfFeeless::from(pallet_transaction_payment::ChargeTransactionPayment::<
            Runtime,
        >::from(tip)),
        frame_metadata_hash_extension::CheckMetadataHash::<Runtime>::new(false),
    )
        .into()
}

/// `call` as a transaction signed by `who`.
pub fn signed(who: Sr25519Keyring, tip: Balance, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
    let call = call.into();
    let extension = extension(System::account_nonce(who.to_account_id()), tip);
    let payload = SignedPayload::new(call.clone(), extension.clone()).unwrap();
    let signature = Signature::Sr25519(payload.using_encoded(|bytes| who.sign(bytes)));
    UncheckedExtrinsic::new_signed(call, Address::Id(who.to_account_id()), signature, extension)
}

/// Put a transaction into the block.
pub fn apply(transaction: UncheckedExtrinsic) -> ApplyExtrinsicResult {
    Executive::apply_extrinsic(transaction)
}

/// The fee that the last transaction of the block paid, as its event says.
pub fn last_fee() -> Option<(AccountId, Balance)> {
    let last = System::extrinsic_index()?.checked_sub(1)?;
    System::events().into_iter().find_map(|record| match record.event {
        RuntimeEvent::TransactionPayment(pallet_transaction_payment::Event::TransactionFeePaid {
            who,
            actual_fee,
            ..
        }) if record.phase == frame_system::Phase::ApplyExtrinsic(last) => Some((who, actual_fee)),
        _ => None,
    })
}

#[test]
fn an_empty_block_is_built_on_every_preset() {
    for preset in COMPLETE_PRESETS {
        let mut chain = Chain::new(preset);
        for number in 1..=3 {
            chain.block(|| ());
            assert_eq!(chain.read(System::block_number), number);
        }
    }
}
