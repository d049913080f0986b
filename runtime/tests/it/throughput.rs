// SPDX-License-Identifier: Apache-2.0

//! How many vouchers fit into a block, by the measured weights. The table in `benchmarks/README.md` is this test's output.

use openledger_runtime::{configs::system::RuntimeBlockWeights, Runtime};
use pallet_inference::WeightInfo;
use polkadot_sdk::frame_support::{dispatch::DispatchClass, weights::Weight};

type Measured = <Runtime as pallet_inference::Config>::WeightInfo;

/// Vouchers that a transaction settles at most.
const BATCH: u32 = pallet_inference::MAX_VOUCHERS;

/// How many vouchers transactions of [`BATCH`] settle in a block, by compute and by proof size.
fn vouchers_in_a_block(settle: Weight) -> (u64, u64) {
    let limits = RuntimeBlockWeights::get();
    let class = limits.get(DispatchClass::Normal);
    let (room, batch) = (class.max_total.unwrap(), settle + class.base_extrinsic);
    let whole = |room: u64, batch: u64| room / batch * u64::from(BATCH);
    (whole(room.ref_time(), batch.ref_time()), whole(room.proof_size(), batch.proof_size()))
}

#[test]
fn a_block_should_settle_as_many_vouchers_as_documented() {
    let independent = vouchers_in_a_block(Measured::settle(BATCH));
    let of_one = vouchers_in_a_block(Measured::settle_of_one(BATCH));
    println!("vouchers in a block             by compute  by proof size");
    println!("nothing in common, agents       {:>10}  {:>13}", independent.0, independent.1);
    println!("one operator and model, payers  {:>10}  {:>13}", of_one.0, of_one.1);
    // Regressions are caught here; new measurements on another machine stay within a quarter.
    assert!(independent.0 >= 900 && independent.1 >= 750, "{independent:?}");
    assert!(of_one.0 >= 5_000 && of_one.1 >= 2_300, "{of_one:?}");
}
