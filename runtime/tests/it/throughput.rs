// SPDX-License-Identifier: Apache-2.0

//! The number of vouchers that fit into a block, by the measured weights. The table in `benchmarks/README.md` is this
//! test's output.

use openledger_runtime::{configs::system::RuntimeBlockWeights, Runtime};
use pallet_inference::WeightInfo;
use polkadot_sdk::frame_support::{dispatch::DispatchClass, weights::Weight};

type Measured = <Runtime as pallet_inference::Config>::WeightInfo;

/// Vouchers that a transaction settles at most.
const BATCH: u32 = pallet_inference::MAX_VOUCHERS;

/// The part of a weight that is compared.
type Part = fn(&Weight) -> u64;

/// How many vouchers settle in a block: transactions of [`BATCH`], and a last one of as many as there is room for.
fn vouchers_in_a_block(settle: impl Fn(u32) -> Weight, part: Part) -> u32 {
    let limits = RuntimeBlockWeights::get();
    let class = limits.get(DispatchClass::Normal);
    let takes = |vouchers: u32| part(&(settle(vouchers) + class.base_extrinsic));
    let room = part(&class.max_total.unwrap());
    let whole = u32::try_from(room / takes(BATCH)).unwrap();
    let left = room - u64::from(whole) * takes(BATCH);
    let last = (0..BATCH).rev().find(|vouchers| *vouchers == 0 || takes(*vouchers) <= left).unwrap();
    whole * BATCH + last
}

#[test]
fn a_block_should_settle_as_many_vouchers_as_documented() {
    let both = |settle: fn(u32) -> Weight| {
        (vouchers_in_a_block(settle, Weight::ref_time), vouchers_in_a_block(settle, Weight::proof_size))
    };
    let (independent, of_one) = (both(Measured::settle), both(Measured::settle_of_one));
    println!("vouchers in a block             by compute  by proof size");
    println!("nothing in common, agents       {:>10}  {:>13}", independent.0, independent.1);
    println!("one operator and model, payers  {:>10}  {:>13}", of_one.0, of_one.1);
    // What a change of the code makes worse is caught here; new measurements on another machine may differ by a
    // quarter.
    assert!(independent.0 >= 1_500 && independent.1 >= 2_000, "{independent:?}");
    assert!(of_one.0 >= 5_000 && of_one.1 >= 2_600, "{of_one:?}");
}
