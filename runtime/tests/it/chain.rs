// SPDX-License-Identifier: Apache-2.0

//! A chain without a node: blocks go through `Executive` with the inherents of a collator, on a mock relay chain.

use openledger_primitives::{traits::AdvanceEras, Balance, Era, OPEN};
use openledger_runtime::{
    extensions::nonces,
    genesis_presets,
    testing::{self, inherents, next_header, RELAY_START},
    AccountId, Attribution, Executive, Header, Runtime, RuntimeCall, RuntimeEvent, RuntimeGenesisConfig, RuntimeOrigin,
    System, UncheckedExtrinsic,
};
use polkadot_sdk::{
    frame_support,
    frame_support::{dispatch::PostDispatchInfo, genesis_builder_helper::build_state},
    frame_system, pallet_transaction_payment,
    sp_io::TestExternalities,
    sp_keyring::Sr25519Keyring,
    sp_runtime::{
        traits::{Dispatchable, Header as _},
        ApplyExtrinsicResult, DispatchErrorWithPostInfo,
    },
};

/// The presets of chains that can start without changes: those with collators.
pub const COMPLETE_PRESETS: [&str; 2] = ["development", "local_testnet"];

/// The complete genesis configuration of `preset`.
pub fn genesis_config(preset: &str) -> serde_json::Value {
    let patch = genesis_presets::get_preset(&preset.into()).expect("the preset exists");
    completed(serde_json::from_slice(&patch).unwrap())
}

/// A genesis configuration with the defaults of all that `patch` leaves out.
pub fn completed(patch: serde_json::Value) -> serde_json::Value {
    genesis_presets::complete(patch).unwrap()
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

    /// Read the state between blocks.
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
    ///
    /// Blocks are as far apart as they can be without a standstill. The clock of eras that take more than a hundred
    /// relay blocks is set instead.
    pub fn pass_eras(&mut self, eras: Era) {
        let length = self.read(|| pallet_attribution::EraSchedule::<Runtime>::get().length);
        let gap: u32 = <Runtime as pallet_attribution::Config>::MaxGap::get();
        for _ in 0..eras {
            let next = self.read(Attribution::current_era) + 1;
            if length > 10 * gap {
                self.read(|| Attribution::advance_eras(1));
                self.block(|| ());
            }
            while self.read(Attribution::current_era) < next {
                self.block_after(gap, || ());
            }
            assert_eq!(self.read(Attribution::current_era), next);
            for _ in 0..3 {
                self.block(|| ());
            }
        }
    }
}

fn open_block(parent: &Header, relay: u32) {
    Executive::initialize_block(&next_header(parent, relay));
    for inherent in inherents(parent, relay).unwrap() {
        Executive::apply_extrinsic(inherent).unwrap().unwrap();
    }
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
    let datanet = openledger_primitives::DatanetId(0);
    dispatch(who, pallet_datanets::Call::contribute { datanet, submission, max_deposit: OPEN }).unwrap();
    for curator in [Sr25519Keyring::Alice, Sr25519Keyring::Bob] {
        dispatch(curator, pallet_datanets::Call::review { contribution, score: 100 }).unwrap();
    }
}

/// Check every invariant of our pallets, and of the SDK's where they are compiled in.
pub fn assert_consistent() {
    #[cfg(feature = "try-runtime")]
    <openledger_runtime::AllPalletsWithSystem as frame_support::traits::TryState<_>>::try_state(
        System::block_number(),
        frame_support::traits::TryStateSelect::All,
    )
    .unwrap();
    testing::try_state().unwrap();
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

/// `call` as a transaction signed by `who`.
pub fn signed(who: Sr25519Keyring, tip: Balance, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
    let account = who.to_account_id();
    let nonce = nonces::next(&account);
    testing::transaction(account, nonce, tip, call.into(), |payload| who.sign(payload).into()).unwrap()
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
