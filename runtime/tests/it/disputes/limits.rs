// SPDX-License-Identifier: Apache-2.0

//! Cases cost blocks little: each call fits many times, and no block does anything for an open case on its own.

use super::*;
use openledger_primitives::disputes::Omitted;
use openledger_runtime::{
    configs::system::RuntimeBlockWeights, BlockNumber, Datanets, Disputes, Licenses, ModelRegistry, Sponsorship, System,
};
use polkadot_sdk::{
    frame_support::{
        dispatch::{DispatchClass, GetDispatchInfo},
        traits::{OnFinalize, OnIdle, OnInitialize},
        weights::Weight,
    },
    sp_io,
    sp_keyring::Sr25519Keyring::{BobStash, Charlie},
    sp_runtime::StateVersion,
};

#[test]
fn a_block_should_have_room_for_many_cases() {
    let class = RuntimeBlockWeights::get().get(DispatchClass::Normal).clone();
    let block = class.max_total.unwrap();
    let subject = Subject::Lineage { model: OTHER, omitted: Omitted::Parent(MODEL) };
    let open = pallet_disputes::Call::<Runtime>::open { subject, evidence: evidence(1), max_bond: bond() };
    let finalize = pallet_disputes::Call::<Runtime>::finalize { case: 0 };
    for (call, times) in [(RuntimeCall::from(open), 100), (finalize.into(), 20)] {
        let weight = call.get_dispatch_info().total_weight();
        assert!(weight.all_gt(Weight::zero()), "{call:?}");
        assert!(weight.all_lte(class.max_extrinsic.unwrap()), "{call:?}: {weight}");
        assert!(weight.saturating_mul(times).all_lte(block), "{call:?}: {weight}");
    }
}

#[test]
fn nothing_should_be_done_for_cases_in_hooks() {
    fn assert_no_hooks<Pallet: OnInitialize<BlockNumber> + OnIdle<BlockNumber> + OnFinalize<BlockNumber>>() {
        let root = || sp_io::storage::root(StateVersion::V1);
        let (number, before) = (System::block_number(), root());
        assert_eq!(Pallet::on_initialize(number), Weight::zero());
        assert_eq!(Pallet::on_idle(number, Weight::MAX), Weight::zero());
        Pallet::on_finalize(number);
        assert_eq!(root(), before);
    }
    let mut chain = world();
    chain.block(|| {
        open(Dave, Subject::Review { contribution: REJECTED, score: 80 }).unwrap();
        assert_no_hooks::<Disputes>();
        assert_no_hooks::<Datanets>();
        assert_no_hooks::<Licenses>();
        assert_no_hooks::<ModelRegistry>();
        assert_no_hooks::<Sponsorship>();
    });
}

#[test]
fn a_block_should_begin_as_fast_with_cases_as_without() {
    let mut chain = world();
    let mandatory = || *System::block_weight().get(DispatchClass::Mandatory);
    let without = chain.block(mandatory);
    chain.block(|| {
        for curator in [Alice, Bob, Charlie] {
            open(BobStash, Subject::Curator { datanet: DATANET, curator: curator.to_account_id() }).unwrap();
        }
        for model in [MODEL, OTHER] {
            open(BobStash, Subject::Artifact { model }).unwrap();
        }
        open(Dave, Subject::Review { contribution: REJECTED, score: 80 }).unwrap();
        open(BobStash, Subject::Score { contribution: ACCEPTED, score: 1 }).unwrap();
    });
    assert_eq!(chain.block(mandatory), without);
    // Nor when their time is over.
    chain.read(|| Attribution::advance_eras(100));
    // The first block of an era pays dues.
    chain.block(|| ());
    assert_eq!(chain.block(mandatory), without);
}
