// SPDX-License-Identifier: Apache-2.0

//! A runtime of the system, balances and this pallet; staking and the clock are set by tests.

#![allow(missing_docs, clippy::unwrap_used, clippy::as_conversions, clippy::arithmetic_side_effects)]

use crate as pallet_receipts;
use crate::SignedReceiptOf;
use frame::{deps::sp_runtime::testing::TestSignature, testing_prelude::*};
use openledger_primitives::{
    traits::{SlashOperator, Slashed},
    Balance, Era, ModelId, Receipt, SignedReceipt, Units,
};

pub use openledger_primitives::testing::{Clock, CurrentEra};

pub type AccountId = u64;

#[frame_construct_runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system;
    #[runtime::pallet_index(1)]
    pub type Balances = pallet_balances;
    #[runtime::pallet_index(2)]
    pub type Receipts = pallet_receipts;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = MockBlock<Test>;
    type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type Balance = Balance;
    type ExistentialDeposit = ConstU128<10>;
    type AccountStore = System;
}

pub const DISPUTE_ERAS: Era = 4;
pub const EQUIVOCATION_SLASH: Permill = Permill::from_percent(10);
pub const REPORTER_REWARD: Permill = Permill::from_percent(25);

/// The payers and operators of the tests.
pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const OPERATOR: AccountId = 11;
pub const OTHER_OPERATOR: AccountId = 12;
/// An account that is neither payer nor operator.
pub const REPORTER: AccountId = 20;

pub const BASE: ModelId = ModelId(1);
pub const ADAPTER: ModelId = ModelId(2);
pub const CHANNEL: u64 = 3;

/// The amount that every slash takes, and the reporter's part of it.
pub const SLASHED: Slashed = Slashed { amount: 5_000, reward: 250 };

parameter_types! {
    // Kept in storage, so that every test starts with the defaults and a failed call rolls them back.
    pub storage SlashingRefuses: bool = false;
    pub storage NothingIsStaked: bool = false;
    pub storage DisputeEras: Era = DISPUTE_ERAS;
    pub storage EquivocationSlash: Permill = EQUIVOCATION_SLASH;
    pub const ReporterReward: Permill = REPORTER_REWARD;
    /// The slashes: operator, part, reporter and the reporter's part.
    pub static Slashes: Vec<(AccountId, Permill, AccountId, Permill)> = Vec::new();
}

/// Staking as this pallet sees it. Records the slashes.
pub struct MockSlashing;
impl SlashOperator<AccountId> for MockSlashing {
    fn slash(who: &AccountId, part: Permill, reporter: &AccountId, reward: Permill) -> Result<Slashed, DispatchError> {
        ensure!(!SlashingRefuses::get(), "there is nothing to slash");
        if NothingIsStaked::get() {
            return Ok(Slashed::default());
        }
        Slashes::mutate(|slashes| slashes.push((*who, part, *reporter, reward)));
        Ok(SLASHED)
    }
}

/// Signs as test accounts do.
#[cfg(feature = "runtime-benchmarks")]
pub struct TestKeys;
#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId, TestSignature> for TestKeys {
    fn create_operator() -> Result<AccountId, DispatchError> {
        Ok(OPERATOR)
    }

    fn fund(_: &AccountId) -> DispatchResult {
        Ok(())
    }

    fn sign(who: &AccountId, message: &[u8]) -> TestSignature {
        TestSignature(*who, message.to_vec())
    }
}

impl crate::Config for Test {
    type Eras = Clock;
    type Slashing = MockSlashing;
    type Signature = TestSignature;
    type DisputeEras = DisputeEras;
    type EquivocationSlash = EquivocationSlash;
    type ReporterReward = ReporterReward;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = TestKeys;
    type WeightInfo = ();
}

pub fn new_test_ext() -> TestState {
    let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
    pallet_balances::GenesisConfig::<Test> {
        balances: [ALICE, BOB, OPERATOR, OTHER_OPERATOR, REPORTER].into_iter().map(|who| (who, 1_000_000)).collect(),
        ..Default::default()
    }
    .assimilate_storage(&mut storage)
    .unwrap();
    CurrentEra::set(5);
    Slashes::set(Vec::new());
    let mut ext = TestState::new(storage);
    // Events are kept from block 1 on.
    ext.execute_with(|| System::set_block_number(1));
    ext
}

/// Run `test` on a new chain and check the invariants after it.
pub fn build_and_execute(test: impl FnOnce()) {
    new_test_ext().execute_with(|| {
        test();
        Receipts::do_try_state().unwrap();
    });
}

/// The events of this pallet since the last call of this function.
pub fn events() -> Vec<crate::Event<Test>> {
    let events = System::read_events_for_pallet::<crate::Event<Test>>();
    System::reset_events();
    events
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

pub fn genesis() -> H256 {
    System::block_hash(0)
}

/// `message` as a browser wallet signs it.
pub fn wrapped(message: &[u8]) -> Vec<u8> {
    [b"<Bytes>", message, b"</Bytes>"].concat()
}

/// A receipt of this era for the call `sequence` of a channel. `response` tells receipts of one call apart.
pub fn receipt(operator: AccountId, channel: u64, sequence: u64, response: u8) -> Receipt<AccountId> {
    Receipt {
        payer: ALICE,
        operator,
        channel,
        sequence,
        era: CurrentEra::get(),
        model: BASE,
        amount: 100,
        units: Units { calls: 1, input_tokens: 10, output_tokens: 20 },
        request: H256::repeat_byte(1),
        response: H256::repeat_byte(response),
        parent: None,
    }
}

/// A receipt signed by its operator.
pub fn signed_receipt(receipt: Receipt<AccountId>) -> SignedReceiptOf<Test> {
    let signature = TestSignature(receipt.operator, receipt.payload(&genesis()));
    SignedReceipt { receipt, signature }
}

/// Two different receipts of one call.
pub fn pair() -> (Receipt<AccountId>, Receipt<AccountId>) {
    let first = receipt(OPERATOR, CHANNEL, 9, 1);
    let mut second = first.clone();
    second.response = H256::repeat_byte(3);
    (first, second)
}

pub fn report(first: SignedReceiptOf<Test>, second: SignedReceiptOf<Test>) -> DispatchResult {
    Receipts::report_equivocation(signed(REPORTER), Box::new(first), Box::new(second))
}

pub fn report_pair((first, second): (Receipt<AccountId>, Receipt<AccountId>)) -> DispatchResult {
    report(signed_receipt(first), signed_receipt(second))
}

/// Forget the conviction of [`OPERATOR`] for the call `sequence` of [`CHANNEL`].
pub fn forget(sequence: u64) -> DispatchResult {
    Receipts::forget_conviction(signed(BOB), OPERATOR, CHANNEL, sequence)
}
